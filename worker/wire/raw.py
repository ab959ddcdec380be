"""Read a raw record into raw messages: JSON of `schemas/raw-article.v1.json`, or any format that agencies send."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

import jsonschema_rs
import orjson

from worker.wire import exact, stamp
from worker.wire.agencies import EXAMPLE
from worker.wire.article import REFUSED, BadMessage
from worker.wire.formats import Document, Found, Reading, news_api, others, page, prose
from worker.wire.formats import read as read_format
from worker.wire.formats.document import check_brackets
from worker.wire.schema import schema
from worker.wire.source_name import source_name

LONGEST_TEXT = 2_000_000
"""Limit on the characters of text in one message."""

LARGEST = 4 * LONGEST_TEXT + 1_000_000
"""Limit on the bytes of one message: a text within its own limit always fits."""

_BOM = b"\xef\xbb\xbf"
_SCHEMA = schema("raw-article.v1")
KNOWN = frozenset(_SCHEMA["properties"])
"""The fields that have a meaning. All others go into the article's `extra`."""

_OTHER_NAMES = {
    **dict.fromkeys(
        ("modified", "modified_at", "last_modified", "date_modified", "dateModified", "updated"), "updated_at"
    ),
    **dict.fromkeys(("embargo_until", "embargoedUntil"), "embargoed_until"),
}
"""Other names under which feeds state these times."""

_VALIDATOR = jsonschema_rs.validator_for(_SCHEMA)
_TIME = "is not an RFC 3339 time such as 2024-05-17T09:30:00+09:00 or date such as 2024-05-17"
_ADVICE = {
    "published_at": _TIME,
    "fetched_at": _TIME,
    "source": "must be the name of the wire service, a string of 1 to 200 characters",
    "status": "must be usable, withheld or canceled, or embargoed",
    "pubstatus": "must be usable, withheld or canceled, or embargoed",
    "first_created": _TIME,
    "embargoed_until": _TIME,
    "embargoed": _TIME,
    "version": "must be a whole number",
    "urgency": "must be a whole number from 0 to 9",
    "subjects": "must be a list of codes, or of objects with code and name",
    "links": "must be a list of objects with rel and to",
    "pictures": "must be a list of objects with caption, credit, url or item_id",
    "signals": "must be a list of strings",
    "paragraphs": "must be a list of strings",
    "language": "is not a language tag such as en or ko",
    "content_type": "is not a content type such as text/html",
    "id": "must be a string or a whole number",
}


RAW_MESSAGE = "raw message"
"""The name of the format for JSON that follows our own schema."""

_FOREIGN = frozenset(
    ("uri", "urn", "altids", "data", "item", "items", "entries", "body_html", "@context", "@graph", "@type", "type")
)
"""Fields that show that JSON may be in another format than ours."""

_CONTRACT = frozenset(
    ("source", "content", "body", "headline", "content_type", "published_at", "fetched_at", "editor_note", "paragraphs",
     "id", "url", "slug", "status", "marker")
)  # fmt: skip
"""Fields of which every raw message of ours has one, and other JSON hardly any."""

_ONLY_OURS = frozenset(("headline", "editor_note", "paragraphs", "fetched_at", "content_type", "marker"))
"""Fields that show that JSON with a `title` is not the answer of a news API."""

_COMMON = frozenset(("id", "url", "slug", "status", "marker", "headline"))

_STRUCTURED = ("xml", "json", "nitf", "newsml", "rfc822")
_LINE = 65_536
"""A single line up to this many bytes, in no known format, is reported as broken JSON and not as unknown."""

_MOST_BYTES = 11_000_000
"""Limit on the bytes of a record in another format than ours."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What a format says about an article besides the fields of its message: flags; its kind; `to_the_minute`: its time
    is stated to the minute, perhaps without an offset; `exact`: its paragraphs are the text and nothing else, because
    this worker wrote them."""

    flags: tuple[str, ...] = ()
    kind: str | None = None
    to_the_minute: bool = False
    exact: bool = False


NO_HINTS = Hints()


@dataclass(frozen=True, slots=True)
class Part:
    """One article of a record: its message, or why it cannot be used. `number` counts from 0."""

    number: int
    message: Mapping[str, Any] | BadMessage
    hints: Hints = NO_HINTS


@dataclass(frozen=True, slots=True)
class Record:
    """What a record was taken for, why, and the articles in it, at least one."""

    format: str
    why: str
    parts: tuple[Part, ...]


def parts(value: bytes, source: str | None = None, content_type: str | None = None, text: bool = False) -> Record:
    """The articles of a raw record. Never raises: an unreadable one comes back as a `BadMessage` in its place.

    `source` and `content_type` come from the record's headers or its stream's settings. A source named in JSON of ours
    takes precedence, one named in other JSON is used where there is none, and the format is recognized from the bytes.
    `text` says that a text without a format is a page's.
    """
    kind = (content_type or "").lower()
    loaded = None
    try:
        start = value[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
        if start == b"{" or not value.strip() or _is_scalar(value):
            check_brackets(value)
            sent, message = _loaded(value)
            if not isinstance(message, dict) or _is_ours(message):
                if isinstance(message, dict) and source and "source" not in message:
                    message["source"] = source
                return _of_message(sent, message, source)
            loaded = message
            source = source or _named(message)
        named = others.binary(value)
    except BadMessage as bad:
        return Record(RAW_MESSAGE, "it begins like JSON" if value.strip() else "it is empty", (Part(0, bad),))
    if len(value) > _MOST_BYTES and not named:
        large = BadMessage("too_large", f"the message has {len(value):,} bytes, the limit is {_MOST_BYTES:,}")
        return Record("unknown", "too large to be examined", (Part(0, large),))
    document = Document(value, content_type or "")
    if loaded is not None:
        document.__dict__["json"] = loaded  # fill its cache, so that it does not parse the bytes again
    try:
        guessed = named is None and document.decoded.guessed
    except BadMessage as bad:
        return Record("unknown", "its first bytes tell its encoding", (Part(0, bad),))
    if kind.startswith("text/plain") and text is False:
        text = True
    reading = read_format(document)
    if reading.format is None and text and _may_be_text(document):
        refused = prose.refusal(document)
        why = "no other format fits, and it is no article's text" if refused else "no other format fits"
        reading = Reading(None if refused else "plain text", why, [refused or {"content": document.text}])
    if reading.format is None and named is None and len(value) < _LINE and b"\n" not in value.strip():
        try:
            decode(value)
        except BadMessage as bad:  # probably a broken line of a file of JSON lines
            return Record("unknown", "no known format", (Part(0, _plainer(bad, reading)),))
    return _record(reading, source, {}, guessed=guessed)


def _may_be_text(document: Document) -> bool:
    try:
        return document.json is None and "\0" not in document.text[:4096]
    except BadMessage:  # it begins like JSON
        return False


def _plainer(bad: BadMessage, reading: Reading) -> BadMessage:
    """The error for a line in no known format: that it is not JSON, unless it is a JSON object of an unknown kind."""
    first = reading.found[0]
    if not isinstance(first, BadMessage) or first.reason not in REFUSED:
        return bad
    named = bad.reason == "schema" or "NUL" in first.detail or first.reason == "not_text" or " of dict" in first.detail
    return first if named else bad


def _named(message: Mapping[str, Any]) -> str | None:
    """The source that JSON in another format names."""
    named = message.get("source")
    return named if isinstance(named, str) and source_name(named) else None


def may_be_foreign(value: bytes) -> bool:
    """Whether a record may be in another format than ours, which needs a source from elsewhere."""
    if value[:16].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"{":
        return True
    head = value[:65536]
    return any(b'"%s"' % name.encode() in head for name in _FOREIGN)


def _is_scalar(value: bytes) -> bool:
    """Whether the bytes may be JSON that is neither an object nor a list."""
    return len(value) < 64 and value.strip()[:1] in b'"tfn-0123456789' and b"\n" not in value.strip()


def source_of(value: bytes | None, stated: str | None = None) -> str | None:
    """The source of a raw record's articles, as far as it is known without reading them, whatever else is wrong with
    them. `stated` comes from its headers or its stream's settings; a source named in JSON of ours takes precedence."""
    stated = source_name(stated or "") or None
    if not value or value[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"{":
        return stated
    try:
        message = _loaded(value)[1]
    except BadMessage:
        return stated
    named = message.get("source") if isinstance(message, dict) else None
    found = (source_name(named) or None) if isinstance(named, str) else None
    return (found or stated) if stated is None or _is_ours(message) else stated


def _is_ours(message: dict[str, Any]) -> bool:
    """Whether a JSON object is a raw message of ours, or is meant to be one."""
    if "title" in message and not message.keys() & _ONLY_OURS and news_api.is_item(message):
        return False
    if not message or not message.keys() & _FOREIGN:
        named = message.keys() & _CONTRACT
        return not message or bool(named - _COMMON) or (bool(named) and message.keys() <= KNOWN)
    if isinstance(message.get("item"), dict) and "altids" in message["item"]:
        return False
    return "source" in message and bool(message.keys() & {"content", "body"})


def _of_message(value: bytes, message: Any, source: str | None) -> Record:
    """Read a raw message of ours. Its `content` may be in any format."""
    why = "JSON with fields of a raw message"
    try:
        checked = _checked(value, message)
    except BadMessage as bad:
        return Record(RAW_MESSAGE, why, (Part(0, bad),))
    content = checked.get("content")
    kind = (checked.get("content_type") or "").lower()
    if isinstance(content, str) and (_structured(content) or any(word in kind for word in _STRUCTURED)):
        reading = read_format(Document.of_text(content, kind.partition(";")[0]))
        if reading.format is not None and reading.format != page.NAME:
            stated = {k: v for k, v in checked.items() if k not in ("content", "content_type") and v is not None}
            return _record(reading, source, stated)
        if reading.format is None and (content.lstrip()[:1] != "[" or "json" in kind):
            return _record(reading, source, {})
    return Record(RAW_MESSAGE, why, (Part(0, checked),))


def _structured(content: str) -> bool:
    """Whether a text begins like a format other than a page."""
    start = content[:200].lstrip("\ufeff \t\r\n")
    if start[:1] == "<":
        return start.startswith(("<?xml", "<nitf", "<News", "<news", "<rss", "<feed", "<rdf"))
    if start[:1] in ("{", "["):
        try:
            return isinstance(orjson.loads(content), (dict, list))
        except orjson.JSONDecodeError:
            return False
    return start[:1] in ("\x01", "\x16")


def _record(reading: Reading, source: str | None, stated: Mapping[str, Any], guessed: bool = False) -> Record:
    found = [_part(n, one, source, stated, guessed=guessed) for n, one in enumerate(reading.found)]
    return Record(reading.format or "unknown", reading.why, tuple(found))


def _part(number: int, found: Found, source: str | None, stated: Mapping[str, Any], *, guessed: bool) -> Part:
    if isinstance(found, BadMessage):
        return Part(number, found)
    flags = tuple(found.pop("flags", ())) + (("encoding_guessed",) if guessed else ())
    hints = Hints(flags, found.pop("kind", None), found.pop("to_the_minute", False), found.pop("exact", False))
    publisher = found.pop("publisher", None)
    message = {**found, **stated}
    name = message.get("source") or source or publisher
    if not name:
        return Part(number, BadMessage("schema", _NO_SOURCE))
    message["source"] = name
    size = sum(map(len, message.get("paragraphs") or ())) + len(message.get("content") or "")
    if size > LONGEST_TEXT and message.get("content_type") != "text/html":  # a page is measured without its scripts
        return Part(number, BadMessage("too_large", f"the text has {size:,} characters, the limit is {LONGEST_TEXT:,}"))
    return Part(number, message, hints)


_NO_SOURCE = (
    "source: missing; it names the wire service that sent the article: in the record's header `source`, in "
    "RAW_SOURCES for its stream, or with --source for files whose own credit names no known agency"
)


def decode(value: bytes) -> Mapping[str, Any]:
    """The bytes of a raw message as a JSON object that is valid against `schemas/raw-article.v1.json`.

    Raises `BadMessage` (invalid_utf8, not_json, not_object, schema, too_large).
    """
    return _checked(*_loaded(value))


def _loaded(value: bytes) -> tuple[bytes, Any]:
    """The bytes, repaired if necessary, and their JSON value.

    Raises `BadMessage` (too_large, invalid_utf8, not_json).
    """
    if len(value) > LARGEST:
        raise BadMessage("too_large", f"the message has {len(value):,} bytes, the limit is {LARGEST:,}")
    value = value.removeprefix(_BOM)
    try:
        return value, orjson.loads(value)
    except orjson.JSONDecodeError as error:
        return _mended(value, error)


def _checked(value: bytes, message: Any) -> Mapping[str, Any]:
    """A JSON value as a raw message. Raises `BadMessage` (not_object, schema, too_large)."""
    if not isinstance(message, dict):
        raise BadMessage("not_object", f"the message is a JSON {_json_kind(message)}, not an object")
    if not _VALIDATOR.is_valid(message):
        raise BadMessage("schema", _explain(message))
    longest = sum([len(message.get(name) or "") for name in ("content", "body", "headline")])
    if longest > LONGEST_TEXT and not _is_page(message):
        raise BadMessage("too_large", f"the text has {longest:,} characters, the limit is {LONGEST_TEXT:,}")
    unknown = message.keys() - KNOWN
    if unknown:
        _name_times(message, unknown)
        _check_depth(message)
        message |= exact.fields(value, unknown)
    if isinstance(message.get("id"), float):  # beyond 64 bits, or `4712.0`
        message["id"] = bytes(exact.fields(value, ("id",))["id"]).decode()
    return message


def _name_times(message: dict[str, Any], unknown: Set[str]) -> None:
    """Give the times in a message that feeds state under other names their own."""
    for name in _OTHER_NAMES.keys() & unknown:
        if message.get(_OTHER_NAMES[name]) is None and stamp.or_none(message[name], stamp.UTC):
            message[_OTHER_NAMES[name]] = message[name]


def _is_page(message: Mapping[str, Any]) -> bool:
    return "html" in (message.get("content_type") or "").lower() or (message.get("content") or "")[:1] == "<"


def _mended(value: bytes, error: orjson.JSONDecodeError) -> tuple[bytes, Any]:
    """A message that orjson refuses, with lone surrogates replaced. Raises `BadMessage` if that does not help."""
    whole = exact.whole(value)
    if whole != value:
        try:
            return whole, orjson.loads(whole)
        except orjson.JSONDecodeError:
            pass
    raise _unreadable(value, error) from None


def _unreadable(value: bytes, error: orjson.JSONDecodeError) -> BadMessage:
    try:
        value.decode()
    except UnicodeDecodeError as e:
        return BadMessage("invalid_utf8", f"byte {e.start} (0x{value[e.start]:02x}) is not UTF-8")
    if not value.strip():
        return BadMessage("not_json", "the message is empty")
    if "depth" in error.msg or "ecursion" in error.msg:
        return BadMessage("not_json", "brackets are nested more than 1,000 deep")
    return BadMessage("not_json", f"{error.msg} at character {error.pos}")


def _explain(message: dict[str, Any]) -> str:
    """What is wrong, field by field, with advice; long values are shortened."""
    faults = []
    for error in _VALIDATOR.iter_errors(message):
        path = [str(step) for step in error.instance_path]
        if path and path[0] in message:
            shown = orjson.dumps(message[path[0]]).decode()
            shown = shown if len(shown) <= 60 else shown[:60] + "..."
            faults.append(f"{path[0]}: {shown} {_ADVICE.get(path[0], 'must be a string')}")
        elif "source" not in message:
            faults.append(f'source: missing; it names the wire service that sent the article, e.g. "{EXAMPLE}"')
        else:
            faults.append('no text: "content" (a page) is required, or "headline" and "body"')
    return "; ".join(dict.fromkeys(faults))[:500]


def _check_depth(message: dict[str, Any]) -> None:
    """Check that a message can be written again, a few levels deeper inside an article."""
    try:
        orjson.dumps([[[[message]]]])
    except orjson.JSONEncodeError as error:
        raise BadMessage("schema", f"a field unknown to the schema cannot be kept: {error}") from None


def _json_kind(value: object) -> str:
    names = {type(None): "null", bool: "boolean", str: "string", list: "array", int: "number", float: "number"}
    return names.get(type(value), type(value).__name__)
