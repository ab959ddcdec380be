"""What editors decide: these items are one story, this one is its own, wait with it, go on, what was decided is undone.

Decisions are a set beside that of the articles, and the stories follow from both, in whatever order either comes. One
that names items which are not there waits for them. Of two that contradict one another the newer stands (by the time of
its record, then by its id). A kill of the wire, its holds and its embargoes are stronger than any of them.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

import msgspec
import orjson

from worker.story.changelog import Entry
from worker.story.combine import Links
from worker.story.decision import Decision, Kind
from worker.story.group import Group
from worker.story.item import Item, alone
from worker.story.story import Decided


def called(item: Item) -> Collection[str]:
    """The names by which decisions mean an item: those by which articles are of it."""
    single = alone(item.copies[0].article)
    return (single,) if single else item.names


class Decisions:
    """The decisions on one source's items."""

    def __init__(self, known: Iterable[Decision] = ()) -> None:
        self._all: dict[str, Decision] = {}
        self._new: dict[str, Decision | None] = {}
        self._named: dict[str, list[Decision]] = {}
        """Those in force by the names of their items, the newest last."""
        self._undone: set[str] = set()
        self.put(known)

    def __bool__(self) -> bool:
        return bool(self._all)

    def _sort(self) -> None:
        """Find anew which are in force: those that no newer one, itself in force, has undone."""
        self._undone = set()
        self._named = {}
        for d in sorted(self._all.values(), key=lambda d: d.order, reverse=True):
            if d.id in self._undone:
                continue
            if d.undoes:
                self._undone.add(d.undoes)
            for name in d.items:
                self._named.setdefault(name, []).append(d)
        for found in self._named.values():
            found.reverse()

    def _insert(self, d: Decision) -> None:
        """Sort in a new one that undoes nothing and that nothing undoes."""
        for name in d.items:
            insort(self._named.setdefault(name, []), d, key=lambda one: one.order)

    def naming(self, names: Collection[str], *kinds: Kind) -> list[Decision]:
        """Those in force that name any of these, the newest first."""
        found = {d.id: d for name in names for d in self._named.get(name, ()) if not kinds or d.kind in kinds}
        return sorted(found.values(), key=lambda d: d.order, reverse=True)

    def names(self, *kinds: Kind) -> set[str]:
        """All names in those in force."""
        return {name for name, found in self._named.items() if any(d.kind in kinds for d in found)}

    def touched_by(self, decision: Decision) -> set[str]:
        """The names that a decision bears on: its own, those of what it undoes, however far, and the same of the one
        that it replaces."""
        names: set[str] = set()
        seen: set[Decision] = set()
        todo = [decision, self._all.get(decision.id)]
        while todo:
            one = todo.pop()
            if one is not None and one not in seen:
                seen.add(one)
                names.update(one.items)
                todo.append(self._all.get(one.undoes) if one.undoes else None)
        return names

    def put(self, decisions: Iterable[Decision]) -> None:
        """Take some in. Of two with one id the newer counts."""
        anew = False
        for decision in decisions:
            held = self._all.get(decision.id)
            if held is not None and (decision.ms, repr(decision)) <= (held.ms, repr(held)):
                continue
            self._new.setdefault(decision.id, held)
            self._all[decision.id] = decision
            anew = anew or held is not None or decision.undoes is not None or decision.id in self._undone
            if not anew:
                self._insert(decision)
        if anew:
            self._sort()

    def on(self, group: Group, links: Links) -> Links:
        """What is decided of a story, beside what other stories make of it."""
        if not self._all:
            return links
        mine = self.naming([name for item in group.items for name in called(item)])
        if not mine:
            return links
        told = tuple(Decided(d.id, d.kind, d.who, d.ms, d.why) for d in mine)
        held = any(self._is_held(called(item)) for item in group.items)
        return replace(links, withheld=links.withheld or (held and not links.canceled), decided_by=told)

    def _is_held(self, names: Collection[str]) -> bool:
        newest = next(iter(self.naming(names, "withhold", "release")), None)
        return newest is not None and newest.kind == "withhold"

    def begin(self) -> None:
        """Note from here on what `take_back` needs."""
        self._new = {}

    def take_back(self) -> None:
        """Have those again that were there at `begin`."""
        for key, held in self._new.items():
            if held is None:
                del self._all[key]
            else:
                self._all[key] = held
        if self._new:
            self._new = {}
            self._sort()

    def changelog(self) -> Iterator[Entry]:
        """What a restart has to be told of those that came since `begin`."""
        return (_entry(self._all[key]) for key in sorted(self._new))

    def entries(self) -> Iterator[Entry]:
        """All of them."""
        return map(_entry, self._all.values())

    def restore(self, key: str, value: bytes | None) -> None:
        """Take one back from the changelog. Raises `msgspec.DecodeError` (a `ValueError`) where it is none of ours.
        `settle` sorts them in."""
        if value is None:
            self._all.pop(key, None)
        else:
            self._all[key] = msgspec.json.decode(value, type=Decision)

    def settle(self) -> None:
        """Sort in what was restored."""
        self._sort()


def _entry(d: Decision) -> Entry:
    return Entry("decision", d.id, orjson.dumps(d))
