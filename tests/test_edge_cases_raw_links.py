"""The contract of folding from raw messages on: combines, kills, holds and releases. Numbers are those of the edge-case
list; `tests/story/test_edge_cases_links.py` has the same contract in values."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from tests.raw_forms import (
    AT,
    END,
    FERRY,
    HEAD,
    KILLS,
    LANTERN,
    LANTERN_HEAD,
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
from worker.story.source_state import SourceState


def combining(note: str, at: str = LATER, n: int = 1, **fields: Any) -> Message:
    """The ferry story's LEAD, whose note combines another."""
    marker = "(LEAD)" if n == 1 else f"({n}nd LD)"
    sent = page(f"{marker} {HEAD}", [*FERRY, *MUSEUM[:2]], at, content_id(47, n), note=note, slug="Meren-ferry")
    return sent | fields


# combine


@pytest.mark.parametrize(
    "note",
    [
        'COMBINES with story sent under slug "Museum-tides"',
        "COMBINES with story sent under slug “museum‑Tides”; ADDS photo",
        'COMBINES with story slugged "Museum-tides," ADDS photo',
        'UPDATES throughout; COMBINES with "Museum-tides"',
        "COMBINES with story slugged Museum-tides",
        "COMBINES with stories sent under slugs 'Museum-tides'",
        f'COMBINES with story headlined "{MUSEUM_HEAD}"',
        f'COMBINES with story titled "(LEAD) {MUSEUM_HEAD}."',
        f'COMBINS with story sent under headline "{MUSEUM_HEAD.upper()}"',
        'RECASTS headline, lead, COMBINES with story sent under slug "Museum-tides" in paras 7-8',
        'MERGES with story slugged "Museum-tides"',
    ],
)
def test_fv31_combines_a_story_that_was_seen(note: str) -> None:
    """However a note says it, and in every order of arrival."""
    sent = [page(HEAD, FERRY, AT, content_id(47), slug="Meren-ferry"), MUSEUM_BASE, combining(note)]
    for order in permutations(sent):
        stories = tell(*order)
        museum, ferry = by_slug(stories, "Museum-tides"), by_slug(stories, "Meren-ferry")
        assert (museum.status, museum.superseded_by) == ("superseded", ferry.uri)
        assert [(c.uri, c.state, c.ambiguous) for c in ferry.combines] == [(museum.uri, "superseded", False)]


def test_fv31_combines_a_page_by_its_headline() -> None:
    """Pages show no slug: a note can only find them by headline, or by a slug that a feed item of the same id had."""
    sent = page(f"(Asiad) {MUSEUM_HEAD}", MUSEUM, AT, content_id(80))
    stories = tell(sent, combining(f"COMBINES with story headlined '{MUSEUM_HEAD}'"))
    assert holding(stories, 0).status == "superseded"
    slugged = feed(MUSEUM_HEAD, MUSEUM[:2], AT, id=content_id(80), slug="Museum-tides")
    stories = tell(sent, combining('COMBINES with story sent under slug "Museum-tides"'), slugged)
    assert holding(stories, 0).status == "superseded"


def test_fv32_combines_a_story_nobody_has_seen() -> None:
    """The note stays open, by the name as printed."""
    (combine,) = one(combining('COMBINES with story sent under slug "Koreas-joint project"')).combines
    assert (combine.slug, combine.uri, combine.state) == ("Koreas-joint project", None, "unresolved")


def test_fv33_absorbed_story_comes_late() -> None:
    """The base that comes after the note was sent before it: never told as fresh."""
    fold = SourceState("yonhap")
    lead, base = articles([combining('COMBINES with story slugged "Museum-tides"'), MUSEUM_BASE])
    fold.add([lead])
    step = fold.add([base])
    assert sorted(s.status for _, s in step.stories if s) == ["superseded", "usable"]
    assert [s.combines[0].state for _, s in step.stories if s and s.combines] == ["superseded"]
    late = feed(MUSEUM_HEAD, MUSEUM[:3], "2031-05-07 14:00", slug="Museum-tides")
    assert by_slug(tell(combining('COMBINES with "Museum-tides"'), late), "Museum-tides").status == "superseded"


def test_fv34_absorbed_story_lives_again() -> None:
    """A LEAD of its own, newer than the note, reopens it; one older than the note does not, however late it comes."""
    note = combining('COMBINES with story slugged "Museum-tides"')
    newer = feed(f"(LEAD) {MUSEUM_HEAD}", MUSEUM, LAST, slug="Museum-tides")
    stories = tell(MUSEUM_BASE, note, newer)
    museum = by_slug(stories, "Museum-tides")
    assert (museum.status, museum.change.kind, museum.version) == ("usable", "reopened", 2)
    assert [c.state for c in by_slug(stories, "Meren-ferry").combines] == ["related"]
    older = feed(f"(LEAD) {MUSEUM_HEAD}", MUSEUM, "2031-05-07 13:20", slug="Museum-tides")
    assert by_slug(tell(MUSEUM_BASE, note, older), "Museum-tides").status == "superseded"


def test_fv34_combined_once_more() -> None:
    """Reopened, then combined again by the 2nd LD: absorbed again."""
    note = 'COMBINES with story slugged "Museum-tides"'
    newer = feed(f"(LEAD) {MUSEUM_HEAD}", MUSEUM, LAST, slug="Museum-tides")
    stories = tell(MUSEUM_BASE, combining(note), newer, combining(note, END, 2))
    assert by_slug(stories, "Museum-tides").status == "superseded"


def test_fv35_two_stories_combine_each_other() -> None:
    """The newest note wins; one stays alive; the other's note is refused."""
    back = feed(f"(LEAD) {MUSEUM_HEAD}", [*MUSEUM, *FERRY[:2]], LAST, slug="Museum-tides",
                editor_note='(ATTN: COMBINES with story slugged "Meren-ferry")')  # fmt: skip
    for order in permutations([MUSEUM_BASE, combining('COMBINES with "Museum-tides"'), back]):
        stories = tell(*order)
        museum, ferry = by_slug(stories, "Museum-tides"), by_slug(stories, "Meren-ferry")
        assert (museum.status, ferry.status, ferry.superseded_by) == ("usable", "superseded", museum.uri)
        assert [c.state for c in ferry.combines] == ["refused"]


def test_fv36_chain_of_combines() -> None:
    """B into A, then A into C: B points at C, the hop is kept."""
    lanterns = page(f"(LEAD) {LANTERN_HEAD}", [*LANTERN, *FERRY], LAST, content_id(90, 1), slug="Lanterns",
                    note=f'COMBINES with story headlined "{HEAD}"')  # fmt: skip
    for order in permutations([MUSEUM_BASE, combining('COMBINES with "Museum-tides"'), lanterns]):
        stories = tell(*order)
        museum, ferry, last = (by_slug(stories, s) for s in ("Museum-tides", "Meren-ferry", "Lanterns"))
        assert (museum.superseded_by, museum.superseded_through) == (last.uri, (ferry.uri,))
        assert (ferry.superseded_by, last.status) == (last.uri, "usable")


def test_fv37_cycle_of_three() -> None:
    """A combines B, B combines C, C combines A: exactly one stays usable, the one with the newest note."""
    names = ("Meren-ferry", "Museum-tides", "Lanterns")
    texts = (FERRY, MUSEUM, LANTERN)
    sent = [
        feed(f"(LEAD) {names[i]} told", texts[i], f"2031-05-07 14:{i}0", slug=names[i],
             editor_note=f'COMBINES with story sent under slug "{names[(i + 1) % 3]}"')
        for i in range(3)
    ]  # fmt: skip
    for order in permutations(sent):
        stories = tell(*order)
        assert {s.slug: s.status for s in stories.values()} == dict.fromkeys(names, "superseded") | {
            "Lanterns": "usable"
        }


def test_fv37_twelve_stories_combine_all_others() -> None:
    """Every note names every other story: the newest stays, and all point at it."""
    names = [f"Port {n}" for n in range(12)]
    sent = [
        feed(f"(LEAD) {name} told", [f"{p} Told of {name}." for p in LANTERN], f"2031-05-07 14:{n:02}", slug=name,
             editor_note="COMBINES with " + ", ".join(f'"{other}"' for other in names if other != name))
        for n, name in enumerate(names)
    ]  # fmt: skip
    stories = tell(*sent)
    last = by_slug(stories, names[-1])
    assert [s.slug for s in stories.values() if s.status == "usable"] == [names[-1]]
    assert {s.superseded_by for s in stories.values() if s is not last} == {last.uri}


@pytest.mark.parametrize(
    "note",
    [
        'COMBINES with stories slugged "Museum-tides" and "Lanterns"',
        'COMBINES with stories sent under slugs "Museum-tides", "Lanterns"; ADDS photos',
        'COMBINES with "Museum-tides"; COMBINES with "Lanterns"',
        f'COMBINES with story slugged "Museum-tides" and story headlined "{LANTERN_HEAD}"',
        "COMBINES with stories slugged Museum-tides and Lanterns",
    ],
)
def test_fv38_two_in_one_note(note: str) -> None:
    """Both are absorbed."""
    stories = tell(MUSEUM_BASE, feed(LANTERN_HEAD, LANTERN, AT, slug="Lanterns"), combining(note))
    assert by_slug(stories, "Museum-tides").status == by_slug(stories, "Lanterns").status == "superseded"


def test_fv39_note_naming_itself() -> None:
    """By slug or by headline: ignored, and flagged."""
    for name in ('slug "meren-Ferry"', f'headline "{HEAD}"'):
        story = one(
            page(HEAD, FERRY, AT, content_id(47), slug="Meren-ferry"), combining(f"COMBINES with story under {name}")
        )
        assert (story.status, story.combines, "self_combine" in story.flags) == ("usable", (), True)


@pytest.mark.parametrize("kill", KILLS)
def test_fv40_combines_a_killed_story(kill: Message) -> None:
    """Killed, then combined: it stays killed, and who combined it is flagged."""
    stories = tell(MUSEUM_BASE, kill, combining('COMBINES with "Museum-tides"', END))
    assert holding(stories, 0).status == "canceled"
    ferry = by_slug(stories, "Meren-ferry")
    assert (ferry.status, "contains_killed_source" in ferry.flags) == ("usable", True)
    assert [c.state for c in ferry.combines] == ["canceled"]


@pytest.mark.parametrize("kill", KILLS)
def test_fv41_absorbed_story_is_killed_later(kill: Message) -> None:
    """The story that holds its text needs a review, and is not killed by itself."""
    stories = tell(MUSEUM_BASE, kill, combining('COMBINES with "Museum-tides"', LATER))
    ferry = by_slug(stories, "Meren-ferry")
    assert (holding(stories, 0).status, ferry.status, "needs_review" in ferry.flags) == ("canceled", "usable", True)


def test_fv42_absorbing_story_is_killed() -> None:
    """The absorbed story stays so."""
    kill = feed(HEAD, [], END, id=content_id(47, 2), status="canceled")
    stories = tell(MUSEUM_BASE, combining('COMBINES with "Museum-tides"'), kill)
    assert (by_slug(stories, "Meren-ferry").status, by_slug(stories, "Museum-tides").status) == (
        "canceled",
        "superseded",
    )


@pytest.mark.parametrize(
    "kill",
    [
        feed("KILL", ['Kill the story slugged "Meren-ferry". Use the story slugged "Museum-tides" instead.'], END),
        feed("KILL KILL KILL", ["Kill story slugged Meren-ferry and use story slugged Museum-tides."], END),
        page(f"KILL: {HEAD}", [f'Please use the story headlined "{MUSEUM_HEAD}."'], END, content_id(47, 2)),
        feed(HEAD, [], END, id=content_id(47, 2), status="canceled", editor_note='USE story slugged "Museum-tides"'),
        feed("Note", ["It was wrong."], END, editor_note='KILLS story slugged "Meren-ferry"; USES "Museum-tides"'),
    ],
)
def test_fv42_a_kill_that_says_to_use_the_absorbed_story(kill: Message) -> None:
    """Named as the one to use, by a notice of its own or the next send of the killed story: alive again."""
    for order in permutations([MUSEUM_BASE, combining('COMBINES with "Museum-tides"'), kill]):
        stories = tell(*order)
        ferry, museum = headlined(stories, HEAD), headlined(stories, MUSEUM_HEAD)
        assert (ferry.status, museum.status, museum.change.kind) == ("canceled", "usable", "reopened")
        assert museum.paragraphs == MUSEUM[:3]


@pytest.mark.parametrize(
    "note",
    ["Eds: Incorporates BC-EU--Museum Tides.", "Eds: UPDATES with quotes. Incorporates EU--Museum Tides, adds photo.",
     "Eds: Combines with BC-EU--Museum Tides, 1st Ld-Writethru."],
)  # fmt: skip
def test_fv31_a_story_of_the_ap_incorporates_another(note: str) -> None:
    """The AP names the other story by its slug, without quotes."""
    museum = feed(MUSEUM_HEAD, MUSEUM[:3], AT, source="ap", slug="BC-EU--Museum Tides")
    ferry = feed(HEAD, [note, *FERRY, *MUSEUM[:2]], LATER, source="ap", slug="BC-EU--Meren Ferry,1st Ld-Writethru")
    for order in permutations([museum, ferry]):
        stories = tell(*order)
        absorber = headlined(stories, HEAD)
        assert (absorber.status, headlined(stories, MUSEUM_HEAD).superseded_by) == ("usable", absorber.uri)


def test_fv44_never_across_sources() -> None:
    """Another wire's slug is another story."""
    stories = tell(MUSEUM_BASE | {"source": "kyodo"}, combining('COMBINES with "Museum-tides"'))
    assert by_slug(stories, "Museum-tides").status == "usable"
    assert [c.state for c in by_slug(stories, "Meren-ferry").combines] == ["unresolved"]


# kills and holds


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
        fold = SourceState("yonhap")
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


@pytest.mark.parametrize("kill", KILLS[2:6])
def test_fv49_substitute_after_a_kill_by_name(kill: Message) -> None:
    """The substitute is sent under the killed slug and headline half an hour later: the kill does not mean it."""
    substitute = feed(MUSEUM_HEAD, LANTERN, "2031-05-07 14:50", slug="Museum-tides", id="s-1")
    for order in permutations([MUSEUM_BASE, kill, substitute]):
        stories = tell(*order)
        statuses = {s.status: s.paragraphs for s in stories.values() if s.kind == "article"}
        assert statuses == {"canceled": (), "usable": LANTERN}


def test_fv49_a_kill_under_the_headline_of_its_story() -> None:
    """`Kill this story` under the story's own headline says which."""
    kill = feed(MUSEUM_HEAD, ["KILL KILL KILL", "Kill this story. It contains an error."], LAST, id="k-1")
    for order in permutations([MUSEUM_BASE, kill]):
        assert by_slug(tell(*order), "Museum-tides").status == "canceled"


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


@pytest.mark.parametrize(
    "hold",
    [
        page("HOLD HOLD HOLD", ["Editors: please hold this story until further notice."], LATER, content_id(47, 1)),
        page("ADVISORY", ["Editors, withhold the earlier version pending a check."], LATER, content_id(47, 1)),
        feed("HOLD", ["A name is being checked."], LATER, id=content_id(47, 1)),
        feed(HEAD, ["EDITORS: please hold this story until further notice."], LATER, id="h-1"),
    ],
)
def test_fv50_a_hold_under_the_number_of_its_story(hold: Message) -> None:
    """Where a hold names nothing, the next send of a story's number means that story; so does the end of the hold, and
    so does the story's headline."""
    base = page(HEAD, FERRY, AT, content_id(47))
    end = page("HOLD LIFTED", ["The name is right."], LAST, content_id(47, 2))
    lead = page(f"(LEAD) {HEAD}", FERRY, LAST, content_id(47, 2))
    for order in permutations([base, hold]):
        story = headlined(tell(*order), HEAD)
        assert (story.status, story.paragraphs, story.version) == ("withheld", (), 1)
    for last in (end, lead):
        for order in permutations([base, hold, last]):
            story = headlined(tell(*order), HEAD)
            assert (story.status, story.change.kind, story.paragraphs) == ("usable", "released", FERRY)


def test_fv51_a_hold_that_names_nothing_known() -> None:
    """It acts on nothing, and the notice itself tells an editor so."""
    stories = tell(MUSEUM_BASE, feed("HOLD", ["A name is being checked."], LATER))
    assert (holding(stories, 0).status, holding(stories, 1).kind) == ("usable", "advisory")
    assert "no_target" in holding(stories, 1).flags


def test_fv50_an_embargo_binds_the_text_that_carries_it() -> None:
    """A text under embargo is not told, and is the base that it is; the update without it is free."""
    held = feed(HEAD, ["EMBARGOED until 2300 GMT May 7", *FERRY[:3]], AT, slug="Meren-ferry")
    story = one(held)
    assert (story.status, story.change.kind, "embargoed" in story.flags) == ("embargoed", "embargoed", True)
    assert story.editor_note is not None
    assert (story.editor_note.text, story.paragraphs) == ("EMBARGOED until 2300 GMT May 7", ())
    free = one(held, feed(f"(LEAD) {HEAD}", FERRY, LATER, slug="Meren-ferry"))
    assert (free.version, free.gaps, "embargoed" in free.flags) == (2, (), False)
