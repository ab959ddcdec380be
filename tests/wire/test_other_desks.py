"""Copy of other desks in other wordings: markers behind headlines, places in their languages, how texts end."""

from __future__ import annotations

import pytest

from tests.wire.helpers import article
from worker.wire import note

TEXT = "BRENN, May 14 ({}) - The Orlo river rose over its banks on Tuesday.\n\nThe school is open."
TOLD = ("The Orlo river rose over its banks on Tuesday.", "The school is open.")


@pytest.mark.parametrize(
    ("headline", "number"),
    [("River floods Brenn (LEAD)", 1), ("River floods Brenn (2nd LD)", 2)],
)
def test_a_marker_behind_a_headline(headline: str, number: int) -> None:
    """At the AFP it is one in its exact form."""
    a = article("afp", headline=headline, body=TEXT.format("AFP"))
    assert (a.lead_number, a.marker is not None) == (number, True)


@pytest.mark.parametrize("headline", ["A band and its singer (Lead)", "What is a first (2nd)", "Ferry (lead) sinks"])
def test_words_in_brackets_behind_a_headline(headline: str) -> None:
    """In any other form they are words."""
    a = article("afp", headline=headline, body=TEXT.format("AFP"))
    assert (a.headline, a.lead_number) == (headline, None)


@pytest.mark.parametrize(
    ("said", "paragraphs"),
    [
        ("Berichtigung: Im zweiten Absatz wurde die Zahl korrigiert", (2,)),
        ("Berichtigung: Im 3. Absatz heißt es nun Orlo", (3,)),
        ("Corrige el nombre en el 2º párrafo", (2,)),
        ("rectifie au troisième paragraphe", (3,)),
        ("correctie in de 4e alinea", (4,)),
        ("Corrige o nome no segundo parágrafo", (2,)),
    ],
)
def test_paragraphs_in_an_agency_s_own_language(said: str, paragraphs: tuple[int, ...]) -> None:
    """Numbers and words, in German, Spanish, French, Dutch and Portuguese."""
    found = note.parse(said)
    assert found is not None
    assert {o.paragraphs for o in found.operations} == {paragraphs}


@pytest.mark.parametrize(("source", "last"), [("aap", "AAP tv/kl"), ("afp", "tv/kl/mo"), ("tass", "/TASS/")])
def test_a_page_ends_before_its_signature(source: str, last: str) -> None:
    """Initials and the agency's name are no paragraph."""
    assert article(source, headline="Flood", body=f"{TEXT.format(source.upper())}\n\n{last}").paragraphs == TOLD
