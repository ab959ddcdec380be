"""Articles at rest: what comes out is what went in, and the stories are the same whatever is packed at the moment."""

from __future__ import annotations

import random
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

from tests.story.test_convergence import Published, few, many, told
from tests.story.test_heads import everything
from tests.story.wires import article, articles, text, wires
from worker.story import groups
from worker.story.changelog import Entry
from worker.story.group import Group
from worker.story.groups import Waiting
from worker.story.headed import keep
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
    """Hardly an article is open at any time, and no story stays put together: batch by batch, over a restart in the
    middle, it adds up to `resolve`."""
    rng.shuffle(wire)
    whole, cut = told(wire), rng.randint(0, len(wire))
    with open_at_most(0), mock.patch.object(groups, "MADE", 0):
        fold, reader = SourceState("harbour"), Published()
        record: dict[tuple[str, str], Entry] = {}
        for a in wire[:cut]:
            step = fold.add([a], [keep(a)] if rng.random() < 0.5 else None)
            record.update(((entry.kind, entry.key), entry) for entry in step.changelog)
            reader.tell(step)
        again = SourceState("harbour")
        for entry in rng.sample(list(record.values()), len(record)):
            again.restore(entry)
        for a in wire[cut:]:
            reader.take(again, [a])
    assert reader.stories == whole


@few
@given(wires())
def test_a_state_with_all_at_rest_is_the_same_in_every_part(wire: list[Article]) -> None:
    """What each dropped part comes back as is what it was: the stories, put together again, and all that others say of
    them; and those dropped are all that speak of no other."""
    fold, rests = SourceState("harbour"), SourceState("harbour")
    fold.add(wire)
    with open_at_most(0), mock.patch.object(groups, "MADE", 0):
        for a in wire:
            rests.add([a], [keep(a)])
    for uri in fold._groups:
        waits = isinstance(rests._groups.peek(uri), Waiting)
        assert waits == all(item.plain and not item.ends for item in fold._groups[uri].items)
        assert waits == (uri not in rests._published)
    assert everything(rests) == everything(fold)


def test_a_story_waits_once_others_were_put_together() -> None:
    """Then it takes no more memory than after a restart; a version that comes finds it as it was."""
    fold, reader = SourceState("harbour"), Published()
    first = article(0, item_id="m", headline="Museum opens", paragraphs=text(3, 8))
    other = article(5, item_id="q", headline="Quay closes", paragraphs=text(30, 8))
    with mock.patch.object(groups, "MADE", 1):
        reader.take(fold, [first])
        uri = fold._uri_of(first.key)
        assert isinstance(fold._groups.peek(uri), Group)
        reader.take(fold, [other])
        assert fold._groups.peek(uri) is fold._linking._groups.peek(uri)
        assert isinstance(fold._groups.peek(uri), Waiting)
        assert uri not in fold._published
        edited = article(9, item_id="m", headline="Museum opens late", paragraphs=text(3, 8))
        reader.take(fold, [edited])
    assert reader.stories == told([first, other, edited])


def test_what_is_gone_is_not_remembered_as_put_together() -> None:
    """Neither where stories are kept nor where they are linked, however many come and close."""
    fold = SourceState("harbour", window_ms=3_600_000)
    for n in range(30):
        fold.add([article(n * 300, item_id=f"m{n}", headline=f"Museum opens {n}", paragraphs=text(n, 8))])
    for held in (fold._groups, fold._linking._groups):
        assert held._made.keys() <= set(held)


def test_an_article_at_rest_is_small() -> None:
    """Much smaller than its JSON."""
    with open_at_most(0):
        resting = Resting(article(0, paragraphs=text(1, 12)))
    assert resting.is_packed
    assert len(resting.packed) < 1_000
