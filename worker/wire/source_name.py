"""The normalised name of a source, for every comparison: reading, partitioning, filters, routes, metrics."""

from __future__ import annotations

from worker.wire.text import one_line


def source_name(given: str) -> str:
    """A source as articles carry it: ` harbour` and `harbour` are the same. Empty if nothing printable is left."""
    return one_line(given)
