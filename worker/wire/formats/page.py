"""Web pages: recognized here, then read like the `content` of a raw message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import orjson

from worker.wire.formats import json_ld
from worker.wire.formats.common import Fields
from worker.wire.formats.document import Document, Found
from worker.wire.formats.xml import XHTML
from worker.wire.text import ANY_CASE

NAME = "HTML page"
_TAGS = frozenset(
    ("html", "head", "body", "article", "section", "div", "p", "h1", "h2", "span", "table", "main", "header", "meta",
     "title", "link", "script", "style", "a", "b", "i", "strong", "em", "img", "ul", "ol", "br", "center", "font",
     "nav", "figure", "blockquote", "pre")
)  # fmt: skip
_LD = re.compile(r"<script\b[^>]{0,200}application/ld\+json[^>]{0,200}>", ANY_CASE)
_END = re.compile(r"</script\s*+>", ANY_CASE)
_MOST_SCRIPTS = 20
_DOCTYPE = re.compile(r"(?:(?><!--.*?-->)\s*+|<\?xml[^>]*+>\s*+)*+<!doctype\s+html\b", ANY_CASE | re.DOTALL)


def knows(document: Document) -> bool:
    """An HTML doctype, or a root that is an HTML element."""
    if document.begins[:1] != "<":
        return False
    if _DOCTYPE.match(document.begins):
        return True
    root = document.root
    if root is None:
        return "html" in document.content_type
    return (
        root.local.lower() == "html"
        or root.namespace == XHTML
        or (root.namespace == "" and root.local.lower() in _TAGS)
    )


def read(document: Document) -> list[Found]:
    """The page unchanged, with the fields from its JSON-LD."""
    html = document.text.replace("\0", "")
    # The headline is taken from the page instead, where it is printed with its marker.
    said = {name: value for name, value in stated(html).items() if name not in ("headline", "text")}
    return [{**said, "content": html, "content_type": "text/html"}]


def stated(html: str) -> Fields:
    """The fields of a page's only article from its JSON-LD: headline, id, times, byline, language, and its text."""
    found = [one for value in _linked(html) for one in json_ld.articles(value)]
    return found[0] if len(found) == 1 else {}


def types(html: str) -> set[str]:
    """The types of schema.org that a page's JSON-LD names, in small letters."""
    return {name for value in _linked(html) for name in json_ld.types(value)}


def _linked(html: str) -> Iterator[Any]:
    """The JSON-LD of a page."""
    at = 0
    for _ in range(_MOST_SCRIPTS):
        start = _LD.search(html, at)
        end = _END.search(html, start.end()) if start else None
        if start is None or end is None:
            break
        at = end.end()
        try:
            yield orjson.loads(html[start.end() : end.start()].strip().removeprefix("<![CDATA[").removesuffix("]]>"))
        except orjson.JSONDecodeError:
            continue
