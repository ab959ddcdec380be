"""Items of which the agency itself says that one came from another: its `evolvedFrom` and `previousVersion` (FV-101).

Items that such links tie together, over any number of steps and in whatever direction, are one story. One of them
leads: the first with a serial, else the first sent; the others are placed where it is. So the order of arrival does not
matter, and items that name each other in a circle are still one story with one beginning.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from worker.story.item import Item, apart
from worker.story.rungs import REACH_MS, parts_of_one

MOST_CLAIMS = 100
"""Items that name one and the same origin, at most: one that more name is a package or a page, and ties none."""


class Evolution:
    """The items of one source that name others, or are named by them, and which of them leads each."""

    def __init__(self) -> None:
        self._items: dict[str, Item] = {}
        self._bearers: dict[str, set[str]] = defaultdict(set)
        self._claims: dict[str, set[str]] = defaultdict(set)
        self._lead: dict[str, str] = {}
        """Of each item that follows another, which."""

    def __contains__(self, key: object) -> bool:
        """Does an item follow another?"""
        return key in self._lead

    def lead(self, key: str) -> str:
        """The item that leads this one: itself, where it follows none."""
        return self._lead.get(key, key)

    @property
    def following(self) -> Mapping[str, str]:
        """The items that follow another, and which."""
        return self._lead

    def put(self, changed: Mapping[str, Item | None]) -> set[str]:
        """Take in new or changed items, and let go of those that are no more (None). Returns the items that follow
        another now, or another than before, or none any more."""
        around = {other for key in changed for other in self._named_with(key)}
        for key in changed:
            self._index(key, self._items.pop(key, None), None)
        for key, item in changed.items():
            if item is not None and item.folds:
                self._items[key] = item
                self._index(key, None, item)
        around |= {other for key in changed for other in self._named_with(key)} | changed.keys()
        before = {key: self._lead.pop(key, key) for key in around}
        seen: set[str] = set()
        for start in around & self._items.keys():
            if start not in seen:
                tied = self._tied(start)
                seen |= tied
                for key in tied:
                    before.setdefault(key, self._lead.pop(key, key))
                if len(tied) > 1:
                    lead = min(tied, key=lambda key: (not self._items[key].serial, self._items[key].order))
                    self._lead.update((key, lead) for key in tied if key != lead and not self._items[key].serial)
        return {key for key, lead in before.items() if self.lead(key) != lead and key in self._items}

    def remove(self, keys: Iterable[str]) -> None:
        """Let go of items whose story has closed, and with them all that followed them."""
        for key in keys:
            self._index(key, self._items.pop(key, None), None)
            self._lead.pop(key, None)

    def _index(self, key: str, old: Item | None, new: Item | None) -> None:
        for item, put in ((old, False), (new, True)):
            for index, names in ((self._bearers, item.names), (self._claims, item.origins)) if item is not None else ():
                for name in names:
                    if put:
                        index[name].add(key)
                    else:
                        index[name].discard(key)
                        if not index[name]:
                            del index[name]

    def _named_with(self, key: str) -> set[str]:
        """All items that name the same, whether that ties them or not: what a change of one of them may bear on."""
        item = self._items.get(key)
        if item is None:
            return set()
        found: set[str] = set()
        for name in item.origins:
            found |= self._bearers.get(name, set()) | self._claims.get(name, set())
        for name in item.names:
            found |= self._claims.get(name, set())
        return found

    def _tied(self, start: str) -> set[str]:
        seen, stack = {start}, [start]
        while stack:
            item = self._items[stack.pop()]
            others: set[str] = set()
            for name in item.origins:
                if len(self._claims[name]) <= MOST_CLAIMS:
                    others |= self._bearers.get(name, set())
            for name in item.names:
                claims = self._claims.get(name, set())
                if len(claims) <= MOST_CLAIMS:
                    others |= claims
            for key in others - seen:
                if _fit(item, self._items[key]):
                    seen.add(key)
                    stack.append(key)
        return seen


def _fit(a: Item, b: Item) -> bool:
    """May these two be one story, as far as their times tell, and not parts of a series?"""
    return apart(a, b) <= REACH_MS and not parts_of_one(a, b)
