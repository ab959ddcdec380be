"""The contract of folding from raw messages on: kills, holds and releases. Numbers are those of the edge-case list."""

from __future__ import annotations

from itertools import permutations

import pytest

from tests.raw_forms import (
    AT,
    END,
    FERRY,
    HEAD,
    KILLS,
    LANTERN,
    LAST,
    LATER,
    MUSEUM,
    MUSEUM_BASE,
    MUSEUM_HEAD,
    Message,
    articles,
    by_slug,
    content_id,
    feed,
    headlined,
    holding,
    one,
    page,
    tell,
)
from worker.story.wire import Wire


@pytest.mark.parametrize("kill", KILLS)
def test_fv46_kill(kill: Message) -> None:
    """Every form of a kill: canceled, no text, every version in the history marked; and in any order (FV-47)."""
    lead = feed(f"(LEAD) {MUSEUM_HEAD}", MUSEUM, LATER, slug="Museum-tides")
    for order in permutations([MUSEUM_BASE, lead, kill]):
        stories = tell(*order)
        story = by_slug(stories, "Museum-tides")
        assert (story.status, story.paragraphs, story.captions) == ("canceled", (), ())
        assert {v.status for v in story.versions} == {"canceled"}
        assert all(s.status == "canceled" for s in stories.values())


@pytest.mark.parametrize(
    "fields",
    [
        {"slug": "US--Meren Ferry,KILL", "headline": HEAD, "body": "It was wrong."},
        {"slug": "US--Meren Ferry,Bulletin KILL", "headline": HEAD, "body": "It was wrong."},
        {"slug": "US--Meren Ferry", "headline": f"KILL: {HEAD}", "body": "It was wrong."},
        {"slug": "BC-US--Meren Ferry,2nd Ld-Writethru", "status": "canceled"},
        {"headline": f"WITHDRAWN-{HEAD}", "body": "The item has been withdrawn."},
    ],
)
def test_fv46_kill_by_an_agency(fields: Message) -> None:
    """The label behind the slug's comma, or in front of the headline, says it."""
    base = feed(HEAD, FERRY, AT, source="ap", slug="US--Meren Ferry")
    kill = {"source": "ap", "published_at": "2031-05-07T14:20:00+09:00"} | fields
    assert {s.status for s in tell(base, kill).values()} == {"canceled"}


def test_fv46_kill_by_content_id() -> None:
    """The next send of the serial, canceled, with or without a text of its own."""
    for kill in (
        feed(HEAD, [], LAST, id=content_id(47, 2), status="canceled"),
        page(f"KILL: {HEAD}", ["KILL KILL KILL", "This story is withdrawn."], LAST, content_id(47, 2)),
        {"source": "yonhap", "url": f"https://en.yna.co.kr/view/{content_id(47)}", "pubstatus": "canceled"},
    ):
        story = one(page(HEAD, FERRY, AT, content_id(47)), kill)
        assert (story.status, story.headline, story.paragraphs) == ("canceled", HEAD, ())


def test_fv47_kill_before_the_story() -> None:
    """A story that comes after its kill is never told as usable, by id, by slug and by headline."""
    for kill in (KILLS[0], KILLS[1], KILLS[2]):
        fold = Wire("yonhap")
        fold.add(articles([kill]))
        step = fold.add(articles([MUSEUM_BASE]))
        assert {s.status for _, s in step.stories if s} == {"canceled"}


def test_fv48_older_version_after_kill() -> None:
    """The LEAD that comes after the kill of the 2nd LD is history."""
    sent = [
        page(f"({m}) {HEAD}", FERRY, f"2031-05-07 13:{n}0", content_id(47, n)) for n, m in ((2, "2nd LD"), (1, "LEAD"))
    ]
    story = one(sent[0], feed(HEAD, [], LAST, id=content_id(47, 2), status="canceled"), sent[1])
    assert story.status == "canceled"
    assert 1 in {v.lead_number for v in story.versions}


def test_fv49_substitute_after_a_kill() -> None:
    """A new serial under the killed slug is usable; the killed serial is not, unless a note reinstates it."""
    killed = [
        page(HEAD, FERRY, AT, content_id(47), slug="Meren-ferry"),
        feed(HEAD, [], LATER, id=content_id(47, 1), slug="Meren-ferry", status="canceled"),
    ]
    substitute = page(f"{HEAD} after check", LANTERN, LAST, content_id(90), slug="Meren-ferry")
    assert holding(tell(*killed, substitute), 2).status == "usable"
    again = page(f"(2nd LD) {HEAD}", FERRY, LAST, content_id(47, 2))
    assert one(*killed, again).status == "canceled"
    reinstated = page(f"(2nd LD) {HEAD}", FERRY, LAST, content_id(47, 2), note="REINSTATES story killed in error")
    story = one(*killed, reinstated)
    assert (story.status, story.change.kind) == ("usable", "reinstated")


def test_fv50_withhold_then_release() -> None:
    """Under embargo there is no text to use; the release brings it."""
    held = feed(HEAD, FERRY, AT, id="7", slug="Meren-ferry", status="withheld")
    assert (one(held).status, one(held).paragraphs) == ("withheld", ())
    story = one(held, feed(HEAD, FERRY, LATER, id="7", slug="Meren-ferry", status="usable"))
    assert (story.status, story.change.kind, story.paragraphs) == ("usable", "released", FERRY)


HOLDS: list[Message] = [
    feed("WITHHOLD: Museum of tides to reopen", ["More follows."], LATER),
    feed("ADVISORY", ['Editors: please hold the story slugged "Museum-tides" until further notice.'], LATER),
    feed("HOLD", ["We are checking a name."], LATER, slug="Museum-tides"),
    page(
        "Note to editors", [f'Editors, do not use the story headlined "{MUSEUM_HEAD}" for now.'], LATER, content_id(99)
    ),
    feed("Note", ["A name is being checked."], LATER, editor_note='WITHHOLDS story sent under slug "Museum-tides"'),
]
ENDS: list[Message] = [
    feed("ADVISORY", ['Editors: the hold on the story slugged "Museum-tides" is lifted.'], LAST),
    feed("HOLD LIFTED: Museum of tides to reopen", ["The name is right."], LAST),
    feed("Note", ["The name is right."], LAST, editor_note='RELEASES story sent under slug "Museum-tides"'),
    feed(f"(LEAD) {MUSEUM_HEAD}", MUSEUM, LAST, slug="Museum-tides"),
]


@pytest.mark.parametrize("hold", HOLDS)
@pytest.mark.parametrize("end", ENDS)
def test_fv50_withheld_by_an_advisory(hold: Message, end: Message) -> None:
    """However it is said: withheld, without text, until a notice or a newer version ends it, in every order."""
    for order in permutations([MUSEUM_BASE, hold]):
        museum = headlined(tell(*order), MUSEUM_HEAD)
        assert (museum.status, museum.paragraphs, museum.change.kind) == ("withheld", (), "withheld")
    for order in permutations([MUSEUM_BASE, hold, end]):
        museum = headlined(tell(*order), MUSEUM_HEAD)
        assert (museum.status, museum.change.kind, museum.paragraphs[:3]) == ("usable", "released", MUSEUM[:3])


@pytest.mark.parametrize("hold", HOLDS)
@pytest.mark.parametrize("kill", [KILLS[0], KILLS[2]])
def test_fv50_a_kill_is_stronger_than_a_hold(hold: Message, kill: Message) -> None:
    """Held, then killed, then let go: canceled for good."""
    for order in permutations(
        [MUSEUM_BASE, hold, kill, feed("HOLD LIFTED: Museum of tides to reopen", ["Right."], END)]
    ):
        assert headlined(tell(*order), MUSEUM_HEAD).status == "canceled"


@pytest.mark.parametrize(
    "advisory",
    [
        feed("ADVISORY", [f'Editors, please disregard the story headlined "{MUSEUM_HEAD}."'], LAST),
        feed("DISREGARD: Museum-tides", ["It was sent by mistake."], LAST),
        page(
            "Attention editors", ['Please disregard the previous story slugged "Museum-tides".'], LAST, content_id(99)
        ),
        feed(
            "Note to subscribers",
            ["DISREGARD the previous story slugged Museum-tides because it was sent twice."],
            LAST,
        ),
    ],
)
def test_fv51_advisory(advisory: Message) -> None:
    """No version of anything: it acts on the story named, and on no other."""
    stories = tell(MUSEUM_BASE, feed(HEAD, FERRY, AT, slug="Meren-ferry"), advisory)
    assert (holding(stories, 0).status, holding(stories, 0).version) == ("canceled", 1)
    assert (holding(stories, 1).status, holding(stories, 2).kind) == ("usable", "advisory")


def test_fv50_an_embargo_binds_the_text_that_carries_it() -> None:
    """A text under embargo says so, and is the base that it is; the update without it is free."""
    held = feed(HEAD, ["EMBARGOED until 0500 GMT May 7", *FERRY[:3]], AT, slug="Meren-ferry")
    story = one(held)
    assert (story.status, story.change.kind, "embargoed" in story.flags) == ("usable", "created", True)
    assert story.editor_note is not None
    assert (story.editor_note.text, story.paragraphs) == ("EMBARGOED until 0500 GMT May 7", FERRY[:3])
    free = one(held, feed(f"(LEAD) {HEAD}", FERRY, LATER, slug="Meren-ferry"))
    assert (free.version, free.gaps, "embargoed" in free.flags) == (2, (), False)
