"""What we need of kafka-python that it does not offer, and our cures for its faults: all of its inside stands here.

Its private parts may change with every release, so all of this is for the version that `KNOWN` names, to which the
lock files hold it. `tests/stream/test_kafka_python.py` fails where another is installed, and shows for each cure the
fault without it: one that upstream has mended is to be deleted here.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Collection, Iterable
from typing import Any

import kafka
from kafka import TopicPartition
from kafka.errors import KafkaError
from kafka.net.compat import KafkaNetClient
from kafka.net.inet import KafkaNetSocket
from kafka.net.transport import KafkaSSLTransport, KafkaTCPTransport

log = logging.getLogger(__name__)

KNOWN = "3.0.12"
"""The version whose inside is known here."""

PAUSE_SECONDS = 0.03
"""Wait before a broker that is not ready is asked for again."""


class Client(KafkaNetClient):  # type: ignore[misc]
    """kafka-python's client of one producer, consumer or admin: what connects, sends and waits.

    Given to them as their `kafka_client`, so that it can be closed where they are not built to the end.
    """

    def await_ready(self, node_id: Any, timeout_ms: float = 30_000) -> bool:
        """Whether a broker can be sent to, within that time.

        kafka-python's own raises where it cannot. Its only caller is the sender's `_maybe_send_pending_request`, which
        expects False, and loses the transactional request that it was about to send when it gets an exception: whoever
        waits for that request waits for ever. It also comes back at once, and logs a line each time.
        """
        try:
            return bool(super().await_ready(node_id, timeout_ms))
        except KafkaError as error:
            log.debug("not_ready", extra={"node": node_id, "error": str(error)})
            time.sleep(PAUSE_SECONDS)
            return False


def built(client: type[Any], options: dict[str, Any]) -> Any:
    """`client(**options)`, with our `Client` inside. Where that raises, all it has opened is closed.

    kafka-python leaves a selector, a pair of sockets and a connection to the garbage collector, which does not come by
    in an outage.
    """
    begun: list[Client] = []

    def begin(**configs: Any) -> Client:
        begun.append(Client(**configs))
        return begun[-1]

    try:
        return client(**options, kafka_client=begin)
    except BaseException:
        for one in begun:
            try:
                one.close()
            except Exception as error:  # noqa: BLE001 - what was half built may close by halves
                log.debug("close", extra={"error": str(error)})
        raise


def _closing(connect: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """`KafkaNetSocket.sock_connect`, which closes its socket where it raises."""

    async def sock_connect(self: Any, net: Any, sock: Any, *args: Any, **options: Any) -> Any:
        try:
            return await connect(self, net, sock, *args, **options)
        except BaseException:
            sock.close()
            raise

    return sock_connect


def _shaking(handshake: Callable[[Any], Awaitable[None]]) -> Callable[[Any], Awaitable[None]]:
    """A transport's `handshake`, which closes the socket where it raises."""

    async def closing(self: Any) -> None:
        try:
            await handshake(self)
        except BaseException:
            self._sock.close()
            raise

    return closing


if kafka.__version__ == KNOWN:
    KafkaNetSocket.sock_connect = _closing(KafkaNetSocket.sock_connect)
    KafkaTCPTransport.handshake = _shaking(KafkaTCPTransport.handshake)
    KafkaSSLTransport.handshake = _shaking(KafkaSSLTransport.handshake)


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


def rejoin(consumer: Any) -> None:
    """Join the group anew at the next poll. Where this member leads it, that assigns all partitions once more."""
    consumer._coordinator.request_rejoin()


def connections(producer: Any) -> tuple[Any, ...]:
    """The producer's connections to brokers as they are now."""
    return tuple(producer._sender._client._manager._conns.values())


def any_closed(before: Iterable[Any]) -> bool:
    """Whether one of these connections has ended: its broker may have been killed."""
    return any(connection.closed for connection in before)
