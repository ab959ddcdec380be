"""The contract of folding from raw messages on: clocks, digests and other pages that are no
stories, labels of agencies. Numbers are those of the edge-case list."""

from __future__ import annotations

import orjson
import pytest

from tests.raw_forms import (
    AT,
    END,
    FERRY,
    LANTERN,
    LAST,
    LATER,
    MUSEUM,
    MUSEUM_HEAD,
    TARIFF,
    Message,
    article,
    chains,
    content_id,
    dated,
    feed,
    holding,
    mobile,
    moment,
    one,
    page,
    tell,
)
from worker.story.source_state import SourceState
from worker.wire.article import Article, BadMessage, Lineage, to_json
from worker.wire.read import decode, read

HEAD = "Ferry line opens"
CRAWLED = {"fetched_at": "2031-05-07T16:00:00+09:00"}

# clock


def test_fv58_clock_of_the_producer() -> None:
    """What the page prints counts, not a crawl before it; without a record's time nothing is held back."""
    a = article(page(HEAD, FERRY, AT, content_id(47), fetched_at="2031-05-07T12:50:00+09:00"))
    assert (a.event_time, a.event_from) == ("2031-05-07T13:00:00+09:00", "page")


def received(message: Message, at: str) -> Article:
    """A message read from a record with a timestamp of its own."""
    return read(decode(orjson.dumps(message)), Lineage("raw", 0, 0), int(moment(at).timestamp() * 1000))


@pytest.mark.parametrize(
    ("printed", "received_at", "event", "ahead"),
    [
        ("2031-05-07 13:00", "2031-05-07 13:01", "2031-05-07T13:00:00+09:00", False),
        ("2031-05-07 13:15", "2031-05-07 13:00", "2031-05-07T13:15:00+09:00", False),
        ("2031-05-07 13:16", "2031-05-07 13:00", "2031-05-07T13:15:00+09:00", True),
        ("2099-01-01 00:00", "2031-05-07 13:00", "2031-05-07T13:15:00+09:00", True),
        ("2031-04-07 13:00", "2031-05-07 13:00", "2031-04-07T13:00:00+09:00", False),
    ],
)
def test_fv58_a_clock_ahead_of_the_record(printed: str, received_at: str, event: str, ahead: bool) -> None:
    """Up to 15 minutes ahead a clock is believed; beyond it the event is held back and flagged. What was printed is
    kept, in pages and in feeds."""
    for message in (page(HEAD, FERRY, printed), feed(HEAD, FERRY, printed)):
        a = received(message, received_at)
        assert (a.event_time, "clock_ahead" in a.flags) == (event, ahead)
        assert (a.published or "")[:16] == printed.replace(" ", "T")


def test_fv58_a_clock_ahead_makes_nobody_late() -> None:
    """An article dated a year ahead does not close the stories of today."""
    hour = 3_600_000
    fold = SourceState("yonhap", 72 * hour)
    wrong = received(page(MUSEUM_HEAD, MUSEUM, "2032-05-07 13:00"), "2031-05-07 13:00")
    base = received(page(HEAD, FERRY, "2031-05-07 13:05"), "2031-05-07 13:06")
    assert fold.add([wrong, base]).outcomes == ("published", "published")


def test_fv59_washington_dateline() -> None:
    """Stamped in the wire's morning, dated the evening before in Washington: both kept, the stamp begins the story."""
    sent = [
        page(HEAD, FERRY[:4], "2031-05-23 04:38", content_id(29, day="20310522"), city="WASHINGTON"),
        page(f"(4th LD) {HEAD}", FERRY, "2031-05-23 07:38", content_id(29, 4, day="20310522"), city="WASHINGTON"),
    ]
    for m in sent:
        m["content"] = m["content"].replace("WASHINGTON, May 23", "WASHINGTON, May 22")
    story = one(*sent)
    assert (story.first_created, story.rung) == ("2031-05-23T04:38:00+09:00", "serial")
    assert story.dateline is not None
    assert (story.dateline.date, story.dateline.cities) == ("2031-05-22", ("WASHINGTON",))


def test_fv59_new_year() -> None:
    """Dec. 31 on a page of Jan. 1 is of the year before, Jan. 1 on a page of Dec. 31 of the year after."""
    for at, printed, expected in (
        ("2032-01-01 06:10", "Dec. 31", "2031-12-31"),
        ("2031-12-31 23:50", "Jan. 1", "2032-01-01"),
        ("2032-03-01 01:00", "Feb. 29", "2032-02-29"),
    ):
        sent = page(HEAD, [f"TOLVE, {printed} (Yonhap) -- {FERRY[0]}"], at)
        sent["content"] = (
            sent["content"].split(") -- ", 1)[0].rsplit("\n\n", 1)[0] + f"\n\nTOLVE, {printed} (Yonhap) -- {FERRY[0]}"
        )
        a = article(sent)
        assert a.dateline is not None
        assert a.dateline.date == expected


def test_fv60_recycled_id() -> None:
    """An old record overwritten with a story of another month: neither its event time nor its story are the id's."""
    old = page(HEAD, FERRY, "2031-03-07 10:00", content_id(89, 1, day="20310307"))
    new = page(f"(LEAD) {MUSEUM_HEAD}", MUSEUM, "2031-11-03 22:36", content_id(89, 1, day="20310307"))
    a = article(new)
    assert (a.serial, a.event_time, "recycled_id" in a.flags) == (None, "2031-11-03T22:36:00+09:00", True)
    stories = tell(old, page(f"(2nd LD) {HEAD}", FERRY, "2031-03-07 11:00", content_id(89, 2, day="20310307")), new)
    assert chains(stories) == {(0, 1), (2,)}


def test_fv60_id_date_before_publication() -> None:
    """An id of the evening before: the printed day is the event's, the id joins all the same."""
    story = one(
        page(HEAD, FERRY[:3], "2031-05-08 00:10", content_id(47)),
        page(f"(LEAD) {HEAD}", FERRY, "2031-05-09 09:00", content_id(47, 1)),
    )
    assert (story.version, story.first_created) == (2, "2031-05-08T00:10:00+09:00")


def test_fv61_over_midnight() -> None:
    """23:50 and 00:20: one story by serial and by slug, and by slug with bare dates."""
    late, early = "2031-05-07 23:50", "2031-05-08 00:20"
    assert (
        one(
            page(HEAD, FERRY[:3], late, content_id(47)), page(f"(LEAD) {HEAD}", FERRY, early, content_id(47, 1))
        ).version
        == 2
    )
    assert one(feed(HEAD, FERRY[:3], late, slug="F"), feed(f"(LEAD) {HEAD}", FERRY, early, slug="F")).version == 2
    dates = [
        page(HEAD, FERRY[:3], late, slug="F", stamp="May 07, 2031"),
        page(f"(LEAD) {HEAD}", FERRY, early, slug="F", stamp="May 08, 2031"),
    ]
    assert one(*dates).version == 2


# digests and other pages that are no stories

DIGEST = (
    "The following is the first summary of major stories moved by Yonhap News Agency on Wednesday.",
    "-----------------",
    f"(2nd LD) {HEAD}",
    "(ATTN: RECASTS headline; ADDS photo)",
    f"PORT MEREN -- {FERRY[0]}",
    FERRY[1],
    "-----------------",
    f"{MUSEUM_HEAD}",
    f"HALDEN BAY, May 7 (Yonhap) -- {MUSEUM[0]}",
)


def digest(at: str, cid: str, lines: tuple[str, ...] = DIGEST, title: str = "Yonhap News Summary") -> Message:
    moment = page(title, lines, at, cid)
    return moment | {"content": moment["content"].replace(dated(lines, at)[0], lines[0])}


def test_fv63_digest_repeats_a_lead() -> None:
    """Its inner markers and notes are not its own; it mentions the stories and is none of their versions."""
    stories = tell(page(HEAD, FERRY, AT, content_id(47)), digest(LAST, content_id(99)))
    ferry, summary = holding(stories, 0), holding(stories, 1)
    assert (ferry.version, summary.kind, summary.marker, summary.editor_note) == (1, "digest", None, None)
    assert [(m.headline, m.marker, m.uri) for m in summary.mentions] == [
        (HEAD, "(2nd LD)", ferry.uri),
        (MUSEUM_HEAD, None, None),
    ]


def test_fv64_digest_overwrites_yesterday() -> None:
    """One id with code 51 and one title on two days: two digests, never one over the other."""
    cid = content_id(99, 1)
    other = (DIGEST[0], *DIGEST[6:])
    stories = tell(digest("2031-05-07 18:00", cid), digest("2031-05-08 18:00", cid, other))
    assert len(stories) == 2
    assert {s.kind for s in stories.values()} == {"digest"}


@pytest.mark.parametrize(
    ("title", "kind"),
    [("Today in Korean history", "history"), ("Top headlines in major S. Korean newspapers", "papers"),
     ("(News in Brief) Summary of inter-Korean news this week", "digest")],
)  # fmt: skip
def test_fv65_pages_that_never_fold(title: str, kind: str) -> None:
    """Under any slug, with any id: a page of its own."""
    sent = page(title, ["May 8", "1887 -- The first lighthouse of Skarn is lit.", "1950 -- A ferry sinks."], AT,
                content_id(47, 1), slug="Meren-ferry")  # fmt: skip
    stories = tell(page(HEAD, FERRY, AT, content_id(47), slug="Meren-ferry"), sent)
    assert (holding(stories, 0).version, holding(stories, 1).kind) == (1, kind)


@pytest.mark.parametrize(
    "flash",
    [
        page("(URGENT) Ferry line opens", ["(END)"], AT, content_id(47)),
        feed("(URGENT) Ferry line opens", [], AT, id=content_id(47)),
        feed("Ferry line opens", ["Ferry line opens."], AT, id=content_id(47), marker="URGENT"),
    ],
)
def test_fv68_urgent_then_full_story(flash: Message) -> None:
    """The flash is version 0; the full text under code 51 without a marker is the next."""
    story = one(
        flash, page(HEAD, FERRY, LATER, content_id(47, 1)), page(f"(LEAD) {HEAD}", FERRY[:5], LAST, content_id(47, 2))
    )
    assert [v.lead_number for v in story.versions] == [0, None, 1]
    assert story.gaps == ()


def test_fv68_urgent_by_slug() -> None:
    """A flash and its story under one slug, sent in one minute; Kyodo writes it without brackets."""
    sent = [
        feed("URGENT: Ferry line opens", [], AT, source="kyodo", slug="ferry"),
        feed(HEAD, FERRY[:3], AT, source="kyodo", slug="ferry"),
        feed(f"UPDATE1: {HEAD}", FERRY, LATER, source="kyodo", slug="ferry"),
    ]
    assert [v.lead_number for v in one(*sent).versions] == [0, None, 1]


@pytest.mark.parametrize(
    "message",
    [
        page(HEAD, ["(END)"], AT)
        | {"content": f"Go to Contents Go to Navigation\n\n{HEAD}\n\nAll News 13:00 May 07, 2031\n\n(END)"},
        feed(HEAD, [], AT),
        feed(HEAD, ["(ATTN: ADDS photo)", "By Kim Ga-sang", "desk@example.com", "(END)"], AT),
        feed(f"(LEAD) {HEAD}", ["", "   ", "\u200b"], AT),
        {"source": "yonhap", "content": "", "headline": ""},
        {"source": "yonhap", "content": "<html><body><nav>Home</nav><script>1</script></body></html>"},
    ],
)
def test_fv69_empty_body(message: Message) -> None:
    """Nothing left to publish: a bad message, with the reason."""
    with pytest.raises(BadMessage) as e:
        article(message)
    assert e.value.reason == "empty"


@pytest.mark.parametrize(
    ("printed", "headline", "prefix", "number"),
    [
        ("Brask (LEAD) opens line", "Brask (LEAD) opens line", None, None),
        ("(News Focus) Ferry line opens", HEAD, "News Focus", None),
        ("(LEAD) (Yonhap Interview) Ferry line opens", HEAD, "Yonhap Interview", 1),
        ("(Yonhap Feature) (2nd LD) Ferry line opens", HEAD, "Yonhap Feature", 2),
        (
            "(EDITORIAL from The Korea Times on May 7) Ferry line opens",
            HEAD,
            "EDITORIAL from The Korea Times on May 7",
            None,
        ),
        ("Ferry line opens (2nd LD)", "Ferry line opens (2nd LD)", None, None),
    ],
)
def test_fv70_marker_and_genres(printed: str, headline: str, prefix: str | None, number: int | None) -> None:
    """Only brackets that lead are markers or genres."""
    a = article(page(printed, FERRY, AT, content_id(47)))
    assert (a.headline, a.prefix, a.lead_number) == (headline, prefix, number)


def test_fv71_other_languages() -> None:
    """Korean and Japanese pages fold by their key; their language is told."""
    text = [
        "(메렌=연합뉴스) 김가상 기자 = 메렌시는 7일 두 번째 여객선 항로를 열었다고 밝혔다.",
        "시장은 기자들에게 항로가 여름 내내 운영된다고 말했다.",
    ]
    base = feed("메렌시, 두 번째 여객선 항로 개통", text[:1], AT, slug="메렌-여객선")
    story = one(base, feed("(LEAD) 메렌시, 두 번째 여객선 항로 개통", text, LATER, slug="메렌-여객선"))
    assert (story.version, story.language, story.lead_number) == (2, "ko", 1)
    assert one(feed("港に新しい航路", ["メレン市は七日、新しい航路を開いた。"], AT, source="kyodo")).language == "ja"


def test_fv79_control_characters() -> None:
    """NUL, control and zero-width characters in every field change nothing of what is read."""
    noisy = feed("(LE\x00AD) Ferry\u200b line\x07 opens", [f"{p[:9]}\x00{p[9:]}\x08" for p in FERRY], AT, slug="F\x00")
    a = article(noisy)
    assert (a.headline, a.lead_number, a.paragraphs, a.slug) == (HEAD, 1, FERRY, "F")


def test_fv81_unknown_fields() -> None:
    """Kept with the article, and no part of what it says: with and without them it is one version."""
    plain = page(HEAD, FERRY, AT, content_id(47))
    more = plain | {"desk_code": 7, "tags": ["harbor", {"deep": None}], "priority": None}
    kept = orjson.loads(to_json(article(more)))["extra"]
    assert kept == {"desk_code": 7, "tags": ["harbor", {"deep": None}], "priority": None}
    assert one(plain, more).version == 1


# agencies


def test_reuters_wrapup_is_a_story_apart() -> None:
    """WRAPUP rounds up other stories under their slug, and is updated by WRAPUP 2."""
    sent = [
        feed(f"UPDATE 1-{HEAD}", FERRY[:4], AT, source="reuters", slug="MEREN-FERRY/"),
        feed("WRAPUP 1-Boats and museums of Meren", [*LANTERN], LATER, source="reuters", slug="MEREN-FERRY/"),
        feed("WRAPUP 2-Boats and museums of Meren", [*LANTERN, TARIFF[0]], LAST, source="reuters", slug="MEREN-FERRY/"),
        feed(f"UPDATE 2-{HEAD}", FERRY, END, source="reuters", slug="MEREN-FERRY/"),
    ]
    assert chains(tell(*sent)) == {(0, 3), (1, 2)}


@pytest.mark.parametrize(
    ("source", "printed", "number"),
    [
        ("reuters", "UPDATE 3-Ferry line opens (Adds background, quotes)", 3),
        ("xinhua", "1st LD-Writethru: Ferry line opens", 1),
        ("xinhua", "1st LD: Ferry line opens", 1),
        ("kyodo", "UPDATE1: Ferry line opens", 1),
        ("ians", "Ferry line opens (Ld)", 1),
        ("ians", "Ferry line opens (2nd Ld)", 2),
        ("yomiuri", "Ferry line opens(Update 1)", 1),
        ("anadolu", "UPDATE - Ferry line opens", 1),
        ("afp", "(LEAD) Ferry line opens", 1),
    ],
)
def test_agency_labels_fold_with_their_base(source: str, printed: str, number: int) -> None:
    """Each wire's own label, with its base under one slug."""
    base = feed(HEAD, FERRY[:3], AT, source=source, slug="ferry")
    story = one(base, feed(printed, FERRY, LATER, source=source, slug="ferry"))
    assert (story.version, story.lead_number, story.headline) == (2, number, HEAD)


def test_mobile_copy_of_another_version() -> None:
    """The mobile page is crawled before and after an update: two sends, three renderings, two versions."""
    sent = [
        mobile(HEAD, FERRY[:3], AT, content_id(47)) | CRAWLED,
        page(f"(LEAD) {HEAD}", FERRY, LATER, content_id(47, 1)) | CRAWLED,
        mobile(f"(LEAD) {HEAD}", FERRY, LATER, content_id(47, 1)) | CRAWLED,
    ]
    story = one(*sent)
    assert [v.lead_number for v in story.versions] == [None, 1]
