"""The desk: shows what the worker publishes in a browser as it changes, and keeps it in an SQLite file of its own."""
