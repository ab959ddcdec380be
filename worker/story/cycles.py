"""Combines that contradict each other: stories that combine each other in a cycle, and sets that grow too large."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

EdgeKey = tuple[int, int, int, str]
Pair = tuple[str, str]

MOST_STORIES = 1_000
"""Limit on the stories that combines link into one set. The notes of a real wire link two to four."""


@dataclass(frozen=True, slots=True)
class Edge:
    """`absorber` combines `absorbed`; `key` decides which of two notes is newer, `ms` is when it takes effect;
    `decided`: an editor says so, no note."""

    absorber: str
    absorbed: str
    key: EdgeKey
    ms: int
    decided: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision on a combine that others contradict: when it takes effect, whether it is refused, and whether that
    is because of the limit (`cut`)."""

    ms: int
    refused: bool = False
    cut: bool = False


def verdicts(edges: Collection[Edge]) -> dict[Pair, Verdict]:
    """The verdict on each combine that cannot simply take effect. `edges` are all combines of one connected set.

    In a cycle the story with the newest note stays alive: edges that lead away from it hold, edges that lead back are
    refused, so exactly one story survives. All notes of a cycle take effect with the newest of them, so that a note
    alone does not reopen its story. The time is linear in the number of edges.
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
    """The verdicts inside one cycle, or several that share stories."""
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
    """The length of the shortest path of combines from the head to each story."""
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
    """The edges that link at most `MOST_STORIES` stories, oldest notes first; the others get a verdict in `found`."""
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
    """The strongly connected components of two stories or more (Tarjan, 1972)."""
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
