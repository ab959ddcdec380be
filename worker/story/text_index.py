"""Finds the items whose text may stand in another text, without comparing with all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from worker.story.item import Item, text_of
from worker.story.shingles import SAMPLE


class TextIndex:
    """Shingles of items, one in four of them findable. Only sources that need the text rung keep one."""

    def __init__(self, items: Iterable[Item] = ()) -> None:
        self.texts: dict[str, frozenset[int]] = {}
        self._items: dict[int, set[str]] = defaultdict(set)
        for item in items:
            self.add(item)

    def add(self, item: Item) -> None:
        """Take in an item, or its new texts."""
        self.remove(item.key)
        text = self.texts[item.key] = text_of(item)
        for shingle in text:
            if shingle % SAMPLE == 0:
                self._items[shingle].add(item.key)

    def remove(self, key: str) -> None:
        """Take out an item; an unknown one is fine."""
        for shingle in self.texts.pop(key, ()):
            if shingle % SAMPLE == 0:
                holders = self._items[shingle]
                holders.discard(key)
                if not holders:
                    del self._items[shingle]

    def sharing(self, text: frozenset[int]) -> set[str]:
        """Keys of the items that share an indexed shingle with `text`."""
        found: set[str] = set()
        for shingle in text:
            if shingle % SAMPLE == 0 and shingle in self._items:
                found |= self._items[shingle]
        return found
