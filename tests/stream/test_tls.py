"""What TLS refuses is told in one line, without a Kafka: a certificate that has expired, one of another host, ours."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from worker import cli
from worker.stream import clients

PEMS = Path(__file__).parent / "tls"
"""Keys with self-signed certificates, made for these tests and of use for nothing else: `expired` is one of localhost
until February 2024, `other-host` one of kafka.example until 2124."""


@contextlib.contextmanager
def _listening(name: str, wants: str = "") -> Iterator[int]:
    """The port of a server with that certificate, which answers nothing; with `wants` it asks for a client's."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(PEMS / f"{name}.pem")
    if wants:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(PEMS / f"{wants}.pem")
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    # Once refused, it is read until the client closes it: closed at once, with what the client sent
                    # still unread, it would be reset, and the client might lose the alert that says why.
                    with connection.dup() as plain, contextlib.suppress(OSError):
                        with contextlib.suppress(OSError), context.wrap_socket(connection, server_side=True) as secured:
                            secured.recv(1 << 16)
                        plain.settimeout(5)
                        while plain.recv(1 << 16):
                            pass

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize(
    ("server", "options", "told"),
    [
        (("expired",), {"SSL_CAFILE": "expired"}, "the broker's certificate is refused: certificate has expired"),
        (("other-host",), {"SSL_CAFILE": "other-host"}, "the broker's certificate is refused: Hostname mismatch"),
        (("other-host",), {"SSL_CAFILE": "expired"}, "the broker's certificate is refused: self-signed certificate"),
        (
            ("other-host", "expired"),
            {"SSL_CAFILE": "other-host", "SSL_CHECK_HOSTNAME": "false", "SSL_CERTFILE": "expired"},
            "the broker refuses this client's certificate: sslv3 alert certificate expired",
        ),
    ],
    ids=["expired", "other host", "unknown", "ours expired"],
)
def test_a_certificate_that_is_refused_is_named(
    monkeypatch: pytest.MonkeyPatch, server: tuple[str, ...], options: dict[str, Any], told: str
) -> None:
    """One line with the reason that TLS gave and the setting to look at, nothing of passwords, and exit status 6."""
    monkeypatch.setattr(clients, "BOOTSTRAP_TIMEOUT_MS", 1_000)
    files = {name: str(PEMS / f"{value}.pem") if value != "false" else value for name, value in options.items()}
    if "SSL_CERTFILE" in files:
        files["SSL_KEYFILE"] = files["SSL_CERTFILE"]
    with _listening(*server) as port:
        set_ = {"BOOTSTRAP_SERVERS": f"localhost:{port}", "SECURITY_PROTOCOL": "SSL", "HTTP_PORT": "0", **files}
        run = CliRunner().invoke(cli.main, ["run"], env={f"NEWSWIRE_{name}": value for name, value in set_.items()})
    said = run.output.strip().splitlines()[-1]
    assert run.exit_code == 6
    assert told in said
    assert f"NEWSWIRE_{'SSL_CERTFILE' if 'SSL_CERTFILE' in files else 'SSL_CAFILE'}" in said
    assert "SASL" not in said
