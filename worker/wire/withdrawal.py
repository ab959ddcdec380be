"""Messages that take another message back: a kill for good, an advisory that asks to disregard or withhold it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from worker.wire.article import Kind, Operation

_REACH = 700
_VERBS = "KILL|DISREGARD|WITHHOLD|ELIMINATE|WITHDRAWN?"

_KILL = re.compile(
    r"\W{0,3}(?:KILL KILL\b|(?:URGENT )?(?:BULLETIN|MANDATORY) KILL\b|KILL(?:ED|S)?(?:\s?[:)\]]|\s[-–—]|$))"
    r"|WITHDRAWN ?[:–—-]"
    r"|[\w -]{1,60}, ?(?:(?i:bulletin|mandatory|urgent) )?KILL$"
)
_ADVISORY = re.compile(
    r"\W{0,3}(?:(?:DISREGARD|WITHHOLD|ELIMINATE)\b|(?:EDITORS[’']? )?ADVISORY(?:\s?[:)\]]|\s[-–—]|$)"
    r"|ATTENTION,? EDITORS\b)"
)
_LIKELY = re.compile(
    r"\W{0,3}(?:disregard|withhold|withdrawn|elimin|advisory|attention|editors?\b|eds?\b|note to|dear"
    r"|please|sub|client)",
    re.I,
)
"""Most lines begin with none of these: they are looked at no further."""

_ADDRESSED = re.compile(
    r"\W{0,3}(?:(?:note to |attention,? |dear )?(?:eds?|editors?|subscribers?|clients?)\.?(?:\s?[:,;–—-]| please\b)"
    r"|please (?=disregard|withhold|eliminate|do not|kill))",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"\b(?:disregard|withhold|eliminate|withdraw|kill|do not (?:use|publish|run)|don['’]t use)\b[^.]{0,200}?"
    r"\b(?:story|stories|items?|articles?|dispatch|previous|earlier|version|slug|slugged|headlined|photos?)\b",
    re.IGNORECASE,
)
_QUOTED = r"[\"“]([^\"“”\n]{2,200})[\"”]"
_NAMED = re.compile(
    r"\b(?:slug(?:ged|s)?|headlined?|titled|entitled|story|item|article|dispatch|version)\b[:,]? ?"
    rf"(?P<quoted>{_QUOTED}(?:(?:,| and|, and| or) ?{_QUOTED}){{0,9}})",
    re.IGNORECASE,
)
_UNQUOTED = re.compile(
    r"\bslug(?:ged|s)?:? (?P<name>[^\s\"“.,;:][^\"“.,;:\n]{1,80}?)"
    r"(?= (?:has|have|should|is|was|are|were|which|that|sent|moved|because|due|as|at|on|and (?:use|do|hold))\b"
    r"|[.,;:]|$)"
)
_BEHIND = re.compile(rf"\W{{0,3}}(?:{_VERBS})(?:ED|S)?\s?[:)\]\-–—]+ ?(?P<target>[^\s].{{2,200}})$")
_ONE_QUOTE = re.compile(_QUOTED)


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What kind of withdrawal a message is, and what it says it takes back; None where it says nothing of that."""

    kind: Kind
    operation: Operation | None


def find(printed: str | None, headline: str | None, first_lines: Sequence[str]) -> Withdrawal | None:
    """Whether a message is a kill or an advisory, by its headline, as printed and without its marker, and first lines.

    The stories named by slug or headline, in the text or behind `KILL:`, are the slugs of its operation.
    """
    lines = [line[:_REACH] for line in dict.fromkeys((printed, headline, *first_lines)) if line]
    if not any(_LIKELY.match(line) or "KILL" in line for line in lines):
        return None
    if any(_KILL.match(line) for line in lines):
        return Withdrawal("kill", Operation("KILLS", slugs=_targets(lines)))
    if not any(_ADVISORY.match(line) or (_ADDRESSED.match(line) and _ASKED.search(line)) for line in lines):
        return None
    asked = any(_ASKED.search(line) or _BEHIND.match(line) or line.startswith("DISREGARD") for line in lines)
    slugs = _targets(lines)
    return Withdrawal("advisory", Operation("DISREGARDS", slugs=slugs) if asked or slugs else None)


def _targets(lines: list[str]) -> tuple[str, ...]:
    slugs: list[str] = []
    for line in lines:
        for named in _NAMED.finditer(line):
            slugs.extend(m[1] for m in _ONE_QUOTE.finditer(named["quoted"]))
        slugs.extend(m["name"] for m in _UNQUOTED.finditer(line))
        behind = _BEHIND.match(line)
        if behind and not slugs:
            slugs.append(behind["target"])
    return tuple(dict.fromkeys(" ".join(s.strip(" .,;").split()) for s in slugs))
