"""Items in stories as the rungs place them and as editors have decided: joined, parted.

Decisions come behind the rungs. A join makes one story of all that its items stand in; a part takes its item out of
whatever it stands in. What hangs together by joins is worked out together, from the items and the decisions alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from worker.story.assignment import NONE_KNOWN, Assignment
from worker.story.decision import PLACING, Decision
from worker.story.decisions import Decisions
from worker.story.item import Item
from worker.story.ruling import NONE_RULED, Ruled, Ruling, strongest
from worker.story.rungs import uri_of_item

T = TypeVar("T")
Find = Callable[[str], Iterable[str]]
"""The keys of the items that bear a name."""

Members = Mapping[str, Sequence[Item]]
"""Items by the uri of their story."""


@dataclass(frozen=True, slots=True)
class Divided:
    """Items by story, and what has become of the joins and parts that name them."""

    stories: dict[str, list[Item]]
    ruled: dict[str, Ruled]


def redivided(source: str, bases: Members, decisions: Decisions) -> Divided:
    """The stories that a set of them becomes by the decisions on their items. All that joins tie to them are among
    `bases`, which are stories as the rungs place them."""
    items = {item.key: item for members in bases.values() for item in members}
    base_of = {item.key: uri for uri, members in bases.items() for item in members}
    joins, parted, ruled = _meant(items, decisions)
    root = {uri: uri for uri in bases}

    def find(uri: str) -> str:
        while root[uri] != uri:
            uri = root[uri]
        return uri

    for keys in joins:
        first, *others = (find(base_of[key]) for key in keys)
        for other in others:
            root[find(other)] = find(first)
    joined: dict[str, list[str]] = defaultdict(list)
    for uri in bases:
        joined[find(uri)].append(uri)
    found: dict[str, list[Item]] = {}
    own = {uri_of_item(source, key): items[key] for key in parted}
    for uris in joined.values():
        left = {uri: [i for i in bases[uri] if i.key not in parted] for uri in uris}
        name = _name(source, {uri: some for uri, some in left.items() if some}, own)
        if name is not None:
            found[name] = [item for some in left.values() for item in some]
    found.update((uri, [item]) for uri, item in own.items())
    return Divided(found, {uri: strongest(ruled[i.key] for i in same if i.key in ruled) for uri, same in found.items()})


def _meant(items: Mapping[str, Item], decisions: Decisions) -> tuple[list[list[str]], set[str], dict[str, Ruled]]:
    """Which items are joined with which, which are parted, and what has become of the decisions on each, by keys."""
    parts: dict[str, list[Decision]] = defaultdict(list)
    joins: dict[str, tuple[Decision, list[str]]] = {}
    for key in sorted(items):
        for d in decisions.naming((items[key],), *PLACING):
            if d.kind == "part":
                parts[key].append(d)
            else:
                joins.setdefault(d.id, (d, []))[1].append(key)
    ruled: dict[str, dict[str, Ruling]] = defaultdict(dict)
    joining: dict[str, Decision] = {}
    joined: list[list[str]] = []
    for d, keys in joins.values():
        left = [key for key in keys if key in parts and parts[key][0].order > d.order]
        held = [key for key in keys if key not in left]
        if len(held) > 1:
            joined.append(held)
            for key in held:
                ruled[key][d.id] = ("in_force", None)
                joining[key] = max(d, joining.get(key, d), key=lambda one: one.order)
        elif held:
            by = max((parts[key][0] for key in left), key=lambda one: one.order, default=None)
            ruled[held[0]][d.id] = ("overruled", by.id) if by else ("waiting", None)
        for key in left:
            ruled[key][d.id] = ("overruled", parts[key][0].id)
    for key, some in parts.items():
        ruled[key].update(
            (d.id, ("overruled", joining[key].id) if key in joining else ("in_force", None)) for d in some
        )
    return joined, parts.keys() - joining.keys(), dict(ruled)


def _name(source: str, left: Members, taken: Container[str]) -> str | None:
    """The uri of what is joined: that of the story which began first. None where nothing is left of it."""
    if not left:
        return None
    uri = min(left, key=lambda uri: (min(item.start for item in left[uri]), uri))
    if uri not in taken:
        return uri
    first = min(left[uri], key=lambda item: item.order)  # the story was called by the item that has left it
    return uri_of_item(source, first.key)


class Placement:
    """`Assignment` with decisions on top, kept up to date while either changes."""

    def __init__(self, source: str, decisions: Decisions, find: Find) -> None:
        self._source, self._decisions, self._find = source, decisions, find
        self._assignment = Assignment(source)
        self._tied: dict[str, frozenset[str]] = {}
        """Of the rungs' stories that decisions bear on: those that hang together by them."""
        self._stories: dict[str, dict[str, list[Item]]] = {}
        """For each of these the stories that they have become together."""
        self._members: dict[str, list[Item]] = {}
        self._ruled: dict[str, Ruled] = {}
        self._uri: dict[str, str] = {}

    def uris(self) -> Iterator[str]:
        """Every story that has items."""
        yield from (uri for uri in self._assignment.uris() if uri not in self._tied)
        yield from self._members

    def uri(self, key: str) -> str:
        """The story of an item."""
        return self._uri.get(key) or self._assignment.uri(key)

    def members(self, uri: str) -> list[Item]:
        """The items of a story; none where nobody is left in it."""
        if uri in self._members:
            return self._members[uri]
        return [] if uri in self._tied else self._assignment.members(uri)

    def ruled(self, uri: str) -> Ruled:
        """What has become of the joins and parts that name items of a story."""
        return self._ruled.get(uri, NONE_RULED)

    def siblings(self, uri: str) -> set[str]:
        """The stories whose uris depend on each other, or that decisions tie together."""
        bases = {self._assignment.uri(item.key) for item in self.members(uri)} if uri in self._members else {uri}
        around = {other for base in bases for other in (*self._tied.get(base, ()), *self._assignment.siblings(base))}
        return {uri for base in around for uri in self._stories.get(base, (base,))}

    def put(self, changed: Mapping[str, Item | None], known: Mapping[str, str] = NONE_KNOWN) -> set[str]:
        """As `Assignment.put`."""
        return self._again(self._assignment.put(changed, known))

    def decide(self, names: Iterable[str]) -> set[str]:
        """Work out anew what decisions on items of these names make. Returns the uris of all stories that may be others
        than before."""
        return self._again({self._assignment.uri(key) for name in names for key in self._find(name)})

    def around(self, names: Iterable[str]) -> set[str]:
        """The stories, as they are now, that decisions on items of these names may change."""
        bases = {self._assignment.uri(key) for name in names for key in self._find(name)}
        every = bases | {other for base in bases for other in self._tied.get(base, ())}
        return {uri for base in every for uri in self._stories.get(base, (base,))}

    def remove(self, keys: Iterable[str]) -> None:
        """Take out the items of stories that have closed, all that hang together one after the other."""
        keys = list(keys)
        for base in {self._assignment.uri(key) for key in keys}:
            self._forget(self._tied.get(base, ()))
        self._assignment.remove(keys)

    def _forget(self, bases: Iterable[str]) -> set[str]:
        """Drop what decisions have made of some of the rungs' stories. Returns what they were called."""
        gone: set[str] = set()
        for base in bases:
            self._tied.pop(base, None)
            gone.update(self._stories.pop(base, ()))
        for uri in gone:
            self._ruled.pop(uri, None)
            for item in self._members.pop(uri, ()):
                self._uri.pop(item.key, None)
        return gone

    def _again(self, dirty: set[str]) -> set[str]:
        """What decisions make of some of the rungs' stories, and of all that they tie to them, now and before."""
        if not self._decisions and not self._tied:
            return dirty
        members = _Once(self._assignment.members)
        named = _Once(lambda base: self._decisions.naming(members[base], *PLACING))
        around = _Once(lambda base: self._joined(named[base]))
        region: set[str] = set()
        stack = [b for b in dirty if b in self._tied or self._decisions.place(members[b])]
        while stack:
            base = stack.pop()
            if base not in region:
                region.add(base)
                stack.extend(self._tied.get(base, ()))
                stack.extend(around[base])
        tied_before = region & self._tied.keys()
        before = {uri: self._story(uri) for base in tied_before for uri in self._stories[base]}
        uris = self._forget(region)
        left = {base for base in region if named[base]}
        while left:
            together = _together(next(iter(left)), around)
            left -= together
            bases = {base: members[base] for base in sorted(together)}
            made = redivided(self._source, bases, self._decisions)
            tied = frozenset(together)
            for base in together:
                self._tied[base], self._stories[base] = tied, made.stories
            self._ruled.update(made.ruled)
            for uri, items in made.stories.items():
                self._members[uri] = items
                self._uri.update((item.key, uri) for item in items)
            uris |= made.stories.keys()
        changed = {uri for uri in uris if before.get(uri) != self._story(uri)}
        return dirty | changed | (tied_before ^ (region & self._tied.keys()))

    def _story(self, uri: str) -> tuple[object, ...]:
        return (self._members.get(uri), self._ruled.get(uri))

    def _joined(self, decisions: Iterable[Decision]) -> set[str]:
        """The rungs' stories in which the items of joins stand."""
        names = {name for d in decisions if d.kind == "join" for name in d.items}
        return {self._assignment.uri(key) for name in names for key in self._find(name)}


class _Once(dict[str, T]):
    """What a function says of each name, asked once."""

    def __init__(self, ask: Callable[[str], T]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, name: str) -> T:
        found = self[name] = self._ask(name)
        return found


def _together(base: str, around: Mapping[str, set[str]]) -> set[str]:
    """Everything that hangs together with one of the rungs' stories."""
    seen: set[str] = set()
    stack = [base]
    while stack:
        one = stack.pop()
        if one not in seen:
            seen.add(one)
            stack.extend(around[one])
    return seen
