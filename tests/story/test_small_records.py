"""Small rules of the record of a story and of the order of its versions, each from both sides."""

from __future__ import annotations

from typing import Any

import pytest

from tests.story.forms import folded, one, sent, slugged
from tests.story.wires import article, lead, note, text
from worker.story import order
from worker.story.canonical import MOST_SLUGS, make_story, newest_within, told_short
from worker.story.combine import Links
from worker.story.diff import change_kind, make_change
from worker.story.group import Group, make_group
from worker.story.item import make_item
from worker.story.story import Mention, Story, StoryStatus, Version
from worker.wire.article import Article, DigestItem, EditorNote, Lineage, Operation, Subject


def group(*articles: Article) -> Group:
    items: dict[str, list[Article]] = {}
    for a in articles:
        items.setdefault(a.item_id, []).append(a)
    return make_group("u", [make_item(key, same) for key, same in items.items()])


def record(*articles: Article, shows: Any = "nothing", **links: Any) -> Story:
    return make_story(group(*articles), Links(**links), shows)


FULL: dict[str, Any] = {
    "captions": ("A.",),
    "subjects": (Subject("medtop:1"),),
    "pictures": ("coast.example/p.jpg",),
    "items": (DigestItem("Fair", "(LEAD)", 1, None, None),),
    "speakers": [{"name": "Pell", "quotes": []}],
    "topics": [{"id": "x"}],
    "byline": "Ana Holm",
}


@pytest.mark.parametrize(
    ("fields", "links", "status", "hidden"),
    [
        ({}, {}, "usable", False),
        ({}, {"superseded_by": "v"}, "superseded", False),
        ({}, {"canceled": True}, "canceled", True),
        ({}, {"canceled": True, "withheld": True}, "canceled", True),
        ({}, {"withheld": True}, "withheld", True),
        ({}, {"withheld": True, "superseded_by": "v"}, "withheld", True),
        ({"status": "withheld"}, {}, "withheld", True),
        ({"status": "canceled"}, {}, "withheld", True),
        ({"kind": "kill"}, {}, "withheld", True),
        ({"kind": "robot"}, {}, "usable", False),
        ({"kind": "photo"}, {}, "usable", False),
        ({"flags": ("embargoed",)}, {}, "embargoed", True),
        ({"flags": ("embargoed",)}, {"superseded_by": "v"}, "embargoed", True),
    ],
)
def test_what_is_told_of_a_story(fields: dict[str, Any], links: dict[str, Any], status: str, hidden: bool) -> None:
    """Everything while it may be used; else neither text nor pictures, nor what was read from them."""
    story = record(article(0, **FULL, **fields), **links)
    told = (story.paragraphs, story.captions, story.items, story.subjects, story.pictures)
    assert story.status == status
    assert told == (
        ((),) * 5 if hidden else (text(1), *(FULL[k] for k in ("captions", "items", "subjects", "pictures")))
    )
    assert (b"Pell" in bytes(story.speakers), b"x" in bytes(story.topics)) == (not hidden, not hidden)
    assert story.superseded_by == (None if status == "canceled" else links.get("superseded_by"))
    assert (story.byline, story.headline is None) == ("Ana Holm", status == "embargoed")


def test_mentions_of_a_digest() -> None:
    """With the story that is meant, where it is known; none of a text under embargo."""
    mentions = (Mention("Fair", None, "v"), Mention("Other", None, "w"))
    assert record(article(0, **FULL), mentions=mentions).mentions == (Mention("Fair", "(LEAD)", "v"),)
    assert record(article(0, **FULL)).mentions == (Mention("Fair", "(LEAD)", None),)
    assert record(article(0, **FULL), canceled=True).mentions == (Mention("Fair", "(LEAD)", None),)
    assert record(article(0, **FULL, flags=("embargoed",)), mentions=mentions).mentions == ()


@pytest.mark.parametrize(("shows", "headline"), [("nothing", None), ("headline", "Ferry line opens")])
def test_headlines_under_embargo(shows: str, headline: str | None) -> None:
    """Told only where the desk wants them."""
    story = record(article(0, flags=("embargoed",)), shows=shows)
    assert (story.headline, [v.headline for v in story.versions], story.paragraphs) == (headline, [headline], ())
    free = record(article(0, item_id="a"), article(5, item_id="b", headline="Later", flags=("embargoed",)), shows=shows)
    assert [v.headline for v in free.versions] == ["Ferry line opens", "Later" if headline else None]


@pytest.mark.parametrize(
    ("numbers", "agrees"),
    [((0, 1), True), ((0, 2), None), ((1, 2), True), ((1, 3), None), ((2, 4), None), ((2, 2), True), ((3, 1), True)],
)
def test_a_note_speaks_of_the_version_before(numbers: tuple[int, int], agrees: bool | None) -> None:
    """Where one between is missing, what it says cannot be checked."""
    said = note(("ADDS", ()))
    old, new = (
        article(5 * k, item_id=f"i{k}", lead_number=n, paragraphs=text(1, 2 + k), editor_note=said if k else None)
        for k, n in enumerate(numbers)
    )
    kept = sorted((old, new), key=order.version_key)
    story = record(old, new)
    if kept == [old, new]:
        assert story.change.note_agrees is agrees


@pytest.mark.parametrize(
    ("links", "kind"),
    [
        ({}, "updated"),
        ({"superseded_by": "v"}, "superseded"),
        ({"reopened": True}, "reopened"),
        ({"released": True}, "released"),
        ({"reopened": True, "released": True}, "reopened"),
        ({"canceled": True, "reopened": True}, "canceled"),
        ({"withheld": True, "reopened": True}, "withheld"),
    ],
)
def test_what_has_changed(links: dict[str, Any], kind: str) -> None:
    """What others make of a story is told before what its text says; of a story that is gone nothing else."""
    change = record(article(0, item_id="a"), article(5, item_id="b", paragraphs=text(1, 5)), **links).change
    assert (change.kind, change.paragraphs_added) == (kind, () if kind in ("canceled", "withheld") else (5,))


def test_versions_are_held_against_the_usable_one_before() -> None:
    """Not against a kill, a withheld text of another item, or a take that only continues."""
    first = article(0, item_id="a")
    kill = article(5, item_id="b", kind="kill", status="canceled", paragraphs=())
    held = article(6, item_id="c", status="withheld")
    last = article(9, item_id="d", paragraphs=text(1, 5))
    assert [v.change for v in record(first, kill, held, last).versions] == [
        "created",
        "canceled",
        "withheld",
        "updated",
    ]
    freed = article(9, item_id="c", paragraphs=text(1, 5))
    assert [v.change for v in record(first, held, freed).versions] == ["created", "withheld", "released"]
    again = article(12, item_id="c", version=3, paragraphs=text(1, 6))
    assert [v.change for v in record(first, held, freed, again).versions][-1] == "silent_edit"
    taken = article(3, item_id="t", take=2)
    assert [v.change for v in record(first, taken, last).versions] == ["created", "updated", "updated"]


def test_when_a_story_was_first_created() -> None:
    """The earliest known time of its versions, also where the first in order has a later one or none."""
    assert record(article(5, lead_number=1), article(9, item_id="b")).first_created == article(5).event_time
    assert record(article(None, item_id="a"), article(9, item_id="b")).first_created == article(9).event_time
    assert record(article(None)).first_created is None
    assert record(article(9, item_id="b"), article(5, item_id="a")).first_created == article(5).event_time


def test_the_last_hundred_slugs() -> None:
    """In order of versions, the newest last."""
    for count in (MOST_SLUGS, MOST_SLUGS + 1):
        wire = [article(n, item_id=f"i{n:03}", slug=f"S{n}") for n in range(count)]
        assert record(*wire).slugs == tuple(f"S{n}" for n in range(count))[-100:]


def test_how_many_versions_fit() -> None:
    """At least the newest: half a megabyte in all, each counted with its texts."""
    given: dict[str, Any] = dict.fromkeys(("marker", "lead_number", "send_number", "published", "fetched_at"))
    small = Version(
        item_id="", headline="", url="", status="usable", change="updated", content_hash="",
        raw=Lineage("", 0, 0), **given,
    )  # fmt: skip
    assert newest_within([small] * 1747) == 1747
    assert newest_within([small] * 1748) == 1747
    large = Version(
        item_id="i", headline="h" * 131072, url="", status="usable", change="updated", content_hash="",
        raw=Lineage("", 0, 0), **given,
    )  # fmt: skip
    assert newest_within([large]) == 1
    assert newest_within([small, large]) == 1
    assert newest_within([]) == 0


def test_a_story_told_after_it_had_closed() -> None:
    """Its status, slug and headline, as one version, and that it is closed."""
    kinds: dict[StoryStatus, str] = {"canceled": "canceled", "withheld": "withheld", "usable": "released"}
    for status, kind in kinds.items():
        story = told_short("u", "harbour", status, "Ferry", "Ferry sinks")
        assert (story.status, story.change.kind, story.version, story.closed) == (status, kind, 1, True)
        assert (story.slug, story.slugs, story.headline, story.paragraphs) == ("Ferry", ("Ferry",), "Ferry sinks", ())
    assert told_short("u", "harbour", "canceled", None, None).slugs == ()


@pytest.mark.parametrize(
    ("fields", "correction"),
    [
        ({}, None),
        ({"editor_note": EditorNote("corrects name", (Operation("CORRECTS"),))}, "corrects name"),
        ({"flags": ("correction",), "headline": "CORRECTION: Ferry"}, "CORRECTION: Ferry"),
        ({"flags": ("correction",), "headline": None}, ""),
    ],
)
def test_what_is_told_of_a_correction(fields: dict[str, Any], correction: str | None) -> None:
    """The note, else the headline that says so."""
    assert record(article(0, **fields)).correction == correction


@pytest.mark.parametrize(
    ("wire", "orphan"),
    [
        ([lead(1)], True),
        ([{}], False),
        ([lead(1) | {"slug": "Ferry"}], False),
        ([lead(1) | {"serial": "20310507-0011-315", "send_number": 1}], False),
        ([lead(1), lead(2)], False),
        ([lead(1) | {"kind": "digest"}], False),
    ],
)
def test_orphans(wire: list[dict[str, Any]], orphan: bool) -> None:
    """A LEAD by itself, without anything that could tell its story but a text that did not come."""
    sent = [article(n, **({"item_id": f"i{n}"} | given)) for n, given in enumerate(wire)]
    assert ("orphan_lead" in record(*sent).flags) is orphan


@pytest.mark.parametrize(
    ("fields", "flag"),
    [
        ({"kind": "advisory", "editor_note": note(("DISREGARDS", ()))}, True),
        ({"kind": "advisory", "editor_note": note(("DISREGARDS", ("Ferry",)))}, False),
        ({"kind": "advisory", "editor_note": note(("RELEASES", ()))}, False),
        ({"kind": "advisory", "editor_note": note(("UPDATES", ()))}, False),
        ({"kind": "advisory"}, False),
        ({"kind": "article", "editor_note": note(("DISREGARDS", ()))}, False),
    ],
)
def test_whom_a_notice_disregards(fields: dict[str, Any], flag: bool) -> None:
    """A note to editors that names nothing is told as such: what is to be disregarded is not guessed."""
    assert ("no_target" in record(article(0, **fields)).flags) is flag


def test_the_flag_of_an_embargo_is_that_of_the_text_shown() -> None:
    """A later text under embargo does not put it on the one before."""
    held = article(5, item_id="b", flags=("embargoed", "summary"))
    assert {"embargoed", "summary"} & set(record(article(0, item_id="a"), held).flags) == {"summary"}
    assert "embargoed" in record(article(0, flags=("embargoed",))).flags
    assert "silent_edit" in record(article(0, paragraphs=("A.",)), article(5, paragraphs=("B.",))).flags
    assert "silent_edit" not in record(article(0)).flags


@pytest.mark.parametrize(
    ("numbers", "ranked"),
    [
        ((None, 5), [0, 1]),
        ((5, None, 1), [2, 0, 1]),
        ((None, 0), [0, 1]),
        ((0, None), [0, 1]),
        ((1, None, 0), [2, 0, 1]),
    ],
)
def test_copies_without_a_number(numbers: tuple[int | None, ...], ranked: list[int]) -> None:
    """One seen before all others comes first; a provider may begin to count at 0."""
    assert order.by_version([article(n, version=v) for n, v in enumerate(numbers)]) == ranked


@pytest.mark.parametrize(
    ("fields", "following"),
    [
        ({"lead_number": 1}, True),
        ({"lead_number": 1, "kind": "robot"}, True),
        ({"lead_number": 1, "kind": "advisory"}, True),
        ({"lead_number": 1, "kind": "kill"}, False),
        ({"lead_number": 1, "status": "withheld"}, False),
        ({}, False),
    ],
)
def test_who_goes_on_with_a_story(fields: dict[str, Any], following: bool) -> None:
    """A usable version, of whatever kind, that says that it follows another; no kill."""
    assert order.is_following(article(0, **fields)) is following


def test_versions_of_robots_count() -> None:
    """For gaps; only the number of a kill says nothing."""
    assert order.gaps([article(0, kind="robot", lead_number=1), article(5, kind="article", lead_number=3)]) == (0, 2)
    assert order.gaps([article(0, kind="kill", lead_number=2)]) == ()
    assert order.gaps([]) == ()


def test_large_numbers_agree() -> None:
    """A send number without a serial says nothing of the order."""
    assert order.label_mismatch(article(0, serial="1", send_number=int("300"), lead_number=int("300"))) is False
    a = article(0, send_number=7, lead_number=2)
    assert order.version_key(a)[:2] == (2, 2)
    assert order.version_key(article(0, serial="1", send_number=7, lead_number=2))[:2] == (7, 2)
    assert order.version_key(article(0, serial="1", lead_number=2))[:2] == (2, 2)
    assert [order.label_rank(article(0, lead_number=n)) for n in (None, 0, 1, 2)] == [0, -1, 1, 2]


@pytest.mark.parametrize(
    ("objects", "doubts"),
    [
        (("the very first headline",), ()),
        (("photo of the ferry",), ()),
        (("first photos",), ("ADDS photo: the captions are the same",)),
        (("photograph",), ()),
        (("headlines",), ()),
        (("headline", "photo"), ("ADDS headline: the headline is the same", "ADDS photo: the captions are the same")),
        (("quote", "photo"), ("ADDS photo: the captions are the same",)),
        (("",), ()),
    ],
)
def test_parts_that_a_note_names(objects: tuple[str, ...], doubts: tuple[str, ...]) -> None:
    """In up to three words, the last of which says the part; of two parts both are held against the change."""
    old = article(0, item_id="a", paragraphs=("One.",))
    new = article(
        5, item_id="b", paragraphs=("One.", "Two."), editor_note=EditorNote("x", (Operation("ADDS", objects),))
    )
    assert make_change(new, old, change_kind(new, old), adjacent=True).note_doubts == doubts


@pytest.mark.parametrize(
    ("paragraphs", "onward", "agrees"),
    [
        ((4,), False, False),
        ((5,), False, True),
        ((-1,), False, True),
        ((-2,), False, False),
        ((0,), False, False),
        ((4,), True, True),
        ((6,), True, False),
        ((6,), False, False),
    ],
)
def test_paragraphs_that_a_note_names(paragraphs: tuple[int, ...], onward: bool, agrees: bool) -> None:
    """From the front, or from the end; onward means those behind it too."""
    old = article(0, item_id="a", paragraphs=tuple("abcd"))
    operation = Operation("ADDS", ("quote",), paragraphs, onward)
    new = article(5, item_id="b", paragraphs=tuple("abcde"), editor_note=EditorNote("x", (operation,)))
    assert make_change(new, old, "updated", adjacent=True).note_agrees is agrees


def test_repeated_paragraphs_are_counted() -> None:
    """Each as often as it stands there."""
    old, new = article(0, paragraphs=("A.", "A.", "B.")), article(5, item_id="b", paragraphs=("A.", "B.", "B.", "B."))
    change = make_change(new, old, "updated", adjacent=True)
    assert (change.paragraphs_added, change.paragraphs_removed) == ((3, 4), (2,))


def test_gaps_are_those_of_articles() -> None:
    """A note to editors has no versions that could lack."""
    assert one(slugged("Ferry", 0, 2)).gaps == (0, 1)
    assert record(article(0, kind="advisory", lead_number=2)).gaps == ()
    assert one(*(sent(n, n) for n in (0, 2))).gaps == (1,)
    assert len(folded(sent(0), sent(1, 5))) == 1
