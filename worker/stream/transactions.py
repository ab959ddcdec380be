"""All transactions of one transactional id: only this module begins, ends or repairs one.

A transaction ends with a marker in every partition that it wrote to. If a single broker of Kafka 4.3.1 is killed
between the decision and the markers, it often comes back, takes partitions it does not know yet for deleted, and
records the transaction as complete. Where the marker is missing, committed records and everything after them stay
invisible until the same transactional id ends another transaction there; then they are committed or aborted with that
one. In `__consumer_offsets`, nobody can read the group's offsets any more (UNSTABLE_OFFSET_COMMIT).

A marker applies to the producer id, whichever transaction it ends. So `Transactions` starts with one that names every
partition the last one may have written to, and ends it the same way; it does so again after it has lost a broker,
before it writes. If no marker is missing, this has no effect.

No call waits longer than `CALL_SECONDS`, or `DELIVER_SECONDS` for records: kafka-python itself can wait for ever when
it loses a coordinator. After any error the object can only be closed; the transaction it left open is aborted by the
next `Transactions` with the same transactional id.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Literal

from kafka import TopicPartition
from kafka.admin import TransactionState
from kafka.errors import (
    InvalidProducerEpochError,
    KafkaError,
    KafkaTimeoutError,
    ProducerFencedError,
    TransactionalIdNotFoundError,
)

from worker.stream import clients, kafka_python
from worker.stream.config import Settings
from worker.stream.records import Out

log = logging.getLogger(__name__)

End = Literal["committed", "aborted", "unknown", "none"]
"""How the last transaction of a transactional id ended; none: there was none."""

_ENDS: dict[TransactionState, End] = {
    TransactionState.PREPARE_COMMIT: "committed",
    TransactionState.COMPLETE_COMMIT: "committed",
    TransactionState.ONGOING: "aborted",  # by the next `init_transactions`
    TransactionState.PREPARE_ABORT: "aborted",
    TransactionState.COMPLETE_ABORT: "aborted",
}

CALL_SECONDS = 15.0
"""Longest wait for one transaction call (offsets, commit, abort). The broker times the transaction out at about the
same time."""

DELIVER_SECONDS = 10.0
"""Longest wait for records to be written. After a longer outage of its broker, kafka-python's producer often does not
recover before its batches expire; a new producer does, within a second of the broker's return."""

_LOOK_SECONDS = 1.0
"""How often `waiting` is called during a wait."""

_COORDINATOR_SECONDS = 0.1
"""Wait before asking for a coordinator again."""


class Undelivered(KafkaError):  # type: ignore[misc]
    """A record was not written: kafka-python would commit the transaction all the same."""


def _go_on() -> bool:
    return False


class Transactions:
    """One producer and its transactions, one after another.

    `streams` are all streams that may be written to, here or by a predecessor with the same transactional id.
    `group_id` is the group whose offsets are committed, None if there is none. With `partition`, every record goes into
    that partition of its stream. `waiting` is called about once a second while Kafka does not answer; if it returns
    true, the wait ends.
    """

    def __init__(
        self,
        settings: Settings,
        streams: Iterable[str],
        group_id: str | None = None,
        partition: int | None = None,
        waiting: Callable[[], bool] = _go_on,
    ) -> None:
        """Connect, end what a dead predecessor left open, and write its last markers again.

        Raises `NoBroker` if nothing answers, other `KafkaError`s if Kafka refuses.
        """
        self._group_id, self._partition, self._waiting = group_id, partition, waiting
        self._sent: list[tuple[Out, Any]] = []
        self.began: float | None = None
        """When the open transaction began, by the monotonic clock."""
        self._empty_began: float | None = None
        end = _last_end(settings)
        self._producer = clients.transactional_producer(settings)
        try:
            self._producer.init_transactions()
            self._counts = {name: len(self._producer.partitions_for(name)) for name in streams}
            self._partitions = [
                TopicPartition(name, p)
                for name, n in self._counts.items()
                for p in (range(n) if partition is None else (partition,))
            ]
            self._write_end_again(end, self._partitions)
        except BaseException:
            self.close()
            raise
        self._end: End = "aborted" if end == "aborted" else "committed"
        self._note()

    def begin(self) -> None:
        """Open a transaction, after making sure that the previous one has ended everywhere."""
        if kafka_python.any_closed(self._connections):
            self._waiting()
            self.end_again()
        self.began = time.monotonic()
        self._producer.begin_transaction()

    def send(self, out: Out) -> Any:
        """Send a record. Once `deliver` has returned, the future's value has its offset.

        One with neither key nor value, which Kafka allows but the client does not, gets an empty key.
        """
        partition = self._partition
        if partition is None and out.partition is not None:
            partition = out.partition % self._counts[out.stream]
        future = self._producer.send(
            out.stream,
            key=b"" if out.key is None and out.value is None else out.key,
            value=out.value,
            headers=list(out.headers),
            partition=partition,
            timestamp_ms=out.timestamp_ms,
        )
        self._sent.append((out, future))
        return future

    def deliver(self) -> None:
        """Wait until every record sent is written. Raises `Undelivered` if one was not, `KafkaTimeoutError`, or the
        fencing error if another producer has taken over the transactional id."""
        patience = time.monotonic() + DELIVER_SECONDS
        while True:
            try:
                self._producer.flush(timeout=_LOOK_SECONDS)
                break
            except KafkaTimeoutError:
                if self._waiting() or time.monotonic() > patience:
                    raise
        for out, future in self._sent:
            if isinstance(future.exception, ProducerFencedError | InvalidProducerEpochError):
                raise future.exception
            if not future.succeeded():
                raise Undelivered(f"{out.stream}: {future.exception!r}") from future.exception
        self._sent.clear()

    def commit(self, offsets: Mapping[TopicPartition, Any] | None = None, group: Any = None) -> None:
        """Deliver what was sent, add offsets, and commit.

        `group` is the metadata of this group member, or the group's bare id, which is not fenced. Once this returns,
        the commit has happened; if it raises, it may or may not have, and the next `Transactions` settles it.
        """
        self.deliver()
        if offsets:
            self._wait("send offsets", kafka_python.send_offsets(self._producer, offsets, group))
        self._finish(commit=True)

    def abort(self) -> None:
        """Abort everything sent since `begin`."""
        self._finish(commit=False)

    def end_again(self) -> None:
        """End the last transaction again the same way; in all its partitions if a broker was lost since. This also
        shows whether the transactional id is still ours."""
        self._write_end_again(self._end, self._partitions if kafka_python.any_closed(self._connections) else ())
        self._note()

    @property
    def idle_seconds(self) -> float:
        """How long ago Kafka last ended a transaction for us."""
        return time.monotonic() - self._ended_at

    @property
    def timed_out(self) -> bool:
        """Whether the broker has timed out the open transaction, which looks like fencing by another producer."""
        began = self._empty_began if self.began is None else self.began
        return began is not None and time.monotonic() - began > clients.TRANSACTION_TIMEOUT_MS / 1000

    def close(self) -> None:
        """Close the producer; if it is still waiting for records to fail, do so in the background.

        Those records cannot be written late: `init_transactions` of the next producer ends their transaction.
        """
        try:
            self._producer.close(timeout=1)
        except KafkaError:
            threading.Thread(target=_bury, args=(self._producer,), name="bury", daemon=True).start()

    def _finish(self, *, commit: bool) -> None:
        self._wait("commit" if commit else "abort", kafka_python.end_transaction(self._producer, commit=commit))
        self._sent.clear()
        self.began, self._end = None, "committed" if commit else "aborted"
        self._note()

    def _note(self) -> None:
        self._ended_at, self._connections = time.monotonic(), kafka_python.connections(self._producer)

    def _wait(self, call: str, result: Any) -> None:
        patience = time.monotonic() + CALL_SECONDS
        while not result.wait(timeout_ms=_LOOK_SECONDS * 1000):
            if self._waiting() or time.monotonic() > patience:
                raise KafkaTimeoutError(f"{call}: no answer from the transaction's or the group's coordinator")

    def _write_end_again(self, end: End, partitions: Collection[TopicPartition]) -> None:
        """Write the end of the last transaction into `partitions` and the offsets of the group again.

        If it is unknown, the records are treated as committed and the offsets as aborted: messages may then be read
        again, which the fold recognizes as duplicates, but none is skipped.
        """
        if end in ("committed", "aborted"):
            self._empty(partitions, self._group_id, commit=end == "committed")
        elif end == "unknown":
            self._empty((), self._group_id, commit=False)
            self._empty(partitions, None, commit=True)

    def _empty(self, partitions: Collection[TopicPartition], group_id: str | None, *, commit: bool) -> None:
        """Run a transaction without records that includes partitions and the group's offsets."""
        self._empty_began = time.monotonic()
        self._producer.begin_transaction()
        self._wait("name partitions", kafka_python.name_partitions(self._producer, partitions))
        if group_id is not None:
            self._wait("send offsets", kafka_python.send_offsets(self._producer, {}, group_id))
        self._wait("end again", kafka_python.end_transaction(self._producer, commit=commit))
        self._empty_began = None


def _last_end(settings: Settings) -> End:
    """How the last transaction of a transactional id ended, as far as Kafka knows.

    Call it before `init_transactions`, which makes Kafka forget. Raises `NoBroker` if nothing answers.
    """
    client = clients.admin(settings)
    patience = time.monotonic() + CALL_SECONDS
    try:
        while True:
            try:
                found = client.describe_transactions([settings.transactional_id])
                return _ENDS.get(found[settings.transactional_id].state, "unknown")
            except TransactionalIdNotFoundError:
                return "none"
            except KafkaError as error:
                # Retriable: the coordinator is not there yet, on a cluster that has just started. Otherwise: we may not
                # ask.
                if not error.retriable or time.monotonic() > patience:
                    log.debug("no_last_transaction", extra={"error": str(error)})
                    return "unknown"
                time.sleep(_COORDINATOR_SECONDS)
    finally:
        client.close()


def _bury(producer: Any) -> None:
    with contextlib.suppress(KafkaError):
        producer.flush(timeout=clients.DELIVERY_TIMEOUT_MS / 1000 + 10)
    with contextlib.suppress(KafkaError):
        producer.close(timeout=1)
