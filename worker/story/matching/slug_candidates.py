"""The stories of one slug while its items are assigned, and which of them is most similar to a text."""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import merge
from itertools import accumulate, chain, islice
from typing import Final

from worker.story.item import Item
from worker.story.matching.likeness import Likeness

LOOKED_AT: Final = 100
"""For an item, only this many stories of its slug are considered, those begun last: a section's name may be the slug
of thousands."""


@dataclass(slots=True)
class Candidate:
    """A story of the slug: its items in the order of adding, when it began, and the earliest it may have begun."""

    uri: str
    items: list[Item] = field(default_factory=list)
    start: int = 0
    earliest: float = 0
    flash: bool = True
    _leads: list[tuple[int, int]] = field(default_factory=list)
    _highest: list[int] = field(default_factory=list)

    def put(self, item: Item) -> None:
        """Add an item."""
        self.start = min(self.start, item.start) if self.items else item.start
        self.earliest = min(self.earliest, item.earliest) if self.items else item.earliest
        self.flash = self.flash and item.flash
        self.items.append(item)
        if item.number and item.stated is not None:
            insort(self._leads, (item.stated, item.number))
            if self._leads[-1] == (item.stated, item.number):  # nearly always, because they are added in order
                self._highest.append(max(item.number, self._highest[-1] if self._highest else 0))
            else:
                self._highest = list(accumulate((number for _, number in self._leads), max))

    def highest(self, ms: int) -> int:
        """The highest number of a lead sent until `ms`, with a time to the minute; 0 if there is none."""
        at = bisect_right(self._leads, (ms, sys.maxsize))
        return self._highest[at - 1] if at else 0


Order = list[tuple[int, str]]


class SlugCandidates:
    """Stories by uri. Texts are only compared if two stories are possible, because most slugs have one story."""

    def __init__(self, stories: Mapping[str, Sequence[Item]], loose: Sequence[Item], likeness: Likeness) -> None:
        """`stories` have the slug from the start; `loose` are the items that will be added."""
        self._stories: dict[str, Candidate] = {}
        self._places: dict[str, str] = {}
        self._timed: Order = []
        self._vague: Order = []
        self._flashes: Order = []
        for uri, items in stories.items():
            for item in items:
                self.put(uri, item)
        self._every = (*chain.from_iterable(stories.values()), *loose)
        self._likeness = likeness
        self._alike: Mapping[str, Mapping[str, float]] | None = None

    def put(self, uri: str, item: Item) -> None:
        """Add an item to a story, or open a story with it."""
        self._places[item.key] = uri
        story = self._stories.get(uri)
        if story is None:
            story = self._stories[uri] = Candidate(uri)
            before = None
        else:
            before = (story.start, story.earliest, story.flash)
        story.put(item)
        if before == (story.start, story.earliest, story.flash):
            return
        if before is not None:
            start, earliest, flash = before
            for order in self._orders(start, earliest, flash):
                del order[bisect_left(order, (start, uri))]
        for order in self._orders(story.start, story.earliest, story.flash):
            insort(order, (story.start, uri))

    def _orders(self, start: int, earliest: float, flash: bool) -> list[Order]:
        order = self._timed if earliest == start else self._vague
        return [order, self._flashes] if flash else [order]

    def begun_last(self, known_ms: float, vague_ms: float) -> Iterator[Candidate]:
        """Stories known to have begun by `known_ms`, and those of unknown beginning first seen by `vague_ms`; the one
        begun last comes first."""
        parts = [self._last(self._timed, known_ms), self._last(self._vague, vague_ms)]
        return (self._stories[uri] for _, uri in merge(*parts, reverse=True))

    def flashes(self, before_ms: float) -> Iterator[Candidate]:
        """The stories that consist only of flashes; the one begun last comes first."""
        return (self._stories[uri] for _, uri in self._last(self._flashes, before_ms))

    def _last(self, order: Order, ms: float) -> Iterator[tuple[int, str]]:
        at = bisect_right(order, ms, key=lambda begun: begun[0])
        return islice(map(order.__getitem__, range(at - 1, -1, -1)), LOOKED_AT)

    def most_alike(self, item: Item, fits: Callable[[Candidate], bool]) -> str | None:
        """Of the stories that fit, the one whose text is most similar to the item's; None below half of the shorter
        text."""
        if not self._stories:
            return None
        if self._alike is None:
            self._alike = self._likeness.among(self._every)
        alike: dict[str, float] = {}
        for key, share in self._alike[item.key].items():
            uri = self._places.get(key)
            if uri is not None:
                alike[uri] = max(alike.get(uri, 0.0), share)
        fitting = [uri for uri in sorted(alike) if fits(self._stories[uri])]
        return max(fitting, key=lambda uri: alike[uri], default=None)
