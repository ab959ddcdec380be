"""IPTC 7901 and ANPA 1312 by their parts: what is known as which, heads, notebooks, slugs, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.wire.formats.kit import P1, refused
from worker.wire.article import BadMessage
from worker.wire.formats import wires
from worker.wire.formats.document import Document

HEAD = "\x01nlp0412 3 i 61   nlp 0412\n\nTram/Tolve/\n\x02"
FOOT = "\x03021240 GMT Mar 26\n"
PLAIN = f"nlp0412 3 pl 61\nTram/Tolve/\nHarbour tram opens\n\n   {P1}\n021240 GMT Mar 26\n"


def sent(value: str) -> dict[str, Any]:
    """The fields of a message of IPTC 7901."""
    [found] = wires.read_7901(Document(value.encode()))
    assert isinstance(found, dict), found
    return found


def anpa(
    *lines: str, header: str = "\x16\x16\x01a0118\x1f-----\nr a BC-Meren-Ship 03-02 0061\n", foot: str = "\x03"
) -> Any:
    """What is read of a message of ANPA 1312 with these lines."""
    [found] = wires.read_anpa(Document((header + "\x02" + "\n".join(lines) + "\n" + foot).encode()))
    return found


@pytest.mark.parametrize(
    ("value", "old", "new"),
    [
        (HEAD + P1 + FOOT, True, False),
        (PLAIN, True, False),
        ("[02-MAR-26  00:00]\n\n" + PLAIN, True, False),
        (PLAIN.replace("021240 GMT Mar 26", ""), False, False),
        (PLAIN + "x" * 170, True, False),
        (PLAIN + "x" * 190, False, False),
        (HEAD.replace("\x02", "") + P1, False, False),
        ("x" * 79 + HEAD + P1, True, False),
        ("x" * 80 + HEAD + P1, False, False),
        ("\x16\x16\x01a0118\x1f\nr a BC-Meren 03-02 0061\n\x02" + P1, False, True),
        ("\x01a0118\x1f\nr a BC-Meren 03-02 0061\n\x02" + P1, True, True),
        ("\x01a0118\nr a\x13\x11 BC-Meren 03-02 0061\n\x02" + P1, False, True),
        ("\x01a0118\n" + "x" * 200 + "\x13\x02" + P1, True, False),
        ("\x16\x16a0118\n" + P1, False, False),
        ("\x16" + "\x02" + "\x05" * 2 + "x" * 96, False, True),
        ("\x16" + "\x02" + "\x05" * 3 + "x" * 96, False, False),
        (HEAD + "\0" + P1, False, False),
        (P1, False, False),
    ],
)
def test_which_is_which(value: str, old: bool, new: bool) -> None:
    """SOH and STX are IPTC's; SYN or typesetting codes ANPA's; header and date are enough where they are lost."""
    document = Document(value.encode())
    assert (wires.knows_7901(document), wires.knows_anpa(document)) == (old, new)


@pytest.mark.parametrize(
    ("above", "marker", "headline", "byline"),
    [
        ("Harbour tram\nopens", None, "Harbour tram opens", None),
        ("2ND LEAD\nHarbour tram opens", "2ND LEAD", "Harbour tram opens", None),
        ("(2nd lead)\nHarbour tram opens", "2nd lead", "Harbour tram opens", None),
        ("(Zusammenfassung 1300)\nHarbour tram opens", "Zusammenfassung 1300", "Harbour tram opens", None),
        ("EILMELDUNG\nHarbour tram opens", "EILMELDUNG", "Harbour tram opens", None),
        ("URGENT ANALYSIS\nHarbour tram opens", "URGENT", "(ANALYSIS) Harbour tram opens", None),
        ("ANALYSIS\nHarbour tram opens", None, "(ANALYSIS) Harbour tram opens", None),
        ("Harbour tram opens =\nBy Ida Renn, nlp =", None, "Harbour tram opens", "By Ida Renn, nlp"),
        ("Harbour tram opens\nVon Ida Renn", None, "Harbour tram opens", "Von Ida Renn"),
        ("Harbour tram opens =\nBig day for Tolve =", None, "Harbour tram opens", None),
        ("(Photo)\nHarbour tram opens\n(Fotos available)", None, "Harbour tram opens", None),
        ("By the quay, a tram opens", None, "By the quay, a tram opens", None),
        ("Harbour (LEAD)\ntram opens", None, "Harbour (LEAD) tram opens", None),
    ],
)
def test_heads(above: str, marker: str | None, headline: str, byline: str | None) -> None:
    """Labels come before the headline, the byline behind it; a sign at the end of a line ends the headline."""
    found = sent(f"{HEAD}{above}\n\n   {P1}\n{FOOT}")
    assert (found.get("marker"), found["headline"], found.get("byline")) == (marker, headline, byline)
    assert found["paragraphs"] == [P1]
    assert (found["slug"], found["serial_number"], found["priority"]) == ("Tram/Tolve", "nlp0412", 3)
    assert (found["category"], found["published_at"], found["to_the_minute"]) == ("i", "2026-03-02T12:40Z", True)


def test_a_head_has_fourteen_lines_at_most() -> None:
    """A text that is neither indented nor behind a blank line begins below them."""
    head = HEAD + "".join(f"line {n}\n" for n in range(13))
    assert sent(f"{head}line 13\n{P1}\n{FOOT}")["paragraphs"] == [P1]
    [found] = wires.read_7901(Document(f"{head}{P1}\n{FOOT}".encode()))
    assert isinstance(found, BadMessage)


@pytest.mark.parametrize(
    ("below", "kept", "hidden"),
    [
        ("nlp ir pl", [P1], None),
        ("nlp ir pl 021240 mar 26", [P1], None),
        ("* * * *", [P1], None),
        ("---", [P1], None),
        ("--", [P1, "--"], None),
        ("# Notebook\n## Contacts\n- Tel: 1234\n* * * *", [P1], ["Notebook", "Contacts", "Tel: 1234"]),
        (
            "The following is not for publication\nTel: 1234",
            [P1],
            ["The following is not for publication", "Tel: 1234"],
        ),
        ("x" * 61 + " nicht zur Veröffentlichung", [P1, "x" * 61 + " nicht zur Veröffentlichung"], None),
        ("./.CVN\nNo more.", [P1], None),
        ("It closes at nine.", [P1, "It closes at nine."], None),
    ],
)
def test_below_a_text(below: str, kept: list[str], hidden: list[str] | None) -> None:
    """Initials, rules and the desks' notebook are no text; the notebook is never for publication."""
    found = sent(f"{HEAD}Harbour tram opens\n\n   {P1}\n\n{below}\n{FOOT}")
    assert (found["paragraphs"], found.get("not_for_publication")) == (kept, hidden)


def test_notes_and_corrections() -> None:
    """An `Eds:` line is the note, of several the first; a correction in brackets is one too, and a signal."""
    found = sent(f"{HEAD}Harbour tram opens\n\n   {P1}\n\nEds: UPDATES with quote\n\nEds: another\n{FOOT}")
    assert (found["editor_note"], found["paragraphs"]) == ("UPDATES with quote", [P1, "Eds: another"])
    found = sent(f"{HEAD}(Berichtigung: Name im 2. Absatz)\nHarbour tram opens\n\n   {P1}\n{FOOT}")
    assert (found["editor_note"], found["signals"]) == ("Berichtigung: Name im 2. Absatz", ["sig:correction"])
    assert found["headline"] == "Harbour tram opens"
    found = sent(f"{HEAD.replace('nlp 0412', 'nlp 0412 COR 1')}Harbour tram opens\n\n   {P1}\n{FOOT}")
    assert (found.get("editor_note"), found["signals"]) == (None, ["sig:correction"])
    assert "signals" not in sent(f"{HEAD}Harbour tram opens\n\n   {P1}\n{FOOT}")


@pytest.mark.parametrize("value", [HEAD + "Harbour tram opens\n\n   " + P1, "\x16\x01a0118\x1f\n\x02^Head<\n\t" + P1])
def test_an_end_that_is_missing(value: str) -> None:
    """A text that was cut is refused; EOT ends it where ETX is lost."""
    assert refused(value).reason == "malformed"
    assert "truncated" in refused(value).detail
    read = wires.read_7901 if value[0] == "\x01" else wires.read_anpa
    [found] = read(Document((value + "\x04").encode()))
    assert isinstance(found, dict)
    assert found["paragraphs"] == [P1]


def test_no_text() -> None:
    """Nothing between STX and ETX is no article."""
    [found] = wires.read_7901(Document((HEAD + FOOT).encode()))
    assert isinstance(found, BadMessage)
    assert found.reason == "empty"
    assert isinstance(anpa("^Ship towed<"), BadMessage)


def test_anpa_heads() -> None:
    """The first line is a label if it has a comma or repeats the header's slug; note and byline belong to the head."""
    text = f"\t{P1}"
    found = anpa("BC-Meren-Ship, 1st Ld,61<", "^Ship towed<", "^Eds: UPDATES with tow.<", "^By LIV SANDER=", text)
    assert (found["slug"], found["headline"], found["byline"]) == (
        "BC-Meren-Ship, 1st Ld",
        "Ship towed",
        "By LIV SANDER",
    )
    assert (found["editor_note"], found["paragraphs"]) == ("UPDATES with tow.", [P1])
    assert (found["serial_number"], found["priority"], found["category"]) == ("a0118", "r", "a")
    found = anpa("BC-Meren-Ship<", "^Ship towed<", text)
    assert (found["slug"], found["headline"]) == ("BC-Meren-Ship", "Ship towed")
    found = anpa("Ship towed<", text)
    assert (found["slug"], found["headline"]) == ("BC-Meren-Ship", "Ship towed")
    found = anpa("Ship; towed<", "^Ship towed<", text)
    assert (found["slug"], found["headline"]) == ("Ship; towed", "Ship towed")
    found = anpa("BC-Meren-Ship, 1st Ld,61<", "^Ship<", "goes on+", text)
    assert (found["headline"], found["paragraphs"][0][:8]) == ("Ship", "goes on+")
    found = anpa("BC-Meren-Ship, 1st Ld,61+", "^Ship towed=", text)
    assert (found["slug"], found["headline"]) == ("BC-Meren-Ship, 1st Ld", "Ship towed")


def test_anpa_lines_of_the_head() -> None:
    """A line is of the head by the sign before or behind it; a tab begins the text, whatever its line ends in."""
    found = anpa("Ship towed<", "^Tram opens", f"\t{P1}<", "\tIt runs.")
    assert (found["headline"], found["paragraphs"]) == ("Ship towed", [P1, "It runs."])
    found = anpa("Ship towed<", "Tram opens=", f"\t{P1}")
    assert (found["headline"], found["paragraphs"]) == ("Ship towed", [P1])
    found = anpa("Ship+", "", "^towed<", P1)
    assert (found["headline"], found["paragraphs"]) == ("Ship", [P1])


def test_anpa_lists_and_notes() -> None:
    """Headlines alone are a list; a note alone is an advisory to editors."""
    found = anpa("BC-Digest, News,61<", "^Ship towed<", "^Tram opens<", "^Quarry shut<")
    assert (found["headline"], found["paragraphs"]) == ("Ship towed", ["Tram opens", "Quarry shut"])
    found = anpa("BC-Advisory, Note,61<", "^Eds: No story tonight.<")
    assert (found["editor_note"], found.get("paragraphs"), found.get("headline")) == ("No story tonight.", None, None)


@pytest.mark.parametrize(
    ("header", "slug", "serial"),
    [
        ("\x16\x01a0118\x1f-\nr a BC-Meren-Ship 03-02 0061\n", "BC-Meren-Ship", "a0118"),
        ("\x16\x01a0118\x1f-\nr a BC-Meren-Ship 3-2-26 0061\n", "BC-Meren-Ship", "a0118"),
        ("\x16\x01\x1f-\nr BC-Meren-Ship 03-02 0061\n", "BC-Meren-Ship", None),
        ("\x16\x01a0118\x1f-\n", None, "a0118"),
        ("\x16\x01a0118\x1f-\nr a *123< BC-Meren-Ship 03-02 0061\n", "BC-Meren-Ship", "a0118"),
        ("\x16\x01a0118\x1f-\nr a BC-Meren-Ship,61 03-02 0061\n", "BC-Meren-Ship", "a0118"),
    ],
)
def test_anpa_headers(header: str, slug: str | None, serial: str | None) -> None:
    """Routing codes and word counts are no part of the slug."""
    found = anpa("Ship towed<", f"\t{P1}", header=header)
    assert (found.get("slug"), found.get("serial_number")) == (slug, serial)


@pytest.mark.parametrize(
    ("foot", "time"),
    [
        ("\x03AP-NY-03-02-26 1440GMT<\n", "2026-03-02T14:40Z"),
        ("\x03AP-NY-03-02-26 1440EDT\n", "2026-03-02T14:40-04:00"),
        ("\x03AP-NY-03-02-26 1440\n", "2026-03-02T14:40"),
        ("\x03KWS-21:37-02-03-26\n", "2026-03-02T21:37"),
        ("\x03" + "x" * 100 + " 03-02-26 1440\n", "2026-03-02T14:40"),
        ("\x03" + "x" * 119 + " 03-02-26 1440\n", None),
        ("\x03\n", None),
    ],
)
def test_anpa_footers(foot: str, time: str | None) -> None:
    """When it was sent, in either order of day and month that wires print."""
    assert anpa("Ship towed<", f"\t{P1}", foot=foot).get("published_at") == time


def test_anpa_paragraphs() -> None:
    """A tab begins a paragraph; codes, and the signs at the end of typeset lines, are no text."""
    found = anpa("Ship towed<", "\tOne ``two'' _ three\x13", "four.", "\t \tFive.<")
    assert found["paragraphs"] == ["One “two” -- three", "four.", "Five."]
