"""Everything that touches kafka-python's internals: features it lacks, and workarounds for its bugs.

Internals may change with every release, so all of this is written for the version in `KNOWN`, to which the lock files
pin it. `tests/stream/test_kafka_python.py` fails if another is installed, and shows each bug without its workaround:
once upstream has fixed one, delete the workaround here.
"""

from __future__ import annotations

import gzip
import io
import logging
import ssl
import time
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Sequence
from typing import Any

import kafka
import lz4.frame
import zstandard
from kafka import TopicPartition
from kafka.coordinator.base import BaseCoordinator
from kafka.coordinator.consumer import ConsumerCoordinator
from kafka.errors import KafkaError
from kafka.net.compat import KafkaNetClient
from kafka.net.inet import KafkaNetSocket
from kafka.net.transport import KafkaSSLTransport, KafkaTCPTransport
from kafka.record import default_records
from kafka.record.default_records import DefaultRecord, DefaultRecordBatch

from worker.stream.records import UNREAD

log = logging.getLogger(__name__)

KNOWN = "3.0.12"
"""The version this file is written for."""

PAUSE_SECONDS = 0.03
"""Wait before trying again a broker that is not ready."""


class Client(KafkaNetClient):  # type: ignore[misc]
    """The network client inside a producer, consumer or admin client.

    It is passed to them as `kafka_client`, so that it can be closed if their constructor fails.
    """

    def await_ready(self, node_id: Any, timeout_ms: float = 30_000) -> bool:
        """Whether a broker becomes ready within that time.

        kafka-python's own raises if it does not. Its only caller is the sender's `_maybe_send_pending_request`, which
        expects False; on an exception it loses the transactional request that it was about to send, and whoever waits
        for that request waits for ever. It also retries at once, and logs a line each time.
        """
        try:
            return bool(super().await_ready(node_id, timeout_ms))
        except KafkaError as error:
            log.debug("not_ready", extra={"node": node_id, "error": str(error)})
            time.sleep(PAUSE_SECONDS)
            return False


def built(client: type[Any], options: dict[str, Any]) -> Any:
    """`client(**options)` with our `Client` inside. If that raises, everything it has opened is closed.

    kafka-python leaves a selector, a pair of sockets and a connection to the garbage collector, which may not run
    during an outage. It only logs why TLS failed: here that is the cause of the error.
    """
    begun: list[Client] = []

    def begin(**configs: Any) -> Client:
        begun.append(Client(**configs))
        return begun[-1]

    try:
        return client(**options, kafka_client=begin)
    except BaseException as error:
        for one in begun:
            error.__cause__ = error.__cause__ or getattr(one._net, "tls_error", None)
            try:
                one.close()
            except Exception as closing:  # noqa: BLE001 - closing a half-built client may fail anywhere
                log.debug("close", extra={"error": str(closing)})
        raise


def _closing(connect: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """`KafkaNetSocket.sock_connect`, but it closes its socket when it raises."""

    async def sock_connect(self: Any, net: Any, sock: Any, *args: Any, **options: Any) -> Any:
        try:
            return await connect(self, net, sock, *args, **options)
        except BaseException:
            sock.close()
            raise

    return sock_connect


def _shaking(handshake: Callable[[Any], Awaitable[None]]) -> Callable[[Any], Awaitable[None]]:
    """A transport's `handshake`, but when it raises it closes the socket, and notes what TLS said for `built`."""

    async def closing(self: Any) -> None:
        try:
            await handshake(self)
        except BaseException as error:
            if isinstance(error, ssl.SSLError):
                self._net.tls_error = error
            self._sock.close()
            raise

    return closing


def _hearing(receive: Callable[[Any], tuple[bytes, Any]]) -> Callable[[Any], tuple[bytes, Any]]:
    """A transport's `_sock_recv`, but it notes what TLS said: in TLS 1.3 a broker refuses a client's certificate only
    after the handshake."""

    def hearing(self: Any) -> tuple[bytes, Any]:
        data, error = receive(self)
        if error is not None and error.args and isinstance(error.args[0], ssl.SSLError):
            self._net.tls_error = error.args[0]
        return data, error

    return hearing


MOST_UNPACKED = 128 << 20
"""Most bytes that a batch of records may unpack to. Kafka limits the packed size only: a producer's batch of 1 MB can
hold gigabytes, and kafka-python unpacks it in memory, whole."""


class _TooLarge(Exception):
    """A batch would unpack to more than `MOST_UNPACKED`."""


def _whole(read: Callable[[int], bytes]) -> bytes:
    pieces, size = [], 0
    while piece := read(1 << 20):
        size += len(piece)
        if size > MOST_UNPACKED:
            raise _TooLarge
        pieces.append(piece)
    return b"".join(pieces)


def _from_gzip(packed: bytes) -> bytes:
    with gzip.GzipFile(fileobj=io.BytesIO(packed)) as file:
        return _whole(file.read)


def _from_zstd(packed: bytes) -> bytes:
    with zstandard.ZstdDecompressor().stream_reader(io.BytesIO(packed), read_across_frames=True) as reader:
        return _whole(reader.read)


def _from_lz4(packed: bytes) -> bytes:
    unpacked: bytes = lz4.frame.LZ4FrameDecompressor().decompress(packed, max_length=MOST_UNPACKED + 1)
    if len(unpacked) > MOST_UNPACKED:
        raise _TooLarge
    return unpacked


def _told(iterate: Callable[[Any], Iterator[Any]]) -> Callable[[Any], Iterator[Any]]:
    """`DefaultRecordBatch.__iter__`, but a batch that is too large to unpack gives one record, at its last offset,
    which says so in the header `UNREAD`. An exception would come again with every poll."""

    def records(batch: Any) -> Iterator[Any]:
        try:
            return iterate(batch)
        except _TooLarge:
            first, last = batch.base_offset, batch.last_offset
            said = f"the batch of offsets {first} to {last} unpacks to more than {MOST_UNPACKED} bytes"
            size, ms, kind = batch.size_in_bytes, batch.max_timestamp, batch.timestamp_type
            return iter([DefaultRecord(size, last, ms, kind, None, b"", [(UNREAD, said.encode())])])

    return records


def _until_answered(need_rejoin: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """`ConsumerCoordinator.need_rejoin`, but true as long as the answer to a join has not been taken.

    A leader joins again when the metadata differ from those it assigned by. Assigning makes them equal: if its poll has
    timed out by then, kafka-python needs no join any more, never looks at the answer, and has no heartbeats.
    """

    def needed(self: Any) -> bool:
        return self._join_task is not None or need_rejoin(self)

    return needed


def _taking(join: Callable[..., Awaitable[bool]]) -> Callable[..., Awaitable[bool]]:
    """`BaseCoordinator.join_group_async`, but it takes an answer that came between two polls.

    kafka-python's own discards it and joins again, which makes all members join again.
    """

    async def taking(self: Any, timeout_ms: float | None = None) -> bool:
        task = self._join_task
        if task is not None and task.succeeded():

            async def answer() -> Any:
                return task.value

            self._join_task = self._manager.call_soon(answer)  # not done yet, so it is waited for
        return await join(self, timeout_ms)

    return taking


if kafka.__version__ == KNOWN:
    ConsumerCoordinator.need_rejoin = _until_answered(ConsumerCoordinator.need_rejoin)
    BaseCoordinator.join_group_async = _taking(BaseCoordinator.join_group_async)
    default_records.gzip_decode, default_records.zstd_decode = _from_gzip, _from_zstd
    default_records.lz4_decode = _from_lz4  # Snappy's format packs to a twentieth at best
    DefaultRecordBatch.__iter__ = _told(DefaultRecordBatch.__iter__)
    KafkaNetSocket.sock_connect = _closing(KafkaNetSocket.sock_connect)
    KafkaTCPTransport.handshake = _shaking(KafkaTCPTransport.handshake)
    KafkaSSLTransport.handshake = _shaking(KafkaSSLTransport.handshake)
    KafkaSSLTransport._sock_recv = _hearing(KafkaSSLTransport._sock_recv)


def send_offsets(producer: Any, offsets: Any, group: Any) -> Any:
    """`send_offsets_to_transaction` without its endless wait: the result has `wait(timeout_ms)`."""
    result = producer._transaction_manager.send_offsets_to_transaction(offsets, group)
    producer._sender.wakeup()
    return result


def end_transaction(producer: Any, *, commit: bool) -> Any:
    """`commit_transaction` or `abort_transaction` without the endless wait: the result has `wait(timeout_ms)`."""
    manager = producer._transaction_manager
    result = manager.begin_commit() if commit else manager.begin_abort()
    producer._sender.wakeup()
    return result


class _Naming:
    """Partitions that are being added to a transaction."""

    def __init__(self, manager: Any) -> None:
        self._manager = manager

    def wait(self, timeout_ms: float) -> bool:
        """Whether they are part of it within that time. Raises the error if adding them failed."""
        deadline = time.monotonic() + timeout_ms / 1000
        while self._manager.has_partitions_to_add():
            if self._manager.has_error():
                raise self._manager.last_error
            if time.monotonic() > deadline:
                return False
            time.sleep(0.002)
        return True


def name_partitions(producer: Any, partitions: Collection[TopicPartition]) -> _Naming:
    """Add partitions to the open transaction without sending records, for which kafka-python has no call. The result
    has `wait(timeout_ms)`."""
    manager = producer._transaction_manager
    for tp in partitions:
        manager.maybe_add_partition_to_transaction(tp)
    producer._sender.wakeup()
    return _Naming(manager)


def stream_id(consumer: Any, name: str) -> str:
    """The id of the stream that has this name now, as the consumer's metadata say; empty if they do not."""
    return str(consumer._client.cluster.topic_id(name) or "")


def rejoin(consumer: Any) -> None:
    """Rejoin the group at the next poll. If this member is the leader, all partitions are assigned again."""
    consumer._coordinator.request_rejoin()


def connections(producer: Any) -> tuple[Any, ...]:
    """The producer's current connections to brokers."""
    return tuple(producer._sender._client._manager._conns.values())


def any_closed(before: Iterable[Any]) -> bool:
    """Whether one of these connections has been closed: its broker may have been killed."""
    return any(connection.closed for connection in before)


def names(error: BaseException, kinds: Sequence[type[KafkaError]]) -> bool:
    """Whether an error is, or wraps, one of these kinds: kafka-python often raises a plain `KafkaError` with the real
    error among its arguments, or only in its text."""
    if isinstance(error, tuple(kinds)) or isinstance(error.__cause__, tuple(kinds)):
        return True
    said = f"{error!r} {error.__cause__!r}"
    return any(kind.__name__ in said for kind in kinds)
