"""Items that the agency itself links, by `evolvedFrom` and `previousVersion` (FV-101).

Items connected by such links, over any number of steps and in either direction, are one story. One of them leads: the
first with a serial, else the first sent; the others follow it into its story. So the order of arrival does not matter,
and items that link to each other in a cycle are still one story with one beginning.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from worker.story.item import Item, apart
from worker.story.name_index import NameIndex
from worker.story.rungs import REACH_MS, parts_of_one

MOST_CLAIMS = 100
"""An origin that more items than this refer to is a package or a page, and connects none of them."""
_NONE: Mapping[str, Item] = {}


class Evolution:
    """The items of one source that link to others or are linked to, and which item leads each.

    Few sources link their items: nothing is indexed before one does. `known` are all items of the source, as they were
    before the change that is put.
    """

    def __init__(self, known: Mapping[str, Item] = _NONE) -> None:
        self._known, self._linked = known, False
        self._items: dict[str, Item] = {}
        self._bearers = NameIndex()
        self._claims = NameIndex()
        self._lead: dict[str, str] = {}
        """For each item that follows another, the one that leads it."""

    def __contains__(self, key: object) -> bool:
        """Whether an item follows another."""
        return key in self._lead

    def lead(self, key: str) -> str:
        """The item that leads this one, or itself if it follows none."""
        return self._lead.get(key, key)

    @property
    def following(self) -> Mapping[str, str]:
        """The items that follow another, each with the one that leads it."""
        return self._lead

    def put(self, changed: Mapping[str, Item | None]) -> set[str]:
        """Add new or changed items, and remove those that no longer exist (None). Returns the items whose leading item
        has changed."""
        if not self._linked:
            if not any(item is not None and item.origins for item in changed.values()):
                return set()
            self._linked = True
            for key, known in self._known.items():
                self._hold(key, known)
        around = {other for key in changed for other in self._named_with(key)}
        for key, item in changed.items():
            self._hold(key, item)
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

    def _hold(self, key: str, item: Item | None) -> None:
        new = item if item is not None and item.folds else None
        self._index(key, self._items.pop(key, None), new)
        if new is not None:
            self._items[key] = new

    def remove(self, keys: Iterable[str]) -> None:
        """Remove items whose story has closed, together with everything that followed them."""
        for key in keys:
            self._index(key, self._items.pop(key, None), None)
            self._lead.pop(key, None)

    def _index(self, key: str, old: Item | None, new: Item | None) -> None:
        if old is not None:
            self._bearers.drop(key, old.names)
            self._claims.drop(key, old.origins)
        if new is not None:
            self._bearers.put(key, new.names)
            self._claims.put(key, new.origins)

    def _named_with(self, key: str) -> set[str]:
        """All items with a link or name in common, connected or not: those that a change of this one may affect."""
        item = self._items.get(key)
        if item is None:
            return set()
        return self._bearers.of(item.origins) | self._claims.of(item.origins) | self._claims.of(item.names)

    def _tied(self, start: str) -> set[str]:
        seen, stack = {start}, [start]
        while stack:
            item = self._items[stack.pop()]
            others: set[str] = set()
            for name in item.origins:
                if len(self._claims.one(name)) <= MOST_CLAIMS:
                    others.update(self._bearers.one(name))
            for name in item.names:
                claims = self._claims.one(name)
                if len(claims) <= MOST_CLAIMS:
                    others.update(claims)
            for key in others - seen:
                if _fit(item, self._items[key]):
                    seen.add(key)
                    stack.append(key)
        return seen


def _fit(a: Item, b: Item) -> bool:
    """Whether these two can be one story by their times, and are not different parts of a series."""
    return apart(a, b) <= REACH_MS and not parts_of_one(a, b)
