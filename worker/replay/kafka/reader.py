"""The records of a run, one after the other in an order that is always the same.

Of several partitions, the next record is the one with the smallest timestamp among their heads. That depends on
nothing but the records and the offsets begun at, so a replay takes the same way each time, wherever it was stopped.
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
"""Records held of one partition before it is paused."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A record, whether what it yields is published (and it is not of the window before), and the positions behind it.

    Publishing begins with the first record inside the range, of whichever partition: a story that it touched may be
    touched by one of the window before another partition's range after that, and must not stay as it was then.
    """

    record: Any
    inside: bool
    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A raw message of a file, as if it were a record. It has no timestamp."""

    topic: str
    partition: int
    offset: int
    value: bytes
    key: bytes | None = None
    timestamp: int | None = None
    headers: tuple[tuple[str, bytes], ...] = ()


def in_order(consumer: Any, ranges: tuple[Range, ...], positions: tuple[int, ...]) -> Iterator[Turn]:
    """The records from `positions` to the ends of the ranges. Raises `KafkaTimeoutError` where Kafka falls silent."""
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
    """The messages of files, without the first `skip`; their position is how many there were."""
    for n, (value, lineage, _, source, text) in enumerate(messages):
        if n >= skip:
            said = (("source", source.encode() if source else b""), ("content-type", b"text/plain" if text else b""))
            headers = tuple(header for header in said if header[1])
            record = FileRecord(lineage.stream, lineage.partition, lineage.offset, value, headers=headers)
            yield Turn(record, True, (n + 1,))
