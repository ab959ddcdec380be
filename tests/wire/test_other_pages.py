"""Pages that say that they are a video, a song, a post or a thread are refused; articles beside one are not."""

from __future__ import annotations

import pytest

from tests.wire.formats.kit import P1, P2, one, refused

_TEXT = f"<p>{P1} {P2}</p>" * 3
_COMMENTS = "<div><p>I was on it on Monday and it was full, as everybody had said it would be.</p></div>" * 4


def _page(head: str, body: str = _COMMENTS) -> str:
    title = "Harbour tram"
    return f"<!doctype html><html><head><title>{title}</title>{head}</head><body><h1>{title}</h1>{body}</body></html>"


def _ld(value: str) -> str:
    return f'<script type="application/ld+json">{{"@context":"https://schema.org",{value}}}</script>'


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (_page('<meta property="og:type" content="video.other">'), "a video"),
        (_page('<meta property="og:type" content="music.song">'), "a song"),
        (_page('<meta property="og:type" content="profile">'), "a profile"),
        (_page('<meta name="generator" content="Discourse 3.1">', _TEXT), "a thread of a forum"),
        (_page('<meta name="generator" content="Discuz! X3.4">', _TEXT), "a thread of a forum"),
        (_page('<link rel="canonical" href="https://www.youtube.com/watch?v=1">', _TEXT), "a video"),
        (_page(_ld('"@type":"VideoObject","name":"Tram"')), "a video"),
        (_page(_ld('"@graph":[{"@type":"WebPage"},{"@type":"QAPage"}]'), _TEXT), "a thread of a forum"),
        (_page("", f'<div id="a" itemscope itemtype="http://schema.org/VideoObject">{_COMMENTS}</div>'), "a video"),
    ],
)
def test_it_is_refused_by_its_kind(page: str, said: str) -> None:
    """The page's card, its types of schema.org, its software or its host say what it is."""
    bad = refused(page)
    assert (bad.reason, bad.detail) == ("not_text", f"HTML page: {said}, not an article")


@pytest.mark.parametrize(
    "page",
    [
        _page('<meta property="og:type" content="video.other">', _TEXT),
        _page('<meta property="og:type" content="article">' + _ld('"@type":"VideoObject"')),
        _page(_ld('"@graph":[{"@type":"NewsArticle","headline":"Harbour tram"},{"@type":"VideoObject"}]')),
        _page('<link rel="canonical" href="https://blog.twitter.com/2026/tram">', _TEXT),
        _page('<meta property="og:type" content="website">', _TEXT),
    ],
)
def test_an_article_with_a_video_stays_one(page: str) -> None:
    """One that says that it is an article, or has a text of its own, is read."""
    assert one(page).headline == "Harbour tram"
