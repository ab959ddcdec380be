"""Embargoes: what says that a text must not be used yet, and what only speaks of one."""

from __future__ import annotations

import pytest

from tests.wire.helpers import PARAGRAPHS, TEXT, article, page
from worker.wire import embargo


@pytest.mark.parametrize(
    "line",
    [
        "EMBARGOED until 0900 GMT March 14",
        "Embargoed until 9 a.m. March 14",
        "(EMBARGOED FOR RELEASE AT 1500 GMT)",
        "EMBARGO: 18:00 KST March 14",
        "STRICTLY EMBARGOED UNTIL 0001 FRIDAY",
        "HOLD FOR RELEASE 6 p.m. EST",
        "NOT FOR PUBLICATION BEFORE 0900 GMT",
        "FOR RELEASE AT 6 P.M.",
        "EMBARGOED",
    ],
)
def test_a_line_of_its_own(line: str) -> None:
    """It is taken out of the text into the note, names no change, and is flagged; the text stays usable."""
    a = page(f"Ferry sinks\n\n13:00 March 14, 2025\n\n{line}\n\n(ATTN: ADDS photo)\n\n{TEXT}")
    assert (a.headline, a.paragraphs, a.flags, a.status) == ("Ferry sinks", PARAGRAPHS, ("embargoed",), "usable")
    assert a.editor_note is not None
    assert a.editor_note.text == f"ADDS photo; {line.strip('()')}"
    assert [(o.verb, o.objects) for o in a.editor_note.operations] == [("ADDS", ("photo",))]


def test_in_the_note_and_alone() -> None:
    """A note may say it too; alone it is a note without operations, which makes no article a later version."""
    a = page(f"Ferry sinks\n(ATTN: ADDS photo; EMBARGOED until 0900 GMT)\n{TEXT}")
    b = article(headline="Ferry sinks", body=f"EMBARGOED until 0900 GMT\n\n{TEXT}")
    c = article(headline="Ferry sinks", body=TEXT, editor_note="HOLD FOR RELEASE 0900 GMT")
    assert a.flags == b.flags == c.flags == ("embargoed",)
    assert b.editor_note is not None
    assert (b.editor_note.text, b.editor_note.operations) == ("EMBARGOED until 0900 GMT", ())


def test_in_front_of_the_headline() -> None:
    """A label before the headline is no part of it."""
    for printed in (
        "EMBARGOED: Ferry sinks",
        "EMBARGOED - Ferry sinks",
        "(EMBARGOED until 0900 GMT May 9) Ferry sinks",
    ):
        a = article(headline=printed, body=TEXT)
        assert (a.headline, a.flags) == ("Ferry sinks", ("embargoed",))


def test_in_front_of_a_marker() -> None:
    """Brackets with an embargo before the marker are kept as a prefix and said in the note."""
    a = article(headline="(EMBARGOED until 0900 GMT May 9) (LEAD) Ferry sinks", body=TEXT)
    assert (a.headline, a.marker, a.flags) == ("Ferry sinks", "(LEAD)", ("embargoed",))
    assert a.editor_note is not None
    assert (a.prefix, a.editor_note.text) == ("EMBARGOED until 0900 GMT May 9", "EMBARGOED until 0900 GMT May 9")


@pytest.mark.parametrize(
    "line",
    [
        "Embargo on granite lifted in Tolve",
        "EMBARGO ON GRANITE LIFTED",
        "Embargoed granite found on ferry",
        "EMBARGO-BUSTING ferry held",
        "Embargo: what a ban on granite means",
        "For sale on Friday: a ferry",
        "Hold for release of crew weakens",
    ],
)
def test_headlines_about_embargoes(line: str) -> None:
    """News of an embargo is under none."""
    assert not embargo.is_line(line)
    a = page(f"{line}\n\n{TEXT}")
    assert (a.headline, a.flags, a.editor_note) == (line, (), None)


def test_a_note_about_an_embargo() -> None:
    """A note may tell of an update on an embargo."""
    assert page(f"Ferry sinks\n(ATTN: UPDATES with embargo on granite until May)\n{TEXT}").flags == ()
