"""Times as printed and as stated, on each side of their limits."""

from __future__ import annotations

import datetime as dt

import pytest

from worker.wire import stamp
from worker.wire.article import BadMessage

WINTER = {
    -10: "HST", -9: "AKST", -8: "PST AKDT PT", -7: "MST PDT MT", -6: "CST MDT CT", -5: "EST CDT ET", -4: "EDT",
    -3: "BRT ART", 0: "GMT UTC Z WET", 1: "WEST BST CET", 2: "CEST EET SAST", 3: "EEST MSK TRT EAT", 4: "GST", 5: "PKT",
    5.5: "IST", 7: "ICT WIB", 8: "HKT SGT MYT AWST", 9: "KST JST", 9.5: "ACST", 10: "AEST", 10.5: "ACDT", 11: "AEDT",
    12: "NZST", 13: "NZDT",
}  # fmt: skip
"""Hours east of Greenwich on a day in January."""


@pytest.mark.parametrize("hours", WINTER)
def test_names_of_zones(hours: float) -> None:
    """Every name that wires print, with its hours."""
    for name in WINTER[hours].split():
        found = stamp.printed(f"January 14, 2025 10:00 {name}", stamp.UTC)
        assert found is not None
        assert found.moment.utcoffset() == dt.timedelta(hours=hours), name


@pytest.mark.parametrize(
    ("zone", "hours"),
    [
        ("+23:59", 23 + 59 / 60),
        ("-23:59", -23 - 59 / 60),
        ("+24:00", None),
        ("-24:00", None),
        ("GMT+9", 9),
        ("-0330", -3.5),
    ],
)
def test_offsets_in_digits(zone: str, hours: float | None) -> None:
    """Less than a day on both sides."""
    found = stamp.printed(f"2025-03-14 10:00 {zone}", stamp.UTC)
    assert (found.moment.utcoffset() if found else None) == (None if hours is None else dt.timedelta(hours=hours))


@pytest.mark.parametrize(
    ("clock", "said"),
    [
        ("23:59:59", "23:59:59"), ("24:00", None), ("10:60", None), ("10:59:60", None), ("12:05 a.m.", "00:05:00"),
        ("12:05 p.m.", "12:05:00"), ("11:05 p.m.", "23:05:00"), ("1:05 a.m.", "01:05:00"),
    ],
)  # fmt: skip
def test_clocks(clock: str, said: str | None) -> None:
    """No hour 24, no minute or second 60; noon and midnight are 12 o'clock."""
    found = stamp.printed(f"March 14, 2025 {clock}", stamp.UTC)
    assert (found.moment.time().isoformat() if found else None) == said


@pytest.mark.parametrize("missing", ["y", "m", "d"])
def test_a_date_needs_all_of_its_parts(missing: str) -> None:
    """Without year, month or day it is none."""
    fields: dict[str, str | None] = {"y": "2025", "m": "3", "d": "4"}
    assert stamp.of_fields(fields, stamp.UTC) is not None
    assert stamp.of_fields({**fields, missing: None}, stamp.UTC) is None


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("1900-01-01T00:00:00", None), ("1900-01-02T00:00:00", "1900-01-02T00:00:00+00:00"),
        ("1901-01-01T00:00:00", "1901-01-01T00:00:00+00:00"), ("1899-01-01T00:00:00", "1899-01-01T00:00:00+00:00"),
        ("1970-01-01T00:00:00Z", None), ("1970-01-01T09:00:00+09:00", None), ("1970-01-01T00:00:00+09:00", None),
        ("1970-01-01T00:00:01Z", "1970-01-01T00:00:01Z"), ("1971-01-01T00:00:00Z", "1971-01-01T00:00:00Z"),
        ("0001-01-01T00:00:00Z", None), ("0000-00-00", None), ("", None), ("2025-03-14", "2025-03-14T00:00:00+00:00"),
    ],
)  # fmt: skip
def test_times_that_stand_for_a_missing_one(said: str, found: str | None) -> None:
    """The year 1, the first moment of 1900, and the epoch, in UTC or in its own zone."""
    read = stamp.stated("published_at", said, stamp.UTC)
    assert (read.text if read else None) == found


@pytest.mark.parametrize(("letters", "shown"), [(60, "x" * 60), (61, "x" * 60 + "...")])
def test_what_is_no_time_is_shown(letters: int, shown: str) -> None:
    """Up to 60 letters of it."""
    with pytest.raises(BadMessage, match=f'published_at: "{shown}" is not'.replace(".", r"\.")):
        stamp.stated("published_at", "x" * letters, stamp.UTC)


@pytest.mark.parametrize(("section", "is_time"), [(110, True), (111, False)])
def test_a_printed_time_is_a_short_line(section: int, is_time: bool) -> None:
    """With the section before it and what stands behind it, up to 110 letters."""
    line = f"N{'e' * 39} - September 14, 2025 - 10:05 GMT | "
    line += "x" * (section - len(line))
    assert (stamp.printed(line, stamp.UTC) is not None) is is_time


def test_moments_in_milliseconds_and_days() -> None:
    """Milliseconds are rounded down, also before 1970; a bare date is the same day in every zone."""
    assert stamp.epoch_ms(dt.datetime(1970, 1, 1, 0, 0, 1, 999_999, tzinfo=dt.UTC)) == 1_999
    assert stamp.epoch_ms(dt.datetime(1969, 12, 31, 23, 59, 59, 999_500, tzinfo=dt.UTC)) == -1
    night = dt.datetime(2025, 3, 14, 23, 0, tzinfo=dt.UTC)
    assert stamp.Stamp(night, "minute", "").day(120) == dt.date(2025, 3, 15)
    assert stamp.Stamp(night, "minute", "").day(59) == dt.date(2025, 3, 14)
    assert stamp.Stamp(night, "day", "").day(120) == dt.date(2025, 3, 14)
