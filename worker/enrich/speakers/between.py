"""What stands between a subject and its verb, besides the little words of `grammar`."""

from __future__ import annotations

import re

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


def since(masked: str, low: int, at: int, word: str) -> str | None:
    """ "has since said": here it is an adverb."""
    return "adverb" if word == "since" and masked.endswith((" has ", " have ", " had "), low, at) else None
