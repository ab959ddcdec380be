"""What is a paragraph, a caption and the end of a text, by an example on each side of the rules."""

# ruff: noqa: E501 - texts in a line
from __future__ import annotations

import re

import pytest

from worker.wire import body, lexer
from worker.wire.agencies import PLAIN
from worker.wire.head import Head


def said(length: int) -> str:
    """A line of so many letters that ends no sentence."""
    return "The " + "x" * (length - 4)


def read(
    *lines: str, printed: str | None = None, fed: bool = False, digest: bool = False, captions: tuple[str, ...] = ()
) -> body.Body:
    """What is read from these lines below a headline."""
    head = Head(printed=printed, kind="digest" if digest else None, captions=[*captions])
    return body.read(lexer.lines("\n".join(lines)), head, PLAIN, fed=fed)


SANK = "It sank on Friday, the coast guard of the island said today in Meren."
A, B, C = said(60) + ".", said(61) + ".", said(62) + "."


@pytest.mark.parametrize(
    ("lines", "paragraphs"),
    [
        ((said(35), "and sank."), (f"{said(35)} and sank.",)), ((A, said(35), "and sank."), (A, f"{said(35)} and sank.")), ((A, said(34), "and sank."), (A, said(34), "and sank.")), ((A, "and sank."), (A, "and sank.")),
        ((A, said(40) + "-", "sank today."), (A, said(40) + "-sank today.")), ((A, said(40) + "-", "Sank today."), (A, said(40) + "-", "Sank today.")), ((A, said(40) + " -", "sank today."), (A, said(40) + " - sank today.")),
        ((A, said(40) + ',"', "he said."), (A, said(40) + '," he said.')), ((A, said(40) + '"', "he said."), (A, said(40) + '"', "he said.")), ((A, said(40), "- Sank."), (A, said(40), "- Sank.")), ((A, said(40), "- sank."), (A, said(40) + " - sank.")),
        ((A, said(40), "# Sank."), (A, said(40), "# Sank.")), ((A, said(40), "", "and sank."), (A, said(40), "and sank.")), ((A, said(40) + ":", "and sank."), (A, said(40) + ":", "and sank.")), ((A, said(40) + ")", "and sank."), (A, said(40) + ") and sank.")),
    ],
)  # fmt: skip
def test_lines_that_go_on(lines: tuple[str, ...], paragraphs: tuple[str, ...]) -> None:
    """A line of 35 letters that ends no sentence goes on in the next, but not in an item of a list."""
    assert read(*lines).paragraphs == paragraphs


def test_no_line_of_a_digest_goes_on() -> None:
    """Each is an item."""
    assert read(said(40), "and sank.", digest=True).paragraphs == (said(40), "and sank.")


@pytest.mark.parametrize(
    ("page", "number"),
    [
        ("__39. 34. __40. 34.", 2), ("__39. 33. __40. 33.", 4), ("__39. 34. __40. 20.", 2), ("__39. 34.", 2), ("__39. 34. __40. 34. __41.", 3),
        ("__39. 34. __40. __41.", 4), ("__97. 34. __40. 34.", 2), ("__98. 34. __40. 34.", 4), ("_39. 34. _40. 34.", 2), ("__39. 34. __33. 34.", 3),
    ],
)  # fmt: skip
def test_paragraphs_whose_first_line_is_indented(page: str, number: int) -> None:
    """On a page of lines up to 100 letters, two of them indented and half as many others of 35 letters. A number stands
    for a sentence of so many letters, with the blanks before it."""
    lines = [blanks.replace("_", " ") + said(int(n)) + "." for blanks, n in re.findall(r"(_*)(\d+)\.", page)]
    assert len(read(*lines).paragraphs) == number


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        ((said(45), "sank.", SANK, "", said(45), "sank.", "", SANK), 3), ((said(44), "sank.", SANK, "", said(45), "sank.", "", SANK), 4), ((said(45), "sank.", SANK, "", said(45), "sank.", SANK), 4), ((said(45), "sank.", SANK, "", SANK, "", SANK), 4),
        ((said(45), "sank.", SANK, SANK + "!", "", said(45), "sank.", SANK, SANK + "?", "", SANK), 3), ((said(45), "sank.", SANK, SANK + "!", "", said(45), "sank.", SANK, SANK + "?", A, "", SANK), 10 - 2),
        ((said(45), "sank.", "  " + SANK, "", said(45), "sank.", "", SANK), 4), ((said(100), "sank.", SANK, "", said(45), "sank.", "", SANK), 3), ((said(101), "sank.", SANK, "", said(45), "sank.", "", SANK), 4),
    ],
)  # fmt: skip
def test_paragraphs_in_blocks(lines: tuple[str, ...], number: int) -> None:
    """On a page of short lines with two blank ones, where two of 45 letters, a third of those with one below, end no
    sentence, all lines of a block are one paragraph."""
    assert len(read(*lines).paragraphs) == number


@pytest.mark.parametrize(
    ("lines", "more"),
    [
        ((A, "(MORE)"), True), ((A, "(MORE)", *[""] * 5), True), ((A, "(MORE)", *[""] * 6), False), ((A, "(MORE)", said(60)), True), ((A, "(MORE)", said(61)), False), ((A,), False), ((A + " (MORE)",), True), ((), False),
    ],
)  # fmt: skip
def test_a_text_that_continues(lines: tuple[str, ...], more: bool) -> None:
    """One of its last six lines, with no sentence of more than 60 letters below, says so."""
    assert read(*lines).more is more


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        ((A, "", "(LEAD) Bank cuts rate", B), 1), ((A, "", "(LEAD) Bank cuts rate.", B), 3), ((A, "", "(LEAD) Bank cuts rate;", B), 3), ((said(40), "(LEAD) Bank cuts rate", B), 2), ((A, "3", "", "(LEAD) Bank cuts rate", B), 1), ((A, "", "(LEAD) Ferry sinks", B), 3),
        ((A, "", "(LEAD) " + said(153), B), 1), ((A, "", "(LEAD) " + said(154), B), 2), ((A, "-", B), 1), ((A, "-"), 2), ((A, "(END)", B), 1), ((A, "", B), 2),
    ],
)  # fmt: skip
def test_where_a_text_ends(lines: tuple[str, ...], left: int) -> None:
    """At its end mark, a line of a dash with others below, or the headline of another story with its marker."""
    assert len(read(*lines, printed="Ferry sinks").paragraphs) == left


@pytest.mark.parametrize(
    ("lines", "fed", "paragraphs", "captions"),
    [
        ((A, A, B), False, (B,), (A,)), ((A, A, A, B), False, (A, A, A, B), ()), ((A, B, A), False, (A, B, A), ()), ((A, A), False, (A,), ()), ((A, A, B), True, (A, B), ()), ((A, B, B, C), False, (A, C), (B,)), ((A, B), False, (A, B), ()),
        ((said(80), "(Yonhap)", B), False, (B,), (f"{said(80)} (Yonhap)",)), ((said(81), "(Yonhap)", B), False, (said(81), B), ()), ((B, "Ferries come every day except Mondays. (Yonhap)"), False, (B, "Ferries come every day except Mondays."), ()),
        ((B, "Ferries come every day except Mondays (Yonhap)"), False, (B,), ("Ferries come every day except Mondays (Yonhap)",)), (("Ferries come every day except Mondays. (Yonhap)", B), False, (B,), ("Ferries come every day except Mondays. (Yonhap)",)),
        ((B, "This photo shows a ferry on Friday. (Yonhap)"), False, (B,), ("This photo shows a ferry on Friday. (Yonhap)",)),
    ],
)  # fmt: skip
def test_captions_in_a_text(
    lines: tuple[str, ...], fed: bool, paragraphs: tuple[str, ...], captions: tuple[str, ...]
) -> None:
    """A line printed exactly twice in a row is a photo's, but not in a feed's text; so is what has a credit, of up to
    80 letters where that stands below; the last sentence of a text may end in its own credit."""
    found = read(*lines, fed=fed)
    assert (found.paragraphs, found.captions) == (paragraphs, captions)
