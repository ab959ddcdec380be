"""How partitions are shared out between workers."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kafka import TopicPartition
from kafka.coordinator.assignors.cooperative_sticky import CooperativeStickyAssignor

from worker.stream.assignor import Balanced, shared

Held = dict[str, list[TopicPartition]]

sizes = st.dictionaries(st.sampled_from(["raw", "raw-2", "handover"]), st.integers(1, 9), min_size=1)
names = st.lists(st.sampled_from("abcdefg"), min_size=1, unique=True)


def share(counts: dict[str, int], members: list[str], before: Held | None = None) -> Held:
    streams = {name: list(range(n)) for name, n in counts.items()}
    owners = {tp: m for m, parts in (before or {}).items() for tp in parts}
    return shared(streams, {m: list(counts) for m in members}, owners)


def even(numbers: list[int]) -> bool:
    return max(numbers) - min(numbers) <= 1


@given(sizes, names, names)
def test_each_stream_and_the_sum_are_even(counts: dict[str, int], first: list[str], then: list[str]) -> None:
    """Everything is given once, evenly, after any change of members; the same again changes nothing."""
    now = share(counts, then, share(counts, first))
    parts = [tp for held in now.values() for tp in held]
    assert sorted(parts) == sorted(TopicPartition(name, p) for name, n in counts.items() for p in range(n))
    for name in counts:
        assert even([sum(tp.topic == name for tp in held) for held in now.values()])
    assert even([len(held) for held in now.values()])
    assert share(counts, then, now) == now
    assert share(dict(reversed(counts.items())), then[::-1], now) == now


@given(sizes, names)
def test_no_more_moves_than_must(counts: dict[str, int], members: list[str]) -> None:
    """One more worker takes its share from the others; nothing moves between those."""
    before = share(counts, members)
    now = share(counts, [*members, "new"], before)
    came = Counter(m for m in members for tp in now[m] if tp not in before[m])
    assert not came or even([len(held) for held in before.values()])
    assert came.total() <= len(counts)


def test_a_worker_that_reads_other_streams_gets_none_of_these() -> None:
    """Its settings name another raw stream: it gets partitions of that one alone."""
    streams = {"raw": [0, 1], "raw-2": [0]}
    assert shared(streams, {"a": ["raw"], "b": ["raw-2"]}, {}) == {
        "a": [TopicPartition("raw", 0), TopicPartition("raw", 1)],
        "b": [TopicPartition("raw-2", 0)],
    }
    assert shared(streams, {}, {}) == {}


class Member:
    """A member as kafka-python has it: it says what it holds, and takes what it is given."""

    def __init__(self, name: str, assignor: type[CooperativeStickyAssignor]) -> None:
        self.member_id, self.assignor = name, assignor()
        self.assignor.member_assignment = []

    @property
    def metadata(self) -> Any:
        return self.assignor.metadata(["raw", "handover"])

    @property
    def held(self) -> list[TopicPartition]:
        return sorted(self.assignor.member_assignment)


CLUSTER = SimpleNamespace(partitions_for_topic=lambda name: {0, 1, 2, 3})


def rebalance(members: list[Member]) -> int:
    """Rounds of the first one's decision until nothing moves; how many. Nothing is given while somebody holds it."""
    for rounds in range(1, 9):
        given = members[0].assignor.assign(CLUSTER, members)
        for m in members:
            new = [TopicPartition(name, p) for name, parts in given[m.member_id].assigned_partitions for p in parts]
            assert not any(tp in other.held for other in members if other is not m for tp in new)
        before = [m.held for m in members]
        for m in members:
            new = given[m.member_id].assigned_partitions
            m.assignor.member_assignment = [TopicPartition(name, p) for name, parts in new for p in parts]
        if [m.held for m in members] == before:
            return rounds
    raise AssertionError("it does not come to rest")


@pytest.mark.parametrize("second", [Balanced, CooperativeStickyAssignor])
def test_a_second_worker_gets_half_of_each_stream(second: type[CooperativeStickyAssignor]) -> None:
    """Also while the second one is of a version that has another assignor: the leader's counts."""
    first, other = Member("a", Balanced), Member("b", second)
    rebalance([first])
    assert len(first.held) == 8
    assert rebalance([first, other]) == 3
    for m in (first, other):
        assert Counter(tp.topic for tp in m.held) == {"raw": 2, "handover": 2}
    assert (first.assignor.name, first.assignor.version) == (other.assignor.name, other.assignor.version)
