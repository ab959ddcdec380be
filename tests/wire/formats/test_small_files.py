"""What tells an article from a file of a programmer's project, on each side of every count."""

# ruff: noqa: E501 - texts in a line

from __future__ import annotations

import pytest

from worker.wire.formats import program, prose

TOLD = "The Orlo river rose over its banks on Tuesday, and nobody was hurt.\n"
SOFTWARE = "documentation of software"
CODE = "program code or settings"
LICENCE = "the text of a software licence"

WORDS, FIVE, NINE, TEN, ELEVEN = "aa bb cc dd", "x = 1", "abcd = 12", "abcdef = 1", "abcdef = 12"
"""A line of prose of 11 letters, and settings of 5, 9, 10 and 11."""


def plain(length: int) -> str:
    """A line of two words that is neither prose nor settings."""
    return "ab " + "c" * (length - 3)


@pytest.mark.parametrize(
    ("lines", "has"),
    [
        ([WORDS, FIVE], True), (["aa bb cc", FIVE], False), (["aa bb cc 11", FIVE], False), (["aa bb cc dd 1", FIVE], True), (["aa bb cc dd 1 2", FIVE], False),
        (["ab ab ab ab ab ab ab 1 2 3", NINE], True), (["ab ab ab ab ab ab 1 2 3", NINE], False), (["(aa) \"bb\" cc's dd.", FIVE], True),
        (["船が島で座礁しま", FIVE], True), (["船が島で座礁し", FIVE], False), (["船が島で座礁しま1234567", FIVE], True), (["船が島で座礁しま12345678", FIVE], False),
        ([WORDS, TEN], True), ([WORDS, ELEVEN], False), ([plain(21), FIVE], True), ([plain(20), FIVE], False), ([plain(9), "c" * 8], True), ([plain(8), "c" * 8], False),
        (["日本語版"], True), (["日本語"], False), (["alpha", "beta"], False), (["alpha beta"], True), ([], False), (["c" * 8, "", WORDS, "c" * 11], True),
        (["# note", WORDS, plain(22)], True), (["# note", WORDS, plain(23)], False), ([plain(23), WORDS], True), (["# note", WORDS, FIVE, plain(12), "c" * 5], True),
        (["# note", WORDS, FIVE, plain(12), "c" * 6], False), (["# note", WORDS, FIVE, plain(13), "c" * 5], False), ([WORDS, "# a note of more words than there are in the text", FIVE], True),
        (["c" * 10, WORDS], True), (["c" * 11, WORDS, FIVE], True),
    ],
)  # fmt: skip
def test_words_against_the_marks_of_settings(lines: list[str], has: bool) -> None:
    """Prose prevails by its letters, lines of a few words by four times as many; a line is prose with four words that
    are seven in ten of it, or with eight letters of a script without spaces that are most of it. Under a program's
    comment prose must have half as many letters as the rest."""
    assert prose.has_prose("\n".join(lines)) is has


def filler(length: int) -> str:
    """So many characters of an article, the last a line's end."""
    return (TOLD * 60)[: length - 2] + ".\n"


def words(number: int) -> str:
    """A text of so many words."""
    return " ".join(["river"] * number)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (TOLD, None), (f"{TOLD}SELECT a\n{TOLD}", None), (f"{TOLD}SELECT a\n{TOLD}SELECT b\n{TOLD}", "code or documentation of software"),
        (filler(678) + "Mozilla Public License\n" + TOLD, LICENCE), (filler(679) + "Mozilla Public License\n" + TOLD, None),
        (f"Copyright 2020 Meren\n{TOLD}The software has a license.\n", None), (f"Copyright 2020 Meren\n{TOLD}The software has a license and a warranty.\n", LICENCE),
        (f"{TOLD}The software has a license and a warranty.\n", None),
        ("Copyright 2020 Meren\nThe software has a license." + filler(3000 - 48 - 8) + "software\n" + TOLD, LICENCE),
        ("Copyright 2020 Meren\nThe software has a license." + filler(3000 - 48 - 7) + "software\n" + TOLD, None),
        (f"{words(20)} -x -y .", SOFTWARE), (f"{words(21)} -x -y .", None), (f"{words(5)} -x .", None), (f"{words(10)} -x .", None),
        (f"{words(59)} kernel patch syntax -x -y .", SOFTWARE), (f"{words(60)} kernel patch syntax -x -y .", None),
        (f"{words(40)} kernel patch -x -y .", None), (f"{words(40)} kernel patch syntax shell -x -y .", SOFTWARE),
        (f"{words(40)} kernel patch syntax shell -x .", None), ("alpha\nbeta\n", "settings, code, keys or a list, without a sentence"),
        ("1\n00:00:01,000 --> 00:00:04,000\nGood evening to you all.\n", "subtitles"), (f"\ufeff\n ```\n{TOLD}", "code or documentation of software"),
    ],
)  # fmt: skip
def test_kinds_of_texts_that_are_no_articles(text: str, what: str | None) -> None:
    """Two lines of a manual's markup; a licence's name in the first 700 characters, or a copyright and three of a
    licence's terms in 3,000; two signs of software that are a tenth of the words, or with its terms five of them and
    eight in a hundred."""
    assert prose.kind(text) == what


SURE, LIKELY, OTHER = "x = 1;\n", "alpha: beta\n", "alpha beta gamma\n"
SENTENCE = "The ferry of the island ran aground on Friday in the morning, off the coast.\n"
NESTED = "alpha:\n  beta: one\n"
GRANTED = "Permission is hereby granted, free of charge, to any person\n"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (SURE, None), (SURE * 2, CODE), (SURE * 3 + OTHER * 3, CODE), (SURE * 3 + OTHER * 4, None), (SURE * 2 + OTHER, None), (SURE * 2 + OTHER * 2, None),
        (SURE * 4 + OTHER * 2, CODE), (SURE * 3 + LIKELY * 6, CODE), (SURE * 3 + LIKELY * 7, None), (SURE * 3 + LIKELY + OTHER * 5, None), (SURE * 3 + LIKELY + OTHER * 4, CODE),
        (SURE * 4 + SENTENCE, CODE), (SURE * 4 + SENTENCE * 2, None), (SURE * 9 + SENTENCE * 3, None), (OTHER * 2, None), (SURE + "\n# note of one\n\n", None),
        (NESTED * 2, CODE), (NESTED + "gamma: two\n", None), (NESTED * 2 + LIKELY * 5 + OTHER, CODE), (NESTED * 2 + LIKELY * 5 + OTHER * 2, None),
        (NESTED * 3, CODE), ("[core]\nname = x\n" + OTHER * 2, CODE), (OTHER + "all: x\n\tmake y\n" + SENTENCE * 2, None), ("all: x\n\tmake y\nnone: z\n\tmake w\n" + SENTENCE * 2, CODE),
        ("a: x\n\tb\nc: z\n\td\ne: z\n\tf\n" + SENTENCE * 2, CODE), ("<?php echo 1;", "program code"), ("<?PHP echo 1;", "program code"), ("<?xml version='1.0'?>", None),
        (f"<p>\n{GRANTED}", None), (f"---\ntitle: River\n---\n{GRANTED}", None), (f"---\nriver: x\n---\n{GRANTED}", LICENCE), (GRANTED, LICENCE),
        (OTHER * 37 + GRANTED, LICENCE), (OTHER * 41 + GRANTED, None),
    ],
)  # fmt: skip
def test_counts_of_lines_of_code(text: str, what: str | None) -> None:
    """Three sure lines of code, or nothing else, with at most twice as many likely ones, that are half of the lines,
    and hardly a sentence; settings in two nested parts with one line in ten that is none; two rules of a Makefile."""
    assert program.kind(text) == what


@pytest.mark.parametrize(
    ("headings", "code", "is_documentation"),
    [
        (("Usage", "Installation", "License"), 0, True), (("Usage", "Installation", "The river"), 0, False), (("Usage", "The river"), 2, True),
        (("Usage", "Installation", "The river"), 2, True), (("Usage", "The river"), 1, False), (("The river", "The town"), 2, False), (("The river", "Usage", "Installation"), 1, False),
        (("Usage", "Installation", "License", "Contributing"), 0, True),
    ],
)  # fmt: skip
def test_headings_of_documentation(headings: tuple[str, ...], code: int, is_documentation: bool) -> None:
    """Three headings of a manual, or one with two pieces of code; a text that does not begin with a heading is none."""
    text = "".join(
        f"# {heading}\n\nWords about `it`.\n\n" if n < code else f"# {heading}\n\nWords.\n\n"
        for n, heading in enumerate(headings)
    )
    assert program.kind(text) == (SOFTWARE if is_documentation else None)
    assert program.kind(f"Words before.\n\n{text}") is None
