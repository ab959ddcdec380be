"""What stands between a subject and its verb, besides the little words of `grammar`."""

from __future__ import annotations

import re

from worker.enrich.speakers.names import Name
from worker.enrich.speakers.noun_phrases import is_source

_IN_WRITING = re.compile(
    r",? (?:in|via|through|on) (?:an?|his|her|its|their|the|another) (?:[\w-]+ ){0,2}(?:statement|tweet|post|letter|"
    r"memo|e-?mail|interview|message|release|affidavit|petition|ruling|broadcast|speech|report),? $"
)
"""What Nigerian and Indian papers put between subject and verb: "Ada Berg, in a statement, said"."""
_PHRASE = 60


def before_writing(masked: str, low: int, at: int) -> int:
    """Where the subject ends: `at`, or before "in a statement" there."""
    if not masked.endswith(_WRITINGS, low, at):
        return at
    said = _IN_WRITING.search(masked, max(low, at - _PHRASE), at)
    return said.start() if said is not None else at


_WRITINGS = tuple(
    word + mark
    for word in (
        *("statement", "tweet", "post", "letter", "memo", "email", "e-mail", "interview", "message", "release"),
        *("affidavit", "petition", "ruling", "broadcast", "speech", "report"),
    )
    for mark in (" ", ", ")
)


def adverb(masked: str, low: int, at: int, word: str) -> str | None:
    """ "has since said", "have so far said": here they are adverbs."""
    if word == "since":
        return "adverb" if masked.endswith((" has ", " have ", " had "), low, at) else None
    if word == "far":
        return "adverb" if masked.endswith((" so ", " thus "), low, at) else None
    return "adverb" if word == "so" and masked.startswith("so far ", at) else None


_IN_PLACE = re.compile(r" (?:in|from|of|near|outside) (?:[A-Z][\w’'-]+ ?){1,3}, $")


def place(masked: str, low: int, name: Name, end: int) -> int:
    """ "a mechanic in Sale, Upper Meren said": where the subject ends before two places, of which `name` is the wider
    one; -1 where there is none, or the cue that ends at `end` stands between commas."""
    if (name.kind != "place" and name.words[0] not in _WIDER) or masked[end : end + 1] == ",":
        return -1
    found = _IN_PLACE.search(masked, max(low, name.start - _PHRASE), name.start)
    return found.start() if found is not None and is_source(masked[low : found.start()]) else -1


_WIDER = frozenset(["Greater", "Upper", "Lower", "North", "South", "East", "West", "Mid", "County", "New"])
