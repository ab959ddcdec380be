"""The offsets that the group has committed, and whether they are those of the streams that are there.

A stream that is deleted and made again under its name begins at 0, and kafka-python reads on at the offset where it
stopped in the old one: with as many new records, those before it would be skipped, and nothing would show it. So the id
of the stream is committed along with each offset.

So is, with the offsets of `handover`, the id of `articles`: where that was deleted, the state went with it, but not the
offsets up to which the raw streams are folded.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kafka import OffsetAndMetadata, TopicPartition
from kafka.errors import CommitFailedError, KafkaError

from worker.stream import kafka_python
from worker.stream.errors import SettingsError

log = logging.getLogger(__name__)

COMMITTED_MS = 30_000
"""Longest wait for a committed offset: longer than a dead predecessor's transaction can block it."""


@dataclass(slots=True)
class Ids:
    """The ids of streams; empty where the broker, older than 2.8, has none. `streams`: of those read, by name; `state`:
    of `articles`; `before`: what that was when the offsets of `handover` were committed."""

    handover: str
    streams: dict[str, str] = field(default_factory=dict)
    state: str = ""
    before: dict[int, str] = field(default_factory=dict)


def committed(consumer: Any, partitions: Iterable[TopicPartition], ids: Ids) -> dict[TopicPartition, int]:
    """The group's committed offsets of assigned partitions; the others begin anew. `ids` is filled in.

    An open transaction blocks this call: once it returns, the previous owner of the partitions can commit nothing more.
    """
    found: dict[TopicPartition, int] = {}
    for tp in partitions:
        now = ids.streams[tp.topic] = kafka_python.stream_id(consumer, tp.topic)
        last = consumer.committed(tp, metadata=True, timeout_ms=COMMITTED_MS)
        then, _, state = ("" if last is None else last.metadata or "").partition(" ")
        if tp.topic == ids.handover:
            ids.before[tp.partition] = state
        if last is not None and (not now or not then or then == now):
            found[tp] = int(last.offset)
            continue
        if last is not None:
            log.warning("stream_made_again", extra={"partition": f"{tp.topic}/{tp.partition}", "left": last.offset})
        consumer.seek_to_beginning(tp)
    return found


def to_commit(offsets: Mapping[TopicPartition, int], ids: Ids) -> dict[TopicPartition, OffsetAndMetadata]:
    """Offsets as they are committed."""

    def metadata(name: str) -> str:
        known = ids.streams.get(name, "")
        return f"{known} {ids.state}" if name == ids.handover and ids.state else known

    return {tp: OffsetAndMetadata(offset, metadata(tp.topic), -1) for tp, offset in offsets.items()}


def check(consumer: Any, ids: Ids) -> None:
    """Raise `CommitFailedError` if a stream is no longer the one that was there when its partitions were assigned."""
    for name, known in ids.streams.items():
        now = kafka_python.stream_id(consumer, name)
        if now and known and now != known:
            raise CommitFailedError(f"stream {name} was deleted and made again")
        ids.streams[name] = now or known


def check_state(reader: Any, articles: str, partitions: Iterable[int], ids: Ids) -> None:
    """Raise `SettingsError` if `articles` is another stream than the one that was there when the offsets of these
    partitions of `handover` were committed."""
    reader.partitions_for_topic(articles)  # gets the metadata
    ids.state = kafka_python.stream_id(reader, articles) or ids.state
    if ids.state and any(ids.before.get(p) not in (None, "", ids.state) for p in partitions):
        raise SettingsError(
            f"stream {articles} was deleted and made again, and the state of all stories was in it. To rebuild them "
            'from the raw streams, start over (deploy/README.md, "Everyday tasks")'
        )


def passed(consumer: Any, expected: Mapping[TopicPartition, int]) -> dict[TopicPartition, int]:
    """The positions of partitions where they are after the `expected` offsets though no record came: aborted
    transactions stand between, and the ends of others. Until they are committed Kafka's tools show a lag, and once
    retention has deleted them they look like lost records."""
    found: dict[TopicPartition, int] = {}
    for tp in consumer.assignment():
        with contextlib.suppress(KafkaError):  # just taken away
            if (at := consumer.position(tp, timeout_ms=100)) is not None and at > expected.get(tp, 0):
                found[tp] = at
    return found
