"""An archive in files, folded without Kafka on all cores: `newswire replay start --local`.

One process reads the files in order and splits them into chunks. A pool of processes reads the articles in the chunks,
which is most of the work and needs nothing but the chunk. The results come back in order and are folded by groups of
sources: by the first process if there is one group, else by one process per group. Each source gets its articles in
the order of the files, whatever the number of processes, so the output is the same, byte for byte.

Memory holds the window and a few chunks, however long the archive is. Now and then all folding processes write a
checkpoint; after a kill, the next start resumes from the last one.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import heapq
import itertools
import os
import shutil
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import orjson

from worker.replay.archive.folder import Message, Rules, Understood, write_whole
from worker.replay.archive.processes import GroupFolder, Understand, folders, understanding
from worker.replay.archive.spill import merged
from worker.replay.errors import ReplayError, unwritable
from worker.replay.filters import Filters
from worker.replay.progress import Pace, Progress, Show
from worker.story.canonical import Shows
from worker.story.decision import Decision
from worker.story.rules_version import VERSION
from worker.wire.article import Lineage

CHUNK = 256
"""Messages that are read and folded together."""

CHECKPOINT_SECONDS = 60.0
SHOW_SECONDS = 0.25

Numbered = tuple[bytes, Lineage, int, str | None, bool]
"""A raw record: its bytes, its position, where it ends in the archive (bytes as stored), the source to use if it names
none, and whether it may be a page's text."""


@dataclass(frozen=True, slots=True)
class Archive:
    """The input: how to read it from the beginning, its size, and the names that identify it on a resume."""

    read: Callable[[], Iterable[Numbered]]
    size: int | None
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Options:
    """How it is folded. `jobs` 1 means one process; more means a pool of that many, plus half as many that fold.
    `lexicon` are the files of lexicon and people, empty for the built-in ones; `lexicon_digest` identifies their
    content. `embargo_ms` is the current time for embargoes (epoch ms); None: the time of the first start, also when the
    replay is resumed. `decisions` are those of editors."""

    window_ms: int
    filters: Filters = field(default_factory=Filters)
    jobs: int = 1
    lexicon: tuple[str, str] = ("", "")
    lexicon_digest: str = ""
    embargo_shows: Shows = "nothing"
    embargo_ms: int | None = None
    per_second: float | None = None
    decisions: tuple[Decision, ...] = ()
    checkpoint_seconds: float = CHECKPOINT_SECONDS


def fold_archive(
    archive: Archive, out: Path, options: Options, show: Show, stop: threading.Event
) -> dict[str, Any] | None:
    """Fold an archive into `out`: `stories.jsonl` (sorted by uri), `dead-letters.jsonl`, `summary.json`.

    Returns the summary, or None if it was told to stop. If started before with the same archive and options, it
    resumes from the last checkpoint. Raises `ReplayError` if `out` holds anything else, is finished, is being written
    by another process, or if the disk is full.
    """
    work = out / ".work"
    if (out / "summary.json").exists():
        raise ReplayError(f"{out} contains a finished replay; choose another folder, or delete it")
    try:
        work.mkdir(parents=True, exist_ok=True)
        with _alone(work):
            state = _begin(work, archive, options)
            progress = Progress("bytes", archive.size)
            rules = Rules(options.window_ms, state["embargo_ms"], options.embargo_shows, options.decisions)
            with folders(work, state["groups"], options.jobs, rules, options.filters) as every:
                outcomes = _fold(archive, work, state, options, every, progress, show, stop)
            if outcomes is None:
                return None
            summary = _finish(out, work, outcomes)
    except OSError as error:
        raise unwritable(error, out) from error
    progress.finished = True
    show(progress)
    return summary


@contextlib.contextmanager
def _alone(work: Path) -> Iterator[None]:
    """Lock out a second process running the same command; a kill releases the lock."""
    with (work / "lock").open("wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ReplayError(f"another process is replaying into {work.parent}") from None
        yield


def _begin(work: Path, archive: Archive, options: Options) -> dict[str, Any]:
    """The state of the last checkpoint, or the initial state."""
    said = {
        "names": archive.names,
        "window_ms": options.window_ms,
        "lexicon": options.lexicon_digest,
        "rules": VERSION,
        "filters": asdict(options.filters),
        "embargoes": (options.embargo_shows, options.embargo_ms),
        "decisions": options.decisions,
    }
    plan = hashlib.blake2b(orjson.dumps(said), digest_size=16).hexdigest()
    path = work / "state.json"
    if path.exists():
        state: dict[str, Any] = orjson.loads(path.read_bytes())
        if state["plan"] != plan:
            raise ReplayError(
                f"{work.parent} contains an unfinished replay with other files, decisions, window, filters or lexicon, "
                "or by another version of newswire: use those to resume it, choose another folder, or delete it"
            )
        return state
    for file in work.iterdir():
        if file.name != "lock":
            file.unlink()
    groups = max(1, options.jobs // 2)
    now_ms = int(time.time() * 1000) if options.embargo_ms is None else options.embargo_ms
    return {"plan": plan, "groups": groups, "chunks": 0, "outcomes": {}, "dead": 0, "embargo_ms": now_ms}


def _fold(
    archive: Archive,
    work: Path,
    state: dict[str, Any],
    options: Options,
    every: Sequence[GroupFolder],
    progress: Progress,
    show: Show,
    stop: threading.Event,
) -> Counter[str] | None:
    """Fold chunk after chunk, starting from the state, with a checkpoint now and then. Returns the outcomes of the
    messages, or None if it was told to stop, after making a checkpoint."""
    outcomes, chunks = Counter[str](state["outcomes"]), state["chunks"]
    pace, checked, shown = Pace(options.per_second), time.monotonic(), 0.0
    with (
        (work / "unread.dead").open("ab") as dead,
        understanding(options.jobs, options.filters, options.lexicon) as understand,
    ):
        dead.truncate(state["dead"])
        if chunks:
            for folder in every:
                folder.resume(chunks)
        for found, size, reach in _in_order(_chunks(archive, chunks), understand, state["groups"], options):
            pace.wait(size, stop.wait)
            dead.writelines(found.dead)
            outcomes += found.outcomes
            for group, folder in enumerate(every):
                outcomes += folder.fold(found.groups.get(group, []))
            chunks += 1
            progress.begun = progress.begun or reach
            progress.messages += size
            progress.done, progress.outcomes = reach, outcomes
            now = time.monotonic()
            if now - shown > SHOW_SECONDS:
                shown = now
                show(progress)
            if now - checked > options.checkpoint_seconds or stop.is_set():
                for folder in every:
                    outcomes += folder.checkpoint(chunks)
                dead.flush()
                _save(work, state | {"chunks": chunks, "outcomes": outcomes, "dead": dead.tell()})
                checked = time.monotonic()
            if stop.is_set():
                return None
        for folder in every:
            outcomes += folder.end()
    return outcomes


def _save(work: Path, state: dict[str, Any]) -> None:
    """Record that all checkpoints of a state are complete, and delete older ones."""
    write_whole(work / "state.json", [orjson.dumps(state)])
    _drop_checkpoints(work, state["chunks"])


def _drop_checkpoints(work: Path, newest: int) -> None:
    for path in work.glob("*.checkpoint"):
        if int(path.name.split(".")[1]) < newest:
            path.unlink()


def _chunks(archive: Archive, skip: int) -> Iterator[tuple[list[Message], int]]:
    """Chunks of messages, each with its end in the archive, without the first `skip`."""
    numbered = enumerate(archive.read())
    number = 0
    while chunk := list(itertools.islice(numbered, CHUNK)):
        number += 1
        if number > skip:
            yield [(n, value, place, source, text) for n, (value, place, _, source, text) in chunk], chunk[-1][1][2]


def _in_order(
    chunks: Iterable[tuple[list[Message], int]], understand: Understand, groups: int, options: Options
) -> Iterator[tuple[Understood, int, int]]:
    """The chunks after reading, in order; a few are read ahead."""
    ahead = 1 if options.jobs == 1 else 2 * options.jobs + 1
    waiting: deque[tuple[Future[Understood], int, int]] = deque()
    for chunk, reach in chunks:
        waiting.append((understand(chunk, groups), len(chunk), reach))
        if len(waiting) >= ahead:
            future, size, done = waiting.popleft()
            yield future.result(), size, done
    for future, size, done in waiting:
        yield future.result(), size, done


def _finish(out: Path, work: Path, outcomes: Counter[str]) -> dict[str, Any]:
    """Merge the results of the folding into the three files, summary last, and delete the work folder."""
    stories = 0
    with (work / "stories.jsonl").open("wb", buffering=1 << 20) as file:
        for state in merged(work, sorted(work.glob("group*.run"))):
            stories += 1
            file.write(state)
    with contextlib.ExitStack() as stack, (work / "dead-letters.jsonl").open("wb") as file:
        found = [stack.enter_context(path.open("rb")) for path in sorted(work.glob("*.dead"))]
        dead = 0
        for line in heapq.merge(*found):
            dead += 1
            file.write(line.split(b"\t", 1)[1])
    for name in ("stories.jsonl", "dead-letters.jsonl"):
        os.replace(work / name, out / name)
    messages = sum(outcomes.values())
    summary: dict[str, Any] = {"messages": messages, "stories": stories, "dead_letters": dead}
    summary |= {"outcomes": dict(sorted(outcomes.items()))}
    write_whole(out / "summary.json", [orjson.dumps(summary, option=orjson.OPT_INDENT_2), b"\n"])
    shutil.rmtree(work)
    return summary
