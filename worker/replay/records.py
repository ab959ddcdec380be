"""A stream read from its start to where it ends now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kafka import TopicPartition

from worker.replay.errors import ReplayError
from worker.stream import clients
from worker.stream.config import PREFIX, Settings


def records(
    settings: Settings, stream: str, read_to: dict[int, int] | None = None, may_be_missing: bool = False
) -> Iterator[Any]:
    """All committed records of a stream up to this moment, partition by partition; `read_to` gets where those end.

    Raises `ReplayError` where there is no such stream, unless it may be missing.
    """
    consumer = clients.range_consumer(settings)
    try:
        parts = [TopicPartition(stream, p) for p in sorted(consumer.partitions_for_topic(stream) or ())]
        if not parts and not may_be_missing:
            raise ReplayError(
                f"no stream {stream}: is {PREFIX}STREAM_PREFIX that of the worker? `newswire streams` creates streams"
            )
        ends = consumer.end_offsets(parts) if parts else {}
        for tp in parts:
            consumer.assign([tp])
            consumer.seek_to_beginning(tp)
            while consumer.position(tp) < ends[tp]:
                for record in consumer.poll(timeout_ms=200).get(tp, ()):
                    if record.offset < ends[tp]:
                        yield record
        if read_to is not None:
            read_to.update({tp.partition: end for tp, end in ends.items()})
    finally:
        consumer.close()
