"""How stories bear on each other: COMBINES, kills and holds by name, mentions in digests.

`link` is a function of a closed set of groups: all that a note could mean, and all whose notes could mean them.
Edge cases FV-31 to FV-51 are decided here.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from worker.story.group import REINSTATES, Group, Ref, in_reach
from worker.story.order import UNKNOWN_MS, event_ms, is_later, version_key
from worker.story.story import Combine, CombineState, Mention
from worker.wire.article import Article

EdgeKey = tuple[int, int, int, str]
_ASKING = ("kill", "hold", "release")
"""What a notice may ask to be done with a story, and never with another notice."""


@dataclass(frozen=True, slots=True)
class Links:
    """What other stories make of one story."""

    canceled: bool = False
    withheld: bool = False
    released: bool = False
    superseded_by: str | None = None
    superseded_through: tuple[str, ...] = ()
    reopened: bool = False
    combines: tuple[Combine, ...] = ()
    mentions: tuple[Mention, ...] = ()
    flags: tuple[str, ...] = ()


NO_LINKS = Links()


@dataclass(frozen=True, slots=True)
class _Edge:
    """`absorber` combines `absorbed`; `key` says which of two notes is newer, `ms` since when it holds."""

    absorber: str
    absorbed: str
    key: EdgeKey
    ms: int


def link(groups: Mapping[str, Group]) -> dict[str, Links]:
    """Resolve every note among `groups`. Uris without any link are left out."""
    bearers: dict[str, list[Group]] = defaultdict(list)
    referring = [g for g in groups.values() if g.refs]
    wanted = {name for g in referring for ref in g.refs for name in ref.names}
    for g in groups.values():
        if not _is_advisory(g):
            for name in g.names & wanted:
                bearers[name].append(g)
            if g.uri in wanted:
                bearers[g.uri].append(g)
    killed = _kills(groups.values(), referring, bearers)
    held, released = _holds(groups, referring, bearers, killed)
    edges = _edges(referring, bearers, killed)
    refused, edges = _without_cycles(edges)
    freed = _freed(referring, bearers, killed)
    reopened = {e for e in edges.values() if _has_newer(groups[e.absorbed], e.ms) or (e.absorber, e.absorbed) in freed}
    absorber = _newest_absorbers(e for e in edges.values() if e not in reopened and e.absorbed not in killed)

    links: dict[str, Links] = {}
    for uri in killed:
        links[uri] = Links(canceled=True)
    for uri in held | released:
        links[uri] = Links(withheld=uri in held, released=uri in released)
    for uri in absorber:
        path = _path(uri, absorber)
        links[uri] = dataclasses.replace(
            links.get(uri, NO_LINKS), superseded_by=path[-1], superseded_through=tuple(path[:-1])
        )
    for edge in reopened:
        if edge.absorbed not in absorber and edge.absorbed not in killed:
            links[edge.absorbed] = dataclasses.replace(links.get(edge.absorbed, NO_LINKS), reopened=True)
    states = _States(killed, held, refused, {(e.absorber, e.absorbed) for e in reopened})
    for g in referring:
        links[g.uri] = _notes(g, links.get(g.uri, NO_LINKS), groups, bearers, states)
    return links


def target(
    ref: Ref, own: str, bearers: Mapping[str, list[Group]], killed: Mapping[str, int]
) -> tuple[str | None, bool]:
    """The story that `ref` means, and whether it could have meant another: the usable one begun last before it.

    One begun after it, within the error of a clock, is only meant where there is no other: a substitute is sent under
    the slug of the story that was killed, soon after.
    """
    found = {g.uri: g for name in ref.names for g in bearers.get(name, ()) if g.uri != own and in_reach(ref, g)}
    if ref.kind in _ASKING:
        found = {uri: g for uri, g in found.items() if not _is_notice(g)}
    if not found:
        return None, False
    begun = [g for g in found.values() if ref.ms < 0 or g.earliest <= ref.ms] or list(found.values())
    usable = [g for g in begun if g.uri not in killed] or begun
    best = max(usable, key=lambda g: (g.start, g.uri))
    return best.uri, len(usable) > 1


@dataclass(frozen=True, slots=True)
class _States:
    killed: Mapping[str, int]
    held: set[str]
    refused: set[tuple[str, str]]
    reopened: set[tuple[str, str]]

    def of(self, absorber: str, absorbed: str) -> CombineState:
        if absorbed in self.killed:
            return "canceled"
        if (absorber, absorbed) in self.refused:
            return "refused"
        return "related" if (absorber, absorbed) in self.reopened else "superseded"


def _notes(
    g: Group, links: Links, groups: Mapping[str, Group], bearers: Mapping[str, list[Group]], states: _States
) -> Links:
    combines: dict[str, Combine] = {}
    mentions = []
    flags = set()
    for ref in g.refs:
        uri, ambiguous = target(ref, g.uri, bearers, states.killed)
        if ref.kind == "mention":
            mentions.append(Mention(ref.shown, None, uri))
        if uri is None and ref.kind in _ASKING and _is_notice(g) and not ref.names[0].startswith("i:"):
            flags.add("no_target")
        if ref.kind != "combine":
            continue
        if g.bears(ref):
            flags.add("self_combine")
            continue
        if uri is None:
            combines.setdefault(ref.names[0], Combine(ref.shown, None, None, "unresolved"))
            continue
        state = states.of(g.uri, uri)
        headline = groups[uri].copies[-1].article.headline
        combines.setdefault(uri, Combine(ref.shown, headline, uri, state, ambiguous))
        if uri in states.held:
            flags.add("contains_withheld_source")
        if state == "canceled":
            flags.add("needs_review" if states.killed[uri] > ref.ms else "contains_killed_source")
    return dataclasses.replace(
        links, combines=tuple(combines.values()), mentions=tuple(mentions), flags=tuple(sorted(flags))
    )


def _kills(groups: Iterable[Group], referring: Iterable[Group], bearers: Mapping[str, list[Group]]) -> dict[str, int]:
    """Killed stories and since when: by a version of their own, or by a notice that names them. Sticky (FV-47, FV-48)
    unless a later version says REINSTATES (FV-49)."""
    killed: dict[str, int] = {}
    for g in groups:
        kill = _last([c.article for c in g.copies if c.article.kind == "kill" or c.article.status == "canceled"])
        if kill is not None:
            killed[g.uri] = event_ms(kill)
    by_name: dict[str, int] = {}
    for g in referring:
        for ref in g.refs:
            if ref.kind == "kill" and (_is_notice(g) or not g.bears(ref)):
                uri, _ = target(ref, g.uri, bearers, killed)
                if uri is not None:
                    by_name[uri] = max(by_name.get(uri, -1), ref.ms)
    for uri, ms in by_name.items():
        killed[uri] = max(killed.get(uri, -1), ms)
    for g in groups:
        if g.uri in killed and any(_reinstates(c.article, killed[g.uri]) for c in g.copies):
            del killed[g.uri]
    return killed


def _holds(
    groups: Mapping[str, Group],
    referring: Iterable[Group],
    bearers: Mapping[str, list[Group]],
    killed: Mapping[str, int],
) -> tuple[set[str], set[str]]:
    """Stories withheld by a notice that names them, and those that have just been let go: by a notice that lifts the
    hold, or by the first usable version known to be newer than it. A kill is stronger than both."""
    newest: dict[str, dict[str, int]] = {"hold": {}, "release": {}}
    for g in referring:
        for ref in g.refs:
            if ref.kind in newest:
                own = g.bears(ref) and not _is_advisory(g)
                uri = g.uri if own else target(ref, g.uri, bearers, killed)[0]
                if uri is not None:
                    newest[ref.kind][uri] = max(newest[ref.kind].get(uri, UNKNOWN_MS), ref.ms)
    held, released = set(), set()
    for uri, since in newest["hold"].items():
        if uri in killed:
            continue
        lifted = newest["release"].get(uri)
        let_go = lifted is not None and lifted >= since
        newer = sum(
            _sent_after(c.article, lifted if lifted is not None and let_go else since) for c in groups[uri].copies
        )
        if not let_go and not newer:
            held.add(uri)
        elif newer == (0 if let_go else 1):
            released.add(uri)
    return held, released


def _sent_after(a: Article, ms: int) -> bool:
    """Is it a usable version that was sent after `ms`? A crawl after it proves nothing of a first send."""
    if a.kind == "kill" or a.status != "usable" or not event_ms(a) > ms >= 0:
        return False
    return is_later(a) or a.event_from in ("feed", "page")


def _is_advisory(g: Group) -> bool:
    """Is it a note to editors? It may bear the slug of the story that it is about, but is none."""
    return g.copies[0].article.kind == "advisory"


def _is_notice(g: Group) -> bool:
    """Is it nothing but notes to editors and kills, and no version of a story?"""
    return all(c.article.kind in ("advisory", "kill") for c in g.copies)


def _last(articles: list[Article]) -> Article | None:
    return max(articles, key=lambda a: (event_ms(a), version_key(a)), default=None)


def _reinstates(a: Article, killed_ms: int) -> bool:
    note = a.editor_note
    return note is not None and event_ms(a) >= killed_ms and any(o.verb == REINSTATES for o in note.operations)


def _edges(
    referring: Iterable[Group], bearers: Mapping[str, list[Group]], killed: Mapping[str, int]
) -> dict[tuple[str, str], _Edge]:
    edges: dict[tuple[str, str], _Edge] = {}
    for g in referring:
        for ref in g.refs:
            if ref.kind != "combine" or g.bears(ref):
                continue
            uri, _ = target(ref, g.uri, bearers, killed)
            if uri is None:
                continue
            edge = _Edge(g.uri, uri, (ref.ms, ref.key[0], ref.key[1], g.uri), ref.ms)
            held = edges.get((g.uri, uri))
            if held is None or held.key < edge.key:
                edges[g.uri, uri] = edge
    return edges


def _without_cycles(
    edges: dict[tuple[str, str], _Edge],
) -> tuple[set[tuple[str, str]], dict[tuple[str, str], _Edge]]:
    """Refuse, in every cycle, what would supersede the story with the newest note: exactly one stays alive.

    All notes of a cycle are taken to hold since the newest of them, so that a note alone does not reopen its story.
    """
    refused: set[tuple[str, str]] = set()
    live = dict(edges)
    out: dict[str, set[str]] = defaultdict(set)
    back: dict[str, set[str]] = defaultdict(set)
    for a, b in live:
        out[a].add(b)
        back[b].add(a)
    # What is in no cycle now will be in none later, so once through the notes, newest first, is enough.
    for pair in sorted(edges, key=lambda p: edges[p].key, reverse=True):
        head = pair[0]
        if pair not in live or head not in _reached(pair[1], out):
            continue
        since = live[pair].ms
        ring = _reached(head, out) & _reached(head, back)
        for a, b in [p for p in live if p[0] in ring and p[1] in ring]:
            live[a, b] = dataclasses.replace(live[a, b], ms=max(since, live[a, b].ms))
            if b == head:
                refused.add((a, b))
                del live[a, b]
                out[a].discard(b)
                back[b].discard(a)
    return refused, live


def _reached(start: str, out: Mapping[str, set[str]]) -> set[str]:
    """All stories that can be got to from one, itself included."""
    seen = {start}
    stack = [start]
    while stack:
        for following in out.get(stack.pop(), ()):
            if following not in seen:
                seen.add(following)
                stack.append(following)
    return seen


def _freed(
    referring: Iterable[Group], bearers: Mapping[str, list[Group]], killed: Mapping[str, int]
) -> set[tuple[str, str]]:
    """Stories that a kill, or a notice that kills by name, says to use instead of the one that had absorbed them
    (FV-42)."""
    freed: set[tuple[str, str]] = set()
    for g in referring:
        used: set[str] = set()
        taken = {g.uri}
        for ref in g.refs:
            if ref.kind in ("use", "kill"):
                uri, _ = target(ref, g.uri, bearers, killed)
                if uri is not None:
                    (used if ref.kind == "use" else taken).add(uri)
        freed.update((absorber, uri) for absorber in taken if absorber in killed for uri in used)
    return freed


def _has_newer(g: Group, ms: int) -> bool:
    """Has the story a later version of its own, newer than the note that absorbed it (FV-34)?"""
    return any(
        is_later(c.article)
        and c.article.kind != "kill"
        and c.article.status == "usable"
        and event_ms(c.article) > ms >= 0
        for c in g.copies
    )


def _newest_absorbers(edges: Iterable[_Edge]) -> dict[str, str]:
    newest: dict[str, _Edge] = {}
    for edge in edges:
        held = newest.get(edge.absorbed)
        if held is None or held.key < edge.key:
            newest[edge.absorbed] = edge
    return {uri: edge.absorber for uri, edge in newest.items()}


def _path(uri: str, absorber: Mapping[str, str]) -> list[str]:
    path = []
    while uri in absorber:
        uri = absorber[uri]
        path.append(uri)
    return path
