"""Stories that have closed: a notice still finds them, an update is late, and their names stay theirs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.story.wires import DAY, article, note, text
from worker.story.resolve import resolve
from worker.story.rungs import uri_of_item
from worker.story.source_state import SourceState
from worker.story.story import Story
from worker.wire.article import Article

HOUR_MS = 3_600_000
DAYS = 24 * 60
PAGE = "coast.example/n/ferry"


def sent(days: float, item: str = "guid-77", **fields: Any) -> Article:
    """An article of the ferry story, unless it is told otherwise."""
    given = {"item_id": item, "names": (item, PAGE) if item == "guid-77" else (), "slug": "Ferry", "fetched_at": None}
    return article(int(days * DAYS), **(given | fields))


def news(days: float) -> Article:
    """Another story, which takes the source on."""
    received = int(DAY.timestamp() * 1000) + int(days * DAYS) * 60_000
    named = {"item_id": f"n{days}", "slug": f"n{days}", "headline": f"News {days}", "paragraphs": text(int(days) + 50)}
    return article(int(days * DAYS), received_ms=received, **named)


def closed() -> SourceState:
    """A source whose ferry story has closed, restored from its changelog."""
    state, again = SourceState("harbour", 72 * HOUR_MS), SourceState("harbour", 72 * HOUR_MS)
    entries = [*state.add([sent(0)]).changelog, *state.add([news(6)]).changelog]
    for entry in entries:
        again.restore(entry)
    again.settle()
    assert (again.stories, len(again)) == (1, 1)
    return again


KILL: dict[str, Any] = {"status": "canceled", "paragraphs": (), "headline": None, "slug": None}
BY_SLUG: dict[str, Any] = {
    "kind": "advisory",
    "headline": "KILL",
    "slug": None,
    "editor_note": note(("KILLS", ("Ferry",))),
}


@pytest.mark.parametrize(
    "kill",
    [
        sent(6, **KILL),
        sent(6, PAGE, **KILL),
        sent(0, **KILL),
        sent(6, "notice", **BY_SLUG),
        sent(6, "notice", kind="kill", status="canceled", headline="Ferry line opens", slug=None, paragraphs=(),
             editor_note=note(("KILLS", ()))),
    ],
    ids=["id", "address", "old time", "slug", "headline"],
)  # fmt: skip
def test_fv95_a_kill_of_a_closed_story(kill: Article) -> None:
    """By whatever name and with whatever time: the closed uri is told canceled, short, once, and the same in short as
    `resolve` of everything tells it."""
    state = closed()
    told = [s for _, s in state.add([kill]).stories if s and s.closed]
    assert [(s.status, s.slug, s.headline, s.paragraphs) for s in told] == [
        ("canceled", "Ferry", "Ferry line opens", ())
    ]
    assert not [s for _, s in state.add([kill]).stories if s and s.closed]
    whole = {s.uri: s for s in resolve([sent(0), news(6), kill])}
    assert short(whole[told[0].uri]) == short(told[0])


def short(s: Story) -> tuple[str, str, str | None, str | None]:
    return (s.uri, s.status, s.slug, s.headline)


def test_fv94_a_kill_is_never_late() -> None:
    """One that carries its story's time, older than the window, cancels a story that is still open."""
    state = SourceState("harbour", 72 * HOUR_MS)
    state.add([sent(0), news(4.5)])
    step = state.add([sent(0, **KILL)])
    assert step.outcomes == ("published",)
    assert [(s.status, s.closed) for _, s in step.stories if s] == [("canceled", False)]


def test_fv106_an_update_of_a_closed_story_is_late() -> None:
    """It names the story that it is of."""
    state, update = closed(), sent(6, paragraphs=text(2))
    assert state.add([update]).outcomes == ("late",)
    assert state.closed_story(update) == "newswire:harbour:slug:ferry:2031-05-07"


def test_a_stub_is_small_and_forgotten_after_a_month() -> None:
    """Then a notice is late too, and the changelog is told."""
    state = closed()
    (stub,) = [e for e in state.entries() if e.kind == "stub"]
    assert len(stub.value or b"") <= 400
    forgotten = [e for e in state.add([news(40)]).changelog if e.kind == "stub" and e.value is None]
    assert stub.key in [e.key for e in forgotten]
    assert state.add([sent(6, **KILL)]).outcomes == ("late",)


def test_fv91_a_name_stays_that_of_the_closed_story() -> None:
    """Other news under its address gets a mark, as it does where both are known."""
    state = SourceState("harbour", 72 * HOUR_MS)
    first = sent(0, PAGE, slug=None)
    other = sent(7, PAGE, slug=None, headline="Museum reopens", paragraphs=text(2))
    state.add([first, news(6)])
    step = state.add([other])
    assert [uri for uri, _ in step.stories] == [
        s.uri for s in resolve([first, other]) if s.headline == "Museum reopens"
    ]


def restored(state: SourceState) -> SourceState:
    """The same state after a restart."""
    again = SourceState("harbour", 72 * HOUR_MS)
    for entry in state.entries():
        again.restore(entry)
    return again


def test_fv91_an_open_story_keeps_its_uri_when_another_with_its_name_closes() -> None:
    """The one that began first has the name without a mark; it goes on, the other closes, and the worker restarts."""
    state = SourceState("harbour", 72 * HOUR_MS)
    ferry = [sent(days, PAGE, slug=None, paragraphs=text(1, n)) for days, n in ((0, 4), (5, 5), (6, 6))]
    museum = sent(1, PAGE, slug=None, headline="Museum reopens", paragraphs=text(2))
    state.add([ferry[0], museum, ferry[1]])
    state.add([news(8)])
    (stub,) = [e.key for e in state.entries() if e.kind == "stub"]
    again = restored(state)
    step = state.add(ferry[2:])
    assert step == again.add(ferry[2:])
    assert [uri for uri, _ in step.stories] == [uri_of_item("harbour", PAGE)] != [stub]


def test_fv91_a_stub_is_kept_while_an_open_item_has_a_mark_because_of_it() -> None:
    """Without it the item would be called otherwise after a restart."""
    state = SourceState("harbour", 72 * HOUR_MS)
    state.add([sent(0, PAGE, slug=None), news(6)])
    (stub,) = [e.key for e in state.entries() if e.kind == "stub"]
    museum = [sent(d, PAGE, slug=None, headline="Museum reopens", paragraphs=text(2, d)) for d in range(7, 47, 3)]
    uris = {uri for n, a in enumerate(museum[:-1]) for uri, _ in state.add([a, news(7.5 + 3 * n)]).stories}
    assert stub in {e.key for e in state.entries()}
    step = restored(state).add(museum[-1:])
    assert step == state.add(museum[-1:])
    assert {uri for uri, _ in step.stories} <= uris


@pytest.mark.parametrize(("minutes", "told"), [(0, ["withheld"]), (-1, [])])
def test_a_hold_of_a_closed_story_counts_from_its_newest_text_on(minutes: int, told: list[str]) -> None:
    """One sent before that text had been overtaken by it."""
    hold = sent(minutes / DAYS, "notice", kind="advisory", slug=None, editor_note=note(("WITHHOLDS", ("Ferry",))))
    assert [s.status for _, s in closed().add([hold]).stories if s and s.closed] == told


@pytest.mark.parametrize(("headline", "outcome"), [("Museum reopens", "late"), ("Ferry line opens", "published")])
def test_of_two_closed_stories_with_one_address_the_later_counts(headline: str, outcome: str) -> None:
    """An agency that uses an address again means the story that had it last: what is headed like it is its update, and
    late; what is headed like the one before is news."""
    state = SourceState("harbour", 72 * HOUR_MS)
    state.add([sent(0, PAGE, slug=None, headline="Ferry line opens"), news(6)])
    state.add([sent(7, PAGE, slug=None, headline="Museum reopens", paragraphs=text(2)), news(14)])
    assert [e.kind for e in state.entries()].count("stub") == 3  # also the news between
    again = sent(13.9, PAGE, slug=None, headline=headline, paragraphs=text(3))
    assert state.add([again]).outcomes == (outcome,)
