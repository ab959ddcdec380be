"""Later versions without serial and slug find their story by text: kept up to date, as from the whole set at once."""

from __future__ import annotations

import random
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st
from orjson import loads

from tests.story.test_convergence import Published, many, told
from tests.story.wires import WORDS, article, lead, text
from worker.story.matching import postings, text_index
from worker.story.matching.shingles import first_shingles, shingles
from worker.story.source_state import SourceState
from worker.wire.article import Article

POOL = [" ".join(f"{WORDS[(n * 7 + w * 3) % 30]}ward{n}" for w in range(9)).capitalize() + "." for n in range(8)]
"""Paragraphs that many texts share."""


@st.composite
def leaning(draw: st.DrawFn) -> Article:
    """First sends with an id of their own, and flashes and leads that only a text can tell the story of: long ones,
    found by the openings of their paragraphs, and short ones, all made of the same few paragraphs."""
    n = draw(st.sampled_from((0, 0, 1, 2)))
    flash = {"lead_number": 0, "marker": "(URGENT)"} if n == 0 and draw(st.integers(0, 3)) == 0 else {}
    own = [f"Item {draw(st.integers(0, 9))} of the harbour council, as sent in the morning, number {n}."]
    shared = draw(st.lists(st.sampled_from(POOL), min_size=3, max_size=7))
    fields = {"item_id": draw(st.sampled_from("abcdefghij")), "paragraphs": (*own, *shared)} | lead(n) | flash
    return article(draw(st.sampled_from((0, 1, 2, 3, 30, 600, 1400, 2200, 3000))), **fields)


@many
@given(st.lists(leaning(), min_size=2, max_size=16), st.randoms(use_true_random=False))
def test_where_more_share_a_paragraph_than_are_looked_at(wire: list[Article], rng: random.Random) -> None:
    """Who stands in the way of whom, and who comes in sight again once another is gone, follows from the set: after
    every batch the stories are those of the whole set."""
    rng.shuffle(wire)
    with mock.patch.object(postings, "NEAR", rng.randint(1, 3)), mock.patch.object(text_index, "_LIKELY", 0.3):
        fold, reader, seen = SourceState("harbour"), Published(), list[Article]()
        while wire:
            size = rng.randint(1, 3)
            batch, wire = wire[:size], wire[size:]
            seen += batch
            reader.take(fold, batch)
            assert reader.stories == told(seen)


def test_who_stood_behind_comes_in_sight() -> None:
    """A lead sees the nearest of those that share a paragraph with it; once that turns out to be a digest, the one
    behind it, which holds no word that the lead does not."""
    behind = article(590, item_id="e", paragraphs=text(21, 3))
    nearest = article(600, item_id="g", flags=("recycled_id",), paragraphs=(*text(21, 3), *text(22, 2)))
    other = article(600, item_id="o", paragraphs=(*text(23, 3), *text(24, 1)))
    leading = article(601, item_id="a", paragraphs=(*text(21, 3), *text(23, 3)), **lead(1))
    digests = [article(600, item_id="g", kind="digest", headline=f"Digest {n}") for n in range(20)]
    digest = min(digests, key=lambda a: a.content_hash)  # the copy with the smallest hash says what the item is
    with mock.patch.object(postings, "NEAR", 1):
        fold, reader, seen = SourceState("harbour"), Published(), list[Article]()
        for a, leans_on in ((behind, None), (nearest, None), (other, None), (leading, "o"), (digest, "e")):
            seen.append(a)
            reader.take(fold, [a])
            assert reader.stories == told(seen)
            assert leans_on is None or _story_of(reader, "a") == f"newswire:harbour:item:{leans_on}"


def _story_of(reader: Published, item_id: str) -> str:
    return next(
        uri for uri, body in reader.stories.items() if any(v["item_id"] == item_id for v in loads(body)["versions"])
    )


@given(
    st.lists(st.sampled_from([*POOL, "", "Short.", "Ein längerer Absatz über den Hafen von Österlund."]), max_size=5)
)
def test_shingles_of_the_first_paragraphs_are_those_taken_one_by_one(paragraphs: list[str]) -> None:
    """Also of texts without any, and where one paragraph alone is not plain ASCII."""
    first, begin = first_shingles(paragraphs, 3)
    assert first == shingles(paragraphs[:1])
    assert begin == shingles(paragraphs[:3])
