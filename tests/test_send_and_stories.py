"""`newswire send` and `newswire stories`: an article in and its story out, with nothing but what is installed."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import orjson
import pytest

from tests.replay.test_run import command, env, newswire
from tests.stream import kit
from tests.test_commands import PAGE
from worker.stream import streams

pytestmark = pytest.mark.kafka


def test_an_article_goes_in_and_its_story_comes_out(kafka_address: str, prefix: str, tmp_path: Path) -> None:
    """A page and JSON lines are sent; each state is told as it comes; a story is listed, and shown with its versions
    and why they are one."""
    config = kit.settings(kafka_address, prefix, partitions=2)
    missing = newswire(config, "send", "--source", "x", Path(__file__))
    assert (missing.returncode, "newswire streams" in missing.stderr) == (2, True)
    streams.ensure(config)
    (tmp_path / "page.txt").write_text(PAGE)
    (tmp_path / "ferry.jsonl").write_bytes(b"\n".join(orjson.dumps(kit.message(n, body=f"{n}.")) for n in (0, 5)))
    tail = subprocess.Popen(command("stories", "tail", "--all"), env=env(config), stdout=subprocess.PIPE, text=True)
    with kit.running(config):
        done = newswire(config, "send", tmp_path / "page.txt", tmp_path / "ferry.jsonl")
        assert done.stdout == f"3 messages sent to {config.raw_streams[0]}\n", done.stderr
        kit.wait_done(config)
    assert tail.stdout is not None
    told = [tail.stdout.readline() for _ in range(2)]
    assert {line.split()[0] for line in told} <= {"created", "silent_edit"}  # two copies may come in one batch
    tail.send_signal(signal.SIGTERM)
    assert tail.wait(30) == 0
    tail.stdout.close()
    listed = newswire(config, "stories", "list").stdout.splitlines()
    assert listed[-1] == "2 stories: 2 usable"
    assert "newswire:harbour:item:ferry-1" in listed[0] + listed[1]
    (only,) = newswire(config, "stories", "list", "--only-source", " yonhap", "--json").stdout.splitlines()
    story = orjson.loads(only)
    assert kit.stories(config)[story["uri"]] == only.encode()
    assert newswire(config, "stories", "show", "--json", story["uri"]).stdout.encode() == only.encode() + b"\n"
    shown = newswire(config, "stories", "show", "newswire:harbour:item:ferry-1").stdout
    assert "one item of the wire, sent again" in shown
    assert "2 known" in shown
    none = newswire(config, "stories", "show", "newswire:nobody")
    assert (none.returncode, "no story newswire:nobody" in none.stderr) == (1, True)


def test_a_page_of_nobody_is_not_sent(kafka_address: str, prefix: str, tmp_path: Path) -> None:
    """It would be a dead letter: the file is named, and what to say; the others are sent. A source does not help a
    picture, so nobody is told to name one for it."""
    config = kit.settings(kafka_address, prefix, partitions=1)
    streams.ensure(config)
    (tmp_path / "page.txt").write_text(PAGE.replace("(Yonhap)", "(Ormsby Echo)"))
    (tmp_path / "ferry.jsonl").write_bytes(orjson.dumps(kit.message(0)))
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(60))
    refused = newswire(config, "send", *(tmp_path / name for name in ("page.txt", "ferry.jsonl", "a.png")))
    assert (refused.returncode, refused.stdout.split()[0]) == (1, "1")
    assert f"not sent: {tmp_path / 'page.txt'}: no source named" in refused.stderr
    (picture,) = [line for line in refused.stderr.splitlines() if "a.png" in line]
    assert "PNG" in picture
    assert "--source" not in picture
    assert len(kit.records(config, config.raw_streams[0])) == 1
    assert newswire(config, "send", "--source", "echo", tmp_path / "page.txt").returncode == 0
    (sent,) = [r for r in kit.records(config, config.raw_streams[0]) if r.key == b"echo"]
    assert (sent.key, dict(sent.headers)["source"]) == (b"echo", b"echo")
