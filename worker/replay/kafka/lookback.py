"""Publish alongside live without ever overwriting something that live has published since.

Nothing can stop live from publishing in the meantime. So each batch checks before it commits: by then its records are
in live's streams, and everything that live wrote before them can be read. If live wrote one of the same stories, the
batch is aborted and retried without it; if live writes one later, that record is the newer one anyway.
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
from worker.replay.kafka.records import keyed
from worker.stream.config import Settings
from worker.stream.records import Out, header
from worker.stream.settled import ends, settled, uncommitted_consumer
from worker.stream.transactions import Transactions

BATCH = 200
_SILENCE_SECONDS = 10.0

Mark = tuple[str, bytes]
"""Header of the records written here, which distinguishes them from live's."""

Wanted = tuple[str, list[Record]]
"""A story's uri, and the records to write for it."""


@dataclass(slots=True)
class Published:
    """The result: the number of stories published (including tombstones), and those held back with the reason."""

    published: int = 0
    held: list[tuple[str, str]] = field(default_factory=list)

    def as_json(self) -> bytes:
        """As JSON."""
        held = [{"uri": uri, "reason": reason} for uri, reason in self.held]
        return orjson.dumps({"published": self.published, "held": held})


@contextlib.contextmanager
def publisher(settings: Settings, command: str, streams: Iterable[str]) -> Iterator[Transactions]:
    """The transactions of a command that writes to `streams` (without prefix), one process at a time.

    Open it before reading the current state: that ends any transaction a predecessor left open, so that nothing is
    published twice just because it was not visible yet.
    """
    config = dataclasses.replace(settings, transactional_id=f"{settings.stream_prefix}replay.{command}")
    transactions: Transactions | None = None
    try:
        transactions = Transactions(config, [settings.stream(name) for name in streams])
        yield transactions
    except (ProducerFencedError, InvalidProducerEpochError) as error:
        raise ReplayError(
            f"another {command} has started, or this one took too long; run {command} again to finish"
        ) from error
    except KafkaError as error:
        raise ReplayError(f"Kafka failed ({type(error).__name__}: {error}); run {command} again to finish") from error
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
    """Write the wanted records, batch by batch; a story that live has written since is held for the reason `why_held`.

    `watched` are the streams that hold live's latest state of a story, with the offsets up to which they were read:
    what is wanted was computed from nothing after these.
    """
    names = sorted({tp.topic for tp in watched})
    watch, left = _Watch(settings, dict(watched), mark), iter(wanted)
    try:
        while batch := list(itertools.islice(left, BATCH)):
            watch.read(ends(settings, names))  # catch up now, so that the transaction does not stay open for long
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
    """Write one batch; retry it until live has written none of its stories before it."""
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
    """The offset after the last record sent, for each partition of some streams."""
    behind: dict[TopicPartition, int] = {}
    for future in sent:
        tp = TopicPartition(future.value.topic, future.value.partition)
        if tp.topic in streams:
            behind[tp] = max(behind.get(tp, 0), future.value.offset + 1)
    return behind


class _Watch:
    """Reads what live writes, including transactions that are still open."""

    def __init__(self, settings: Settings, read_to: dict[TopicPartition, int], mark: Mark) -> None:
        self.moved: set[str] = set()
        self.streams = frozenset(tp.topic for tp in read_to)
        self._read_to, self._mark = read_to, mark
        self._consumer = uncommitted_consumer(settings)

    def read(self, to: Mapping[TopicPartition, int]) -> None:
        """Read everything before the offsets `to`."""
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
                raise KafkaTimeoutError("the live streams cannot be read")
            for tp, records in polled.items():
                for uri, record in keyed(records):
                    if record.offset < parts[tp] and header(record.headers, name) != value:
                        self.moved.add(uri)
        self._read_to.update(parts)

    def close(self) -> None:
        """Close the consumer."""
        self._consumer.close()
