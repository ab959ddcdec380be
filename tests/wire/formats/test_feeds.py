"""Feeds with elements of their own: whole texts for aggregators, related articles, and nothing but links."""

from __future__ import annotations

from tests.wire.formats.kit import P1, P2, one, refused

_SPACE = "xmlns:a='http://agregat.example/news'"


def _rss(inside: str) -> str:
    item = f"<item><title>Tram opens</title><link>https://nordlight.example/1</link>{inside}</item>"
    return f"<rss version='2.0' {_SPACE}><channel><title>Nordlight</title>{item}</channel></rss>"


def test_the_whole_text_for_an_aggregator_is_read() -> None:
    """Its paragraphs have blank lines between them; the description is a summary of it."""
    article = one(_rss(f"<description>{P1}</description><a:full-text>{P1}\n\n{P2} &amp;laquo;</a:full-text>"))
    assert article.paragraphs == (P1, f"{P2} «")
    assert article.flags == ()


def test_related_articles_are_not_its_own() -> None:
    """Their links and descriptions have the names of its own, inside an element of another namespace."""
    related = "<a:related><link>https://nordlight.example/2</link><description>Other</description></a:related>"
    article = one(_rss(f"<description>{P1}</description>{related}"))
    assert article.url == "https://nordlight.example/1"
    assert article.paragraphs == (P1,)


def test_links_alone_are_no_text() -> None:
    """Feeds of links describe an entry by the words of its links."""
    said = "<![CDATA[<a href='/c'>Comments</a>]]>"
    assert refused(_rss(f"<description>{said}</description>")).reason == "empty"
