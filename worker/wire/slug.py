"""Parse a story's slug line: `AM-Marn-Barge, 1st Ld-Writethru, a0501,0310` is the slug `AM-Marn-Barge`, its first lead,
replacing the item a0501, of 310 words (grammar, section h).

The slug proper, which names the subject, comes first, up to a comma. After it, separated by commas, hyphens or spaces,
come labels that say what this message is: a version, a take, an advance, a notice. Typists forget the comma, so
unmistakable labels are found without one too. Other wires put labels in brackets: `VASKO-PORT/ (UPDATE 1, PIX)`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from worker.wire import marker
from worker.wire.agencies import any_of
from worker.wire.agencies.agency import ORDINALS
from worker.wire.text import ANY_CASE

Cycle = Literal["AM", "PM", "BC"]

_LONGEST = 512
"""Characters of a slug that are used: longer ones are accidents and must not cost time."""

_PARTS = 10
_REACH = 60
"""Longest labels that follow a slug without a comma."""

_CYCLES: dict[str, Cycle] = {"AM": "AM", "PM": "PM", "BC": "BC"}
_CYCLE = re.compile(r"(?P<cycle>AM|PM|BC)-(?=[^\s,-])", ANY_CASE)
_WIRED = re.compile(any_of("slug", pattern=True), ANY_CASE)
"""Slugs in an agency's own form: labels follow their comma, and a number among these is the word count."""

_HEADER = re.compile(r"(?:[a-z] ){0,2}(?P<slug>(?:AM|BC|PM)-\S.{0,200}?) \d\d-\d\d(?:-\d\d)? (?P<words>\d{3,5})")
"""The header of ANPA 1312 given as a slug: its date and the number of words are no part of the slug."""

_GAP = r"[ .-]{0,3}"
_THROUGH = r"(?:w(?!ith)[a-z]{1,6}(?:-(?=t))?(?:th|ht|hr|tr|rt)[ruogh]{0,6}s?|wt)(?![a-z])"
"""`Writethru` and its misprints."""

_LD = r"(?:l\.?ds?\.?|leads?|dl|led)"
_ORDINAL = rf"(?:(?P<n>\d{{1,2}}) ?(?:st|nd|rd|th|d|n|t|s)?|(?P<word>{'|'.join(ORDINALS)}))"
_SURE = (
    rf"(?P<lead>{_ORDINAL}{_GAP}(?:{_LD}(?:{_GAP}{_THROUGH})?|{_THROUGH}))(?![a-z])"
    r"|takes? ?(?P<take>\d{1,2})(?: of \d{1,2})?\b|(?P<nth>\d{1,2})(?:st|nd|rd|th)[ -]?take\b"
    r"|(?P<takes>\d{1,2}|two|three|four|five|\?{1,2})[ -]{0,2}takes\b"
    r"|(?P<add>\d{1,2}) ?(?:st|nd|rd|th|d)?[ -]{0,2}adds?\b|adds? ?(?P<added>\d{1,2})\b"
    r"|(?P<adv>\$?adv(?:ance)?\b\.?(?: for)?|\$?adv(?=\d)) ?(?:[a-z]{3,9}\.? ?)?\d{1,2}(?: ?[-/] ?\d{1,2})?\b"
    r"|(?P<bjt>bjt)\b"
)
"""Unmistakable labels, which need no comma before them."""

_LABEL = re.compile(
    rf"[ .:;-]{{0,3}}(?:{_SURE}|(?P<urgent>urgent|bulletin|flash)\b(?! ?kill)"
    r"|(?P<kill>(?:bulletin |mandatory |urgent )?kill)\b|(?P<withdrawn>killed|(?:story )?withdrawn)\b"
    rf"|(?P<bare>{_LD}(?:{_GAP}{_THROUGH})?|{_THROUGH})(?![a-z])"
    r"|(?P<corrective>correct(?:ive|ion|s)?)\b|(?P<advisory>advisor(?:y|ies)|editors?['’]? ?note)\b"
    r"|(?P<updated>updates?)[ -]?(?P<update>\d{1,2})?\b|(?P<adding>add)\b|ny (?P<newer>\d{1,2})\b"
    r"|(?P<held>hfr|embargoed|hold for release)\b(?: ?\d{1,2}(?:[:.]\d{2})?(?: ?[ap]\.?m\.?)?(?: [a-z]{2,4}\b)?)?"
    r"|(?:\d{1,2} ?(?:st|nd|rd|th) )?(?P<other>inserts?|subs?|budget|adv|rpt|repeat|eliminate|disregard)\b"
    r"|(?P<item>[a-z]\d{3,5})\b|(?P<count>\d{2,5})(?: ?words)?\b)",
    ANY_CASE,
)
_ORDER = re.compile(r"[ .:;-]{0,3}(?P<order>WITHHOLD|HOLD RELEASE|HOLD|RELEASE)\b")
"""Words that may also be part of a subject: they are labels only in capitals."""

_FLASH = re.compile(
    r"(?:news ?)?alert[ea]?|snap|news ?(?:break|flash)|breaking(?: news)?|eil(?:meldung)?|urgente?", ANY_CASE
)
"""Labels of a flash in a feed's own field."""

_WITHIN = re.compile(r"-(?:(?P<n>\d{1,2})(?:ST|ND|RD|TH) ?)?LD (?=[A-Z])(?!W[A-Z]{0,6}-?TH)")
"""The label within a slug in capitals, before its last word: `TOLVE-PORT-2NDLD STRIKE` is a version of
`TOLVE-PORT-STRIKE`."""

_BEHIND = re.compile(rf"[ -](?={_SURE})", ANY_CASE)
_SHOUTED = re.compile(
    r"(?: |-(?=KILL))"
    r"(?=(?:URGENT|BULLETIN|KILL|MANDATORY KILL|ADVISORY|CORRECTIVE|CORRECTION|WITHHOLD|HOLD RELEASE|UPDATE[ -]?\d)\b)"
)
_QUALIFIER = re.compile(
    r"(?P<kill>(?:STORY )?(?:KILL(?:ED)?|WITHDRAWN))|UPDATED?[ -]?(?P<update>\d{1,2})?|WRAPUP ?\d{0,2}"
    r"|CORRECTED|CORRECTION|REFILE|RPT|REPEAT|URGENT|EXCLUSIVE"
    r"|(?:\d{1,2} ?)?(?:PIX|PICTURES?|PHOTOS?|GRAPHICS?|CHARTS?|TABLES?|VIDEOS?|AUDIO|TV|LIVE|GFX)"
    r"|ANALYSIS|FACTBOX|FEATURE|INSIGHT|INTERVIEW|PREVIEW|TIMELINE|NEWSMAKER|SCHEDULE|EXPLAINER|POLL|SPECIAL REPORT"
)
"""Labels in brackets after a slug: the version, and what comes with it."""

_COMMON = frozenset(("item", "count", "other", "adding", "advisory", "withdrawn"))
"""Labels that may also be part of a subject: they count in capitals, or where labels are expected."""

_UNKNOWN_COUNT = 2
"""Takes announced by `?? Takes`: there will be more than one."""

_NOTICES = {"kill": "KILL", "withdrawn": "KILL", "advisory": "ADVISORY"}
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5}


@dataclass(frozen=True, slots=True)
class Slug:
    """A slug line. `text` is the slug proper, as printed, which all messages of a story share. `marker` is its version
    label as printed, and `number` its meaning (0 urgent, n for the nth lead, None if it has no number); `take` is 2 for
    `Take 2` and for `1st Add`, `takes` is how many there will be; `cycle` is the half of the day it is sent for; `item`
    is the number of the message that it replaces; `words` its length; `labels` are all other labels, in capitals."""

    text: str
    marker: str | None = None
    number: int | None = None
    take: int | None = None
    takes: int | None = None
    cycle: Cycle | None = None
    item: str | None = None
    words: int | None = None
    labels: tuple[str, ...] = ()


@lru_cache(maxsize=8192)
def parse(line: str) -> Slug:
    """Parse a slug line. If no part of it is a label, all of it is the slug."""
    line = " ".join(line.split())
    header = _HEADER.fullmatch(line) if line[-3:].isdecimal() else None
    if header:
        return replace(parse(header["slug"]), words=int(header["words"]))
    before = marker.leading(line)
    if before and before.rest:
        return replace(_labelled(before.rest), marker=before.text, number=before.number)
    within = _WITHIN.search(line) if "LD " in line and line.isupper() else None
    if within:
        said = _labelled(f"{line[: within.start()]}-{line[within.end() :]}")
        return replace(said, marker=within[0].strip(" -"), number=int(within["n"] or 1))
    behind = marker.trailing(line)
    if behind:
        return replace(_labelled(behind[0]), marker=behind[1].text, number=behind[1].number)
    return _labelled(line)


def label(text: str) -> Slug:
    """Parse a version label on its own, from a feed's `marker` field: `LEAD`, `(2nd LD)`, `1stLd-Writethru`, `Take 2`.
    The label is kept as given; the number is None if it has none, and the slug is empty."""
    text = " ".join(text.split())
    bracketed = marker.leading(text)
    if bracketed:
        return Slug("", text, bracketed.number)
    if _FLASH.fullmatch(text):
        return Slug("", text, 0)
    first = _LABEL.match(text)
    said = _slug("", None, _labels(text, sure=True) or ([first] if first else []))
    return replace(said, marker=text or None)


def _labelled(line: str) -> Slug:
    line, found = _qualifiers(line)
    cycle = _CYCLE.match(line)
    wired = cycle is not None or _WIRED.match(line) is not None
    first, *rest = line[:_LONGEST].split(",", _PARTS)
    kept, tail = _without_tail(first)
    found += tail
    for part in rest:
        labels = _labels(part.strip(), sure=wired or bool(found))
        if labels:
            found += labels
        elif found:
            pass  # an unknown word between labels does not belong to the slug
        else:
            behind, tail = _without_tail(part)
            kept, found = f"{kept},{behind}", tail
    text = kept + line[_LONGEST:] if not found else kept
    text = text.strip(" ,")
    if not text.startswith("/"):
        text = text.rstrip("/ ")
    return _slug(text or line, _CYCLES[cycle["cycle"].upper()] if cycle else None, found)


def _qualifiers(line: str) -> tuple[str, list[re.Match[str]]]:
    """A slug without the qualifiers in brackets after it, and the qualifiers."""
    start = line.rfind(" (", max(1, len(line) - _REACH)) if line[-1:] == ")" else -1
    if start < 0:
        return line, []
    found = [_QUALIFIER.fullmatch(part.strip()) for part in line[start + 2 : -1].split(",")]
    return (line[:start], [m for m in found if m]) if all(found) else (line, [])


def _labels(part: str, *, sure: bool) -> list[re.Match[str]]:
    """The labels that make up a part of a slug line; none if it contains anything else.

    `sure` says that labels are expected here: otherwise a bare number, an item's number or a common word is not one.
    """
    found: list[re.Match[str]] = []
    at, end = 0, len(part.rstrip(" .-"))
    while at < end:
        m = _LABEL.match(part, at) or _ORDER.match(part, at)
        if m is None:
            return []
        known = sure or bool(found) or m[0].strip().startswith("0")
        if not known and m.lastgroup in _COMMON and not m[0].strip().isupper():
            return []
        found.append(m)
        at = m.end()
    return found


def _without_tail(part: str) -> tuple[str, list[re.Match[str]]]:
    """A part of a slug without the labels that follow it without a comma, and those labels."""
    start = max(1, len(part) - _REACH)
    for pattern in (_BEHIND, _SHOUTED):
        for m in pattern.finditer(part, start):
            labels = _labels(part[m.end() :], sure=True)
            if labels:
                return part[: m.start()].rstrip(" -"), labels
    return part, []


def _slug(text: str, cycle: Cycle | None, found: list[re.Match[str]]) -> Slug:
    """Interpret the labels. If there are several numbers, the lead's counts; a lead takes precedence over a flash."""
    said = Slug(text, cycle=cycle)
    ranked: list[tuple[int, str, int | None]] = []
    labels: list[str] = []
    for m in found:
        fields = {name: value for name, value in m.groupdict().items() if value}
        printed = m[0].strip(" .:;-")
        if "lead" in fields:
            n = int(fields["n"]) if "n" in fields else ORDINALS.index(fields["word"].lower()) + 1
            ranked.append((0, printed, n))
        elif "bare" in fields:
            ranked.append((1, printed, 1))
        elif "newer" in fields or printed[:6].upper() == "UPDATE":
            ranked.append((1, printed, int(fields.get("newer") or fields.get("update") or 1)))
        elif "urgent" in fields or printed == "URGENT":
            ranked.append((2, printed, 0))
        elif printed[:7].upper() == "CORRECT":
            ranked.append((3, printed, None))
            labels.append("CORRECTIVE")
        elif "item" in fields:
            said = replace(said, item=printed.lower())
        elif "count" in fields:
            said = replace(said, words=int(fields["count"]))
        elif "takes" in fields:
            count = fields["takes"].lower()
            said = replace(said, takes=_COUNTS.get(count) or (int(count) if count.isdecimal() else _UNKNOWN_COUNT))
        elif take := _take(fields):
            said = replace(said, take=take)
        else:
            known = next((label for name, label in _NOTICES.items() if name in fields), None)
            labels.append(known or fields.get("other", printed).upper())
    if ranked:
        first = min(ranked, key=lambda r: r[0])
        said = replace(said, marker=first[1], number=first[2])
    return replace(said, labels=tuple(dict.fromkeys(labels)))


def _take(fields: dict[str, str]) -> int | None:
    """The number of a take. An add's is one more than its own number, because the first text is take 1."""
    for name, before in (("take", 0), ("nth", 0), ("add", 1), ("added", 1)):
        if name in fields:
            return int(fields[name]) + before
    return 2 if "adding" in fields else None
