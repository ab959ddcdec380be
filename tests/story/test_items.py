"""Which articles are one item: names, evidence, and the order of an item's copies."""

from __future__ import annotations

import itertools
import random
from typing import Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.story.forms import folded, one
from tests.story.test_convergence import Published, many, told
from tests.story.wires import article, text, wires
from worker.story import items
from worker.story.items import Items
from worker.story.source_state import SourceState
from worker.wire.article import Article

PAGE = "coast.example/n/ferry"


def sent(minutes: int, *names: str, **fields: Any) -> Article:
    """An article with these names."""
    given = {"item_id": names[0], "names": names if len(names) > 1 else (), "paragraphs": text(1)}
    return article(minutes, **(given | fields))


def divided(*articles: Article) -> set[frozenset[str]]:
    """The items of a set of articles, as content hashes, the same whichever way they came."""
    found = []
    for order in itertools.islice(itertools.permutations(articles), 24):
        known = Items()
        for a in order:
            known.put(a)
            known.refresh([a.key])
        parts: dict[str, set[str]] = {}
        for a in articles:
            parts.setdefault(known.item_of(a.key), set()).add(a.content_hash)
        found.append({frozenset(part) for part in parts.values()})
    assert all(parts == found[0] for parts in found)
    return found[0]


@many
@given(wires(16), st.randoms(use_true_random=False))
def test_items_are_a_function_of_the_set(wire: list[Article], rng: random.Random) -> None:
    """With names shared and reused everywhere, and so few held against each other that the bound cuts: what is told
    over any batches of any arrival is `resolve` of the set."""
    with mock.patch.object(items, "NEAR", 1):
        fold, reader, seen = SourceState("harbour"), Published(), []
        for a in rng.sample(wire, len(wire)):
            seen.append(a)
            reader.take(fold, [a])
            assert reader.stories == told(seen)


def test_fv90_an_item_has_several_names() -> None:
    """By address, then by id and address, then by id: one item, known by its id."""
    story = one(sent(0, PAGE), sent(1, "guid-77", PAGE), sent(2, "guid-77"))
    assert (story.version, story.uri, story.versions[0].item_id) == (1, "newswire:harbour:item:guid-77", "guid-77")


NEWS = {"headline": "Museum reopens", "paragraphs": text(2)}


@pytest.mark.parametrize(
    ("other", "items_told"),
    [
        (sent(3000, PAGE, **NEWS), 2),
        (sent(600, PAGE, **NEWS), 1),
        (sent(600, "guid-2", PAGE, **NEWS), 2),
        (sent(3000, PAGE, paragraphs=text(2)), 1),
        (sent(3000, PAGE, headline="Museum reopens", paragraphs=(*text(1, 1), *text(2, 2))), 1),
        (sent(3000, "guid-1", **NEWS, version=2), 1),
        (sent(3000, PAGE, **NEWS, event_from="fetched"), 1),
    ],
    ids=["other news", "the same day", "another id", "one headline", "a third of the text", "version", "crawl time"],
)
def test_fv91_what_contradicts(other: Article, items_told: int) -> None:
    """Other headline, other text, and another time or another of the names: then a shared name does not count. What a
    provider numbers itself, it means."""
    first = sent(0, "guid-1", PAGE, version=1 if other.version else None)
    assert len(divided(first, other)) == items_told


def test_fv91_one_guid_of_two_addresses() -> None:
    """A feed whose guid is its own address gives every entry the same one: the entries' addresses tell them apart."""
    first, second = (
        sent(n, "coast.example/feed", f"coast.example/n/{n}", **more) for n, more in ((0, {}), (600, NEWS))
    )
    assert len(divided(first, second)) == 2


def test_fv91_a_name_used_twice_gets_a_mark() -> None:
    """The earlier item keeps the name; nobody's text becomes another's silent edit."""
    stories = folded(sent(0, PAGE), sent(3000, PAGE, **NEWS))
    assert sorted(stories)[0] == "newswire:harbour:item:coast.example%2Fn%2Fferry"
    assert [(s.headline, s.version) for _, s in sorted(stories.items())] == [
        ("Ferry line opens", 1),
        ("Museum reopens", 1),
    ]
    assert sorted(stories)[1].startswith("newswire:harbour:item:coast.example%2Fn%2Fferry~")


def test_fv96_a_kill_by_another_name() -> None:
    """A kill by id and address reaches the story sent under the address, and the reverse; of two items of one name it
    means the last before it."""
    kill = {"status": "canceled", "paragraphs": (), "headline": None}
    assert one(sent(0, PAGE), sent(60, "guid-77", PAGE, **kill)).status == "canceled"
    assert one(sent(0, "guid-77", PAGE), sent(60, PAGE, **kill)).status == "canceled"
    stories = folded(sent(0, PAGE), sent(3000, PAGE, **NEWS), sent(3060, PAGE, **kill))
    assert [s.status for _, s in sorted(stories.items())] == ["usable", "canceled"]


def test_fv92_fv93_the_order_of_copies() -> None:
    """The provider's version (FV-93), then the clocks, then when it came in, then its place."""
    texts = [{"paragraphs": text(n), "headline": f"Ferry {n}"} for n in range(3)]
    for first, last in (
        ({"version": 2}, {"version": 3}),
        ({"fetched_at": "2031-05-07T10:00:00+00:00"}, {"fetched_at": "2031-05-07T11:00:00+00:00"}),
        ({"received_ms": 5_000}, {"received_ms": 9_000}),
        ({"received_ms": 5_000}, {"fetched_at": "1970-01-01T00:00:06+00:00"}),
    ):
        assert one(sent(0, "c-1", **texts[0], **first), sent(0, "c-1", **texts[1], **last)).headline == "Ferry 1"
        assert one(sent(0, "c-1", **texts[1], **first), sent(0, "c-1", **texts[0], **last)).headline == "Ferry 0"
    late = sent(0, "c-1", **texts[0], version=3), sent(9, "c-1", **texts[1], version=2)
    assert one(*late).headline == "Ferry 0"
