"""Set aside articles that trigger a bug in our code, and fold everything else as if they had not come.

The batch is folded as a whole first, which nearly always works. If it fails, its articles are folded one by one,
ordered by the raw record's timestamp and position, so that which one is blamed depends on arrival as little as
possible.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

from worker.story.canonical import Shows
from worker.story.decision import Decision
from worker.story.embargo import NONE_ENDED, Ended
from worker.story.resolve import resolved_states
from worker.story.source_state import SourceState
from worker.story.state import Copies, StoryState, nowhere
from worker.story.step import Step
from worker.wire.article import Article

T = TypeVar("T")

NOT_OURS = (KeyboardInterrupt, SystemExit, GeneratorExit)
"""Exceptions raised on purpose. Everything else is a defect, including a panic in a Rust library."""


class Part(NamedTuple, Generic[T]):
    """Articles of a batch that were folded together, by index, with the resulting step and what was made of it."""

    numbers: Sequence[int]
    step: Step
    made: T


class Broken(NamedTuple):
    """An article that triggers a bug in our code."""

    article: Article
    error: BaseException


def add(
    state: SourceState,
    articles: Sequence[Article],
    packed: Sequence[bytes],
    times: Sequence[int | None],
    make: Callable[[Step], T],
    beat: Callable[[], None] = lambda: None,
    now_ms: int | None = None,
) -> tuple[list[Part[T]], dict[int, BaseException]]:
    """Call `state.add`, and `make` with its step; if either fails, do so for each article alone.

    `packed` are the same articles packed, or empty; `times` are the timestamps of their raw records in epoch ms;
    `now_ms` is the current time for embargoes. Returns the parts, and the exceptions by article index: those articles
    are not in the state. `beat` is called between attempts.
    """
    whole = range(len(articles))
    for clock in dict.fromkeys((now_ms, None)):  # if only the release of an embargo fails, blame no article
        try:
            return [_add(state, whole, articles, packed, make, clock)], {}
        except NOT_OURS:
            raise
        except BaseException as error:  # noqa: BLE001 - see `NOT_OURS`
            if len(articles) == 1 and clock is None:
                return [], {0: error}
    parts: list[Part[T]] = []
    errors: dict[int, BaseException] = {}
    for n in sorted(whole, key=lambda n: (times[n] or 0, articles[n].raw)):
        beat()
        try:
            parts.append(_add(state, [n], articles, packed, make, None))
        except NOT_OURS:
            raise
        except BaseException as error:  # noqa: BLE001
            errors[n] = error
    return parts, errors


def _add(
    state: SourceState,
    numbers: Sequence[int],
    articles: Sequence[Article],
    packed: Sequence[bytes],
    make: Callable[[Step], T],
    now_ms: int | None,
) -> Part[T]:
    step = state.add([articles[n] for n in numbers], [packed[n] for n in numbers] if packed else None, now_ms)
    try:
        return Part(numbers, step, make(step))
    except BaseException:
        state.take_back()
        raise


def release(state: SourceState, now_ms: int, make: Callable[[Step], T]) -> Part[T]:
    """Call `state.add` without articles but with the time `now_ms`, and `make` with its step."""
    return _add(state, (), (), (), make, now_ms)


def decide(
    state: SourceState, decisions: Sequence[Decision], make: Callable[[Step], T], now_ms: int | None = None
) -> tuple[list[Part[T]], dict[int, BaseException]]:
    """The same as `add` for decisions: call `state.decide`, and `make` with its step; if either fails, do so for each
    decision alone, the oldest first."""

    def decide(numbers: Sequence[int], clock: int | None = None) -> Part[T]:
        step = state.decide([decisions[n] for n in numbers], clock)
        try:
            return Part(numbers, step, make(step))
        except BaseException:
            state.take_back()
            raise

    whole = range(len(decisions))
    errors: dict[int, BaseException] = {}
    parts: list[Part[T]] = []
    for clock in dict.fromkeys((now_ms, None)):  # if only what ends by now fails, blame no decision
        try:
            return [decide(whole, clock)], {}
        except NOT_OURS:
            raise
        except BaseException as error:  # noqa: BLE001 - see `NOT_OURS`
            if len(decisions) == 1 and clock is None:
                return [], {0: error}
    for n in sorted(whole, key=lambda n: decisions[n].order):
        try:
            parts.append(decide([n]))
        except NOT_OURS:
            raise
        except BaseException as error:  # noqa: BLE001
            errors[n] = error
    return parts, errors


def settle(state: SourceState) -> list[Broken]:
    """Call `state.settle()` without the articles that make it fail, and return those. They stay in the stream, for a
    fixed version to use. Raises if it fails even without them."""
    try:
        state.settle()
    except NOT_OURS:
        raise
    except BaseException:  # noqa: BLE001
        broken = _broken(state.source, state.articles())
    else:
        return []
    for article, _ in broken:
        state.leave_out(article)
    state.settle()
    return broken


def renew(state: SourceState, make: Callable[[Step], T], now_ms: int | None = None) -> tuple[Step, T, list[Broken]]:
    """Call `state.renew(now_ms)`, and `make` with its step, without articles that make either fail: see `settle`."""
    broken = settle(state)
    try:
        step = state.renew(now_ms)
        return step, make(step), broken
    except NOT_OURS:
        raise
    except BaseException:  # noqa: BLE001
        state.take_back()
        more = _broken(state.source, state.articles(), make)
    for article, _ in more:
        state.leave_out(article)
    step = state.renew(now_ms)
    return step, make(step), broken + more


def resolved(
    articles: Iterable[Article],
    copies: Copies = nowhere,
    ended: Ended = NONE_ENDED,
    shows: Shows = "nothing",
    decisions: Iterable[Decision] = (),
) -> tuple[list[StoryState], list[Broken]]:
    """`resolved_states` sorted by uri, and the articles that make it fail."""
    found, decided = list(articles), list(decisions)
    try:
        return list(resolved_states(found, copies, ended, shows, decided)), []
    except NOT_OURS:
        raise
    except BaseException:  # noqa: BLE001
        sources: dict[str, list[Article]] = defaultdict(list)
        for article in found:
            sources[article.source].append(article)
    states: list[StoryState] = []
    broken: list[Broken] = []
    for source, same in sources.items():
        mine = [d for d in decided if d.source == source]
        try:
            states.extend(resolved_states(same, copies, ended, shows, mine))
        except NOT_OURS:
            raise
        except BaseException:  # noqa: BLE001
            these = _broken(source, same)
            keys = {article.key for article, _ in these}
            broken.extend(these)
            rest = (a for a in same if a.key not in keys)
            states.extend(resolved_states(rest, copies, ended, shows, mine))
    return sorted(states, key=lambda state: state.uri), broken


def _broken(source: str, articles: Iterable[Article], make: Callable[[Step], object] = id) -> list[Broken]:
    """Which articles of a set are to blame, found by adding them one by one to an empty state."""
    trial = SourceState(source, changelog=False)
    broken: list[Broken] = []
    for article in sorted(articles, key=lambda a: a.raw):
        try:
            make(trial.add([article]))
        except NOT_OURS:
            raise
        except BaseException as error:  # noqa: BLE001
            broken.append(Broken(article, error))
    return broken
