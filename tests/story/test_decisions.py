"""What editors decide: joined, parted, withheld, released, undone; in any order with articles and with one another."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.story.test_convergence import Published, many
from tests.story.wires import DAY, article, note, text, wires
from worker.story.changelog import Entry
from worker.story.decision import LARGEST, Decision, read
from worker.story.decision import to_json as written
from worker.story.embargo import NONE_ENDED, Ended, Until
from worker.story.resolve import resolve
from worker.story.source_state import SourceState
from worker.story.step import Step
from worker.story.story import Story, to_json
from worker.wire.article import Article, BadMessage


def decision(n: int, kind: str, *items: str, ms: int | None = None, **more: Any) -> Decision:
    given = {"undoes": None, "who": "ana", "why": "so", "ms": n if ms is None else ms, **more}
    return Decision(f"d{n}", "harbour", kind, items, **given)  # type: ignore[arg-type]


def told(articles: list[Article], *decisions: Decision, ended: Ended = NONE_ENDED) -> dict[str, Story]:
    return {story.uri: story for story in resolve(articles, ended, decisions)}


BEGUN = int(DAY.timestamp() * 1000)
"""When the wires of these tests begin: before some kills and after others, a release may be made."""


@st.composite
def decided(draw: st.DrawFn) -> tuple[list[Article], list[Decision]]:
    """A wire with decisions on its items, and on some that are not there."""
    wire = draw(wires())
    names = sorted({name for a in wire for name in a.known_as} | {"nobody"})
    hashes = sorted({a.content_hash for a in wire} | {"nothing"})
    kinds = ["join", "join", "part", "part", "follow", "follow", "unfollow", "pin", "withhold", "release", "undo"]
    found: list[Decision] = []
    for n in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(kinds))
        items = draw(st.lists(st.sampled_from(names), min_size=2, max_size=3, unique=True))
        more: dict[str, Any] = {"ms": draw(TIMES)}
        if kind == "undo":
            items, more["undoes"] = [], f"d{draw(st.integers(0, n))}"
        elif kind == "pin":
            del items[1:]
            more |= {"version": draw(st.none() | st.sampled_from(hashes)), "until": draw(st.none() | TIMES)}
        found.append(decision(n, kind, *items, **more))
    return wire, found


TIMES = st.integers(-1, 3).map(lambda n: BEGUN + n * 12 * 3_600_000)
"""When decisions are made, pins end, and the clock is looked at."""


def step_of(fold: SourceState, one: Article | Decision | int, clock: int) -> Step:
    if isinstance(one, int):
        return fold.add([], now_ms=clock)
    return fold.add([one], now_ms=clock) if isinstance(one, Article) else fold.decide([one], clock)


def take(fold: SourceState, reader: Published, one: Article | Decision | int, clock: int) -> None:
    step = step_of(fold, one, clock)
    for uri, story in step.stories:
        if story is None:
            assert uri in reader.stories, "a tombstone for a story that was never told"
            del reader.stories[uri]
        else:
            assert reader.stories.get(uri) != to_json(story), "the same state told twice"
            reader.stories[uri] = to_json(story)


@settings(many, max_examples=100)
@given(decided(), st.lists(TIMES, max_size=3), st.randoms(use_true_random=False))
def test_fv104_any_order_of_both_gives_the_same_stories(
    given_both: tuple[list[Article], list[Decision]], times: list[int], rng: random.Random
) -> None:
    """Articles and decisions come mixed, some twice, with restarts and lost batches in between, while the clock goes
    on: after each the stories are those of the two sets and of what has ended by then, and nothing is told twice."""
    wire, decisions = given_both
    arrival: list[Article | Decision | int] = [*wire, *decisions, *times]
    arrival += rng.sample(arrival, rng.randint(0, len(arrival) // 2))
    rng.shuffle(arrival)
    fold, reader, clock = SourceState("harbour"), Published(), 0
    seen: list[Article] = []
    made: list[Decision] = []
    for one in arrival:
        if isinstance(one, int):
            clock = max(clock, one)
        else:
            (seen if isinstance(one, Article) else made).append(one)  # type: ignore[arg-type]
        if rng.random() < 0.2:
            step_of(fold, one, clock)
            fold.take_back()
        take(fold, reader, one, clock)
        right = told(seen, *made, ended=Until(clock))
        assert reader.stories == {uri: to_json(s) for uri, s in right.items()}
        if rng.random() < 0.3:
            entries = list(fold.entries())
            fold = SourceState("harbour")
            for entry in rng.sample(entries, len(entries)):
                fold.restore(entry)


@settings(many, max_examples=100)
@given(decided(), st.lists(TIMES, max_size=3), st.randoms(use_true_random=False))
def test_the_changelog_is_enough(
    given_both: tuple[list[Article], list[Decision]], times: list[int], rng: random.Random
) -> None:
    """What steps say a restart needs, and no more, makes the same state, whatever time it is then."""
    wire, decisions = given_both
    arrival: list[Article | Decision | int] = [*wire, *decisions, *times]
    rng.shuffle(arrival)
    fold, reader, clock = SourceState("harbour"), Published(), 0
    log: dict[tuple[str, str], Entry] = {}
    for one in arrival:
        clock = max(clock, one) if isinstance(one, int) else clock
        step = step_of(fold, one, clock)
        log.update(((entry.kind, entry.key), entry) for entry in step.changelog)
    again = SourceState("harbour")
    for entry in log.values():
        again.restore(entry)
    again.settle()
    for uri, story in again.renew().stories:
        if story is not None:
            reader.stories[uri] = to_json(story)
    right = told(wire, *decisions, ended=Until(clock))
    assert reader.stories == {uri: to_json(s) for uri, s in right.items()}


FERRY = article(0, item_id="a", slug="ferry", headline="Ferry burns", paragraphs=text(1))
BRIDGE = article(30, item_id="b", slug="bridge", headline="Bridge closed", paragraphs=text(2))
SECOND = article(
    60,
    item_id="c",
    slug="ferry",
    headline="Ferry sinks",
    marker="(LEAD)",
    lead_number=1,
    paragraphs=text(1)[:3] + text(3)[:1],
)


def test_joined_items_are_one_story() -> None:
    """Under the name of that which began first, with the versions of both, and with who said so."""
    (story,) = told([FERRY, BRIDGE], decision(1, "join", "a", "b")).values()
    assert [v.item_id for v in story.versions] == ["a", "b"]
    assert story.uri in told([FERRY])
    assert [(d.kind, d.who) for d in story.decided_by] == [("join", "ana")]


def test_a_joined_story_takes_what_comes_later() -> None:
    """A lead of either goes to the one that they are."""
    (story,) = told([FERRY, BRIDGE, SECOND], decision(1, "join", "a", "b")).values()
    assert {v.item_id for v in story.versions} == {"a", "b", "c"}


def test_a_parted_item_is_its_own_story() -> None:
    """And what it was taken out of goes on without it."""
    before = told([FERRY, SECOND])
    assert len(before) == 1
    after = told([FERRY, SECOND], decision(1, "part", "c"))
    assert {tuple(v.item_id for v in s.versions) for s in after.values()} == {("a",), ("c",)}
    assert before.keys() < after.keys()


@pytest.mark.parametrize(("join_ms", "part_ms", "stories"), [(1, 2, 2), (2, 1, 1)])
def test_fv105_of_two_that_contradict_the_newer_stands(join_ms: int, part_ms: int, stories: int) -> None:
    """And both are shown."""
    made = decision(1, "join", "a", "b", ms=join_ms), decision(2, "part", "b", ms=part_ms)
    found = told([FERRY, BRIDGE], *made)
    assert len(found) == stories
    assert {d.id for s in found.values() for d in s.decided_by} == {"d1", "d2"}


def test_what_is_undone_was_never_decided() -> None:
    """Also where what undoes it came first; and undoing that brings it back."""
    join, undo = decision(1, "join", "a", "b"), decision(2, "undo", undoes="d1")
    assert told([FERRY, BRIDGE], undo, join) == told([FERRY, BRIDGE])
    again = decision(3, "undo", undoes="d2")
    assert len(told([FERRY, BRIDGE], join, undo, again)) == 1


def test_withheld_until_released() -> None:
    """A story that an editor withholds is told without text; a release of an editor ends that, no hold of the wire."""
    (story,) = told([FERRY], decision(1, "withhold", "a")).values()
    assert (story.status, story.paragraphs) == ("withheld", ())
    (story,) = told([FERRY], decision(1, "withhold", "a"), decision(2, "release", "a")).values()
    assert story.status == "usable"
    held = article(0, item_id="a", status="withheld")
    (story,) = told([held], decision(2, "release", "a")).values()
    assert story.status == "withheld"


KILL = article(90, item_id="b", kind="kill", status="canceled", editor_note=note(("KILLS", ())))


@pytest.mark.parametrize("kill", [KILL, article(90, item_id="b", status="canceled", paragraphs=text(2))])
def test_a_kill_yields_only_to_a_later_release(kill: Article) -> None:
    """Joined with a killed one a story is killed with it, whatever was released before; a release that an editor makes
    after the kill brings the text back, and a later withhold takes it away again."""
    join = decision(1, "join", "a", "b", ms=BEGUN)
    before, after = BEGUN + 89 * 60_000, BEGUN + 91 * 60_000
    for made in ((join,), (join, decision(2, "release", "a", ms=before)), (join, decision(2, "part", "a", ms=before))):
        found = told([FERRY, BRIDGE, kill], *made)
        killed = next(s for s in found.values() if "b" in {v.item_id for v in s.versions})
        assert (killed.status, killed.paragraphs) == ("canceled", ())
    release = decision(3, "release", "a", ms=after)
    (story,) = told([FERRY, BRIDGE, kill], join, release).values()
    assert (story.status, story.paragraphs) == ("usable", BRIDGE.paragraphs)
    (story,) = told([FERRY, BRIDGE, kill], join, release, decision(4, "withhold", "b", ms=after + 1)).values()
    assert (story.status, story.paragraphs) == ("canceled", ())


@pytest.mark.parametrize("named", [False, True])
def test_a_release_does_not_count_against_a_kill_that_came_in_after_it(named: bool) -> None:
    """Wires date a kill by the minute, and it comes in later: the editor who released did not know of it."""
    ms = FERRY.event_ms or 0
    own: dict[str, Any] = {"item_id": FERRY.item_id, "status": "canceled", "paragraphs": ()}
    notice = {"item_id": "notice", "kind": "advisory", "headline": "KILL", "editor_note": note(("KILLS", ("Pier",)))}
    story = replace(FERRY, slug="Pier")
    for came, status in ((10, "usable"), (30, "canceled")):
        kill = article(10, **(notice if named else own), received_ms=ms + came * 60_000)
        found = told([story, kill], decision(1, "release", FERRY.item_id, ms=ms + 20 * 60_000)).values()
        assert [s.status for s in found if s.kind == "article"] == [status]


def test_one_item_stands_for_its_whole_story() -> None:
    """What was withheld by one item is released by another of the same story."""
    made = decision(1, "join", "a", "b"), decision(2, "withhold", "a"), decision(3, "release", "b")
    assert [s.status for s in told([FERRY, BRIDGE], *made).values()] == ["usable"]


def test_a_decision_on_what_is_closed_has_no_effect() -> None:
    """Live, a story that has closed stays as it was told; the decision waits for the next of its items."""
    fold = SourceState("harbour", window_ms=3_600_000)
    fold.add([FERRY])
    fold.add([article(100 * 60, item_id="z", slug="new", headline="New", paragraphs=text(9))])
    assert len(fold) == 1
    assert fold.decide([decision(1, "withhold", "a")]).states == ()


def test_of_two_with_one_id_the_newer_counts() -> None:
    """As compaction of their stream keeps it; in either order, and what the older one did is undone."""
    old, new = decision(1, "withhold", "a", ms=1), decision(1, "withhold", "b", ms=2)
    for arrival in ([old, new], [new, old]):
        fold = SourceState("harbour")
        fold.add([FERRY, BRIDGE])
        for one in arrival:
            fold.decide([one])
        assert {to_json(s) for _, s in fold.renew().stories if s} == {
            to_json(s) for s in told([FERRY, BRIDGE], new).values()
        }


def stands(story: Story) -> dict[str, tuple[str, str | None]]:
    return {d.id: (d.state, d.overruled_by) for d in story.decided_by}


FERRY_URI, BRIDGE_URI = (next(iter(told([a]))) for a in (FERRY, BRIDGE))


def test_fv108_a_story_follows_another_as_if_its_note_said_so() -> None:
    """The other is superseded, and the first lists it; a later version of the other's own opens it again, as with a
    note, but one that had come in before the decision does not."""
    follow = decision(1, "follow", "b", "a", ms=BEGUN + 50 * 60_000)
    found = told([FERRY, BRIDGE], follow)
    ferry, bridge = found[FERRY_URI], found[BRIDGE_URI]
    assert (ferry.status, ferry.superseded_by) == ("superseded", BRIDGE_URI)
    assert [(c.slug, c.headline, c.uri, c.state) for c in bridge.combines] == [
        ("ferry", "Ferry burns", FERRY_URI, "superseded")
    ]
    assert stands(ferry) == stands(bridge) == {"d1": ("in_force", None)}
    found = told([FERRY, BRIDGE, SECOND], follow)
    assert (found[FERRY_URI].status, found[FERRY_URI].change.kind) == ("usable", "reopened")
    assert stands(found[FERRY_URI]) == stands(found[BRIDGE_URI]) == {"d1": ("ended", None)}
    seen_late = replace(SECOND, received_ms=BEGUN + 70 * 60_000)
    for ms, status in ((65, "usable"), (75, "superseded")):
        made = replace(follow, ms=BEGUN + ms * 60_000)
        assert told([FERRY, BRIDGE, seen_late], made)[FERRY_URI].status == status


COMBINING = replace(BRIDGE, editor_note=note(("COMBINES", ("ferry",))))


def test_fv108_a_combine_that_is_not_one() -> None:
    """What the note names lives on, and the combine is refused; the newer of two decisions on a pair counts; undone,
    the note counts again."""
    assert told([FERRY, COMBINING])[FERRY_URI].status == "superseded"
    unfollow, follow = decision(1, "unfollow", "b", "a"), decision(2, "follow", "b", "a")
    found = told([FERRY, COMBINING], unfollow)
    assert found[FERRY_URI].status == "usable"
    assert [(c.uri, c.state) for c in found[BRIDGE_URI].combines] == [(FERRY_URI, "refused")]
    found = told([FERRY, COMBINING], unfollow, replace(follow, ms=BEGUN))
    assert found[FERRY_URI].superseded_by == BRIDGE_URI
    assert (
        stands(found[FERRY_URI]) == stands(found[BRIDGE_URI]) == {"d1": ("overruled", "d2"), "d2": ("in_force", None)}
    )
    found = told([FERRY, COMBINING], replace(unfollow, ms=BEGUN + 1), replace(follow, ms=BEGUN))
    assert stands(found[FERRY_URI]) == {"d1": ("in_force", None), "d2": ("overruled", "d1")}
    undone = told([FERRY, COMBINING], unfollow, decision(3, "undo", undoes="d1"))
    assert undone == told([FERRY, COMBINING])


def test_an_editor_who_turns_a_combine_around_is_stronger_than_the_note() -> None:
    """However new the note: of the cycle the story that the editor names first lives. Of two editors the newer."""
    made = decision(1, "follow", "a", "b", ms=BEGUN + 50 * 60_000)
    found = told([FERRY, COMBINING], made)
    assert (found[FERRY_URI].status, found[BRIDGE_URI].superseded_by) == ("usable", FERRY_URI)
    found = told([FERRY, COMBINING], made, decision(2, "follow", "b", "a", ms=BEGUN + 51 * 60_000))
    assert (found[BRIDGE_URI].status, found[FERRY_URI].superseded_by) == ("usable", BRIDGE_URI)
    assert stands(found[FERRY_URI])["d1"] == ("overruled", None)


@pytest.mark.parametrize("kind", ["follow", "pin"])
def test_a_kill_beats_what_an_editor_combines_or_pins(kind: str) -> None:
    """The killed story is told as killed, whatever was decided before or after."""
    items, uri = (("a", "b"), BRIDGE_URI) if kind == "follow" else (("b",), BRIDGE_URI)
    for ms in (BEGUN, BEGUN + 100 * 60_000):
        story = told([FERRY, BRIDGE, KILL], decision(1, kind, *items, ms=ms))[uri]
        assert (story.status, story.paragraphs, story.superseded_by) == ("canceled", (), None)


def test_a_follow_waits_for_both_and_means_none_where_both_are_one() -> None:
    """What names an item that is not there changes nothing, and says that it waits."""
    follow = decision(1, "follow", "b", "a")
    assert stands(told([BRIDGE], follow)[BRIDGE_URI]) == {"d1": ("waiting", None)}
    assert stands(told([FERRY], follow)[FERRY_URI]) == {"d1": ("waiting", None)}
    (one,) = told([FERRY, BRIDGE], follow, decision(2, "join", "a", "b")).values()
    assert (one.status, stands(one)) == ("usable", {"d1": ("waiting", None), "d2": ("in_force", None)})


EDIT = replace(FERRY, paragraphs=text(1)[:3], headline="Ferry burns out", fetched_at="2031-05-07T02:00:00+00:00",
               content_hash="edited")  # fmt: skip


def test_fv109_a_pinned_version_stands_whatever_comes() -> None:
    """Against a lead and against a silent edit; one without a version means the newest text of its item; of two pins
    the newer counts, and where it is undone the older again."""
    every = [FERRY, EDIT, SECOND]
    assert told(every)[FERRY_URI].headline == "Ferry sinks"
    pin = decision(1, "pin", "a", version=FERRY.content_hash)
    story = told(every, pin)[FERRY_URI]
    assert (story.headline, story.paragraphs, story.version) == ("Ferry burns", FERRY.paragraphs, 3)
    assert stands(story) == {"d1": ("in_force", None)}
    assert told(every, decision(1, "pin", "a"))[FERRY_URI].headline == "Ferry burns out"
    newer = decision(2, "pin", "c")
    story = told(every, pin, newer)[FERRY_URI]
    assert (story.headline, stands(story)) == ("Ferry sinks", {"d1": ("overruled", "d2"), "d2": ("in_force", None)})
    assert told(every, pin, newer, decision(3, "undo", undoes="d2"))[FERRY_URI].headline == "Ferry burns"


def test_a_pin_stands_until_its_end() -> None:
    """Then the newest version does again, and a pin that it overruled."""
    pin = decision(1, "pin", "a", until=BEGUN)
    before, after = (told([FERRY, SECOND], pin, ended=Until(ms))[FERRY_URI] for ms in (BEGUN - 1, BEGUN))
    assert (before.headline, after.headline) == ("Ferry burns", "Ferry sinks")
    assert (stands(before), stands(after)) == ({"d1": ("in_force", None)}, {"d1": ("ended", None)})
    older = decision(0, "pin", "a")
    story = told([FERRY, SECOND], older, replace(pin, items=("c",)), ended=Until(BEGUN))[FERRY_URI]
    assert (story.headline, stands(story)) == ("Ferry burns", {"d0": ("in_force", None), "d1": ("ended", None)})


def test_fv109_the_end_of_a_pin_is_told_once_and_kept() -> None:
    """With the end in the changelog of the same step, also by a worker that was down then; a pin that comes after its
    end, or before its item, is never told at all; undone, the end is forgotten."""
    fold = SourceState("harbour")
    fold.add([FERRY, SECOND], now_ms=BEGUN)
    pin = decision(1, "pin", "a", until=BEGUN + 5)
    assert [s.headline for _, s in fold.decide([pin], BEGUN).stories if s] == ["Ferry burns"]
    again = SourceState("harbour")
    for entry in list(fold.entries()):
        again.restore(entry)
    again.settle()
    assert not again.embargoes.is_due(BEGUN + 4)
    assert again.embargoes.is_due(BEGUN + 5)
    step = again.add([], now_ms=BEGUN + 9)
    assert [s.headline for _, s in step.stories if s] == ["Ferry sinks"]
    assert [(e.kind, e.key) for e in step.changelog] == [("release", str(BEGUN + 5))]
    assert again.add([], now_ms=BEGUN).states == again.add([], now_ms=BEGUN + 10).states == ()
    step = again.decide([decision(2, "undo", undoes="d1")], BEGUN + 10)
    assert [(e.kind, e.key, e.value is None) for e in step.changelog if e.kind == "release"] == [
        ("release", str(BEGUN + 5), True)
    ]
    late = SourceState("harbour")
    late.decide([decision(3, "pin", "a", until=BEGUN)], BEGUN + 5)
    assert [s.headline for _, s in late.add([FERRY, SECOND], now_ms=BEGUN + 5).stories if s] == ["Ferry sinks"]


def test_a_pin_shows_no_text_that_may_not_be_published() -> None:
    """Withdrawn by a newer version of its item, under embargo, or not there: then the story goes by its versions, and
    the pin waits."""
    withdrawn = replace(FERRY, status="withheld", fetched_at="2031-05-07T02:00:00+00:00", content_hash="withdrawn")
    held = replace(SECOND, flags=("embargoed",), embargoed_until="2031-05-09T12:00:00+00:00")
    for articles, pin in (
        ([FERRY, withdrawn, SECOND], decision(1, "pin", "a", version=FERRY.content_hash)),
        ([FERRY, held], decision(1, "pin", "c")),
        ([FERRY, SECOND], decision(1, "pin", "a", version="nothing")),
    ):
        story = told(articles, pin)[FERRY_URI]
        assert stands(story) == {"d1": ("waiting", None)}
        assert replace(story, decided_by=()) == told(articles)[FERRY_URI]


def test_a_story_stays_open_until_its_pin_ends() -> None:
    """For a month at most, so that its end can still be told."""
    hour = 3_600_000
    for until, is_open in ((BEGUN + 200 * hour, True), (BEGUN + 40 * hour, False), (None, False)):
        fold = SourceState("harbour", window_ms=hour)
        fold.add([FERRY], now_ms=BEGUN)
        fold.decide([decision(1, "pin", "a", until=until)], BEGUN)
        fold.add([article(100 * 60, item_id="z", slug="new", headline="New", paragraphs=text(9))], now_ms=BEGUN)
        assert (FERRY_URI in dict(fold.renew().stories)) is is_open
    fold.decide([decision(2, "pin", "z", until=BEGUN + 10_000 * hour)], BEGUN)
    fold.add([article(1_000 * 60, item_id="y", slug="y", headline="Y", paragraphs=text(8))], now_ms=BEGUN)
    assert len(fold) == 1


def test_what_is_overruled_is_said_on_every_story() -> None:
    """A join that a part has undone is not in force on the other story either; one that still holds two is."""
    join, part = decision(1, "join", "a", "b"), decision(2, "part", "b")
    for story in told([FERRY, BRIDGE], join, part).values():
        assert stands(story)["d1"] == ("overruled", "d2")
    third = article(45, item_id="e", slug="pier", headline="Pier", paragraphs=text(4))
    found = told([FERRY, BRIDGE, third], replace(join, items=("a", "b", "e")), part)
    assert stands(found[FERRY_URI])["d1"] == ("in_force", None)
    (bridge,) = (s for s in found.values() if s.headline == BRIDGE.headline)
    assert stands(bridge) == {"d2": ("in_force", None), "d1": ("overruled", "d2")}
    assert stands(told([FERRY], join)[FERRY_URI]) == {"d1": ("waiting", None)}
    made = decision(1, "withhold", "a"), decision(2, "release", "a"), decision(3, "withhold", "a")
    assert stands(told([FERRY], *made)[FERRY_URI]) == {
        "d1": ("overruled", "d2"), "d2": ("overruled", "d3"), "d3": ("in_force", None)
    }  # fmt: skip


GOOD = {"id": "x", "source": "harbour", "kind": "join", "items": ["a", "b"], "who": "ana", "why": "so"}


@pytest.mark.parametrize(
    ("wrong", "named"),
    [({"id": ""}, "id"), ({"source": " "}, "source"), ({"kind": "merge"}, "kind"), ({"items": ["a", " a"]}, "items"),
     ({"items": "ab"}, "items"), ({"items": ["a"]}, "items"), ({"who": None}, "who"), ({"why": " "}, "why"),
     ({"why": 7}, "why"), ({"kind": "undo"}, "undoes"), ({"kind": "part", "items": []}, "items"),
     ({"items": [1, 2]}, "items"), ({"kind": "follow", "items": ["a"]}, "items"), ({"kind": "pin"}, "items"),
     ({"until": "2025-03-14T05:10:00Z"}, "until"), ({"kind": "pin", "items": ["a"], "until": "noon"}, "until"),
     ({"version": "abc"}, "version"), ({"undoes": "d1"}, "undoes"), ({"at": "noon"}, "at")],
)  # fmt: skip
def test_what_is_no_decision_is_refused(wrong: dict[str, object], named: str) -> None:
    """With the field that is wrong, and what it must be."""
    assert read(orjson.dumps(GOOD), 5).ms == 5
    with pytest.raises(BadMessage, match=f"schema: .*{named}: must") as caught:
        read(orjson.dumps(GOOD | wrong), 5)
    assert caught.value.reason == "schema"


@pytest.mark.parametrize(
    ("value", "reason"),
    [(None, "empty"), (b"", "empty"), (b"\xff", "invalid_utf8"), (b"{", "not_json"), (b"[]", "not_object"),
     (b"{}", "schema"), (b'{"why": "' + b"x" * LARGEST + b'"}', "too_large")],
)  # fmt: skip
def test_what_cannot_be_read_has_the_reason_of_its_dead_letter(value: bytes | None, reason: str) -> None:
    """The same reasons as for raw articles."""
    with pytest.raises(BadMessage) as caught:
        read(value, 5)
    assert caught.value.reason == reason


def test_a_decision_survives_being_written() -> None:
    """Its record says all of it; in a file, where nothing else says when, the time inside counts and must be there."""
    pin = decision(3, "pin", "a", version="f00", until=1_741_932_131_999)
    for made in (decision(1, "join", "a", "b"), decision(2, "undo", undoes="d1", ms=1_741_932_131_250), pin):
        assert read(written(made), None) == made
        assert read(written(made), 7).ms == 7
    with pytest.raises(BadMessage, match="at: missing"):
        read(orjson.dumps(GOOD), None)


def test_an_item_is_named_by_any_name() -> None:
    """By its id, or by its address, as somebody copies it from a browser."""
    named = read(orjson.dumps(GOOD | {"items": ["https://www.example.com/a?utm_source=x", " b "]}), 5)
    (one,) = told([FERRY, BRIDGE], decision(1, "join", "a", "b")).values()
    assert one
    assert named.items == ("example.com/a", "b")
    yonhap = GOOD | {"source": "yonhap", "items": ["https://en.yna.co.kr/view/AEN20250314002100315", "b"]}
    assert read(orjson.dumps(yonhap), 5).items[0] == "AEN20250314002100315"
