"""Brokers that can be broken: one, or a KRaft cluster of three, each behind a proxy that its clients come through."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.stream.proxy import Proxy
from worker.stream import broker as embedded
from worker.stream.broker import free_ports

SECURITY = "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,OUTSIDE:PLAINTEXT"


class Node:
    """One broker, which is a controller too. `address` is its own, `proxy` what workers see of it."""

    def __init__(self, number: int, folder: Path) -> None:
        self.number, self._folder = number, folder
        self.port, self.controller, self._outside = free_ports(3)
        self.address = f"127.0.0.1:{self.port}"
        self.proxy = Proxy(self._outside)
        self._running: embedded.Broker | None = None

    def start(self, voters: str, nodes: int) -> None:
        """Start it, or start it again with its data, and return when it answers."""
        copies, least = (3, 2) if nodes == 3 else (1, 1)
        self._running = embedded.start(
            self._folder,
            self.port,
            ready_seconds=120,
            others={
                "node.id": self.number,
                "controller.quorum.voters": voters,
                "listeners": f"PLAINTEXT://127.0.0.1:{self.port},CONTROLLER://127.0.0.1:{self.controller},"
                f"OUTSIDE://127.0.0.1:{self._outside}",
                "advertised.listeners": f"PLAINTEXT://127.0.0.1:{self.port},OUTSIDE://127.0.0.1:{self.proxy.port}",
                "listener.security.protocol.map": SECURITY,
                "default.replication.factor": copies,
                "min.insync.replicas": least,
                "offsets.topic.replication.factor": copies,
                "transaction.state.log.replication.factor": copies,
                "transaction.state.log.min.isr": least,
                "controlled.shutdown.enable": str(nodes > 1).lower(),
                "broker.session.timeout.ms": 3000,
                "log.cleaner.backoff.ms": 500,
            },
        )

    @property
    def pid(self) -> int:
        """The process of the broker."""
        assert self._running is not None
        return self._running.process.pid

    @property
    def ended(self) -> bool:
        """Whether it runs no longer, by its own decision."""
        return self._running is not None and self._running.process.poll() is not None

    def kill(self) -> None:
        """SIGKILL."""
        assert self._running is not None
        self._running.kill()

    def stop(self) -> None:
        """SIGTERM, and wait for the orderly end."""
        assert self._running is not None
        self._running.stop()

    def freeze(self, frozen: bool) -> None:
        """SIGSTOP, or SIGCONT."""
        assert self._running is not None
        self._running.process.send_signal(signal.SIGSTOP if frozen else signal.SIGCONT)


class Cluster:
    """Brokers with one set of data; what was killed comes back with its own."""

    def __init__(self, folder: Path, nodes: int) -> None:
        self.nodes = [Node(n + 1, folder / f"node-{n + 1}") for n in range(nodes)]
        self._voters = ",".join(f"{n.number}@127.0.0.1:{n.controller}" for n in self.nodes)
        with ThreadPoolExecutor(nodes) as pool:
            list(pool.map(self.start, self.nodes))

    def start(self, node: Node) -> None:
        """Start a node that is not running."""
        node.start(self._voters, len(self.nodes))

    def start_later(self, node: Node, seconds: float) -> threading.Timer:
        """The same after a while."""
        timer = threading.Timer(seconds, self.start, (node,))
        timer.start()
        return timer

    @property
    def inside(self) -> tuple[str, ...]:
        """Addresses past the proxies, for whoever judges."""
        return tuple(node.address for node in self.nodes)

    @property
    def outside(self) -> tuple[str, ...]:
        """Addresses through the proxies, for workers."""
        return tuple(f"127.0.0.1:{node.proxy.port}" for node in self.nodes)

    def mend(self) -> None:
        """Let the network be whole, and every node run."""
        for node in self.nodes:
            node.proxy.mend()
            if node.ended:
                self.start(node)


@contextlib.contextmanager
def cluster(folder: Path, nodes: int) -> Iterator[Cluster]:
    """A cluster for the length of a `with`."""
    running = Cluster(folder, nodes)
    try:
        yield running
    finally:
        for node in running.nodes:
            node.proxy.close()
            node.kill()
