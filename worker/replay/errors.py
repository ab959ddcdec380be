"""Errors of replays that are not Kafka's fault: one line that says what to do, exit status 2."""

from __future__ import annotations

import errno
from pathlib import Path

import click


class ReplayError(click.ClickException):
    """A run, a range, a file or a folder that cannot be used."""

    exit_code = 2


def unwritable(error: OSError, where: Path) -> ReplayError:
    """The error for a file that could not be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return ReplayError(f"the disk of {where} is full; free some space and run the same command to resume")
    return ReplayError(f"cannot write to {where}: {error.strerror or error}")
