"""Each constant of the fold, from both sides: what it still joins, and what it no longer does.

The property tests hold two forms of the fold against each other, so a constant that is wrong in both passes there.
These expectations were counted by hand.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.story.forms import folded, slugged, with_slug
from tests.story.wires import article, lead, note, text
from worker.story.resolve import resolve
from worker.story.source_state import SourceState
from worker.story.story import Story
from worker.wire.article import Article, Dateline, Link

HOUR = 60


def words(count: int, name: str) -> str:
    """A text of `count` long words: count - 4 runs of five words, all of them shingles, shared with no other name's."""
    return " ".join(f"{name}word{n:04}" for n in range(count))


def alone(minutes: int, paragraphs: tuple[str, ...], **fields: Any) -> Article:
    """An article without slug and serial: only its text can tell which story it belongs to."""
    return article(minutes, **({"item_id": f"alone-{minutes}", "paragraphs": paragraphs} | fields))


@pytest.mark.parametrize(("shared", "stories"), [(40, 1), (39, 2)])
def test_a_lead_is_known_by_two_fifths_of_a_text(shared: int, stories: int) -> None:
    """Of a story with 100 shingles a LEAD without slug and serial must contain 40."""
    first = alone(0, (words(104, "first"),))
    told_again = " ".join(words(104, "first").split()[: shared + 4])
    later = alone(60, (told_again, words(30, "other")), **lead(1))
    assert len(folded(first, later)) == stories


@pytest.mark.parametrize(("shared", "stories"), [(50, 1), (49, 2)])
def test_first_sends_of_a_slug_are_one_by_half_of_a_text(shared: int, stories: int) -> None:
    """Two unmarked articles of one slug, 100 shingles each, are one story where they share 50."""
    first = slugged("Ferry", 0, paragraphs=(words(104, "first"),))
    again = " ".join([*words(104, "first").split()[: shared + 4], *words(104, "other").split()[: 100 - shared]])
    assert len(folded(first, slugged("Ferry", 30, paragraphs=(again,)))) == stories


@pytest.mark.parametrize(("shingles", "stories"), [(4, 1), (3, 2)])
def test_a_text_of_fewer_than_four_shingles_proves_nothing(shingles: int, stories: int) -> None:
    """The same words twice under one slug are one story from four shingles on."""
    same = (words(shingles + 4, "short"),)
    assert len(folded(slugged("Ferry", 0, paragraphs=same), slugged("Ferry", 30, paragraphs=same))) == stories


@pytest.mark.parametrize(("minutes", "stories"), [(36 * HOUR, 1), (36 * HOUR + 1, 2)])
def test_a_text_is_looked_for_over_36_hours(minutes: int, stories: int) -> None:
    """A LEAD that repeats the whole text joins it within 36 hours."""
    assert len(folded(alone(0, text(1)), alone(minutes, text(1, 5), **lead(1)))) == stories


@pytest.mark.parametrize(("minutes", "stories"), [(18 * HOUR, 1), (18 * HOUR + 1, 2)])
def test_a_slug_means_a_story_for_18_hours(minutes: int, stories: int) -> None:
    """A LEAD joins the story of its slug 18 hours after the newest member, and not later."""
    assert len(folded(slugged("Ferry", 0), slugged("Ferry", minutes, 1))) == stories


@pytest.mark.parametrize(("minutes", "state"), [(48 * HOUR, "superseded"), (48 * HOUR + 1, "unresolved")])
def test_a_note_reaches_back_48_hours(minutes: int, state: str) -> None:
    """A COMBINES means a story whose newest article is at most two days older than the note."""
    absorber = slugged("Ferry", minutes, 1, editor_note=note(("COMBINES", ("Museum",))))
    stories = folded(slugged("Museum", 0), absorber)
    assert [c.state for c in with_slug(stories, "Ferry").combines] == [state]


@pytest.mark.parametrize(("minutes", "state"), [(60, "superseded"), (61, "unresolved")])
def test_a_note_may_mean_a_story_that_begins_within_the_hour_after_it(minutes: int, state: str) -> None:
    """Clocks differ: a story whose first article is stamped up to an hour after the note can be meant."""
    absorber = slugged("Ferry", 0, 1, editor_note=note(("COMBINES", ("Museum",))))
    stories = folded(absorber, slugged("Museum", minutes))
    assert [c.state for c in with_slug(stories, "Ferry").combines] == [state]


@pytest.mark.parametrize(
    ("minutes", "status", "state"), [(600, "superseded", "superseded"), (601, "usable", "related")]
)
def test_only_a_version_after_the_note_brings_a_story_back(minutes: int, status: str, state: str) -> None:
    """A LEAD of the very minute of the note that absorbed its story does not reopen it; one a minute later does."""
    absorber = slugged("Ferry", 600, 1, editor_note=note(("COMBINES", ("Museum",))))
    stories = folded(slugged("Museum", 0), absorber, slugged("Museum", minutes, 1))
    assert with_slug(stories, "Museum").status == status
    assert [c.state for c in with_slug(stories, "Ferry").combines] == [state]


@pytest.mark.parametrize(("minutes", "status"), [(600, "usable"), (599, "canceled")])
def test_a_note_reinstates_from_the_minute_of_the_kill_on(minutes: int, status: str) -> None:
    """REINSTATES sent with the kill or after it counts; one sent before it does not."""
    killed = slugged("Museum", 600, item_id="kill", kind="kill", status="canceled", paragraphs=())
    back = slugged("Museum", minutes, 2, editor_note=note(("REINSTATES", ())))
    assert with_slug(folded(slugged("Museum", 0), killed, back), "Museum").status == status


@pytest.mark.parametrize(("minutes", "status"), [(600, "usable"), (599, "withheld")])
def test_a_release_lifts_a_hold_from_its_minute_on(minutes: int, status: str) -> None:
    """A notice that lifts a hold counts where it is not older than the hold."""
    hold = slugged("hold", 600, kind="advisory", editor_note=note(("WITHHOLDS", ("Museum",))), paragraphs=())
    lift = slugged("lift", minutes, kind="advisory", editor_note=note(("RELEASES", ("Museum",))), paragraphs=())
    assert with_slug(folded(slugged("Museum", 0), hold, lift), "Museum").status == status


def test_a_slug_that_two_usable_stories_bear_is_ambiguous() -> None:
    """The newest is meant, and the combine says that it is a guess; where only one is usable, it is none."""
    absorber = slugged("Ferry", 600, 1, editor_note=note(("COMBINES", ("Museum",))))
    two = (slugged("Museum", 0), slugged("Museum", 300))
    dead = slugged("Museum", 60, item_id=two[0].item_id, kind="kill", status="canceled", paragraphs=())
    assert [c.ambiguous for c in with_slug(folded(*two, absorber), "Ferry").combines] == [True]
    assert [c.ambiguous for c in with_slug(folded(*two, dead, absorber), "Ferry").combines] == [False]


def test_a_notice_never_kills_another_notice() -> None:
    """Two kills of one slug, each bearing it: both mean the story, and neither is taken back by the other."""
    notices = [
        slugged("Museum", n, item_id=f"notice-{n}", kind="advisory", editor_note=note(("KILLS", ("Museum",))))
        for n in (300, 400)
    ]
    stories = folded(slugged("Museum", 0), *notices)
    assert sorted(s.status for s in stories.values() if s.kind == "advisory") == ["usable", "usable"]
    assert [s.status for s in stories.values() if s.kind == "article"] == ["canceled"]


def test_a_hold_means_no_kill_notice() -> None:
    """Of a slug only a kill is known yet: a notice that asks to hold it finds no story, and says so."""
    killed = slugged("Museum", 300, item_id="kill", kind="kill", status="canceled", paragraphs=())
    hold = slugged("hold", 400, kind="advisory", editor_note=note(("WITHHOLDS", ("Museum",))), paragraphs=())
    assert "no_target" in with_slug(folded(killed, hold), "hold").flags


def test_stories_of_one_slug_and_day_close_together() -> None:
    """Which of them bears the mark in its uri depends on all: while one is open none closes, and none is renamed."""
    fold = SourceState("harbour", window_ms=3_600_000)
    last: dict[str, Story | None] = {}
    minutes = [0, 30, *range(30 + 16 * HOUR, 30 + 97 * HOUR, 16 * HOUR)]
    for n, at in enumerate(minutes):
        version: dict[str, Any] = {"n": n - 1, "paragraphs": text(31)} if n > 1 else {}
        last |= fold.add([slugged("Ferry", at, **version)]).stories
    assert sorted(uri.count(":") for uri, story in last.items() if story) == [4, 5]
    assert len(last) == 2


@pytest.mark.parametrize(("shared", "stories"), [(6, 1), (5, 2)])
def test_of_few_words_six_in_ten_must_be_the_same(shared: int, stories: int) -> None:
    """A first text of ten runs of five words has too few shingles, so its words are compared one by one."""
    first = alone(0, (brief(14, "a"),))
    said = (" ".join(brief(14, "a").split()[: shared + 4]), brief(20, "b"))
    later = alone(60, said, headline="Hall burns down", **lead(1))
    assert len(folded(first, later)) == stories


@pytest.mark.parametrize(("count", "shared", "stories"), [(10, 4, 1), (10, 3, 2), (9, 5, 2)])
def test_of_few_words_four_in_ten_are_enough_under_an_alike_headline(count: int, shared: int, stories: int) -> None:
    """That holds for texts of ten runs or more; and nothing joins texts whose datelines name other places."""
    words = brief(count + 4, "a")
    first = alone(0, (words,), headline="Ferry line opens in Meren")
    said = (" ".join(words.split()[: shared + 4]), brief(20, "b"))
    later = alone(60, said, headline="New ferry line opens at last", **lead(1))
    assert len(folded(first, later)) == stories
    here, there = (Dateline((city,), None, None, None, city) for city in ("MEREN", "TOLVE"))
    first, later = (replace(a, dateline=place) for a, place in ((first, here), (later, there)))
    assert len(folded(first, later)) == 2


def brief(count: int, name: str) -> str:
    """A text of `count` short words: count - 4 runs of five words, of which none is long enough for a shingle."""
    return " ".join(f"{name}{n}" for n in range(count))


@pytest.mark.parametrize(("between", "stories"), [(9, 10), (10, 12)])
def test_an_article_is_compared_with_the_ten_before_it(between: int, stories: int) -> None:
    """A page whose text comes back after ten others under its address is another item; after nine it is the first."""
    page = "coast.example/now"
    sent = [
        article(n * 1440, item_id=page, headline=f"Weather for day {n}", paragraphs=text(n + 1), names=(page,))
        for n in range(between + 1)
    ]
    again = article((between + 1) * 1440, item_id=page, headline="Late weather", paragraphs=text(1, 5), names=(page,))
    assert len(folded(*sent, again)) == stories


@pytest.mark.parametrize(("named", "stories"), [(100, 1), (101, 102)])
def test_an_origin_ties_a_hundred_items_and_no_more(named: int, stories: int) -> None:
    """What more than a hundred items evolved from is a package or a page."""
    items = [alone(600 + n, text(n + 1), item_id=f"n{n}", links=(Link("evolvedFrom", "all"),)) for n in range(named)]
    assert len(resolve([alone(590, text(200), item_id="all"), *items])) == stories


@pytest.mark.parametrize(
    ("old", "new", "change"), [(1, 2, "updated"), (1, None, "silent_edit"), (None, 2, "silent_edit")]
)
def test_two_numbers_of_the_provider_make_an_edit_a_version(old: int | None, new: int | None, change: str) -> None:
    """Where only one of two texts of an item is numbered, the numbers say nothing."""
    (story,) = folded(
        article(0, version=old, fetched_at="2031-05-07T01:00:00+00:00"),
        article(0, version=new, paragraphs=text(1, 6), fetched_at="2031-05-07T02:00:00+00:00"),
    ).values()
    assert story.change.kind == change


@pytest.mark.parametrize("vague", [True, False])
def test_of_two_stories_of_a_slug_a_kill_means_the_one_begun_last(vague: bool) -> None:
    """Also where the time of one is known to the day only."""
    day: dict[str, Any] = {"published_precision": "day"} if vague else {}
    first, last = slugged("Museum", 10), slugged("Museum", 720, **day)
    kill = slugged("notice", 800, kind="advisory", editor_note=note(("KILLS", ("Museum",))), paragraphs=())
    stories = [s for s in folded(first, last, kill).values() if s.kind == "article"]
    assert sorted((s.versions[0].item_id, s.status) for s in stories) == [
        ("Museum-10", "usable"),
        ("Museum-720", "canceled"),
    ]


def test_of_more_than_two_hundred_names_in_notes_the_newest_count() -> None:
    """Eleven versions each name twenty stories: the first version's are no longer meant."""
    named = [[f"s{20 * n + k}" for k in range(20)] for n in range(11)]
    wire = [slugged("Ferry", 600 + n, n + 1, editor_note=note(("COMBINES", tuple(named[n])))) for n in range(11)]
    others = [slugged(slug, 500) for slug in ("s0", "s20", "s219")]
    stories = folded(*others, *wire)
    assert [with_slug(stories, slug).status for slug in ("s0", "s20", "s219")] == ["usable", *["superseded"] * 2]


@pytest.mark.parametrize(("minutes", "first"), [(605, 600), (630, 600), (660, 660), (700, 660)])
def test_a_take_continues_the_last_text_not_later_than_it(minutes: int, first: int) -> None:
    """Of two texts with its marker."""
    early = slugged("Ferry", 600, item_id="early", paragraphs=text(6))
    late = slugged("Ferry", 660, item_id="late", paragraphs=(*text(6), "More."))
    part = slugged("Ferry", minutes, item_id="part", take=2, paragraphs=text(9))
    (story,) = folded(early, late, part).values()
    assert story.paragraphs == (*text(6), "More.", *(text(9) if first == 660 else ()))
