"""What desks send besides stories: notices, advances, flashes, in the form of America's agencies. All are invented."""

from __future__ import annotations

from typing import Any

import pytest

from tests.wire.helpers import FERRY, article
from worker.wire.article import BadMessage

STORY = "   SKARN, Ostia (AP) _ A quarry slid Monday.\n   Drivers searched."
TOLD = ("A quarry slid Monday.", "Drivers searched.")


@pytest.mark.parametrize(
    "fields",
    [
        {"slug": "AM-Digest Advisory,0030", "body": "Eds: The AMs digest will be late.\n   The AP"},
        {"slug": "PM-Skarn Rdp, Advisory,0020", "body": "Editors:\n   There is no Skarn Rdp.\n   The AP"},
        {"slug": "PM-Skarn-Quarry,0030", "headline": "Editors:", "body": "   The story moves soon.\n   The AP"},
        {"slug": "PM-Skarn-Quarry,0030", "body": "Eds: The story is slugged PM-Skarn-Quarry.\n   The AP"},
        {
            "slug": "PM-Skarn-Quarry, CORRECT,0060",
            "body": "   SKARN _ In AM-Skarn-Quarry, a0501, make read 4th graf xxx two cranes.",
        },
        {"slug": "PM-Skarn-Quarry,Correction", "body": "   In 4th graf, read it: two cranes (sted three)."},
    ],
)
def test_fv51_words_to_editors_are_no_stories(fields: dict[str, Any]) -> None:
    """By the slug, by the headline, because nothing but a note is there, or because they say what to amend."""
    a = article("ap", **fields)
    assert (a.kind, a.status, a.flags) == ("advisory", "usable", ())
    assert a.headline != "The AP"
    assert a.editor_note is None or all(not o.slugs for o in a.editor_note.operations)


@pytest.mark.parametrize(
    "fields",
    [
        {"slug": "AM-Travel Advisory,0300", "headline": "Travelers Warned", "body": STORY},
        {"slug": "PM-Skarn-Quarry, CORRECTIVE,0300", "headline": "Quarry Slides", "body": STORY},
        {"slug": "PM-Skarn-Quarry,0300", "headline": "Editors Gather In Skarn", "body": STORY},
        {"slug": "PM-Skarn-Quarry, 1st Ld", "headline": "Quarry Slides", "body": f"Eds: ADDS photo\n{STORY}"},
    ],
)
def test_stories_beside_them_are_stories(fields: dict[str, Any]) -> None:
    """A dateline with a text behind it is a story, whatever its slug is about."""
    a = article("ap", **fields)
    assert (a.kind, a.paragraphs) == ("article", TOLD)


@pytest.mark.parametrize("line", ["For Release Sunday, Jan. 15, and Thereafter", "For Release Fri AMs Jan 20"])
@pytest.mark.parametrize("code", ["$adv 15\n", "$adv 15-16\n", "$adv15\n", ""])
@pytest.mark.parametrize("below", ["\nEnd Adv for Sunday, Jan. 15, and Thereafter", "\nEnd Adv", ""])
def test_an_advance(line: str, code: str, below: str) -> None:
    """It is under embargo; the lines that say so are no text."""
    a = article("ap", slug="BC-Skarn Week, Adv 15,1086", headline="Quarry Songs", body=f"{code}{line}\n{STORY}{below}")
    assert a.editor_note is not None
    assert (a.editor_note.text, a.flags, a.paragraphs) == (line, ("embargoed",), TOLD)
    assert (a.slug, a.kind) == ("BC-Skarn Week", "article")


def test_copy_to_be_held() -> None:
    """A label of the slug line is enough."""
    for label in ("HFR 6 a.m. EST", "Adv 15", "ADV15-16", "Embargoed"):
        a = article("ap", slug=f"AM-Skarn Week, {label},0300", headline="Quarry Songs", body=STORY)
        assert (a.flags, a.slug) == (("embargoed",), "AM-Skarn Week")


def test_fv68_a_flash_without_a_headline() -> None:
    """The word alone where a headline stands is a marker."""
    a = article("ap", slug="AM-Skarn-Quarry,0040", headline="Urgent", body=STORY)
    assert (a.headline, a.marker, a.lead_number) == (None, "Urgent", 0)


@pytest.mark.parametrize("name", ["AM-News Digest,1050", "PM-AP News Digest,0900", "BC-Skarn News Digest, 1st Ld"])
def test_a_digest_by_its_slug(name: str) -> None:
    """Where no title says so, the slug does."""
    a = article("ap", slug=name, headline="Tuesday's Report", body=STORY)
    assert a.kind == "digest"


def test_fv68_an_alert_in_capitals() -> None:
    """A headline of three words or more, all in capitals, needs no text: it is a flash. Another is refused."""
    assert article("coastal", headline="FERRY LINE TO CLOSE").lead_number == 0
    assert article("coastal", headline="FERRY LINE TO CLOSE", body=f"{FERRY}").lead_number is None
    for headline in ("Ferry line to close", "FERRY", "FERRY CLOSES"):
        with pytest.raises(BadMessage):
            article("coastal", headline=headline)
