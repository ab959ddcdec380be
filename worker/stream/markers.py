"""What a broker may leave undone when it is killed: the end of a transaction, unwritten in some of its partitions.

A transaction ends with a marker in every partition that it wrote to. Killed between the decision and the markers, a
single broker of Kafka 4.3.1 often comes back, takes partitions it does not know yet for deleted, and puts the
transaction on record as complete. Where the marker is missing, committed records stay hidden, behind them all others,
until the same transactional id ends another transaction there; and then they share that one's end. In
`__consumer_offsets` nobody is told the group's offsets any more (UNSTABLE_OFFSET_COMMIT).

A marker counts for the producer id, whichever transaction it ends. So each session begins with a transaction that
names every partition which the last one may have written to, and ends it the same way; and a session that has lost a
broker does so before it writes again. Where nothing is missing, that does nothing.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Iterable
from typing import Any, Literal

from kafka import TopicPartition
from kafka.admin import TransactionState
from kafka.errors import KafkaError, KafkaTimeoutError, TransactionalIdNotFoundError

from worker.stream import clients
from worker.stream.config import Settings

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

PATIENCE_SECONDS = 10.0
"""Wait for partitions to be named in a transaction."""


def last_end(settings: Settings) -> End:
    """How the last transaction of this worker's transactional id ended, as far as Kafka remembers.

    To be asked before `init_transactions`, which makes Kafka forget. Raises `NoBroker` where nothing answers.
    """
    client = clients.admin(settings)
    try:
        found = client.describe_transactions([settings.transactional_id])
    except TransactionalIdNotFoundError:
        return "none"
    except KafkaError as error:  # nobody allowed us to ask about it
        log.debug("no_last_transaction", extra={"error": str(error)})
        return "unknown"
    finally:
        client.close()
    return _ENDS.get(found[settings.transactional_id].state, "unknown")


def write_again(producer: Any, group_id: str, partitions: Collection[TopicPartition], end: End) -> None:
    """Write the end of the last transaction into `partitions` and the offsets of the group once more.

    Where it is not known, what was written is taken as committed and the offsets as aborted: messages may then be read
    again, which the fold recognises as duplicates, but none is skipped. Raises what kafka-python's transactions raise:
    one of them that another has taken over the transactional id.
    """
    if end in ("committed", "aborted"):
        _end(producer, group_id, partitions, commit=end == "committed")
    elif end == "unknown":
        _end(producer, group_id, (), commit=False)
        _end(producer, None, partitions, commit=True)


def _end(producer: Any, group_id: str | None, partitions: Collection[TopicPartition], *, commit: bool) -> None:
    producer.begin_transaction()
    _name(producer, partitions)
    if group_id is not None:
        producer.send_offsets_to_transaction({}, group_id)
    if commit:
        producer.commit_transaction()
    else:
        producer.abort_transaction()


def _name(producer: Any, partitions: Iterable[TopicPartition]) -> None:
    """Make partitions part of the transaction. kafka-python does so before it sends records, and has no other call."""
    manager = producer._transaction_manager
    for tp in partitions:
        manager.maybe_add_partition_to_transaction(tp)
    producer._sender.wakeup()
    patience = time.monotonic() + PATIENCE_SECONDS
    while manager.has_partitions_to_add():
        if manager.has_error():
            raise manager.last_error
        if time.monotonic() > patience:
            raise KafkaTimeoutError(f"no partition was added to a transaction for {PATIENCE_SECONDS:.0f} s")
        time.sleep(0.002)


def links(producer: Any) -> tuple[Any, ...]:
    """The producer's connections to brokers as they are now."""
    return tuple(producer._sender._client._manager._conns.values())


def lost(before: Iterable[Any]) -> bool:
    """Whether one of these connections has ended: its broker may have been killed."""
    return any(link.closed for link in before)
