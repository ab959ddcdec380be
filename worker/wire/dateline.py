"""The dateline that a story opens with: `SEOUL/YONGIN, South Korea, May 8 (Yonhap) -- ` (grammar, section d)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from dataclasses import dataclass

from worker.wire import dateline_words, misprints, months, stamp, text
from worker.wire.agencies import any_of
from worker.wire.article import Dateline

_HALF_A_YEAR = 180
_REACH = 200
"""No dateline is longer, so only this much of a line is examined."""

_WORD = r"[^\W\d_][^\W\d_.'’\-]*(?:[.'’\-][^\W\d_]*){0,3}"
_MONTH = stamp.MONTH
_ANY_MONTH = rf"(?ai:{_MONTH})"
_NO_DATE = rf"(?!{_ANY_MONTH}\.? {{0,2}}\d)"
_NAME = rf"{_WORD}(?: {_NO_DATE}{_WORD}){{0,4}}"
_CAPITALS = r"[A-Z]{2}[A-Z.'’-]{0,20}(?: [A-Z][A-Z.'’-]{1,20}){0,3}"
_GAP = r" {0,2}"
_CITIES = rf"(?P<cities>{_NAME}(?:{_GAP}/{_GAP}{_NAME}){{0,3}})"
_CREDITED = r"(?(slash)[^()/\[\]\n]{1,60}|[^()\[\]\n]{1,60})"
_CREDIT = rf"[,.]?{_GAP}(?:(?:(?P<slash>/)|[(\[]) ?(?P<credit>{_CREDITED})(?(slash)/|[)\]])[.:]?"
_WIRES = any_of("credits")
_BARE = rf"\(?(?P<bare>(?ai:{any_of('bare_credits')})|{_WIRES})\)?(?= {{0,2}}[-–—―−])"
_DASH = rf"{_GAP}(?P<dash>-- --|- -|-{{1,3}}|[–—―−]{{1,2}}|_{{1,2}}|={{1,2}}|~)?(?P<gap>\s*)"
_FORM = re.compile(
    rf"{_CITIES}"
    rf"(?:,{_GAP}{_NO_DATE}(?P<country>{_NAME}(?:,{_GAP}{_NO_DATE}{_NAME})?)"
    rf"(?=[,.]?{_GAP}(?:{_ANY_MONTH}(?![^\W\d_])|\d{{1,2}}\.? [^\W\d_]|\(|-|[–—_])))?"
    rf"(?: ?[,.:;]{{0,2}}{_GAP}(?:(?P<month>{_ANY_MONTH})\.?{_GAP}(?P<day>\d{{1,2}})(?ai:st|nd|rd|th)?"
    rf"|(?P<first>\d{{1,2}})(?:st|nd|rd|th|\.)? (?:de )?(?P<then>{_ANY_MONTH}|(?ai:{months.MONTH}))(?![^\W\d_])\.?"
    rf"|(?P<dd>\d{{1,2}})[/.](?P<mm>\d{{1,2}})(?:[/.](?=\d{{4}} ?\()|(?= ?\()))(?:,? ?(?P<year>\d{{4}})(?!\d))?)?"
    rf"{_CREDIT}|{_BARE})?{_DASH}"
)
_ABROAD = re.compile(rf"(?P<place>{_NAME}),{_GAP}(?P<country>{_NAME})(?={_GAP}/{_GAP}[^\W\d_])")
"""A first city with its country before others: `PYEONGCHANG, South Korea/SEOUL, `."""

_DISTANT = re.compile(
    rf"(?P<place>{_NAME}(?:,{_GAP}{_NAME})?)"
    rf"(?:(?: ?\({_NAME}\))?(?: ?[(\[](?P<country>{_NAME})[)\]])"
    rf"|,{_GAP}(?:(?:about|around|some|roughly|nearly) )?\d[\d,.]{{0,6}}[ -]?"
    rf"(?:kilomet(?:er|re)s?|km|miles?) [a-z-]{{4,14}} of {_NAME})(?=,)"
)
"""A place with an explanation of where it is: `GWANGJU, 330 kilometers south of Seoul, `, `New Delhi [India], `,
`Vigo (España), `."""

_MISPRINTED = re.compile(
    rf"{_CITIES}(?:,{_GAP}(?P<country>{_NAME}))?[,.]{{0,2}}{_GAP}\b(?P<month>[A-Za-z]{{3,10}})\.?{_GAP}(?P<day>\d{{1,2}})"
    rf"(?:st|nd|rd|th)?(?:, ?(?P<year>\d{{4}}))?{_CREDIT}|{_BARE})?{_DASH}"
)
"""A dateline whose month is not a month: it may be a misprint."""

_DAY_AND_CREDIT = re.compile(rf"[A-Za-z]\.?\s?\d{{1,2}}(?:st|nd|rd|th)?,? {{0,2}}(?:[-–—―−(]|{any_of('bare_credits')})")
_MEANT = misprints.table(
    ("january", "february", "march", "april", "june", "july", "august", "september", "october", "november", "december",
     "sept"), shortest=3
)  # fmt: skip

_WEEKDAY = re.compile(r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?", text.ANY_CASE)
_TITLE = re.compile(r"[^\W\d_a-z][^\s/]*(?:[ /]+[^\W\d_a-z][^\s/]*)*")
_INSIDE = re.compile(
    rf" [A-Z][A-Z.'’-]{{0,20}}(?:[ /]{{1,2}}[A-Z][A-Z.'’-]{{0,20}}){{0,4}}(?:, [A-Z][A-Za-z. ]{{1,20}})?"
    rf"[,.] {_MONTH}\.? \d{{1,2}} \([^()\n]{{2,40}}\) -{{1,3}} "
)
_KNOWN = re.compile(rf"(?:[a-z]{{2,4}}/)?(?:{_WIRES})(?:[ /,-]{{1,2}}(?:{_WIRES})|/[a-z]{{2,4}})*")
_UNDASHED = re.compile(rf"(?:{any_of('undashed_credits')})\b")
_NO_CITY = re.compile(
    rf"(?:(?P<month>{_MONTH})\.? {{0,2}}(?P<day>\d{{1,2}})(?:, ?(?P<year>\d{{4}}))?,? )?"
    rf"\((?P<credit>{_WIRES})\)(?: ?(?:-{{1,2}}|[–—_]) ?| (?=[^\W\d_a-z].{{60}}))"
)
"""Reuters opens company news with only the date and its name."""
_OF_NO_CITY = frozenset("(JFMASOND")
"""What it begins with: a bracket, or a month."""

_AGENCY_FIRST = re.compile(
    rf"\((?P<credit>{_WIRES})\) ?[-–—] ?(?P<cities>{_NAME}(?: ?/ ?{_NAME}){{0,3}}),? "
    rf"(?:(?P<month>{_ANY_MONTH})\.? (?P<day>\d{{1,2}})|(?P<first>\d{{1,2}}) (?P<then>(?ai:{months.MONTH})))\.?"
    rf"(?:,? (?P<year>\d{{4}}))? ?[-–—]{{1,2}} "
)
"""Italian agencies open with their name: `(ANSA) - ROMA, 9 OTT - `."""

_UNMARKED = re.compile(
    rf"(?P<cities>{_CAPITALS}(?: ?/ ?{_CAPITALS}){{0,3}})(?:, [A-Z][a-z]+)?"
    rf"(?:,? (?P<month>{_ANY_MONTH})\.? (?P<day>\d{{1,2}})(?:, (?P<year>\d{{4}}))? |: )(?=[A-Z\"“‘'])"
)
"""A place in capitals before a sentence, with a date or a colon and no dash: `LARENNE Oct 9 `, `LARENNE: `."""

_IN_A_REGION = re.compile(
    rf"(?P<cities>{_NAME}), (?P<country>(?:{dateline_words.SHORT_REGIONS})\.)"
    r" ?(?:-{1,2}|[–—]) ?(?=[\"“‘']?[^\W\d_a-z])"
)
"""A place with its state or province, shortened as American and Canadian wires do: `Fredericton, N.B. — `."""

_ANY_DATE = (
    rf"(?:(?P<month>{_ANY_MONTH})\.? (?P<day>\d{{1,2}})"
    rf"|(?P<first>\d{{1,2}})\.? (?P<then>{_ANY_MONTH}|(?ai:{months.MONTH}))),? (?P<year>(?:19|20)\d{{2}})"
)
_DATE_BEHIND = re.compile(
    rf"(?P<cities>{_NAME}(?: ?/ ?{_NAME}){{0,3}})(?:, (?P<country>{_NAME}))?(?:,| [-–—]) {_ANY_DATE}(?::| [-–—]) ?"
)
"""`CAIRO - 14 March 2025: `, `Oslo, Norway, 14 March 2025 – `, as offices and ministries print it."""

_DATE_FIRST = re.compile(
    rf"{_ANY_DATE}, (?P<cities>{_NAME}(?:/{_NAME}){{0,3}})(?: ?\((?P<credit>[^()\n]{{2,40}})\))? ?[-–—]{{1,2}} ?(?=\S)"
)
"""`14 March 2025, Rome (FAO) - `, as bodies of the United Nations print it."""

_CREDIT_FIRST = re.compile(rf"(?:(?P<city>{_WORD}), )?(?P<credit>{_WIRES})(?: ?[-–—] |\.- ?)(?=[\"“‘']?[^\W\d_a-z])")
"""The agency's name and a dash, alone or behind a place: `AGI - `, `Tehran, IRNA – `."""

_CREDIT_BEHIND = re.compile(
    rf"(?P<cities>{_NAME}), (?P<first>\d{{1,2}}) (?P<then>(?ai:{months.MONTH}))(?:,? (?P<year>\d{{4}}))? ?[-–—] ?"
    rf"(?P<credit>{_WIRES})[.,:] ?(?=\S)"
)
"""`МОСКВА, 9 окт - РИА Новости. `: the dash comes before the agency's name. Only in other letters than Latin ones."""

_LAST_LATIN = "\u024f"
_NO_PLACES = dateline_words.LABELS | dateline_words.HEADINGS
_SHORTEST_UNMARKED = 20
_SHORTEST_SENTENCE = 60
_LONGEST_CREDIT = 16
_UNITS = ("km", "mile", "kilomet")
_SINGLE = frozenset("-–—_")
_DIGITS = frozenset("0123456789")
_BY = ("By ", "BY ")
_QUOTES = ('"', "“", "'", "‘")
_BYLINED = re.compile(
    rf"(?ai:by) (?:{_NAME}(?: and {_NAME})?, )?(?P<credit>{_WIRES}), ?(?P<place>{_NAME}) ?: ?(?=\S)"
    rf"|(?ai:by) {_NAME}(?: and {_NAME})?, (?P<city>{_NAME}), (?P<agency>{_WIRES}) [-–—]{{1,2}} (?=\S)"
)
"""The IANS as its subscribers print it: `By IANS, New Delhi : `, `By Ana Holm, IANS, New Delhi: `; and the
AAP: `By Tom Reed, CANBERRA, AAP - `."""

_SIGNS = frozenset("(-—–―−/_")
"""Every other dateline has one of these."""

_KOREAN = re.compile(r"\((?P<cities>[^()=\n]{1,40})=(?P<credit>[^()=\n]{1,20})\)(?: ?[^=\n]{2,40} ?=)?\s*")
_KOREAN_CITIES = re.compile(r"[/·,]")


@dataclass(frozen=True, slots=True)
class Found:
    """A dateline as printed: it has a year only if one was printed. `rest` is the rest of the line."""

    cities: tuple[str, ...]
    country: str | None
    month: int | None
    day: int | None
    year: int | None
    credit: str | None
    raw: str
    rest: str


def find(line: str, *, single: bool = False) -> Found | None:
    """The dateline that a line opens with, or None.

    Some of place, date, credit and dash may be missing: a date and a credit are enough without a dash; cities in
    capitals and `--` are enough without either, as in the items of a digest. A single dash is enough after them if a
    paragraph follows, or if a sentence begins and the wire is known to print it this way (`single`).
    """
    head = line[:_REACH]
    if head[:1] == "(":
        return _bracketed(line, head)
    if not head[:1].isalpha():
        return _dated_first(line, head) if head[:1] in _DIGITS else None
    if head[:3] in _BY and (":" in head or ", " in head):
        return _bylined(line, head)
    found = None
    if not _SIGNS.isdisjoint(head):
        behind = _CREDIT_BEHIND.match(head) if head[0] > _LAST_LATIN else None
        found = _found(behind, line) if behind else None
        found = found or _plain(line, head, single=single) or _described(line, head) or _without_city(line, head)
        if found is None and ("-" in head or ":" in head or "–" in head or "—" in head):
            found = (
                _dated_first(line, head)
                or _dated_behind(line, head)
                or _in_a_region(line, head)
                or _credit_first(line, head)
            )
    return found or (_unmarked(line, head) if head[:2].isupper() else None)


def _bracketed(line: str, head: str) -> Found | None:
    """A dateline that begins with a bracket: there is a dash behind its end, or `=` inside it, or it is only a credit.
    Notes and markers, the commonest lines in brackets, have none of these."""
    end = head.find(")")
    if head[end + 1 :].lstrip()[:1] in _SINGLE:
        found = _agency_first(line, head) or _korean(line, head) or _without_city(line, head)
    elif "=" in head:
        found = _korean(line, head)
    else:
        found = _without_city(line, head) if end < _LONGEST_CREDIT else None
    return found


def _agency_first(line: str, head: str) -> Found | None:
    m = _AGENCY_FIRST.match(head)
    return _found(m, line) if m else None


def _dated_first(line: str, head: str) -> Found | None:
    if "20" not in head and "19" not in head:
        return None
    m = _DATE_FIRST.match(head)
    return _found(m, line) if m and _titled(m) and _is_told(line[m.end() :], _SHORTEST_UNMARKED) else None


def _dated_behind(line: str, head: str) -> Found | None:
    if "20" not in head and "19" not in head:
        return None
    m = _DATE_BEHIND.match(head)
    if m is None or not _titled(m) or not _is_told(line[m.end() :], _SHORTEST_UNMARKED):
        return None
    words = frozenset(re.split("[ /]+", m["cities"].upper()))
    return _found(m, line) if words.isdisjoint(_NO_PLACES | dateline_words.PERIODICAL) else None


def _in_a_region(line: str, head: str) -> Found | None:
    m = _IN_A_REGION.match(head) if ". " in head else None
    return _found(m, line) if m and _titled(m) and _is_told(line[m.end() :]) else None


def _credit_first(line: str, head: str) -> Found | None:
    m = _CREDIT_FIRST.match(head) if head[:2].isupper() or ", " in head else None
    if m is None or not m["credit"].isupper() or not _is_told(line[m.end() :]):
        return None
    cities = (m["city"],) if m["city"] else ()
    return Found(cities, None, None, None, None, m["credit"], m[0].strip(), line[m.end() :].strip())


def _is_told(said: str, shortest: int = _SHORTEST_SENTENCE) -> bool:
    return len(said) >= shortest and said.endswith(text.SENTENCE_END)


def _unmarked(line: str, head: str) -> Found | None:
    m = _UNMARKED.match(head)
    if not m or not line.endswith(text.SENTENCE_END) or len(line) - m.end() < _SHORTEST_UNMARKED:
        return None
    return _found(m, line) if _NO_PLACES.isdisjoint(re.split("[ /]+", m["cities"])) else None


def _bylined(line: str, head: str) -> Found | None:
    m = _BYLINED.match(head)
    if not m:
        return None
    place, credit = m["place"] or m["city"], m["credit"] or m["agency"]
    return Found((place,), None, None, None, None, credit, m[0].strip(), line[m.end() :].strip())


def _plain(line: str, head: str, *, single: bool) -> Found | None:
    m = _FORM.match(head)
    if not m or not _enough(m, line, single=single):
        m = _misprinted(head)
        if not m:
            return None
    return _found(m, line)


def _found(m: re.Match[str], line: str) -> Found:
    said = m.groupdict()
    named, day = (said.get("month"), said.get("day")) if said.get("month") else (said.get("then"), said.get("first"))
    month = (months.number(named) or stamp.month_number(_MEANT.get(named.lower(), named))) if named else None
    if said.get("mm"):
        month, day = int(m["mm"]), m["dd"]
    return Found(
        tuple(" ".join(city.split()).rstrip(".,") for city in m["cities"].split("/")),
        said.get("country"),
        month,
        int(day) if month and day else None,
        int(m["year"]) if said.get("year") else None,
        said.get("credit") or said.get("bare"),
        m[0].strip(),
        line[m.end() :].strip(),
    )


def _described(line: str, head: str) -> Found | None:
    """The dateline if places are explained by more than a country after the last: read without these explanations."""
    m = _ABROAD.match(head) if "/" in head else None
    if not m:
        m = _DISTANT.match(head) if _may_explain(head) else None
    if not m:
        return None
    short = m["place"] + line[m.end() :]
    found = _plain(short, short[:_REACH], single=False)
    if found is None:
        return None
    raw = line[: m.end()] + found.raw[len(m["place"]) :]
    return dataclasses.replace(found, country=m["country"] or found.country, raw=raw)


def _may_explain(head: str) -> bool:
    """Whether a line has what every explanation of a place ends with."""
    return ")," in head or "]," in head or (" of " in head and any(map(head.__contains__, _UNITS)))


def _without_city(line: str, head: str) -> Found | None:
    m = _NO_CITY.match(head) if head[0] in _OF_NO_CITY else None
    if not m:
        return None
    month = stamp.month_number(m["month"]) if m["month"] else None
    day, year = (int(m[name]) if m[name] else None for name in ("day", "year"))
    return Found((), None, month, day, year, m["credit"], m[0].strip(), line[m.end() :].strip())


def _misprinted(head: str) -> re.Match[str] | None:
    """The dateline with a misprinted month: `SEOUL, Marhc 3 (Yonhap) -- `."""
    if (head.isascii() and _DIGITS.isdisjoint(head)) or not _DAY_AND_CREDIT.search(head):
        return None
    m = _MISPRINTED.match(head)
    return m if m and m["month"].lower() in _MEANT and _enough(m) else None


def _korean(line: str, head: str) -> Found | None:
    m = _KOREAN.match(head)
    if not m:
        return None
    cities = tuple(c.strip() for c in _KOREAN_CITIES.split(m["cities"]))
    return Found(cities, None, None, None, None, m["credit"].strip(), m[0].strip(), line[m.end() :].strip())


def _enough(m: re.Match[str], line: str = "", *, single: bool = False) -> bool:
    """Whether the place, date, credit and dash that were found make a dateline."""
    date, credit, dash = m["month"] or (m.re is _FORM and (m["then"] or m["mm"])), m["credit"] or m["bare"], m["dash"]
    capitals = m["cities"].isupper()
    if date and credit:
        told = capitals or (_titled(m) and (bool(dash) or credit.isupper() or _known(credit)))
        told = told or (dash == "--" and _known(credit))
        return told and not _WEEKDAY.fullmatch(credit)
    if not dash and credit and line[m.end() :][:1].isupper() and _titled(m):
        return _UNDASHED.match(credit) is not None or (_known(credit) and m[0].rstrip().endswith(":"))
    if not dash or dash[0] in "=~" or _WEEKDAY.fullmatch(credit or m["cities"]):
        return False
    if credit:
        return capitals or (_titled(m) and _known(credit))
    if date and (capitals or ((len(dash) > 1 or dash in "—―") and _titled(m))):
        return True
    if capitals and len(dash) > 1 and len(m["cities"]) > 2 and dash[0] == "-" and m.end() > m.end("dash"):
        return True
    return _opens(m, line, dated=bool(date), single=single)


def _opens(m: re.Match[str], line: str, *, dated: bool, single: bool) -> bool:
    """Whether a single dash is enough: a sentence begins after it, so that it is neither a dash within a sentence nor
    part of a headline."""
    follows, before = line[m.end() :], m.string[m.start("dash") - 1]
    if m["dash"] not in _SINGLE or before != " " or not m["gap"]:
        return False
    if not (follows[:1].isupper() or follows[:1] in _QUOTES):
        return False
    if dated:
        return _titled(m) and len(follows) >= _SHORTEST_SENTENCE
    words = re.split("[ /]", m["cities"])
    if not m["cities"].isupper() or len(m["cities"]) < 3 or not dateline_words.LABELS.isdisjoint(words):
        return False
    return single or text.prose(line) or (bool(m["country"]) and _is_told(follows, _SHORTEST_UNMARKED))


def _known(credit: str) -> bool:
    return _KNOWN.fullmatch(credit) is not None


def _titled(m: re.Match[str]) -> bool:
    return m["cities"][:3] != "By " and _TITLE.fullmatch(m["cities"]) is not None


def inside(line: str) -> int | None:
    """Where a full dateline (capitals, date, credit and dash) begins inside a line."""
    m = _INSIDE.search(line)
    return m.start() + 1 if m else None


def dated(found: Found, near: dt.date | None) -> Dateline:
    """The dateline as a value. If no year is printed, it is the one that brings the date nearest to `near`."""
    return Dateline(found.cities, found.country, _date(found, near), found.credit, found.raw)


def _date(found: Found, near: dt.date | None) -> str | None:
    if found.month is None or found.day is None:
        return None
    if found.year:
        date = stamp.day(found.year, found.month, found.day)
        return date.isoformat() if date else None
    if near is None:
        leap = stamp.day(2000, found.month, found.day)
        return f"-{leap.isoformat()[4:]}" if leap else None
    date = stamp.day(near.year, found.month, found.day)
    if date and abs((date - near).days) < _HALF_A_YEAR:
        return date.isoformat()
    years = (y for y in (near.year - 1, near.year, near.year + 1) if dt.MINYEAR <= y <= dt.MAXYEAR)
    dates = [d for d in (stamp.day(y, found.month, found.day) for y in years) if d]
    return min(dates, key=lambda d: abs(d - near)).isoformat() if dates else None
