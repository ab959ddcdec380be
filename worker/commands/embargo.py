"""Embargo options of commands that do not use the clock."""

from __future__ import annotations

import typing
from typing import Any

import click

from worker.story.canonical import Shows
from worker.wire import stamp
from worker.wire.article import BadMessage


class Time(click.ParamType[int]):
    """An RFC 3339 time, as epoch milliseconds."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The time; a number has been converted already."""
        if isinstance(value, int):
            return value
        try:
            found = stamp.stated(self.name, str(value), stamp.UTC)
        except BadMessage as bad:
            self.fail(bad.detail, param, ctx)
        return found.ms if found else self.fail(f"{value!r} is not a time", param, ctx)


TIME = Time()

now_option = click.option(
    "--now", type=TIME, help="The time to use for embargoes (RFC 3339). Default: the newest time in the FILEs."
)
embargo_shows_option = click.option(
    "--embargo-shows",
    type=click.Choice(typing.get_args(Shows)),
    default="nothing",
    help="What stories under embargo show; the worker takes it from NEWSWIRE_EMBARGO_SHOWS.",
)
