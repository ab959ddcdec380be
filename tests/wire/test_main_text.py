"""Web pages full of other things than their text: teasers, comments, other articles below. All of it is invented."""

from __future__ import annotations

from tests.wire.helpers import article
from worker.wire.article import BadMessage
from worker.wire.raw import parts

TOLD = (
    "The Orlo river rose over its banks on Tuesday after three days of rain, and the town told 900 people to leave.",
    "The mayor said that the pumps of the lower quarter had stopped working during the night, one after the other.",
    "The school is open for those who have nowhere to go, and buses run from the market square every half hour.",
)
TEXT = "".join(f"<p>{p}</p>" for p in TOLD)
TEASER = "<a href='/x'>Bank of Halm cuts its rate for the third time this year</a>"


def read(body: str, head: str = "") -> tuple[str | None, tuple[str, ...]]:
    """Headline and paragraphs of a page."""
    html = f"<html><head><title>River floods Brenn | Coast</title>{head}</head>{body}</html>"
    a = article("coast", content=html, content_type="text/html", published_at="2025-03-14T05:10:00Z")
    return a.headline, a.paragraphs


def test_the_text_is_told_from_what_stands_around_it() -> None:
    """Lists of links, blocks named as furniture and the footer are none of it."""
    page = (
        f"<body><div class='top-stories'>{TEASER}{TEASER}</div><div class='wrap'><h1>River floods Brenn</h1>"
        f"<div class='text'>{TEXT}<div class='related-links'><p>Read about other rivers in our long series.</p></div>"
        f"</div></div><div class='more'><p>Storm hits Halm, and many trees fall on cars.</p><p>{TEASER}</p></div>"
        "<footer><p>The Coast is printed on paper that was a tree.</p></footer></body>"
    )
    assert read(page) == ("River floods Brenn", TOLD)


def test_what_readers_say_is_none_however_long() -> None:
    """Comments may be longer than the text."""
    said = "".join(f"<p>I have lived here for {n} years and have never seen so much water.</p>" for n in range(5))
    page = f"<body><div><h1>River floods Brenn</h1>{TEXT}</div><div id='comments'>{said}</div></body>"
    assert read(page) == ("River floods Brenn", TOLD)


def test_other_articles_below() -> None:
    """Sites go on with the next articles: the one with the heading counts."""
    other = (
        "<article><h2>Bank cuts rate</h2>"
        + "<p>The central bank cut its main rate on Monday again.</p>" * 12
        + "</article>"
    )
    page = f"<body><main><article><h1>River floods Brenn</h1>{TEXT * 2}</article>{other * 3}</main></body>"
    headline, paragraphs = read(page)
    assert headline == "River floods Brenn"
    assert set(paragraphs) <= set(TOLD)


def test_the_time_above_the_text_counts() -> None:
    """It stands outside of the element with the text, as the name of who wrote it does."""
    html = (
        "<html><body><div class='head'><h1>River floods Brenn</h1><div>By Ada Berg</div>"
        f"<div>March 14, 2025 at 9:05 PM PDT</div></div><div class='text'>{TEXT}</div></body></html>"
    )
    a = article("coast", content=html, content_type="text/html")
    assert (a.byline, a.published, a.paragraphs) == ("Ada Berg", "2025-03-14T21:05:00-07:00", TOLD)


def test_a_summary_above_the_text_is_text() -> None:
    """What reads like a sentence between headline and text is no furniture; a section's name is."""
    page = (
        "<body><div class='head'><p>Weather</p><h1>River floods Brenn</h1><p>Nine hundred people had to leave at once."
        f"</p><p>By Ada Berg</p></div><div class='text'>{TEXT}</div></body>"
    )
    assert read(page) == ("River floods Brenn", ("Nine hundred people had to leave at once.", *TOLD))


def test_a_text_in_an_aside() -> None:
    """Some sites put their text into an element that is for other things: what it holds counts."""
    page = f"<body><h1>River floods Brenn</h1><aside>{TEXT}</aside><nav><a href='/x'>All</a></nav></body>"
    assert read(page) == ("River floods Brenn", TOLD)


def test_an_xhtml_page_with_a_namespace_of_its_own() -> None:
    """A root named html is a page, whatever namespace it states."""
    html = (
        f"<html xmlns='https://www.w3.org/1999/xhtml' lang='en'><head></head><body><h1>Flood</h1>{TEXT}</body></html>"
    )
    found = parts(html.encode(), "coast").parts[0].message
    assert not isinstance(found, BadMessage)
    assert found["content_type"] == "text/html"


def test_a_page_that_is_marked_as_hidden_as_a_whole() -> None:
    """Some sites mark body or article like a cookie's banner, until their script runs."""
    for page in (
        f"<body class='cookie-consent-pending'><h1>River floods Brenn</h1>{TEXT}</body>",
        f"<body><article style='visibility:hidden'><h1>River floods Brenn</h1>{TEXT}</article></body>",
        f"<body><div class='gdpr-wrap'><h1>River floods Brenn</h1>{TEXT}</div></body>",
    ):
        assert read(page) == ("River floods Brenn", TOLD)


def test_a_fragment_and_a_short_page_are_read_whole() -> None:
    """A feed's fragment has no furniture to look for, and of a few words nobody knows where they belong."""
    a = article("coast", headline="River floods Brenn", body=f"<div class='related'>{TEXT}</div><p>Buses run.</p>")
    assert a.paragraphs == (*TOLD, "Buses run.")
    assert read("<body><h1>River floods Brenn</h1><p>Buses run.</p><div><p>Sluices open.</p></div></body>")[1] == (
        "Buses run.",
        "Sluices open.",
    )
