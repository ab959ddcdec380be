"""The headline line: version marker, series or event prefix, headline (grammar, sections a and h)."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass

from worker.wire import embargo, marker, note, text
from worker.wire.agencies import Agency
from worker.wire.agencies.agency import ORDINALS
from worker.wire.text import ANY_CASE

_GROUPS = 5
_TAIL_REACH = 40
_OPENING = tuple("([{（L123456789")
_TAKE_END = tuple("0123456789=)dD")
_GROUP_REACH = 80
_SENTENCE = 60
_UPDATED = re.compile(r"(?:UPDATED?|Updated?)(?: ?(?P<n>[1-9]\d?))?")
_CORRECTION = re.compile(r"correct(?:ion|ed)\b", ANY_CASE)
_NTH = r"(?P<{}>\d{{1,2}})(?:st|nd|rd|th|ST|ND|RD|TH)"
_THROUGH = r"[ -]{0,3}(?:[Ww]rite-?thr(?:u|ough)|WRITETHRU)"
_LABEL = re.compile(
    r"(?:(?:(?:(?P<corrects>(?:CORRECTED|CORRECTION|Corrected|Correction)(?:[- ]{0,2}\((?:OFFICIAL|Official)\))?)"
    r"|(?P<clarifies>CLARIFICATION|CLARIFIED)|(?P<refiles>REFILED?)|(?P<repeats>RPT|REPEAT)"
    r"|WRAPUP (?P<wrapup>\d{1,2})|UPDATE ?(?P<update>\d{1,2})|(?P<urgent>URGENT))(?:: ?| ?- ?)){1,4}"
    r"|(?P<flash>Urgent|FLASH|BULLETIN|EIL(?:T|MELDUNG)?|HAST|(?:BREAKING|Breaking)(?: NEWS| News)?)(?:: ?| - )"
    r"|(?P<dot>URGENT)\. |(?:LEAD|UPDATED?)(?:: ?| - )"
    r"|Update(?:d|(?: (?P<updated>\d{1,2}))?)(?:: ?| - )|TAKE (?P<take>\d{1,2})(?:: ?| ?- ?)"
    r"|(?P<dotted>\d{1,2})\. ?(?:LEAD|Lead)(?:: ?| - )"
    rf"|{_NTH.format('upd')} UPDATE(?:: ?| - )"
    rf"|{_NTH.format('through')}[ -]?(?:L[Dd]|ld){_THROUGH}(?:: ?| ?- ?| )"
    rf"|{_NTH.format('caps')}(?: LEAD|[ -]?LD) |{_NTH.format('small')}[ -]?(?:Ld|ld) (?=[A-Z])"
    rf"|{_NTH.format('n')}[ -]?(?:L[Dd]|ld|L[Ee][Aa][Dd]|lead)(?:: ?| - )|{_NTH.format('ld')}[ -]?L[Dd] ?-(?! ))(?=\S)"
)
"""Labels before a headline that cannot be anything else, whichever wire sends it or passes it on."""

_OWN = re.compile(
    rf"(?:\((?:(?P<nth>\d{{1,2}})\. ?)?(?P<within>{note.OWN_WORDS})"
    r"(?: \d{1,2}[.:]?\d\d(?: Uhr)?|: ?[^()]{2,60})?\) ?"
    rf"|(?:(?P<n>\d{{1,2}})\. ?)?(?P<own>{note.OWN_LABELS})(?:: ?| - ))(?=\S)"
)
"""Labels in an agency's own language: `Berichtigung: `, `(Ampliación) `."""

_REPEATED = {"RPT": ("REPEATS",), "REPEAT": ("REPEATS",), "CORR": ("CORRECTS",), "RPT CORR": ("REPEATS", "CORRECTS")}
"""Labels in brackets before a headline: `(RPT) Headline`."""

_FIRST = frozenset("(0123456789BCEFHLRTUW" + note.OWN_FIRST)
"""What labels begin with: most headlines need no closer look."""

ONLY_FLASH = re.compile(r"(?:URGENT|Urgent|BULLETIN|Bulletin|FLASH)[.:]?")
"""The only headline of a first send in great haste."""

_TAKE = re.compile(
    r"(?: ?={1,2} ?(?P<take>\d{1,2}) ?=?|(?:, ?| [-–—] ?| ?\()(?:(?:TAKE|[Tt]ake) ?(?P<nth>\d{1,2})"
    r"|(?P<add>\d{1,2})(?:st|nd|rd|th|ST|ND|RD|TH) (?:ADD|[Aa]dd))\)?)$"
)
"""What follows a headline whose text continues another: `=2`, `(Take 2)`, `, 1st Add`."""
_BEHIND = re.compile(
    r"(?: - UPDATED?| ?\((?:(?:UPDATE|Update) (?P<n>\d{1,2})|UPDATED|[Uu]pdated?"
    rf"|(?P<ld>\d{{1,2}})(?:st|nd|rd|th|ST|ND|RD|TH) (?:L[Dd]|LEAD|Lead|Write-?thru)"
    rf"|(?P<own>{note.OWN_LABELS}|NEU))\))$"
)
"""Labels behind a headline that cannot be anything else: `(Update 1)`, `(2nd Ld)`, `(korrigiert)`."""
_BRACKETED = re.compile(r"\([A-Z][^()]{2,78}\)")


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline taken apart. `number` is 0 for urgent, n for the n-th lead, None without a printed marker; `take` is 2
    if it says that its text continues another; `verbs` are the operations named by a label (CORRECTS, REFILES,
    REPEATS); `note` is a note to editors printed after it."""

    text: str | None = None
    prefix: str | None = None
    marker: str | None = None
    number: int | None = None
    typo: bool = False
    take: int | None = None
    verbs: tuple[str, ...] = ()
    note: str | None = None
    embargo: str | None = None


@dataclass(frozen=True, slots=True)
class _Part:
    """What comes before or after a headline, and the rest of the line."""

    rest: str
    prefixes: tuple[str, ...] = ()
    marker: str | None = None
    number: int | None = None
    typo: bool = False
    take: int | None = None
    verbs: tuple[str, ...] = ()


def parse(line: str, agency: Agency) -> Headline:
    """Take a printed headline apart. Only leading brackets are markers or prefixes (FV-70)."""
    if ONLY_FLASH.fullmatch(line):
        return Headline(marker=line, number=0)
    line, note = _trailing_note(line, agency)
    line, embargoed = embargo.off_headline(line)
    line, take = _take(line)
    part = _Part(line, take=take)
    for _ in range(_GROUPS):
        rest = part.rest
        part = _genre(_labelled(_brackets(part), agency), agency)
        if part.rest == rest or not (part.rest[0] in _FIRST or agency.genre or agency.before):
            break
    prefix = ", ".join(part.prefixes) or None
    verbs = tuple(dict.fromkeys(part.verbs))
    return Headline(part.rest or None, prefix, part.marker, part.number, part.typo, part.take, verbs, note, embargoed)


def is_sentence(line: str) -> bool:
    """Whether a line is a text of one sentence rather than a headline."""
    return len(line) >= _SENTENCE and line.endswith(text.SENTENCE_END)


def only_brackets(line: str) -> bool:
    """Whether a line has only a version marker or a series in brackets: the headline is on the next."""
    found = marker.leading(line)
    return not found.rest if found else _BRACKETED.fullmatch(line) is not None


def _brackets(part: _Part) -> _Part:
    """Take markers and prefixes in brackets off a headline."""
    if part.rest[:1] not in _OPENING:
        return part
    for _ in range(_GROUPS):
        found = marker.leading(part.rest)
        if found and found.rest:
            verbs = (*part.verbs, "CORRECTS") if found.corrected else part.verbs
            if part.number:  # of several the first counts, as in `_marked`
                part = dataclasses.replace(part, rest=found.rest, verbs=verbs)
            else:
                part = _Part(found.rest, part.prefixes, found.text, found.number, found.typo, part.take, verbs)
            continue
        group = _group(part.rest)
        if group is None or _OWN.match(part.rest):
            break
        updated = _UPDATED.fullmatch(group[0])
        if updated:
            label = f"({group[0]})"
            part = _marked(dataclasses.replace(part, rest=group[1]), label, int(updated["n"] or 1))
            continue
        if group[0] in _REPEATED:
            verbs = (*part.verbs, *_REPEATED[group[0]])
            part = _marked(dataclasses.replace(part, rest=group[1], verbs=verbs), f"({group[0]})", None)
            continue
        verbs = (*part.verbs, "CORRECTS") if _CORRECTION.match(group[0]) else part.verbs
        part = dataclasses.replace(part, rest=group[1], prefixes=(*part.prefixes, group[0]), verbs=verbs)
    return part


def _marked(part: _Part, text: str, number: int | None, typo: bool = False) -> _Part:
    """The part with another marker: of several the first with a number counts, but a lead replaces the flash that it
    grew from."""
    if part.number or (part.marker and number is None):
        return part
    return dataclasses.replace(part, marker=text, number=number, typo=typo)


def _take(line: str) -> tuple[str, int | None]:
    """A headline without the take label after it, and the number of the take; an add follows the first take."""
    if line[-1:] not in _TAKE_END:
        return line, None
    tail = line[-_TAIL_REACH:].lower()
    if "=" not in tail and "take" not in tail and "add" not in tail:
        return line, None
    m = _TAKE.search(line, max(1, len(line) - _TAIL_REACH))
    if m is None or not line[: m.start()].strip():
        return line, None
    n = int(m["take"] or m["nth"] or 0) or int(m["add"] or 0) + 1
    return line[: m.start()].rstrip(" =-–—"), n if n > 0 else None


def _group(line: str) -> tuple[str, str] | None:
    """A leading `(News Focus)` or `[Asiad]` that contains a letter and is followed by a headline."""
    if line[:1] not in ("(", "["):
        return None
    end = line.find(")" if line[0] == "(" else "]", 0, _GROUP_REACH)
    inside, rest = line[1:end].strip(), line[end + 1 :].lstrip()
    if end < 0 or not rest or not any(c.isalpha() for c in inside):
        return None
    return inside, rest


def _genre(part: _Part, agency: Agency) -> _Part:
    """Take a label such as `ANALYSIS-` off a headline: it is a prefix."""
    m = agency.genre.match(part.rest) if agency.genre else None
    if not m or m.end() == len(part.rest):
        return part
    part = dataclasses.replace(part, rest=part.rest[m.end() :], prefixes=(*part.prefixes, m["genre"]))
    said = m.groupdict()
    nth = int(said.get("nth") or said.get("again") or 1)  # as of a wrapup, the second version of a roundup updates it
    return _marked(part, m[0].rstrip(" :"), nth - 1) if nth > 1 else part


def _labelled(part: _Part, agency: Agency) -> _Part:
    """Take a version label off a headline: one in the agency's own form before or after it, or one that cannot be
    anything else."""
    line = part.rest
    m = agency.before.match(line) if agency.before else None
    if m is None and line[:1] in _FIRST:
        m = _LABEL.match(line) or (_OWN.match(line) if _has_own_sign(line[:_TAIL_REACH]) else None)
    if m and m.end() < len(line):
        return _said(dataclasses.replace(part, rest=line[m.end() :]), m)
    tail = line[-_TAIL_REACH:]
    free = part.marker is None or part.number == 0
    m = agency.after.search(tail) if agency.after and free else None
    if m is None and free and tail.endswith((")", "UPDATE", "UPDATED")) and not agency.in_front:
        m = _BEHIND.search(tail)
    if m and len(tail) - m.start() < len(line):
        return _said(dataclasses.replace(part, rest=line[: len(line) - len(tail) + m.start()].rstrip()), m)
    return part


def _has_own_sign(start: str) -> bool:
    return ":" in start or ")" in start or " - " in start


def _said(part: _Part, m: re.Match[str]) -> _Part:
    """The meaning of a label."""
    fields = {name: value for name, value in m.groupdict().items() if value}
    text = m[0].strip(" -:,")
    own = fields.get("own") or fields.get("within")
    verbs = (note.OWN[own.upper()],) if own else tuple(verb for name, verb in _VERBS.items() if name in fields)
    part = dataclasses.replace(part, verbs=(*part.verbs, *verbs))
    if "take" in fields:
        return dataclasses.replace(part, take=int(fields["take"]))
    if "wrapup" in fields:  # a wrapup is a separate story; its second version updates it
        part = dataclasses.replace(part, prefixes=(*part.prefixes, "WRAPUP"))
        number = int(fields["wrapup"]) - 1
        return _marked(part, text, number) if number > 0 else part
    return _marked(part, text, _number(fields, bare=not verbs))


_VERBS = {"corrects": "CORRECTS", "clarifies": "CLARIFIES", "refiles": "REFILES", "repeats": "REPEATS"}


def _number(fields: dict[str, str], *, bare: bool) -> int | None:
    """The number in a label; one without, such as `UPDATE` or `(Ld)`, is a first update. A correction, a refile and a
    repeat have no number."""
    if not {"urgent", "flash", "dot"}.isdisjoint(fields):
        return 0
    if "word" in fields:
        return ORDINALS.index(fields["word"].lower()) + 1
    if "version" in fields:
        return int(fields["version"]) - 1
    names = ("n", "nth", "update", "updated", "ld", "through", "caps", "small", "dotted", "upd")
    n = next((fields[name] for name in names if name in fields), None)
    return int(n) if n else (1 if bare else None)


def _trailing_note(line: str, agency: Agency) -> tuple[str, str | None]:
    """A headline without the note in brackets after it, which may contain brackets itself, and that note."""
    if agency.note is None or not line.endswith(")"):
        return line, None
    start = line.rfind("(")
    for _ in range(_GROUPS):
        if start <= 0:
            break
        if agency.note.match(line, start):
            return line[:start].rstrip(), line[start + 1 : -1].strip()
        start = line.rfind("(", 0, start)
    return line, None
