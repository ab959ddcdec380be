"""The command `newswire`."""

from __future__ import annotations

import click


@click.group()
def main() -> None:
    """Raw wire articles in, one canonical version of each story out."""
