"""The bytes of a raw message as a JSON object that satisfies `schemas/raw-article.v1.json`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jsonschema_rs
import orjson

from worker.wire import exact
from worker.wire.agencies import DEFAULT_SOURCE
from worker.wire.article import BadMessage
from worker.wire.schema import schema

LONGEST_TEXT = 2_000_000
"""Characters of text in one message, at most."""

_LARGEST = 4 * LONGEST_TEXT + 1_000_000
"""Bytes of one message, at most: no text below the limit is longer."""

_BOM = b"\xef\xbb\xbf"
_SCHEMA = schema("raw-article.v1")
KNOWN = frozenset(_SCHEMA["properties"])
"""The fields that have a meaning. All others are an article's `extra`."""

_VALIDATOR = jsonschema_rs.validator_for(_SCHEMA)
_TIME = "is no RFC 3339 time such as 2024-05-17T09:30:00+09:00 or date such as 2024-05-17"
_ADVICE = {
    "published_at": _TIME,
    "fetched_at": _TIME,
    "source": "must be the name of the wire service, a text that is not empty",
    "status": "must be usable, withheld or canceled",
    "pubstatus": "must be usable, withheld or canceled",
    "language": "is no language tag such as en or ko",
    "content_type": "is no content type such as text/html",
    "id": "must be a text or a whole number",
}


def decode(value: bytes) -> Mapping[str, Any]:
    """The bytes of a raw message as a JSON object that satisfies `schemas/raw-article.v1.json`.

    Raises `BadMessage` (invalid_utf8, not_json, not_object, schema, too_large).
    """
    if len(value) > _LARGEST:
        raise BadMessage("too_large", f"the message has {len(value):,} bytes, the limit is {_LARGEST:,}")
    value = value.removeprefix(_BOM)
    try:
        message = orjson.loads(value)
    except orjson.JSONDecodeError as error:
        value, message = _mended(value, error)
    if not isinstance(message, dict):
        raise BadMessage("not_object", f"the message is a JSON {_kind(message)}, not an object")
    if not _VALIDATOR.is_valid(message):
        raise BadMessage("schema", _explain(message))
    longest = sum(len(message.get(name) or "") for name in ("content", "body", "headline"))
    if longest > LONGEST_TEXT:
        raise BadMessage("too_large", f"the text has {longest:,} characters, the limit is {LONGEST_TEXT:,}")
    unknown = message.keys() - KNOWN
    if unknown:
        _check_depth(message)
        message |= exact.fields(value, unknown)
    if isinstance(message.get("id"), float):  # beyond 64 bits, or `4712.0`
        message["id"] = bytes(exact.fields(value, ("id",))["id"]).decode()
    return message


def _mended(value: bytes, error: orjson.JSONDecodeError) -> tuple[bytes, Any]:
    """A message that orjson refuses, with the halves of surrogate pairs mended. Raises `BadMessage` where that is not
    all that is wrong with it."""
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
    """What is wrong, field by field, in words that help; values are only shown in part."""
    faults = []
    for error in _VALIDATOR.iter_errors(message):
        path = [str(step) for step in error.instance_path]
        if path and path[0] in message:
            shown = orjson.dumps(message[path[0]]).decode()
            shown = shown if len(shown) <= 60 else shown[:60] + "..."
            faults.append(f"{path[0]}: {shown} {_ADVICE.get(path[0], 'must be a text')}")
        elif "source" not in message:
            faults.append(f'source: missing; it names the wire service that sent the article, e.g. "{DEFAULT_SOURCE}"')
        else:
            faults.append('no text: there must be "content" (a page), or "headline" and "body"')
    return "; ".join(dict.fromkeys(faults))[:500]


def _check_depth(message: dict[str, Any]) -> None:
    """What is kept must also be written again, a few levels deeper inside an article."""
    try:
        orjson.dumps([[[[message]]]])
    except orjson.JSONEncodeError as error:
        raise BadMessage("schema", f"a field that is not known to the schema cannot be kept: {error}") from None


def _kind(value: object) -> str:
    names = {type(None): "null", bool: "boolean", str: "string", list: "array", int: "number", float: "number"}
    return names.get(type(value), type(value).__name__)
