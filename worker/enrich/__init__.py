"""Finds what an article says beyond its header: who is quoted, what it is about. Pure."""
