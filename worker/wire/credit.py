"""Find the source of a record that names none: from its dateline, credit or copyright line, if they name one agency."""

from __future__ import annotations

import re
from collections import defaultdict

from worker.wire.agencies import AGENCIES
from worker.wire.article import BadMessage, Lineage
from worker.wire.raw import Part, parts
from worker.wire.read import read
from worker.wire.text import ANY_CASE

_COPYRIGHT = re.compile(r"(?:\(c\)|©|&copy;|copyrights?\b)[^\n<]{0,100}", ANY_CASE)
_NOBODY = "nobody"
"""A source without conventions of its own, so that only forms common to all wires are read."""


def _claimed() -> dict[str, set[str]]:
    """The agencies by name; several may share an abbreviation."""
    claimed: dict[str, set[str]] = defaultdict(set)
    for agency in AGENCIES:
        for name in (agency.name, *agency.aliases, *agency.names, *agency.credits, *agency.bare_credits):
            claimed[name.casefold()].add(agency.name)
    return claimed


_CLAIMED = _claimed()


def credited(value: bytes, text: bool = False) -> str | None:
    """The source that a raw record's own credits name; None if they name no known agency, or several. `text` says that
    a text without a format is a page's."""
    found: set[str] = set()
    for part in parts(value, _NOBODY, None, text).parts:
        found |= _agencies(part)
    return found.pop() if len(found) == 1 else None


def _agencies(part: Part) -> set[str]:
    if isinstance(part.message, BadMessage):
        return set()
    try:
        article = read(part.message, Lineage("", 0, 0), None, part.hints)
    except BadMessage:
        return set()
    said = [article.credit, article.dateline.credit if article.dateline else None]
    found = {agency for credit in said if credit for agency in _CLAIMED.get(credit.casefold(), ())}
    for line in _COPYRIGHT.findall(str(part.message.get("content") or "")):
        found |= _named_in(line)
    return found


def _named_in(line: str) -> set[str]:
    """Agencies named in a copyright line, by one to four of its words; longer names come first."""
    words = re.findall(r"\w+", line.casefold())
    for size in (4, 3, 2, 1):
        for at in range(len(words) - size + 1):
            name = " ".join(words[at : at + size])
            if len(name) > 2 and name in _CLAIMED:
                return _CLAIMED[name]
    return set()
