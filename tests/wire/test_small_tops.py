"""The top of a page: whether its title is its headline, and what the lines above its text are."""

# ruff: noqa: E501 - pages in a line
from __future__ import annotations

from typing import Any

import pytest

from worker.wire import head, lexer, page_lines
from worker.wire.agencies import PLAIN, agency

TITLE = "Ferry runs aground near Meren today"
TOLD = "A passenger ferry ran aground off Port Meren on Friday, the coast guard said."
LONG = f"{TOLD} Nobody was hurt, it said, and all came home."
PLACED = f"MEREN (Coastal) -- {TOLD}"


def known(title: str, *paragraphs: str) -> str | None:
    """The headline that is known from a page with a title and these paragraphs."""
    html = f"<html><head><title>{title}</title></head><body>{''.join(f'<p>{p}</p>' for p in paragraphs)}</body></html>"
    return page_lines.of({"content": html, "content_type": "text/html"}, PLAIN, None)[1]


def letters(number: int) -> str:
    """So many letters that are no sentence."""
    return "x" * number


@pytest.mark.parametrize(
    ("title", "paragraphs", "is_known"),
    [
        (TITLE, (letters(200), TITLE, letters(765)), True), (TITLE, (letters(201), TITLE, letters(764)), False), (TITLE, (letters(100), letters(101), TITLE, letters(764)), False),
        (TITLE, (letters(100), letters(100), TITLE, letters(765)), True), (TITLE, (TITLE.upper(), letters(300)), True), (TITLE, ("Another ferry " + letters(60), letters(300)), False),
        (letters(399) + " y", ("y" * 60, letters(399) + " y"), False), (TITLE, (TOLD, TITLE.lower(), letters(40)), True),
    ],
)  # fmt: skip
def test_a_title_that_is_printed_near_the_top(title: str, paragraphs: tuple[str, ...], is_known: bool) -> None:
    """With at most a fifth of the letters above it a printed title is the headline."""
    assert known(title, *paragraphs) == (title if is_known else None)


@pytest.mark.parametrize(
    ("title", "first", "is_known"),
    [
        (TITLE, "Weather", True), (TITLE, "Weather " + letters(16), True), (TITLE, "Weather " + letters(17), False), (TITLE, "All the old news", False), (TITLE, "All old news", True),
        (TITLE, "Ferry", False), (TITLE, "Weather from all of the islands", False), ("Ferry runs aground", "Weather", False), ("Ferry runs aground today", "Weather", True),
        ("Ferryboats", "Weather", False), ("船が島で座礁した", "天気", True), ("船が島で座礁し", "天気", False), ("좌초했다선박이오늘", "날씨", False),
        (TITLE, TOLD, True), (TITLE, PLACED, False), ("船が座礁", "天" * 24 + "。", True), ("船が座礁", "天" * 23 + "。", False), ("船が座礁", "天" * 30, False),
        ("Ferry aground", TOLD, True), ("Ferry aground", TOLD.rstrip("."), False),
    ],
)  # fmt: skip
def test_a_title_above_a_label_or_a_sentence(title: str, first: str, is_known: bool) -> None:
    """A title of four words, two letters of scripts without spaces being one, is the headline above a line of fewer
    words and letters than headlines have; any title above a sentence, but not above a dateline."""
    assert known(title, first, letters(300)) == (title if is_known else None)


@pytest.mark.parametrize(
    ("message", "headline", "body"),
    [
        ({"headline": TITLE, "body": TOLD}, TITLE, TOLD), ({"headline": f"^> {TITLE} ^ x", "body": TOLD}, TITLE, TOLD), ({"headline": " ", "body": TOLD}, None, TOLD), ({"body": TOLD}, None, TOLD),
        ({"headline": "(ATTN: ADDS quotes)", "body": TOLD}, None, f"(ATTN: ADDS quotes)\n{TOLD}"), ({"headline": "(ATTN: ADDS quotes)"}, "(ATTN: ADDS quotes)", None),
        ({"headline": "(ATTN: ADDS quotes)", "body": ""}, "(ATTN: ADDS quotes)", ""), ({"headline": "(ATTN: ADDS quotes)", "body": TOLD, "paragraphs": [TOLD]}, "(ATTN: ADDS quotes)", TOLD),
    ],
)  # fmt: skip
def test_a_note_in_place_of_a_headline(message: dict[str, Any], headline: str | None, body: str | None) -> None:
    """It becomes the first line of the body, if there is a body that is not given as paragraphs."""
    found, stated = page_lines.stated_headline(message, PLAIN)
    assert (stated, found.get("body")) == (headline, body)


@pytest.mark.parametrize(
    ("above", "kept"),
    [
        (f"<h1>{TITLE}</h1><p>By Ada Berg</p>", ["By Ada Berg"]), (f"<p>By Ada Berg</p><h1>{TITLE}</h1>", []), (f"<h1>{TITLE}</h1><p>The ferry was on its way to Tolve, x.</p>", []),
        (f"<h1>{TITLE}</h1><p>The ferry was on its way to the city; x.</p>", ["The ferry was on its way to the city; x."]),
        (f"<p>The ferry was on its way to the city; x.</p><h1>{TITLE}</h1>", []), (f"<h1>{TITLE}</h1><p>The ferry was on its way to the city; xxx</p>", []),
        (f"<p>March 14, 2025 at 9:05 PM PDT</p><h1>{TITLE}</h1>", ["March 14, 2025 at 9:05 PM PDT"]),
    ],
)  # fmt: skip
def test_what_stands_above_the_text_of_a_page(above: str, kept: list[str]) -> None:
    """Its times; below its headline also the byline and sentences of forty letters."""
    text = "".join(f"<p>{TOLD}</p>" for _ in range(8))
    html = f"<html><head><title>{TITLE}</title></head><body><div>{above}</div><div>{text}</div></body></html>"
    lines = page_lines.of({"content": html, "content_type": "text/html"}, PLAIN, None)[0]
    assert sorted(line.text for line in lines if line.text and line.text != TOLD) == sorted([TITLE, *kept])


def top(page: str, wire: str = "coastal", stated: str | None = None, *, fed: bool = False) -> tuple[head.Head, str]:
    """The head of a page and the line on which its text begins."""
    lines = lexer.lines(page)
    found = head.read(lines, agency(wire), stated, fed=fed)
    return found, found.opening or (lines[found.start].text if found.start < len(lines) else "")


@pytest.mark.parametrize(
    ("page", "printed", "begins"),
    [
        (f"{TITLE}\n{PLACED}", TITLE, TOLD), (f"{TITLE}\n\nBy Ada Berg\n\n{PLACED}", TITLE, TOLD), (f"{TITLE}\n{TOLD}\n{PLACED}", TITLE, TOLD), (LONG, None, LONG), ("", None, ""),
        (f"By Ada Berg\n{TITLE}\n{TOLD}", None, TITLE), (f"{TITLE}\nand its crew is saved\n{PLACED}", f"{TITLE} and its crew is saved", TOLD), (f"{TITLE}\nThe crew is saved\n{PLACED}", TITLE, TOLD),
        (f"(LEAD)\n{TITLE}\n{TOLD}", f"(LEAD) {TITLE}", TOLD), (f"(LEAD)\n{TITLE}\n{PLACED}", f"(LEAD) {TITLE}", TOLD), (f"(LEAD)\n{LONG}", "(LEAD)", LONG), (f"(LEAD)\n{LONG}\n{PLACED}", "(LEAD)", LONG),
        (f"{TITLE}\n{TITLE}\n{TOLD}", TITLE, TOLD), (f"{TITLE}\nWeather\n{TOLD}", TITLE, "Weather"), (f"{TITLE}\n{'W' * 30}\n2025-03-14 09:05\n{TOLD}", TITLE, TOLD),
        (f"{TITLE}\n{'W' * 31}\n2025-03-14 09:05\n{TOLD}", TITLE, "W" * 31), (f"{TITLE}\nWeather\n\n\n\n\n2025-03-14 09:05\n{TOLD}", TITLE, TOLD),
        (f"{TITLE}\nWeather\n\n\n\n\n\n2025-03-14 09:05\n{TOLD}", TITLE, "Weather"), (f"{TITLE}\n2025-03-14 09:05\nWeather\n2025-03-14 09:06\n{TOLD}", TITLE, "Weather"),
        (f"Coastal News\n(LEAD) {TITLE}\n{PLACED}", f"(LEAD) {TITLE}", TOLD), (f"{'C' * 30}\n(LEAD) {TITLE}\n{PLACED}", f"(LEAD) {TITLE}", TOLD), (f"{'C' * 31}\n(LEAD) {TITLE}\n{PLACED}", "C" * 31, TOLD),
        (f"Coastal News\nOther\n(LEAD) {TITLE}\n{PLACED}", "Coastal News", TOLD), (f"(LEAD) Old\nOther\n(2nd LD) Old\n{PLACED}", "(LEAD) Old", TOLD),
        (f"{TITLE}\nOther\n(LEAD) {TITLE}\n{PLACED}", f"(LEAD) {TITLE}", TOLD),
    ],
)  # fmt: skip
def test_what_is_the_headline_of_a_page(page: str, printed: str | None, begins: str) -> None:
    """The first line that is nothing else, with the rest of a wrapped one and with a marker alone on its line; of
    headline and masthead the one with a marker. Where a time follows in six lines, a short line is a section."""
    found, text = top(page)
    assert (found.printed, text) == (printed, begins)


@pytest.mark.parametrize(
    ("page", "slug", "captions"),
    [
        (f"{TITLE}\nMeren-Ferry\nother\nMeren-Ferry\n{PLACED}", "Meren-Ferry", []), (f"{TITLE}\nM{'m' * 79}\nother\nM{'m' * 79}\n{PLACED}", "M" + "m" * 79, []), (f"{TITLE}\nM{'m' * 80}\nother\nM{'m' * 80}\n{PLACED}", None, []),
        (f"{TITLE}\nMeren-Ferry\n{PLACED}", None, []),
    ],
)  # fmt: skip
def test_a_line_that_is_printed_twice_above_a_dateline(page: str, slug: str | None, captions: list[str]) -> None:
    """It is the slug, unless it is longer than slugs are."""
    found, _ = top(page)
    assert (found.slug, found.captions) == (slug, captions)


@pytest.mark.parametrize(
    ("times", "kept"),
    [
        (("2025-03-14 09:05", "2025-03-14 09:06"), "09:05"), (("Updated 2025-03-14 09:07", "2025-03-14 09:05"), "09:05"), (("2025-03-14 09:05", "Updated 2025-03-14 09:07"), "09:05"),
        (("Updated 2025-03-14 09:07", "Updated 2025-03-14 09:09"), "09:07"), (("March 14, 2025", "2025-03-14 09:05"), "09:05"), (("Updated 2025-03-14 09:07",), "09:07"),
    ],
)  # fmt: skip
def test_which_printed_time_counts(times: tuple[str, ...], kept: str) -> None:
    """The first with a minute; an update's only if there is no other."""
    found, _ = top("\n".join([TITLE, *times, PLACED]))
    assert found.stamp is not None
    assert found.stamp.text[11:16] == kept


@pytest.mark.parametrize(
    ("page", "stated", "begins", "kept"),
    [
        (f"{TOLD}\n{PLACED}", TITLE, TOLD, [TOLD]), (f"{TITLE}\n{TOLD}\n{PLACED}", TITLE, TOLD, [TOLD]), ("\n".join([LONG] * 5 + [PLACED]), TITLE, TOLD, [LONG] * 5),
        ("\n".join([LONG] * 6 + [PLACED]), TITLE, LONG, []), (f"EDITOR'S NOTE - The ferry.\nIt sank.\n\n{PLACED}", None, TOLD, ["EDITOR'S NOTE - The ferry.", "It sank."]),
        (f"EDITOR'S NOTE - The ferry.\n{PLACED}", None, TOLD, ["EDITOR'S NOTE - The ferry."]),
    ],
)  # fmt: skip
def test_paragraphs_above_a_dateline(page: str, stated: str | None, begins: str, kept: list[str]) -> None:
    """Of a feed's body five at most are text, as a note to readers is on any page."""
    found, text = top(page, stated=stated, fed=stated is not None)
    assert (text, [line.text for _, line in found.kept]) == (begins, kept)
