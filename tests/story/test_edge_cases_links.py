"""The contract of folding, case by case: combines, kills, holds, notes to editors. Numbers are those of the edge-case
list."""

from __future__ import annotations

import dataclasses
import os
from itertools import permutations
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.story.forms import OTHER, SERIAL, combining, folded, killed, one, sent, slugged, with_slug
from tests.story.wires import NAMES, article, note, text, wires
from worker.story.resolve import resolve
from worker.story.source_state import SourceState
from worker.story.story import Story, to_json
from worker.wire.article import Article, Lineage

EXAMPLES = int(os.environ.get("TEST_EXAMPLES", "300"))

# combine


def test_fv31_combines_a_story_that_was_seen() -> None:
    """The absorbed story points at the one that absorbed it; that one lists it."""
    stories = folded(slugged("Museum", 600), combining())
    absorbed, absorber = with_slug(stories, "Museum"), with_slug(stories, "Ferry")
    assert (absorbed.status, absorbed.superseded_by, absorbed.change.kind) == ("superseded", absorber.uri, "superseded")
    assert [(c.slug, c.uri, c.state) for c in absorber.combines] == [("Museum", absorbed.uri, "superseded")]


def test_fv31_combines_by_headline() -> None:
    """A note may name the headline instead of the slug."""
    base = article(600, item_id="a", headline="Museum of tides reopens", paragraphs=text(5))
    stories = folded(base, combining(700, "Museum of tides reopens"))
    assert stories["newswire:harbour:item:a"].status == "superseded"


def test_fv32_combines_a_story_nobody_has_seen() -> None:
    """The note stays open, by name."""
    assert [(c.slug, c.uri, c.state) for c in one(combining()).combines] == [("Museum", None, "unresolved")]


def test_fv33_absorbed_story_comes_late() -> None:
    """A base that comes after the note is born superseded; it is never told as a fresh story."""
    fold = SourceState("harbour")
    fold.add([combining(700)])
    step = fold.add([slugged("Museum", 720)])
    told = {uri: s.status for uri, s in step.stories if s}
    assert sorted(told.values()) == ["superseded", "usable"]
    assert step.outcomes == ("superseded",)


def test_fv34_absorbed_story_lives_again() -> None:
    """A newer LEAD of its own reopens the absorbed story; the note is kept as a relation."""
    stories = folded(slugged("Museum", 600), combining(700), slugged("Museum", 800, 1))
    museum = with_slug(stories, "Museum")
    assert (museum.status, museum.change.kind) == ("usable", "reopened")
    assert [c.state for c in with_slug(stories, "Ferry").combines] == ["related"]


def test_fv35_two_stories_combine_each_other() -> None:
    """The newest note wins; one of the two stays alive."""
    back = slugged("Museum", 800, 1, editor_note=note(("COMBINES", ("Ferry",))))
    stories = folded(combining(700), slugged("Museum", 600), back)
    assert with_slug(stories, "Museum").status == "usable"
    assert with_slug(stories, "Ferry").superseded_by == with_slug(stories, "Museum").uri
    assert [c.state for c in with_slug(stories, "Ferry").combines] == ["refused"]


def test_fv36_chain() -> None:
    """B into A, A into C: B points at C, and its history keeps the hop."""
    c = sent(1, 800, OTHER, slug="Harbour", editor_note=note(("COMBINES", ("Ferry",))))
    stories = folded(slugged("Museum", 600), combining(700), c)
    museum = with_slug(stories, "Museum")
    assert museum.superseded_by == with_slug(stories, "Harbour").uri
    assert museum.superseded_through == (with_slug(stories, "Ferry").uri,)


def test_fv37_cycle_of_three() -> None:
    """One of three stays alive: the one with the newest note."""
    stories = folded(
        *(slugged(s, 500 + n) for n, s in enumerate(("A", "B", "C"))),
        slugged("A", 600, 1, editor_note=note(("COMBINES", ("B",)))),
        slugged("B", 610, 1, editor_note=note(("COMBINES", ("C",)))),
        slugged("C", 620, 1, editor_note=note(("COMBINES", ("A",)))),
    )
    assert {s.slug: s.status for s in stories.values()} == {"A": "superseded", "B": "superseded", "C": "usable"}
    assert with_slug(stories, "B").superseded_by == with_slug(stories, "C").uri


def test_fv38_two_slugs_in_one_note() -> None:
    """Both stories are absorbed."""
    stories = folded(slugged("Museum", 600), slugged("Lantern", 610), combining(700, "Museum", "Lantern"))
    assert with_slug(stories, "Museum").status == with_slug(stories, "Lantern").status == "superseded"


def test_fv39_note_naming_itself() -> None:
    """Ignored, and flagged."""
    story = one(combining(700, "Ferry"))
    assert (story.status, story.combines, "self_combine" in story.flags) == ("usable", (), True)


def test_fv40_combines_a_killed_story() -> None:
    """The killed story stays killed; who combined it is flagged."""
    stories = folded(slugged("Museum", 600, item_id="m"), killed(650), combining(700))
    assert with_slug(stories, "Museum").status == "canceled"
    assert "contains_killed_source" in with_slug(stories, "Ferry").flags


def test_fv41_absorbed_story_is_killed_later() -> None:
    """It is canceled; the story that holds its text needs a review and is not killed by itself."""
    stories = folded(slugged("Museum", 600, item_id="m"), combining(700), killed(750))
    assert with_slug(stories, "Museum").status == "canceled"
    ferry = with_slug(stories, "Ferry")
    assert (ferry.status, "needs_review" in ferry.flags) == ("usable", True)


def test_fv42_absorbing_story_is_killed() -> None:
    """The absorbed story stays superseded, unless the kill says to use it."""
    museum, ferry = slugged("Museum", 600), combining(700)
    stories = folded(museum, ferry, sent(2, 750, kind="kill", status="canceled", slug="Ferry", paragraphs=()))
    assert with_slug(stories, "Ferry").status == "canceled"
    assert with_slug(stories, "Museum").status == "superseded"
    use = sent(2, 750, kind="kill", status="canceled", paragraphs=(), editor_note=note(("USES", ("Museum",))))
    museum_again = with_slug(folded(museum, ferry, use), "Museum")
    assert (museum_again.status, museum_again.change.kind) == ("usable", "reopened")


def test_fv44_never_across_sources() -> None:
    """A note of one wire does not mean another wire's slug."""
    stories = folded(slugged("Museum", 600, source="ridge"), combining(700))
    assert [c.state for c in stories["newswire:harbour:" + SERIAL].combines] == ["unresolved"]
    assert with_slug(stories, "Museum").status == "usable"


# kill, withhold


def test_fv46_kill() -> None:
    """No body, and every version in the history is marked."""
    story = one(slugged("Museum", 600, item_id="m"), killed(700))
    assert (story.status, story.paragraphs, story.captions, story.change.kind) == ("canceled", (), (), "canceled")
    assert {v.status for v in story.versions} == {"canceled"}
    assert story.headline == "Ferry line opens"


def test_fv46_kill_notice_naming_the_slug() -> None:
    """A notice with an id of its own kills the story it names."""
    notice = article(700, item_id="k", kind="kill", status="canceled", paragraphs=(), headline="KILL: Museum",
                     editor_note=note(("KILLS", ("Museum",))))  # fmt: skip
    assert with_slug(folded(slugged("Museum", 600), notice), "Museum").status == "canceled"


def test_fv47_kill_before_the_story() -> None:
    """The story that comes after its kill is only ever told as canceled."""
    fold = SourceState("harbour")
    fold.add([killed(700)])
    step = fold.add([slugged("Museum", 600, item_id="m")])
    assert [s.status for _, s in step.stories if s] == ["canceled"]
    assert step.outcomes == ("superseded",)


def test_fv48_older_version_after_kill() -> None:
    """History only; the kill holds."""
    story = one(sent(2, 600), sent(3, 650, kind="kill", status="canceled", paragraphs=()), sent(1, 550))
    assert (story.status, story.version) == ("canceled", 3)


def test_fv49_after_a_kill() -> None:
    """A new serial under the killed slug is a usable story; the same serial stays killed without an explicit note."""
    base, kill = sent(0, 600, slug="Museum"), sent(1, 650, kind="kill", status="canceled", paragraphs=())
    substitute = sent(0, 700, OTHER, slug="Museum")
    assert folded(base, kill, substitute)["newswire:harbour:" + OTHER].status == "usable"
    assert one(base, kill, sent(2, 700)).status == "canceled"
    again = one(base, kill, sent(2, 700, editor_note=note(("REINSTATES", ()))))
    assert (again.status, again.change.kind) == ("usable", "reinstated")


def test_fv50_withheld_then_released() -> None:
    """While withheld there is no body; released, it is told as such."""
    held = sent(0, 600, status="withheld")
    story = one(held)
    assert (story.status, story.paragraphs, story.change.kind) == ("withheld", (), "withheld")
    released = one(held, sent(0, 660))
    assert (released.status, released.change.kind) == ("usable", "released")
    assert released.paragraphs == text(1)


def test_withheld_update_leaves_the_story_as_it_was() -> None:
    """An update under embargo is history until its release; a text withdrawn from its own item does not come back."""
    assert one(sent(0, 600), sent(1, 660, status="withheld")).lead_number is None
    late, early = "2031-05-07T12:00:00+00:00", "2031-05-07T11:00:00+00:00"
    assert one(sent(0, 600, fetched_at=early), sent(0, 600, status="withheld", fetched_at=late)).status == "withheld"


def notice(minutes: int, verb: str, *slugs: str, **fields: Any) -> Article:
    """A note to editors about other stories."""
    given = {"item_id": f"x-{minutes}", "kind": "advisory", "headline": "ADVISORY", "paragraphs": ("Note.",)}
    return article(minutes, **(given | {"editor_note": note((verb, slugs))} | fields))


@pytest.mark.parametrize(
    ("more", "status", "change"),
    [
        ([], "withheld", "withheld"),
        ([notice(710, "RELEASES", "Museum")], "usable", "released"),
        ([notice(690, "RELEASES", "Museum")], "withheld", "withheld"),
        ([notice(710, "RELEASES", "Museum"), notice(720, "WITHHOLDS", "Museum")], "withheld", "withheld"),
        ([slugged("Museum", 710, 1)], "usable", "released"),
        ([slugged("Museum", 690, 1)], "withheld", "withheld"),
        ([slugged("Museum", 710, 1), slugged("Museum", 720, 2)], "usable", "updated"),
        ([notice(710, "RELEASES", "Museum"), slugged("Museum", 720, 1)], "usable", "updated"),
        ([slugged("Museum", 710, 1, status="withheld")], "withheld", "withheld"),
        ([notice(710, "RELEASES", "Museum"), notice(720, "KILLS", "Museum")], "canceled", "canceled"),
        ([notice(690, "KILLS", "Museum"), notice(710, "RELEASES", "Museum")], "canceled", "canceled"),
        ([notice(710, "RELEASES", "Ferry")], "withheld", "withheld"),
    ],
)
def test_fv50_a_notice_withholds_until_it_is_lifted(more: list[Article], status: str, change: str) -> None:
    """A hold takes the text away until a newer usable version, or a newer notice, gives it back; kills are stronger.
    The same in every order of arrival."""
    records = set()
    for order in permutations([slugged("Museum", 600), notice(700, "WITHHOLDS", "Museum"), *more]):
        stories = folded(*order)
        museum = stories["newswire:harbour:slug:museum:2031-05-07"]
        assert (museum.status, museum.change.kind, bool(museum.paragraphs)) == (status, change, status == "usable")
        records.add(b"".join(map(to_json, sorted(stories.values(), key=lambda s: s.uri))))
    assert len(records) == 1


notices = st.builds(
    notice,
    st.integers(0, 2879),
    st.sampled_from(("WITHHOLDS", "RELEASES", "KILLS", "DISREGARDS", "REINSTATES", "USES")),
    st.sampled_from(NAMES),
    slug=st.sampled_from((None, "Ferry", "NK-harbour")),
)


@given(wires(8), st.lists(notices, min_size=1, max_size=5), st.randoms(use_true_random=False))
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_fv50_notices_act_the_same_in_any_order(sent: list[Article], told: list[Article], chance: Random) -> None:
    """Holds, releases and kills among the articles of a small wire: article by article, in any order, the stories are
    those of the whole set; what is killed or withheld shows no text."""
    everything = [*sent, *told]
    expected = [to_json(s) for s in resolve(everything)]
    chance.shuffle(everything)
    fold = SourceState("harbour")
    stories: dict[str, Story | None] = {}
    for a in everything:
        stories.update(fold.add([a]).stories)
    assert [to_json(s) for _, s in sorted(stories.items()) if s] == expected
    for story in filter(None, stories.values()):
        assert story.paragraphs == () or story.status in ("usable", "superseded")


def test_fv50_a_notice_under_the_slug_of_its_story() -> None:
    """Notices may carry the slug of the story that they are about: it is the story that is meant, not the notice."""
    hold, end = notice(700, "WITHHOLDS", "Museum", slug="Museum"), notice(710, "RELEASES", "Museum", slug="Museum")
    uri = "newswire:harbour:slug:museum:2031-05-07"
    assert folded(slugged("Museum", 600), hold)[uri].status == "withheld"
    assert folded(slugged("Museum", 600), hold, end)[uri].status == "usable"
    forget = notice(700, "DISREGARDS", "Museum", slug="Museum")
    assert folded(slugged("Museum", 600), forget)[uri].status == "canceled"


def test_fv50_a_hold_is_not_ended_by_a_later_crawl() -> None:
    """The first send, found again after the hold, is the text that is withheld: a crawl says nothing of its age."""
    base = dataclasses.replace(slugged("Museum", 800), published=None, event_from="fetched")
    hold = notice(700, "WITHHOLDS", "Museum")
    assert with_slug(folded(hold, base), "Museum").status == "withheld"


def test_fv50_a_withheld_story_that_was_combined() -> None:
    """It shows no text, and the story that holds its text says so to editors."""
    stories = folded(slugged("Museum", 600), combining(650), notice(700, "WITHHOLDS", "Museum"))
    museum, ferry = with_slug(stories, "Museum"), with_slug(stories, "Ferry")
    assert (museum.status, museum.paragraphs, museum.superseded_by) == ("withheld", (), ferry.uri)
    assert (ferry.status, "contains_withheld_source" in ferry.flags) == ("usable", True)


@pytest.mark.parametrize(
    ("number", "base"),
    [
        ({"serial": SERIAL, "send_number": 1}, sent(0, 600)),
        ({"item_id": "m"}, article(600, item_id="m", paragraphs=text(3))),
    ],
)
def test_fv50_a_hold_under_the_number_of_its_story(number: dict[str, Any], base: Article) -> None:
    """A hold that names nothing means the story under its own serial or id, and so does its end; in every order."""
    hold, end = notice(700, "WITHHOLDS", **number), notice(720, "RELEASES", headline="HOLD LIFTED", **number)
    for order in permutations([base, hold]):
        assert {s.kind: s.status for s in folded(*order).values()} == {"article": "withheld", "advisory": "usable"}
    for order in permutations([base, hold, end]):
        (story,) = [s for s in folded(*order).values() if s.kind == "article"]
        assert (story.status, story.change.kind, story.version) == ("usable", "released", 1)


@pytest.mark.parametrize("verb", ["WITHHOLDS", "RELEASES", "DISREGARDS"])
def test_fv51_a_notice_that_means_no_story_known(verb: str) -> None:
    """It acts on nothing, and an editor is told; where it names a story, until that is there."""
    unnamed = folded(slugged("Museum", 600), notice(700, verb))
    assert {s.kind: (s.status, "no_target" in s.flags) for s in unnamed.values()} == {
        "article": ("usable", False),
        "advisory": ("usable", True),
    }
    named = notice(700, verb, "Museum")
    assert "no_target" in one(named).flags
    assert not any("no_target" in s.flags for s in folded(slugged("Museum", 600), named).values())


@pytest.mark.parametrize("verb", ["KILLS", "DISREGARDS", "WITHHOLDS"])
@pytest.mark.parametrize("by_id", [False, True])
def test_fv49_a_notice_leaves_the_substitute(verb: str, by_id: bool) -> None:
    """A story begun under the same slug soon after a notice is not the one that it names, however they come in, and
    also where that one is killed by its id too."""
    first, second = slugged("Museum", 600, paragraphs=text(8)), slugged("Museum", 720, paragraphs=text(9))
    also = [slugged("Museum", 600, status="canceled", paragraphs=())] if by_id and verb != "WITHHOLDS" else []
    status = "withheld" if verb == "WITHHOLDS" else "canceled"
    for order in permutations([first, second, notice(700, verb, "Museum"), *also]):
        told = [(s.status, s.paragraphs) for s in folded(*order).values() if s.kind == "article"]
        assert sorted(told) == sorted([(status, ()), ("usable", text(9))])


@pytest.mark.parametrize(
    ("kind", "verb", "status"), [("kill", "KILLS", "canceled"), ("advisory", "WITHHOLDS", "withheld")]
)
def test_fv50_a_notice_under_the_headline_of_its_story(kind: str, verb: str, status: str) -> None:
    """Where a notice names nothing, its own headline is that of the story; sent twice, it does not mean itself."""
    fields: dict[str, Any] = {"kind": kind, "headline": "(LEAD) Ferry line opens"}
    first = notice(700, verb, **fields)
    again = notice(705, verb, **fields)
    later = article(720, item_id="n", paragraphs=text(9))
    for order in permutations([article(600, item_id="m"), first, again, later]):
        stories = folded(*order)
        assert stories["newswire:harbour:item:m"].status == status
        assert stories["newswire:harbour:item:n"].status == "usable"
        assert not any("no_target" in s.flags for s in stories.values())


def test_fv51_a_kill_that_means_no_story_known() -> None:
    """Its notice says so until the story is there, which is then canceled."""
    kill = article(700, item_id="k", kind="kill", status="canceled", paragraphs=(), headline="KILL",
                   editor_note=note(("KILLS", ("Museum",))))  # fmt: skip
    assert "no_target" in one(kill).flags
    stories = folded(slugged("Museum", 600), kill)
    assert with_slug(stories, "Museum").status == "canceled"
    assert not any("no_target" in s.flags for s in stories.values())


def test_fv50_a_version_of_a_withheld_story_is_not_told() -> None:
    """Nothing of it is shown, so its fate is not `published`; that of what ends the hold is."""
    fold = SourceState("harbour")
    assert fold.add([notice(700, "WITHHOLDS", "Museum")]).outcomes == ("ignored",)
    base, older, newer = (slugged("Museum", m, n, raw=Lineage("raw", 0, n)) for n, m in enumerate((600, 650, 710)))
    assert [fold.add([a]).outcomes for a in (base, older, newer)] == [("superseded",), ("superseded",), ("published",)]


def test_fv51_advisory() -> None:
    """An advisory is no version of anything; it acts on the story it names and on no other."""
    advisory = article(700, item_id="x", kind="advisory", slug="Museum", editor_note=note(("DISREGARDS", ("Ferry",))))
    stories = folded(slugged("Museum", 600), slugged("Ferry", 610), advisory)
    assert len(stories) == 3
    assert stories["newswire:harbour:slug:ferry:2031-05-07"].status == "canceled"
    assert stories["newswire:harbour:slug:museum:2031-05-07"].version == 1
