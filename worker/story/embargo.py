"""Embargoes: which texts may not be published yet, and which embargoes have ended (FV-99, FV-100). Editors' pins end in
the same way.

Nothing here knows the current time. The caller says when an end has come (the worker by its clock, a replay by its
plan, `fold` by its option), and that is final: each end that has come is an element of the set, like an article, and is
kept in the changelog. It releases everything of the source that is embargoed until then, whether it arrived earlier or
arrives later. So the stories are a function of articles and ends, and a clock that is set back cannot withdraw a text.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush

import orjson

from worker.story.changelog import Entry
from worker.story.ends import FLAG, NO_ENDS, end_of, has_one, milliseconds
from worker.story.item import Copy
from worker.story.order import event_ms
from worker.wire.article import Article
from worker.wire.stamp import from_ms

Ended = Container[int]
"""The embargo ends that have come, in epoch milliseconds."""

NONE_ENDED: Ended = frozenset()


@dataclass(frozen=True, slots=True)
class Until:
    """All ends up to a fixed moment."""

    ms: int

    def __contains__(self, end: object) -> bool:
        return isinstance(end, int) and end <= self.ms


def under_embargo(copies: tuple[Copy, ...], ended: Ended) -> tuple[Copy, ...]:
    """The versions, with the status `embargoed` if they may not be published yet."""
    if not any(FLAG in copy.article.flags for copy in copies):
        return copies
    return tuple(_with(copy, "embargoed") if _is_under(copy.article, ended) else copy for copy in copies)


def lifted(copies: tuple[Copy, ...], ms: int) -> tuple[Copy, ...]:
    """The versions after a notice sent at `ms` has lifted their embargo: it applies to those sent before it."""
    return tuple(
        _with(copy, "usable") if copy.article.status == "embargoed" and event_ms(copy.article) <= ms else copy
        for copy in copies
    )


def is_over(a: Article) -> bool:
    """Whether a version of a story was under an embargo that has ended."""
    return a.status == "usable" and has_one(a)


def _is_under(a: Article, ended: Ended) -> bool:
    if not has_one(a):
        return False
    end = end_of(a)
    return end is None or end not in ended


def _with(copy: Copy, status: str) -> Copy:
    return copy.with_article(dataclasses.replace(copy.article, status=status))  # type: ignore[arg-type]


class Embargoes:
    """The ends of embargoes and pins of one source that have come, and those that its stories still wait for."""

    def __init__(self) -> None:
        self.ended: set[int] = set()
        self._ends: dict[str, frozenset[int]] = {}
        self._uris: dict[int, set[str]] = defaultdict(set)
        self._next: list[int] = []
        self._under: set[str] = set()
        self._new: set[int] = set()
        self._gone: set[int] = set()
        self._pins: dict[str, int] = {}

    @property
    def stories(self) -> int:
        """Number of stories with a version under embargo."""
        return len(self._under)

    def is_due(self, now_ms: int) -> bool:
        """Whether an end has come that stories wait for."""
        while self._next and (self._next[0] in self.ended or self._next[0] not in self._uris):
            heappop(self._next)
        return bool(self._next) and self._next[0] <= now_ms

    def begin(self) -> None:
        """From here on, record what `take_back` needs."""
        self._new, self._gone = set(), set()

    def take_back(self) -> None:
        """Restore the ends that had come at `begin`. The stories must be put in again."""
        self.ended = (self.ended - self._new) | self._gone
        self._new, self._gone = set(), set()
        self.forget_stories()

    def forget_stories(self) -> None:
        """Forget all stories."""
        self._ends, self._uris, self._next, self._under, self._pins = {}, defaultdict(set), [], set(), {}

    def await_pins(self, pins: Mapping[str, int]) -> None:
        """Wait for the ends of these pins of editors, and no others: by the id of the decision, in epoch ms."""
        for key in self._pins.keys() - pins.keys():
            self.put(_PIN + key)
        for key, end in pins.items():
            if self._pins.get(key) != end:
                self.put(_PIN + key, frozenset((end,)))
        self._pins = dict(pins)

    def put(self, uri: str, ends: frozenset[int] = NO_ENDS, *, under: bool = False) -> None:
        """Note the embargo ends of a story's versions, and whether one is `under` embargo. Without any it is
        forgotten."""
        before = self._ends.get(uri, frozenset())
        for end in before - ends:
            self._uris[end].discard(uri)
            if not self._uris[end]:
                del self._uris[end]
        for end in ends - before:
            if not self._uris[end]:
                heappush(self._next, end)
            self._uris[end].add(uri)
        self._under.discard(uri)
        self._ends.pop(uri, None)
        if ends:
            self._ends[uri] = ends
        if under:
            self._under.add(uri)

    def come(self, articles: Iterable[Article], now_ms: int | None) -> set[str]:
        """Note the ends that have come by `now_ms`, if that is known, of known stories and of `articles`. Returns the
        stories that wait for one of them."""
        if now_ms is None:
            return set()
        due = {end for a in articles if (end := end_of(a)) is not None and end <= now_ms} - self.ended
        while self.is_due(now_ms):
            due.add(heappop(self._next))
        self.ended |= due
        self._new |= due
        return {uri for end in due for uri in self._uris.get(end, ()) if not uri.startswith(_PIN)}

    def changelog(self) -> Iterator[Entry]:
        """The entries that a restart needs for ends that have come since `begin`; drops those without a story."""
        self._new &= self._uris.keys()
        unheld = self.ended - self._uris.keys()
        self._gone |= unheld - self._new
        self.ended -= unheld
        yield from map(_entry, sorted(self._new))
        yield from (Entry("release", str(end), None) for end in sorted(self._gone))

    def entries(self) -> Iterator[Entry]:
        """All ends that have come."""
        return map(_entry, sorted(self.ended))

    def restore(self, key: str, value: bytes | None) -> None:
        """Restore an end from the changelog. Raises `ValueError` if it is not one of ours."""
        if value is None:
            self.ended.discard(int(key))
        else:
            self.ended.add(int(key))


_PIN = "pin:"
"""What pins are noted under, beside the uris of stories."""


def _entry(end: int) -> Entry:
    return Entry("release", str(end), orjson.dumps({"until": from_ms(end, 0).isoformat()}))


def newest_ms(articles: Collection[Article]) -> int:
    """The newest time in any of these articles, in epoch milliseconds: for files, it serves as the current time."""
    times = [a.event_ms for a in articles if a.event_ms is not None]
    times += [a.received_ms for a in articles if a.received_ms is not None]
    times += [milliseconds(a.fetched_at) for a in articles if a.fetched_at is not None]
    return max(times, default=0)
