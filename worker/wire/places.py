"""Places in a note: which paragraphs (`in para 3`, `last 4 paras`, `throughout`) and which objects a verb refers to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from worker.wire.text import ANY_CASE

_WORDS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10,
}  # fmt: skip
_COUNT = r"(?:\d{1,2}|two|three|four|five|six|seven|eight|nine|ten)"
_NTH = r"(?:\d{1,3}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|final)"
_PARA = r"(?:paragraphs?|paras?|pars?|grafs?|grafs?)\b\.?"
_RANGE = r"\d{1,3}(?:st|nd|rd|th)?(?: ?(?:-|–|to|through) ?\d{1,3}(?:st|nd|rd|th)?)?"
_MORE = rf"(?:,? and |, ?| & | or ){_RANGE}(?= ?(?:$|[,;.)&]| (?:and|with|to|in|on|from|by|about|or)\b))"
_FORM = re.compile(
    rf"(?P<lead_in>\b(?:in|to|from|of|on|at|into|for|after|starting) )?(?:the )?(?:"
    rf"(?P<end>last|final|first|opening) (?P<count>{_COUNT}) {_PARA}"
    rf"|(?P<ordinals>{_NTH}(?: ?(?:,? and |, ?|-| to | & ){_NTH}){{0,20}}) {_PARA}"
    rf"|\b{_PARA} ?(?P<numbers>{_RANGE}(?:{_MORE}){{0,40}})(?P<on> on(?:ward|wards)?\b| and after\b)?)",
    ANY_CASE,
)
_OWN_WORDS = {
    "ersten": 1, "zweiten": 2, "dritten": 3, "vierten": 4, "fünften": 5, "primer": 1, "segundo": 2, "tercer": 3,
    "cuarto": 4, "quinto": 5, "premier": 1, "deuxième": 2, "troisième": 3, "quatrième": 4, "cinquième": 5, "primo": 1,
    "secondo": 2, "terzo": 3, "eerste": 1, "tweede": 2, "derde": 3, "vierde": 4,
}  # fmt: skip
_OWN = re.compile(
    rf"\b(?:(?P<n>\d{{1,2}})[.ºª°]{{0,2}}(?:er?|ème|ste|de|o)?|(?P<word>{'|'.join(_OWN_WORDS)}))"
    r" (?:[Aa]bs(?:atz|ätzen|\.)|párrafo|parágrafo|paragraphe|alinéa|alinea|capoverso|paragrafo)"
)
"""A paragraph in agencies' own languages: `im zweiten Absatz`, `en el 2º párrafo`."""

_OWN_PARTS = ("par", "pár", "abs", "alin", "capov")
"""One of these is in every such word."""

_SPAN = re.compile(r"(\d{1,3})(?:st|nd|rd|th)?(?: ?(-|–|to|through) ?(\d{1,3}))?")
_ORDINAL = re.compile(rf"{_NTH}|(-| to )", ANY_CASE)
_THROUGHOUT = re.compile(r"\bthr(?:o?ugho?u?t|uout)\b(?: (?:the )?(?:story|text|article))?", ANY_CASE)
_LEADING = re.compile(r"(?:(?:with|in|to|and|by|of|on|the)\b ?){1,3}", ANY_CASE)
_COMMA = re.compile(r",(?!\d{3}(?!\d))")
"""A comma, but not the one in `1,120.30`."""
_WIDEST = 200


@dataclass(frozen=True, slots=True)
class Places:
    """The objects of one verb, and the places it names; see `Operation` for the shapes."""

    objects: tuple[str, ...]
    paragraphs: tuple[int, ...]
    onward: bool
    throughout: bool


def find(text: str) -> Places:
    """Take the places out of a clause; the rest, split on commas, are its objects."""
    numbers: list[int] = []
    onward, rest, lower = False, text, text.lower()
    if "par" in lower or "graf" in lower:
        for m in _FORM.finditer(text):
            numbers.extend(_numbers(m))
            onward = onward or bool(m["on"]) or (m["lead_in"] or "").lower().strip() in ("from", "starting")
        rest = _FORM.sub("", text) if numbers else text
    if any(map(lower.__contains__, _OWN_PARTS)):
        numbers += [int(m["n"] or _OWN_WORDS[m["word"]]) for m in _OWN.finditer(text)]
    throughout = "thr" in lower and _THROUGHOUT.search(rest) is not None
    rest = _THROUGHOUT.sub("", rest) if throughout else rest
    objects = [_object(piece) for piece in (_COMMA.split(rest) if "," in rest else (rest,))]
    return Places(tuple([o for o in objects if o]), tuple(dict.fromkeys(numbers)), onward, throughout)


def _object(piece: str) -> str:
    piece = " ".join(piece.split()).strip(" .;:&")
    lead_in = _LEADING.match(piece)
    return piece[lead_in.end() :].strip() if lead_in else piece


def _numbers(m: re.Match[str]) -> list[int]:
    if m["count"]:
        count = int(m["count"]) if m["count"].isdigit() else _WORDS[m["count"].lower()]
        return list(range(1, count + 1)) if m["end"].lower() in ("first", "opening") else list(range(-count, 0))
    if m["numbers"]:
        return [n for span in _SPAN.finditer(m["numbers"]) for n in _span(int(span[1]), span[3])]
    numbers: list[int] = []
    ranged = False
    for o in _ORDINAL.finditer(m["ordinals"]):
        if o[1]:
            ranged = True
            continue
        n = _ordinal(o[0].lower())
        numbers.extend(_span(numbers[-1] + 1, str(n)) if ranged and numbers and n > 0 else [n])
        ranged = False
    return numbers


def _ordinal(word: str) -> int:
    if word in ("last", "final"):
        return -1
    return _WORDS.get(word) or int(word[:-2])


def _span(first: int, last: str | None) -> list[int]:
    if last is None:
        return [first]
    return list(range(first, min(int(last), first + _WIDEST) + 1)) or [first]
