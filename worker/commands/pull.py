"""`newswire pull`: feeds, the AP Media API and folders into the raw stream."""

from __future__ import annotations

from pathlib import Path

import click

from worker.commands.hidden_settings import with_hidden_settings
from worker.commands.output import counted
from worker.commands.stop import noted
from worker.pull import plan
from worker.pull.puller import Puller
from worker.stream import logs
from worker.stream.config import Settings
from worker.stream.errors import SettingsError


@click.command("pull")
@click.argument("what", metavar="TABLE|ADDRESS|FOLDER")
@click.option("--source", help="The wire service; required with ADDRESS or FOLDER.")
@click.option("--every", type=click.FloatRange(min=1), help="Seconds between polls. Default: 60; for a folder 5.")
@click.option("--once", is_flag=True, help="Poll each once, then end.")
@with_hidden_settings
def command(settings: Settings, what: str, source: str | None, every: float | None, once: bool) -> None:
    """Fetch new articles and write each to the raw stream once.

    It reads RSS, Atom and JSON Feed over HTTP, the AP Media API, and folders.

    TABLE is a TOML file of [[pull]] entries with `source`, one of `feed`, `ap_media`, `folder`, and optionally `every`
    and `headers`. Requests are conditional (ETag, Last-Modified), and a source that fails is polled less and less
    often. The position is kept in the stream PREFIX + pulls: after a stop or a crash it continues from there. Articles
    older than the window, which would only become late dead letters, are skipped and counted.

    \b
    newswire pull --source coastal https://coastal.example/feed.xml
    newswire pull --source nordlight /var/spool/nordlight
    newswire pull pulls.toml
    """
    if source is not None:
        pulls = [plan.one(source, what, every)]
    elif Path(what).is_file():
        if every is not None:
            raise click.UsageError("with a TABLE, set `every` in its entries instead of --every")
        try:
            pulls = plan.parse(Path(what).read_text(encoding="utf-8"), what)
        except UnicodeDecodeError as error:
            raise SettingsError(f"{what} is not UTF-8 text: {error}") from error
    else:
        raise click.UsageError(f"{what} is not a table; for an address or a folder add --source NAME")
    secrets = [settings.sasl_plain_password, settings.ssl_password, *(v for p in pulls for v in p.headers.values())]
    logs.configure(settings.log_level.upper(), settings.log_format, secrets=tuple(secrets))
    with noted() as stop:
        counts = Puller(settings, pulls, stop, once).run()
    if once:
        old = f", {counts['skipped']:,} skipped" if counts["skipped"] else ""
        click.echo(f"{counted(counts['handed_on'], 'part')} into {settings.raw_streams[0]}{old}")
        if counts["failed"]:
            raise click.exceptions.Exit(1)
