"""The stories of one source by uri. Most are put together only when they are asked for: after a restart, and once
others were put together since."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from worker.story.decision import Decision
from worker.story.group import Group, Ref, make_group, names_of
from worker.story.item import Copy, Item

MADE = 2_000
"""Number of stories put together last that stay so, as many as articles stay open: of a longer time ago hardly one is
asked for."""


class Waiting:
    """A story that is put together when it is asked for, from its items as they are now. Only for stories that speak of
    no others, and that no embargo and no decision of editors concerns: these are made from their items alone."""

    __slots__ = ("_group", "_members", "earliest", "newest", "start", "uri")
    refs: tuple[Ref, ...] = ()
    decided: tuple[Decision, ...] = ()
    is_notice = False

    def __init__(self, uri: str, members: Sequence[Item]) -> None:
        self.uri = uri
        self.start = min([item.start for item in members])
        self.newest = max([item.newest for item in members])
        self.earliest = min([item.earliest for item in members])
        self._members = tuple(members)
        self._group: Group | None = None

    @staticmethod
    def can(uri: str, members: Sequence[Item], known: Mapping[str, str]) -> bool:
        """Whether a story of these items can wait. `known` are the stories that the same rules have put items into:
        so they do not break on one of them now, when nobody expects it any more."""
        return all([_is_plain(item) and known.get(item.key) == uri for item in members])  # noqa: C419 - twice as fast

    @property
    def group(self) -> Group:
        """The story."""
        if self._group is None:
            self._group = make_group(self.uri, self._members)
            self._members = ()
        return self._group

    @property
    def names(self) -> Collection[str]:
        """The names that notes may refer to it by."""
        return names_of(self.uri, self._members) if self._group is None else self._group.names

    @property
    def copies(self) -> tuple[Copy, ...]:
        """Its versions."""
        return self.group.copies


class Groups:
    """Stories by uri, some of them waiting."""

    def __init__(self) -> None:
        self._held: dict[str, Group | Waiting] = {}
        self._made: dict[str, None] = {}
        """Those put together, the longest ago first; also of some that are gone."""

    def __len__(self) -> int:
        return len(self._held)

    def __contains__(self, uri: object) -> bool:
        return uri in self._held

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __getitem__(self, uri: str) -> Group:
        held = self._held[uri]
        if isinstance(held, Waiting):
            held = held.group
            self.put(uri, held)
        return held

    def peek(self, uri: str) -> Group | Waiting:
        """The story with this uri, as it is."""
        return self._held[uri]

    def get(self, uri: str) -> Group | None:
        """The story with this uri, if there is one."""
        return self[uri] if uri in self._held else None

    def put(self, uri: str, group: Group | Waiting) -> None:
        """Add a story, or its new state."""
        self._held[uri] = group
        self._made.pop(uri, None)
        if isinstance(group, Group):
            self._made[uri] = None

    def rest(self) -> Iterator[Waiting]:
        """Let stories wait that were put together longest ago, as far as they are made from their items alone; all but
        `MADE`. Returns them."""
        while len(self._made) > MADE:
            uri = next(iter(self._made))
            del self._made[uri]
            group = self._held.get(uri)
            if isinstance(group, Group) and not group.decided and all(_is_plain(item) for item in group.items):
                story = self._held[uri] = Waiting(uri, group.items)
                yield story

    def pop(self, uri: str) -> Group | None:
        """Remove a story; None if there is none."""
        group = self.get(uri)
        self.drop(uri)
        return group

    def drop(self, uri: str) -> None:
        """Remove a story that is not asked for any more."""
        self._held.pop(uri, None)
        self._made.pop(uri, None)

    def values(self) -> Iterator[Group | Waiting]:
        """All of them as they are."""
        return iter(self._held.values())

    def all(self) -> list[Group]:
        """All of them, put together, sorted by uri."""
        return [self[uri] for uri in sorted(self._held)]


def _is_plain(item: Item) -> bool:
    """Whether it asks for nothing beyond its own story. The end of an embargo that a newer text has lifted is still one
    that has come, or is waited for."""
    return item.plain and not item.ends
