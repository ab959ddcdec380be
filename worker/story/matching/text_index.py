"""Finds the items whose text is contained in another text, without comparing with all of them."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from zlib import crc32

from worker.story.item import Item, text_of
from worker.story.matching.postings import Postings, Sight
from worker.story.matching.shingles import FEWEST, first_shingles, openings, runs, shingles
from worker.wire.keys import headline_key

MOST_TEXT = 0.4
"""Share of a story's text that a later version must contain to be recognised."""
_MOST_OF_FEW = 0.6
"""The same for a text of a few words, unless the headlines are alike too."""
_ALIKE, _FEWEST_WORDS, _FEWEST_RUNS = 0.6, 3, 10
"""Share of the shorter headline's words, and how many at least, that two headlines which are alike have in common; and
the runs of words of the shortest text for which that counts, since wires reuse whole sentences."""
_MOST_ELSEWHERE, _FEWEST_ELSEWHERE = 0.9, 15
"""The share of its runs of words that a text from another place must have, and how many: a lead may come from another
city, but a sentence with the same words from two cities tells of two events."""
_LIKELY, _SMALL = 0.05, 80
"""Share of what an item is found by that makes it worth looking at the whole text; of so few pieces any one does."""
_BRIEF = 1000
"""Characters of a brief. A text too short for shingles is found by its runs of words, and looked for by a brief's."""
_LONGEST_FLASH = 160
_AROUND = ".,:;!?'()"
_BEGIN = 3
_FEW = 6
"""With fewer paragraphs than this, their openings are too few to find a text."""


class TextIndex:
    """An index of items by shingles. Only sources that need the text rung keep one.

    Items that look for the story they belong to are indexed with their whole text, so that a text they contain finds
    them; of the others only the openings of paragraphs, as candidates are compared with the whole text anyway.
    """

    def __init__(self, fits: Callable[[Item, Item], bool]) -> None:
        """`fits` says whether the first may be a later version of the second, texts aside."""
        self._fits = fits
        self._items: dict[str, Item] = {}
        self._pieces: dict[str, int] = {}
        """By how many pieces of its text each item is found."""
        self._looks: set[str] = set()
        """The items that look for their story."""
        self._looking = Postings()
        self._others = Postings()
        self._eager: set[str] = set()
        """Flashes and takes among those that look."""
        self._shares: dict[str, dict[Item, float]] = {}
        """For each item that looked, how much it contains of those that it was last compared with."""

    def add(self, item: Item, looking: bool, parents: Mapping[str, str], unsure: Container[str] = ()) -> set[str]:
        """Add an item, or its new texts; `looking` says that it looks for its story. Returns the looking items that may
        find another one now: call `inside` for them. `parents` says what each has found so far, except `unsure`."""
        again = self.remove(item.key)
        text = self._note(item, looking)
        self._postings(item.key).add((item.start, item.key), text)
        sight = self._seen(item, text)
        likely = (looks for looks, count in sight.counts.items() if self._is_enough(looks, count, len(text)))
        again.update(looks for looks in likely if self._fits(self._items[looks], item))
        again.update(looks for looks, hidden in sight.edges if looks in unsure or parents.get(looks) == hidden)
        return again

    def fill(self, items: Iterable[Item], looking: Container[str]) -> None:
        """Add the first items, when all of those that are `looking` for their story will be checked anyway."""
        every = [(item, item.key in looking) for item in items]
        for postings, looks in ((self._looking, True), (self._others, False)):
            some = [item for item, looked in every if looked == looks]
            postings.fill((((item.start, item.key), self._note(item, looks)) for item in some), len(some))

    def _note(self, item: Item, looking: bool) -> frozenset[int]:
        """Note an item. Returns the shingles by which it is found."""
        key = item.key
        text = found_by(item, looking)
        self._items[key], self._pieces[key] = item, len(text)
        if looking:
            self._looks.add(key)
            if not item.later or _is_take(item):
                self._eager.add(key)
        return text

    def remove(self, key: str) -> set[str]:
        """Remove an item; an unknown one is fine. Returns the items that may see another one in its place now."""
        item = self._items.get(key)
        if item is None:
            return set()
        text = found_by(item, key in self._looks)
        edges = self._seen(item, text).edges
        again = {looks for looks, hidden in edges if looks != key and self._is_likely(looks, hidden)}
        self._forget(item, text)
        return again

    def forget(self, key: str) -> None:
        """Remove an item that nothing can reach any more; an unknown one is fine."""
        item = self._items.get(key)
        if item is not None:
            self._forget(item, found_by(item, key in self._looks))

    def _forget(self, item: Item, text: frozenset[int]) -> None:
        key = item.key
        self._postings(key).remove((item.start, key), text)
        del self._items[key], self._pieces[key]
        self._looks.discard(key)
        self._eager.discard(key)
        self._shares.pop(key, None)

    def _postings(self, key: str) -> Postings:
        return self._looking if key in self._looks else self._others

    def inside(self, item: Item) -> Iterable[tuple[Item, float]]:
        """The items that fit and have two fifths or more of their text in `item`, with their share. Items that look for
        a story themselves count only if sent before it. A take also finds those with its headline, with share 0, as its
        text is a different one, and any item the flashes with its headline."""
        text, place, take = text_of(item), (item.start, item.key), _is_take(item)
        every = text | openings_of(item) | _begins(item)
        if _is_brief(item):
            every = every | _runs_of(item)
        found = self._others.around(place, every)
        found.update(self._looking.before(place, every))
        before, now = self._shares.get(item.key, {}), dict[Item, float]()
        for key, count in found.items():
            other = self._items[key]
            if (take or _is_likely(count, self._pieces[key])) and self._fits(item, other):
                share = before[other] if other in before else _contained(other, item, text)
                now[other] = share
                if share >= MOST_TEXT:
                    yield other, share
                elif (take or other.flash) and not _titles(item).isdisjoint(_titles(other)):
                    yield other, 0.0
        self._shares[item.key] = now

    def announced(self, flash: Item) -> Iterable[Item]:
        """The items that fit and have the headline of a flash or two fifths of its text."""
        text, titles = _runs_of(flash), _titles(flash)
        for key in self._others.around((flash.start, flash.key), found_by(flash, looking=True)):
            item = self._items[key]
            if not self._fits(flash, item):
                continue
            common = len(_runs_of(item) & text) if len(text) >= FEWEST else 0
            if not titles.isdisjoint(_titles(item)) or (common and common >= MOST_TEXT * len(text)):
                yield item

    def _seen(self, item: Item, text: frozenset[int]) -> Sight:
        """Which items may see an indexed item; `text` is what it is found by."""
        place = (item.start, item.key)
        sight = Sight()
        if item.key in self._looks:
            self._looking.seen_after(place, text, sight)
        else:
            self._looking.seen_around(self._others, place, text, sight)
        return sight

    def _is_likely(self, looks: str, other: str) -> bool:
        text, seen = (found_by(self._items[key], key in self._looks) for key in (other, looks))
        return self._is_enough(looks, len(text & seen), len(text))

    def _is_enough(self, looks: str, count: int, pieces: int) -> bool:
        """Whether this many shingles in common are worth comparing the texts; for a flash and a take any are."""
        return count > 0 if looks in self._eager else _is_likely(count, pieces)


def _is_likely(count: int, pieces: int) -> bool:
    return count > 0 if pieces <= _SMALL else count >= _LIKELY * pieces


def found_by(item: Item, looking: bool) -> frozenset[int]:
    """The pieces of an item's text by which it is found."""
    if looking == item.looks and len(item.copies) == 1 and (known := item.copies[0].pieces) is not None:
        return known
    begins = [first_shingles(c.article.paragraphs, _BEGIN) for c in item.copies]
    text = openings_of(item) | _titles(item).union(*[first for first, _ in begins])
    if looking or sum(len(c.article.paragraphs) for c in item.copies) < _FEW:
        text = text | text_of(item)
    # A text too short for shingles is found by its runs of words; those of the first paragraphs are mostly enough.
    is_short = all(len(found) < FEWEST for _, found in begins) and len(text_of(item)) < FEWEST
    if is_short or (looking and _is_brief(item)):
        text = text | _runs_of(item)
    return text


def _is_brief(item: Item) -> bool:
    return sum(len(p) for c in item.copies for p in c.article.paragraphs) <= _BRIEF


def _contained(other: Item, item: Item, text: frozenset[int]) -> float:
    """How much of another's text is in that of `item`. A text too short for shingles is compared word by word, and more
    of its few words must be the same; nearly all of them, and more than a few, in a text from another place."""
    whole = text_of(other)
    if len(whole) >= FEWEST:
        return len(whole & text) / len(whole)
    short = _runs_of(other)
    share = len(short & _runs_of(item)) / len(short) if len(short) >= FEWEST else 0.0
    if share < MOST_TEXT:
        return 0.0
    alike = len(short) >= _FEWEST_RUNS and _headed_alike(item, other)
    if _are_elsewhere(item, other):
        return share if alike and share >= _MOST_ELSEWHERE and len(short) >= _FEWEST_ELSEWHERE else 0.0
    return share if alike or share >= _MOST_OF_FEW else 0.0


def _are_elsewhere(item: Item, other: Item) -> bool:
    """Whether the datelines of two items name different places."""
    here, there = _places(item), _places(other)
    return bool(here and there) and here.isdisjoint(there)


def _places(item: Item) -> frozenset[str]:
    return frozenset(city.lower() for c in item.copies if c.article.dateline for city in c.article.dateline.cities)


def _headed_alike(item: Item, other: Item) -> bool:
    """Whether a headline of one item is like one of the other."""
    theirs = _headline_words(other)
    return any(_are_alike(words, seen) for words in _headline_words(item) for seen in theirs)


def _are_alike(words: frozenset[str], seen: frozenset[str]) -> bool:
    return len(words & seen) >= max(_FEWEST_WORDS, _ALIKE * min(len(words), len(seen)))


def _headline_words(item: Item) -> list[frozenset[str]]:
    keys = {headline_key(c.article.headline) for c in item.copies if c.article.headline}
    return [frozenset(word.strip(_AROUND) for word in key.split()) for key in sorted(keys)]


def _is_take(item: Item) -> bool:
    return any(c.article.take is not None and c.article.take > 1 for c in item.copies)


def openings_of(item: Item) -> frozenset[int]:
    """The openings of every text of the item."""
    if len(item.copies) == 1:
        return openings(item.copies[0].article.paragraphs)
    return frozenset().union(*[openings(c.article.paragraphs) for c in item.copies])


def _begins(item: Item) -> frozenset[int]:
    """What a flash finds the text by that it announces: headlines and the first paragraph."""
    return _titles(item).union(*[shingles(c.article.paragraphs[:1]) for c in item.copies])


def _titles(item: Item) -> frozenset[int]:
    """Headlines, and of a flash also its sentence: some put a slug in the place of its headline."""
    keys = {name[2:] for name in item.called if name.startswith("h:")}
    if item.flash:
        keys |= {headline_key(p) for c in item.copies for p in c.article.paragraphs[:1] if len(p) <= _LONGEST_FLASH}
    return frozenset([crc32(key.encode("utf-8", "replace")) for key in keys if key])


def _runs_of(item: Item) -> frozenset[int]:
    return frozenset().union(*[runs(c.article.paragraphs) for c in item.copies])
