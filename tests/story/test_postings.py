"""The index from shingles to items: a hash table of arrays that behaves like a dict of sorted lists."""

from __future__ import annotations

from bisect import insort
from collections import Counter
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

from worker.story.matching import postings
from worker.story.matching.postings import Place, Postings, Sight

PLACES = st.tuples(st.integers(0, 9), st.sampled_from("abcd"))
TEXTS = st.frozensets(st.sampled_from([1, 2, 3, 256, 512, 513, 1 << 20, (1 << 32) - 1]), max_size=6)


@given(st.lists(st.tuples(PLACES, TEXTS), max_size=40), st.integers(1, 3), st.integers(1, 4), PLACES, TEXTS)
def test_it_holds_what_a_dict_of_lists_would(
    steps: list[tuple[Place, frozenset[int]]], usual: int, few: int, at: Place, asked: frozenset[int]
) -> None:
    """Whatever was added and removed (what is there already is removed), however few entries a bucket has."""
    with mock.patch.multiple(postings, _USUAL=usual, _LONG=few, _FEW=few):
        index, texts = Postings(), dict[Place, frozenset[int]]()
        for place, text in steps:
            if place in texts:
                index.remove(place, texts.pop(place))
            else:
                texts[place] = text
                index.add(place, text)
        model: dict[int, list[Place]] = {}
        for place, text in texts.items():
            for shingle in text:
                insort(model.setdefault(shingle, []), place)
        found = [place for shingle in asked for place in model.get(shingle, ())]
        assert index.before(at, asked) == Counter(key for ms, key in found if (ms, key) < at)
        assert index.around(at, asked) == Counter(key for _, key in found)
        assert index.after(at, asked) == {key for ms, key in found if (ms, key) > at}
        sight = Sight()
        index.seen_around(index, at, asked, sight)
        assert sight.counts == Counter(key for _, key in found)


@given(st.dictionaries(PLACES, TEXTS, max_size=40), st.integers(1, 3), st.integers(1, 4), PLACES, TEXTS)
def test_filled_at_once_it_is_as_if_filled_one_by_one(
    texts: dict[Place, frozenset[int]], usual: int, few: int, at: Place, asked: frozenset[int]
) -> None:
    """Also where somebody without a shingle is among them, and when all are removed again."""
    with mock.patch.multiple(postings, _USUAL=usual, _LONG=few, _FEW=few):
        filled, index = Postings(), Postings()
        filled.fill(texts.items(), len(texts))
        for place, text in texts.items():
            index.add(place, text)
        assert filled.around(at, asked) == index.around(at, asked)
        assert filled.before(at, asked) == index.before(at, asked)
        for place, text in texts.items():
            filled.remove(place, text)
        assert len(filled._places) == len(filled._free)
        assert not filled._many
        assert not any(filled._buckets)


def test_what_is_removed_leaves_nothing() -> None:
    """Also where many items shared a piece: their places are free again."""
    index = Postings()
    for _ in range(3):
        for n in range(300):
            index.add((n, "k"), frozenset({7, 8, 1000 + n}))
        for n in range(300):
            index.remove((n, "k"), frozenset({7, 8, 1000 + n}))
    assert len(index._places) == len(index._free) == 300
    assert not index._many
    assert not any(index._buckets)
