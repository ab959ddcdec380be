"""The stream `handover` in order: what is folded is deleted, and what is gone before it was folded is an alarm.

Nothing in it expires by itself: between the transaction that writes an article there and the one that folds it, its
record may be the only copy. So whoever holds a partition deletes the records behind the offset that it has committed.
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
"""Between two deletions. What goes was committed by the time of the one before: should a broker forget the end of the
last transactions (worker/stream/transactions.py), their records are still there to be read again."""

FETCH_SECONDS = 5.0
"""Wait for a raw record."""


def fetch(settings: Settings, raw: Lineage) -> bytes | None:
    """A raw record's value, for the dead letter of an article that was handed over without it. None where its stream
    has it no longer, or does not answer in time."""
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
    """Remembers what is committed, and what of it is deleted."""

    def __init__(self, settings: Settings) -> None:
        self._settings, self._stream = settings, settings.stream("handover")
        self._committed: dict[int, int] = {}
        self._due: dict[int, int] = {}
        self._deleted: dict[int, int] = {}
        self._next = time.monotonic() + DELETE_SECONDS
        self._refused = False

    def committed(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Note offsets that are committed now; only those of the stream count."""
        self._committed |= {tp.partition: offset for tp, offset in offsets.items() if tp.topic == self._stream}

    def assigned(self, committed: Mapping[int, int]) -> None:
        """Note what was committed in partitions taken over."""
        self._committed |= committed

    def revoked(self, partition: int) -> None:
        """Leave a partition to others."""
        for known in (self._committed, self._due, self._deleted):
            known.pop(partition, None)

    def look(self) -> None:
        """Delete what is due, now and then. Where Kafka is away or does not let us, nothing happens, or a warning."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + DELETE_SECONDS
        due = {p: offset for p, offset in self._due.items() if offset > self._deleted.get(p, 0)}
        self._due = dict(self._committed)
        if due:
            self._delete(due)

    def _delete(self, due: Mapping[int, int]) -> None:
        options = clients.common(self._settings) | {"bootstrap_timeout_ms": 3_000, "request_timeout_ms": 5_000}
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
