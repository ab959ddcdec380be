"""`newswire fold`: raw articles in, canonical stories out, without Kafka."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
import orjson

from worker.commands.decisions import decisions_in, decisions_option
from worker.commands.embargo import embargo_shows_option, now_option
from worker.commands.files import Raw, expanded, messages, size_of, source_option, strict_option
from worker.commands.lexicon import lexicon_option, people_option, routes_option
from worker.commands.output import end_with_reader, print_line, safe, with_progress
from worker.enrich.lexicon import Lexicon
from worker.publish.outputs import NINJS, STORIES, Outputs
from worker.story import isolate
from worker.story.embargo import Until, newest_ms
from worker.stream.defects import defect
from worker.stream.rules import read
from worker.stream.understand import understood
from worker.wire.article import Article, BadMessage

_FEW = 5
"""How many unreadable records are listed by name."""

EPILOG = """\b
Examples:
  newswire fold wire.jsonl                  one JSON line per story, sorted by uri
  newswire fold monday.jsonl.gz page.txt    several files, folded together
  newswire fold wire.jsonl --pretty         readable output
  newswire fold wire.jsonl --ninjs          as IPTC ninjs 3.2
  newswire fold wire.jsonl --routes routes.toml --stream stories.korea
  newswire fold wire.jsonl --decisions decided.jsonl   with what editors decided (`newswire decide list --json`)
  newswire fold wire.jsonl | jq -r 'select(.status == "usable") | .headline'
\b
The worker publishes the same stories for the same articles, byte for byte except for the `raw` positions and for pages
with neither id nor time: their uri tells the day of their Kafka record there, that of their `fetched_at` here. Here the
whole wire is known, so no article is late, and --now decides which embargoes have ended. Unreadable lines are
counted on standard error; `newswire parse` prints each with its reason.
\b
Next: `newswire demo` does the same on a real Kafka; schemas/story.v1.json describes every field.
"""


@click.command(epilog=EPILOG)
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--pretty", is_flag=True, help="Readable output instead of JSON.")
@click.option("--stream", default=STORIES, help="Print what this stream gets: stories, ninjs, or one of --routes.")
@click.option("--ninjs", is_flag=True, help="Same as --stream ninjs: IPTC ninjs 3.2, as with NEWSWIRE_NINJS.")
@lexicon_option
@people_option
@routes_option
@click.option("--page", is_flag=True, help="Each file is one page text, whatever its name (standard input too).")
@decisions_option
@now_option
@embargo_shows_option
@source_option
@strict_option
def command(
    files: tuple[str, ...],
    pretty: bool,
    stream: str,
    ninjs: bool,
    lexicon: str,
    known: str,
    routes: str,
    page: bool,
    decisions: Path | None,
    now: int | None,
    embargo_shows: str,
    source: str | None,
    strict: bool,
) -> None:
    """Read raw articles from FILEs or folders (none or -: standard input) and print the canonical stories.

    All versions of a story become one, whatever their order in the files; a story absorbed by a combine points at the
    one that absorbed it; a killed story stays killed.
    """
    if pretty and (ninjs or stream == NINJS):
        raise click.UsageError("--pretty cannot print ninjs: use one or the other")
    rules = read(lexicon, routes, known)
    stream = NINJS if ninjs else stream
    outputs = Outputs(stream == NINJS, rules.routes, "headline" if embargo_shows == "headline" else "nothing")
    if stream not in outputs.streams:
        others = (STORIES, NINJS, *(r.stream for r in rules.routes))
        raise click.UsageError(f"no stream {stream}; only {', '.join(others)}")
    end_with_reader()
    paths = expanded(files or ("-",))
    unread: list[tuple[str, str]] = []
    raws = with_progress(messages(paths, page, source), size_of(paths), "reading")
    articles = list(_articles(raws, rules.lexicon, unread))
    until = Until(newest_ms(articles) if now is None else now)
    decided = decisions_in(decisions, "folded")
    states, broken = isolate.resolved(articles, outputs.copies, until, outputs.embargo_shows, decided)
    for article, error in broken:
        unread.append(("defect", f"{article.raw.stream} line {article.raw.offset + 1}: {defect(error).detail}"))
    for state in states:
        for record in outputs.records(state):
            if record.stream == stream and record.value is not None:
                _show(record.value, pretty)
    if unread:
        click.echo(safe(f"newswire fold: {_told_of(unread)}"), err=True)
        if strict:
            raise click.exceptions.Exit(1)


def _told_of(unread: list[tuple[str, str]]) -> str:
    """How many records could not be read, by reason, and where the first few are."""
    counts = Counter(reason for reason, _ in unread)
    reasons = ", ".join(f"{reason} {n}" for reason, n in sorted(counts.items()))
    places = ", ".join(f"{place} ({reason})" for reason, place in unread[:_FEW])
    more = f" and {len(unread) - _FEW:,} more" if len(unread) > _FEW else ""
    return f"{len(unread):,} could not be read ({reasons}): {places}{more}"


def _show(line: bytes, pretty: bool) -> None:
    if not pretty:
        print_line(line)
        return
    from worker.commands import pretty as people

    people.show_panel(people.story_panel(orjson.loads(line)))


def _articles(raws: Iterable[Raw], lexicon: Lexicon | None, unread: list[tuple[str, str]]) -> Iterator[Article]:
    for raw in raws:
        for found in understood(raw.value, raw.lineage, None, lexicon, raw.envelope):
            if isinstance(found, BadMessage):
                unread.append((found.reason, raw.place))
            else:
                yield found
