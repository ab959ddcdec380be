"""Finds the items whose text stands in another text, without comparing with all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from worker.story.item import Item, text_of
from worker.story.shingles import FEWEST, shingles

MOST_TEXT = 0.4
"""Share of a story's text that a later version must contain to be known by it."""
_LIKELY = 0.2
"""Share of a sample that makes it worth looking at the whole text."""
_SHORT = 1000
"""Characters of a text too short to be sampled."""


class TextIndex:
    """Shingles of items, and where each stands. Only sources that need the text rung keep one.

    Items that look for the story they belong to are indexed whole, so that a text they contain finds them; of the
    others a sample will do, for what it finds is then held against the whole text.
    """

    def __init__(self) -> None:
        self._items: dict[str, Item] = {}
        self._indexed: dict[str, frozenset[int]] = {}
        self._whole: set[str] = set()
        # Most shingles stand in one item: its key alone takes a tenth of the time and memory of a set.
        self._holders: dict[int, str | set[str]] = {}

    def add(self, item: Item, looking: bool) -> None:
        """Take in an item, or its new texts; `looking` for the story it belongs to."""
        key = item.key
        self.remove(key)
        self._items[key] = item
        if looking or sum(len(p) for c in item.copies for p in c.article.paragraphs) < _SHORT:
            self._whole.add(key)
            text = text_of(item)
        else:
            text = frozenset().union(*(shingles(c.article.paragraphs, sampled=True) for c in item.copies))
        self._indexed[key] = text
        holders = self._holders
        for shingle in text:
            held = holders.setdefault(shingle, key)
            if isinstance(held, set):
                held.add(key)
            elif held != key:
                holders[shingle] = {held, key}

    def remove(self, key: str) -> None:
        """Take out an item; an unknown one is fine."""
        self._items.pop(key, None)
        self._whole.discard(key)
        for shingle in self._indexed.pop(key, ()):
            held = self._holders[shingle]
            if isinstance(held, set):
                held.discard(key)
            if not held or held == key:
                del self._holders[shingle]

    def inside(self, text: frozenset[int]) -> Iterable[tuple[Item, float]]:
        """The items of which two fifths or more stand in `text`, with their share."""
        for key, count in self._shared(text).items():
            if count >= _LIKELY * len(self._indexed[key]):
                whole = text_of(self._items[key])
                share = len(whole & text) / len(whole)
                if share >= MOST_TEXT and len(whole) >= FEWEST:
                    yield self._items[key], share

    def around(self, key: str) -> set[str]:
        """The items that look for a story and in which this one's text may stand: `inside` is to be asked of them."""
        text = self._indexed.get(key)
        if not text:
            return set()
        return {k for k, count in self._shared(text).items() if k in self._whole and count >= _LIKELY * len(text)}

    def _shared(self, text: frozenset[int]) -> Mapping[str, int]:
        """How many of the shingles of `text` are indexed for each item, of those that have any."""
        found: Counter[str] = Counter()
        for held in map(self._holders.get, text):
            if isinstance(held, set):
                found.update(held)
            elif held is not None:
                found[held] += 1
        return found
