"""What editors decide: joined, parted, withheld, released, undone; in any order with articles and with one another."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.story.test_convergence import Published, many
from tests.story.wires import DAY, article, note, text, wires
from worker.story.changelog import Entry
from worker.story.decision import LARGEST, Decision, read
from worker.story.decision import to_json as written
from worker.story.resolve import resolve
from worker.story.source_state import SourceState
from worker.story.story import Story, to_json
from worker.wire.article import Article, BadMessage


def decision(n: int, kind: str, *items: str, undoes: str | None = None, ms: int | None = None) -> Decision:
    return Decision(f"d{n}", "harbour", kind, items, undoes, "ana", "so", n if ms is None else ms)  # type: ignore[arg-type]


def told(articles: list[Article], *decisions: Decision) -> dict[str, Story]:
    return {story.uri: story for story in resolve(articles, decisions=decisions)}


BEGUN = int(DAY.timestamp() * 1000)
"""When the wires of these tests begin: before some kills and after others, a release may be made."""


@st.composite
def decided(draw: st.DrawFn) -> tuple[list[Article], list[Decision]]:
    """A wire with decisions on its items, and on some that are not there."""
    wire = draw(wires())
    names = sorted({name for a in wire for name in a.known_as} | {"nobody"})
    found: list[Decision] = []
    for n in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(["join", "join", "part", "part", "withhold", "release", "undo"]))
        items = draw(st.lists(st.sampled_from(names), min_size=2, max_size=3, unique=True))
        undoes = f"d{draw(st.integers(0, n))}" if kind == "undo" else None
        ms = BEGUN + draw(st.integers(-1, 3)) * 3_600_000 * 12
        found.append(decision(n, kind, *(() if kind == "undo" else items), undoes=undoes, ms=ms))
    return wire, found


def take(fold: SourceState, reader: Published, one: Article | Decision) -> None:
    step = fold.add([one]) if isinstance(one, Article) else fold.decide([one])
    for uri, story in step.stories:
        if story is None:
            assert uri in reader.stories, "a tombstone for a story that was never told"
            del reader.stories[uri]
        else:
            assert reader.stories.get(uri) != to_json(story), "the same state told twice"
            reader.stories[uri] = to_json(story)


@many
@given(decided(), st.randoms(use_true_random=False))
def test_fv104_any_order_of_both_gives_the_same_stories(
    given_both: tuple[list[Article], list[Decision]], rng: random.Random
) -> None:
    """Articles and decisions come mixed, some twice, with restarts and lost batches in between: after each the stories
    are those of the two sets, and nothing is told twice."""
    wire, decisions = given_both
    arrival: list[Article | Decision] = [*wire, *decisions]
    arrival += rng.sample(arrival, rng.randint(0, len(arrival) // 2))
    rng.shuffle(arrival)
    fold, reader = SourceState("harbour"), Published()
    seen: list[Article] = []
    made: list[Decision] = []
    for one in arrival:
        (seen if isinstance(one, Article) else made).append(one)  # type: ignore[arg-type]
        if rng.random() < 0.2:
            _ = fold.add([one]) if isinstance(one, Article) else fold.decide([one])
            fold.take_back()
        take(fold, reader, one)
        assert reader.stories == {uri: to_json(s) for uri, s in told(seen, *made).items()}
        if rng.random() < 0.3:
            entries = list(fold.entries())
            fold = SourceState("harbour")
            for entry in rng.sample(entries, len(entries)):
                fold.restore(entry)


@many
@given(decided(), st.randoms(use_true_random=False))
def test_the_changelog_is_enough(given_both: tuple[list[Article], list[Decision]], rng: random.Random) -> None:
    """What steps say a restart needs, and no more, makes the same state."""
    wire, decisions = given_both
    arrival: list[Article | Decision] = [*wire, *decisions]
    rng.shuffle(arrival)
    fold, reader = SourceState("harbour"), Published()
    log: dict[tuple[str, str], Entry] = {}
    for one in arrival:
        step = fold.add([one]) if isinstance(one, Article) else fold.decide([one])
        log.update(((entry.kind, entry.key), entry) for entry in step.changelog)
    again = SourceState("harbour")
    for entry in log.values():
        again.restore(entry)
    again.settle()
    for uri, story in again.renew().stories:
        if story is not None:
            reader.stories[uri] = to_json(story)
    assert reader.stories == {uri: to_json(s) for uri, s in told(wire, *decisions).items()}


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


GOOD = {"id": "x", "source": "harbour", "kind": "join", "items": ["a", "b"], "who": "ana", "why": "so"}


@pytest.mark.parametrize(
    ("wrong", "named"),
    [({"id": ""}, "id"), ({"source": " "}, "source"), ({"kind": "merge"}, "kind"), ({"items": ["a", " a"]}, "items"),
     ({"items": "ab"}, "items"), ({"items": ["a"]}, "items"), ({"who": None}, "who"), ({"why": " "}, "why"),
     ({"why": 7}, "why"), ({"kind": "undo"}, "undoes"), ({"kind": "part", "items": []}, "items"),
     ({"items": [1, 2]}, "items"), ({"undoes": "d1"}, "undoes"), ({"at": "noon"}, "at")],
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
    for made in (decision(1, "join", "a", "b"), decision(2, "undo", undoes="d1", ms=1_741_932_131_250)):
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
