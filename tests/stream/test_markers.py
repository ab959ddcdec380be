"""Offsets whose transaction has ended without its marker: the next session writes it, and the work goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from kafka import OffsetAndMetadata, TopicPartition
from kafka.errors import KafkaTimeoutError
from kafka.producer.transaction_manager import TxnOffsetCommitHandler
from kafka.structs import ConsumerGroupMetadata

from tests.generate import wire
from tests.stream import kit
from worker.stream import broker as embedded
from worker.stream import clients, markers, streams
from worker.stream.config import Settings

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
    was_committed = markers.was_committed(config)
    assert was_committed is commit
    producer = clients.transactional_producer(config)
    producer.init_transactions()
    markers.write_again(producer, config.group_id, was_committed)
    producer.close()
    assert committed(config) == offset


def test_a_worker_goes_on_where_offsets_were_left_pending(forgetful: str) -> None:
    """Its partition would stand still for ever; it reads on behind what was committed."""
    config = kit.settings(forgetful, "t.")
    streams.ensure(config)
    kit.feed(config, wire(40, seed=1))
    pending(config, 2, commit=True)
    with kit.running(config):
        kit.wait_done(config, 30)
    found = [
        orjson.loads(r.value)["raw"] for r in kit.records(config, config.stream("articles")) if r.value is not None
    ]
    first = min(raw["offset"] for raw in found if raw["partition"] == 0)
    assert first == 2
