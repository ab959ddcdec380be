"""Embargoes: what says that a text must not be used yet, and what only speaks of one."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.wire.helpers import PARAGRAPHS, TEXT, article, page
from worker.wire import embargo
from worker.wire.stamp import Zone


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
        "FOR RELEASE AT 8:30 A.M. (EDT) FRIDAY, MARCH 21, 2025",
        "EMBARGOED FOR RELEASE UNTIL 5:00 PM ET, MONDAY, MARCH 24, 2025",
        "Embargoed for publication until 8am on Thursday 27th March",
        "This release is strictly embargoed until 8:30 a.m. on Friday",
        "Not for publication, broadcast or online use before 2230 on Friday",
        "EMBARGO LIFTS 1900 UTC MARCH 24",
        "HFR: March 23 and thereafter",
        "Sperrfrist: 25.03.2025, 10.00 Uhr",
        "Achtung: Sperrfrist Freitag 6.00 Uhr",
        "SOUS EMBARGO JUSQU'À VENDREDI 09H00",
        "BLOQUEADO HASTA LAS 00.01 DEL LUNES",
        "EMBARGO TOT VRIJDAG 06:00 UUR",
        "EMBARGOED",
    ],
)
def test_a_line_of_its_own(line: str) -> None:
    """It is taken out of the text into the note, names no change, and is flagged; the text stays usable."""
    a = page(f"Ferry sinks\n\n07:00 March 14, 2025\n\n{line}\n\n(ATTN: ADDS photo)\n\n{TEXT}")
    assert (a.headline, a.paragraphs, a.flags, a.status) == ("Ferry sinks", PARAGRAPHS, ("embargoed",), "usable")
    assert a.editor_note is not None
    assert a.editor_note.text == f"ADDS photo; {line.strip('()')}"
    assert [(o.verb, o.objects) for o in a.editor_note.operations] == [("ADDS", ("photo",))]


@pytest.mark.parametrize("frame", ["*** {} ***", "--- {} ---", "<{}>", "[{}]", "### {}"])
def test_in_a_frame(frame: str) -> None:
    """Signs around it change nothing."""
    a = page(f"Ferry sinks\n\n07:00 March 14, 2025\n\n{frame.format('EMBARGOED UNTIL 0900 GMT MARCH 15')}\n\n{TEXT}")
    assert (a.paragraphs, a.flags, a.embargoed_until) == (PARAGRAPHS, ("embargoed",), "2025-03-15T09:00:00+00:00")


@pytest.mark.parametrize(
    "below",
    [
        "EMBARGOED UNTIL 0900 GMT MARCH 15",
        "EMBARGOED UNTIL 0900 GMT MARCH 15\n\n(END)",
        "(END)\n\nNotes to editors: This release is embargoed until 0900 GMT on March 15.",
    ],
)
def test_below_the_text(below: str) -> None:
    """It may stand under the last paragraph, or among the notes to editors; it is no part of the text."""
    a = page(f"Ferry sinks\n\n07:00 March 14, 2025\n\n{TEXT}\n\n{below}")
    assert (a.paragraphs, a.flags, a.embargoed_until) == (PARAGRAPHS, ("embargoed",), "2025-03-15T09:00:00+00:00")


def test_in_the_note_and_alone() -> None:
    """A note may say it too; alone it is a note without operations, which makes no article a later version."""
    a = page(f"Ferry sinks\n(ATTN: ADDS photo; EMBARGOED until 0900 GMT)\n{TEXT}")
    b = article(headline="Ferry sinks", body=f"EMBARGOED until 0900 GMT\n\n{TEXT}")
    c = article(headline="Ferry sinks", body=TEXT, editor_note="HOLD FOR RELEASE 0900 GMT")
    assert a.flags == b.flags == c.flags == ("embargoed",)
    assert b.editor_note is not None
    assert (b.editor_note.text, b.editor_note.operations) == ("EMBARGOED until 0900 GMT", ())


def test_in_front_of_the_headline() -> None:
    """A label before the headline, or behind it, is no part of it; nor does a note hide it."""
    for printed in (
        "EMBARGOED: Ferry sinks",
        "EMBARGOED - Ferry sinks",
        "(EMBARGOED until 0900 GMT May 9) Ferry sinks",
        "EMBARGOED UNTIL 6 P.M. EDT FRIDAY: Ferry sinks",
        "EMBARGOED UNTIL 6:00 P.M. EDT FRIDAY - Ferry sinks",
        "EMBARGO/Ferry sinks",
        "Embargoed until Friday 6 p.m.: Ferry sinks",
        "Sperrfrist 18.00 Uhr: Ferry sinks",
        "Ferry sinks (EMBARGOED)",
        "Ferry sinks - EMBARGOED UNTIL 6 P.M.",
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
        "Embargo - what a ban on granite means",
        "Embargo hasta 2027: what it means",
        "Sperrfrist of three years: what it means",
        "Sous embargo jusqu'au 6 mars, l'île vend son sel ailleurs",
        "Embargo jusqu'au 6 mars",
        "Granite deal - embargo until 2027 agreed",
        "The granite is embargoed until 2027",
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


SENT = dt.datetime(2026, 3, 2, 8, 15, tzinfo=dt.UTC)
NEW_YORK = Zone(-300, "america")


@pytest.mark.parametrize(
    ("said", "end"),
    [
        ("EMBARGOED UNTIL 0001 GMT Thursday, March 5", "2026-03-05T00:01:00+00:00"),
        ("Not for release before 9:30 a.m. EST, March 14", "2026-03-14T09:30:00-05:00"),
        ("ADDS photo; EMBARGOED until 9 a.m. ET Wednesday, March 4; CHANGES lead", "2026-03-04T09:00:00-05:00"),
        ("EMBARGO: 18:00 KST March 14", "2026-03-14T18:00:00+09:00"),
        ("EMBARGOED UNTIL 00:01 Mon 9 March 2026 (GMT)", "2026-03-09T00:01:00+00:00"),
        ("EMBARGO: 2026-03-05 00:01 +0100", "2026-03-05T00:01:00+01:00"),
        ("EMBARGOED until midnight GMT March 4", "2026-03-05T00:00:00+00:00"),
        ("EMBARGOED until 0001 GMT Friday", "2026-03-06T00:01:00+00:00"),
        ("HOLD FOR RELEASE 6 p.m. EST", "2026-03-02T18:00:00-05:00"),
        ("NOT FOR PUBLICATION BEFORE 0600 GMT", "2026-03-03T06:00:00+00:00"),
        ("EMBARGOED until 0900 GMT Jan. 4", "2027-01-04T09:00:00+00:00"),
        ("EMBARGOED UNTIL 5:00 PM ET, MONDAY, MARCH 9, 2026", "2026-03-09T17:00:00-04:00"),
        ("Strictly embargoed until 12noon GMT on Friday, March 6, 2026", "2026-03-06T12:00:00+00:00"),
        ("Embargoed until 21/03/2026 @ 08:59am GMT", "2026-03-21T08:59:00+00:00"),
        ("Sperrfrist: 05.03.2026, 10.00 Uhr GMT", "2026-03-05T10:00:00+00:00"),
    ],
)
def test_until_when(said: str, end: str) -> None:
    """The end is read with its zone; a year that is not printed is that of the sending, or the next; a time without a
    day is the next one."""
    found = embargo.end(said, SENT, exact=True, zone=NEW_YORK)
    assert found == dt.datetime.fromisoformat(end)


@pytest.mark.parametrize(
    ("said", "end"),
    [
        ("Sperrfrist: Donnerstag, 5. März 2026, 6 Uhr", "2026-03-05T06:00:00+01:00"),
        ("SPERRFRIST: DONNERSTAG, 5. MÄRZ, 10.00 UHR MEZ", "2026-03-05T10:00:00+01:00"),
        ("Sperrfrist Freitag, 6.00 Uhr", "2026-03-06T06:00:00+01:00"),
        ("Nicht zur Veröffentlichung vor Freitag, 6. März, 0.01 Uhr", "2026-03-06T00:01:00+01:00"),
        ("SOUS EMBARGO JUSQU'AU 5 MARS 2026 À 06H00 GMT", "2026-03-05T06:00:00+00:00"),
        ("Sous embargo jusqu’au 1er avril 2026", "2026-04-01T00:00:00+02:00"),
        ("EMBARGO : vendredi 6 mars 2026, 00h01", "2026-03-06T00:01:00+01:00"),
        ("EMBARGO HASTA LAS 06.00 GMT DEL 5 DE MARZO DE 2026", "2026-03-05T06:00:00+00:00"),
        ("Embargado hasta el viernes 6 de marzo a las 00:01 horas", "2026-03-06T00:01:00+01:00"),
        ("BLOQUEADO HASTA LAS 00.01 DEL LUNES 9 DE MARZO", "2026-03-09T00:01:00+01:00"),
        ("EMBARGO TOT VRIJDAG 6 MAART 06:00 UUR", "2026-03-06T06:00:00+01:00"),
        ("Onder embargo tot 5 maart 2026, 6 uur", "2026-03-05T06:00:00+01:00"),
        ("Sotto embargo fino a venerdì 6 marzo, ore 10", "2026-03-06T10:00:00+01:00"),
        ("Non pubblicare prima delle 18.00 del 5 marzo 2026", "2026-03-05T18:00:00+01:00"),
        ("Embargado até às 10h00 de sexta-feira, 6 de março de 2026", "2026-03-06T10:00:00+01:00"),
        ("SPERREFRIST: 5. mars 2026 kl. 06.00", "2026-03-05T06:00:00+01:00"),
    ],
)
def test_until_when_in_other_languages(said: str, end: str) -> None:
    """Names of days and months and hours as each language prints them, in the wire's zone where none is printed."""
    assert embargo.in_note(said)
    assert embargo.end(said, SENT, exact=True, zone=Zone(60, "europe")) == dt.datetime.fromisoformat(end)


@pytest.mark.parametrize(
    ("said", "zone", "end"),
    [
        ("EMBARGOED until 9 a.m. March 14", NEW_YORK, "2026-03-14T09:00:00-04:00"),
        ("EMBARGOED until 9 a.m. March 14", None, "2026-03-14T09:00:00-12:00"),
        ("For Release Sunday, March 15, and Thereafter", NEW_YORK, "2026-03-15T00:00:00-04:00"),
        ("For Release Sunday, March 15, and Thereafter", None, "2026-03-15T00:00:00-12:00"),
    ],
)
def test_without_a_zone_it_is_the_wires_or_the_last_place_on_earth(said: str, zone: Zone | None, end: str) -> None:
    """Where nobody knows the zone, the text is free when it is free everywhere."""
    assert embargo.end(said, SENT, exact=True, zone=zone) == dt.datetime.fromisoformat(end)


@pytest.mark.parametrize(
    "said",
    [
        "EMBARGOED",
        "EMBARGOED until 0001 GMT Friday, March 5",  # a Thursday
        "EMBARGOED until 0001 GMT Monday",  # today, or in a week?
        "EMBARGOED until 0900 GMT March 4 or 5 p.m. EST",
        "EMBARGOED until 0900 GMT March 4; HOLD FOR RELEASE",
        "EMBARGOED until 6 a.m. local time March 5",
        "EMBARGOED until 2560 GMT March 5",
        "EMBARGOED until 0900 GMT Feb. 30",
        "EMBARGOED until 0900 GMT 04/03/2026",  # April, or March?
        "Sperrfrist übermorgen, 6.00 Uhr",
        "Sperrfrist: 5. März 2026, 6.00 Uhr Ortszeit",
        "SOUS EMBARGO JUSQU'AU 5 MARS 2026 À 06H00, HEURE DE LIMA",
        "EMBARGO HASTA LAS 06.00 DEL VIERNES 5 DE MARZO",  # a Thursday
    ],
)
def test_an_end_that_is_not_clear_is_none(said: str) -> None:
    """Rather no end than one too early."""
    assert embargo.in_note(said)
    assert embargo.end(said, SENT, exact=True, zone=None) is None


def test_a_time_alone_needs_the_minute_of_the_sending() -> None:
    """Of a text of which only the day is known nobody can say which 0900 is meant."""
    assert embargo.end("EMBARGOED until 0900 GMT", SENT, exact=False, zone=None) is None


def test_the_printed_end_is_the_articles() -> None:
    """It is kept as a field's would be; a field wins; one that lay behind the sending puts a text under none."""
    at, said = "2026-03-02T08:15:00Z", "EMBARGOED UNTIL 0001 GMT Thursday, March 5"
    a = article(headline="Ferry sinks", body=f"{said}\n\n{TEXT}", published_at=at)
    assert (a.embargoed_until, a.flags) == ("2026-03-05T00:01:00+00:00", ("embargoed",))
    b = article(headline="Ferry sinks", body=f"{said}\n\n{TEXT}", published_at=at, embargoed="2026-03-06T00:00:00Z")
    assert (b.embargoed_until, b.flags) == ("2026-03-06T00:00:00Z", ("embargoed",))
    c = article(headline="Ferry sinks", body=f"{said}\n\n{TEXT}", published_at="2026-03-05T00:02:00Z")
    assert (c.embargoed_until, c.flags) == ("2026-03-05T00:01:00+00:00", ())
    assert article(headline="Ferry sinks", body=TEXT, embargoed=True).flags == ("embargoed",)
    assert article(headline="Ferry sinks", body=TEXT, embargo=True).flags == ("embargoed",)
    assert article(headline="Ferry sinks", body=TEXT, embargo="none").flags == ()
    named = article(headline="Ferry sinks", body=TEXT, published_at=at, embargo="2099-03-06T06:00:00Z")
    assert (named.flags, named.embargoed_until) == (("embargoed",), "2099-03-06T06:00:00Z")


def test_an_end_without_a_zone() -> None:
    """A field without one counts as a printed end does: where nobody knows the zone, where it comes last."""
    for source, end in (("coastal", "2026-03-05T18:00:00-12:00"), ("yonhap", "2026-03-05T18:00:00+09:00")):
        a = article(source=source, headline="Ferry sinks", body=TEXT, published_at="2026-03-02T08:15:00Z",
                    embargoed_until="2026-03-05T18:00:00")  # fmt: skip
        assert a.embargoed_until == end


def test_the_same_text_sent_again_free_is_another_article() -> None:
    """What was under embargo without an end, and no longer is, is told apart by its hash."""
    held, free = (article(headline="Ferry sinks", body=TEXT, id="m-1", status=s) for s in ("embargoed", "usable"))
    assert held.content_hash != free.content_hash


@pytest.mark.parametrize(
    ("label", "end"),
    [
        ("ADV 15", "2026-03-15T00:00:00-04:00"),
        ("ADV FOR 1", "2026-04-01T00:00:00-04:00"),
        ("ADV 2", "2026-03-02T00:00:00-05:00"),
        ("ADV MARCH 7", "2026-03-07T00:00:00-05:00"),
        ("HFR 6 P.M. EST", "2026-03-02T18:00:00-05:00"),
        ("ADV15-16", None),
        ("ADV 32", None),
        ("EMBARGOED", None),
    ],
)
def test_the_label_of_a_slug_line_says_until_when(label: str, end: str | None) -> None:
    """An advance is free on the day that it is for; of two days, or none that there is, nobody knows."""
    found = embargo.end_of_label(["KILL", label], SENT, exact=True, zone=NEW_YORK)
    assert found == (dt.datetime.fromisoformat(end) if end else None)
