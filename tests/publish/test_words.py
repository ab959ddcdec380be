"""The difference of two texts, word by word."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.publish.words import Words, blocks, words

TEXTS = st.lists(st.text("ab 부산.é\u05d0", max_size=30), max_size=6)


def text_of(pieces: Words) -> str:
    return "".join(text for _, text in pieces)


@given(st.text("ab 부산,.é"), st.text("ab 부산,.é"))
def test_the_pieces_are_the_texts(old: str, new: str) -> None:
    """Whatever is marked, both texts are still there to the letter, and what stayed is the same on both sides."""
    before, after = words(old, new)
    assert text_of(before) == old
    assert text_of(after) == new
    assert {sign for sign, _ in before} <= {" ", "-"}
    assert {sign for sign, _ in after} <= {" ", "+"}


@given(TEXTS, TEXTS)
def test_blocks_hold_every_paragraph_once_in_order(old: list[str], new: list[str]) -> None:
    """No paragraph is lost or told twice, whatever is taken for an edit of what."""
    found = blocks(old, new)
    assert [text_of(p) for b in found for p in b.old] == old
    assert [text_of(p) for b in found for p in b.new] == new


def test_a_word_that_changed_is_marked_and_nothing_else() -> None:
    """An edited paragraph stays one, with the word in it marked on both sides."""
    (same, edited) = blocks(
        ["The ferry burned.", "Five people were hurt."], ["The ferry burned.", "Six people were hurt."]
    )
    assert same.kind == "same"
    assert edited.kind == "edited"
    assert edited.old == ((("-", "Five"), (" ", " people were hurt.")),)
    assert edited.new == ((("+", "Six"), (" ", " people were hurt.")),)


def test_another_paragraph_is_no_edit() -> None:
    """Of two paragraphs without words in common one went and one came."""
    kinds = [b.kind for b in blocks(["The ferry burned for an hour."], ["Mayors met inside Quill city hall."])]
    assert kinds == ["removed", "added"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (["a"] * 20_000, ["a"] * 19_999 + ["b"]),
        (["x y " * 30_000], ["y x " * 30_000]),
        ([str(n) for n in range(5_000)], [str(-n) for n in range(5_000)]),
    ],
)
def test_what_cannot_be_compared_word_by_word_takes_no_long_time(old: list[str], new: list[str]) -> None:
    """Beyond the bounds all is said to be another text, at once: the time must not grow with the square."""
    begun = time.process_time()
    found = blocks(old, new)
    assert time.process_time() - begun < 5
    assert [text_of(p) for b in found for p in b.old] == old


@pytest.mark.parametrize(
    ("old", "new", "went", "came"),
    [
        ("rose 52.29 to a record", "rose 52.92 to a record", "52.29", "52.92"),
        ("fell -1.2% on Friday", "fell -2.1% on Friday", "-1.2%", "-2.1%"),
        ("paid $4,500 at 10:30", "paid $5,400 at 10:30", "$4,500", "$5,400"),
        ("they won 2-1", "they won 1-2", "2-1", "1-2"),
        ("\u0627\u0631\u062a\u0641\u0639 1.2%", "\u0627\u0631\u062a\u0641\u0639 2.1%", "1.2%", "2.1%"),
        ("\u0661\u066b\u0662", "\u0662\u066b\u0661", "\u0661\u066b\u0662", "\u0662\u066b\u0661"),
        ("\u4e2d\u56fd3.5%", "\u4e2d\u56fd5.3%", "3.5%", "5.3%"),
        ("he didn't", "he did", "didn't", "did"),
        ("\u0928\u0940", "\u0928\u0947", "\u0928\u0940", "\u0928\u0947"),
    ],
)  # fmt: skip
def test_a_number_and_a_word_are_marked_whole(old: str, new: str, went: str, came: str) -> None:
    """Never in the middle: a number keeps its sign, separators and unit, a letter its vowel signs."""
    before, after = words(old, new)
    assert [text for sign, text in before if sign == "-"] == [went]
    assert [text for sign, text in after if sign == "+"] == [came]
