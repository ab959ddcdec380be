"""The offsets that the group has committed, and whether they are those of the streams that are there.

A stream that is deleted and made again under its name begins at 0, and kafka-python reads on at the offset where it
stopped in the old one: with as many new records, those before it would be skipped, and nothing would show it. So the id
of the stream is committed along with each offset.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterable, Mapping
from typing import Any

from kafka import OffsetAndMetadata, TopicPartition
from kafka.errors import CommitFailedError, KafkaError

from worker.stream import kafka_python

log = logging.getLogger(__name__)

COMMITTED_MS = 30_000
"""Longest wait for a committed offset: longer than a dead predecessor's transaction can block it."""

Ids = dict[str, str]
"""The ids of the streams read, by name; empty where the broker, older than 2.8, has none."""


def committed(consumer: Any, partitions: Iterable[TopicPartition], ids: Ids) -> dict[TopicPartition, int]:
    """The group's committed offsets of assigned partitions; the others begin anew. `ids` is filled in.

    An open transaction blocks this call: once it returns, the previous owner of the partitions can commit nothing more.
    """
    found: dict[TopicPartition, int] = {}
    for tp in partitions:
        now = ids[tp.topic] = kafka_python.stream_id(consumer, tp.topic)
        last = consumer.committed(tp, metadata=True, timeout_ms=COMMITTED_MS)
        if last is not None and (not now or not last.metadata or last.metadata == now):
            found[tp] = int(last.offset)
            continue
        if last is not None:
            log.warning("stream_made_again", extra={"partition": f"{tp.topic}/{tp.partition}", "left": last.offset})
        consumer.seek_to_beginning(tp)
    return found


def to_commit(offsets: Mapping[TopicPartition, int], ids: Ids) -> dict[TopicPartition, OffsetAndMetadata]:
    """Offsets as they are committed."""
    return {tp: OffsetAndMetadata(offset, ids.get(tp.topic, ""), -1) for tp, offset in offsets.items()}


def check(consumer: Any, ids: Ids) -> None:
    """Raise `CommitFailedError` if a stream is no longer the one that was there when its partitions were assigned."""
    for name, known in ids.items():
        now = kafka_python.stream_id(consumer, name)
        if now and known and now != known:
            raise CommitFailedError(f"stream {name} was deleted and made again")
        ids[name] = now or known


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
