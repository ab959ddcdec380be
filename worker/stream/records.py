"""Records as the worker writes them, and their headers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from worker.story.rules_version import READABLE_FROM, VERSION
from worker.stream.errors import SettingsError

Headers = tuple[tuple[str, bytes], ...]

TRACE = ("traceparent", "tracestate")
"""W3C trace context: passed on from the raw record to the article and to the story that it changed."""

LONGEST_TRACE = 4096
"""Bytes of a trace header that is passed on: W3C's have 55, and 512 for a list. A longer one is none, nor is one that
is not ASCII."""

SOURCE = "source"
"""On a raw record: its source, if its bytes do not name it."""

CONTENT_TYPE = "content-type"
"""On a raw record: the format of its bytes, if the producer knows it; the same on its dead letter."""

PART = "part"
"""On a redriven raw record: the number of the article to read. On a dead letter: the number of its article."""

UNREAD = "unread"
"""On what stands for raw records that cannot be read, because their batch is too large to unpack: the reason."""

STORY = "story"
"""On a record of `articles`: the uri of the story that the article belongs to."""

ORIGINAL = "original"
"""On a record of `handover`: the raw record's value, in case the article becomes a dead letter."""

ORIGINAL_KEY = "original-key"

NEEDS = "needs-rules"
"""On a record of a stream that holds state: the oldest version of the rules that can read it; left out up to 3."""

STAMP: Headers = ((NEEDS, b"%d" % READABLE_FROM),) if READABLE_FROM > 3 else ()
"""The headers with which every such record begins."""

PLACE = "place"
"""On a decision in `handover`: stream, partition and offset of its record, as JSON."""


@dataclass(frozen=True, slots=True)
class Out:
    """A record to write. `value` None is a tombstone, `partition` None leaves the choice to the key's hash.

    `partition` is taken modulo the stream's number of partitions: it only has to be the same each time.
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


def readable(record: Any) -> Any:
    """The record. Raises `SettingsError` if it is of a newer version and this one cannot read it, or not all of it:
    skipped as foreign it would be lost, and the worker would go on with a part of its state."""
    for name, said in record.headers:
        if name == NEEDS and said and said.isdigit() and len(said) < 10 and int(said) > VERSION:
            raise SettingsError(newer(record, int(said)))
    return record


def newer(record: Any, version: int) -> str:
    """The message of a worker that finds a record of a newer version."""
    return (
        f"{record.topic}/{record.partition} offset {record.offset} was written by a newer version, with version "
        f"{version} of the rules; this one has {VERSION} and cannot read it. Nothing is lost: start the newer one "
        'again. Or go on with this one under another prefix (deploy/README.md, "Back to an older version")'
    )


def trace_of(record: Any) -> Headers:
    """The record's trace headers, each once, as far as they look like some."""
    found = ((name, header(record.headers, name)) for name in TRACE)
    return tuple((n, value) for n, value in found if value and len(value) <= LONGEST_TRACE and value.isascii())


def timestamp_of(record: Any) -> int | None:
    """The record's timestamp in epoch milliseconds, None if it has none."""
    return record.timestamp if record.timestamp is not None and record.timestamp >= 0 else None
