"""`newswire pull`: feeds, the AP Media API and folders into the raw stream."""

from __future__ import annotations

from pathlib import Path

import click

from worker.commands.output import counted
from worker.commands.stop import noted
from worker.commands.unlisted import with_unlisted_settings
from worker.pull import plan
from worker.pull.puller import Puller
from worker.stream import logs
from worker.stream.config import Settings


@click.command("pull")
@click.argument("what", metavar="TABLE|ADDRESS|FOLDER")
@click.option("--source", help="The wire service, where ADDRESS or FOLDER is given.")
@click.option("--every", type=click.FloatRange(min=1), help="Seconds between two looks. Default: 60; a folder: 5.")
@click.option("--once", is_flag=True, help="Look once at each, and end.")
@with_unlisted_settings
def command(settings: Settings, what: str, source: str | None, every: float | None, once: bool) -> None:
    """Fetch what is new and put it into the raw stream, each part once.

    From RSS, Atom and JSON Feed over HTTP, the AP Media API, and folders.

    TABLE is a file (TOML) of [[pull]] with `source`, one of `feed`, `ap_media`, `folder`, and optionally `every` and
    `headers`. Nothing is asked for twice that the server says has not changed; what does not answer is left alone for
    longer each time. How far it is stands in PREFIX + pulls: stopped or killed, it goes on from there. What is older
    than the window, and would only be a late dead letter, is skipped and counted.

    \b
    newswire pull --source coastal https://coastal.example/feed.xml
    newswire pull --source nordlight /var/spool/nordlight
    newswire pull pulls.toml
    """
    if source is not None:
        pulls = [plan.one(source, what, every)]
    elif Path(what).is_file():
        if every is not None:
            raise click.UsageError("--every stands in the table, for each of its pulls")
        pulls = plan.parse(Path(what).read_text(encoding="utf-8"), what)
    else:
        raise click.UsageError(f"{what} is no table; for an address or a folder add --source NAME")
    secrets = [settings.sasl_plain_password, settings.ssl_password, *(v for p in pulls for v in p.headers.values())]
    logs.configure(settings.log_level.upper(), settings.log_format, secrets=tuple(secrets))
    with noted() as stop:
        counts = Puller(settings, pulls, stop, once).run()
    if once:
        old = f", {counts['skipped']:,} skipped" if counts["skipped"] else ""
        click.echo(f"{counted(counts['handed_on'], 'part')} into {settings.raw_streams[0]}{old}")
        if counts["failed"]:
            raise click.exceptions.Exit(1)
