"""Which items of one slug share half of a text, kept up to date: a section's name may be the slug of thousands."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from worker.story.item import Item, text_of
from worker.story.matching.postings import Postings
from worker.story.matching.shingles import FEWEST

SAME_TEXT = 0.5
"""Two first sends of one slug that share half of the shorter text are one story."""
_SHORT = 64
"""Shingles of a text that is compared by all of them; of a longer one a fourth, chosen by their value, finds it."""


class Likeness:
    """Items of one slug, and how much of the shorter text each two share, where it is half of it or more.

    A function of the two texts alone, so it does not matter when each came.
    """

    def __init__(self) -> None:
        self._items: dict[str, Item] = {}
        self._alike: dict[str, dict[str, float]] = {}
        self._postings = Postings()

    def __len__(self) -> int:
        """Items compared so far."""
        return len(self._items)

    def among(self, items: Collection[Item]) -> Mapping[str, Mapping[str, float]]:
        """For the key of each of these items, the keys of those like it, and the share."""
        now = {item.key: item for item in items}
        for key in [key for key, item in self._items.items() if now.get(key) is not item]:
            self._remove(key)
        for key, item in now.items():
            if key not in self._items:
                self._add(key, item)
        return self._alike

    def _add(self, key: str, item: Item) -> None:
        text = text_of(item)
        sketch = _sketch(text)
        mine: dict[str, float] = {}
        for other in self._postings.shared(sketch) if len(text) >= FEWEST else ():
            theirs = text_of(self._items[other])
            shorter = min(len(text), len(theirs))
            common = len(text & theirs)
            if shorter >= FEWEST and common >= SAME_TEXT * shorter:
                mine[other] = self._alike[other][key] = common / shorter
        self._items[key], self._alike[key] = item, mine
        self._postings.add(key, sketch)

    def _remove(self, key: str) -> None:
        self._postings.remove(key, _sketch(text_of(self._items.pop(key))))
        for other in self._alike.pop(key):
            del self._alike[other][key]


def _sketch(text: frozenset[int]) -> Collection[int]:
    return text if len(text) <= _SHORT else [shingle for shingle in text if shingle % 4 == 0]
