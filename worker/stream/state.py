"""The states of the assigned partitions, and how to restore them from the stream `articles`."""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from kafka import TopicPartition
from kafka.errors import KafkaTimeoutError

from worker.publish.outputs import STORIES_ONLY, Outputs
from worker.story import isolate
from worker.story.changelog import Entry, parse_key
from worker.story.packed import opened
from worker.story.rules_version import VERSION
from worker.story.source_state import SourceState
from worker.stream.config import PREFIX
from worker.stream.defects import defect
from worker.stream.errors import SettingsError
from worker.stream.metrics import Metrics
from worker.stream.records import STORY, header, newer, readable
from worker.stream.streams import partition_of

log = logging.getLogger(__name__)

SourceStates = dict[str, SourceState]
"""The states of one partition, by source."""

STALL_SECONDS = 30.0
"""A restore that makes no progress for this long is given up and started again."""


SMALL, INDEXED = 16, 1_000
"""Articles held of sources that rest while they send nothing: to index these again takes a few milliseconds. And how
many sources, those used last, do not rest. A source that sent once is held as long as the worker runs, since only what
it sends itself may close its stories; its indexes would be most of it."""
_used: WeakKeyDictionary[SourceState, None] = WeakKeyDictionary()


def state_of(states: SourceStates, source: str, window_ms: int, outputs: Outputs = STORIES_ONLY) -> SourceState:
    """The state of a source, created with its first article."""
    state = states.get(source)
    if state is None:
        state = states[source] = SourceState(source, window_ms, outputs.copies, shows=outputs.embargo_shows)
    _use(state)
    return state


def _use(state: SourceState) -> None:
    """Note that a source is used now. Small ones that have not been used for longest rest."""
    _used.pop(state, None)
    _used[state] = None
    while len(_used) > INDEXED:
        longest = next(iter(_used))
        del _used[longest]
        if len(longest) <= SMALL:
            longest.rest()


def log_foreign(record: Any, error: object) -> None:
    """Log that a record is skipped because it is not ours, or from another version."""
    place = f"{record.topic}/{record.partition} offset {record.offset}"
    log.error("foreign_record", extra={"record": place, "key": repr(record.key), "error": str(error)})


def restore(
    consumer: Any,
    stream: str,
    wanted: Collection[int],
    window_ms: int,
    partitions: int,
    metrics: Metrics,
    alive: Callable[[], None],
    outputs: Outputs = STORIES_ONLY,
) -> dict[int, SourceStates]:
    """The states of some partitions of `articles`, each read from start to end.

    `consumer` reads only committed records and commits no offsets; there must be no open transaction on the partitions.
    A record that is not ours is skipped, logged and counted. `alive` is called at every step; an exception it raises
    ends the restore.

    Raises `KafkaTimeoutError` if no record comes for `STALL_SECONDS`, `SettingsError` if an earlier version wrote the
    stream, or a later one in a form that cannot be read here, or if a source is in a partition that does not match its
    hash, because somebody has added partitions.
    """
    unread: dict[str, Any] = {}
    rebuilt: dict[int, SourceStates] = {p: {} for p in wanted}
    every = [TopicPartition(stream, p) for p in wanted]
    first, ends = consumer.beginning_offsets(every), consumer.end_offsets(every)
    todo = [tp for tp in every if ends[tp] > first[tp]]
    if not todo:
        return rebuilt
    consumer.assign(todo)
    consumer.seek_to_beginning(*todo)
    total = sum(ends[tp] - first[tp] for tp in todo) or 1
    metrics.restoring.set(1)
    gc.disable()  # hundreds of thousands of objects are created that all stay: collections would only cost time
    try:
        moved, done = time.monotonic(), 0
        while waiting := [tp for tp in todo if consumer.position(tp) < ends[tp]]:
            alive()
            for tp, records in consumer.poll(timeout_ms=200).items():
                metrics.foreign.inc(_apply(rebuilt[tp.partition], records, window_ms, outputs, unread))
                metrics.restored.inc(len(records))
            now_done = sum(consumer.position(tp) - first[tp] for tp in todo)
            if now_done > done:
                moved, done = time.monotonic(), now_done
                metrics.restored_share.set(done / total)
            elif time.monotonic() - moved > STALL_SECONDS:
                raise KafkaTimeoutError(f"no record of {waiting[0]} for {STALL_SECONDS:.0f} s while restoring")
        for partition, states in rebuilt.items():
            _check_places(stream, partition, states, partitions)
            _check_unread(states, unread)
            for state in states.values():
                _settle(state, metrics)
                _use(state)
                alive()
    finally:
        metrics.restoring.set(0)
        gc.enable()
    gc.freeze()
    metrics.restored_share.set(1)
    return rebuilt


def entry_of(record: Any) -> tuple[str, Entry]:
    """Source and entry of a record of `articles`. Raises `ValueError` if it is not ours, `SettingsError` if another
    version wrote it in a form that cannot be read here."""
    found = parse_key(readable(record).key)
    if found is None:
        _check_age(record)
        raise ValueError("not a changelog key")
    source, kind, key = found
    return source, Entry(kind, key, record.value, (header(record.headers, STORY) or b"").decode())


def _apply(
    states: SourceStates,
    records: Iterable[Any],
    window_ms: int,
    outputs: Outputs = STORIES_ONLY,
    unread: dict[str, Any] | None = None,
) -> int:
    """Apply records in order. Returns how many are not ours; `unread` gets the first of each source that they name."""
    foreign = 0
    for record in records:
        source = None
        try:
            source, entry = entry_of(record)
            if record.value is not None or source in states:
                new = {} if source not in states else states  # a source that only foreign records name is none of ours
                state_of(new, source, window_ms, outputs).restore(entry)
                states |= new
        except ValueError as error:
            if not foreign:
                log_foreign(record, error)
            foreign += 1
            if source is not None and unread is not None:
                unread.setdefault(source, record)
    return foreign


def _check_unread(states: SourceStates, unread: Mapping[str, Any]) -> None:
    """Raise `SettingsError` if a newer version has worked on a source of which there are records that cannot be read:
    they are its own then, though they do not say so, and without them the state would be a part of what it was."""
    for source in states.keys() & unread.keys():
        if (version := states[source].rules or 0) > VERSION:
            raise SettingsError(newer(unread[source], version))


def _check_age(record: Any) -> None:
    """Raise `SettingsError` for an article under a key that this version does not use. Without it the worker would
    begin with an empty state, and tell the stories of all open articles anew."""
    try:
        opened(record.value or b"")
    except ValueError:
        return
    raise SettingsError(
        f"stream {record.topic} was written by an earlier version, with other keys: use a new {PREFIX}STREAM_PREFIX "
        'with the same raw streams, from which the stories are rebuilt (deploy/README.md, "To another prefix")'
    )


def _settle(state: SourceState, metrics: Metrics) -> None:
    """Build a state, without articles that trigger a bug in our code: they stay in the stream for a fixed version."""
    say_left_out(isolate.settle(state), metrics)


def say_left_out(broken: Iterable[isolate.Broken], metrics: Metrics) -> None:
    """Log and count articles that are kept in the stream but left out of the state."""
    for article, error in broken:
        metrics.set_aside.inc()
        place = f"{article.raw.stream}/{article.raw.partition} offset {article.raw.offset}"
        log.error("set_aside", extra={"source": article.source, "raw": place, "detail": defect(error).detail})


def _check_places(stream: str, partition: int, states: SourceStates, partitions: int) -> None:
    for source in states:
        if partition_of(source, partitions) != partition:
            raise SettingsError(
                f"stream {stream} has source {source!r} in partition {partition}, which does not match its hash over "
                f"{partitions} partitions: its number of partitions was changed. Use a new stream prefix with the same "
                "raw streams: stories are rebuilt from the raw articles"
            )
