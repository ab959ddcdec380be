"""How a story is published: its JSON, its ninjs, and copies routed by topic, source or speaker."""
