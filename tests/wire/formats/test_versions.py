"""Versions that a provider numbers: the largest stands, whatever came last, and none is a silent edit."""

from __future__ import annotations

import itertools

from tests.wire.formats.kit import P1, P2, g2, one
from worker.story.resolve import resolve

PRICE = "A ticket costs nine crowns."


def version(number: int, *paragraphs: str) -> str:
    text = "".join(f"<p>{p}</p>" for p in paragraphs)
    body = f"<inlineXML><html xmlns='http://www.w3.org/1999/xhtml'><body>{text}</body></html></inlineXML>"
    return g2(body=body, version=str(number))


def test_the_largest_version_stands_in_every_order() -> None:
    """Version 3 and then version 2 leaves version 3 standing; the clock of all of them is the same."""
    sent = [one(version(1, P1)), one(version(2, P1, P2)), one(version(3, P1, P2, PRICE))]
    for order in itertools.permutations(sent):
        (story,) = resolve(order)
        assert (story.paragraphs, story.version, story.change.kind) == ((P1, P2, PRICE), 3, "updated")
        assert "silent_edit" not in story.flags


def test_a_text_that_changes_under_its_number_is_a_silent_edit() -> None:
    """The provider said nothing of it."""
    (story,) = resolve([one(version(2, P1)), one(version(2, P1, P2))])
    assert "silent_edit" in story.flags
