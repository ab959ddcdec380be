"""One decision of an editor, and its form in the stream `decisions` and in files: `schemas/decision.v1.json`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

import jsonschema_rs
import orjson

from worker.wire import identity
from worker.wire.agencies import agency
from worker.wire.article import BadMessage
from worker.wire.schema import schema
from worker.wire.source_name import source_name
from worker.wire.stamp import epoch_ms, from_ms

Kind = Literal["join", "part", "follow", "unfollow", "pin", "withhold", "release", "undo"]
KINDS: tuple[Kind, ...] = get_args(Kind)
PLACING: tuple[Kind, ...] = ("join", "part")
"""Those that change which story an item is in."""

LARGEST = 1 << 20
"""Most bytes of one record."""

_VALIDATOR = jsonschema_rs.validator_for(schema("decision.v1"), validate_formats=True)
_LEAST = {"join": 2, "follow": 2, "unfollow": 2, "undo": 0}
_ADVICE = {
    "id": "must be a text of 1 to 200 characters, unique among all decisions",
    "source": "must be the name of the wire service, a text of 1 to 200 characters",
    "kind": f"must be one of {', '.join(KINDS)}",
    "items": "must be a list of ids or addresses of items: 2 at least for join, follow and unfollow, just 1 for a pin, "
    "1 at least for others, none for an undo",
    "undoes": "must be the id of a decision where the kind is undo, and left out elsewhere",
    "version": "must be the content_hash of a version, and left out where the kind is not pin",
    "until": "must be an RFC 3339 time such as 2025-03-14T05:10:00Z, and left out where the kind is not pin",
    "who": "must say who decided, in 1 to 1,000 characters",
    "why": "must say why, in 1 to 1,000 characters",
    "at": "must be an RFC 3339 time such as 2025-03-14T05:10:00Z",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision. `items` are names of items, normalised as the articles' are, of a follow or unfollow that of the
    story which goes on first; `undoes` the id of another decision. `ms` is when it was made: the timestamp of its
    record, in epoch milliseconds. A pin is of the text with the content hash `version`, or of the item's newest one,
    and ends at `until` (epoch ms), if it does."""

    id: str
    source: str
    kind: Kind
    items: tuple[str, ...]
    undoes: str | None
    who: str
    why: str
    ms: int
    version: str | None = None
    until: int | None = None

    @property
    def order(self) -> tuple[int, str]:
        """The newer of two is the larger."""
        return (self.ms, self.id)


def read(value: bytes | None, ms: int | None) -> Decision:
    """A decision from JSON. `ms` is its record's timestamp, in epoch milliseconds; where there is none, as in a file,
    the field `at` counts.

    Raises `BadMessage` (empty, too_large, invalid_utf8, not_json, not_object, schema), with every wrong field.
    """
    given = _loaded(value)
    if faults := _faults(given):
        raise BadMessage("schema", "; ".join(faults)[:500])
    source, kind = source_name(given["source"]), given["kind"]
    items = tuple(dict.fromkeys(normal(source, item) for item in given.get("items") or ()))
    if not source:
        raise BadMessage("schema", f"source: {_ADVICE['source']}")
    if len(items) < _LEAST.get(kind, 1):
        raise BadMessage("schema", f"items: {_ADVICE['items']}; these are names of one item")
    if ms is None:
        if given.get("at") is None:
            raise BadMessage("schema", "at: missing; in a file it says which of two decisions is the newer")
        ms = epoch_ms(datetime.fromisoformat(given["at"]))
    until = given.get("until")
    return Decision(
        id=given["id"],
        source=source,
        kind=kind,
        items=items,
        undoes=given.get("undoes"),
        who=given["who"],
        why=given["why"],
        ms=ms,
        version=given.get("version"),
        until=None if until is None else epoch_ms(datetime.fromisoformat(until)),
    )


def _loaded(value: bytes | None) -> dict[str, Any]:
    if not value:
        raise BadMessage("empty", "the record has no value; a decision is taken back by another of the kind undo")
    if len(value) > LARGEST:
        raise BadMessage("too_large", f"the decision has {len(value):,} bytes, the limit is {LARGEST:,}")
    try:
        given = orjson.loads(value)
    except orjson.JSONDecodeError as error:
        try:
            value.decode()
        except UnicodeDecodeError as e:
            raise BadMessage("invalid_utf8", f"byte {e.start} (0x{value[e.start]:02x}) is not UTF-8") from None
        raise BadMessage("not_json", f"{error.msg} at character {error.pos}") from None
    if not isinstance(given, dict):
        raise BadMessage("not_object", "a decision is a JSON object")
    return given


def _faults(given: dict[str, Any]) -> list[str]:
    """What is wrong, field by field, with advice."""
    faults: dict[str, None] = {}
    for error in _VALIDATOR.iter_errors(given):
        path = [str(step) for step in error.instance_path]
        field = path[0] if path else next((name for name in _ADVICE if f'"{name}"' in error.message), "")
        faults[f"{field}: {_ADVICE[field]}" if field in _ADVICE else error.message] = None
    return list(faults)


def to_json(decision: Decision) -> bytes:
    """A decision as its record."""
    fields: dict[str, Any] = {
        "id": decision.id,
        "source": decision.source,
        "kind": decision.kind,
        "items": decision.items,
        "who": decision.who,
        "why": decision.why,
        "at": _as_time(decision.ms),
        "undoes": decision.undoes,
        "version": decision.version,
        "until": None if decision.until is None else _as_time(decision.until),
    }
    return orjson.dumps({name: value for name, value in fields.items() if value is not None})


def _as_time(ms: int) -> str:
    return from_ms(ms, 0).isoformat(timespec="milliseconds")


def normal(source: str, name: str) -> str:
    """A name of an item, or its address, as the articles of a source bear it."""
    found = identity.content_id([name], agency(source))
    is_address = identity.is_address(name)
    names = identity.names(found, None if is_address else name, [name] if is_address else [])
    return names[0] if names else name
