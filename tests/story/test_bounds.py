"""Bounds: what notes may name and tie together is limited, and what a limit cuts follows from the order of versions."""

from __future__ import annotations

import random
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.story.forms import folded, slugged
from tests.story.test_convergence import Published, many, told
from tests.story.wires import note, wires
from worker.story import combine, cycles, group, linking, targets
from worker.story.matching import postings, slug_candidates
from worker.story.source_state import SourceState
from worker.wire.article import Article


@pytest.fixture(scope="module", autouse=True)
def _narrow() -> object:
    """Limits so low that small wires meet them."""
    with (
        mock.patch.object(cycles, "MOST_STORIES", 3),
        mock.patch.object(group, "MOST_NAMES", 2),
        mock.patch.object(group, "MOST_REFS", 3),
        mock.patch.object(targets, "LOOKED_AT", 2),
        mock.patch.object(slug_candidates, "LOOKED_AT", 2),
        mock.patch.object(postings, "NEAR", 1),
        mock.patch.object(combine, "MOST_HOPS", 1),
        mock.patch.object(linking, "MOST_HOPS", 1),
    ):
        yield


@many
@given(wires(16), st.randoms(use_true_random=False))
def test_what_a_bound_cuts_does_not_depend_on_arrival(wire: list[Article], rng: random.Random) -> None:
    """With limits that cut almost always, what is told over any batches of any arrival is `resolve` of the set."""
    fold, reader, seen = SourceState("harbour"), Published(), []
    arrival = rng.sample(wire, len(wire))
    while arrival:
        size = rng.randint(1, 4)
        batch, arrival = arrival[:size], arrival[size:]
        seen += batch
        reader.take(fold, batch)
        assert reader.stories == told(seen)


def combines(n: int, *slugs: str) -> Article:
    """The nth story, whose note combines others."""
    return slugged(f"s{n}", n, editor_note=note(("COMBINES", slugs)))


def test_a_note_names_so_many_stories_and_no_more() -> None:
    """The names beyond the limit are left out, those printed last, and the story is flagged."""
    stories = folded(*(slugged(f"s{n}", n) for n in range(1, 5)), combines(9, "s4", "s2", "s3"))
    absorber = next(s for s in stories.values() if s.combines)
    assert [c.slug for c in absorber.combines] == ["s4", "s2"]
    assert "note_cut" in absorber.flags


def test_a_set_holds_so_many_stories_and_no_more() -> None:
    """Of a chain without end the oldest notes count: each set keeps one story alive, and the note that would have
    tied two of them is refused and flagged."""
    stories = folded(*(combines(n, f"s{n - 1}") for n in range(1, 8)))
    by_slug = {s.slug: s for s in stories.values()}
    alive = [slug for slug, s in by_slug.items() if s.status == "usable"]
    assert alive == ["s3", "s6", "s7"]
    assert "combine_cut" in by_slug["s4"].flags
    assert by_slug["s4"].combines[0].state == "refused"


def test_of_a_long_way_to_the_story_that_stands_the_beginning_is_listed() -> None:
    """And the story behind it, from which the way goes on."""
    by_slug = {s.slug: s for s in folded(slugged("s0"), *(combines(n, f"s{n - 1}") for n in range(1, 3))).values()}
    first = by_slug["s0"]
    assert (first.superseded_by or "").split(":")[3] == "s2"
    assert len(first.superseded_through) == 1
    assert "combine_cut" in first.flags


def test_a_story_added_to_a_chain_changes_only_those_near_its_end() -> None:
    """With a set of any size and ways of one story: what a chain writes grows with its length, not with its square."""
    with mock.patch.object(cycles, "MOST_STORIES", 1000):
        fold = SourceState("harbour")
        changed = [len(fold.add([combines(n, f"s{n - 1}")]).states) for n in range(1, 12)]
        assert changed[3:] == [3] * 8
        seen = {s.slug: s for s in folded(*(combines(n, f"s{n - 1}") for n in range(1, 12))).values()}
    way = [(seen[f"s{n}"].superseded_by or "").split(":")[3] for n in range(1, 10)]
    assert way == [f"s{n + 2}" for n in range(1, 10)]


def test_a_name_that_too_many_bear() -> None:
    """Of the stories of one name those begun last before the note are looked at; where none of them can be meant, the
    note is flagged, and means none."""
    old = slugged("Ferry", 1, serial="20310507-0011-315")
    between = [slugged("Ferry", 2 + n, item_id=f"f{n}") for n in range(3)]
    late = slugged("Museum", 5000, editor_note=note(("COMBINES", ("Ferry",))))
    told_by = next(s for s in folded(old, *between, late).values() if s.slug == "Museum")
    assert "note_cut" in told_by.flags
    assert [c.state for c in told_by.combines] == ["unresolved"]
