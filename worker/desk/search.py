"""What the search index holds of a text, and what a search asks of it.

The index has words as FTS5's tokenizer cuts them. Languages without spaces between words, and Korean, whose words grow
at both ends, are cut into overlapping pairs of letters, so that any part of a text is found.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from typing import NamedTuple
from urllib.parse import unquote

MOST_TERMS = 20
MOST_NAMES = 200
"""Items of a story that are found by their ids, the newest."""

_THAI = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_PAIRED = re.compile(
    rf"[{_THAI}\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]+"
)
_POINTS = re.compile(
    r"[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]"
)
"""Vowel points of Hebrew and Arabic and the stretching stroke: a text may have them, a search seldom does."""
_SAME = str.maketrans({0x0623: 0x0627, 0x0625: 0x0627, 0x0622: 0x0627, 0x0671: 0x0627, 0x0649: 0x064A, 0x06CC: 0x064A,
                       0x06A9: 0x0643, 0x0629: 0x0647})  # fmt: skip
"""Arabic letters that are written one for another: alef with and without hamza, yeh, kaf, teh marbuta."""


_THE = re.compile(r"(?<!\w)[\u0648\u0641\u0628\u0643]?\u0627\u0644(?=\w{3})|(?<!\w)\u0644\u0644(?=\w{3})")
"""The Arabic article, with the particles that are written in front of it."""


def folded(text: str) -> str:
    """A text without what two writings of one word differ in, and without the Arabic article; case and Latin accents
    are left, as FTS5 folds them."""
    if text.isascii():
        return text
    plain = _POINTS.sub("", unicodedata.normalize("NFKC", text)).translate(_SAME)
    return _THE.sub("", plain)


def key(name: str) -> str:
    """A name as it is compared: without case and accents."""
    plain = unicodedata.normalize("NFD", folded(name).casefold())
    return " ".join("".join(c for c in plain if not "\u0300" <= c <= "\u036f").split())


def indexed(text: str) -> str:
    """A text as the index takes it: runs of letters without spaces as their pairs, then the last letter."""
    if text.isascii():
        return text
    return _PAIRED.sub(lambda run: f" {' '.join(_pairs(run[0]))} ", folded(text))


def names_as_text(names: str) -> str:
    """Uris and items' ids, of which many are addresses, so that they are found with and without scheme, `www.` and
    percent signs."""
    return re.sub(r"(?<!\S)https?://(?:www\.)?", "", unquote(names))


def _pairs(run: str) -> list[str]:
    letters = [c for c in run if unicodedata.category(c) != "Mn"]  # the tokenizer would cut Thai at its vowel signs
    return [a + b for a, b in itertools.pairwise(letters)] + letters[-1:]


class Asked(NamedTuple):
    """A search as FTS5 queries; empty if nothing is asked. `but_not` is what a story must not have, for a search that
    asks for nothing else."""

    match: str
    but_not: str


_PART = re.compile(r'(-?)"([^"]*)("?)|(\S+)')


def matching(asked: str) -> Asked:
    """Every word and every phrase in quotation marks must be there, of those with OR between them one, of those with a
    minus sign before them none. The last word may be incomplete, unless it is a single Latin letter. The queries are
    always valid."""
    every: list[list[str]] = []
    none: list[str] = []
    either = False
    plain = re.sub("[\0\u201c\u201d\u201e\u00ab\u00bb]", lambda m: " " if m[0] == "\0" else '"', asked)
    for part in list(_PART.finditer(plain))[:MOST_TERMS]:
        minus, text = (part[1], part[2]) if part[4] is None else (part[4][0] == "-", part[4].lstrip("-"))
        text = names_as_text(text) if "/" in text or ":" in text else text
        if part[4] == "OR" and every:
            either = True
            continue
        term = _term(text, open_end=part.end() == len(plain) and (part[4] is not None or not part[3]))
        if not term:
            continue
        if minus:
            none.append(term)
        elif either:
            every[-1].append(term)
        else:
            every.append([term])
        either = False
    match, but_not = " AND ".join(f"({' OR '.join(terms)})" for terms in every), " OR ".join(none)
    return Asked(f"({match}) NOT ({but_not})" if match and but_not else match, but_not)


def _term(text: str, *, open_end: bool) -> str:
    """A word or a phrase as an FTS5 string."""
    if not any(c.isalnum() for c in text):
        return ""
    words = indexed(text.replace('"', " ")).split()
    run = _PAIRED.search(folded(text)[-1:]) is not None
    whole = len(words) > 1 and run and len(words[-2]) > 1 and words[-2][-1] == words[-1]
    words = words[:-1] if whole else words  # the last letter is in the pair before it
    long = len(words[-1]) > 1 or not words[-1].isascii()
    begins = (not whole) if run else (open_end and long)
    return f'"{" ".join(words)}"' + ("*" if begins else "")
