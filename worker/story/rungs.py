"""Which items are one story: by serial, then the agency's own link, slug, text. Each rung is a function of a set.

A story's uri shows its rung: `newswire:SOURCE:20181221-0047-315` (serial), `newswire:SOURCE:slug:SLUG:DATE` (slug and
the date of its first article; a second story of that day also has a suffix made from its first article's item),
`newswire:SOURCE:item:ID` (a single item, or one that others joined by text or link).
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from hashlib import blake2b
from itertools import islice
from urllib.parse import quote

from worker.story.item import DAY_MS, Item, apart
from worker.story.matching.likeness import Likeness
from worker.story.matching.slug_candidates import Candidate, SlugCandidates
from worker.story.matching.text_index import TextIndex
from worker.story.story import Rung

HOUR_MS = 3_600_000
SLUG_REACH_MS = 18 * HOUR_MS
TEXT_REACH_MS = 36 * HOUR_MS
RESTART_MS = 6 * HOUR_MS
"""A lead with a lower number than one sent this long before belongs to another story. Only stated times count, not
crawl times, and disorder in delivery does not put a lead this far behind."""
REPEAT_MS = 12 * HOUR_MS
"""The same for an equal number if the text is different too: the next cycle of a wire."""
FLASH_REACH_MS = 6 * HOUR_MS
"""A flash announces a text sent within this time."""
REACH_MS = 48 * HOUR_MS
"""No rung and no note joins articles further apart than this (a serial: two days around the date of its id)."""
REMEMBER_MS = 30 * 24 * HOUR_MS
"""How long a closed story is remembered, so that a kill, a hold or a release can still reach it."""


def serial_uri(source: str, serial: str) -> str:
    """The uri of the story with this serial."""
    return f"newswire:{_safe(source)}:{serial}"


def item_uri(source: str, item: Item) -> str:
    """The uri of a story named after an item."""
    return uri_of_item(source, item.key)


def uri_of_item(source: str, key: str) -> str:
    """The same, by the item's key."""
    return f"newswire:{_safe(source)}:item:{_safe(key)}"


def rung_of(item: Item) -> Rung:
    """The rung that places this item."""
    if not item.folds:
        return "item"
    if item.serial:
        return "serial"
    if item.slug:
        return "slug"
    return "text" if item.looks else "item"


def by_slug(
    source: str, slug: str, anchors: Mapping[str, Sequence[Item]], loose: Sequence[Item], likeness: Likeness
) -> dict[str, str]:
    """Place the items of one slug that have no serial: item key -> story uri.

    `anchors` are the stories with a serial that used the slug, with all their items; `likeness` caches text comparisons
    for the slug between calls. First sends are placed before later versions, so arrival order does not matter: a first
    send opens a story unless half of its text overlaps with one, or only flashes came before it; a later version joins
    the story whose text it shares, else the last one begun before it.
    """
    candidates = SlugCandidates(anchors, loose, likeness)
    scope = f"newswire:{_safe(source)}:slug:{_safe(slug)}"
    placed: dict[str, str] = {}
    taken: set[str] = set()
    for item in sorted(loose, key=lambda i: (i.later, i.order)):
        uri = _later_story(item, candidates) if item.later else _first_story(item, candidates)
        if uri is None:
            uri = f"{scope}:{item.first_day or 'undated'}"
            if uri in taken:
                uri += ":" + blake2b(item.key.encode(), digest_size=6).hexdigest()
            taken.add(uri)
        candidates.put(uri, item)
        placed[item.key] = uri
    return placed


def _first_story(item: Item, candidates: SlugCandidates) -> str | None:
    """The story that a first send repeats, or whose flashes announced it."""
    same = candidates.most_alike(item, lambda story: _near(item, story))
    return same or next((s.uri for s in candidates.flashes(_end(item)) if _near(item, s)), None)


def _later_story(item: Item, candidates: SlugCandidates) -> str | None:
    """The story that a later version continues."""

    def fits(story: Candidate) -> bool:
        return item.latest >= story.earliest and _near(item, story) and not _starts_again(item, story, candidates)

    end = _end(item)
    fitting = list(islice(filter(fits, candidates.begun_last(min(item.latest, end), end)), 2))
    if len(fitting) > 1:
        return candidates.most_alike(item, fits) or fitting[0].uri
    return fitting[0].uri if fitting else None


def _starts_again(item: Item, story: Candidate, candidates: SlugCandidates) -> bool:
    """Whether the story passed the item's number longer ago than disorder in delivery explains (FV-98). Then the
    newsroom has started to count again: the slug is reused. The same number counts only if the text differs too."""
    if not item.number or item.stated is None:
        return False
    if story.highest(item.stated - RESTART_MS) > item.number:
        return True
    if story.highest(item.stated - REPEAT_MS) < item.number:
        return False
    return candidates.most_alike(item, lambda other: other is story) is None


def _near(item: Item, story: Candidate) -> bool:
    return any(apart(item, m) <= SLUG_REACH_MS for m in reversed(story.items))


def _end(item: Item) -> float:
    """The latest time at which a story within reach of an item can have begun."""
    return float("inf") if item.start < 0 else max(item.newest, item.start + DAY_MS) + SLUG_REACH_MS


def slug_scope(uri: str) -> str | None:
    """The common prefix of the uris of all stories that began under one slug on one day; None for other uris."""
    scope, _, rest = uri.partition(":slug:")
    return f"{scope}:slug:{':'.join(rest.split(':')[:2])}" if rest else None


def text_parent(item: Item, index: TextIndex) -> str | None:
    """The key of the item that `item`, which has neither serial nor slug, continues: the one with the largest share of
    its text in `item` or, for a flash, the first text that it announces. None if there is none. `index` has all items
    of the source that fold.

    Of two later versions the later in order may continue the earlier, never the other way round, and a flash none of
    them, so the result is a tree. The limit is 36 hours, and never earlier than the story it joins; 6 hours for a flash
    and for a take that only its headline connects.
    """
    if item.later:
        shares = ((o, share) for o, share in index.inside(item) if share or apart(item, o) <= FLASH_REACH_MS)
        return max(((share, o.start, o.key) for o, share in shares), default=(0.0, 0, None))[2]
    return min(((other.start, other.key) for other in index.announced(item)), default=(0, None))[1]


def may_lean(item: Item, other: Item, following: Container[str] = ()) -> bool:
    """Whether times and order allow `item` to be a later version of `other`, or a flash that announces it.

    Items that are `following` another by a link count as later versions, because the one they follow may itself
    continue another.
    """
    if other.key == item.key or not other.folds or parts_of_one(item, other):
        return False
    first = rung_of(other) != "text" and other.key not in following
    if not item.later:
        announced = first and not other.flash
        return announced and apart(item, other) <= FLASH_REACH_MS and other.latest >= item.earliest
    if apart(item, other) > TEXT_REACH_MS or item.latest < other.earliest:
        return False
    return first or other.order < item.order


def parts_of_one(a: Item, b: Item) -> bool:
    """Whether these are different parts of a series. Then neither is a version of the other."""
    return a.part is not None and b.part is not None and a.part != b.part


def placed_by_text(
    source: str,
    item: Item,
    parents: Mapping[str, str],
    items: Mapping[str, Item],
    placed: Mapping[str, str],
    known: Container[str] = (),
) -> str:
    """Follow an item's parents to the story at the end; an item without a parent is a story of its own. `known` are
    those that are placed already, whatever they lean on."""
    key = item.key
    while key in parents:
        key = parents[key]
    by_itself = key == item.key or (rung_of(items[key]) == "text" and key not in known)
    return item_uri(source, items[key]) if by_itself else placed[key]


def _safe(text: str) -> str:
    return quote(text, safe="-._~@")
