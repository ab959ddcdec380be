"""What is counted of a batch."""

from __future__ import annotations

from dataclasses import replace

from prometheus_client import CollectorRegistry

from tests.story.wires import article
from tests.stream import kit
from worker.story.resolve import resolve
from worker.stream.batch import Batch
from worker.stream.heartbeat import Heartbeat
from worker.stream.metrics import Metrics
from worker.stream.observe import Observer
from worker.stream.status import Status


def test_what_a_limit_cut_off_is_counted() -> None:
    """By limit, for each state of a story that is written: its notes, its combines, its versions."""
    metrics = Metrics(CollectorRegistry())
    (story,) = resolve([article()])
    states = [story, replace(story, flags=("combine_cut", "note_cut")), replace(story, older_versions=3)]
    Observer(kit.settings("127.0.0.1:1", "t."), metrics, Status(Heartbeat())).committed(Batch(published=states), {}, 1)
    assert {limit: cut._value.get() for limit, cut in metrics.cut.items()} == {"note": 1, "combine": 1, "versions": 1}
