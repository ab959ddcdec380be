"""Captions, times, front pages, agencies' fields, lists of stories and markers: each rule from both sides."""

# ruff: noqa: E501 - cases in a line
from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from worker.wire import agency_fields, caption, envelope, front, language, lexer, marker, page_kinds
from worker.wire.agencies import PLAIN, agency
from worker.wire.article import Link, Picture, Subject
from worker.wire.head import Head
from worker.wire.head import read as read_head
from worker.wire.stamp import Stamp
from worker.wire.times import Times


@pytest.mark.parametrize(
    ("line", "credited", "alone", "cued", "doubled", "indexed"),
    [
        ("(Pool photo)", True, True, True, False, None), ("Ferry (Pool photo)", True, False, True, False, None), ("(a) (pool)", True, False, False, False, None), ("(pool", False, False, False, False, None), ("(ferry)", False, False, False, False, None), ("pool)", False, False, False, False, None),
        (f"({'x' * 153} pool)", True, False, False, False, None), (f"({'x' * 152} pool)", True, True, False, False, None), (f"({'x' * 154} pool)", False, False, False, False, None), (f"({'x' * 155} pool)", False, False, False, False, None), ("x" * 394 + " shows", False, False, True, False, None), ("x" * 396 + " shows", False, False, False, False, None),
        ("ab ab", False, False, False, True, None), ("ab abc", False, False, False, False, None), ("abxab", False, False, False, False, None), (f"{'a' * 999} {'a' * 999}", False, False, False, True, None), (f"{'a' * 1000} {'a' * 1000}", False, False, False, False, None), (" ", False, False, False, True, None),
        ("Ferry - 1", False, False, False, False, "Ferry"), ("Ferry - 12", False, False, False, False, "Ferry"), ("Ferry - 123", False, False, False, False, None), ("Ferry - 1 a", False, False, False, False, None),
    ],
)  # fmt: skip
def test_lines_of_photos(
    line: str, credited: bool, alone: bool, cued: bool, doubled: bool, indexed: str | None
) -> None:
    """A credit in brackets in the last 160 letters; the words of a caption in the first 400; what is printed twice, of
    less than 1,000 letters; a number of up to two digits behind a title."""
    assert (caption.credited(line), caption.only_credit(line)) == (credited, alone)
    assert (caption.cued(line), caption.doubled(line), caption.indexed(line)) == (cued, doubled, indexed)


@pytest.mark.parametrize(
    ("line", "captions"),
    [
        ("▲ A ferry. (Yonhap)", ["A ferry. (Yonhap)"]), ("A ferry. (Yonhap) A ferry. (Yonhap)", ["A ferry. (Yonhap)"]), ("A ferry. (Yonhap) A tram. (Yonhap)", ["A ferry. (Yonhap)", "A tram. (Yonhap)"]), ("A ferry A ferry", ["A ferry"]), ("▲ ()", []), ("A ferry (Yonhap) in port", ["A ferry (Yonhap) in port"]),
    ],
)  # fmt: skip
def test_the_captions_on_a_line(line: str, captions: list[str]) -> None:
    """Each once, with its credit."""
    assert caption.captions(line) == captions


def at(day: int, hour: int = 0, minute: int = 0, precision: Any = "minute") -> Stamp:
    return Stamp(dt.datetime(2025, 3, day, hour, minute, tzinfo=dt.UTC), precision, "")


BARE = at(14, precision="day")


@pytest.mark.parametrize(
    ("feed", "page", "published"),
    [(BARE, at(14, 9), at(14, 9)), (BARE, at(15, 9), BARE), (at(14, 8), at(14, 9), at(14, 8)), (None, at(14, 9), at(14, 9)), (BARE, None, BARE), (BARE, at(14, precision="day"), BARE), (at(14, 8), BARE, at(14, 8)), (None, None, None)],
)  # fmt: skip
def test_which_time_is_the_published_one(feed: Stamp | None, page: Stamp | None, published: Stamp | None) -> None:
    """The feed's, but of a bare date the printed time on that day."""
    assert Times(feed, page, None).published == published


@pytest.mark.parametrize(
    ("feed", "page", "fetched", "record", "moment", "origin", "ahead"),
    [
        (at(14, 8), None, None, None, at(14, 8), "feed", False), (None, at(14, 8), None, None, at(14, 8), "page", False), (at(14, 8, 15), None, None, at(14, 8), at(14, 8, 15), "feed", False), (at(14, 8, 16), None, None, at(14, 8), at(14, 8, 15), "feed", True),
        (None, None, at(14, 9), at(14, 10), at(14, 9), "fetched", False), (None, None, None, at(14, 10), at(14, 10), "record", False), (None, None, None, None, None, None, False), (BARE, None, None, None, BARE, "feed", False), (BARE, None, at(14, 9), None, at(14, 9), "fetched", False),
        (BARE, None, None, at(14, 9), at(14, 9), "record", False), (BARE, None, at(15, 23, 59), None, at(15, 23, 59), "fetched", False), (BARE, None, at(16), None, BARE, "feed", False), (BARE, None, at(14), None, at(14), "fetched", False), (BARE, None, at(13, 23, 59), None, BARE, "feed", False),
        (None, None, at(14, 10, 16), at(14, 10), at(14, 10, 15), "fetched", True),
    ],
)  # fmt: skip
def test_the_event_time(
    feed: Stamp | None,
    page: Stamp | None,
    fetched: Stamp | None,
    record: Stamp | None,
    moment: Stamp | None,
    origin: str | None,
    ahead: bool,
) -> None:
    """A time of day before the fetch time, that before the record's, and that before a bare date, unless they are two
    days apart; never more than a quarter of an hour ahead of the record."""
    event = Times(feed, page, fetched).event(record.ms if record else None, 0)
    assert (event.moment, event.origin, event.ahead) == (moment.moment if moment else None, origin, ahead)


def is_front(head: str, body: str) -> bool:
    return front.is_front(LexborHTMLParser(f"<html><head>{head}</head><body>{body}</body></html>"))


ROOT = "<link rel=canonical href='https://coast.example/'>"
OTHER = "<meta property='og:url' content='https://coast.example/'>"
P120, P119 = f"<p>{'x' * 120}</p>", f"<p>{'x' * 119}</p>"
LINK = "<h2><a href='/x'>x</a></h2>"


@pytest.mark.parametrize(
    ("head", "body", "front_page"),
    [
        (ROOT, "", True), (OTHER, "", True), ("<link rel=canonical href='https://coast.example/a'>" + OTHER, "", False), ("<link rel=canonical href=' '>" + OTHER, "", True), (ROOT + "<meta property='og:type' content='article'>", "", False),
        (ROOT, f"<h1>A</h1><div>{P120 * 3}</div>", False), (ROOT, f"<h1>A</h1><div>{P120 * 2}{P119}</div>", True), (ROOT, f"<h1>A</h1><h1>B</h1><div>{P120 * 3}</div>", True), (ROOT, f"<div>{P120 * 3}</div>", True), (ROOT, f"<h1>A</h1><div>{P120 * 3}</div>{LINK * 2}", False), (ROOT, f"<h1>A</h1><div>{P120 * 3}</div>{LINK * 3}", True),
        (ROOT, f"<h1>A</h1><div>{P120}</div><div>{P120 * 2}</div>", True), ("<meta name=pagetype content=' Section '>", "", True), ("<meta name=pagetype content='story'>", "", False), ("", "<h1><a href='/x'>x</a></h1>" * 8, True), ("", "<h1><a href='/x'>x</a></h1>" * 7 + LINK, False), ("", "<h1><a href='/x'>x</a></h1>" * 7 + "<h1>x</h1>", False),
        ("", LINK * 20, True), ("", LINK * 19, False), ("", "<h1>A</h1>" + LINK * 20, False), ("", LINK * 20 + P120 * 4, True), ("", LINK * 20 + P120 * 5, False), ("", LINK * 20 + P120 * 4 + P119, True), ("", "", False),
    ],
)  # fmt: skip
def test_front_pages(head: str, body: str, front_page: bool) -> None:
    """By the canonical address, else the other; by the kind stated; by eight first headings or twenty others that lead
    elsewhere. One first heading over three long paragraphs that follow each other is an article all the same."""
    assert is_front(head, body) is front_page


@pytest.mark.parametrize(
    ("address", "root"),
    [("https://coast.example", True), ("https://coast.example/en/", True), ("https://coast.example/index.html", True), ("https://coast.example/?a=1", False), ("https://coast.example/#a", False), ("https://coast.example/ferry", False), ("https://[coast/", False), ("https://web.archive.org/web/20250314/https://coast.example/", True)],
)  # fmt: skip
def test_addresses_of_front_pages(address: str, root: bool) -> None:
    """No path, a language or an index, and nothing asked for."""
    assert front.is_root(address) is root


@pytest.mark.parametrize(
    ("name", "sent", "kept"),
    [
        ("version", 0, 0), ("version", -1, None), ("version", 2**53, 2**53), ("version", 2**53 + 1, None), ("version", "7", 7), ("version", " 7 ", 7), ("version", "x", None), ("version", True, None), ("version", "٧", None), ("urgency", 9, 9), ("urgency", 10, None), ("urgency", "9", 9), ("urgency", None, None),
        ("credit", " a  b ", "a b"), ("credit", "", None), ("credit", 5, None), ("signals", ["a", "a", "", 5], ("a",)), ("signals", None, ()), ("subjects", ["x", {"code": "y", "name": "Y"}, {"name": "Z"}, 5], (Subject("x"), Subject("y", "Y"))),
        ("links", [{"rel": "a", "to": "b"}, {"rel": "a"}, {"to": "b"}, 5, {"rel": "a", "to": "b", "version": 0, "title": "t"}], (Link("a", "b"), Link("a", "b", "0", "t"))), ("pictures", [{"caption": "c"}, {}, 5], (Picture(None, "c", None, None),)),
        ("first_created", "2025-03-14T09:05:00Z", "2025-03-14T09:05:00Z"), ("first_created", 5, None), ("embargoed_until", "2025-03-14T09:05:00Z", "2025-03-14T09:05:00Z"),
    ],
)  # fmt: skip
def test_fields_of_agencies(name: str, sent: Any, kept: Any) -> None:
    """Numbers in their range, lines without blanks around them, each object once; what is none is left out."""
    assert agency_fields.read({name: sent}, PLAIN)[name] == kept


@pytest.mark.parametrize(("message", "status"), [({}, "usable"), ({"status": "withheld"}, "withheld"), ({"pubstatus": "canceled"}, "canceled"), ({"status": "embargoed"}, "usable"), ({"status": "withheld", "pubstatus": "canceled"}, "withheld"), ({"status": "odd"}, "usable")])  # fmt: skip
def test_the_status_of_a_message(message: dict[str, Any], status: str) -> None:
    """Withheld or canceled, else usable; an embargo is its end."""
    assert agency_fields.status(message) == status


NOON = at(14, 12).moment


@pytest.mark.parametrize(
    ("message", "until", "printed", "event", "found"),
    [
        ({}, None, (False, None), NOON, (False, None)), ({}, None, (True, None), NOON, (True, None)), ({"embargoed": True}, None, (False, None), NOON, (True, None)), ({"embargo": True}, None, (False, None), NOON, (True, None)), ({"embargoed": "x"}, None, (False, None), NOON, (False, None)), ({"status": "embargoed"}, None, (False, None), NOON, (True, None)),
        ({"pubstatus": "embargoed"}, None, (False, None), NOON, (True, None)), ({}, "2025-03-14T12:00:01+00:00", (False, None), NOON, (True, "2025-03-14T12:00:01+00:00")), ({}, "2025-03-14T12:00:00+00:00", (False, None), NOON, (False, "2025-03-14T12:00:00+00:00")), ({}, "2025-03-14T12:00:00+00:00", (False, None), None, (True, "2025-03-14T12:00:00+00:00")),
        ({}, None, (True, at(15).moment), NOON, (True, "2025-03-15T00:00:00+00:00")), ({}, "2025-03-13T00:00:00+00:00", (True, at(15).moment), NOON, (False, "2025-03-13T00:00:00+00:00")),
    ],
)  # fmt: skip
def test_whether_a_text_is_under_embargo(
    message: dict[str, Any],
    until: str | None,
    printed: tuple[bool, dt.datetime | None],
    event: dt.datetime | None,
    found: tuple[bool, str | None],
) -> None:
    """By the end that a field states, else by the printed one, else where it is only said; an end must come."""
    assert agency_fields.embargo_of(message, {"embargoed_until": until}, printed, event) == found


PLACED, RULE = "MEREN (Coastal) -- A ferry sank.", "-----"


@pytest.mark.parametrize(
    ("lines", "ruled"), [([RULE, PLACED, RULE, PLACED], True), ([RULE, PLACED, RULE], False), ([RULE, PLACED, PLACED], False), ([PLACED, PLACED], False)]
)  # fmt: skip
def test_stories_between_rules(lines: list[str], ruled: bool) -> None:
    """Two rules and two datelines."""
    assert page_kinds.ruled_items(lexer.lines("\n".join(lines)), PLAIN) is ruled


BLOCK = "Ferry sinks\nMEREN -- A ferry sank.\n"


@pytest.mark.parametrize(
    ("page", "headless"),
    [
        (BLOCK * 3, True), (BLOCK * 2, False), (BLOCK * 2 + "(LEAD) Tram burns\nTOLVE -- A tram burnt.", True), ("(LEAD) " + BLOCK + BLOCK, True), ("(LEAD) " + BLOCK, False), ("Ferry sinks\nMEREN, March 3 -- A ferry sank.\n" * 3, False), ("Ferry sinks\nMEREN (Yonhap) -- A ferry sank.\n" * 3, False), ("It sank.\nMEREN -- A ferry sank.\n" * 3, False), ("MEREN -- A ferry sank.\n" * 4, False),
        (("Ferry sinks\n\n\nMEREN -- A ferry sank.\n\n") * 3, True),
    ],
)  # fmt: skip
def test_a_list_without_a_title(page: str, headless: bool) -> None:
    """Three headlines, or two of which one has a marker, each over a bare dateline."""
    assert page_kinds.headless(lexer.lines(page), PLAIN) is headless


@pytest.mark.parametrize(("page", "interview"), [("MAYOR: Yes.\nREED: No.", True), ("MAYOR: Yes.\nNo.", False), ("Mayor: Yes.\nReed: No.", False)])  # fmt: skip
def test_an_interview(page: str, interview: bool) -> None:
    """Two lines with a name in capitals and a colon."""
    assert page_kinds.interview(lexer.lines(page)) is interview


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("(LEAD) Ferry", (1, False, "Ferry")), ("(2nd LD) Ferry", (2, False, "Ferry")), ("(URGENT) Ferry", (0, False, "Ferry")), ("(2nd LD)- Ferry", (2, True, "Ferry")), ("[LEAD] Ferry", (1, True, "Ferry")), ("(2th LD) Ferry", (2, True, "Ferry")), ("(11th LD) Ferry", (11, False, "Ferry")), ("(LAED) Ferry", (1, True, "Ferry")), ("(Lad) of the town", None), ("(LAD) Ferry", (1, True, "Ferry")),
        ("(3D) film", None), ("(3d L) Ferry", (3, True, "Ferry")), ("(3 L) of milk", None), ("(3d LD) Ferry", (3, True, "Ferry")), ("(0th LD) Ferry", None), ("(5) Ferry", None), ("(5th) Ferry", (5, True, "Ferry")), ("(5t) Ferry", None), ("(LEAD Ferry", (1, True, "Ferry")), ("(Lead singer) dies", None), ("(second LEAD) Ferry", (2, True, "Ferry")), ("LEAD) Ferry", (1, True, "Ferry")), ("2nd LD Ferry", (2, True, "Ferry")), ("", None), ("Ferry", None),
    ],
)  # fmt: skip
def test_markers(line: str, found: tuple[int, bool, str] | None) -> None:
    """What a version says, whether it is misprinted, and what follows; numbers of other things are none."""
    said = marker.leading(line)
    assert (None if said is None else (said.number, said.typo, said.rest)) == found


@pytest.mark.parametrize(
    ("line", "before"), [("Ferry strike (LEAD)", "Ferry strike"), ("Ferry strike (LEAD) x", None), ("(LEAD)", None), (" (LEAD)", None), ("F(LEAD)", "F"), ("Ferry (strike)", None)]
)  # fmt: skip
def test_markers_behind(line: str, before: str | None) -> None:
    """A text that ends with one."""
    found = marker.trailing(line)
    assert (found[0] if found else None) == before


@pytest.mark.parametrize(("year", "full"), [("70", 1970), ("69", 2069), ("99", 1999), ("89", 1989), ("00", 2000)])
def test_years_of_a_footer(year: str, full: int) -> None:
    """Two digits from 70 on are in the last century."""
    found = envelope.sent(lexer.lines(f"A ferry sank.\nAP-NR-01-09-{year} 0849EST\n"), agency("ap"))
    assert found is not None
    assert found.moment.year == full


@pytest.mark.parametrize(("extra", "private"), [(0, True), (40, True), (41, False)])
def test_what_is_not_for_publication(extra: int, private: bool) -> None:
    """A line that says so, with forty letters behind it at most."""
    assert (
        envelope.is_private("NOT FOR PUBLICATION" + " " + "x" * (extra - 1) if extra else "NOT FOR PUBLICATION", PLAIN)
        is private
    )


@pytest.mark.parametrize(
    ("text", "usual", "found"),
    [
        ("Паром сел на мель, сообщили спасатели.", "en", "ru"), ("フェリーが座礁した。", "en", "ja"), ("渡轮搁浅了", "en", "zh"), ("여객선이 좌초했다", "en", "ko"), ("Ferry", "ko", "ko"), ("", "en", "en"), ("Die Fähre ist auf Grund gelaufen, wie die Küstenwache am Freitag mit einem Sprecher sagte.", "en", "de"), ("Meren Tolve Halm", "it", "it"),
        ("The ferry ran aground and was stuck for hours, said the coast guard of the island.", "de", "en"),
    ],
)  # fmt: skip
def test_languages(text: str, usual: str, found: str) -> None:
    """By script, else by the commonest words; without any the wire's own."""
    assert language.of(text, usual) == found


def test_heads_by_themselves() -> None:
    """A head knows nothing before it is read; a page is not taken for a feed's text unless that is said."""
    assert (Head().doubtful, Head().old_site, Head().start) == (False, False, 0)
    told = (
        "A passenger ferry ran aground off Port Meren on Friday, and all of those on board were saved, the guard said."
    )
    page = f"{told}\n{told[:-1]} too.\n{PLACED}"
    assert read_head(lexer.lines(page), PLAIN, "Ferry sinks").kept == []
    assert len(read_head(lexer.lines(page), PLAIN, "Ferry sinks", fed=True).kept) == 2
