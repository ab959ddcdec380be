"""Wait for open transactions, whose records a reader of committed records does not see yet.

A commit returns as soon as Kafka has recorded it; the records become readable a moment later, partition by partition,
on a busy cluster seconds later. A command that reads a stream to its end right after a commit must wait for that;
otherwise it misses the end and takes a story for missing that is only not visible yet.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from kafka import KafkaConsumer, TopicPartition

from worker.stream import clients, kafka_python
from worker.stream.config import Settings

PATIENCE_SECONDS = 40.0
"""Longer than Kafka leaves a dead process's transaction open: the timeout plus up to ten seconds until it checks."""


def uncommitted_consumer(settings: Settings) -> Any:
    """A consumer that also reads records of open and aborted transactions; it joins no group."""
    options = {"isolation_level": "read_uncommitted", "enable_auto_commit": False, "fetch_max_wait_ms": 50}
    return kafka_python.built(KafkaConsumer, clients.common(settings) | options)


def ends(settings: Settings, streams: Iterable[str]) -> dict[TopicPartition, int]:
    """The end offsets of streams, including records of open transactions. Missing streams are left out."""
    consumer = uncommitted_consumer(settings)
    try:
        parts = [TopicPartition(s, p) for s in streams for p in sorted(consumer.partitions_for_topic(s) or ())]
        return dict(consumer.end_offsets(parts)) if parts else {}
    finally:
        consumer.close()


def settled(settings: Settings, streams: Iterable[str]) -> bool:
    """Wait until everything in the streams right now is committed or aborted. False on a timeout."""
    wanted = ends(settings, streams)
    consumer = clients.range_consumer(settings)
    try:
        return reached(consumer, wanted)
    finally:
        consumer.close()


def reached(consumer: Any, wanted: Mapping[TopicPartition, int], alive: Callable[[], None] = lambda: None) -> bool:
    """The same for some partitions up to the given `ends`, using a consumer of committed records. `alive` is called
    while waiting; an exception it raises ends the wait."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while waiting := [tp for tp, end in wanted.items() if end > 0]:
        alive()
        now = consumer.end_offsets(waiting)
        wanted = {tp: wanted[tp] for tp in waiting if now[tp] < wanted[tp]}
        if wanted and time.monotonic() > deadline:
            return False
        if wanted:
            time.sleep(0.02)
    return True
