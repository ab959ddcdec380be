"""The stories of one slug while its items are placed, and which of them a text is most like."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from worker.story.item import Item, text_of
from worker.story.shingles import FEWEST

SAME_TEXT = 0.5
"""Two first sends of one slug that share half of the shorter text are one story."""


class Shelf:
    """Stories by uri. Texts are only looked into when two stories could be meant: most slugs hold one."""

    def __init__(self, stories: Mapping[str, Sequence[Item]]) -> None:
        self._stories: dict[str, list[Item]] = {uri: list(items) for uri, items in stories.items()}
        self._texts: defaultdict[int, list[tuple[str, Item]]] | None = None

    def put(self, uri: str, item: Item) -> None:
        """Add an item to a story, or open one with it."""
        self._stories.setdefault(uri, []).append(item)
        if self._texts is not None:
            self._index(uri, item, self._texts)

    def newest(self) -> Iterator[tuple[str, Sequence[Item]]]:
        """Stories with their items, the one begun last first."""
        begun = sorted(((min(m.start for m in items), uri) for uri, items in self._stories.items()), reverse=True)
        return ((uri, self._stories[uri]) for _, uri in begun)

    def most_alike(self, item: Item, fits: Callable[[Sequence[Item]], bool]) -> str | None:
        """Of the stories that fit, the one with the text most like the item's; None under half of the shorter text."""
        if not self._stories:
            return None
        if self._texts is None:
            self._texts = defaultdict(list)
            for uri, members in self._stories.items():
                for member in members:
                    self._index(uri, member, self._texts)
        text = text_of(item)
        shared: Counter[tuple[str, Item]] = Counter()
        texts = self._texts
        for shingle in [s for s in text if s in texts]:
            shared.update(texts[shingle])
        alike: dict[str, float] = {}
        for (uri, member), common in shared.items():
            shorter = min(len(text), len(text_of(member)))
            if shorter >= FEWEST and common >= SAME_TEXT * shorter:
                alike[uri] = max(alike.get(uri, 0.0), common / shorter)
        fitting = [uri for uri in sorted(alike) if fits(self._stories[uri])]
        return max(fitting, key=lambda uri: alike[uri], default=None)

    @staticmethod
    def _index(uri: str, item: Item, texts: defaultdict[int, list[tuple[str, Item]]]) -> None:
        for shingle in text_of(item):
            texts[shingle].append((uri, item))
