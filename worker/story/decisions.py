"""What editors decide: these items are one story, this one is its own, wait with it, go on, what was decided is undone.

Decisions are a set beside that of the articles, and the stories follow from both, in whatever order either comes. One
that names items which are not there waits for them. Of two that contradict one another the newer stands (by the time of
its record, then by its id). A kill of the wire, its holds and its embargoes are stronger than any of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import msgspec
import orjson

from worker.story.changelog import Entry
from worker.story.combine import Links
from worker.story.group import Group
from worker.story.item import Item, alone
from worker.story.story import Decided
from worker.wire import identity
from worker.wire.agencies import agency
from worker.wire.source_name import source_name

Kind = Literal["join", "part", "withhold", "release", "undo"]
KINDS: frozenset[str] = frozenset(get_args(Kind))
LONGEST = 1_000
MOST_ITEMS = 100


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision. `items` are names of items, normalised as the articles' are; `undoes` the id of another decision.
    `ms` is when it was made: the timestamp of its record, in epoch milliseconds."""

    id: str
    source: str
    kind: Kind
    items: tuple[str, ...]
    undoes: str | None
    who: str
    why: str | None
    ms: int

    @property
    def order(self) -> tuple[int, str]:
        """The newer of two is the larger; of two with one id that which came first is the smaller."""
        return (self.ms, self.id)


def read(value: bytes | None, ms: int) -> Decision:
    """A record of the stream `decisions`, written at `ms`.

    Raises `ValueError` with what is wrong with it: `schemas/decision.v1.json` says what one is.
    """
    given = orjson.loads(value or b"")
    if not isinstance(given, dict):
        raise ValueError("no object")  # noqa: TRY004 - whatever is wrong is a ValueError here
    kind, source = given.get("kind"), source_name(_text(given, "source"))
    if kind not in KINDS:
        raise ValueError(f"kind: {kind!r} is none of {', '.join(get_args(Kind))}")
    if not source:
        raise ValueError("source: missing")
    items = given.get("items") or []
    if not isinstance(items, list) or len(items) > MOST_ITEMS or not all(isinstance(i, str) and i for i in items):
        raise ValueError(f"items: a list of {MOST_ITEMS} names at most")
    named = tuple(dict.fromkeys(normal(source, item) for item in items))
    least = {"undo": 0, "join": 2}.get(kind, 1)
    if len(named) < least:
        raise ValueError(f"items: {kind} needs {least} at least")
    undoes = given.get("undoes")
    if (kind == "undo") != isinstance(undoes, str):
        raise ValueError("undoes: the id of a decision, where the kind is undo and nowhere else")
    why = _text(given, "why") if given.get("why") is not None else None
    return Decision(_text(given, "id"), source, kind, named, undoes, _text(given, "who"), why, ms)


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST:
        raise ValueError(f"{name}: a text of {LONGEST} characters at most")
    return value


def normal(source: str, name: str) -> str:
    """A name of an item, or its address, as the articles of a source bear it."""
    found = identity.content_id([name], agency(source))
    is_address = identity.is_address(name)
    names = identity.names(found, None if is_address else name, [name] if is_address else [])
    return names[0] if names else name


def called(item: Item) -> Collection[str]:
    """The names by which decisions mean an item: those by which articles are of it."""
    single = alone(item.copies[0].article)
    return (single,) if single else item.names


class Decisions:
    """The decisions on one source's items."""

    def __init__(self, known: Iterable[Decision] = ()) -> None:
        self._all: dict[str, Decision] = {d.id: d for d in known}
        self._new: dict[str, Decision | None] = {}
        self._named: dict[str, list[Decision]] = {}
        self._sort()

    def __bool__(self) -> bool:
        return bool(self._all)

    def _sort(self) -> None:
        """Find anew which are in force: those that no newer one, itself in force, has undone."""
        undone: set[str] = set()
        self._named = defaultdict(list)
        for d in sorted(self._all.values(), key=lambda d: d.order, reverse=True):
            if d.id in undone:
                continue
            if d.kind == "undo" and d.undoes:
                undone.add(d.undoes)
            for name in d.items:
                self._named[name].append(d)
        self._named.default_factory = None

    def naming(self, names: Collection[str], *kinds: Kind) -> list[Decision]:
        """Those in force that name any of these, the newest first."""
        found = {d.id: d for name in names for d in self._named.get(name, ()) if not kinds or d.kind in kinds}
        return sorted(found.values(), key=lambda d: d.order, reverse=True)

    def names(self, *kinds: Kind) -> set[str]:
        """All names in those in force."""
        return {name for name, found in self._named.items() if any(d.kind in kinds for d in found)}

    def touched_by(self, decision: Decision) -> set[str]:
        """The names that a decision, new or taken back, bears on: its own and those of what it undoes, however far."""
        held = self._all.get(decision.id)
        names = set(held.items) if held is not None else set[str]()
        seen: set[str] = set()
        one: Decision | None = decision
        while one is not None and one.id not in seen:
            seen.add(one.id)
            names.update(one.items)
            one = self._all.get(one.undoes) if one.undoes else None
        return names

    def put(self, decisions: Iterable[Decision]) -> None:
        """Take some in. Of two with one id the first counts."""
        for decision in decisions:
            held = self._all.get(decision.id)
            if held is None or (decision.ms, repr(decision)) < (held.ms, repr(held)):
                self._new.setdefault(decision.id, held)
                self._all[decision.id] = decision
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
