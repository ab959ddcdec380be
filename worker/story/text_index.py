"""Finds the items whose text stands in another text, without comparing with all of them."""

from __future__ import annotations

from collections.abc import Iterable

from worker.story.holders import Holders
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
        self._looking = Holders()
        self._others = Holders()

    def add(self, item: Item, looking: bool) -> None:
        """Take in an item, or its new texts; `looking` for the story it belongs to."""
        key = item.key
        self.remove(key)
        self._items[key] = item
        if looking or sum(len(p) for c in item.copies for p in c.article.paragraphs) < _SHORT:
            text = text_of(item)
        else:
            text = frozenset().union(*[shingles(c.article.paragraphs, sampled=True) for c in item.copies])
        self._indexed[key] = text
        (self._looking if looking else self._others).add(key, text)

    def remove(self, key: str) -> None:
        """Take out an item; an unknown one is fine."""
        self._items.pop(key, None)
        text = self._indexed.pop(key, frozenset())
        self._looking.remove(key, text)
        self._others.remove(key, text)

    def inside(self, text: frozenset[int]) -> Iterable[tuple[Item, float]]:
        """The items of which two fifths or more stand in `text`, with their share."""
        found = self._others.shared(text)
        found.update(self._looking.shared(text))
        for key, count in found.items():
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
        return {k for k, count in self._looking.shared(text).items() if count >= _LIKELY * len(text)}
