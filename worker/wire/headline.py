"""The headline line: version marker, series or event prefix, headline (grammar, sections a and h)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from worker.wire import marker
from worker.wire.sources import Agency

_GROUPS = 5
_GROUP_REACH = 80
_LABEL = re.compile(
    r"\W{0,2}(?:(?P<urgent>urgent|flash)|(?P<n>\d{1,2}) ?(?:st|nd|rd|th)? ?(?:l?d|lead)|(?P<lead>ld|lead))"
    r"(?:[- ]?writethr(?:u|ough))?\b|\W{0,2}update ?(?P<update>\d{1,2})",
    re.IGNORECASE,
)
_CORRECTION = re.compile(r"correct(?:ion|ed)\b", re.IGNORECASE)
_WRITETHRU = re.compile(r"(?P<n>\d{1,2}) ?(?:st|nd|rd|th) ?ld(?:[- ]?writethr(?:u|ough))?\b", re.IGNORECASE)


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


def parse(line: str, agency: Agency) -> Headline:
    """Take a printed headline apart. Only brackets that lead are markers or prefixes (FV-70)."""
    line, note = _trailing_note(line, agency)
    found, line = _brackets(line)
    if found.marker is None:
        labelled, line = _agency_label(line, agency)
        found = replace(labelled, prefix=_both(labelled.prefix, found.prefix))
        if found.marker is None and found.prefix is None:
            found, line = _brackets(line, corrected=found.corrected)
    return replace(found, text=line or None, note=note)


def label(text: str) -> tuple[str, int | None]:
    """A version label by itself, as a feed's `marker` field or behind an AP slug: `LEAD`, `(2nd LD)`,
    `1stLd-Writethru`. Its number is None where the label says no number."""
    text = text.strip()
    found = marker.leading(text)
    if found:
        return text, found.number
    m = _LABEL.match(text)
    if not m:
        return text, None
    return text, 0 if m["urgent"] else int(m["n"] or m["update"] or 1)


def slug_label(slug: str) -> tuple[str, str | None, int | None]:
    """A slug without its version label, the label, and its number: `BC-US--Storm,2nd Ld-Writethru` (FV-29) or
    `(9th LD) S Korea-election`."""
    slug = " ".join(slug.split())
    found = marker.leading(slug)
    if found and found.rest:
        return found.rest, found.text, found.number
    base, comma, rest = slug.partition(",")
    m = _WRITETHRU.match(rest.strip()) if comma and base else None
    if m:
        return base.strip(), m[0], int(m["n"])
    return slug, None, None


def _brackets(line: str, *, corrected: bool = False) -> tuple[Headline, str]:
    text: str | None = None
    number: int | None = None
    typo = False
    prefixes = []
    for _ in range(_GROUPS):
        found = marker.leading(line) if text is None else None
        if found and found.rest:
            text, number, typo, line = found.text, found.number, found.typo, found.rest
            continue
        group = _group(line)
        if group is None:
            break
        prefixes.append(group[0])
        corrected = corrected or _CORRECTION.match(group[0]) is not None
        line = group[1]
    return Headline(None, ", ".join(prefixes) or None, text, number, typo, corrected), line


def _group(line: str) -> tuple[str, str] | None:
    """A leading `(News Focus)` or `[Asiad]` that has a letter in it and a headline behind it."""
    if line[:1] not in ("(", "["):
        return None
    end = line.find(")" if line[0] == "(" else "]", 0, _GROUP_REACH)
    inside, rest = line[1:end].strip(), line[end + 1 :].lstrip()
    if end < 0 or not rest or not any(c.isalpha() for c in inside):
        return None
    return inside, rest


def _agency_label(line: str, agency: Agency) -> tuple[Headline, str]:
    m = agency.before.match(line) if agency.before else None
    if m and m.end() < len(line):
        rest = line[m.end() :]
    else:
        tail = line[-40:]
        m = agency.after.search(tail) if agency.after else None
        if not m or len(tail) - m.start() >= len(line):
            return Headline(), line
        rest = line[: len(line) - len(tail) + m.start()]
    fields = m.groupdict()
    text = m[0].strip(" -:")
    if fields.get("wrapup"):
        return _wrapup(int(fields["wrapup"]), text, corrected=bool(fields.get("corrected"))), rest
    number = 0 if fields.get("urgent") else int(fields["n"]) if fields.get("n") else _bare(text)
    return Headline(None, None, text, number, corrected=bool(fields.get("corrected"))), rest


def _bare(text: str) -> int | None:
    """A label without a number: `UPDATE` and `(Ld)` are a first update, `REFILE` and `CORRECTED` count nothing."""
    return None if any(word in text for word in ("CORRECT", "REFILE", "RPT")) else 1


def _wrapup(number: int, text: str, *, corrected: bool) -> Headline:
    """`WRAPUP 1` is a story apart from those it rounds up, in its first form; `WRAPUP 2` updates it."""
    if number < 2:
        return Headline(prefix="WRAPUP", corrected=corrected)
    return Headline(None, "WRAPUP", text, number - 1, corrected=corrected)


def _trailing_note(line: str, agency: Agency) -> tuple[str, str | None]:
    if agency.note is None or not line.endswith(")"):
        return line, None
    start = line.rfind("(")
    if start > 0 and agency.note.match(line, start):
        return line[:start].rstrip(), line[start + 1 : -1].strip()
    return line, None


def _both(a: str | None, b: str | None) -> str | None:
    return ", ".join(p for p in (a, b) if p) or None
