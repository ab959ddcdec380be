"""One share of a run: its records in order, read and folded by the worker's own code, exactly once.

A transaction contains the output of a batch of records, the positions reached, and the outcomes so far. Batches always
end at the same records, so that a run killed at any moment ends up with the same streams, record by record (FV-73).
"""

from __future__ import annotations

import contextlib
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import orjson
from kafka import OffsetAndMetadata, TopicPartition
from kafka.errors import InvalidProducerEpochError, KafkaError, ProducerFencedError
from prometheus_client import CollectorRegistry

from worker.replay.archive.local import Numbered
from worker.replay.errors import ReplayError
from worker.replay.kafka.decided import decided
from worker.replay.kafka.plan import Plan, check_lexicon, run_settings, run_streams
from worker.replay.kafka.reader import Turn, in_order, of_files
from worker.replay.progress import Pace, Progress, Show
from worker.stream import clients
from worker.stream.batch import Batch, Hops
from worker.stream.config import Settings
from worker.stream.metrics import Metrics
from worker.stream.readers import Readers
from worker.stream.records import Out, header
from worker.stream.rules import Rules
from worker.stream.settled import settled
from worker.stream.state import SourceStates, restore
from worker.stream.streams import partition_of
from worker.stream.transactions import Transactions
from worker.stream.understand import envelope_of
from worker.wire.raw import source_of

BATCH = 200
"""Records of the share in one transaction: enough for several processes to read. More would make --rate bursty."""

APART = ("late", "defect")
"""Reasons of dead letters that say nothing of the message itself."""

_SKIPPED = 20_000
"""A batch also ends after this many records of other shares, so that progress is saved."""


@dataclass(slots=True)
class Done:
    """How far a share is: positions, messages done, and the outcomes of the articles inside the range.

    `behind` is the offset after the share's last record in its partition of `articles`. It is the offset that is
    committed, so that Kafka's own tools show no lag for the run's group. Whether the share is done is in `ended`, not
    in the positions: the last offsets of a range may hold no records (but transaction markers), and the number of
    messages in files is only known once they are read.
    """

    positions: tuple[int, ...]
    messages: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    began: bool = False
    ended: bool = False
    behind: int = 0

    def as_text(self) -> str:
        """As text, for the metadata of a committed offset."""
        return orjson.dumps([self.positions, self.messages, dict(self.outcomes), self.ended]).decode()


def committed(consumer: Any, plan: Plan, config: Settings, share: int) -> Done:
    """How far a share is. `consumer` must belong to the run's group."""
    tp = TopicPartition(config.stream("articles"), share)
    found = consumer.committed(tp, metadata=True, timeout_ms=30_000)
    if found is None or not found.metadata:
        return Done(tuple(r.lead for r in plan.ranges) or (0,))
    positions, messages, outcomes, *ended = orjson.loads(found.metadata)
    return Done(tuple(positions), messages, Counter(outcomes), began=True, ended=ended == [True], behind=found.offset)


def reached(plan: Plan, done: Done) -> int:
    """How many offsets, or messages of files, a share has passed."""
    if not plan.ranges:
        return done.positions[0]
    return sum(min(at, r.end) - r.lead for at, r in zip(done.positions, plan.ranges, strict=True))


def state(settings: Settings, plan: Plan) -> tuple[int, Counter[str], bool]:
    """How far all shares of a run are together, the outcomes of its articles, and whether the run is done."""
    config = run_settings(settings, plan)
    consumer = clients.range_consumer(config, config.group_id)
    try:
        every = [committed(consumer, plan, config, share) for share in range(plan.shares)]
    finally:
        consumer.close()
    outcomes = sum((done.outcomes for done in every), Counter[str]())
    return sum(reached(plan, done) for done in every), outcomes, all(done.ended for done in every)


class Share:
    """The clients, source states and hops of one share. Always close it."""

    def __init__(self, settings: Settings, readers: Readers, plan: Plan, share: int) -> None:
        """Connect, end what a dead predecessor left open, and restore the source states. Raises `KafkaError`s."""
        self.plan, self._share, self._settings = plan, share, settings
        self._config = run_settings(settings, plan, share)
        self._hops = Hops(self._config, readers, embargo_ms=plan.embargo_ms)
        self._articles = self._config.stream("articles")
        self._dead_letters = self._config.stream("dead-letters")
        written = [s.name for s in run_streams(self._config, plan)]
        # Each partition is written by one process only, so that its order is fixed.
        self._transactions = Transactions(self._config, written, self._config.group_id, partition=share)
        self._consumer = clients.range_consumer(self._config, self._config.group_id)
        self.done = committed(self._consumer, plan, self._config, share)
        self._wires: SourceStates = self._restored() if self.done.began else {}

    def _restored(self) -> SourceStates:
        """The source states, from the share's partition: its records were committed together with the positions."""
        reader = clients.range_consumer(self._config)
        try:
            metrics = Metrics(CollectorRegistry())
            found = restore(
                reader,
                self._articles,
                [self._share],
                self._config.window_ms,
                self._config.partitions,
                metrics,
                lambda: None,
                self._hops.outputs,
            )
        finally:
            reader.close()
        if any(state.outdated for state in found[self._share].values()):
            raise ReplayError(
                f"run {self.plan.run} was started by another version of the rules: drop it and start a new run"
            )
        return found[self._share]

    def close(self) -> None:
        """Close both clients; an open transaction is aborted by the next start, or times out."""
        with contextlib.suppress(KafkaError):
            self._consumer.close()
        self._transactions.close()

    def work(
        self, files: Iterable[Numbered] | None, pace: Pace, stop: threading.Event, shown: Callable[[Done], None]
    ) -> bool:
        """Process batches to the end, or until told to stop. Returns whether the end was reached."""
        if self.done.ended:
            return True
        if not self.done.began:
            self._decide()
        if self.plan.ranges:
            self._check_kept()
            turns = in_order(self._consumer, self.plan.ranges, self.done.positions)
        else:
            turns = of_files(files or (), self.done.positions[0])
        for batch, positions, inside in self._batches(turns):
            if stop.is_set():
                return False
            self._commit(batch, positions, inside)
            shown(self.done)
            pace.wait(len(batch), stop.wait)
        if stop.is_set():
            return False
        self._commit([], tuple(r.end for r in self.plan.ranges) or self.done.positions, inside=False, ended=True)
        shown(self.done)
        return True

    def _decide(self) -> None:
        """Take in what editors had decided when the run was planned, before the first article: each decision waits for
        its items, and so counts for all of them, also for those whose story had closed in live."""
        batch, now_ms = Batch(), self.plan.embargo_ms
        mine = (s for s in decided(self._settings, self.plan) if self._is_share_of(s.decision.source))
        self._hops.fold_decisions(self._share, self._wires, mine, batch, now_ms)
        if batch.outs:
            self._write(batch, self.done.positions, 0, now_ms)

    def _check_kept(self) -> None:
        """Raise `ReplayError` if the raw stream no longer has all records that are still to be read."""
        left = {r.tp: at for r, at in zip(self.plan.ranges, self.done.positions, strict=True) if at < r.end}
        first = self._consumer.beginning_offsets(list(left)) if left else {}
        for tp, at in left.items():
            if at < first[tp]:
                raise ReplayError(
                    f"{tp.topic}/{tp.partition} no longer has offsets {at:,} to {first[tp]:,} (retention): "
                    f"drop run {self.plan.run} and start a new one"
                )

    def _batches(self, turns: Iterator[Turn]) -> Iterator[tuple[list[Any], tuple[int, ...], bool]]:
        """Batches of this share's records, with the positions after each. A batch is all inside the range, or all
        before it."""
        batch: list[Any] = []
        positions, inside, seen = self.done.positions, False, 0
        for turn in turns:
            if batch and turn.inside != inside:
                yield batch, positions, inside
                batch, seen = [], 0
            inside, positions, seen = turn.inside, turn.positions, seen + 1
            if self._is_mine(turn.record):
                batch.append(turn.record)
            if len(batch) == BATCH or seen >= _SKIPPED:
                yield batch, positions, inside
                batch, seen = [], 0
        if seen:
            yield batch, positions, inside

    def _is_mine(self, record: Any) -> bool:
        if self.plan.shares == 1 and not self.plan.filters.sources:
            return True
        stated = envelope_of(record.headers, self._config.sources_of_streams.get(record.topic)).source
        if not self.plan.filters.takes_message(record.value, stated):
            return False
        return self._is_share_of(source_of(record.value, stated) or "")

    def _is_share_of(self, source: str) -> bool:
        return partition_of(source, self.plan.shares) == self._share

    def _commit(self, records: list[Any], positions: tuple[int, ...], inside: bool, ended: bool = False) -> None:
        """One batch, one transaction, as in the worker's loop. The timestamp of the last record replaces the clock, so
        that a rerun gives the same."""
        batch = Batch()
        now_ms = max((r.timestamp for r in records if r.timestamp is not None), default=0)
        self._hops.take(records, batch, now_ms, {self._share: self._wires})
        self._write(batch, positions, len(records), now_ms, inside, ended)

    def _write(
        self,
        batch: Batch,
        positions: tuple[int, ...],
        messages: int,
        now_ms: int,
        inside: bool = False,
        ended: bool = False,
    ) -> None:
        # 1. Send the results inside the range, and everything that a restart needs.
        self._transactions.begin()
        written: list[Any] = []
        for out in batch.outs:
            if out.stream == self._articles or self._is_apart(out) or (inside and self._publishes(out, batch)):
                sent = self._transactions.send(replace(out, timestamp_ms=now_ms) if out.timestamp_ms is None else out)
                if out.stream == self._articles:
                    written.append(sent)
        # 2. Commit, with the positions reached.
        outcomes, behind = self.done.outcomes.copy(), self.done.behind
        if inside:
            outcomes.update(batch.endings)
        tp = TopicPartition(self._articles, self._share)
        self._transactions.deliver()
        if written:  # + 2: after the last record comes the marker of this transaction
            behind = written[-1].value.offset + 2
        if ended:
            behind = max(behind, self._consumer.end_offsets([tp])[tp])
        done = Done(positions, self.done.messages + messages, outcomes, True, ended, behind)
        self._transactions.commit({tp: OffsetAndMetadata(behind, done.as_text(), -1)}, self._config.group_id)
        self.done = done

    def _is_apart(self, out: Out) -> bool:
        """Whether this is what promoting must know of, also from before the range."""
        return out.stream == self._dead_letters and (header(out.headers, "reason") or b"").decode() in APART

    def _publishes(self, out: Out, batch: Batch) -> bool:
        filters = self.plan.filters
        if out.stream == self._dead_letters or out.value is None or not (filters.slugs or filters.stories):
            return True
        uri = (out.key or b"").decode()
        return any(story.uri == uri and filters.takes_story(story) for story in batch.published)


def replay(
    settings: Settings,
    rules: Rules,
    plan: Plan,
    shares: Iterable[int],
    files: Callable[[], Iterable[Numbered]] | None,
    per_second: float | None,
    stop: threading.Event,
    show: Show,
) -> Progress:
    """Work on some shares of a run, one after the other. A Kafka failure ends it; the next start resumes.

    Raises `ReplayError` if Kafka fails, or if the run was started with another lexicon.
    """
    check_lexicon(plan, rules.lexicon_digest)
    shares = list(shares)
    total = None if plan.total is None else plan.total * len(shares)
    progress, pace = Progress("messages" if plan.files else "offsets", total), Pace(per_second)
    finished = True
    with Readers(settings.readers, replace(rules, routes=plan.routing), settings.sources_of_streams) as readers:
        for n in shares:
            try:
                finished = _work(Share(settings, readers, plan, n), files, pace, stop, progress, show) and finished
            except (ProducerFencedError, InvalidProducerEpochError) as error:
                raise ReplayError(
                    f"another process is working on share {n + 1} of run {plan.run}: give each process its own --share"
                ) from error
            except KafkaError as error:
                raise ReplayError(
                    f"Kafka failed ({type(error).__name__}: {error}); start the same run again to resume"
                ) from error
    own = run_settings(settings, plan)
    with contextlib.suppress(KafkaError):  # everything is committed; this only waits until it can be read
        settled(own, [s.name for s in run_streams(own, plan)])
    progress.finished = finished
    show(progress)
    return progress


def _work(
    share: Share,
    files: Callable[[], Iterable[Numbered]] | None,
    pace: Pace,
    stop: threading.Event,
    progress: Progress,
    show: Show,
) -> bool:
    """Work on one share, adding to what `progress` has counted already."""
    plan, begun = share.plan, share.done.messages
    done_before, counted, outcomes = progress.done, progress.messages, progress.outcomes
    progress.begun += reached(plan, share.done)

    def shown(done: Done) -> None:
        progress.done = done_before + reached(plan, done)
        progress.messages = counted + done.messages - begun
        progress.outcomes = outcomes + done.outcomes
        show(progress)

    try:
        shown(share.done)
        return share.work(files() if files else None, pace, stop, shown)
    finally:
        share.close()
