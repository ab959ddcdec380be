"""The stream `handover` and the changelog on a real Kafka: deleted once folded, never before, and missed when gone."""

from __future__ import annotations

import re
from pathlib import Path

import orjson
import pytest
from kafka import TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType

from tests.generate import shuffled, wire
from tests.stream import kit
from worker.stream import clients, errors, handover, streams
from worker.stream.config import Settings
from worker.stream.records import Out
from worker.stream.transactions import Transactions

pytestmark = pytest.mark.kafka


def first_offsets(config: Settings) -> dict[int, int]:
    """Where the partitions of `handover` begin."""
    reader = clients.range_consumer(config)
    try:
        every = [TopicPartition(config.stream("handover"), p) for p in range(config.partitions)]
        return {tp.partition: offset for tp, offset in reader.beginning_offsets(every).items()}
    finally:
        reader.close()


def hand_over(config: Settings, count: int) -> None:
    """Leave articles in `handover`, as a worker does that holds none of their partitions."""
    from tests.stream.test_one_hop import PLACE, raw
    from worker.stream.batch import Batch, Hops

    batch = Batch()
    Hops(config).take([raw(n, id=f"ferry-{n}") for n in range(count)], batch, 1)
    assert {out.partition for out in batch.outs} == {PLACE}
    ours = Transactions(kit.another(config, "other"), [config.stream("handover")])
    ours.begin()
    for out in batch.outs:
        ours.send(Out(out.stream, out.key, out.value, out.headers, out.partition))
    ours.commit()
    ours.close()


def test_two_workers_hand_over_and_delete_what_is_folded(
    kafka_address: str, prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Articles travel between two workers, the stories are right and told once; behind what is committed whoever holds
    a partition next deletes the records, and nothing before that."""
    monkeypatch.setattr(handover, "DELETE_SECONDS", 0.5)
    config = kit.settings(kafka_address, prefix, max_poll_records=40)
    streams.ensure(config)
    with kit.process(config, tmp_path / "one"), kit.process(kit.another(config, "two"), tmp_path / "two"):
        names = (config.stream("handover"), config.raw_streams[0])

        def held() -> float:
            return sum(kit.metric(config, f'assigned_partitions{{stream="{name}"}}') for name in names)

        kit.wait(lambda: held() == 4, 60, "half of the eight partitions")
        kit.feed(config, [m | {"source": f"wire-{n % 9}"} for n, m in enumerate(shuffled(wire(400, seed=5), seed=5))])
        kit.wait_done(config)
    with kit.running(config):
        kit.wait(lambda: any(first_offsets(config).values()), 20, "records were deleted")
    reader = clients.range_consumer(config, config.group_id)
    for p, first in first_offsets(config).items():
        assert first <= (reader.committed(TopicPartition(config.stream("handover"), p)) or 0)
    reader.close()
    kit.assert_exactly_once(config)


def test_a_gap_is_counted_and_logged(kafka_address: str, prefix: str, caplog: pytest.LogCaptureFixture) -> None:
    """Records deleted by somebody before they were folded, or gone from a raw stream before they were read."""
    config = kit.settings(kafka_address, prefix)
    streams.ensure(config)
    hand_over(config, 1)
    kit.feed(config, [kit.message(id="raw-0")])
    with kit.running(config):
        kit.wait_done(config)
    hand_over(config, 5)
    kit.feed(config, [kit.message(n, id=f"raw-{n}") for n in range(8)])  # two in each partition
    admin = clients.admin(config)
    place = max(kit.records(config, config.stream("handover")), key=lambda r: r.offset)
    admin.delete_records({TopicPartition(place.topic, place.partition): place.offset})
    admin.delete_records({TopicPartition(config.raw_streams[0], 0): 2})
    admin.close()
    with kit.running(config):
        kit.wait_done(config)
        assert kit.metric(config, f'lost_records_total{{stream="{config.stream("handover")}"}}') >= 4
        assert kit.metric(config, f'lost_records_total{{stream="{config.raw_streams[0]}"}}') == 1
    assert [r.message for r in caplog.records].count("records_lost") == 2


def test_a_handover_that_forgets_by_itself_is_refused(kafka_address: str, prefix: str) -> None:
    """A stream made by hand with a retention would lose the only copies."""
    config = kit.settings(kafka_address, prefix)
    streams.ensure(config)
    admin = clients.admin(config)
    admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, config.stream("handover"), {"retention.ms": "1000"})])
    admin.close()
    said: list[str] = []

    def refused() -> bool:
        """A changed configuration is not what Kafka tells at once."""
        try:
            streams.ensure(config)
        except errors.SettingsError as error:
            said.append(str(error))
        return bool(said)

    kit.wait(refused, 10, "refused")
    assert re.search(r"handover has .*retention.*, must be -1", said[0])


def test_a_deployment_changes_over_by_a_new_prefix(kafka_address: str, prefix: str) -> None:
    """Stories in streams of an earlier version stay; a new prefix with the same raw streams builds them all anew, also
    beside the old one, and in another number of partitions."""
    old = kit.settings(kafka_address, prefix, partitions=2)
    streams.ensure(old)
    kit.feed(old, wire(120, seed=9))
    with kit.running(old):
        kit.wait_done(old)
        new = kit.settings(kafka_address, f"{prefix}v2.", raw_streams=old.raw_streams, partitions=3)
    with kit.running(new):
        kit.wait_done(new)
    kit.assert_exactly_once(new)
    assert kit.stories(new) == kit.stories(old)


def test_what_is_compacted_away_is_in_no_story(kafka_address: str, prefix: str) -> None:
    """One article is crawled at two addresses, in two batches, and only the last record of its key is left: the story
    that comes of it after a restart shows what it would have shown without one."""
    config = kit.settings(kafka_address, prefix, partitions=1)
    streams.ensure(config)
    desktop = kit.message(url="https://harbour.example/a/ferry-1", id=None)
    mobile = kit.message(url="https://m.harbour.example/a/ferry-1", id=None)
    with kit.running(config):
        for found in (mobile, desktop):
            kit.feed(config, [found])
            kit.wait_done(config)
    written = kit.records(config, config.stream("articles"))
    last = {r.key: r for r in written}
    assert len(last) < len(written)
    lean = kit.settings(kafka_address, f"{prefix}lean.", raw_streams=(f"{prefix}lean.raw",), partitions=1)
    streams.ensure(lean)
    ours = Transactions(lean, [lean.stream("articles")])
    ours.begin()
    for r in last.values():
        ours.send(Out(lean.stream("articles"), r.key, r.value, partition=0))
    ours.commit()
    ours.close()
    lead = kit.message(5, headline="(LEAD) Ferry line opens", id=None, url="https://harbour.example/a/ferry-1")
    for one in (config, lean):
        with kit.running(one):
            kit.feed(one, [lead])
            kit.wait_done(one)
    (a,), (b,) = ([orjson.loads(v) for v in kit.stories(one).values()] for one in (config, lean))
    assert [v["url"] for v in a["versions"]] == [v["url"] for v in b["versions"]]
