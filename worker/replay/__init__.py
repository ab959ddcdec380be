"""Replays: the same code over old articles, beside the live worker, and what would change if the result were live."""
