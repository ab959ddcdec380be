"""Offices that a text takes for known ("the Home Secretary"), deputies, bodies by their kind, and whom a headline
names."""

from __future__ import annotations

import pytest

from tests.enrich.test_speakers import said, who
from worker.enrich.speakers import speakers

LAST_SPEAKER = {
    # what it shows: the text, and who speaks its last direct quote
    "whoever spoke last": (
        'Ada Berg has demanded an answer.\nPolice are looking at it.\nThe Home Secretary wrote: "It ends here."',
        "Ada Berg",
    ),
    "and again": (
        'Bo Lund said no.\nOn Monday, the Foreign Secretary called it "late."\n"It ends," the Foreign Secretary said.',
        "Bo Lund",
    ),
    "not who holds another office": (
        'Trade Minister Ada Berg said no.\n"It ends," the governor said.',
        "governor",
    ),
    "not one of the other sex": ('Mary Berg said no.\n"It ends," the chairman said.', "chairman"),
    "a member of parliament": (
        'Shadow Health Secretary Bo Lund said no.\nThe Harbor MP told them: "It ends here."',
        "Bo Lund",
    ),
    "the prime minister is no deputy": (
        'Deputy Prime Minister Ada Berg wrote to them.\n"It ends," the prime minister said.',
        "prime minister",
    ),
    "the deputy is": (
        'Deputy Prime Minister Ada Berg wrote to them.\n"It ends," the deputy prime minister said.',
        "Ada Berg",
    ),
    "PM": ('Prime Minister Tarun Lund said no.\nIn his address, PM Lund said "it ends here."', "Tarun Lund"),
    "the PM": ('Prime Minister Tarun Lund came.\n"It ends here," the PM said.', "Tarun Lund"),
    "an airline": (
        'British Airways said it was "late." It flew on.\n"It ends," the airline said.',
        "British Airways",
    ),
    "an agency is no firm that speaks": (
        'Norvik shut its mill, it told the Corran Times. The paper called it "late."\n"It ends," the company said.',
        "company",
    ),
    "so far": ('Police, who have so far said no more, called it "late."', "Police"),
    "in a place of a place": ('One mechanic in Sale, Greater Norhaven said it was "late."', "One mechanic"),
    "a place between commas speaks": ('The deal in Corran, Washington said, is "late."', "Washington"),
    "each sentence opens anew": (
        "Bo Lund came. Lund said no.\n“We saw all of it in May. “I hope that it ends,” he said.",
        "Bo Lund",
    ),
}


@pytest.mark.parametrize("name", LAST_SPEAKER)
def test_who_speaks(name: str) -> None:
    """Who speaks the last direct quote of the text."""
    text, speaker = LAST_SPEAKER[name]
    assert [row[0] for row in said(text) if row[1] == "d"][-1] == speaker


def test_each_sentence_that_opens_anew_is_quoted() -> None:
    """A mark opens before every sentence of a quote and closes only after the last: all of it is said."""
    rows = said("Bo Lund came. Lund said no.\n“We saw all of it in May. “I hope that it ends,” he said.")
    assert [row[1] for row in rows] == ["d", "d"]


def test_the_headline_gives_the_office() -> None:
    """Whom only the headline calls by an office: the office means him, and is his title."""
    text = ["Lund met Ada Berg on Monday.", 'The harbour master\'s wife came. "It ends here," the mayor said.']
    found = speakers("Norhaven mayor Ada Berg opens quay", text)
    assert [(one.name, one.title, one.affiliation) for one in found] == [("Ada Berg", "mayor", None)]


def test_a_title_from_the_headline() -> None:
    """The title of somebody whom the text itself never gives one; none out of the headline's other words."""
    text = ['"It ends here," Ada Berg said.']
    assert speakers("Interview with Norvik founder Ada Berg", text)[0].title == "founder"
    assert speakers("Why Ada Berg left the founder", text)[0].title is None


def test_trades_in_ing_belong_to_a_title() -> None:
    """ "NGB trading manager Bo Lund" is the trading manager of a body; "asking manager Bo Lund" holds a verb."""
    found = who("NGB trading manager Bo Lund said it works.")["Bo Lund"]
    assert (found.title, found.affiliation) == ("trading manager", "NGB")
    assert who("After asking manager Bo Lund, who said it works, they left.")["Bo Lund"].title == "manager"


OFFICES = {
    # the text, and the title and affiliation of Ada Berg
    "an office at a body, then the name": (
        "The head of risk management at the Royal Bank of Corran, Ada Berg, said it was late.",
        ("head of risk management", "Royal Bank of Corran"),
    ),
    "a firm that is named like a person": (
        "An analyst at Norvik Lund Brothers, Ada Berg, said it was late.",
        ("analyst", "Norvik Lund Brothers"),
    ),
    "not the first words of the sentence": (
        "Meanwhile, the Chief Executive Officer of Norvik Corporation, Ada Berg, said it was late.",
        ("Chief Executive Officer", "Norvik Corporation"),
    ),
    "another person's office": ("In a letter of President Bo Lund, Ada Berg said it was late.", (None, None)),
    "a scientist": (
        "Ada Berg, a neuroscientist at the University of Corran who looks at mice, said it was late.",
        ("neuroscientist", "University of Corran"),
    ),
    "a body of several words before the office": (
        "Corran National Chamber of Commerce president Ada Berg said it was late.",
        ("president", "Corran National Chamber of Commerce"),
    ),
    "a confederation": (
        "Confederation of Corran Industries president Ada Berg said it was late.",
        ("president", "Confederation of Corran Industries"),
    ),
    "a minister of several fields": (
        "Minister for Agriculture, Food and the Marine Ada Berg said it was late.",
        ("Minister for Agriculture, Food and the Marine", None),
    ),
    "a minister whose field looks like a body": (
        "Minister of Finance and Mass Media Ada Berg said it was late.",
        ("Minister of Finance and Mass Media", None),
    ),
    "a minister of state": (
        "Minister of State for Railways Ada Berg said it was late.",
        ("Minister of State for Railways", None),
    ),
    "a Taoiseach": ("An Taoiseach, Ada Berg, said it was late.", ("Taoiseach", None)),
    "acclaimed is no body": (
        "Internationally-acclaimed economist Ada Berg said it was late.",
        ("Internationally-acclaimed economist", None),
    ),
    "a school's is no name": ("School Superintendent Ada Berg said it was late.", ("School Superintendent", None)),
}


@pytest.mark.parametrize(("text", "office"), OFFICES.values(), ids=OFFICES)
def test_an_office_beside_the_name(text: str, office: tuple[str | None, str | None]) -> None:
    """What somebody is, and for whom, stands in the phrase before or after the name."""
    found = who(text)["Ada Berg"]
    assert (found.title, found.affiliation) == office
