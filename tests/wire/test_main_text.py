"""Web pages full of other things than their text: teasers, comments, other articles below. All of it is invented."""

from __future__ import annotations

import pytest

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


def test_markup_in_an_attribute() -> None:
    """Players and components keep markup in attributes: it is no text, and escapes nothing else on the page."""
    data = (
        "{&quot;player&quot;:&quot;&lt;div class=\\&quot;x\\&quot;&gt;Watch &lt;p&gt;now.&lt;/p&gt;&lt;/div&gt;&quot;}"
    )
    page = f"<body><h1>River floods Brenn</h1><div data-props='{data}'></div><div>{TEXT}</div></body>"
    assert read(page) == ("River floods Brenn", TOLD)


def test_a_form_that_is_never_closed() -> None:
    """Without its end tag an element that is no text on other pages has the article in it."""
    for begun in ("<noscript>", "<select><option>Choose", "<button>Menu"):
        page = f"<body><h1>River floods Brenn</h1><div><div>{begun}<article>{TEXT * 4}</article></div></div></body>"
        assert set(TOLD) <= set(read(page)[1]), begun


def test_a_text_whose_columns_are_named_like_furniture() -> None:
    """Where the names would leave nothing, most of what bears one name is the text."""
    columns = "".join(f"<div class='sidebar-grid'><p>{p}</p></div>" for p in TOLD)
    other = "<div class='related'><p>Another river, far away, in our series.</p></div>"
    page = f"<body><h1>River floods Brenn</h1><div>{columns}{other}</div></body>"
    assert read(page) == ("River floods Brenn", TOLD)


def test_a_menu_of_many_words() -> None:
    """Navigation may have more words than a short text, and may hold the site's first heading."""
    menu = "".join(
        f"<li>Section {n}: reports, pictures, letters, and all that readers of it ask for</li>" for n in range(9)
    )
    header = f"<header><h1>The Coast</h1><div class='MainNav'><ul>{menu}</ul></div></header>"
    page = f"<body>{header}<main><h1>River floods Brenn</h1>{TEXT}</main></body>"
    assert read(page) == ("River floods Brenn", TOLD)


FRONT = "".join(
    f"<h2><a href='/{n}'>Storm number {n} hits Halm</a></h2><p>Trees fell on cars in the town, and buses stopped.</p>"
    for n in range(9)
)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("<link rel='canonical' href='https://coast.example/'>", f"<h1>The Coast</h1>{FRONT}"),
        ("<meta property='og:url' content='https://coast.example/en'>", FRONT),
        ("", FRONT.replace("h2", "h1")),
    ],
)
def test_a_front_page_is_no_article(head: str, body: str) -> None:
    """By the address that it gives itself, or by its headings, which lead elsewhere; it is refused by name."""
    with pytest.raises(BadMessage, match="front page") as caught:
        read(f"<body>{body}</body>", head)
    assert caught.value.reason == "not_text"
    told = "<meta property='og:type' content='article'>"
    assert read(f"<body><h1>River floods Brenn</h1>{TEXT}</body>", head + told) == ("River floods Brenn", TOLD)


@pytest.mark.parametrize(
    "head",
    [
        "<meta property='og:url' content='https://coast.example/'>",
        "<link rel='canonical' href='https://coast.example'>",
        "<link rel='canonical' href='https://coast.example/flood'><meta property='og:url' content='https://coast.example/'>",
    ],
)
def test_an_article_may_give_the_address_of_its_site(head: str) -> None:
    """Some sites print one address on every page: a page with one heading and a text below it is an article all the
    same."""
    long = "<p>The river left its banks on Tuesday after three days of rain, and the town told its mayor that "
    long += "nine hundred people had gone to the hills.</p>"
    assert read(f"<body><h1>River floods Brenn</h1>{long * 3}</body>", head)[0] == "River floods Brenn"


def test_prompts_to_sign_in_are_no_text() -> None:
    """A site prints all of its prompts in its pages, and shows one of them."""
    prompt = "<p>Create an account or sign in to continue with your reading experience.</p><p>Share your thoughts.</p>"
    body = f"<h1>River floods Brenn</h1>{TEXT}<div class='article-content__sign-in-group'>{prompt}</div>"
    assert read(f"<body><article>{body}</article></body>") == ("River floods Brenn", TOLD)


def test_what_a_translation_puts_into_a_page_is_no_text() -> None:
    """A page that was saved while a browser translated it has the heading and the buttons of that."""
    put = "<div id='goog-gt-tt'><h1>Original text</h1><span>Contribute a better translation</span></div>"
    body = f"<article><h1>River floods Brenn</h1>{TEXT}</article>"
    assert read(f"<body>{put}{body}</body>") == ("River floods Brenn", TOLD)


def test_a_page_without_a_sentence_is_no_article() -> None:
    """Of a page that a script would fill only the menu is there."""
    with pytest.raises(BadMessage, match="no sentence") as caught:
        read("<body><a href='#c'>Skip to content</a><ul><li>Home</li></ul><h1>River floods Brenn</h1></body>")
    assert caught.value.reason == "empty"
    for said in ("नदी मंगलवार को उफान पर थी।", "แม่น้ำเอ่อล้นตลิ่งเมื่อวันอังคารหลังฝนตกติดต่อกันสามวันและเมืองสั่งอพยพประชาชนเก้าร้อยคน"):
        assert read(f"<body><h1>River floods Brenn</h1><p>{said}</p></body>")[1] == (said,)


def test_a_page_is_measured_without_its_scripts() -> None:
    """A page with megabytes of scripts has no more text than any other; one with megabytes of text is too large."""
    script = f"<script>{'x = 1; ' * 400_000}</script>"
    html = f"<html><body><h1>River floods Brenn</h1>{script}{TEXT}</body></html>"
    found = parts(html.encode(), "coast").parts[0].message
    assert not isinstance(found, BadMessage)
    assert article(**found).paragraphs == TOLD
    with pytest.raises(BadMessage, match="without its scripts"):
        read(f"<body><p>{'River floods. ' * 160_000}</p></body>")
