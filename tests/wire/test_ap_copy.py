"""AP's copy as it stood on its wire: what comes with a text, codes, adds, wrapped headlines. All texts are invented."""

from __future__ import annotations

import pytest

from tests.wire.helpers import article, page

STORY = "   SKARN, Ostia (AP) _ A quarry slid Monday, and drivers were\nmissing for hours.\n   Divers searched."
TOLD = ("A quarry slid Monday, and drivers were missing for hours.", "Divers searched.")


@pytest.mark.parametrize(
    "line",
    [
        "LaserPhoto SK1", "LaserPhotos SK1,2; LaserGraphic OS4", "Laserphoto staffing", "With LaserPhoto",
        "An AP Extra",
        "With AM-Ostia-Bridge, Bjt", "AGENCIES AND RADIO OUT", "From AP Newsfeatures",
        "AP WEEKEND ENTERTAINMENT AND ARTS",
        "(APN SUNDAY ILLUSTRATIONS: Mailed print subscribers get 1 b&w photo.)",
        "AP Mining Writer", "For Release Anytime",
    ],
)  # fmt: skip
def test_what_comes_with_a_text_is_none(line: str) -> None:
    """Above the text, in a feed's body and on a page: neither text nor headline."""
    fed = article("ap", headline="Quarry Slides", body=f"{line}\nBy ILA MORN\n{STORY}")
    printed = page(f"AM-Skarn-Quarry,0240\nQuarry Slides\n{line}\nBy ILA MORN\n{STORY}", source="ap")
    assert [(a.headline, a.byline, a.paragraphs) for a in (fed, printed)] == [("Quarry Slides", "ILA MORN", TOLD)] * 2


def test_the_same_words_inside_a_text_stay() -> None:
    """What may stand above a text may be the end of one of its paragraphs, too."""
    a = article("ap", headline="Quarry Slides", body=STORY + "\n   The mayor came with charts, maps and\nphotos.")
    assert a.paragraphs[-1] == "The mayor came with charts, maps and photos."


@pytest.mark.parametrize(
    ("headline", "first", "kept", "number"),
    [
        ("Eds: SUBS 2nd graf to CORRECT count", "Quarry Slides", "SUBS 2nd graf to CORRECT count", 2),
        ("URGENT", "Quarry Slides", None, 2),
        ("$adv 06", "Quarry Slides", None, 2),
        ("^Eds: ADDS byline", "^Quarry Slides", "ADDS byline", 2),
    ],
)
def test_a_feed_that_takes_the_first_line_for_the_headline(
    headline: str, first: str, kept: str | None, number: int
) -> None:
    """A note, the label of a flash or a code is none: the headline is below it. A lead's number beats a flash's."""
    a = article("ap", slug="AM-Skarn, 2nd Ld-Writethru, a0511", headline=headline, body=f"{first}\n{STORY}")
    assert (a.headline, a.lead_number, a.paragraphs) == ("Quarry Slides", number, TOLD)
    assert (a.editor_note.text if a.editor_note else None) == kept


def test_a_headline_wrapped_over_two_lines() -> None:
    """There was no more room on its first line, so the next one is its end."""
    long = "Council Calls Off Search For Drivers Of Trucks Lost In Quarry Near"
    a = page(f"AM-Skarn-Quarry,0240\n{long}\nSkarn\nBy ILA MORN\n{STORY}", source="ap")
    assert (a.headline, a.paragraphs) == (f"{long} Skarn", TOLD)


def test_the_end_of_the_text_before_guides_an_add() -> None:
    """An add begins with a place and the last words of what it continues, for the desk."""
    a = article(
        "ap", slug="AM-Skarn-Quarry, 1st Add", body="SKARN, Ostia: were missing.\n   The mayor came.\n   He wept."
    )
    assert (a.take, a.headline, a.paragraphs) == (2, None, ("The mayor came.", "He wept."))


TYPESET = """z6715-----
r z BC-SKN--Owls-Skarn 1stLd-Writethru   02-20 0500
^BC-SKN--Owls-Skarn, 1st Ld-Writethru,416<
^Owls win in Skarn without their captain<
^AP Photo SKTK105, SKTK106<
^Eds: Owls 15, Skarn 11. Updates. With AP Photos.<
^The Owls won 15-11 in Skarn on Friday without their captain.<
^By ILA MORN=
^AP Sports Writer=
   SKARN, Ostia (AP) _ The Owls won 15-11 in Skarn on Friday without their captain.
   He was ruled out an hour before the game.

   AP-WF-02-20-16 0337GMT<
"""


def test_the_codes_of_typesetters() -> None:
    """`^` before a line and `<` or `=` behind it are none of it, and the summary above the text repeats it."""
    a = page(TYPESET, source="ap")
    assert (a.headline, a.slug, a.lead_number, a.byline) == (
        "Owls win in Skarn without their captain", "BC-SKN--Owls-Skarn", 1, "ILA MORN",
    )  # fmt: skip
    assert a.editor_note
    assert a.editor_note.text == "Owls 15, Skarn 11. Updates. With AP Photos."
    assert a.published == "2016-02-20T03:37:00+00:00"
    assert a.paragraphs == (
        "The Owls won 15-11 in Skarn on Friday without their captain.", "He was ruled out an hour before the game.",
    )  # fmt: skip


def test_a_news_alert_has_no_slug() -> None:
    """All alerts carry the same one, which names no story: it says that this is a flash."""
    alert = (
        "W1645asian\nb a BC-OS--APNewsAlert     06-29 0358\n^BC-OS--APNewsAlert,17<\n\t   SKARN (AP) _ A pier burns."
    )
    a = page(alert + "\n\n\t   AP-WF-06-29-17 2350GMT<\n", source="ap")
    assert (a.slug, a.marker, a.lead_number, a.paragraphs) == (None, "BC-OS--APNewsAlert", 0, ("A pier burns.",))


def test_a_note_to_readers_is_text() -> None:
    """It stands above the dateline, over several lines, and is no headline."""
    above = "EDITOR'S NOTE _ For forty years the quarry fed the valley. Now\nit is taking its houses.\n"
    a = page(f"BC-Skarn Quarry, Adv 15\nThe Hungry Hill\n{above}By ILA MORN\nAP Mining Writer\n{STORY}", source="ap")
    assert a.headline == "The Hungry Hill"
    assert a.paragraphs == (
        "EDITOR'S NOTE _ For forty years the quarry fed the valley. Now it is taking its houses.",
        *TOLD,
    )


def test_a_paragraph_begins_where_a_line_is_indented() -> None:
    """Whatever ends the line above: an abbreviation, a quotation, a full stop."""
    text = (
        "   SKARN, Ostia (AP) _ The quarry was bought in 1951 by Ila Morn Sr.\nand her sons, who never looked back.\n"
        "   ``Stone is money,'' the elder of them used to say on Sundays.\nHe never said it again."
    )
    assert len(article("ap", headline="Quarry Slides", body=text).paragraphs) == 2


def test_a_round_up_under_a_slug_is_no_digest() -> None:
    """Several datelines and no headline make a digest only where no slug says what it is."""
    body = "   SKARN (AP) _ A hill slid.\n   OSTIA (AP) _ A bridge fell.\n   MARN (AP) _ A mast broke."
    assert article("ap", slug="AM-Storm Rdp,0300", body=body).kind == "article"
    assert article("ap", slug="AM-Digest Briefs,0300", body=body).kind == "digest"
