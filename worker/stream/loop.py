"""The loop: poll, understand, fold, commit. One session of it lasts until it is told to stop or Kafka fails it.

A session is thrown away as a whole when something fails: consumer, producer and states. The next one begins as after
a restart of the process, from what is committed. That makes one way back for every failure, the same that a SIGKILL
takes, instead of one for each; it costs the seconds of a restore, at times when something is broken anyway.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections import Counter, deque
from collections.abc import Collection, Mapping, Sequence
from itertools import chain
from typing import Any

from kafka import ConsumerRebalanceListener, OffsetAndMetadata, TopicPartition
from kafka.errors import CommitFailedError, KafkaError, KafkaTimeoutError
from kafka.structs import MemberState

from worker.stream import clients, markers, streams
from worker.stream.batch import Batch, Hops
from worker.stream.config import Settings
from worker.stream.errors import Stopped, TooManyDeadLetters
from worker.stream.metrics import Metrics
from worker.stream.observe import Observer
from worker.stream.readers import Readers
from worker.stream.records import Out, is_folded
from worker.stream.settled import ends, reached
from worker.stream.state import SourceStates, restore
from worker.stream.status import Status

log = logging.getLogger(__name__)

POLL_MS = 500
"""Longest wait for records, and so for an order to stop to be seen."""

JOINING_POLL_MS = 50
"""The same before the group was joined: a poll without records does not return when partitions were assigned."""

JOINING_SECONDS = 60.0
"""Wait to join the group. Others may restore for long before they let somebody in; but kafka-python can also lose the
answer to a join, where its metadata changed at that moment, and then never asks again."""

DELIVER_SECONDS = 10.0
"""Wait for a batch to be written. After a longer absence of its broker kafka-python's producer often never finds back
before its batches expire: a new session does, within a second of the broker's return."""

COMMITTED_MS = 30_000
"""Wait for a committed offset: longer than a dead predecessor's transaction can hold it back."""

NAME_SECONDS = 30.0
"""Without work for so long, a worker makes sure that its transactional id is still its own. Whoever starts under the
same one takes its place in the group too, and kafka-python then stops its heartbeats without a word."""


class Undelivered(KafkaError):  # type: ignore[misc]
    """A record of the batch was not written; the transaction must not be committed."""


class Interrupted(Exception):
    """Told to stop in the middle of a restore."""


class _Changes(ConsumerRebalanceListener):  # type: ignore[misc]
    """Notes what a rebalance gave and took. Called from kafka-python's own thread: it only writes down."""

    def __init__(self) -> None:
        self.notes: deque[tuple[str, frozenset[TopicPartition]]] = deque()

    def on_partitions_assigned(self, assigned: Sequence[TopicPartition]) -> None:
        self.notes.append(("assigned", frozenset(assigned)))

    def on_partitions_revoked(self, revoked: Sequence[TopicPartition]) -> None:
        self.notes.append(("revoked", frozenset(revoked)))

    def on_partitions_lost(self, lost: Sequence[TopicPartition]) -> None:
        self.notes.append(("lost", frozenset(lost)))


class Session:
    """A consumer in its group, a producer with its transactional id, and the states of the partitions held."""

    def __init__(
        self, settings: Settings, readers: Readers, metrics: Metrics, status: Status, stop: threading.Event
    ) -> None:
        """Connect. Raises `NoBroker` where nothing answers, other `KafkaError`s where Kafka refuses."""
        self._settings, self._metrics, self._status, self._stop = settings, metrics, status, stop
        self._articles = settings.stream("articles")
        self._hops = Hops(settings, readers)
        self._rules = readers.rules
        self._states: dict[int, SourceStates] = {}
        self._changes = _Changes()
        self._owed: dict[TopicPartition, int] = {}
        self._stable, self._stable_since = False, time.monotonic()
        self._counts: dict[str, int] = {}
        self._dead_in_a_row = 0
        self._observer = Observer(settings, metrics, status)
        self._named = time.monotonic()
        self.committed = 0
        """Transactions committed."""
        self.began: float | None = None
        """When the transaction that is open began, by the monotonic clock."""
        # The producer first: its transactional id ends what a dead predecessor left open, which would otherwise hold
        # back the offsets that the consumer asks for.
        end = markers.last_end(settings)
        self._producer = clients.transactional_producer(settings)
        try:
            self._producer.init_transactions()
            table = streams.table(settings, self._rules.routes)
            self._counts = {stream.name: len(self._producer.partitions_for(stream.name)) for stream in table}
            written = [stream.name for stream in table if stream.role != "raw"]
            self._outputs = [TopicPartition(name, p) for name in written for p in range(self._counts[name])]
            markers.write_again(self._producer, settings.group_id, self._outputs, end)
            self._last_end: markers.End = "aborted" if end == "aborted" else "committed"
            self._links = markers.links(self._producer)
            self._consumer = clients.group_consumer(settings)
        except BaseException:
            self._close_producer()
            raise
        inputs = [*settings.raw_streams, self._articles]
        for name in inputs:  # a leader of the group that does not know its partitions gives out none, and starts anew
            self._consumer.partitions_for_topic(name)
        self._consumer.subscribe(inputs, listener=self._changes)

    def run(self) -> None:
        """Work until told to stop. Raises what ends the session; the open transaction is then left to be aborted."""
        while not self._stop.is_set():
            polled = self._consumer.poll(timeout_ms=POLL_MS if self._status.joined else JOINING_POLL_MS)
            # Metadata of this very moment: should the group change while the batch is worked on, the commit fails.
            group = self._consumer.group_metadata()
            self._status.heart.beat()
            if polled:  # an empty poll ends the same way whether Kafka is there or not: then the observer asks
                self._metrics.last_poll.set_to_current_time()
            self._follow()
            held = self._consumer.assignment()
            polled = {tp: found for tp, found in polled.items() if tp in held}
            self._follow_group(group, held)
            if self._is_news(polled):
                self._work(polled, group)
            elif polled:
                self._owed |= {tp: self._next(tp, found) for tp, found in polled.items()}
            elif self._owed:
                self._work({}, group)
            elif self._status.ready and time.monotonic() - self._named > NAME_SECONDS:
                self._end_again()
            self._observer.look(self._consumer, self._states, idle=not polled)

    def _follow_group(self, group: Any, held: Collection[TopicPartition]) -> None:
        """Note how long the group has been as it is. Raises `KafkaTimeoutError` where joining it takes too long."""
        now, stable = time.monotonic(), group.state == MemberState.STABLE
        if stable != self._stable:
            self._stable, self._stable_since = stable, now
        if not stable and now - self._stable_since > JOINING_SECONDS:
            raise KafkaTimeoutError(f"the group was not joined within {JOINING_SECONDS:.0f} s")
        # With no partition a worker is a spare, as ready as any. Nobody says so: it shows in that none comes.
        if stable and not held and not self._status.joined and now - self._stable_since > POLL_MS / 1000:
            self._status.joined = self._status.restored = True

    def _is_news(self, polled: Mapping[TopicPartition, list[Any]]) -> bool:
        """Whether there is more than our own articles, folded when they were written, coming back.

        Those are worth no transaction: their offsets wait for the next one, or for the first moment without work.
        """
        return any(tp.topic != self._articles or not all(map(is_folded, found)) for tp, found in polled.items())

    def close(self, leave: bool) -> None:
        """Close both clients; with `leave`, give the partitions to the others at once."""
        with contextlib.suppress(KafkaError):
            self._consumer.close(timeout_ms=5_000)
        if leave:
            clients.leave_group(self._settings)
        self._close_producer()
        self._observer.forget()

    def _close_producer(self) -> None:
        """Close the producer, in the background where it still waits for records to fail: they are nobody's any more.

        They cannot be written late either: the next session's producer ends their transaction when it begins.
        """
        try:
            self._producer.close(timeout=1)
        except KafkaError:
            threading.Thread(target=_bury, args=(self._producer,), name="bury", daemon=True).start()

    def _follow(self) -> None:
        """Bring the states in line with the partitions held: drop what was taken, rebuild what was given."""
        gained: set[int] = set()
        assigned = False
        while self._changes.notes:
            event, partitions = self._changes.notes.popleft()
            self._metrics.rebalances[event].inc()
            names = sorted(f"{tp.topic}/{tp.partition}" for tp in partitions)
            log.info("rebalance", extra={"change": event, "partitions": names})
            ours = {tp.partition for tp in partitions if tp.topic == self._articles}
            if event == "assigned":
                gained |= ours
                assigned = True
            else:
                gained -= ours
                for partition in ours:
                    self._states.pop(partition, None)
                for tp in partitions:
                    self._owed.pop(tp, None)
        if gained:
            self._restore(gained)
        elif assigned:
            self._status.joined = self._status.restored = True

    def _restore(self, partitions: set[int]) -> None:
        self._status.restored = False
        start = time.monotonic()
        committed = {
            p: self._consumer.committed(TopicPartition(self._articles, p), timeout_ms=COMMITTED_MS) or 0
            for p in partitions
        }
        reader = clients.range_consumer(self._settings)
        try:
            # The offsets above are known once their marker is there; those in the partitions may come later.
            every = ends(self._settings, [self._articles])
            if not reached(reader, {tp: end for tp, end in every.items() if tp.partition in partitions}, self._alive):
                raise KafkaTimeoutError(f"{self._articles} has a transaction that does not end")
            rebuilt = restore(
                reader,
                self._articles,
                committed,
                self._settings.window_ms,
                self._settings.partitions,
                self._metrics,
                self._alive,
                self._rules.routes,
            )
        finally:
            reader.close()
        for p in partitions:  # known from here on, as the offset to commit with what is folded into it
            self._consumer.position(TopicPartition(self._articles, p), timeout_ms=COMMITTED_MS)
        self._states |= rebuilt
        self._status.joined = self._status.restored = True
        held = sum(len(state) for states in rebuilt.values() for state in states.values())
        took = round(time.monotonic() - start, 3)
        log.info("restored", extra={"partitions": sorted(partitions), "articles": held, "seconds": took})

    def _alive(self) -> None:
        self._status.heart.beat()
        if self._stop.is_set():
            raise Interrupted

    def _work(self, polled: Mapping[TopicPartition, list[Any]], group: Any) -> None:
        """One batch, one transaction. The order of these steps is what makes it exactly once."""
        start, now_ms = time.monotonic(), int(time.time() * 1000)
        if any(tp.topic == self._articles and tp.partition not in self._states for tp in polled):
            raise CommitFailedError("the group changed while polling")
        batch = Batch(dead_in_a_row=self._dead_in_a_row)
        # 1. Understand raw records, fold articles. Nothing is written yet; the states already change.
        read_to = {tp: self._next(tp, found) for tp, found in polled.items()}
        self._hop(polled, batch, now_ms, read_to)
        self._check_limit(batch)
        # 2. Open the transaction, once the one before has surely ended everywhere.
        if markers.lost(self._links):
            self._status.kafka = False
            self._end_again()
        self.began = time.monotonic()
        self._producer.begin_transaction()
        # 3. Send every record, and wait until each is written or has failed.
        sent = [self._send(out) for out in batch.outs]
        self._deliver()
        # 4. Look at every one: kafka-python commits a transaction whose records failed.
        for out, future in zip(batch.outs, sent, strict=True):
            if not future.succeeded():
                raise Undelivered(f"{out.stream}: {future.exception!r}") from future.exception
        # 5. Add the offsets, as the member of the group that we were when we polled. Each partition of articles that
        #    was folded into has one, moved or not: until the transaction ends, it holds back whoever gets it next.
        offsets = {tp: OffsetAndMetadata(offset, "", -1) for tp, offset in (self._owed | read_to).items()}
        self._producer.send_offsets_to_transaction(offsets, group)
        # 6. Commit: from here on it has happened.
        self._producer.commit_transaction()
        self.began, self._named, self._links = None, time.monotonic(), markers.links(self._producer)
        self._last_end = "committed"
        self.committed += 1
        self._owed.clear()
        # 7. Count.
        self._dead_in_a_row = batch.dead_in_a_row
        self._status.kafka = True
        self._status.heart.beat()
        self._observer.committed(batch, polled, time.monotonic() - start)

    def _end_again(self) -> None:
        """End the last transaction once more as it ended; everywhere, where a broker was lost since then."""
        partitions = self._outputs if markers.lost(self._links) else ()
        markers.write_again(self._producer, self._settings.group_id, partitions, self._last_end)
        self._named, self._links = time.monotonic(), markers.links(self._producer)

    def _hop(
        self,
        polled: Mapping[TopicPartition, list[Any]],
        batch: Batch,
        now_ms: int,
        read_to: dict[TopicPartition, int],
    ) -> None:
        """Fold what other workers wrote, then all that is raw. Adds partitions that were folded into to `read_to`."""

        def position(partition: int) -> int:
            tp = TopicPartition(self._articles, partition)
            if tp not in read_to:
                read_to[tp] = self._next(tp, [])
            return read_to[tp]

        raw = {tp: found for tp, found in polled.items() if tp.topic != self._articles}
        at: Mapping[TopicPartition, list[Any]] = raw
        try:
            for tp, found in polled.items():
                if tp not in raw:
                    at = {tp: found}
                    self._hops.fold(tp.partition, self._states[tp.partition], found, batch, now_ms)
            at = raw
            self._hops.take(list(chain.from_iterable(raw.values())), batch, now_ms, self._states, position)
        except (KafkaError, Stopped):
            raise
        except Exception as error:
            # Not a bad message but a defect: the process ends, and says between which records to look.
            where = ", ".join(
                f"{tp.topic}/{tp.partition} offsets {f[0].offset} to {f[-1].offset}" for tp, f in at.items()
            )
            log.exception("defect", extra={"records": where})
            raise Stopped(f"cannot process {where}: {type(error).__name__}: {error}") from error

    def _send(self, out: Out) -> Any:
        return self._producer.send(
            out.stream,
            key=out.key,
            value=out.value,
            headers=list(out.headers),
            partition=None if out.partition is None else out.partition % self._counts[out.stream],
            timestamp_ms=out.timestamp_ms,
        )

    def _deliver(self) -> None:
        """Wait until each record sent is written or has failed. Kafka's absence is seen after a second."""
        patience = time.monotonic() + DELIVER_SECONDS
        delivered = False
        while not delivered:
            try:
                self._producer.flush(timeout=1)
                delivered = True
            except KafkaTimeoutError:
                self._status.kafka = False
                self._status.heart.beat()
                if self._stop.is_set() or time.monotonic() > patience:
                    raise

    def _next(self, tp: TopicPartition, found: list[Any]) -> int:
        """The offset to go on from: past the transaction markers behind the last record, where they were read.

        Raises `CommitFailedError` where the partition is ours no longer.
        """
        try:
            position = self._consumer.position(tp, timeout_ms=1_000)
        except KafkaError as error:
            raise CommitFailedError(f"{tp} was taken away during the batch") from error
        if position is None and not found:
            raise CommitFailedError(f"{tp} has no position yet")
        return max(position or 0, int(found[-1].offset) + 1 if found else 0)

    def _check_limit(self, batch: Batch) -> None:
        limit = self._settings.dead_letter_limit
        if limit and batch.longest_dead_run >= limit:
            reasons = ", ".join(f"{reason} {n}" for reason, n in Counter(batch.reasons).most_common())
            raise TooManyDeadLetters(
                f"{batch.longest_dead_run} messages in a row could not be read ({reasons}). Nothing of this batch was "
                "committed. Look at the messages and at what was changed last; to let them all become dead letters, "
                "set NEWSWIRE_DEAD_LETTER_LIMIT=0"
            )


def _bury(producer: Any) -> None:
    with contextlib.suppress(KafkaError):
        producer.flush(timeout=clients.DELIVERY_TIMEOUT_MS / 1000 + 10)
    with contextlib.suppress(KafkaError):
        producer.close(timeout=1)


def timed_out(began: float | None) -> bool:
    """Whether a transaction that began then is over for the broker, which ends as if another had taken the id."""
    return began is not None and time.monotonic() - began > clients.TRANSACTION_TIMEOUT_MS / 1000
