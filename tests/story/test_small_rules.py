"""Small rules of the fold, each by the answer an editor expects: changes, notes, order, gaps, takes, cycles, time."""

from __future__ import annotations

from typing import Any

import pytest

from tests.story.wires import DAY, article, lead, note
from worker.story import cycles, diff, order, takes
from worker.story.cycles import Edge, Verdict, verdicts
from worker.story.item import Copy
from worker.story.matching import shingles
from worker.story.rungs import REMEMBER_MS
from worker.story.watermark import Watermark
from worker.wire.article import Article, Dateline, EditorNote, Lineage, Operation, parsed

OLD = article(0, paragraphs=("One.", "Two.", "Three."), byline="Ana Holm", headline="Ferry sinks")
HOUR_MS = 3_600_000
START = int(DAY.timestamp() * 1000)


def told(*operations: Operation, **fields: Any) -> Article:
    """A later version of `OLD` with a note of these operations."""
    base: dict[str, Any] = {"paragraphs": OLD.paragraphs, "byline": OLD.byline, "headline": OLD.headline}
    return article(60, editor_note=EditorNote("note", operations), **(base | {"item_id": "two"} | fields))


@pytest.mark.parametrize(
    ("operation", "fields", "doubts"),
    [
        (Operation("ADDS"), {}, ("ADDS: no paragraph is new",)),
        (Operation("ADDS"), {"paragraphs": (*OLD.paragraphs, "Four.")}, ()),
        (Operation("UPDATES"), {}, ("UPDATES: the text is the same",)),
        (Operation("UPDATES"), {"paragraphs": ("One.", "Two.")}, ()),
        (Operation("RECASTS"), {}, ("RECASTS: the text is the same",)),
        (Operation("REWRITES"), {}, ("REWRITES: the text is the same",)),
        (Operation("MODIFIES"), {}, ("MODIFIES: the text is the same",)),
        (Operation("CHANGES"), {}, ("CHANGES: the text is the same",)),
        (Operation("REPLACES"), {}, ("REPLACES: the text is the same",)),
        (Operation("CORRECTS"), {}, ("CORRECTS: nothing is different",)),
        (Operation("CORRECTS"), {"headline": "Ferry burns"}, ()),
        (Operation("COMBINES"), {}, ("COMBINES: no paragraph is new",)),
        (Operation("TRIMS"), {}, ("TRIMS: no paragraph is gone",)),
        (Operation("TRIMS"), {"paragraphs": ("One.",)}, ()),
        (Operation("TRIMS"), {"paragraphs": (*OLD.paragraphs, "Four.")}, ("TRIMS: no paragraph is gone",)),
        (Operation("DELETES"), {}, ("DELETES: no paragraph is gone",)),
        (Operation("REFILES"), {}, ()),
        (Operation("CHANGES", ("headline",)), {}, ("CHANGES headline: the headline is the same",)),
        (Operation("CHANGES", ("headline",)), {"headline": "Ferry burns"}, ()),
        (Operation("CHANGES", ("the new headline",)), {}, ("CHANGES headline: the headline is the same",)),
        (Operation("CHANGES", ("a word in the headline",)), {}, ("CHANGES: the text is the same",)),
        (Operation("CHANGES", ("lead",)), {}, ("CHANGES lead: the first paragraph is the same",)),
        (Operation("CHANGES", ("lead",)), {"paragraphs": ("New.", "Two.", "Three.")}, ()),
        (Operation("CHANGES", ("dateline",)), {}, ("CHANGES dateline: the dateline is the same",)),
        (Operation("CHANGES", ("dateline",)), {"dateline": Dateline(("TOLVE",), None, None, None, "TOLVE --")}, ()),
        (Operation("CHANGES", ("byline",)), {}, ("CHANGES byline: the byline is the same",)),
        (Operation("CHANGES", ("byline",)), {"byline": "Jo Pell"}, ()),
        (Operation("ADDS", ("photo",)), {}, ("ADDS photo: the captions are the same",)),
        (Operation("ADDS", ("photos",)), {"captions": ("The Heron.",)}, ()),
        (Operation("ADDS", ("photo", "quote")), {"captions": ("A.",)}, ("ADDS: no paragraph is new",)),
        (Operation("ADDS", ("quote",), (4,)), {"paragraphs": (*OLD.paragraphs, "Four.")}, ()),
        (Operation("ADDS", ("quote",), (-1,)), {"paragraphs": (*OLD.paragraphs, "Four.")}, ()),
        (
            Operation("ADDS", ("quote",), (3,)),
            {"paragraphs": (*OLD.paragraphs, "Four.")},
            ("ADDS: none of the paragraphs it names is new",),
        ),
        (
            Operation("ADDS", ("quote",), (-2,)),
            {"paragraphs": (*OLD.paragraphs, "Four.")},
            ("ADDS: none of the paragraphs it names is new",),
        ),
        (Operation("ADDS", ("quote",), (2,), onward=True), {"paragraphs": (*OLD.paragraphs, "Four.")}, ()),
        (Operation("ADDS", ("photo",), (3,)), {"captions": ("A.",), "paragraphs": (*OLD.paragraphs, "Four.")}, ()),
    ],
)
def test_whether_a_note_agrees_with_the_change(operation: Operation, fields: dict[str, Any], doubts: object) -> None:
    """What a note claims of text, parts and paragraphs is held against what has changed."""
    new = told(operation, **fields)
    change = diff.make_change(new, OLD, diff.change_kind(new, OLD), adjacent=True)
    assert (change.note_agrees, change.note_doubts) == (not doubts, doubts)
    unknown = diff.make_change(new, OLD, "updated", adjacent=False)
    assert (unknown.note_agrees, unknown.note_doubts) == (None, ())


def test_what_a_change_lists() -> None:
    """Paragraphs by number, repeats counted; the old headline; captions that came and went."""
    new = article(60, paragraphs=("One.", "One.", "Two.", "New."), captions=("B.", "C."), headline="Ferry burns")
    old = article(0, paragraphs=("One.", "Two.", "Three."), captions=("A.", "B."), headline="Ferry sinks")
    change = diff.make_change(new, old, "updated", adjacent=True)
    assert (change.paragraphs_added, change.paragraphs_removed) == ((2, 4), (3,))
    assert (change.captions_added, change.captions_removed) == (("C.",), ("A.",))
    assert (change.headline_before, change.note_agrees) == ("Ferry sinks", None)
    assert diff.make_change(old, old, "updated", adjacent=True).headline_before is None
    summary = article(60, paragraphs=("One.",), flags=("summary",))
    assert diff.make_change(summary, old, "updated", adjacent=True).paragraphs_removed == ()


@pytest.mark.parametrize(
    ("new", "old", "kind"),
    [
        ({"kind": "kill"}, {}, "canceled"),
        ({"status": "canceled"}, {}, "canceled"),
        ({"status": "withheld"}, {}, "withheld"),
        ({"status": "embargoed"}, {}, "embargoed"),
        ({}, None, "created"),
        ({}, {"status": "withheld"}, "released"),
        ({}, {"status": "embargoed"}, "released"),
        ({"editor_note": note(("REINSTATES", ()))}, {}, "reinstated"),
        ({"editor_note": note(("CORRECTS", ()))}, {}, "corrected"),
        ({"flags": ("correction",)}, {}, "corrected"),
        ({"item_id": "one", "paragraphs": ("New.",)}, {}, "silent_edit"),
        ({"item_id": "one", "version": 2, "paragraphs": ("New.",)}, {"version": 1}, "updated"),
        ({"item_id": "one", "version": 1, "paragraphs": ("New.",)}, {"version": 1}, "silent_edit"),
        ({"item_id": "one", "version": 2, "paragraphs": ("New.",)}, {}, "silent_edit"),
        ({"paragraphs": ("New.",)}, {}, "updated"),
        ({"captions": ("A.",)}, {}, "media_only"),
        ({}, {}, "no_text_change"),
        ({"headline": "Ferry burns"}, {}, "updated"),
    ],
)
def test_kinds_of_change(new: dict[str, Any], old: dict[str, Any] | None, kind: str) -> None:
    """From the strongest down: a withdrawal, a release, a correction, a silent edit, new text, new pictures."""
    before = None if old is None else article(0, item_id="one", **old)
    assert diff.change_kind(article(60, **({"item_id": "two"} | new)), before) == kind


@pytest.mark.parametrize(
    ("fields", "later", "notice"),
    [
        ({}, False, False),
        ({"lead_number": 0}, False, False),
        ({"lead_number": 1}, True, False),
        ({"take": 1}, False, False),
        ({"take": 2}, True, False),
        ({"editor_note": note(("ADDS", ()))}, True, False),
        ({"editor_note": note(("WITHHOLDS", ()))}, False, False),
        ({"editor_note": EditorNote("note")}, False, False),
        ({"kind": "kill"}, True, True),
        ({"status": "canceled"}, True, True),
        ({"status": "withheld"}, False, True),
        ({"kind": "advisory"}, False, False),
        ({"kind": "advisory", "editor_note": EditorNote("note")}, False, False),
        ({"kind": "advisory", "editor_note": note(("WITHHOLDS", ()))}, False, True),
    ],
)
def test_later_versions_and_notices(fields: dict[str, Any], later: bool, notice: bool) -> None:
    """What says of itself that it follows another text, and what asks for something to be done with one."""
    assert (order.is_later(article(**fields)), order.is_notice(article(**fields))) == (later, notice)


@pytest.mark.parametrize(
    ("numbers", "gaps"), [((), ()), ((0,), ()), ((1,), (0,)), ((2,), (0, 1)), ((0, 1, 3), (2,)), ((0, 0, 1), ())]
)
def test_gaps(numbers: tuple[int, ...], gaps: tuple[int, ...]) -> None:
    """Versions below the highest that have not come; a kill's number says nothing."""
    known = [article(n, **lead(n)) for n in numbers]
    assert order.gaps(known) == order.gaps([*known, article(9, kind="kill", lead_number=7)]) == gaps


def test_numbers_of_versions() -> None:
    """The marker's, else of a follow-up with a note the send number."""
    assert order.number(article(lead_number=2, send_number=1)) == 2
    assert order.number(article(send_number=3, editor_note=note(("ADDS", ())))) == 3
    assert order.number(article(send_number=3)) == 0
    assert order.number(article(editor_note=note(("ADDS", ())))) == 0


@pytest.mark.parametrize(
    ("fields", "mismatch"),
    [
        ({"send_number": 1, "lead_number": 1}, False),
        ({"send_number": 2, "lead_number": 1}, True),
        ({"send_number": 0}, False),
        ({"send_number": 1}, True),
        ({"send_number": 1, "serial": None}, False),
        ({"send_number": None}, False),
        ({"send_number": 2, "lead_number": 1, "kind": "kill"}, False),
    ],
)
def test_marker_and_send_number(fields: dict[str, Any], mismatch: bool) -> None:
    """They may disagree; then the record says so."""
    assert order.label_mismatch(article(**({"serial": "20310507-0011-315"} | fields))) is mismatch


def test_versions_in_order() -> None:
    """Send number, marker, event time, when it was seen, place: each decides where those before it are equal."""
    serial = "20310507-0011-315"
    versions = [
        article(90, lead_number=0, raw=Lineage("raw", 0, 5)),
        article(0, raw=Lineage("raw", 0, 9)),
        article(1, raw=Lineage("raw", 0, 8), fetched_at="2031-05-07T00:00:00+00:00"),
        article(1, raw=Lineage("raw", 0, 7), fetched_at="2031-05-07T00:00:01+00:00"),
        article(1, raw=Lineage("raw", 0, 8), fetched_at="2031-05-07T00:00:01+00:00"),
        article(0, lead_number=1),
        article(0, lead_number=1, serial=serial, send_number=2),
        article(0, lead_number=3),
    ]
    assert sorted([versions[-1], *versions[:-1]], key=order.version_key) == versions
    assert order.seen(article(1, received_ms=5_000)) == 5.0
    assert order.seen(article(1, received_ms=None)) == order.UNSEEN
    assert (order.event_ms(article(None)), order.known_ms(article(None, received_ms=7))) == (-1, 7)
    assert order.known_ms(article(1, received_ms=7)) == order.event_ms(article(1))


@pytest.mark.parametrize(
    ("numbers", "ranked"), [((2, 1), [1, 0]), ((None, 1), [0, 1]), ((3, None, 2), [2, 0, 1]), ((1, 1), [0, 1])]
)
def test_copies_by_the_providers_number(numbers: tuple[int | None, ...], ranked: list[int]) -> None:
    """Its number counts before the clock; a copy without one follows the newest number seen before it."""
    assert order.by_version([article(n, version=v) for n, v in enumerate(numbers)]) == ranked


def union(*parts: Article) -> takes.Takes:
    """The takes of a story put together."""
    return takes.united(tuple(Copy(part) for part in parts))


def test_a_text_in_takes() -> None:
    """The text is that of all takes in order; what each speaker says keeps its place in the whole."""
    said = {"name": "Pell", "quotes": [{"paragraph": 0}], "denied": [{"paragraph": 1}]}
    first = article(
        0, more=True, paragraphs=("One.", "Two."), captions=("A.",), emails=("a@x.example",), speakers=[said]
    )
    second = article(5, item_id="2", take=2, paragraphs=("Three.",), captions=("A.", "B."), speakers=[said])
    third = article(9, item_id="3", take=3, paragraphs=("Four.",), emails=("a@x.example", "b@x.example"))
    found = union(first, third, second)
    whole = found.copies[0].article
    assert (whole.paragraphs, whole.captions) == (("One.", "Two.", "Three.", "Four."), ("A.", "B."))
    assert whole.emails == ("a@x.example", "b@x.example")
    assert (set(found.continuing), dict(found.missing)) == ({1, 2}, {})
    [pell] = parsed(whole.speakers)
    assert [q["paragraph"] for q in pell["quotes"]] == [0, 2]
    assert [q["paragraph"] for q in pell["denied"]] == [1, 3]


@pytest.mark.parametrize(
    ("numbers", "more", "missing"),
    [
        ((1,), True, (2,)),
        ((1,), False, ()),
        ((1, 3), True, (2,)),
        ((1, 2), True, ()),
        ((2,), False, (1,)),
        ((3,), True, (1, 2)),
    ],
)
def test_takes_that_are_missing(numbers: tuple[int, ...], more: bool, missing: tuple[int, ...]) -> None:
    """Those before the last that came, and the next if a take says that there is more."""
    parts = [article(n, item_id=str(n), take=n if n > 1 else None, more=more and n == 1) for n in numbers]
    assert union(*parts).missing == ({0: missing} if missing else {})


def test_fragments() -> None:
    """A part that replaces others stands for the text only where that has not come."""
    whole, part = article(0), article(5, item_id="2", flags=("fragment",))
    assert union(whole, part).continuing == {1}
    assert union(part).continuing == frozenset()
    assert union(whole).continuing == frozenset()


def edge(absorber: str, absorbed: str, ms: int) -> Edge:
    return Edge(absorber, absorbed, (ms, 0, 0, absorber), ms)


def test_combines_that_contradict_each_other() -> None:
    """The newest note wins, and all notes of a circle take effect with it; others are left alone."""
    assert verdicts([edge("a", "b", 1), edge("b", "c", 2)]) == {}
    found = verdicts([edge("a", "b", 1), edge("b", "a", 2), edge("b", "c", 3)])
    assert found == {("a", "b"): Verdict(2, refused=True), ("b", "a"): Verdict(2)}
    ring = verdicts([edge("a", "b", 1), edge("b", "c", 2), edge("c", "a", 3)])
    assert ring == {("a", "b"): Verdict(3), ("b", "c"): Verdict(3, refused=True), ("c", "a"): Verdict(3)}
    two = verdicts([edge("a", "b", 1), edge("b", "a", 2), edge("c", "d", 5), edge("d", "c", 4)])
    assert {pair for pair, verdict in two.items() if verdict.refused} == {("a", "b"), ("d", "c")}
    level = verdicts([edge("a", "b", 9), edge("a", "c", 8), edge("b", "c", 7), edge("c", "b", 6), edge("b", "a", 1)])
    assert {pair for pair, verdict in level.items() if verdict.refused} == {("c", "b"), ("b", "a")}


def test_combines_of_too_many_stories() -> None:
    """A thousand stories may be linked; of more, the newest notes are refused."""
    chain = [edge(f"{n:04}", f"{n + 1:04}", n) for n in range(cycles.MOST_STORIES - 1)]
    assert verdicts(chain) == {}
    last = edge("0999", "1000", 5_000)
    assert verdicts([*chain, last]) == {("0999", "1000"): Verdict(5_000, refused=True, cut=True)}
    assert verdicts([last, *chain, edge("0000", "0500", 6_000)]) == {
        ("0999", "1000"): Verdict(5_000, refused=True, cut=True)
    }


@pytest.mark.parametrize(
    ("seen", "newest"),
    [
        ([], None),
        ([(0, "a", None)], None),
        ([(0, "a", 0)], 0),
        ([(60, "a", 0)], 60),
        ([(61, "a", 0)], None),
        ([(0, "a", 0), (61, "b", 0)], 0),
        ([(0, "a", None), (60, "b", None)], 60),
        ([(0, "a", None), (61, "b", None)], 0),
        ([(0, "a", None), (60, "a", None)], None),
        ([(0, "a", None), (500, "b", None), (501, "c", None)], 501),
        ([(0, "a", None), (500, "b", None), (500, "b", None)], 0),
        ([(500, "b", None), (0, "a", None), (30, "c", None)], 30),
    ],
)
def test_what_counts_as_time(seen: list[tuple[int, str, int | None]], newest: int | None) -> None:
    """A time counts if its record came in at most a window before it, or if another item is as near; in any order."""
    for sent in (seen, seen[::-1]):
        mark = Watermark(HOUR_MS)
        for minutes, item, received in sent:
            came = None if received is None else START + received * 60_000
            mark.see(START + minutes * 60_000, came, item)
        assert mark.ms == (None if newest is None else START + newest * 60_000)


def test_late_articles_and_notices() -> None:
    """Older than the window is late; a notice may be a month old."""
    mark = Watermark(HOUR_MS)
    mark.see(START + 120 * 60_000, START + 120 * 60_000, "m")
    assert (mark.is_late(article(60)), mark.is_late(article(59)), mark.is_late(article(None))) == (False, True, False)
    assert (mark.is_ahead(START + 120 * 60_000), mark.is_ahead(START + 120 * 60_000 + 1)) == (False, True)
    month = REMEMBER_MS // 60_000
    assert mark.is_late(article(120 - month, kind="kill")) is False
    assert mark.is_late(article(119 - month, kind="kill")) is True
    assert Watermark(None).is_late(article(-9_999)) is False
    assert Watermark(HOUR_MS).is_ahead(5) is False


def test_shingles() -> None:
    """Runs of five words that begin with a long word; case and signs do not count, and nothing shorter has any."""
    said = ("Harbour masters saw the ferry, in February.",)
    assert len(shingles.shingles(said)) == 2
    assert shingles.shingles(said) == shingles.shingles(("HARBOUR “masters” saw", "the ferry in february"))
    assert shingles.shingles(("harbour masters saw the",)) == frozenset()
    assert len(shingles.runs(said)) == 3
    assert len(shingles.runs(("one two three four five",))) == 1
    assert shingles.shingles(("ferries sailed out at five",)) == shingles.runs(("ferries sailed out at five",))
    assert shingles.shingles(("ferry sailed out at five",)) == frozenset()


def test_openings_and_first_shingles() -> None:
    """Paragraphs but the first are found by their first thirty letters, if they have so many."""
    assert len(shingles.openings(("x" * 40, "y" * 30, "z" * 29))) == 1
    assert shingles.openings(("", "y" * 30 + "a")) == shingles.openings(("", "y" * 30 + "b"))
    assert shingles.openings(("", "y" * 29 + "a")) != shingles.openings(("", "y" * 29 + "b"))
    text = (
        "harbour one two three four",
        "masters one two three four",
        "stations one two three four",
        "quarters a b c d",
    )
    alone, first = shingles.first_shingles(text, 3)
    assert (alone, first) == (shingles.shingles(text[:1]), shingles.shingles(text[:3]))
    assert len(first) == 3
    assert shingles.first_shingles((), 3) == (frozenset(), frozenset())
