"""The headline line: version marker, series or event prefix, headline (grammar, sections a and h)."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass

from worker.wire import marker
from worker.wire.agencies import Agency
from worker.wire.agencies.agency import ORDINALS
from worker.wire.text import ANY_CASE

_GROUPS = 5
_TAIL_REACH = 40
_OPENING = tuple("([{（L123456789")
_GROUP_REACH = 80
_CORRECTION = re.compile(r"correct(?:ion|ed)\b", ANY_CASE)
_CORRECTED = re.compile(r"(?:CORRECTED|CORRECTION|Corrected|Correction)(?:: ?| ?- | ?-(?=[^\W\d_]))")
_EMBARGOED = re.compile(r"(?P<label>EMBARGOED(?= ?[:–-])|EMBARGO(?=:)) ?[:–-] ?(?=\S)")


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline taken apart. `number` is 0 for urgent, n for the n-th lead, None where no marker is printed;
    `corrected` says that the label calls it a correction; `note` is a note to editors printed behind it."""

    text: str | None = None
    prefix: str | None = None
    marker: str | None = None
    number: int | None = None
    typo: bool = False
    corrected: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class _Part:
    """What stands before a headline, or behind it, and the rest of the line."""

    rest: str
    prefixes: tuple[str, ...] = ()
    marker: str | None = None
    number: int | None = None
    typo: bool = False
    corrected: bool = False


def parse(line: str, agency: Agency) -> Headline:
    """Take a printed headline apart. Only brackets that lead are markers or prefixes (FV-70)."""
    line, note = _trailing_note(line, agency)
    embargoed = _EMBARGOED.match(line) if line[:7] == "EMBARGO" else None
    if embargoed:
        line, note = line[embargoed.end() :], note or embargoed["label"]
    part = _brackets(line)
    part = _genre(part, agency)
    labelled = _agency_label(part.rest, agency) if part.marker is None else None
    if labelled:
        inner = _genre(_brackets(labelled.rest), agency)
        part = _Part(
            inner.rest,
            (*part.prefixes, *labelled.prefixes, *inner.prefixes),
            labelled.marker or inner.marker,
            labelled.number if labelled.marker else inner.number,
            inner.typo,
            part.corrected or labelled.corrected or inner.corrected,
        )
    elif _CORRECTED.match(part.rest):
        part = dataclasses.replace(part, rest=_CORRECTED.sub("", part.rest, count=1) or part.rest, corrected=True)
    prefix = ", ".join(part.prefixes) or None
    return Headline(part.rest or None, prefix, part.marker, part.number, part.typo, part.corrected, note)


def _brackets(line: str) -> _Part:
    if line[:1] not in _OPENING:
        return _Part(line)
    text: str | None = None
    number: int | None = None
    typo = corrected = False
    prefixes = []
    for _ in range(_GROUPS):
        found = marker.leading(line)
        if found and found.rest:
            if not number:  # of several the first counts, but a flash gives way to the lead it became
                text, number, typo = found.text, found.number, found.typo
            line, corrected = found.rest, corrected or found.corrected
            continue
        group = _group(line)
        if group is None:
            break
        prefixes.append(group[0])
        corrected = corrected or _CORRECTION.match(group[0]) is not None
        line = group[1]
    return _Part(line, tuple(prefixes), text, number, typo, corrected)


def _group(line: str) -> tuple[str, str] | None:
    """A leading `(News Focus)` or `[Asiad]` that has a letter in it and a headline behind it."""
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
    return dataclasses.replace(part, rest=part.rest[m.end() :], prefixes=(*part.prefixes, m["genre"]))


def _agency_label(line: str, agency: Agency) -> _Part | None:
    """The label of an agency's own form, and the headline without it; None where there is none."""
    m = agency.before.match(line) if agency.before else None
    if m and m.end() < len(line):
        rest = line[m.end() :]
    else:
        tail = line[-_TAIL_REACH:]
        m = agency.after.search(tail) if agency.after else None
        if not m or len(tail) - m.start() >= len(line):
            return None
        rest = line[: len(line) - len(tail) + m.start()]
    fields = m.groupdict()
    text, corrected = m[0].strip(" -:"), bool(fields.get("corrected"))
    if fields.get("wrapup"):
        return _wrapup(rest, text, int(fields["wrapup"]), corrected=corrected)
    return _Part(rest, (), text, _number(fields, text), corrected=corrected)


def _number(fields: dict[str, str | None], text: str) -> int | None:
    if fields.get("urgent"):
        return 0
    word, n = fields.get("word"), fields.get("n")
    if word:
        return ORDINALS.index(word.lower()) + 1
    return int(n) if n else _bare(text)


def _bare(text: str) -> int | None:
    """A label without a number: `UPDATE` and `(Ld)` are a first update, `REFILE` and `CORRECTED` count nothing."""
    return None if any(word in text for word in ("CORRECT", "REFILE", "RPT")) else 1


def _wrapup(rest: str, text: str, number: int, *, corrected: bool) -> _Part:
    """`WRAPUP 1` is a story apart from those it rounds up, in its first form; `WRAPUP 2` updates it."""
    if number < 2:
        return _Part(rest, ("WRAPUP",), corrected=corrected)
    return _Part(rest, ("WRAPUP",), text, number - 1, corrected=corrected)


def _trailing_note(line: str, agency: Agency) -> tuple[str, str | None]:
    """A headline without the note in brackets behind it, which may hold brackets itself, and that note."""
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
