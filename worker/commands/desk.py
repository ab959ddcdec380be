"""`newswire desk`: the wire in a browser."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from worker.commands.hidden_settings import with_hidden_settings
from worker.stream import clients, logs
from worker.stream.config import Settings
from worker.stream.errors import SettingsError, Stopped

A = TypeVar("A")
R = TypeVar("R")

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def installed() -> bool:
    """Whether the extra `desk` is installed."""
    return all(importlib.util.find_spec(name) for name in ("uvicorn", "starlette", "jinja2"))


def _data_folder() -> Path:
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(base) / "newswire"


@click.command("desk")
@click.option("--host", envvar="DESK_HOST", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", envvar="DESK_PORT", type=click.IntRange(1, 65535), default=8090, show_default=True, help="Port."
)
@click.option(
    "--name", "names", envvar="DESK_NAMES", multiple=True, help="Host name that browsers use, if not on this machine."
)
@click.option(
    "--data",
    envvar="DESK_DATA",
    type=click.Path(path_type=Path),
    help="Its database file. Default: one per stream prefix.",
)
@click.option(
    "--token", "tokens", envvar="DESK_TOKENS", multiple=True, help="NAME:SHA-256 of the token of somebody who may act."
)
@click.option(
    "--proxy-header", envvar="DESK_PROXY_HEADER", default="", help="Header in which a proxy gives the user's name."
)
@click.option(
    "--proxy-from",
    envvar="DESK_PROXY_FROM",
    multiple=True,
    default=("127.0.0.1", "::1"),
    show_default=True,
    help="Addresses of that proxy. Whatever connects from there may name any user: by default, all of this machine.",
)
@click.option(
    "--embargo-reader",
    "embargo_readers",
    envvar="DESK_EMBARGO_READERS",
    multiple=True,
    help="Name of somebody who may see embargoed texts.",
)
@with_hidden_settings
def command(settings: Settings, **given: Any) -> None:
    """Show the wire in a browser as it happens: stories, versions, people, dead letters, sources.

    It is a separate process that reads what the worker publishes, into a file that can be deleted at any time. It needs
    the extra `desk` (pip install '.[desk]'). Anybody who can reach it can read, so by default it listens only on this
    machine; to decide on stories, publish replays, and redrive or drop dead letters, a user must be known by name
    (--token, or a proxy).

    \b
    newswire desk                          http://127.0.0.1:8090
    newswire desk --token "ana:$(printf %s SECRET | sha256sum | cut -c1-64)"
    """
    if not installed():
        raise SettingsError("the desk needs the extra `desk`: pip install '.[desk]'")
    from worker.desk import serve

    secrets_of = (settings.sasl_plain_password, settings.ssl_password)
    logs.configure(settings.log_level.upper(), settings.log_format, secrets=secrets_of)
    with contextlib.suppress(KeyboardInterrupt):
        failed = serve.serve(settings, _options(settings, given))
        if failed:
            raise Stopped(f"the desk has stopped reading: {failed}")


def _answered(settings: Settings, action: Callable[[Settings, A], R]) -> Callable[[A], R]:
    """An action that somebody waits for: if Kafka does not answer, `NoBroker` after seconds, and nothing is done."""

    def act(given: A) -> R:
        clients.check_answers(settings)
        return action(settings, given)

    return act


def _options(settings: Settings, given: dict[str, Any]) -> Any:
    from worker.commands.desk_replays import Replays
    from worker.desk import access, serve
    from worker.desk.app import Actions
    from worker.replay import dead_letters
    from worker.stream import decide

    data = given["data"] or _data_folder() / f"desk-{settings.stream_prefix.strip('.') or 'all'}.sqlite"
    try:
        tokens = access.parse_tokens(_split(given["tokens"]))
    except ValueError as error:
        raise SettingsError(f"DESK_TOKENS: {error}") from error
    may = access.Access(
        tokens,
        given["proxy_header"],
        _split(given["proxy_from"]),
        frozenset(_split(given["embargo_readers"])),
        secrets.token_bytes(32),
    )
    act = Actions(
        _answered(settings, dead_letters.redrive),
        _answered(settings, dead_letters.drop),
        _answered(settings, decide.send),
    )
    host = given["host"]
    names = _split(given["names"])
    known = ("*",) if host not in ("127.0.0.1", "::1", "localhost") and not names else (*LOOPBACK, *names)
    return serve.Options(host, given["port"], data, known, may, act, Replays(settings))


def _split(values: tuple[str, ...]) -> tuple[str, ...]:
    """Values given several times, or once with commas or spaces between them."""
    return tuple(part for value in values for part in value.replace(",", " ").split())
