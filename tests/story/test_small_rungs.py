"""Which item may be a later version of which, and which items links connect: each limit from both sides."""

# ruff: noqa: E501 - cases in a line
from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from tests.story.wires import article, lead, text
from worker.story.evolution import MOST_CLAIMS, Evolution
from worker.story.item import Item, make_item
from worker.story.matching.text_index import TextIndex
from worker.story.rungs import may_lean, parts_of_one, text_parent
from worker.wire.article import Link

FLASH: dict[str, Any] = {"lead_number": 0, "marker": "(URGENT)"}
HOUR = 60


def item(key: str, minutes: int | None = 0, **fields: Any) -> Item:
    return make_item(key, [article(minutes, item_id=key, **fields)])


@pytest.mark.parametrize(
    ("new", "minutes", "old", "leans"),
    [
        (lead(1), 36 * HOUR, {}, True), (lead(1), 36 * HOUR + 1, {}, False), (lead(1), 0, {}, True), (lead(1), -1, {}, False), (FLASH, -6 * HOUR, {}, True), (FLASH, -6 * HOUR - 1, {}, False), (FLASH, 0, {}, True), (FLASH, 1, {}, False),
        (FLASH, -1, FLASH, False), (FLASH, -1, lead(1), False), (lead(2), 1, lead(1), True), (lead(2), -1, lead(1), False), (lead(2), 0, lead(1), True), (lead(1), 0, lead(2), False), (lead(1), 1, {"kind": "digest"}, False), (lead(1), 1, FLASH, True),
        (FLASH, -1, {"kind": "digest"}, False),
    ],
)  # fmt: skip
def test_who_may_be_a_later_version(new: dict[str, Any], minutes: int, old: dict[str, Any], leans: bool) -> None:
    """Within 36 hours, never earlier than what it joins; a flash within six hours of the text that follows it, but
    none of those that look for a story themselves; nobody of a digest, and nobody of itself."""
    asking, other = item("n", 3000 + minutes, **new), item("o", 3000, **old)
    assert may_lean(asking, other) is leans
    assert not may_lean(asking, asking)
    if old == {}:
        assert may_lean(asking, other, {"o"}) is (leans and asking.later)


@pytest.mark.parametrize(
    ("a", "b", "other"),
    [
        (None, None, False),
        ((1, 3), None, False),
        (None, (1, 3), False),
        ((1, 3), (1, 3), False),
        ((1, 3), (2, 3), True),
    ],
)
def test_parts_of_a_series(a: tuple[int, int] | None, b: tuple[int, int] | None, other: bool) -> None:
    """Two that are both parts, and not the same one."""
    first, second = (dataclasses.replace(item(key), part=part) for key, part in (("a", a), ("b", b)))
    assert parts_of_one(first, second) is other
    assert may_lean(dataclasses.replace(second, later=True), first) is not other


def test_the_story_that_a_text_continues() -> None:
    """The one with the largest share, of two alike the later, and then by its key; of texts that a flash announces the
    first. None where there is none."""
    index = TextIndex(lambda new, old: True)
    assert text_parent(item("n", 60, **lead(1)), index) is None
    assert text_parent(item("n", 60, **FLASH), index) is None
    for key, minutes, paragraphs in (
        ("a", 5, text(1)),
        ("b", 6, (*text(1, 3), *text(2, 1))),
        ("c", 7, text(1)),
        ("d", 7, text(1)),
    ):
        index.add(item(key, minutes, paragraphs=paragraphs), False, {})
    assert text_parent(item("n", 60, paragraphs=text(1), **lead(1)), index) == "d"
    index.remove("d")
    assert text_parent(item("n", 60, paragraphs=text(1), **lead(1)), index) == "c"
    index.remove("c")
    assert text_parent(item("n", 60, paragraphs=text(1), **lead(1)), index) == "a"
    assert text_parent(item("n", 0, paragraphs=text(1, 1), **FLASH), index) == "a"


@pytest.mark.parametrize(("minutes", "found"), [(6 * HOUR, "o"), (6 * HOUR + 1, None)])
def test_a_take_that_only_its_headline_connects(minutes: int, found: str | None) -> None:
    """Within six hours."""
    index = TextIndex(lambda new, old: True)
    index.add(item("o", 0, paragraphs=text(1)), False, {})
    assert text_parent(item("n", minutes, paragraphs=text(2), take=2, **lead(1)), index) == found


def linked(key: str, minutes: int, *origins: str, **fields: Any) -> Item:
    return item(key, minutes, links=tuple(Link("evolvedFrom", origin) for origin in origins), **fields)


def test_items_that_say_where_they_came_from() -> None:
    """Nothing is known before one does; then the first of those connected leads the others, and whose lead changed is
    told. What is gone leads nobody."""
    a, b, c = item("a", 0), linked("b", 10, "a"), linked("c", 20, "b")
    known = {"a": a}
    evolution = Evolution(known)
    assert evolution.put({"x": item("x", 5)}) == set()
    assert evolution.put({"b": b}) == {"b"}
    assert (evolution.lead("b"), evolution.lead("a"), evolution.lead("x"), "b" in evolution, "a" in evolution) == (
        "a",
        "a",
        "x",
        True,
        False,
    )
    assert evolution.put({"c": c}) == {"c"}
    assert evolution.following == {"b": "a", "c": "a"}
    assert evolution.put({"c": c}) == set()
    assert evolution.put({"a": None}) == {"c"} | {"b"}
    assert evolution.following == {"c": "b"}
    assert evolution.put({"d": linked("d", 5, "c")}) == {"b", "c"}
    assert evolution.following == {"b": "d", "c": "d"}
    assert evolution.put({"d": linked("d", 5, "c", kind="digest")}) == {"b", "c"}
    evolution.remove(["b"])
    assert evolution.following == {"c": "b"}
    evolution.remove(["c", "nobody"])
    assert evolution.following == {}


@pytest.mark.parametrize(("minutes", "tied"), [(48 * HOUR, True), (48 * HOUR + 1, False)])
def test_links_connect_what_is_near(minutes: int, tied: bool) -> None:
    """Within two days."""
    evolution = Evolution()
    evolution.put({"a": item("a", 0), "b": linked("b", minutes, "a")})
    assert ("b" in evolution) is tied


@pytest.mark.parametrize(("number", "tied"), [(100, True), (101, False)])
def test_an_origin_of_many(number: int, tied: bool) -> None:
    """More than a hundred items come from a package, which connects none of them."""
    assert MOST_CLAIMS == 100
    evolution = Evolution()
    evolution.put({"a": item("a", 0)} | {f"b{n}": linked(f"b{n}", 1, "a") for n in range(number)})
    assert {key in evolution for key in (f"b{n}" for n in range(number))} == {tied}


def test_a_serial_follows_nobody() -> None:
    """It leads what is connected with it, whichever came first."""
    evolution = Evolution()
    evolution.put({"a": item("a", 0), "s": linked("s", 10, "a", serial="20310507-0011-315", send_number=0)})
    assert evolution.following == {"a": "s"}
