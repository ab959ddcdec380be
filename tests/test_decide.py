"""`newswire decide` and the files of decisions: what an editor types, on a real Kafka, and what comes of it."""

from __future__ import annotations

import os
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner, Result

from tests.stream import kit
from worker import cli
from worker.replay.kafka import compare
from worker.replay.kafka import plan as plans
from worker.stream import decide, rules, streams
from worker.stream.config import Settings, environment_of
from worker.stream.errors import SettingsError

pytestmark = pytest.mark.kafka

BY = ("--by", "Ines Tarrow", "--why", "one fire")


@pytest.fixture(scope="module")
def wire(kafka_address: str) -> Settings:
    """Three stories of one wire and the start of another day, folded by a worker that has gone home."""
    config = kit.settings(kafka_address, f"decide{os.getpid()}.", partitions=1, window_hours=72.0)
    streams.ensure(config)
    days = {"old": 1, "fire": 12, "blaze": 12, "quiet": 12}
    sent = [
        kit.message(
            id=name,
            slug="fire-slug" if name == "fire" else None,
            headline=f"The {name}",
            published_at=f"2025-05-{day:02}T12:00:00Z",
        )
        for name, day in days.items()
    ]
    with kit.running(config):
        kit.feed(config, sent)
        kit.wait_done(config)
    return config


def newswire(config: Settings, *arguments: object) -> Result:
    return CliRunner().invoke(cli.main, [str(a) for a in arguments], env=environment_of(config))


def test_a_decision_is_made_undone_and_listed(wire: Settings, tmp_path: Path) -> None:
    """By slug and by uri; what it will change is said before, and a worker does just that. The list goes into `fold`,
    which makes the same stories."""
    uri, other = "newswire:harbour:item:blaze", "newswire:harbour:slug:fire-slug:2025-05-12"
    dry = newswire(wire, "decide", "join", "fire-slug", uri, "--dry-run", *BY)
    assert dry.exit_code == 0, dry.output
    assert "usable       2  " in dry.output
    assert f"gone            {other}" in dry.output
    assert "not made" in dry.output
    made = newswire(wire, "decide", "join", "fire-slug", uri, *BY)
    assert "join changes 2 stories" in made.output
    held = newswire(wire, "decide", "withhold", "quiet", "--source", "Harbour", *BY)
    assert held.output.startswith("withheld     1  newswire:harbour:item:quiet")
    with kit.running(wire):
        kit.wait(lambda: kit.metric(wire, 'decisions_total{outcome="applied"}') == 2, 20, "both are applied")
    told = {uri: orjson.loads(value) for uri, value in kit.stories(wire).items()}
    assert other not in told
    joined = told[uri]
    assert ([d["kind"] for d in joined["decided_by"]], len(joined["versions"])) == (["join"], 2)
    listed = newswire(wire, "decide", "list").output.splitlines()
    assert [line.split()[3] for line in listed[:2]] == ["join", "withhold"]
    assert listed[0].endswith("by Ines Tarrow: one fire")
    (tmp_path / "decided.jsonl").write_text(newswire(wire, "decide", "list", "--json").output)
    values = [r.value for r in kit.records(wire, wire.raw_streams[0])]
    (tmp_path / "wire.jsonl").write_bytes(b"\n".join(values))
    folded = newswire(wire, "fold", tmp_path / "wire.jsonl", "--decisions", tmp_path / "decided.jsonl").output
    assert _told(folded.splitlines()) == _told(v.decode() for v in kit.stories(wire).values())
    out = tmp_path / "out"
    done = newswire(wire, "replay", "start", "--local", tmp_path / "wire.jsonl", "-o", out, "--jobs", 1,
                    "--decisions", tmp_path / "decided.jsonl")  # fmt: skip
    assert done.exit_code == 0, done.output
    assert _told((out / "stories.jsonl").read_text().splitlines()) == _told(folded.splitlines())
    identifier = listed[1].split()[2]
    undone = newswire(wire, "decide", "undo", identifier, *BY)
    assert undone.output.startswith("usable       1  newswire:harbour:item:quiet")
    assert (
        f"{identifier}  withhold harbour: quiet  by Ines Tarrow: one fire (undone by "
        in newswire(wire, "decide", "list").output
    )


def test_a_combine_and_a_version_that_stands(wire: Settings) -> None:
    """A program's reader sees what was decided after the worker had told the stories; the list and the story say what
    is in force, and what a newer decision overrules."""
    dusk, dawn = "newswire:harbour:item:dusk", "newswire:harbour:item:dawn"
    kit.feed(wire, [
        kit.message(id=name, headline=f"The {name}", body=body, published_at=f"2025-05-12T{hour}:00:00Z")
        for name, hour, body in (("dusk", 12, "It gets dark."), ("dawn", 12, "It is day."), ("dusk", 13, "It is dark."))
    ])  # fmt: skip
    with kit.running(wire):
        kit.wait_done(wire)
    first, second = (v["content_hash"] for v in orjson.loads(kit.stories(wire)[dusk])["versions"])
    dry = newswire(wire, "decide", "follow", dusk, "dawn", "--dry-run", *BY)
    assert f"superseded   1  {dawn}" in dry.output, dry.output
    for given in (("follow", dusk, "dawn"), ("pin", dusk, "--version", second[:8]),
                  ("pin", "dusk", "--source", "harbour", "--version", first[:8], "--until", "2999-01-01")):  # fmt: skip
        assert newswire(wire, "decide", *given, *BY).exit_code == 0
    with kit.running(wire):
        kit.wait(lambda: kit.metric(wire, 'decisions_total{outcome="applied"}') >= 3, 20, "all are applied")
    told = {uri: orjson.loads(value) for uri, value in kit.stories(wire).items()}
    assert (told[dawn]["status"], told[dawn]["superseded_by"]) == ("superseded", dusk)
    assert (told[dusk]["paragraphs"], told[dusk]["version"]) == (["It gets dark."], 2)
    listed = newswire(wire, "decide", "list").output.splitlines()[-4:-1]
    assert listed[0].endswith("follow harbour: dusk, dawn  by Ines Tarrow: one fire")
    assert (
        f"pin harbour: dusk text {second}  by Ines Tarrow: one fire (overruled by {listed[2].split()[2]})" in listed[1]
    )
    assert listed[2].endswith(f"text {first} until 2999-01-01 00:00:00Z  by Ines Tarrow: one fire")
    shown = " ".join(newswire(wire, "stories", "show", dusk).output.replace("│", "").split())
    assert "pin by Ines Tarrow: one fire; pin by Ines Tarrow (overruled): one fire; follow by Ines Tarrow" in shown
    assert first[:8] in shown


def _told(lines: object) -> list[object]:
    """Stories without where their articles were found."""
    found = [orjson.loads(line) for line in lines]  # type: ignore[attr-defined]
    for story in found:
        for version in story["versions"]:
            version["raw"] = None
    return sorted(found, key=lambda story: story["uri"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("part", "nobody", "--source", "harbour", *BY), "nothing open that is called 'nobody'"),
        (("part", "fire", *BY), "say with --source"),
        (("join", "fire", "--source", "harbour", *BY), "items: must be a list"),
        (("undo", "nothing", *BY), "no decision nothing; see `newswire decide list`"),
        (("follow", "fire", "--source", "harbour", *BY), "items: must be a list"),
        (("pin", "fire", "--version", "zz", "--source", "harbour", *BY), "has no text 'zz': it has "),
        (("pin", "fire", "--until", "2020-01-01", "--source", "harbour", *BY), "in the past"),
        (("pin", "fire", "--until", "2999-01-01T12:00", "--source", "harbour", *BY), "has no zone"),
        (("withhold", "newswire:harbour:item:a", "newswire:gazette:item:b", *BY), "items of one source"),
    ],
)
def test_what_cannot_be_decided_is_said(wire: Settings, arguments: tuple[str, ...], said: str) -> None:
    """In one line, with what to do; nothing is made."""
    before = len(kit.records(wire, wire.stream("decisions")))
    done = newswire(wire, "decide", *arguments)
    assert done.exit_code != 0
    assert said in done.output
    assert len(kit.records(wire, wire.stream("decisions"))) == before


def test_without_its_stream_nothing_is_made(kafka_address: str, prefix: str) -> None:
    """No stream is made by the way, with settings of the broker's that would forget decisions."""
    config = kit.settings(kafka_address, prefix)
    with pytest.raises(SettingsError, match=r"no stream .*decisions; create it with `newswire streams`"):
        decide.send(config, decide.made("harbour", "part", ["fire"], who="ana", why="so"))


def test_on_what_is_closed_or_to_come(wire: Settings) -> None:
    """No effect live, which is said; what has yet to come is waited for where somebody asks for it."""
    closed = newswire(wire, "decide", "withhold", "old", "--source", "harbour", "--dry-run", *BY)
    assert "old is of a story that has closed: no effect live" in closed.output
    assert "would change no story now" in closed.output
    waits = newswire(wire, "decide", "withhold", "next", "--source", "harbour", "--wait", "--dry-run", *BY)
    assert (waits.exit_code, "would change no story now" in waits.output) == (0, True)


def test_a_replay_keeps_what_was_decided(kafka_address: str, prefix: str) -> None:
    """A run applies the decisions that were made when it was planned, and so gives what live gave, killed or not; it
    shows what a decision on a closed story would have done; and it never undoes one that it does not know."""
    config = kit.settings(kafka_address, prefix, partitions=1, window_hours=72.0)
    streams.ensure(config)
    days = {"old": 1, "fire": 12, "blaze": 12}
    kit.feed(config, [kit.message(id=n, headline=n, published_at=f"2025-05-{d:02}T12:00:00Z") for n, d in days.items()])
    decide.send(config, decide.made("harbour", "join", ["fire", "blaze"], who="ana", why="one fire"))
    with kit.running(config):
        kit.wait_done(config)
        kit.wait(lambda: kit.metric(config, "state_decisions") == 1, 20, "applied")
    assert newswire(config, "replay", "start", "--run", "same").exit_code == 0
    assert newswire(config, "replay", "diff", "same").exit_code == 0
    assert kit.stories(plans.run_settings(config, plans.find(config, "same"))) == kit.stories(config)
    decide.send(config, decide.made("harbour", "withhold", ["old"], who="ana", why="too late live"))
    decide.send(config, decide.made("harbour", "withhold", ["fire"], who="ana", why="wait"))
    with kit.running(config):
        kit.wait(lambda: kit.metric(config, "state_decisions") == 3, 20, "all are held")
        assert kit.metric(config, 'decisions_total{outcome="closed"}') == 1
    assert newswire(config, "replay", "start", "--run", "later").exit_code == 0
    outputs = rules.outputs(config, ())
    found = {}
    for run in ("same", "later"):
        with compare.comparison(config, plans.find(config, run), outputs) as compared:
            found[run] = {d.uri.rpartition(":")[2]: d.held or "" for d in compared.differences()}
    assert found["later"] == {"old": ""}
    assert found["same"].keys() == {"blaze"}
    assert found["same"]["blaze"].startswith("live has")
    assert newswire(config, "replay", "promote", "later", "--yes").exit_code == 0
    told = {uri.rpartition(":")[2]: orjson.loads(value) for uri, value in kit.stories(config).items()}
    assert {name: story["status"] for name, story in told.items()} == {"old": "withheld", "blaze": "withheld"}


def test_a_replay_keeps_follows_and_pins(kafka_address: str, prefix: str) -> None:
    """What an editor combined, kept apart against a note, and pinned is in the run's stories as in live, byte for byte,
    also where the wire has gone on since."""
    config = kit.settings(kafka_address, prefix, partitions=1)
    streams.ensure(config)
    sent = [kit.message(n, id=name, slug=f"{name}-slug", headline=name) for n, name in enumerate("abef")]
    note = '(ATTN: COMBINES with story sent under slug "f-slug")\n'
    sent += [kit.message(5, id="c", slug="fair", headline="Fair opens")]
    later = [
        kit.message(9, id="e2", slug="e-slug", headline="(LEAD) e", body=note + "TOLVE, May 2 (HPA) -- It opens."),
        kit.message(9, id="c2", slug="fair", headline="(LEAD) Fair opens, at last"),
    ]
    pairs = [("follow", ["a", "b"]), ("unfollow", ["e", "f"]), ("pin", ["c"])]
    kit.feed(config, sent)
    with kit.running(config):
        kit.wait_done(config)
        decide.send(config, *(decide.made("harbour", kind, items, who="ana", why="so") for kind, items in pairs))  # type: ignore[arg-type]
        kit.wait(lambda: kit.metric(config, "state_decisions") == len(pairs), 20, "all are held")
        kit.feed(config, later)
        kit.wait_done(config)
    live = kit.stories(config)
    told = {story["versions"][0]["item_id"]: story for story in map(orjson.loads, live.values())}
    assert told["b"]["superseded_by"] == told["a"]["uri"]
    assert (told["f"]["status"], told["e"]["version"]) == ("usable", 2)
    assert [combine["state"] for combine in told["e"]["combines"]] == ["refused"]
    assert (told["c"]["headline"], told["c"]["version"]) == ("Fair opens", 2)
    assert newswire(config, "replay", "start", "--run", "same").exit_code == 0
    assert kit.stories(plans.run_settings(config, plans.find(config, "same"))) == live
    assert newswire(config, "replay", "diff", "same").exit_code == 0
