"""The name of a source as everything compares it: reading, sharing out, filtering, routing, counting."""

from __future__ import annotations

import orjson

from worker.wire.text import one_line

_BOM = b"\xef\xbb\xbf"


def source_name(given: str) -> str:
    """A source as an article carries it: ` harbour` and `harbour` are one. Empty where nothing printable is left."""
    return one_line(given)


def source_of(value: bytes | None) -> str | None:
    """The source that the bytes of a raw message name, if that much of them can be read, whatever else is wrong."""
    try:
        message = orjson.loads((value or b"").removeprefix(_BOM))
    except orjson.JSONDecodeError:
        return None
    source = message.get("source") if isinstance(message, dict) else None
    return (source_name(source) or None) if isinstance(source, str) else None
