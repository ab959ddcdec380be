"""The worker's HTTP pages: /metrics, /livez, /readyz, and an index page.

It is the standard library's threading server with limits: probes must be answered whoever else is connected.
"""

from __future__ import annotations

import html
import logging
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import orjson
from prometheus_client import make_wsgi_app

from worker import build
from worker.stream.config import PREFIX, Settings
from worker.stream.errors import SettingsError
from worker.stream.metrics import Metrics
from worker.stream.status import Status

log = logging.getLogger(__name__)

SECONDS = 10.0
"""Longest life of a connection, until the last byte of the answer."""

CONNECTIONS = 32
"""Most connections at a time. A new one closes the oldest, so that idle clients cannot block others."""

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, *args: Any, **options: Any) -> None:
        self._begun: dict[socket.socket, float] = {}
        self._lock = threading.Lock()
        super().__init__(*args, **options)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            if len(self._begun) >= CONNECTIONS:
                self._end(next(iter(self._begun)))
            self._begun[request] = time.monotonic()
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._begun.pop(request, None)
        super().shutdown_request(request)

    def service_actions(self) -> None:
        """Close connections that are too old. Called between requests, several times a second."""
        with self._lock:
            for request in [r for r, begun in self._begun.items() if time.monotonic() - begun > SECONDS]:
                self._end(request)

    def _end(self, request: socket.socket) -> None:
        """Shut a connection down; the thread that serves it then closes it."""
        self._begun.pop(request, None)
        try:
            request.shutdown(socket.SHUT_RDWR)
        except OSError:
            log.debug("http", extra={"closed": "by the other side"})

    def handle_error(self, _request: Any, _client_address: Any) -> None:
        """A broken connection is not worth a log line, nor a traceback on standard error."""
        log.debug("http", exc_info=True)


class _Handler(WSGIRequestHandler):
    def log_message(self, *_args: Any) -> None:
        """Do not log requests: probes come every few seconds."""


def serve(settings: Settings, status: Status, metrics: Metrics) -> Callable[[], None]:
    """Serve in the background; call the result to stop. /livez fails once a step takes `stuck_seconds`.

    Raises `SettingsError` if the port cannot be used.
    """
    host, port = settings.http_host, settings.http_port
    application = _application(status, make_wsgi_app(metrics.registry), settings.stuck_seconds, _index(settings))
    try:
        server = make_server(host, port, application, server_class=_Server, handler_class=_Handler)
    except OSError as error:
        raise SettingsError(
            f"cannot serve /metrics on {host}:{port}: {error.strerror}. If another worker on this machine uses the "
            f"port, set {PREFIX}HTTP_PORT to a free one for this worker (0: none)"
        ) from error
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, name="http", daemon=True)
    thread.start()

    def stop() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    return stop


def _application(status: Status, metrics_app: Any, alive_seconds: float, index: bytes) -> Application:
    def page(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if environ.get("REQUEST_METHOD") not in ("GET", "HEAD"):
            return _text(start_response, "405 Method Not Allowed", "only GET\n")
        if path == "/metrics":
            return _metrics(metrics_app, environ, start_response)
        if path == "/livez":
            age = status.heart.age()
            return _json(start_response, age < alive_seconds, {"seconds_since_last_step": round(age, 3)})
        if path == "/readyz":
            return _json(start_response, status.ready, status.checks())
        if path == "/":
            start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), _length(index)])
            return [index]
        return _text(start_response, "404 Not Found", "see / for the pages\n")

    return page


def _metrics(metrics_app: Any, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """The metrics; in the plain text format if the client's Accept headers or query cannot be parsed."""
    kept: list[tuple[str, list[tuple[str, str]]]] = []

    def keep(said: str, headers: list[tuple[str, str]], *_: Any) -> None:
        kept[:] = [(said, headers)]

    try:
        body = list(metrics_app(environ, keep))
    except Exception as error:  # noqa: BLE001 - prometheus_client may raise anything for an odd header
        log.debug("http", extra={"error": repr(error)})
        wanted = ("HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "QUERY_STRING")
        body = list(metrics_app({name: v for name, v in environ.items() if name not in wanted}, keep))
    start_response(*kept[0])
    return body


def _index(settings: Settings) -> bytes:
    """The page at `/`."""
    rows = {
        "transactional id": settings.transactional_id,
        "group": settings.group_id,
        "Kafka": ", ".join(settings.bootstrap_servers),
        "reads": ", ".join(settings.raw_streams),
        "writes": ", ".join(settings.stream(name) for name in ("stories", "articles", "dead-letters")),
        "version": f"{build.version()} ({build.code()})",
    }
    pages = {
        "/readyz": "ready? in the group, state rebuilt, Kafka answers, not paused",
        "/livez": "alive? how long ago it last finished a step",
        "/metrics": "for Prometheus",
    }
    table = "".join(f"<tr><th>{html.escape(k)}</th><td>{html.escape(v)}</td></tr>\n" for k, v in rows.items())
    links = "".join(f'<li><a href="{path}">{path}</a> {html.escape(what)}</li>\n' for path, what in pages.items())
    return (
        "<!doctype html>\n<html lang=en>\n<meta charset=utf-8>\n<title>newswire worker</title>\n"
        "<style>body{font:16px/1.5 sans-serif;margin:2em}th{text-align:left;padding-right:1em}</style>\n"
        f"<h1>newswire worker</h1>\n<table>\n{table}</table>\n<ul>\n{links}</ul>\n"
    ).encode()


def _length(body: bytes) -> tuple[str, str]:
    return "Content-Length", str(len(body))


def _json(start_response: Any, good: bool, fields: Mapping[str, object]) -> list[bytes]:
    body = orjson.dumps(fields) + b"\n"
    said = "200 OK" if good else "503 Service Unavailable"
    start_response(said, [("Content-Type", "application/json"), _length(body)])
    return [body]


def _text(start_response: Any, said: str, text: str) -> list[bytes]:
    start_response(said, [("Content-Type", "text/plain; charset=utf-8"), _length(text.encode())])
    return [text.encode()]
