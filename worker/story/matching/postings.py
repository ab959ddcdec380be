"""An index from shingles to the items that contain them, in the order in which they were sent."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import itemgetter

Place = tuple[int, str]
"""An item's position among others: when it was first sent, and its key."""

NEAR = 30
"""Holders of one shingle that are examined: those sent last before, or first after. A paragraph that more texts share
within a day and a half says nothing about them, and without a limit a thousand equal texts cost a million comparisons.
"""


_KEY = itemgetter(1)


class Postings:
    """Which items contain a shingle."""

    def __init__(self) -> None:
        # Most shingles are in one item only: its place alone takes a tenth of the time and memory of a list.
        self._held: dict[int, Place | list[Place]] = {}

    def add(self, place: Place, text: Iterable[int]) -> None:
        """Add an item with its shingles."""
        holders = self._held
        for shingle in text:
            held = holders.setdefault(shingle, place)
            if isinstance(held, list):
                insort(held, place)
            elif held is not place:
                holders[shingle] = [held, place] if held < place else [place, held]

    def remove(self, place: Place, text: Iterable[int]) -> None:
        """Remove an item. `text` must be what was added."""
        for shingle in text:
            held = self._held[shingle]
            if isinstance(held, list) and len(held) > 1:
                del held[bisect_left(held, place)]
            else:
                del self._held[shingle]

    def before(self, place: Place, text: Iterable[int]) -> Counter[str]:
        """How many shingles of `text` each item sent before contains; only a shingle's nearest holders count."""
        found: list[Place] = []
        for held in map(self._held.get, text):
            if isinstance(held, list):
                at = bisect_left(held, place)
                found += held[max(0, at - NEAR) : at]
            elif held is not None and held < place:
                found.append(held)
        return Counter(map(_KEY, found))

    def around(self, place: Place, text: Iterable[int]) -> Counter[str]:
        """The same for items sent before and after."""
        found: list[Place] = []
        for held in map(self._held.get, text):
            if isinstance(held, list):
                at = bisect_left(held, place)
                found += held[max(0, at - NEAR) : at + NEAR + 1]
            elif held is not None:
                found.append(held)
        return Counter(map(_KEY, found))

    def after(self, place: Place, text: Iterable[int]) -> set[str]:
        """The nearest items sent after that contain a shingle of `text`: those that would find `place` looking back."""
        found: set[str] = set()
        for held in map(self._held.get, text):
            if isinstance(held, list):
                at = bisect_right(held, place)
                found.update(map(_KEY, held[at : at + NEAR]))
            elif held is not None and held > place:
                found.add(held[1])
        return found

    def seen_after(self, place: Place, text: Iterable[int], sight: Sight) -> None:
        """Record in `sight` the items that, looking back, may see the holder at `place`, and which item it pushes out
        of their sight (or brings back when it is removed)."""
        for held in map(self._held.get, text):
            if isinstance(held, list):
                at = bisect_right(held, place)
                for n in range(at, min(at + NEAR, len(held))):
                    sight.counts[held[n][1]] += 1
                    if n > NEAR:
                        sight.edges.add((held[n][1], held[n - NEAR - 1][1]))
            elif held is not None and held > place:
                sight.counts[held[1]] += 1

    def seen_around(self, others: Postings, place: Place, text: Iterable[int], sight: Sight) -> None:
        """The same for the items here that look before and after in `others`, which contains the holder at `place`."""
        for shingle in text:
            held, seen = self._held.get(shingle), others._held.get(shingle)
            if held is None:
                continue
            if not isinstance(seen, list) or len(seen) <= NEAR:
                sight.counts.update(map(_KEY, held) if isinstance(held, list) else (held[1],))
                continue
            low, high = _reach(seen, place)
            looking = held if isinstance(held, list) else [held]
            for one in looking[bisect_left(looking, low) : bisect_right(looking, high)]:
                sight.counts[one[1]] += 1
                at = bisect_left(seen, one)
                edge = at - NEAR - 1 if one > place else at + NEAR + 1
                if 0 <= edge < len(seen):
                    sight.edges.add((one[1], seen[edge][1]))


@dataclass(slots=True)
class Sight:
    """Which items may see a holder of shingles: `counts` is the most shingles by which each item may, `edges` are pairs
    of an item and the one just out of its sight because of the holder."""

    counts: Counter[str] = field(default_factory=Counter)
    edges: set[tuple[str, str]] = field(default_factory=set)


_FIRST: Place = (-(10**18), "")
_LAST: Place = (10**18, "")


def _reach(seen: Place | list[Place] | None, place: Place) -> tuple[Place, Place]:
    """The range of places that have `place` among their nearest in `seen`."""
    if not isinstance(seen, list):
        return _FIRST, _LAST
    at = bisect_left(seen, place)
    low = seen[at - NEAR - 1] if at > NEAR else _FIRST
    return low, seen[at + NEAR + 1] if at + NEAR + 1 < len(seen) else _LAST
