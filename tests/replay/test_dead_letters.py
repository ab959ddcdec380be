"""Dead letters on a real Kafka: listed, shown safely, sent through again exactly once."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from tests.replay.test_run import newswire
from tests.stream import kit
from worker.replay import dead_letters
from worker.stream import clients, streams
from worker.stream.config import Settings
from worker.wire.text import safe


@pytest.fixture
def posted(kafka_address: str, prefix: str) -> Settings:
    """A deployment with one good article and four that nobody could read."""
    config = kit.settings(kafka_address, prefix, partitions=1)
    bad = kit.message(0, id="ferry-9", published_at="yesterday")
    with kit.running(config):
        evil = b'\x1b[2Jgone \xff\xe2\x80\xae"'
        kit.feed(config, [kit.message(), evil, bad, b"{}", kit.message(5, body=None, headline="Only a headline")])
        kit.wait_done(config)
    return config


@pytest.mark.kafka
def test_a_record_without_value_is_redriven_without_one(kafka_address: str, prefix: str) -> None:
    """A null value is not an empty one: the dead letter has none either, and so has what is sent through again."""
    config = kit.settings(kafka_address, prefix, partitions=1)
    streams.ensure(config)
    producer = clients.plain_producer(config)
    for value in (None, b""):
        producer.send(config.raw_streams[0], value=value, key=b"k")
    producer.close()
    with kit.running(config):
        kit.wait_done(config)
        assert [r.value for r in kit.records(config, config.stream("dead-letters"))] == [None, b""]
        assert "has no value" in newswire(config, "dead-letters", "show", "0/0").stdout
        assert newswire(config, "dead-letters", "redrive", "--yes").stdout == "2 redriven, 0 left\n"
        assert [r.value for r in kit.records(config, config.raw_streams[0])] == [None, b"", None, b""]
        kit.wait_done(config)


@pytest.mark.kafka
def test_dead_letters_are_listed_shown_and_redriven_once(posted: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list filters; `show` obeys no escape; after a fix those that read go through once, marked and counted; a
    second redrive finds none of them; what fails again is a new dead letter that knows how often it was tried."""

    def listed(*options: str) -> list[dict[str, Any]]:
        done = newswire(posted, "dead-letters", "list", "--json", *options)
        assert done.returncode == 0, done.stderr
        return [orjson.loads(line) for line in done.stdout.splitlines()]

    reasons = [x["reason"] for x in listed()]
    assert len(reasons) > 2
    assert reasons[:2] == ["invalid_utf8", "schema"]
    assert [x["reason"] for x in listed("--reason", "invalid_utf8")] == ["invalid_utf8"]
    assert {x["source"] for x in listed("--only-source", "harbour")} == {"harbour"}
    assert listed("--since", "2090-01-01") == []
    shown = newswire(posted, "dead-letters", "show", "0/0").stdout
    assert "\\x1b[2Jgone \\xff\\u202e" in shown
    assert shown.isprintable() is False
    assert set(shown) <= {"\n"} | {c for c in shown if c.isprintable()}
    assert "no dead letter 0/77" in newswire(posted, "dead-letters", "show", "0/77").stderr

    for verb in ("redrive", "drop"):
        unknown = newswire(posted, "dead-letters", verb, "0/1", "0/77", "--yes")
        assert (unknown.returncode, "no dead letter 0/77" in unknown.stderr) == (2, True)
    none = newswire(posted, "dead-letters", "redrive", "--only-if-it-now-reads", "--yes")
    assert none.stdout.startswith("0 redriven")
    refused = newswire(posted, "dead-letters", "redrive", "0/1")
    assert refused.returncode == 2
    assert "--yes" in refused.stderr
    before = len(kit.records(posted, posted.raw_streams[0]))
    fixed = kit.message(0, id="ferry-9")
    with monkeypatch.context() as patched:  # the fix: a version that understands one of them
        from worker.stream.understand import understand

        patched.setattr(
            "worker.replay.dead_letters.understand",
            lambda value, *rest: understand(orjson.dumps(fixed) if b"yesterday" in value else value, *rest),
        )
        done = newswire(posted, "dead-letters", "redrive", "--only-if-it-now-reads", "--yes")
    assert done.stdout.splitlines()[-1].startswith("1 redriven"), done.stderr
    raws = kit.records(posted, posted.raw_streams[0])[before:]
    assert [(r.value, dict(r.headers)["redriven"]) for r in raws] == [
        (orjson.dumps(kit.message(0, id="ferry-9", published_at="yesterday")), b"1")
    ]
    once_more = newswire(posted, "dead-letters", "redrive", "0/1", "--yes")
    assert once_more.stdout == "0 redriven, 1 left\n"
    assert "left 1: redriven" in once_more.stderr
    assert len(listed()) == len(reasons) - 1
    with kit.running(posted):
        kit.wait_done(posted)
    again = listed("--reason", "schema", "--only-source", "harbour")[-1]
    assert again["redriven"] == 1
    assert newswire(posted, "dead-letters", "redrive", again["name"], "--yes").stdout.startswith("1 redriven")
    assert dict(kit.records(posted, posted.raw_streams[0])[-1].headers)["redriven"] == b"2"
    assert newswire(posted, "dead-letters", "drop", "--yes").returncode == 0
    assert listed() == []
    assert len(listed("--all")) == len(reasons) + 1


def test_safe_spells_out_what_a_terminal_would_obey() -> None:
    """Escapes, bells, returns and changes of direction become visible; text and, where asked, line ends stay."""
    assert safe("a\x1b[31m\x07\r\n\u202eß한") == "a\\x1b[31m\\x07\\r\\n\\u202eß한"
    assert safe("a\nb\x00", lines=True) == "a\nb\\x00"


@pytest.mark.kafka
def test_what_no_worker_wrote_is_left_out(posted: Settings) -> None:
    """Records without our headers, with empty ones, or that would be redriven into a stream of the worker's own."""
    producer = clients.plain_producer(posted)
    place = [("partition", b"0"), ("offset", b"0")]
    strange: list[list[tuple[str, bytes]]] = [
        [],
        [("stream", b"")],
        [("stream", b"elsewhere"), ("partition", b"\xff"), ("offset", b"1")],
        [*place, ("stream", b"elsewhere"), ("timestamp", b"now")],
        [*place, ("stream", posted.stream("articles").encode())],
    ]
    for headers in strange:
        producer.send(posted.stream("dead-letters"), b"x", headers=headers)
    ours = list(dead_letters.letters(posted, dead_letters.Choice()))
    streams.ensure(posted, [dead_letters.done_stream(posted)])
    for key, value in ((None, b"{}"), (b"\xff", b"{}"), (ours[0].name.encode(), b"no JSON"), (b"0/1", None)):
        producer.send(dead_letters.done_stream(posted).name, value, key=key)
    producer.close()
    assert list(dead_letters.letters(posted, dead_letters.Choice())) == ours
    assert {letter.raw.stream for letter in ours} == {posted.raw_streams[0]}
