"""Zones and summer times, held against the world's own tables."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest

from worker.wire import stamp
from worker.wire.agencies import AGENCIES, agency
from worker.wire.article import BadMessage

WINTER, SUMMER = dt.date(2025, 1, 15), dt.date(2025, 7, 15)
NAMES = {
    "Africa/Johannesburg": ("SAST",),
    "Africa/Nairobi": ("EAT",),
    "America/Anchorage": ("AKST", "AKDT"),
    "America/Argentina/Buenos_Aires": ("ART",),
    "America/Chicago": ("CST", "CDT"),
    "America/Denver": ("MST", "MDT"),
    "America/Los_Angeles": ("PST", "PDT"),
    "America/New_York": ("EST", "EDT"),
    "America/Sao_Paulo": ("BRT",),
    "Asia/Bangkok": ("ICT",),
    "Asia/Dubai": ("GST",),
    "Asia/Hong_Kong": ("HKT",),
    "Asia/Jakarta": ("WIB",),
    "Asia/Karachi": ("PKT",),
    "Asia/Kolkata": ("IST",),
    "Asia/Kuala_Lumpur": ("MYT",),
    "Asia/Seoul": ("KST",),
    "Asia/Singapore": ("SGT",),
    "Asia/Tokyo": ("JST",),
    "Australia/Adelaide": ("ACST", "ACDT"),
    "Australia/Perth": ("AWST",),
    "Australia/Sydney": ("AEST", "AEDT"),
    "Europe/Athens": ("EET", "EEST"),
    "Europe/Istanbul": ("TRT",),
    "Europe/Lisbon": ("WET", "WEST"),
    "Europe/London": ("GMT", "BST"),
    "Europe/Moscow": ("MSK",),
    "Europe/Paris": ("CET", "CEST"),
    "Etc/UTC": ("UTC",),
    "Pacific/Auckland": ("NZST", "NZDT"),
    "Pacific/Honolulu": ("HST",),
}
"""Names of zones as wires print them, in winter and, where it has another then, in summer."""
ALL_YEAR = {"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles"}
CITIES = {
    "America/New_York": "ap cp",
    "Africa/Lagos": "nan",
    "Asia/Dhaka": "bss",
    "Asia/Dubai": "wam",
    "Asia/Ho_Chi_Minh": "vna",
    "Asia/Jakarta": "antara",
    "Asia/Karachi": "app",
    "Asia/Kolkata": "ani ians pti uni",
    "Asia/Kuala_Lumpur": "bernama",
    "Asia/Kuwait": "kuna",
    "Asia/Manila": "pna",
    "Asia/Riyadh": "spa",
    "Asia/Damascus": "sana",
    "Asia/Seoul": "yonhap kcna",
    "Asia/Shanghai": "xinhua",
    "Asia/Taipei": "cna",
    "Asia/Tehran": "irna",
    "Asia/Tokyo": "kyodo jiji yomiuri",
    "Australia/Sydney": "aap",
    "Europe/Amsterdam": "anp",
    "Europe/Belgrade": "tanjug",
    "Europe/Berlin": "dpa",
    "Europe/Brussels": "belga",
    "Europe/Budapest": "mti",
    "Europe/Copenhagen": "ritzau",
    "Europe/Helsinki": "stt",
    "Europe/Istanbul": "anadolu",
    "Europe/Lisbon": "lusa",
    "Europe/London": "pa",
    "Europe/Madrid": "efe europapress",
    "Europe/Moscow": "interfax ria tass",
    "Europe/Oslo": "ntb",
    "Europe/Prague": "ctk",
    "Europe/Rome": "adnkronos agi ansa askanews",
    "Europe/Stockholm": "tt",
    "Europe/Vienna": "apa",
    "Europe/Warsaw": "pap",
    "Europe/Zurich": "ats",
}
"""Where agencies print their times."""
OTHERS = {"epa": 0, "mena": 0, "newsis": 0, "prensalatina": 0, "reuters": 0, "upi": 0, "afp": 0, "bloomberg": 0}
"""Agencies whose times are UTC, or of which we only know how others credit them."""


def _minutes(city: str, day: dt.date) -> int:
    """Minutes east of Greenwich at noon of a day in a city."""
    try:
        ahead = dt.datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(city)).utcoffset()
    except ZoneInfoNotFoundError:
        pytest.skip("this machine has no tables of time zones")
    assert ahead is not None
    return int(ahead.total_seconds()) // 60


def _printed(zone: str, day: dt.date) -> int:
    found = stamp.printed(f"{day.isoformat()} 12:00 {zone}", stamp.UTC)
    assert found is not None
    ahead = found.moment.utcoffset()
    assert ahead is not None
    return int(ahead.total_seconds()) // 60


@pytest.mark.parametrize("city", NAMES)
def test_names_of_zones(city: str) -> None:
    """A printed name of a zone is the time of its city, in winter or in summer whenever it is printed."""
    name, *other = NAMES[city]
    days = sorted((WINTER, SUMMER), key=lambda day: _minutes(city, day))
    assert _printed(name, WINTER) == _printed(name, SUMMER) == _minutes(city, days[0])
    assert [_printed(said, WINTER) for said in other] == [_minutes(city, days[1]) for _ in other]


def test_every_name_of_a_zone_is_tried_here() -> None:
    """A new name in the table needs its city in this file."""
    assert {name for names in NAMES.values() for name in names} | ALL_YEAR.keys() | {"Z"} == stamp.ZONES.keys()


@pytest.mark.parametrize("name", ALL_YEAR)
def test_american_names_for_the_whole_year(name: str) -> None:
    """`ET` is New York's time, summer or winter."""
    for day in (WINTER, SUMMER):
        assert _printed(name, day) == _minutes(ALL_YEAR[name], day)


@pytest.mark.parametrize(
    ("city", "zone", "first"),
    [
        ("America/New_York", stamp.Zone(-300, "america"), 1987),
        ("Europe/Paris", stamp.Zone(60, "europe"), 1981),
        ("Australia/Sydney", stamp.Zone(600, "australia"), 2008),
    ],
)
def test_summer_time_begins_and_ends_as_in_its_city(city: str, zone: stamp.Zone, first: int) -> None:
    """On every day since the oldest rule that the code knows, and for the years to come.

    In 2008 Sydney's new rule began in April, so its summer before it is left out."""
    day = dt.date(first, 4, 1)
    while day.year < 2031:
        assert zone.on(day) == _minutes(city, day), day
        day += dt.timedelta(days=1)


@pytest.mark.parametrize("city", CITIES)
def test_agencies_print_the_time_of_their_city(city: str) -> None:
    """A time without a zone on an agency's own wire is that of where it sits, in winter and in summer."""
    for name in CITIES[city].split():
        for day in (WINTER, SUMMER):
            assert agency(name).zone.on(day) == _minutes(city, day), name


def test_every_agency_has_its_city_here() -> None:
    """A new agency needs its city in this file, or its name among those without one."""
    known = {name for names in CITIES.values() for name in names.split()}
    assert {row.name for row in AGENCIES} == known | OTHERS.keys()
    assert {name: agency(name).offset for name in OTHERS} == OTHERS


@pytest.mark.parametrize("day", ["2025-02-28", "2024-02-29", "1999-12-31", "0100-01-01", "9998-12-01"])
@pytest.mark.parametrize("clock", ["00:00:00", "00:00:59", "23:59:00", "23:59:59", "12:30:15"])
def test_epoch_milliseconds(day: str, clock: str) -> None:
    """Milliseconds since 1970 agree with the calendar, also far from it; parts of one are rounded down."""
    moment = dt.datetime.fromisoformat(f"{day}T{clock}.250999+00:00")
    days = moment.date().toordinal() - dt.date(1970, 1, 1).toordinal()
    hours, minutes, seconds = map(int, clock.split(":"))
    assert stamp.epoch_ms(moment) == (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + 250
    assert stamp.from_ms(stamp.epoch_ms(moment), 0) == moment.replace(microsecond=250_000)


@pytest.mark.parametrize(
    ("ms", "shown"),
    [
        (253_370_000_000_001, "9998-12-23T03:33:20+00:00"),
        (-62_100_000_000_001, "0002-02-17T00:00:00+00:00"),
        (0, "1970-01-01T00:00:00+00:00"),
        (-1, "1969-12-31T23:59:59.999000+00:00"),
    ],
)
def test_milliseconds_beyond_the_calendar(ms: int, shown: str) -> None:
    """A clock that is wrong by ten thousand years gives the last or first moment that every zone can show."""
    assert stamp.from_ms(ms, 0).isoformat() == shown


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("2025-03-14 00:00:00", "2025-03-14T00:00:00+00:00"),
        ("2025-03-14 23:59:59", "2025-03-14T23:59:59+00:00"),
        ("2025-03-14 24:00:00", None),
        ("2025-03-14 23:60:00", None),
        ("2025-03-14 23:59:60", None),
        ("2025-03-14 12:05 am", "2025-03-14T00:05:00+00:00"),
        ("2025-03-14 12:05 pm", "2025-03-14T12:05:00+00:00"),
        ("2025-03-14 11:05 pm", "2025-03-14T23:05:00+00:00"),
        ("2025-03-14 1:05 AM", "2025-03-14T01:05:00+00:00"),
        ("2025-03-14 12:00 +23:59", "2025-03-14T12:00:00+23:59"),
        ("2025-03-14 12:00 -23:59", "2025-03-14T12:00:00-23:59"),
        ("2025-03-14 12:00 +24:00", None),
        ("2025-03-14 12:00 -24:00", None),
        ("2025-03-14 12:00 GMT-3:30", "2025-03-14T12:00:00-03:30"),
    ],
)
def test_clocks_at_their_ends(line: str, shown: str | None) -> None:
    """A day has 24 hours, an hour 60 minutes, noon is 12 p.m., and no zone is a day away."""
    found = stamp.printed(line, stamp.UTC)
    assert (found.text if found else None) == shown


@pytest.mark.parametrize(("month", "number"), [(name, n) for n, name in enumerate(stamp._MONTHS, 1)])
def test_months(month: str, number: int) -> None:
    """Every month by its short name, whatever its letters, is the calendar's."""
    said = dt.date(2025, number, 1).strftime("%b")
    assert (month.capitalize(), stamp.month_number(said.upper())) == (said, number)


def test_a_line_is_a_time_only_up_to_its_longest() -> None:
    """A time may stand beside a section's name of 41 letters, or before 40 others."""
    for letters, found in ((40, True), (41, False)):
        assert (stamp.printed("A" + "b" * letters + " 12:00 March 14, 2025", stamp.UTC) is not None) is found
        assert (stamp.printed("2025-03-14 12:00 | " + "x" * letters, stamp.UTC) is not None) is found


@pytest.mark.parametrize(
    ("said", "precision"),
    [("2025-03-14", "day"), (" 2025-03-14 ", "day"), ("2025-03-14T05", "second"), ("20250314", "day"),
     ("2025-03-14T05:10", "second"), ("20250314T0510", "second")],
)  # fmt: skip
def test_a_stated_day_is_a_day(said: str, precision: str) -> None:
    """What a feed states counts as exact unless it has no time of day."""
    found = stamp.or_none(said, stamp.UTC)
    assert found is not None
    assert found.precision == precision


@pytest.mark.parametrize("said", [None, 5, "", "soon", "0000-01-01", "0001-05-05T00:00:00Z", " 0001-01-01", True])
def test_what_a_feed_states_is_no_time(said: object) -> None:
    """A field that holds no time is none, of whatever type it is."""
    assert stamp.or_none(said, stamp.UTC) is None


@pytest.mark.parametrize(("length", "cut"), [(60, False), (61, True)])
def test_a_long_wrong_time_is_shown_in_part(length: int, cut: bool) -> None:
    """Sixty characters are enough to see what is wrong."""
    with pytest.raises(BadMessage) as error:
        stamp.stated("published_at", "x" * length, stamp.UTC)
    assert str(error.value).count("x") == 60
    assert ("..." in str(error.value)) is cut


def test_the_day_of_a_stamp() -> None:
    """A bare date is its own day everywhere; a moment's day depends on the zone, also at the calendar's end."""
    late = dt.datetime(2025, 3, 14, 20, 0, tzinfo=dt.UTC)
    assert stamp.Stamp(late, "minute", "").day(540) == dt.date(2025, 3, 15)
    assert stamp.Stamp(late, "day", "").day(540) == dt.date(2025, 3, 14)
    last = dt.datetime(9999, 12, 31, 20, 0, tzinfo=dt.UTC)
    assert stamp.day_in(last, 540) == dt.date(9999, 12, 31)


@pytest.mark.parametrize(
    ("line", "day", "rest"),
    [
        ("date 2025-03-14 Ferry sinks", "2025-03-14", "Ferry sinks"),
        ("date 2025-03-14", "2025-03-14", ""),
        ("date 2025-03-145", None, "date 2025-03-145"),
        ("Date 2025-03-14", None, "Date 2025-03-14"),
        ("dated 2025-03-14", None, "dated 2025-03-14"),
    ],
)
def test_a_crawlers_date(line: str, day: str | None, rest: str) -> None:
    """The date that a crawler put before a page, and what follows it on its line."""
    found, said = stamp.crawled(line, stamp.UTC)
    assert (found.text[:10] if found else None, said) == (day, rest)
