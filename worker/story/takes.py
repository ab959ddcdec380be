"""Takes and adds: a long story is sent in parts, and the text of a version is all of them in order (FV-97)."""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType
from typing import Any

from worker.story.item import Copy
from worker.story.order import event_ms
from worker.wire.article import Article, as_json, parsed

NONE_MISSING: Mapping[int, tuple[int, ...]] = MappingProxyType({})
_TOLD = ("usable", "embargoed")
"""Statuses of texts that are published, now or when their embargo ends."""


@dataclass(frozen=True, slots=True)
class Takes:
    """Versions with the text of all their takes; the numbers of those that only continue another; and for each with
    gaps, which takes are missing."""

    copies: tuple[Copy, ...]
    continuing: frozenset[int] = frozenset()
    missing: Mapping[int, tuple[int, ...]] = dataclasses.field(default_factory=lambda: NONE_MISSING)


def united(copies: tuple[Copy, ...]) -> Takes:
    """Put the takes of a story's versions together, and keep fragments apart: `Sub` and `Insert` say what to change in
    a text, and represent it only if the text itself has not come."""
    takes = _of_takes(copies)
    fragments = {n for n, c in enumerate(copies) if _is_fragment(c.article)}
    if not fragments or fragments.issuperset(range(len(copies))):
        return takes
    return dataclasses.replace(takes, continuing=takes.continuing | fragments)


def _of_takes(copies: tuple[Copy, ...]) -> Takes:
    """Put the takes of a story's versions together. A take belongs to the last version with its marker that is not
    later; if there is none, to the last version that is not later; otherwise it is published alone, with a gap."""
    if not any(_in_parts(c.article) for c in copies):
        return Takes(copies)
    following = [n for n, c in enumerate(copies) if _continues(c.article)]
    parts: dict[int, list[int]] = {n: [] for n, c in enumerate(copies) if c.article.more and not _continues(c.article)}
    versions = _Versions(copies)
    alone: dict[int | None, list[int]] = defaultdict(list)
    for n in following:
        base = versions.continued_by(copies[n].article)
        if base is None:
            alone[copies[n].article.lead_number].append(n)
        else:
            parts.setdefault(base, []).append(n)
    for numbers in alone.values():
        first, *rest = sorted(numbers, key=lambda n: (copies[n].article.take or 0, n))
        parts[first] = rest
    told = list(copies)
    missing: dict[int, tuple[int, ...]] = {}
    for base, numbers in parts.items():
        begun = copies[base].article
        held = begun.status == "embargoed"  # a take under embargo is missing from a version that is not
        parted = [a for a in (copies[n].article for n in numbers) if held or a.status != "embargoed"]
        by_number: dict[int, Article] = {a.take or 0: a for a in parted}
        takes: list[Article] = [begun, *(by_number[k] for k in sorted(by_number) if k > (begun.take or 1))]
        told[base] = copies[base].with_article(_whole(takes))
        gap = _missing(takes)
        if gap:
            missing[base] = gap
    return Takes(tuple(told), frozenset(following).difference(parts), missing)


class _Versions:
    """The versions of a story that takes may continue, by marker and time."""

    def __init__(self, copies: Sequence[Copy]) -> None:
        self._every: list[tuple[int, int]] = []
        self._marked: dict[int | None, list[tuple[int, int]]] = defaultdict(list)
        for n, copy in enumerate(copies):
            a = copy.article
            if a.kind in ("article", "robot") and a.status in _TOLD and not (_continues(a) or _is_fragment(a)):
                self._every.append((event_ms(a), n))
                self._marked[a.lead_number].append((event_ms(a), n))
        for found in (self._every, *self._marked.values()):
            found.sort()

    def continued_by(self, take: Article) -> int | None:
        same = self._marked.get(take.lead_number)
        if same:
            return same[max(0, self._at(same, take) - 1)][1]
        at = self._at(self._every, take)
        return self._every[at - 1][1] if at else None

    def _at(self, found: Sequence[tuple[int, int]], take: Article) -> int:
        ms = event_ms(take)
        return len(found) if ms < 0 else bisect_right(found, ms, key=lambda version: version[0])


def _in_parts(a: Article) -> bool:
    return a.more or a.take is not None


def is_part(a: Article) -> bool:
    """Whether it is a take, has more to come, or says what to change in another text."""
    return _in_parts(a) or _is_fragment(a)


def _is_fragment(a: Article) -> bool:
    return "fragment" in a.flags


def _continues(a: Article) -> bool:
    """Whether it is a take that continues another."""
    return a.take is not None and a.take > 1 and a.kind in ("article", "robot") and a.status in _TOLD


def _whole(takes: Sequence[Article]) -> Article:
    first = takes[0]
    if len(takes) == 1:
        return first
    return dataclasses.replace(
        first,
        paragraphs=tuple(chain.from_iterable(t.paragraphs for t in takes)),
        captions=tuple(dict.fromkeys(chain.from_iterable(t.captions for t in takes))),
        emails=tuple(dict.fromkeys(chain.from_iterable(t.emails for t in takes))),
        speakers=as_json(_speakers(takes)),
    )


def _speakers(takes: Sequence[Article]) -> list[dict[str, object]]:
    """The speakers in all takes, each name once; quotes have their paragraph number in the whole text, and so has what
    somebody denies."""
    found: dict[str, dict[str, Any]] = {}
    before = 0
    for take in takes:
        for speaker in parsed(take.speakers):
            held = found.setdefault(speaker["name"], {**speaker, **{field: [] for field in _SAID if field in speaker}})
            for field in _SAID:
                if field in speaker:  # an article of an older release says nothing of what is denied
                    moved = [{**said, "paragraph": said["paragraph"] + before} for said in speaker[field]]
                    held[field] = held.get(field, []) + moved
        before += len(take.paragraphs)
    return list(found.values())


_SAID = ("quotes", "denied")


def _missing(takes: Iterable[Article]) -> tuple[int, ...]:
    known = [(t.take or 1, t.more) for t in takes]
    last, more = known[-1]
    numbers = {number for number, _ in known}
    return tuple(n for n in range(1, last + 1 + more) if n not in numbers)
