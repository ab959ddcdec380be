"""The name of a source as everything compares it: reading, sharing out, filtering, routing, counting."""

from __future__ import annotations

from worker.wire.text import one_line


def source_name(given: str) -> str:
    """A source as an article carries it: ` harbour` and `harbour` are one. Empty where nothing printable is left."""
    return one_line(given)
