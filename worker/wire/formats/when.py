"""Times as agencies write them, converted to RFC 3339 for the raw message."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime
from typing import Any

_BASIC = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?$")
_EXTENDED = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt ]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?)?"
    r"\s*(Z|z|UTC|GMT|[+-]\d{2}:?\d{2})?$"
)
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)")
_OTHER = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$")


def iso(value: Any) -> str | None:
    """A time as RFC 3339, without an offset if it has none, or a bare date; None if it is not a time."""
    if not isinstance(value, str) or not value.strip() or len(value) > 80:
        return None
    text = value.strip()
    if _RFC3339.fullmatch(text):
        return text.upper()
    m = _BASIC.match(text) or _EXTENDED.match(text)
    if m:
        return _text(m.groups())
    m = _OTHER.match(text)
    if m:
        day, month, year, *rest = m.groups()
        return _text((year, month, day, *rest, None))
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return moment.isoformat()


def _text(groups: tuple[str | None, ...]) -> str | None:
    year, month, day, hour, minute, second, zone = groups
    try:
        date = dt.date(int(year or 0), int(month or 0), int(day or 0)).isoformat()
    except ValueError:
        return None
    if hour is None:
        return date
    if int(hour) > 23 or int(minute or 0) > 59 or int(second or 0) > 59:
        return None
    clock = f"{int(hour):02d}:{minute}:{second or '00'}"
    return f"{date}T{clock}{_zone(zone)}"


def _zone(zone: str | None) -> str:
    if zone is None:
        return ""
    if zone.upper() in ("Z", "UTC", "GMT"):
        return "Z"
    return zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
