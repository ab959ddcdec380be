"""Read a raw record: everything that happens to one message between the streams `raw` and `articles`."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar

from worker.enrich.enrich import enriched, look_for_speakers
from worker.enrich.lexicon import Lexicon
from worker.enrich.speakers import Reading, Speaker, Text, attributed, tell
from worker.story.headed import keep
from worker.stream.defects import as_bad_messages, tried
from worker.stream.records import CONTENT_TYPE, PART, SOURCE, UNREAD
from worker.wire.article import Article, BadMessage, Lineage
from worker.wire.raw import Part, parts
from worker.wire.read import Apart, article_of, taken_apart
from worker.wire.source_name import source_name

Found = Article | BadMessage
"""An article, or why it cannot be used."""

Packed = tuple[Article, bytes] | BadMessage
"""An article, also packed, or why it cannot be used."""


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


class Raw(NamedTuple):
    """A raw record: its bytes, its place, its own timestamp, and what else is known about it."""

    value: bytes | None
    place: Lineage
    record_ms: int | None
    said: Envelope = NO_ENVELOPE


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
    return all_understood([Raw(value, raw, record_ms, said)], lexicon)[0]


def all_understood(raws: Sequence[Raw], lexicon: Lexicon | None = None) -> list[list[Found]]:
    """The same for several records, in a seventh less time: what one step needs stays in the processor's caches while
    it is done for all of them."""
    made: list[list[Found]] = []
    for some in _together(raws):
        found, numbers = _understood(some, lexicon)
        made += _numbered(found, numbers)
    return made


def all_packed(raws: Sequence[Raw], lexicon: Lexicon | None = None) -> list[list[Packed]]:
    """The same, each article also packed. One that cannot be written as JSON is a `BadMessage` too."""
    made: list[list[Packed]] = []
    for some in _together(raws):
        found, numbers = _understood(some, lexicon)
        made += _numbered(_each(_with_packed, found), numbers)
    return made


TOGETHER_BYTES = 1 << 20
"""How much is understood together at most, unless a single record is larger: articles take many times their memory."""


def _together(raws: Sequence[Raw]) -> Iterator[list[Raw]]:
    some: list[Raw] = []
    size = 0
    for raw in raws:
        own = len(raw.value or b"")
        if some and size + own > TOGETHER_BYTES:
            yield some
            some, size = [], 0
        some.append(raw)
        size += own
    if some:
        yield some


_Numbers = list[list[int]]
"""The part numbers of the articles of each record, none if it holds no more than one."""


def _understood(raws: Iterable[Raw], lexicon: Lexicon | None) -> tuple[list[list[Found]], _Numbers]:
    """The articles of each record, and their part numbers, which a `BadMessage` among them does not have yet."""
    numbers: _Numbers = []
    messages = [_messages(raw, numbers) for raw in raws]
    found = _each(_article, _each(_apart, messages))
    heard = _each(_heard, _each(_listened, _each(_listening, found)))
    return _each(lambda one: enriched(one[0], one[1], lexicon), heard), numbers


def _listening(article: Article) -> tuple[Article, Text | None]:
    return article, look_for_speakers(article)


def _listened(one: tuple[Article, Text | None]) -> tuple[Article, tuple[Text, Reading] | None]:
    article, text = one
    return article, None if text is None else attributed(text)


def _heard(one: tuple[Article, tuple[Text, Reading] | None]) -> tuple[Article, tuple[Speaker, ...]]:
    article, said = one
    return article, () if said is None else tell(*said)


_From = TypeVar("_From")
_To = TypeVar("_To")


def _each(step: Callable[[_From], _To], found: list[list[_From | BadMessage]]) -> list[list[_To | BadMessage]]:
    """Do one step for every article; a `BadMessage` stands in place of those on which it fails, or one before did."""
    return [[one if isinstance(one, BadMessage) else tried(step, one) for one in of_one] for of_one in found]


def _numbered(found: list[list[_To | BadMessage]], numbers: _Numbers) -> list[list[_To | BadMessage]]:
    for of_one, mine in zip(found, numbers, strict=True):
        for one, number in zip(of_one, mine, strict=False):
            if isinstance(one, BadMessage):
                one.part = number
    return found


def _messages(raw: Raw, numbers: _Numbers) -> list[tuple[Part, Raw] | BadMessage]:
    """The messages in a record; adds their part numbers."""
    value, said = raw.value, raw.said
    numbers.append([])
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
    if len(record.parts) > 1:
        numbers[-1] = [part.number for part in meant]
    return [(part, raw) for part in meant]


def _apart(one: tuple[Part, Raw]) -> tuple[Apart, Lineage, int | None]:
    part, raw = one
    if isinstance(part.message, BadMessage):
        raise part.message
    place = replace(raw.place, part=part.number) if part.number else raw.place
    return taken_apart(part.message, part.hints), place, raw.record_ms


def _article(one: tuple[Apart, Lineage, int | None]) -> Article:
    return article_of(*one)


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


def _with_packed(article: Article) -> tuple[Article, bytes]:
    return article, keep(article)


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
