"""What is the text of a web page, on each side of every bound: how many letters count as paragraphs and as links."""

# ruff: noqa: E501 - pages in a line
from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from worker.wire import main_text


def p(letters: int, letter: str = "x") -> str:
    """A paragraph of so many letters."""
    return f"<p>{letter * letters}</p>"


def find(html: str) -> tuple[str | None, str]:
    """The id of the element with the text, and its text."""
    body = LexborHTMLParser(f"<html><body>{html}</body></html>").body
    assert body is not None
    found = main_text.find(body)
    return (None, "") if found is None else (found.attributes.get("id") or found.tag, found.text())


@pytest.mark.parametrize(
    ("inside", "name"),
    [
        (p(249), None), (p(250), "a"), (p(25) * 10, "a"), (p(24) * 11, None), (p(250) + p(24), "a"),
        ("<ul>" + ("<li>" + "x" * 80 + "</li>") * 7 + "</ul>", "ul"),
        ("<ul>" + ("<li>" + "x" * 80 + "</li>") * 6 + "</ul>", None), ("<ul>" + ("<li>" + "x" * 79 + "</li>") * 20 + "</ul>", None),
        (f"{'x' * 250}", "a"), (f"<div>{'x' * 80}</div>" * 4, "a"), (f"<div>{'x' * 79}</div>" * 4, None),
        (f"<p><a>{'y' * 25}</a>{'x' * 275}</p>", "a"), (f"<p><a>{'y' * 26}</a>{'x' * 274}</p>", None),
        (p(250) + f"<p><a>{'y' * 300}</a></p>", "a"),
    ],
)  # fmt: skip
def test_what_counts_as_a_paragraph(inside: str, name: str | None) -> None:
    """A page needs 250 letters in paragraphs of 25, in items of 80, which count half, or in elements' own texts of 80;
    the letters of a link count against the paragraph."""
    assert find(f"<div id=a>{inside}</div>")[0] == name


@pytest.mark.parametrize(
    ("first", "second", "name"),
    [(800, 200, "a"), (700, 300, "a"), (699, 301, "both"), (301, 699, "both"), (300, 700, "b"), (500, 500, "both")],
)
def test_the_text_is_the_smallest_element_with_most_of_the_letters(first: int, second: int, name: str) -> None:
    """Seven in ten: with fewer, the text goes on in the next element."""
    assert find(f"<div id=both><div id=a>{p(first)}</div><div id=b>{p(second)}</div></div>")[0] == name


@pytest.mark.parametrize(
    ("marked", "other", "name"), [(700, 300, "marked"), (699, 301, "all"), (200, 800, "inner"), (1000, 30, "marked")]
)
def test_the_element_that_a_page_marks_itself(marked: int, other: int, name: str) -> None:
    """It is the text although a smaller element has as much, if it has seven in ten of the letters."""
    html = (
        f"<div id=all><div id=marked itemprop=articleBody><div id=own>{p(marked)}</div></div>"
        f"<div id=rest><div id=inner>{p(other)}</div></div></div>"
    )
    assert find(html)[0] == name


def test_of_two_marked_elements_the_one_with_the_letters_is_the_text() -> None:
    """Sites mark a summary as they mark the body."""
    html = f"<div id=s property=articleBody>{p(100)}</div><div id=t property=articleBody><div>{p(900)}</div></div>"
    assert find(html)[0] == "t"


@pytest.mark.parametrize(
    ("around", "held", "other", "name"),
    [
        ("div", 300, 700, "x"), ("div", 299, 701, "y"), ("div", 250, 150, "x"), ("div", 249, 151, "body"), ("header", 300, 700, "y"),
        ("article", 500, 1500, "x"), ("article", 499, 1501, "y"), ("div", 500, 1500, "y"), ("article", 300, 1700, "y"), ("section", 500, 1500, "y"),
    ],
)  # fmt: skip
def test_the_text_stands_with_its_heading(around: str, held: int, other: int, name: str) -> None:
    """An element with the heading and three in ten of the letters, of 250 at least, is the article, and what follows
    is another; of an element that calls itself an article, 500 letters are enough. A page's header is never one."""
    html = f"<{around} id=x><h1>River</h1>{p(held)}</{around}><div id=y>{p(other)}</div>"
    assert find(html)[0] == name


@pytest.mark.parametrize(
    ("html", "name"),
    [
        (f"<div id=x><h1>A</h1>{p(300)}</div><main><div id=y><h1>B</h1>{p(700)}</div></main>", "y"),
        (f"<main><div id=x><h1>A</h1>{p(300)}</div><article id=y><h1>B</h1>{p(700)}</article></main>", "y"),
        (f"<div id=x><h1>A</h1>{p(300)}</div><div id=y><h1>B</h1>{p(700)}</div>", "x"),
    ],
)
def test_which_heading_is_that_of_the_article(html: str, name: str) -> None:
    """That of an article, else that of the main part, else the first on the page."""
    assert find(html)[0] == name


@pytest.mark.parametrize(
    ("inside", "letters", "stays"),
    [
        ("<div class=related>{}</div>", 199, False), ("<div class=related>{}</div>", 200, True), ("<div id=related>{}</div>", 199, False),
        ("<div class=story>{}</div>", 199, True), ("<div class=comments>{}</div>", 200, False), ("<div id=comments>{}</div>", 200, False),
        ("<footer>{}</footer>", 199, False), ("<footer>{}</footer>", 200, True), ("<aside>{}</aside>", 199, False), ("<nav>{}</nav>", 199, False),
        ("<header>{}</header>", 199, True), ("<main class=related>{}</main>", 199, True),
    ],
)  # fmt: skip
def test_what_is_named_as_furniture(inside: str, letters: int, stays: bool) -> None:
    """It is taken out if it has less than a fifth of the letters, or is for readers' comments; footers, navigation and
    asides without any name."""
    html = f"<div id=t>{p(1000 - letters)}{inside.format(p(letters, 'q'))}</div>"
    assert ("q" in find(html)[1]) is stays


@pytest.mark.parametrize(
    ("inside", "stays"),
    [
        (f"<div>{'q' * 40}<a>{'q' * 60}</a></div>", True), (f"<div>{'q' * 39}<a>{'q' * 61}</a></div>", False), (f"<section><a>{'q' * 60}</a></section>", False),
        (f"<ul><li><a>{'q' * 1199}</a></li></ul>", False), (f"<ul><li><a>{'q' * 1200}</a></li></ul>", True), (f"<span><a>{'q' * 60}</a></span>", True),
        (f"<div><div><ul><li><a>{'q' * 60}</a></li></ul></div></div>", False), (f"<dl><a>{'q' * 60}</a></dl>", True), ("<ul><li>q</li></ul>", True),
    ],
)  # fmt: skip
def test_lists_of_links(inside: str, stays: bool) -> None:
    """Blocks with more than six in ten of fewer than 1,200 letters in links are taken out."""
    assert ("q" in find(f"<div id=t>{p(1000)}{inside}</div>")[1]) is stays


def test_comments_with_most_of_the_letters_are_the_text() -> None:
    """The name does not count where nothing would be left: seven in ten of the letters."""
    assert find(f"<div id=comments>{p(700)}</div><div id=t>{p(300)}</div>")[0] == "comments"
    assert find(f"<div id=comments>{p(699)}</div><div id=t>{p(301)}</div>")[0] == "t"


def test_the_element_with_the_heading_is_no_furniture() -> None:
    """Whatever its name, the article stands in it."""
    assert find(f"<div id=comments><h1>River</h1>{p(300)}</div><div>{p(700)}</div>")[0] == "comments"


def test_a_page_whose_furniture_was_its_letters() -> None:
    """Without it too little is left, and the page is read whole."""
    assert find(f"<div id=t>{p(249)}</div><footer>{p(60)}</footer>")[0] is None
    assert find(f"<div id=t>{p(250)}</div><footer>{p(60)}</footer>")[0] == "t"


@pytest.mark.parametrize(
    ("columns", "plain", "others", "left"),
    [
        (7, 300, "", {"c", "x"}), (6, 400, "", {"x"}), (10, 0, f"<div class=promo>{p(100, 'f')}</div>", {"c"}),
        (10, 0, f"<nav class=sidebar-grid>{p(100, 'f')}</nav>", {"c"}), (10, 0, f"<div class='sidebar-grid comments'>{p(100, 'f')}</div>", {"c"}),
        (8, 0, f"<div class=promo>{p(100, 'f')}</div>" * 2, {"c", "f"}), (8, 0, f"<div class=promo>{p(100, 'f')}</div><div class=promo>{p(99, 'f')}</div>", {"c"}),
    ],
)  # fmt: skip
def test_columns_of_a_text_named_like_furniture(columns: int, plain: int, others: str, left: set[str]) -> None:
    """Where what the names mean has seven in ten of the letters, it stays, but for names with less than a fifth of it,
    navigation and comments."""
    column = f"<div class=sidebar-grid>{p(100, 'c')}</div>"
    html = f"<div id=t>{column * columns}{p(plain)}{others}</div>"
    assert {*find(html)[1]} == left
