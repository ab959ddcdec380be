"""`newswire streams`: create missing streams, check existing ones."""

from __future__ import annotations

import click

from worker.stream import streams
from worker.stream.config import Settings, with_settings
from worker.stream.rules import load


@click.command("streams")
@click.option("--check", is_flag=True, help="Create nothing; exit with status 2 if a stream is missing.")
@with_settings
def command(settings: Settings, check: bool) -> None:
    """Create missing streams on a Kafka cluster, and check existing ones.

    Existing streams are never changed: if a stream's partitions or cleanup policy do not fit, an error says what to do.
    The worker does the same when it starts; run this first if the worker is not allowed to create streams. All settings
    can also be given as environment variables: --stream-prefix is NEWSWIRE_STREAM_PREFIX.
    """
    for found in streams.ensure(settings, streams.table(settings, load(settings).routes), create=not check):
        state = "created" if found.created else "exists"
        policy = found.stream.configs.get("cleanup.policy", "its own retention")
        click.echo(f"{found.stream.name:<30} {state:<9} {found.partitions:>4} partitions  {policy}")
        if found.trusts_clocks:
            click.echo(f"{found.stream.name}: {streams.TRUSTS_CLOCKS}", err=True)
