"""How HTML is made safe, what a page's title is, where notes end and what they refer to: each rule by its sides."""

# ruff: noqa: E501 - pages in a line
from __future__ import annotations

import pytest

from worker.wire import lexer, markup, note_lines, places, tidy
from worker.wire.agencies import PLAIN
from worker.wire.article import BadMessage


@pytest.mark.parametrize(
    ("html", "tidied"),
    [
        ("<p>a<p>b", "<p>a</p><p>b</p>"), ("<p>a<div>b", "<p>a</p><div>b</div>"), ("<p>a<span>b<p>c", "<p>a<span>b</span></p><p>c</p>"), ("<b>a</b><i>b", "ab"), ("<x_y>a</x_y>", "a"), ("a < b", "a &lt; b"), ("a<p", "a"),
        ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"), ("<ul><li>a<ul><li>b</ul><li>c</ul>", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"), ("<ul><li><div>a<li>b</ul>", "<ul><li><div>a</div></li><li>b</li></ul>"),
        ("<ul><li><section>a<li>b", "<ul><li><section>a<li>b</li></section></li></ul>"), ("<dl><dt>a<dd>b<dt>c</dl>", "<dl><dt>a</dt><dd>b</dd><dt>c</dt></dl>"), ("<dl><dd>a<li>b</dl>", "<dl><dd>a<li>b</li></dd></dl>"), ("<li>a<dd>b", "<li>a<dd>b</dd></li>"),
        ("<h1>a<h2>b", "<h1>a</h1><h2>b</h2>"), ("<h1>a</h2>b", "<h1>a</h1>b"), ("<h1><span>a<h2>b", "<h1><span>a<h2>b</h2></span></h1>"), ("<div><h1>a<h2>b", "<div><h1>a</h1><h2>b</h2></div>"), ("<h1>a<p>b", "<h1>a<p>b</p></h1>"), ("<div>a<h1>b", "<div>a<h1>b</h1></div>"),
        ("</p>a", "<p></p>a"), ("</br>a", "<br>a"), ("</div>a", "a"), ("a<br>b<br/>c", "a<br>b<br/>c"), ("<div/>a", "<div/>a</div>"), ("<svg><g/>a</svg>b", "<svg><g/>a</svg>b"), ("<svg><g>a</svg>b", "<svg><g>a</g></svg>b"),
        ("<a>x<a>y</a>z</a>", "<a>x</a><a>y</a>z"), ("</a>x", "x"), ("<a>x", "<a>x"), ("<html><html>x", "<html>x"), ("<body><head></head>x", "<body><head></head>x"),
        ("<td>a", "a"), ("<table><tr><td>a<td>b<tr><td>c</table>", "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>"), ("<table><tbody><tr><td>a<tbody><tr><td>b", "<table><tbody><tr><td>a</td></tr></tbody><tbody><tr><td>b</td></tr></tbody></table>"),
        ("<table><caption>a<tr><td>b", "<table><caption>a</caption><tr><td>b</td></tr></table>"), ("<table><tr><th>a<th>b", "<table><tr><th>a</th><th>b</th></tr></table>"),
        ("<table><tr><td><table><tr><td>a</table>b</table>", "<table><tr><td><table><tr><td>a</td></tr></table>b</td></tr></table>"), ("<table><tr><td><p>a</table>b", "<table><tr><td><p>a</p></td></tr></table>b"), ("<div><table><tr><td></div>a", "<div><table><tr><td>a</td></tr></table></div>"),
        ("<p><table><tr><td></p>a", "<p><table><tr><td><p></p>a</td></tr></table></p>"), ("<p><button></p>a", "<p><button><p></p>a</button></p>"), ("<p><span>a</p>b", "<p><span>a</span></p>b"), ("<div><span>a</div>b", "<div><span>a</span></div>b"), ("<span><div>a</span>b", "<span><div>ab</div></span>"),
        ("<li><ul></li>a", "<li><ul>a</ul></li>"), ("<li><div></li>a", "<li><div></div></li>a"), ("<li><ol></li>a", "<li><ol>a</ol></li>"),
        ("<select><option>a<option>b</select>", "<select><option>a</option><option>b</option></select>"), ("<option>a<optgroup>b", "<option>a</option><optgroup>b</optgroup>"), ("<optgroup>a<option>b", "<optgroup>a<option>b</option></optgroup>"), ("<span><option>a", "<span><option>a</option></span>"),
        ("<option>a<span>b", "<option>a<span>b</span></option>"), ("<ruby><rb>a<rt>b<rp>c</ruby>", "<ruby><rb>a</rb><rt>b</rt><rp>c</rp></ruby>"), ("<rt>a<span>b", "<rt>a<span>b</span></rt>"), ("<option>a<rt>b", "<option>a<rt>b</rt></option>"), ("<rt>a<option>b", "<rt>a<option>b</option></rt>"),
        ("a<!-- <p> -->b", "ab"), ("a<!-->b", "ab"), ("a<!--b", "a"), ("a<!doctype html>b", "ab"), ("a<?xml ?>b", "ab"), ("a</ >b", "ab"), ("a<!b", "a"), ("a<!--x--!>b", "ab"),
        ("<script>a<p>b</script>c", "c"), ("<style>a", ""), ("<textarea><p>a</textarea>b", "b"), ("<title>a<b</title>c", "<title>a&lt;b</title>c"), ("<script>a</scripty>b</script>c", "c"),
        ("<script><!--<script>a</script>b</script>c", "c"), ("<script><!--a</script>b", "b"), ("<script><!--<script>--></script>b", "b"), ("<script><!--a--><script></script>b", "b"), ("<script><!--<!--<script>a</script>b</script>c", "c"), ("<script><!--></script>b", "b"),
        ("<template>a<p>b</template>c", "c"), ("<template>a<template>b</template>c</template>d", "d"), ("<template><script></template></script></template>a", "a"), ("<template><title></template></title></template>a", "a"), ("<template><!--</template>--></template>a", "a"),
        ("<template>a", ""), ("<template></script></template>a", "a"), ("<template><p></p></template>a", "a"), ("<template>a<p", ""),
    ],
)  # fmt: skip
def test_tags_in_pairs(html: str, tidied: str) -> None:
    """As the standard has it: what closes a paragraph, an item or a cell; what an end tag reaches; what is no text."""
    assert tidy.tidy(html) == tidied


@pytest.mark.parametrize(
    ("value", "kept"), [("x" * 1989, True), ("x" * 1990, False)],
)  # fmt: skip
def test_a_long_tag(value: str, kept: bool) -> None:
    """With 2,000 characters it loses all but its first fifty short attributes."""
    tag = f"<p  id='{value}'>"
    assert len(tag) == 1999 + (not kept)
    many = f"<p {' '.join(f'a{n}' for n in range(60))} id='{'x' * 2000}'>"
    assert tidy.tidy(tag) == f"{tag}</p>" if kept else f"<p id='{value}'></p>"
    assert tidy.tidy(many) == f"<p {' '.join(f'a{n}' for n in range(50))}></p>"


def test_limits_of_a_page() -> None:
    """512 elements deep and 100,000 in all, no more."""
    assert tidy.tidy("<div>" * 512).count("</div>") == 512
    with pytest.raises(BadMessage):
        tidy.tidy("<div>" * 513)
    assert tidy.tidy("<br>" * 100_000).count("<br>") == 100_000
    for page in (
        "<br>" * 100_001,
        "<br>" * 100_000 + "</br>",
        "<br>" * 100_000 + "</p>",
        "<br>" * 100_000 + "<title>a</title>",
    ):
        with pytest.raises(BadMessage):
            tidy.tidy(page)


@pytest.mark.parametrize(
    ("text", "numbers", "onward", "throughout", "objects"),
    [
        ("name in para 3", (3,), False, False, ("name",)), ("in paras 3-5", (3, 4, 5), False, False, ()), ("in paras 3, 5 and 7", (3, 5, 7), False, False, ()), ("last 2 paras", (-2, -1), False, False, ()), ("first three paras", (1, 2, 3), False, False, ()),
        ("opening 2 grafs", (1, 2), False, False, ()), ("final ten paras", tuple(range(-10, 0)), False, False, ()), ("third-fifth paras", (3, 4, 5), False, False, ()), ("first to third paras", (1, 2, 3), False, False, ()), ("first, third paras", (1, 3), False, False, ()),
        ("3rd to last para", (3, -1), False, False, ()), ("first and last paras", (1, -1), False, False, ()), ("2nd-4th and 7th paras", (2, 3, 4, 7), False, False, ()), ("from para 4", (4,), True, False, ()), ("para 4 onwards", (4,), True, False, ()), ("starting para 4", (4,), True, False, ()),
        ("in para 4", (4,), False, False, ()), ("quotes throughout", (), False, True, ("quotes",)), ("quotes thrice", (), False, False, ("quotes thrice",)), ("quotes, details", (), False, False, ("quotes", "details")), ("price of 1,120.30", (), False, False, ("price of 1,120.30",)),
        ("with the quotes", (), False, False, ("quotes",)), ("park", (), False, False, ("park",)), ("para 3 and para 3", (3,), False, False, ()), ("paras 5-3", (5,), False, False, ()),
        ("im ersten Absatz", (1,), False, False, None), ("im zweiten Absatz", (2,), False, False, None), ("im dritten Absatz", (3,), False, False, None), ("im vierten Absatz", (4,), False, False, None), ("im fünften Absatz", (5,), False, False, None),
        ("primer párrafo", (1,), False, False, None), ("segundo párrafo", (2,), False, False, None), ("tercer párrafo", (3,), False, False, None), ("cuarto párrafo", (4,), False, False, None), ("quinto párrafo", (5,), False, False, None),
        ("premier paragraphe", (1,), False, False, None), ("deuxième paragraphe", (2,), False, False, None), ("troisième paragraphe", (3,), False, False, None), ("quatrième paragraphe", (4,), False, False, None), ("cinquième paragraphe", (5,), False, False, None),
        ("primo paragrafo", (1,), False, False, None), ("secondo paragrafo", (2,), False, False, None), ("terzo paragrafo", (3,), False, False, None), ("eerste alinea", (1,), False, False, None), ("tweede alinea", (2,), False, False, None), ("derde alinea", (3,), False, False, None),
        ("vierde alinea", (4,), False, False, None), ("en el 2º párrafo", (2,), False, False, None), *((f"{word} para", (n,), False, False, ()) for n, word in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1)),
        *((f"first {word} paras", tuple(range(1, n + 1)), False, False, ()) for n, word in enumerate("two three four five six seven eight nine ten".split(), 2)),
    ],
)  # fmt: skip
def test_places_in_a_note(
    text: str, numbers: tuple[int, ...], onward: bool, throughout: bool, objects: tuple[str, ...] | None
) -> None:
    """Paragraphs by number, word, range and end, in several languages; what is left of the clause are its objects."""
    found = places.find(text)
    assert (found.paragraphs, found.onward, found.throughout) == (numbers, onward, throughout)
    assert objects is None or found.objects == objects


TOLD = "A passenger ferry ran aground off Port Meren on Friday, the coast guard said."
W44, W45 = "adds quotes of the coast guard of " + "x" * 10, "adds quotes of the coast guard of " + "x" * 11


@pytest.mark.parametrize(
    ("page", "note", "taken", "left"),
    [
        ("(ATTN: ADDS quotes)\nx", "(ATTN: ADDS quotes)", 1, "x"), ("(ATTN: ADDS quotes) Ferry sinks", "(ATTN: ADDS quotes)", 0, "Ferry sinks"), ("(ATTN: ADDS quotes\nand details)\nx", "(ATTN: ADDS quotes and details)", 2, "x"), ("(ATTN: ADDS quotes\nand details\n\nX", "(ATTN: ADDS quotes and details", 2, ""),
        ("(ATTN: ADDS quotes\nFerry sinks\nx", "(ATTN: ADDS quotes", 1, "Ferry sinks"), ("(ATTN: ADDS (more) quotes)\nx", "(ATTN: ADDS (more) quotes)", 1, "x"), ("[ATTN: ADDS quotes]\nx", "[ATTN: ADDS quotes]", 1, "x"), ("[ATTN: ADDS (more) quotes]\nx", "[ATTN: ADDS (more) quotes]", 1, "x"),
        ("<ATTN: ADDS quotes>\nx", "(ATTN: ADDS quotes)", 1, "x"), ("{ATTN: ADDS quotes}\nx", "(ATTN: ADDS quotes)", 1, "x"), ("(ATTN: ADDS quotes\n\n\n\n\nand details)\nx", "(ATTN: ADDS quotes and details)", 6, "x"), ("(ATTN: ADDS quotes\n\n\n\n\n\nand details)\nx", "(ATTN: ADDS quotes", 1, ""),
        ("(ATTN: ADDS quotes\n\nFerry sinks", "(ATTN: ADDS quotes", 1, ""), ("(ATTN: ADDS quotes\n\nAnd details)\nx", "(ATTN: ADDS quotes And details)", 3, "x"), (f"(ATTN: ADDS quotes\n{TOLD} {TOLD}", "(ATTN: ADDS quotes", 1, f"{TOLD} {TOLD}"), ("(ATTN: ADDS quotes\nBy Ada Berg\nx)", "(ATTN: ADDS quotes", 1, "By Ada Berg"),
        ("(ATTN: ADDS quotes", "(ATTN: ADDS quotes", 1, ""), ("Eds: Adds quotes\nand more", "Eds: Adds quotes and more", 2, ""), ("Eds: Adds quotes\nFerry sinks", "Eds: Adds quotes", 1, "Ferry sinks"), ("Eds: Adds quotes.\nferry sinks", "Eds: Adds quotes. ferry sinks", 2, ""), ("Eds:\nFerry sinks\nand more", "Eds: Ferry sinks and more", 3, ""),
        ("Eds:\n  Ferry sinks\n  Bank", "Eds: Ferry sinks", 2, "Bank"), ("Eds: Adds quotes of the\nFerry sinks", "Eds: Adds quotes of the Ferry sinks", 2, ""), ("Eds: Adds quotes\n  details", "Eds: Adds quotes", 1, "details"), ("Eds: Adds quotes\n\nx", "Eds: Adds quotes", 1, ""), ("Eds: Adds quotes\n2 ferries", "Eds: Adds quotes", 1, "2 ferries"),
        (f"Eds: {'x' * 40}\n2 ferries", f"Eds: {'x' * 40} 2 ferries", 2, ""), (f"Eds: {'x' * 39}\n2 ferries", f"Eds: {'x' * 39}", 1, "2 ferries"), (f"Eds: {'x' * 46}\nFerry sinks", f"Eds: {'x' * 46}", 1, "Ferry sinks"), (f"Eds: {'x' * 47}\nFerry sinks", f"Eds: {'x' * 47} Ferry sinks", 2, ""), (f"Eds: {'x' * 47}.\nFerry sinks", f"Eds: {'x' * 47}.", 1, "Ferry sinks"),
        ("Eds: a\nb\nc\nd\ne\nf\ng\nh\ni", "Eds: a b c d e f g h", 8, "i"),
    ],
)  # fmt: skip
def test_where_a_note_ends(page: str, note: str, taken: int, left: str) -> None:
    """At its bracket; without one where no line was wrapped or goes on; text behind the bracket stays in place."""
    lines = lexer.lines(page)
    assert note_lines.gather(lines, 0, PLAIN) == (note, taken)
    assert (lines[taken].text if taken < len(lines) else "") == left


@pytest.mark.parametrize(
    ("head", "body", "title", "headed"),
    [
        ("<title>Ferry sinks off Meren</title>", "", "Ferry sinks off Meren", False), ("<title>Ferry sinks off Meren</title>", "<h1>Ferry sinks off Meren</h1>", "Ferry sinks off Meren", True), ("<title>Ferry sinks off Meren | Coast</title>", "<h1>Bank cuts rate</h1>", "Bank cuts rate", True),
        ("<title>Ferry sinks off Meren</title><meta property='og:title' content='Bank cuts rate'>", "", "Bank cuts rate", False), ("<meta property='og:title' content='Bank cuts rate'>", "<article></article>", "Bank cuts rate", False), ("<meta name='twitter:title' content='Bank cuts rate'>", "", "Bank cuts rate", False),
        ("<title>Coast: Ferry sinks off Meren today</title>", "<h1>Ferry sinks off Meren</h1><h1>Weather</h1>", "Ferry sinks off Meren", True), ("<title>Coast: Ferry sinks</title>", "<h1>Ferry sinks</h1><h1>Weather</h1>", "Coast: Ferry sinks", False),
        ("<title>Weather: Ferrysinksab</title>", "<h1>Ferrysinksab</h1><h1>Weather</h1>", "Ferrysinksab", True), ("<title>Weather: Ferrysinksa</title>", "<h1>Ferrysinksa</h1><h1>Weather</h1>", "Weather: Ferrysinksa", False),
        ("<meta property='og:title' content='Ferry sinks | Coast'><meta property='og:site_name' content='Coast'>", "", "Ferry sinks", False), ("<meta property='og:title' content='Coast'><meta property='og:site_name' content='Coast'>", "", "Coast", False),
        ("<meta property='og:title' content='Ferry sinks off Coast'><meta property='og:site_name' content='Coast'>", "", "Ferry sinks off Coast", False), ("<title>Bank cuts rate</title>", "<h1><a href='/'>Coast</a></h1>", "Bank cuts rate", False), ("<title>Bank cuts rate</title>", "<a href='/'><h1>Coast</h1></a>", "Bank cuts rate", False),
        ("<title>Bank cuts rate</title>", "<a href='/x'><h1>Coast</h1></a>", "Coast", True), ("<title>Bank cuts rate</title>", "<div><h1>Coast</h1></div>", "Coast", True), ("", "", None, False),
        ("<title>Bank cuts rate</title>", "<h1>Coast</h1><article><h1>Ferry sinks</h1></article>", "Ferry sinks", True), ("<title>Bank</title>", "".join(f"<h1>{n}</h1>" for n in range(8)) + "<h1>Bank</h1>", "Bank", False), ("<title>Bank</title>", "".join(f"<h1>{n}</h1>" for n in range(7)) + "<h1>Bank</h1>", "Bank", True),
    ],
)  # fmt: skip
def test_the_title_of_a_page(head: str, body: str, title: str | None, headed: bool) -> None:
    """What two places agree on, the longer perhaps with the site's name; else what the page states for sharing it. It
    is sure if they agree, or a heading says it."""
    found = markup.read(f"{head}{body}<p>{TOLD}</p>")
    assert (found.title, found.headed) == (title, headed)


@pytest.mark.parametrize(
    ("text", "unwrapped", "is_html"),
    [
        ("<![CDATA[<p>a</p>]]>", "<p>a</p>", False), ("&lt;p&gt;a&lt;/p&gt;", "<p>a</p>", False), ("a &lt; b", "a &lt; b", False), ("<html>&lt;p&gt;</html>", "<html>&lt;p&gt;</html>", True), ("<p>a</p>", "<p>a</p>", True), ("a <p>", "a <p>", False), ("< p", "< p", False), (" " * 99 + "<p>a</p>", " " * 99 + "<p>a</p>", True),
        (" " * 100 + "<p>a</p>", " " * 100 + "<p>a</p>", False),
    ],
)  # fmt: skip
def test_escaped_markup(text: str, unwrapped: str, is_html: bool) -> None:
    """A feed's text may be escaped as a whole, a page is not; HTML begins with a tag in the first hundred letters."""
    assert markup.unwrapped(text) == unwrapped
    assert markup.looks_like(text) is is_html


def has_sentence(*lines: str, marked: bool = False) -> bool:
    """Whether a whole page with these lines has a sentence that could be an article's."""
    found = markup.Markup("\n".join(lines), None, None, None, marked=marked)
    markup.check_sentence("<p>a</p>", found)  # a fragment may be anything
    try:
        markup.check_sentence("<html><body>a</body></html>", found)
    except BadMessage:
        return False
    return True


@pytest.mark.parametrize(
    ("line", "is_sentence"),
    [
        ("x" * 60, True), ("x" * 59, False), ("It sank.", True), ("I sank.", False), ("It sanks", False), ('It sank."', True), ("", False),
    ],
)  # fmt: skip
def test_a_page_that_says_it_is_an_article_needs_one_sentence(line: str, is_sentence: bool) -> None:
    """Of sixty letters, or of eight with a sign at its end."""
    assert has_sentence("Menu", line, marked=True) is is_sentence


@pytest.mark.parametrize(
    ("told", "others", "enough"),
    [(30, (50, 20), False), (31, (50, 20), True), (30, (50, 19), True), (400, (50,) * 40, False), (401, (50,) * 40, True), (59, (50,) * 2, True)],
)  # fmt: skip
def test_any_other_page_needs_more(told: int, others: tuple[int, ...], enough: bool) -> None:
    """More than three tenths of it, or than 400 bytes, in sentences."""
    assert has_sentence("A" * (told - 1) + ".", *("x" * n for n in others)) is enough
