"""The settings as options of commands that are about something else."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from worker.stream.config import with_settings

R = TypeVar("R")
_WHERE = """

    The settings are options here too (--bootstrap-servers, --stream-prefix, ...; `newswire run --help` lists them), and
    variables of the environment.
    """


def with_unlisted_settings(command: Callable[..., R]) -> Callable[..., R]:
    """As `with_settings`, but the help names them in a sentence instead of listing thirty behind the command's own."""
    command.__doc__ = f"{command.__doc__}{_WHERE}"
    decorated = with_settings(command)
    for option in decorated.__dict__["__click_params__"]:
        option.hidden = True
    return decorated
