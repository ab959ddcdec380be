"""JSON Feed 1.0 and 1.1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from worker.wire.formats import blocks, common, when
from worker.wire.formats.common import filled, listed, mapping, text
from worker.wire.formats.document import Document, Found

NAME = "JSON Feed"


def knows(document: Document) -> bool:
    """JSON whose version is an address of jsonfeed.org."""
    return "jsonfeed.org/version/" in str(mapping(document.json).get("version") or "")


def read(document: Document) -> list[Found]:
    """An article for each item."""
    feed = mapping(document.json)
    items = listed(feed.get("items"))
    if not items:
        return [common.empty(NAME, "a feed without items")]
    return [_item(mapping(i), feed) for i in items]


def _item(item: Mapping[str, Any], feed: Mapping[str, Any]) -> Found:
    html, plain = item.get("content_html"), item.get("content_text")
    found = blocks.of_html(html) if isinstance(html, str) else blocks.Blocks()
    if not found.paragraphs and isinstance(plain, str):
        found.paragraphs = blocks.of_plain(plain)
    summary = not found.paragraphs
    if summary and isinstance(item.get("summary"), str):
        found.paragraphs = blocks.of_plain(item["summary"])
    if not found.paragraphs:
        return common.empty(NAME, "an item without a text")
    modified, published = when.iso(item.get("date_modified")), when.iso(item.get("date_published"))
    authors = [mapping(a) for a in listed(item.get("authors")) or [item.get("author")]]
    image = text(item.get("image")) or text(item.get("banner_image"))
    identity = item.get("id")
    return filled(
        id=str(identity) if isinstance(identity, int | float) else text(identity),
        url=text(item.get("url")) or text(item.get("external_url")),
        headline=text(item.get("title")),
        published_at=modified or published,
        first_created=published,
        byline=", ".join(common.texts([a.get("name") for a in authors])),
        language=text(item.get("language")) or text(feed.get("language")),
        subjects=common.unique(common.subject(t) for t in common.texts(item.get("tags"))),
        pictures=common.unique([*({"caption": c} for c in found.captions), filled(url=image)]),
        paragraphs=found.paragraphs,
        flags=["summary"] if summary else None,
    )
