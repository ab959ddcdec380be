"""Clean up the stream `handover`: delete records once they are folded.

Nothing in it expires by itself: between the transaction that writes an article there and the one that folds it, its
record may be the only copy. So the worker that holds a partition deletes the records before its committed offset.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping

from kafka import KafkaAdminClient, TopicPartition
from kafka.errors import KafkaError

from worker.stream import clients
from worker.stream.config import Settings
from worker.wire.article import Lineage

log = logging.getLogger(__name__)

DELETE_SECONDS = 60.0
"""Time between two deletions. Each deletes what had been committed by the previous one: should a broker forget the end
of the last transactions (worker/stream/transactions.py), their records can still be read again."""

FETCH_SECONDS = 5.0
"""Longest wait for a raw record."""


def fetch(settings: Settings, raw: Lineage) -> bytes | None:
    """A raw record's value, for the dead letter of an article that was handed over without it. None if its stream no
    longer has it, or does not answer in time."""
    tp = TopicPartition(raw.stream, raw.partition)
    reader = clients.range_consumer(settings)
    try:
        reader.assign([tp])
        reader.seek(tp, raw.offset)
        patience = time.monotonic() + FETCH_SECONDS
        while time.monotonic() < patience:
            for record in reader.poll(timeout_ms=200, max_records=1).get(tp, ()):
                return record.value if record.offset == raw.offset else None
    except KafkaError as error:
        log.warning("original_not_fetched", extra={"raw": f"{tp.topic}/{tp.partition}", "error": str(error)})
    finally:
        reader.close()
    return None


class Handover:
    """Remembers the committed offsets, and up to where records are deleted."""

    def __init__(self, settings: Settings) -> None:
        self._settings, self._stream = settings, settings.stream("handover")
        self._committed: dict[int, int] = {}
        self._due: dict[int, int] = {}
        self._deleted: dict[int, int] = {}
        self._next = time.monotonic() + DELETE_SECONDS
        self._refused = False

    def committed(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Note newly committed offsets; those of other streams are ignored."""
        self._committed |= {tp.partition: offset for tp, offset in offsets.items() if tp.topic == self._stream}

    def assigned(self, committed: Mapping[int, int]) -> None:
        """Note the committed offsets of partitions taken over."""
        self._committed |= committed

    def revoked(self, partition: int) -> None:
        """Forget a partition that goes to another worker."""
        for known in (self._committed, self._due, self._deleted):
            known.pop(partition, None)

    def look(self) -> None:
        """Delete what is due, now and then. If Kafka does not answer, nothing happens; if it refuses, log a warning."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + DELETE_SECONDS
        due = {p: offset for p, offset in self._due.items() if offset > self._deleted.get(p, 0)}
        self._due = dict(self._committed)
        if due:
            self._delete(due)

    def _delete(self, due: Mapping[int, int]) -> None:
        options = clients.for_admin(self._settings) | {"bootstrap_timeout_ms": 3_000, "request_timeout_ms": 5_000}
        try:
            client = KafkaAdminClient(**options)
        except (KafkaError, OSError):
            return
        try:
            client.delete_records({TopicPartition(self._stream, p): offset for p, offset in due.items()})
            self._deleted |= due
        except KafkaError as error:
            if not self._refused:
                log.warning("handover_not_deleted", extra={"stream": self._stream, "error": str(error)})
            self._refused = True
        finally:
            client.close()
