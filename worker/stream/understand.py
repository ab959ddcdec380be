"""A raw record understood: all that happens to one message between the stream `raw` and the stream `articles`."""

from __future__ import annotations

import gc
from collections.abc import Iterable
from dataclasses import dataclass, replace

from worker.enrich.enrich import enrich
from worker.enrich.lexicon import Lexicon
from worker.stream.defects import as_bad_messages
from worker.stream.records import CONTENT_TYPE, PART, SOURCE
from worker.wire.article import Article, BadMessage, Lineage, to_json
from worker.wire.raw import Part, parts
from worker.wire.read import read
from worker.wire.source_name import source_name

Found = Article | BadMessage
"""An article, or why there is none."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is known of a record beside its bytes: the source of what names none, the content type, whether a text in
    no format is a page's, and which of its articles is meant, where it is not all of them."""

    source: str | None = None
    content_type: str | None = None
    text: bool = False
    part: int | None = None


NO_ENVELOPE = Envelope()


def envelope_of(headers: Iterable[tuple[str, bytes]], source: str | None = None) -> Envelope:
    """What a raw record's headers say; `source` is that of its whole stream, where there is one."""
    found = {name.lower(): value.decode("utf-8", "replace") for name, value in headers or () if value is not None}
    if not found and source is None:
        return NO_ENVELOPE
    part = found.get(PART, "")
    number = int(part) if part.isdecimal() and len(part) < 10 else None
    return Envelope(source_name(found.get(SOURCE, "")) or source, found.get(CONTENT_TYPE), False, number)


def understood(
    value: bytes | None,
    raw: Lineage,
    record_ms: int | None,
    lexicon: Lexicon | None = None,
    said: Envelope = NO_ENVELOPE,
) -> list[Found]:
    """Every article of a raw record, each with its part in its lineage. `record_ms` is the record's own timestamp;
    without `lexicon` the built-in one counts.

    What cannot be read, and (defect) what our own code breaks on, stands in its place as a `BadMessage`.
    """
    if value is None:
        return [BadMessage("empty", "the record has no value")]
    try:
        with as_bad_messages():
            record = parts(value, said.source, said.content_type, said.text)
    except BadMessage as bad:
        return [BadMessage(bad.reason, bad.detail)]
    meant = [p for p in record.parts if said.part is None or p.number == said.part]
    if not meant:
        return [BadMessage("empty", f"the record has no part {said.part}, but {len(record.parts)}", said.part or 0)]
    found = [_article(part, raw, record_ms, lexicon) for part in meant]
    if len(record.parts) > 1:
        for part, one in zip(meant, found, strict=True):
            if isinstance(one, BadMessage):
                one.part = part.number
    return found


def _article(part: Part, raw: Lineage, record_ms: int | None, lexicon: Lexicon | None) -> Found:
    message = part.message
    if isinstance(message, BadMessage):
        bad = message
    else:
        place = replace(raw, part=part.number) if part.number else raw
        try:
            with as_bad_messages():
                return enrich(read(message, place, record_ms, part.hints), lexicon)
        except BadMessage as raised:
            bad = raised
    return BadMessage(bad.reason, bad.detail)  # the one raised holds on to all that was being read


def understand(
    value: bytes | None,
    raw: Lineage,
    record_ms: int | None,
    lexicon: Lexicon | None = None,
    said: Envelope = NO_ENVELOPE,
) -> Article:
    """The first article of a raw record, or the one that is said to be meant.

    Raises `BadMessage` where it can never be read, and (defect) where our own code breaks on it.
    """
    one = understood(value, raw, record_ms, lexicon, said)[0]
    if isinstance(one, BadMessage):
        raise one
    return one


def with_json(
    value: bytes | None,
    raw: Lineage,
    record_ms: int | None,
    lexicon: Lexicon | None = None,
    said: Envelope = NO_ENVELOPE,
) -> list[tuple[Article, bytes] | BadMessage]:
    """Every article with its JSON. What cannot be written is a `BadMessage` too."""
    return [_written(found) for found in understood(value, raw, record_ms, lexicon, said)]


def _written(found: Found) -> tuple[Article, bytes] | BadMessage:
    if isinstance(found, BadMessage):
        return found
    try:
        with as_bad_messages():
            return found, to_json(found)
    except BadMessage as bad:
        return BadMessage(bad.reason, bad.detail, found.raw.part or None)


def warm_up() -> None:
    """Read an article that is nobody's: schemas, tables and patterns are built now, not under the first real one.

    They stay, so the garbage collector need not walk them ever again. It runs less often too: what reading leaves
    behind is hardly ever a cycle, and at the usual threshold it takes a sixteenth of the time.
    """
    understand(b'{"source": "warm-up", "headline": "(LEAD) Nothing happens", "body": "It is quiet."}', _NOWHERE, None)
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


_NOWHERE = Lineage("warm-up", 0, 0)
