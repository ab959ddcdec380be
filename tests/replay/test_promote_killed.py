"""A promote that is killed, and what the next one makes of it."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
import time

import pytest
from kafka import KafkaProducer

from tests.generate import wire
from tests.replay.test_run import command, env, newswire, replayed
from tests.stream import kit
from worker.story import group
from worker.stream import clients, streams
from worker.stream.config import Settings

pytestmark = pytest.mark.kafka

KILLED = """
import os
from worker import cli
from worker.replay.kafka import lookback as p

p.BATCH = 2
publish, read, calls = p._batch, p._Watch.read, []

def published(settings, transactions, *rest):
    publish(settings, transactions, *rest)
    calls.append("published")
    if {behind} and calls.count("published") == 1:
        import dataclasses
        from worker.stream import clients
        name = settings.stream_prefix + "live"
        other = clients.transactional_producer(dataclasses.replace(settings, transactional_id=name))
        other.init_transactions()
        other.begin_transaction()
        for partition in other.partitions_for(settings.stream("stories")):
            other.send(settings.stream("stories"), b"{{}}", key=b"open", partition=partition).get(30)
    if {behind} and calls.count("published") == 2:
        os.kill(os.getpid(), 9)

def looked(*rest):
    read(*rest)
    calls.append("read")
    if not {behind} and calls.count("read") == 6:  # each batch looks before its transaction, and in it
        os.kill(os.getpid(), 9)

p._batch, p._Watch.read = published, looked
cli.main(["replay", "promote", "k", "--yes"])
"""


@pytest.fixture(scope="module")
def feed(kafka_address: str) -> Settings:
    """A raw stream of 300 articles."""
    config = kit.settings(kafka_address, f"fed{os.getpid()}.", partitions=2)
    streams.ensure(config)
    kit.feed(config, wire(300, seed=5, seconds=120))
    return config


@pytest.fixture
def begun(feed: Settings, prefix: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A deployment on that stream, with a run `k` by other rules that is done."""
    config = dataclasses.replace(
        feed, stream_prefix=prefix, raw_streams=feed.raw_streams, group_id="", transactional_id=f"{prefix}one"
    )
    with kit.running(config):
        kit.wait_done(config)
    with monkeypatch.context() as patched:
        patched.delitem(group._VERBS, "COMBINES")
        assert newswire(config, "replay", "start", "--run", "k", "--json").returncode == 0
    return config


@pytest.mark.parametrize("behind", [False, True])
def test_killed_while_promoting_each_story_is_live_once(begun: Settings, behind: bool) -> None:
    """SIGKILL inside the third transaction, or right behind the commit of the second while one of live's is open, which
    hides it from whoever reads what is committed: promoted again, each difference is there once."""
    code = KILLED.format(behind=behind)
    killed = subprocess.run([sys.executable, "-c", code], env=env(begun), check=False)
    assert killed.returncode == -9
    assert len(_marked(begun)) == (2 if behind else 4)
    again = subprocess.Popen(command("replay", "promote", "k", "--yes"), env=env(begun))
    if behind:
        time.sleep(4)  # long enough for one that does not wait for live to publish all that it believes to be missing
        _end_transaction_of_live(begun)
    assert again.wait(120) == 0
    keys = _marked(begun)
    assert len(keys) == len(set(keys)) > 4
    assert kit.stories(begun) == kit.stories(replayed(begun, "k"))


def _marked(config: Settings) -> list[bytes]:
    """Keys of the stories that the run has made live."""
    return [r.key for r in kit.records(config, config.stream("stories")) if ("replay", b"k") in r.headers]


def _end_transaction_of_live(config: Settings) -> None:
    name = f"{config.stream_prefix}live"
    producer: KafkaProducer = clients.transactional_producer(dataclasses.replace(config, transactional_id=name))
    producer.init_transactions()
    producer.close()
