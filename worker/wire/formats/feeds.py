"""RSS 0.9 to 2, RDF and Atom as found on the web; feedparser handles the dialects."""

from __future__ import annotations

import datetime as dt
import html
import io
import re
from collections.abc import Mapping
from typing import Any

import feedparser
from lxml import etree

from worker.wire.article import BadMessage
from worker.wire.formats import blocks, common, when, xml
from worker.wire.formats.common import Fields, filled, mapping, text
from worker.wire.formats.document import Document, Found
from worker.wire.text import ANY_CASE

NAMES = {"rss": "RSS", "RDF": "RSS 1.0", "feed": "Atom", "entry": "Atom", "channel": "RSS"}
_ENDED = re.compile(r"</(?:\w+:)?(?:rss|RDF|feed|entry|channel)\s*>")
MOST_ENTRIES = 10_000
"""Limit on the entries of one feed: each takes a few kilobytes while it is read."""

_ATOM = ("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#")
_RSS_1 = (
    "http://purl.org/rss/1.0/",
    "http://my.netscape.com/rdf/simple/0.9/",
    "http://channel.netscape.com/rdf/simple/0.9/",
)
_MEDIA = "http://search.yahoo.com/mrss/"
_WHOLE = ("full-text", "fulltext", "full_text")
"""How the elements end that have the whole text in feeds for aggregators, in namespaces of their own."""
_OF_ENTRY = frozenset(("content", "summary", "title", "description", "encoded", "body", "group"))
_ONLY_LINKS = re.compile(
    r"(?:\[?(?:link|comments?|read more|more|continue reading|permalink)\]?[ .…»>→]*){1,4}", ANY_CASE
)
"""A text that is nothing but links to the page and to what readers say."""
_TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"


def knows(document: Document) -> bool:
    """Root `rss`, `rdf:RDF` in the namespace of a feed, or Atom's `feed` or `entry`."""
    root = document.root
    if root is None:
        return False
    if root.local in ("rss", "channel"):
        return True
    if root.local == "RDF":
        return any(space in document.text[:4000] for space in _RSS_1)
    return root.local in ("feed", "entry") and (
        root.namespace == "" or any(root.namespace.startswith(space) for space in _ATOM)
    )


def read(document: Document) -> list[Found]:
    """An article for each entry; for a deleted entry, its withdrawal (RFC 6721)."""
    name = NAMES[document.root.local] if document.root else "RSS"
    if document.text.count("<item") + document.text.count("<entry") > MOST_ENTRIES:
        raise BadMessage("too_large", f"{name}: more than {MOST_ENTRIES:,} entries")
    deleted: list[Found] = []
    ill_formed = None
    media: list[list[Fields]] = []
    inside: list[Any] = []
    try:
        tree = xml.parse(document.text, name)
        deleted = [_deleted(e) for e in tree.iter(_TOMBSTONE)]
        items = list(tree.iter("{*}item", "{*}entry"))
        media = [_media(e) for e in items]
        inside = [one for item in items for one in _holding_others(item)]
    except BadMessage as bad:
        if "entities of its own" in bad.detail or bad.reason == "too_large" or "NUL" in bad.detail:
            raise
        ill_formed = bad
    data = document.text
    if inside:
        for one in inside:
            one.getparent().remove(one)
        data = etree.tostring(tree, encoding="unicode")
    if document.root and document.root.local == "entry":
        data = f'<feed xmlns="http://www.w3.org/2005/Atom">{_body(data)}</feed>'
    found = feedparser.parse(
        io.BytesIO(_utf8(data)), response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False, resolve_relative_uris=False,
    )  # fmt: skip
    if ill_formed is not None and _cut(document.text):
        raise ill_formed
    entries = list(found.entries)
    if not entries and not deleted:
        raise ill_formed or common.empty(name, "a feed without entries")
    language = text(found.feed.get("language"))
    if len(media) != len(entries):
        media = [[] for _ in entries]
    return [_entry(e, language, name, pictures) for e, pictures in zip(entries, media, strict=True)] + deleted


def _holding_others(item: Any) -> list[Any]:
    """The elements of an entry that hold links and titles of related articles, which feedparser takes for the entry's
    own: they are of another namespace than the elements inside them."""
    return [
        one
        for one in item
        if len(one)
        and one.prefix
        and xml.local(one) not in _OF_ENTRY
        and any(not inner.prefix for inner in one.iterdescendants("*"))
    ]


def _utf8(data: str) -> bytes:
    """The feed as UTF-8, without its XML declaration, which may name another encoding."""
    body = data.lstrip("\ufeff \t\r\n")
    if body.startswith("<?xml"):
        body = body.partition("?>")[2]
    return body.encode("utf-8", "replace")


def _body(data: str) -> str:
    return data.partition("?>")[2] if data.lstrip("\ufeff \t\r\n").startswith("<?xml") else data


def _cut(data: str) -> bool:
    """Whether a feed ends before its root element is closed."""
    return not _ENDED.search(data[-2000:])


def _entry(entry: Mapping[str, Any], language: str | None, name: str, media: list[Fields]) -> Found:
    whole, summary = _content(entry), entry.get("summary")
    found = _blocks(whole) if whole else blocks.Blocks()
    partial = not found.paragraphs
    if partial and isinstance(summary, str):
        found = blocks.of_html(summary)
    title = _title(entry)
    if not found.paragraphs or (len(found.paragraphs) == 1 and _ONLY_LINKS.fullmatch(found.paragraphs[0])):
        return common.empty(name, "an entry without a text")
    updated, published = _time(entry, "updated"), _time(entry, "published")
    authors = [text(mapping(a).get("name")) for a in entry.get("authors") or ()] or [text(entry.get("author"))]
    return filled(
        id=text(entry.get("id")),
        url=text(entry.get("link")),
        headline=title,
        published_at=updated or published or _time(entry, "created"),
        first_created=published if updated else None,
        byline=", ".join(common.unique(authors)),
        language=_language(entry) or language,
        subjects=common.unique(_subject(t) for t in entry.get("tags") or ()),
        pictures=common.unique([*({"caption": c} for c in found.captions), *media]),
        paragraphs=found.paragraphs,
        flags=["summary"] if partial else None,
    )


def _title(entry: Mapping[str, Any]) -> str | None:
    title = entry.get("title")
    if isinstance(title, str) and "<" in title and ">" in title:
        title = " ".join(blocks.of_html(title).paragraphs)
    return text(title)


def _content(entry: Mapping[str, Any]) -> str | None:
    contents = [c for c in map(mapping, entry.get("content") or ()) if isinstance(c.get("value"), str)]
    found = [c["value"] for c in contents if "html" in str(c.get("type") or "html") and c["value"].strip()]
    found += [c["value"] for c in contents if "html" not in str(c.get("type") or "html") and c["value"].strip()]
    found += [said for name, said in entry.items() if name.endswith(_WHOLE) and isinstance(said, str) and said.strip()]
    return max(found, key=len) if found else None


def _blocks(said: str) -> blocks.Blocks:
    """Paragraphs of HTML, or of plain text with blank lines between them."""
    if "\n" in said and "<" not in said:
        return blocks.Blocks(blocks.of_plain(html.unescape(said)))
    return blocks.of_html(said)


def _time(entry: Mapping[str, Any], name: str) -> str | None:
    said = dict(entry)  # feedparser's own mapping returns `updated` for a missing `published`, with a warning
    found = when.iso(said.get(name))
    if found:
        return found
    parsed = said.get(f"{name}_parsed")
    try:
        return f"{dt.datetime(*parsed[:6]).isoformat()}Z" if parsed else None  # noqa: DTZ001 - feedparser gives UTC
    except (ValueError, OverflowError):  # feedparser accepts impossible times, such as the year 0
        return None


def _language(entry: Mapping[str, Any]) -> str | None:
    detail = mapping(entry.get("title_detail"))
    contents = [mapping(c) for c in entry.get("content") or ()]
    return next((text(d.get("language")) for d in (*contents, detail) if text(d.get("language"))), None)


def _subject(tag: Mapping[str, Any]) -> dict[str, str | None] | None:
    return common.subject(text(tag.get("term")), text(tag.get("label")) or text(tag.get("term")))


def _media(item: Any) -> list[Fields]:
    """The pictures of an entry from its Media RSS elements, which feedparser mixes with its text."""
    found = []
    for content in item.iter(f"{{{_MEDIA}}}content", f"{{{_MEDIA}}}thumbnail"):
        kind = content.get("medium") or (content.get("type") or "").partition("/")[0]
        if kind not in ("image", "") or not content.get("url"):
            continue
        said = {
            name: next((xml.text_of(e) for e in content.iter(f"{{{_MEDIA}}}{tag}") if xml.text_of(e)), None)
            for name, tag in (("caption", "description"), ("credit", "credit"))
        }
        found.append(filled(url=content.get("url"), **said))
    return found


def _deleted(element: Any) -> Found:
    return filled(
        id=element.get("ref"),
        published_at=when.iso(element.get("when")),
        status="canceled",
        editor_note=xml.path_text(element, "comment"),
    )
