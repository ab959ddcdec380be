"""A process that tries messages by their numbers and tells of each chunk; the one in hand stands in shared memory.

It may grow by no more than a gigabyte, so that a message that eats memory is a finding here and not the machine's end.
"""

from __future__ import annotations

import resource
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from tests.hostile import growth, inputs
from tests.hostile.examine import Seen, examine, examine_stories
from worker.stream.understand import warm_up
from worker.wire.article import Article

CHUNK = {"fuzz": 200, "growth": 10}
"""Messages that a process tells of at a time."""
_ROOM = 1 << 30
_FOLDED_TOGETHER = 12
_MOST_FOLDED = 3
"""Articles of one record that are folded, at most."""


@dataclass(slots=True)
class Told:
    """What a process tells of a chunk: messages by kind and outcome, the worst figures by kind, what is wrong."""

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=dict)
    seconds_per_byte: dict[str, float] = field(default_factory=dict)
    grown: dict[str, int] = field(default_factory=dict)
    folded: int = 0
    wrong: list[tuple[int, str, str]] = field(default_factory=list)
    """Number, kind, and what is wrong."""

    def add(self, other: Told) -> None:
        """Take in what another chunk tells."""
        self.outcomes.update(other.outcomes)
        self.folded += other.folded
        self.wrong += other.wrong
        for mine, others in ((self.seconds, other.seconds), (self.seconds_per_byte, other.seconds_per_byte)):
            for kind, most in others.items():
                mine[kind] = max(most, mine.get(kind, 0))
        for kind, grown in other.grown.items():
            self.grown[kind] = max(grown, self.grown.get(kind, 0))

    def saw(self, kind: str, size: int, seen: Seen) -> None:
        """Count one message."""
        self.outcomes[kind, seen.outcome] += 1
        self.seconds[kind] = max(seen.seconds, self.seconds.get(kind, 0))
        self.grown[kind] = max(seen.grown, self.grown.get(kind, 0))
        if size >= 1_000:
            self.seconds_per_byte[kind] = max(seen.seconds / size, self.seconds_per_byte.get(kind, 0))


MAKERS: dict[str, Callable[[int, int], inputs.Record]] = {"fuzz": inputs.generate, "growth": growth.generate}


def run(what: str, seed: int, first: int, last: int, step: int, at: Any, out: Connection) -> None:
    """Try the messages `first`, `first + step`, ... before `last`. `at` holds the number of the one in hand."""
    warm_up()
    examine(MAKERS["fuzz"](0, 0).value, None)
    if sys.platform != "darwin":
        used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()  # noqa: SIM115
        resource.setrlimit(resource.RLIMIT_AS, (used + _ROOM, used + _ROOM))
    numbers = range(first, last, step)
    for begin in range(0, len(numbers), CHUNK[what]):
        out.send(chunk(what, seed, iter(numbers[begin : begin + CHUNK[what]]), at))
    out.send(None)


def chunk(what: str, seed: int, numbers: Iterator[int], at: Any) -> Told:
    """Try some messages, and fold those that could be read in small groups of one source."""
    told = Told()
    read: defaultdict[str, list[tuple[int, Article]]] = defaultdict(list)
    for number in numbers:
        at.value = number
        kind, value, stamp, headers = MAKERS[what](seed, number)
        seen = examine(value, stamp, number, headers)
        told.saw(kind, len(value), seen)
        told.wrong += [(number, kind, wrong) for wrong in (seen.wrong, seen.dear) if wrong is not None]
        if what == "fuzz":
            for article in seen.articles[:_MOST_FOLDED]:
                read[article.source].append((number, article))
    for source, pairs in read.items():
        for begin in range(0, len(pairs), _FOLDED_TOGETHER):
            group = pairs[begin : begin + _FOLDED_TOGETHER]
            wrong = _of_stories([article for _, article in group])
            told.folded += len(group)
            if wrong is not None:
                told.wrong.append((group[0][0], "stories", f"{wrong}: {source!r}, numbers {[n for n, _ in group]}"))
    return told


def _of_stories(articles: list[Article]) -> str | None:
    try:
        return examine_stories(articles)
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        return f"{type(error).__name__} while folding: {str(error)[:200]}"
