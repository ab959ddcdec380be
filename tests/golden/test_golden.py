"""Golden wires: files of articles and of the stories that an editor says they are (README.md beside this file)."""

from __future__ import annotations

import itertools
import random
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
import pytest

from worker.story import decision
from worker.story.decision import Decision
from worker.story.embargo import Until
from worker.story.resolve import resolve
from worker.story.source_state import SourceState
from worker.story.story import Story
from worker.wire.article import Article, Lineage
from worker.wire.read import decode, read

WIRES = sorted(Path(__file__).parent.glob("*.toml"))
MOST_ORDERS = 100
KNOWN = frozenset(
    "headline status versions gaps change superseded_by combines flags flags_not says says_not slug rung kind "
    "decided_by".split()
)


@pytest.mark.parametrize("path", WIRES, ids=lambda path: path.stem)
def test_the_stories_are_those_an_editor_expects(path: Path) -> None:
    """Whole, and article by article in every order with each one twice, the wire ends in the stories of the file."""
    wire = tomllib.loads(path.read_text())
    articles = [_read(message, line) for line, message in enumerate(wire["sent"])]
    decisions = [_decided(words, n) for n, words in enumerate(wire.get("decided", ()))]
    expected = wire.get("story", [])
    assert all(wanted.keys() <= KNOWN for wanted in expected)
    now_ms = int(wire["now"].timestamp() * 1000) if "now" in wire else None
    _compare(resolve(articles, Until(now_ms or 0), decisions=decisions), expected, "the whole set")
    every: list[Article | Decision] = [*articles, *decisions]
    for order in _orders(len(every)):
        _compare(_one_by_one([every[n] for n in order], now_ms), expected, f"sent in the order {order}")


def _read(message: Mapping[str, Any], line: int) -> Article:
    raw = orjson.dumps({"source": "harbour", **message})
    return read(decode(raw), Lineage("raw", 0, line))


def _decided(words: Mapping[str, Any], number: int) -> Decision:
    said = {"id": f"d-{number + 1}", "source": "harbour", "who": "an editor", "why": "the file says so"}
    return decision.read(orjson.dumps({**said, **words}), None)


def _orders(count: int) -> Iterator[tuple[int, ...]]:
    if count <= 4:
        yield from itertools.permutations(range(count))
        return
    yield tuple(range(count))
    yield tuple(reversed(range(count)))
    shuffle = random.Random(count)
    for _ in range(MOST_ORDERS - 2):
        order = list(range(count))
        shuffle.shuffle(order)
        yield tuple(order)


def _one_by_one(every: Sequence[Article | Decision], now_ms: int | None) -> list[Story]:
    """The last state of every story after articles and decisions came one by one, each twice."""
    states: dict[str, SourceState] = {}
    last: dict[str, Story | None] = {}
    for one in every:
        state = states.setdefault(one.source, SourceState(one.source))
        for _ in range(2):
            step = state.decide([one], now_ms) if isinstance(one, Decision) else state.add([one], now_ms=now_ms)
            last |= step.stories
    return [story for story in last.values() if story is not None]


def _compare(stories: Sequence[Story], expected: Sequence[Mapping[str, Any]], where: str) -> None:
    headlines = {story.uri: story.headline for story in stories}
    seen = [_seen(story, headlines) for story in stories]
    left = list(seen)
    for wanted in expected:
        found = next((s for s in left if all(_fits(field, value, s) for field, value in wanted.items())), None)
        assert found is not None, f"{where}: no story like {dict(wanted)} among {seen}"
        left.remove(found)
    assert left == [], f"{where}: stories that the file does not name"


def _seen(story: Story, headlines: Mapping[str, str | None]) -> dict[str, Any]:
    return {
        "headline": story.headline,
        "slug": story.slug,
        "kind": story.kind,
        "status": story.status,
        "rung": story.rung,
        "versions": [v.item_id for v in story.versions],
        "gaps": list(story.gaps),
        "change": story.change.kind,
        "superseded_by": headlines.get(story.superseded_by or ""),
        "combines": [f"{c.slug or c.headline}: {c.state}" for c in story.combines],
        "flags": set(story.flags),
        "decided_by": [f"{d.kind}: {d.state}" for d in story.decided_by],
        "text": "\n".join(story.paragraphs),
    }


def _fits(field: str, value: Any, seen: Mapping[str, Any]) -> bool:
    match field:
        case "says":
            return all(words in seen["text"] for words in value)
        case "says_not":
            return not any(words in seen["text"] for words in value)
        case "flags":
            return bool(set(value) <= seen["flags"])
        case "flags_not":
            return bool(seen["flags"].isdisjoint(value))
    return bool(seen[field] == value)
