"""The page in the browser: what the worker publishes, kept in an SQLite of its own and shown as it changes."""
