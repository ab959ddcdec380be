"""Fixed titles that tell the kind of an article: digests, history pages and press reviews repeat or recall stories but
are not stories themselves (grammar, sections a and g)."""

from __future__ import annotations

import re

from worker.wire.agencies import any_of
from worker.wire.article import Kind
from worker.wire.text import ANY_CASE

_LONGEST_TITLE = 160

_OWN_DIGEST = re.compile(any_of("digests", pattern=True), ANY_CASE)
_DIGEST = re.compile(
    rf"{_OWN_DIGEST.pattern}|"
    r".{0,80}\bsummary of\b.{0,80} (?:this|of the) week$"
    r"|(?:\S+ ){0,3}(?:news digest|newsletter no|news in brief)\b"
    r"|top ?\d{1,2} news(?: ?[(\d:-].*)?$|(?:\S+ ){0,3}news summary(?: -\d{1,3}-| at \d{1,2}[:.]?\d{2}\b.*)?$"
    r"|(?:\S+ ){0,2}top (?:\S+ )?(?:news|stories) at \d|\d{1,2} things to know\b"
    r"|(?:weekly|daily) (?:news )?(?:summary|digest|round-?up)$",
    ANY_CASE,
)
_HISTORY = re.compile(r"(?:today|this day) in (?:\w+ )?history\b", ANY_CASE)
_PAPERS = re.compile(
    r"press (?:digest\b|review ?:)|(?:top|major) headlines (?:in|of|from)\b.{0,80}(?:papers?|dailies)"
    r"|newspaper (?:headlines|round-?ups?)\b"
    r"|(?:headlines|editorials) (?:in|from|of) .{0,80}(?:papers|dailies)$",
    ANY_CASE,
)
_TITLES: tuple[tuple[Kind, re.Pattern[str]], ...] = (("digest", _DIGEST), ("history", _HISTORY), ("papers", _PAPERS))
_WORDS = (
    "summary",
    "digest",
    "newsletter",
    "in brief",
    "top",
    "round",
    "history",
    "things to know",
    "headlines",
    "editorials",
    "press review",
)
"""Every fixed title that is not an agency's own has one of these, so most headlines need no closer look."""

_SUMMARY = re.compile(
    r"(?:the )?following (?:is|are) (?:the |a )?(?:(?:\w+ )?(?:summary|summaries|digest) of [^.]{0,80}"
    r"(?:stories|news|articles|items|events)|(?:top|main) (?:stories|news) (?:at|of|as of|for|till)\b)",
    ANY_CASE,
)


def may_be_title(line: str) -> bool:
    """Whether a line contains one of the words that fixed titles have."""
    lower = line[:_LONGEST_TITLE].lower()
    for word in _WORDS:
        if word in lower:
            return True
    return _OWN_DIGEST.match(lower) is not None


def of_title(headline: str) -> Kind | None:
    """The kind that a fixed title stands for, or None for an ordinary headline."""
    if len(headline) > _LONGEST_TITLE or not may_be_title(headline):
        return None
    for kind, pattern in _TITLES:
        if pattern.match(headline):
            return kind
    return None


def is_summary(line: str) -> bool:
    """Whether a line says that a summary of other stories follows."""
    return line[:9].lower() in ("the follo", "following") and _SUMMARY.match(line) is not None
