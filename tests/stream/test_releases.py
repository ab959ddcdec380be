"""Embargoes that end, on a real Kafka: the worker's clock releases them, also where it was down at the end (FV-99)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import time
from typing import Any

import orjson
import pytest

from tests.stream import kit
from worker.stream import streams

pytestmark = pytest.mark.kafka


def test_fv99_told_under_embargo_then_usable_each_once(kafka_address: str, prefix: str) -> None:
    """Without text until its end in stories, ninjs and copies; then, with no further message, usable. Of an embargo
    that ends while no worker runs the next one tells. Each state is written once, and the end is in the changelog."""
    config = dataclasses.replace(kit.settings(kafka_address, prefix, partitions=2), ninjs=True)
    streams.ensure(config)
    with kit.running(config):
        ends = {"quick": time.time() + 6, "slow": time.time() + 11}
        kit.feed(config, [_held(name, end) for name, end in ends.items()])
        kit.wait(lambda: _told(config) == {"quick": ["embargoed"], "slow": ["embargoed"]}, 5, "told under embargo")
        kit.wait(lambda: _told(config)["quick"] == ["embargoed", "usable"], 10, "released by the clock")
        kit.wait(lambda: kit.metric(config, "embargoed_stories") == 1, 5, "one waits")
        assert kit.metric(config, "releases_total") == 1
    time.sleep(max(0.0, ends["slow"] - time.time()) + 0.2)
    assert _told(config)["slow"] == ["embargoed"]
    with kit.running(config):
        kit.wait(lambda: _told(config)["slow"] == ["embargoed", "usable"], 20, "released once there is a worker")
    for stream in ("stories", "ninjs"):
        held, free = [r.value for r in kit.records(config, config.stream(stream)) if b":item:slow" in r.key]
        assert b"Ferry line" not in held
        assert b"Ferry line" in free
    releases = [r.key for r in kit.records(config, config.stream("articles")) if r.key.startswith(b"release/")]
    assert len(releases) == 2
    kit.assert_exactly_once(config)


def _held(name: str, end: float) -> dict[str, Any]:
    """A message sent now, under embargo until `end` (epoch seconds)."""
    now, until = dt.datetime.now(dt.UTC), dt.datetime.fromtimestamp(end, dt.UTC)
    return kit.message(id=name, published_at=now.isoformat(), embargoed_until=until.isoformat())


def _told(config: Any) -> dict[str, list[str]]:
    """The states of each story that were written, by its item."""
    told: dict[str, list[str]] = {}
    for record in kit.records(config, config.stream("stories")):
        told.setdefault(record.key.decode().rpartition(":")[2], []).append(orjson.loads(record.value)["status"])
    return told
