"""Photo captions. They end with a credit, often with two, and are often printed twice."""

from __future__ import annotations

import re

from worker.wire.agencies import any_of
from worker.wire.text import ANY_CASE

_LONGEST = 1000
_CREDIT_REACH = 160
_AGENCY = any_of("photo_credits")
_CREDIT = re.compile(
    rf"\b(?:{_AGENCY}|photo|photos|pool|courtesy|captured|image|graphic|redistribution|not for sale)\b",
    ANY_CASE,
)
_PRINTED_CREDIT = re.compile(rf"\([^()]{{0,120}}(?:{_AGENCY})\)(?= +[\"“‘'(]?[A-Z0-9])")
_SIGN = ("▲", "△", "▶", "◀")
_CUE = re.compile(
    r"\bon [A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}\b"
    r"|\b(?:photo|image|pictured?|shows?|seen|poses?|file|\((?:[LRC]|left|right|center|top|bottom)\))",
    ANY_CASE,
)
_INDEX = re.compile(r" - \d{1,2}$")


def credited(line: str) -> bool:
    """Whether a line ends in a photo credit, such as `(Pool photo) (Yonhap)`."""
    if line[-1:] != ")":
        return False
    start = line.rfind("(", max(0, len(line) - _CREDIT_REACH))
    return start >= 0 and _CREDIT.search(line, start) is not None


def only_credit(line: str) -> bool:
    """Whether a line is only a credit, which belongs to the line before."""
    return line[:1] == "(" and len(line) < _CREDIT_REACH and line.find("(", 1) < 0 and credited(line)


def signed(line: str) -> bool:
    """Whether the line begins with a sign such as `▲`, which marks a caption."""
    return line.startswith(_SIGN)


def cued(line: str) -> bool:
    """Whether the wording of a line is typical of a caption."""
    return _CUE.search(line[:400]) is not None


def captions(line: str) -> list[str]:
    """The captions on a line, each once: `X. (Yonhap) X. (Yonhap)` is one."""
    line = line.lstrip("▲△▶◀ ").strip()
    found, start = [], 0
    for m in _PRINTED_CREDIT.finditer(line) if ") " in line else ():
        found.append(line[start : m.end()].strip())
        start = m.end()
    found.append(line[start:].strip())
    return list(dict.fromkeys(once(f) for f in found if any(c.isalnum() for c in f)))


def once(line: str) -> str:
    """The text of a line that has it twice in a row, once."""
    return line[: len(line) // 2] if doubled(line) else line


def doubled(line: str) -> bool:
    """Whether a line is one text printed twice, with a space between."""
    half = len(line) // 2
    return bool(len(line) & 1) and line[half] == " " and half < _LONGEST and line[:half] == line[half + 1 :]


def indexed(line: str) -> str | None:
    """The title of a photo in a series, `<headline> - 1`, without its number; None for any other line."""
    m = _INDEX.search(line[-6:])
    return line[: len(line) - len(m[0])] if m else None
