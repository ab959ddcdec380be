"""Kafka: everything that talks to a broker, a clock or a network."""
