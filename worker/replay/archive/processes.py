"""The processes of a local replay: a pool that reads chunks, and one folder for each group of sources."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import pickle
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from worker.replay.archive.folder import Folder, Message, Read, Rules, Understood, understood
from worker.replay.errors import ReplayError
from worker.replay.filters import Filters
from worker.stream import children

Understand = Callable[[list[Message], int], "Future[Understood]"]


@contextlib.contextmanager
def understanding(jobs: int, filters: Filters, lexicon: tuple[str, str]) -> Iterator[Understand]:
    """A function that reads the articles of a chunk, in this process or in a pool."""
    if jobs == 1:

        def here(chunk: list[Message], groups: int) -> Future[Understood]:
            future: Future[Understood] = Future()
            future.set_result(understood(chunk, groups, filters, lexicon))
            return future

        yield here
        return
    pool = ProcessPoolExecutor(jobs, _context(), children.begin)
    try:
        yield lambda chunk, groups: pool.submit(_packed, chunk, groups, filters, lexicon)
    except BrokenProcessPool as error:
        raise ReplayError(_GONE) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _packed(chunk: list[Message], groups: int, filters: Filters, lexicon: tuple[str, str]) -> Understood:
    """Read a chunk in a process of the pool. Groups are pickled once here, and unpickled where they are folded."""
    found = understood(chunk, groups, filters, lexicon)
    packed: dict[int, Any] = {group: pickle.dumps(reads, 5) for group, reads in found.groups.items()}
    return Understood(packed, found.dead, found.outcomes)


def _unpacked(reads: Any) -> list[Read]:
    found: list[Read] = pickle.loads(reads) if isinstance(reads, bytes) else reads  # noqa: S301 - packed by our own pool
    return found


def _context() -> Any:
    """Start processes from a clean server: forking a process that has threads is not safe."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["worker.replay.archive.warm"])
    return context


class GroupFolder:
    """A `Folder` in this process."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder

    def resume(self, chunk: int) -> None:
        """Continue from a checkpoint."""
        self._folder.resume(chunk)

    def fold(self, reads: Any) -> Counter[str]:
        """Fold the group's articles of a chunk. Returns outcomes, perhaps of earlier articles."""
        return self._folder.fold(_unpacked(reads)) if reads else Counter()

    def checkpoint(self, chunk: int) -> Counter[str]:
        """Make a checkpoint. Returns all outcomes not returned yet."""
        self._folder.checkpoint(chunk)
        return Counter()

    def end(self) -> Counter[str]:
        """Write what is still in memory. Returns all outcomes not returned yet."""
        self._folder.close()
        return Counter()


class _Remote(GroupFolder):
    """A `Folder` in a separate process. Outcomes come back with a small delay."""

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
        """End the process, whatever it is doing."""
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


_GONE = "a process of this replay was killed; run the same command to resume"


@contextlib.contextmanager
def folders(work: Path, groups: int, jobs: int, rules: Rules, filters: Filters) -> Iterator[list[GroupFolder]]:
    """A folder for each group of sources: in this process, or in one process per group if there are several."""
    if jobs == 1 or groups == 1:
        gc.freeze()  # as in worker/replay/archive/warm.py
        gc.set_threshold(20_000, 20, 50)
        yield [GroupFolder(Folder(work, f"group{n}", rules, filters)) for n in range(groups)]
        return
    remotes: list[_Remote] = []
    context = _context()
    try:
        for n in range(groups):
            ours, theirs = context.Pipe()
            arguments = (theirs, work, f"group{n}", rules, filters)
            process = context.Process(target=_serve, args=arguments, daemon=True)
            process.start()
            theirs.close()
            remotes.append(_Remote(ours, process))
        yield list(remotes)
    finally:
        for remote in remotes:
            remote.stop()


def _serve(connection: Connection, work: Path, name: str, rules: Rules, filters: Filters) -> None:
    """The main loop of a folding process: carries out orders one by one; an `OSError` is its last answer."""
    children.begin()
    try:
        folder = Folder(work, name, rules, filters)
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
