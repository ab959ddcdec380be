"""Appositions: where a phrase with a name begins, and whether the name is the subject or stands between commas."""

from __future__ import annotations

import re

from worker.enrich.speakers import grammar
from worker.enrich.speakers.names import Name
from worker.enrich.speakers.noun_phrases import is_source
from worker.enrich.speakers.page import Mention, Page


def lead(page: Page, low: int, name: Name) -> int:
    """Where the phrase with this name begins, lower-case titles included ("company spokesman Joe Smith")."""
    masked = page.masked
    at = name.start
    for _ in range(8):
        end = at - 1 if at > low and masked[at - 1] == " " else at
        gap = (masked.rfind(" ", low, end) + 1) or low
        word = masked[gap:end]
        lower = word.lower()
        if not word or not word[-1].isalpha() or lower in grammar.STOPS or lower in grammar.TIME:
            break
        if lower.endswith("ing") and lower == word:
            break
        at = gap
        if lower in grammar.DETERMINERS:
            break
    return at


def at_edge(page: Page, low: int, name: Name) -> bool:
    """No preposition and no verb governs the name: its clause begins with it."""
    if low < name.start <= low + _MOST_CAPITALS and _CAPITALS.fullmatch(page.masked, low, name.start):
        return True  # "Reserve Bank of North Corran President Ada Berg, ..."
    start = lead(page, low, name)
    before = page.masked[max(low, start - 16) : start].rstrip()
    word = before.rsplit(" ", 1)[-1].lower()
    return not word or not word[-1].isalpha() or word in grammar.EDGES or word in grammar.TIME


_MOST_CAPITALS = 90
_CAPITALS = re.compile(r"(?:[Tt]he )?[A-Z][\w&’'-]* (?:(?:[A-Z][\w&’'-]*|of|for|and|the) ){1,11}")


def listed(page: Page, name: Name) -> bool:
    """Is a name one of a list ("in Harbour, The Mill, Lund and others")?"""
    if page.masked.endswith(("such as ", "including ", "such as The ", "including The "), 0, name.start):
        return True
    before = page.by_end.get(name.start - 2) if page.masked.startswith(", ", name.start - 2) else None
    return before is not None and before.kind != "title" and name.kind == "single" and not name.title


def unclosed(page: Page, low: int, mention: Mention) -> Mention:
    """ "Ada Berg, chairman of the party in Lund – West constituency says": whom a sentence begins with, where no comma
    closes the apposition that `mention` ends."""
    if mention.shape != "role" or mention.rule != "before the cue":
        return mention
    quoted = page.masked.rfind("\x01", low, mention.start) + 1
    if quoted:  # ""...," Ada Berg, head of Norvik in Lund told the paper"
        low = page.masked.find(" ", quoted, quoted + _MARKS) + 1 or low
    name = page.by_start.get(low)
    if name is None or name.kind != "person" or not page.masked.startswith(", ", name.end):
        return mention
    apposition = page.masked[name.end + 2 : mention.end]
    if (
        len(apposition) > _LONGEST
        or not (_BARE_BEHIND_QUOTE if quoted else _BARE).match(apposition)
        or not is_source(" ".join(apposition.split()[:3]))
    ):
        return mention
    return Mention(low, name.end, "name", page.text[name.core : name.end], name, "apposition")


_MARKS = 4
_LONGEST = 140
_BARE_BEHIND_QUOTE = re.compile(r"(?!who |which |that |and )[^;:.\x01\"“\n]+$")
_BARE = re.compile(r"(?!who |which |that |and )[^,;:.\x01\"“\n]+$")
