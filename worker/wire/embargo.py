"""Embargoes: a text that is sent before it may be used says so, and until when."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LONGEST = 200
_REACH = 1000
_UNTIL = "(?ai:until|till|for|to|at)"
_WHEN = r"(?=.{0,80}?(?:\d{1,2}[:.]\d{2}|\b\d{4}\b|\d ?[ap]\.?m\b|\b(?:GMT|UTC|KST|noon|midnight)\b))"
_DAY = r"(?ai:mon|tue|wed|thu|fri|sat|sun|weekend|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|[ap]ms?\b|\d)"
_LINE = re.compile(
    rf"\W{{0,3}}(?:(?:STRICTLY |UNDER )?EMBARGO(?:ED)?(?:\W{{0,3}}$|\s?[:–—-]{_WHEN}| {_UNTIL}\b)"
    rf"|(?:Strictly embargoed|Embargoed|Under embargo) {_UNTIL}\b|Embargo(?:ed)?\s?:{_WHEN}"
    r"|HOLD FOR (?:RELEASE|USE|PUBLICATION)\b"
    r"|(?:NOT )?FOR (?:RELEASE|PUBLICATION|BROADCAST|USE) (?:AT|ON|BEFORE|UNTIL|AFTER)\b"
    r"|(?:Not for|For) (?:release|publication|broadcast|use) (?:at|on|before|until|after) .{0,20}\d"
    rf"|F(?:or|OR) R(?:elease|ELEASE),? {_DAY}.{{0,40}}\d)"
)
_LABEL = re.compile(r"\$?ADV(?:ANCE)?(?![A-Z])|HFR\b|EMBARGOED\b|HOLD FOR\b")
_CLAUSE = re.compile(r"[;.] ")
_BEGINNINGS = frozenset("EHSUNF([*/-\"'“")


def is_line(line: str) -> bool:
    """Whether a line of its own says that the text is under embargo: `EMBARGOED until 0900 GMT March 14`.

    A headline about an embargo is none: it says of what.
    """
    return line[:1] in _BEGINNINGS and len(line) <= _LONGEST and _LINE.match(line) is not None


def in_slug(labels: Iterable[str]) -> bool:
    """Whether a label of a slug line says so: an advance (`ADV 15`), or copy to be held (`HFR 6 A.M.`)."""
    return any(map(_LABEL.match, labels))


def in_note(said: str) -> bool:
    """Whether a clause of a note to editors puts its own text under embargo."""
    return any(map(is_line, _CLAUSE.split(said[:_REACH])))
