"""How stories affect each other, kept up to date as they change: which are killed, withheld or superseded, by which.

What a note means depends on the stories with the names it uses, and on which of them are killed; whether a combine
holds depends on the combines that it is connected with. So each change is followed to everything it can affect, and no
further. `link` does the same for a whole set at once, starting from nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from worker.story import combine
from worker.story.bearers import Bearers
from worker.story.combine import MOST_HOPS, NO_HOLD, NO_LINKS, NO_NOTES, Hold, Links, Notes, Said
from worker.story.cycles import Edge, Verdict, verdicts
from worker.story.decision import Decision
from worker.story.group import ASKING, Group, Ref
from worker.story.groups import Groups, Waiting
from worker.story.name_index import turn
from worker.story.story import Combine, CombineState, DecidedState, Mention
from worker.story.targets import Meanings, Target


def link(groups: Mapping[str, Group]) -> Mapping[str, Links]:
    """Resolve every note in `groups`. Uris without links are left out."""
    linking = Linking()
    linking.update(groups)
    return linking.links


class Linking:
    """The stories of one source."""

    def __init__(self) -> None:
        self.links: dict[str, Links] = {}
        self._groups = Groups()
        self._bearers = Bearers()
        self._callers: dict[str, set[str]] = defaultdict(set)
        self._own_kills: dict[str, int] = {}
        self._named_kills: dict[str, dict[str, combine.Kill]] = {}
        self._killers: dict[str, set[str]] = defaultdict(set)
        self._killed: dict[str, int] = {}
        self._said: dict[str, Said] = {}
        self._subject_of: dict[str, set[str]] = defaultdict(set)
        self._holds: dict[str, Hold] = {}
        self._verdicts: dict[str, dict[str, Verdict]] = {}
        self._absorber: dict[str, str] = {}
        self._absorbed: dict[str, set[str]] = defaultdict(set)
        self._continued: dict[str, dict[bool, int]] = {}
        """When an absorbed story has gone on by itself, by the way of telling the time."""

    def settle(self, stories: Iterable[Group | Waiting]) -> None:
        """Add the first stories."""
        made: dict[str, Group] = {}
        for story in stories:
            if isinstance(story, Group):
                made[story.uri] = story
            else:
                self._groups.put(story.uri, story)
                self._bearers.put(story.uri, story.names)
        self.update(made)

    def rest(self, story: Waiting) -> None:
        """Hold a story as one that waits."""
        self._groups.put(story.uri, story)

    def update(self, changed: Mapping[str, Group | None]) -> dict[str, Links]:
        """Add, replace or remove (None) stories. Returns the previous links of all stories, including `changed`, whose
        links are different now."""
        names = self._put(changed)
        killed = self._kill(changed, names)
        for uri in killed:
            if uri in self._groups:
                names.update(_called(self._groups[uri]))
        callers = {uri for name in names for uri in self._callers.get(name, ())}
        callers.update(uri for uri in changed if uri in self._said or self._has_refs(uri))
        again, moved = self._read_notes(callers, killed)
        again |= killed | {uri for uri in changed if uri in self._subject_of or uri in self._absorber}
        holds = {uri for uri in again if self._hold(uri)}
        judged = self._judge(moved)
        again |= holds | judged
        again |= self._follow(again)
        around = {uri for subject in (changed.keys() | killed | holds) for uri in self._subject_of.get(subject, ())}
        return self._render(again | around | callers | changed.keys())

    def asked(self, group: Group) -> list[tuple[Ref, str | None]]:
        """What a notice asks for, and the story that it means; None if it is unknown."""
        told = self._said.get(group.uri)
        pairs = zip(group.refs, told.targets, strict=True) if told is not None else ()
        return [(ref, target.uri) for ref, target in pairs if ref.kind in ASKING]

    def tied(self, uris: Iterable[str]) -> set[str]:
        """The stories whose records refer to these or are referred to by them, over any number of steps. Mentions in
        digests do not count."""
        seen = {uri for uri in uris if uri in self._groups}
        stack = list(seen)
        while stack:
            uri = stack.pop()
            for other in self._speaks_of(uri) | self._spoken_of_by(uri):
                if other not in seen and other in self._groups:
                    seen.add(other)
                    stack.append(other)
        return seen

    def _speaks_of(self, uri: str) -> set[str]:
        told = self._said.get(uri)
        found: set[str] = set(self._named_kills.get(uri, ()))
        if told is not None:
            for ref, target in zip(self._groups[uri].refs, told.targets, strict=True):
                if ref.kind != "mention":
                    found.update(u for u in (target.uri, target.other) if u)
        return found

    def _spoken_of_by(self, uri: str) -> set[str]:
        callers = self._subject_of.get(uri, set()) | self._killers.get(uri, set())
        return {caller for caller in callers if uri in self._speaks_of(caller)}

    def _has_refs(self, uri: str) -> bool:
        group = self._groups.get(uri)
        return group is not None and bool(group.refs)

    def _put(self, changed: Mapping[str, Group | None]) -> set[str]:
        """Store the new groups. Returns the names that may mean other stories now."""
        names: set[str] = set()
        for uri, group in changed.items():
            old = self._groups.pop(uri)
            self._continued.pop(uri, None)
            kill = self._own_kills.pop(uri, None)
            self._index(uri, old, group)
            if group is not None:
                self._groups.put(uri, group)
                if group.killed is not None:
                    self._own_kills[uri] = group.killed[0]
            if old is None or group is None or _place(old) != _place(group) or kill != self._own_kills.get(uri):
                names.update(*(_called(g) for g in (old, group) if g is not None))
        return names

    def _index(self, uri: str, old: Group | None, new: Group | None) -> None:
        was, now = _called(old) if old else _NO_NAMES, _called(new) if new else _NO_NAMES
        if was != now:
            self._bearers.drop(uri, set(was).difference(now))
            self._bearers.put(uri, set(now).difference(was))
        if (old is not None and old.refs) or (new is not None and new.refs):
            calls = [{name for ref in g.refs for name in ref.names} if g is not None else set() for g in (old, new)]
            turn(self._callers, uri, *calls)

    def _kill(self, changed: Mapping[str, Group | None], names: set[str]) -> set[str]:
        """Recompute which stories are killed, and since when. Returns those for which this changed.

        A story is killed by a version of its own or by a notice that names it; this lasts (FV-47, FV-48) unless a later
        version says REINSTATES (FV-49).
        """
        callers = {uri for name in names for uri in self._callers.get(name, ())} | changed.keys()
        touched = set(changed)
        candidates = Meanings(self._groups, self._bearers, self._own_kills)
        for uri in callers:
            before = self._named_kills.pop(uri, {})
            group = self._groups.get(uri)
            now: dict[str, combine.Kill] = {}
            for ref in group.refs if group is not None else ():
                if group is not None and ref.kind == "kill" and (group.is_notice or not group.bears(ref)):
                    meant = candidates.meant(ref, uri).uri
                    if meant is not None:
                        now[meant] = combine.later(now.get(meant), ref)
            if now:
                self._named_kills[uri] = now
            turn(self._killers, uri, before.keys(), now.keys())
            touched.update(target for target in before.keys() | now.keys() if before.get(target) != now.get(target))
        return {uri for uri in touched if self._kill_one(uri)}

    def _kill_one(self, uri: str) -> bool:
        before = self._killed.pop(uri, None)
        group = self._groups.get(uri)
        notices = [self._named_kills[caller][uri] for caller in self._killers.get(uri, ())]
        since = combine.killed_since(group, notices) if group is not None else None
        if since is not None:
            self._killed[uri] = since
        return before != self._killed.get(uri)

    def _read_notes(self, callers: set[str], killed: set[str]) -> tuple[set[str], set[str]]:
        """Read the notes of `callers` again. Returns the stories that changed notes are or were about, and those whose
        combines changed."""
        candidates = Meanings(self._groups, self._bearers, self._killed)
        about: set[str] = set()
        moved: set[str] = set()
        for uri in callers:
            group, before = self._groups.get(uri), self._said.pop(uri, None)
            now = None
            if group is not None and group.refs:
                targets = [candidates.meant(ref, uri) for ref in group.refs]
                now = self._said[uri] = combine.said(group, targets)
            if now == before:
                continue
            was, is_now = before.subjects() if before else set(), now.subjects() if now else set()
            turn(self._subject_of, uri, was, is_now)
            about |= was | is_now
            old, new = before.edges if before else {}, now.edges if now else {}
            if old != new:
                moved.update((uri, *old, *new))
        for absorber in killed:  # combines that a kill frees
            for caller in self._subject_of.get(absorber, ()):
                about.update(b for a, b in self._said[caller].frees if a == absorber)
        return about, moved

    def _hold(self, uri: str) -> bool:
        """Recompute the effect of holds and releases on a story. Returns whether it changed."""
        before = self._holds.pop(uri, NO_HOLD)
        notes = [self._said[caller] for caller in self._subject_of.get(uri, ())]
        since = max((n.holds[uri] for n in notes if uri in n.holds), default=None)
        lifted = max((n.releases[uri] for n in notes if uri in n.releases), default=None)
        if since is not None or lifted is not None:
            group = self._groups.get(uri) if uri not in self._killed else None  # a kill is stronger
            if group is not None and (now := combine.held(group, since, lifted)) != NO_HOLD:
                self._holds[uri] = now
        return before != self._holds.get(uri, NO_HOLD)

    def _judge(self, moved: set[str]) -> set[str]:
        """Judge again the combines connected with those of `moved`. Returns `moved` and the stories with a changed
        verdict."""
        seen: set[str] = set()
        stack = list(moved)
        edges: list[Edge] = []
        while stack:
            uri = stack.pop()
            if uri in seen:
                continue
            seen.add(uri)
            if uri in self._said:
                edges.extend(self._said[uri].edges.values())
                stack.extend(self._said[uri].edges)
            stack.extend(e.absorber for e in self._edges_into(uri))
        before = {uri: found for uri in seen if (found := self._verdicts.pop(uri, None)) is not None}
        now: dict[str, dict[str, Verdict]] = defaultdict(dict)
        for (absorber, absorbed), verdict in verdicts(edges).items():
            now[absorbed][absorber] = verdict
        self._verdicts.update(now)
        judged = set(moved)
        for uri in before.keys() | now.keys():
            was, is_now = before.get(uri, {}), now.get(uri, {})
            if was != is_now:
                judged.add(uri)
                judged.update(a for a in was.keys() | is_now.keys() if was.get(a) != is_now.get(a))
        return judged

    def _edges_into(self, uri: str) -> list[Edge]:
        return [edge for caller in self._subject_of.get(uri, ()) if (edge := self._said[caller].edges.get(uri))]

    def _verdict(self, edge: Edge) -> Verdict:
        return self._verdicts.get(edge.absorbed, {}).get(edge.absorber) or Verdict(edge.ms)

    def _reopened(self, edges: Iterable[Edge]) -> set[str]:
        """The absorbers of one story whose combines are valid but no longer count: the story has continued by itself
        since, or a kill of the absorber says to use it instead."""
        found: set[str] = set()
        for edge in edges:
            verdict = self._verdict(edge)
            if not verdict.refused and (self._continued_ms(edge) > verdict.ms >= 0 or self._freed(edge)):
                found.add(edge.absorber)
        return found

    def _continued_ms(self, edge: Edge) -> int:
        known = self._continued.setdefault(edge.absorbed, {})
        if edge.decided not in known:
            known[edge.decided] = combine.continued_ms(self._groups[edge.absorbed], known=edge.decided)
        return known[edge.decided]

    def _freed(self, edge: Edge) -> bool:
        pair = (edge.absorber, edge.absorbed)
        return edge.absorber in self._killed and any(
            pair in self._said[caller].frees for caller in self._subject_of[edge.absorbed]
        )

    def _follow(self, uris: Iterable[str]) -> set[str]:
        """Recompute what absorbs each of these. Returns those for which it changed, and all whose way leads there: no
        more than a way is long, or each story added to a chain would change all before it."""
        moved: list[str] = []
        for uri in uris:
            before, now = self._absorber.pop(uri, None), None
            if uri in self._groups and uri not in self._killed:
                edges = self._edges_into(uri)
                reopened = self._reopened(edges)
                holding = (e for e in edges if e.absorber not in reopened and not self._verdict(e).refused)
                now = combine.newest_absorber(holding)
            if now is not None:
                self._absorber[uri] = now
            if now != before:
                moved.append(uri)
                turn(self._absorbed, uri, {before} if before else (), {now} if now else ())
        below = around = set(moved)
        for _ in range(MOST_HOPS):
            around = {uri for above in around for uri in self._absorbed.get(above, ())} - below
            below = below | around
        return below

    def _render(self, uris: Iterable[str]) -> dict[str, Links]:
        before: dict[str, Links] = {}
        for uri in uris:
            was = self.links.pop(uri, NO_LINKS)
            now = self._links_of(uri) if uri in self._groups else NO_LINKS
            if now is not was and now != was:
                before[uri] = was
            if now is not NO_LINKS and now != NO_LINKS:
                self.links[uri] = now
        return before

    def _links_of(self, uri: str) -> Links:
        killed, group = uri in self._killed, self._groups.peek(uri)
        absorber = self._absorber.get(uri)
        if not group.refs and not killed and absorber is None and uri not in self._subject_of:
            return NO_LINKS
        way = combine.way(self._absorber, uri)
        notes = self._notes(self._groups[uri]) if group.refs else NO_NOTES
        hold = self._holds.get(uri, NO_HOLD)
        return Links(
            canceled=killed,
            withheld=hold.withheld,
            released=hold.released,
            lifted=hold.lifted,
            superseded_by=way[-1] if way else None,
            superseded_through=tuple(way[:-1]),
            reopened=absorber is None and not killed and bool(self._reopened(self._edges_into(uri))),
            combines=notes.combines,
            mentions=notes.mentions,
            ruled=combine.rulings(self._decided(uri)) if group.decided else (),
            flags=tuple(sorted({*notes.flags, "combine_cut"})) if len(way) > MOST_HOPS else notes.flags,
        )

    def _notes(self, g: Group) -> Notes:
        combines: dict[str, Combine] = {}
        mentions = []
        flags = {"note_cut"} if g.cut else set()
        for ref, target in zip(g.refs, self._said[g.uri].targets, strict=True):
            if target.cut:
                flags.add("note_cut")
            if ref.kind == "mention":
                mentions.append(Mention(ref.shown, None, target.uri))
            if target.uri is None and ref.kind in ASKING and g.is_notice and not ref.names[0].startswith("i:"):
                flags.add("no_target")
            if ref.kind == "combine" or (ref.kind == "follow" and target.uri in self._said[g.uri].edges):
                self._combine(g, ref, target, combines, flags)
        return Notes(tuple(combines.values()), tuple(mentions), tuple(sorted(flags)))

    def _combine(self, g: Group, ref: Ref, target: Target, combines: dict[str, Combine], flags: set[str]) -> None:
        uri = target.uri
        if g.bears(ref) and ref.by is None:
            flags.add("self_combine")
            return
        if uri is None:
            combines.setdefault(ref.names[0], Combine(ref.shown, None, None, "unresolved"))
            return
        edge = self._said[g.uri].edges.get(uri)
        state = self._state(edge) if edge is not None else "refused"  # by an editor
        said = self._groups[uri].copies[-1].article
        headline = None if said.status == "embargoed" else said.headline
        shown = ref.shown if ref.by is None else said.slug
        combines.setdefault(uri, Combine(shown, headline, uri, state, ref.by is None and target.other is not None))
        if edge is not None and self._verdict(edge).cut:
            flags.add("combine_cut")
        if self._holds.get(uri, NO_HOLD).withheld:
            flags.add("contains_withheld_source")
        if state == "canceled":
            flags.add("needs_review" if self._killed[uri] > ref.ms else "contains_killed_source")

    def _decided(self, uri: str) -> Iterator[tuple[Decision, Decision, DecidedState]]:
        """Every decision on what a story combines, or what combines it, with the one that counts, and its effect."""
        for caller in {uri, *self._subject_of.get(uri, ())}:
            told = self._said.get(caller)
            if told is None or not told.ruled or (caller != uri and uri not in told.ruled):
                continue
            for ref, target in zip(self._groups[caller].refs, told.targets, strict=True):
                if ref.by is not None and target.uri is not None and uri in (caller, target.uri):
                    counts = told.ruled[target.uri]
                    edge = told.edges.get(target.uri) if ref.by.kind == counts.kind else None
                    state = self._state(edge) if edge is not None else "superseded"
                    yield ref.by, counts, _EFFECTS.get(state, "in_force")

    def _state(self, edge: Edge) -> CombineState:
        if edge.absorbed in self._killed:
            return "canceled"
        if self._verdict(edge).refused:
            return "refused"
        return "related" if self._reopened([edge]) else "superseded"


_EFFECTS: Mapping[CombineState, DecidedState] = {"related": "ended", "refused": "overruled"}
"""What has become of a decision that one story follows another, by the state of its combine."""
_NO_NAMES: Collection[str] = ()


def _called(group: Group) -> Collection[str]:
    """The names by which a note may refer to a story. An advisory may have the slug of the story that it is about, but
    is not that story."""
    return _NO_NAMES if group.is_advisory else group.names


def _place(group: Group) -> tuple[object, ...]:
    """Everything about a story that decides which notes mean it."""
    return (group.names, group.start, group.newest, group.earliest, group.is_advisory, group.is_notice)
