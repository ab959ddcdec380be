"""Recognises lists of stories and interviews by the form of their lines."""

from __future__ import annotations

import re

from worker.wire import boilerplate, lexer, marker, text
from worker.wire.agencies import Agency
from worker.wire.lexer import Line

_LONGEST_DIGEST = 400
_LEAST_TITLES = 2
_RULES = frozenset(("----", "====", "****", "____", "* * ", "- - "))
_VOICE = re.compile(r"[A-Z][A-Z .'’-]{0,30}: ")


def ruled_items(lines: list[Line], agency: Agency) -> bool:
    """Whether a page is a list of stories, each with its dateline, between rules of dashes."""
    rules = [line for line in lines if line.text[:4] in _RULES and boilerplate.rule(line.text)]
    return len(rules) > 1 and sum(1 for line in lines[:_LONGEST_DIGEST] if lexer.place(line, agency)) > 1


def interview(lines: list[Line]) -> bool:
    """Whether several lines begin with a word in capitals and a colon, as in an interview."""
    return sum(1 for line in lines if _VOICE.match(line.text)) > 1


def headless(lines: list[Line], agency: Agency) -> bool:
    """Whether a page without a title of its own is a list of stories, each a headline over a bare dateline."""
    if sum([line.text[:2].isupper() for line in lines[:_LONGEST_DIGEST]]) < _LEAST_TITLES:
        return False
    titles = markers = 0
    above = lexer.BLANK
    for line in lines[:_LONGEST_DIGEST]:
        if not line.text:
            continue
        capitals = line.text[:2].isupper()  # as every place has that stands in a dateline alone
        titled = capitals and above.text and not above.text.endswith(text.SENTENCE_END) and not text.prose(above.text)
        found = lexer.place(line, agency) if titled else None
        if found and not (found.month or found.credit or lexer.place(above, agency)):
            titles += 1
            markers += marker.leading(above.text) is not None
        above = line
    return titles > _LEAST_TITLES or (titles == _LEAST_TITLES and markers > 0)
