"""A range of the wire replayed beside live, compared with it, and made live."""
