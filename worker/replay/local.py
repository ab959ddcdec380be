"""An archive in files, folded without Kafka on all cores: `newswire replay start --local`.

One process reads the files in order and cuts them into chunks. Processes of a pool understand chunks, which is most
of the work and needs nothing but the chunk; their results come back in order and are folded, a group of sources at a
time: by the first process where there is one group, else by a process for each. Each source sees its articles in the
order of the files, chunk by chunk, whatever the number of processes: the output is the same, byte for byte.

Memory holds the window and a few chunks, whatever the length of the archive. Now and then all folding processes write
a checkpoint; a start after a kill goes on from the last one.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import heapq
import itertools
import multiprocessing
import os
import pickle
import shutil
import signal
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import orjson

from worker.replay.errors import ReplayError, disk_full
from worker.replay.filters import Filters
from worker.replay.folder import Folder, Message, Read, Understood, understood, write_whole
from worker.replay.progress import Pace, Progress, Show
from worker.replay.runs import merged
from worker.wire.article import Lineage

CHUNK = 256
"""Messages understood together, and folded together."""

CHECKPOINT_SECONDS = 60.0
SHOW_SECONDS = 0.25

Numbered = tuple[bytes, Lineage, int]
"""A raw message: its bytes, where it stands, and how far into the archive it reaches (bytes as stored)."""


@dataclass(frozen=True, slots=True)
class Archive:
    """What is folded: how to read it from the beginning, how long it is, and by what it is known again."""

    read: Callable[[], Iterable[Numbered]]
    size: int | None
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Options:
    """How it is folded. `jobs` 1 is one process; more are a pool of that many, and half as many that fold."""

    window_ms: int
    filters: Filters = field(default_factory=Filters)
    jobs: int = 1
    lexicon: str = ""
    per_second: float | None = None
    checkpoint_seconds: float = CHECKPOINT_SECONDS


def fold_archive(archive: Archive, out: Path, options: Options, show: Show) -> dict[str, Any]:
    """Fold an archive into `out`: `stories.jsonl` (sorted by uri), `dead-letters.jsonl`, `summary.json`.

    Returns the summary. Begun before with the same archive and options, it goes on where the last checkpoint was.
    Raises `ReplayError` where `out` holds something else or is finished, or where the disk is full.
    """
    work = out / ".work"
    if (out / "summary.json").exists():
        raise ReplayError(f"{out} holds a finished replay; choose another folder, or delete it")
    try:
        work.mkdir(parents=True, exist_ok=True)
        state = _begin(work, archive, options)
        progress = Progress("bytes", archive.size)
        with _folders(work, state["groups"], options) as folders:
            counts = _fold(archive, work, state, options, folders, progress, show)
        summary = _finish(out, work, counts)
    except OSError as error:
        raise disk_full(error, out) from error
    progress.finished = True
    show(progress)
    return summary


def _begin(work: Path, archive: Archive, options: Options) -> dict[str, Any]:
    """The state of the last checkpoint, or of a new beginning."""
    said = {
        "names": archive.names,
        "window_ms": options.window_ms,
        "lexicon": options.lexicon,
        "filters": asdict(options.filters),
    }
    plan = hashlib.blake2b(orjson.dumps(said), digest_size=16).hexdigest()
    path = work / "state.json"
    if path.exists():
        state: dict[str, Any] = orjson.loads(path.read_bytes())
        if state["plan"] != plan:
            raise ReplayError(
                f"{work.parent} holds an unfinished replay of other files, window or filters: start it with those to "
                "go on, choose another folder, or delete it"
            )
        return state
    for file in work.iterdir():
        file.unlink()
    groups = max(1, options.jobs // 2)
    return {"plan": plan, "groups": groups, "chunks": 0, "outcomes": {}, "dead": 0}


def _fold(
    archive: Archive,
    work: Path,
    state: dict[str, Any],
    options: Options,
    folders: Sequence[_Folder],
    progress: Progress,
    show: Show,
) -> Counter[str]:
    """Chunk after chunk, from the state's on, with a checkpoint now and then. Returns what became of the messages."""
    outcomes = Counter(state["outcomes"])
    chunks = state["chunks"]
    pace, checked, shown = Pace(options.per_second), time.monotonic(), 0.0
    with (work / "unread.dead").open("ab") as dead, _understanding(options) as understand:
        dead.truncate(state["dead"])
        if chunks:
            for folder in folders:
                folder.resume(chunks)
        for found, size, reach in _in_order(_chunks(archive, chunks), understand, state["groups"], options):
            pace.wait(size)
            dead.writelines(found.dead)
            outcomes += found.outcomes
            for group, folder in enumerate(folders):
                outcomes += folder.fold(found.groups.get(group, []))
            chunks += 1
            progress.begun = progress.begun or reach
            progress.messages += size
            progress.done, progress.outcomes = reach, outcomes
            now = time.monotonic()
            if now - shown > SHOW_SECONDS:
                shown = now
                show(progress)
            if now - checked > options.checkpoint_seconds:
                dead.flush()
                for folder in folders:
                    outcomes += folder.checkpoint(chunks)
                saved = {"chunks": chunks, "outcomes": outcomes, "dead": dead.tell()}
                write_whole(work / "state.json", [orjson.dumps(state | saved)])
                _drop_checkpoints(work, chunks)
                checked = time.monotonic()
        for folder in folders:
            outcomes += folder.end()
    return outcomes


def _drop_checkpoints(work: Path, newest: int) -> None:
    for path in work.glob("*.checkpoint"):
        if int(path.name.split(".")[1]) < newest:
            path.unlink()


def _chunks(archive: Archive, skip: int) -> Iterator[tuple[list[Message], int]]:
    """Chunks of messages with how far they reach, without the first `skip`."""
    numbered = enumerate(archive.read())
    number = 0
    while chunk := list(itertools.islice(numbered, CHUNK)):
        number += 1
        if number > skip:
            yield [(n, value, lineage) for n, (value, lineage, _) in chunk], chunk[-1][1][2]


Understand = Callable[[list[Message], int], "Future[Understood]"]


def _in_order(
    chunks: Iterable[tuple[list[Message], int]], understand: Understand, groups: int, options: Options
) -> Iterator[tuple[Understood, int, int]]:
    """Chunks understood, in order, a few ahead of the one that is waited for."""
    ahead = 1 if options.jobs == 1 else 2 * options.jobs + 1
    waiting: deque[tuple[Future[Understood], int, int]] = deque()
    for chunk, reach in chunks:
        waiting.append((understand(chunk, groups), len(chunk), reach))
        if len(waiting) >= ahead:
            future, size, done = waiting.popleft()
            yield future.result(), size, done
    for future, size, done in waiting:
        yield future.result(), size, done


@contextlib.contextmanager
def _understanding(options: Options) -> Iterator[Understand]:
    """What understands a chunk: this process, or a pool."""
    if options.jobs == 1:

        def here(chunk: list[Message], groups: int) -> Future[Understood]:
            future: Future[Understood] = Future()
            future.set_result(understood(chunk, groups, options.filters, options.lexicon))
            return future

        yield here
        return
    pool = ProcessPoolExecutor(options.jobs, _context(), _leave_signals)
    try:
        yield lambda chunk, groups: pool.submit(_packed, chunk, groups, options.filters, options.lexicon)
    except BrokenProcessPool as error:
        raise ReplayError(_GONE) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _packed(chunk: list[Message], groups: int, filters: Filters, lexicon: str) -> Understood:
    """Understand a chunk in a process of the pool. Groups are packed once here, and unpacked where they are folded."""
    found = understood(chunk, groups, filters, lexicon)
    packed: dict[int, Any] = {group: pickle.dumps(reads, 5) for group, reads in found.groups.items()}
    return Understood(packed, found.dead, found.outcomes)


def _unpacked(reads: Any) -> list[Read]:
    found: list[Read] = pickle.loads(reads) if isinstance(reads, bytes) else reads  # noqa: S301 - packed by our own pool
    return found


def _context() -> Any:
    """Processes are started from a clean one, not forked from one with threads."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["worker.replay.warm"])
    return context


def _leave_signals() -> None:
    """Ctrl-C is for the process that was called; it tells the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


class _Folder:
    """A `Folder`, here."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder

    def resume(self, chunk: int) -> None:
        self._folder.resume(chunk)

    def fold(self, reads: Any) -> Counter[str]:
        return self._folder.fold(_unpacked(reads)) if reads else Counter()

    def checkpoint(self, chunk: int) -> Counter[str]:
        self._folder.checkpoint(chunk)
        return Counter()

    def end(self) -> Counter[str]:
        self._folder.close()
        return Counter()


class _Remote(_Folder):
    """A `Folder` in a process of its own. Counts come back a little later than what is counted."""

    def __init__(self, connection: Connection, process: Any) -> None:
        self._connection, self._process = connection, process

    def resume(self, chunk: int) -> None:
        self._send(("resume", chunk))
        self._answer()

    def fold(self, reads: Any) -> Counter[str]:
        if reads:
            self._send(("fold", reads))
        counts: Counter[str] = Counter()
        while self._connection.poll():
            counts += self._answer()
        return counts

    def checkpoint(self, chunk: int) -> Counter[str]:
        self._send(("checkpoint", chunk))
        return self._counts_until_done()

    def end(self) -> Counter[str]:
        self._send(("end", 0))
        counts = self._counts_until_done()
        self._process.join()
        return counts

    def stop(self) -> None:
        """Let the process go, whatever it does."""
        self._connection.close()
        self._process.terminate()
        self._process.join()

    def _counts_until_done(self) -> Counter[str]:
        counts: Counter[str] = Counter()
        while (answer := self._answer()) is not None:
            counts += answer
        return counts

    def _send(self, order: tuple[str, Any]) -> None:
        try:
            self._connection.send(order)
        except (BrokenPipeError, ConnectionResetError):
            self._answer()
            raise ReplayError(_GONE) from None

    def _answer(self) -> Any:
        try:
            answer = self._connection.recv()
        except (EOFError, ConnectionResetError):
            raise ReplayError(_GONE) from None
        if isinstance(answer, OSError):
            raise answer
        return answer


_GONE = "a process of this replay was killed; start the same command again: it goes on"


@contextlib.contextmanager
def _folders(work: Path, groups: int, options: Options) -> Iterator[list[_Folder]]:
    """What folds each group of sources: this process, or, where there are several, one of its own."""
    if options.jobs == 1 or groups == 1:
        gc.freeze()  # as in worker/replay/warm.py
        gc.set_threshold(20_000, 20, 50)
        yield [_Folder(Folder(work, f"group{n}", options.window_ms, options.filters)) for n in range(groups)]
        return
    remotes: list[_Remote] = []
    context = _context()
    try:
        for n in range(groups):
            ours, theirs = context.Pipe()
            arguments = (theirs, work, f"group{n}", options.window_ms, options.filters)
            process = context.Process(target=_serve, args=arguments, daemon=True)
            process.start()
            theirs.close()
            remotes.append(_Remote(ours, process))
        yield list(remotes)
    finally:
        for remote in remotes:
            remote.stop()


def _serve(connection: Connection, work: Path, name: str, window_ms: int, filters: Filters) -> None:
    """A folding process: does what it is told, in order; an `OSError` is its last answer."""
    _leave_signals()
    try:
        folder = Folder(work, name, window_ms, filters)
        while True:
            order, value = connection.recv()
            if order == "fold":
                connection.send(folder.fold(_unpacked(value)))
                continue
            if order == "resume":
                folder.resume(value)
            elif order == "checkpoint":
                folder.checkpoint(value)
            else:
                folder.close()
            connection.send(None)
            if order == "end":
                return
    except EOFError:
        return
    except OSError as error:
        with contextlib.suppress(OSError):
            connection.send(error)


def _finish(out: Path, work: Path, outcomes: Counter[str]) -> dict[str, Any]:
    """Merge what the folding wrote into the three files, and take the work folder away. The summary comes last."""
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
