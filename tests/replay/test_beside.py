"""Replays beside a live worker that goes on publishing, and what promoting writes besides stories."""

from __future__ import annotations

import dataclasses
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.generate import wire
from tests.replay.test_run import env, everything, in_small_batches, newswire, replayed, start
from tests.stream import kit
from worker.replay.filters import Filters
from worker.replay.kafka import plan as plans
from worker.story.resolve import resolve
from worker.story.story import to_json
from worker.stream import clients, rules, streams
from worker.stream.config import Settings
from worker.stream.understand import understand
from worker.wire.article import Lineage

pytestmark = pytest.mark.kafka


def test_live_publishes_while_two_processes_replay(kafka_address: str, prefix: str) -> None:
    """FV-72, FV-73, FV-75: two processes share a run while new articles of the very stories it reads keep coming, and
    live publishes them. Live ends as if there were no replay; the run has what its range adds up to, and is equal,
    record by record, to a run over the same range in peace; of a replay of everything nothing differs."""
    config = kit.settings(kafka_address, prefix, partitions=2)
    messages = [m | {"source": ("yonhap", "coastal")[n % 2]} for n, m in enumerate(wire(900, seed=8, seconds=120))]
    raw = config.raw_streams[0]
    with kit.running(config):
        kit.feed(config, messages[:300])
        kit.wait_done(config)
        slow = in_small_batches(20, "--run", "busy", "--shares", 2, "--rate", 60)
        both = [subprocess.Popen([*slow, "--share", str(n)], env=env(config), stdout=subprocess.PIPE) for n in (1, 2)]
        kit.wait(lambda: "busy" in plans.runs(config), 60, "the run has begun")
        told, fed = len(kit.records(config, config.stream("stories"))), 300
        while any(p.poll() is None for p in both):
            fed += kit.feed(config, messages[fed : fed + 20])
        moved = len(kit.records(config, config.stream("stories"))) - told
        for process in both:
            process.communicate()
        kit.feed(config, messages[fed:])
        kit.wait_done(config)
    assert [p.returncode for p in both] == [0, 0]
    assert fed > 300
    assert moved > 0, "live has published nothing while the replay was on: nothing is proven"
    kit.assert_exactly_once(config)

    busy, plan = replayed(config, "busy"), plans.find(config, "busy")
    bounds = {(r.stream, r.partition): r.end for r in plan.ranges}
    read = [r for r in kit.records(config, raw) if r.offset < bounds[r.topic, r.partition]]
    assert len({r.partition for r in kit.records(config, busy.stream("articles"))}) == 2
    articles = [understand(r.value, Lineage(r.topic, r.partition, r.offset), r.timestamp) for r in read]
    assert kit.stories(busy) == {s.uri: to_json(s) for s in resolve(articles)}
    until = ",".join(f"{stream}/{p}:{end}" for (stream, p), end in bounds.items())
    quiet = in_small_batches(20, "--run", "quiet", "--shares", 2, "--until", until)
    assert subprocess.run(quiet, env=env(config), stdout=subprocess.DEVNULL, check=False).returncode == 0
    assert everything(busy) == everything(replayed(config, "quiet"))
    start(config, "whole", "--shares", 2)
    done = newswire(config, "replay", "diff", "whole")
    assert done.returncode == 0, done.stdout


def test_promote_writes_all_that_the_worker_would(kafka_address: str, prefix: str, tmp_path: Path) -> None:
    """With another lexicon one story leaves a routed stream and one comes in: after promoting, the streams of stories,
    ninjs and both routes hold what a deployment has that knew the new lexicon from the start."""
    for name, phrase in (("old", "ferry line"), ("new", "boats sail")):
        (tmp_path / f"{name}.txt").write_text(f"[own:ferries Ferries >= 1]\n4: {phrase}\n")
    (tmp_path / "routes.toml").write_text(kit.ROUTES)
    routes = str(tmp_path / "routes.toml")
    live = kit.settings(
        kafka_address, prefix, partitions=2, ninjs=True, routes=routes, lexicon=str(tmp_path / "old.txt")
    )
    fixed = dataclasses.replace(live, lexicon=str(tmp_path / "new.txt"))
    right = dataclasses.replace(
        fixed, stream_prefix=f"{prefix}right.", raw_streams=live.raw_streams, group_id="", transactional_id="right"
    )
    boats = "TOLVE, May 2 (HPA) -- Boats sail to Tolve. A boat took {} hours, and boats sail daily."
    for config in (live, right):
        streams.ensure(config, streams.table(config, rules.load(config).routes))
    with kit.running(live):
        kit.feed(live, [kit.message(), kit.message(3, id="b", headline="Boats sail to Tolve", body=boats.format(2))])
        kit.feed(
            live, [kit.message(5, id="q", source="ridge", headline="A fair opens", body="The fair of Quill opens.")]
        )
        kit.wait_done(live)
    with kit.running(right):
        kit.wait_done(right)
    names = ("stories", "ninjs", "stories.harbour", "ferry-stories")
    before, wanted = ({name: _held(config, name) for name in names} for config in (live, right))
    assert before["ferry-stories"].keys() != wanted["ferry-stories"].keys()
    assert len(before["ferry-stories"]) == len(wanted["ferry-stories"]) == 1

    start(fixed, "r", "--shares", 2)
    other = newswire(dataclasses.replace(fixed, routes=""), "replay", "promote", "r", "--yes")
    assert other.returncode == 2
    assert "another routing table" in other.stderr
    done = newswire(fixed, "replay", "promote", "r", "--yes", "--json")
    assert done.returncode == 0, done.stderr
    assert orjson.loads(done.stdout)["published"] == 2
    assert {name: _held(live, name) for name in names} == wanted
    assert newswire(fixed, "replay", "drop", "r", "--yes").returncode == 0


def _held(config: Settings, role: str) -> dict[bytes, Any]:
    last = {r.key: r.value for r in kit.records(config, config.stream(role))}
    return {key: value for key, value in last.items() if value is not None}


def test_of_two_that_begin_a_run_at_once_one_plan_counts(
    kafka_address: str, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both find no plan and go on to write theirs: one is written, and both go by it."""
    config = kit.settings(kafka_address, prefix, partitions=1)
    streams.ensure(config)
    kit.feed(config, [kit.message()])
    plan = plans.capture(config, "r", None, None, Filters(), 1)
    read, both, asked = plans._read, threading.Barrier(2), threading.local()

    def looked(*arguments: Any) -> plans.Plan | None:
        asked.times = getattr(asked, "times", 0) + 1
        if asked.times > 2:
            return read(*arguments)
        both.wait(60)  # none there yet, both times: before the transactional id is taken, and after
        return None

    monkeypatch.setattr("worker.replay.kafka.plan._read", looked)
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda who: plans.make(config, dataclasses.replace(plan, created=who)), ("one", "two")))
    assert made[0] == made[1]
    assert len(kit.records(config, plans.plan_stream(config, "r").name)) == 1


def test_nothing_seems_missing_because_it_is_not_visible_yet(
    kafka_address: str, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A transaction that is still open hides the stories behind it, though they are committed: the difference is told
    once all can be read, and not at all where that does not come."""
    config = kit.settings(kafka_address, prefix, partitions=1)
    with kit.running(config):
        kit.feed(config, [kit.message(n, id=f"a{n}", headline=f"Ferry {n} opens") for n in range(3)])
        kit.wait_done(config)
    plan = plans.make(config, plans.capture(config, "r", None, None, Filters(), 1))
    producer = clients.transactional_producer(dataclasses.replace(config, transactional_id=f"{prefix}other"))
    producer.init_transactions()
    producer.begin_transaction()
    producer.send(replayed(config, plan.run).stream("stories"), b"{}", key=b"open").get(30)
    try:
        monkeypatch.setattr("worker.stream.settled.PATIENCE_SECONDS", 0.0)
        assert newswire(config, "replay", "start", "--run", "r", "--json").returncode == 0
        hidden = newswire(config, "replay", "diff", "r", "--json")
        assert hidden.returncode == 2
        assert hidden.stdout == ""
        monkeypatch.undo()
    finally:
        producer.abort_transaction()
        producer.close()
    assert newswire(config, "replay", "diff", "r", "--json").returncode == 0
