"""Schema.org JSON-LD that comes alone: a NewsArticle without its page."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from worker.wire.formats import blocks, common, when
from worker.wire.formats.common import filled, listed, mapping, text
from worker.wire.formats.document import Document, Fields, Found

NAME = "JSON-LD"
_ARTICLES = frozenset(
    ("article", "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "backgroundnewsarticle",
     "opinionnewsarticle", "reviewnewsarticle", "blogposting", "liveblogposting", "advertisercontentarticle")
)  # fmt: skip


def knows(document: Document) -> bool:
    """JSON with the context of schema.org."""
    value = document.json
    first = mapping(value[0] if isinstance(value, list) and value else value)
    return "schema.org" in str(first.get("@context") or "")


def read(document: Document) -> list[Found]:
    """An article for each object that is of an article type."""
    value = document.json
    found = [_one(one) for one in _objects(value) if _types(one) & _ARTICLES]
    return found or [
        common.not_text(NAME, f"of type {', '.join(sorted(_types(mapping(value)))) or 'unknown'}, not an article")
    ]


def _objects(value: Any) -> list[Mapping[str, Any]]:
    outer = value if isinstance(value, list) else [value]
    return [mapping(o) for one in outer for o in (listed(mapping(one).get("@graph")) or [one])]


def _types(value: Mapping[str, Any]) -> set[str]:
    kind = value.get("@type")
    return {str(k).lower() for k in (kind if isinstance(kind, list) else [kind]) if k}


def articles(value: Any) -> list[Fields]:
    """The fields of each article, and as `text` its articleBody."""
    found = [one for one in _objects(value) if _types(one) & _ARTICLES]
    return [_said(one) | filled(text=_body(one)) for one in found]


def types(value: Any) -> set[str]:
    """The types of its objects, in small letters."""
    return {name for one in _objects(value) for name in _types(one)}


def paragraphs(body: str) -> list[str]:
    """The paragraphs of an articleBody: plain text, or markup, perhaps escaped."""
    body = html.unescape(body) if "&lt;" in body else body
    found = blocks.of_html(body).paragraphs if "</" in body or "<p" in body else blocks.of_plain(body)
    return [html.unescape(p) for p in found] if "&" in body else found


def _body(value: Mapping[str, Any]) -> str | None:
    body = value.get("articleBody")
    return body if isinstance(body, str) and body.strip() else None


def _one(value: Mapping[str, Any]) -> Found:
    body = _body(value)
    if body is None:
        return common.empty(NAME, "no articleBody: the text is on its page")
    named = filled(
        url=text(value.get("url")) or text(mapping(value.get("mainEntityOfPage")).get("@id")),
        headline=text(value.get("headline")) or text(value.get("name")),
    )
    return _said(value) | named | {"paragraphs": paragraphs(body)}


def _said(value: Mapping[str, Any]) -> Fields:
    authors = value.get("author")
    people = authors if isinstance(authors, list) else [authors]
    published, modified = when.iso(value.get("datePublished")), when.iso(value.get("dateModified"))
    identifier = value.get("identifier")
    return filled(
        headline=text(value.get("headline")),
        id=text(identifier) or text(mapping(identifier).get("value")),
        published_at=modified or published,
        first_created=published,
        byline=", ".join(common.texts([mapping(a).get("name") if isinstance(a, dict) else a for a in people])),
        language=text(value.get("inLanguage")),
    )
