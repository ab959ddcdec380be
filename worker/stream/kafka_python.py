"""What we need of kafka-python that it does not offer: every use of its private parts stands here."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from typing import Any

from kafka import TopicPartition


def send_offsets(producer: Any, offsets: Any, group: Any) -> Any:
    """`send_offsets_to_transaction`, without its wait for ever: the value has `wait(timeout_ms)`."""
    result = producer._transaction_manager.send_offsets_to_transaction(offsets, group)
    producer._sender.wakeup()
    return result


def end_transaction(producer: Any, *, commit: bool) -> Any:
    """`commit_transaction` or `abort_transaction`, without its wait for ever: the value has `wait(timeout_ms)`."""
    manager = producer._transaction_manager
    result = manager.begin_commit() if commit else manager.begin_abort()
    producer._sender.wakeup()
    return result


class _Naming:
    """Partitions on their way into a transaction."""

    def __init__(self, manager: Any) -> None:
        self._manager = manager

    def wait(self, timeout_ms: float) -> bool:
        """Whether they are part of it, within that time. Raises what became of them otherwise."""
        deadline = time.monotonic() + timeout_ms / 1000
        while self._manager.has_partitions_to_add():
            if self._manager.has_error():
                raise self._manager.last_error
            if time.monotonic() > deadline:
                return False
            time.sleep(0.002)
        return True


def name_partitions(producer: Any, partitions: Collection[TopicPartition]) -> _Naming:
    """Make partitions part of the open transaction. kafka-python does so before it sends records, and has no other
    call; the value has `wait(timeout_ms)`."""
    manager = producer._transaction_manager
    for tp in partitions:
        manager.maybe_add_partition_to_transaction(tp)
    producer._sender.wakeup()
    return _Naming(manager)


def connections(producer: Any) -> tuple[Any, ...]:
    """The producer's connections to brokers as they are now."""
    return tuple(producer._sender._client._manager._conns.values())


def any_closed(before: Iterable[Any]) -> bool:
    """Whether one of these connections has ended: its broker may have been killed."""
    return any(connection.closed for connection in before)
