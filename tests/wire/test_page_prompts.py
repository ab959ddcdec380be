"""Pages that show no article: prompts, menus, front pages; and those with their text in JSON-LD only."""

from __future__ import annotations

import json

import pytest

from tests.wire.helpers import article
from worker.wire.article import Article, BadMessage

P1 = "The quarry stays open, the council said on Friday, after a vote of nine to four."
P2 = "It meets again in May to decide on the road from the quarry to the harbour of Skarn."
HEAD = "Quarry of Skarn stays open"
CARD = f"<meta property='og:title' content='{HEAD}'><meta property='og:type' content='article'>"


def web(body: str, head: str = "") -> Article:
    return article("coast", content=f"<html><head>{head}</head><body>{body}</body></html>", content_type="text/html")


@pytest.mark.parametrize(
    "body",
    [
        "<p>Please ensure JavaScript is enabled for purposes of accessibility.</p>",
        "<p>When you visit any website, it may store information on your browser, mostly in the form of cookies.</p>",
        "<p>This copy is for your personal, non-commercial use only.</p><p>All rights reserved.</p>",
        "<p>Diesen Artikel können Abonnenten lesen. Bitte melden Sie sich an.</p>",
        "<p>この記事は会員登録が必要です。</p><p>ログインしてください。</p>",
        "<p>Your current browser isn't compatible with this site.</p><p>Sorry! Something went wrong.</p>",
    ],
)
def test_a_page_with_nothing_but_prompts_is_refused(body: str) -> None:
    """Even one that says that it is an article."""
    with pytest.raises(BadMessage, match="no sentence that could be an article's"):
        web(f"<h1>{HEAD}</h1>{body}", CARD)


def test_an_article_about_prompts_is_read() -> None:
    """One sentence that is none is enough."""
    texts = ("Regulators fined the site over its cookies on Monday.", P1)
    assert web("".join(f"<p>{p}</p>" for p in texts), f"<title>{HEAD}</title>").paragraphs[-1] == P1


def test_a_page_of_entries_with_a_stray_sentence_is_refused() -> None:
    """Without a mark of an article; with one it may be a flash on a page with a large menu."""
    menu = "".join(f"<div>Entry {n} of the list</div>" for n in range(30))
    body = f"{menu}<div>Drag the corners of the box to crop your picture.</div>"
    with pytest.raises(BadMessage, match="no sentence"):
        web(body)
    assert web(f"<h1>{HEAD}</h1>{body}", CARD).headline == HEAD


def test_a_text_that_stands_in_json_ld_only_is_read() -> None:
    """As on pages that a script fills, or that show one paragraph to those who have not paid."""
    said = {"@type": "NewsArticle", "headline": HEAD, "articleBody": f"{P1}\n\n{P2}"}
    script = f'<script type="application/ld+json">{json.dumps(said)}</script>'
    for body in ("", f"<article><h1>{HEAD}</h1><p>Subscribe to read on.</p></article>"):
        a = web(f"{body}<div id='app'></div>", script)
        assert (a.headline, a.paragraphs) == (HEAD, (P1, P2))
    shown = web(f"<article><h1>{HEAD}</h1><p>{P1}</p><p>{P2} It said more.</p></article>", script)
    assert shown.paragraphs[-1].endswith("It said more.")


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (f"<title>{HEAD}</title>", f"<h1><a href='/'>Skarn Post</a></h1><div>{HEAD}</div><p>{P1}</p>"),
        (f"<title>Skarn Post » {HEAD}</title>", f"<h1>Skarn</h1><h1>{HEAD}</h1><p>{P1}</p>"),
        (CARD, f"<div>Illustration by Ada Renn</div><p>{P1}</p>"),
        (f"<title>{HEAD}</title>", f"<p>{P1}</p>"),
        (f"<title>{HEAD}</title>{CARD}", f"<h1>{HEAD}</h1><h1>{HEAD}</h1><p>{P1}</p>"),
        ((f"<meta property='og:site_name' content='Skarn Post'><meta property='og:type' content='article'>"
         f"<meta property='og:title' content='{HEAD} – Skarn Post'>"), f"<p>{P1}</p>"),
    ],
)  # fmt: skip
def test_the_headline_stands_elsewhere(head: str, body: str) -> None:
    """The name of a site, a picture's credit and the first sentence are no headlines."""
    a = web(body + f"<p>{P2}</p>" * 3, head)
    assert a.headline == HEAD
    assert P1 in a.paragraphs


def test_a_front_page_without_a_first_heading_is_refused() -> None:
    """It has many headings that lead to other pages, and hardly a long paragraph; an article with such a list has."""
    teasers = "".join(f"<h3><a href='/{n}'>Headline {n}</a></h3><p>{P1}</p>" for n in range(25))
    with pytest.raises(BadMessage, match="front page"):
        web(teasers)
    assert web("".join(f"<p>{P1} {P2}</p>" for _ in range(5)) + teasers, f"<title>{HEAD}</title>").headline == HEAD
    archived = "<link rel='canonical' href='https://web.archive.org/web/20240325/https://www.skarn.example/'>"
    with pytest.raises(BadMessage, match="front page"):
        web(f"<p>{P1}</p>", archived)


@pytest.mark.parametrize(
    "said", ["<meta name='PT' content='Homepage'>", "<meta name='parsely-type' content='section'>"]
)
def test_a_page_that_calls_itself_a_front_page_is_refused(said: str) -> None:
    """Home pages and sections tell their kind in a meta element; one that is also marked as an article is read."""
    text = f"<h1>{HEAD}</h1>" + f"<p>{P1} {P2}</p>" * 4
    with pytest.raises(BadMessage, match="front page"):
        web(text, said)
    assert web(text, said + "<meta property='og:type' content='article'>").headline == HEAD


def test_the_title_of_a_chinese_page_has_its_site_behind_it() -> None:
    """Without blanks around the sign between them; the first line is a menu's, or a sentence."""
    title, text = (
        "港口电车开通两年后才到",
        "港口电车周一首次载客，比原定时间晚了两年，市政府表示，从码头到医院需要十一分钟。",
    )
    pages = [f"<div>{first}</div>" + f"<p>{text}</p>" * 4 for first in ("图集", text)]
    read = [web(body, f"<title>{title}-北光网</title>") for body in pages]
    assert [a.headline for a in read] == [title, title]
