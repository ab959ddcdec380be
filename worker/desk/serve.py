"""The desk's process: the reader in a thread, the pages in the main one."""

from __future__ import annotations

import socket
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from worker.desk import pages
from worker.desk.access import Access
from worker.desk.app import Actions, Desk, application
from worker.desk.live import Live
from worker.desk.reader import Reader
from worker.desk.replays import Replays
from worker.desk.store import Store
from worker.stream.config import Settings
from worker.stream.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Options:
    """Address, data file, accepted host names and permissions."""

    host: str
    port: int
    data: Path
    hosts: tuple[str, ...]
    access: Access
    actions: Actions | None
    replays: Replays | None = None


def serve(settings: Settings, options: Options) -> str | None:
    """Serve until told to stop. Returns why it ended otherwise. Raises `SettingsError` if it cannot start."""
    listening = _listen(options.host, options.port)
    try:
        store = Store(options.data)
    except (OSError, sqlite3.Error) as error:
        raise SettingsError(f"cannot use {options.data}: {error}. Choose another file with --data") from error
    options.access.secret = store.secret()
    live = Live(lambda: pages.standing(desk))
    reader = Reader(settings, store, live.changed)
    desk = Desk(settings, store, reader.standing, options.access, live, options.actions, options.replays)
    config = uvicorn.Config(
        application(desk, options.hosts),
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
        h11_max_incomplete_event_size=64 << 10,
    )
    reader.start()
    print(f"the desk is on http://{_shown(options.host)}:{listening.getsockname()[1]}", flush=True)  # noqa: T201
    server = _Server(config)
    server.live = live
    try:
        server.run(sockets=[listening])
    finally:
        reader.stop()
        store.close()
    return desk.standing.failed


class _Server(uvicorn.Server):
    """Ends the event streams before it waits for connections to close."""

    live: Live

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """See uvicorn."""
        self.live.end()
        await super().shutdown(sockets)


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        raise SettingsError(f"cannot listen on {host}:{port}: {error.strerror}. Choose another --port") from error


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
