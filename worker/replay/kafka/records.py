"""Read a stream from one offset to another; all replays do it through here."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from kafka import TopicPartition
from kafka.errors import KafkaTimeoutError

from worker.replay.errors import ReplayError
from worker.stream import clients
from worker.stream.config import PREFIX, Settings

log = logging.getLogger(__name__)

STALL_SECONDS = 60.0
"""After this long without progress, Kafka counts as gone."""


def read(consumer: Any, tp: TopicPartition, start: int | None, end: int) -> Iterator[Any]:
    """The records of a partition from `start` (None: its first) to `end`. The last offsets may be transaction markers,
    for which a consumer gets no records. Raises `KafkaTimeoutError`."""
    consumer.assign([tp])
    if start is None:
        consumer.seek_to_beginning(tp)
    else:
        consumer.seek(tp, start)
    at, moved = -1, time.monotonic()
    while (position := consumer.position(tp)) < end:
        if position > at:
            at, moved = position, time.monotonic()
        elif time.monotonic() - moved > STALL_SECONDS:
            raise KafkaTimeoutError(f"{tp.topic}/{tp.partition} cannot be read past offset {at:,}")
        for record in consumer.poll(timeout_ms=200).get(tp, ()):
            if record.offset < end:
                yield record


def records(
    settings: Settings, stream: str, read_to: dict[int, int] | None = None, may_be_missing: bool = False
) -> Iterator[Any]:
    """All committed records of a stream up to now, partition by partition; `read_to` receives the end offsets.

    Raises `ReplayError` if the stream does not exist, unless it may be missing.
    """
    consumer = clients.range_consumer(settings)
    try:
        parts = [TopicPartition(stream, p) for p in sorted(consumer.partitions_for_topic(stream) or ())]
        if not parts and not may_be_missing:
            raise ReplayError(
                f"no stream {stream}: is {PREFIX}STREAM_PREFIX the worker's? `newswire streams` creates the streams"
            )
        ends = consumer.end_offsets(parts) if parts else {}
        for tp in parts:
            yield from read(consumer, tp, None, ends[tp])
        if read_to is not None:
            read_to.update({tp.partition: end for tp, end in ends.items()})
    finally:
        consumer.close()


def keyed(found: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    """Records under their key as text. One without such a key is not ours and is left out; the first is logged."""
    skipped = False
    for record in found:
        try:
            key = (record.key or b"").decode()
        except UnicodeDecodeError:
            key = ""
        if key:
            yield key, record
        elif not skipped:
            skipped = True
            log_foreign(record)


def told(found: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    """Records of `stories` or of copies, under their uri: stories, or tombstones. Others are left out likewise."""
    skipped = False
    for uri, record in keyed(found):
        if record.value is None or _names(record.value) == uri:
            yield uri, record
        elif not skipped:
            skipped = True
            log_foreign(record)


class _Story(msgspec.Struct):
    """What commands take from a story without a look whether it is there."""

    uri: str
    source: str
    status: str
    version: int
    marker: str | None
    headline: str | None
    change: dict[str, msgspec.Raw]
    versions: msgspec.Raw


_story = msgspec.json.Decoder(_Story)


def _names(value: bytes) -> str | None:
    try:
        return _story.decode(value).uri
    except ValueError:
        return None


def log_foreign(record: Any) -> None:
    """Say that a record is left out because it is not ours."""
    log.warning("%s/%d offset %d is skipped: not written by a worker", record.topic, record.partition, record.offset)
