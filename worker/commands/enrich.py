"""`newswire enrich`: who said what, and what a text is about."""

from __future__ import annotations

from typing import Any

import click
import orjson

from worker.commands.files import Raw, expanded, messages, size_of
from worker.commands.lexicon import lexicon_option, people_option
from worker.commands.output import end_with_reader, print_line, safe, with_progress
from worker.enrich.enrich import people_of
from worker.enrich.lexicon import Lexicon
from worker.enrich.places import codes, places
from worker.enrich.speakers import Quote, Speaker, Unspoken, speakers, table, unspoken
from worker.enrich.topics import topics
from worker.stream.rules import read
from worker.wire import language

_NO_TEXT = "no JSON object with a string `text`; for pages and articles: newswire parse"

EPILOG = """\b
Examples:
  newswire enrich texts.jsonl               {"id", "headline", "text"} lines in, quotes, speakers, topics out
  newswire enrich texts.jsonl --explain     readable: each quote and topic with the evidence for it
  newswire enrich texts.jsonl --lexicon my-lexicon.txt
  echo '{"text": "\\"It works,\\" Ada Berg said."}' | newswire enrich | jq -r '.quotes[].speaker'
\b
Offsets count characters (code points) of `text`; the end is exclusive. A quote is `direct` (the words between the
quotation marks) or `indirect` (the reported clause). `mention` is the source as printed, `found` how it led to the
speaker. Only English is supported: a text in another language gets no quotes, and `not_served` names the language.
For a line that cannot be read, the output has {"error": reason, "file": name, "line": n} in its place.
\b
Next: `newswire parse` does the same for whole articles and pages.
"""


@click.command(epilog=EPILOG)
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--explain", is_flag=True, help="Readable output: the rule and the evidence behind each quote.")
@lexicon_option
@people_option
def command(files: tuple[str, ...], explain: bool, lexicon: str, known: str) -> None:
    """Read texts from FILEs or folders (none or -: standard input) and print their quotes, speakers and topics.

    Input is one JSON object per line: `text`, with a paragraph on each line of it, and optionally `headline` and `id`.
    For articles and pages use `newswire parse`.
    """
    end_with_reader()
    rules = read(lexicon, known=known).lexicon
    paths = expanded(files or ("-",))
    for raw in with_progress(messages(paths), size_of(paths), "reading"):
        given = _given(raw)
        if given is None:
            print_line(orjson.dumps({"error": _NO_TEXT, "file": raw.lineage.stream, "line": raw.line}))
            continue
        identity, headline, text = given
        paragraphs, begins = split(text)
        spoken = language.of(text, "en")
        if spoken != "en":
            row = {"id": identity, "quotes": [], "speakers": [], "topics": [], "not_served": f"language {spoken}"}
            name = f"line {raw.line}" if identity is None else identity
            said = f"== {name}\nlanguage not served: {spoken}".encode()
            print_line(said if explain else orjson.dumps(row))
            continue
        found = speakers(headline, paragraphs)
        if explain:
            left = unspoken(headline, paragraphs)
            about = topics(headline, paragraphs, lexicon=rules) + places(headline, paragraphs)
            name = f"line {raw.line}" if identity is None else safe(str(identity))
            print_line(
                "\n".join(
                    [
                        f"== {name}",
                        *_traces(found, left, begins),
                        *_told(found, headline, paragraphs, rules),
                        *_reasons(about),
                    ]
                ).encode()
            )
            continue
        print_line(
            orjson.dumps(
                {
                    "id": identity,
                    "quotes": _quotes(found, begins),
                    "speakers": [_speaker(s, begins) for s in people_of(found, rules)],
                    "topics": topics(headline, paragraphs, lexicon=rules) + _placed(headline, paragraphs, begins),
                }
            )
        )


def _given(raw: Raw) -> tuple[Any, str | None, str] | None:
    try:
        value = orjson.loads(raw.value)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        return None
    headline = value.get("headline")
    return value.get("id"), headline if isinstance(headline, str) else None, value["text"]


def split(text: str) -> tuple[list[str], list[int]]:
    """The paragraphs of a text (its non-blank lines) and the offset at which each begins."""
    paragraphs: list[str] = []
    begins: list[int] = []
    at = 0
    for line in text.split("\n"):
        if line.strip():
            paragraphs.append(line)
            begins.append(at)
        at += len(line) + 1
    return paragraphs, begins


def _quotes(found: tuple[Speaker, ...], begins: list[int]) -> list[dict[str, Any]]:
    rows = [_quote(speaker, quote, begins) for speaker in found for quote in speaker.quotes]
    rows.sort(key=lambda row: (row["start"], row["end"]))
    return rows


def _quote(speaker: Speaker, quote: Quote, begins: list[int]) -> dict[str, Any]:
    row: dict[str, Any] = {
        "start": begins[quote.paragraph] + quote.start,
        "end": begins[quote.paragraph] + quote.end,
        "text": quote.text,
        "kind": quote.kind,
        "speaker": speaker.name,
        "cue": quote.cue,
        "found": quote.found,
        "confidence": quote.confidence,
    }
    if quote.mention_at is not None:
        paragraph, start, end = quote.mention_at
        row["mention"] = quote.mention
        row["mention_start"] = begins[paragraph] + start
        row["mention_end"] = begins[paragraph] + end
    return row


def _placed(headline: str | None, paragraphs: list[str], begins: list[int]) -> tuple[dict[str, Any], ...]:
    """The places, their mentions with offsets into the whole text."""
    found = places(headline, paragraphs)
    for mention in [mention for place in found for mention in place["mentions"]]:
        begin = begins[mention.pop("paragraph")]
        mention["start"] += begin
        mention["end"] += begin
    return found


def _speaker(speaker: dict[str, Any], begins: list[int]) -> dict[str, Any]:
    """A speaker without the quotes, which stand in a list of their own; denied words have offsets into the text."""
    row = {name: value for name, value in speaker.items() if name != "quotes"}
    for denied in row.get("denied", ()):
        begin = begins[denied.pop("paragraph")]
        denied["start"] += begin
        denied["end"] += begin
    return row


def _traces(found: tuple[Speaker, ...], left: tuple[Unspoken, ...], begins: list[int]) -> list[str]:
    """Each quotation and reported clause in text order: who speaks and why, or why nobody does."""
    rows = [
        (begins[quote.paragraph] + quote.start, begins[quote.paragraph] + quote.end, _trace(speaker, quote))
        for speaker in found
        for quote in speaker.quotes
    ]
    rows += [
        (begins[row.paragraph] + row.start, begins[row.paragraph] + row.end, f"no speech: {row.text}\n    {row.reason}")
        for row in left
    ]
    return [f"{start}-{end} {safe(text, lines=True)}" for start, end, text in sorted(rows)]


def _trace(speaker: Speaker, quote: Quote) -> str:
    source = f'"{quote.mention}"' if quote.mention is not None else "no words of its own"
    said = f"{quote.kind} ({quote.confidence:.2f}): {quote.text}"
    return f"{said}\n    {speaker.name} ({speaker.kind}), named as {source}; {quote.found}; {quote.evidence}"


def _told(found: tuple[Speaker, ...], headline: str | None, paragraphs: list[str], rules: Lexicon | None) -> list[str]:
    """The table of people: what the text says of each, and of those who speak the title, body and key made of it."""
    rows = []
    speaking = {row["name"]: row for row in people_of(found, rules)}
    for name, forms, said in table(headline, paragraphs):
        rows.append(
            f"person {name}" + (f", also {', '.join(forms)}" if forms else "") + ": " + (" | ".join(said) or "-")
        )
        row = speaking.get(name)
        if row is not None:
            rows.append(f"    title {row['title'] or '-'}, of {row['affiliation'] or '-'}, key {row['person'] or '-'}")
    return [safe(row) for row in rows]


def _reasons(about: tuple[dict[str, Any], ...]) -> list[str]:
    """Each topic, tag and place with the table it comes from and the words that led to it."""
    return [
        f"about {t['name']} ({t['qcode']}, {t['score']}; {_table_of(t['qcode'])}): {', '.join(t['because'])}"
        for t in about
    ]


def _table_of(qcode: str) -> str:
    return "gazetteer" if qcode in codes() else "lexicon"
