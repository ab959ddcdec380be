"""The stories of one slug while its items are placed, and which of them a text is most like."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from worker.story.item import Item, text_of
from worker.story.shingles import FEWEST

SAME_TEXT = 0.5
"""Two first sends of one slug that share half of the shorter text are one story."""


_Text = tuple[str, frozenset[int]]


class Shelf:
    """Stories by uri. Texts are only looked into when two stories could be meant: most slugs hold one."""

    def __init__(self, stories: Mapping[str, Sequence[Item]]) -> None:
        self._stories: dict[str, list[Item]] = {uri: list(items) for uri, items in stories.items()}
        self._begun = {uri: min(m.start for m in items) for uri, items in self._stories.items()}
        self._order = sorted((start, uri) for uri, start in self._begun.items())
        self._flashes = {uri for uri, items in self._stories.items() if all(m.flash for m in items)}
        self._texts: defaultdict[int, list[_Text]] | None = None
        self._indexed: set[_Text] = set()

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
        if self._texts is not None:
            self._index(uri, text_of(item), self._texts)

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
        if self._texts is None:
            self._texts = defaultdict(list)
            for uri, members in self._stories.items():
                for member in members:
                    self._index(uri, text_of(member), self._texts)
        text = text_of(item)
        shared: Counter[_Text] = Counter()
        texts = self._texts
        for shingle in [s for s in text if s in texts]:
            shared.update(texts[shingle])
        alike: dict[str, float] = {}
        for (uri, other), common in shared.items():
            shorter = min(len(text), len(other))
            if shorter >= FEWEST and common >= SAME_TEXT * shorter:
                alike[uri] = max(alike.get(uri, 0.0), common / shorter)
        fitting = [uri for uri in sorted(alike) if fits(self._stories[uri])]
        return max(fitting, key=lambda uri: alike[uri], default=None)

    def _index(self, uri: str, text: frozenset[int], texts: defaultdict[int, list[_Text]]) -> None:
        """Index a text of a story, once however often it was sent."""
        if (uri, text) in self._indexed:
            return
        self._indexed.add((uri, text))
        for shingle in text:
            texts[shingle].append((uri, text))
