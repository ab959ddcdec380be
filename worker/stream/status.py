"""/metrics, /livez and /readyz over HTTP, with the standard library's threading server."""

from __future__ import annotations

import logging
import socketserver
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import orjson
from prometheus_client import make_wsgi_app

from worker.stream.errors import SettingsError
from worker.stream.heartbeat import Heartbeat
from worker.stream.metrics import Metrics

log = logging.getLogger(__name__)

RECENT_POLL_SECONDS = 30.0


class Status:
    """What the loop says of itself, for /readyz. Written by the loop's thread, read by the server's."""

    def __init__(self, heart: Heartbeat) -> None:
        self.heart = heart
        self.joined = False
        self.restored = False
        self.kafka = False
        self.stopping = False

    def checks(self) -> dict[str, bool]:
        """Each condition of being ready by its name: in the group, state rebuilt, Kafka answers, polled, not ending."""
        return {
            "joined": self.joined,
            "restored": self.restored,
            "kafka": self.kafka,
            "polling": self.heart.age() < RECENT_POLL_SECONDS,
            "running": not self.stopping,
        }

    @property
    def ready(self) -> bool:
        """Whether every check holds."""
        return all(self.checks().values())


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, *_args: Any) -> None:
        """Probes come every few seconds: no line for each."""


def serve(host: str, port: int, status: Status, metrics: Metrics, alive_seconds: float) -> Callable[[], None]:
    """Serve in the background; the value returned stops it. `alive_seconds`: how old a beat /livez lets pass.

    Raises `SettingsError` where the port is taken.
    """
    app = _application(status, make_wsgi_app(metrics.registry), alive_seconds)
    try:
        server = make_server(host, port, app, server_class=_Server, handler_class=_Silent)
    except OSError as error:
        raise SettingsError(f"cannot serve /metrics on {host}:{port}: {error.strerror}") from error
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, name="http", daemon=True)
    thread.start()

    def stop() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    return stop


def _application(status: Status, metrics_app: Any, alive_seconds: float) -> Any:
    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == "/metrics":
            answer: Iterable[bytes] = metrics_app(environ, start_response)
            return answer
        if path == "/livez":
            age = status.heart.age()
            return _answer(start_response, age < alive_seconds, {"seconds_since_last_step": round(age, 3)})
        if path == "/readyz":
            return _answer(start_response, status.ready, status.checks())
        start_response("404 Not Found", [("Content-Type", "text/plain")])
        return [b"/metrics, /livez, /readyz\n"]

    return application


def _answer(start_response: Any, good: bool, body: Mapping[str, object]) -> list[bytes]:
    start_response("200 OK" if good else "503 Service Unavailable", [("Content-Type", "application/json")])
    return [orjson.dumps(body) + b"\n"]
