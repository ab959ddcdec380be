"""Small rules of lines: ends of embargoes, notes over several lines, stated datelines, notebooks, wrapped lines."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.wire.helpers import CREW, FERRY, LAST, PARAGRAPHS, TEXT, article, page
from worker.wire import embargo, lexer, note_lines, structured
from worker.wire.agencies import PLAIN, agency
from worker.wire.stamp import UTC

SENT = dt.datetime(2026, 3, 2, 8, 15, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("clock", "end"),
    [
        ("12 a.m. GMT", "04T00:00"),
        ("12:30 am GMT", "04T00:30"),
        ("1 a.m. GMT", "04T01:00"),
        ("11 am GMT", "04T11:00"),
        ("12 p.m. GMT", "04T12:00"),
        ("12:30 pm GMT", "04T12:30"),
        ("1 p.m. GMT", "04T13:00"),
        ("11:59 pm GMT", "04T23:59"),
        ("noon GMT", "04T12:00"),
        ("12 noon GMT", "04T12:00"),
        ("midnight GMT", "05T00:00"),
        ("0001 GMT", "04T00:01"),
        ("2359 GMT", "04T23:59"),
        ("2400 GMT", "05T00:00"),
        ("18:30 GMT", "04T18:30"),
        ("09.05 GMT", "04T09:05"),
    ],
)
def test_clocks_of_embargoes(clock: str, end: str) -> None:
    """As printed: 12 a.m. begins the day, noon is 12 p.m., and midnight is that behind the day."""
    found = embargo.end(f"EMBARGOED UNTIL {clock}, March 4", SENT, True, UTC)
    assert found is not None
    assert found.isoformat() == f"2026-03-{end}:00+00:00"


@pytest.mark.parametrize(
    ("day", "end"),
    [
        ("March 4", "2026-03-04"),
        ("4 March", "2026-03-04"),
        ("4th March", "2026-03-04"),
        ("March 4, 2027", "2027-03-04"),
        ("4 March 2027", "2027-03-04"),
        ("2027-03-04", "2027-03-04"),
        ("4.3.2027", "2027-03-04"),
        ("13/3/2027", "2027-03-13"),
        ("3/13/2027", "2027-03-13"),
        ("12/3/2027", None),
        ("3/12/2027", None),
        ("Jan. 15", "2027-01-15"),
        ("Jan. 16", "2026-01-16"),
        ("Feb. 30", None),
        ("Wednesday, March 4", "2026-03-04"),
        ("Thursday, March 4", None),
        ("Tuesday", "2026-03-03"),
        ("Sunday", "2026-03-08"),
        ("Monday", None),
    ],
)
def test_days_of_embargoes(day: str, end: str | None) -> None:
    """A day without its year is the next one, or one at most 45 days ago; what is not clear has no end."""
    found = embargo.end(f"EMBARGOED UNTIL 0900 GMT {day}", SENT, True, UTC)
    assert (found.isoformat() if found else None) == (f"{end}T09:00:00+00:00" if end else None)


@pytest.mark.parametrize(
    ("said", "exact", "end"),
    [
        ("EMBARGOED UNTIL 0900 GMT", True, "2026-03-02T09:00:00+00:00"),
        ("EMBARGOED UNTIL 0815 GMT", True, "2026-03-03T08:15:00+00:00"),
        ("EMBARGOED UNTIL 0816 GMT", True, "2026-03-02T08:16:00+00:00"),
        ("EMBARGOED UNTIL 0800 GMT", True, "2026-03-03T08:00:00+00:00"),
        ("EMBARGOED UNTIL 0900 GMT", False, None),
        ("EMBARGOED UNTIL 0900 local time March 4", True, None),
        ("EMBARGOED UNTIL 0900 GMT March 4 or 1000 GMT March 5", True, None),
        ("EMBARGOED UNTIL March 4", True, "2026-03-04T00:00:00+00:00"),
        ("EMBARGOED UNTIL 0900 GMT Tuesday or Wednesday", True, None),
        ("EMBARGOED UNTIL 0900 or 1000 GMT March 4", True, None),
        ("EMBARGOED UNTIL 0900 GMT March 4 or March 5", True, None),
        ("EMBARGOED UNTIL 0900 GMT March 4, item 17", True, None),
        ("EMBARGOED until 0900 GMT March 4; EMBARGOED until 1000 GMT March 4", True, "2026-03-04T10:00:00+00:00"),
        ("EMBARGOED until 0900 GMT March 4; EMBARGOED until further notice", True, None),
        ("ADDS photo", True, None),
    ],
)
def test_ends_of_embargoes(said: str, exact: bool, end: str | None) -> None:
    """A time alone is the next one after the sending, if that is known to the minute; of several ends the last."""
    found = embargo.end(said, SENT, exact, UTC)
    assert (found.isoformat() if found else None) == end


@pytest.mark.parametrize(
    ("labels", "sent", "end"),
    [
        (("ADV 15",), SENT, "2026-03-15T00:00:00+00:00"),
        (("ADV 2",), SENT, "2026-03-02T00:00:00+00:00"),
        (("ADV 1",), SENT, "2026-04-01T00:00:00+00:00"),
        (("$ADV FOR 31",), SENT, "2026-03-31T00:00:00+00:00"),
        (("ADV 32",), SENT, None),
        (("ADV 15", "ADV 16"), SENT, None),
        (("ADV 15",), None, None),
        (("BJT",), SENT, None),
        (("HFR 9 A.M. GMT",), SENT, "2026-03-02T09:00:00+00:00"),
        (("BJT", "ADV 15"), SENT, "2026-03-15T00:00:00+00:00"),
        (("ADV 15",), dt.datetime(9999, 12, 20, tzinfo=dt.UTC), None),
    ],
)
def test_advances_in_slugs(labels: tuple[str, ...], sent: dt.datetime | None, end: str | None) -> None:
    """`ADV 15` is the next 15th, today included."""
    found = embargo.end_of_label(labels, sent, True, UTC)
    assert (found.isoformat() if found else None) == end
    assert embargo.in_slug(labels) is (labels != ("BJT",))


@pytest.mark.parametrize(
    ("line", "headline", "said"),
    [
        ("EMBARGOED UNTIL 6 P.M. EDT: Ferry sinks", "Ferry sinks", "EMBARGOED UNTIL 6 P.M. EDT"),
        ("EMBARGO - Ferry sinks", "EMBARGO - Ferry sinks", None),
        ("EMBARGOED: ", "EMBARGOED: ", None),
        ("Ferry sinks (EMBARGOED)", "Ferry sinks", "EMBARGOED"),
        ("Ferry sinks - EMBARGOED UNTIL 6 P.M.", "Ferry sinks", "EMBARGOED UNTIL 6 P.M."),
        ("Ferry sinks (EMBARGO)", "Ferry sinks", "EMBARGO"),
        ("Ferry sinks", "Ferry sinks", None),
        ("Release of crew: ferry sinks", "Release of crew: ferry sinks", None),
    ],
)
def test_embargoes_in_headlines(line: str, headline: str, said: str | None) -> None:
    """Before or behind it."""
    assert embargo.off_headline(line) == (headline, said)


@pytest.mark.parametrize(
    ("printed", "note", "left"),
    [
        ("(ATTN: ADDS photo)\nText.", "(ATTN: ADDS photo)", "Text."),
        ("(ATTN: ADDS photo;\nUPDATES lead)\nText.", "(ATTN: ADDS photo; UPDATES lead)", "Text."),
        ("(ATTN: ADDS (late) photo) Text.", "(ATTN: ADDS (late) photo)", "Text."),
        ("[ATTN: ADDS photo]\nText.", "[ATTN: ADDS photo]", "Text."),
        ("<ATTN: ADDS photo>\nText.", "(ATTN: ADDS photo)", "Text."),
        ("{ATTN: ADDS photo}\nText.", "(ATTN: ADDS photo)", "Text."),
        ("(ATTN: ADDS photo\nText.", "(ATTN: ADDS photo", "Text."),
        ("(ATTN: ADDS photo\nand quotes\nText.", "(ATTN: ADDS photo and quotes", "Text."),
        ("(ATTN: ADDS photo\nUPDATES lead\nText.", "(ATTN: ADDS photo UPDATES lead", "Text."),
        ("(ATTN: ADDS photo\n\n\nand quotes)\nText.", "(ATTN: ADDS photo and quotes)", "Text."),
        ("(ATTN: ADDS photo\n\n\n\n\n\n\nand quotes)\nText.", "(ATTN: ADDS photo", ""),
        ("(ATTN: ADDS photo\n\nText goes on.", "(ATTN: ADDS photo", ""),
        ("(ATTN: ADDS photo.) ., \nText.", "(ATTN: ADDS photo.)", "Text."),
        ("(ATTN: ADDS photo\nBy Ana Holm\nand quotes)", "(ATTN: ADDS photo", "By Ana Holm"),
        ("(ATTN: ADDS photo\n13:05 March 4\nand quotes)", "(ATTN: ADDS photo", "13:05 March 4"),
        ("(ATTN: ADDS\na b\na b\na b\na b\na b\na b\na b)", "(ATTN: ADDS" + " a b" * 7 + ")", ""),
        ("(ATTN: ADDS\na b\na b\na b\na b\na b\na b\na b\nEnd)", "(ATTN: ADDS" + " a b" * 7, "End)"),
        ("Eds: UPDATES with quote.\nText.", "Eds: UPDATES with quote.", "Text."),
        (
            "Eds: UPDATES with quote, photo and a new\nlead.\nText.",
            "Eds: UPDATES with quote, photo and a new lead.",
            "Text.",
        ),
        ("Eds: UPDATES with\nHolm quote.\nText.", "Eds: UPDATES with Holm quote.", "Text."),
        ("Eds: Adds a\n   Text.", "Eds: Adds a", "Text."),
        ("Eds:\nNo story tonight.\nCall Holm.", "Eds: No story tonight. Call Holm.", ""),
        (
            "ATTN: UPDATES with quote, photo and a new\nLead.\nText.",
            "ATTN: UPDATES with quote, photo and a new",
            "Lead.",
        ),
    ],
)
def test_notes_over_several_lines(printed: str, note: str, left: str) -> None:
    """To their closing bracket; an open one goes on in lines that begin like its continuation."""
    lines = lexer.lines(printed)
    said, taken = note_lines.gather(lines, 0, PLAIN)
    assert said == note
    assert (lines[taken].text if taken < len(lines) else "") == left


@pytest.mark.parametrize(
    ("stated", "located", "cities", "credit", "month"),
    [
        ("MEREN, March 14 (Yonhap) --", "", ("MEREN",), "Yonhap", 3),
        ("Meren, Tolve", "Meren", ("Meren",), None, None),
        ("MEREN (dpa) -", "", ("MEREN",), "dpa", None),
        ("Port Meren, 14.3.", "Port Meren", ("Port Meren",), None, None),
        ("", "Tolve", ("Tolve",), None, None),
        ("Meren (Own Wire)", "", ("Meren",), "Own Wire", None),
        ("x" * 120, "", ("x" * 120,), None, None),
    ],
)
def test_stated_datelines(
    stated: str, located: str, cities: tuple[str, ...], credit: str | None, month: int | None
) -> None:
    """As a wire prints it, else the place and the credit in it, else the place stated beside it."""
    found = structured._stated(stated, located)
    assert found is not None
    assert (found.cities, found.credit, found.month, found.raw) == (cities, credit, month, stated or located)


@pytest.mark.parametrize(
    ("stated", "located"), [("", ""), ("x" * 121, ""), ("Room 14", ""), ("By Ana Holm", ""), ("", "Room 1")]
)
def test_what_is_no_stated_dateline(stated: str, located: str) -> None:
    """A name, a number or a sentence is no place."""
    assert structured._stated(stated, located) is None


@pytest.mark.parametrize(
    ("stated", "who"),
    [
        ("By Ana Holm", "Ana Holm"),
        ("Von: Ana Holm", "Ana Holm"),
        ("par Ana Holm =", "Ana Holm"),
        ("Ana Holm", "Ana Holm"),
        ("Byron Pell", "Byron Pell"),
        ("By", "By"),
        (" ,", None),
        (None, None),
    ],
)
def test_stated_bylines(stated: str | None, who: str | None) -> None:
    """The author, without the word before the name."""
    assert structured.byline(stated) == who


@pytest.mark.parametrize(
    ("paragraphs", "text", "note", "byline"),
    [
        (["Ferry sinks", FERRY, CREW], (FERRY, CREW), None, None),
        (["(ATTN: ADDS photo)", "By Ana Holm", FERRY, CREW], (FERRY, CREW), "ADDS photo", "Ana Holm"),
        (["(ATTN: ADDS photo)", "(ATTN: UPDATES lead)", FERRY], (FERRY,), "ADDS photo; UPDATES lead", None),
        ([FERRY, "Ends"], (FERRY,), None, None),
        ([FERRY, "-30-"], (FERRY,), None, None),
        ([FERRY, "###"], (FERRY,), None, None),
        ([FERRY, "(END)"], (FERRY,), None, None),
        (["By Ana Holm"], ("By Ana Holm",), None, None),
        ([FERRY, "<iframe src='x'>player</iframe>", CREW], (FERRY, CREW), None, None),
        ([FERRY, "<b>Not for sale", CREW], (FERRY, "<b>Not for sale", CREW), None, None),
        (["MEREN (Own Wire) - The ferry sank.", CREW], ("The ferry sank.", CREW), None, None),
        ([FERRY, "Not for publication: call Holm", CREW], (FERRY,), None, None),
    ],
)
def test_texts_in_paragraphs(
    paragraphs: list[str], text: tuple[str, ...], note: str | None, byline: str | None
) -> None:
    """What stands above and below a text is no part of it, also where its paragraphs are given."""
    a = article(headline="Ferry sinks", paragraphs=paragraphs)
    assert (a.paragraphs, a.byline) == (text, byline)
    assert (a.editor_note.text if a.editor_note else None) == note


def test_a_dateline_stated_beside_the_text() -> None:
    """It is taken off the text that repeats it, unless a longer word begins alike."""
    for first in (f"Meren, Tolve - {FERRY}", f"Meren, Tolve: {FERRY}", FERRY):
        a = article(headline="Ferry sinks", paragraphs=[first, CREW], dateline="Meren, Tolve")
        assert (a.paragraphs, a.dateline.cities if a.dateline else None) == ((FERRY, CREW), ("Meren",))
    a = article(headline="Ferry sinks", paragraphs=["Merenians sailed on.", CREW], dateline="Meren")
    assert a.paragraphs == ("Merenians sailed on.", CREW)
    a = article(headline="Ferry sinks", paragraphs=["Meren", CREW], dateline="Meren")
    assert a.paragraphs == (CREW,)


WRAPPED = (
    "A passenger ferry ran aground off Port\nMeren on Friday morning, the coast guard\nof the island said on radio.",
    '"Everyone aboard is in a life jacket," the\ncoast guard captain Joran Pell told the\nreporters at the port.',
    "The line has been closed until the hull is\nrepaired, the owner of the ferry said on\nFriday night.",
)


@pytest.mark.parametrize("indent", ["  ", "\t", ""])
def test_wrapped_paragraphs(indent: str) -> None:
    """Lines of an old page belong together where each paragraph is indented, or blank lines lie between them."""
    gap = "\n" if indent else "\n\n"
    body = gap.join(indent + part for part in WRAPPED)
    a = page(f"Ferry sinks\n\n2025-03-14 13:00\n\n{body}")
    assert a.paragraphs == tuple(part.replace("\n", " ") for part in WRAPPED)


@pytest.mark.parametrize(
    ("below", "emails", "captions"),
    [
        ("ana@wire.example", ("ana@wire.example",), ()),
        ("The Heron at sea. (Yonhap)", (), ("The Heron at sea. (Yonhap)",)),
        ("The Heron at sea. (Yonhap) The Heron at sea. (Yonhap)", (), ("The Heron at sea. (Yonhap)",)),
        ("The Heron at sea\nThe Heron at sea", (), ("The Heron at sea",)),
        ("The Heron at sea The Heron at sea", (), ("The Heron at sea",)),
        ("Ferry sinks - 1", (), ()),
        ("(END)\n\n(LEAD) Other news of the day", (), ()),
        ("(2nd LD) Tram opens in Tolve", (), ()),
        ("Keywords\nferry", (), ()),
        ("-\nTram opens in Tolve", (), ()),
    ],
)
def test_what_stands_below_a_text(below: str, emails: tuple[str, ...], captions: tuple[str, ...]) -> None:
    """Addresses, captions and other stories' headlines are no paragraphs."""
    a = page(f"Ferry sinks\n\n13:00 March 14, 2025\n\n{TEXT}\n\n{below}\n")
    assert (a.paragraphs, a.emails, a.captions) == (PARAGRAPHS, emails, captions)


@pytest.mark.parametrize(
    ("footer", "time"),
    [
        ("AP-NR-03-14-89 0849EST", "1989-03-14T08:49:00-05:00"),
        ("AP-NR-03-14-25 0849EDT", "2025-03-14T08:49:00-04:00"),
        ("AP-NR-03-14-70 0849EST", "1970-03-14T08:49:00-05:00"),
        ("AP-NR-03-14-69 0849EST", "2069-03-14T08:49:00-05:00"),
    ],
)
def test_footers_of_wires(footer: str, time: str) -> None:
    """When a text was sent, with the century that two digits mean."""
    a = article("ap", content=f"Ferry sinks\n\nPORT MEREN (AP) _ {FERRY}\n\n   {LAST}\n\n{footer}")
    assert a.published == time


def test_the_note_in_a_notebook() -> None:
    """Of a notebook for desks only the note to editors is read; the telephone numbers below it are not."""
    notebook = "# Notebook\n## Note to editors\n- adds quote\n- 2nd paragraph\n## Contacts\n- Tel: 1234"
    a = article("dpa", headline="Ferry sinks", body=f"{TEXT.replace('Yonhap', 'dpa')}\n\n{notebook}")
    assert a.editor_note is not None
    assert (a.editor_note.text, a.paragraphs) == ("adds quote; 2nd paragraph", PARAGRAPHS)
    assert agency("dpa").notebook is not None
