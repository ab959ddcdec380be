"""Recognises lists of stories and interviews by the form of their lines."""

from __future__ import annotations

import re

from worker.wire import boilerplate, lexer, marker, text
from worker.wire.agencies import Agency
from worker.wire.lexer import Line

_LONGEST_DIGEST = 400
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
    titles = markers = 0
    above = lexer.BLANK
    for line in lines[:_LONGEST_DIGEST]:
        said = line.text
        if not said:
            continue
        title, above = above, line
        # Every place that stands in a dateline alone is in capitals, and not in brackets: those hold a credit.
        if (
            not said[:2].isupper()
            or said[0] == "("
            or not title.text
            or title.text.endswith(text.SENTENCE_END)
            or text.prose(title.text)
        ):
            continue
        found = lexer.place(line, agency)
        if found and not (found.month or found.credit or lexer.place(title, agency)):
            titles += 1
            markers += marker.leading(title.text) is not None
    return titles > 2 or (titles > 1 and markers > 0)
