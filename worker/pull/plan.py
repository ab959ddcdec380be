"""What is pulled from where: a table in TOML, or one address or folder on the command line."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from worker.stream.errors import SettingsError
from worker.wire.source_name import source_name

Kind = Literal["feed", "ap_media", "folder"]
KINDS: tuple[Kind, ...] = ("feed", "ap_media", "folder")
EVERY_SECONDS: Mapping[Kind, float] = {"feed": 60.0, "ap_media": 15.0, "folder": 5.0}


@dataclass(frozen=True, slots=True)
class Pull:
    """One thing to poll, every so many seconds. `headers` go with each request."""

    source: str
    kind: Kind
    where: str
    every: float
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def key(self) -> str:
        """Key of its position."""
        return f"{self.source} {self.where}"


def one(source: str, where: str, every: float | None) -> Pull:
    """A feed's address, or a folder. Raises `SettingsError` if it is neither."""
    return _checked(source, "feed" if "://" in where else "folder", where, every, {}, "the command line")


def parse(text: str, name: str, environment: Mapping[str, str] | None = None) -> list[Pull]:
    """The pulls of a table. Raises `SettingsError`, which says what is wrong; `name` is the file's."""
    try:
        rows = tomllib.loads(text).get("pull")
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{name}: {error}") from error
    if not isinstance(rows, list) or not rows:
        raise SettingsError(f"{name}: no [[pull]] in it")
    pulls = [_row(row, f"{name}, [[pull]] {n}", environment or os.environ) for n, row in enumerate(rows, 1)]
    twice = next((p for n, p in enumerate(pulls) if p.key in {q.key for q in pulls[:n]}), None)
    if twice is not None:
        raise SettingsError(f"{name}: {twice.where} is listed twice for {twice.source}")
    return pulls


def _row(row: Any, where: str, environment: Mapping[str, str]) -> Pull:
    known = {"source", "every", "headers", *KINDS}
    if not isinstance(row, dict) or (unknown := sorted(row.keys() - known)):
        fault = f"unknown {', '.join(unknown)}" if isinstance(row, dict) else "not a table"
        raise SettingsError(f"{where}: {fault}")
    kinds = [kind for kind in KINDS if kind in row]
    if len(kinds) != 1 or not isinstance(row[kinds[0]], str):
        raise SettingsError(f"{where}: give one of {', '.join(KINDS)}, as a string")
    headers = row.get("headers", {})
    if not isinstance(headers, dict) or not all(isinstance(value, str) for value in headers.values()):
        raise SettingsError(f"{where}: headers must map names to strings")
    filled = {name: _secret(value, where, environment) for name, value in headers.items()}
    return _checked(row.get("source"), kinds[0], row[kinds[0]], row.get("every"), filled, where)


def _secret(value: str, where: str, environment: Mapping[str, str]) -> str:
    """A value that begins with `$` names an environment variable, so that the table need not contain keys."""
    if not value.startswith("$"):
        return value
    if value[1:] not in environment:
        raise SettingsError(f"{where}: the environment variable {value[1:]} is not set")
    return environment[value[1:]]


def _checked(source: Any, kind: Kind, place: str, every: Any, headers: Mapping[str, str], where: str) -> Pull:
    name = source_name(source) if isinstance(source, str) else ""
    if not name:
        raise SettingsError(f"{where}: source must name the wire service")
    if kind == "folder" and not Path(place).is_dir():
        raise SettingsError(f"{where}: there is no folder {place}")
    if kind != "folder" and not place.startswith(("http://", "https://")):
        raise SettingsError(f"{where}: {place} is not an http address")
    seconds = EVERY_SECONDS[kind] if every is None else every
    if not isinstance(seconds, int | float) or isinstance(seconds, bool) or not seconds >= 1:
        raise SettingsError(f"{where}: every must be a number of seconds, at least 1")
    return Pull(name, kind, place, float(seconds), headers)
