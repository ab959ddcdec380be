"""Who wrote a text: bylines above it, addresses around it."""

from __future__ import annotations

import re

from worker.wire.agencies import any_of
from worker.wire.text import ANY_CASE

_NAME_WORDS = 6
_BYLINE = re.compile(r"(?:(?:By|BY)(?:\s?:)?|Written by)\s+(?=[^\W\d_a-z]|staff )(?P<who>[^\n]{2,120})$")
_BY = frozenset(("By ", "BY ", "by ", "By:", "BY:", "Wri"))
_SMALL_BYLINE = re.compile(r"by(?: [A-Z][\w.'’-]{0,20}| and){2,7}$")
_WIRE = re.compile(rf"(?:, ?(?:{any_of('credits')}))? {{0,2}}=$|, ?(?:{any_of('credits')})$")
"""What a desk appends to a byline: `, dpa =`."""

_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}")
_EMAIL_WORDS = re.compile(r"^(?:e-?mail|mailto|reporter|contact)\b ?:? ?", ANY_CASE)
_NAMES = re.compile(r"(?:[^\W\d_a-z][\w.'’-]{0,20}|by|and|reporter|[/&,|=:()<>-])(?: |$)")


def byline(line: str) -> tuple[str | None, list[str]] | None:
    """The names and e-mail addresses in a byline; None for any other line."""
    if line[:3] not in _BY:
        return None
    m = _BYLINE.match("By" + line[2:] if _SMALL_BYLINE.match(line) else line)
    if not m or (line.endswith(".") and len(line) > 60) or len(line.split()) > 16:
        return None
    who, found = m["who"], []
    if "@" in who:
        found = _EMAIL.findall(who)
        who = _EMAIL.sub("", who).replace("()", "").replace("<>", "")
    return _WIRE.sub("", " ".join(who.split())).strip(" ,") or None, found


def emails(line: str) -> list[str] | None:
    """The e-mail addresses on a line that has nothing else, or None."""
    if "@" not in line or len(line) > 400:
        return None
    words = _EMAIL_WORDS.sub("", line).replace(",", " ").replace(";", " ").replace("/", " ").split()
    found = [w.strip("()<>[]") for w in words if w not in ("and", "&")]
    if all(_EMAIL.fullmatch(w) for w in found):
        return found
    return _EMAIL.findall(line) if _signed(_EMAIL.sub("", line)) else None


def _signed(line: str) -> bool:
    """Whether a line, apart from its addresses, is the name of a reporter: `Kim Ga-sang / `."""
    words = line.replace("()", "").replace("<>", "").split()
    return len(words) <= _NAME_WORDS and all(_NAMES.fullmatch(w) for w in words) and not line.endswith((".", "?", "!"))
