"""Web pages of any site: what they state by machine-readable means counts before what stands first on them."""

from __future__ import annotations

import pytest

from tests.wire.helpers import article
from worker.wire.article import Article

TEXT = "<p>SKARN -- The quarry stays open, the council said on Friday.</p><p>It meets again in May.</p>"
PARAGRAPHS = ("The quarry stays open, the council said on Friday.", "It meets again in May.")
GRAPH = """<script type="application/ld+json">{"@graph": [{"@type": "WebSite"}, {"@type": "NewsArticle",
"datePublished": "2025-03-14T09:30:00+01:00", "dateModified": "2025-03-15T10:00:00Z"}]}</script>"""
HEAD = "Quarry of Skarn stays open"


def web(body: str, head: str = "") -> Article:
    return article("coast", content=f"<html><head>{head}</head><body>{body}</body></html>", content_type="text/html")


@pytest.mark.parametrize(
    "head",
    [
        f"<title>{HEAD} - Skarn Post</title><meta property='og:title' content='{HEAD}'>",
        f"<title>{HEAD} | News | Skarn Post</title>",
        f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{HEAD}"}}</script>',
        "<title>Skarn Post</title>",
        "",
    ],
)
@pytest.mark.parametrize(
    "above",
    [
        "<div>We value your privacy</div>", "<h1>Skarn Post</h1>", "<p>LIVE: Storm nears the coast of Meren</p>",
        "<div><a>Log in</a> <a>My account</a></div>", "",
    ],
)  # fmt: skip
def test_the_headline_is_never_the_first_line(head: str, above: str) -> None:
    """Cookie bars, mastheads, tickers: the headline is the one that heads the article, and the rest is no text."""
    a = web(f"{above}<article><h1>{HEAD}</h1>{TEXT}</article>", head)
    assert a.headline == HEAD
    assert a.paragraphs == PARAGRAPHS


def test_a_marker_in_the_heading_counts() -> None:
    """Where the card for other sites leaves the marker out, the heading's stands."""
    a = web(f"<article><h1>(2nd LD) {HEAD}</h1>{TEXT}</article>", f"<meta property='og:title' content='{HEAD}'>")
    assert (a.headline, a.lead_number) == (HEAD, 2)


@pytest.mark.parametrize(
    "head",
    [
        GRAPH,
        '<meta property="article:published_time" content="2025-03-14T09:30:00+01:00">',
        '<meta name="DC.date.issued" content="2025-03-14T09:30:00+01:00">',
        '<meta itemprop="datePublished" content="2025-03-14T09:30:00+01:00">',
        '<meta name="sailthru.date" content="2025-03-14T09:30:00+0100">',
    ],
)
def test_times_of_the_head(head: str) -> None:
    """JSON-LD and the names that sites give to the time of publication."""
    assert web(f"<article><h1>{HEAD}</h1>{TEXT}</article>", head).published == "2025-03-14T09:30:00+01:00"


def test_times_of_the_body() -> None:
    """An element of the article for its time, before the words in it."""
    a = web(f'<article><h1>{HEAD}</h1><time datetime="2025-03-14T09:30:00Z">This morning</time>{TEXT}</article>')
    assert a.published == "2025-03-14T09:30:00Z"
    b = web(
        f'<article><h1>{HEAD}</h1><abbr class="published" title="2025-03-14T09:30:00Z">Friday</abbr>{TEXT}</article>'
    )
    assert b.published == "2025-03-14T09:30:00Z"


def test_what_is_hidden_is_no_text() -> None:
    """Elements that a browser does not show, or lays over the page, and a table's cells, which do not run together."""
    odd = "<p hidden>Never</p><p style='color:red; display:none'>Never</p><div class='cookie-bar'>Never</div>"
    cells = "<table><tr><th>Skarn</th><td>3</td></tr></table>"
    assert web(f"<article><h1>{HEAD}</h1>{TEXT}{odd}{cells}</article>").paragraphs == (*PARAGRAPHS, "Skarn 3")


def test_what_feeds_wrap_and_escape() -> None:
    """CDATA around fields, markup that was escaped, entities that were escaped twice."""
    a = article(headline="<![CDATA[Skarn & Meren]]>", body=f"<![CDATA[{TEXT}]]>")
    assert (a.headline, a.paragraphs) == ("Skarn & Meren", PARAGRAPHS)
    escaped = TEXT.replace("<", "&lt;").replace(">", "&gt;")
    a = article(headline="Skarn &amp;amp; Meren", body=f"{escaped}&lt;p&gt;&amp;quot;Yes.&amp;quot;&lt;/p&gt;")
    assert (a.headline, a.paragraphs) == ("Skarn & Meren", (*PARAGRAPHS, '"Yes."'))
