"""The order in which a run reads."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import orjson
import pytest
from kafka import TopicPartition

from tests.stream import kit
from worker.replay.kafka.plan import Range
from worker.replay.kafka.reader import in_order
from worker.replay.kafka.records import told
from worker.story.resolve import resolve
from worker.story.story import to_json
from worker.stream.understand import understand
from worker.wire.article import Lineage


class Partitions:
    """Just enough of a consumer: records of two partitions, one at a time."""

    def __init__(self, times: tuple[list[int], list[int]]) -> None:
        self._held = {
            TopicPartition("raw", p): [SimpleNamespace(timestamp=t, offset=n, partition=p) for n, t in enumerate(of)]
            for p, of in enumerate(times)
        }
        self._at: dict[TopicPartition, int] = {}
        self._paused: set[TopicPartition] = set()

    def assign(self, parts: list[TopicPartition]) -> None:
        self._at = dict.fromkeys(parts, 0)

    def seek(self, tp: TopicPartition, offset: int) -> None:
        self._at[tp] = offset

    def position(self, tp: TopicPartition) -> int:
        return self._at[tp]

    def pause(self, *parts: TopicPartition) -> None:
        self._paused |= set(parts)

    def resume(self, *parts: TopicPartition) -> None:
        self._paused -= set(parts)

    def poll(self, **_: Any) -> dict[TopicPartition, list[Any]]:
        for tp, at in self._at.items():
            if tp not in self._paused and at < len(self._held[tp]):
                self._at[tp] += 1
                return {tp: [self._held[tp][at]]}
        return {}


@pytest.mark.parametrize("stopped_after", range(6))
def test_publishing_begins_once_for_all_partitions(stopped_after: int) -> None:
    """By time, then by partition; from the first record of a range on all is published, also what comes from before the
    range of the other partition; begun anew anywhere, the rest is the same."""
    ranges = (Range("raw", 0, 0, 1, 3), Range("raw", 1, 0, 2, 3))

    def turns(at: tuple[int, ...]) -> list[tuple[int, int, bool, tuple[int, ...]]]:
        found = in_order(Partitions(([10, 20, 30], [20, 20, 40])), ranges, at)
        return [(t.record.partition, t.record.offset, t.inside, t.positions) for t in found]

    whole = turns((0, 0))
    told = [(0, 0, False), (0, 1, True), (1, 0, True), (1, 1, True), (0, 2, True), (1, 2, True)]
    assert [t[:3] for t in whole] == told
    assert turns(whole[stopped_after][3]) == whole[stopped_after + 1 :]


def stored(key: bytes | None, value: bytes | None) -> Any:
    return SimpleNamespace(topic="stories", partition=0, offset=1, key=key, value=value)


def test_what_no_worker_wrote_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    """Of a stream of stories: a key that is none, a value that is no story, one under another's uri. Said once."""
    article = understand(orjson.dumps(kit.message()), Lineage("raw", 0, 0), None)
    (published,) = resolve([article])
    story, uri = to_json(published), published.uri.encode()
    strange = [(None, story), (b"", None), (b"\xff", None), (uri, b"{}"), (uri, b"\xff"), (b"other", story)]
    found = [(key, record.value) for key, record in told(stored(*one) for one in [*strange, (uri, story), (uri, None)])]
    assert found == [(uri.decode(), story), (uri.decode(), None)]
    assert [r.getMessage() for r in caplog.records] == ["stories/0 offset 1 is skipped: not written by a worker"] * 2
