"""Version markers in brackets before a headline or a slug: `(LEAD)`, `(2nd LD)`, `(URGENT)`.

About three in ninety markers are misprinted (grammar, section a), so seen and likely misprints are read too and
reported as typos. Everything here looks only at the first few characters, however long the line is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from worker.wire.agencies.agency import ORDINALS
from worker.wire.text import ANY_CASE

_REACH = 32
"""No marker is longer than this."""

_LEAD = "LEAD|LAED|LEDA|ELAD|LEADD|LEEAD|LLEAD|LEA|LAD|LEDAD|LD"
_LABEL = r"LDS?|LEADS?|LAED|LEDA|DL|LDD|LLD|LED|L\.D\.?|L[A-Z]|[A-Z]D|L|D"
_ODD_LABEL = re.compile(r"L[A-CE-Z]|[A-KM-Z]D|L|D")
_CLOSE = r"\s{0,2}[/.]?[\])}0>）]{1,2}"
_MARKER = re.compile(
    rf"[(\[{{（]{{1,2}}\s{{0,2}}(?:(?P<urgent>URGENT|URGNET|UREGNT|FLASH)|(?P<lead>{_LEAD})"
    rf"|(?P<number>\d{{1,2}})\s{{0,2}}(?P<ordinal>st|nd|rd|th|d|n|t)?\.?[\s-]{{0,2}}(?P<label>{_LABEL})?"
    rf"|(?P<word>{'|'.join(ORDINALS)})[\s-]{{1,2}}(?:LEAD|LD))"
    rf"(?:[-,/ ]{{1,2}}(?P<corrected>CORRECT(?:ION|IVE|ED|S)))?(?:{_CLOSE}|(?=[\s(:]))",
    ANY_CASE,
)
_BARE = re.compile(
    r"(?P<lead>LEAD)\)|(?P<number>\d{1,2})(?:st|nd|rd|th) LD(?P<agency>[- ](?ai:writethr(?:u|ough)))?(?:[:)]|(?=\s))"
)
_AFTER = " .:,;-–—"
"""Stray characters that may be printed between a marker and its headline."""

_EXACT = re.compile(r"\((?:URGENT|LEAD|(?:1st|2nd|3rd|[4-9]th|1\dth|[2-9](?:1st|2nd|3rd|[04-9]th)) LD)\)")


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker as printed (`text`), what it means (0 urgent, 1 LEAD, n for nth LD), and what follows it."""

    text: str
    number: int
    typo: bool
    rest: str
    corrected: bool = False


def leading(text: str) -> Marker | None:
    """The version marker that `text` begins with, or None.

    A marker that is not closed, as in `(LEAD Head`, must be in exact capitals, so that `(Lead singer)` is not one.
    """
    head = text[:_REACH]
    if not head or head[0] not in "([{（L123456789":
        return None
    bare = _BARE.match(head)
    if bare:
        return Marker(bare[0].rstrip(":"), int(bare["number"] or 1), not bare["agency"], text[bare.end() :].lstrip())
    m = _MARKER.match(head)
    if not m or (m["number"] and not _numbered(m)):
        return None
    closed = m[0][-1] in ")]}0>）"
    if not closed and not (m["urgent"] == "URGENT" or m["lead"] == "LEAD" or m["label"] == "LD"):
        return None
    if m["lead"] and m["lead"].upper() in ("LAD", "LEA", "LD", "LED") and not m["lead"].isupper():
        return None
    if m["urgent"]:
        number = 0
    else:
        number = ORDINALS.index(m["word"].lower()) + 1 if m["word"] else int(m["number"] or 1)
        if number == 0:
            return None
    rest = text[m.end() :].lstrip()
    if rest[:1] in _AFTER:
        rest = rest.lstrip(_AFTER)
    return Marker(m[0].strip(), number, not _exact(text[: len(text) - len(rest)].strip()), rest, bool(m["corrected"]))


def trailing(text: str) -> tuple[str, Marker] | None:
    """For a text that ends with a version marker, such as `Ferry strike (LEAD)`: the text before it, and the marker."""
    start = text.rfind("(", max(1, len(text) - _REACH)) if text[-1:] == ")" else -1
    found = leading(text[start:]) if start > 0 else None
    return (text[:start].rstrip(), found) if found and not found.rest and text[:start].strip() else None


def _numbered(m: re.Match[str]) -> bool:
    """Whether a number is a version, by what follows it: `(3D) film` and `(4 L) of milk` are not."""
    label = m["label"]
    if label is None:
        return len(m["ordinal"] or "") > 1
    return _ODD_LABEL.fullmatch(label.upper()) is None or (bool(m["ordinal"]) and label.isupper())


def _exact(printed: str) -> bool:
    return _EXACT.fullmatch(printed) is not None
