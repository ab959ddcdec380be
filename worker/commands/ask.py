"""Ask before doing something that cannot be undone."""

from __future__ import annotations

import sys

import click


def confirm(yes: bool, what: str) -> None:
    """Ask before doing something that cannot be undone; without a terminal, `--yes` is required.

    Raises `click.Abort` if the answer is no, `click.UsageError` if nobody can be asked.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise click.UsageError(f"this would {what}; without a terminal, confirm it with --yes")
    click.confirm(f"This will {what}. Continue?", abort=True, err=True)
