"""The indexes of who bears a name: bare keys and sets behave alike, and names as hashes like names."""

from __future__ import annotations

from collections import defaultdict
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

from worker.story import bearers
from worker.story.bearers import Bearers
from worker.story.name_index import NameIndex

KEYS, NAMES = st.sampled_from("abc"), st.sets(st.sampled_from("xyz"), max_size=3)


@given(st.lists(st.tuples(st.booleans(), KEYS, NAMES), max_size=30))
def test_it_holds_what_a_set_for_each_name_would(steps: list[tuple[bool, str, set[str]]]) -> None:
    """Whatever was put and dropped, in any order, also what was never put."""
    index, model = NameIndex(), defaultdict[str, set[str]](set)
    for put, key, names in steps:
        (index.put if put else index.drop)(key, names)
        for name in names:
            (model[name].add if put else model[name].discard)(key)
    assert set(index) == {name for name, keys in model.items() if keys}
    for name in "xyz":
        assert (set(index.one(name)), name in index) == (model[name], bool(model[name]))
    assert index.of("xy") == model["x"] | model["y"]


@given(st.lists(st.tuples(st.booleans(), KEYS, NAMES), max_size=30), st.integers(1, 3))
def test_hashes_hold_what_names_would(steps: list[tuple[bool, str, set[str]]], usual: int) -> None:
    """The same, however few entries a bucket has; and when all is dropped, nothing is left."""
    with mock.patch.object(bearers, "_USUAL", usual):
        index, model = Bearers(), defaultdict[str, set[str]](set)
        for put, key, names in steps:
            (index.put if put else index.drop)(key, names)
            for name in names:
                (model[name].add if put else model[name].discard)(key)
        for name in "xyz":
            assert (sorted(index.one(name)), name in index) == (sorted(model[name]), bool(model[name]))
        assert index.of("xy") == model["x"] | model["y"]
        assert index.only("a", "xy") == (model["x"] | model["y"] <= {"a"})
        for key in "abc":
            index.drop(key, "xyz")
        assert not any(index._hashes)
        assert not any(index._numbers)
        assert len(index._free) == len(index._keys)
        assert not any(index._keys)
