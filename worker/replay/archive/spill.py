"""Story states on disk while an archive is folded: sorted files of bounded size, merged into one at the end.

Only the last state of each story is needed, but which one is the last is known only at the end. So every state is
written with an increasing number, and the merge keeps the highest. Memory use does not depend on the archive's length.
"""

from __future__ import annotations

import contextlib
import heapq
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

RUN_BYTES = 16 << 20
"""Bytes of states held in memory before they are written."""

MERGED_AT_ONCE = 200
"""Files open at a time in a merge."""


class Runs:
    """States of stories, collected into sorted files `NAME-n.run` of one folder."""

    def __init__(self, folder: Path, name: str, number: int = 0, seen: int = 0) -> None:
        """Continue after `number` files and `seen` states; (0, 0) is a fresh start."""
        self._folder, self._name = folder, name
        self.number, self.seen = number, seen
        self._states: dict[str, bytes] = {}
        self._size = 0

    def put(self, uri: str, state: bytes) -> None:
        """Add the newest state of a story as a JSON line; empty if the story no longer exists."""
        self.seen += 1
        self._size += len(state) - len(self._states.get(uri, b""))
        self._states[uri] = b"%s\t%012d\t%s\n" % (uri.encode(), self.seen, state)
        if self._size > RUN_BYTES:
            self.flush()

    def flush(self) -> None:
        """Write the states held in memory. Raises `OSError` if the disk is full."""
        if not self._states:
            return
        with (self._folder / f"{self._name}-{self.number:06d}.run").open("wb") as file:
            file.writelines(sorted(self._states.values()))
        self.number += 1
        self._states, self._size = {}, 0


def merged(folder: Path, runs: Sequence[Path]) -> Iterator[bytes]:
    """The last state of every story, sorted by uri, one JSON line each. Creates temporary files in `folder`."""
    runs = list(runs)
    level = 0
    while len(runs) > MERGED_AT_ONCE:
        level += 1
        runs = [
            _merge_into(folder / f"merged-{level}-{at:06d}.run", runs[at : at + MERGED_AT_ONCE])
            for at in range(0, len(runs), MERGED_AT_ONCE)
        ]
    for line in _last(_lines(runs)):
        state = line.split(b"\t", 2)[2]
        if state != b"\n":
            yield state


def _merge_into(path: Path, runs: Sequence[Path]) -> Path:
    with path.open("wb") as file:
        file.writelines(_last(_lines(runs)))
    for run in runs:
        run.unlink()
    return path


def _last(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Of sorted lines, the last one of each uri."""
    before: bytes | None = None
    uri = b""
    for line in lines:
        found = line[: line.index(b"\t")]
        if before is not None and found != uri:
            yield before
        before, uri = line, found
    if before is not None:
        yield before


def _lines(runs: Iterable[Path]) -> Iterator[bytes]:
    with contextlib.ExitStack() as stack:
        files = [stack.enter_context(run.open("rb", buffering=1 << 17)) for run in runs]
        yield from heapq.merge(*files)
