"""`newswire parse`: raw articles in, articles out, one JSON line each, in order."""

from __future__ import annotations

import click
import orjson

from worker.commands.files import Raw, expanded, messages, size_of
from worker.commands.lexicon import lexicon_option
from worker.commands.output import NO_JSON, end_with_reader, print_line, safe, with_progress
from worker.enrich.lexicon import Lexicon
from worker.stream.rules import read
from worker.stream.understand import with_json
from worker.wire import read as wire
from worker.wire.agencies import DEFAULT_SOURCE
from worker.wire.article import BadMessage

EPILOG = """\b
Examples:
  newswire parse wire.jsonl                 JSON lines in, JSON lines out
  newswire parse page.txt --pretty          one page as found on the web, for people
  newswire parse page.txt --explain         its lines: what each was taken for, and by which rule
  curl -s https://wire.example/feed.jsonl | newswire parse | jq -r .headline
\b
What a file holds: *.jsonl, *.ndjson, *.json and standard input are JSON lines, *.txt is one page text, *.html one
HTML page; of any other name, JSON lines if one of its first lines starts with {. All of them may be packed (.gz).
A folder stands for all files in it.
\b
A line that cannot be read comes out in its place as {"error": reason, "detail": ..., "line": n}, lines counted
from 0. The exit status is 0 then too: a wire has such lines, and the worker goes on as well.
\b
Next: `newswire fold --help` makes stories of them; schemas/article.v1.json describes every field.
"""


@click.command(epilog=EPILOG)
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--pretty", is_flag=True, help="For people instead of programs.")
@click.option("--explain", is_flag=True, help="For people: each line, what it was taken for, and by which rule.")
@lexicon_option
@click.option("--page", is_flag=True, help="Each file is one page text, whatever its name (standard input too).")
@click.option("--source", default=DEFAULT_SOURCE, show_default=True, help="The source of page texts, which name none.")
def command(files: tuple[str, ...], pretty: bool, explain: bool, lexicon: str, page: bool, source: str) -> None:
    """Read raw articles from FILEs or folders (none or -: standard input) and print each as an article.

    An article is what one message of the wire says: headline, version marker, editor's note, dateline, time, byline,
    paragraphs, captions, speakers, topics.
    """
    end_with_reader()
    paths = expanded(files or ("-",))
    rules = read(lexicon)
    reasons: set[str | None] = set()
    for raw in with_progress(messages(paths, page, source), size_of(paths), "reading"):
        if explain:
            print_line(_explained(raw).encode())
            continue
        line, reason = _line(raw, rules.lexicon)
        reasons.add(reason)
        if pretty and reason is None:
            from worker.commands import pretty as people

            people.show_panel(people.article_panel(orjson.loads(line)))
        else:
            print_line(line)
    if reasons == {"not_json"}:
        click.echo(f"newswire parse: {NO_JSON}", err=True)


def _explained(raw: Raw) -> str:
    """The lines of one raw message under a line that says which it is, in columns."""
    rows = [f"== line {raw.lineage.offset}"]
    try:
        for name, rule, text in wire.explain(wire.decode(raw.value)):
            rows.append(f"{name:<10}  {rule:<40}  {safe(text)}".rstrip() if text else "")
    except BadMessage as e:
        rows.append(f"{e.reason}: {safe(e.detail)}")
    return "\n".join(rows)


def _line(raw: Raw, lexicon: Lexicon | None) -> tuple[bytes, str | None]:
    """What is printed for one raw message, and why it could not be read."""
    try:
        return with_json(raw.value, raw.lineage, None, lexicon)[1], None
    except BadMessage as e:
        return orjson.dumps({"error": e.reason, "detail": e.detail, "line": raw.lineage.offset}), e.reason
