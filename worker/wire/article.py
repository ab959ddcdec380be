"""The article: what one message of the wire says, as a frozen value.

`read` (worker/wire/read.py) makes an `Article`, the worker keeps it in the stream `articles`, and
`resolve` (worker/story/resolve.py) folds a set of them into stories. The JSON form is `schemas/article.v1.json`;
`to_json` and `from_json` are exact inverses of each other.
"""

from __future__ import annotations

import dataclasses
import functools
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import msgspec
import orjson

from worker.wire.frozen import quick

Kind = Literal["article", "robot", "digest", "history", "papers", "advisory", "kill"]
Status = Literal["usable", "withheld", "canceled"]
"""No article is sent as `embargoed`: a version of a story has this status until its embargo ends."""
Precision = Literal["second", "minute", "day"]
TimeFrom = Literal["feed", "page", "fetched", "record"]

KINDS: frozenset[str] = frozenset(get_args(Kind))

FOLDING_KINDS: frozenset[Kind] = frozenset({"article", "robot", "kill"})
"""Kinds that are versions of a story; the others stand alone and never fold (grammar, section g)."""


class BadMessage(Exception):
    """A message that can never be read, however often it is tried: it becomes a dead letter.

    `reason` is one of a closed set (`REASONS`), `detail` a sentence for a person; `part` is which article of its record
    it is, from 0, where that holds several.
    """

    def __init__(self, reason: Reason, detail: str, part: int | None = None) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason: Reason = reason
        self.detail = detail
        self.part = part


Reason = Literal[
    "invalid_utf8", "not_json", "not_object", "schema", "not_text", "unknown_format", "malformed", "too_large", "empty",
    "late", "defect",
]  # fmt: skip
REASONS: tuple[Reason, ...] = get_args(Reason)

REFUSED: frozenset[Reason] = frozenset({"not_text", "unknown_format"})
"""Reasons that say what a message is instead of an article. Such messages are not a fault of the worker."""


@dataclass(frozen=True, slots=True, order=True)
class Lineage:
    """Where the raw message is: stream (or file), partition, offset (or 0-based line), and which article of that record
    it is, from 0, as a feed or a newsMessage holds several."""

    stream: str
    partition: int
    offset: int
    part: int = 0


@dataclass(frozen=True, slots=True)
class Operation:
    """One verb of an editor's note: `COMBINES with story sent under slug "X"; ADDS photo` has two.

    `verb` is the verb meant, in capitals and third person (RECAST -> RECASTS, UDATES -> UPDATES); an unknown verb
    is kept as printed, in capitals. `paragraphs` are 1-based numbers; -n means the n-th from the
    end, so "last 4 paras" is (-4, -3, -2, -1); "from para 3" lists 3 and sets `onward`.
    """

    verb: str
    objects: tuple[str, ...] = ()
    paragraphs: tuple[int, ...] = ()
    onward: bool = False
    throughout: bool = False
    slugs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EditorNote:
    """The note to editors, e.g. `(ATTN: ...)`: its text without brackets and label, and the operations it lists."""

    text: str
    operations: tuple[Operation, ...] = ()


@dataclass(frozen=True, slots=True)
class Dateline:
    """`SEOUL/YONGIN, South Korea, May 8 (Yonhap) --`. `date` is ISO (year inferred from the article's own date),
    or `--MM-DD` if no year can be inferred."""

    cities: tuple[str, ...]
    country: str | None
    date: str | None
    credit: str | None
    raw: str


@dataclass(frozen=True, slots=True)
class DigestItem:
    """A story that a digest repeats: a mention, never a version."""

    headline: str
    marker: str | None
    lead_number: int | None
    note: str | None
    slug: str | None


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject that the agency itself gives, in its own codes: `medtop:20001362`, `subj:04000000`."""

    code: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """Another item that the agency itself names. `rel` is one of `previousVersion`, `evolvedFrom`, `derivedFrom`,
    `seeAlso`, `cancels`, `translatedFrom`, or the agency's own word; `to` is the other's item_id."""

    rel: str
    to: str
    version: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture sent with an article."""

    item_id: str | None = None
    caption: str | None = None
    credit: str | None = None
    url: str | None = None


@quick
@dataclass(frozen=True, slots=True)
class Article:
    """One article as sent. Times are RFC 3339 strings with the wire's own offset; `event_time` is what orders it.

    `serial` is `yyyymmdd-nnnn-ddd` (date, serial of the day, desk), set only if the id can be trusted (grammar, section
    e); `send_number` counts sends of one serial from 0; `lead_number` is null without a printed marker, 0 for (URGENT),
    1 for (LEAD), n for (nth LD); `take` is null unless the text is sent in parts, n for `Take n`, n + 1 for `nth Add`;
    `more` says that another take follows; `version` is the provider's own version number of the item, which only orders
    copies of one item; `names` are all names of the item, ids before addresses, if it has more than `item_id`, the
    first of them; `received_ms` is when it came in (epoch ms: the raw record's timestamp); only a version of a story
    has the `status` `embargoed`, until its embargo ends; `content_hash` is 32 hex digits over everything the article
    says, but not over when and where it was found (`names`, `url`, `fetched_at`, `received_ms`, `event_*`, `flags`,
    `extra`, `raw`) nor over what we derive (`speakers`, `topics`). Those two are kept as JSON (see `parsed`), because
    they are rarely read: as Python objects they would be two thirds of a worker's memory.
    """

    source: str
    item_id: str
    url: str | None
    slug: str | None
    headline: str | None
    prefix: str | None
    marker: str | None
    lead_number: int | None
    take: int | None = field(default=None, kw_only=True)
    more: bool = field(default=False, kw_only=True)
    serial: str | None
    send_number: int | None
    desk: str | None
    editor_note: EditorNote | None
    dateline: Dateline | None
    published: str | None
    published_precision: Precision | None
    event_time: str | None
    event_ms: int | None
    event_from: TimeFrom | None
    fetched_at: str | None
    byline: str | None
    emails: tuple[str, ...]
    kind: Kind
    status: Status | Literal["embargoed"]
    language: str
    paragraphs: tuple[str, ...]
    captions: tuple[str, ...]
    items: tuple[DigestItem, ...]
    version: int | None = field(default=None, kw_only=True)
    first_created: str | None = field(default=None, kw_only=True)
    embargoed_until: str | None = field(default=None, kw_only=True)
    urgency: int | None = field(default=None, kw_only=True)
    subjects: tuple[Subject, ...] = field(default=(), kw_only=True)
    credit: str | None = field(default=None, kw_only=True)
    links: tuple[Link, ...] = field(default=(), kw_only=True)
    pictures: tuple[Picture, ...] = field(default=(), kw_only=True)
    signals: tuple[str, ...] = field(default=(), kw_only=True)
    names: tuple[str, ...] = field(default=(), kw_only=True)
    received_ms: int | None = field(default=None, kw_only=True)
    content_hash: str
    speakers: msgspec.Raw
    topics: msgspec.Raw
    flags: tuple[str, ...]
    extra: Mapping[str, msgspec.Raw]
    raw: Lineage

    @property
    def known_as(self) -> tuple[str, ...]:
        """Every name of its item, ids before addresses."""
        return self.names or (self.item_id,)

    @property
    def key(self) -> str:
        """`item/content-hash`: identifies this content within its source, wherever it was found."""
        return sys.intern(f"{self.item_id}/{self.content_hash}")  # several indexes hold it


NOTHING = msgspec.Raw(b"[]")
"""No speakers, or no topics."""


def as_json(found: Sequence[Mapping[str, Any]]) -> msgspec.Raw:
    """Speakers or topics as an article carries them."""
    # A copy, because orjson's result sits in a buffer of twice its length, which would be kept.
    return msgspec.Raw(bytes(memoryview(orjson.dumps(found)))) if found else NOTHING


def as_sent(value: Any) -> msgspec.Raw:
    """An unknown field as an article carries it: the JSON that was sent, numbers to the last digit."""
    return value if isinstance(value, msgspec.Raw) else msgspec.Raw(orjson.dumps(value))


def parsed(found: msgspec.Raw) -> list[dict[str, Any]]:
    """Speakers or topics as mappings."""
    return list(orjson.loads(memoryview(found)))


class Said:
    """Speakers and topics of a text as mappings, each parsed once, when first used."""

    def __init__(self, speakers: msgspec.Raw, topics: msgspec.Raw) -> None:
        self._speakers, self._topics = speakers, topics

    @functools.cached_property
    def speakers(self) -> list[dict[str, Any]]:
        """Who speaks in it."""
        return parsed(self._speakers)

    @functools.cached_property
    def topics(self) -> list[dict[str, Any]]:
        """What it is about, best first."""
        return parsed(self._topics)


NOTHING_SAID = Said(NOTHING, NOTHING)


def to_json(article: Article) -> bytes:
    """The article as one line of JSON, keys in field order."""
    return orjson.dumps(article, default=as_it_is)


def as_it_is(value: Any) -> orjson.Fragment:
    """For `orjson.dumps`: JSON inside a value is written unchanged."""
    if isinstance(value, msgspec.Raw):
        return orjson.Fragment(bytes(value))
    raise TypeError(type(value).__name__)


def from_json(value: bytes) -> Article:
    """Read back what `to_json` wrote. Raises `msgspec.DecodeError` on anything else."""
    article = _decoder().decode(value)
    for name in ("speakers", "topics"):  # views of the whole message, which they would keep
        object.__setattr__(article, name, getattr(article, name).copy())
    if article.extra:
        object.__setattr__(article, "extra", {name: value.copy() for name, value in article.extra.items()})
    return article


@functools.cache
def _decoder() -> msgspec.json.Decoder[Article]:
    return msgspec.json.Decoder(Article)


def join(a: Article, b: Article) -> Article:
    """Two finds of the same content (equal `key`) as one: a commutative, associative, idempotent join.

    Smallest lineage and address, all names, earliest event and arrival, latest crawl: none depends on which was seen
    first.
    """
    if a == b:
        return a
    first = min(a, b, key=lambda x: (x.raw, to_json(x)))
    early = min(a, b, key=lambda x: (x.event_ms is None, x.event_ms or 0, x.event_from or "", x.event_time or ""))
    fetched = max(a.fetched_at or "", b.fetched_at or "", key=_instant) or None
    urls = [u for u in (a.url, b.url) if u]
    names = a.known_as
    if names != b.known_as:
        names = tuple(sorted({*names, *b.known_as}, key=lambda n: ("/" in n, n)))
    return dataclasses.replace(
        first,
        names=names if names != (a.item_id,) else (),
        received_ms=min((ms for ms in (a.received_ms, b.received_ms) if ms is not None), default=None),
        url=min(urls) if urls else None,
        fetched_at=fetched,
        event_time=early.event_time,
        event_ms=early.event_ms,
        event_from=early.event_from,
        flags=tuple(sorted({*a.flags, *b.flags})),
    )


def _instant(text: str) -> tuple[float, str]:
    import datetime as dt

    return (dt.datetime.fromisoformat(text).timestamp() if text else float("-inf"), text)
