"""What a note means and what follows from it, by small examples: unknown times, the first moment of all, bounds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.story.wires import DAY, article, lead, note
from worker.story import combine
from worker.story.bearers import Bearers
from worker.story.combine import MOST_HOPS, Hold, newest_absorber, said
from worker.story.cycles import Edge
from worker.story.decision import Decision
from worker.story.group import Group, Ref, RefKind, make_group
from worker.story.groups import Groups
from worker.story.item import make_item
from worker.story.linking import Linking, link
from worker.story.order import UNKNOWN_MS, version_key
from worker.story.rungs import HOUR_MS, SLUG_REACH_MS
from worker.story.story import DecidedState
from worker.story.targets import LOOKED_AT, Candidates, Meanings, Target, in_reach
from worker.wire.article import Article, DigestItem

START = int(DAY.timestamp() * 1000)
EPOCH = -START // 60_000
"""Minutes from the day of these articles to 1970-01-01T00:00Z, the first moment with a number: a time like others."""


def group(*articles: Article, uri: str = "u", decided: tuple[Decision, ...] = ()) -> Group:
    return make_group(uri, [make_item(articles[0].item_id, articles)], decided=decided)


def begun(minutes: int | None, uri: str, **fields: Any) -> Group:
    return group(article(minutes, item_id=uri, slug="Ferry", **fields), uri=uri)


def ref(minutes: float | None, kind: RefKind = "combine", *names: str) -> Ref:
    a = article(0)
    ms = UNKNOWN_MS if minutes is None else START + round(minutes * 60_000)
    return Ref(kind, "Ferry", names or ("s:ferry",), ms, version_key(a), ms)


def meant(stories: list[Group], minutes: float | None, own: str = "own", killed: tuple[str, ...] = ()) -> Target:
    return Candidates(stories, killed).meant(ref(minutes), own)


VAGUE: dict[str, Any] = {"published_precision": "day"}
CRAWLED: dict[str, Any] = {"event_from": "fetched"}


def test_a_note_of_unknown_time_means_the_story_begun_last() -> None:
    """Whenever that was: nothing says that it was later than the note."""
    stories = [begun(n, f"u{n}") for n in (0, 99 * 1440, 50)]
    assert meant(stories, None) == Target(f"u{99 * 1440}", "u50")
    assert meant(stories[:1], None) == Target("u0")
    assert meant([], None) == Target()


def test_a_story_of_unknown_time_can_be_meant() -> None:
    """By any note, before or after others."""
    assert meant([begun(None, "u")], 10).uri == "u"
    assert meant([begun(None, "u")], None).uri == "u"
    assert meant([begun(None, "u"), begun(0, "v")], 10) == Target("v", "u")
    assert meant([begun(None, "u"), begun(0, "v")], None) == Target("v", "u")
    day_and_minute = group(article(0, **VAGUE), article(60, paragraphs=("B.",)), uri="w")
    assert (day_and_minute.start, day_and_minute.earliest) == (START, START + HOUR_MS)
    assert meant([day_and_minute, begun(0, "v")], 100) == Target("w", "v")


def test_the_first_moment_is_a_time() -> None:
    """A note and a story of 1970-01-01T00:00Z are known to the minute, as all others are."""
    first, later = begun(EPOCH, "first"), begun(EPOCH + 61, "later")
    assert meant([first, later], EPOCH) == Target("first")
    assert meant([later], EPOCH) == Target()
    assert meant([first], EPOCH + 61) == Target("first")
    assert in_reach(ref(EPOCH), later) is False
    assert in_reach(ref(EPOCH + 49 * 60), first) is False
    assert in_reach(ref(None), later) is True


@pytest.mark.parametrize(
    ("minutes", "fields", "uri"),
    [
        (100, {}, "u"),
        (99, {}, "u"),
        (100 - 60, {}, "u"),
        (100 - 61, {}, None),
        (100 - 60 - 1 / 60_000, {}, None),
    ],
)
def test_a_note_before_its_story(minutes: float, fields: dict[str, Any], uri: str | None) -> None:
    """Of the hour before its beginning, as clocks differ."""
    assert meant([begun(100, "u", **fields)], minutes).uri == uri


def test_a_story_that_began_after_the_note_is_meant_only_if_there_is_no_other() -> None:
    """A millisecond after is after."""
    early, late = begun(0, "early"), begun(100, "late")
    assert meant([early, late], 100) == Target("late", "early")
    assert meant([early, late], 100 - 1 / 60_000) == Target("early")


@pytest.mark.parametrize(("fields", "minutes"), [(VAGUE, 0), (CRAWLED, 300)])
def test_stories_whose_beginning_is_known_roughly(fields: dict[str, Any], minutes: int) -> None:
    """A bare date may be any time of its day, and what was found by a crawl is older: they compete with the others by
    the time at which they were first seen."""
    rough, exact = begun(minutes, "rough", **fields), begun(100, "exact")
    assert meant([rough, exact], 200) == (Target("exact", "rough") if minutes < 100 else Target("rough", "exact"))
    assert meant([rough], 200) == Target("rough")
    late = begun(200 + 18 * 60, "late", **CRAWLED)
    assert meant([late, exact], 200) == Target("late", "exact")
    beyond = begun(201 + 18 * 60, "beyond", **CRAWLED)
    assert meant([beyond, exact], 200) == Target("exact")
    assert meant([beyond], 200) == Target()


@pytest.mark.parametrize(("minutes", "fits"), [(18 * 60, True), (18 * 60 + 1, False)])
def test_a_crawl_proves_a_story_for_18_hours(minutes: int, fits: bool) -> None:
    """A note reaches a story first seen up to so long after it: it is older than that. At any moment of the day."""
    assert SLUG_REACH_MS == 18 * HOUR_MS
    for at in (0, 17, 721, 4_000_001):
        assert in_reach(ref(at), begun(at + minutes, "u", **CRAWLED)) is fits


def test_killed_stories_come_last() -> None:
    """Also before one that began after the note."""
    stories = [begun(0, "a"), begun(50, "b"), begun(120, "c")]
    assert meant(stories, 100, killed=("b",)) == Target("a")
    assert meant(stories[1:], 100, killed=("b",)) == Target("b")
    assert meant(stories[2:], 100, killed=("c",)) == Target("c")
    assert meant(stories, 200, own="c", killed=("a",)) == Target("b")


def test_of_many_stories_the_hundred_begun_last_are_looked_at() -> None:
    """More are said to be cut only where fewer than two of these fit."""
    many = [begun(n, f"u{n:03}") for n in range(LOOKED_AT + 1)]
    assert meant(many, 200) == Target("u100", "u099")
    own = [begun(n, "u", **lead(1)) for n in (0,)]
    assert meant([*own, *many[1:]], 200) == Target("u100", "u099")
    far = [begun(n, f"u{n:03}") for n in range(LOOKED_AT)]
    assert meant(far, 99 + 48 * 60) == Target("u099")
    assert meant(many, 100 + 48 * 60) == Target("u100", None, True)
    assert meant(many[:LOOKED_AT], 99 + 48 * 60 + 1) == Target()
    assert meant(many, 101 + 48 * 60) == Target(None, None, True)


def test_stories_begun_after_the_note_do_not_count_among_the_hundred() -> None:
    """A millisecond after it or later: the one before is found behind them."""
    for after in (1 / 60_000, 120):
        many = [begun(100 + after, f"u{n:03}") for n in range(LOOKED_AT)]  # type: ignore[arg-type]
        assert meant([begun(0, "early"), *many], 100) == Target("early")


def meanings(killed: dict[str, int], *stories: Group) -> Meanings:
    groups, bearers = Groups(), Bearers()
    for g in stories:
        groups.put(g.uri, g)
        bearers.put(g.uri, g.names)
    return Meanings(groups, bearers, killed)


def test_a_name_of_one_bearer() -> None:
    """As editors use it, without a time: never the story itself, and of a notice never another notice."""
    story, kill = begun(0, "story"), begun(5, "kill", kind="kill", status="canceled")
    assert meanings({}, story).meant(ref(None), "own") == Target("story")
    assert meanings({"story": 1}, story).meant(ref(None), "own") == Target("story")
    assert meanings({}, story).meant(ref(None), "story") == Target()
    assert meanings({}, story).meant(ref(None, "combine", "s:other"), "own") == Target()
    assert meanings({}, kill).meant(ref(None, "hold"), "own") == Target()
    assert meanings({}, kill).meant(ref(None), "own") == Target("kill")
    assert meanings({}, story).meant(ref(None, "hold"), "own") == Target("story")
    assert meanings({}, story, kill).meant(ref(None), "own") == Target("kill", "story")
    assert meanings({}, story, kill).meant(ref(None, "kill"), "own") == Target("story")
    assert meanings({}, story).meant(ref(60 * 49), "own") == Target()
    assert meanings({}, story).meant(ref(None, "combine", "s:other", "s:ferry"), "own") == Target("story")


def speaks(minutes: int | None, uri: str, *operations: tuple[str, tuple[str, ...]], **fields: Any) -> Group:
    given = {"item_id": uri, "slug": uri, "headline": uri, "editor_note": note(*operations) if operations else None}
    return group(article(minutes, **(given | fields)), uri=uri)


def linked(*stories: Group) -> dict[str, combine.Links]:
    return dict(link({g.uri: g for g in stories}))


def test_of_repeated_combines_the_newest_note_counts() -> None:
    """By its time, then by send number and marker: never the one that comes first in the text."""
    b = speaks(0, "b")
    a = group(
        *[article(n, item_id="a", paragraphs=(f"{n}.",), editor_note=note(("COMBINES", ("b",)))) for n in (5, 9)],
        uri="a",
    )
    (newest,) = a.refs
    oldest = replace(newest, names=("s:B",), ms=newest.ms - 60_000)
    for order in ((oldest, newest), (newest, oldest)):
        assert combine.edges_of(replace(a, refs=order), [Target("b")] * 2)["b"].ms == START + 9 * 60_000
    assert linked(a, b)["b"].superseded_by == "a"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"minutes": 9}, {"minutes": 5, "lead_number": 3}),
        ({"minutes": 5, "lead_number": 2}, {"minutes": 5, "lead_number": 1}),
        (
            {"minutes": 5, "serial": "20310507-0011-315", "send_number": 2, "lead_number": 1},
            {"minutes": 5, "lead_number": 1},
        ),
        ({"minutes": 5, "lead_number": None}, {"minutes": 5, "lead_number": 0}),
    ],
)
def test_of_two_notes_that_combine_one_story_the_newer_counts(one: dict[str, Any], other: dict[str, Any]) -> None:
    """By time, then by send number and marker; the winner's name comes first in the alphabet, and last."""
    for names in ("ac", "ca"):
        stories = [
            speaks(given["minutes"], uri, ("COMBINES", ("b",)), **{k: v for k, v in given.items() if k != "minutes"})
            for uri, given in zip(names, (one, other), strict=True)
        ]
        assert linked(speaks(0, "b"), *stories)["b"].superseded_by == names[0]


def test_editors_are_newer_than_any_note() -> None:
    """And of two editors' decisions the later one counts, even a day before 2031."""
    b = speaks(0, "b", item_id="b")
    noted = speaks(60, "c", ("COMBINES", ("b",)))
    follow = [
        Decision(f"d{ms}", "harbour", "follow", (k, "b"), None, "ana", "so", ms) for ms, k in ((5, "a"), (9, "e"))
    ]
    known = group(article(0, item_id="b", slug="b"), uri="b", decided=tuple(follow[::-1]))
    a = group(article(0, item_id="a", slug="a"), uri="a", decided=(follow[0],))
    e = group(article(0, item_id="e", slug="e"), uri="e", decided=(follow[1],))
    assert linked(b, noted)["b"].superseded_by == "c"
    assert linked(known, noted, a)["b"].superseded_by == "a"
    assert linked(known, noted, a, e)["b"].superseded_by == "e"


def test_a_note_of_unknown_time_is_never_outlived() -> None:
    """Whether the absorbed story has gone on since cannot be known then; nor before a moment that has a number."""
    later = speaks(100, "b", **lead(1))
    for minutes, reopened in ((None, False), (99, True), (100, False)):
        found = linked(later, speaks(minutes, "a", ("COMBINES", ("b",))))
        assert (found["b"].superseded_by, found["b"].reopened) == ((None, True) if reopened else ("a", False))
    first = linked(speaks(EPOCH + 1, "b", **lead(1)), speaks(EPOCH, "a", ("COMBINES", ("b",))))
    assert first["b"].reopened is True


def test_a_hold_of_unknown_time_is_never_outlived() -> None:
    """The same for texts: that one is newer must be known."""
    new = group(article(100, **lead(1)))
    assert combine.held(new, UNKNOWN_MS, None) == Hold(withheld=True)
    assert combine.held(new, 0, None) == Hold(released=True)
    assert combine.held(new, None, UNKNOWN_MS) == Hold()
    two = group(article(100, **lead(1)), article(200, paragraphs=("B.",), **lead(2)))
    assert combine.held(two, START, None) == Hold()
    assert combine.held(two, START, START + 5) == Hold()
    assert combine.held(group(article(0)), START, START + 5) == Hold(released=True)


@pytest.mark.parametrize(
    ("fields", "lifted"),
    [({}, False), ({"flags": ("embargoed",)}, True), ({"kind": "advisory"}, False), ({"status": "canceled"}, False)],
)
def test_a_release_lifts_the_embargo_of_texts_under_one(fields: dict[str, Any], lifted: bool) -> None:
    """Of no others."""
    assert combine.held(group(article(0, **fields)), None, START).lifted == (START if lifted else None)


def test_how_long_a_story_has_gone_on_by_itself() -> None:
    """By the time that its text states; for an editor's decision by the time at which it came in."""
    g = group(article(10, received_ms=START + 99, **lead(1)), article(5, paragraphs=("B.",)))
    assert combine.continued_ms(g) == START + 600_000
    assert combine.continued_ms(g, known=True) == START + 600_000
    late = group(article(10, received_ms=START + 900_000, **lead(1)))
    assert (combine.continued_ms(late), combine.continued_ms(late, known=True)) == (START + 600_000, START + 900_000)
    assert combine.continued_ms(group(article(0))) == UNKNOWN_MS


def test_a_story_without_a_reinstating_version() -> None:
    """Is killed by a notice of unknown time too."""
    assert combine.killed_since(group(article(0)), [(UNKNOWN_MS, UNKNOWN_MS)]) == UNKNOWN_MS
    back = group(article(None, editor_note=note(("REINSTATES", ()))))
    assert combine.killed_since(back, [(UNKNOWN_MS, UNKNOWN_MS)]) is None


def test_what_a_kill_says_to_use_instead_lives_again() -> None:
    """FV-42: also where another notice kills the absorber, and whenever that comes."""
    b, c = speaks(0, "b"), speaks(0, "c")
    a = speaks(10, "a", ("COMBINES", ("b",)), ("USES", ("b",)))
    kill = speaks(20, "k", ("KILLS", ("a",)), kind="advisory")
    kept = Linking()
    kept.update({"a": a, "b": b, "c": c})
    assert kept.links["b"].superseded_by == "a"
    kept.update({"k": kill})
    before = kept.links["b"]
    assert before.superseded_by is None
    assert before.reopened is True
    kept.update({"k": None})
    after = kept.links["b"]
    assert after.superseded_by == "a"
    assert after.reopened is False


def test_a_circle_that_opens_changes_all_in_it() -> None:
    """Of three stories that combine each other the newest note's stays, and all notes take effect with it. Without one
    of the notes each has its own time again: the last story went on by itself after it had been combined."""
    around = [
        speaks(n, uri, ("COMBINES", (other,))) for n, (uri, other) in enumerate((("a", "b"), ("b", "c"), ("c", "a")))
    ]
    kept = Linking()
    kept.update({g.uri: g for g in around})
    assert {uri: links.superseded_by for uri, links in kept.links.items()} == {"a": "c", "b": "c", "c": None}
    kept.update({"a": speaks(0, "a")})
    assert {uri: links.superseded_by for uri, links in kept.links.items()} == {"a": "c", "b": None, "c": None}
    assert kept.links["c"].reopened is True
    assert dict(kept.links) == linked(speaks(0, "a"), *around[1:])


def test_a_wide_circle_that_opens() -> None:
    """It changes the story whose note was the newest too, three steps away: that is no longer safe from being combined,
    and has gone on by itself."""
    around = [
        speaks(n, uri, ("COMBINES", (other,)))
        for n, (uri, other) in zip((0, 1, 2, 9, 3), zip("abcde", "bcdea", strict=True), strict=True)
    ]
    kept = Linking()
    kept.update({g.uri: g for g in around})
    assert (kept.links["d"].superseded_by, kept.links["d"].reopened) == (None, False)
    kept.update({"a": speaks(0, "a")})
    assert (kept.links["d"].superseded_by, kept.links["d"].reopened) == (None, True)
    assert dict(kept.links) == linked(speaks(0, "a"), *around[1:])


def test_stories_that_close_together() -> None:
    """Those tied by combines and notices, over any number of steps and both ways; a digest's mention ties nothing."""
    wire = [
        speaks(0, "a"),
        speaks(1, "b", ("COMBINES", ("a",))),
        speaks(2, "c", ("COMBINES", ("b",))),
        speaks(3, "k", ("KILLS", ("c",)), kind="advisory"),
        speaks(4, "h", ("WITHHOLDS", ("d",)), kind="advisory"),
        speaks(5, "d"),
        speaks(6, "e"),
        speaks(7, "m", kind="digest", items=(DigestItem("e", None, None, None, None),)),
    ]
    kept = Linking()
    kept.update({g.uri: g for g in wire})
    tied = [{"a", "b", "c", "k"}, {"d", "h"}, {"e"}, {"m"}]
    for together in tied:
        for uri in together:
            assert kept.tied([uri]) == together
    assert kept.tied(["a", "d", "gone"]) == tied[0] | tied[1]
    assert kept.asked(wire[4]) == [(wire[4].refs[0], "d")]
    assert kept.asked(speaks(9, "gone")) == []
    assert [target for _, target in kept.asked(wire[3])] == ["c"]
    assert kept.asked(wire[1]) == []


def test_what_a_note_combines_in_its_own_order() -> None:
    """As the notes name them, whatever else they ask of the same stories."""
    a = speaks(9, "a", ("USES", ("c",)), ("COMBINES", ("b", "c", "nobody", "nothing")), ("KILLS", ("c",)))
    found = linked(a, speaks(0, "b"), speaks(0, "c"))["a"]
    assert [(c.slug, c.state) for c in found.combines] == [
        ("b", "superseded"),
        ("c", "canceled"),
        ("nobody", "unresolved"),
        ("nothing", "unresolved"),
    ]


def test_a_long_way_is_told_in_part() -> None:
    """Twenty stories on the way, and the next one as the last; then the record says that there are more."""
    for count, cut in ((MOST_HOPS, False), (MOST_HOPS + 1, True)):
        chain = [speaks(n, f"s{n:02}", *([("COMBINES", (f"s{n - 1:02}",))] if n else [])) for n in range(count + 1)]
        first = linked(*chain)["s00"]
        assert (len(first.superseded_through), "combine_cut" in first.flags) == (min(count, 21) - 1, cut)
        assert first.superseded_by == f"s{min(count, 21):02}"
    assert MOST_HOPS == 20


def test_who_absorbs_a_story() -> None:
    """The newest note; nobody where there is none."""
    edges = [Edge("a", "x", (5, 0, 0, "a"), 5), Edge("b", "x", (9, 0, 0, "b"), 9), Edge("c", "x", (7, 0, 0, "c"), 7)]
    assert (newest_absorber(edges), newest_absorber([])) == ("b", None)


def test_what_a_notice_asks_of_a_story_with_its_own_name() -> None:
    """An article that bears the name means itself; a note to editors means another story."""
    own = speaks(9, "a", ("WITHHOLDS", ("a",)))
    assert dict(said(own, [Target("b")]).holds) == {"a": START + 9 * 60_000}
    advisory = speaks(9, "a", ("WITHHOLDS", ("a",)), kind="advisory")
    assert dict(said(advisory, [Target("b")]).holds) == {"b": START + 9 * 60_000}
    other = speaks(9, "a", ("RELEASES", ("c",)))
    assert (dict(said(other, [Target("c")]).releases), dict(said(other, [Target()]).releases)) == (
        {"c": START + 9 * 60_000},
        {},
    )


def test_what_has_become_of_decisions_on_combines() -> None:
    """The one that counts is in force, others are overruled by it; what holds of one pair holds of the story."""
    follow = Decision("f", "harbour", "follow", ("a", "b"), None, "ana", "so", 5)
    apart = Decision("u", "harbour", "unfollow", ("a", "b"), None, "ana", "so", 9)
    states: list[tuple[Decision, Decision, DecidedState]] = [(follow, apart, "in_force"), (apart, apart, "in_force")]
    assert dict(combine.rulings(states)) == {"f": ("overruled", "u"), "u": ("in_force", None)}
    assert combine.rulings([]) == ()
    assert combine.rulings([(follow, follow, "ended")]) == (("f", ("ended", None)),)
