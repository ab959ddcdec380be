"""Datelines with all that may be missing or misprinted (grammar, section d)."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.wire.helpers import TEXT, page
from worker.wire import dateline

SENTENCE = "A passenger ferry ran aground near the northern pier on Friday, the coast guard said, and nobody was hurt."


@pytest.mark.parametrize(
    ("line", "cities", "country", "date", "credit"),
    [
        ("TOLVE, March 3 (Yonhap) -- Text", ("TOLVE",), None, "2025-03-03", "Yonhap"),
        ("TOLVE/SKARN, March 3 (Yonhap) -- Text", ("TOLVE", "SKARN"), None, "2025-03-03", "Yonhap"),
        ("TOLVE/ SKARN, March 3 (Yonhap) -- Text", ("TOLVE", "SKARN"), None, "2025-03-03", "Yonhap"),
        ("TOLVE, South Meren, Sept. 3 (Yonhap) -- Text", ("TOLVE",), "South Meren", "2025-09-03", "Yonhap"),
        ("TOLVE/SKARN, South Meren, May 8 (Yonhap) -- Text", ("TOLVE", "SKARN"), "South Meren", "2025-05-08", "Yonhap"),
        ("TOLVE, D.M., May 8 (Yonhap) -- Text", ("TOLVE",), "D.M.", "2025-05-08", "Yonhap"),
        ("ABOARD MEREN ONE, May 8 (Yonhap) -- Text", ("ABOARD MEREN ONE",), None, "2025-05-08", "Yonhap"),
        ("HO LIN MIN CITY, May 8 (Yonhap) -- Text", ("HO LIN MIN CITY",), None, "2025-05-08", "Yonhap"),
        ("XI'TOL, May 8 (Yonhap) -- Text", ("XI'TOL",), None, "2025-05-08", "Yonhap"),
        (
            "TOLVE/SKARN, May 8 (Joint Press Corps-Yonhap) -- Text",
            ("TOLVE", "SKARN"),
            None,
            "2025-05-08",
            "Joint Press Corps-Yonhap",
        ),
        ("TOLVE. Dec. 11 (Yonhap) -- Text", ("TOLVE",), None, "2025-12-11", "Yonhap"),
        ("TOLVE, Dec. 11 (Yonhap -- Text", ("TOLVE",), None, "2025-12-11", "Yonhap"),
        ("TOLVE, Dec. 11 Yonhap) -- Text", ("TOLVE",), None, "2025-12-11", "Yonhap"),
        ("TOLVE, Dec. 11, Kyodo - Text", ("TOLVE",), None, "2025-12-11", "Kyodo"),
        ("TOLVE March 3 (Yonhap) -- Text", ("TOLVE",), None, "2025-03-03", "Yonhap"),
        ("TOLVE, Mar.3 (Yonhap)--Text", ("TOLVE",), None, "2025-03-03", "Yonhap"),
        ("TOLVE, March 3 (Yonhap) — Text", ("TOLVE",), None, "2025-03-03", "Yonhap"),
        ("TOLVE, March 3 (Yonhap) Text", ("TOLVE",), None, "2025-03-03", "Yonhap"),
        ("Tolve, March 3 (Yonhap) -- Text", ("Tolve",), None, "2025-03-03", "Yonhap"),
        ("TOLVE -- Text", ("TOLVE",), None, None, None),
        ("TOLVE (Yonhap) -- Text", ("TOLVE",), None, None, "Yonhap"),
        ("TOLVE, Feb. 30 (Yonhap) -- Text", ("TOLVE",), None, None, "Yonhap"),
        ("TOLVE (Reuters) - Text", ("TOLVE",), None, None, "Reuters"),
        ("PORT TOLVE, Texas (AP) — Text", ("PORT TOLVE",), "Texas", None, "AP"),
        ("New Tolve, March 3 (IANS) Text", ("New Tolve",), None, "2025-03-03", "IANS"),
        ("TOLVE, March 3. /TASS/. Text", ("TOLVE",), None, "2025-03-03", "TASS"),
        ("March 3 (Reuters) - Text", (), None, "2025-03-03", "Reuters"),
        ("Mar 3, 2019 (Reuters) - Text", (), None, "2019-03-03", "Reuters"),
        ("(Reuters) - Text", (), None, None, "Reuters"),
        ("TOLVE, Texas (AP) _ Text", ("TOLVE",), "Texas", None, "AP"),
        ("Tolve (dpa) - Text", ("Tolve",), None, None, "dpa"),
        ("Tolve, Mar 3 (EFE).- Text", ("Tolve",), None, "2025-03-03", "EFE"),
        ("TOLVE, Marhc 3 (Yonhap) -- Text", ("TOLVE",), None, "2025-03-03", "Yonhap"),
        ("TOLVE, 3 March (Yonhap) -- Text", ("TOLVE",), None, "2025-03-03", "Yonhap"),
        ("TOLVE , March 3 (Yonhap) -- Text", ("TOLVE",), None, "2025-03-03", "Yonhap"),
        ("TOLVE; March 3 (Yonhap) -- Text", ("TOLVE",), None, "2025-03-03", "Yonhap"),
        ("TOLVE, March 3 [Yonhap] -- Text", ("TOLVE",), None, "2025-03-03", "Yonhap"),
        ("TOLVE, March 3 (Yonhap) -- -- Text", ("TOLVE",), None, "2025-03-03", "Yonhap"),
        ("TOLVE, March 3 (Yonhap) == Text", ("TOLVE",), None, "2025-03-03", "Yonhap"),
        ("tolve, March 3 (Yonhap) -- Text", ("tolve",), None, "2025-03-03", "Yonhap"),
        ("TOLVE, Febuary 3 (Yonhap) -- Text", ("TOLVE",), None, "2025-02-03", "Yonhap"),
        ("TOLVE, March 3, 2019 (AFP) - Text", ("TOLVE",), None, "2019-03-03", "AFP"),
        ("TOLVE, 330 kilometers south of Skarn, May 8 (Yonhap) -- Text", ("TOLVE",), None, "2025-05-08", "Yonhap"),
        (
            "TOLVE, Meren, some 1,200 km north-east of New Skarn, May 8 (Yonhap) -- Text",
            ("TOLVE",),
            "Meren",
            "2025-05-08",
            "Yonhap",
        ),
        ("TOLVE, South Meren/SKARN, May 8 (Yonhap) -- Text", ("TOLVE", "SKARN"), "South Meren", "2025-05-08", "Yonhap"),
        ("TOLVE, Meren / SKARN, May 8 (Yonhap) -- Text", ("TOLVE", "SKARN"), "Meren", "2025-05-08", "Yonhap"),
        ("By IANS, New Tolve : Text", ("New Tolve",), None, None, "IANS"),
        ("BY Ilse Pell and Joran Brask, IANS, Tolve: Text", ("Tolve",), None, None, "IANS"),
        ("Tolve (VNA) – Text", ("Tolve",), None, None, "VNA"),
        ("Port Tolve (AAP) — Text", ("Port Tolve",), None, None, "AAP"),
        ("New Tolve [Meren], May 8 (ANI): Text", ("New Tolve",), "Meren", "2025-05-08", "ANI"),
        ("(톨베/메렌=연합뉴스) 홍길동 기자 = Text", ("톨베", "메렌"), None, None, "연합뉴스"),
    ],
)
def test_forms(line: str, cities: tuple[str, ...], country: str | None, date: str | None, credit: str | None) -> None:
    """Every printed form gives place, date and credit, and the text behind it."""
    found = dateline.find(line)
    assert found is not None
    read = dateline.dated(found, dt.date(2025, 7, 15))
    assert (read.cities, read.country, read.date, read.credit) == (cities, country, date, credit)
    assert found.rest == "Text"
    assert line.startswith(read.raw)


@pytest.mark.parametrize(
    ("place", "cities", "country", "date"),
    [
        ("TOLVE - ", ("TOLVE",), None, None),
        ("TOLVE — ", ("TOLVE",), None, None),
        ("PORT TOLVE, Meren - ", ("PORT TOLVE",), "Meren", None),
        ("TOLVE/SKARN – ", ("TOLVE", "SKARN"), None, None),
        ("Tolve, May 8 - ", ("Tolve",), None, "2025-05-08"),
        ("Port Tolve, South Meren, May 8 - ", ("Port Tolve",), "South Meren", "2025-05-08"),
    ],
)
def test_one_dash_before_a_sentence(place: str, cities: tuple[str, ...], country: str | None, date: str | None) -> None:
    """Without a credit, and with one dash alone, a place is a dateline where a paragraph follows."""
    for text in (SENTENCE, f'"{SENTENCE}"'):
        found = dateline.find(place + text)
        assert found is not None
        read = dateline.dated(found, dt.date(2025, 7, 15))
        assert (read.cities, read.country, read.date, found.rest) == (cities, country, date, text)


def test_one_dash_before_a_wrapped_line() -> None:
    """A wire that is known to print it so may break the sentence off: in the items of Kyodo's digests it does."""
    assert dateline.find("TOLVE - A ferry ran aground near the northern pier") is None
    found = dateline.find("TOLVE - A ferry ran aground near the northern pier", single=True)
    assert found is not None
    assert found.cities == ("TOLVE",)
    for line in ("Tolve - A ferry ran aground", "NATO - which has no boats", "UPDATE - A ferry ran aground"):
        assert dateline.find(line, single=True) is None


@pytest.mark.parametrize(
    "line",
    [
        "UPDATE - Ferry sinks",
        "A-1 -- a steak sauce",
        "N. Meren, S. Meren (and Tolve) hold talks",
        "March 3 (Friday) -- Text",
        "(Reuters) Text",
        "INTERVIEW — The mayor",
        "The ferry (Gray Heron) -- an old one -- sank",
        "Mayor says 'no' -- again",
        "Ferry to sail May 3 (Friday)",
        "MBO GAMES, May 3 (Friday)",
        "By Ilse Pell, Tolve: the mayor and the ferry",
        f"Friday, May 3 - {SENTENCE}",
        f"FRIDAY, May 3 -- {SENTENCE}",
        f"Friday -- {SENTENCE}",
        "Tolve, May 3 - a day to forget - began with rain that did not end until the last ferry had left the harbor.",
        "Tolve, May 3 - Ferry sinks",
        f"Tolve, May 3-{SENTENCE}",
        f"INTERVIEW - {SENTENCE}",
        f"PHOTO/VIDEO - {SENTENCE}",
        "NATO - which has no boats of its own - said through a spokesman that it would follow what goes on there.",
        "TOLVE - Ferry sinks off the island, 12 hurt",
        f"Tolve - {SENTENCE}",
        "",
    ],
)
def test_what_is_no_dateline(line: str) -> None:
    """Headlines and sentences with dashes and brackets are no datelines."""
    assert dateline.find(line) is None


@pytest.mark.parametrize(
    ("stamp", "printed", "expected"),
    [
        ("03:00 January 01, 2025", "Dec. 31", "2024-12-31"),
        ("23:50 December 31, 2024", "Jan. 1", "2025-01-01"),
        ("07:38 May 23, 2018", "May 22", "2018-05-22"),
        ("07:38 March 01, 2024", "Feb. 29", "2024-02-29"),
    ],
)
def test_fv59_year_of_a_dateline(stamp: str, printed: str, expected: str) -> None:
    """The year is never printed: it is that of the time printed, also a day before and across New Year. The dateline's
    date stays apart from the time of publication."""
    a = page(f"Ferry sinks\n\n{stamp}\n\n{TEXT.replace('March 14', printed)}")
    assert a.dateline is not None
    assert a.dateline.date == expected
    assert a.published is not None
    assert a.published[:10] != expected


def test_year_from_the_content_id() -> None:
    """Where no time is printed, the id's day says the year; where there is no id either, nothing is made up."""
    content = f"Ferry sinks\n\n{TEXT}"
    by_id = page(content, url="https://en.example/view/AEN20190314000100315")
    unknown = page(content, fetched_at="2026-01-01T00:00:00Z")
    assert by_id.dateline is not None
    assert unknown.dateline is not None
    assert (by_id.dateline.date, unknown.dateline.date) == ("2019-03-14", "--03-14")


def test_dateline_alone_on_its_line() -> None:
    """The text may begin on the line below."""
    assert page("Ferry sinks\n\nTOLVE, March 3 (Yonhap) --\nA ferry sank.").paragraphs == ("A ferry sank.",)
