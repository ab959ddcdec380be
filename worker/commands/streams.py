"""`newswire streams`: create the streams, or check those that are there."""

from __future__ import annotations

import click

from worker.stream import streams
from worker.stream.config import Settings, with_settings
from worker.stream.rules import load


@click.command("streams")
@click.option("--check", is_flag=True, help="Create nothing; fail (exit status 2) if one is missing.")
@with_settings
def command(settings: Settings, check: bool) -> None:
    """Create the streams on a Kafka cluster, or check those that are there.

    Existing streams are never changed: one whose partitions or policy do not fit ends in a line that says what to do.
    The worker does the same when it starts; run this first where it may not create streams itself. All settings can
    also be given in the environment: --stream-prefix is NEWSWIRE_STREAM_PREFIX.
    """
    for found in streams.ensure(settings, streams.table(settings, load(settings).routes), create=not check):
        state = "created" if found.created else "is there"
        policy = found.stream.configs.get("cleanup.policy", "retention of its own")
        click.echo(f"{found.stream.name:<30} {state:<9} {found.partitions:>4} partitions  {policy}")
        if found.trusts_clocks:
            click.echo(f"{found.stream.name}: {streams.TRUSTS_CLOCKS}", err=True)
