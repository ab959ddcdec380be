"""Read a raw record: everything that happens to one message between the streams `raw` and `articles`."""

from __future__ import annotations

import gc
from collections.abc import Iterable
from dataclasses import dataclass, replace

from worker.enrich.enrich import enrich
from worker.enrich.lexicon import Lexicon
from worker.story.headed import keep
from worker.stream.defects import as_bad_messages
from worker.stream.records import CONTENT_TYPE, PART, SOURCE, UNREAD
from worker.wire.article import Article, BadMessage, Lineage
from worker.wire.raw import Part, parts
from worker.wire.read import read
from worker.wire.source_name import source_name

Found = Article | BadMessage
"""An article, or why it cannot be used."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is known about a record besides its bytes: the source to use if it names none, its content type, whether a
    text without a format is a page's, if only one of its articles is to be read, which, and why there are no bytes."""

    source: str | None = None
    content_type: str | None = None
    text: bool = False
    part: int | None = None
    unread: str | None = None


NO_ENVELOPE = Envelope()


def envelope_of(headers: Iterable[tuple[str, bytes]], source: str | None = None) -> Envelope:
    """What a raw record's headers say; `source` is that of its whole stream, if it has one."""
    found = {name.lower(): _text(value) for name, value in headers or () if value is not None}
    if not found and source is None:
        return NO_ENVELOPE
    part = found.get(PART, "")
    number = int(part) if part.isdecimal() and len(part) < 10 else None
    return Envelope(
        source_name(found.get(SOURCE, "")) or source, found.get(CONTENT_TYPE), False, number, found.get(UNREAD)
    )


def _text(value: bytes) -> str:
    """A header's text: UTF-8, or else Windows-1252, as with records."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("cp1252", "replace")


def understood(
    value: bytes | None,
    raw: Lineage,
    record_ms: int | None,
    lexicon: Lexicon | None = None,
    said: Envelope = NO_ENVELOPE,
) -> list[Found]:
    """Every article of a raw record, each with its part number in its lineage. `record_ms` is the record's own
    timestamp; without `lexicon` the built-in one is used.

    In place of an article that cannot be read, or that our own code fails on (defect), there is a `BadMessage`.
    """
    if said.unread is not None:
        return [BadMessage("too_large", said.unread)]
    if value is None:
        return [BadMessage("empty", "the record has no value")]
    try:
        with as_bad_messages():
            record = parts(value, said.source, said.content_type, said.text)
    except BadMessage as bad:
        return [BadMessage(bad.reason, bad.detail)]
    meant = [p for p in record.parts if said.part is None or p.number == said.part]
    if not meant:
        return [BadMessage("empty", f"no part {said.part}: the record has {len(record.parts)}", said.part or 0)]
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
    return BadMessage(bad.reason, bad.detail)  # a new one: the traceback of the one raised keeps everything in memory


def understand(
    value: bytes | None,
    raw: Lineage,
    record_ms: int | None,
    lexicon: Lexicon | None = None,
    said: Envelope = NO_ENVELOPE,
) -> Article:
    """The first article of a raw record, or the one that `said` selects.

    Raises `BadMessage` if it cannot be read, or if our own code fails on it (defect).
    """
    one = understood(value, raw, record_ms, lexicon, said)[0]
    if isinstance(one, BadMessage):
        raise one
    return one


def with_packed(
    value: bytes | None,
    raw: Lineage,
    record_ms: int | None,
    lexicon: Lexicon | None = None,
    said: Envelope = NO_ENVELOPE,
) -> list[tuple[Article, bytes] | BadMessage]:
    """Every article, also packed. An article that cannot be written as JSON is a `BadMessage` too."""
    return [_with_packed(found) for found in understood(value, raw, record_ms, lexicon, said)]


def _with_packed(found: Found) -> tuple[Article, bytes] | BadMessage:
    if isinstance(found, BadMessage):
        return found
    try:
        with as_bad_messages():
            return found, keep(found)
    except BadMessage as bad:
        return BadMessage(bad.reason, bad.detail, found.raw.part or None)


def warm_up() -> None:
    """Read a made-up article, so that schemas, tables and patterns are built now and not with the first real one.

    They stay for ever, so they are excluded from garbage collection. Collections also run less often: reading leaves
    hardly any cycles behind, and at the default threshold collecting takes a sixteenth of the time.
    """
    understand(b'{"source": "warm-up", "headline": "(LEAD) Nothing happens", "body": "It is quiet."}', _NOWHERE, None)
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


_NOWHERE = Lineage("warm-up", 0, 0)
