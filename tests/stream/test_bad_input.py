"""Bad input: each message a dead letter with its bytes and where it came from, and nothing else stops or is lost."""

from __future__ import annotations

import json
import signal
import time
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson
import pytest

from tests.stream import kit
from worker.replay.dead_letters import redrive
from worker.story import source_state
from worker.story.group import Group, make_group
from worker.stream import clients, dead_letters, streams
from worker.stream.transactions import Transactions
from worker.wire.article import BadMessage, Lineage

pytestmark = pytest.mark.kafka

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "dead-letter.v1.json").read_text())

BAD: dict[str, tuple[bytes | None, str]] = {
    "not JSON": (b"PORT MEREN -- no JSON at all", "not_json"),
    "cut short": (b'{"source": "harbour", "headline": "Ferry', "not_json"),
    "a list": (b'["source", "harbour"]', "not_object"),
    "a number": (b"42", "not_object"),
    "null": (b"null", "not_object"),
    "no source": (b'{"headline": "Ferry line opens", "body": "It sails."}', "schema"),
    "a source of the wrong type": (b'{"source": 7, "headline": "Ferry", "body": "It sails."}', "schema"),
    "a body of the wrong type": (b'{"source": "harbour", "headline": "Ferry", "body": ["It sails."]}', "schema"),
    "invalid UTF-8": (b'{"source": "harbour", "headline": "Ferry \xff\xfe", "body": "It sails."}', "invalid_utf8"),
    "a UTF-16 file": ('{"source": "harbour"}'.encode("utf-16"), "invalid_utf8"),
    "nothing but white space": (b'{"source": "harbour", "headline": " ", "body": "\\n\\n"}', "empty"),
    "no bytes": (b"", "not_json"),
    "no value": (None, "empty"),
    "10,000 nested brackets": (b"[" * 10_000 + b"]" * 10_000, "not_json"),
}

ODD: dict[str, dict[str, Any]] = {
    "NUL and control characters": {"body": "PORT MEREN -- The \x00 ferry \x07 line \x1b[31m opened.\r\n\x0bIt sails."},
    "100,000 lines": {"body": "It sails.\n" * 100_000},
    "a line of 100,000 parentheses": {"body": "(" * 100_000},
    "a line of 100,000 quotes": {"body": '"' * 100_000},
    "a line of 100,000 spaces": {"body": "It" + " " * 100_000 + "sails."},
    "a date in 2199": {"published_at": "2199-01-01T00:00:00Z"},
}
"""Unusual, and readable all the same: these become stories, not dead letters."""


def test_fv79_every_bad_message_is_a_dead_letter_with_its_bytes(kafka_address: str, prefix: str) -> None:
    """FV-79: many kinds of unreadable message, and between any two a good one, which becomes a story.

    Value and key of the dead letter are the raw record's; the headers satisfy the schema and name the very record.
    """
    config = kit.settings(kafka_address, prefix)
    streams.ensure(config)
    producer = clients.plain_producer(config)
    sent: dict[tuple[int, int], tuple[str, bytes | None, str, bytes]] = {}
    for n, (name, (value, reason)) in enumerate(BAD.items()):
        key = f"key of {name}".encode()
        at = producer.send(config.raw_streams[0], value, key=key).get(10)
        sent[at.partition, at.offset] = (name, value, reason, key)
        producer.send(config.raw_streams[0], orjson.dumps(kit.message(n, id=f"good-{n}", source=f"wire-{n}")))
    producer.close()
    with kit.running(config):
        kit.wait_done(config)
        kit.wait(lambda: kit.metric(config, 'articles_total{outcome="dead_letter"}') == len(BAD), 5, "all counted")
        for reason in {reason for _, reason in BAD.values()}:
            n = sum(1 for _, r in BAD.values() if r == reason)
            assert kit.metric(config, f'dead_letters_total{{reason="{reason}"}}') == n
    letters = kit.records(config, config.stream("dead-letters"))
    assert len(letters) == len(BAD)
    for letter in letters:
        headers = {name: value.decode() for name, value in letter.headers}
        jsonschema_rs.validate(SCHEMA, headers)
        name, value, reason, key = sent.pop((int(headers["partition"]), int(headers["offset"])))
        assert (headers["reason"], headers["stream"]) == (reason, config.raw_streams[0]), name
        assert letter.value == value, name
        assert letter.key == key, name
        assert headers["detail"], name
    assert len(kit.stories(config)) == len(BAD)
    kit.assert_exactly_once(config)


def test_odd_but_readable_messages_become_stories(kafka_address: str, prefix: str) -> None:
    """Control characters, huge or hostile texts and a date in 2199 are articles; each is folded within seconds."""
    config = kit.settings(kafka_address, prefix)
    streams.ensure(config)
    kit.feed(
        config, [kit.message(**fields, id=f"odd-{n}") | {"source": f"w{n}"} for n, fields in enumerate(ODD.values())]
    )
    with kit.running(config):
        kit.wait_done(config, 60)
    assert kit.records(config, config.stream("dead-letters")) == []
    assert len(kit.stories(config)) == len(ODD)
    kit.assert_exactly_once(config)


def test_five_megabytes_pass_or_are_kept(kafka_address: str, prefix: str) -> None:
    """A text of 5 MB becomes a story or a dead letter with all its bytes; one of 12 MB becomes a dead letter."""
    config = kit.settings(kafka_address, prefix)
    streams.ensure(config)
    line = "The ferry sails from the pier at noon and comes back before the tide turns again. "
    large = [kit.message(id=f"big-{mb}", source=f"w{mb}", body=line * (mb * 1_000_000 // len(line))) for mb in (5, 12)]
    kit.feed(config, large)
    with kit.running(config):
        kit.wait_done(config, 60)
    letters = kit.records(config, config.stream("dead-letters"))
    reasons = {dict(letter.headers)["reason"] for letter in letters}
    assert reasons == {b"too_large"}
    kept = {letter.value for letter in letters}
    assert orjson.dumps(large[1]) in kept
    assert orjson.dumps(large[0]) in kept or len(kit.stories(config)) == 1


def test_a_value_larger_than_kafka_takes_is_cut_and_says_so() -> None:
    """A dead letter never exceeds what the producer can send; `original_size` then tells the whole length."""
    bad = BadMessage("too_large", "too much")
    size = clients.MAX_RECORD_BYTES + 5
    out = dead_letters.dead_letter("dead", bad, Lineage("raw", 1, 2), b"x" * size, b"k", 5, 1_000)
    headers = {name: value.decode() for name, value in out.headers}
    jsonschema_rs.validate(SCHEMA, headers)
    assert headers["original_size"] == str(size)
    sizes = [len(out.key or b""), len(out.value or b""), *(len(n) + len(v) for n, v in out.headers)]
    assert sum(sizes) < clients.MAX_RECORD_BYTES


@pytest.mark.parametrize("key", [900_000, 20 << 20])
def test_a_long_key_leaves_room_in_its_dead_letter(key: int) -> None:
    """Key and value together are what Kafka takes, or the worker would end at this message with each restart."""
    bad = BadMessage("too_large", "too much")
    out = dead_letters.dead_letter("dead", bad, Lineage("raw", 1, 2), b"x" * (17 << 20), b"k" * key, 5, 1_000)
    assert out.key
    assert len(out.key) == min(key, 1 << 20)
    assert len(out.key) + len(out.value or b"") < clients.MAX_RECORD_BYTES - 50_000


def test_a_dead_letter_with_neither_key_nor_value_can_be_written(kafka_address: str, prefix: str) -> None:
    """Other clients send such raw records; kafka-python refuses to, so it gets an empty key."""
    config = kit.settings(kafka_address, prefix)
    streams.ensure(config)
    name = config.stream("dead-letters")
    written = Transactions(config, [name])
    written.begin()
    written.send(
        dead_letters.dead_letter(name, BadMessage("empty", "none"), Lineage("raw", 1, 2), None, None, 5, 1_000)
    )
    written.commit()
    written.close()
    (letter,) = kit.records(config, name)
    assert (letter.key, letter.value, letter.partition) == (b"", None, 1)


def test_too_many_in_a_row_pause_the_worker_before_it_drains_the_stream(
    kafka_address: str, prefix: str, tmp_path: Path
) -> None:
    """Five unreadable messages in a row are allowed, ten lie there: the worker is alive and not ready any more. Nothing
    of the batch is committed. Started again with the limit off, all ten become dead letters."""
    config = kit.settings(kafka_address, prefix, dead_letter_limit=5, partitions=1)
    streams.ensure(config)
    kit.feed(config, [b"broken"] * 10)
    with kit.process(config, tmp_path / "log") as worker:
        kit.wait(lambda: kit.metric(config, "paused") == 1, 40, "it pauses")
        assert (kit.http(config, "/livez")[0], kit.http(config, "/readyz")[0]) == (200, 503)
        kit.feed(config, [kit.message()])
        time.sleep(2)
        assert worker.poll() is None
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) == 0
    said = (tmp_path / "log").read_text()
    assert "NEWSWIRE_DEAD_LETTER_LIMIT=0" in said
    assert f'"first":"{config.raw_streams[0]}/0 offset 0: not_json: ' in said
    assert f'"last":"{config.raw_streams[0]}/0 offset 9: not_json: ' in said
    assert kit.stories(config) == {}
    assert kit.records(config, config.stream("dead-letters")) == []
    patient = kit.settings(kafka_address, prefix, dead_letter_limit=0, partitions=1)
    with kit.running(patient):
        kit.wait_done(patient)
    assert len(kit.records(config, config.stream("dead-letters"))) == 10


def test_good_messages_between_bad_ones_keep_the_worker_going(kafka_address: str, prefix: str) -> None:
    """The limit counts messages in a row: twelve bad ones with good ones between them do not stop a limit of five."""
    config = kit.settings(kafka_address, prefix, dead_letter_limit=5, partitions=1)
    streams.ensure(config)
    feed: list[Any] = []
    for n in range(3):
        feed += [b"broken"] * 4 + [kit.message(n, id=f"good-{n}")]
    kit.feed(config, feed)
    with kit.running(config):
        kit.wait_done(config)
    assert len(kit.records(config, config.stream("dead-letters"))) == 12


def test_fv56_late_articles_are_dead_letters_with_the_original_bytes(kafka_address: str, prefix: str) -> None:
    """FV-56: an article 80 hours behind a window of 72 is a dead letter, reason `late`, with the raw record's bytes,
    key and place; it does not count as one in a row; after a restart the state is as if it had never come."""
    config = kit.settings(kafka_address, prefix, window_hours=72.0, dead_letter_limit=1)
    streams.ensure(config)
    kit.feed(config, [kit.message(id="new", published_at="2025-05-05T12:00:00Z")])
    with kit.running(config):
        kit.wait_done(config)
        late = orjson.dumps(kit.message(id="old", published_at="2025-05-02T04:00:00Z")) + b"  "
        producer = clients.plain_producer(config)
        at = producer.send(config.raw_streams[0], late, key=b"the key").get(10)
        producer.close()
        kit.wait_done(config)
        kit.wait(lambda: kit.metric(config, 'dead_letters_total{reason="late"}') == 1, 5, "counted as late")
        kit.wait(lambda: kit.metric(config, "state_articles") == 1, 5, "the late one is not in the state")
    (letter,) = kit.records(config, config.stream("dead-letters"))
    headers = {name: value.decode() for name, value in letter.headers}
    jsonschema_rs.validate(SCHEMA, headers)
    assert (letter.value, letter.key, headers["reason"]) == (late, b"the key", "late")
    assert (int(headers["partition"]), int(headers["offset"])) == (at.partition, at.offset)
    assert headers["timestamp"] == str(at.timestamp)
    assert len(kit.stories(config)) == 1
    with kit.running(config):
        kit.wait(lambda: kit.metric(config, "state_articles") == 1, 10, "one article in the state after a restart")


def test_fv55_three_hours_late_is_not_late(kafka_address: str, prefix: str) -> None:
    """FV-55: an article three hours old folds as any other, and its lateness is observed."""
    config = kit.settings(kafka_address, prefix, window_hours=72.0)
    streams.ensure(config)
    lead = kit.message(180, id="b", slug="Tolve-ferry", headline="(LEAD) Ferry line opens")
    kit.feed(config, [lead])
    with kit.running(config):
        kit.wait_done(config)
        kit.feed(config, [kit.message(0, id="a", slug="Tolve-ferry", headline="Ferry line opens")])
        kit.wait_done(config)
        kit.wait(lambda: kit.metric(config, "lateness_seconds_count") == 2, 5, "both lateness values observed")
    (story,) = [orjson.loads(value) for value in kit.stories(config).values()]
    assert (story["version"], story["lead_number"], story["gaps"]) == (2, 1, [])
    assert kit.records(config, config.stream("dead-letters")) == []


def test_fv107_what_breaks_the_fold_is_set_apart_and_redriven_once_mended(
    kafka_address: str, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dead letter `defect` with the bytes and the place in the code; the batch it came in is folded without it, here
    and after a restart. Redriven with a mended version, the stories are those of a wire on which nothing broke."""
    config = kit.settings(kafka_address, prefix, partitions=1)
    streams.ensure(config)
    poison = kit.message(1, headline="(LEAD) Poison", id="poison", slug="Ferry")
    kit.feed(config, [kit.message(0, slug="Ferry"), poison, kit.message(2, id="other", slug="Buoys")])
    with monkeypatch.context() as patched:

        def make_or_break(uri: str, items: Any, *ended: Any) -> Group:
            if any(c.article.headline == "Poison" for i in items for c in i.copies):
                raise ZeroDivisionError("broken")
            return make_group(uri, items, *ended)

        patched.setattr(source_state, "make_group", make_or_break)
        with kit.running(config):
            kit.wait_done(config)
            assert kit.metric(config, 'articles_total{outcome="dead_letter"}') == 1
            assert kit.metric(config, 'dead_letters_total{reason="defect"}') == 1
    (letter,) = kit.records(config, config.stream("dead-letters"))
    headers = {name: value.decode() for name, value in letter.headers}
    assert letter.value == orjson.dumps(poison)
    assert "ZeroDivisionError" in headers["detail"]
    assert len(kit.stories(config)) == 2
    assert redrive(config, {f"{letter.partition}/{letter.offset}"}) == 1
    with kit.running(config):
        kit.wait_done(config)
    right = {uri: orjson.loads(value) for uri, value in kit.expected(config).items()}
    assert {uri: orjson.loads(value) for uri, value in kit.stories(config).items()}.keys() == right.keys()
    assert max(len(story["versions"]) for story in right.values()) == 2
