"""The promise again, from the raw messages on: whole invented wires, read and folded in any order."""

from __future__ import annotations

import os
import random
from collections import Counter

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.generate import shuffled, wire
from worker.story.resolve import resolve
from worker.story.source_state import SourceState
from worker.story.story import to_json
from worker.wire.article import Article, Lineage
from worker.wire.read import decode, read

EXAMPLES = int(os.environ.get("TEST_EXAMPLES", "200"))


def articles_of(messages: list[dict[str, object]], partitions: int = 1) -> list[Article]:
    """Read messages as they lie in a raw stream of so many partitions."""
    return [
        read(decode(orjson.dumps(m)), Lineage("raw", n % partitions, n // partitions)) for n, m in enumerate(messages)
    ]


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.integers(0, 10**6), st.integers(5, 60), st.integers(1, 3), st.randoms(use_true_random=False))
def test_any_arrival_gives_the_same_stories(seed: int, size: int, partitions: int, rng: random.Random) -> None:
    """A wire shuffled, with deliveries repeated and split over partitions, folded in batches: `resolve` of the set,
    byte for byte, for every source."""
    articles = articles_of(shuffled(wire(size, seed, size=600), rng.randint(0, 10**6), 0.3), partitions)
    expected = {s.uri: to_json(s) for s in resolve(articles)}
    rng.shuffle(articles)
    told: dict[str, bytes] = {}
    wires: dict[str, SourceState] = {}
    while articles:
        size = rng.randint(1, 9)
        batch, articles = articles[:size], articles[size:]
        for source in sorted({a.source for a in batch}):
            fold = wires.setdefault(source, SourceState(source))
            for uri, story in fold.add([a for a in batch if a.source == source]).stories:
                told.pop(uri, None)
                if story is not None:
                    told[uri] = to_json(story)
    assert told == expected


def test_the_generated_wire_has_what_a_wire_has() -> None:
    """The property above would prove little over a wire without combines, kills, renderings and silent edits."""
    stories = resolve(articles_of(wire(3000, 7, size=600)))
    seen: Counter[str] = Counter()
    for s in stories:
        seen[s.status] += 1
        seen[s.rung] += 1
        seen[s.kind] += 1
        seen.update(s.flags)
        seen.update(c.state for c in s.combines)
        seen[s.change.kind] += 1
    wanted = "superseded canceled serial slug text digest silent_edit corrected unresolved updated created"
    assert [name for name in wanted.split() if not seen[name]] == []


@pytest.mark.parametrize("seed", [3])
def test_a_story_is_no_longer_than_its_versions_need(seed: int) -> None:
    """Chains stay chains: no story of the generated wire swallows others (the longest has six sends and some edits)."""
    assert max(s.version for s in resolve(articles_of(wire(3000, seed, size=600)))) <= 10
