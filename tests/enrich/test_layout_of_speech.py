"""Speech that layout and foreign marks show: guillemets, quotes announced by a line, turns of a dialogue."""

from __future__ import annotations

import pytest

from worker.enrich.speakers import speakers


def _direct(*paragraphs: str) -> list[tuple[str, str]]:
    """(speaker, text) of each direct quote, in the order of the text."""
    quotes = [(q.paragraph, q.start, s.name, q.text) for s in speakers(None, paragraphs) for q in s.quotes]
    assert all(paragraphs[number][start : start + len(text)] == text for number, start, _, text in quotes)
    return [(name, text) for _, _, name, text in sorted(quotes)]


@pytest.mark.parametrize("marks", ["«»", "»«", "»»", "„“", "„”", "‹›", "「」", "『』", '""', "“”"])
def test_marks_of_any_language_quote(marks: str) -> None:
    """The marks of other languages in English copy are quotation marks, whichever way they point."""
    opening, closing = marks[0], marks[1]
    text = (
        f"{opening}The ferry sails,{closing} said Mirren Achterhof, head of the pier. "
        f"{opening}We go,{closing} Dov Tarrant said."
    )
    assert _direct(text) == [("Mirren Achterhof", "The ferry sails,"), ("Dov Tarrant", "We go,")]


def test_spaces_inside_french_marks_are_no_part_of_the_quote() -> None:
    """« So » is printed with spaces; the offsets still slice to the quote."""
    assert _direct("Mirren Achterhof said: «\u00a0The ferry sails in May.\u00a0»") == [
        ("Mirren Achterhof", "The ferry sails in May.")
    ]


def test_foreign_marks_inside_a_quote_do_not_cut_it() -> None:
    """A word in guillemets inside a quote stays a part of it, and the other way round."""
    inner = "“They wrote «closed» on the gate,” Dov Tarrant said."
    assert _direct(inner) == [("Dov Tarrant", "They wrote «closed» on the gate,")]
    outer = "«They wrote “closed” on the gate,» Dov Tarrant said."
    assert _direct(outer) == [("Dov Tarrant", "They wrote “closed” on the gate,")]


@pytest.mark.parametrize(
    "line",
    [
        "And from Chairwoman Mirren Achterhof:",
        "Statement from Chairwoman Mirren Achterhof:",
        "The letter of Mirren Achterhof is reproduced below:",
    ],
)
def test_a_line_announces_whose_words_follow(line: str) -> None:
    """The quote of the next paragraph is by whom the line names."""
    said = "The pier opens in May, and the ferry will sail on that day."
    assert _direct(line, f'"{said}"') == [("Mirren Achterhof", said)]


def test_a_question_without_a_cue_is_by_who_asks() -> None:
    """In a dialogue two people take turns: a question, and what follows one, tell whose turn it is."""
    assert _direct(
        '"Who told you that?" the lawyer Dov Tarrant asked.',
        '"Nobody did," Mirren Achterhof said.',
        '"Then why did you sign the paper?"',
        '"I was afraid of the sea."',
    ) == [
        ("Dov Tarrant", "Who told you that?"),
        ("Mirren Achterhof", "Nobody did,"),
        ("Dov Tarrant", "Then why did you sign the paper?"),
        ("Mirren Achterhof", "I was afraid of the sea."),
    ]


def test_without_a_question_a_quote_alone_goes_on() -> None:
    """In news copy a paragraph that is a quote belongs to the speaker before it."""
    assert _direct(
        '"The pier is safe," Dov Tarrant said.',
        '"It is old, though," Mirren Achterhof said.',
        '"We shall mend it in May with new planks."',
    )[-1] == ("Mirren Achterhof", "We shall mend it in May with new planks.")
