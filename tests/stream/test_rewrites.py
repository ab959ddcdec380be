"""The last record of an article in its stream is the whole of what is known of it: compaction keeps no other."""

from __future__ import annotations

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from tests.story.wires import article
from worker.story.source_state import SourceState
from worker.wire.article import Article, Lineage

FIRST = article(0)


def _find(offset: int) -> Article:
    return dataclasses.replace(FIRST, raw=Lineage("raw", 0, offset))


@given(st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=4), min_size=1, max_size=4))
def test_what_compaction_leaves_of_an_article_restores_it(batches: list[list[int]]) -> None:
    """One article is found at several places, in several batches. Written as the worker does, finds first and then the
    rewrites of their batch, the last record alone restores what the wire holds."""
    wire, last = SourceState("harbour"), FIRST
    for offsets in batches:
        finds = [_find(offset) for offset in offsets]
        last = (*finds, *wire.add(finds).rewrites)[-1]
    restored = SourceState("harbour")
    restored.restore(last)
    assert restored.article(FIRST.key) == wire.article(FIRST.key)
