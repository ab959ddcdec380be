"""Fetches the raw record of a version from Kafka, on request."""

from __future__ import annotations

import time
from typing import Any

from kafka import TopicPartition
from kafka.errors import KafkaError

from worker.stream import clients
from worker.stream.config import Settings
from worker.stream.errors import NoBroker

SECONDS = 6.0


def fetch(settings: Settings, stream: str, partition: int, offset: int) -> tuple[bytes | None, str]:
    """The record's value, or None and the reason why it is not available."""
    try:
        clients.check_answers(settings)
        consumer: Any = clients.range_consumer(settings)
    except NoBroker:
        return None, "Kafka does not answer."
    try:
        tp = TopicPartition(stream, partition)
        if partition not in (consumer.partitions_for_topic(stream) or ()):
            return None, "This Kafka has no such stream; the article came from a file or from another Kafka."
        consumer.assign([tp])
        if offset < consumer.beginning_offsets([tp])[tp]:
            return None, "Kafka no longer holds this record: it is older than the stream's retention."
        consumer.seek(tp, offset)
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            for record in consumer.poll(timeout_ms=300, max_records=1).get(tp, ()):
                if record.offset == offset:
                    return record.value or b"", ""
                return None, "Kafka no longer holds this record."
    except KafkaError as error:
        return None, f"Kafka does not answer ({type(error).__name__})."
    finally:
        consumer.close()
    return None, "Kafka does not answer."
