"""Asking before something that cannot be taken back."""

from __future__ import annotations

import sys

import click


def confirm(yes: bool, what: str) -> None:
    """Ask before something that cannot be taken back; off a terminal `--yes` has to say it. Raises `click.Abort`."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise click.UsageError(f"this would {what}; say --yes where nobody can be asked")
    click.confirm(f"This will {what}. Go on?", abort=True, err=True)
