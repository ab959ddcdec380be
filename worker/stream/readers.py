"""Processes that read raw articles in parallel to the loop, if many wait and the machine has enough cores.

Reading an article takes most of a worker's time and depends on nothing else, so it can be done in another process.
What is folded, and in which order, stays the same.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from worker.enrich.lexicon import Lexicon
from worker.story.packed import opened
from worker.stream import children
from worker.stream.defects import as_bad_messages
from worker.stream.records import timestamp_of
from worker.stream.rules import BUILT_IN, Rules, lexicon_of
from worker.stream.understand import Envelope, Packed, Raw, all_packed, envelope_of, warm_up
from worker.wire.article import BadMessage, Lineage, Reason

log = logging.getLogger(__name__)

BACKLOG = 100
"""From this many raw records in one poll, the processes are worth starting."""

CHUNK = 32
"""Raw records given to a process at a time."""

LONGEST_WAIT_SECONDS = 60.0
"""Longest wait before the processes are started again if they keep being killed; the wait doubles up to this."""

MOST = 4
"""Most processes started by default: with more, folding, which stays in this process, is slower than reading."""

_NONE: Mapping[str, str] = {}

_Raw = tuple[bytes | None, str, int, int, int | None, Envelope]
"""A raw record sent to a process: value, stream, partition, offset, timestamp, and its envelope."""

_Packed = list[bytes | tuple[Reason, str, int | None]]
"""The articles of a record, packed, or reason, detail and part of a bad message."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some records, what was found in each, and how many seconds reading took. A record with several articles is listed
    once for each."""

    records: Sequence[Any]
    found: list[Packed]
    seconds: float


def here(records: Sequence[Any], lexicon: Lexicon | None, sources: Mapping[str, str] = _NONE) -> Chunk:
    """Read records in this process."""
    start = time.perf_counter()
    found = _read([_raw(record, sources) for record in records], lexicon)
    return _chunk(records, found, time.perf_counter() - start)


def _chunk(records: Sequence[Any], found: Sequence[list[Packed]], seconds: float) -> Chunk:
    repeated = [record for record, parts in zip(records, found, strict=True) for _ in parts]
    return Chunk(repeated, [part for parts in found for part in parts], seconds)


def _read(raws: Sequence[_Raw], lexicon: Lexicon | None) -> list[list[Packed]]:
    return all_packed(
        [Raw(value, Lineage(stream, number, offset), ms, said) for value, stream, number, offset, ms, said in raws],
        lexicon,
    )


def _raw(record: Any, sources: Mapping[str, str]) -> _Raw:
    said = envelope_of(getattr(record, "headers", ()), sources.get(record.topic))
    return record.value, record.topic, record.partition, record.offset, timestamp_of(record), said


class Readers:
    """The rules, and the processes that read raw articles by them: this one and others, which end with the context.

    None is started before there is a backlog; until they are ready, records are read in this process.
    """

    def __init__(self, count: int, rules: Rules = BUILT_IN, sources: Mapping[str, str] = _NONE) -> None:
        """`count` -1: one per core, `MOST` at most, none on a single core. `sources`: those of whole raw streams."""
        self._sources = sources
        self._count = count if count >= 0 else _by_cores(cores())
        self.rules = rules
        self._pool: ProcessPoolExecutor | None = None
        self._begun: list[Future[int]] = []
        self._broken = 0
        """How many times in a row the processes were killed."""
        self._next_start = 0.0

    def __enter__(self) -> Readers:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def pids(self) -> tuple[int, ...]:
        """The reading processes; none before all have started."""
        begun = all(f.done() and f.exception() is None for f in self._begun)
        return tuple(sorted({f.result() for f in self._begun})) if begun else ()

    def read(self, records: Sequence[Any]) -> Iterator[Chunk]:
        """Read records in order. The chunks are the same wherever they are read, so that they do not affect what is
        folded together. If a process is killed, another reads its records again."""
        chunks = [records[at : at + CHUNK] for at in range(0, len(records), CHUNK)]
        pool = self._ready_pool() if self._count and len(records) >= BACKLOG else None
        if pool is None:
            for chunk in chunks:
                yield here(chunk, self.rules.lexicon, self._sources)
            return
        done = 0
        try:
            # Submit all before waiting for the first, so that the others are read while it is folded.
            packed = [pool.submit(_there, [_raw(record, self._sources) for record in chunk]) for chunk in chunks]
            for chunk, future in zip(chunks, packed, strict=True):
                results, seconds = future.result()
                done += 1
                yield _chunk(chunk, [_unpacked(result) for result in results], seconds)
            self._broken = 0
        except BrokenProcessPool:
            self._end_pool()
            with _Careful(self.rules) as careful:
                for chunk in chunks[done:]:
                    start = time.perf_counter()
                    found = [
                        _unpacked(result) for result in careful.read([_raw(record, self._sources) for record in chunk])
                    ]
                    yield _chunk(chunk, found, time.perf_counter() - start)

    def _end_pool(self) -> None:
        """Give up the pool after one of its processes was killed; a new one is started after a while."""
        if self._pool is not None:
            _end(self._pool)
        self._pool, self._begun = None, []
        wait = min(2.0**self._broken, LONGEST_WAIT_SECONDS)
        self._broken += 1
        self._next_start = time.monotonic() + wait
        said = "a process that reads articles was killed, perhaps for lack of memory"
        log.warning("reader_killed", extra={"means": said, "seconds_to_next": wait})

    def _ready_pool(self) -> ProcessPoolExecutor | None:
        """The pool, once all its processes are ready; the first call starts them."""
        if self._pool is None:
            if time.monotonic() < self._next_start:
                return None
            try:
                self._pool = _pool(self._count, self.rules)
                self._begun = [self._pool.submit(os.getpid) for _ in range(self._count)]
            except (OSError, ImportError, NotImplementedError) as error:  # a system without shared memory
                log.warning("readers", extra={"started": 0, "error": str(error)})
                self._count = 0
                return None
            log.info("readers", extra={"started": self._count})
        return self._pool if all(future.done() for future in self._begun) else None


def _pool(count: int, rules: Rules) -> ProcessPoolExecutor:
    # Spawned, not forked: a fork would copy locks held by the clients' threads, and nobody would release them.
    return ProcessPoolExecutor(
        count, multiprocessing.get_context("spawn"), _begin, (rules.lexicon_text, rules.people_text)
    )


def _end(pool: ProcessPoolExecutor) -> None:
    """End a pool after one of its processes was killed. Its own shutdown sends SIGTERM, which the processes ignore."""
    others = list((pool._processes or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in others:
        process.kill()


class _Careful:
    """A single process that reads again what another was killed over, to find the record to blame, if there is one."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> _Careful:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            _end(self._pool)

    def read(self, raws: list[_Raw]) -> list[_Packed]:
        """Read records. A record that gets its process killed twice when read alone is a defect."""
        for _ in range(2 if len(raws) == 1 else 1):
            if self._pool is None:
                self._pool = _pool(1, self._rules)
            try:
                return self._pool.submit(_there, raws).result()[0]
            except BrokenProcessPool:
                _end(self._pool)
                self._pool = None
        if len(raws) == 1:
            return [[("defect", "the process that read it was killed, twice", None)]]
        return [packed for raw in raws for packed in self.read([raw])]


def _unpacked(packed: _Packed) -> list[Packed]:
    return [_one(number, one) for number, one in enumerate(packed)]


def _one(number: int, packed: bytes | tuple[Reason, str, int | None]) -> Packed:
    if not isinstance(packed, bytes):
        return BadMessage(*packed)
    try:
        with as_bad_messages():
            return opened(packed), packed
    except BadMessage as bad:
        return BadMessage(bad.reason, bad.detail, number or None)


_lexicon: Lexicon | None = None
"""The lexicon that a reading process was started with."""


def _begin(lexicon: str | None, people: str | None) -> None:
    """Set up a reading process. It ignores SIGTERM, which may go to the whole process group: the worker ends it."""
    global _lexicon  # noqa: PLW0603 - set once, before anything is read
    children.begin(signal.SIGTERM)
    _lexicon = lexicon_of(lexicon, people)
    warm_up()


def _there(raws: list[_Raw]) -> tuple[list[_Packed], float]:
    """Read in a process of the pool. The result comes back packed: the stream needs it so anyway."""
    start = time.perf_counter()
    found = _read(raws, _lexicon)
    packed: list[_Packed] = [
        [(f.reason, f.detail, f.part) if isinstance(f, BadMessage) else f[1] for f in parts] for parts in found
    ]
    return packed, time.perf_counter() - start


def _by_cores(usable: int) -> int:
    return min(MOST, usable) if usable > 1 else 0


def cores(quota: Path = Path("/sys/fs/cgroup/cpu.max")) -> int:
    """How many cores this process may use: those it may run on, or fewer if its container has a CPU limit."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        given, period = quota.read_text().split()
        return max(1, min(allowed, int(given) // int(period)))
    except (OSError, ValueError):  # no such file outside Linux; "max" if there is no limit
        return allowed
