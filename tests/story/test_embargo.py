"""Embargoes: told without text until their end has come, then as usable, each once (FV-99, FV-100)."""

from __future__ import annotations

import dataclasses
from typing import Any

import orjson
import pytest

from tests.story.forms import combining, folded, killed, one, sent, slugged
from tests.story.test_convergence import HOUR_MS, sent_at
from tests.story.wires import DAY, article, note, text
from worker.publish.ninjs import to_ninjs
from worker.publish.outputs import Outputs
from worker.story.canonical import Shows, make_story
from worker.story.combine import NO_LINKS
from worker.story.embargo import Until
from worker.story.group import make_group
from worker.story.item import make_item
from worker.story.resolve import resolve, resolved_states
from worker.story.source_state import SourceState
from worker.story.story import Story, to_json
from worker.wire.article import Article

NOON = "2031-05-07T12:00:00+00:00"
NOON_MS = int(DAY.timestamp() * 1000) + 12 * HOUR_MS
SECRET = "Minister resigns over the harbour"


def embargoed(until: str | None = NOON, minutes: int = 600, **fields: Any) -> Article:
    """An article under embargo, sent at ten."""
    given = {"item_id": "m", "slug": "Museum", "headline": SECRET, "flags": ("embargoed",), "embargoed_until": until}
    return article(minutes, **(given | fields))


def then(now_ms: int, *articles: Article) -> Story:
    """The single story of these at a time."""
    (story,) = resolve(articles, Until(now_ms))
    return story


def test_fv99_nothing_of_the_text_before_its_end() -> None:
    """Under embargo a story has no text, no headline, nobody who speaks, no topics; it says that it is under one and
    until when. Then it has all."""
    quotes = [{"name": "Ines Tarrow", "kind": "person", "quotes": []}]
    a = embargoed(speakers=quotes, captions=(SECRET,), subjects=(), topics=[{"qcode": "medtop:1", "name": SECRET}])
    held = one(a)
    assert (held.status, held.change.kind, held.flags, held.embargoed_until) == (
        "embargoed", "embargoed", ("embargoed",), NOON
    )  # fmt: skip
    assert (held.slug, held.headline, held.paragraphs, held.captions) == ("Museum", None, (), ())
    assert b"resigns" not in to_json(held)
    assert text(1)[0].encode() not in to_json(held)
    free = then(NOON_MS, a)
    assert (free.status, free.change.kind, free.flags) == ("usable", "released", ())
    assert (free.headline, free.paragraphs, free.versions[0].status) == (SECRET, text(1), "usable")


def test_fv99_each_once() -> None:
    """A millisecond before its end nothing is told; at its end it is, once, with the end for the changelog; a clock
    that is set back takes nothing back."""
    state = SourceState("harbour")
    assert [s.status for _, s in state.add([embargoed()], now_ms=NOON_MS - 5).stories if s] == ["embargoed"]
    assert not state.embargoes.is_due(NOON_MS - 1)
    assert state.add([], now_ms=NOON_MS - 1).states == ()
    assert state.embargoes.is_due(NOON_MS)
    step = state.add([], now_ms=NOON_MS)
    assert [s.status for _, s in step.stories if s] == ["usable"]
    assert [(e.kind, e.key, orjson.loads(e.value or b"")) for e in step.changelog] == [
        ("release", str(NOON_MS), {"until": NOON})
    ]
    assert state.add([], now_ms=NOON_MS - 1).states == state.add([], now_ms=NOON_MS + 1).states == ()
    assert state.add([embargoed(item_id="n", slug="Ferry")]).outcomes == ("published",)


def test_fv99_an_article_that_comes_after_its_end() -> None:
    """It is told as usable at once, and the end is kept in the same step."""
    state = SourceState("harbour")
    step = state.add([embargoed()], now_ms=NOON_MS)
    assert [s.status for _, s in step.stories if s] == ["usable"]
    assert [e.kind for e in step.changelog] == ["rules", "article", "release"]


def test_fv99_a_release_is_taken_back_with_its_step() -> None:
    """What was not committed has not happened."""
    state = SourceState("harbour")
    state.add([embargoed()], now_ms=0)
    state.add([], now_ms=NOON_MS)
    state.take_back()
    assert [e.kind for e in state.entries()] == ["rules", "article"]
    assert [s.status for _, s in state.add([], now_ms=NOON_MS).stories if s] == ["usable"]


def test_an_embargo_without_an_end_waits_for_a_word() -> None:
    """No time frees it; a newer version without an embargo does, and so does a notice that lifts it."""
    held = embargoed(None)
    assert then(2**60, held).status == "embargoed"
    freed = then(0, held, embargoed(None, 700, flags=(), paragraphs=text(3)))
    assert (freed.status, freed.change.kind, freed.paragraphs) == ("usable", "released", text(3))
    lifting = article(660, item_id="x", kind="advisory", headline="EMBARGO LIFTED", paragraphs=("Note.",),
                      editor_note=note(("RELEASES", ("Museum",))))  # fmt: skip
    lifted = folded(held, lifting)["newswire:harbour:slug:museum:2031-05-07"]
    assert (lifted.status, lifted.change.kind, lifted.paragraphs, lifted.headline) == (
        "usable", "released", text(1), SECRET
    )  # fmt: skip


@pytest.mark.parametrize("minutes", [590, 710])
def test_fv100_a_notice_lifts_what_was_sent_before_it(minutes: int) -> None:
    """A lifting is about the embargoes that stood; a newer one counts."""
    lifting = article(minutes, item_id="x", kind="advisory", headline="EMBARGO LIFTED", paragraphs=("Note.",),
                      editor_note=note(("RELEASES", ("Museum",))))  # fmt: skip
    again = embargoed("2031-05-08T12:00:00+00:00", 720, paragraphs=text(4))
    museum = folded(embargoed(), lifting, again)["newswire:harbour:slug:museum:2031-05-07"]
    assert museum.status == "embargoed"
    first = folded(embargoed(), lifting)["newswire:harbour:slug:museum:2031-05-07"]
    assert first.status == ("usable" if minutes == 710 else "embargoed")


@pytest.mark.parametrize(
    ("newer", "free_at"),
    [("2031-05-07T18:00:00+00:00", 18), ("2031-05-07T11:00:00+00:00", 11), (None, None)],
)
def test_fv100_the_newest_word_counts(newer: str | None, free_at: int | None) -> None:
    """A later version moves the end on, or forward, or leaves it open; also of the very same text."""
    for paragraphs in (text(1), text(2)):
        wire = (embargoed(), embargoed(newer, 620, paragraphs=paragraphs, version=2))
        for hour in (10, 11, 12, 18, 30):
            story = then(NOON_MS + (hour - 12) * HOUR_MS, *wire)
            assert (story.status == "usable") is (free_at is not None and hour >= free_at)
            assert story.embargoed_until == newer


def test_the_same_text_without_a_word_of_it_lifts_only_as_a_newer_version() -> None:
    """A page of the same text, found at the same time, says nothing of an embargo: that lifts none."""
    page = embargoed(None, flags=(), fetched_at="2031-05-07T10:30:00+00:00", url="coast.example/m")
    assert then(0, embargoed(), page).status == "embargoed"
    again = embargoed(None, 630, flags=())
    assert then(0, embargoed(), again).status == "usable"


def test_an_update_under_embargo_leaves_the_story_as_it_was() -> None:
    """What was free stays told; neither headline nor text of the update are seen before its end."""
    base, update = sent(0, 600), sent(1, 660, headline=SECRET, flags=("embargoed",), embargoed_until=NOON)
    held = one(base, update)
    assert (held.status, held.headline, held.paragraphs) == ("usable", base.headline, base.paragraphs)
    assert [(v.status, v.headline) for v in held.versions] == [("usable", base.headline), ("embargoed", None)]
    assert b"resigns" not in to_json(held)
    free = then(NOON_MS, base, update)
    assert (free.headline, free.change.kind, free.change.headline_before) == (SECRET, "released", base.headline)


def test_a_take_under_embargo_is_not_put_to_a_free_text() -> None:
    """It is missing until its end."""
    base = sent(0, 600, more=True)
    take = sent(0, 610, item_id="t2", take=2, paragraphs=(SECRET,), flags=("embargoed",), embargoed_until=NOON)
    held = one(base, take)
    assert (held.paragraphs, held.missing_takes) == (base.paragraphs, (2,))
    assert then(NOON_MS, base, take).paragraphs == (*base.paragraphs, SECRET)
    first = sent(0, 600, more=True, flags=("embargoed",), embargoed_until=NOON)
    second = sent(0, 610, item_id="t2", take=2, paragraphs=(SECRET,))
    assert one(first, second).paragraphs == ()


def test_nothing_gives_way_to_a_text_that_may_not_be_told() -> None:
    """A story under embargo absorbs another only once it is told, and its headline stands in nobody else's record."""
    base = slugged("Museum", 600)
    absorber = dataclasses.replace(combining(), flags=("embargoed",), embargoed_until=NOON)
    assert {s.slug: s.status for s in resolve([base, absorber])} == {"Museum": "usable", "Ferry": "embargoed"}
    assert {s.slug: s.status for s in resolve([base, absorber], Until(NOON_MS))} == {
        "Museum": "superseded", "Ferry": "usable"
    }  # fmt: skip
    assert all(b"resigns" not in to_json(s) for s in resolve([embargoed(), combining()]))


def test_a_kill_and_a_hold_are_stronger() -> None:
    """Killed it stays killed, whatever comes to its end."""
    for now in (0, NOON_MS):
        assert then(now, embargoed(), killed(700)).status == "canceled"
    hold = article(700, item_id="x", kind="advisory", headline="HOLD", editor_note=note(("WITHHOLDS", ("Museum",))))
    assert {s.slug: s.status for s in resolve([embargoed(), hold], Until(NOON_MS))}["Museum"] == "withheld"


@pytest.mark.parametrize("shows", ["nothing", "headline"])
def test_the_headline_where_the_setting_says_so(shows: Shows) -> None:
    """EMBARGO_SHOWS=headline tells that, and no more, in all outputs."""
    (state,) = resolved_states([embargoed(captions=("Inside",))], shows=shows)
    assert state.story is not None
    assert state.story.headline == (SECRET if shows == "headline" else None)
    item = to_ninjs(state.story)
    assert (item["pubStatus"], item["embargoedUntil"], "bodies" in item) == ("withheld", NOON, False)
    for record in Outputs(ninjs=True).records(state):
        assert (b"resigns" in (record.value or b"")) is (shows == "headline")
        assert b"Inside" not in (record.value or b"")
        assert b"Case 1" not in (record.value or b"")
    assert "embargoedUntil" not in to_ninjs(then(NOON_MS, embargoed()))


def test_it_does_not_close_before_its_end() -> None:
    """A window and two days on, a story still waits for its end, or, without one, for a month; then it closes, and
    its end is forgotten with it."""
    day = 24 * HOUR_MS
    for until in ("2031-05-27T00:00:00+00:00", None):
        state = SourceState("harbour", 3 * day)
        state.add([embargoed(until, received_ms=NOON_MS)], now_ms=NOON_MS)
        state.add([sent_at(19 * 24)], now_ms=NOON_MS + 19 * day)
        assert (state.stories, state.embargoes.stories) == (2, 1)
        step = state.add([sent_at(21 * 24)], now_ms=NOON_MS + 21 * day)
        assert [s.status for _, s in step.stories if s and s.slug == "Museum"] == ["usable"][: until is not None]
        state.add([sent_at(24 * 24)], now_ms=NOON_MS + 24 * day)
        step = state.add([sent_at(26 * 24)], now_ms=NOON_MS + 26 * day)
        gone = {e.kind for e in step.changelog if e.value is None}
        assert ("release" in gone) is ("Museum" not in {a.slug for a in state.articles()}) is (until is not None)
        state.add([sent_at(41 * 24)], now_ms=NOON_MS + 41 * day)
        stubs = [orjson.loads(e.value or b"") for e in state.entries() if e.kind == "stub"]
        assert [stub[5] for stub in stubs if stub[1] == "Museum"] == (["usable"] if until else [])


def test_a_withheld_story_stays_open_for_a_month() -> None:
    """So that its release finds it."""
    day = 24 * HOUR_MS
    state = SourceState("harbour", 3 * day)
    state.add([article(600, item_id="m", slug="Museum", status="withheld")])
    for days in (10, 20, 30):
        state.add([sent_at(days * 24)])
    assert any(s.slug == "Museum" for s in (make_story(g, NO_LINKS) for g in _groups(state)))
    step = state.add([article(30 * 1440, item_id="m", slug="Museum", received_ms=NOON_MS + 30 * day)])
    assert [s.status for _, s in step.stories if s] == ["usable"]


def _groups(state: SourceState) -> list[Any]:
    return [make_group(a.item_id, [make_item(a.item_id, [a])]) for a in state.articles()]


def test_fv99_an_end_stays_for_as_long_as_an_article_has_it() -> None:
    """A newer word on the same text leaves the older one unheard, and the end that has come with it: were it forgotten,
    an article that brings it back would be told under embargo once more."""
    state = SourceState("harbour")
    state.add([embargoed()], now_ms=NOON_MS)
    step = state.add([embargoed(None, 630, flags=())], now_ms=NOON_MS)
    assert [e.kind for e in step.changelog if e.value is None] == []
    step = state.add([embargoed(NOON, 640, paragraphs=text(5))], now_ms=NOON_MS)
    assert [s.status for _, s in step.stories if s] == ["usable"]
    assert [e.key for e in state.entries() if e.kind == "release"] == [str(NOON_MS)]
