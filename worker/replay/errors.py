"""What goes wrong with a replay and is not Kafka's fault: one line that says what to do, exit status 2."""

from __future__ import annotations

import errno
from pathlib import Path

import click


class ReplayError(click.ClickException):
    """A run, a range, a file or a folder that cannot be used."""

    exit_code = 2


def unwritable(error: OSError, where: Path) -> ReplayError:
    """The line for a file that could not be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return ReplayError(f"the disk of {where} is full; make room and start the same command again: it goes on")
    return ReplayError(f"cannot write to {where}: {error.strerror or error}")
