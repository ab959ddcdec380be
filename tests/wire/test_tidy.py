"""HTML made tame: what a parser is given cannot make it work or hold more than in proportion to the page."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from tests.wire.helpers import article
from tests.wire.test_properties import many
from worker.wire import markup
from worker.wire.article import BadMessage
from worker.wire.tidy import DEEPEST, MOST_ELEMENTS, tidy

TEXT = "The ferry ran aground off Port Meren on Friday, the harbor guard said."

BOMBS: dict[str, Callable[[int], str]] = {
    "900 formatting tags, none closed": lambda n: "<p>" + "".join(f"<b a{i}>" for i in range(900)) + "<p>x" * n,
    "formatting in cells": lambda n: "<table>" + "<tr><td><b><i><font>x" * n,
    "formatting in a table": lambda n: "<table>" + "<b>x" * n,
    "an end tag in an attribute": lambda n: '<div title="</div>">' * n + TEXT,
    "an end tag in a comment": lambda n: "<div><!--</div>-->" * n + TEXT,
    "an end tag in a script": lambda n: "<div><script></div></script>" * n + TEXT,
    "an end tag out of reach": lambda n: "<div><table></div>" * n + TEXT,
    "elements closed like those of XML": lambda n: "<div/>" * n + TEXT,
    "items that do not close each other": lambda n: "<li><dd>x" * n,
    "links": lambda n: "<p>" + "<a href=x>y" * n,
    "links around blocks": lambda n: "<a><div></a></div>" * n,
    "many paragraphs deep down": lambda n: "<div>" * (DEEPEST - 1) + "<p>x" * n,
    "end tags of nothing": lambda n: "<p>" + "</b></i></div></p>" * n,
    "attributes": lambda n: "<p " + " ".join(f"a{i}=1" for i in range(n)) + f">{TEXT}",
    "one long attribute": lambda n: '<p a="' + "x" * n + f'">{TEXT}',
    "attributes without an end": lambda n: '<p a="' * n + TEXT,
    "tags without an end": lambda n: "<p " * n + TEXT,
    "comments without an end": lambda n: "<!--" * n + TEXT,
    "bodies": lambda n: "".join(f"<body a{i}=1>" for i in range(n)) + TEXT,
    "templates": lambda n: "<template><p>" * n + TEXT,
    "scripts in scripts": lambda n: "<script>" + "<!--<script>" * n,
    "framesets": lambda n: "<frameset><frame>" * n + TEXT,
    "choices": lambda n: "<select><option>x<table>" * n + TEXT,
    "forms": lambda n: "<form><div></form>" * n + TEXT,
    "drawings": lambda n: "<svg><g><foreignObject><div>" * n + TEXT,
    "formulas": lambda n: "<math><mi><p>" * n + TEXT,
    "ruby": lambda n: "<ruby>x<rt>y" + "<rt>z" * n,
    "long names": lambda n: ("<d" + "i" * 40 + "></div>") * n + TEXT,
    "headings": lambda n: "<h1>x" * n,
    "breaks": lambda n: "</br>" * n + TEXT,
}


def elements(html: str) -> int:
    """Elements that a parser makes of a page once it is tame; 0 where the page is refused."""
    try:
        tame = tidy(html)
    except BadMessage as bad:
        assert bad.reason == "too_large"  # noqa: PT017
        return 0
    return len(LexborHTMLParser(tame).css("*"))


@pytest.mark.parametrize("name", BOMBS)
def test_a_parser_makes_no_more_of_a_page_than_it_says(name: str) -> None:
    """However a page is built, its elements are at most twice its tags; or it is refused."""
    html = BOMBS[name](5_000)
    assert elements(html) <= 2 * html.count("<") + 10


def test_reading_any_of_them_takes_less_than_100_mb() -> None:
    """All of them at their worst size, one after the other in one process, which never grows by more."""
    code = """
from tests.peak import peak
from tests.wire.test_tidy import BOMBS, TEXT
from worker.wire import markup
from worker.wire.article import BadMessage
markup.read(f"<p>{TEXT}</p>")
before = peak()
for bomb in BOMBS.values():
    for size in (20_000, 90_000):
        try:
            markup.read(bomb(size)[:2_000_000])
        except BadMessage:
            pass
print(peak() - before)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300, check=True)
    assert int(done.stdout) < 100_000_000


@pytest.mark.parametrize(
    ("html", "said"),
    [("<div>" * (DEEPEST + 1), "nested"), ("<br>" * (MOST_ELEMENTS + 1), "elements"), ("<li><dd>" * 400, "nested")],
)
def test_beyond_the_bounds_a_page_is_refused(html: str, said: str) -> None:
    """Too deep or too many: a dead letter that says which."""
    with pytest.raises(BadMessage, match=said) as caught:
        article(headline="Ferry sinks", body=html, content_type="text/html")
    assert caught.value.reason == "too_large"


@pytest.mark.parametrize(
    "html",
    ["<p>x" * 5_000, "<ul>" + "<li>x" * 5_000, "<table>" + "<tr><td>x" * 5_000, "<p><b>x" * 5_000,
     "<dl>" + "<dt>x<dd>y" * 2_000, "<div><span>x</div>" * 5_000, "<h2>x</h3>" * 3_000, "<svg>" + "<path/>" * 5_000,
     "<b><p>x</b></p>" * 5_000, "<font>x<br>" * 5_000, "<select>" + "<option>x" * 5_000],
)  # fmt: skip
def test_tags_left_open_where_browsers_close_them_are_no_depth(html: str) -> None:
    """Pages of people who do not close their tags are read, however long."""
    assert tidy(html)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<p title="a > b">one</p>', "one"),
        ("<p title='</p><p>'>one</p><p data-x=a>b>two</p>", "one\n\nb>two"),
        ("one<!-- <p>two</p> -->three<!--> four<!--- five --!> six<!bogus > seven<?php x ?> eight</ x> nine",
         "onethree four six seven eight nine"),
        ("<script>if (a<b) '<p>'; <!-- <script></script> --></script>one", "one"),
        ("<style>p > a {}</style >one<textarea><p>two</textarea>three", "onethree"),
        ("one < two &lt; three <3 four", "one < two < three <3 four"),
        ("one<<!-- -->p>two", "one<p>two"),
        ("f<b>err</b>y <strong class='x'>li<i>n</i>e</strong>", "ferry line"),
        ("<b>one<p>two</b>three</p>four", "one\n\ntwothree\n\nfour"),
        ("<p>one<div>two</p>three</div>four", "one\n\ntwo\n\nthree\n\nfour"),
        ("one</p>two", "one\n\ntwo"),
        ("<div>one<table><tr><td>two</div>three</table>four", "one\n\ntwothree\n\nfour"),
        ("<table><tr><td>one<td>two<tr><td>three</table>four", "one two\n\nthree\n\nfour"),
        ("<tr><td>one</td><td>two</td></tr>", "onetwo"),
        ("<ul><li>one<li>two<ul><li>three</ul>four</ul>", "one\n\ntwo\n\nthree\n\nfour"),
        ("<p>one<template><p>two</template>three", "onethree"),
        ("<p>one<svg><title>two</title><path/></svg>three", "onethree"),
        ("<p>one<p a='two", "one"),
        ("<BODY><P>one<Br/>two</P></BODY></HTML>three", "one\ntwo\n\nthree"),
        ("<body>one<frameset><frame>two", "onetwo"),
        ("<d\x00iv>one</d\x00iv>", "one"),
    ],
)  # fmt: skip
def test_the_text_is_what_a_browser_shows(html: str, text: str) -> None:
    """Tags are read as the standard reads them, also where they are misplaced, and the same lines come out."""
    assert markup.read(html).text == text


TAGS = (
    "<p> </p> <div> </div> <b> </b> <a> </a> <table> <tr> <td> </td> </table> <li> </li> <ul> </ul> <dd> <span> </span>"
    " <svg> </svg> <g/> <math> <select> </select> <option> <form> </form> <br> <h1> </h2> <button> </button> <object>"
    " </object> <caption> <ruby> <rt> <template> </template> <title> </title> <head> </head> <body> </body> <html>"
    " <noscript> </noscript> <nobr> <center> </center> <tbody> <colgroup> <col> <section> <script> </script> <style>"
    " </style> <![CDATA[ ]]> <!-- --> <p/x=y/> &lt; x < > / = </ \" ' \x00"
)
PIECES = st.sampled_from([*TAGS.split(" "), "<p ", "<p a='", " "])


@given(st.lists(PIECES, max_size=60).map("".join))
@many
def test_any_soup_of_tags_stays_in_proportion(html: str) -> None:
    """No disorder of tags breaks reading, makes more than twice as many elements, or nests deeper than its tags."""
    assert elements(html * 20) <= 2 * html.count("<") * 20 + 10
    markup.read(html)
