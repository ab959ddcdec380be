"""How phrases and texts are folded so that they meet."""

from __future__ import annotations

import pytest

from worker.enrich.phrases import normalised, patterns, searched, variants


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("K-pop", b"K pop "),
        ("Café Zürich", b"Cafe Zurich "),
        ("Korea’s talks", b"Korea s talks "),
        ("police, chief", b"police  chief "),
        ("S&P 500", b"S&P 500 "),
        ("맑음 today", b"   today "),
        ("", b" "),
    ],
)
def test_folding(text: str, folded: bytes) -> None:
    """Marks are spaces, accents go, capitals stay, and the end is a space."""
    assert normalised(text) == folded


def test_what_is_searched_shows_where_words_start() -> None:
    """Only the first letter of a word is a capital, and nothing moves."""
    text = normalised("The WHO met in Seoul")
    assert searched(text) == b"The Who Met In Seoul "
    assert len(searched(text)) == len(text)


@pytest.mark.parametrize(
    ("phrase", "plural"),
    [
        ("strike", "strikes"),
        ("country", "countries"),
        ("holiday", "holidays"),
        ("boss", "bosses"),
        ("gas leak", "gas leaks"),
        ("businessman", "businessmen"),
        ("MP", "MPs"),
        ("news", None),
        ("on trial", None),
        ("shot dead", "shot deads"),  # harmless: nobody writes it
        ("Federer", None),
        ("Bank of Korea", None),
    ],
)
def test_plurals(phrase: str, plural: str | None) -> None:
    """A plural is made of what may be a noun, not of names."""
    assert variants(phrase) == ((phrase, plural) if plural else (phrase,))


def test_spellings_and_short_forms() -> None:
    """Either side of the ocean's spelling and long or short forms find the other; part of a word is left alone."""
    found = patterns(["labor union", "defence", "US troops", "USFK"]).searched
    assert set(found) >= {b"Labor Union ", b"Labour Unions ", b"Defense ", b"U S  Troops ", b"Us Troops "}
    assert b"U S Fk " not in found


def test_patterns_tell_capitals() -> None:
    """A phrase with capitals brings the form that the text must have; one without brings none."""
    assert list(zip(*patterns(["WHO", "who knows"]), strict=True)) == [
        (0, b"Who ", b"WHO "),
        (1, b"Who Knows ", None),
        (0, b"Whos ", b"WHOs "),
    ]


def test_a_phrase_that_never_matches_has_no_pattern() -> None:
    """Marks alone, letters that are not Latin, and the mark that parts phrases."""
    assert set(patterns(["...", "야구", "-", "a\0b", "KBO"]).owners) == {4}
    assert patterns(["..."]) == ([], [], [])


def test_marks_around_a_phrase_do_not_matter() -> None:
    """What stands before its first letter and after its last asks for nothing in the text."""
    assert patterns(["(G)I-DLE", "Ping!", "x"]).searched[:3] == [b"G I Dle ", b"Ping ", b"X "]
