"""Finds the items whose text stands in another text, without comparing with all of them."""

from __future__ import annotations

from collections.abc import Iterable

from worker.story.item import Item, text_of
from worker.story.matching.postings import Postings
from worker.story.matching.shingles import FEWEST, openings

MOST_TEXT = 0.4
"""Share of a story's text that a later version must contain to be known by it."""
_LIKELY = 0.1
"""Share of what an item is found by that makes it worth looking at the whole text."""
_FEW = 6
"""Paragraphs that are too few for their openings to find a text by."""


class TextIndex:
    """Shingles of items, and where each stands. Only sources that need the text rung keep one.

    Items that look for the story they belong to are indexed whole, so that a text they contain finds them; of the
    others the openings of paragraphs will do, for what they find is then held against the whole text.
    """

    def __init__(self) -> None:
        self._items: dict[str, Item] = {}
        self._indexed: dict[str, frozenset[int]] = {}
        self._looking = Postings()
        self._others = Postings()

    def add(self, item: Item, looking: bool) -> None:
        """Take in an item, or its new texts; `looking` for the story it belongs to."""
        key = item.key
        self.remove(key)
        self._items[key] = item
        text = self._indexed[key] = openings_of(item)
        if looking or sum(len(c.article.paragraphs) for c in item.copies) < _FEW:
            text = self._indexed[key] = text | text_of(item)
        (self._looking if looking else self._others).add(key, text)

    def remove(self, key: str) -> None:
        """Take out an item; an unknown one is fine."""
        self._items.pop(key, None)
        text = self._indexed.pop(key, frozenset())
        self._looking.remove(key, text)
        self._others.remove(key, text)

    def inside(self, item: Item) -> Iterable[tuple[Item, float]]:
        """The items of which two fifths or more stand in the text of `item`, with their share."""
        text = text_of(item)
        every = text | openings_of(item)
        found = self._others.shared(every)
        found.update(self._looking.shared(every))
        for key, count in found.items():
            if count >= _LIKELY * len(self._indexed[key]):
                whole = text_of(self._items[key])
                common = len(whole & text)
                if len(whole) >= FEWEST and common >= MOST_TEXT * len(whole):
                    yield self._items[key], common / len(whole)

    def around(self, key: str) -> set[str]:
        """The items that look for a story and in which this one's text may stand: `inside` is to be asked of them."""
        text = self._indexed.get(key)
        if not text:
            return set()
        return {k for k, count in self._looking.shared(text).items() if count >= _LIKELY * len(text)}


def openings_of(item: Item) -> frozenset[int]:
    """The openings of every text of the item."""
    if len(item.copies) == 1:
        return openings(item.copies[0].article.paragraphs)
    return frozenset().union(*[openings(c.article.paragraphs) for c in item.copies])
