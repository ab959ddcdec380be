"""Answers of news APIs as JSON: lists of articles from aggregators, papers and content systems, or a single one.

There is no standard. The names below are those of NewsAPI, GNews, newsdata.io, Event Registry, Webz, Aylien, GDELT, the
Guardian, the New York Times, WordPress, Ghost, Feedly, Arc XP (ANS), news-please and of what looks like them.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterable, Mapping
from typing import Any

from worker.wire.article import BadMessage
from worker.wire.formats import blocks, common, when
from worker.wire.formats.common import filled, listed, mapping, text
from worker.wire.formats.document import Document, Found

NAME = "answer of a news API"

_HOLDERS = ("articles", "results", "docs", "posts", "stories", "news", "top_news", "entries", "items", "data", "value",
            "objects", "records", "hits", "content_elements", "response", "result", "content", "article", "_source",
            "attributes", "list", "story")  # fmt: skip
"""Fields that hold the articles, or an object that does."""
_LISTS = _HOLDERS[:9]
"""Those in which a feed that has a title and a time itself holds its articles."""
_DEEPEST = 5

_HEADLINES = ("fields.headline", "headline.main", "headlines.basic", "title.rendered", "title", "webTitle", "headline")
_ADDRESSES = ("url", "link", "webUrl", "web_url", "href", "pageUrl", "canonical_url", "website_url", "links.permalink",
              "permalink", "shortUrl", "short_url", "path.alias")  # fmt: skip
_FIRST_TIMES = ("date_gmt", "webPublicationDate", "publishedAt", "published_at", "pubDate", "pub_date",
                "published_date", "publishedDate", "publish_date", "publishDate", "date_publish", "datePublished",
                "dateTimePub", "dateTime", "published_datetime_utc", "published_time", "publication_date",
                "publicationDate", "seendate",
                "first_publish_date", "display_date", "published")  # fmt: skip
_LAST_TIMES = ("modified_gmt", "fields.lastModified", "updated_at", "updatedAt", "updated_date", "date_modify",
               "last_updated_date", "dateModified", "modified_at")  # fmt: skip
_LOOSE_TIMES = ("date", "datetime", "created", "created_at", "createdAt", "time")
"""Times that many other kinds of JSON have too."""

_TEXTS = ("fields.body", "content.rendered", "content.content", "body.processed", "body.value", "content_html",
          "body_html", "fields.bodyText", "maintext", "full_text", "fullText", "fulltext", "full_content",
          "fullContent", "article_text", "article_content", "articleBody", "html", "text", "body",
          "content")  # fmt: skip
_SUMMARIES = ("description", "description.basic", "excerpt.rendered", "abstract", "fields.trailText", "lead_paragraph",
              "excerpt", "custom_excerpt", "snippet", "summary", "summary.content", "body.summary")  # fmt: skip
_IDS = ("guid.rendered", "guid", "uuid", "_id", "uri", "article_id", "id")
_BYLINES = ("fields.byline", "byline.original", "byline", "credits.by", "_embedded.author", "authors", "author",
            "creator", "primary_author")  # fmt: skip
_PUBLISHERS = ("fields.publication", "source.name", "source.title", "source_name", "source", "thread.site",
               "source_domain", "source_id", "domain", "provider", "origin.title", "feed.title", "siteName",
               "clean_url")  # fmt: skip
_SUBJECTS = ("keywords", "tags", "categories", "category", "taxonomy.tags")
_PICTURES = ("urlToImage", "image_url", "jetpack_featured_media_url", "fields.thumbnail", "image", "socialimage",
             "top_image", "lead_image_url", "image.url")  # fmt: skip

_CUT = re.compile(r"\[(?:\+?\d{1,9} (?:more )?char(?:acter)?s|…|\.\.\.)\]\s*\Z")
"""How an API says that it holds back the rest of a text."""
_ENDS_CUT = re.compile(r"(?:…|\.\.\.)\s*\Z")
_LONGEST_CUT = 1_000
"""A text up to this long that ends with an ellipsis is the beginning of one."""
_SOLD = re.compile(r"ONLY AVAILABLE IN [A-Z ]{0,60}PLANS?\b")
_MARKUP = re.compile(r"</?(?:p|div|br|h[1-6]|ul|ol|li|figure|a|em|strong|b|i|span|blockquote|table)\b[^<>]*>")
_ENDS = '.!?:"”’»)…。！？」'
_LANGUAGES = {
    "english": "en", "eng": "en", "german": "de", "deu": "de", "ger": "de", "french": "fr", "fra": "fr", "fre": "fr",
    "spanish": "es", "spa": "es", "italian": "it", "ita": "it", "portuguese": "pt", "por": "pt", "dutch": "nl",
    "nld": "nl", "russian": "ru", "rus": "ru", "chinese": "zh", "zho": "zh", "japanese": "ja", "jpn": "ja",
    "korean": "ko", "kor": "ko", "arabic": "ar", "ara": "ar", "turkish": "tr", "tur": "tr", "polish": "pl",
    "pol": "pl", "swedish": "sv", "swe": "sv", "norwegian": "no", "nor": "no", "danish": "da", "dan": "da",
    "finnish": "fi", "fin": "fi", "hindi": "hi", "hin": "hi", "indonesian": "id", "ind": "id",
}  # fmt: skip
_CODE = re.compile(r"[A-Za-z]{2}(?:[-_][A-Za-z0-9]{2,8})*\Z")
_MILLISECONDS, _MICROSECONDS = 1e11, 1e14
"""Numbers of seconds since 1970 are below the one, of milliseconds below the other."""

_UNPUBLISHED = frozenset(("draft", "pending", "private", "future", "auto-draft", "scheduled", "inherit", "hidden"))
_WITHDRAWN = frozenset(("trash", "deleted", "withdrawn"))
_OF_OTHERS = ("html_url", "doi", "paperId", "arxiv_id", "isbn")
"""Fields of software and of papers of science."""
_KINDS = ("type", "document_type", "item_type", "dataType", "format")
_OTHERS = frozenset(
    ("video", "audio", "gallery", "image", "picture", "attachment", "multimedia", "interactive", "slideshow", "photo",
     "podcast", "page", "crossword", "product", "recipe", "event", "question", "issue", "package")
)  # fmt: skip


def knows(document: Document) -> bool:
    """JSON in which a list, or one of its fields, holds objects with title, time, and text or address."""
    return bool(_items(document.json))


def read(document: Document) -> list[Found]:
    """An article for each object; if none has a text, one refusal for all of them."""
    found = [_item(i) for i in _items(document.json)]
    details = {f.detail if isinstance(f, BadMessage) else None for f in found}
    first = found[0]
    if len(found) > 1 and len(details) == 1 and isinstance(first, BadMessage):
        return [BadMessage(first.reason, f"{first.detail} ({len(found):,} of them)")]
    return found


def is_item(value: Any) -> bool:
    """Whether a JSON value is an article of a news API: title and time, and a text or at least its address."""
    if not isinstance(value, Mapping) or _headline(value) is None or any(name in value for name in _OF_OTHERS):
        return False
    if any(_at(value, name) is not None for name in _FIRST_TIMES) and _first(value, (*_ADDRESSES, *_SUMMARIES)):
        return True
    return any(_at(value, n) is not None for n in (*_FIRST_TIMES, *_LOOSE_TIMES)) and _text(value) is not None


def _items(value: Any, depth: int = 0) -> list[Any]:
    """The articles: the value itself, its elements, or those that one of its fields holds."""
    if depth > _DEEPEST:
        return []
    if isinstance(value, list):
        if any(is_item(v) for v in value[:3]):
            return value
        nested = value if any(_items(v, depth + 1) for v in value[:3] if isinstance(v, Mapping)) else []
        return [i for v in nested for i in _items(v, depth + 1)]
    if not isinstance(value, Mapping):
        return []
    one = is_item(value)
    for name in () if one and _text(value) else _LISTS if one else _HOLDERS:
        inner = value.get(name)
        if isinstance(inner, (Mapping, list)) and (found := _items(inner, depth + 1)):
            return found
    return [value] if one else []


def _item(value: Any) -> Found:
    if not is_item(value):
        return BadMessage("unknown_format", f"{NAME}: an element of its list without title and time")
    status, kind = str(value.get("status") or "").lower(), _kind(value)
    if status in _UNPUBLISHED:
        return common.not_text(NAME, f"its status is {status}, it is not published")
    if kind == "page":
        return common.not_text(NAME, "of type page, not an article")
    whole = _text(value)
    body = _blocks(whole or _summary(value) or "")
    withdrawn = status in _WITHDRAWN
    if not body.paragraphs and not withdrawn:
        if kind in _OTHERS:
            return common.not_text(NAME, f"of type {kind}, without a text")
        return common.empty(NAME, "title and address only: the text is on its page")
    first, last = _time(value, (*_FIRST_TIMES, *_LOOSE_TIMES)), _time(value, _LAST_TIMES)
    publisher = next((name for path in _PUBLISHERS for name in _names(_at(value, path))), None)
    return filled(
        id=_id(value),
        url=_address(value),
        status="canceled" if withdrawn else None,
        headline=_headline(value),
        published_at=last or first,
        first_created=first if last else None,
        byline=_byline(value),
        language=_language(value),
        credit=publisher,
        publisher=publisher,
        subjects=common.unique(common.subject(name) for name in _subjects(value)),
        pictures=common.unique([*({"caption": c} for c in body.captions), filled(url=_first(value, _PICTURES))]),
        paragraphs=body.paragraphs,
        flags=None if whole or withdrawn else ["summary"],
    )


def _at(value: Any, path: str) -> Any:
    """What stands under a path of names with dots between them; None if nothing does."""
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _first(value: Mapping[str, Any], paths: Iterable[str]) -> str | None:
    """The first non-empty text under one of the paths."""
    return next((found for path in paths if (found := text(_at(value, path)))), None)


def _headline(value: Mapping[str, Any]) -> str | None:
    found = _first(value, _HEADLINES)
    if found and _MARKUP.search(found):
        found = " ".join(blocks.of_html(found).paragraphs)
    return html.unescape(found) if found and "&" in found else found


def _kind(value: Mapping[str, Any]) -> str:
    return next((k for n in _KINDS if (k := str(value.get(n) or "").lower()) in _OTHERS), "")


def _text(value: Mapping[str, Any]) -> str | None:
    """The whole text, as it stands there; None if there is none, or only its beginning."""
    elements = value.get("content_elements")
    if isinstance(elements, list) and (said := "".join(_elements(elements))):
        return said
    for path in _TEXTS:
        found = _at(value, path)
        if isinstance(found, str) and found.strip() and not _SOLD.match(found) and not _is_cut(found):
            return found
    parts = [_at(block, "bodyHtml") for block in listed(_at(value, "blocks.body"))]
    return "".join(p for p in parts if isinstance(p, str)) or None


def _is_cut(said: str) -> bool:
    return bool(_CUT.search(said[-60:])) or (len(said) <= _LONGEST_CUT and bool(_ENDS_CUT.search(said)))


def _elements(elements: list[Any]) -> Iterable[str]:
    """The paragraphs, subheads, lists and quotations of an ANS story, as markup."""
    for one in map(mapping, elements):
        kind, said = one.get("type"), one.get("content")
        if kind in ("text", "header", "raw_html") and isinstance(said, str):
            yield f"<p>{said}</p>"
        elif kind in ("list", "quote"):
            yield from _elements(listed(one.get("items")) or listed(one.get("content_elements")))


def _summary(value: Mapping[str, Any]) -> str | None:
    """What there is of a text that is held back: preferably a summary that ends, else the longest beginning."""
    given = [found for path in (*_SUMMARIES, *_TEXTS) if isinstance(found := _at(value, path), str)]
    said = [(g, _CUT.sub("", g).strip()) for g in given if not _SOLD.match(g)]
    whole = [s for g, s in said if s and not _is_cut(g)]
    return whole[0] if whole else max((s for _, s in said), key=len, default=None)


def _blocks(said: str) -> blocks.Blocks:
    if _MARKUP.search(said):
        return blocks.of_html(said)
    said = html.unescape(said) if "&" in said else said
    lines = [" ".join(line.split()) for line in said.splitlines() if line.strip()]
    ended = sum(line[-1] in _ENDS for line in lines)
    # Lines that end with sentences are paragraphs, others were wrapped.
    return blocks.Blocks(lines if 2 * ended >= len(lines) else blocks.of_plain(said))


def _time(value: Mapping[str, Any], paths: Iterable[str]) -> str | None:
    for path in paths:
        given = _at(value, path)
        if isinstance(given, (int, float)) and not isinstance(given, bool):
            found = _since_1970(float(given))
        else:
            found = when.iso(given)
            universal = path.endswith("_gmt") or (path == "pubDate" and value.get("pubDateTZ") == "UTC")
            if found and universal and found[-1:] != "Z" and "T" in found and len(found) == len("2026-03-02T08:15:00"):
                found += "Z"
        if found:
            return found
    return None


def _since_1970(seconds: float) -> str | None:
    if seconds >= _MICROSECONDS:
        seconds /= 1e6
    elif seconds >= _MILLISECONDS:
        seconds /= 1e3
    try:
        return (
            dt.datetime.fromtimestamp(int(seconds), dt.UTC).isoformat().replace("+00:00", "Z") if seconds > 0 else None
        )
    except (ValueError, OverflowError, OSError):
        return None


def _names(value: Any) -> list[str]:
    """The names in a text, an object or a list of either; addresses are none."""
    if isinstance(value, list):
        return [name for v in value for name in _names(v)]
    if isinstance(value, Mapping):
        return _names(_first(value, ("name", "display_name", "webTitle", "title", "label", "value", "text")))
    found = text(value)
    return [html.unescape(found)] if found and not found.lower().startswith(("http:", "https:", "www.")) else []


def _byline(value: Mapping[str, Any]) -> str | None:
    found = next((names for path in _BYLINES if (names := _names(_at(value, path)))), [])
    return ", ".join(common.unique(found)) or None


def _subjects(value: Mapping[str, Any]) -> Iterable[str]:
    for path in _SUBJECTS:
        given = _at(value, path)
        if isinstance(given, str) and "," in given:
            given = given.split(",")
        yield from _names(given)
    for terms in listed(_at(value, "_embedded.wp:term")):
        yield from _names(terms)


def _id(value: Mapping[str, Any]) -> str | None:
    """An id that no other site gives too: numbers only where there is no address."""
    for path in _IDS:
        given = _at(value, path)
        found = str(given) if isinstance(given, int) and not isinstance(given, bool) else text(given)
        if found and not (found.isdecimal() and _address(value)):
            return found
    return None


def _address(value: Mapping[str, Any]) -> str | None:
    found = (text(_at(value, path)) for path in _ADDRESSES)
    return next((f for f in found if f and f.startswith(("http://", "https://"))), None)


def _language(value: Mapping[str, Any]) -> str | None:
    said = _first(value, ("language", "lang", "fields.lang")) or ""
    return _LANGUAGES.get(said.lower()) or (said if _CODE.match(said) else None)
