"""Which story a note refers to: of the usable stories with the name it uses, the one begun last before it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

from worker.story.bearers import Bearers
from worker.story.group import ASKING, Group, Ref
from worker.story.groups import Groups, Waiting
from worker.story.rungs import HOUR_MS, REACH_MS, REMEMBER_MS, SLUG_REACH_MS

LOOKED_AT = 100
"""For a note, only this many stories of a name are considered, those begun last before it: hundreds may share a rubric.
"""


@dataclass(frozen=True, slots=True)
class Target:
    """The story that a name in a note refers to, and another that it could have meant; `cut` says that not all stories
    with the name were considered, because there are too many."""

    uri: str | None = None
    other: str | None = None
    cut: bool = False


NOWHERE = Target()
Story = Group | Waiting


class Candidates:
    """The stories that have one of a note's names, ordered by when they began; killed ones are kept apart."""

    def __init__(self, bearers: Iterable[Story], killed: Container[str]) -> None:
        usable: list[Story] = []
        dead: list[Story] = []
        for group in bearers:
            (dead if group.uri in killed else usable).append(group)
        self._pools = [_Pool(groups) for groups in (usable, dead) if groups]

    def meant(self, ref: Ref, own: str) -> Target:
        """The story that `ref`, in a note of the story `own`, refers to.

        A story that began after it, within the error of a clock, is only meant if there is no other: a substitute is
        sent soon after the kill, under the slug of the killed story.
        """
        cut = False
        for begun in (True, False):
            for pool in self._pools:
                found, more = pool.begun_last(ref, own, begun)
                cut |= more
                if found:
                    return Target(found[0].uri, found[1].uri if len(found) > 1 else None, cut)
        return Target(cut=True) if cut else NOWHERE


class Meanings:
    """What notes refer to at one moment; the candidates of each name are collected only once."""

    def __init__(self, groups: Groups, bearers: Bearers, killed: Mapping[str, int]) -> None:
        self._groups, self._bearers, self._killed = groups, bearers, killed
        self._found: dict[tuple[bool, tuple[str, ...]], Candidates] = {}

    def meant(self, ref: Ref, own: str) -> Target:
        """The story that `ref`, in a note of the story `own`, refers to. A notice never refers to another notice."""
        asking = ref.kind in ASKING
        if len(ref.names) == 1 and ref.ms < 0 and len(bearers := self._bearers.one(ref.names[0])) < 2:
            found = next((uri for uri in bearers if uri != own and not (asking and self._groups[uri].is_notice)), None)
            return NOWHERE if found is None else Target(found)
        candidates = self._found.get((asking, ref.names))
        if candidates is None:
            peek, bearers = self._groups.peek, self._bearers.of(ref.names)
            groups = [g for uri in bearers if not ((g := peek(uri)).is_notice and asking)]
            candidates = self._found[asking, ref.names] = Candidates(groups, self._killed)
        return candidates.meant(ref, own)


class _Pool:
    """Stories by their beginning: those with a known beginning, and those that may have begun earlier."""

    def __init__(self, groups: list[Story]) -> None:
        groups.sort(key=lambda g: (g.start, g.uri))
        timed = [g for g in groups if g.earliest == g.start]
        vague = [g for g in groups if g.earliest != g.start] if len(timed) < len(groups) else []
        self._lists = [(of, [g.start for g in of], exact) for of, exact in ((timed, True), (vague, False)) if of]

    def begun_last(self, ref: Ref, own: str, begun: bool) -> tuple[list[Story], bool]:
        """The two stories begun last that `ref` could mean (with `begun`: begun before it), and whether some were not
        considered."""
        found: list[Story] = []
        cut = False
        for groups, starts, exact in self._lists:
            at = len(groups)
            if ref.ms >= 0:
                at = bisect_right(starts, ref.ms + ((0 if begun else HOUR_MS) if exact else SLUG_REACH_MS))
            stop = max(0, at - LOOKED_AT)
            fitting = list(islice((g for g in reversed(groups[stop:at]) if _fits(ref, own, g, begun)), 2))
            cut |= stop > 0 and len(fitting) < 2
            found += fitting
        if len(self._lists) > 1:
            found.sort(key=lambda g: (g.start, g.uri), reverse=True)
        return found[:2], cut


def _fits(ref: Ref, own: str, group: Story, begun: bool) -> bool:
    if group.uri == own or not in_reach(ref, group):
        return False
    return not begun or ref.ms < 0 or group.earliest <= ref.ms


def in_reach(ref: Ref, group: Story) -> bool:
    """Whether `ref` can mean this story: one that began at most an hour after the note (if times are known), and has an
    article at most two days older than the note; a notice reaches back for a month."""
    if ref.ms < 0 or group.start < 0:
        return True
    begun = group.earliest <= ref.ms + HOUR_MS and group.start <= ref.ms + SLUG_REACH_MS
    return begun and group.newest >= ref.ms - (REMEMBER_MS if ref.kind in ASKING else REACH_MS)
