"""The group: the items that are one story, their versions in order, and what their notes say about other stories."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Literal

from worker.story.decision import Decision, Kind
from worker.story.embargo import NONE_ENDED, Ended, lifted, under_embargo
from worker.story.ends import FLAG, NO_ENDS
from worker.story.item import Copy, Item, called
from worker.story.order import UNKNOWN_MS, VersionKey, event_ms, known_ms, version_key
from worker.story.ruling import NONE_RULED, Ruled, pinning
from worker.story.rungs import rung_of, serial_uri
from worker.story.story import Rung
from worker.story.takes import Takes, is_part, united
from worker.wire.article import Article, Lineage
from worker.wire.frozen import quick
from worker.wire.identity import name
from worker.wire.keys import headline_key, slug_key

RefKind = Literal["combine", "kill", "hold", "release", "use", "mention", "follow", "unfollow"]
_VERBS: dict[str, RefKind] = {
    "COMBINES": "combine", "MERGES": "combine", "INCORPORATES": "combine", "KILLS": "kill", "DISREGARDS": "kill",
    "WITHHOLDS": "hold", "RELEASES": "release", "USES": "use",
}  # fmt: skip
REINSTATES = "REINSTATES"
_OF_AN_ITEM = re.compile(r"\S*[\d/]\S*")
"""What may be an id or an address."""
ASKING = ("kill", "hold", "release")
"""What a notice may ask to be done with a story, but never with another notice."""

_GIVING_WAY = ("combine", "use")
_NO_REFS: tuple[Ref, ...] = ()
_NO_VERSIONS: frozenset[int] = frozenset()
_FEW = 8
"""Up to so many names are a tuple, which takes a fourth of the memory of a set."""
MOST_NAMES = 20
"""Limit on the stories named by the note of one version. Real notes name one to three."""
MOST_REFS = 200
"""Limit on the stories named by the notes of all versions of a story, newest versions first; also on those that a
digest mentions."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference from one story to another: by the slug, headline or id `shown`, at `ms`, in the version `key`, which
    was `known` here at the earliest then; or by an editor, in the decision `by`.

    `names` are names of stories: `s:` a slug, `h:` a headline, `n:` a name of an item, `i:` a recycled id, `d:` a name
    of an item in a decision, or a uri.
    """

    kind: RefKind
    shown: str
    names: tuple[str, ...]
    ms: int
    key: VersionKey
    known: int
    by: Decision | None = None


@quick
@dataclass(frozen=True, slots=True)
class Group:
    """The items of one story. `copies` are its versions, oldest first; `standing` is the index of the canonical one,
    None if there is none, `shown` of the one that is published; `continuing` are takes that continue another version,
    `missing` the takes that a version lacks; `ends` are the ends of its embargoes, whether they have come or not;
    `names` are the names that others may refer to it by, including its uri; `refs` are its notes' references to others;
    `cut` says that there were too many; `is_notice` that it consists only of notes and kills, `is_advisory` that it is
    a note to editors; `killed` is when its own versions killed it last, and when that was known here; `hidden` says
    that one of its versions is under embargo; `decided` are editors' decisions on its items, the newest first, `ruled`
    what has become of them as far as the story itself shows it, `pin` the one that counts, `pinned` the indexes of the
    versions that it means."""

    uri: str
    rung: Rung
    items: tuple[Item, ...]
    copies: tuple[Copy, ...]
    standing: int | None
    shown: int
    continuing: frozenset[int]
    missing: Mapping[int, tuple[int, ...]]
    ends: frozenset[int]
    names: Collection[str]
    refs: tuple[Ref, ...]
    cut: bool
    start: int
    newest: int
    earliest: float
    is_notice: bool
    is_advisory: bool
    killed: tuple[int, int] | None
    hidden: bool
    decided: tuple[Decision, ...] = ()
    ruled: Ruled = field(default_factory=lambda: NONE_RULED)
    pin: Decision | None = None
    pinned: frozenset[int] = _NO_VERSIONS

    @property
    def released(self) -> int | None:
        """When an editor has released it, in epoch milliseconds; None if nobody has, or it is withheld since."""
        return _newest(self.decided, "release")

    @property
    def withheld(self) -> int | None:
        """When an editor has withheld it; None if nobody has, or it is released since."""
        return _newest(self.decided, "withhold")

    @property
    def pins_end(self) -> frozenset[int]:
        """The ends of its pins, whether they have come or not."""
        return frozenset(d.until for d in self.decided if d.kind == "pin" and d.until is not None)

    def bears(self, ref: Ref) -> bool:
        """Whether this story has a name used in `ref`."""
        return not set(ref.names).isdisjoint(self.names)


_WEAKEST: tuple[Rung, ...] = ("item", "serial", "link", "slug", "text")


def make_group(
    uri: str,
    items: Iterable[Item],
    ended: Ended = NONE_ENDED,
    decided: Sequence[Decision] = (),
    ruled: Ruled = NONE_RULED,
) -> Group:
    """Put the items of one story in order. `ended` are the ends of embargoes and pins that have come, `decided` the
    decisions on its items, the newest first, `ruled` what has become of the joins and parts among them."""
    members = tuple(sorted(items, key=lambda i: i.key))
    ordered = members[0].copies if len(members) == 1 else _in_order(members)
    notable = _notable(members, ordered)
    names = _named_by(uri, members)
    copies, refs, cut = ordered, _NO_REFS, False
    takes = Takes(copies)
    if notable:
        copies = under_embargo(ordered, ended) if any(FLAG in copies[n].article.flags for n in notable) else ordered
        refs, cut = _refs([copies[n] for n in notable])
        takes = united(copies) if any(is_part(copies[n].article) for n in notable) else Takes(copies)
        copies = takes.copies
    pin, pinned = None, _NO_VERSIONS
    if decided:
        pin, pins = pinning(decided, ended)
        ruled = {**ruled, **pins}
        pinned = _pinned(pin, members, ordered) if pin is not None else pinned
        more, known_as = _by_decisions(members, decided)
        refs += more
        names.update(dict.fromkeys(sorted(known_as)))
    plain = frozenset(range(len(copies))).difference(notable)
    standing = _standing(copies, takes.continuing, _newest(decided, "release"), pinned, plain)
    said = {n: copies[n].article for n in notable}
    return Group(
        uri=uri,
        rung=_rung(members),
        items=members,
        copies=copies,
        standing=standing,
        shown=_shown(copies, takes.continuing) if standing is None else standing,
        continuing=takes.continuing,
        missing=takes.missing,
        ends=members[0].ends if len(members) == 1 else frozenset().union(*(i.ends for i in members)) or NO_ENDS,
        names=_as_names(names),
        refs=refs,
        cut=cut,
        start=min([i.start for i in members]),
        newest=max([i.newest for i in members]),
        earliest=min([i.earliest for i in members]),
        is_notice=not plain and all(a.kind in ("advisory", "kill") for a in said.values()),
        is_advisory=0 in said and said[0].kind == "advisory",
        killed=_killed(said.values()),
        hidden=any(a.status == "embargoed" for a in said.values()),
        decided=tuple(decided),
        ruled=ruled,
        pin=pin,
        pinned=pinned,
    )


def _notable(members: Sequence[Item], copies: Sequence[Copy]) -> list[int]:
    """The indexes of the versions that have to be looked at for what they ask of others or are themselves, since their
    item is not plain."""
    if len(members) == 1:
        return [] if members[0].plain else list(range(len(copies)))
    plain = {id(copy) for item in members if item.plain for copy in item.copies}
    return [n for n, copy in enumerate(copies) if id(copy) not in plain]


def names_of(uri: str, members: Sequence[Item]) -> Collection[str]:
    """The names that others may refer to a story by, if it has no decisions."""
    return _as_names(_named_by(uri, members))


def _named_by(uri: str, members: Iterable[Item]) -> dict[str, None]:
    told = [(item.folds, *item.told) for item in members]
    names = dict.fromkeys((uri, *["n:" + name for folds, ids, _ in told if folds for name in ids]))
    for _, _, called_by in told:
        names.update(dict.fromkeys(called_by))
    return names


def _as_names(names: Collection[str]) -> Collection[str]:
    return tuple(names) if len(names) <= _FEW else frozenset(names)


def _killed(said: Iterable[Article]) -> tuple[int, int] | None:
    kills = [(event_ms(a), known_ms(a)) for a in said if a.kind == "kill" or a.status == "canceled"]
    return (max([ms for ms, _ in kills]), max([known for _, known in kills])) if kills else None


def _pinned(pin: Decision, members: Sequence[Item], copies: Sequence[Copy]) -> frozenset[int]:
    """The versions that a pin means."""
    named = {id(copy) for item in members if pin.items[0] in called(item) for copy in item.copies}
    meant = (n for n, copy in enumerate(copies) if id(copy) in named)
    return frozenset(n for n in meant if pin.version is None or copies[n].has(pin.version))


def _by_decisions(members: Sequence[Item], decided: Sequence[Decision]) -> tuple[tuple[Ref, ...], set[str]]:
    """What editors' decisions say of combines: references to other stories if they name an item of this one first, and
    the names by which they refer to this one."""
    refs: list[Ref] = []
    names: set[str] = set()
    combining = [d for d in decided if d.kind in ("follow", "unfollow")]
    own = {name for item in members for name in called(item)} if combining else ()
    for d in combining:
        absorber, *absorbed = d.items
        names.update("d:" + name for name in absorbed if name in own)
        key: VersionKey = (0, 0, UNKNOWN_MS, 0.0, _NOWHERE, d.id)
        if absorber in own:
            kind: RefKind = "follow" if d.kind == "follow" else "unfollow"
            refs += [Ref(kind, name, ("d:" + name,), UNKNOWN_MS, key, d.ms, d) for name in absorbed]
    return tuple(refs), names


def _in_order(members: Sequence[Item]) -> tuple[Copy, ...]:
    """The versions of all items in order. Copies of one item keep their own order, which may be based on the provider's
    version numbers."""
    placed: list[tuple[VersionKey, str, Copy]] = []
    for item in members:
        newest: VersionKey | None = None
        for copy in item.copies:
            key = copy.version_key
            newest = key if newest is None else max(newest, key)
            placed.append((newest, item.key, copy))
    return tuple(copy for *_, copy in sorted(placed, key=lambda p: p[:2]))


_NOWHERE = Lineage("", 0, 0)


def _newest(newest_first: Sequence[Decision], kind: Kind) -> int | None:
    """When the newest of the holds and releases was made, if it is of this kind."""
    newest = next((d for d in newest_first if d.kind in ("withhold", "release")), None)
    return newest.ms if newest is not None and newest.kind == kind else None


def lifted_by(group: Group, ms: int | None) -> Group:
    """The story after a notice, sent at `ms`, has lifted the embargo of its versions; None: there was no notice."""
    if ms is None:
        return group
    copies = lifted(group.copies, ms)
    standing = _standing(copies, group.continuing, group.released, group.pinned)
    shown = _shown(copies, group.continuing) if standing is None else standing
    return replace(group, copies=copies, standing=standing, shown=shown)


def _standing(
    copies: Sequence[Copy],
    continuing: Container[int],
    released: int | None,
    pinned: Collection[int],
    plain: Container[int] = _NO_VERSIONS,
) -> int | None:
    """Index of the canonical version: the last of those that could be, unless an editor has `pinned` others of them;
    None if there is none."""
    last: int | None = None
    for n in _usable(copies, continuing, released, plain):
        if n in pinned:
            return n
        last = n if last is None else last
        if not pinned:
            break
    return last


def _usable(
    copies: Sequence[Copy], continuing: Container[int], released: int | None, plain: Container[int]
) -> Iterator[int]:
    """Indexes of the usable versions that do not only continue others, the last one first. Only the newest text of an
    item counts, so that a withdrawn text does not bring an older one back, unless an editor has `released` it since."""
    superseded: set[str] = set()
    for n in range(len(copies) - 1, -1, -1):
        if n in plain and not superseded:
            yield n
            continue
        a = copies[n].article
        if a.kind == "kill" or a.item_id in superseded or n in continuing:
            continue
        if a.status == "canceled" and released is not None and known_ms(a) < released:
            continue
        if a.status == "usable":
            yield n
        else:
            superseded.add(a.item_id)


def _shown(copies: Sequence[Copy], continuing: Container[int]) -> int:
    """Index of the version to publish if none is canonical: the last one that is more than a kill notice."""
    told = [n for n, c in enumerate(copies) if c.article.kind != "kill" and n not in continuing]
    return told[-1] if told else len(copies) - 1


def _rung(members: Sequence[Item]) -> Rung:
    """The weakest rung of any item in the story: it tells an editor how certain it is that it is one story."""
    if len(members) == 1 and rung_of(members[0]) == "text":
        return "item"
    origins = frozenset().union(*(i.origins for i in members))
    linked = {i.key for i in members if origins and not i.serial and _is_linked(i, origins, members)}
    return max(("link" if i.key in linked else rung_of(i) for i in members), key=_WEAKEST.index)


def _is_linked(item: Item, origins: frozenset[str], members: Sequence[Item]) -> bool:
    """Whether it names another of the story's items as its origin, or is named by one."""
    return not origins.isdisjoint(item.names) or any(not item.origins.isdisjoint(i.names) for i in members)


def _refs(copies: Sequence[Copy]) -> tuple[tuple[Ref, ...], bool]:
    """The references in the notes, in the order of versions, and whether a limit left some out."""
    refs: dict[tuple[RefKind, tuple[str, ...]], Ref] = {}
    cut = False
    for copy in copies:
        a = copy.article
        if a.editor_note is None and not a.items and not a.links and a.status != "canceled" and a.kind != "kill":
            continue
        named = [(kind, shown, _names(shown, kind)) for kind, shown in islice(_named(a), MOST_NAMES + 1)]
        cut |= len(named) > MOST_NAMES
        if a.status == "embargoed":  # no story gives way to a text that may not be published
            named = [ref for ref in named if ref[0] not in _GIVING_WAY]
        del named[MOST_NAMES:]
        if a.status != "embargoed":
            named.extend(("mention", item.headline, _names(item.headline, "mention")) for item in a.items)
        named.extend(_unaddressed(a))
        named.extend(("kill", link.to, ("n:" + (name(link.to) or ""),)) for link in a.links if link.rel == "cancels")
        if a.kind == "kill" or a.status == "canceled":
            named.append(("kill", a.item_id, ("i:" + a.item_id,)))  # this also kills stories with a recycled id
        for kind, shown, names in named:
            refs[kind, names] = Ref(kind, shown, names, event_ms(a), version_key(a), known_ms(a))  # the newest counts
    if len(refs) > MOST_REFS:
        newest = sorted(refs, key=lambda k: refs[k].key, reverse=True)[:MOST_REFS]
        kept = set(newest)
        return tuple(ref for k, ref in refs.items() if k in kept), True
    return tuple(refs.values()), cut


def _named(a: Article) -> Iterable[tuple[RefKind, str]]:
    if a.editor_note is not None:
        for operation in a.editor_note.operations:
            kind = _VERBS.get(operation.verb)
            if kind:
                yield from ((kind, slug) for slug in operation.slugs)


def _unaddressed(a: Article) -> Iterable[tuple[RefKind, str, tuple[str, ...]]]:
    """What a notice asks for without naming a story: it means the story with its own headline; a hold or a release also
    the one with its own number or id."""
    for operation in a.editor_note.operations if a.editor_note is not None else ():
        kind = _VERBS.get(operation.verb)
        names = ("h:" + headline_key(a.headline),) if a.headline else ()
        if a.kind == "advisory" and kind in ("hold", "release"):
            names = (*_under(a), *names)
        elif a.kind != "kill" or kind != "kill":
            continue
        if names and not operation.slugs:
            yield kind, a.headline or a.item_id, names


def _under(a: Article) -> tuple[str, ...]:
    """The names of the story that a notice is about: its serial, or else all names of its item."""
    return (serial_uri(a.source, a.serial),) if a.serial else tuple("n:" + name for name in a.known_as)


def _names(shown: str, kind: RefKind) -> tuple[str, ...]:
    """The names that a note may mean: a slug, a headline, in a notice also the id or address of an item."""
    names = ("s:" + slug_key(shown), "h:" + headline_key(shown))
    item = name(shown) if kind in ASKING and _OF_AN_ITEM.fullmatch(shown) else None
    return (*names, "n:" + item) if item else names
