"""Takes and adds: parts of one text, in whatever order they come."""

from __future__ import annotations

from typing import Any

import orjson

from tests.story.forms import one, slugged
from tests.story.wires import text
from worker.wire.article import Article, parsed


def take(n: int | None, minutes: int, lead: int = 0, **fields: Any) -> Article:
    """The nth take of a lead."""
    return slugged(
        "Ferry", minutes, lead, item_id=f"t{n}-{minutes}", take=n, **({"paragraphs": text(minutes, 2)} | fields)
    )


def test_fv97_a_text_is_its_takes_in_order() -> None:
    """Take 1 and 2, an add, in any order: one text, no version more in the gaps, and the story is told as updated."""
    first, second, third = take(None, 600, more=True), take(2, 603, more=True), take(3, 606)
    story = one(third, first, second)
    assert story.paragraphs == (*text(600, 2), *text(603, 2), *text(606, 2))
    assert (story.version, story.gaps, story.missing_takes) == (3, (), ())
    assert "take_missing" not in story.flags
    assert [v.change for v in story.versions] == ["created", "updated", "updated"]


def test_fv97_a_missing_take_is_a_gap() -> None:
    """Take 3 without take 2, and a text that ends in MORE without what follows."""
    story = one(take(None, 600), take(3, 606))
    assert (story.paragraphs, story.missing_takes) == ((*text(600, 2), *text(606, 2)), (2,))
    assert "take_missing" in story.flags
    assert one(take(None, 600, more=True)).missing_takes == (2,)


def test_fv97_a_take_alone() -> None:
    """It is published, with what lacks; it never replaces a text."""
    story = one(take(2, 603))
    assert (story.status, story.paragraphs, story.missing_takes) == ("usable", text(603, 2), (1,))


def test_fv97_a_take_belongs_to_the_version_with_its_marker() -> None:
    """Else to the last version not later than it: a take of the first send stays with that when a lead has come."""
    base, base_2, lead, lead_2 = take(None, 600), take(2, 603), take(None, 660, 1), take(2, 663, 1)
    assert one(base, base_2, lead).paragraphs == text(660, 2)
    assert one(base, base_2, lead, lead_2).paragraphs == (*text(660, 2), *text(663, 2))
    assert one(base, take(None, 660, 1), take(2, 663, 3)).paragraphs == (*text(660, 2), *text(663, 2))


def test_fv97_who_speaks_in_a_take() -> None:
    """A speaker of several takes is listed once; the paragraph of a quote is that of the whole text."""
    said = {"name": "Ara Tolm", "quotes": [{"paragraph": 1, "text": "It sank"}]}
    story = one(take(None, 600, speakers=[said]), take(2, 603, speakers=[said]))
    assert [[q["paragraph"] for q in s["quotes"]] for s in parsed(story.speakers)] == [[1, 3]]
    assert orjson.loads(bytes(story.speakers))[0]["name"] == "Ara Tolm"


def test_fv97_what_is_denied_in_a_take() -> None:
    """Denied words have their paragraph number in the whole text; a speaker of an older release has none."""
    said = {"name": "Ara Tolm", "quotes": [], "denied": [{"paragraph": 1, "text": "It sank"}]}
    older = {"name": "Bo Lund", "quotes": []}
    story = one(take(None, 600, speakers=[said, older]), take(2, 603, speakers=[said]))
    assert [d["paragraph"] for d in parsed(story.speakers)[0]["denied"]] == [1, 3]
    assert "denied" not in parsed(story.speakers)[1]
