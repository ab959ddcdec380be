"""Small rules of notices, closed stories, embargoes and records, by what an editor expects on both of their sides."""

from __future__ import annotations

from typing import Any

import pytest

from tests.story.forms import folded, one, slugged, with_slug
from tests.story.wires import DAY, article, lead, note
from worker.story import combine, embargo, ends
from worker.story.closed import Closed, kept_until
from worker.story.combine import Hold, Links
from worker.story.embargo import Until
from worker.story.group import Group, Ref, RefKind, make_group
from worker.story.item import Copy, make_item
from worker.story.order import version_key
from worker.story.rungs import HOUR_MS, REACH_MS, REMEMBER_MS, SLUG_REACH_MS
from worker.story.story import Story, StoryStatus
from worker.story.targets import Candidates, in_reach
from worker.wire.article import Article, EditorNote, Operation

START = int(DAY.timestamp() * 1000)
MINUTE = 60_000


def group(*articles: Article, uri: str = "newswire:harbour:item:one") -> Group:
    """The story of one item with these texts."""
    return make_group(uri, [make_item(articles[0].item_id, articles)])


def ref(kind: RefKind, minutes: int | None, name: str = "s:ferry") -> Ref:
    """A note's reference to a story, at a time."""
    a = article(minutes)
    ms = -1 if minutes is None else START + minutes * MINUTE
    return Ref(kind, "Ferry", (name,), ms, version_key(a), ms)


@pytest.mark.parametrize(
    ("texts", "since", "lifted", "hold"),
    [
        ([{}], None, None, Hold()),
        ([{}], 10, None, Hold(withheld=True)),
        ([{}], 10, 9, Hold(withheld=True)),
        ([{}], 10, 10, Hold(released=True)),
        ([{}, {"minutes": 20}], 30, 10, Hold(withheld=True)),
        ([{}], None, 10, Hold()),
        ([{}, {"minutes": 20}], 10, None, Hold(released=True)),
        ([{}, {"minutes": 20}, {"minutes": 30}], 10, None, Hold()),
        ([{}, {"minutes": 20}], 10, 15, Hold()),
        ([{}, {"minutes": 20}], 10, 25, Hold(released=True)),
        ([{}, {"minutes": 10}], 10, None, Hold(withheld=True)),
        ([{}, {"minutes": 20, "status": "withheld"}], 10, None, Hold(withheld=True)),
        ([{}, {"minutes": 20, "event_from": "fetched"}], 10, None, Hold(withheld=True)),
        ([{}, {"minutes": 20, "event_from": "fetched", "lead_number": 1}], 10, None, Hold(released=True)),
    ],
)
def test_holds_and_releases(texts: list[dict[str, Any]], since: int | None, lifted: int | None, hold: Hold) -> None:
    """A hold ends with the notice that lifts it, or with the first text that is known to be newer."""
    sent = [
        article(text.pop("minutes", 0), paragraphs=(f"Text {n}.",), **text) for n, text in enumerate(map(dict, texts))
    ]
    times = [None if at is None else START + at * MINUTE for at in (since, lifted)]
    assert combine.held(group(*sent), *times) == hold


@pytest.mark.parametrize(
    ("texts", "notices", "killed"),
    [
        ([{}], [], None),
        ([{}], [(5, 5)], 5),
        ([{}], [(5, 5), (7, 3)], 7),
        ([{"kind": "kill"}], [], 0),
        ([{"status": "canceled"}], [(5, 5)], 5),
        ([{"editor_note": note(("REINSTATES", ()))}], [(0, 0)], None),
        ([{"editor_note": note(("REINSTATES", ()))}], [(1, 1)], 1),
    ],
)
def test_kills(texts: list[dict[str, Any]], notices: list[tuple[int, int]], killed: int | None) -> None:
    """Its last kill counts, its own or a notice's, unless a version not older reinstates it."""
    sent = [article(0, **text) for text in texts]
    at = [(START + ms * MINUTE, START + known * MINUTE) for ms, known in notices]
    assert combine.killed_since(group(*sent), at) == (None if killed is None else START + killed * MINUTE)


@pytest.mark.parametrize(
    ("kind", "begun", "newest", "fits"),
    [
        ("combine", 60, 60, True),
        ("combine", 61, 61, False),
        ("combine", -48 * 60, -48 * 60, True),
        ("combine", -48 * 60 - 1, -48 * 60 - 1, False),
        ("combine", -90 * 60, -48 * 60, True),
        ("kill", -30 * 24 * 60, -30 * 24 * 60, True),
        ("kill", -30 * 24 * 60 - 1, -30 * 24 * 60 - 1, False),
        ("kill", -90 * 60, -48 * 60 - 1, True),
    ],
)
def test_what_a_note_can_mean(kind: RefKind, begun: int, newest: int, fits: bool) -> None:
    """A story begun an hour after it at most, and not older than two days; a notice reaches back for a month."""
    base = 40 * 24 * 60
    story = group(article(base + begun, paragraphs=("A.",)), article(base + newest, paragraphs=("B.",)))
    assert in_reach(ref(kind, base), story) is fits
    assert in_reach(ref(kind, None), story) is True


def test_a_note_means_the_story_begun_last_before_it() -> None:
    """Killed ones only where no other fits, and one begun after it only where none began before."""
    stories = [group(article(at, item_id=f"i{at}"), uri=f"u{at}") for at in (0, 100, 200, 230)]
    found = Candidates(stories, {"u100"})
    assert (found.meant(ref("combine", 210), "own").uri, found.meant(ref("combine", 210), "own").other) == (
        "u200",
        "u0",
    )
    assert found.meant(ref("combine", 200), "own").uri == "u200"
    assert found.meant(ref("combine", 150), "own").uri == "u0"
    assert found.meant(ref("combine", 150), "u0").uri == "u100"
    assert found.meant(ref("combine", 210), "u200").uri == "u0"
    assert Candidates(stories[3:], set()).meant(ref("combine", 200), "own").uri == "u230"
    assert Candidates(stories[3:], set()).meant(ref("combine", 169), "own").uri is None
    assert Candidates([], set()).meant(ref("combine", 200), "own").uri is None
    many = [group(article(at, item_id=f"i{at}"), uri=f"u{at:03}") for at in range(101)]
    assert Candidates(many, set()).meant(ref("combine", 200), "own").cut is False
    assert Candidates(many, set()).meant(ref("combine", 100 + 48 * 60), "own").cut is True


def closed(status: StoryStatus = "usable", **fields: Any) -> tuple[Closed, Story]:
    """One story, closed."""
    sent = slugged("Ferry", 60, item_id="ferry", **fields)
    [story] = folded(sent).values()
    kept = Closed("harbour")
    kept.close(
        group(sent, uri=story.uri),
        Story(**{name: getattr(story, name) for name in Story.__slots__} | {"status": status}),
    )
    kept.begin()
    return kept, story


@pytest.mark.parametrize(
    ("status", "kind", "minutes", "now"),
    [
        ("usable", "kill", 70, "canceled"),
        ("usable", "hold", 70, "withheld"),
        ("usable", "release", 70, None),
        ("withheld", "release", 70, "usable"),
        ("embargoed", "release", 70, "usable"),
        ("superseded", "release", 70, None),
        ("canceled", "kill", 70, None),
        ("canceled", "release", 70, None),
        ("withheld", "hold", 70, None),
        ("withheld", "kill", 70, "canceled"),
        ("usable", "hold", 60, "withheld"),
        ("usable", "hold", 59, None),
        ("usable", "kill", 0, "canceled"),
        ("usable", "kill", -1, None),
        ("usable", "combine", 70, None),
        ("usable", "kill", None, "canceled"),
    ],
)
def test_notices_to_closed_stories(status: StoryStatus, kind: RefKind, minutes: int | None, now: str | None) -> None:
    """A kill stays, a hold must not be older than the text, a release only ends a hold."""
    kept, story = closed(status)
    assert kept.ask(ref(kind, minutes)) is (now is not None)
    assert [(told.uri, told.status, told.closed) for told in kept.asked] == ([(story.uri, now, True)] if now else [])
    kept.take_back()
    assert kept.asked == []


def test_names_of_closed_stories() -> None:
    """Its items and names stay known, and it is forgotten a month after its newest text."""
    kept, story = closed()
    assert (story.uri in kept, len(kept), kept.has_item("ferry"), kept.has_name("ferry")) == (True, 1, True, True)
    assert (kept.has_item("other"), kept.has_name("other"), kept.story_of(slugged("Ferry", 99))) == (
        False,
        False,
        story.uri,
    )
    assert kept.story_of(slugged("Other", 99)) is None
    month = START + 60 * MINUTE + REMEMBER_MS
    assert [e.value for e in kept.changelog(month, ()) if e.key == story.uri and e.value is None] == []
    assert [e.value for e in kept.changelog(month + 1, ("ferry",)) if e.value is None] == []
    assert [e.key for e in kept.changelog(month + 1, ()) if e.value is None] == [story.uri]
    assert (story.uri in kept, kept.has_item("ferry"), kept.has_name("ferry")) == (False, False, False)


def test_articles_of_closed_stories() -> None:
    """An update is late, a notice takes effect once, and what is known to an open item is none of its own."""
    kept, _ = closed()
    update = slugged("Ferry", 90, item_id="ferry")
    kill = slugged("Ferry", 90, item_id="ferry", status="canceled", paragraphs=())
    assert kept.reach(update, lambda a: False) == "late"
    assert kept.reach(update, lambda a: True) is None
    assert kept.reach(slugged("Ferry", 90, item_id="ferry", headline="Other news"), lambda a: False) is None
    assert kept.reach(slugged("Ferry", 90, item_id="new"), lambda a: False) is None
    assert kept.reach(slugged("Ferry", 60, item_id="ferry", status="withheld"), lambda a: False) == "late"
    assert kept.reach(slugged("Ferry", 61, item_id="ferry", status="withheld"), lambda a: False) == "published"
    assert [kept.reach(kill, lambda a: False), kept.reach(kill, lambda a: False)] == ["published", "duplicate"]
    assert Closed("harbour").reach(kill, lambda a: False) is None


def test_how_long_a_story_stays_open() -> None:
    """Until its embargo ends; a withheld one, or one whose embargo has no end, for a month."""
    end = "2031-05-09T00:00:00+00:00"
    assert kept_until(group(article(0)), Links()) == -1
    assert kept_until(group(article(0)), Links(withheld=True)) == START + REMEMBER_MS
    assert kept_until(group(article(0, status="withheld")), Links()) == START + REMEMBER_MS
    assert kept_until(group(article(0, flags=("embargoed",), embargoed_until=end)), Links()) == START + 48 * HOUR_MS
    assert kept_until(group(article(0, flags=("embargoed",))), Links()) == START + REMEMBER_MS


def test_embargoes() -> None:
    """Under one until its end has come, for ever without an end; a notice lifts those sent until then."""
    end = "2031-05-07T12:00:00+00:00"
    free, held = article(0), article(0, flags=("embargoed",), embargoed_until=end)
    noon = START + 12 * HOUR_MS
    assert (ends.end_of(free), ends.end_of(held)) == (None, noon)
    assert (ends.ends_of([free, held]), ends.ends_of([free])) == (frozenset((noon,)), frozenset())
    for ended, status in ((Until(noon), "usable"), (Until(noon - 1), "embargoed")):
        assert [c.article.status for c in embargo.under_embargo((Copy(free), Copy(held)), ended)] == ["usable", status]
    endless = (Copy(article(0, flags=("embargoed",))),)
    assert [c.article.status for c in embargo.under_embargo(endless, Until(noon * 2))] == ["embargoed"]
    assert not ends.has_one(article(0, flags=("embargoed",), kind="kill"))
    assert not ends.has_one(article(0, flags=("embargoed",), status="withheld"))
    under = embargo.under_embargo(endless, Until(0))
    assert [embargo.lifted(under, START + ms)[0].article.status for ms in (0, -1)] == ["usable", "embargoed"]
    assert (embargo.is_over(held), embargo.is_over(free)) == (True, False)
    assert (
        embargo.newest_ms([free, article(5), article(0, fetched_at="2031-05-08T00:00:00+00:00")])
        == START + 24 * HOUR_MS
    )
    assert embargo.newest_ms([]) == 0


@pytest.mark.parametrize(
    ("fields", "flag"),
    [
        ({"lead_number": 1, "marker": "(LEAD)"}, "base_missing"),
        ({}, None),
        ({"flags": ("marker_typo",)}, "marker_typo"),
        ({"take": 2}, "take_missing"),
        ({"serial": "20310507-0011-315", "send_number": 1}, "label_mismatch"),
        ({"kind": "advisory", "editor_note": EditorNote("x", (Operation("DISREGARDS"),))}, "no_target"),
        (
            {"kind": "advisory", "editor_note": EditorNote("x", (Operation("DISREGARDS", slugs=("Other",)),))},
            "no_target",
        ),
    ],
)
def test_flags_of_stories(fields: dict[str, Any], flag: str | None) -> None:
    """What an editor should know of a story, each where it holds and not elsewhere."""
    told = {"base_missing", "marker_typo", "take_missing", "label_mismatch", "no_target"}
    assert set(one(slugged("Ferry", 0, **fields)).flags) & told == ({flag} if flag else set())


@pytest.mark.parametrize(
    ("fields", "orphan"),
    [({"slug": "Ferry"}, False), ({}, True), ({"serial": "20310507-0011-315", "send_number": 1}, False)],
)
def test_leads_without_their_story(fields: dict[str, Any], orphan: bool) -> None:
    """A LEAD that nothing but a text could place, and that found none."""
    assert ("orphan_lead" in one(article(0, **lead(1), **fields)).flags) is orphan


def test_what_a_record_shows_of_a_withdrawn_story() -> None:
    """Text, pictures and speakers are not told of a story that may not be used; who was where is."""
    first = slugged("Ferry", 0, item_id="f", captions=("A.",), byline="Ana Holm")
    gone = one(first, slugged("Ferry", 5, item_id="f", status="canceled", paragraphs=()))
    assert (gone.status, gone.paragraphs, gone.captions, gone.headline) == ("canceled", (), (), "Ferry line opens")
    assert [v.status for v in gone.versions] == ["canceled", "canceled"]
    held = one(slugged("Ferry", 0, item_id="f", status="withheld", captions=("A.",)))
    assert (held.status, held.paragraphs, held.captions, held.change.kind) == ("withheld", (), (), "withheld")
    free = one(first)
    assert (free.status, len(free.paragraphs), free.captions, free.version) == ("usable", 4, ("A.",), 1)


def test_slugs_of_a_story() -> None:
    """Each once, in the first spelling, in the order of versions; the newest version's own is the story's."""
    serial = {"serial": "20310507-0011-315"}
    story = one(
        article(0, send_number=0, slug="Ferry", **serial),
        article(5, send_number=1, slug="FERRY", **serial, **lead(1)),
        article(9, send_number=2, slug="Museum", **serial, **lead(2)),
        article(12, send_number=3, **serial, **lead(3)),
    )
    assert (story.slugs, story.slug, story.version, story.gaps) == (("Ferry", "Museum"), "Museum", 4, ())


def test_reaches_are_hours() -> None:
    """A slug reaches over eighteen hours, a note over two days, a notice over thirty days."""
    assert [ms / HOUR_MS for ms in (SLUG_REACH_MS, REACH_MS, REMEMBER_MS)] == [18, 48, 720]
    stories = folded(slugged("Museum", 0), slugged("Ferry", 10, 1, editor_note=note(("COMBINES", ("Museum",)))))
    assert with_slug(stories, "Museum").status == "superseded"
