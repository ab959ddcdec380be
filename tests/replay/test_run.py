"""Replays on a real Kafka, beside a live worker: the numbered edge cases, kills, determinism."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from typing import Any

import orjson
import pytest
from click.testing import CliRunner

from tests.generate import wire
from tests.stream import kit
from worker import cli
from worker.replay import plan as plans
from worker.stream.config import PREFIX, Settings, environment_of

pytestmark = pytest.mark.kafka


def newswire(config: Settings, *arguments: object, **variables: str) -> subprocess.CompletedProcess[str]:
    """A command, from outside."""
    return subprocess.run(
        command(*arguments), env=env(config), capture_output=True, text=True, check=False, timeout=120
    )


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "worker", *map(str, arguments)]


def env(config: Settings) -> dict[str, str]:
    others = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return others | environment_of(config)


def start(config: Settings, run: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    done = newswire(config, "replay", "start", "--run", run, *arguments)
    assert done.returncode == 0, done.stderr
    return done


def inside(config: Settings, *arguments: object) -> Any:
    """A command in this process, so that a rule can be changed under it."""
    return CliRunner().invoke(cli.main, [str(a) for a in arguments], env=environment_of(config))


def replayed(config: Settings, run: str) -> Settings:
    """The settings of a run, to look at its streams."""
    return plans.run_settings(config, plans.find(config, run))


def everything(config: Settings) -> list[tuple[Any, ...]]:
    """All that a run wrote, record by record."""
    names = [config.stream(role) for role in ("articles", "stories", "dead-letters")]
    return [
        (r.topic.rpartition(".")[2], r.partition, r.key, r.value, tuple(r.headers), r.timestamp)
        for name in names
        for r in kit.records(config, name)
    ]


@pytest.fixture(scope="module")
def live(kafka_address: str) -> Settings:
    """A wire of 500 articles of two sources, folded by a live worker that has gone home."""
    config = kit.settings(kafka_address, f"live{os.getpid()}.", partitions=2)
    messages = [m | {"source": ("yonhap", "coastal")[n % 2]} for n, m in enumerate(wire(500, seed=5, seconds=120))]
    with kit.running(config):
        kit.feed(config, [*messages[:250], b"no json", *messages[250:]])
        kit.wait_done(config)
    return config


def test_a_replay_of_everything_gives_what_live_gave(live: Settings) -> None:
    """FV-72: the run's stories are those of live byte for byte; live's own streams have not moved."""
    before = {name: len(kit.records(live, live.stream(name))) for name in ("articles", "stories", "dead-letters")}
    said = start(live, "all", "--json").stdout.splitlines()
    assert orjson.loads(said[-1])["finished"]
    assert kit.stories(replayed(live, "all")) == kit.stories(live)
    assert {name: len(kit.records(live, live.stream(name))) for name in before} == before
    assert len(kit.records(live, replayed(live, "all").stream("dead-letters"))) == 1


def test_the_same_range_twice_is_byte_identical_also_when_killed(live: Settings) -> None:
    """FV-73: two runs are equal record by record, though one is killed (SIGKILL) ten times on its way."""
    start(live, "once", "--shares", 2)
    rng, kills = random.Random(11), 0
    first = command("replay", "start", "--run", "killed", "--shares", 2, "--rate", 400, "--json")
    while True:
        process = subprocess.Popen(first, env=env(live), stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        if kills < 10:
            process.stdout.readline()  # connected, restored: any moment from here on
            time.sleep(rng.random() * 0.8)
            process.kill()
            kills += process.wait() == -9
        process.stdout.read()
        process.stdout.close()
        if process.wait(120) == 0:
            break
    assert kills == 10
    a, b = everything(replayed(live, "once")), everything(replayed(live, "killed"))
    assert len(a) > 800
    assert a == b
