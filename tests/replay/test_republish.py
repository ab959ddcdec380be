"""What stands beside the stories: filled afterwards, compared, and never left behind in silence."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import orjson
import pytest

from tests.replay.test_run import newswire, start
from tests.stream import kit
from worker.publish.ninjs import to_json as to_ninjs
from worker.publish.outputs import Outputs
from worker.replay.kafka import republish
from worker.replay.kafka.lookback import publisher
from worker.story.story import from_json
from worker.stream import clients, rules, streams
from worker.stream.config import Settings

pytestmark = pytest.mark.kafka

ROUTES = """
[[route]]
stream = "stories.harbour"
sources = ["harbour"]

[[route]]
stream = "ferry-stories"
speakers = ["Nobody at all"]
"""
WIRE = [
    kit.message(0),
    kit.message(5, id="boat", headline="Boats sail to Tolve", body="TOLVE, May 2 (HPA) -- Boats sail again."),
    kit.message(9, id="boat", headline="Boats sail to Tolve", body="", status="canceled"),
    kit.message(7, id="q", source="ridge", headline="A fair opens", body="The fair of Quill opens."),
]


@pytest.fixture
def bare(kafka_address: str, prefix: str) -> Settings:
    """A deployment that has written three stories, one of them killed, and nothing beside them."""
    config = kit.settings(kafka_address, prefix, partitions=2)
    with kit.running(config):
        kit.feed(config, WIRE)
        kit.wait_done(config)
    return config


def switched_on(bare: Settings, folder: Path) -> Settings:
    """The same with ninjs and a routing table."""
    (folder / "routes.toml").write_text(ROUTES)
    return dataclasses.replace(bare, ninjs=True, routes=str(folder / "routes.toml"))


def held(config: Settings, stream: str) -> dict[str, bytes]:
    """The last records of a stream, without tombstones."""
    last = {r.key.decode(): r.value for r in kit.records(config, config.stream(stream))}
    return {uri: value for uri, value in last.items() if value is not None}


def test_what_is_switched_on_later_is_filled_once(bare: Settings, tmp_path: Path) -> None:
    """ninjs and a new route get the stories that were there before, the killed one too, and nothing a second time; a
    copy that does not belong leaves with a tombstone, and a stale one is mended."""
    assert newswire(bare, "republish").returncode == 2
    config = switched_on(bare, tmp_path)
    stories = kit.stories(config)
    assert len(stories) == 3
    ninjs = {uri: to_ninjs(from_json(value)) for uri, value in stories.items()}
    harbour = {uri: value for uri, value in stories.items() if ":harbour:" in uri}
    streams.ensure(config, streams.table(config, rules.load(config).routes))
    dry = newswire(config, "republish", "--dry-run", "--json")
    assert orjson.loads(dry.stdout) == {"ninjs": 3, "stories.harbour": 2}
    assert held(config, "ninjs") == {}
    assert "--yes" in newswire(config, "republish").stderr
    assert newswire(config, "republish", "--yes", "ninjs").stdout == "3 stories published\n"
    assert (held(config, "ninjs"), held(config, "stories.harbour")) == (ninjs, {})
    assert newswire(config, "republish", "--yes").stdout == "2 stories published\n"
    assert held(config, "stories.harbour") == harbour
    producer = clients.plain_producer(config)
    other, one = sorted(harbour)
    producer.send(config.stream("ferry-stories"), b"{}", key=one.encode())
    producer.send(config.stream("ninjs"), b"{}", key=other.encode())
    producer.close()
    assert orjson.loads(newswire(config, "republish", "--yes", "--json").stdout)["published"] == 2
    assert (held(config, "ninjs"), held(config, "ferry-stories")) == (ninjs, {})
    assert orjson.loads(newswire(config, "republish", "--yes", "--json").stdout)["published"] == 0


def test_live_has_the_last_word(bare: Settings) -> None:
    """A story that live writes while the others are being filled in is left to it."""
    config, outputs = dataclasses.replace(bare, ninjs=True), Outputs(ninjs=True)
    streams.ensure(config)
    uri = min(kit.stories(config))
    with (
        publisher(config, "republish", ["ninjs"]) as transactions,
        republish.missing(config, outputs, ["ninjs"]) as found,
    ):
        producer = clients.plain_producer(config)
        producer.send(config.stream("ninjs"), b"newer", key=uri.encode())
        producer.close()
        result = republish.republish(config, found, transactions)
    assert (result.published, [held for held, _ in result.held]) == (2, [uri])
    assert held(config, "ninjs")[uri] == b"newer"


def test_promote_does_not_leave_an_output_behind(bare: Settings, tmp_path: Path) -> None:
    """Where the deployment has ninjs or copies that the settings do not name, promote refuses and diff says so; where
    they are named, diff tells what is stale in them, though the stories are the same."""
    config = switched_on(bare, tmp_path)
    start(config, "r")
    assert newswire(config, "replay", "diff", "r").returncode == 1, "ninjs and copies are missing"
    assert newswire(config, "republish", "--yes").returncode == 0
    done = newswire(config, "replay", "diff", "r")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    uri = min(held(config, "ninjs"))
    producer = clients.plain_producer(config)
    producer.send(
        config.stream("ninjs"), held(config, "ninjs")[uri].replace(b'"title":"', b'"title":"Old '), key=uri.encode()
    )
    producer.close()
    (told,) = newswire(config, "replay", "diff", "r", "--json").stdout.splitlines()
    assert (orjson.loads(told)["kind"], orjson.loads(told)["uri"]) == ("stale", uri)
    assert next(iter(orjson.loads(told)["fields"])).startswith("ninjs.")
    assert orjson.loads(newswire(config, "replay", "promote", "r", "--yes", "--json").stdout)["published"] == 0
    for less, named in ((dataclasses.replace(config, ninjs=False), "ninjs"), (bare, "ninjs")):
        refused = newswire(less, "replay", "promote", "r", "--dry-run")
        assert refused.returncode == 2
        assert named in refused.stderr or "routing table" in refused.stderr
    start(bare, "without")
    only_copies = dataclasses.replace(bare, ninjs=True)
    refused = newswire(only_copies, "replay", "promote", "without", "--dry-run")
    assert (refused.returncode, f"{bare.stream('stories.harbour')} holds" in refused.stderr) == (2, True)
    assert "not compared: " in newswire(only_copies, "replay", "diff", "without").stderr
