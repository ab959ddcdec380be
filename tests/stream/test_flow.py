"""From raw articles to stories, on a real Kafka, with nothing going wrong."""

from __future__ import annotations

import orjson
import pytest

from tests.generate import shuffled, wire
from tests.stream import kit
from worker.story.packed import body_of
from worker.stream import clients, streams
from worker.stream.config import Settings

pytestmark = pytest.mark.kafka


def test_a_generated_wire_ends_in_the_stories_of_resolve(kafka_address: str, prefix: str) -> None:
    """400 articles, shuffled, a tenth of them twice, over four partitions: the stories of `resolve`, byte for byte."""
    config = kit.settings(kafka_address, prefix)
    streams.ensure(config)
    sent = kit.feed(config, shuffled(wire(400, seed=7), seed=7))
    with kit.running(config):
        kit.wait_done(config)
        kit.wait(lambda: sum(_endings(config).values()) == sent, 5, "every raw message ended in one outcome")
        endings = _endings(config)
    kit.assert_exactly_once(config)
    assert endings["duplicate"] > 0
    assert endings["dead_letter"] == 0


def _endings(config: Settings) -> dict[str, float]:
    names = ("published", "superseded", "merged", "duplicate", "ignored", "dead_letter")
    return {name: kit.metric(config, f'articles_total{{outcome="{name}"}}') for name in names}


def test_fv13_the_same_message_twice_is_told_once(kafka_address: str, prefix: str) -> None:
    """FV-13: the second delivery changes no story, is counted as a duplicate, and its offset is committed."""
    config = kit.settings(kafka_address, prefix)
    streams.ensure(config)
    kit.feed(config, [kit.message()])
    with kit.running(config):
        kit.wait_done(config)
        before = len(kit.records(config, config.stream("stories")))
        kit.feed(config, [kit.message()])
        kit.wait_done(config)
        after = len(kit.records(config, config.stream("stories")))
        kit.wait(lambda: _endings(config)["duplicate"] == 1, 5, "one duplicate")
        assert _endings(config)["published"] == 1
    assert before == after == 1


def test_fv78_versions_on_different_partitions_are_one_story(kafka_address: str, prefix: str) -> None:
    """FV-78: base and leads lie on all partitions of the raw stream; they are one story, newest lead on top."""
    config = kit.settings(kafka_address, prefix)
    streams.ensure(config)
    marks = ("", "(LEAD) ", "(2nd LD) ", "(3rd LD) ")
    sends = [
        kit.message(n, id=f"ferry-{n}", slug="Tolve-ferry", headline=f"{mark}Ferry line to Tolve opens")
        for n, mark in enumerate(marks)
    ]
    kit.feed(config, [sends[2], sends[0], sends[3], sends[1]])
    with kit.running(config):
        kit.wait_done(config)
    told = [orjson.loads(value) for value in kit.stories(config).values()]
    assert [(story["lead_number"], story["version"], story["gaps"]) for story in told] == [(3, 4, [])]
    kit.assert_exactly_once(config)


def test_fv81_unknown_fields_are_kept_and_change_nothing(kafka_address: str, prefix: str) -> None:
    """FV-81: a field of tomorrow stands in the article's `extra`; the story is the one without it."""
    config = kit.settings(kafka_address, prefix)
    streams.ensure(config)
    kit.feed(config, [kit.message(mood="calm", weights={"a": [1, 2]})])
    with kit.running(config):
        kit.wait_done(config)
    (article,) = map(orjson.loads, kit.articles(config).values())
    assert article["extra"] == {"mood": "calm", "weights": {"a": [1, 2]}}
    (story,) = [orjson.loads(value) for value in kit.stories(config).values()]
    assert "mood" not in orjson.dumps(story).decode()


def test_the_trace_context_reaches_article_and_story(kafka_address: str, prefix: str) -> None:
    """`traceparent` and `tracestate` of the raw record stand on its article and on the story that it changed."""
    config = kit.settings(kafka_address, prefix)
    streams.ensure(config)
    trace = [("traceparent", b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), ("tracestate", b"a=1")]
    producer = clients.plain_producer(config)
    producer.send(config.raw_streams[0], orjson.dumps(kit.message()), headers=[*trace, ("other", b"x")])
    producer.close()
    with kit.running(config):
        kit.wait_done(config)
    (record,) = kit.records(config, config.stream("stories"))
    assert [h for h in record.headers if h[0] in ("traceparent", "tracestate", "other")] == trace


def test_several_raw_streams_are_read(kafka_address: str, prefix: str) -> None:
    """`raw_streams` names two streams of other people; both are read, and told apart by lineage."""
    config = kit.settings(kafka_address, prefix, raw_streams=(f"{prefix}desk", f"{prefix}crawl"))
    streams.ensure(config)
    for n, name in enumerate(config.raw_streams):
        producer = clients.plain_producer(config)
        producer.send(name, orjson.dumps(kit.message(n, source=f"wire-{n}")))
        producer.close()
    with kit.running(config):
        kit.wait_done(config)
    told = [orjson.loads(value) for value in kit.stories(config).values()]
    assert {story["versions"][0]["raw"]["stream"] for story in told} == set(config.raw_streams)


def test_sources_lie_where_their_hash_puts_them(kafka_address: str, prefix: str) -> None:
    """All articles of a source are in one partition of `articles`, which is murmur2 of the source alone."""
    config = kit.settings(kafka_address, prefix)
    streams.ensure(config)
    kit.feed(config, [kit.message(n, source=f"wire-{n % 9}", id=f"item-{n}") for n in range(45)])
    with kit.running(config):
        kit.wait_done(config)
    for r in kit.records(config, config.stream("articles")):
        if not r.key.startswith(b"article/"):
            continue
        assert r.partition == streams.partition_of(orjson.loads(body_of(r.value))["source"], config.partitions)
    kit.assert_exactly_once(config)
