"""Times as printed and as stated, and what follows from them for an article."""

from __future__ import annotations

from typing import Any

import pytest

from tests.wire.helpers import TEXT, article, page
from worker.wire import stamp
from worker.wire.article import BadMessage

KST = stamp.Zone(540)


@pytest.mark.parametrize(
    ("line", "text", "precision"),
    [
        ("All News 13:00 May 04, 2022", "2022-05-04T13:00:00+09:00", "minute"),
        ("All Headlines 10:27 February 07, 2020", "2020-02-07T10:27:00+09:00", "minute"),
        ("North Korea 05:21 June 22, 2021", "2021-06-22T05:21:00+09:00", "minute"),
        ("07:07 May 25, 2022", "2022-05-25T07:07:00+09:00", "minute"),
        ("September 17, 2019", "2019-09-17T00:00:00+09:00", "day"),
        ("2014/10/05 08:00", "2014-10-05T08:00:00+09:00", "minute"),
        ("2026年3月2日 09:15　来源：北光", "2026-03-02T09:15:00+09:00", "minute"),
        ("发布时间：2026-03-02 09:15:30", "2026-03-02T09:15:30+09:00", "second"),
        ("2026年3月2日 9時15分 更新", "2026-03-02T09:15:00+09:00", "minute"),
        ("2009/07/09 11:30 KST", "2009-07-09T11:30:00+09:00", "minute"),
        ("2023-01-02 14:46:37", "2023-01-02T14:46:37+09:00", "second"),
        ("2023.01.02 14:46", "2023-01-02T14:46:00+09:00", "minute"),
        ("Mon, 05/25/2009 - 12:01", "2009-05-25T12:01:00+09:00", "minute"),
        ("Published : May 2, 2021 - 09:33", "2021-05-02T09:33:00+09:00", "minute"),
        ("General / 이가상 / 2020-03-03 14:46:37", "2020-03-03T14:46:37+09:00", "second"),
        ("May 4, 2022 1:30 PM EST", "2022-05-04T13:30:00-05:00", "minute"),
        ("12:05 a.m. May 4, 2022", "2022-05-04T00:05:00+09:00", "minute"),
        ("2023-01-02T14:46:37+00:00", "2023-01-02T14:46:37+00:00", "second"),
        ("13:00 May 04, 2199", "2199-05-04T13:00:00+09:00", "minute"),
        ("Published: 13:00 KST, March 3, 2020", "2020-03-03T13:00:00+09:00", "minute"),
        ("13:00 Tuesday, March 3, 2020", "2020-03-03T13:00:00+09:00", "minute"),
        ("All News 13.00 March 03, 2020", "2020-03-03T13:00:00+09:00", "minute"),
        ("All Headlines 2020/03/03 13:00", "2020-03-03T13:00:00+09:00", "minute"),
        ("2020-03-03 13:00 Updated 14:00", "2020-03-03T13:00:00+09:00", "minute"),
        ("2020/03/03 13:00 | All News", "2020-03-03T13:00:00+09:00", "minute"),
        ("Mar 03, 2020 | 13:00", "2020-03-03T13:00:00+09:00", "minute"),
        ("March 3rd, 2020", "2020-03-03T00:00:00+09:00", "day"),
        ("Tue, 3 Mar 2020 13:00:00 +0900", "2020-03-03T13:00:00+09:00", "second"),
        ("2020년 3월 3일 13시 05분", "2020-03-03T13:05:00+09:00", "minute"),
        ("KYODO NEWS - Mar 3, 2020 - 13:00 | All, Japan, World", "2020-03-03T13:00:00+09:00", "minute"),
        ("2020. 3. 3. 13:00", "2020-03-03T13:00:00+09:00", "minute"),
        ("March 14, 2025 at 9:05 PM PDT", "2025-03-14T21:05:00-07:00", "minute"),
        ("12:05 a.m. ET, March 14, 2025", "2025-03-14T00:05:00-04:00", "minute"),
        ("12:05 a.m. ET, March 8, 2025", "2025-03-08T00:05:00-05:00", "minute"),
        ("12:05 a.m. ET, March 9, 2025", "2025-03-09T00:05:00-04:00", "minute"),
        ("Nov. 1, 2025 23:05 CT", "2025-11-01T23:05:00-05:00", "minute"),
        ("Nov. 2, 2025 23:05 (PT)", "2025-11-02T23:05:00-08:00", "minute"),
        ("April 1, 1989 10:05 am ET", "1989-04-01T10:05:00-05:00", "minute"),
        ("April 2, 1989 10:05 am ET", "1989-04-02T10:05:00-04:00", "minute"),
        ("3 March 2020 13:05 CET", "2020-03-03T13:05:00+01:00", "minute"),
        ("3 August 2020 13:05 BST", "2020-08-03T13:05:00+01:00", "minute"),
        ("2020/03/03 13:05 AEDT", "2020-03-03T13:05:00+11:00", "minute"),
        ("2020-03-03 13:05 GMT+3", "2020-03-03T13:05:00+03:00", "minute"),
        ("2020-03-03 13:05 (UTC -05:30)", "2020-03-03T13:05:00-05:30", "minute"),
        ("2020-03-03 13:05 CST", "2020-03-03T13:05:00-06:00", "minute"),
        ("March 3, 2020 / 7:12 AM / Updated 3 hours ago", "2020-03-03T07:12:00+09:00", "minute"),
    ],
)
def test_printed_forms(line: str, text: str, precision: str) -> None:
    """Each printed form, in the wire's zone unless it names another."""
    found = stamp.printed(line, KST)
    assert found is not None
    assert (found.text, found.precision) == (text, precision)


@pytest.mark.parametrize(
    "line",
    [
        "March 4",
        "Ferry sinks in 2019",
        "Ferry sinks on March 4, 2020",
        "13:00 February 30, 2022",
        "25:00 May 04, 2022",
        "2022-13-01",
        "62283",
        "1905 -- An invented event.",
    ],
)
def test_what_is_no_time(line: str) -> None:
    """A line is a time as a whole or not at all, and only if the calendar has it."""
    assert stamp.printed(line, KST) is None


def test_fv58_the_page_wins_over_the_crawl() -> None:
    """Event time is the page's own where it has a minute, whatever the crawl or the record say."""
    a = page(f"Head\n\n13:00 March 14, 2025\n\n{TEXT}", fetched_at="2025-03-14T03:00:00Z")
    assert (a.event_time, a.event_from) == ("2025-03-14T13:00:00+09:00", "page")
    assert (a.published, a.published_precision) == ("2025-03-14T13:00:00+09:00", "minute")


def test_the_feed_wins_over_the_page() -> None:
    """What the feed states is kept as given."""
    a = page(f"Head\n\n13:00 March 14, 2025\n\n{TEXT}", published_at="2025-03-14T04:10:00Z")
    assert (a.published, a.published_precision, a.event_from) == ("2025-03-14T04:10:00Z", "second", "feed")
    assert a.event_ms == 1_741_925_400_000


def test_a_feeds_time_without_an_offset_is_in_the_wires_zone() -> None:
    """Yonhap prints Korean time; a wire without a row is taken to print UTC."""
    body: dict[str, Any] = {"headline": "Head", "body": TEXT, "published_at": "2025-03-14T13:00:00"}
    assert article("yonhap", **body).published == "2025-03-14T13:00:00+09:00"
    assert article("somewire", **body).published == "2025-03-14T13:00:00+00:00"


@pytest.mark.parametrize(
    ("fields", "record_ms", "event", "origin"),
    [
        ({}, None, None, None),
        ({}, 1_741_925_400_000, "2025-03-14T13:10:00+09:00", "record"),
        ({"fetched_at": "2025-03-14T05:00:00+00:00"}, 1_741_925_400_000, "2025-03-14T13:25:00+09:00", "fetched"),
        ({"fetched_at": "2025-03-14T04:00:00+00:00"}, 1_741_925_400_000, "2025-03-14T04:00:00+00:00", "fetched"),
    ],
)
def test_event_time_without_a_printed_one(
    fields: dict[str, str], record_ms: int | None, event: str | None, origin: str | None
) -> None:
    """Crawl, then record; `published` stays null, for nobody has said when it was published."""
    a = page(f"Head\n\n{TEXT}", record_ms=record_ms, **fields)
    assert (a.event_time, a.event_from, a.published) == (event, origin, None)


def test_a_bare_date_gives_way_to_a_crawl_of_that_day() -> None:
    """A page with a date only: the crawl is nearer than midnight, unless it is days or years later."""
    content = f"Head\n\nMarch 14, 2025\n\n{TEXT}"
    same_day = page(content, fetched_at="2025-03-14T15:00:00+09:00")
    years_later = page(content, fetched_at="2029-03-14T15:00:00+09:00")
    assert (same_day.event_time, same_day.event_from) == ("2025-03-14T15:00:00+09:00", "fetched")
    assert (years_later.event_time, years_later.event_from) == ("2025-03-14T00:00:00+09:00", "page")
    assert (same_day.published, same_day.published_precision) == ("2025-03-14T00:00:00+09:00", "day")


def test_fv58_a_clock_ahead_is_held_back() -> None:
    """An event time over 15 minutes after the record's is moved to it and flagged; what is printed stays printed."""
    record_ms = 1_741_924_800_000
    a = page(f"Head\n\n13:00 March 14, 2027\n\n{TEXT.replace('March 14', 'March 14')}", record_ms=record_ms)
    assert a.event_ms == record_ms + 15 * 60 * 1000
    assert a.flags == ("clock_ahead",)
    assert a.published == "2027-03-14T13:00:00+09:00"
    assert page(f"Head\n\n13:00 March 14, 2027\n\n{TEXT}").flags == ()


def test_a_date_in_2199_reads() -> None:
    """A far date is odd, not broken."""
    a = page(f"Head\n\n{TEXT}", published_at="2199-12-31T23:59:59+09:00")
    assert (a.published, a.event_from) == ("2199-12-31T23:59:59+09:00", "feed")


@pytest.mark.parametrize(
    "text", ["2025-13-01", "2025-02-30T00:00:00Z", "yesterday", "14 March 2025", "2025-03-14T25:00Z"]
)
def test_a_wrong_time_is_a_clear_dead_letter(text: str) -> None:
    """A stated time that is none names its field and shows how one looks."""
    with pytest.raises(BadMessage, match=r"published_at.*RFC 3339") as caught:
        page(f"Head\n\n{TEXT}", published_at=text)
    assert caught.value.reason == "schema"


@pytest.mark.parametrize("text", ["0002-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "1969-12-30"])
def test_times_at_the_ends_of_the_calendar(text: str) -> None:
    """No time that can be written breaks reading."""
    a = page(f"Head\n\n{TEXT}", published_at=text, url="https://en.example/view/AEN20250314000100315")
    assert a.event_ms is not None
    assert a.flags == ("recycled_id",)


@pytest.mark.parametrize("order", [("Published", "Updated"), ("Updated", "Published"), ("Published", "Last updated")])
def test_updated_does_not_win_over_published(order: tuple[str, str]) -> None:
    """Of two printed times that of publication counts, wherever it stands; an update alone is better than nothing."""
    times = {"Published": "09:33", "Updated": "11:00", "Last updated": "11:00"}
    lines = "\n".join(f"{name} : March 14, 2025 - {times[name]}" for name in order)
    assert page(f"Head\n\n{lines}\n\n{TEXT}").published == "2025-03-14T09:33:00+09:00"
    alone = page(f"Head\n\nUpdated : March 14, 2025 - 11:00\n\n{TEXT}")
    assert alone.published == "2025-03-14T11:00:00+09:00"


def test_a_crawlers_date_gives_way_to_the_page() -> None:
    """The date that a crawler put in front counts only where the page prints none."""
    assert page(f" date 2025-03-15 Head\n\nMarch 14, 2025\n\n{TEXT}").published == "2025-03-14T00:00:00+09:00"
    assert page(f" date 2025-03-15 Head\n\n{TEXT}").published == "2025-03-15T00:00:00+09:00"


def test_a_feeds_bare_date_gives_way_too() -> None:
    """A feed that states a day only: a printed minute of that day, else a crawl of that day, is nearer."""
    printed = page(f"Head\n\n13:00 March 14, 2025\n\n{TEXT}", published_at="2025-03-14")
    crawled = page(f"Head\n\n{TEXT}", published_at="2025-03-14", fetched_at="2025-03-14T15:00:00+09:00")
    alone = page(f"Head\n\n{TEXT}", published_at="2025-03-14")
    assert (printed.published, printed.published_precision) == ("2025-03-14T13:00:00+09:00", "minute")
    assert (crawled.event_time, crawled.event_from) == ("2025-03-14T15:00:00+09:00", "fetched")
    assert (crawled.published, crawled.published_precision) == ("2025-03-14T00:00:00+09:00", "day")
    assert (alone.event_time, alone.event_from) == ("2025-03-14T00:00:00+09:00", "feed")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2025-03-14T13:00:00+09:00", "2025-03-14T13:00:00+09:00"),
        ("2025-03-14T04:00:00.250Z", "2025-03-14T04:00:00.250Z"),
        ("2025-03-14t04:00:00z", "2025-03-14T04:00:00+00:00"),
        ("2025-03-14 13:00:00+0900", "2025-03-14T13:00:00+09:00"),
        ("2025-03-14T13:00+09:00", "2025-03-14T13:00:00+09:00"),
    ],
)
def test_stated_times_come_out_as_rfc_3339(given: str, kept: str) -> None:
    """A time is kept as given where it is RFC 3339, and made so where it is nearly."""
    a = page(f"Head\n\n{TEXT}", published_at=given, fetched_at=given)
    assert (a.published, a.fetched_at) == (kept, kept)


@pytest.mark.parametrize(
    "nothing",
    ["0001-01-01T00:00:00Z", "0001-01-01", "0001-01-01T00:00:00+14:00", "0000-00-00 00:00:00", "1970-01-01T00:00:00Z",
     "1970-01-01", "1970-01-01T09:00:00+09:00", "1970-01-01T00:00:00+09:00", "1969-12-31T19:00:00-05:00",
     "1900-01-01T00:00:00Z", ""],
)  # fmt: skip
def test_dates_that_mean_no_date(nothing: str) -> None:
    """The years 0 and 1 and the epoch are what software writes where nobody set a date: the next best time counts."""
    a = article(headline="Head", body=TEXT, published_at=nothing, fetched_at="2025-03-14T05:10:00Z")
    assert (a.published, a.event_from, a.event_time) == (None, "fetched", "2025-03-14T05:10:00+00:00")
    b = article(headline="Head", body=TEXT, published_at="2025-03-14T05:10:00Z", fetched_at=nothing)
    assert (b.fetched_at, b.event_time) == (None, "2025-03-14T05:10:00+00:00")


def test_a_printed_date_that_means_no_date() -> None:
    """A page's template prints the epoch too: the line is no text, and no time."""
    a = page(f"Ferry sinks\n1970-01-01 00:00\n\n{TEXT}")
    assert (a.published, a.headline, len(a.paragraphs)) == (None, "Ferry sinks", 3)


def test_cst_is_chinas_on_a_wire_of_china() -> None:
    """One name, two zones: the wire says which."""
    a = page(f"Ferry sinks\n2020-03-03 13:05 CST\n\n{TEXT}", source="xinhua")
    assert a.published == "2020-03-03T13:05:00+08:00"


@pytest.mark.parametrize(
    ("source", "zone"),
    [
        ("yonhap", "+09:00"),
        ("xinhua", "+08:00"),
        ("ians", "+05:30"),
        ("anadolu", "+03:00"),
        ("tass", "+03:00"),
        ("pti", "+05:30"),
        ("dpa", "+01:00"),
        ("ansa", "+01:00"),
        ("ap", "-04:00"),
        ("aap", "+11:00"),
        ("reuters", "+00:00"),
        ("nobody", "+00:00"),
    ],
)
def test_a_naive_time_is_in_the_wires_own_zone(source: str, zone: str) -> None:
    """Stated by the feed or printed on a page, a time without a zone is the wire's own."""
    fed = article(source, headline="Head", body=TEXT, published_at="2025-03-14T05:10:00")
    printed = article(source, content=f"Head\n2025-03-14 05:10\n\n{TEXT}")
    assert fed.event_time == printed.event_time == f"2025-03-14T05:10:00{zone}"


@pytest.mark.parametrize(
    ("summer", "days"),
    [
        (
            "europe",
            {"2025-03-29": 1, "2025-03-30": 2, "2025-10-25": 2, "2025-10-26": 1, "1995-09-23": 2, "1995-09-24": 1},
        ),
        (
            "america",
            {"2025-03-08": 1, "2025-03-09": 2, "2025-11-01": 2, "2025-11-02": 1, "1989-04-01": 1, "1989-04-02": 2},
        ),
        ("australia", {"2025-04-05": 2, "2025-04-06": 1, "2025-10-04": 1, "2025-10-05": 2}),
    ],
)
def test_summer_time(summer: stamp.Summer, days: dict[str, int]) -> None:
    """Where a wire has summer time, its naive times do."""
    for day, hours in days.items():
        found = stamp.stated("published_at", f"{day}T12:00:00", stamp.Zone(60, summer))
        assert found is not None
        assert found.text == f"{day}T12:00:00+0{hours}:00"
