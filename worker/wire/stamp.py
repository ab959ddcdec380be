"""Times: as printed on pages, in all forms seen (grammar, section c), and as feeds write them (RFC 3339)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from worker.wire.article import BadMessage, Precision
from worker.wire.text import ANY_CASE

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)"
)
"""A month as printed in datelines and time stamps, without the full stop; match it ignoring case."""

ZONES = {
    "GMT": 0, "UTC": 0, "Z": 0, "WET": 0, "WEST": 60, "BST": 60, "CET": 60, "CEST": 120, "EET": 120, "EEST": 180,
    "MSK": 180, "TRT": 180, "SAST": 120, "EAT": 180, "GST": 240, "PKT": 300, "IST": 330, "ICT": 420, "WIB": 420,
    "HKT": 480, "SGT": 480, "MYT": 480, "AWST": 480, "KST": 540, "JST": 540, "ACST": 570, "AEST": 600, "ACDT": 630,
    "AEDT": 660, "NZST": 720, "NZDT": 780, "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420,
    "MDT": -360, "PST": -480, "PDT": -420, "AKST": -540, "AKDT": -480, "HST": -600, "BRT": -180, "ART": -180,
    "ET": -300, "CT": -360, "MT": -420, "PT": -480,
}  # fmt: skip
"""Time zones as wires print them, in minutes east of Greenwich. Ambiguous names have the meaning that wires use: `IST`
is India's, `BST` Britain's, `CST` America's except on a Chinese wire."""

_ALL_YEAR = frozenset(("ET", "CT", "MT", "PT"))
"""North American zones with the same name in summer and winter."""

_CHINA = 480
_CLOCK = r"(?P<h>\d{1,2})[:.](?P<mi>\d{2})(?::(?P<s>\d{2}))?(?: ?(?P<half>[ap])\.?m\.?)?"
_ZONE_NAMES = "|".join(ZONES)
_ZONE = rf"(?: ?\(?(?P<zone>(?:(?:GMT|UTC) ?)?[+-]\d{{1,2}}(?::?\d{{2}})?|{_ZONE_NAMES})\)?)?"
_WEEKDAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\.?"
_WORDS = rf"(?P<mon>{MONTH})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>\d{{4}})"
_BRITISH = rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)? (?P<mon>{MONTH})\.?,? (?P<y>\d{{4}})"
_DIGITS = rf"(?P<y>\d{{4}})[-/.] ?(?P<m>\d{{1,2}})[-/.] ?(?P<d>\d{{1,2}})\.?(?: ?\({_WEEKDAY}\))?"
_COMPACT = r"(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})"
_AMERICAN = r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4})"
_GAP = r"(?:,? (?:at |- |/ |\| )?|T)"
_LABEL = (
    r"(?:(?:Published|Posted|Last updated|Last modified|Updated|Modified|Date|Input|Released|Sent|Issued|Uploaded"
    r"|Registered|Created) ?:? ?(?:on |at )?)?"
)
_SECTION = r"(?:[A-Z][\w&/.' -]{0,40} )?"
_ZONE_AFTER = _ZONE.replace("zone", "zone2")
_HAN = (
    r"(?:[\u3400-\u9fff]{2,6}[：:] ?)?(?P<y>\d{4})[-/.年] ?(?P<m>\d{1,2})[-/.月] ?(?P<d>\d{1,2})日?"
    r"(?:[ \u3000]{0,2}(?P<h>\d{1,2})[:：时時](?P<mi>\d{2})分?(?::(?P<s>\d{2}))?)?"
    r"(?:[ |\u3000]{0,3}(?:来源|來源|作者|编辑|編輯|记者|記者|字号|配信|更新|公開)[：: ]?[^。]{0,60})?"
)
"""As Chinese and Japanese pages print it, perhaps with its label before it and whose text it is behind it."""
_FORMS = tuple(
    re.compile(form, ANY_CASE)
    for form in (
        rf"(?:{_SECTION}|{_LABEL}){_CLOCK}{_ZONE},? (?:on )?(?:{_WEEKDAY},? )?{_WORDS}{_ZONE_AFTER}",
        rf"{_LABEL}(?:{_WEEKDAY},? )?{_WORDS}(?:{_GAP}{_CLOCK}{_ZONE})?(?: ?[/|] ?Updated [^|]{{1,40}})?",
        rf"{_LABEL}{_DIGITS}(?:{_GAP}{_CLOCK}{_ZONE})?(?:,? ?(?:\||/|Updated|Modified) ?[^|]{{1,40}})?",
        rf"{_SECTION}{_DIGITS} {_CLOCK}{_ZONE}",
        r"(?P<y>\d{4})년 ?(?P<m>\d{1,2})월 ?(?P<d>\d{1,2})일(?: (?P<h>\d{1,2})(?::|시 ?)(?P<mi>\d{2})분?)?",
        rf"(?:{_WEEKDAY}, )?{_AMERICAN}(?:{_GAP}{_CLOCK}{_ZONE})?",
        rf"[^/]{{1,40}}/[^/]{{1,40}}/ ?{_DIGITS} {_CLOCK}{_ZONE}",
        rf"{_LABEL}(?:{_WEEKDAY},? )?{_BRITISH}(?:{_GAP}{_CLOCK}{_ZONE})?",
        rf"{_SECTION}{_CLOCK}{_ZONE},? (?:on )?{_BRITISH}{_ZONE_AFTER}",
        rf"{_LABEL}{_COMPACT} {_CLOCK}{_ZONE}",
        rf"{_SECTION}{_CLOCK}{_ZONE},? {_DIGITS}{_ZONE_AFTER}",
        rf"{_SECTION}- {_WORDS} - {_CLOCK}{_ZONE}(?: ?\| ?[^|]{{1,60}})?",
        _HAN,
    )
)
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)")
_NUMERIC = re.compile(r"([+-])(\d{1,2}):?(\d{2})?")
_LONGEST = 110
_YEAR = re.compile(r"\d{4}")
_CRAWLED = re.compile(r"date (\d{4})-(\d{2})-(\d{2})(?!\d)")
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_UNSET = dt.datetime(1900, 1, 1)  # noqa: DTZ001
"""What databases and spreadsheets write for no date."""

_NO_YEARS = ("0000", "0001")
"""The years that software writes for a date that was never set."""


Summer = Literal["america", "australia", "europe"]


@dataclass(frozen=True, slots=True)
class Zone:
    """A wire's time zone: minutes east of Greenwich in winter, and whose rule for summer time it follows, if any."""

    offset: int
    summer: Summer | None = None

    def on(self, date: dt.date) -> int:
        """Minutes east of Greenwich on a day."""
        return self.offset + (60 if self.summer and _SUMMERS[self.summer](date) else 0)


UTC = Zone(0)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A moment with its offset, and how precisely it was stated. A bare date is taken as its midnight."""

    moment: dt.datetime
    precision: Precision
    text: str

    @property
    def ms(self) -> int:
        """Epoch milliseconds."""
        return epoch_ms(self.moment)

    def day(self, offset: int) -> dt.date:
        """Its day in a zone; for a bare date, the stated day."""
        return self.moment.date() if self.precision == "day" else day_in(self.moment, offset)


def printed(line: str, zone: Zone) -> Stamp | None:
    """The time stated by a line as a whole, e.g. `All News 13:00 May 04, 2022` or `2009/07/09 11:30 KST`, or None.

    `zone` is the wire's, for times without a zone.
    """
    if len(line) > _LONGEST or not _YEAR.search(line):
        return None
    for form in _FORMS:
        m = form.fullmatch(line)
        if m:
            return of_fields(m.groupdict(), zone)
    return None


def crawled(line: str, zone: Zone) -> tuple[Stamp | None, str]:
    """The date that a crawler put before a page's first line, and the rest of that line."""
    m = _CRAWLED.match(line) if line[:5] == "date " else None
    if not m:
        return None, line
    fields: dict[str, str | None] = {"y": m[1], "m": m[2], "d": m[3]}
    return of_fields(fields, zone), line[m.end() :].strip()


def stated(name: str, text: str | None, zone: Zone) -> Stamp | None:
    """A time that a feed states in its field `name`, unchanged if it is RFC 3339; without an offset it is in the wire's
    zone. None if it is empty, or the year 0 or 1 or the epoch, which software writes for a missing time.

    Raises `BadMessage` (schema) if it is not a time.
    """
    if not text or text.lstrip().startswith(_NO_YEARS):
        return None
    try:
        moment = dt.datetime.fromisoformat(text.strip().upper())
    except ValueError:
        shown = text if len(text) <= 60 else text[:60] + "..."
        raise BadMessage(
            "schema",
            f'{name}: "{shown}" is not an RFC 3339 time such as 2024-05-17T09:30:00+09:00 or date such as 2024-05-17',
        ) from None
    precision: Precision = "second"
    if ":" not in text and len(text.strip()) <= len("2024-05-17"):
        precision = "day"
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=_zone(zone.on(moment.date())))
    return meant(Stamp(moment, precision, text if _RFC3339.fullmatch(text) else moment.isoformat()))


def or_none(said: object, zone: Zone) -> Stamp | None:
    """A time that a feed states in a field of its own, as `stated` reads it; None if it is not a time."""
    try:
        return stated("", said, zone) if isinstance(said, str) else None
    except BadMessage:
        return None


def meant(found: Stamp | None) -> Stamp | None:
    """The stamp, or None if its date stands for a missing one: the year 1, the first moment of 1900, or the epoch in
    its zone or in UTC."""
    if found is None or found.moment.year > EPOCH.year:
        return found
    if found.moment.year == 1 or found.moment.replace(tzinfo=None) == _UNSET:
        return None
    if EPOCH in (found.moment, found.moment.replace(tzinfo=dt.UTC)):
        return None
    return found


def epoch_ms(moment: dt.datetime) -> int:
    """Epoch milliseconds of a moment with an offset, rounded down; works for years far outside a clock's range."""
    since = moment - EPOCH
    return (since.days * 86_400 + since.seconds) * 1000 + since.microseconds // 1000


def from_ms(ms: int, offset: int) -> dt.datetime:
    """The moment of epoch milliseconds in a zone, clamped to the years that a date can have."""
    ms = max(min(ms, 253_370_000_000_000), -62_100_000_000_000)
    return (EPOCH + dt.timedelta(milliseconds=ms)).astimezone(_zone(offset))


def day_in(moment: dt.datetime, offset: int) -> dt.date:
    """The day of a moment in a zone."""
    try:
        return moment.astimezone(_zone(offset)).date()
    except OverflowError:
        return moment.date()


def day(year: int, month: int, number: int) -> dt.date | None:
    """A calendar day, or None if it does not exist (`Feb. 30`)."""
    try:
        return dt.date(year, month, number)
    except ValueError:
        return None


def month_number(name: str) -> int:
    """1 to 12 for a month's name or short name."""
    return _MONTHS.index(name[:3].lower()) + 1


@cache
def _zone(offset: int) -> dt.timezone:
    return dt.timezone(dt.timedelta(minutes=offset))


def of_fields(fields: Mapping[str, str | None], own: Zone) -> Stamp | None:
    """A stamp from a pattern's groups: year `y`, month `m` or its name `mon`, day `d`, and if there is a time also hour
    `h`, minute `mi`, second `s`, `half` of the day, `zone`. None if they are not a valid moment."""
    month, name = fields.get("m"), fields.get("mon")
    date = day(int(fields["y"] or 0), month_number(name) if name else int(month or 0), int(fields["d"] or 0))
    if date is None:
        return None
    hour, minute, second = (int(fields.get(k) or 0) for k in ("h", "mi", "s"))
    if fields.get("half"):
        hour = hour % 12 + (12 if str(fields["half"]).lower() == "p" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    zone = fields.get("zone") or fields.get("zone2")
    minutes = _offset(zone.upper(), date, own.offset) if zone else own.on(date)
    if not -1440 < minutes < 1440:
        return None
    moment = dt.datetime(date.year, date.month, date.day, hour, minute, second, tzinfo=_zone(minutes))
    precision: Precision = "second" if fields.get("s") else "minute" if fields.get("h") else "day"
    return Stamp(moment, precision, moment.isoformat())


def _offset(zone: str, date: dt.date, own: int) -> int:
    """Minutes east of Greenwich of a printed zone on a day; `own` is the wire's zone."""
    known = ZONES.get(zone)
    if known is not None:
        if zone == "CST" and own == _CHINA:
            return own
        return known + (60 if zone in _ALL_YEAR and _american_summer(date) else 0)
    [(sign, hours, minutes)] = _NUMERIC.findall(zone)
    return (-1 if sign == "-" else 1) * (int(hours) * 60 + int(minutes or 0))


def _american_summer(date: dt.date) -> bool:
    """By the rule of 2007, and for earlier years by that of 1987."""
    if date.year >= 2007:
        return _sunday(date.year, 3, 8) <= date < _sunday(date.year, 11, 1)
    return _sunday(date.year, 4, 1) <= date < _sunday(date.year, 10, 25)


def _european_summer(date: dt.date) -> bool:
    """By the rule of 1996, and for earlier years by that of 1981."""
    end = _sunday(date.year, 10, 25) if date.year >= 1996 else _sunday(date.year, 9, 24)
    return _sunday(date.year, 3, 25) <= date < end


def _australian_summer(date: dt.date) -> bool:
    """By Sydney's rule since 2008."""
    return not _sunday(date.year, 4, 1) <= date < _sunday(date.year, 10, 1)


_SUMMERS: dict[Summer, Callable[[dt.date], bool]] = {
    "america": _american_summer,
    "australia": _australian_summer,
    "europe": _european_summer,
}


def _sunday(year: int, month: int, first: int) -> dt.date:
    """The first Sunday of a month on or after a day of it."""
    date = dt.date(year, month, first)
    return date + dt.timedelta(days=6 - date.weekday())
