"""The worker's HTTP side under bad manners: idle and slow connections, odd headers, and a page to find one's way."""

from __future__ import annotations

import contextlib
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from prometheus_client import CollectorRegistry

from worker.stream import web
from worker.stream.broker import free_ports
from worker.stream.config import Settings
from worker.stream.heartbeat import Heartbeat
from worker.stream.metrics import Metrics
from worker.stream.status import Status


@pytest.fixture
def port() -> Iterator[int]:
    settings = Settings(http_host="127.0.0.1", http_port=free_ports(1)[0], transactional_id="desk <one>")
    stop = web.serve(settings, Status(Heartbeat()), Metrics(CollectorRegistry()))
    yield settings.http_port
    stop()


def _get(port: int, path: str, method: str = "GET", **headers: str) -> tuple[int, str]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", method=method, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_a_page_says_where_things_are(port: int) -> None:
    """At / stand the links, and which worker this is, escaped; elsewhere nothing is, and says where to look."""
    status, page = _get(port, "/")
    assert status == 200
    for path in ("/metrics", "/livez", "/readyz"):
        assert f'href="{path}"' in page
    assert "desk &lt;one&gt;" in page
    assert "newswire.raw" in page
    assert _get(port, "/nowhere")[0] == 404
    assert _get(port, "/livez", method="POST")[0] == 405
    assert _get(port, "/livez", method="HEAD") == (200, "")


def test_idle_connections_keep_nobody_out(port: int) -> None:
    """Three hundred that connect and say nothing: a probe is answered all the same, and most of them are closed."""
    with contextlib.ExitStack() as held:
        idle = [held.enter_context(socket.create_connection(("127.0.0.1", port), 5)) for _ in range(300)]
        began = time.monotonic()
        assert _get(port, "/livez")[0] == 200
        assert time.monotonic() - began < 2
        closed = 0
        for one in idle:
            one.settimeout(0.01)
            with contextlib.suppress(TimeoutError):
                closed += one.recv(1) == b""
        assert closed >= len(idle) - web.CONNECTIONS


def _drip(client: socket.socket, bytes_: int) -> None:
    for _ in range(bytes_):
        client.sendall(b"G")
        time.sleep(0.05)


def test_a_slow_client_has_its_time(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """One byte at a time keeps no connection open for longer than its limit."""
    monkeypatch.setattr(web, "SECONDS", 0.5)
    with (
        socket.create_connection(("127.0.0.1", port), 5) as slow,
        pytest.raises(OSError, match=r"reset|[Bb]roken pipe"),
    ):
        _drip(slow, 1200)


@pytest.mark.parametrize(
    "accept",
    [
        "application/openmetrics-text; version=\x01",
        "text/plain;version=",
        "application/openmetrics-text;escaping==;=;",
        ";;,,==",
        "ſ",
    ],
)
def test_an_odd_header_is_no_error(port: int, accept: str, capfd: pytest.CaptureFixture[str]) -> None:
    """Whatever a client says that it accepts, it gets the metrics; nothing is written to standard error."""
    with socket.create_connection(("127.0.0.1", port), 5) as client:
        client.sendall(f"GET /metrics HTTP/1.0\r\nAccept: {accept}\r\n\r\n".encode())
        answer = b""
        while piece := client.recv(1 << 16):
            answer += piece
    assert answer.split(b"\r\n", 1)[0].endswith(b"200 OK")
    assert b'newswire_build_info{code="pure",version="' in answer
    assert capfd.readouterr().err == ""


def test_a_client_that_leaves_is_no_line(port: int, capfd: pytest.CaptureFixture[str]) -> None:
    """Connections that are reset in the middle of an answer, and lines that are no HTTP, leave nothing on standard
    error."""
    for said in (b"GET /metrics HTTP/1.0\r\n\r\n", b"\x16\x03\x01\x02\x00\r\n\r\n", b"G" * 70_000 + b"\r\n\r\n"):
        client = socket.create_connection(("127.0.0.1", port), 5)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        with contextlib.suppress(OSError):
            client.sendall(said)
        client.close()
    assert _get(port, "/livez")[0] == 200
    assert capfd.readouterr().err == ""
