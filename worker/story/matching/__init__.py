"""Indexes that find candidates for a story by text, slug or headline."""
