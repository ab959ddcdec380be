"""Splits lines in which a crawler lost the line breaks before note, byline and dateline."""

from __future__ import annotations

import re
from itertools import pairwise

from worker.wire import dateline, lexer
from worker.wire.agencies import Agency
from worker.wire.lexer import Line

_REACH = 4000
_NOTE_INSIDE = re.compile(r" [(\[]\s?(?:ATTN|Attn|attn) ?:")
_BYLINE_INSIDE = re.compile(r" By [A-Z][\w.'’-]{0,20}(?: (?:and )?[A-Z][\w.'’-]{0,20}){1,6} ?$")


def parted(first: Line, agency: Agency) -> list[str]:
    """The parts of a first line in which a crawler lost the line breaks before note, byline and dateline."""
    line = first.text
    reach = line[:_REACH]
    found = _NOTE_INSIDE.search(reach) if "ATTN" in reach or "ttn" in reach else None
    cuts = [found.start()] if found else []
    if ") -" in reach and not lexer.place(first, agency):
        start = dateline.inside(reach)
        by = _BYLINE_INSIDE.search(reach, 0, start) if start else None
        cuts += [place for place in (by.start() if by else None, start) if place]
    edges = [0, *cuts, len(line)]
    return [part for part in (line[a:b].strip() for a, b in pairwise(edges)) if part] or [""]


def part_note(lines: list[Line], at: int, agency: Agency) -> bool:
    """Split a line before a note that a crawler appended to a headline or a time; False if there is none."""
    said = lines[at].text
    found = _NOTE_INSIDE.search(said, 0, _REACH) if "ATTN" in said or "Attn" in said else None
    if found is None or lexer.is_note(lines[at], agency):
        return False
    lines[at : at + 1] = [Line(said[: found.start()].rstrip()), Line(said[found.start() :].lstrip())]
    return True
