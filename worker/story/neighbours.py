"""Which stories a note could tie together: an index from the names stories bear to those that bear or call them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from worker.story.group import Group, in_reach


class Neighbours:
    """Names of stories, and the notes that call them."""

    def __init__(self) -> None:
        self._bearers: dict[str, set[str]] = defaultdict(set)
        self._callers: dict[str, set[str]] = defaultdict(set)

    def put(self, group: Group) -> None:
        """Take in a story's names and notes."""
        for name in group.names:
            self._bearers[name].add(group.uri)
        for ref in group.refs:
            for name in ref.names:
                self._callers[name].add(group.uri)

    def drop(self, group: Group) -> None:
        """Take out exactly what `put` took in."""
        for name in group.names:
            _discard(self._bearers, name, group.uri)
        for name in {name for ref in group.refs for name in ref.names}:
            _discard(self._callers, name, group.uri)

    def closure(self, uris: Iterable[str], groups: Mapping[str, Group], mentions: bool = True) -> set[str]:
        """All stories that notes could tie to `uris`, over any number of steps; without `mentions`, only notes that
        change a story count."""
        seen = {uri for uri in uris if uri in groups}
        stack = list(seen)
        while stack:
            group = groups[stack.pop()]
            for uri in self._called(group, groups, mentions) | self._calling(group, groups, mentions):
                if uri not in seen:
                    seen.add(uri)
                    stack.append(uri)
        return seen

    def _called(self, group: Group, groups: Mapping[str, Group], mentions: bool) -> set[str]:
        return {
            uri
            for ref in group.refs
            if mentions or ref.kind != "mention"
            for name in ref.names
            for uri in ((name,) if name in groups else self._bearers.get(name, ()))
            if in_reach(ref, groups[uri])
        }

    def _calling(self, group: Group, groups: Mapping[str, Group], mentions: bool) -> set[str]:
        return {
            uri
            for name in (*group.names, group.uri)
            for uri in self._callers.get(name, ())
            if any(
                name in ref.names and (mentions or ref.kind != "mention") and in_reach(ref, group)
                for ref in groups[uri].refs
            )
        }


def _discard(index: dict[str, set[str]], name: str, uri: str) -> None:
    holders = index[name]
    holders.discard(uri)
    if not holders:
        del index[name]
