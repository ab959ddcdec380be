"""Folding an archive: the states of a group of sources, their stories on disk, and checkpoints."""

from __future__ import annotations

import base64
import functools
import os
import pickle
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import orjson

from worker.enrich.lexicon import Lexicon
from worker.replay.archive.spill import Runs
from worker.replay.filters import Filters
from worker.story import isolate
from worker.story.canonical import Shows
from worker.story.changelog import Entry
from worker.story.closed import late
from worker.story.decision import Decision
from worker.story.source_state import SourceState
from worker.stream.defects import defect
from worker.stream.metrics import ending_of
from worker.stream.rules import read as read_rules
from worker.stream.understand import Envelope, Raw, all_understood
from worker.wire.article import Article, BadMessage, Lineage

Message = tuple[int, bytes, Lineage, str | None, bool]
"""A raw record: its number in the archive, its bytes, its position, the source to use if it names none, and whether it
may be a page's text."""

Read = tuple[int, bytes, Article]
"""A raw message that could be read: its number, its bytes, its article."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A chunk of messages after reading: articles by group of sources, dead letters as numbered lines."""

    groups: dict[int, list[Read]]
    dead: list[bytes]
    outcomes: Counter[str]


@functools.cache
def _lexicon(paths: tuple[str, str]) -> Lexicon | None:
    return read_rules(paths[0], known=paths[1]).lexicon


def understood(messages: Sequence[Message], groups: int, filters: Filters, lexicon: tuple[str, str]) -> Understood:
    """Read a chunk of messages. A source is always in the same one of `groups`; `lexicon` are files, or empty."""
    rules = _lexicon(lexicon)
    found = Understood({}, [], Counter())
    taken = []
    for message in messages:
        _, value, _, source, _ = message
        if filters.takes_message(value, source):
            taken.append(message)
        else:
            found.outcomes["filtered"] += 1
    raws = [Raw(value, place, None, Envelope(source, text=text)) for _, value, place, source, text in taken]
    for (number, value, lineage, source, _), parts in zip(taken, all_understood(raws, rules), strict=True):
        for part, one in enumerate(parts):
            if isinstance(one, BadMessage):
                place = replace(lineage, part=part)
                found.dead.append(dead_line(number, one, place, source, value))
                found.outcomes["dead_letter"] += 1
                continue
            group = sum(one.source.encode()) % groups
            found.groups.setdefault(group, []).append((number, value, one))
    return found


def dead_line(number: int, bad: BadMessage, lineage: Lineage, source: str | None, value: bytes) -> bytes:
    """A dead letter as a line that sorts by the message's number. Bytes that are not UTF-8 are base64."""
    fields: dict[str, object] = {"reason": bad.reason, "detail": bad.detail, "source": source}
    fields |= {"stream": lineage.stream, "partition": lineage.partition, "offset": lineage.offset}
    fields |= {"part": lineage.part} if lineage.part else {}
    try:
        fields["value"] = value.decode()
    except UnicodeDecodeError:
        fields["value_base64"] = base64.b64encode(value).decode()
    return b"%012d\t%s\n" % (number, orjson.dumps(fields))


class Rules(NamedTuple):
    """How long stories stay open, the current time for embargoes (epoch ms), how much embargoed stories show, and what
    editors have decided."""

    window_ms: int
    embargo_ms: int
    embargo_shows: Shows
    decisions: tuple[Decision, ...] = ()


class Folder:
    """The states of one group of sources. Its files in `work` begin with its name."""

    def __init__(self, work: Path, name: str, rules: Rules, filters: Filters) -> None:
        """Start with empty state; `resume` continues from a checkpoint in `work`."""
        self._work, self._name, self._rules, self._filters = work, name, rules, filters
        self._states: dict[str, SourceState] = {}
        self._runs = Runs(work, name)
        self._dead_path = work / f"{name}.dead"
        self._dead = self._dead_path.open("ab")

    def fold(self, found: Iterable[Read]) -> Counter[str]:
        """Fold this group's articles of a chunk, in order. Returns their outcomes."""
        by_source: dict[str, list[Read]] = {}
        for read in found:
            by_source.setdefault(read[2].source, []).append(read)
        outcomes: Counter[str] = Counter()
        dead: list[bytes] = []
        now_ms = self._rules.embargo_ms
        for source, reads in by_source.items():
            articles = [article for _, _, article in reads]
            parts, errors = isolate.add(
                self._wire(source), articles, (), [None] * len(articles), lambda _: None, now_ms=now_ms
            )
            for numbers, step, _ in parts:
                for state in step.states:
                    if state.story is None or self._filters.takes_story(state.story):
                        self._runs.put(state.uri, state.body or b"")
                for n, outcome in zip(numbers, step.outcomes, strict=True):
                    number, value, article = reads[n]
                    if outcome == "late":
                        bad = late(article, self._wire(source).closed_story(article))
                        dead.append(dead_line(number, bad, article.raw, source, value))
                    outcomes["late" if outcome == "late" else ending_of(outcome)] += 1
            for n, error in errors.items():
                number, value, article = reads[n]
                dead.append(dead_line(number, defect(error), article.raw, source, value))
                outcomes["dead_letter"] += 1
        self._dead.writelines(sorted(dead))  # by number: the files of all groups are merged
        return outcomes

    def checkpoint(self, chunk: int) -> None:
        """Write all that is needed to resume after `chunk` chunks. It is valid once the caller has saved its state."""
        self._runs.flush()
        self._dead.flush()
        state = (self._runs.number, self._runs.seen, self._dead.tell())
        entries = ((name, *entry) for name, state in self._states.items() for entry in state.entries())
        # One by one: pickling them together would hold everything in memory twice.
        pickles = (pickle.dumps(value, 5) for value in chain((state,), entries, (None,)))
        write_whole(self._checkpoint_path(chunk), pickles)

    def resume(self, chunk: int) -> None:
        """Continue from a checkpoint; anything written after it is removed."""
        with self._checkpoint_path(chunk).open("rb") as file:
            number, seen, dead_size = pickle.load(file)  # noqa: S301 - written by ourselves
            while (entry := pickle.load(file)) is not None:  # noqa: S301
                self._wire(entry[0]).restore(Entry(*entry[1:]))
        for run in self._work.glob(f"{self._name}-*.run"):
            if int(run.stem.rpartition("-")[2]) >= number:
                run.unlink()
        self._runs = Runs(self._work, self._name, number, seen)
        self._dead.truncate(dead_size)
        self._dead.seek(dead_size)

    def close(self) -> None:
        """Write what is still in memory."""
        self._runs.flush()
        self._dead.close()

    def _wire(self, source: str) -> SourceState:
        state = self._states.get(source)
        if state is None:
            state = self._states[source] = SourceState(
                source, self._rules.window_ms, shows=self._rules.embargo_shows, changelog=False
            )
            decisions = [d for d in self._rules.decisions if d.source == source]
            isolate.decide(state, decisions, lambda _: None, self._rules.embargo_ms)
        return state

    def _checkpoint_path(self, chunk: int) -> Path:
        return self._work / f"{self._name}.{chunk:09d}.checkpoint"


def write_whole(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file atomically: even after a kill, it is there completely or not at all."""
    scratch = path.with_suffix(path.suffix + ".new")
    with scratch.open("wb") as file:
        file.writelines(pieces)
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(path)
