"""Embargoes: a text that is sent before it may be used says so, and until when."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from itertools import pairwise

from worker.wire import embargo_words, months, stamp
from worker.wire.stamp import MONTH, ZONES, Zone
from worker.wire.text import ANY_CASE

_LONGEST = 200
_REACH = 1000
_UNTIL = "(?ai:until|till|for|to|at)"
_CLOCKED = r"(?=.{0,80}?(?:\d{1,2}[:.]\d{2}|\b\d{4}\b|\d ?[AaPp]\.?[Mm]\b|\b(?:GMT|UTC|KST|noon|midnight)\b))"
_TIME = r"(?=\d{1,2}[:.]\d{2}|\d{4} ?(?:GMT|UTC|hours|hrs)\b|\d{1,2} ?[AaPp]\.?[Mm]\b)"
_DAY = r"(?ai:mon|tue|wed|thu|fri|sat|sun|weekend|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|[ap]ms?\b|\d)"
_USE = "(?:release|publication|broadcast|use)"
_COPY = "(?:release|report|material|information|statement|text|story|article|document|contents?|copy|data)"
_LINE = re.compile(
    r"\W{0,6}(?:(?ai:notes? (?:to|for) (?:the )?editors?)\W{1,3})?(?:"
    rf"(?:STRICTLY |UNDER )?EMBARGO(?:ED)?(?:\W{{0,6}}$|\s?[:–—-]{_CLOCKED}| {_UNTIL}\b| {_TIME}"
    rf"| (?:LIFTS|ENDS|EXPIRES)\b{_CLOCKED})"
    rf"|(?:Strictly embargoed|Embargoed|Under embargo)(?: {_UNTIL}| for {_USE} {_UNTIL})\b|Embargo(?:ed)?\s?:{_CLOCKED}"
    rf"|(?ai:(?=this|the|all|any|transmission|information|material).{{0,60}}?\b{_COPY}\b.{{0,30}}? (?:is|are)"
    rf" (?:strictly )?(?:embargoed|under (?:strict )?embargo) {_UNTIL})\b{_CLOCKED}"
    r"|HOLD FOR (?:RELEASE|USE|PUBLICATION)\b|HFR\b(?=.{0,40}\d)"
    r"|(?:NOT )?FOR (?:RELEASE|PUBLICATION|BROADCAST|USE) (?:AT|ON|BEFORE|UNTIL|AFTER)\b"
    rf"|(?:Not for|For) {_USE} (?:at|on|before|until|after) .{{0,20}}\d"
    rf"|(?ai:not for {_USE}\b[a-z ,/]{{1,40}} before\b(?=.{{0,20}}\d))"
    rf"|F(?:or|OR) (?:[Rr]elease|RELEASE),? (?:{_DAY}.{{0,40}}\d|\d{{1,2}} ?(?ai:[ap]\.?m\b)|(?ai:noon|midnight)\b"
    r"|.{0,40} (?ai:(?:and|or) thereafter)))"
)
_ABROAD = re.compile(
    r"\W{0,6}(?:(?ai:achtung|hinweis|attention|atenci[oó]n|attenzione)\W{1,3})?(?ai:(?P<label>sperre?frist\s*:)"
    r"|sperre?frist\b|embargo (?:jusqu|hasta|fino|at[eé]|tot|bis)|embargo ?:(?=.{0,60}\dh\d\d\b)"
    r"|(?P<sure>(?:sous|bajo|sotto|sob|onder|unter) embargo (?:jusqu|hasta|fino|at[eé]|tot|bis)"
    r"|(?:embargad|bloquead)[oa] (?:hasta|at[eé])|nicht zur ver(?:ö|Ö|oe)ffentlichung vor"
    r"|ne pas (?:publier|diffuser) avant|(?:no (?:publicar|difundir)|não (?:publicar|divulgar)) antes"
    r"|non pubblicare prima|niet publiceren voor))"
    r"(?(label)(?=.{0,60}\d)|(?(sure)(?=.{0,60}(?:\d[:.hH]\d{2}\b|\d ?(?ai:uhr|uur|heures|horas|h|gmt|utc|cet)\b"
    rf"|\b(?ai:ore) \d|\d(?:\.|er)? ?(?ai:de )?(?ai:{months.MONTH})\b\.?(?ai:(?: de)? \d{{4}})?\W{{0,3}}$))"
    r"|(?=.{0,60}(?:\d[:.hH]\d{2}\b|\d ?(?ai:uhr|uur|heures|horas|h|gmt|utc|cet)\b|\b(?ai:ore) \d))))"
)
"""The same in other languages. A day alone is enough where nothing but a text can be meant."""
_LABEL = re.compile(r"\$?ADV(?:ANCE)?(?![A-Z])|HFR\b|EMBARGOED\b|HOLD FOR\b")
_SAYING_SO = "embarg release publi broadcast use frist ffentlich bloquead hfr diff pubblic difund divulg".split()
"""Every embargo line contains one of these; most lines and notes need no closer look."""
_LABELLED = re.compile(r"(?:STRICTLY |UNDER )?EMBARG|HOLD FOR RELEASE|SPERRE?FRIST", ANY_CASE)
_BEFORE_HEADLINE = re.compile(r": | [–—-] |/")
_BEHIND_HEADLINE = re.compile(r"(?: [–—-] | ?\()(?=[^()]{6,80}\)?$)(?=(?:STRICTLY |UNDER )?EMBARG)", ANY_CASE)

_ADVANCE = re.compile(r"\$?ADV(?:ANCE)?(?: FOR)? ?(\d{1,2})")
_CLAUSE = re.compile(r"[;.] ")
_BEGINNINGS = frozenset("EHSUNFTAIM([*/<#=~!-\"'“ehsunftaimBbOo")

_NOT_PLAIN = re.compile(r"\b(?ai:local|respective|weekend|and again)\b")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = re.compile(r"\b(?:(mon|tue|wed|thu|fri|sat|sun)(?:day|nesday|rsday|sday|urday|s|nes|r|rs)?)\b", ANY_CASE)
_DATE = re.compile(
    rf"\b(?:(?P<mon>{MONTH})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<y>\d{{4}})\b(?! ?(?:GMT|UTC|hours|hrs)))?"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th|\.)? (?P<mon2>{MONTH})\b\.?(?:,? (?P<y2>(?:19|20)\d{{2}})\b)?"
    r"|(?P<y3>\d{4})-(?P<m3>\d{2})-(?P<d3>\d{2})|(?P<d4>\d{1,2})\.(?P<m4>\d{1,2})\.(?P<y4>(?:19|20)\d{2})\b"
    r"|(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y5>(?:19|20)\d{2})\b)",
    ANY_CASE,
)
_ZONE = "|".join(sorted(ZONES, key=len, reverse=True))
_CLOCK = re.compile(
    r"\b(?:(?P<h>\d{1,2})[:.](?P<mi>\d{2})(?::00)?(?: ?(?P<half>[ap])\.?m\b\.?)?"
    r"|(?P<h2>\d{1,2}) ?(?P<half2>[ap])\.?m\b\.?"
    r"|(?P<h3>[01]\d|2[0-4])(?P<mi3>[0-5]\d)(?: ?(?:hours|hrs|h))?|(?:12 ?)?(?P<word>noon|midnight))"
    rf"(?: ?\(?(?P<zone>(?:(?:GMT|UTC) ?)?[+-]\d{{1,2}}(?::?\d{{2}})?|{_ZONE})\b\)?)?",
    ANY_CASE,
)
_NUMBER = re.compile(r"\d")
_ZONE_NAMED = re.compile(rf"\b(?:{_ZONE})\b(?<!\bZ)")
LAST_PLACE = Zone(-12 * 60)
"""Where every day ends last: a day that has ended there has ended everywhere."""
_BACK = dt.timedelta(days=45)
"""A printed date without a year is the one nearest to the sending, and at most this long before it."""


def is_line(line: str) -> bool:
    """Whether a line of its own says that the text is under embargo: `EMBARGOED until 0900 GMT March 14`.

    A headline about an embargo does not count: it says on what.
    """
    if line[:1] not in _BEGINNINGS or len(line) > _LONGEST or not _may_say_so(line):
        return False
    return _LINE.match(line) is not None or _ABROAD.match(line) is not None


def _may_say_so(said: str) -> bool:
    return any(map(said.lower().__contains__, _SAYING_SO))


def off_headline(line: str) -> tuple[str, str | None]:
    """A headline without the embargo printed before or behind it, and that: `EMBARGOED UNTIL 6 P.M. EDT: Ferry sinks`,
    `Ferry sinks (EMBARGOED)`. None where there is none."""
    if not _may_say_so(line):
        return line, None
    if _LABELLED.match(line):
        for split in _BEFORE_HEADLINE.finditer(line, 0, _LONGEST):
            said, rest = line[: split.start()], line[split.end() :].lstrip()
            if rest and is_line(said) and not (split[0].strip() in ("-", "–", "—") and said == "EMBARGO"):
                return rest, said
    behind = _BEHIND_HEADLINE.search(line)
    if behind and behind.start() and is_line(said := line[behind.end() :].rstrip(")")):
        return line[: behind.start()], said
    return line, None


def in_slug(labels: Iterable[str]) -> bool:
    """Whether a label of a slug line states an embargo: an advance (`ADV 15`), or copy to be held (`HFR 6 A.M.`)."""
    return any(map(_LABEL.match, labels))


def in_note(said: str) -> bool:
    """Whether a clause of a note to editors puts its own text under embargo."""
    return any(True for _ in _clauses(said))


def _clauses(said: str) -> Iterable[str]:
    """The clauses of a note with an embargo, each up to the next semicolon, as a full stop may belong to `a.m.`."""
    said = said[:_REACH]
    if not _may_say_so(said):
        return
    starts = [0, *(m.end() for m in _CLAUSE.finditer(said))]
    for start, after in pairwise([*starts, len(said)]):
        whole = said[start : start + _LONGEST].partition(";")[0]
        if is_line(said[start:after].rstrip("; ")) or is_line(whole):
            yield whole


def end(said: str, sent: dt.datetime | None, exact: bool, zone: Zone | None) -> dt.datetime | None:
    """When the embargo in a note ends, as it is printed: `EMBARGOED UNTIL 0001 GMT Thursday, March 5`.

    `sent` is when the text was sent, `exact` whether that is known to the minute; `zone` the wire's, where it is
    known. Without a zone a time counts where it comes last, and a day without a time from its beginning. None where it
    is not clear when: then the embargo has no end that we know. Of several ends the last counts.
    """
    ends = [_end(clause, sent, exact, zone) for clause in _clauses(said)]
    known = [moment for moment in ends if moment is not None]
    return max(known) if known and len(known) == len(ends) else None


def end_of_label(labels: Iterable[str], sent: dt.datetime | None, exact: bool, zone: Zone | None) -> dt.datetime | None:
    """The same for the label of a slug line: the next 15th for `ADV 15`, the next six o'clock for `HFR 6 A.M. EST`."""
    said = [label for label in labels if _LABEL.match(label)]
    if len(said) != 1 or sent is None:
        return None
    advance = _ADVANCE.fullmatch(said[0])
    if advance is None:
        return _end(said[0], sent, exact, zone)
    near = stamp.day_in(sent, zone.offset if zone else 0)
    try:
        for n in range(32):
            day = near + dt.timedelta(days=n)
            if day.day == int(advance[1]):
                return _moment(day, {}, None, zone or LAST_PLACE)
    except OverflowError:
        return None
    return None


def _end(clause: str, sent: dt.datetime | None, exact: bool, zone: Zone | None) -> dt.datetime | None:
    if _ABROAD.match(clause) or embargo_words.foreign(clause):
        meant = embargo_words.english(clause)
        if meant is None and not any(m["d4"] or m["y3"] or m["y5"] for m in _DATE.finditer(clause)):
            return None
        clause = meant or clause
    dates = list(_DATE.finditer(clause))
    left = _DATE.sub(lambda m: " " * len(m[0]), clause)
    clocks = list(_CLOCK.finditer(left))
    days = {m[1].lower() for m in _WEEKDAY.finditer(left)}
    unread = _NOT_PLAIN.search(clause) or _NUMBER.search(_CLOCK.sub("", left))
    if len(dates) > 1 or len(clocks) > 1 or len(days) > 1 or unread:
        return None
    clock = clocks[0].groupdict() if clocks else {}
    zones = [clock["zone"]] if clock.get("zone") else _ZONE_NAMED.findall(left)
    if len(zones) > 1:
        return None
    named, own = zones[0] if zones else None, zone or LAST_PLACE
    weekday = _WEEKDAYS.index(days.pop()) if days else None
    near = stamp.day_in(sent, zone.offset if zone else 0) if sent else None
    try:
        if dates:
            date = _date(dates[0].groupdict(), near)
            if date is None or weekday not in (None, date.weekday()):
                return None
            return _moment(date, clock, named, own)
        if near is None or not (clock or weekday is not None):
            return None
        if weekday is not None:
            ahead = (weekday - near.weekday()) % 7
            return _moment(near + dt.timedelta(days=ahead), clock, named, own) if ahead else None
        return _next(sent, near, clock, named, own) if exact and sent is not None else None
    except OverflowError:  # at the edges of the calendar
        return None


def _next(
    sent: dt.datetime, near: dt.date, clock: Mapping[str, str | None], named: str | None, own: Zone
) -> dt.datetime | None:
    """The first moment after the sending at which a clock shows the time."""
    for n in (-1, 0, 1, 2):
        moment = _moment(near + dt.timedelta(days=n), clock, named, own)
        if moment is not None and moment > sent:
            return moment
    return None


def _date(said: Mapping[str, str | None], near: dt.date | None) -> dt.date | None:
    """The day printed. Without its year it is that of the day `near`, or the year after where it would lie long
    behind."""
    name, year = said["mon"] or said["mon2"], said["y"] or said["y2"] or said["y3"] or said["y4"] or said["y5"]
    month = stamp.month_number(name) if name else int(said["m3"] or said["m4"] or 0)
    number = int(said["d"] or said["d2"] or said["d3"] or said["d4"] or 0)
    if said["a"] and said["b"]:  # only where one of them cannot be a month
        a, b = int(said["a"]), int(said["b"])
        number, month = (a, b) if a > 12 else (b, a) if b > 12 else (0, 0)
    if year is not None:
        return stamp.day(int(year), month, number)
    if near is None:
        return None
    this = stamp.day(near.year, month, number)
    if this is not None and this >= near - _BACK:
        return this
    return stamp.day(near.year + 1, month, number)


def _moment(date: dt.date, clock: Mapping[str, str | None], named: str | None, own: Zone) -> dt.datetime | None:
    """A printed day with a printed time: midnight is that behind the day, which is the later one."""
    word = (clock.get("word") or "").lower()
    hour = 24 if word == "midnight" else 12 if word else int(clock.get("h") or clock.get("h2") or clock.get("h3") or 0)
    minute = int(clock.get("mi") or clock.get("mi3") or 0)
    half = (clock.get("half") or clock.get("half2") or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    later, hour = divmod(hour, 24)
    fields = {
        "y": str(date.year),
        "m": str(date.month),
        "d": str(date.day),
        "h": str(hour),
        "mi": str(minute),
        "zone": named,
    }
    found = stamp.of_fields(fields, own)
    return found.moment + dt.timedelta(days=later) if found else None
