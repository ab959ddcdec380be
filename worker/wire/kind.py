"""What sort of thing an article is: a story, or something that repeats, recalls or withdraws stories."""

from __future__ import annotations

import re
from dataclasses import dataclass

from worker.wire import note
from worker.wire.article import Kind, Operation

_REACH = 700

_TITLES: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (
            "digest",
            r"yonhap news summary\b|(?:first|second|\w+ )?summary of (?:inter-korean|external|major|domestic|top|the)\b.*"
            r"|.*\bsummary of\b.* this week$|kyodo news summary\b|.*\bnews(?:letter| digest)\b.*|.*\bnewsletter\b.*"
            r"|(?:\w+ )?news in brief\b|top ?\d{1,2} news\b|bc-ap news digest\b|.*news summary(?: -\d+-)?$"
            r"|(?:weekly|daily) (?:news )?(?:summary|digest|roundup)\b",
        ),
        ("history", r"today in (?:\w+ )?history\b|this day in history\b"),
        (
            "papers",
            r"(?:top|major) headlines (?:in|of|from)\b.*(?:newspapers?|dailies|papers)|(?:headlines|editorials) (?:in|from|of) .*"
            r"(?:newspapers|dailies)|.*\bnewspaper (?:headlines|round-?ups?)\b",
        ),
    )
)
_SUMMARY = re.compile(
    r"the following (?:is|are) (?:the |a )?(?:(?:first|second|third|\w+) )?(?:summary|summaries|digest|list) of (?!the bill)",
    re.IGNORECASE,
)

_KILL = re.compile(
    r"KILL KILL\b|(?:\W{0,3}(?:URGENT )?(?:BULLETIN|MANDATORY) KILL\b)|\W{0,3}KILL(?:ED|S)?(?:\s?[:)\]]|\s-|$)"
    r"|(?:[\w -]{1,60}, ?(?:BULLETIN |MANDATORY )?KILL$)"
)
_KILL_WORD = re.compile(r"\bKILL\b")
_ADVISORY = re.compile(
    r"\W{0,3}(?:DISREGARD|ADVISORY|(?:EDITORS?|Editors?)[’']? (?:ADVISORY|advisory|note|NOTE)|ATTENTION(?:,)? EDITORS|Attention(?:,)? editors"
    r"|WITHHOLD|ELIMINATE)\b(?:\s?[:)\]\-–]|$|\s)"
)
_ADDRESSED = re.compile(r"\W{0,3}(?:eds?\b|editors?\b|attention\b|clients?\b|subscribers?\b|please\b)", re.IGNORECASE)
_ASKED = re.compile(
    r"\b(?:disregard|withhold|eliminate|do not (?:use|publish|run)|don['’]t use|kill)\b[^.]{0,200}?"
    r"\b(?:story|stories|item|items|article|articles|dispatch|previous|earlier|version|slug|slugged|headlined|photo)\b",
    re.IGNORECASE,
)
_WITHDRAWS = re.compile(r"\b(?:DISREGARD|WITHHOLD|ELIMINATE)\b|\b(?:disregard|withhold|eliminate|do not use)\b")
_TARGET = re.compile(r"\b(?:slug(?:ged|s)?|headlined?|titled|entitled)\b|[\"“]", re.IGNORECASE)
_HEAD_TARGET = re.compile(r"\W{0,3}(?:KILL(?:ED|S)?|DISREGARD)\s?[:)\]\-–]+\s?(?P<target>.{3,200})$")


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A message that takes another back, and what it says it takes back."""

    kind: Kind
    operation: Operation | None


def of_title(headline: str) -> Kind | None:
    """The kind that a fixed title says, or None: most headlines are of stories."""
    if len(headline) > 160:
        return None
    for kind, pattern in _TITLES:
        if pattern.match(headline):
            return kind
    return None


def is_summary(line: str) -> bool:
    """Whether a line says that a summary of other stories follows."""
    return _SUMMARY.match(line) is not None


def withdrawal(printed: str | None, first_lines: list[str]) -> Withdrawal | None:
    """Whether a message is a kill or an advisory, by its printed headline and first lines.

    The stories named by slug or headline, in the text or behind `KILL:`, are the slugs of its operation.
    """
    lines = ([printed] if printed else []) + first_lines
    if any(_KILL.match(line[:_REACH]) for line in lines):
        return Withdrawal("kill", Operation("KILLS", slugs=_targets(printed, first_lines)))
    if (printed and _ADVISORY.match(printed)) or any(_advises(line[:_REACH]) for line in lines):
        asked = any(_WITHDRAWS.search(line[:_REACH]) for line in lines)
        slugs = _targets(printed, first_lines)
        return Withdrawal("advisory", Operation("DISREGARDS", slugs=slugs) if asked or slugs else None)
    return None


def _advises(line: str) -> bool:
    if _ADVISORY.match(line) and line[:12].isupper():
        return True
    return _ADDRESSED.match(line) is not None and _ASKED.search(line) is not None


def _targets(printed: str | None, first_lines: list[str]) -> tuple[str, ...]:
    slugs: list[str] = []
    m = _HEAD_TARGET.match(printed) if printed else None
    if m and not _TARGET.search(m["target"]):
        slugs.append(m["target"].strip())
    for line in ([printed] if printed else []) + first_lines:
        if _TARGET.search(line[:_REACH]):
            for op in note.operations("KILLS " + line[:_REACH].replace(";", ",")):
                slugs.extend(op.slugs)
    return tuple(dict.fromkeys(slugs))
