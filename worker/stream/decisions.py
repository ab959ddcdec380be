"""Editors' decisions on their way through the streams: `decisions`, `handover`, `dead-letters`.

Whoever has the partition of `decisions` reads them. A decision on a source that another worker holds goes through
`handover`, like an article, and is folded there, in the transactions of that source.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson

from worker.story import decision
from worker.story.changelog import record_key
from worker.story.decision import Decision
from worker.stream import records
from worker.stream.dead_letters import dead_letter
from worker.stream.defects import as_bad_messages, defect
from worker.stream.records import Out, timestamp_of
from worker.wire.article import BadMessage, Lineage
from worker.wire.raw import source_of

KEY = b"decision/"
"""How the keys of decisions begin in `handover`."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A decision, its record's value, where that stands in the stream `decisions`, and its trace headers."""

    decision: Decision
    value: bytes
    place: Lineage
    trace: records.Headers


def read(record: Any) -> Sent:
    """A decision from its record. Raises `BadMessage`."""
    with as_bad_messages():
        found = decision.read(record.value, timestamp_of(record))
    if record.key != found.id.encode():
        said = f"key: must be the id {found.id!r}, or compaction deletes other decisions that have the same key"
        raise BadMessage("schema", said)
    place = Lineage(record.topic, record.partition, record.offset)
    return Sent(found, record.value, place, records.trace_of(record))


def handed_over(stream: str, sent: Sent, partition: int) -> Out:
    """The record of `handover` that sends it to the worker that holds its source."""
    place = orjson.dumps([sent.place.stream, sent.place.partition, sent.place.offset])
    key = record_key(sent.decision.source, "decision", sent.decision.id)
    headers = (*records.STAMP, *sent.trace, (records.PLACE, place))
    return Out(stream, key, sent.value, headers, partition, sent.decision.ms)


def received(record: Any) -> Sent:
    """A decision from its record of `handover`. Raises `ValueError` if no worker wrote it."""
    try:
        found = decision.read(record.value, timestamp_of(record))
    except BadMessage as bad:
        raise ValueError(str(bad)) from None
    place = orjson.loads(records.header(record.headers, records.PLACE) or b"[]")
    if not isinstance(place, list) or len(place) != 3:
        raise ValueError(f"no place in {records.PLACE}")
    return Sent(found, record.value, Lineage(*place), records.trace_of(record))


def refused(stream: str, record: Any, bad: BadMessage, now_ms: int) -> Out:
    """The dead letter for a record of `decisions` that cannot be used."""
    place = Lineage(record.topic, record.partition, record.offset)
    ms, source, trace = timestamp_of(record), source_of(record.value), records.trace_of(record)
    return dead_letter(stream, bad, place, record.value, record.key, ms, now_ms, source, trace)


def broken(stream: str, sent: Sent, error: BaseException, now_ms: int) -> Out:
    """The dead letter for a decision that triggers a bug in our code."""
    d = sent.decision
    return dead_letter(stream, defect(error), sent.place, sent.value, d.id.encode(), d.ms, now_ms, d.source, sent.trace)
