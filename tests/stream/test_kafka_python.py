"""kafka-python's faults, and that they do us no harm: each as it is there, then as it is with our cure."""

from __future__ import annotations

import gc
import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import kafka
import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, OffsetAndMetadata, TopicPartition
from kafka.consumer.subscription_state import SubscriptionState
from kafka.coordinator.base import BaseCoordinator, Generation
from kafka.coordinator.consumer import ConsumerCoordinator
from kafka.errors import KafkaConnectionError, KafkaError
from kafka.net.compat import KafkaNetClient
from kafka.producer.sender import Sender
from kafka.protocol.consumer.metadata import ConsumerProtocolAssignment

from tests.stream import kit
from tests.stream.proxy import Proxy, proxied
from worker.stream import broker as embedded
from worker.stream import clients, kafka_python, streams
from worker.stream.broker import free_ports


def test_the_version_is_the_one_whose_inside_is_known() -> None:
    """Another one is looked at first: does each test of this file show its fault there still? Then `KNOWN` follows."""
    assert kafka.__version__ == kafka_python.KNOWN


class _Manager:
    """As much of a transaction manager as the sender asks for when its coordinator cannot be reached."""

    def __init__(self) -> None:
        self.again: list[Any] = []

    def is_completing(self) -> bool:
        return False

    def next_request_handler(self, _incomplete: bool) -> Any:
        return SimpleNamespace(request="EndTxn", needs_coordinator=lambda: True, coordinator_type="txn", is_retry=False)

    def coordinator(self, _kind: str) -> int:
        return 1

    def lookup_coordinator_for_request(self, handler: Any) -> None:
        pass

    def retry(self, handler: Any) -> None:
        self.again.append(handler)


def _after_a_refusal(await_ready: Callable[[Any], bool]) -> list[Any]:
    """The requests that are to be sent again, after one whose coordinator refused the connection."""
    manager = _Manager()
    sender = SimpleNamespace(
        _transaction_manager=manager,
        _accumulator=SimpleNamespace(has_incomplete=False),
        _client=SimpleNamespace(await_ready=lambda node, timeout_ms: await_ready(node)),
        _running=True,
        _force_close=False,
        config={"request_timeout_ms": 1000, "retry_backoff_ms": 5},
    )
    assert Sender._maybe_send_pending_request(sender)
    return manager.again


def test_the_sender_loses_a_request_whose_coordinator_refuses() -> None:
    """The fault: where waiting for the coordinator raises, the request is neither sent nor asked for again; where it
    is answered with False, it is. When this fails, upstream has mended it: delete `Client.await_ready`."""

    def raises(_node: Any) -> bool:
        raise KafkaConnectionError("not ready")

    logging.getLogger("kafka.producer.sender").disabled = True
    try:
        assert _after_a_refusal(raises) == []
    finally:
        logging.getLogger("kafka.producer.sender").disabled = False
    assert len(_after_a_refusal(lambda _: False)) == 1


def test_a_broker_that_is_not_ready_is_no_exception() -> None:
    """Ours says False where kafka-python's raises, and not at once: it is asked in a loop."""
    for kind, expected in ((KafkaNetClient, KafkaError), (kafka_python.Client, None)):
        client = kind(bootstrap_servers=f"127.0.0.1:{free_ports(1)[0]}")
        try:
            if expected:
                with pytest.raises(expected):
                    client.await_ready("bootstrap-0", 100)
            else:
                began = time.monotonic()
                assert not client.await_ready("bootstrap-0", 100)
                assert not client.await_ready("bootstrap-0", 100)
                assert time.monotonic() - began >= 2 * kafka_python.PAUSE_SECONDS
        finally:
            client.close()


@pytest.fixture
def behind_a_proxy(tmp_path: Path) -> Iterator[tuple[str, Proxy]]:
    """A broker that tells its clients to come through a proxy."""
    port, controller, outside = free_ports(3)
    with proxied(outside) as proxy:
        running = embedded.start(
            tmp_path / "kafka",
            port,
            others={
                "controller.quorum.voters": f"1@127.0.0.1:{controller}",
                "listeners": f"PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller},"
                f"OUTSIDE://127.0.0.1:{outside}",
                "advertised.listeners": f"PLAINTEXT://127.0.0.1:{port},OUTSIDE://127.0.0.1:{proxy.port}",
                "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,OUTSIDE:PLAINTEXT",
            },
        )
        yield f"127.0.0.1:{proxy.port}", proxy
        running.kill()


@pytest.mark.kafka
def test_a_transaction_outlives_a_coordinator_that_refuses(behind_a_proxy: tuple[str, Proxy]) -> None:
    """Connections are refused for two seconds just before the offsets, and before the commit, are sent: both go
    through afterwards. Without the cure both calls wait for ever."""
    address, proxy = behind_a_proxy
    config = kit.settings(address, "t.")
    streams.ensure(config)
    place = TopicPartition(config.stream("dead-letters"), 0)
    producer = clients.transactional_producer(config)
    producer.init_transactions()
    took = []
    for step in ("offsets", "commit"):
        producer.begin_transaction()
        producer.send(place.topic, b"x", partition=0)
        producer.flush(10)
        offsets = {place: OffsetAndMetadata(1, "", -1)}
        if step == "commit":
            producer.send_offsets_to_transaction(offsets, config.group_id)
        proxy.cut()
        threading.Timer(2, proxy.mend).start()
        call = threading.Thread(
            target=lambda step=step, offsets=offsets: (
                producer.send_offsets_to_transaction(offsets, config.group_id)
                if step == "offsets"
                else producer.commit_transaction()
            ),
            daemon=True,
        )
        began = time.monotonic()
        call.start()
        call.join(20)
        took.append(time.monotonic() - began)
        assert not call.is_alive(), f"{step} still waits"
        if step == "offsets":
            producer.commit_transaction()
    producer.close(5)
    assert len(kit.records(config, place.topic)) == 2
    assert all(seconds > 1.5 for seconds in took), "the calls were made while nobody answered"


def _sockets() -> int:
    links = [os.path.join("/proc/self/fd", name) for name in os.listdir("/proc/self/fd")]
    return sum(os.readlink(link).startswith("socket") for link in links if os.path.islink(link))


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="counts open files as Linux shows them")
@pytest.mark.parametrize("answers", [False, True], ids=["refused", "silent"])
@pytest.mark.parametrize("kind", [KafkaProducer, KafkaConsumer, KafkaAdminClient])
def test_a_client_that_finds_no_kafka_leaves_nothing_open(kind: type[Any], answers: bool) -> None:
    """Its sockets are closed at once; kafka-python's producer leaves them to the garbage collector."""
    gc.collect()
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1] if answers else free_ports(1)[0]
        options = {"bootstrap_servers": f"127.0.0.1:{port}", "bootstrap_timeout_ms": 600, "request_timeout_ms": 300}
        gc.disable()
        try:
            before = _sockets()
            with pytest.raises(KafkaError):
                kafka_python.built(kind, options)
            assert _sockets() == before
            if kind is KafkaProducer:
                with pytest.raises(KafkaError):
                    kind(**options)
                assert _sockets() > before, "upstream closes what it opened: delete `built`"
        finally:
            gc.enable()
            gc.collect()


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="counts open files as Linux shows them")
def test_a_refused_connection_leaves_nothing_open() -> None:
    """A producer whose broker is away tries again and again: each socket is closed. The fault stands in what our cure
    wraps; when the first half fails, upstream has mended it: delete `_closing`."""
    import asyncio

    from kafka.net.inet import KafkaNetSocket

    address = ("127.0.0.1", free_ports(1)[0])
    theirs = KafkaNetSocket.sock_connect.__closure__[0].cell_contents
    for connect, closed in ((theirs, False), (KafkaNetSocket.sock_connect, True)):
        sock = socket.socket()
        with pytest.raises(KafkaConnectionError):
            asyncio.run(connect(KafkaNetSocket(), None, sock, address))
        assert (sock.fileno() < 0) is closed
        sock.close()


class _Member(ConsumerCoordinator):  # type: ignore[misc]
    """A group's member whose coordinator is there and answers each join after a moment, without a Kafka."""

    def __init__(self, client: Any) -> None:
        subscription = SubscriptionState()
        subscription.subscribe(["raw"])
        super().__init__(client, subscription, group_id="g", enable_auto_commit=False, api_version=(4, 0))
        self._client.is_disconnected = lambda _node: False
        self.coordinator_id = 1
        self.joins = 0

    def _maybe_start_heartbeat_loop(self) -> None:
        pass

    async def _do_join_and_sync_async(self) -> bytes:
        self.joins += 1
        protocols = self.group_protocols()
        await self._net.sleep(0.05)
        self._generation = Generation(self.joins, "one", protocols[0][0])
        self._assignment_snapshot = self._metadata_snapshot  # as the leader does when it assigns
        return bytes(ConsumerProtocolAssignment(1, [("raw", [0])], b"").encode())

    def answered_between_polls(self) -> bool:
        """Whether it has joined after a poll that was too short, the answer, and another short poll."""
        assert not self.ensure_active_group(timeout_ms=5)
        kit.wait(lambda: self._join_task.is_done, 5, "the answer is there")
        return not self.need_rejoin() or bool(self.ensure_active_group(timeout_ms=40))


@pytest.fixture
def member() -> Iterator[_Member]:
    """A member of a group without a Kafka."""
    client = KafkaNetClient(bootstrap_servers="127.0.0.1:1")
    client._net.start()
    yield _Member(client)
    client.close()


def _theirs(cured: Any) -> Any:
    """What our cure wraps."""
    return cured.__closure__[0].cell_contents


def test_an_answer_that_comes_between_two_polls_is_taken(member: _Member, monkeypatch: pytest.MonkeyPatch) -> None:
    """One join is enough. kafka-python's own discards the answer, and all members have to join again; when the second
    half fails, upstream has mended it: delete `_taking`."""
    assert member.answered_between_polls()
    assert (member.joins, member.stable()) == (1, True)

    monkeypatch.setattr(BaseCoordinator, "join_group_async", _theirs(BaseCoordinator.join_group_async))
    member.request_rejoin()
    assert not member.answered_between_polls()
    assert member.joins == 3


def test_an_answer_is_taken_also_if_metadata_caused_the_join(member: _Member, monkeypatch: pytest.MonkeyPatch) -> None:
    """A leader that joins again because the metadata changed gets its partitions. kafka-python's own sees after its
    assignment that nothing differs any more, and never takes them; when the second half fails, upstream has mended it:
    delete `_until_answered`."""
    assert member.answered_between_polls()
    member._assignment_snapshot = {"raw": {0, 1}}
    assert member.answered_between_polls()
    assert (member.joins, member.stable(), member.need_rejoin()) == (2, True, False)

    monkeypatch.setattr(ConsumerCoordinator, "need_rejoin", _theirs(ConsumerCoordinator.need_rejoin))
    member.state = None
    member._assignment_snapshot = {"raw": {0, 1}}
    member.answered_between_polls()
    assert (member.joins, member.stable(), member.need_rejoin()) == (3, False, False)
