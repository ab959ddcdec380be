"""`newswire parse`: raw articles in, articles out, one JSON line each, in order."""

from __future__ import annotations

from typing import Any

import click
import orjson

from worker.commands.files import Raw, expanded, messages, size_of, source_option, strict_option
from worker.commands.lexicon import lexicon_option, people_option
from worker.commands.output import counted, end_with_reader, print_line, safe, with_progress
from worker.stream.rules import read
from worker.stream.understand import understood
from worker.wire import read as wire
from worker.wire.article import BadMessage, to_json
from worker.wire.raw import Part, parts

_LONGEST = 200
"""Characters of a field that --explain shows."""

EPILOG = """\b
Examples:
  newswire parse wire.jsonl                 JSON lines in, JSON lines out
  newswire parse page.txt --pretty          one page as found on the web, readable output
  newswire parse --source dpa file.xml      an agency's own file: NewsML, NITF, ninjs, RSS, a mail ...
  newswire parse --explain folder/          what each file and line was taken for, and why
  curl -s https://wire.example/feed.jsonl | newswire parse | jq -r .headline
\b
The content decides how a file is read: JSON lines, an agency's format, HTML, a mail, or else a page's text. --explain
says what was recognized. Files may be gzipped. A folder means all files in it. A file may hold several articles, as a
feed does: raw.part numbers them.
\b
Whatever cannot be read is printed in its place as {"error": reason, "detail": ..., "file": name, "line": n}, with lines
counted from 1. The exit status is still 0, since every wire has such lines and the worker carries on too; with --strict
it is 1.
\b
Next: `newswire fold` turns articles into stories; schemas/article.v1.json describes every field.
"""


@click.command(epilog=EPILOG)
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--pretty", is_flag=True, help="Readable output instead of JSON.")
@click.option("--explain", is_flag=True, help="Readable output: what each file and line was taken for, by which rule.")
@lexicon_option
@people_option
@click.option("--page", is_flag=True, help="Each file is one page text, whatever its name (standard input too).")
@source_option
@strict_option
def command(
    files: tuple[str, ...],
    pretty: bool,
    explain: bool,
    lexicon: str,
    known: str,
    page: bool,
    source: str | None,
    strict: bool,
) -> None:
    """Read raw articles from FILEs or folders (none or -: standard input) and print each as an article.

    An article is what one message of the wire says: headline, version marker, editor's note, dateline, time, byline,
    paragraphs, captions, speakers, topics.
    """
    end_with_reader()
    paths = expanded(files or ("-",))
    rules = read(lexicon, known=known)
    unread = False
    for raw in with_progress(messages(paths, page, source), size_of(paths), "reading"):
        if explain:
            print_line(explained(raw).encode())
        for found in understood(raw.value, raw.lineage, None, rules.lexicon, raw.envelope):
            unread = unread or isinstance(found, BadMessage)
            if explain:
                continue
            if isinstance(found, BadMessage):
                print_line(_refusal(raw, found))
            elif pretty:
                from worker.commands import pretty as people

                people.show_panel(people.article_panel(orjson.loads(to_json(found))))
            else:
                print_line(to_json(found))
    if strict and unread:
        raise click.exceptions.Exit(1)


def _refusal(raw: Raw, bad: BadMessage) -> bytes:
    """The line printed for an article that could not be read."""
    where = {"file": raw.lineage.stream, "line": raw.line}
    return orjson.dumps({"error": bad.reason, "detail": bad.detail, **where})


def explained(raw: Raw) -> str:
    """What a record was taken for and why, and what was made of each part: for a page, its lines in columns."""
    record = parts(raw.value, raw.source, None, raw.text)
    rows = [f"== {safe(raw.place)}: {record.format} ({record.why}); {counted(len(record.parts), 'part')}"]
    for part in record.parts:
        rows += [] if len(record.parts) == 1 else [f"-- part {part.number}"]
        rows += _reasons(part)
    return "\n".join(rows)


def _reasons(part: Part) -> list[str]:
    if isinstance(part.message, BadMessage):
        return [safe(f"{part.message.reason}: {part.message.detail}")]
    if part.message.get("paragraphs"):
        return [f"{name:<18}  {safe(_shown(value))}" for name, value in part.message.items()]
    try:
        lines = wire.explain(part.message)
    except BadMessage as bad:
        return [safe(f"{bad.reason}: {bad.detail}")]
    return [f"{name:<10}  {rule:<40}  {safe(text)}".rstrip() if text else "" for name, rule, text in lines]


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else orjson.dumps(value, default=str).decode()
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "..."
