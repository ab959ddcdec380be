"""The settings as hidden options, for commands whose own options matter more."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from worker.stream.config import with_settings

R = TypeVar("R")
_WHERE = """

    All settings are options here too (--bootstrap-servers, --stream-prefix, ...; `newswire run --help` lists them), or
    environment variables.
    """


def with_hidden_settings(command: Callable[..., R]) -> Callable[..., R]:
    """Like `with_settings`, but the help mentions the settings in one sentence instead of listing all thirty."""
    command.__doc__ = f"{command.__doc__}{_WHERE}"
    decorated = with_settings(command)
    for option in decorated.__dict__["__click_params__"]:
        option.hidden = True
    return decorated
