"""Transactions that have ended without a marker somewhere: the next session writes it, and the work goes on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from kafka import OffsetAndMetadata, TopicPartition
from kafka.errors import KafkaTimeoutError, ProducerFencedError
from kafka.producer.transaction_manager import TxnOffsetCommitHandler
from kafka.structs import ConsumerGroupMetadata

from tests.generate import wire
from tests.stream import kit
from worker.replay import dead_letters
from worker.replay.kafka import lookback
from worker.story.changelog import record_key
from worker.stream import broker as embedded
from worker.stream import clients, kafka_python, streams, transactions
from worker.stream.config import Settings
from worker.stream.streams import partition_of
from worker.stream.transactions import Transactions
from worker.stream.understand import understand
from worker.wire.article import Lineage, to_json

pytestmark = pytest.mark.kafka


@pytest.fixture
def forgetful(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A broker that takes offsets of a transaction without having been told that they are part of it: it ends the
    transaction without a marker for them, as one does that is killed at the wrong moment."""
    usual = embedded._properties
    off = "transaction.partition.verification.enable=false\n"
    monkeypatch.setattr(embedded, "_properties", lambda *given: usual(*given).rstrip("\n") + "\n" + off)
    with embedded.broker(tmp_path / "kafka") as address:
        yield address


def pending(config: Settings, offset: int, commit: bool) -> None:
    """Leave the offset of a transaction that has ended pending in the group."""
    producer = clients.transactional_producer(config)
    producer.init_transactions()
    producer.begin_transaction()
    producer.send(config.stream("dead-letters"), value=b"something").get(10)
    manager: Any = producer._transaction_manager
    offsets = {TopicPartition(config.raw_streams[0], 0): OffsetAndMetadata(offset, "", -1)}
    manager._pending_txn_offset_commits.update(offsets)
    handler = TxnOffsetCommitHandler(
        manager, ConsumerGroupMetadata(config.group_id), manager._pending_txn_offset_commits, None
    )
    manager._enqueue_request(handler)
    producer._sender.wakeup()
    handler._result.wait(10)
    producer.commit_transaction() if commit else producer.abort_transaction()
    producer.close()


def committed(config: Settings) -> int | None:
    """The offset of the first raw partition; raises `KafkaTimeoutError` while it is pending."""
    reader = clients.range_consumer(config, config.group_id)
    try:
        found = reader.committed(TopicPartition(config.raw_streams[0], 0), timeout_ms=1_500)
        return None if found is None else int(found)
    finally:
        reader.close()


@pytest.mark.parametrize(("commit", "offset"), [(True, 3), (False, None)])
def test_the_end_of_the_last_transaction_is_written_again(forgetful: str, commit: bool, offset: int | None) -> None:
    """Committed offsets come to count, aborted ones go; before that, nobody is told either."""
    config = kit.settings(forgetful, "t.")
    streams.ensure(config)
    pending(config, 3, commit)
    with pytest.raises(KafkaTimeoutError):
        committed(config)
    assert transactions._last_end(config) == ("committed" if commit else "aborted")
    Transactions(config, [], config.group_id).close()
    assert committed(config) == offset


def test_a_worker_goes_on_where_offsets_were_left_pending(forgetful: str) -> None:
    """Its partition would stand still for ever; it reads on behind what was committed."""
    config = kit.settings(forgetful, "t.")
    streams.ensure(config)
    kit.feed(config, wire(40, seed=1))
    pending(config, 2, commit=True)
    with kit.running(config):
        kit.wait_done(config, 30)
    found = [orjson.loads(value)["raw"] for value in kit.articles(config).values()]
    first = min(raw["offset"] for raw in found if raw["partition"] == 0)
    assert first == 2


KEY = b"article/harbour/ferry-1/0"


def hidden(config: Settings, value: bytes, commit: bool, role: str = "articles", key: bytes = KEY) -> None:
    """Leave a record in a transaction that has ended everywhere but in the record's own partition."""
    producer = clients.transactional_producer(config)
    producer.init_transactions()
    producer.begin_transaction()
    producer.send(config.stream("dead-letters"), value=b"something").get(10)
    manager: Any = producer._transaction_manager
    place = partition_of("harbour", config.partitions)
    manager._partitions_in_transaction.add(TopicPartition(config.stream(role), place))
    producer.send(config.stream(role), key=key, value=value, partition=place).get(10)
    producer.commit_transaction() if commit else producer.abort_transaction()
    producer.close()


@pytest.mark.parametrize(
    ("commit", "end", "seen"),
    [(True, "committed", 1), (False, "aborted", 0), (True, "unknown", 1)],
)
def test_the_end_is_written_into_partitions_too(
    forgetful: str, monkeypatch: pytest.MonkeyPatch, commit: bool, end: transactions.End, seen: int
) -> None:
    """What was committed there is seen again, what was aborted is not, and what is not known is kept. Without that,
    readers see neither it nor anything behind it."""
    config = kit.settings(forgetful, "t.")
    streams.ensure(config)
    name = config.stream("articles")
    hidden(config, b"an article", commit)
    assert kit.records(config, name) == []
    assert end == "unknown" or transactions._last_end(config) == end
    monkeypatch.setattr(transactions, "_last_end", lambda _: end)
    Transactions(config, [name], config.group_id).close()
    assert len(kit.records(config, name)) == seen


@pytest.mark.parametrize(("role", "name"), [("stories", "replay.promote"), ("raw", "dead-letters")])
def test_promote_and_redrive_write_their_last_end_again(forgetful: str, role: str, name: str) -> None:
    """What either had committed before its broker was killed is seen as soon as it is started again."""
    config = kit.settings(forgetful, "t.")
    streams.ensure(config)
    hidden(replace(config, transactional_id=f"t.{name}"), b"{}", commit=True, role=role)
    assert kit.records(config, config.stream(role)) == []
    if role == "raw":
        dead_letters.drop(config, {"0/0"})
    else:
        with lookback.publisher(config, "promote", ["stories"]):
            pass
    assert [r.value for r in kit.records(config, config.stream(role))] == [b"{}"]


class _Never:
    """An answer that does not come."""

    def wait(self, timeout_ms: float) -> bool:
        time.sleep(timeout_ms / 1000)
        return False


class _Fenced:
    """The answer to a call that Kafka refuses."""

    def wait(self, **_: float) -> bool:
        raise ProducerFencedError


@pytest.mark.parametrize("call", ["send_offsets", "end_transaction"])
def test_a_call_without_an_answer_costs_a_session(
    kafka_address: str, prefix: str, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """kafka-python can wait for ever for offsets and for a commit; the worker begins anew after a limit of its own,
    and every story is right and told once. How: the fourth call is made, and its answer withheld."""
    monkeypatch.setattr(transactions, "CALL_SECONDS", 1.0)
    config = kit.settings(kafka_address, prefix, max_poll_records=40)
    streams.ensure(config)
    kit.feed(config, wire(200, seed=6))
    original, calls = getattr(kafka_python, call), 0

    def lost_once(*given: Any, **options: Any) -> Any:
        nonlocal calls
        calls += 1
        result = original(*given, **options)
        return _Never() if calls == 4 else result

    monkeypatch.setattr(kafka_python, call, lost_once)
    with kit.running(config):
        kit.wait_done(config)
        assert kit.metric(config, 'retries_total{operation="session"}') == 1
    kit.assert_exactly_once(config)


def test_a_worker_remembers_what_was_left_hidden(forgetful: str) -> None:
    """An article whose offset counts but whose own partition was never told is part of the wire after a restart: its
    LEAD continues its story."""
    config = kit.settings(forgetful, "t.")
    streams.ensure(config)
    article = understand(orjson.dumps(kit.message()), Lineage(config.raw_streams[0], 0, 0), None)
    hidden(config, to_json(article), commit=True, key=record_key(article.source, "article", article.key))
    with kit.running(config):
        kit.feed(config, [kit.message(9, headline="(LEAD) Ferry line to Tolve opens", body="TOLVE -- It opens.")])
        kit.wait_done(config, 30)
    (story,) = kit.stories(config).values()
    assert orjson.loads(story)["version"] == 2


def test_a_session_that_loses_a_broker_ends_its_last_transaction_again(
    kafka_address: str, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before each batch, were a broker lost before each: every story is right and told once, and nothing is lost."""
    monkeypatch.setattr(kafka_python, "any_closed", bool)
    config = kit.settings(kafka_address, prefix, max_poll_records=40)
    streams.ensure(config)
    kit.feed(config, wire(200, seed=3))
    with kit.running(config):
        kit.wait_done(config)
    kit.assert_exactly_once(config)


def test_an_empty_transaction_that_kafka_timed_out_is_not_taken_for_a_twin(
    kafka_address: str, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a machine that stood still the end that is written again comes too late, and the error is that of a twin."""
    config = kit.settings(kafka_address, prefix)
    streams.ensure(config)
    written = Transactions(config, [config.stream("articles")])
    written.begin()
    written.commit()
    monkeypatch.setattr(kafka_python, "end_transaction", lambda *_, **__: _Fenced())
    with pytest.raises(ProducerFencedError):
        written.end_again()
    said = [written.timed_out]
    monkeypatch.setattr(clients, "TRANSACTION_TIMEOUT_MS", 0)
    assert [*said, written.timed_out] == [False, True]
    written.close()


def test_a_lost_connection_is_noticed(kafka_address: str, prefix: str) -> None:
    """One that has ended counts, also when another has taken its place."""
    config = kit.settings(kafka_address, prefix)
    streams.ensure(config)
    producer = clients.transactional_producer(config)
    producer.init_transactions()
    before = kafka_python.connections(producer)
    assert before
    assert not kafka_python.any_closed(before)
    producer.close()
    assert kafka_python.any_closed(before)


def test_a_restart_waits_for_what_is_not_decided_yet(
    kafka_address: str, prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker whose partition holds records of a transaction still open, as one that it is handed over does for a
    moment, is not ready before they count or are taken back: its wires would lack them for good."""
    config = kit.settings(kafka_address, prefix)
    streams.ensure(config)
    article = understand(orjson.dumps(kit.message()), Lineage(config.raw_streams[0], 0, 0), None)
    monkeypatch.setattr(clients, "TRANSACTION_TIMEOUT_MS", 120_000)  # on a busy machine the worker's start takes long
    producer = clients.transactional_producer(kit.another(config, "two"))
    producer.init_transactions()
    producer.begin_transaction()
    place = partition_of(article.source, config.partitions)
    key = record_key(article.source, "article", article.key)
    producer.send(config.stream("articles"), key=key, value=to_json(article), partition=place).get(10)
    log = tmp_path / "log"
    with kit.process(config, log):
        kit.wait(lambda: b'"assigned"' in log.read_bytes(), 60, "partitions were given")
        with pytest.raises(AssertionError, match="ready"):
            kit.wait(lambda: kit.ready(config), 2, "ready")
        producer.commit_transaction()
        kit.wait(lambda: kit.ready(config), 20, "ready")
        kit.wait(lambda: kit.metric(config, "state_articles") == 1, 10, "the article")
    producer.close()
