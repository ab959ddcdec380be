"""Publishing beside live, and never over something that live has said since.

Nothing can stop live from publishing in the meantime. So each batch looks back before it commits: its records stand in
live's streams by then, and whatever live wrote before them is there to be read. If live wrote one of the same stories,
the batch is taken back and tried without it; if live writes one after it, live has the last word anyway.
"""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from kafka import TopicPartition
from kafka.errors import InvalidProducerEpochError, KafkaError, KafkaTimeoutError, ProducerFencedError

from worker.publish.outputs import Record
from worker.replay.errors import ReplayError
from worker.stream.config import Settings
from worker.stream.records import Out, header
from worker.stream.settled import ends, settled, uncommitted_consumer
from worker.stream.transactions import Transactions

BATCH = 200
_SILENCE_SECONDS = 10.0

Mark = tuple[str, bytes]
"""Header of the records written here, by which they are told from live's."""

Wanted = tuple[str, list[Record]]
"""A story by its uri, and what is to be written of it."""


@dataclass(slots=True)
class Published:
    """What came of it: stories published (tombstones among them), and those held back with the reason."""

    published: int = 0
    held: list[tuple[str, str]] = field(default_factory=list)

    def as_json(self) -> bytes:
        """For machines."""
        held = [{"uri": uri, "reason": reason} for uri, reason in self.held]
        return orjson.dumps({"published": self.published, "held": held})


@contextlib.contextmanager
def publisher(settings: Settings, command: str, streams: Iterable[str]) -> Iterator[Transactions]:
    """The transactions of a command that writes to `streams` (without prefix), one process at a time.

    Open it before what is there is read: by then all that one before it left open is decided, so that nothing is
    published a second time that was only not visible yet.
    """
    config = dataclasses.replace(settings, transactional_id=f"{settings.stream_prefix}replay.{command}")
    transactions: Transactions | None = None
    try:
        transactions = Transactions(config, [settings.stream(name) for name in streams])
        yield transactions
    except (ProducerFencedError, InvalidProducerEpochError) as error:
        raise ReplayError(
            f"another {command} has begun, or this one took too long; {command} again: it goes on"
        ) from error
    except KafkaError as error:
        raise ReplayError(f"Kafka failed ({type(error).__name__}: {error}); {command} again: it goes on") from error
    finally:
        if transactions is not None:
            transactions.close()


def publish(
    settings: Settings,
    transactions: Transactions,
    wanted: Iterable[Wanted],
    watched: Mapping[TopicPartition, int],
    mark: Mark,
    why_held: str,
    result: Published,
) -> None:
    """Write what is wanted, batch by batch; what live has written itself since is held for the reason `why_held`.

    `watched` are the streams in which live's last word on a story stands, up to where they were read: what is wanted
    rests on nothing that stands behind.
    """
    names = sorted({tp.topic for tp in watched})
    watch, left = _Watch(settings, dict(watched), mark), iter(wanted)
    try:
        while batch := list(itertools.islice(left, BATCH)):
            watch.read(ends(settings, names))  # most of it: a transaction must not wait for long
            _batch(settings, transactions, watch, batch, mark, why_held, result)
    finally:
        watch.close()
    settled(settings, names)


def _batch(
    settings: Settings,
    transactions: Transactions,
    watch: _Watch,
    batch: list[Wanted],
    mark: Mark,
    why_held: str,
    result: Published,
) -> None:
    """One batch, again and again until live has not written any of its stories before it."""
    while True:
        result.held += [(uri, why_held) for uri, _ in batch if uri in watch.moved]
        batch = [(uri, records) for uri, records in batch if uri not in watch.moved]
        if not batch:
            return
        transactions.begin()
        sent = [
            transactions.send(Out(settings.stream(stream), uri.encode(), value, (mark,)))
            for _, records in batch
            for stream, uri, value in records
        ]
        transactions.deliver()
        watch.read(_behind(sent, watch.streams))
        if any(uri in watch.moved for uri, _ in batch):
            transactions.abort()
            continue
        transactions.commit()
        result.published += len(batch)
        return


def _behind(sent: Iterable[Any], streams: Collection[str]) -> dict[TopicPartition, int]:
    """Offsets behind the last of the records sent, in each partition of some streams."""
    behind: dict[TopicPartition, int] = {}
    for future in sent:
        tp = TopicPartition(future.value.topic, future.value.partition)
        if tp.topic in streams:
            behind[tp] = max(behind.get(tp, 0), future.value.offset + 1)
    return behind


class _Watch:
    """Reads what live writes, transactions that are still open included."""

    def __init__(self, settings: Settings, read_to: dict[TopicPartition, int], mark: Mark) -> None:
        self.moved: set[str] = set()
        self.streams = frozenset(tp.topic for tp in read_to)
        self._read_to, self._mark = read_to, mark
        self._consumer = uncommitted_consumer(settings)

    def read(self, to: Mapping[TopicPartition, int]) -> None:
        """Take in all that stands before the offsets `to`."""
        name, value = self._mark
        parts = {tp: end for tp, end in to.items() if end > self._read_to.get(tp, 0)}
        self._consumer.assign(list(parts))
        for tp in parts:
            self._consumer.seek(tp, self._read_to.get(tp, 0))
        moved = time.monotonic()
        while any(self._consumer.position(tp) < end for tp, end in parts.items()):
            polled = self._consumer.poll(timeout_ms=200)
            if polled:
                moved = time.monotonic()
            elif time.monotonic() - moved > _SILENCE_SECONDS:
                raise KafkaTimeoutError("what live publishes cannot be read")
            for tp, records in polled.items():
                for record in records:
                    if record.offset < parts[tp] and header(record.headers, name) != value:
                        self.moved.add(record.key.decode())
        self._read_to.update(parts)

    def close(self) -> None:
        """Close the consumer."""
        self._consumer.close()
