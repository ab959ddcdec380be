"""Finds the items whose text stands in another text, without comparing with all of them."""

from __future__ import annotations

from collections.abc import Iterable
from zlib import crc32

from worker.story.item import Item, text_of
from worker.story.matching.postings import Place, Postings
from worker.story.matching.shingles import FEWEST, openings, runs, shingles
from worker.wire.keys import headline_key

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
        self._indexed: dict[str, tuple[Postings, Place, frozenset[int]]] = {}
        self._looking = Postings()
        self._others = Postings()

    def add(self, item: Item, looking: bool) -> set[str]:
        """Take in an item, or its new texts; `looking` for the story it belongs to. Returns the items that look for one
        and may see another now: `inside` is to be asked of them."""
        key = item.key
        again = self.remove(key)
        self._items[key] = item
        text = openings_of(item) | _begins(item)
        if looking or sum(len(c.article.paragraphs) for c in item.copies) < _FEW:
            text = text | text_of(item)
        postings = self._looking if looking else self._others
        self._indexed[key] = (postings, (item.start, key), text)
        postings.add((item.start, key), text)
        return again | self._around(key)

    def remove(self, key: str) -> set[str]:
        """Take out an item; an unknown one is fine. Returns the items that may see another now."""
        if key not in self._indexed:
            return set()
        around = self._around(key)
        postings, place, text = self._indexed.pop(key)
        postings.remove(place, text)
        del self._items[key]
        return around

    def inside(self, item: Item) -> Iterable[tuple[Item, float]]:
        """The items of which two fifths or more stand in the text of `item`, with their share. Of those that look for a
        story themselves, only such as were sent before it."""
        text, place = text_of(item), (item.start, item.key)
        every = text | openings_of(item)
        found = self._others.around(place, every)
        found.update(self._looking.before(place, every))
        for key, count in found.items():
            if count >= _LIKELY * len(self._indexed[key][2]):
                whole = text_of(self._items[key])
                common = len(whole & text)
                if len(whole) >= FEWEST and common >= MOST_TEXT * len(whole):
                    yield self._items[key], common / len(whole)

    def announced(self, flash: Item) -> Iterable[Item]:
        """The items that have the headline of a flash, or two fifths of its text."""
        text, titles = _runs_of(flash), _titles(flash)
        for key in self._others.around((flash.start, flash.key), self._indexed[flash.key][2]):
            item = self._items[key]
            common = len(_runs_of(item) & text) if len(text) >= FEWEST else 0
            if not titles.isdisjoint(_titles(item)) or (common and common >= MOST_TEXT * len(text)):
                yield item

    def _around(self, key: str) -> set[str]:
        postings, place, text = self._indexed[key]
        if postings is self._looking:
            return postings.after(place, text)
        return set(self._looking.looking(self._others, place, text))


def openings_of(item: Item) -> frozenset[int]:
    """The openings of every text of the item."""
    if len(item.copies) == 1:
        return openings(item.copies[0].article.paragraphs)
    return frozenset().union(*[openings(c.article.paragraphs) for c in item.copies])


def _begins(item: Item) -> frozenset[int]:
    """By what a flash finds the text that it announces: headlines, and the first paragraph."""
    return _titles(item).union(*[shingles(c.article.paragraphs[:1]) for c in item.copies])


def _titles(item: Item) -> frozenset[int]:
    keys = {headline_key(c.article.headline) for c in item.copies if c.article.headline}
    return frozenset([crc32(key.encode("utf-8", "replace")) for key in keys if key])


def _runs_of(item: Item) -> frozenset[int]:
    return frozenset().union(*[runs(c.article.paragraphs) for c in item.copies])
