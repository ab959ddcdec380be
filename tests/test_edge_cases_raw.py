"""The contract of folding from raw messages on: order of versions, duplicates. Numbers are those of the
edge-case list; `tests/story/test_edge_cases.py` has the same contract in values."""

from __future__ import annotations

from itertools import permutations

import pytest

from tests.raw_forms import (
    AT,
    BASE,
    FERRY,
    HEAD,
    LANTERN,
    LANTERN_HEAD,
    LAST,
    LATER,
    LEAD,
    SECOND,
    article,
    articles,
    chains,
    content_id,
    dated,
    feed,
    mobile,
    one,
    page,
    tell,
)
from worker.story.resolve import resolve
from worker.story.source_state import SourceState
from worker.story.story import to_json

# order


def test_fv01_base_then_lead() -> None:
    """Two pages of one serial, two hosts: the LEAD stands, and its note is true."""
    story = one(BASE, LEAD)
    assert (story.version, story.lead_number, story.change.kind, story.rung) == (2, 1, "updated", "serial")
    assert (story.gaps, story.headline) == ((), HEAD)
    assert (story.change.paragraphs_added, story.change.note_agrees) == ((4,), True)


def test_fv01_chain_of_a_feed_with_slugs() -> None:
    """The same without any id: the slug joins, the markers order."""
    sent = [
        feed(HEAD, dated(FERRY[:3], AT), AT, slug="Meren-ferry"),
        feed(f"(LEAD) {HEAD}", dated(FERRY[:4], AT), LATER, slug="Meren-ferry"),
        feed("(2nd LD) Mayor takes first boat", dated(FERRY[1:5], AT), LAST, slug="Meren-ferry"),
    ]
    story = one(*sent)
    assert [v.lead_number for v in story.versions] == [None, 1, 2]
    assert (story.rung, story.headline, story.gaps) == ("slug", "Mayor takes first boat", ())


def test_fv01_chain_of_a_feed_with_ids() -> None:
    """A feed that gives content ids alone, with the marker lost from the second headline."""
    story = one(feed(HEAD, FERRY[:3], AT, id=content_id(47)), feed(HEAD, FERRY[:5], LATER, id=content_id(47, 1)))
    assert (story.version, story.lead_number, story.rung) == (2, None, "serial")
    assert len(story.paragraphs) == 5


def test_fv02_lead_before_base() -> None:
    """The LEAD alone says that its base is missing; the base changes nothing but that."""
    alone = one(LEAD)
    assert (alone.gaps, "base_missing" in alone.flags) == ((0,), True)
    both = one(LEAD, BASE)
    assert (both.paragraphs, both.gaps, "base_missing" in both.flags) == (alone.paragraphs, (), False)


def test_fv03_second_lead_before_lead() -> None:
    """Order 0, 52, 51: the 2nd LD stands, the LEAD is history."""
    story = one(BASE, SECOND, LEAD)
    assert (story.lead_number, [v.raw.offset for v in story.versions]) == (2, [0, 2, 1])


def test_fv04_every_order_of_five_versions() -> None:
    """120 orders of five pages, each delivered twice: one record, byte for byte."""
    more = [
        page(f"({n}{'rd' if n == 3 else 'th'} LD) {HEAD}", FERRY[: n + 2], f"2031-05-07 15:0{n}", content_id(47, n))
        for n in (3, 4)
    ]
    five = articles([BASE, LEAD, SECOND, *more])
    records = set()
    for order in permutations(five):
        fold, last = SourceState("yonhap"), b""
        for a in (*order, *order):
            for _, story in fold.add([a]).stories:
                last = to_json(story) if story else b""
        records.add(last)
    assert records == {to_json(s) for s in resolve(five)}


def test_fv05_missing_leads_are_gaps() -> None:
    """Base, 2nd LD, 4th LD: 1 and 3 are missing, by ids and by slug."""
    fourth = page(f"(4th LD) {HEAD}", FERRY, "2031-05-07 16:00", content_id(47, 4))
    assert one(BASE, SECOND, fourth).gaps == (1, 3)
    slugged = [
        feed(f"{marker}{HEAD}", FERRY[: n + 2], f"2031-05-07 1{n}:00", slug="Meren-ferry")
        for n, marker in ((0, ""), (2, "(2nd LD) "), (4, "(4th LD) "))
    ]
    assert one(*slugged).gaps == (1, 3)


def test_fv06_a_late_lead_alone() -> None:
    """A page text with nothing but a 5th LD marker, no address: told, with five numbers missing."""
    story = one(page(f"(5th LD) {HEAD}", FERRY, AT))
    assert (story.version, story.lead_number, story.gaps) == (1, 5, (0, 1, 2, 3, 4))


def test_fv07_same_minute() -> None:
    """Base, LEAD and 2nd LD stamped in one minute: ids order them, and markers where there are no ids."""
    same = [
        page(f"{m}{HEAD}", FERRY[: n + 2], AT, content_id(47, n)) for n, m in enumerate(("", "(LEAD) ", "(2nd LD) "))
    ]
    assert one(*same).lead_number == 2
    slugs = [feed(f"{m}{HEAD}", FERRY[:4], AT, slug="Meren-ferry") for m in ("(2nd LD) ", "(LEAD) ")]
    assert [v.lead_number for v in one(*slugs).versions] == [1, 2]


def test_fv08_marker_and_id_disagree() -> None:
    """(LEAD) under id code 53, no marker under 51: the id orders, the disagreement is flagged."""
    ahead = page(f"(LEAD) {HEAD}", FERRY, AT, content_id(47, 3))
    story = one(ahead, SECOND)
    assert (story.lead_number, "label_mismatch" in story.flags) == (1, True)
    assert [v.send_number for v in story.versions] == [2, 3]
    assert "label_mismatch" in one(page(HEAD, FERRY, AT, content_id(47, 1))).flags


def test_fv09_no_id_marker_only() -> None:
    """A page text without address: keyed by source, headline and date, in two renderings one item."""
    story = one(
        page(f"(LEAD) {HEAD}", FERRY, AT), {**page(f"(LEAD) {HEAD}", FERRY, AT, stamp=""), "published_at": "2031-05-07"}
    )
    assert (story.rung, story.lead_number, story.version) == ("item", 1, 1)


@pytest.mark.parametrize(
    ("source", "fields"),
    [
        ("yonhap", {"headline": f"(3rd LD) {HEAD}", "editor_note": "CORRECTS name in para 4", "id": content_id(47, 3)}),
        ("yonhap", {"headline": f"(3rd LD) {HEAD}", "editor_note": "(ATTN: CORRECTS name in para 4; ADDS photo)"}),
        ("reuters", {"headline": f"CORRECTED-{HEAD}", "editor_note": None}),
        ("reuters", {"headline": f"CORRECTED-UPDATE 3-{HEAD} (Corrects name in fourth paragraph)"}),
        ("ap", {"headline": HEAD, "marker": "3rdLd-Writethru", "editor_note": "Eds: Corrects name in 4th graf."}),
    ],
)
def test_fv11_correction(source: str, fields: dict[str, str]) -> None:
    """A correction, as each agency writes it, is the newest version and told as corrected."""
    base = feed(HEAD, FERRY[:4], AT, source=source, slug="Meren-ferry")
    base |= {"id": content_id(47)} if "id" in fields else {}
    wrong = FERRY[3].replace("older", "newer")
    story = one(base, feed(HEAD, [*FERRY[:3], wrong], LATER, source=source, slug="Meren-ferry") | fields)
    assert (story.version, story.change.kind, story.paragraphs[3]) == (2, "corrected", wrong)
    assert story.correction is not None


def test_fv12_silent_edit() -> None:
    """One word differs under the same address, no note: the newer crawl stands, both texts are kept."""
    fixed = {**BASE, "content": str(BASE["content"]).replace("second ferry", "new ferry")}
    old, new = {"fetched_at": "2031-05-07T05:00:00Z"}, {"fetched_at": "2031-05-07T15:00:00+09:00"}
    story = one(BASE | old, fixed | new)
    assert (story.change.kind, story.version, "silent_edit" in story.flags) == ("silent_edit", 2, True)
    assert "new ferry" in one(fixed | new, BASE | old).paragraphs[0]
    assert "second ferry" in one(fixed | old, BASE | new).paragraphs[0]


def test_fv12_refile() -> None:
    """REFILE- changes nothing of the numbering: it is the newest version of its story."""
    sent = [
        feed(f"UPDATE 1-{HEAD}", FERRY[:3], AT, source="reuters", slug="MEREN-FERRY/"),
        feed(f"REFILE-UPDATE 1-{HEAD}", [FERRY[0].replace("said", "told"), *FERRY[1:3]], LATER, source="reuters",
             slug="MEREN-FERRY/"),
    ]  # fmt: skip
    story = one(*sent)
    assert (story.lead_number, story.version, story.headline) == (1, 2, HEAD)
    assert "told" in story.paragraphs[0]


# duplicates


def test_fv13_the_same_message_twice() -> None:
    """Delivered twice, in two places of the stream: one version, and the second changes nothing."""
    assert one(BASE, BASE, BASE).version == 1
    fold = SourceState("yonhap")
    first, second = articles([BASE, BASE])
    fold.add([first])
    step = fold.add([second])
    assert (step.outcomes, step.stories) == (("duplicate",), ())


def test_fv15_send_number_repeated() -> None:
    """Id code 51 twice with other text, crawled at one moment: the one that came in later stands, both are kept."""
    at = {"fetched_at": "2031-05-07T15:00:00+09:00"}
    other = {**LEAD, "content": str(LEAD["content"]).replace("sixty", "seventy")}
    story = one(LEAD | at, other | at)
    assert (story.change.kind, story.version) == ("silent_edit", 2)
    assert story.versions[-1].content_hash == articles([LEAD | at, other | at])[1].content_hash


def test_fv16_new_number_same_text() -> None:
    """A 2nd LD with the text of the LEAD is listed and changes nothing."""
    story = one(LEAD, page(f"(2nd LD) {HEAD}", FERRY[:4], LAST, content_id(47, 2)))
    assert (story.version, story.change.kind) == (2, "no_text_change")


def test_fv17_only_the_photo_changed() -> None:
    """(ATTN: CHANGES photo): the text is the same, the captions differ."""
    photos = ("A boat lies at the pier of Skarn on May 7, 2031. (Yonhap)", "The mayor waves on May 7, 2031. (Yonhap)")
    story = one(
        page(HEAD, FERRY[:3], AT, content_id(47), caption=photos[0]),
        page(f"(LEAD) {HEAD}", FERRY[:3], LATER, content_id(47, 1), caption=photos[1], note="CHANGES photo"),
    )
    assert (story.change.kind, story.captions, story.change.note_agrees) == ("media_only", (photos[1],), True)


def test_fv18_two_renderings() -> None:
    """Desktop, mobile and HTML copies of one item are one version: the union of what each kept."""
    caption = "A boat lies at the pier of Skarn on May 7, 2031. (Yonhap)"
    desktop = page(f"(LEAD) {HEAD}", FERRY, AT, content_id(47, 1), caption=caption, note="ADDS photo")
    small = mobile(f"(LEAD) {HEAD}", FERRY, AT, content_id(47, 1), fetched_at="2031-05-08T00:00:00Z")
    marked_up = {
        "source": "yonhap",
        "content_type": "text/html; charset=utf-8",
        "content": f"<html><head><title>(LEAD) {HEAD} | Yonhap News Agency</title></head><body><nav>Home</nav><h1>"
        f"(LEAD) {HEAD}</h1><p>All News 13:00 May 07, 2031</p>"
        + "".join(f"<p>{p}</p>\n" for p in dated(FERRY, AT))
        + "<p>(END)</p><ul><li>(2nd LD) Granite wall</li></ul></body></html>",
        "url": f"https://app.yonhapnews.co.kr/YNA/search/r.aspx?c={content_id(47, 1)}",
    }
    story = one(desktop, small, marked_up)
    assert (story.version, story.captions, story.paragraphs) == (1, (caption,), FERRY)
    assert story.editor_note is not None
    assert (story.emails, story.versions[0].fetched_at) == (("desk@example.com",), "2031-05-08T00:00:00Z")


def test_fv19_caption_printed_twice() -> None:
    """On two lines, on one line, and between paragraphs: one caption."""
    caption = "A boat lies at the pier of Skarn on May 7, 2031. (Yonhap)"
    doubled = page(HEAD, FERRY, AT, content_id(47), caption=caption)
    inline = page(HEAD, [FERRY[0], f"{caption} {caption}", *FERRY[1:]], AT, content_id(47))
    between = page(HEAD, [FERRY[0], caption, FERRY[1], caption, *FERRY[2:]], AT, content_id(47))
    for message in (doubled, inline, between):
        assert (article(message).captions, article(message).paragraphs) == ((caption,), FERRY)


def test_fv21_daily_series() -> None:
    """The count of the day: one headline, nearly one text, other serials or other days. Other stories."""

    def report(day: int, count: str) -> list[str]:
        return [
            f"PORT MEREN, May {day} (Yonhap) -- Halden Bay reports {count} more cases of harbor fever.",
            *FERRY[2:5],
        ]

    head = "Halden Bay reports more cases of harbor fever"
    by_id = [
        page(head, FERRY, "2031-05-07 10:00", content_id(14)),
        page(head, FERRY, "2031-05-08 10:00", content_id(14, day="20310508")),
        page(head, FERRY, "2031-05-08 17:00", content_id(34, day="20310508")),
    ]
    assert len(tell(*by_id)) == 3
    by_slug = [
        feed(head, report(7, "four"), "2031-05-07 10:00", slug="Fever-count"),
        feed(head, report(8, "five"), "2031-05-08 10:00", slug="Fever-count"),
        feed(f"(LEAD) {head}", report(8, "six"), "2031-05-08 12:00", slug="Fever-count"),
    ]
    assert chains(tell(*by_slug)) == {(0,), (1, 2)}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("https://en.yna.co.kr/view/{id}", "http://m-en.yna.co.kr/view/{id}?section=nk/nk&input=tw"),
        (
            "https://en.yna.co.kr/view/{id}?input=tw",
            "http://english.yonhapnews.co.kr/national/2031/05/07/03/0301000000{id}F.HTML",
        ),
        ("https://wire.example/a/ferry-7", "https://www.wire.example/a/ferry-7/?utm_source=x&fbclid=1#top"),
        ("https://wire.example/view?id=7", "https://m.wire.example/view?ref=home&id=7"),
    ],
)
def test_fv22_addresses_of_one_item(first: str, second: str) -> None:
    """Hosts, sections and tracking do not make another item."""
    urls = [u.format(id=content_id(47)) for u in (first, second)]
    story = one(*(page(HEAD, FERRY, AT, url=u) for u in urls))
    assert (story.version, len({v.item_id for v in story.versions})) == (1, 1)


# late


def test_fv55_fv56_late_arrival() -> None:
    """Three hours late folds as ever; older than the window it is late, and changes nothing."""
    hour = 3_600_000
    fold, received = SourceState("yonhap", 72 * hour), {"received_at": "2031-06-07T04:01:00Z"}
    lead, base, other, old = articles([
        page(f"(LEAD) {HEAD}", FERRY, "2031-05-07 16:00", content_id(47, 1)),
        page(HEAD, FERRY[:3], AT, content_id(47)),
        page(LANTERN_HEAD, LANTERN, "2031-06-07 13:00", content_id(90, day="20310607")) | received,
        page(f"(2nd LD) {HEAD}", FERRY, "2031-05-07 17:00", content_id(47, 2)),
    ])  # fmt: skip
    assert [fold.add([a]).outcomes[0] for a in (lead, base, other, old)] == [
        "published",
        "superseded",
        "published",
        "late",
    ]
