"""An article on which our own code breaks: it is set apart, and everything else is as if it had not come."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.story.test_convergence import many, told
from tests.story.wires import article, lead, text, wires
from worker.story import isolate, source_state
from worker.story.changelog import Entry
from worker.story.group import Group, make_group
from worker.story.source_state import SourceState
from worker.story.step import Step
from worker.wire.article import Article, to_json

POISON = "poison"


@pytest.fixture
def breaking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Code that breaks on stories with a headline that says so."""
    _break(monkeypatch)


def _break(monkeypatch: pytest.MonkeyPatch) -> None:
    def make_or_break(uri: str, items: Any, *ended: Any) -> Group:
        group = make_group(uri, items, *ended)
        if any(c.article.headline == POISON for c in group.copies):
            raise ZeroDivisionError("broken")
        return group

    monkeypatch.setattr(source_state, "make_group", make_or_break)
    monkeypatch.setattr("worker.story.resolve.make_group", make_or_break)


def add(state: SourceState, articles: Sequence[Article], times: Sequence[int | None] | None = None) -> Any:
    return isolate.add(state, articles, (), times or [None] * len(articles), lambda step: step)


def states(steps: Sequence[Step]) -> dict[str, bytes]:
    last = {state.uri: state.body for step in steps for state in step.states}
    return {uri: body for uri, body in last.items() if body is not None}


@many
@given(wires(), st.randoms(use_true_random=False), st.integers(1, 5))
def test_all_others_are_folded_as_without_it(wire: list[Article], rng: random.Random, size: int) -> None:
    """Whatever the batches and the order: the stories are those of a wire without the articles that break."""
    poison = [article(n, item_id=f"poison-{n}", headline=POISON, paragraphs=text(90 + n)) for n in range(3)]
    arrival = [*wire, *poison]
    rng.shuffle(arrival)
    with pytest.MonkeyPatch.context() as patched:
        _break(patched)
        state, steps, blamed = SourceState("harbour"), [], []
        for n in range(0, len(arrival), size):
            batch = arrival[n : n + size]
            parts, errors = add(state, batch)
            steps += [part.step for part in parts]
            blamed += [batch[i].item_id for i in errors]
            assert all(isinstance(error, ZeroDivisionError) for error in errors.values())
        assert sorted(i for part in parts for i in part.numbers) == sorted(set(range(len(batch))) - set(errors))
    assert sorted(blamed) == ["poison-0", "poison-1", "poison-2"]
    assert states(steps) == told(wire)


@many
@given(wires(), st.randoms(use_true_random=False), st.sampled_from((None, 24 * 3_600_000)))
def test_a_failed_batch_leaves_nothing_behind(wire: list[Article], rng: random.Random, window: int | None) -> None:
    """After an exception the state is what it was: what it holds, and what it says and does with the next batch."""
    rng.shuffle(wire)
    cut = rng.randint(0, len(wire))
    state, other = SourceState("harbour", window), SourceState("harbour", window)
    state.add(wire[:cut])
    other.add(wire[:cut])
    with pytest.MonkeyPatch.context() as patched:
        _break(patched)
        with pytest.raises(ZeroDivisionError):
            state.add([*wire[cut:], article(9_000, item_id="p", headline=POISON, paragraphs=text(99))])
    assert sorted(state.entries()) == sorted(other.entries())
    assert state.watermark == other.watermark
    now, right = state.add(wire[cut:]), other.add(wire[cut:])
    assert (now.outcomes, now.states) == (right.outcomes, right.states)
    assert sorted(state.entries()) == sorted(other.entries())


@pytest.mark.usefixtures("breaking")
def test_the_one_blamed_follows_the_raw_records_not_the_batch() -> None:
    """Two copies of an item of which each alone would do: the later raw record is the one that breaks."""

    def both(step: Step) -> Step:
        if any(len(s.story.versions) > 1 for s in step.states if s.story):
            raise ValueError("two versions are one too many")
        return step

    first, second = article(0), article(1, **lead(1), paragraphs=text(1, 5))
    for batch, times in (([first, second], [1, 2]), ([second, first], [2, 1])):
        parts, errors = isolate.add(SourceState("harbour"), batch, (), times, both)
        assert [batch[n] for n in errors] == [second]
        assert [batch[n] for part in parts for n in part.numbers] == [first]


@pytest.mark.usefixtures("breaking")
def test_a_restart_leaves_out_what_breaks_it() -> None:
    """An article restored that a new version breaks on: the rest is there, and the article is named."""
    good, poison = article(0), article(1, item_id="p", headline=POISON, paragraphs=text(99))
    state = SourceState("harbour")
    for a in (good, poison):
        state.restore(Entry("article", a.key, to_json(a)))
    (broken,) = isolate.settle(state)
    assert broken.article == poison
    assert list(state.articles()) == [good]
    assert state.add([article(2, item_id="b", paragraphs=text(7))]).outcomes == ("published",)


@pytest.mark.usefixtures("breaking")
def test_files_are_folded_without_what_breaks() -> None:
    """As `fold` does it: the other stories, and what was left out."""
    good, poison = article(0), article(1, item_id="p", headline=POISON, paragraphs=text(99))
    elsewhere = article(0, source="coastal")
    found, broken = isolate.resolved([good, poison, elsewhere])
    assert [b.article for b in broken] == [poison]
    assert {s.story.source: s.body for s in found if s.story} == {
        s.story.source: s.body for s in isolate.resolved([good, elsewhere])[0] if s.story
    }


def test_an_order_to_stop_is_no_defect(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C in the middle of the fold ends it, and blames nobody."""

    def interrupted(*_: Any) -> Group:
        raise KeyboardInterrupt

    monkeypatch.setattr(source_state, "make_group", interrupted)
    with pytest.raises(KeyboardInterrupt):
        add(SourceState("harbour"), [article(0)])
