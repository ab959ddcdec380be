"""Assign every item of a source to its story as items come and change: the incremental form of `place`."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from worker.story.evolution import Evolution
from worker.story.item import Item
from worker.story.matching.likeness import Likeness
from worker.story.matching.text_index import TextIndex
from worker.story.name_index import NameIndex
from worker.story.rungs import by_slug, item_uri, may_lean, placed_by_text, rung_of, serial_uri, slug_scope, text_parent

NONE_KNOWN: Mapping[str, str] = {}
_MANY = 50
"""A slug of so many items is placed anew after a restart, or the next one that comes would compare all their texts."""


class Assignment:
    """Which story each item belongs to, with the indexes used to find out."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._items: dict[str, Item] = {}
        self._uri: dict[str, str] = {}
        self._members = NameIndex()
        self._slugs = NameIndex()
        self._likeness: dict[str, Likeness] = {}
        self._index: TextIndex | None = None
        self._leaning: set[str] = set()
        self._parents: dict[str, str] = {}
        self._children: dict[str, set[str]] = defaultdict(set)
        self._unsure: set[str] = set()
        """Items of a known story that lean on an item which is not looked for before their story is touched."""
        self._links = Evolution(self._items)

    def uris(self) -> Iterator[str]:
        """Every story that has items."""
        return iter(self._members)

    def uri(self, key: str) -> str:
        """The story of an item."""
        return self._uri[key]

    def members(self, uri: str) -> list[Item]:
        """The items of a story; empty if none is left."""
        return [self._items[key] for key in self._members.one(uri)]

    def siblings(self, uri: str) -> set[str]:
        """The stories that began under the same slug on the same day: which of them has no suffix depends on all."""
        scope = slug_scope(uri)
        if scope is None:
            return set()
        keys = {key for item in self.members(uri) if item.slug for key in self._slugs.one(item.slug)}
        return {other for key in keys if slug_scope(other := self._uri[key]) == scope}

    def put(self, changed: Mapping[str, Item | None], known: Mapping[str, str] = NONE_KNOWN) -> set[str]:
        """Assign new or changed items, and remove those that no longer exist (None). Returns the uris of all stories
        whose items have changed. `known` is for the first items: the story of some of them, which was found before."""
        touched: set[str] = set()
        slugs: set[str] = set()
        again: set[str] = set()
        moved = self._links.put(changed)
        before = {self._uri[key] for key in (*moved, *changed) if key in self._uri} if self._unsure else ()
        sure = self._make_sure(before)
        items = {key: self._items[key] for key in moved if key in self._items}
        for key, new in changed.items():
            if new is not None:
                items[key] = new
            elif key in self._items:
                slugs |= self._drop(key, touched, again)
        for key, item in items.items():
            slugs |= self._take(key, item)
            rung = rung_of(item)
            if key in self._links:
                self._lean(key, self._links.lead(key))
            elif rung == "serial":
                self._move(key, serial_uri(self._source, item.serial or ""), touched)
            elif rung == "item":
                self._move(key, item_uri(self._source, item), touched)
        for key, item in items.items():
            if item.serial and item.folds:
                slugs.update(i.slug for i in self.members(self._uri[key]) if i.slug)
        for slug in sorted(slugs):
            self._place_slug(slug, touched, known)
        again = self._place_text(items, again, known) | items.keys()
        if self._parents or self._leaning:
            sure |= self._take_over(again, touched, known)
            self._follow(again.union(key for key in sure if key in self._items), touched)
        touched.update(self._uri[key] for key in items)
        return touched

    def remove(self, keys: Iterable[str]) -> None:
        """Remove the items of closed stories."""
        for key in keys:
            item = self._items.pop(key)
            uri = self._uri.pop(key)
            self._members.drop(key, (uri,))
            self._unslug(key, item)
            self._lean(key, None)
            self._children.pop(key, None)
            self._leaning.discard(key)
            self._unsure.discard(key)
            self._links.remove([key])
            if self._index:
                self._index.forget(key)

    def _take(self, key: str, item: Item) -> set[str]:
        """Add an item to the slug index; returns the slugs whose items must be assigned again."""
        before = self._items.get(key)
        slugs = set()
        if before is not None:
            self._unslug(key, before)
            if before.slug:
                slugs.add(before.slug)
        self._items[key] = item
        follows = key in self._links
        if item.slug and item.folds and not follows:
            self._slugs.put(key, (item.slug,))
            slugs.add(item.slug)
        self._leaning.discard(key)
        self._unsure.discard(key)
        if rung_of(item) == "text" and not follows:
            self._leaning.add(key)
        elif not follows:
            self._lean(key, None)
        return slugs

    def _unslug(self, key: str, item: Item) -> None:
        if item.slug:
            self._slugs.drop(key, (item.slug,))
            if item.slug not in self._slugs:
                self._likeness.pop(item.slug, None)

    def _move(self, key: str, uri: str, touched: set[str]) -> None:
        before = self._uri.get(key)
        if before == uri:
            return
        if before is not None:
            touched.add(before)
            self._members.drop(key, (before,))
        uri = sys.intern(uri)  # several indexes hold it
        touched.add(uri)
        self._uri[key] = uri
        self._members.put(key, (uri,))

    def _place_slug(self, slug: str, touched: set[str], stories: Mapping[str, str]) -> None:
        keys = self._slugs.one(slug)
        loose = [self._items[key] for key in keys if not self._items[key].serial]
        if not loose:
            return
        if stories and len(loose) < _MANY and all(item.key in stories for item in loose):
            for item in loose:
                self._move(item.key, stories[item.key], touched)
            return
        anchors = sorted({self._uri[key] for key in keys if self._items[key].serial})
        known = {uri: self._with_serial(uri) for uri in anchors}
        likeness = self._likeness.get(slug, Likeness())
        placed = by_slug(self._source, slug, known, loose, likeness)
        if len(likeness):  # most slugs have one story, and then no text was compared
            self._likeness[slug] = likeness
        for key, uri in placed.items():
            self._move(key, uri, touched)

    def _with_serial(self, uri: str) -> list[Item]:
        return [i for i in self.members(uri) if i.serial]

    def _drop(self, key: str, touched: set[str], again: set[str]) -> set[str]:
        """Remove an item that was merged into another; returns the slugs to assign again. Items that leaned on it are
        added to `again`."""
        item, uri = self._items[key], self._uri[key]
        touched.add(uri)
        slugs = {i.slug for i in self.members(uri) if i.slug} if item.serial else {item.slug} if item.slug else set()
        again.update(self._children.get(key, ()))
        again |= self._index.remove(key) if self._index is not None else set()
        self.remove([key])
        again.discard(key)
        return slugs

    def _place_text(self, items: Mapping[str, Item], again: set[str], known: Mapping[str, str]) -> set[str]:
        """For later versions and flashes without serial and slug that the change may affect, find the item they lean on
        again; returns them."""
        if self._index is None:
            if not self._leaning:
                return set()
            self._index = TextIndex(partial(may_lean, following=self._links))
            self._index.fill((item for item in self._items.values() if item.folds), self._leaning)
            again, items = self._leaning - known.keys(), {}
        index = self._index
        again = {key for key in again if key in self._items} | items.keys()
        for key, item in items.items():
            again.update(self._children.get(key, ()))
            # An item that does not fold now may have folded before a copy of another kind joined it.
            looks = key in self._leaning
            again |= index.add(item, looks, self._parents, self._unsure) if item.folds else index.remove(key)
        for key in again:
            if key in self._leaning:
                self._lean(key, text_parent(self._items[key], index))
        self._unsure -= again
        return again

    def _take_over(self, again: set[str], touched: set[str], known: Mapping[str, str]) -> set[str]:
        """Returns the items that may lean on nothing any more, and then have to go."""
        if known:
            self._unsure = self._leaning & known.keys()
            for key in self._unsure:
                self._move(key, known[key], touched)
        elif self._unsure:
            return self._make_sure(touched.union([self._uri[key] for key in again if key in self._uri]))
        return set()

    def _make_sure(self, uris: Iterable[str]) -> set[str]:
        """Find out on which items those of these stories lean of which that is not known; returns these."""
        found: set[str] = set()
        for uri in uris:
            for key in self._unsure.intersection(self._members.one(uri)):
                assert self._index is not None
                self._unsure.discard(key)
                self._lean(key, text_parent(self._items[key], self._index))
                found.add(key)
        return found

    def _lean(self, key: str, parent: str | None) -> None:
        before = self._parents.pop(key, None)
        if before is not None:
            self._children[before].discard(key)
            if not self._children[before]:
                del self._children[before]
        if parent is not None:
            self._parents[key] = parent
            self._children[parent].add(key)

    def _follow(self, keys: set[str], touched: set[str]) -> None:
        """Move all items that lean, directly or indirectly, on items whose story may have changed."""
        seen = set(keys)
        stack = [key for uri in touched for key in self._members.one(uri)] + list(keys)
        while stack:
            for child in self._children.get(stack.pop(), ()):
                if child not in seen:
                    seen.add(child)
                    stack.append(child)
        for key in seen:
            if (key in self._leaning or key in self._links) and key not in self._unsure:
                uri = placed_by_text(
                    self._source, self._items[key], self._parents, self._items, self._uri, self._unsure
                )
                self._move(key, uri, touched)
