"""Decisions, closed stories and the indexes of texts, each by small examples on both sides of its bounds."""

# ruff: noqa: E501 - cases in a line

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec
import orjson
import pytest

from tests.story.test_decisions import decision
from tests.story.wires import DAY, article, lead, text
from worker.story.bearers import Bearers
from worker.story.closed import Closed
from worker.story.combine import Links
from worker.story.decisions import MOST_TOLD, Decisions, decided
from worker.story.group import Ref, make_group
from worker.story.item import Item, make_item
from worker.story.matching.likeness import Likeness
from worker.story.matching.postings import NEAR, Postings, Sight
from worker.story.matching.slug_candidates import LOOKED_AT, SlugCandidates
from worker.story.order import UNKNOWN_MS, version_key
from worker.story.rungs import HOUR_MS, REMEMBER_MS
from worker.wire.article import Article

START = int(DAY.timestamp() * 1000)
SHINGLE = [7]


def item(minutes: int | None, key: str, **fields: Any) -> Item:
    return make_item(key, [article(minutes, item_id=key, **fields)])


def held(numbers: Iterable[int]) -> Postings:
    """An index of items with one shingle, sent at these times."""
    index = Postings()
    for n in numbers:
        index.add((n, str(n)), SHINGLE)
    return index


def keys(numbers: Iterable[int]) -> set[str]:
    return set(map(str, numbers))


@pytest.mark.parametrize(("number", "first"), [(30, 0), (31, 1), (70, 40)])
def test_who_is_seen_before(number: int, first: int) -> None:
    """The last thirty, however many hold a shingle."""
    assert set(held(range(number)).before((number, ""), SHINGLE)) == keys(range(first, number))


@pytest.mark.parametrize(("number", "last"), [(30, 30), (31, 30), (70, 30)])
def test_who_sees_what_is_added(number: int, last: int) -> None:
    """The first thirty after it."""
    assert held(range(number)).after((-1, ""), SHINGLE) == keys(range(min(last, number)))


def test_who_is_seen_around() -> None:
    """Thirty before and thirty after, and one at the place itself."""
    assert set(held(range(101)).around((50, "50"), SHINGLE)) == keys(range(20, 81))
    assert held(range(3)).around((1, ""), [7, 8]) == Counter({"0": 1, "1": 1, "2": 1})
    assert not held(range(3)).around((1, ""), [6, 8])


def test_who_is_pushed_out_of_sight_looking_back() -> None:
    """The thirtieth after a new one loses the one that stood thirty-one before itself."""
    sight = Sight()
    held(range(33)).seen_after((1, "1"), SHINGLE, sight)
    assert sight.counts == Counter({str(n): 1 for n in range(2, 32)})
    assert sight.edges == {("31", "0")}
    sight = Sight()
    held(range(2)).seen_after((0, "0"), SHINGLE, sight)
    held(range(1)).seen_after((0, "0"), SHINGLE, sight)
    held([3]).seen_after((0, "0"), SHINGLE, sight)
    held([-1]).seen_after((0, "0"), SHINGLE, sight)
    assert (sight.counts, sight.edges) == (Counter({"1": 1, "3": 1}), set())


def test_who_is_pushed_out_of_sight_on_both_sides() -> None:
    """Of sixty-two holders the one in the middle is seen by those that have at most thirty between; it stands in the
    way of the one behind it."""
    others = held(range(0, 620, 10))
    sight = Sight()
    held([-5, 5, 305, 315, 605]).seen_around(others, (310, "310"), SHINGLE, sight)
    assert sight.counts == Counter({"5": 1, "305": 1, "315": 1, "605": 1})
    assert sight.edges == {("5", "320"), ("605", "300"), ("315", "10")}


def test_few_holders_are_seen_by_all() -> None:
    """Up to thirty nobody is in anybody's way."""
    sight = Sight()
    held([-5, 5000]).seen_around(held(range(NEAR)), (3, "3"), SHINGLE, sight)
    assert (sight.counts, sight.edges) == (Counter({"-5": 1, "5000": 1}), set())


def test_many_texts_that_come_and_go() -> None:
    """Whoever is removed is seen no more, whoever stays is, in buckets of any size and number."""
    texts = {(n, f"k{n}"): [n % 5, 1000 + n, n * 40_000_003 % (1 << 32), (1 << 32) - 1] for n in range(1, 400)}
    one_by_one, at_once = Postings(), Postings()
    for place, shingles in texts.items():
        one_by_one.add(place, shingles)
    at_once.fill(texts.items(), 400)
    for index in (one_by_one, at_once):
        for n in range(2, 400, 2):
            index.remove((n, f"k{n}"), texts[n, f"k{n}"])
        for n in range(1, 400):
            assert index.around((n, f"k{n}"), [1000 + n]) == Counter([f"k{n}"] if n % 2 else [])
            assert index.around((n, f"k{n}"), [n * 40_000_003 % (1 << 32)]) == Counter([f"k{n}"] if n % 2 else [])
        assert set(index.before((400, ""), [(1 << 32) - 1])) == {f"k{n}" for n in range(341, 400, 2)}
        assert set(index.before((400, ""), [3])) == {f"k{n}" for n in range(400) if n % 2 and n % 5 == 3 and n > 99}
        for n in range(1, 400, 2):
            index.remove((n, f"k{n}"), texts[n, f"k{n}"])
        assert not index.around((0, ""), [0, 1, 2, 3, 4, (1 << 32) - 1])
        assert (index._size, len(index._free)) == (0, len(index._places))


def test_texts_of_one_slug_that_are_alike() -> None:
    """With half of the shorter text in common, each way; a text that is gone is alike to none."""
    whole, half, less, other = (
        item(n, key, paragraphs=paragraphs)
        for n, (key, paragraphs) in enumerate(
            {
                "whole": text(1, 4),
                "half": (*text(1, 3), *text(2, 1)),
                "less": (*text(1, 1), *text(3, 3)),
                "other": text(5),
            }.items()
        )
    )
    likeness = Likeness()
    assert len(likeness) == 0
    alike = likeness.among([whole, half, less, other])
    assert {key: set(found) for key, found in alike.items()} == {
        "whole": {"half"}, "half": {"whole"}, "less": set(), "other": set()
    }  # fmt: skip
    assert len(likeness) == 4
    assert {key: set(found) for key, found in likeness.among([whole, other]).items()} == {
        "whole": set(),
        "other": set(),
    }
    newer = item(1, "half", paragraphs=text(5))
    assert {key: set(found) for key, found in likeness.among([whole, newer, other]).items()} == {
        "whole": set(), "half": {"other"}, "other": {"half"}
    }  # fmt: skip


def candidates(*items: Item) -> SlugCandidates:
    """Each item a story of its own."""
    found = SlugCandidates({}, items, Likeness())
    for one in items:
        found.put(one.key, one)
    return found


def test_the_stories_of_a_slug_begun_last() -> None:
    """The last hundred until a moment, those of unknown beginning until another; flashes apart."""
    many = candidates(*(item(n, f"k{n:03}") for n in range(102)))
    last = [c.uri for c in many.begun_last(START + 100 * 60_000, START)]
    assert (LOOKED_AT, last) == (100, [f"k{n:03}" for n in range(100, 0, -1)])
    vague = candidates(item(0, "a"), item(600, "b", event_from="fetched"), item(5, "c"))
    assert [c.uri for c in vague.begun_last(START, START + 600 * 60_000)] == ["b", "a"]
    assert [c.uri for c in vague.begun_last(START + 5 * 60_000, START)] == ["c", "a"]
    flash = {"lead_number": 0, "marker": "(URGENT)"}
    flashes = candidates(item(0, "a"), item(1, "b", **flash), item(2, "c", **flash))
    assert [c.uri for c in flashes.flashes(START + 60_000)] == ["b"]
    assert [c.uri for c in flashes.flashes(START + 120_000)] == ["c", "b"]
    flashes.put("b", item(3, "d"))
    assert [c.uri for c in flashes.flashes(START + 120_000)] == ["c"]


def test_a_story_of_a_slug() -> None:
    """It began with its earliest item; the highest lead is that of the leads sent until a moment."""
    found = candidates(item(50, "a", **lead(1)))
    for minutes, number in ((60, 3), (70, 2), (55, 2), (80, 4)):
        found.put("a", item(minutes, f"k{minutes}", **lead(number)))
    (story,) = found.begun_last(START + 90 * 60_000, START)
    assert (story.start, story.earliest) == (START + 50 * 60_000, START + 50 * 60_000)
    at = (49, 50, 54, 55, 59, 60, 70, 79, 80)
    assert [story.highest(START + n * 60_000) for n in at] == [0, 1, 1, 2, 2, 3, 3, 3, 4]
    found.put("a", item(40, "earlier"))
    (story,) = found.begun_last(START + 90 * 60_000, START)
    assert story.start == START + 40 * 60_000
    assert not list(found.begun_last(START + 39 * 60_000, START))


def test_the_most_alike_story_that_fits() -> None:
    """Of two the one with more of the text; none below half."""
    near, nearer, far = (
        item(0, "n", paragraphs=(*text(1, 3), *text(2, 1))),
        item(1, "o", paragraphs=text(1)),
        item(2, "f", paragraphs=text(9)),
    )
    asked = item(3, "a", paragraphs=text(1))
    found = SlugCandidates({i.key: [i] for i in (near, nearer, far)}, [asked], Likeness())
    assert found.most_alike(asked, lambda story: True) == "o"
    assert found.most_alike(asked, lambda story: story.uri != "o") == "n"
    assert found.most_alike(asked, lambda story: story.uri == "f") is None
    assert SlugCandidates({}, [asked], Likeness()).most_alike(asked, lambda story: True) is None


ONE = decision(1, "join", "a", "b")


def test_decisions_in_force() -> None:
    """The newest first; what is undone is not, unless that is undone too; those that place items are told apart."""
    hold, pin = decision(2, "withhold", "a"), decision(3, "pin", "a", until=500)
    held = Decisions([ONE, hold, pin])
    assert held.naming([item(0, "a")]) == [pin, hold, ONE]
    assert held.naming([item(0, "b")]) == [ONE]
    assert held.naming([item(0, "c")]) == []
    assert held.naming([item(0, "a"), item(0, "b")], "join") == [ONE]
    assert (held.place([item(0, "b")]), held.place([item(0, "c")]), held.place([item(0, "c"), item(0, "b")])) == (
        True,
        False,
        True,
    )
    assert Decisions([hold]).place([item(0, "a")]) is False
    assert held.pins == {"d3": 500}
    assert held.put([decision(4, "undo", undoes="d2")]) == [True]
    assert held.naming([item(0, "a")]) == [pin, ONE]
    held.put([decision(5, "undo", undoes="d4")])
    assert held.naming([item(0, "a")]) == [pin, hold, ONE]
    assert held.touched_by(decision(6, "undo", undoes="d5")) == {"a"}
    assert Decisions().naming([item(0, "a")]) == []


def test_decisions_that_come_again() -> None:
    """Of two with one id the newer counts, once, whatever else comes with it."""
    held = Decisions([ONE])
    newer = decision(1, "join", "a", "c", ms=2)
    assert held.put([ONE, newer, newer, decision(2, "part", "d")]) == [False, True, False, True]
    assert held.naming([item(0, "b")]) == []
    assert held.naming([item(0, "c")]) == [newer]
    assert [d.id for d in held.naming([item(0, "d")])] == ["d2"]


def test_decisions_taken_back() -> None:
    """What was there at the beginning is there again, and only what changed is in the changelog."""
    held = Decisions([ONE])
    held.begin()
    held.put([decision(1, "join", "a", "c", ms=2), decision(2, "part", "d")])
    assert [(e.key, e.value is None) for e in held.changelog()] == [("d1", False), ("d2", False)]
    held.take_back()
    assert (len(held), held.naming([item(0, "b")]), list(held.changelog())) == (1, [ONE], [])
    assert held.naming([item(0, "d")]) == []


@pytest.mark.parametrize(
    ("names", "open_names", "closed_names", "effects"),
    [
        (("a",), {"a"}, set(), "applied"),
        (("a",), {"a"}, {"a"}, "applied"),
        (("a",), set(), {"a"}, "closed"),
        (("a",), set(), {"b"}, "waiting"),
        (("a", "b"), {"b"}, {"a"}, "applied"),
    ],
)
def test_effects_of_decisions(
    names: tuple[str, ...], open_names: set[str], closed_names: set[str], effects: str
) -> None:
    """Applied to what is open, closed if only closed stories have the name, else waiting; what came twice is told so."""
    d = decision(1, "withhold", *names)
    held = Decisions([d])
    told = held.effects([d, d], [True, False], open_names.__contains__, closed_names.__contains__)
    assert told == (effects, "duplicate")


def test_decisions_are_forgotten_after_a_month() -> None:
    """Those on no item held; one on an item held is looked at again a day later."""
    held = Decisions([decision(1, "withhold", "a", ms=0), decision(2, "withhold", "b", ms=1)])
    assert not held.forget(REMEMBER_MS, {"b"}.__contains__)
    assert len(held) == 2
    held.begin()
    assert held.forget(REMEMBER_MS + 1, {"b"}.__contains__)
    assert [(e.key, e.value) for e in held.changelog()] == [("d1", None)]
    late = REMEMBER_MS + 2
    assert not held.forget(late, {"b"}.__contains__)
    assert not held.forget(late + 24 * HOUR_MS, set[str]().__contains__)
    assert held.forget(late + 24 * HOUR_MS + 1, set[str]().__contains__)
    assert not held


def test_a_newer_decision_with_the_id_of_an_old_one_stays() -> None:
    """When the old one is due, the newer is not."""
    held = Decisions([decision(1, "withhold", "a", ms=0)])
    held.put([decision(2, "withhold", "b", ms=REMEMBER_MS), decision(1, "withhold", "a", ms=5)])
    assert not held.forget(REMEMBER_MS + 1, set[str]().__contains__)
    assert held.forget(REMEMBER_MS + 6, set[str]().__contains__)
    assert len(held) == 1


@pytest.mark.parametrize(
    ("key", "ms", "until", "taken"),
    [
        ("d1", 2**62 - 1, None, True), ("d1", 2**62, None, False), ("d1", -(2**62) + 1, None, True), ("d1", 1, 2**62 - 1, True), ("d1", 1, 2**62, False), ("d2", 1, None, False), ("d1", 0, None, True), ("d1", 0, 0, True),
    ],
)  # fmt: skip
def test_decisions_of_the_changelog(key: str, ms: int, until: int | None, taken: bool) -> None:
    """Under their own id, with times that every reader of integers knows."""
    value = orjson.dumps(decision(1, "pin", "a", ms=ms, until=until))
    held = Decisions()
    if taken:
        held.restore(key, value)
        held.settle()
        assert [d.ms for d in held.naming([item(0, "a")])] == [ms]
        held.restore(key, None)
        assert not held
    else:
        with pytest.raises(ValueError, match="decision d1"):
            held.restore(key, value)


@pytest.mark.parametrize("number", [49, 50, 51])
def test_how_many_decisions_a_story_tells(number: int) -> None:
    """The newest fifty."""
    ruled = tuple(decision(n, "withhold", "a") for n in range(number, 0, -1))
    group = make_group("u", [item(0, "a")], decided=ruled)
    told = decided(group, Links()).decided_by
    assert [d.id for d in told] == [f"d{n}" for n in range(number, max(0, number - 50), -1)]
    assert MOST_TOLD == 50


def closed(*articles: Article, uri: str = "u", status: Any = "usable") -> Closed:
    """A source with one closed story."""
    from worker.story.canonical import make_story

    found = Closed("harbour")
    group = make_group(uri, [make_item(articles[0].item_id, articles)])
    story = make_story(group, Links(canceled=status == "canceled", withheld=status == "withheld"), "nothing")
    found.close(group, story)
    return found


def ref(kind: Any, minutes: int | None, *names: str) -> Ref:
    ms = UNKNOWN_MS if minutes is None else START + minutes * 60_000
    return Ref(kind, "Ferry", names, ms, version_key(article(0)), ms)


FERRY = article(100, slug="Ferry")
KEY = "s:ferry"


@pytest.mark.parametrize(
    ("kind", "minutes", "status", "changes"),
    [
        ("kill", 200, "usable", True), ("hold", 200, "usable", True), ("release", 200, "usable", False), ("combine", 200, "usable", False), ("kill", 200, "withheld", True), ("hold", 200, "withheld", False), ("release", 200, "withheld", True),
        ("kill", 200, "canceled", False), ("hold", 200, "canceled", False), ("release", 200, "canceled", False), ("hold", 100, "usable", True), ("hold", 99, "usable", False), ("kill", 99, "usable", True), ("hold", None, "usable", True), ("kill", 40, "usable", True), ("kill", 39, "usable", False),
    ],
)  # fmt: skip
def test_notices_to_closed_stories(kind: Any, minutes: int | None, status: str, changes: bool) -> None:
    """A kill of any but a killed one, a hold of a usable one without a newer text, a release of one held; of stories
    begun an hour after the notice at most."""
    found = closed(FERRY, status=status)
    found.begin()
    assert found.ask(ref(kind, minutes, KEY)) is changes
    now = {"kill": "canceled", "hold": "withheld", "release": "usable"}
    assert [s.status for s in found.asked] == ([now[kind]] if changes else [])
    found.take_back()
    assert found.asked == []
    assert found.ask(ref(kind, minutes, KEY)) is changes


def test_a_closed_item_is_found_by_its_name_whatever_the_time() -> None:
    """A slug means a story begun before the notice, the item's own name that item."""
    found = closed(FERRY)
    assert not found.ask(ref("kill", 0, KEY))
    assert not found.ask(ref("kill", 200, "n:nobody"))
    assert found.ask(ref("kill", 0, "n:one"))


def test_what_a_closed_story_is_known_by() -> None:
    """Its item's key and name, and its slug; nothing else."""
    found = closed(FERRY)
    assert [found.has_item(key) for key in ("one", "two")] == [True, False]
    assert [found.has_name(name) for name in ("one", "two")] == [True, False]
    assert found.story_of(FERRY) == "u"
    assert found.story_of(article(0, item_id="two", slug="Ferry")) == "u"
    assert found.story_of(article(0, item_id="two", slug="Tram")) is None
    assert (len(found), "u" in found, "v" in found) == (1, True, False)


@pytest.mark.parametrize(
    ("after", "marked", "forgotten"),
    [
        (REMEMBER_MS, (), False),
        (REMEMBER_MS + 1, (), True),
        (REMEMBER_MS + 1, ("one",), False),
        (REMEMBER_MS + 1, ("two",), True),
    ],
)
def test_closed_stories_are_forgotten_after_a_month(after: int, marked: tuple[str, ...], forgotten: bool) -> None:
    """After their newest article, unless an open item has a mark because of them."""
    found = closed(FERRY)
    found.begin()
    newest = START + 100 * 60_000
    entries = list(found.changelog(newest + after, marked))
    assert [(e.key, e.value) for e in entries] == ([("u", None)] if forgotten else [])
    assert len(found) == (not forgotten)
    assert [e.key for e in found.changelog(newest + REMEMBER_MS + 1, ())] == ([] if forgotten else ["u"])
    found.take_back()
    assert len(found) == 1


@pytest.mark.parametrize(("ms", "taken"), [(2**62 - 1, True), (2**62, False), (-(2**62), True), (-(2**62) - 1, False)])
def test_closed_stories_of_the_changelog(ms: int, taken: bool) -> None:
    """With times that every reader of integers knows; the last field only where a kill was revoked."""
    found = Closed("harbour")
    for fields in ([["x"], "Ferry", None, 0, ms, "usable"], [["x"], "Ferry", None, 0, 0, "usable", ms]):
        value = orjson.dumps(fields)
        if taken:
            found.restore("u", value)
            assert [orjson.loads(e.value or b"") for e in found.entries()] == [fields]
        else:
            with pytest.raises(msgspec.ValidationError):
                found.restore("u", value)
    found.restore("u", None)
    assert len(found) == 0


def test_a_kill_that_was_revoked_needs_a_newer_one() -> None:
    """Not newer than what revoked it, a kill changes nothing."""
    found = Closed("harbour")
    names = orjson.loads(next(e.value or b"" for e in closed(FERRY).entries()))[0]
    back = START + 150 * 60_000
    found.restore("u", orjson.dumps([names, "Ferry", None, START, START + 6_000_000, "usable", back]))
    assert not found.ask(ref("kill", 149, KEY))
    assert not found.ask(ref("kill", 150, KEY))
    assert found.ask(ref("kill", 151, KEY))


def test_of_stories_under_one_slug_the_one_begun_last() -> None:
    """Before the notice, not after it; killed, a story is told so in short."""
    found = closed(FERRY)
    later = closed(article(400, item_id="two", slug="Ferry"), uri="v")
    for entry in later.entries():
        found.restore(entry.key, entry.value)
    assert found.story_of(article(0, item_id="x", slug="Ferry")) == "v"
    found.begin()
    assert found.ask(ref("kill", 300, KEY))
    assert [(s.uri, s.status, s.slug) for s in found.asked] == [("u", "canceled", "Ferry")]
    assert found.ask(ref("kill", 340, KEY)) is True
    assert [s.uri for s in found.asked] == ["u", "v"]


def test_a_closed_notice_is_not_known_by_its_slug() -> None:
    """That and its headline are those of the story that it speaks of."""
    found = closed(article(100, kind="advisory", headline="KILL", slug="Ferry"))
    assert found.story_of(article(0, item_id="two", slug="Ferry")) is None


def test_a_name_that_nobody_bears_is_dropped_without_harm() -> None:
    """Whatever else its bearer is called."""
    bearers = Bearers()
    called = [f"n:{n}" for n in range(200)]
    bearers.put("a", called)
    bearers.put("b", called[:1])
    bearers.drop("a", [f"n:{n}" for n in range(200, 400)])
    assert [sorted(bearers.one(name)) for name in called] == [["a", "b"], *[["a"]] * 199]
    bearers.drop("a", called[:2])
    assert [sorted(bearers.one(name)) for name in called[:3]] == [["b"], [], ["a"]]
