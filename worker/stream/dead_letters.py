"""Dead letters: the original bytes of a message that cannot be used, with reason and position in the headers.

The headers are described in `schemas/dead-letter.v1.json`; all of them are text.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from worker.stream.clients import MAX_RECORD_BYTES
from worker.stream.records import CONTENT_TYPE, PART, Headers, Out
from worker.wire.article import BadMessage, Lineage

_ROOM = 64 << 10
"""Bytes reserved for headers and framing next to key and value."""

_LONGEST_KEY = 1 << 20
"""A raw record's key may be of any length; what is beyond this is left out."""

_LONGEST_DETAIL = 1000


def dead_letter(
    stream: str,
    bad: BadMessage,
    raw: Lineage,
    value: bytes | None,
    key: bytes | None,
    timestamp_ms: int | None,
    now_ms: int,
    source: str | None = None,
    trace: Headers = (),
    content_type: str | None = None,
) -> Out:
    """The record of `stream` for a message: its value, or as much as Kafka accepts, under the raw record's key.

    A raw record without a value gives a dead letter without one. The header `timestamp` is the raw record's, in epoch
    milliseconds; `at` is now; `original_size` is present only if the value was truncated. Without a key the partition
    is the raw record's, so that it is the same each time.
    """
    original, key = value or b"", key and key[:_LONGEST_KEY]
    kept = original[: MAX_RECORD_BYTES - _ROOM - len(key or b"")]
    fields = {
        "reason": bad.reason,
        "detail": bad.detail[:_LONGEST_DETAIL],
        "stream": raw.stream,
        "partition": str(raw.partition),
        "offset": str(raw.offset),
        PART: str(raw.part or ("" if bad.part is None else bad.part)),
        "timestamp": "" if timestamp_ms is None else str(timestamp_ms),
        "source": source or "",
        CONTENT_TYPE: content_type or "",
        "at": dt.datetime.fromtimestamp(now_ms / 1000, dt.UTC).isoformat(timespec="milliseconds"),
        "original_size": "" if len(kept) == len(original) else str(len(original)),
    }
    headers = tuple((name, text.encode("utf-8", "replace")) for name, text in fields.items() if text)
    return Out(stream, key, None if value is None else kept, headers + trace, raw.partition if key is None else None)


def summary(outs: Iterable[Out]) -> dict[str, str]:
    """What some dead letters are, for the log: their reasons with how many of each, and the first and last of them
    with place and detail."""
    said = [{name: value.decode("utf-8", "replace") for name, value in out.headers} for out in outs]
    reasons = Counter(fields["reason"] for fields in said)
    told = {"reasons": ", ".join(f"{reason} {n}" for reason, n in reasons.most_common())}
    for name, fields in (("first", said[0]), ("last", said[-1])) if said else ():
        place = f"{fields['stream']}/{fields['partition']} offset {fields['offset']}"
        told[name] = f"{place}: {fields['reason']}: {fields['detail']}"
    return told
