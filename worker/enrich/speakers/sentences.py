"""Sentence boundaries, with regard to abbreviations and quotation marks."""

from __future__ import annotations

import re
import sys

from worker.enrich.speakers.tables import words

_BOUNDARY = re.compile(r"\.[\"”'’)\]]*(?:\s+|$)")
"""For text with "?" and "!" replaced by full stops: a pattern with one fixed first character is three times as fast."""
_OPENER = re.compile(r"[\"“‘'(\[]*[A-Z0-9À-Þ\x01]")

# Abbreviations that end with a full stop: titles, months, states, firms, Latin. From the stylebooks' lists.
_ABBREVIATIONS = words(
    """Barr Engr Alh Arc Pst Cllr Cr Cdr Asst Bro Adm Ala Apr Ariz Ark Atty Aug Ave Blvd Brig Bros Calif Capt Cmdr
    Co Col Colo Conn Corp Cpl Dec Del Det Dr Feb Fla Fr Ft Ga Gen Gov Govs Hon Ill Inc Ind Insp Jan Jr Jul Jun Kan
    Ky La Lt Ltd Maj Mar Mass Md Messrs Mich Minn Miss Mo Mont Mr Mrs Ms Mt Neb Nev No Nos Nov Oct Okla Ore Pa Pres
    Prof Pvt Rd Rep Reps Rev Sen Sens Sep Sept Sgt Spc Sr St Ste Supt Tenn Tex Va Vt Wash Wis Wyo approx eg etc ie
    v vs"""
)


def ends(masked: str) -> list[int]:
    """Offsets where a new sentence begins, in order, and the end of the text."""
    dateline = _DATELINE.match(masked)
    result = [dateline.end()] if dateline is not None else []
    last = result[0] if result else 0
    lines = map(re.Match.end, _LINES.finditer(masked))
    line = next(lines, _NEVER)
    for at, end in map(re.Match.span, _BOUNDARY.finditer(masked.replace("?", ".").replace("!", "."))):
        while line <= end:
            last = _line(masked, line, result)
            line = next(lines, _NEVER)
        if end <= last or not (masked[end : end + 1].isupper() or _OPENER.match(masked, end)):
            continue
        stop = masked[at] == "."
        if stop and not (at > _LONG and masked[at - _LONG : at].isalpha()) and _is_abbreviation(masked, at):
            continue
        if (
            end - at > 2
            and masked[at:end].rstrip()[-1] in _MARKS
            and (not stop or _may_be_told(masked[end : end + _TAIL_REACH]))
            and (_SHORT_TAIL if stop else _TAIL).match(masked, end)
        ):
            continue
        result.append(end)
        last = end
    while line < _NEVER:
        _line(masked, line, result)
        line = next(lines, _NEVER)
    if not result or result[-1] < len(masked):
        result.append(len(masked))
    return result if len(masked) <= _LONGEST else _cut(masked, result)


_NEVER = sys.maxsize
_MARKS = frozenset("\"”’'")
_LONG = 1 + max(map(len, _ABBREVIATIONS))
"""This many letters before a full stop are not an abbreviation."""
_LONGEST = 5_000


def _cut(masked: str, result: list[int]) -> list[int]:
    """Cut anything too long to be a sentence at a space, or without one in the middle of a word, so that no rule has to
    search much more than `_LONGEST` characters."""
    cut: list[int] = []
    low = 0
    for end in result:
        while end - low > _LONGEST:
            space = masked.find(" ", low + _LONGEST, min(end, low + 2 * _LONGEST))
            low = space + 1 if space >= 0 else low + _LONGEST
            cut.append(low)
        if not cut or cut[-1] < end:
            cut.append(end)
        low = end
    return cut


def _line(masked: str, start: int, result: list[int]) -> int:
    """Add the beginning of a line, and that of the text after its dateline if it has one; returns the last one."""
    result.append(start)
    if not masked[start + 1 : start + 2].isupper() or (dateline := _DATELINE.match(masked, start)) is None:
        return start
    result.append(dateline.end())
    return dateline.end()


_LINES = re.compile(r"\n[\n ]*")
# "SEOUL, May 8 (Yonhap) -- " (grammar, section d) and "WASHINGTON (AP) — ".
_DATELINE = re.compile(r"[A-Z][A-Z][^\n\"]{0,70}?(?:--|–|—| - ) *")


def is_abbreviation(word: str) -> bool:
    """Whether the full stop at the end of the word belongs to it ("Sen.", "U.S.", "J.")."""
    plain = word[:-1]
    return plain in _ABBREVIATIONS or "." in plain or (len(plain) == 1 and plain.isupper())


# "...?" Kim asked. The sentence continues after the question mark if only the attribution follows; after a full stop
# inside the marks, only if the sentence also ends right after the attribution.
_WHO_SAID = (
    r"(?:[A-Z][\w.’'-]*|the|he|she|they)(?: [\w.’'-]+){0,5}?(?:, [^,.\n\"]{2,70},)?(?: later| also| then)? "
    r"(?:said|says|asked|asks|replied|added|responded|wrote|tweeted|shouted|yelled|exclaimed|quipped|joked|continued|"
    r"told|answered|demanded|wondered|cried|declared|recalled|concluded)"
)
_TAIL = re.compile(
    _WHO_SAID + r"(?:\.|$|\n|(?:[,;]| (?:in|on|at|to|of|about|during|when|after|before|as|with|from|through|via|last|"
    r"this|\w+ly|[A-Z]\w+|reporters|the|a|his|her)\b)(?!,? [\"“]))"
)
_SHORT_TAIL = re.compile(_WHO_SAID + r"\.")
_TAIL_REACH, _TAIL_WORDS = 160, 8
"""Without an apposition, which needs a comma, `_SHORT_TAIL` reaches over eight words."""


def _may_be_told(following: str) -> bool:
    """Whether `_SHORT_TAIL` may fit: there is a comma or a full stop in the words that it reaches over."""
    told = following.split(" ", _TAIL_WORDS)
    if len(told) <= _TAIL_WORDS:
        return True
    reached = following[: -len(told[-1]) or None]
    return "," in reached or "." in reached


def _is_abbreviation(masked: str, dot: int) -> bool:
    token = masked[dot - 12 if dot > 12 else 0 : dot].rpartition(" ")[2]
    if "\n" in token:
        token = token.rpartition("\n")[2]
    token = token.lstrip("\"“'‘([—–-")
    if token in _ABBREVIATIONS:
        return True
    if "." not in token:  # an initial: "George W. Bush"
        return len(token) == 1 and token.isupper() and masked[dot + 1 : dot + 2] == " "
    return token.replace(".", "").isalpha() and len(token) <= 5 and _goes_on(masked, dot)


_NEW_START = re.compile(r"\s+(?:The|He|She|It|They|But|And|In|On|At|A|An|This|That|We|I|For|If|As|However|Meanwhile)\b")


def _goes_on(masked: str, dot: int) -> bool:
    """Whether the sentence continues after "U.S." and the like: it ends only if the next word is a typical opener."""
    return masked[dot + 1 : dot + 2] == " " and _NEW_START.match(masked, dot + 1) is None
