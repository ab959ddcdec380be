"""Which items of one slug share at least half of a text, kept incrementally: a section's name may be the slug of
thousands of items."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from worker.story.item import Item, text_of
from worker.story.matching.postings import Postings
from worker.story.matching.shingles import FEWEST

SAME_TEXT = 0.5
"""Two first sends under one slug that share half of the shorter text are one story."""
_SHORT = 64
"""Texts with up to this many shingles are looked up by all of them; longer ones by a fourth, chosen by hash value."""


class Likeness:
    """Items of one slug, and the share of the shorter text that pairs have in common, if it is half or more.

    It is a function of the set of items, so the order of arrival does not matter: a text is compared with the texts
    sent last before it that share shingles of its sketch.
    """

    def __init__(self) -> None:
        self._items: dict[str, Item] = {}
        self._before: dict[str, dict[str, float]] = {}
        self._alike: dict[str, dict[str, float]] = {}
        self._postings = Postings()

    def __len__(self) -> int:
        """Number of items compared so far."""
        return len(self._items)

    def among(self, items: Collection[Item]) -> Mapping[str, Mapping[str, float]]:
        """For the key of each of these items, the keys of similar ones and the share in common."""
        now = {item.key: item for item in items}
        again: set[str] = set()
        for key in [key for key, item in self._items.items() if now.get(key) is not item]:
            again |= self._remove(key)
        for key, item in now.items():
            if key not in self._items:
                again |= self._add(key, item)
        for key in again & self._items.keys():
            self._compare(key)
        return self._alike

    def _add(self, key: str, item: Item) -> set[str]:
        """Add an item; returns the keys of items that must be compared again."""
        self._items[key], self._before[key], self._alike[key] = item, {}, {}
        sketch = _sketch(text_of(item))
        self._postings.add((item.start, key), sketch)
        return {key} | self._postings.after((item.start, key), sketch)

    def _remove(self, key: str) -> set[str]:
        item = self._items.pop(key)
        sketch = _sketch(text_of(item))
        self._postings.remove((item.start, key), sketch)
        del self._before[key]
        for other in self._alike.pop(key):
            del self._alike[other][key]
            self._before[other].pop(key, None)
        return self._postings.after((item.start, key), sketch)

    def _compare(self, key: str) -> None:
        """Compare a text with those before it, reusing known results."""
        item, known = self._items[key], self._before[key]
        text = text_of(item)
        found: dict[str, float] = {}
        for other in self._postings.before((item.start, key), _sketch(text)) if len(text) >= FEWEST else ():
            share = known[other] if other in known else _share(text, text_of(self._items[other]))
            if share >= SAME_TEXT:
                found[other] = share
        for other in known.keys() - found.keys():
            del self._alike[key][other], self._alike[other][key]
        for other, share in found.items():
            self._alike[key][other] = self._alike[other][key] = share
        self._before[key] = found


def _share(text: frozenset[int], other: frozenset[int]) -> float:
    shorter = min(len(text), len(other))
    return len(text & other) / shorter if shorter >= FEWEST else 0.0


def _sketch(text: frozenset[int]) -> Collection[int]:
    return text if len(text) <= _SHORT else [shingle for shingle in text if shingle % 4 == 0]
