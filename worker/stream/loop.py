"""The loop: poll, read, fold, commit. A session of it lasts until it is told to stop or Kafka fails.

When something fails, the whole session is discarded: consumer, producer and states. The next one starts from the last
commit, as after a restart of the process. So there is one recovery path for every failure, the same as after SIGKILL;
it costs the seconds of a restore, when something is broken anyway.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Collection, Iterable, Mapping
from functools import partial
from itertools import chain
from typing import Any

from kafka import TopicPartition
from kafka.errors import CommitFailedError, KafkaError, KafkaTimeoutError, RebalanceInProgressError
from kafka.structs import MemberState

from worker.story.rules_version import VERSION
from worker.story.source_state import SourceState
from worker.stream import clients, kafka_python, offsets, streams
from worker.stream.batch import Batch, Hops
from worker.stream.config import Settings
from worker.stream.dead_letters import summary
from worker.stream.errors import Stopped
from worker.stream.gaps import look_for_gaps
from worker.stream.group import Changes, check_alone, check_rules, described
from worker.stream.handover import Handover, fetch
from worker.stream.metrics import Metrics
from worker.stream.observe import Observer
from worker.stream.readers import Readers
from worker.stream.releases import Releases
from worker.stream.settled import ends, reached
from worker.stream.state import SourceStates, restore, say_left_out
from worker.stream.status import Status
from worker.stream.transactions import Transactions

log = logging.getLogger(__name__)

POLL_MS = 500
"""Longest wait for records, and so the longest delay before a signal to stop is noticed."""

JOINING_POLL_MS = 50
"""The same before the group is joined: a poll without records does not return when partitions are assigned."""

JOINING_SECONDS = 60.0
"""Longest wait to join the group. The other workers may be busy restoring."""

ANSWER_SECONDS = 8.0
"""How often a worker that waits asks whether Kafka has let it in, in case kafka-python has lost the answer: then it
would never ask. Two ways to lose it are mended in worker/stream/kafka_python.py."""

NAME_SECONDS = 30.0
"""After this long without work, a worker checks that its transactional id is still its own. Another worker started with
the same id also takes its place in the group, and kafka-python then silently stops its heartbeats."""

PAUSED_SECONDS = 60.0
"""How often a paused worker logs that it is paused."""

RENEWED = 2_000
"""About how many stories are republished in one transaction; a source is never split."""

GROUP_SECONDS = 30.0
"""How often to check that every partition is somebody's. A leader that came back under its old name does not notice new
ones: kafka-python compares only with what it has assigned itself."""

SOON_SECONDS = 2.0
"""The same twice after a start: a worker that is killed when it has just let go of partitions, and is back before Kafka
misses it, gets its old assignment, in which they are nobody's."""


class Interrupted(Exception):
    """Told to stop during a restore, or while paused."""


class Session:
    """A consumer in its group, a producer with its transactional id, and the states of the assigned partitions."""

    def __init__(
        self, settings: Settings, readers: Readers, metrics: Metrics, status: Status, stop: threading.Event
    ) -> None:
        """Connect. Raises `NoBroker` if nothing answers, other `KafkaError`s if Kafka refuses."""
        self._settings, self._metrics, self._status, self._stop = settings, metrics, status, stop
        self._articles, self._handover, self._decisions = map(settings.stream, ("articles", "handover", "decisions"))
        self._inputs = (*settings.raw_streams, self._decisions, self._handover)
        self._hops = Hops(settings, readers, status.heart.beat, partial(fetch, settings))
        self._releases = Releases(self._hops)
        self._rules = readers.rules
        self._states: dict[int, SourceStates] = {}
        self._changes = Changes()
        self._expected: dict[TopicPartition, int] = {}
        """The next offset to read, by partition."""
        self._ids = offsets.Ids(self._handover)
        self._behind = Handover(settings)
        self._stable, self._stable_since = False, time.monotonic()
        self._dead_in_a_row = self._broken_in_a_row = 0
        self._observer = Observer(settings, metrics, status)
        self._unrenewed: list[tuple[int, list[SourceState]]] = []
        self._group_looked = time.monotonic()
        self._nobodys, self._look_soon = frozenset[TopicPartition](), True
        self.committed = 0
        """Number of committed transactions."""
        # The producer first: it ends a dead predecessor's transaction, which would block the consumer's offsets.
        written = [s.name for s in streams.table(settings, self._rules.routes) if s.role not in ("raw", "decisions")]
        self.transactions = Transactions(settings, written, settings.group_id, waiting=self._without_kafka)
        try:
            check_alone(settings)
            check_rules(settings, described(settings))
            self._consumer = clients.group_consumer(settings)
        except BaseException:
            self.transactions.close()
            raise
        # Load the metadata first: a group leader without it assigns nothing and has to rejoin.
        for name in self._inputs:
            self._consumer.partitions_for_topic(name)
            metrics.lost(name, 0)
        self._consumer.subscribe(list(self._inputs), listener=self._changes)

    def run(self) -> None:
        """Work until told to stop. An exception ends the session; its open transaction is aborted by the next one."""
        while not self._stop.is_set():
            polled = self._consumer.poll(timeout_ms=POLL_MS if self._status.joined else JOINING_POLL_MS)
            # Take the member's metadata now: if the group changes during the batch, the commit must fail.
            group = self._consumer.group_metadata()
            self._status.heart.beat()
            if polled:  # an empty poll does not show whether Kafka is there; then the observer probes it
                self._metrics.last_poll.set_to_current_time()
            anew = self._follow()
            offsets.check(self._consumer, self._ids)
            held = self._consumer.assignment()
            polled = {tp: found for tp, found in polled.items() if tp in held and tp not in anew}
            self._follow_group(group, held)
            self._renew(group)
            if polled:
                self._work(polled, group)
            elif self._status.ready and self.transactions.idle_seconds > NAME_SECONDS:
                if passed := offsets.passed(self._consumer, self._expected):
                    self._write(Batch(), passed, group)
                else:
                    self.transactions.end_again()
            self._release(group)
            self._behind.look()
            self._look_for_nobodys(held)
            self._observer.look(self._consumer, self._states, idle=not polled)

    def _look_for_nobodys(self, held: Collection[TopicPartition]) -> None:
        """Request a new assignment if some partitions are nobody's. Every worker that notices it does so; it has an
        effect if it is the leader, or has other partitions than when it joined."""
        now, seconds = time.monotonic(), SOON_SECONDS if self._look_soon else GROUP_SECONDS
        if now - self._group_looked < seconds or not self._status.joined:
            return
        self._group_looked = now
        every = {TopicPartition(n, p) for n in self._inputs for p in self._consumer.partitions_for_topic(n) or ()}
        if every <= set(held) or (group := described(self._settings)) is None:
            return
        check_rules(self._settings, group)
        before, self._nobodys = self._nobodys, group.nobodys(every)
        self._look_soon = self._look_soon and (not group.stable or bool(self._nobodys - before))
        if self._nobodys & before:  # seen twice, so it is not just a rebalance in progress
            names = sorted(f"{tp.topic}/{tp.partition}" for tp in self._nobodys)
            log.warning("partitions_unread", extra={"partitions": names})
            kafka_python.rejoin(self._consumer)

    def _follow_group(self, group: Any, held: Collection[TopicPartition]) -> None:
        """Track how long the group has been stable or not. Raises an error if joining takes too long."""
        now, stable = time.monotonic(), group.state == MemberState.STABLE
        if stable != self._stable:
            self._stable, self._stable_since = stable, now
        if not stable and now - self._stable_since > JOINING_SECONDS:
            raise RebalanceInProgressError(f"the group was not joined within {JOINING_SECONDS:.0f} s")
        if not stable and now - max(self._stable_since, self._group_looked) > ANSWER_SECONDS:
            self._group_looked = now
            if (seen := described(self._settings)) is not None and not seen.joining:
                raise RebalanceInProgressError("Kafka has let this worker into the group, but its answer was lost")
        # A worker without partitions is a spare, and ready too. There is no event for that: nothing gets assigned.
        if stable and not held and not self._status.joined and now - self._stable_since > POLL_MS / 1000:
            self._status.joined = self._status.restored = True

    def close(self, leave: bool) -> None:
        """Close both clients; with `leave`, hand the partitions to the others at once."""
        with contextlib.suppress(KafkaError):
            self._consumer.close(timeout_ms=5_000)
        if leave:
            clients.leave_group(self._settings)
        self.transactions.close()
        self._observer.forget()

    def _follow(self) -> set[TopicPartition]:
        """Follow rebalances: drop the states of revoked partitions, restore those of assigned ones. Returns which of
        these are read from their beginning: what was polled of them comes again."""
        if self._changes.notes:
            check_rules(self._settings, described(self._settings))
            if not self._status.joined:
                check_alone(self._settings, joined=True)
        gained: set[int] = set()
        assigned: set[TopicPartition] = set()
        while self._changes.notes:
            event, partitions = self._changes.notes.popleft()
            self._metrics.rebalances[event].inc()
            names = sorted(f"{tp.topic}/{tp.partition}" for tp in partitions)
            log.info("rebalance", extra={"change": event, "partitions": names})
            ours = {tp.partition for tp in partitions if tp.topic == self._handover}
            if event == "assigned":
                gained |= ours
                assigned |= partitions
            else:
                gained -= ours
                assigned -= partitions
                self._drop(partitions)
        if assigned:
            self._expected |= offsets.committed(self._consumer, assigned, self._ids)
        if gained:
            self._restore(gained)
        elif assigned:
            self._status.joined = self._status.restored = True
        return assigned - self._expected.keys()

    def _drop(self, partitions: Iterable[TopicPartition]) -> None:
        for tp in partitions:
            self._expected.pop(tp, None)
            if tp.topic == self._handover:
                self._states.pop(tp.partition, None)
                self._behind.revoked(tp.partition)

    def _restore(self, partitions: set[int]) -> None:
        self._status.restored = False
        start = time.monotonic()
        reader = clients.range_consumer(self._settings)
        try:
            # The offsets are decided, but the markers in the partitions may come a little later.
            every = {tp: e for tp, e in ends(self._settings, [self._articles]).items() if tp.partition in partitions}
            offsets.check_state(reader, self._articles, partitions, self._ids)
            if len(every) < len(partitions):  # a broker that has just come back may not know a stream yet
                raise KafkaTimeoutError(f"where {self._articles} ends is not known")
            if not reached(reader, every, self._alive):
                raise KafkaTimeoutError(f"a transaction on {self._articles} does not end")
            rebuilt = restore(
                reader,
                self._articles,
                partitions,
                self._settings.window_ms,
                self._settings.partitions,
                self._metrics,
                self._alive,
                self._hops.outputs,
            )
        finally:
            reader.close()
        handovers = [TopicPartition(self._handover, p) for p in partitions]
        for tp in handovers:  # look the position up now: it is committed along with whatever is folded
            self._consumer.position(tp, timeout_ms=offsets.COMMITTED_MS)
        self._behind.assigned({tp.partition: self._expected[tp] for tp in handovers if tp in self._expected})
        self._states |= rebuilt
        old = {p: [state for state in states.values() if state.outdated] for p, states in rebuilt.items()}
        self._unrenewed += [(p, states) for p, states in old.items() if states]
        self._status.joined = self._status.restored = True
        held = sum(len(state) for states in rebuilt.values() for state in states.values())
        took = round(time.monotonic() - start, 3)
        log.info("restored", extra={"partitions": sorted(partitions), "articles": held, "seconds": took})

    def _alive(self) -> None:
        self._status.heart.beat()
        if self._stop.is_set():
            raise Interrupted

    def _work(self, polled: Mapping[TopicPartition, list[Any]], group: Any) -> None:
        """One batch, one transaction. The order of these steps makes it exactly once."""
        start, now_ms = time.monotonic(), int(time.time() * 1000)
        if any(tp.topic == self._handover and tp.partition not in self._states for tp in polled):
            raise CommitFailedError("the group changed while polling")
        batch = Batch(dead_in_a_row=self._dead_in_a_row, broken_in_a_row=self._broken_in_a_row)
        # 1. Read raw records, fold articles. Nothing is written yet, but the states already change.
        read_to = {tp: self._next(tp, found) for tp, found in polled.items()}
        self._fold(polled, batch, now_ms)
        if 0 < self._settings.dead_letter_limit <= batch.longest_dead_run:
            self._pause(batch)
        folded = (TopicPartition(self._handover, p) for p in batch.places)
        read_to = {tp: self._next(tp, []) for tp in folded} | read_to
        begins = {tp: polled[tp][0].offset if tp in polled else at for tp, at in read_to.items()}
        look_for_gaps(self._consumer, self._expected, begins, self._metrics)
        # 2. Write everything in one transaction, with the offsets, as the group member that we were when we polled.
        #    For each partition that was folded into, commit the offset of its handover, moved or not: until the
        #    transaction ends, that blocks the next owner of the partition.
        self._write(batch, read_to, group)
        # 3. Count.
        self._dead_in_a_row, self._broken_in_a_row = batch.dead_in_a_row, batch.broken_in_a_row
        self._status.kafka = True
        self._status.heart.beat()
        self._observer.committed(batch, polled, time.monotonic() - start)

    def _renew(self, group: Any) -> None:
        """Republish the stories that another version of the rules published, in the partitions just restored: source by
        source, about `RENEWED` stories per transaction."""
        while self._unrenewed:
            place, states = self._unrenewed[-1]
            batch, start = Batch(), time.monotonic()
            while states and len(batch.published) < RENEWED and self._states.get(place) is not None:
                self._status.heart.beat()
                say_left_out(self._hops.renew(place, states.pop(), batch, int(time.time() * 1000)), self._metrics)
            if not states or place not in self._states:
                self._unrenewed.pop()
            if batch.places:
                self._write_apart(place, batch, group, start)
                log.info("renewed", extra={"partition": place, "stories": len(batch.published), "rules": VERSION})

    def _release(self, group: Any) -> None:
        """Publish stories whose embargo has ended, one transaction per partition."""
        start = time.monotonic()
        for place, batch in self._releases.due(self._states):
            self._write_apart(place, batch, group, start)
            log.info("released", extra={"partition": place, "stories": len(batch.published)})

    def _write_apart(self, place: int, batch: Batch, group: Any, start: float) -> None:
        """Write a batch that no polled record caused. It commits the offset of the next record to fold, since records
        that were already polled are not folded yet."""
        tp = TopicPartition(self._handover, place)
        at = self._expected.get(tp)
        self._write(batch, {tp: self._next(tp, []) if at is None else at}, group)
        self._observer.committed(batch, {}, time.monotonic() - start)

    def _write(self, batch: Batch, read_to: Mapping[TopicPartition, int], group: Any) -> None:
        """Write and commit a batch with the offsets read. When this returns, it has happened."""
        self.transactions.begin()
        for out in batch.outs:
            self.transactions.send(out)
        self.transactions.commit(offsets.to_commit(read_to, self._ids), group)
        self.committed += 1
        self._expected |= read_to
        self._behind.committed(read_to)

    def _without_kafka(self) -> bool:
        """Note that Kafka does not answer at the moment. Returns whether to stop waiting."""
        self._status.kafka = False
        self._status.heart.beat()
        return self._stop.is_set()

    def _fold(self, polled: Mapping[TopicPartition, list[Any]], batch: Batch, now_ms: int) -> None:
        """Fold what other workers handed over, and decisions; then read and fold the raw records."""
        raw = {tp: found for tp, found in polled.items() if tp.topic not in (self._handover, self._decisions)}
        at: Mapping[TopicPartition, list[Any]] = raw
        try:
            for tp, found in polled.items():
                at = {tp: found}
                if tp.topic == self._decisions:
                    self._hops.decide(found, batch, now_ms, self._states)
                elif tp.topic == self._handover:
                    self._hops.fold(tp.partition, self._states[tp.partition], found, batch, now_ms)
            at = raw
            self._hops.take(list(chain.from_iterable(raw.values())), batch, now_ms, self._states)
        except (KafkaError, Stopped):
            raise
        except Exception as error:
            # A bug that does not belong to a single message: the process ends and says which records to look at.
            where = ", ".join(
                f"{tp.topic}/{tp.partition} offsets {f[0].offset} to {f[-1].offset}" for tp, f in at.items()
            )
            log.exception("defect", extra={"records": where})
            raise Stopped(f"cannot process {where}: {type(error).__name__}: {error}") from error

    def _next(self, tp: TopicPartition, found: list[Any]) -> int:
        """The next offset to read: after the transaction markers that follow the last record, if they were read.

        Raises `CommitFailedError` if the partition is no longer ours.
        """
        try:
            position = self._consumer.position(tp, timeout_ms=1_000)
        except KafkaError as error:
            raise CommitFailedError(f"{tp} was taken away during the batch") from error
        if position is None and not found:
            raise CommitFailedError(f"{tp} has no position yet")
        return max(position or 0, int(found[-1].offset) + 1 if found else 0)

    def _pause(self, batch: Batch) -> None:
        """Pause at the dead letter limit, with nothing of the batch committed: alive, not ready, still in the group, so
        that the others do not get the same messages. Only a restart ends it. Raises `Interrupted` at the end."""
        told = summary(out for out in batch.outs if out.stream == self._settings.stream("dead-letters"))
        self._status.paused = True
        self._metrics.paused.set(1)
        said = 0.0
        while not self._stop.is_set():
            if time.monotonic() > said + PAUSED_SECONDS:
                said = time.monotonic()
                log.critical(
                    "paused",
                    extra={
                        "in_a_row": batch.longest_dead_run,
                        **told,
                        "to_do": "look at the messages and at the latest changes, then restart; to turn them all into "
                        "dead letters, restart with NEWSWIRE_DEAD_LETTER_LIMIT=0",
                    },
                )
            self._consumer.pause(*self._consumer.assignment())
            self._consumer.poll(timeout_ms=POLL_MS)
            self._status.heart.beat()
        raise Interrupted
