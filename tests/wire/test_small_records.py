"""Small rules of records: wrapped lines, dates of old wires, whose a record is, why it cannot be read."""

from __future__ import annotations

from typing import Any

import pytest

from tests.wire.helpers import TEXT, article
from worker.wire import raw
from worker.wire.article import BadMessage
from worker.wire.formats import blocks, wires


@pytest.mark.parametrize(("width", "joined"), [(44, False), (45, True), (100, True), (101, False)])
def test_lines_of_terminal_width_are_joined(width: int, joined: bool) -> None:
    """A full line goes on in the next one, unless it is short, or too long to have been wrapped."""
    first = "x" * (width - 2) + " y"
    assert blocks.of_plain(f"{first}\nand on") == ([f"{first} and on"] if joined else [first, "and on"])
    in_html = blocks.of_html(f"<p>{first}<br>and on</p>").paragraphs
    assert in_html == ([f"{first} and on"] if joined else [first, "and on"])


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("A" * 50 + "\n\nand on", ["A" * 50, "and on"]), ("A" * 50 + "\n  and on", ["A" * 50, "and on"]),
        ("A" * 50 + "\n and on", ["A" * 50 + " and on"]), ("A" * 50 + "\n\tand on", ["A" * 50, "and on"]),
        ("A" * 49 + "-\nand on", ["A" * 49 + "-and on"]), ("A" * 48 + " -\nand on", ["A" * 48 + " - and on"]),
        ("A" * 50 + "\r\nand on", ["A" * 50 + " and on"]), ("A" * 50 + "\rand\0 on", ["A" * 50 + " and on"]), ("", []),
    ],
)  # fmt: skip
def test_plain_text_of_older_wires(said: str, found: list[str]) -> None:
    """Blank lines and indents begin a paragraph; a hyphen at the end of a line is part of its word."""
    assert blocks.of_plain(said) == found


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("x" * 49 + ".", "and on", False),
        ("x" * 50, "And on", False),
        ("x" * 50, "and on", True),
        ("x" * 49 + ")", "and", False),
    ],
)
def test_lines_of_html(first: str, second: str, joined: bool) -> None:
    """A line of markup goes on in the next one only where no sentence ends and none begins."""
    found = blocks.of_html(f"<p>{first}<br>{second}</p>").paragraphs
    assert found == ([f"{first} {second}"] if joined else [first, second])


@pytest.mark.parametrize(
    ("year", "full"), [("25", "2025"), ("69", "2069"), ("70", "1970"), ("99", "1999"), ("2025", "2025"), ("00", "2000")]
)
def test_years_of_old_wires(year: str, full: str) -> None:
    """Two digits of a year are of the hundred years around ours."""
    assert wires._date_7901(f"140905 GMT Mar {year} ") == f"{full}-03-14T09:05Z"
    if len(year) == 2:
        assert wires._date_anpa(f"03-14-{year} 0905EST") == f"{full}-03-14T09:05-05:00"


@pytest.mark.parametrize(
    ("name", "month"),
    [("Okt", "10"), ("Mai", "05"), ("Dez", "12"), ("Mär", "03"), ("Mrz", "03"), ("Maj", "05"), ("Fév", "02"),
     ("Avr", "04"), ("Jan", "01"), ("Nov", "11")],
)  # fmt: skip
def test_months_of_old_wires(name: str, month: str) -> None:
    """In the languages of the wires that still send so."""
    assert wires._date_7901(f"140905 {name} 25") == f"2025-{month}-14T09:05"


@pytest.mark.parametrize("date", ["142405 Mar 25", "140960 Mar 25", "320905 Mar 25", "140905 Xyz 25", "soon"])
def test_what_is_no_date_of_old_wires(date: str) -> None:
    """A date that the calendar or the clock does not have is none."""
    assert wires._date_7901(date) is None


@pytest.mark.parametrize(
    ("zone", "ahead"), [("GMT", "Z"), ("UTC", "Z"), ("EST", "-05:00"), ("EDT", "-04:00"), ("", "")]
)
def test_zones_of_old_wires(zone: str, ahead: str) -> None:
    """A time without one is in the wire's own zone."""
    assert wires._date_anpa(f"AP-NR-03-14-25 0905{zone}") == f"2025-03-14T09:05{ahead}"


@pytest.mark.parametrize(
    ("message", "foreign"),
    [
        (b'{"source": "x", "content": "y"}', False), (b'{"uri": "x"}', True), (b' \r\n\t{"uri": "x"}', True),
        (b"\xef\xbb\xbf" + b'{"source": "x"}', False), (b"<nitf/>", True), (b"[]", True), (b"", True),
        (b'{"a": "' + b"x" * 65_540 + b'", "uri": 1}', False),
    ],
)  # fmt: skip
def test_what_may_be_foreign(message: bytes, foreign: bool) -> None:
    """JSON of ours needs no source from elsewhere; anything else may."""
    assert raw.may_be_foreign(message) is foreign


@pytest.mark.parametrize(
    ("value", "stated", "source"),
    [
        (b'{"source": "Yonhap", "content": "x"}', None, "yonhap"),
        (b'{"source": "yonhap", "content": "x"}', "ap", "yonhap"),
        (b'{"content": "x"}', "ap", "ap"), (b'{"uri": "x", "source": "efe"}', None, "efe"),
        (b'{"uri": "x", "source": "efe"}', "ap", "ap"), (b"<nitf/>", "ap", "ap"), (b"<nitf/>", None, None),
        (None, "ap", "ap"),
        (b"{", "ap", "ap"), (b'{"source": 5}', None, None), (b'{"source": " "}', "ap", "ap"),
        (b'{"source": "x"}', " ", "x"),
    ],
)  # fmt: skip
def test_the_source_of_a_record(value: bytes | None, stated: str | None, source: str | None) -> None:
    """Named in a message of ours, else in the record's headers, else in other JSON."""
    assert raw.source_of(value, stated) == source


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (b"", "the message is empty"), (b"  ", "the message is empty"),
        (b"5", "the message is a JSON number, not an object"),
        (b"1.5", "a JSON number"), (b"null", "a JSON null"), (b"true", "a JSON boolean"), (b'"x"', "a JSON string"),
        (b"[1]", "a JSON array"), (b'{"source": ', " at character "), (b'{"a": "\xff"}', "byte 7 (0xff) is not UTF-8"),
        (b"{}", 'source: missing; it names the wire service that sent the article, e.g. "yonhap"'),
        (b'{"source": "x"}', 'no text: "content" (a page) is required, or "headline" and "body"'),
        (b'{"source": "x", "content": 5}', "content: 5 must be a string"),
        (b'{"source": "x", "content": "y", "id": true}', "id: true must be a string or a whole number"),
        (b'{"source": "x", "content": "y", "status": "' + b"z" * 58 + b'"}', '"' + "z" * 58 + '" must be usable'),
        (b'{"source": "x", "content": "y", "status": "' + b"z" * 59 + b'"}', '"' + "z" * 59 + "... must be usable"),
    ],
)  # fmt: skip
def test_why_a_message_cannot_be_read(message: bytes, said: str) -> None:
    """Each fault in words that say what to do, with the value, cut where it is long."""
    with pytest.raises(BadMessage) as error:
        raw.decode(message)
    assert said in error.value.detail


@pytest.mark.parametrize(
    ("field", "most", "cut"), [("headline", 1000, True), ("slug", 300, True), ("url", 4000, False)]
)
def test_fields_that_stories_are_published_with_are_bounded(field: str, most: int, cut: bool) -> None:
    """A longer headline or slug is cut, a longer address is dropped."""
    given = ("https://wire.example/" if field == "url" else "Ferry ") + "x" * 5000
    for length, kept in ((most, given[:most]), (most + 1, given[:most] if cut else None)):
        fields: dict[str, Any] = {"headline": "Ferry sinks", "body": TEXT, field: given[:length]}
        assert getattr(article(**fields), field) == kept
