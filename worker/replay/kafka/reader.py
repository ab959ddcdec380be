"""The records of a run, one by one, always in the same order.

With several partitions, the next record is the one with the smallest timestamp among their heads. That depends only on
the records and the starting offsets, so a replay always reads in the same order, wherever it was stopped.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from kafka.errors import KafkaTimeoutError

from worker.replay.archive.local import Numbered
from worker.replay.kafka.plan import Range

STALL_SECONDS = 60.0
_AHEAD = 4_000
"""Records buffered for one partition before it is paused."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A record, whether its results are published (False in the window before the range), and the positions after it.

    Publishing begins with the first record inside the range of any partition: a story that it changed may be changed
    again by a record from before another partition's range, and that must be published too.
    """

    record: Any
    inside: bool
    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A raw message from a file in the form of a record, without a timestamp."""

    topic: str
    partition: int
    offset: int
    value: bytes
    key: bytes | None = None
    timestamp: int | None = None
    headers: tuple[tuple[str, bytes], ...] = ()


def in_order(consumer: Any, ranges: tuple[Range, ...], positions: tuple[int, ...]) -> Iterator[Turn]:
    """The records from `positions` to the ends of the ranges. Raises `KafkaTimeoutError` if Kafka stops answering."""
    at = list(positions)
    held: list[deque[Any]] = [deque() for _ in ranges]
    number = {r.tp: n for n, r in enumerate(ranges)}
    open_ones = [r.tp for n, r in enumerate(ranges) if at[n] < r.end]
    if not open_ones:
        return
    consumer.assign(open_ones)
    for tp in open_ones:
        consumer.seek(tp, at[number[tp]])
    drained = [at[n] >= r.end for n, r in enumerate(ranges)]
    inside = any(at[n] > r.start for n, r in enumerate(ranges))
    while True:
        if any(not q and not done for q, done in zip(held, drained, strict=True)):
            _fill(consumer, ranges, number, held, drained)
        heads = [(q[0].timestamp, n) for n, q in enumerate(held) if q]
        if not heads:
            return
        n = min(heads)[1]
        record = held[n].popleft()
        at[n] = record.offset + 1
        inside = inside or record.offset >= ranges[n].start
        yield Turn(record, inside, tuple(at))


def _fill(consumer: Any, ranges: tuple[Range, ...], number: Any, held: list[deque[Any]], drained: list[bool]) -> None:
    """Poll until every partition has a head or is at its end."""
    moved = time.monotonic()
    before = sum(map(len, held))
    while any(not q and not done for q, done in zip(held, drained, strict=True)):
        full = [tp for tp, n in number.items() if len(held[n]) > _AHEAD and not drained[n]]
        consumer.pause(*full)
        for tp, records in consumer.poll(timeout_ms=200).items():
            n = number[tp]
            held[n].extend(r for r in records if r.offset < ranges[n].end)
        consumer.resume(*full)
        for tp, n in number.items():
            if not drained[n] and consumer.position(tp) >= ranges[n].end:
                drained[n] = True
                consumer.pause(tp)
        now = sum(map(len, held)) + sum(drained)
        if now != before:
            moved, before = time.monotonic(), now
        elif time.monotonic() - moved > STALL_SECONDS:
            raise KafkaTimeoutError(f"no record for {STALL_SECONDS:.0f} s while replaying")


def of_files(messages: Iterable[Numbered], skip: int) -> Iterator[Turn]:
    """The messages of files, without the first `skip`; the position is the number of messages so far."""
    for n, (value, lineage, _, source, text) in enumerate(messages):
        if n >= skip:
            said = (("source", source.encode() if source else b""), ("content-type", b"text/plain" if text else b""))
            headers = tuple(header for header in said if header[1])
            record = FileRecord(lineage.stream, lineage.partition, lineage.offset, value, headers=headers)
            yield Turn(record, True, (n + 1,))
