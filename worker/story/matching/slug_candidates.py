"""The stories of one slug while its items are placed, and which of them a text is most like."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain

from worker.story.item import Item
from worker.story.matching.likeness import Likeness


class SlugCandidates:
    """Stories by uri. Texts are only looked into when two stories could be meant: most slugs hold one."""

    def __init__(self, stories: Mapping[str, Sequence[Item]], loose: Sequence[Item], likeness: Likeness) -> None:
        """`stories` stand on it from the start, `loose` are the items that are going to be put on it."""
        self._stories: dict[str, list[Item]] = {uri: list(items) for uri, items in stories.items()}
        self._places = {item.key: uri for uri, items in stories.items() for item in items}
        self._begun = {uri: min(m.start for m in items) for uri, items in self._stories.items()}
        self._order = sorted((start, uri) for uri, start in self._begun.items())
        self._flashes = {uri for uri, items in self._stories.items() if all(m.flash for m in items)}
        self._every = (*chain.from_iterable(stories.values()), *loose)
        self._likeness = likeness
        self._alike: Mapping[str, Mapping[str, float]] | None = None

    def put(self, uri: str, item: Item) -> None:
        """Add an item to a story, or open one with it."""
        begun = self._begun.get(uri)
        if begun is None or item.start < begun:
            if begun is not None:
                del self._order[bisect_left(self._order, (begun, uri))]
            self._begun[uri] = item.start
            insort(self._order, (item.start, uri))
        if not item.flash:
            self._flashes.discard(uri)
        elif uri not in self._stories:
            self._flashes.add(uri)
        self._stories.setdefault(uri, []).append(item)
        self._places[item.key] = uri

    def newest(self) -> Iterator[tuple[str, Sequence[Item]]]:
        """Stories with their items, the one begun last first."""
        return ((uri, self._stories[uri]) for _, uri in reversed(self._order))

    def flashes(self) -> Iterator[tuple[str, Sequence[Item]]]:
        """The stories of which nothing but flashes is known, the one begun last first."""
        begun = sorted(((self._begun[uri], uri) for uri in self._flashes), reverse=True)
        return ((uri, self._stories[uri]) for _, uri in begun)

    def most_alike(self, item: Item, fits: Callable[[Sequence[Item]], bool]) -> str | None:
        """Of the stories that fit, the one with the text most like the item's; None under half of the shorter text."""
        if not self._stories:
            return None
        if self._alike is None:
            self._alike = self._likeness.among(self._every)
        alike: dict[str, float] = {}
        for key, share in self._alike[item.key].items():
            uri = self._places.get(key)
            if uri is not None:
                alike[uri] = max(alike.get(uri, 0.0), share)
        fitting = [uri for uri in sorted(alike) if fits(self._stories[uri])]
        return max(fitting, key=lambda uri: alike[uri], default=None)
