"""Cuts a response into pieces, each a document of its own, so that each goes into the raw stream once."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import orjson
from lxml import etree

from worker.wire.article import BadMessage
from worker.wire.formats import xml
from worker.wire.formats.document import Document

ENTRIES = ("item", "entry", "deleted-entry")
COUNTERS = ("http://purl.org/rss/1.0/modules/slash/", "http://purl.org/syndication/thread/1.0")
"""Namespaces of comment counts, which change although the entry does not."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One article of a response: its bytes, and a digest that changes only with its content. `name` is for the log."""

    digest: str
    body: bytes
    content_type: str | None = None
    name: str = ""


def of_feed(body: bytes, content_type: str | None) -> list[Piece]:
    """The entries of RSS, Atom or a JSON Feed, each as a feed of its own. Anything else, or a feed that is not well
    formed, is one piece, unchanged."""
    document = Document(body, content_type or "")
    try:
        feed = document.json
        if isinstance(feed, dict) and isinstance(feed.get("items"), list):
            return [_of_json(feed, item, content_type) for item in feed["items"]]
        found = _of_xml(document, content_type)
    except (BadMessage, etree.LxmlError, ValueError):
        found = None
    return [Piece(digest(body), body, content_type)] if found is None else found


def digest(*parts: bytes) -> str:
    """16 hex digits."""
    hashed = blake2b(digest_size=8)
    for part in parts:
        hashed.update(b"%d:" % len(part) + part)
    return hashed.hexdigest()


def _of_json(feed: dict[str, Any], item: Any, content_type: str | None) -> Piece:
    body = orjson.dumps({**feed, "items": [item]})
    return Piece(digest(orjson.dumps(item, option=orjson.OPT_SORT_KEYS)), body, content_type)


def _of_xml(document: Document, content_type: str | None) -> list[Piece] | None:
    """None if the document is not a feed."""
    if document.root is None or document.root.local not in ("rss", "RDF", "feed"):
        return None
    root = xml.parse(document.text, "a feed")
    entries = list(_entries(root))
    places = [entry.getparent() for entry in entries]
    for entry, place in zip(entries, places, strict=True):
        place.remove(entry)
    pieces = []
    for entry, place in zip(entries, places, strict=True):
        entry.tail = None
        place.append(entry)
        body = etree.tostring(root, encoding="utf-8", xml_declaration=True)
        place.remove(entry)
        kind = (content_type or "application/xml").partition(";")[0] + "; charset=utf-8"
        pieces.append(Piece(digest(etree.tostring(_without_counters(entry), method="c14n")), body, kind))
    return pieces


def _entries(root: Any) -> Iterator[Any]:
    """RSS 2 has them in its channel, RSS 1 and Atom in the root."""
    for element in root.iter(etree.Element):
        place = element.getparent()
        if place is not None and _local(element) in ENTRIES and _local(place) in ("channel", "rss", "RDF", "feed"):
            yield element


def _local(element: Any) -> str:
    return str(etree.QName(element).localname)


def _without_counters(entry: Any) -> Any:
    if not any(etree.QName(child).namespace in COUNTERS for child in entry.iterchildren(etree.Element)):
        return entry
    bare = copy.deepcopy(entry)
    for child in list(bare.iterchildren(etree.Element)):
        if etree.QName(child).namespace in COUNTERS:
            bare.remove(child)
    return bare
