"""The states of the partitions held, and how they are rebuilt from the stream `articles`."""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from kafka import TopicPartition
from kafka.errors import KafkaTimeoutError

from worker.story.source_state import SourceState
from worker.story.state import Copies, nowhere
from worker.stream.errors import SettingsError
from worker.stream.metrics import Metrics
from worker.stream.records import SOURCE, UP_TO, header, is_folded
from worker.stream.streams import partition_of
from worker.wire.article import Article, from_json

log = logging.getLogger(__name__)

SourceStates = dict[str, SourceState]
"""The states of one partition, by source."""

Newest = dict[bytes, tuple[int, Article | None]]
"""By key of `articles`: offset and article of the newest record that was folded when it was read."""

STALL_SECONDS = 30.0
"""A restore that gets no record for so long is given up and begun again."""


def state_of(states: SourceStates, source: str, window_ms: int, copies: Copies = nowhere) -> SourceState:
    """The state of a source; a new one at its first article."""
    state = states.get(source)
    if state is None:
        state = states[source] = SourceState(source, window_ms, copies)
    return state


def forget(states: SourceStates, record: Any) -> None:
    """Take out the article that a tombstone names; from every state where the tombstone does not say which."""
    key, source = record.key.decode(), header(record.headers, SOURCE)
    named = states.get(source.decode()) if source is not None else None
    for state in states.values() if source is None else [named] if named is not None else []:
        state.forget(key)


def restore(
    consumer: Any,
    stream: str,
    committed: Mapping[int, int],
    window_ms: int,
    partitions: int,
    metrics: Metrics,
    alive: Callable[[], None],
    copies: Copies = nowhere,
) -> dict[int, SourceStates]:
    """The states of some partitions as they were when the offsets `committed` were.

    Each partition is read from its start to its end. Articles count up to the committed offset. Tombstones, rewrites
    and articles folded as they were written count to the end: those beyond the offset were written in the very
    transactions that committed it, so the state at that offset includes them. `consumer` reads committed records only,
    and keeps no offsets. `alive` is called at every step; what it raises ends the restore.

    Raises `KafkaTimeoutError` when no record comes for `STALL_SECONDS`, `SettingsError` when a source lies in a
    partition where its hash does not put it: somebody has given the stream more partitions.
    """
    rebuilt: dict[int, SourceStates] = {p: {} for p in committed}
    newest: dict[int, Newest] = {p: {} for p in committed}
    every = [TopicPartition(stream, p) for p in committed]
    first, ends = consumer.beginning_offsets(every), consumer.end_offsets(every)
    todo = [tp for tp in every if ends[tp] > first[tp]]
    if not todo:
        return rebuilt
    consumer.assign(todo)
    consumer.seek_to_beginning(*todo)
    total = sum(ends[tp] - first[tp] for tp in todo) or 1
    metrics.restoring.set(1)
    gc.disable()  # hundreds of thousands of values that stay: every collection would walk them all, for nothing
    try:
        moved, done = time.monotonic(), 0
        while waiting := [tp for tp in todo if consumer.position(tp) < ends[tp]]:
            alive()
            for tp, records in consumer.poll(timeout_ms=200).items():
                _apply(rebuilt[tp.partition], records, committed[tp.partition], window_ms, copies, newest[tp.partition])
                metrics.restored.inc(len(records))
            now_done = sum(consumer.position(tp) - first[tp] for tp in todo)
            if now_done > done:
                moved, done = time.monotonic(), now_done
                metrics.restored_share.set(done / total)
            elif time.monotonic() - moved > STALL_SECONDS:
                raise KafkaTimeoutError(f"no record of {waiting[0]} for {STALL_SECONDS:.0f} s while restoring")
        for partition, states in rebuilt.items():
            _check_places(stream, partition, states, partitions)
            for state in states.values():
                state.settle()
                alive()
    finally:
        metrics.restoring.set(0)
        gc.enable()
    gc.freeze()
    metrics.restored_share.set(1)
    return rebuilt


def _apply(
    states: SourceStates, records: Iterable[Any], committed: int, window_ms: int, copies: Copies, newest: Newest
) -> None:
    """Bring records in. `newest` has the newest article of each key met so far, with its offset.

    A tombstone does not mean what was folded after it had been decided on: of the records before it those that were
    read later than `UP_TO`. What was folded as it was written stands in the stream as it happened.
    """
    for record in records:
        if record.value is None:
            forget(states, record)
            up_to, (offset, again) = header(record.headers, UP_TO), newest.pop(record.key, (-1, None))
            if up_to is not None and again is not None and offset >= int(up_to):
                state_of(states, again.source, window_ms, copies).restore(again)
        elif (folded := is_folded(record)) or record.offset < committed:
            article = from_json(record.value)
            state_of(states, article.source, window_ms, copies).restore(article)
            if not folded:
                newest[record.key] = (record.offset, article)


def _check_places(stream: str, partition: int, states: SourceStates, partitions: int) -> None:
    for source in states:
        if partition_of(source, partitions) != partition:
            raise SettingsError(
                f"stream {stream} holds source {source!r} in partition {partition}, where its hash over {partitions} "
                "partitions does not put it: its number of partitions was changed. Choose a new stream prefix and the "
                "same raw streams: the stories are built again from the raw articles"
            )
