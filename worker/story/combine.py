"""The effects of one story's notes on others: COMBINES, kills and holds by name, mentions in digests.

Each function works on one story and on the effects of its notes or those of others. worker/story/linking.py puts them
together. Edge cases FV-31 to FV-51 are decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from worker.story.cycles import Edge, Pair
from worker.story.decision import Decision
from worker.story.group import REINSTATES, Group, Ref
from worker.story.order import UNKNOWN_MS, event_ms, is_later
from worker.story.ruling import Ruled, Ruling, strongest
from worker.story.story import Combine, Decided, DecidedState, Mention
from worker.story.targets import Target
from worker.wire.article import Article

MOST_HOPS = 20
"""Limit on the stories listed between a superseded story and the one that it names as the final one. A longer way goes
on from there, so that a story added to a chain changes no more than this many others."""


@dataclass(frozen=True, slots=True)
class Links:
    """The effects of other stories on one story, and of what editors have decided."""

    canceled: bool = False
    withheld: bool = False
    released: bool = False
    lifted: int | None = None
    """When a notice that lifts the embargo of its versions was sent."""
    superseded_by: str | None = None
    superseded_through: tuple[str, ...] = ()
    reopened: bool = False
    combines: tuple[Combine, ...] = ()
    mentions: tuple[Mention, ...] = ()
    flags: tuple[str, ...] = ()
    ruled: tuple[tuple[str, Ruling], ...] = ()
    """What has become of the decisions on what it combines, or what combines it."""
    decided_by: tuple[Decided, ...] = ()


NO_LINKS = Links()


@dataclass(frozen=True, slots=True)
class Hold:
    """The effects of notices that name a story: withheld, or just released; when its embargo was lifted."""

    withheld: bool = False
    released: bool = False
    lifted: int | None = None


NO_HOLD = Hold()


@dataclass(frozen=True, slots=True)
class Notes:
    """What a story's notes show in it."""

    combines: tuple[Combine, ...] = ()
    mentions: tuple[Mention, ...] = ()
    flags: tuple[str, ...] = ()


NO_NOTES = Notes()


@dataclass(frozen=True, slots=True)
class Said:
    """The effects of one story's notes: the target of each, its combines by absorbed story, the stories that it asks to
    withhold or release and since when, and the combines that are undone if the absorber is killed."""

    targets: tuple[Target, ...]
    edges: Mapping[str, Edge]
    holds: Mapping[str, int]
    releases: Mapping[str, int]
    frees: frozenset[Pair]
    ruled: Mapping[str, Decision]
    """The decision of an editor that counts on each story that this one combines, or not."""

    def subjects(self) -> set[str]:
        """Every story that these notes affect."""
        subjects = {uri for target in self.targets for uri in (target.uri, target.other) if uri}
        subjects.update(self.edges, self.holds, self.releases)
        subjects.update(uri for pair in self.frees for uri in pair)
        return subjects


def said(g: Group, targets: Sequence[Target]) -> Said:
    """The effects of a story's notes. `targets` are the stories they refer to, one for each."""
    holds: dict[str, int] = {}
    releases: dict[str, int] = {}
    for ref, target in zip(g.refs, targets, strict=True):
        if ref.kind in ("hold", "release"):
            uri = g.uri if g.bears(ref) and not g.is_advisory else target.uri
            if uri is not None:
                asked = holds if ref.kind == "hold" else releases
                asked[uri] = max(asked.get(uri, UNKNOWN_MS), ref.ms)
    ruled = _ruled(g, targets)
    edges = edges_of(g, targets)
    for uri, d in ruled.items():
        edges.pop(uri, None)
        if d.kind == "follow":
            edges[uri] = Edge(g.uri, uri, (_EDITORS + d.ms, 0, 0, f"{d.id} {g.uri}"), d.ms, decided=True)
    return Said(tuple(targets), edges, holds, releases, _frees(g, targets), ruled)


def rulings(every: Iterable[tuple[Decision, Decision, DecidedState]]) -> tuple[tuple[str, Ruling], ...]:
    """What has become of decisions on combines: of each pair of stories a decision on it, the one that counts, and what
    has become of that."""
    found: list[Ruled] = [
        {d.id: (state, None) if d.kind == counts.kind else ("overruled", counts.id)} for d, counts, state in every
    ]
    if len(found) < 2:
        return tuple(found[0].items()) if found else ()
    return tuple(sorted(strongest(found).items()))


_EDITORS = 1 << 60
"""What an editor decides counts as newer than any note."""


def _ruled(g: Group, targets: Sequence[Target]) -> dict[str, Decision]:
    """The newest decision on each story that a story combines, or not, by editors."""
    found: dict[str, Decision] = {}
    for ref, target in zip(g.refs, targets, strict=True):
        if ref.by is not None and target.uri is not None:
            found[target.uri] = max(found.get(target.uri, ref.by), ref.by, key=lambda d: d.order)
    return found


def edges_of(g: Group, targets: Sequence[Target]) -> dict[str, Edge]:
    """The combines in the notes of a story, by absorbed story; if a combine is repeated, the newest note counts."""
    edges: dict[str, Edge] = {}
    for ref, target in zip(g.refs, targets, strict=True):
        if ref.kind != "combine" or target.uri is None or g.bears(ref):
            continue
        edge = Edge(g.uri, target.uri, (ref.ms, ref.key[0], ref.key[1], g.uri), ref.ms)
        held = edges.get(target.uri)
        if held is None or held.key < edge.key:
            edges[target.uri] = edge
    return edges


def _frees(g: Group, targets: Sequence[Target]) -> frozenset[Pair]:
    """Stories that a kill says to use instead of the killed story that had absorbed them (FV-42)."""
    meant = [(ref.kind, target.uri) for ref, target in zip(g.refs, targets, strict=True) if target.uri is not None]
    used = [uri for kind, uri in meant if kind == "use"]
    taken = [g.uri, *(uri for kind, uri in meant if kind == "kill")] if used else []
    return frozenset((absorber, uri) for absorber in taken for uri in used)


Kill = tuple[int, int]
"""The time of a kill, and when it was known here."""


def later(kill: Kill | None, ref: Ref) -> Kill:
    """Of a notice that kills a story under several names, the later times."""
    ms, known = kill or (UNKNOWN_MS, UNKNOWN_MS)
    return max(ms, ref.ms), max(known, ref.known)


def killed_since(g: Group, notices: Iterable[Kill]) -> int | None:
    """When a story was killed last, by a version of its own or by `notices` of others. None if it was not, if a version
    says REINSTATES, not earlier than that (FV-49), or if an editor has released it since all kills were known."""
    kills = [*notices, g.killed] if g.killed else [*notices]
    if not kills or (g.released is not None and g.released > max(known for _, known in kills)):
        return None
    ms = max(ms for ms, _ in kills)
    return None if reinstated_ms(g) >= ms else ms


def reinstated_ms(g: Group) -> int:
    """When the newest version that says REINSTATES was sent; if there is none, before all times, unknown ones too."""
    notes = ((c.article.editor_note, c.article) for c in g.copies)
    said = [event_ms(a) for note, a in notes if note is not None and any(o.verb == REINSTATES for o in note.operations)]
    return max(said, default=UNKNOWN_MS - 1)


def held(g: Group, since: int | None, lifted: int | None) -> Hold:
    """The effect of notices that name a story: one that holds it from `since`, and one that releases it at `lifted`.

    A hold ends with the notice that lifts it, or with the first usable version known to be newer.
    """
    if since is None and lifted is None:
        return NO_HOLD
    freed = lifted if any(c.article.status == "embargoed" for c in g.copies) else None
    if since is None:
        return Hold(lifted=freed)
    let_go = lifted is not None and lifted >= since
    newer = sum(_sent_after(c.article, lifted if lifted is not None and let_go else since) for c in g.copies)
    if not let_go and not newer:
        return Hold(withheld=True, lifted=freed)
    return Hold(released=newer == (0 if let_go else 1), lifted=freed)


def _sent_after(a: Article, ms: int) -> bool:
    """Whether it is a usable version that was sent after `ms`. For a first send, a later crawl proves nothing."""
    if a.kind == "kill" or a.status != "usable" or not event_ms(a) > ms >= 0:
        return False
    return is_later(a) or a.event_from in ("feed", "page")


def continued_ms(g: Group, *, known: bool = False) -> int:
    """When the newest usable follow-up of a story was sent: if it is newer than the note that absorbed the story, it
    reopens the story (FV-34). With `known`, when it was known here: an editor had not seen it before."""
    return max([ms[known] for copy in g.copies if (ms := copy.followed_ms)], default=UNKNOWN_MS)


def newest_absorber(edges: Iterable[Edge]) -> str | None:
    """The story with the newest note that absorbs a story."""
    newest = max(edges, key=lambda e: e.key, default=None)
    return newest.absorber if newest else None


def way(absorber: Mapping[str, str], uri: str) -> list[str]:
    """What absorbed a story, what absorbed that, and so on, up to the number that is listed and one more."""
    found: list[str] = []
    at = absorber.get(uri)
    while at is not None and len(found) <= MOST_HOPS:
        found.append(at)
        at = absorber.get(at)
    return found
