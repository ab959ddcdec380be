"""Answers of news APIs: whole texts are read, held back ones are flagged, what has no text is refused by name."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from tests.wire.formats.kit import P1, P2, found, one, refused
from worker.wire.article import Article, BadMessage
from worker.wire.formats import Document, read

TITLE, URL, TIME = "Harbour tram opens", "https://nordlight.example/tram", "2026-03-02T08:15:00Z"
HTML = f"<p>{P1}</p><p>{P2}</p>"


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


@pytest.mark.parametrize(
    "answer",
    [
        {"status": "ok", "totalResults": 1, "articles": [{"source": {"id": None, "name": "Nordlight"}, "title": TITLE,
         "url": URL, "publishedAt": TIME, "content": f"{P1}\n\n{P2}", "description": P1}]},
        {"source": {"name": "Nordlight"}, "title": TITLE, "url": URL, "publishedAt": TIME, "content": f"{P1}\n\n{P2}"},
        {"response": {"status": "ok", "results": [{"id": "city/tram", "type": "article", "webPublicationDate": TIME,
         "webTitle": TITLE, "webUrl": URL, "fields": {"body": HTML, "trailText": P1}}]}},
        {"response": {"content": {"id": "city/tram", "type": "article", "webPublicationDate": TIME, "webTitle": TITLE,
         "webUrl": URL, "fields": {"bodyText": f"{P1}\n\n{P2}"}}}},
        [{"id": 12, "date": "2026-03-02T09:15:00", "date_gmt": "2026-03-02T08:15:00", "type": "post", "link": URL,
          "guid": {"rendered": "https://nordlight.example/?p=12"}, "slug": "tram", "status": "publish",
          "title": {"rendered": "Harbour tram <em>opens</em>"}, "content": {"rendered": HTML, "protected": False}}],
        {"articles": {"results": [{"uri": "77", "lang": "eng", "dateTimePub": TIME, "url": URL, "title": TITLE,
         "body": f"{P1}\n{P2}", "source": {"uri": "nordlight.example", "title": "Nordlight"}}]}},
        {"posts": [{"uuid": "u1", "thread": {"site": "nordlight.example"}, "title": TITLE, "url": URL,
         "text": f"{P1}\n{P2}", "published": TIME, "language": "english"}]},
        {"posts": [{"id": "g1", "title": TITLE, "url": URL, "html": HTML, "published_at": TIME, "excerpt": P1}]},
        {"title": TITLE, "url": URL, "maintext": f"{P1}\n{P2}", "date_publish": "2026-03-02 08:15:00Z"},
        {"type": "story", "headlines": {"basic": TITLE}, "canonical_url": "/tram", "display_date": TIME, "_id": "A1",
         "content_elements": [{"type": "text", "content": P1}, {"type": "image", "caption": "x"},
                              {"type": "list", "items": [{"type": "text", "content": P2}]}]},
        {"hits": {"hits": [{"_id": "1", "_source": {"title": TITLE, "url": URL, "published_at": TIME, "body": HTML}}]}},
        {"items": [{"id": "tag:1", "title": TITLE, "published": 1772439300000, "canonicalUrl": URL,
         "content": {"content": HTML}, "origin": {"title": "Nordlight"}}]},
        {"title": "Nordlight", "url": URL, "published_at": TIME, "articles": [{"title": TITLE, "url": URL,
         "published_at": TIME, "content": HTML}]},
    ],
)  # fmt: skip
def test_a_whole_text_is_read(answer: Any) -> None:
    """Each dialect gives headline, paragraphs and time, and no flag."""
    article = one(_json(answer))
    assert article.headline == TITLE
    assert article.paragraphs == (P1, P2)
    assert article.published == "2026-03-02T08:15:00Z"
    assert "summary" not in article.flags


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"description": P1, "content": "The harbour tram carried its fir… [+893 chars]"}, P1),
        ({"description": "The harbour…", "content": "The harbour tram carried i... [893 chars]"},
         "The harbour tram carried i..."),
        ({"description": P1, "content": "ONLY AVAILABLE IN PAID PLANS"}, P1),
        ({"abstract": P1, "snippet": P1}, P1),
        ({"description": None, "snippet": "The harbour tram carried…"}, "The harbour tram carried…"),
    ],
)  # fmt: skip
def test_a_text_held_back_is_flagged(fields: dict[str, Any], text: str) -> None:
    """The beginning of a text is a summary, as in a feed, so that it replaces no whole text."""
    article = one(_json({"articles": [{"title": TITLE, "url": URL, "publishedAt": TIME, **fields}]}))
    assert article.paragraphs == (text,)
    assert "summary" in article.flags


@pytest.mark.parametrize(
    ("item", "reason", "said"),
    [
        ({"title": TITLE, "url": URL, "seendate": "20260302T081500Z", "domain": "x.example"}, "empty", "news API"),
        ({"title": TITLE, "url": URL, "published_at": TIME, "type": "video"}, "not_text", "of type video"),
        ({"title": TITLE, "url": URL, "published_at": TIME, "status": "draft", "html": HTML}, "not_text", "draft"),
    ],
)
def test_what_has_no_text_is_refused(item: dict[str, Any], reason: str, said: str) -> None:
    """Many of the same kind are one refusal that counts them."""
    bad = refused(_json({"articles": [item, item]}))
    assert bad.reason == reason
    assert said in bad.detail
    assert "(2 of them)" in bad.detail


@pytest.mark.parametrize(
    "value",
    [
        [{"title": "A bug", "html_url": URL, "body": P1, "created_at": TIME}],
        {"results": [{"title": "A meeting", "url": URL, "description": P1, "date": "2026-03-02"}]},
        {"items": [{"title": "A rope", "price": 4, "description": P1}]},
    ],
)
def test_other_json_is_none(value: Any) -> None:
    """Issues of software, events and goods have titles and texts too."""
    assert refused(_json(value)).reason == "unknown_format"


def test_each_article_says_whose_it_is() -> None:
    """The publisher is the credit, and the source where the record has none."""
    item = {"source": {"name": "Nordlight"}, "title": TITLE, "url": URL, "publishedAt": TIME, "content": P1}
    other = item | {"source": {"name": "Fjord Post"}, "url": f"{URL}/2", "author": "Ines Tarrow"}
    both = [a for a in found(_json({"articles": [item, other]}), source=None) if isinstance(a, Article)]
    assert [(a.source, a.credit, a.byline) for a in both] == [
        ("nordlight", "Nordlight", None),
        ("fjord post", "Fjord Post", "Ines Tarrow"),
    ]
    assert one(_json({"articles": [item]}), source="agregat").source == "agregat"


def test_one_bad_element_costs_no_other() -> None:
    """An element of a list that is none is refused in its place."""
    item = {"title": TITLE, "url": URL, "publishedAt": TIME, "content": P1}
    reading = read(Document(_json({"articles": [item, 7, {"title": "x"}]}).encode()))
    assert [isinstance(f, BadMessage) for f in reading.found] == [False, True, True]
