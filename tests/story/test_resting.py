"""Articles at rest: what comes out is what went in, and the stories are the same whatever is packed at the moment."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from tests.story.test_convergence import Published, many, told
from tests.story.wires import article, articles, text, wires
from worker.story.changelog import Entry
from worker.story.resting import Resting, open_at_most
from worker.story.source_state import SourceState
from worker.wire.article import Article


@many
@given(st.lists(articles(), min_size=2, max_size=4))
def test_an_article_comes_out_as_it_went_in(sent: list[Article]) -> None:
    """Equal in every field, however often it was packed."""
    with open_at_most(1):
        resting = [Resting(a) for a in sent]
        for _ in range(2):
            assert resting[0].is_packed
            assert [one.article for one in resting] == sent


@many
@given(wires(), st.randoms(use_true_random=False))
def test_stories_are_the_same_with_all_at_rest(wire: list[Article], rng: random.Random) -> None:
    """Hardly an article is open at any time: batch by batch, over a restart in the middle, it adds up to `resolve`."""
    rng.shuffle(wire)
    whole, cut = told(wire), rng.randint(0, len(wire))
    with open_at_most(0):
        fold, reader = SourceState("harbour"), Published()
        record: dict[tuple[str, str], Entry] = {}
        for a in wire[:cut]:
            step = fold.add([a])
            record.update(((entry.kind, entry.key), entry) for entry in step.changelog)
            reader.tell(step)
        again = SourceState("harbour")
        for entry in rng.sample(list(record.values()), len(record)):
            again.restore(entry)
        for a in wire[cut:]:
            reader.take(again, [a])
    assert reader.stories == whole


def test_an_article_at_rest_is_small() -> None:
    """Much smaller than its JSON."""
    with open_at_most(0):
        resting = Resting(article(0, paragraphs=text(1, 12)))
    assert resting.is_packed
    assert len(resting.packed) < 1_000
