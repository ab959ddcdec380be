"""`newswire republish`: fill the streams derived from `stories` (ninjs, routes) from the existing stories."""

from __future__ import annotations

import click
import orjson

from worker.commands.ask import confirm
from worker.commands.hidden_settings import with_hidden_settings
from worker.commands.output import counted, print_line
from worker.publish.outputs import STORIES
from worker.replay.kafka import republish
from worker.replay.kafka.lookback import publisher
from worker.stream import rules, streams
from worker.stream.config import PREFIX, Settings


@click.command("republish")
@click.argument("names", nargs=-1, metavar="[STREAM]...")
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would be written.")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@click.option("--json", "as_json", is_flag=True, help="The result as JSON.")
@with_hidden_settings
def command(settings: Settings, names: tuple[str, ...], dry_run: bool, yes: bool, as_json: bool) -> None:
    """Fill `ninjs`, or the stream of a new route, from the existing stories, and fix outdated copies in it.

    A stream that is switched on (--ninjs, --routes) gets the stories that change from then on. This command writes the
    others, each once, and a tombstone for a copy that no longer belongs there. Without STREAM it fills all streams that
    the settings name. Start the worker with these settings first. Whatever live writes in the meantime is never
    overwritten. If stopped halfway, run the same command again to finish.

    \b
    NEWSWIRE_NINJS=true newswire republish --dry-run      how many stories are missing
    NEWSWIRE_NINJS=true newswire republish --yes ninjs
    newswire republish --routes routes.toml stories.korea
    """
    outputs = rules.outputs(settings, rules.load(settings).routes)
    there = [name for name in outputs.streams if name != STORIES]
    if not there:
        raise click.UsageError(f"nothing to fill: neither {PREFIX}NINJS nor {PREFIX}ROUTES names a stream")
    if unknown := sorted(set(names) - set(there)):
        raise click.UsageError(f"no stream {unknown[0]} to fill; only {', '.join(there)}")
    chosen = [name for name in there if not names or name in names]
    streams.ensure(settings, streams.table(settings, outputs.routes), create=not dry_run)
    if dry_run:
        with republish.missing(settings, outputs, chosen) as found:
            counts = republish.counts(found)
        if as_json:
            print_line(orjson.dumps(counts))
        else:
            told = (f"{counted(n, 'record')} would be written to {settings.stream(s)}" for s, n in counts.items())
            click.echo("\n".join(told) or "nothing is missing")
        return
    confirm(yes, f"write what is missing to {', '.join(map(settings.stream, chosen))}, beside live")
    with (
        publisher(settings, "republish", chosen) as transactions,
        republish.missing(settings, outputs, chosen) as found,
    ):
        result = republish.republish(settings, found, transactions)
    if as_json:
        print_line(result.as_json())
    else:
        left = f", {len(result.held):,} skipped because live has written them since" if result.held else ""
        click.echo(f"{counted(result.published, 'story')} published{left}")
