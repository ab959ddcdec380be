"""An index from shingles to those who hold them, in the order in which they were sent."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import itemgetter

Place = tuple[int, str]
"""Where an item stands among others: when it was first sent, and its key."""

NEAR = 30
"""Holders of one shingle that are looked at, those sent last before, or first after. A paragraph that more texts share
within a day and a half tells nothing of them, and without a bound a thousand equal texts cost a million looks."""


_KEY = itemgetter(1)


class Postings:
    """Which items hold a shingle."""

    def __init__(self) -> None:
        # Most shingles stand in one item: its place alone takes a tenth of the time and memory of a list.
        self._held: dict[int, Place | list[Place]] = {}

    def add(self, place: Place, text: Iterable[int]) -> None:
        """Note that an item holds these shingles."""
        holders = self._held
        for shingle in text:
            held = holders.setdefault(shingle, place)
            if isinstance(held, list):
                insort(held, place)
            elif held is not place:
                holders[shingle] = [held, place] if held < place else [place, held]

    def remove(self, place: Place, text: Iterable[int]) -> None:
        """Forget it again. `text` is what was noted."""
        for shingle in text:
            held = self._held[shingle]
            if isinstance(held, list) and len(held) > 1:
                del held[bisect_left(held, place)]
            else:
                del self._held[shingle]

    def before(self, place: Place, text: Iterable[int]) -> Counter[str]:
        """How many of the shingles of `text` each item holds, of those sent before; of the nearest of each shingle."""
        found: list[Place] = []
        for held in map(self._held.get, text):
            if isinstance(held, list):
                at = bisect_left(held, place)
                found += held[max(0, at - NEAR) : at]
            elif held is not None and held < place:
                found.append(held)
        return Counter(map(_KEY, found))

    def around(self, place: Place, text: Iterable[int]) -> Counter[str]:
        """The same of those sent before and after."""
        found: list[Place] = []
        for held in map(self._held.get, text):
            if isinstance(held, list):
                at = bisect_left(held, place)
                found += held[max(0, at - NEAR) : at + NEAR + 1]
            elif held is not None:
                found.append(held)
        return Counter(map(_KEY, found))

    def after(self, place: Place, text: Iterable[int]) -> set[str]:
        """The items sent after, of those that hold a shingle of `text` the nearest: those that look back at `place`."""
        found: set[str] = set()
        for held in map(self._held.get, text):
            if isinstance(held, list):
                at = bisect_right(held, place)
                found.update(map(_KEY, held[at : at + NEAR]))
            elif held is not None and held > place:
                found.add(held[1])
        return found

    def seen_after(self, place: Place, text: Iterable[int], sight: Sight) -> None:
        """Note in `sight` the items that, looking back, may see the holder at `place`, and whom they see no longer
        because of it (or again, once it is gone)."""
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
        """The same for the items here that look around among `others`, where the holder at `place` stands."""
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
    """Who may see a holder of shingles: `counts` says of each item by how many of them at most, `edges` who stands just
    out of sight of an item because of it."""

    counts: Counter[str] = field(default_factory=Counter)
    edges: set[tuple[str, str]] = field(default_factory=set)


_FIRST: Place = (-(10**18), "")
_LAST: Place = (10**18, "")


def _reach(seen: Place | list[Place] | None, place: Place) -> tuple[Place, Place]:
    """From where to where those stand that have `place` among the nearest of `seen`."""
    if not isinstance(seen, list):
        return _FIRST, _LAST
    at = bisect_left(seen, place)
    low = seen[at - NEAR - 1] if at > NEAR else _FIRST
    return low, seen[at + NEAR + 1] if at + NEAR + 1 < len(seen) else _LAST
