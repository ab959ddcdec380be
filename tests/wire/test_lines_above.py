"""Lines above a text that are no headline: codes of the wire, releases, the last words before an add. All invented."""

from __future__ import annotations

import pytest

from tests.wire.helpers import FERRY, article

AP = f"Ferry Aground\n   MEREN, Ostia (AP) _ {FERRY}\n   Divers came.\n"


@pytest.mark.parametrize(
    ("source", "line"),
    [("ap", "a0533"), ("ap", "b0101----"), ("kyodo", "Kyodo news 0415 GMT May 12"), ("pti", "PTI 11:42 HRS IST DEL14")],
)
def test_a_code_is_no_headline(source: str, line: str) -> None:
    """A line of a number, a time and a desk stands above the headline of a page's text."""
    a = article(source, content=f"{line}\n{AP}")
    assert (a.headline, a.paragraphs[0]) == ("Ferry Aground", FERRY)


@pytest.mark.parametrize(
    "line", ["For release Fri PMs March 14, or thereafter", "For Release Friday, March 14, and Thereafter"]
)
def test_a_release_is_no_headline(line: str) -> None:
    """A feed that mistakes the line of a release for the headline puts the text under embargo all the same."""
    a = article("ap", headline=line, body=AP, published_at="2025-03-13T09:00:00-04:00")
    assert (a.headline, "embargoed" in a.flags) == ("Ferry Aground", True)
    assert (a.embargoed_until or "").startswith("2025-03-14")


def test_a_release_by_the_hour() -> None:
    """An hour without a day means that hour of the day of sending."""
    body = f"For release 6 p.m. EST\nBy JORAN PELL\n   MEREN, Ostia (AP) _ {FERRY}"
    a = article("ap", headline="Ferry Aground", body=body, published_at="2025-12-18T15:30:00-05:00")
    assert (a.embargoed_until, a.paragraphs) == ("2025-12-18T18:00:00-05:00", (FERRY,))


@pytest.mark.parametrize("line", ["SKARN: were missing.", "SKARN: possible. Yeah?"])
def test_the_words_before_an_add(line: str) -> None:
    """The last words of the take before are neither headline nor text; an add of one sentence is not lost for that."""
    a = article("ap", slug="AM-Skarn, 2nd Add,0150", headline=line, body=FERRY)
    assert (a.headline, a.take, a.paragraphs) == (None, 3, (FERRY,))


def test_what_follows_a_headline_of_the_wire() -> None:
    """A sign of the wire's typesetters ends a headline; a byline may follow it on the same line."""
    a = article("ap", headline="Ferry Aground; Crew Safe\n^By JORAN PELL", body=f"   MEREN, Ostia (AP) _ {FERRY}")
    assert a.headline == "Ferry Aground; Crew Safe"


def test_the_sign_at_the_end_of_a_header() -> None:
    """The line before a text ends with an equals sign, whichever line that is."""
    text = f"Meren (dpa) - {FERRY}\n"
    for head, note in ((f"{'Ferry aground'} =", None), ("Ferry aground\nEds: Adds quotes =", "Adds quotes")):
        a = article("dpa", content=f"Ostia-Ferry/\n1ST LEAD\n{head}\n\n{text}")
        assert (a.slug, a.headline, a.lead_number) == ("Ostia-Ferry", "Ferry aground", 1)
        assert (a.editor_note.text if a.editor_note else None) == note
    assert article("dpa", headline="Ferry aground =", body=text).headline == "Ferry aground"


@pytest.mark.parametrize("source", ["afp", "coastal"])
def test_a_note_that_names_its_own_story_first(source: str) -> None:
    """On any wire, `(In story of ..., corrects ...)` is a note, not text."""
    note = "In story of March 13, corrects depth in fourth paragraph to 12 metres, not 21"
    a = article(source, headline="Ferry aground", body=f"({note})\n\nMEREN, March 14, 2025 (AFP) - {FERRY}")
    assert (a.editor_note.text if a.editor_note else None, a.paragraphs) == (note, (FERRY,))


def test_a_state_and_a_country_in_brackets() -> None:
    """Indian datelines have both."""
    a = article("ani", headline="Fire", body=f"Meren (Marn) [Ostia], March 14 (ANI): {FERRY}")
    assert a.dateline is not None
    assert (a.dateline.cities, a.dateline.country, a.paragraphs) == (("Meren",), "Ostia", (FERRY,))


def test_a_credit_with_its_desk() -> None:
    """The desk of an agency follows its name in small letters."""
    a = article("dpa", headline="Fähre auf Grund", body=f"Meren/Tolve (dpa/tmn) - {FERRY}")
    assert a.dateline is not None
    assert (a.dateline.cities, a.dateline.credit) == (("Meren", "Tolve"), "dpa/tmn")


def test_an_agency_alone_before_the_text() -> None:
    """A name in brackets without place and dash is a credit, not text."""
    a = article("belga", headline="Veerboot vast", body=f"(Belga) {FERRY}")
    assert a.dateline is not None
    assert (a.dateline.cities, a.dateline.credit, a.paragraphs) == ((), "Belga", (FERRY,))


def test_a_country_in_brackets() -> None:
    """Spanish datelines put the country behind the place in brackets."""
    a = article("efe", headline="Encalla un barco", body=f"Meren (Ostia), 5 abr (EFE).- {FERRY}")
    assert a.dateline is not None
    assert (a.dateline.cities, a.dateline.country, a.paragraphs) == (("Meren",), "Ostia", (FERRY,))
