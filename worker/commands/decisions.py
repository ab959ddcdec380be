"""The option `--decisions`: what editors decided, from a file."""

from __future__ import annotations

from pathlib import Path

import click

from worker.commands.files import InputError
from worker.story.decision import Decision, read
from worker.wire.article import BadMessage

decisions_option = click.option(
    "--decisions",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Decisions of editors to apply, one JSON line each, as `newswire decide list --json` prints them.",
)


def decisions_in(path: Path, unread: list[tuple[str, str]]) -> list[Decision]:
    """The decisions in a file. Of lines that cannot be used, reason and place go to `unread`. Raises `InputError`."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise InputError(f"cannot open {path}: {error.strerror}") from error
    found: list[Decision] = []
    for n, line in enumerate(lines):
        if line.strip():
            try:
                found.append(read(line, None))
            except BadMessage as bad:
                unread.append((bad.reason, f"{path} line {n}: {bad.detail}"))
    return found


def all_decisions_in(path: Path | None) -> tuple[Decision, ...]:
    """The same, where every line has to be usable; none without a file. Raises `InputError`."""
    unread: list[tuple[str, str]] = []
    found = decisions_in(path, unread) if path else []
    if unread:
        reason, place = unread[0]
        raise InputError(f"{place} ({reason}); nothing was replayed")
    return tuple(found)
