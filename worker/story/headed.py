"""Articles with heads: how they are made where an article is read, and the items that they give."""

from __future__ import annotations

import sys

from worker.story.ends import NO_ENDS
from worker.story.head import Head, with_head
from worker.story.item import NO_ORIGINS, Copy, Item, alone, make_item
from worker.story.matching.text_index import found_by
from worker.story.order import UNKNOWN_MS, is_following, version_key
from worker.story.packed import packed
from worker.story.resting import Resting
from worker.wire.article import Article


def keep(article: Article) -> bytes:
    """An article as the changelog keeps it: packed, with its head."""
    return _with_head(article, packed(article))


def as_kept(resting: Resting) -> bytes:
    """The same for one that may have it already."""
    if not resting.headed:
        value = _with_head(resting.article, resting.packed)
        if value is not resting.packed:
            resting.keep(value)
    return resting.packed


def _with_head(article: Article, value: bytes) -> bytes:
    item = make_item(alone(article) or article.item_id, [article])
    pieces = found_by(item, item.looks) if item.folds else ()
    return with_head(value, article.source, article.key, _head(article, item), pieces)


def _head(a: Article, item: Item) -> Head:
    send, label, _, seen, place, _ = version_key(a)
    return Head(
        names=item.names,
        alone=item.alone,
        called=item.called,
        plain=item.plain,
        folds=item.folds,
        serial=item.serial,
        slug=item.slug,
        later=item.later,
        flash=item.flash,
        event_ms=a.event_ms,
        received_ms=a.received_ms,
        earliest=item.earliest,
        latest=item.latest,
        number=item.number,
        stated=item.stated is not None,
        first_day=item.first_day,
        origins=tuple(sorted(item.origins)),
        part=item.part,
        ends=tuple(sorted(item.ends)),
        follows=is_following(a),
        order=(send, label, seen, place.stream, place.partition, place.offset, place.part),
    )


def item_of(key: str, article_key: str, resting: Resting, head: Head) -> Item | None:
    """The item of an article that has a head and is alone in it; None if only the article itself says what it is: it
    has another id than its item."""
    item_id, _, content_hash = article_key.rpartition("/")
    if item_id != key and not head.alone:
        return None
    start = UNKNOWN_MS if head.event_ms is None else head.event_ms
    sorts = head.slug is not None and not head.serial  # a slug may have thousands of items
    return Item(
        key=key,
        said=None,
        alone=head.alone,
        copies=(Copy(resting),),
        folds=head.folds,
        plain=head.plain,
        serial=head.serial,
        slug=head.slug,
        later=head.later,
        flash=head.flash,
        start=start,
        newest=start,
        earliest=head.earliest,
        latest=head.latest,
        number=head.number,
        stated=start if head.stated else None,
        first_day=sys.intern(head.first_day),
        origins=frozenset(head.origins) if head.origins else NO_ORIGINS,
        part=head.part,
        ends=frozenset(head.ends) if head.ends else NO_ENDS,
        _order=(start, head.version_key(content_hash), key) if sorts else None,
    )
