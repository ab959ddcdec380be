"""What editors decide: these items are one story, this one is its own, wait with it, go on, what was decided is undone.

Decisions are a set beside that of the articles, and the stories follow from both, in whatever order either comes. One
that names items which are not there waits for them. Of two that contradict one another the newer stands (by the time of
its record, then by its id). The wire's holds and embargoes are stronger than any of them, its kills than all but a
release that was made when the kill had come in.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from heapq import heapify, heappop, heappush

import msgspec
import orjson

from worker.story.changelog import Entry
from worker.story.combine import Links
from worker.story.decision import PLACING, Decision, Kind
from worker.story.group import Group, lifted_by
from worker.story.item import Item, called
from worker.story.ruling import Ruling, holding
from worker.story.rungs import REMEMBER_MS
from worker.story.step import Effect
from worker.story.story import Decided

MOST_WAITING = 100_000
"""Limit on the decisions of one source that name no item held; of more, the newest wait. A replay begins with all."""

MOST_TOLD = 50
"""Limit on the decisions listed in a story, the newest first."""

_AGAIN_MS = 24 * 3_600_000
"""An old decision on an item that is still held is looked at again after this long."""


class Decisions:
    """The decisions on one source's items."""

    def __init__(self, known: Iterable[Decision] = ()) -> None:
        self._look_at = MOST_WAITING
        """Those that wait are counted when there are more in all."""
        self._due: list[tuple[int, str]] = []
        """When each may be forgotten, the first on top."""
        self._all: dict[str, Decision] = {}
        self._new: dict[str, Decision | None] = {}
        self._named: dict[str, list[Decision]] = {}
        """Those in force by the names of their items, the newest last."""
        self._placing: set[str] = set()
        """The names of items that a join or part names: only these change which story an item is in."""
        self._of_item: dict[Item, Sequence[Decision]] = {}
        """Those in force that name an item, the newest first, since `begin`: it is asked for several times."""
        self._undone: set[str] = set()
        self.pins: dict[str, int] = {}
        """When the pins in force end, by the id of the decision."""
        self.put(known)

    def __bool__(self) -> bool:
        return bool(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def _sort(self) -> None:
        """Find anew which are in force: those that no newer one, itself in force, has undone."""
        self._undone, self._named, self._placing, self._of_item, self.pins = set(), {}, set(), {}, {}
        for d in sorted(self._all.values(), key=lambda d: d.order, reverse=True):
            if d.id in self._undone:
                continue
            if d.undoes:
                self._undone.add(d.undoes)
            self._note(d)
            for name in d.items:
                self._named.setdefault(name, []).append(d)
        for found in self._named.values():
            found.reverse()
        self._due = [(d.ms + REMEMBER_MS, d.id) for d in self._all.values()]
        heapify(self._due)

    def _insert(self, d: Decision) -> None:
        """Sort in a new one that undoes nothing and that nothing undoes."""
        self._of_item = {}
        heappush(self._due, (d.ms + REMEMBER_MS, d.id))
        self._note(d)
        for name in d.items:
            insort(self._named.setdefault(name, []), d, key=lambda one: one.order)

    def _note(self, d: Decision) -> None:
        if d.kind == "pin" and d.until is not None:
            self.pins[d.id] = d.until
        elif d.kind in PLACING:
            self._placing.update(d.items)

    def naming(self, items: Iterable[Item], *kinds: Kind) -> list[Decision]:
        """Those in force that name any of these items, the newest first."""
        if not self._named:
            return []
        every = [named for item in items if (named := self._naming(item))]
        found = every[0] if len(every) == 1 else _newest_first({d.id: d for named in every for d in named})
        return [d for d in found if not kinds or d.kind in kinds]

    def _naming(self, item: Item) -> Sequence[Decision]:
        if (known := self._of_item.get(item)) is None:
            every = [named for name in called(item) if (named := self._named.get(name))]
            alike = {d.id: d for named in every for d in named} if len(every) > 1 else {}
            known = self._of_item[item] = _newest_first(alike) if alike else every[0][::-1] if every else ()
        return known

    def place(self, items: Iterable[Item]) -> bool:
        """Whether a join or part names one of these items."""
        return not all(self._placing.isdisjoint(called(item)) for item in items)

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

    def put(self, decisions: Iterable[Decision]) -> list[bool]:
        """Take some in. Returns of each whether it was news. Of two with one id the newer counts."""
        news: list[bool] = []
        anew = False
        for decision in decisions:
            held = self._all.get(decision.id)
            news.append(held is None or (decision.ms, repr(decision)) > (held.ms, repr(held)))
            if not news[-1]:
                continue
            self._new.setdefault(decision.id, held)
            self._all[decision.id] = decision
            anew = anew or held is not None or decision.undoes is not None or decision.id in self._undone
            if not anew:
                self._insert(decision)
        if anew:
            self._sort()
        return news

    def effects(
        self,
        decisions: Iterable[Decision],
        news: Iterable[bool],
        held: Callable[[str], object],
        closed: Callable[[str], object],
    ) -> tuple[Effect, ...]:
        """What has become of decisions, of which `put` said whether they are news. `held` and `closed` say whether open
        and closed stories have a name."""

        def effect(decision: Decision) -> Effect:
            names = self.touched_by(decision)
            if any(map(held, names)):
                return "applied"
            return "closed" if any(map(closed, names)) else "waiting"

        return tuple(effect(d) if is_news else "duplicate" for d, is_news in zip(decisions, news, strict=True))

    def forget(self, watermark: int, held: Callable[[str], object]) -> bool:
        """Drop those that nothing can need any more: they name no item held, and were made a month before the watermark
        or too many newer ones wait as well. That changes no story. Returns whether there were any."""

        def is_waiting(d: Decision) -> bool:
            return not any(map(held, self.touched_by(d)))

        gone: list[Decision] = []
        while self._due and self._due[0][0] < watermark:
            _, key = heappop(self._due)
            d = self._all.get(key)
            if d is None or d.ms + REMEMBER_MS >= watermark:
                continue
            if is_waiting(d):
                gone.append(d)
            else:
                heappush(self._due, (watermark + _AGAIN_MS, key))
        if len(self._all) - len(gone) > self._look_at:
            waiting = sorted(filter(is_waiting, self._all.values()), key=lambda d: d.order, reverse=True)
            gone += waiting[MOST_WAITING:]
            self._look_at = len(self._all) + MOST_WAITING // 10
        for d in gone:
            self._new.setdefault(d.id, self._all.pop(d.id, None))
        if gone:
            self._sort()
        return bool(gone)

    def begin(self) -> None:
        """Note from here on what `take_back` needs."""
        self._new, self._of_item = {}, {}

    def take_back(self) -> None:
        """Have those again that were there at `begin`."""
        for key, held in self._new.items():
            if held is None:
                self._all.pop(key, None)
            else:
                self._all[key] = held
        if self._new:
            self._new = {}
            self._sort()

    def changelog(self) -> Iterator[Entry]:
        """What a restart has to be told of those that came or went since `begin`."""
        for key in sorted(self._new):
            d = self._all.get(key)
            yield Entry("decision", key, None) if d is None else _entry(d)

    def entries(self) -> Iterator[Entry]:
        """All of them."""
        return map(_entry, self._all.values())

    def restore(self, key: str, value: bytes | None) -> None:
        """Take one back from the changelog. Raises `ValueError` where it is none of ours.
        `settle` sorts them in."""
        if value is None:
            self._all.pop(key, None)
        else:
            decision = msgspec.json.decode(value, type=Decision)
            if decision.id != key or max(decision.ms.bit_length(), (decision.until or 0).bit_length()) > 62:
                raise ValueError(f"decision {decision.id} of {decision.ms} until {decision.until} under the key {key}")
            self._all[key] = decision

    def settle(self) -> None:
        """Sort in what was restored."""
        self._sort()


def _newest_first(found: Mapping[str, Decision]) -> list[Decision]:
    return sorted(found.values(), key=lambda d: d.order, reverse=True)


def decided(group: Group, links: Links) -> Links:
    """What editors have decided of a story, beside what other stories make of it."""
    if not group.decided:
        return links
    ruled: dict[str, Ruling] = {**group.ruled, **holding(group.decided), **dict(links.ruled)}
    if group.pin is not None:
        stands = lifted_by(group, links.lifted).standing in group.pinned
        ruled[group.pin.id] = ("in_force" if stands else "waiting", None)
    told = tuple(
        Decided(d.id, d.kind, d.who, d.ms, d.why, *ruled.get(d.id, ("waiting", None)))
        for d in group.decided[:MOST_TOLD]
    )
    held = group.withheld is not None and not links.canceled
    return replace(links, withheld=links.withheld or held, decided_by=told)


def _entry(d: Decision) -> Entry:
    return Entry("decision", d.id, orjson.dumps(d))
