"""A TCP proxy in front of a broker, so that the network can break: cut, held, slowed, refused."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator


class Proxy:
    """Listens on `port` and hands everything on to `target`, as long as it is told to."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.delay = 0.0
        """Seconds that each piece waits, in both directions."""
        self._open = threading.Event()
        self._open.set()
        self._pairs: set[tuple[socket.socket, socket.socket]] = set()
        self._lock = threading.Lock()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._server,), daemon=True).start()

    def cut(self) -> None:
        """Close every connection and refuse new ones."""
        # Linux: closing alone would leave `accept` waiting, and the port open.
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self.drop()

    def drop(self) -> None:
        """Close every connection; new ones are welcome."""
        with self._lock:
            pairs, self._pairs = self._pairs, set()
        for pair in pairs:
            _close(pair)

    def hold(self) -> None:
        """Hand nothing on: the other side looks as if it had stopped."""
        self._open.clear()

    def mend(self) -> None:
        """All is as it was."""
        self.delay = 0.0
        self._open.set()
        if self._server.fileno() < 0:
            self._server = socket.create_server(("127.0.0.1", self.port))
            threading.Thread(target=self._accept, args=(self._server,), daemon=True).start()

    def close(self) -> None:
        """For good."""
        self._open.set()
        self.cut()

    def _accept(self, server: socket.socket) -> None:
        while True:
            try:
                near, _ = server.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self.target), 5)
            except OSError:
                near.close()
                continue
            far.settimeout(None)
            with self._lock:
                self._pairs.add((near, far))
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._pass_on, args=(one, other, (near, far)), daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket, pair: tuple[socket.socket, socket.socket]) -> None:
        with contextlib.suppress(OSError):
            while piece := one.recv(1 << 16):
                if self.delay:
                    time.sleep(self.delay)
                self._open.wait()
                other.sendall(piece)
        with self._lock:
            self._pairs.discard(pair)
        _close(pair)


def _close(pair: tuple[socket.socket, socket.socket]) -> None:
    for end in pair:
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


@contextlib.contextmanager
def proxied(target: int) -> Iterator[Proxy]:
    """A proxy for the length of a `with`."""
    proxy = Proxy(target)
    try:
        yield proxy
    finally:
        proxy.close()
