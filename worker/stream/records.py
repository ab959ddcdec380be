"""Records as the worker writes them, and the headers that travel with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Headers = tuple[tuple[str, bytes], ...]

TRACE = ("traceparent", "tracestate")
"""W3C trace context: handed on from the raw record to the article and to the story that it changed."""

SOURCE = "source"
"""On a tombstone of `articles`: the source, which a key alone does not tell (both may hold slashes)."""

UP_TO = "up-to"
"""On a tombstone of `articles`: the offset it was written at the sight of. What stands from there on is not meant."""

REWRITE = "rewrite"
"""On a record of `articles` that only repeats an article which another find has joined: no message of its own."""

FOLDED = "folded"
"""On a record of `articles` whose article was folded in the very transaction that wrote it, by the one worker that
holds its partition: it is part of the state from there on, and is not folded when it is read."""

ORIGINAL = "original"
"""On an article so old that it may turn out late: the raw record's value, for its dead letter."""

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

    @property
    def size(self) -> int:
        """About its bytes in Kafka."""
        return len(self.key or b"") + len(self.value or b"") + sum(len(n) + len(v) for n, v in self.headers)


def header(headers: Iterable[tuple[str, bytes]], name: str) -> bytes | None:
    """Value of the first header of that name."""
    return next((value for found, value in headers if found == name), None)


def is_folded(record: Any) -> bool:
    """Whether a record of `articles` says nothing new to whoever has its partition: its transaction folded it."""
    return record.value is not None and any(name in (FOLDED, REWRITE) for name, _ in record.headers)


def trace_of(record: Any) -> Headers:
    """The record's trace headers."""
    return tuple((name, value) for name, value in record.headers if name in TRACE and value is not None)


def timestamp_of(record: Any) -> int | None:
    """The record's timestamp in epoch milliseconds, None where it has none."""
    return record.timestamp if record.timestamp is not None and record.timestamp >= 0 else None
