"""An index from shingles to the items that contain them, in the order in which they were sent."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from operator import itemgetter

Place = tuple[int, str]
"""An item's position among others: when it was first sent, and its key."""

NEAR = 30
"""Holders of one shingle that are examined: those sent last before, or first after. A paragraph that more texts share
within a day and a half says nothing about them, and without a limit a thousand equal texts cost a million comparisons.
"""


_KEY = itemgetter(1)
_USUAL, _LONG, _FEW = 64, 150, 16
"""Entries of a bucket on average, of one that is looked at, and of a shingle that gets a list then."""
_EACH = 16
"""Shingles of an item, as a guess."""
_BITS = 32
_NUMBER = (1 << _BITS) - 1
_FIRST: Place = (-(10**18), "")
_LAST: Place = (10**18, "")


class Postings:
    """Which items contain a shingle.

    A window has ten and more shingles for each of its items, so an entry, shingle and number of the item, takes some
    ten bytes instead of a hundred in a dict. Entries stand sorted in buckets by the first bits of the shingle. Only
    shingles that many items share have a list of their own.
    """

    def __init__(self) -> None:
        self._buckets = [array("Q")]
        self._shift = _BITS
        """The bits of a shingle that do not choose its bucket."""
        self._size = 0
        self._places: list[Place] = []
        """Items by number."""
        self._uses = array("L")
        """Entries of each item."""
        self._free: list[int] = []
        """Numbers without an item."""
        self._many: dict[int, list[Place]] = {}

    def add(self, place: Place, text: Collection[int]) -> None:
        """Add an item with its shingles."""
        shared, alone = self._many, text
        if not shared.keys().isdisjoint(text):
            alone = [shingle for shingle in text if shingle not in shared]
            for shingle in shared.keys() & text:
                insort(shared[shingle], place)
        if not alone:
            return
        number = self._number(place)
        self._uses[number] = len(alone)
        buckets, shift = self._buckets, self._shift
        full: list[array[int]] = []
        for shingle in alone:
            bucket = buckets[shingle >> shift]
            insort(bucket, shingle << _BITS | number)
            if len(bucket) > _LONG:
                full.append(bucket)
        self._size += len(alone)
        for bucket in full:
            self._share(bucket)
        while self._size > _USUAL * len(self._buckets):
            self._split()

    def fill(self, texts: Iterable[tuple[Place, Collection[int]]], about: int) -> None:
        """Add the first items, `about` so many: a bucket is sorted once, and not with every entry."""
        assert not self._size
        while about * _EACH > _USUAL * len(self._buckets):
            self._split()
        buckets, shift = self._buckets, self._shift
        for number, (place, text) in enumerate(texts, len(self._places)):
            self._places.append(place if text else _FIRST)
            self._uses.append(len(text))
            if not text:
                self._free.append(number)
            for shingle in text:
                buckets[shingle >> shift].append(shingle << _BITS | number)
            self._size += len(text)
        for n, bucket in enumerate(buckets):
            buckets[n] = array("Q", sorted(bucket))
            if len(bucket) > _LONG:
                self._share(buckets[n])
        while self._size > _USUAL * len(self._buckets):
            self._split()

    def remove(self, place: Place, text: Iterable[int]) -> None:
        """Remove an item. `text` must be what was added."""
        for shingle in text:
            many = self._many.get(shingle)
            if many is not None:
                del many[bisect_left(many, place)]
                if not many:
                    del self._many[shingle]
                continue
            bucket = self._buckets[shingle >> self._shift]
            at = bisect_left(bucket, shingle << _BITS)
            while self._places[bucket[at] & _NUMBER] != place:
                at += 1
            self._unuse(bucket.pop(at) & _NUMBER)
            self._size -= 1

    def _number(self, place: Place) -> int:
        if self._free:
            number = self._free.pop()
            self._places[number] = place
        else:
            number = len(self._places)
            self._places.append(place)
            self._uses.append(0)
        return number

    def _unuse(self, number: int) -> None:
        self._uses[number] -= 1
        if not self._uses[number]:
            self._places[number] = _FIRST
            self._free.append(number)

    def _share(self, bucket: array[int]) -> None:
        """Give shingles that many items have lists of their own."""
        for shingle, count in Counter(entry >> _BITS for entry in bucket).items():
            if count > _FEW:
                at = bisect_left(bucket, shingle << _BITS)
                gone = [entry & _NUMBER for entry in bucket[at : at + count]]
                self._many[shingle] = sorted(self._places[number] for number in gone)
                del bucket[at : at + count]
                self._size -= count
                for number in gone:
                    self._unuse(number)

    def _split(self) -> None:
        """Divide every bucket in two: some 0.3 s for a million items, as a dict of them would take to grow."""
        self._shift -= 1
        middle = 1 << self._shift + _BITS
        buckets: list[array[int]] = []
        for n, bucket in enumerate(self._buckets):
            at = bisect_left(bucket, (2 * n + 1) * middle)
            buckets += bucket[:at], bucket[at:]
        self._buckets = buckets

    def _held(self, text: Iterable[int]) -> list[tuple[int, Place | list[Place]]]:
        """Those of some shingles that items contain, each with the item or, sorted, the items."""
        found: list[tuple[int, Place | list[Place]]] = []
        buckets, shift, places, shared = self._buckets, self._shift, self._places, self._many
        for shingle in text:
            bucket, first = buckets[shingle >> shift], shingle << _BITS
            at, length = bisect_left(bucket, first), len(bucket)
            if at < length and (number := bucket[at] - first) <= _NUMBER:
                if at + 1 == length or bucket[at + 1] - first > _NUMBER:
                    found.append((shingle, places[number]))
                else:
                    some = bucket[at : bisect_left(bucket, first + _NUMBER + 1, at)]
                    found.append((shingle, sorted([places[entry - first] for entry in some])))
            elif shingle in shared:
                found.append((shingle, shared[shingle]))
        return found

    def before(self, place: Place, text: Iterable[int]) -> Counter[str]:
        """How many shingles of `text` each item sent before contains; only a shingle's nearest holders count."""
        found: list[Place] = []
        for _, held in self._held(text):
            if isinstance(held, list):
                at = bisect_left(held, place)
                found += held[max(0, at - NEAR) : at]
            elif held < place:
                found.append(held)
        return Counter(map(_KEY, found))

    def around(self, place: Place, text: Iterable[int]) -> Counter[str]:
        """The same for items sent before and after."""
        found: list[Place] = []
        for _, held in self._held(text):
            if isinstance(held, list):
                at = bisect_left(held, place)
                found += held[max(0, at - NEAR) : at + NEAR + 1]
            else:
                found.append(held)
        return Counter(map(_KEY, found))

    def after(self, place: Place, text: Iterable[int]) -> set[str]:
        """The nearest items sent after that contain a shingle of `text`: those that would find `place` looking back."""
        found: set[str] = set()
        for _, held in self._held(text):
            if isinstance(held, list):
                at = bisect_right(held, place)
                found.update(map(_KEY, held[at : at + NEAR]))
            elif held > place:
                found.add(held[1])
        return found

    def seen_after(self, place: Place, text: Iterable[int], sight: Sight) -> None:
        """Record in `sight` the items that, looking back, may see the holder at `place`, and which item it pushes out
        of their sight (or brings back when it is removed)."""
        for _, held in self._held(text):
            if isinstance(held, list):
                at = bisect_right(held, place)
                for n in range(at, min(at + NEAR, len(held))):
                    sight.counts[held[n][1]] += 1
                    if n > NEAR:
                        sight.edges.add((held[n][1], held[n - NEAR - 1][1]))
            elif held > place:
                sight.counts[held[1]] += 1

    def seen_around(self, others: Postings, place: Place, text: Iterable[int], sight: Sight) -> None:
        """The same for the items here that look before and after in `others`, which contains the holder at `place`."""
        looking = self._held(text)
        if not looking:
            return
        known = dict(others._held([shingle for shingle, _ in looking]))
        for shingle, held in looking:
            seen = known.get(shingle)
            if not isinstance(seen, list) or len(seen) <= NEAR:
                sight.counts.update(map(_KEY, held) if isinstance(held, list) else (held[1],))
                continue
            low, high = _reach(seen, place)
            near = held if isinstance(held, list) else [held]
            for one in near[bisect_left(near, low) : bisect_right(near, high)]:
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


def _reach(seen: Place | list[Place] | None, place: Place) -> tuple[Place, Place]:
    """The range of places that have `place` among their nearest in `seen`."""
    if not isinstance(seen, list):
        return _FIRST, _LAST
    at = bisect_left(seen, place)
    low = seen[at - NEAR - 1] if at > NEAR else _FIRST
    return low, seen[at + NEAR + 1] if at + NEAR + 1 < len(seen) else _LAST
