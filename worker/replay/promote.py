"""Making a run live: what differs is published once, and never over something that live has said since.

Nothing can stop live from publishing in the meantime. So each batch looks back before it commits: its records stand in
the live stream by then, and whatever live wrote before them is there to be read. If live wrote one of the same
stories, the batch is taken back and tried without it; if live writes one after it, live has the last word anyway.
"""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import orjson
from kafka import TopicPartition
from kafka.errors import InvalidProducerEpochError, KafkaError, KafkaTimeoutError, ProducerFencedError

from worker.publish import ninjs, outputs
from worker.publish.routing import Routes
from worker.replay.compare import REPLAYED, Comparison, Difference
from worker.replay.errors import ReplayError
from worker.replay.plan import Plan
from worker.story import story
from worker.stream.config import PREFIX, Settings
from worker.stream.records import Out, header
from worker.stream.settled import ends, settled, uncommitted_consumer
from worker.stream.transactions import Transactions

BATCH = 200
_SILENCE_SECONDS = 10.0
_LIVE_WROTE = "live has published it since the replay began"


@dataclass(slots=True)
class Promoted:
    """What came of it: stories published (tombstones among them), and those held back with the reason."""

    published: int = 0
    held: list[tuple[str, str]] = field(default_factory=list)


def preview(compared: Comparison) -> Promoted:
    """What `promote` would do, without doing it."""
    result = Promoted()
    result.published = sum(1 for _ in _free(compared.differences(), result))
    return result


@contextlib.contextmanager
def publisher(settings: Settings, routes: Routes) -> Iterator[Transactions]:
    """The transactions of `promote`. Open it before the comparison is read: by then all that a promote before it left
    open is decided, so that nothing is published a second time that was only not visible yet."""
    config = dataclasses.replace(settings, transactional_id=f"{settings.stream_prefix}replay.promote")
    names = ["stories", *(["ninjs"] if settings.ninjs else []), *(route.stream for route in routes)]
    transactions: Transactions | None = None
    try:
        transactions = Transactions(config, [settings.stream(name) for name in names])
        yield transactions
    except (ProducerFencedError, InvalidProducerEpochError) as error:
        raise ReplayError("another promote has begun, or this one took too long; promote again: it goes on") from error
    except KafkaError as error:
        raise ReplayError(f"Kafka failed ({type(error).__name__}: {error}); promote again: it goes on") from error
    finally:
        if transactions is not None:
            transactions.close()


def check_routes(plan: Plan, routes: Routes) -> None:
    """Raise `ReplayError` where the run has sent its copies by another table than live does."""
    if plan.routing != routes:
        raise ReplayError(
            f"run {plan.run} was begun with another routing table than {PREFIX}ROUTES names now, so its copies are not "
            "those of live: name that table, or begin a new run"
        )


def promote(settings: Settings, compared: Comparison, transactions: Transactions) -> Promoted:
    """Publish what differs. Once more after a stop or a kill: what is published already differs no more."""
    result = Promoted()
    wanted = _free(compared.differences(), result)
    watch = _Watch(settings, dict(compared.read_to), compared.plan.run)
    try:
        while batch := list(itertools.islice(wanted, BATCH)):
            _publish(settings, transactions, watch, batch, compared, result)
    finally:
        watch.close()
    settled(settings, [settings.stream("stories")])
    return result


def _free(differences: Iterator[Difference], result: Promoted) -> Iterator[Difference]:
    for found in differences:
        if found.held is None:
            yield found
        else:
            result.held.append((found.uri, found.held))


def _publish(
    settings: Settings,
    transactions: Transactions,
    watch: _Watch,
    batch: list[Difference],
    compared: Comparison,
    result: Promoted,
) -> None:
    """One batch, again and again until live has not written any of its stories before it."""
    watch.read(ends(settings, [settings.stream("stories")]))  # most of it: a transaction must not wait for long
    while batch := _without(batch, watch.moved, result):
        outs = [out for found in batch for out in _outs(settings, found, compared)]
        transactions.begin()
        sent = [transactions.send(out) for out in outs]
        transactions.deliver()
        ours: dict[TopicPartition, int] = {}
        for future in sent:
            tp = TopicPartition(future.value.topic, future.value.partition)
            if tp.topic == settings.stream("stories"):
                ours[tp] = max(ours.get(tp, 0), future.value.offset + 1)
        watch.read(ours)
        if any(found.uri in watch.moved for found in batch):
            transactions.abort()
            continue
        transactions.commit()
        result.published += len(batch)
        return


def _without(batch: list[Difference], moved: set[str], result: Promoted) -> list[Difference]:
    result.held += [(found.uri, _LIVE_WROTE) for found in batch if found.uri in moved]
    return [found for found in batch if found.uri not in moved]


def _outs(settings: Settings, found: Difference, compared: Comparison) -> Iterator[Out]:
    """What the worker would write: the story, its ninjs, its copies, a tombstone where it leaves a stream."""
    key, headers = found.uri.encode(), ((REPLAYED, compared.plan.run.encode()),)
    yield Out(settings.stream("stories"), key, found.value, headers)
    if settings.ninjs:
        value = None if found.value is None else ninjs.to_json(story.from_json(found.value), outputs.MOST_NINJS_BYTES)
        yield Out(settings.stream("ninjs"), key, value, headers)
    for stream, value in compared.copies(found.uri):
        yield Out(settings.stream(stream), key, value, headers)


class _Watch:
    """Reads what live writes to its stories, transactions that are still open included."""

    def __init__(self, settings: Settings, read_to: dict[int, int], run: str) -> None:
        self.moved: set[str] = set()
        self._read_to, self._run = read_to, run.encode()
        self._consumer = uncommitted_consumer(settings)

    def read(self, to: dict[TopicPartition, int]) -> None:
        """Take in all that stands before the offsets `to`."""
        parts = {tp: end for tp, end in to.items() if end > self._read_to.get(tp.partition, 0)}
        self._consumer.assign(list(parts))
        for tp in parts:
            self._consumer.seek(tp, self._read_to.get(tp.partition, 0))
        moved = time.monotonic()
        while any(self._consumer.position(tp) < end for tp, end in parts.items()):
            polled = self._consumer.poll(timeout_ms=200)
            if polled:
                moved = time.monotonic()
            elif time.monotonic() - moved > _SILENCE_SECONDS:
                raise KafkaTimeoutError("the live stories cannot be read")
            for tp, records in polled.items():
                for record in records:
                    ours = header(record.headers, REPLAYED) == self._run
                    if record.offset < parts[tp] and not ours:
                        self.moved.add(record.key.decode())
        self._read_to.update({tp.partition: end for tp, end in parts.items()})

    def close(self) -> None:
        """Close the consumer."""
        self._consumer.close()


def as_json(result: Promoted) -> bytes:
    """For machines."""
    held = [{"uri": uri, "reason": reason} for uri, reason in result.held]
    return orjson.dumps({"published": result.published, "held": held})
