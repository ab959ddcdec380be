"""Replays on a real Kafka, beside a live worker: the numbered edge cases, kills, determinism."""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import orjson
import pytest
from kafka import TopicPartition

from tests.command import newswire as function
from tests.generate import wire
from tests.stream import kit
from worker.commands.desk_replays import Replays
from worker.desk.replays import Unusable
from worker.replay.kafka import plan as plans
from worker.story import group
from worker.stream import clients, streams
from worker.stream.config import PREFIX, Settings, environment_of

pytestmark = pytest.mark.kafka


def newswire(config: Settings, *arguments: object) -> subprocess.CompletedProcess[str]:
    """A command with these settings, in this process: a rule can be changed under it."""
    done = function(*arguments, env=env(config))
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def command(*arguments: object) -> list[str]:
    """The same in a process of its own, to be started and killed."""
    return [sys.executable, "-m", "worker", *map(str, arguments)]


def in_small_batches(size: int, *arguments: object) -> list[str]:
    """`replay start` with so few records in a transaction that a short replay has many of them."""
    code = f"from worker import cli; from worker.replay.kafka import share; share.BATCH = {size}; cli.main()"
    return [sys.executable, "-c", code, "replay", "start", *map(str, arguments)]


def env(config: Settings) -> dict[str, str]:
    others = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return others | environment_of(config)


def start(config: Settings, run: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    done = newswire(config, "replay", "start", "--run", run, *arguments)
    assert done.returncode == 0, done.stderr
    return done


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
    small = in_small_batches(10, "--shares", 2, "--json", "--run")
    assert subprocess.run([*small, "once"], env=env(live), stdout=subprocess.DEVNULL, check=False).returncode == 0
    rng, kills = random.Random(11), 0
    first = [*small, "killed", "--rate", "60"]
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


def test_a_range_in_the_middle_reads_the_window_before_it(live: Settings) -> None:
    """FV-76: a range that begins in the middle of chains publishes what it touches, and that as live has it."""
    since = ",".join(f"{live.raw_streams[0]}/{p}:150" for p in (0, 1))
    start(live, "middle", "--since", since)
    found, whole = kit.stories(replayed(live, "middle")), kit.stories(live)
    assert 0 < len(found) < len(whole)
    assert found == {uri: whole[uri] for uri in found}
    touched = [uri for uri, s in whole.items() if any(v["raw"]["offset"] >= 150 for v in orjson.loads(s)["versions"])]
    assert set(touched) <= set(found)
    assert newswire(live, "replay", "diff", "middle").returncode == 0


def test_a_rule_change_shows_exactly_the_stories_it_must(
    live: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """FV-74, FV-45: with combines switched off, the differences are those that `resolve` with and without has; the
    three reports agree, and the exit status says so."""
    before = kit.expected(live)
    monkeypatch.delitem(group._VERBS, "COMBINES")
    after = kit.expected(live)
    must = {uri for uri in before | after if before.get(uri) != after.get(uri)}
    assert len(must) > 3
    assert newswire(live, "replay", "start", "--run", "nocombine", "--json").returncode == 0
    html = tmp_path / "page.html"
    done = newswire(live, "replay", "diff", "nocombine", "--json", "--html", html)
    assert done.returncode == 1, done.stderr
    found = [orjson.loads(line) for line in done.stdout.splitlines()]
    assert {d["uri"] for d in found} == must
    assert {d["kind"] for d in found} <= {"superseded", "changed"}
    freed = {uri for uri in must if orjson.loads(before[uri])["status"] == "superseded"}
    assert all(d["fields"]["status"]["live"] == "superseded" for d in found if d["uri"] in freed)
    page = html.read_text(encoding="utf-8")
    assert all(uri in page for uri in must)
    assert "<script" not in page
    assert "http" not in page.split("<h1>")[0]
    told = newswire(live, "replay", "diff", "nocombine")
    assert told.returncode == 1
    assert all(f"[{uri}]" in told.stdout for uri in must)


def test_promote_publishes_once_and_leaves_what_live_has_moved(
    kafka_address: str, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FV-45, FV-75: a replay ends at the offsets of its start while live goes on; promoting it makes the wrong
    combines undone, each story once, but leaves a story that live has published since; promoting again does nothing.
    The desk promotes as the command does."""
    config = kit.settings(kafka_address, prefix, partitions=2)
    names = ("Tolve-ferry", "Skarn-lamp", "Vask-bridge")
    base = [kit.message(0, id=f"s{n}", slug=slug, headline=slug, body=f"{slug} one.") for n, slug in enumerate(names)]
    lead = {"headline": "(LEAD) All of it", "slug": "all", "body": "(ATTN: COMBINES with {})\n\nAll of it is new."}
    note = 'story sent under slug "{}"'
    combine = [
        kit.message(9, **lead | {"id": f"c{n}", "slug": f"all-{n}", "body": lead["body"].format(note.format(slug))})
        for n, slug in enumerate(names)
    ]
    with kit.running(config):
        kit.feed(config, base + combine, key=lambda n: b"k")
        kit.wait_done(config)
        with monkeypatch.context() as patched:
            patched.delitem(group._VERBS, "COMBINES")
            # A run in this process would change the rules of the live worker beside it: its articles are done.
            assert newswire(config, "replay", "start", "--run", "r", "--json").returncode == 0
        kit.feed(config, [kit.message(20, id="s0", slug=names[0], headline=names[0], body="Changed since.")])
        kit.wait_done(config)
    before = kit.stories(config)
    assert [orjson.loads(s)["status"] for s in before.values()].count("superseded") == 3
    differ = [orjson.loads(x) for x in newswire(config, "replay", "diff", "r", "--json").stdout.splitlines()]
    held = {d["uri"] for d in differ if d["held"]}
    assert {d["headline"] for d in differ if d["held"]} >= {names[0]}, differ
    refused = newswire(config, "replay", "promote", "r")
    assert refused.returncode == 2
    assert "--yes" in refused.stderr
    dry = orjson.loads(newswire(config, "replay", "promote", "r", "--dry-run", "--json").stdout)
    assert kit.stories(config) == before
    desk = Replays(config)
    kit.wait(lambda: desk.compared("r", again=False), 60, "the desk has compared")
    shown = desk.compared("r", again=False)
    assert shown is not None
    assert (sum(shown.counts.values()), shown.held) == (len(differ), len(held))
    assert [(run.name, run.share) for run in desk.runs()] == [("r", 1.0)]
    with pytest.raises(Unusable, match="no longer the one"):
        desk.promote("r", "of another difference")
    done = desk.promote("r", shown.digest)
    assert (done.published, len(done.left)) == (dry["published"], len(dry["held"]))
    assert 0 < done.published == len(differ) - len(held)
    after, wanted = kit.stories(config), kit.stories(replayed(config, "r"))
    assert {uri for uri in after if after[uri] != before[uri]} == {d["uri"] for d in differ} - held
    assert all(after[uri] == wanted[uri] for uri in wanted.keys() - held)
    again = orjson.loads(newswire(config, "replay", "promote", "r", "--yes", "--json").stdout)
    assert again["published"] == 0
    marked = [r for r in kit.records(config, config.stream("stories")) if ("replay", b"r") in r.headers]
    assert len(marked) == done.published
    listed = newswire(config, "replay", "list").stdout
    assert listed.startswith("r  started")
    assert "100%" in listed
    assert newswire(config, "replay", "drop", "r", "--yes").returncode == 0
    assert newswire(config, "replay", "list").stdout == ""


def test_files_are_replayed_like_streams(live: Settings, tmp_path: Path) -> None:
    """The same messages from a file, shared by two processes, give the same stories but for where they stood."""
    raws = sorted(kit.records(live, live.raw_streams[0]), key=lambda r: (r.timestamp, r.partition))
    path = tmp_path / "wire.jsonl"
    path.write_bytes(b"".join(r.value + b"\n" for r in raws))
    first = subprocess.Popen(
        command("replay", "start", "--run", "file", "--shares", 2, "--share", 1, path), env=env(live)
    )
    start(live, "file", path, "--shares", 2, "--share", 2)
    assert first.wait(60) == 0
    done = newswire(live, "replay", "diff", "file", "--brief")
    assert done.returncode == 0, done.stdout


def test_a_range_that_ends_with_a_marker_has_an_end(kafka_address: str, prefix: str) -> None:
    """A transactional producer, as a redrive is one, leaves a marker behind its last record: a replay is done all the
    same, and can be compared."""
    config = kit.settings(kafka_address, prefix, partitions=2)
    streams.ensure(config)
    producer = clients.transactional_producer(config)
    producer.init_transactions()
    for minutes in (0, 5):
        producer.begin_transaction()
        value = orjson.dumps(kit.message(minutes))
        producer.send(config.raw_streams[0], value, partition=1, timestamp_ms=1_700_000_000_000).get(30)
        since = dt.datetime.now(dt.UTC).isoformat()
        producer.commit_transaction()
    producer.close()
    with kit.running(config):
        kit.wait(lambda: len(kit.stories(config)) == 1, 30, "the story is there")
    kit.feed(config, [kit.message(7, id="new")])
    start(config, "r")
    assert newswire(config, "replay", "diff", "r", "--brief").returncode == 1, "the worker has gone home"
    assert "  100%  " in newswire(config, "replay", "list").stdout
    own = replayed(config, "r")
    consumer = clients.range_consumer(own, own.group_id)
    tp = TopicPartition(own.stream("articles"), 0)
    assert consumer.committed(tp) == consumer.end_offsets([tp])[tp], "its group has no lag in Kafka's own tools"
    consumer.close()
    # The marker has the time at which it was written: a range may begin with it.
    start(config, "marker", "--since", since)


def test_a_replay_of_files_that_was_stopped_is_not_done(live: Settings, tmp_path: Path) -> None:
    """Nobody can compare or promote the half of a file: the run says that it is not done until its end was read."""
    path = tmp_path / "wire.jsonl"
    path.write_bytes(b"".join(r.value + b"\n" for r in kit.records(live, live.raw_streams[0])))
    half = subprocess.Popen(
        in_small_batches(10, "--run", "half", "--rate", 100, "--json", path), env=env(live), stdout=subprocess.PIPE
    )
    assert half.stdout is not None
    while not orjson.loads(half.stdout.readline())["messages"]:
        pass
    half.send_signal(signal.SIGINT)
    half.communicate()
    assert half.returncode == 130
    for arguments in (("diff", "half"), ("promote", "half", "--dry-run")):
        done = newswire(live, "replay", *arguments)
        assert (done.returncode, "is not done" in done.stderr) == (2, True), done.stdout
    assert "messages, not done" in newswire(live, "replay", "list").stdout
    start(live, "half", path)
    assert newswire(live, "replay", "diff", "half", "--brief").returncode != 2


def test_no_article_is_promoted_into_a_second_story(kafka_address: str, prefix: str, tmp_path: Path) -> None:
    """A file without one of the wire's articles groups the others differently: a story that would get a version which
    live has in a story that the file does not give is left."""
    config = kit.settings(kafka_address, prefix, partitions=2)
    first = kit.message(0, id="a", slug="Tolve-ferry", headline="Ferry to Tolve opens", body="The ferry opens.")
    other = kit.message(30, id="b", slug="Tolve-ferry", headline="Ferry to Tolve hits pier", body="A pier was hit.")
    lead = kit.message(
        60, id="c", slug="Tolve-ferry", headline="(LEAD) Ferry to Tolve repaired", body="It sails again."
    )
    with kit.running(config):
        kit.feed(config, [first, other, lead])
        kit.wait_done(config)
    assert sorted(orjson.loads(s)["version"] for s in kit.stories(config).values()) == [1, 2]
    (tmp_path / "wire.jsonl").write_bytes(orjson.dumps(first) + b"\n" + orjson.dumps(lead))
    start(config, "part", tmp_path / "wire.jsonl")
    dry = orjson.loads(newswire(config, "replay", "promote", "part", "--dry-run", "--json").stdout)
    assert dry["published"] == 0
    assert ["which this run does not change" in h["reason"] for h in dry["held"]] == [True]


def test_a_source_is_the_same_in_every_share(kafka_address: str, prefix: str) -> None:
    """A source sent with a space before its name is folded by the share that has it, and by --only-source too."""
    config = kit.settings(kafka_address, prefix, partitions=1)
    names = ("harbour", "ridge", "coastal", "quill")
    with kit.running(config):
        kit.feed(config, [kit.message(n, id=f"i{n}", source=f" {name}") for n, name in enumerate(names)])
        producer = clients.plain_producer(config)
        for name in names:
            page = f"Lamp of {name} lit\n\nQUILL, May 2 (R) -- A lamp is lit.".encode()
            producer.send(
                config.raw_streams[0], page, headers=[("source", name.encode()), ("content-type", b"text/plain")]
            )
        producer.close()
        kit.wait_done(config)
    live = kit.stories(config)
    assert len(live) == 2 * len(names)
    start(config, "shared", "--shares", 4)
    assert kit.stories(replayed(config, "shared")) == live
    start(config, "only", "--only-source", "harbour")
    assert [orjson.loads(s)["source"] for s in kit.stories(replayed(config, "only")).values()] == ["harbour"] * 2


def test_a_run_goes_on_with_its_lexicon_only(live: Settings, tmp_path: Path) -> None:
    """A run that was begun with one lexicon is not continued with another: its topics would change in the middle."""
    lexicon = tmp_path / "own.txt"
    lexicon.write_text("[own:ferries Ferries >= 1]\n4: ferry line\n")
    start(live, "lexicon", "--lexicon", lexicon)
    refused = newswire(live, "replay", "start", "--run", "lexicon")
    assert (refused.returncode, "another lexicon" in refused.stderr) == (2, True)
    start(live, "lexicon", "--lexicon", lexicon)


def test_errors_say_what_to_do(live: Settings) -> None:
    """An unknown run, a range that is none, a wrong offset, a missing stream, a group that live has, another range or
    filter for a run that is there: one line each. The same without its options goes on."""
    assert "no run is named" in newswire(live, "replay", "diff", "nothing").stderr
    assert "the range is empty" in newswire(live, "replay", "start", "--run", "x", "--since", "2090-01-01").stderr
    far = f"{live.raw_streams[0]}/0:99999"
    assert "holds offsets 0 to" in newswire(live, "replay", "start", "--run", "x", "--since", far).stderr
    assert "is not a time" in newswire(live, "replay", "start", "--run", "x", "--since", "yesterday").stderr
    other = newswire(live, "replay", "start", "--run", "x", "--raw-streams", "nowhere")
    assert other.returncode == 2
    assert "no stream nowhere" in other.stderr
    group = f"{live.stream_prefix}replay.x"
    assert "is the group of this run" in newswire(live, "replay", "start", "--run", "x", "--group-id", group).stderr
    part = f"{live.raw_streams[0]}/0:5"
    assert "must name all partitions" in newswire(live, "replay", "start", "--run", "x", "--since", part).stderr
    twice = newswire(live, "replay", "start", "--run", "x", "--since", f"{part},{part}")
    assert "named twice" in twice.stderr
    assert "no share 2" in newswire(live, "replay", "start", "--run", "x", "--share", 2).stderr
    assert "no run is named 'x'" in newswire(live, "replay", "diff", "x").stderr, "a failed start leaves no run"
    start(live, "none", "--only-source", "nobody")
    assert "has no stories" in newswire(live, "replay", "diff", "none").stdout
    start(live, "e", "--since", f"{live.raw_streams[0]}/0:5,{live.raw_streams[0]}/1:5")
    start(live, "e")
    for option in (("--since", "2025-01-01"), ("--until", "2025-01-01"), ("--shares", 3), ("--only-source", "x")):
        done = newswire(live, "replay", "start", "--run", "e", *option)
        assert (done.returncode, "use a new name" in done.stderr) == (2, True), option
    assert "keeps the window" in start(live, "e", "--window-hours", 5).stderr
    assert "lower-case letters" in newswire(live, "replay", "start", "--run", "No way").stderr
