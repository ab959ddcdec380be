"""Text above a dateline is text where the headline is known already; a page's own first lines are looked at closer."""

from __future__ import annotations

import pytest

from tests.wire.helpers import article, page

SAID = "The harbour board voted on Tuesday to build a second pier for the ferries to the islands, it said."
MORE = "Ferries will run every hour from June, and twice an hour in summer."
OPENING = "SKARN, March 14 (Coastal) -- The quarry stays open."


def test_paragraphs_above_a_dateline_are_text() -> None:
    """A feed's summary, bullets and quotes above the dateline stay, in order, and the dateline is read."""
    above = (
        "* Council votes 7-2",
        "* Mine to close in May",
        '"We won," said Ada Berg.',
        f"{'A long summary ' * 12}ends.",
    )
    a = article("coastal", headline="Quarry stays open", body="\n\n".join((*above, "By Jan Holt", OPENING)))
    assert a.paragraphs == (*above, "The quarry stays open.")
    assert a.byline == "Jan Holt"
    assert a.dateline
    assert a.dateline.cities == ("SKARN",)


def test_the_headline_again_is_no_text() -> None:
    """A body that repeats its headline, with or without the marker, does so above its text."""
    for line in ("Quarry stays open", "(LEAD) Quarry stays open"):
        a = article("coastal", headline="Quarry stays open", body=f"{line}\n\n{OPENING}")
        assert a.paragraphs == ("The quarry stays open.",)
    assert a.lead_number == 1


def test_a_line_under_a_byline_is_no_headline() -> None:
    """Without headline and dateline a text under a byline begins right there."""
    a = article(
        "ap",
        slug="PM-Lottery",
        body="By The Associated Press\n   These were the numbers that were drawn on\nFriday:\n\n   4-8-15.",
    )
    assert a.headline is None
    assert a.paragraphs == ("These were the numbers that were drawn on Friday:", "4-8-15.")


def test_a_page_of_items_without_a_title_is_a_digest() -> None:
    """Headlines over bare datelines, again and again: a digest that lost its title."""
    a = page(
        "Council meets on quarry\n\nSKARN -- The council meets.\n\n\n(2nd LD) Ferry burns off Meren\n\n"
        "MEREN -- A ferry burned.\n\n\nShares fall\n\nTOLVE -- Shares fell."
    )
    assert (a.kind, [item.lead_number for item in a.items]) == ("digest", [None, 2, None])


def test_an_interview_has_no_datelines() -> None:
    """Names in capitals before a colon, again and again, say who speaks."""
    a = article("coastal", headline="The mayor speaks", body="HOLT: The quarry stays open, I think.\n\nBERG: It does.")
    assert a.dateline is None
    assert len(a.paragraphs) == 2


@pytest.mark.parametrize(
    ("body", "paragraphs"),
    [
        ((SAID, SAID), (SAID,)),
        ((SAID, SAID, MORE), (SAID, MORE)),
        ((MORE, SAID, SAID), (MORE, SAID)),
    ],
    ids=["nothing else", "a lead above the text", "at the end"],
)
def test_a_paragraph_that_comes_twice_is_text(body: tuple[str, ...], paragraphs: tuple[str, ...]) -> None:
    """Feeds put the lead before the text once more; on a page such a line is a photo's caption."""
    a = article("coastal", headline="Board votes for a pier", body="\n\n".join(body))
    assert (a.paragraphs, a.captions) == (paragraphs, ())
