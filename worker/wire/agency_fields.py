"""An agency's metadata besides the text: version, embargo, urgency, subjects, credit, links, pictures, signals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from worker.wire import stamp, text
from worker.wire.agencies import PLAIN, Agency
from worker.wire.article import Link, Picture, Status, Subject
from worker.wire.embargo import LAST_PLACE

_VERBS = {"correction": "CORRECTS", "corrected": "CORRECTS", "update": "UPDATES", "repeat": "REPEATS", "kill": "KILLS"}
"""Machine-readable signals, and the verb of an editor's note that each stands for."""

_LARGEST = 2**53
_NONE: dict[str, Any] = {
    "version": None, "first_created": None, "embargoed_until": None, "urgency": None, "subjects": (), "credit": None,
    "links": (), "pictures": (), "signals": (),
}  # fmt: skip
"""What an article has whose message has none of these fields, as most have not."""
_FIELDS = frozenset((*_NONE, "embargoed", "embargo"))


def read(message: Mapping[str, Any], wire: Agency) -> dict[str, Any]:
    """These fields of a raw message, as in an article. Raises `BadMessage` (schema) for an invalid time."""
    if message.keys().isdisjoint(_FIELDS):
        return dict(_NONE)
    return {
        "version": _number(message.get("version"), _LARGEST),
        "first_created": _time("first_created", message, wire),
        "embargoed_until": _ends("embargoed_until", message, wire)
        or _ends("embargoed", message, wire)
        or _text(stamp.or_none(message.get("embargo"), _last_zone(wire))),
        "urgency": _number(message.get("urgency"), 9),
        "subjects": tuple(dict.fromkeys(s for s in map(_subject, message.get("subjects") or ()) if s)),
        "credit": _line(message.get("credit")),
        "links": tuple(dict.fromkeys(x for x in map(_link, message.get("links") or ()) if x)),
        "pictures": tuple(dict.fromkeys(x for x in map(_picture, message.get("pictures") or ()) if x)),
        "signals": tuple(dict.fromkeys(s for s in map(_line, message.get("signals") or ()) if s)),
    }


def status(message: Mapping[str, Any]) -> Status:
    """The stated status. An embargo is expressed by its end and is not a status here."""
    said: Status | str = message.get("status") or message.get("pubstatus") or "usable"
    return said if said in ("withheld", "canceled") else "usable"


def embargo_of(
    message: Mapping[str, Any],
    told: Mapping[str, Any],
    printed: tuple[bool, dt.datetime | None],
    event: dt.datetime | None,
) -> tuple[bool, str | None]:
    """Whether a text was under embargo when it was sent, and until when, if that is known.

    `printed` is whether its note or slug says so, and until when: used if no field does. An end before the time of
    sending means no embargo.
    """
    until: str | None = told["embargoed_until"]
    said, end = printed
    if until is None and end is not None:
        until = end.isoformat()
    if until is None:
        named = message.get("embargoed") is True or message.get("embargo") is True
        return said or named or "embargoed" in _stated(message), None
    return event is None or dt.datetime.fromisoformat(until) > event, until


def _stated(message: Mapping[str, Any]) -> tuple[Any, Any]:
    return message.get("status"), message.get("pubstatus")


def verbs(message: Mapping[str, Any]) -> tuple[str, ...]:
    """The verbs that the signals stand for."""
    signals = message.get("signals")
    if not signals:
        return ()
    words = (str(s).rpartition(":")[2].rpartition("/")[2].lower() for s in signals)
    return tuple(dict.fromkeys(_VERBS[w] for w in words if w in _VERBS))


def _time(name: str, message: Mapping[str, Any], wire: Agency) -> str | None:
    value = message.get(name)
    found = stamp.stated(name, value, wire.zone) if isinstance(value, str) else None
    return found.text if found else None


def _ends(name: str, message: Mapping[str, Any], wire: Agency) -> str | None:
    """The end of an embargo: without a zone that of the wire, or else where it comes last."""
    value = message.get(name)
    return _text(stamp.stated(name, value, _last_zone(wire))) if isinstance(value, str) else None


def _last_zone(wire: Agency) -> stamp.Zone:
    return LAST_PLACE if wire is PLAIN else wire.zone


def _text(found: stamp.Stamp | None) -> str | None:
    return found.text if found else None


def _number(value: Any, most: int) -> int | None:
    if isinstance(value, str) and value.strip().isdecimal() and value.isascii():
        value = int(value[:20])
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most else None


def _line(value: Any) -> str | None:
    return text.one_line(value) or None if isinstance(value, str) else None


def _subject(value: Any) -> Subject | None:
    if isinstance(value, str):
        value = {"code": value}
    code = _line(value.get("code")) if isinstance(value, dict) else None
    return Subject(code, _line(value.get("name"))) if code else None


def _link(value: Any) -> Link | None:
    rel, to = (_line(value.get(name)) for name in ("rel", "to")) if isinstance(value, dict) else (None, None)
    if not rel or not to:
        return None
    version = value.get("version")
    return Link(rel, to, _line(str(version)) if version is not None else None, _line(value.get("title")))


def _picture(value: Any) -> Picture | None:
    if not isinstance(value, dict):
        return None
    found = Picture(*(_line(value.get(name)) for name in ("item_id", "caption", "credit", "url")))
    return found if found != Picture() else None
