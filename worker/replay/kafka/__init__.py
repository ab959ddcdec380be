"""Replay a range of the wire alongside live, compare it with live, and publish it live."""
