"""The normalised name of a source, for every comparison: reading, partitioning, filters, routes, metrics."""

from __future__ import annotations

from worker.wire.text import folded, one_line


def source_name(given: str) -> str:
    """A source as articles carry it: ` Harbour` and `harbour` are the same, and so are two Unicode forms of an accent.
    Empty if nothing printable is left."""
    return folded(one_line(given))
