"""Which texts, slugs and headlines may be of one story: indexes that find candidates."""
