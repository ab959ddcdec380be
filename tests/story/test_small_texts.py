"""How much of a text another must hold to be a version of it: each share and number from both sides."""

# ruff: noqa: E501 - cases in a line

from __future__ import annotations

from typing import Any

import pytest

from tests.story.wires import HERE, THERE, article, lead
from worker.story.item import Item, make_item
from worker.story.matching import text_index
from worker.story.matching.text_index import TextIndex

FLASH: dict[str, Any] = {"lead_number": 0, "marker": "(URGENT)"}


def words(runs: int, common: int | None = None) -> tuple[str, ...]:
    """A text of so many runs of five short words, of which the first ones are those of every such text."""
    same = runs if common is None else common
    return (" ".join([f"w{n}" for n in range(same + 4)] + [f"x{n}" for n in range(runs - same)]),)


def item(key: str, minutes: int = 0, **fields: Any) -> Item:
    return make_item(key, [article(minutes, item_id=key, **fields)])


def found(other: Item, asking: Item) -> list[float]:
    """The shares of what a text finds among one other."""
    index = TextIndex(lambda new, old: True)
    index.add(other, False, {})
    return [round(share, 3) for _, share in index.inside(asking)]


FERRY, BANK = "Ferry sinks off Meren", "Bank cuts rate again"


@pytest.mark.parametrize(
    ("runs", "common", "headline", "share"),
    [
        (10, 6, BANK, 0.6), (10, 5, BANK, None), (10, 10, BANK, 1.0), (10, 4, FERRY, 0.4), (10, 3, FERRY, None), (10, 4, BANK, None), (10, 5, FERRY, 0.5),
        (9, 4, FERRY, None), (9, 6, FERRY, 0.667), (4, 4, BANK, 1.0), (3, 3, BANK, None), (10, 4, "Ferry sinks off Tolve", 0.4), (10, 4, "Ferry sinks at Tolve", None),
        (10, 4, "Ferry sinks off", 0.4), (10, 4, "Ferry sinks", None), (10, 4, "FERRY: sinks (off) Meren!", 0.4),
    ],
)  # fmt: skip
def test_a_short_text_in_another(runs: int, common: int, headline: str, share: float | None) -> None:
    """Six in ten of its runs of five words, four where it has ten runs and a headline alike; of four runs at least."""
    other = item("o", headline=FERRY, paragraphs=words(runs))
    asking = item("a", 60, headline=headline, paragraphs=words(30, common), **lead(1))
    assert found(other, asking) == ([] if share is None else [share])


@pytest.mark.parametrize(
    ("old", "new", "alike"),
    [
        ("one two three four five", "one two three x y", True), ("one two three four five six", "one two three x y z", False), ("one two three four five six", "one two three four y z", True), ("one two", "one two", False),
        ("one two three", "one two three x y z v w", True), ("one two three", "one two x y", False),
    ],
)  # fmt: skip
def test_headlines_that_are_alike(old: str, new: str, alike: bool) -> None:
    """Three words and six in ten of the shorter one in common."""
    other = item("o", headline=old, paragraphs=words(10))
    assert found(other, item("a", 60, headline=new, paragraphs=words(30, 4), **lead(1))) == ([0.4] if alike else [])


@pytest.mark.parametrize(
    ("runs", "common", "headline", "is_found"),
    [(20, 18, FERRY, True), (20, 17, FERRY, False), (20, 19, FERRY, True), (20, 18, BANK, False), (20, 20, BANK, False), (15, 14, FERRY, True), (14, 13, FERRY, False), (16, 15, FERRY, True)],
)  # fmt: skip
def test_a_short_text_from_another_place(runs: int, common: int, headline: str, is_found: bool) -> None:
    """Nine in ten of fifteen runs at least, under a headline alike; without a place, or from one place, the usual."""
    other = item("o", headline=FERRY, paragraphs=words(runs), dateline=HERE)
    fields: dict[str, Any] = {"headline": headline, "paragraphs": words(40, common), **lead(1)}
    assert bool(found(other, item("a", 60, dateline=THERE, **fields))) is is_found
    assert found(other, item("a", 60, dateline=HERE, **fields))
    assert found(other, item("a", 60, **fields))


@pytest.mark.parametrize(
    ("count", "pieces", "likely"),
    [(1, 80, True), (0, 80, False), (0, 1, False), (1, 81, False), (4, 81, False), (5, 81, True), (5, 100, True), (4, 100, False), (6, 100, True), (49, 1000, False), (50, 1000, True)],
)  # fmt: skip
def test_what_is_worth_a_look(count: int, pieces: int, likely: bool) -> None:
    """One in twenty of what an item is found by; of up to eighty pieces any."""
    assert text_index._is_likely(count, pieces) is likely


@pytest.mark.parametrize(
    ("common", "headline", "is_found"),
    [
        (4, BANK, True),
        (3, BANK, False),
        (10, BANK, True),
        (0, FERRY, True),
        (0, BANK, False),
        (0, "Ferry sinks", False),
    ],
)
def test_what_a_flash_announces(common: int, headline: str, is_found: bool) -> None:
    """What has its headline, or four in ten of its runs of words."""
    index = TextIndex(lambda new, old: old.key != "p")
    index.add(item("p", headline=FERRY, paragraphs=words(10)), False, {})
    index.add(item("o", 60, headline=headline, paragraphs=words(30, common)), False, {})
    flash = item("f", headline=FERRY, paragraphs=words(10), **FLASH)
    assert [i.key for i in index.announced(flash)] == (["o"] if is_found else [])


@pytest.mark.parametrize(("runs", "is_found"), [(4, True), (3, False)])
def test_a_flash_of_a_few_words(runs: int, is_found: bool) -> None:
    """Of three runs of words nothing is announced, only by its headline."""
    index = TextIndex(lambda new, old: True)
    index.add(item("o", 60, headline=BANK, paragraphs=words(30)), False, {})
    flash = item("f", headline=FERRY, paragraphs=words(runs), **FLASH)
    assert bool(list(index.announced(flash))) is is_found


@pytest.mark.parametrize(
    ("take", "headline", "shares"),
    [(2, FERRY, [0.0]), (1, FERRY, []), (None, FERRY, []), (2, BANK, []), (3, FERRY, [0.0])],
)
def test_a_take_finds_its_headline(take: int | None, headline: str, shares: list[float]) -> None:
    """Its text is another one; a first take is no take of another."""
    other = item("o", headline=FERRY, paragraphs=words(10))
    assert found(other, item("a", 60, headline=headline, paragraphs=words(10, 0), take=take, **lead(1))) == shares


@pytest.mark.parametrize(("length", "shares"), [(160, [0.0]), (161, [])])
def test_the_sentence_of_a_flash_is_a_headline(length: int, shares: list[float]) -> None:
    """Of up to 160 letters: some put a slug in the place of its headline."""
    sentence = "Ferry sinks off Meren, says " + "x" * (length - 28)
    other = item("o", headline="Meren-ferry", paragraphs=(sentence, "It sank."), **FLASH)
    assert found(other, item("a", 60, headline=sentence, paragraphs=words(10), **lead(1))) == shares


def test_an_item_that_looks_is_found_only_by_later_ones() -> None:
    """Two leads: the second finds the first. What is removed is found no more, and one that is unknown may be."""
    index = TextIndex(lambda new, old: True)
    first, second = (item(key, n, headline=FERRY, paragraphs=words(10), **lead(n)) for n, key in ((1, "f"), (2, "s")))
    assert index.add(first, True, {}) == set()
    assert index.add(second, True, {}) == set()
    assert [i.key for i, _ in index.inside(second)] == ["f"]
    assert [i.key for i, _ in index.inside(first)] == []
    assert index.add(item("e", 0, headline=FERRY, paragraphs=words(10)), False, {}) == {"f", "s"}
    assert sorted(i.key for i, _ in index.inside(second)) == ["e", "f"]
    index.forget("e")
    index.forget("nobody")
    assert index.remove("nobody") == set()
    assert index.remove("f") == set()
    assert [i.key for i, _ in index.inside(second)] == []


def test_filled_at_once_it_finds_the_same() -> None:
    """Those that look and those that do not."""
    index = TextIndex(lambda new, old: True)
    first, old = item("f", 1, paragraphs=words(10), **lead(1)), item("o", 9, paragraphs=words(10))
    index.fill([first, old], {"f"})
    assert [i.key for i, _ in index.inside(item("a", 5, paragraphs=words(10), **lead(2)))] == ["o", "f"]
    assert [i.key for i, _ in index.inside(item("a", 0, paragraphs=words(10), **lead(2)))] == ["o"]
