"""`newswire fold`: raw articles in, canonical stories out, without Kafka."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import click
import orjson

from worker.commands.files import Raw, expanded, messages, size_of
from worker.commands.lexicon import lexicon_option
from worker.commands.output import NO_JSON, end_with_reader, print_line, with_progress
from worker.enrich.lexicon import Lexicon
from worker.story import ninjs as iptc
from worker.story.resolve import resolve
from worker.story.story import to_json
from worker.stream.rules import read
from worker.stream.understand import understand
from worker.wire.agencies import DEFAULT_SOURCE
from worker.wire.article import Article, BadMessage

EPILOG = """\b
Examples:
  newswire fold wire.jsonl                  one JSON line a story, sorted by uri
  newswire fold monday.jsonl.gz page.txt    several files are one wire
  newswire fold wire.jsonl --pretty         for people
  newswire fold wire.jsonl --ninjs          as IPTC ninjs 3.2
  newswire fold wire.jsonl | jq -r 'select(.status == "usable") | .headline'
\b
The worker publishes the same stories for the same articles, byte for byte except for their `raw` places. Here the
whole wire is known, so no article is late. Lines that cannot be read are counted on standard error;
`newswire parse` prints each with its reason.
\b
Next: `newswire demo` shows the same on a real Kafka; schemas/story.v1.json describes every field.
"""


@click.command(epilog=EPILOG)
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--pretty", is_flag=True, help="For people instead of programs.")
@click.option("--ninjs", is_flag=True, help="As IPTC ninjs 3.2, as the worker writes it with NEWSWIRE_NINJS.")
@lexicon_option
@click.option("--page", is_flag=True, help="Each file is one page text, whatever its name (standard input too).")
@click.option("--source", default=DEFAULT_SOURCE, show_default=True, help="The source of page texts, which name none.")
def command(files: tuple[str, ...], pretty: bool, ninjs: bool, lexicon: str, page: bool, source: str) -> None:
    """Read raw articles from FILEs or folders (none or -: standard input) and print the canonical stories.

    Versions of a story become one, in whatever order they stand; combined stories point at the story that absorbed
    them; a killed story stays killed.
    """
    if pretty and ninjs:
        raise click.UsageError("--pretty is for people, --ninjs for programs: leave one out")
    end_with_reader()
    rules = read(lexicon)
    paths = expanded(files or ("-",))
    unread: Counter[str] = Counter()
    raws = with_progress(messages(paths, page, source), size_of(paths), "reading")
    stories = resolve(_articles(raws, rules.lexicon, unread))
    for story in stories:
        if pretty:
            from worker.commands import pretty as people

            people.show_panel(people.story_panel(orjson.loads(to_json(story))))
        else:
            print_line(iptc.to_json(story) if ninjs else to_json(story))
    if unread:
        reasons = ", ".join(f"{reason} {n}" for reason, n in sorted(unread.items()))
        hint = f": {NO_JSON}" if not stories and list(unread) == ["not_json"] else ""
        click.echo(f"newswire fold: {unread.total()} could not be read ({reasons}){hint}", err=True)


def _articles(raws: Iterable[Raw], lexicon: Lexicon | None, unread: Counter[str]) -> Iterator[Article]:
    for raw in raws:
        try:
            yield understand(raw.value, raw.lineage, None, lexicon)
        except BadMessage as e:
            unread[e.reason] += 1
