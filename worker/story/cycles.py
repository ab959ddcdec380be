"""Combines that contradict one another: stories that combine each other in a circle, and sets of them without end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

EdgeKey = tuple[int, int, int, str]
Pair = tuple[str, str]

MOST_STORIES = 1_000
"""Stories that combines tie into one set, at most. The notes of a real wire tie two to four."""


@dataclass(frozen=True, slots=True)
class Edge:
    """`absorber` combines `absorbed`; `key` says which of two notes is newer, `ms` since when it holds."""

    absorber: str
    absorbed: str
    key: EdgeKey
    ms: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a combine that others contradict: whether it holds at all, whether because of a bound (`cut`),
    and since when."""

    ms: int
    refused: bool = False
    cut: bool = False


def verdicts(edges: Collection[Edge]) -> dict[Pair, Verdict]:
    """The verdict on each combine that does not simply hold. `edges` are all that hang together.

    In a circle the story with the newest note stays: what leads away from it holds, what leads back is refused, so
    exactly one story stays alive. All notes of a circle are taken to hold since the newest of them, so that a note
    alone does not reopen its story. Linear in the number of edges.
    """
    found: dict[Pair, Verdict] = {}
    kept = _within_bounds(edges, found)
    out: dict[str, list[str]] = defaultdict(list)
    for edge in kept:
        out[edge.absorber].append(edge.absorbed)
    circle = {uri: n for n, ring in enumerate(_circles(out)) for uri in ring}
    inner: dict[int, list[Edge]] = defaultdict(list)
    for edge in kept:
        if edge.absorber in circle and circle[edge.absorber] == circle.get(edge.absorbed):
            inner[circle[edge.absorber]].append(edge)
    for ring in inner.values():
        found.update(_judged(ring))
    return found


def _judged(ring: Collection[Edge]) -> Iterable[tuple[Pair, Verdict]]:
    """The verdicts inside one circle, or several that share stories."""
    newest = max(ring, key=lambda e: e.key)
    out: dict[str, list[str]] = defaultdict(list)
    noted: dict[str, EdgeKey] = {}
    for edge in ring:
        out[edge.absorber].append(edge.absorbed)
        noted[edge.absorber] = max(noted.get(edge.absorber, edge.key), edge.key)
    level = _levels(newest.absorber, out)
    for edge in ring:
        a, b = edge.absorber, edge.absorbed
        away = level[a] < level[b] or (level[a] == level[b] and noted[a] > noted[b])
        yield (a, b), Verdict(max(newest.ms, edge.ms), refused=not away)


def _levels(head: str, out: Mapping[str, Collection[str]]) -> dict[str, int]:
    """How many combines lead from the head to each story, at least."""
    level, at = {head: 0}, [head]
    while at:
        following = []
        for uri in at:
            for other in out.get(uri, ()):
                if other not in level:
                    level[other] = level[uri] + 1
                    following.append(other)
        at = following
    return level


def _within_bounds(edges: Collection[Edge], found: dict[Pair, Verdict]) -> Collection[Edge]:
    """The edges that tie no more than `MOST_STORIES`, the oldest notes first; a verdict on each of the others."""
    if len({uri for e in edges for uri in (e.absorber, e.absorbed)}) <= MOST_STORIES:
        return edges
    lead: dict[str, str] = {}
    size: dict[str, int] = {}

    def leader(uri: str) -> str:
        while (above := lead.get(uri, uri)) != uri:
            lead[uri] = lead.get(above, above)
            uri = above
        return uri

    kept = []
    for edge in sorted(edges, key=lambda e: (e.key, e.absorbed)):
        a, b = leader(edge.absorber), leader(edge.absorbed)
        together = size.get(a, 1) + size.get(b, 1)
        if a != b and together > MOST_STORIES:
            found[edge.absorber, edge.absorbed] = Verdict(edge.ms, refused=True, cut=True)
            continue
        if a != b:
            small, large = sorted((a, b), key=lambda uri: (size.get(uri, 1), uri))
            lead[small] = large
            size[large] = together
        kept.append(edge)
    return kept


def _circles(out: Mapping[str, Collection[str]]) -> list[list[str]]:
    """The sets of stories that can each be got to from each other (Tarjan, 1972), those of one story left out."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    waiting: set[str] = set()
    circles: list[list[str]] = []
    for start in out:
        if start in number:
            continue
        number[start] = lowest[start] = len(number)
        stack.append(start)
        waiting.add(start)
        path = [(start, iter(out[start]))]
        while path:
            uri, rest = path[-1]
            following = next(rest, None)
            if following is None:
                path.pop()
                if path:
                    above = path[-1][0]
                    lowest[above] = min(lowest[above], lowest[uri])
                if lowest[uri] == number[uri]:
                    ring: list[str] = []
                    while not ring or ring[-1] != uri:
                        ring.append(stack.pop())
                    waiting.difference_update(ring)
                    if len(ring) > 1:
                        circles.append(ring)
            elif following not in number:
                number[following] = lowest[following] = len(number)
                stack.append(following)
                waiting.add(following)
                path.append((following, iter(out.get(following, ()))))
            elif following in waiting:
                lowest[uri] = min(lowest[uri], number[following])
    return circles
