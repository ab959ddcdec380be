"""What agencies offer to be fetched, brought into the raw stream: feeds, the AP Media API, folders (README.md)."""
