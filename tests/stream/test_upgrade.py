"""New rules: the workers of a group go over one by one, and the open stories are published anew, once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from kafka import OffsetAndMetadata

from tests.generate import shuffled, wire
from tests.stream import kit
from worker.story.rules_version import VERSION
from worker.stream import clients, streams
from worker.stream.config import Settings, environment_of
from worker.stream.errors import SettingsError
from worker.stream.group import check_alone

pytestmark = pytest.mark.kafka

OLDER = f"""
from worker.story import assignment, rules_version
rules_version.VERSION = {VERSION - 1}
assignment.item_uri = lambda source, item: f"newswire:{{source}}:old:{{item.key}}"
assignment.serial_uri = lambda source, serial: f"newswire:{{source}}:old:{{serial}}"
from worker import cli
cli.main(["run"])
"""
"""A worker of the version before, whose rules named stories otherwise."""


@contextmanager
def older(config: Settings, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("ab") as out:
        started = subprocess.Popen(
            [sys.executable, "-c", OLDER], env=os.environ | environment_of(config), stdout=out, stderr=out
        )
    try:
        yield started
    finally:
        if started.poll() is None:
            started.kill()
            started.wait()


def test_a_running_pair_is_upgraded(kafka_address: str, prefix: str, tmp_path: Path) -> None:
    """Two workers of the older version are at work when one of the newer starts: they end with status 2 and a line that
    says why; it takes their partitions over and publishes their stories by its own rules, with tombstones for the uris
    of before. What comes then is folded as ever; a further restart publishes nothing."""
    config = kit.settings(kafka_address, prefix)
    streams.ensure(config)
    messages = [m | {"source": f"wire-{n % 5}"} for n, m in enumerate(shuffled(wire(160, seed=3), seed=3))]
    kit.feed(config, messages[:120])
    one, two, new = (kit.another(config, name) for name in ("a", "b", "c"))
    with older(one, tmp_path / "a") as first, older(two, tmp_path / "b") as second:
        kit.wait_done(config, 90)
        before = kit.stories(config)
        assert any(":old:" in uri for uri in before)
        with kit.process(new, tmp_path / "c"):
            assert first.wait(90) == second.wait(90) == 2
            kit.wait(lambda: kit.ready(new), 60, "the newer one is ready")
            kit.wait(lambda: kit.stories(config) == kit.expected(config), 60, "published by its rules")
            kit.feed(config, messages[120:])
            kit.wait_done(config, 60)
    for log in ("a", "b"):
        assert f"has workers with version {VERSION} of the rules" in (tmp_path / log).read_text()
    assert kit.stories(config) == kit.expected(config)
    count = len(kit.records(config, config.stream("stories")))
    with kit.running(kit.another(config, "d")):
        pass
    assert len(kit.records(config, config.stream("stories"))) == count
    kept = [r.value for r in kit.records(config, config.stream("articles")) if r.key.startswith(b"rules/")]
    assert {int(value) for value in kept} == {VERSION - 1, VERSION}


def test_a_second_group_is_told(kafka_address: str, prefix: str, tmp_path: Path) -> None:
    """Two groups on the same streams would publish every story twice: the second ends with status 2 and a line that
    names the first. Where the first is gone, the log of the second says that it was there."""
    config = kit.settings(kafka_address, prefix)
    other = replace(kit.another(config, "other"), group_id=f"{prefix}other")
    with kit.running(config):
        kit.feed(config, [kit.message()])
        kit.wait_done(config)
        with kit.process(other, tmp_path / "log") as second:
            assert second.wait(60) == 2
    assert f"group {config.group_id} is at work on {prefix}*" in (tmp_path / "log").read_text()
    with kit.process(other, tmp_path / "later"):
        kit.wait(lambda: kit.ready(other), 60, "it is ready")
    assert "another_group_was_here" in (tmp_path / "later").read_text()


def test_of_two_groups_that_start_at_once_one_stays(kafka_address: str, prefix: str) -> None:
    """Neither sees the other before both have joined. Then the first by name stays, or whoever has folded something."""
    first, second = (replace(kit.settings(kafka_address, prefix), group_id=f"{prefix}{name}") for name in "ab")
    streams.ensure(first)
    consumers = [clients.group_consumer(replace(c, transactional_id=c.group_id)) for c in (first, second)]
    for consumer in consumers:
        consumer.subscribe([first.stream("handover")])

    def joined() -> bool:
        for consumer in consumers:  # each, whether the other has joined or not
            consumer.poll(500)
        return all(consumer.assignment() for consumer in consumers)

    kit.wait(joined, 90, "both have joined")
    check_alone(first, joined=True)
    with pytest.raises(SettingsError, match=f"group {first.group_id} is at work"):
        check_alone(second, joined=True)
    place = next(iter(consumers[1].assignment()))
    consumers[1].commit({place: OffsetAndMetadata(0, "", -1)})
    check_alone(second, joined=True)
    with pytest.raises(SettingsError, match=f"group {second.group_id} is at work"):
        check_alone(first, joined=True)
    for consumer in consumers:
        consumer.close()
