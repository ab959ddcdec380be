"""The item: everything found under one id or address, with renderings united and silent edits kept apart."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from worker.story.ends import FLAG, ends_of
from worker.story.head import Head
from worker.story.matching.shingles import shingles
from worker.story.order import VersionKey, by_version, event_ms, instant, is_later, version_key
from worker.story.resting import Resting, kept
from worker.wire.article import FOLDING_KINDS, Article, Lineage, Link
from worker.wire.frozen import quick
from worker.wire.identity import name
from worker.wire.keys import headline_key, slug_key
from worker.wire.series import part_of

DAY_MS = 24 * 3_600_000
Order = tuple[int, VersionKey, str]
_MOST_LINKS = 20
NO_ORIGINS: frozenset[str] = frozenset()
SUMMARY = "summary"
"""Flag of a text that is only a summary, as in feeds."""


class Copy:
    """One distinct text of an item: the union of its renderings, where each was found, and of several their content
    hashes."""

    __slots__ = ("_found", "_text", "hashes")

    def __init__(
        self, article: Article | Resting, found: tuple[Lineage, ...] | None = None, hashes: tuple[str, ...] = ()
    ) -> None:
        """`found` is left out where it was found once, as most are: then the article says where."""
        self._text = article if isinstance(article, Resting) else Resting(article)
        self._found, self.hashes = found, hashes

    @property
    def article(self) -> Article:
        """The union of the renderings."""
        return self._text.open or self._text.article  # asked for a hundred times an article: one call saved

    @property
    def found(self) -> tuple[Lineage, ...]:
        """Where its renderings were found."""
        return self._found if self._found is not None else (self.article.raw,)

    @property
    def head(self) -> Head | None:
        """What its head says, if it is one article with a head."""
        return self._text.head

    @property
    def pieces(self) -> frozenset[int] | None:
        """The hashes by which it is found, if it is one article with a head."""
        return self._text.pieces

    @property
    def version_key(self) -> VersionKey:
        """Where it stands among the versions of its story."""
        return self._text.version_key

    @property
    def followed_ms(self) -> tuple[int, int] | None:
        """When a usable version that follows another was sent, and was known here; None for all others."""
        return self._text.followed_ms

    def with_article(self, article: Article) -> Copy:
        """The same, with a changed article."""
        return Copy(article, self._found, self.hashes)

    def has(self, content_hash: str) -> bool:
        """Whether it has this text in one of its renderings."""
        return self.article.content_hash == content_hash or content_hash in self.hashes


@quick
@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """One item of the wire with its texts, oldest first. Compared by identity: a changed item is another `Item`.

    `said` are its names, and what notes call its texts by; None where the head of its only article says it.
    `alone` is its key where its names do not identify it; `plain` says that no text of it speaks of other stories, is
    withdrawn, under embargo or one of several takes.
    `earliest` and `latest` bound the time of its first send in epoch ms: a bare date leaves a day open, a crawl time
    says only that the article is older. `number` is its lead number, 0 without one; `stated` is the time of its first
    send if all copies state one to the minute, `first_day` the date of its first copy; `origins` are the names of the
    items that it says it came from; `part` is (which part, of how many) in a series: each part gets a slug of its own;
    `ends` are the embargo ends of all its articles, also where a newer article has lifted one.
    """

    key: str
    said: tuple[tuple[str, ...], tuple[str, ...]] | None
    alone: str | None
    copies: tuple[Copy, ...]
    folds: bool
    plain: bool
    serial: str | None
    slug: str | None
    later: bool
    flash: bool
    start: int
    newest: int
    earliest: float
    latest: float
    number: int
    stated: int | None
    first_day: str
    origins: frozenset[str]
    part: tuple[int, int] | None
    ends: frozenset[int]
    _order: Order | None

    @property
    def told(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """`names` and `called`."""
        if self.said is not None:
            return self.said
        head = self.copies[0].head
        assert head is not None
        return head.names, head.called

    @property
    def names(self) -> tuple[str, ...]:
        """Its ids and addresses."""
        return self.told[0]

    @property
    def called(self) -> tuple[str, ...]:
        """What notes call its texts by: `s:` a slug, `h:` a headline, `i:` an id that is used again."""
        return self.told[1]

    @property
    def order(self) -> Order:
        """The order in which items of one slug are placed: first sends first, then by version."""
        return self._order or (self.start, self.copies[0].version_key, self.key)

    @property
    def looks(self) -> bool:
        """Whether only its text, or a link, can tell which story it belongs to."""
        return self.folds and not self.serial and not self.slug and (self.later or self.flash)


def alone(a: Article) -> str | None:
    """The key of an item that its names do not identify. Digests and the like reuse ids and titles from day to day, and
    occasionally a story is written over an old one (grammar, section e): the printed date becomes part of the key (edge
    cases FV-60 and FV-64) or, if none is printed, the content itself.

    Never the event time: finding the same content a second time may change it.
    """
    if a.kind in FOLDING_KINDS and "recycled_id" not in a.flags:
        return None
    printed = a.published or (a.dateline.date if a.dateline else None)
    return f"{a.names[0] if a.names else a.item_id}@{printed[:10] if printed else a.content_hash}"


def called(item: Item) -> Collection[str]:
    """The names by which decisions mean an item: those by which articles are of it."""
    return (item.alone,) if item.alone else item.names


def make_item(key: str, articles: Iterable[Article | Resting]) -> Item:
    """Unite the renderings of one item. `articles` have distinct content hashes, in any order."""
    resting = [kept(a) for a in articles]
    found = sorted((one.article for one in resting), key=lambda a: (a.content_hash, a.item_id))
    named = found if alone(found[0]) else [_under(key, a) for a in found]
    if len(named) == 1:
        copies: tuple[Copy, ...] = (Copy(resting[0] if named[0] is found[0] else named[0]),)
    else:
        copies = _unite(named)
    said = [c.article for c in copies]
    times = [event_ms(a) for a in said]
    bounds = [_bounds(a) for a in found]
    latest = min([high for _, high in bounds])
    names = found[0].known_as if len(found) == 1 else tuple({n: None for a in found for n in a.known_as})
    part = next((p for a in said if (p := part_of(a.headline))), None)
    serial, start = min([a.serial for a in found if a.serial], default=None), min(times)
    return Item(
        key=key,
        said=(names, _called(said)),
        alone=alone(said[0]),
        copies=copies,
        folds=found[0].kind in FOLDING_KINDS,
        plain=all(_is_plain(a) for a in said),
        serial=serial,
        slug=_slug(found, part),
        later=any(is_later(a) for a in said) and not _tied(said),
        flash=all(a.lead_number == 0 for a in said),
        start=start,
        newest=max(times),
        earliest=max([low for low, _ in bounds if low <= latest], default=latest),
        latest=latest,
        number=max([a.lead_number or 0 for a in said]),
        stated=start if all(_to_the_minute(a) for a in found) else None,
        first_day=sys.intern((said[0].event_time or "")[:10]),
        origins=_origins(found, names),
        part=part,
        ends=ends_of(found),
        _order=None if serial else (start, version_key(said[0]), key),
    )


def _is_plain(a: Article) -> bool:
    if a.kind not in ("article", "robot") or a.status != "usable" or a.take is not None or a.more or a.items:
        return False
    if FLAG in a.flags or "fragment" in a.flags or any(link.rel == "cancels" for link in a.links):
        return False
    return a.editor_note is None or not any(o.slugs for o in a.editor_note.operations)


def _called(said: Iterable[Article]) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for a in said:
        if a.slug:
            names["s:" + slug_key(a.slug)] = None
        if a.headline:
            names["h:" + headline_key(a.headline)] = None
        if "recycled_id" in a.flags:
            names["i:" + a.item_id] = None
    return tuple(names)


def _slug(found: Sequence[Article], part: tuple[int, int] | None) -> str | None:
    slug = min([k for a in found if a.slug and (k := slug_key(a.slug))], default=None)
    return f"{slug} {part[0]}/{part[1]}" if slug and part else slug


def _origins(found: Sequence[Article], names: Sequence[str]) -> frozenset[str]:
    return (
        frozenset([n for a in found for link in a.links[:_MOST_LINKS] if (n := _origin(link))]).difference(names)
        or NO_ORIGINS
    )


def _origin(link: Link) -> str | None:
    """The name of the item that this one came from, as the agency states it."""
    return name(link.to) if link.rel in ("evolvedFrom", "previousVersion") else None


@lru_cache(maxsize=1024)
def text_of(item: Item) -> frozenset[int]:
    """Shingles of every text of the item."""
    if len(item.copies) == 1:
        return shingles(item.copies[0].article.paragraphs)
    return frozenset().union(*(shingles(c.article.paragraphs) for c in item.copies))


def apart(a: Item, b: Item) -> float:
    """Least number of milliseconds between two items, as far as their times are known."""
    if a.start < 0 or b.start < 0:
        return 0
    a_low, a_high = _span(a)
    b_low, b_high = _span(b)
    return max(0, a_low - b_high, b_low - a_high)


def _span(i: Item) -> tuple[float, float]:
    day = i.latest - i.earliest == DAY_MS
    return (i.earliest, i.latest) if day else (i.start, i.newest)


def _bounds(a: Article) -> tuple[float, float]:
    if a.event_ms is None:
        return (float("-inf"), float("inf"))
    if a.event_from in ("fetched", "record"):
        return (float("-inf"), a.event_ms)
    if a.published_precision == "day":
        return (a.event_ms, a.event_ms + DAY_MS)
    return (a.event_ms, a.event_ms)


def _to_the_minute(a: Article) -> bool:
    return a.published_precision in ("minute", "second") and a.event_from in ("feed", "page")


def _tied(said: Sequence[Article]) -> bool:
    """Whether the provider numbers the item's versions itself. Then a note alone does not refer to other items."""
    marked = any(a.lead_number is not None or a.kind == "kill" or a.status == "canceled" for a in said)
    return not marked and any(a.version is not None for a in said)


def _under(key: str, a: Article) -> Article:
    return a if a.item_id == key else dataclasses.replace(a, item_id=key)


def _unite(found: list[Article]) -> tuple[Copy, ...]:
    """Renderings of one text differ only in what they lost; another text, headline or status makes another copy."""
    texts: dict[tuple[object, ...], list[Article]] = {}
    for a in _whole(found):
        texts.setdefault((a.paragraphs, a.status, a.kind), []).append(a)
    copies = []
    for same in texts.values():
        headlines = {a.headline for a in same if a.headline}
        if len(headlines) < 2:
            copies.append(_merge(same))
            continue
        titled = [a for a in same if a.headline]
        newest = titled[by_version(titled)[-1]].headline
        copies.extend(
            _merge([a for a in same if a.headline == h or (not a.headline and h == newest)]) for h in headlines
        )
    return tuple(copies[n] for n in by_version([c.article for c in copies]))


def _whole(found: list[Article]) -> list[Article]:
    """The renderings, with each summary replaced by the text that it sums up, if that is known. A summary without an
    embargo never takes its text from one under embargo."""
    summaries = [a for a in found if SUMMARY in a.flags and a.status == "usable" and a.kind == "article"]
    texts = [a for a in found if a.status == "usable" and not {SUMMARY, "embargoed"} & {*a.flags} and a.paragraphs]
    if not summaries or not texts:
        return found
    order = [texts[n] for n in by_version(texts)]
    whole = {id(a): max(order, key=lambda t: (event_ms(t) <= event_ms(a), order.index(t))) for a in summaries}
    return [_filled(a, whole[id(a)]) if id(a) in whole else a for a in found]


def _filled(summary: Article, whole: Article) -> Article:
    return dataclasses.replace(
        summary,
        paragraphs=whole.paragraphs,
        captions=whole.captions,
        speakers=whole.speakers,
        topics=whole.topics,
        flags=tuple(flag for flag in summary.flags if flag != SUMMARY),
    )


_FILLED = ("url", "slug", "headline", "prefix", "marker", "lead_number", "serial", "send_number", "desk", "editor_note")
_ALSO_FILLED = ("dateline", "byline")


def _merge(same: list[Article]) -> Copy:
    """The union of renderings: the fullest one leads, the others fill in what it lost. Arrival plays no part."""
    ranked = sorted(same, key=lambda a: (-_fullness(a), a.content_hash))
    best = ranked[0]
    fill: dict[str, Any] = {
        name: next((v for a in ranked if (v := getattr(a, name)) is not None), None)
        for name in (*_FILLED, *_ALSO_FILLED)
        if getattr(best, name) is None
    }
    timed = min(ranked, key=_time_rank)
    embargoed, until = _embargo(same)
    merged = dataclasses.replace(
        best,
        **fill,
        published=timed.published,
        published_precision=timed.published_precision,
        event_time=timed.event_time,
        event_ms=timed.event_ms,
        event_from=timed.event_from,
        fetched_at=max((a.fetched_at for a in ranked if a.fetched_at), key=lambda t: (instant(t), t), default=None),
        captions=tuple(dict.fromkeys(c for a in ranked for c in a.captions)),
        emails=tuple(dict.fromkeys(e for a in ranked for e in a.emails)),
        items=max((a.items for a in ranked), key=len),
        flags=tuple(sorted({f for a in ranked for f in a.flags if f != "embargoed"} | embargoed)),
        embargoed_until=until,
        received_ms=min((a.received_ms for a in ranked if a.received_ms is not None), default=None),
        version=max((a.version for a in ranked if a.version is not None), default=None),
        raw=min(a.raw for a in ranked),
    )
    hashes = tuple(a.content_hash for a in ranked) if len(ranked) > 1 else ()
    return Copy(merged, tuple(sorted(a.raw for a in ranked)) if len(ranked) > 1 else None, hashes)


def _embargo(same: Sequence[Article]) -> tuple[set[str], str | None]:
    """The embargo of a text that was sent with and without one. The provider's newest statement counts; of several
    equally new ones, an embargo counts over none, and a later end, or none known, over an earlier one."""
    newest = max((-1 if a.version is None else a.version, event_ms(a)) for a in same)
    said = [a for a in same if (-1 if a.version is None else a.version, event_ms(a)) == newest]
    held = [a for a in said if "embargoed" in a.flags]
    ends = [a.embargoed_until for a in held or said]
    known = [end for end in ends if end is not None]
    until = max(known, key=lambda end: (instant(end), end)) if known and not (held and len(known) < len(ends)) else None
    return {"embargoed"} if held else set(), until


def _fullness(a: Article) -> int:
    return sum(getattr(a, name) is not None for name in (*_FILLED, *_ALSO_FILLED, "published")) + len(a.captions)


_PRECISION = {"second": 0, "minute": 1, "day": 2, None: 3}
_FROM = {"feed": 0, "page": 1, "fetched": 2, "record": 3, None: 4}


def _time_rank(a: Article) -> tuple[int, int, int, str]:
    return (_PRECISION[a.published_precision], _FROM[a.event_from], event_ms(a), a.content_hash)
