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


def decisions_in(path: Path | None, done: str) -> tuple[Decision, ...]:
    """The decisions in a file; none without one. Raises `InputError` where one cannot be used, which says that nothing
    was `done`: without it stories would come out that somebody withheld."""
    if path is None:
        return ()
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise InputError(f"cannot open {path}: {error.strerror}") from error
    found: list[Decision] = []
    for n, line in enumerate(lines, 1):
        if line.strip():
            try:
                found.append(read(line, None))
            except BadMessage as bad:
                raise InputError(f"{path} line {n}: {bad.detail} ({bad.reason}); nothing was {done}") from bad
    return tuple(found)
