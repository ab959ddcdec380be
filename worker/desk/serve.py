"""The desk as a process: its reader in a thread, its pages in the main one."""

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
from worker.desk.store import Store
from worker.stream.config import Settings
from worker.stream.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Options:
    """Where it listens, where it keeps what it has read, by which names it is asked, who may do what."""

    host: str
    port: int
    data: Path
    hosts: tuple[str, ...]
    access: Access
    actions: Actions | None


def serve(settings: Settings, options: Options) -> str | None:
    """Serve until told to stop. Returns what ended it otherwise. Raises `SettingsError` where it cannot begin."""
    listening = _listen(options.host, options.port)
    try:
        store = Store(options.data)
    except (OSError, sqlite3.Error) as error:
        raise SettingsError(f"{options.data} cannot be used: {error}. --data names another file") from error
    live = Live(lambda: pages.standing(desk))
    reader = Reader(settings, store, live.changed)
    desk = Desk(settings, store, reader.standing, options.access, live, options.actions)
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
    """Lets the pages go before it waits for their connections to end."""

    live: Live

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn's."""
        self.live.end()
        await super().shutdown(sockets)


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        raise SettingsError(f"cannot listen on {host}:{port}: {error.strerror}. --port names another") from error


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
