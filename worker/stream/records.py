"""Records as the worker writes them, and the headers that travel with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Headers = tuple[tuple[str, bytes], ...]

TRACE = ("traceparent", "tracestate")
"""W3C trace context: handed on from the raw record to the article and to the story that it changed."""

SOURCE = "source"
"""On a raw record: the source, where its bytes do not name it."""

CONTENT_TYPE = "content-type"
"""On a raw record: what its bytes are, where the producer knows; on its dead letter the same."""

PART = "part"
"""On a raw record that was sent again: the one of its articles that is meant. On a dead letter: the one that it is."""

STORY = "story"
"""On a record of `articles`: the uri of the story that the article stands in."""

ORIGINAL = "original"
"""On a record of `handover`: the raw record's value, for the dead letter that the article may still become."""

ORIGINAL_KEY = "original-key"


@dataclass(frozen=True, slots=True)
class Out:
    """A record to write. `value` None is a tombstone, `partition` None leaves it to the key's hash.

    A `partition` that the stream does not have is counted round: it only has to be the same each time.
    """

    stream: str
    key: bytes | None
    value: bytes | None
    headers: Headers = ()
    partition: int | None = None
    timestamp_ms: int | None = None


def header(headers: Iterable[tuple[str, bytes]], name: str) -> bytes | None:
    """Value of the first header of that name."""
    return next((value for found, value in headers if found == name), None)


def trace_of(record: Any) -> Headers:
    """The record's trace headers."""
    return tuple((name, value) for name, value in record.headers if name in TRACE and value is not None)


def timestamp_of(record: Any) -> int | None:
    """The record's timestamp in epoch milliseconds, None where it has none."""
    return record.timestamp if record.timestamp is not None and record.timestamp >= 0 else None
