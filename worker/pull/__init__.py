"""Pulls feeds, the AP Media API and folders into the raw stream (README.md)."""
