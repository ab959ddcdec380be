"""Helpers shared by the formats: codes of subjects, numbers, statuses, relations, and fields of a raw message."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from worker.wire.article import BadMessage

Fields = dict[str, Any]

_SCHEMES = (
    (re.compile(r"https?://(?:cv|www)\.iptc\.org/(?:std/)?newscodes/mediatopics?/?(?:medtop:)?$"), "medtop"),
    (re.compile(r"https?://(?:cv|www)\.iptc\.org/(?:std/)?newscodes/subjectcodes?/?(?:subj:)?$"), "subj"),
    (re.compile(r"https?://(?:cv|www)\.iptc\.org/(?:std/)?newscodes/(\w+)/?$"), ""),
)
_STATUSES = {
    "usable": "usable", "withheld": "withheld", "canceled": "canceled", "cancelled": "canceled", "kill": "canceled",
    "killed": "canceled", "embargoed": "embargoed", "deleted": "canceled",
}  # fmt: skip
_RELATIONS = {
    "previousversion": "previousVersion", "prevversion": "previousVersion", "previous": "previousVersion",
    "evolvedfrom": "evolvedFrom", "derivedfrom": "derivedFrom", "seealso": "seeAlso",
    "translatedfrom": "translatedFrom", "istranslationof": "translatedFrom",
}  # fmt: skip
_MOST_VERSION = 2**53


def code(scheme: str | None, value: str) -> str:
    """A subject's code with its scheme in front: `medtop:20000530` for one of IPTC's addresses or schemes."""
    value = value.strip()
    if not scheme:
        base, slash, last = value.rpartition("/")
        if slash and value.startswith("http"):
            named = _scheme(base + slash)
            return f"{named}:{last.removeprefix(named + ':')}" if named and last else value
        return value
    named = _scheme(scheme)
    if named:
        return f"{named}:{value.removeprefix(named + ':')}"
    return value if ":" in value or value.startswith("http") else f"{scheme.strip()}:{value}"


def _scheme(address: str) -> str | None:
    for pattern, name in _SCHEMES:
        m = pattern.match(address)
        if m:
            return name or m[1]
    return None


def subject(value: str | None, name: str | None = None, scheme: str | None = None) -> dict[str, str | None] | None:
    """A subject; None if it has neither code nor name."""
    found = code(scheme, value) if value and value.strip() else (name or "").strip()
    return {"code": found[:400], "name": (name or "").strip() or None} if found else None


def unique(values: Iterable[Any]) -> list[Any]:
    """The non-empty values, each once, in order."""
    found: list[Any] = []
    seen: set[str] = set()
    for value in values:
        if value and repr(value) not in seen:
            seen.add(repr(value))
            found.append(value)
    return found


def status(value: str | None) -> str | None:
    """`usable`, `withheld`, `canceled` or `embargoed` for an agency's word, in any case and with any scheme."""
    if not value:
        return None
    return _STATUSES.get(value.strip().lower().rpartition(":")[2].rpartition("/")[2])


def relation(value: str | None) -> str:
    """A relation in our spelling, or the agency's own word."""
    word = (value or "").strip().rpartition(":")[2].rpartition("/")[2]
    return _RELATIONS.get(word.lower(), word or "link")


def number(value: Any) -> int | None:
    """A version or an urgency: a whole number, also given as text; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str) and re.fullmatch(r"\s*\d{1,18}(?:\.0)?\s*", value):
        value = int(value.strip().removesuffix(".0"))
    return value if isinstance(value, int) and 0 <= value <= _MOST_VERSION else None


def urgency(value: Any) -> int | None:
    """An urgency from 0 to 9; None for anything else."""
    found = number(value)
    return found if found is not None and found <= 9 else None


def text(value: Any) -> str | None:
    """A non-empty text on one line, else None."""
    return " ".join(value.split()) or None if isinstance(value, str) else None


def texts(value: Any) -> list[str]:
    """The texts in a list, or a single one as a list."""
    values = value if isinstance(value, list) else [value]
    return [found for v in values if (found := text(v))]


def mapping(value: Any) -> Mapping[str, Any]:
    """A JSON object; empty if it is anything else."""
    return value if isinstance(value, dict) else {}


def listed(value: Any) -> list[Any]:
    """A JSON list; empty if it is anything else."""
    return value if isinstance(value, list) else []


def filled(**fields: Any) -> Fields:
    """The fields that have a value."""
    return {name: value for name, value in fields.items() if value is not None and value not in ("", [], {})}


def not_text(format_name: str, what: str) -> BadMessage:
    """The error for a message that is recognized, but not an article."""
    return BadMessage("not_text", f"{format_name}: {what}")


def empty(format_name: str, why: str) -> BadMessage:
    """The error for an article without a text."""
    return BadMessage("empty", f"{format_name}: {why}")
