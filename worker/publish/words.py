"""Word-by-word diffs of two texts, for the desk, replay reports and terminals."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import orjson

Sign = Literal[" ", "-", "+"]
Words = tuple[tuple[Sign, str], ...]
"""A text in pieces: unchanged, removed, added."""

_POINTS = (
    r"\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    r"\u0900-\u0903\u093a-\u094f\u0955-\u0957\u0962\u0963\u0981-\u0983\u09bc-\u09cd\u0b82\u0bbe-\u0bcd\u0c3e-\u0c56"
    r"\u200c\u200d"
)
"""Accents, vowel points and vowel signs, which belong to the letter before them."""

_UNSPACED = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
"""Letters of languages without spaces between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese."""

_LETTER = rf"(?:(?![{_UNSPACED}])[\w{_POINTS}])"
_DIGITS = rf"\d{_LETTER}*"
_NUMBER = (
    rf"(?:(?<!\w)[-+\u2212])?[$\u00a3\u00a5\u20a0-\u20bf]?{_DIGITS}(?:[.,:/\u066b\u066c\u2013-]{_DIGITS})*[%\u066a]?"
)
_WORD = re.compile(
    rf"\s+|{_NUMBER}|[{_UNSPACED}][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ecd\u102b-\u103e\u17b4-\u17d3]*"
    rf"|{_LETTER}+(?:['\u2019]{_LETTER}+)*|[^\w\s]"
)
"""The space between words, a number with its sign, separators and unit (-1.2%, $4,500, 10:30, 2-1), a letter of a
language without spaces, a word, or a punctuation mark."""

ALIKE = 0.4
"""Two paragraphs that share this much of their words are one that was edited; with less, one was removed and one added.
"""

MOST_WORDS = 3_000
MOST_PAIRS = 250_000
"""Longer texts are not compared, as the time grows with the square: the whole text counts as changed."""


SAME = "the same text"


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive paragraphs. `same`: all unchanged. `edited`: `old` and `new` have one each, in pieces. `removed` and
    `added`: one that the other text lacks."""

    kind: Literal["same", "edited", "removed", "added"]
    old: tuple[Words, ...] = ()
    new: tuple[Words, ...] = ()


def words(old: str, new: str) -> tuple[Words, Words]:
    """Two texts in pieces: the old one with removed words marked, the new one with added words marked.

    >>> words("Five people hurt", "Six people hurt")
    ((('-', 'Five'), (' ', ' people hurt')), (('+', 'Six'), (' ', ' people hurt')))
    """
    a, b = _WORD.findall(old), _WORD.findall(new)
    if old == new or max(len(a), len(b)) > MOST_WORDS:
        signs: tuple[Sign, Sign] = (" ", " ") if old == new else ("-", "+")
        return ((signs[0], old),) if old else (), ((signs[1], new),) if new else ()
    before: list[tuple[Sign, str]] = []
    after: list[tuple[Sign, str]] = []
    for tag, i, j, k, m in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        same = tag == "equal"
        before.append((" " if same else "-", "".join(a[i:j])))
        after.append((" " if same else "+", "".join(b[k:m])))
    return _smooth(before), _smooth(after)


def blocks(old: Sequence[str], new: Sequence[str]) -> list[Block]:
    """Two texts, paragraph by paragraph in reading order."""
    found: list[Block] = []
    for tag, i, j, k, m in _opcodes(old, new):
        if tag == "equal":
            same: tuple[Words, ...] = tuple(((" ", p),) for p in old[i:j])
            found.append(Block("same", same, same))
        else:
            found += _changed(old[i:j], new[k:m])
    return found


def _opcodes(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """difflib's opcodes; if the texts are too long, everything between a common beginning and end is one change."""
    start, most = 0, min(len(old), len(new))
    while start < most and old[start] == new[start]:
        start += 1
    end = 0
    while end < most - start and old[-1 - end] == new[-1 - end]:
        end += 1
    a, b = old[start : len(old) - end], new[start : len(new) - end]
    if start:
        yield "equal", 0, start, 0, start
    if len(a) * len(b) > MOST_PAIRS:
        yield "replace", start, start + len(a), start, start + len(b)
    else:
        for tag, i, j, k, m in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
            yield tag, start + i, start + j, start + k, start + m
    if end:
        yield "equal", len(old) - end, len(old), len(new) - end, len(new)


def _changed(old: Sequence[str], new: Sequence[str]) -> Iterator[Block]:
    """Paragraphs that replaced others, each paired with the next one that it may be an edit of."""
    bags = [frozenset(_WORD.findall(p)) for p in new]
    at = 0
    small = len(old) * len(new) <= MOST_PAIRS // 100
    for paragraph in old:
        bag = frozenset(_WORD.findall(paragraph))
        match = next((n for n in range(at, len(new)) if _alike(bag, bags[n])), None) if small else None
        if match is None:
            yield Block("removed", ((("-", paragraph),),))
            continue
        yield from (Block("added", (), ((("+", p),),)) for p in new[at:match])
        before, after = words(paragraph, new[match])
        yield Block("edited", (before,), (after,))
        at = match + 1
    yield from (Block("added", (), ((("+", p),),)) for p in new[at:])


def _alike(a: frozenset[str], b: frozenset[str]) -> bool:
    smaller = min(len(a), len(b))
    return smaller > 0 and len(a & b) / max(len(a), len(b)) >= ALIKE


def _smooth(pieces: list[tuple[Sign, str]]) -> Words:
    """The same pieces, with single spaces between two changes merged into them, so that a marked run is not broken."""
    pieces = [piece for piece in pieces if piece[1]]
    merged: list[tuple[Sign, str]] = []
    for n, (own, text) in enumerate(pieces):
        between = own == " " and text.isspace() and 0 < n < len(pieces) - 1
        sign: Sign = merged[-1][0] if between and pieces[n + 1][0] != " " else own
        if merged and merged[-1][0] == sign:
            merged[-1] = (sign, merged[-1][1] + text)
        else:
            merged.append((sign, text))
    return tuple(merged)


def side_by_side(text: Sequence[Block]) -> list[Block]:
    """The same blocks, with a removed paragraph and its replacement in one row."""
    found: list[Block] = []
    went: list[Block] = []
    for block in (*text, None):
        if block is not None and block.kind == "removed":
            went.append(block)
        elif block is not None and block.kind == "added" and went:
            found.append(Block("edited", went.pop(0).old, block.new))
        else:
            found += went
            went = []
            if block is not None:
                found.append(block)
    return found


def summary(text: Sequence[Block], *, same_headline: bool) -> str:
    """What differs, in one line."""
    counts = {kind: sum(1 for b in text if b.kind == kind) for kind in ("edited", "added", "removed")}
    parts = [f"{n} paragraph{'s' if n > 1 else ''} {kind}" for kind, n in counts.items() if n]
    if not same_headline:
        parts.insert(0, "headline changed")
    return ", ".join(parts) or SAME


def readable(value: Any) -> str:
    """A field of a record as text: of an object what names it, anything else as JSON."""
    if value is None:
        return "—"
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return ", ".join(map(readable, value)) or "none"
    if not isinstance(value, dict):
        return orjson.dumps(value).decode()
    if {"kind", "who", "why"} <= value.keys():
        return f"{value['kind']} by {value['who']}" + (f": {value['why']}" if value["why"] else "")
    named = next(
        (value[n] for n in ("name", "headline", "raw", "text", "slug", "uri", "item_id") if value.get(n)), None
    )
    return str(named) if named else orjson.dumps(value).decode()


def came_and_went(old: Sequence[str], new: Sequence[str]) -> tuple[list[str], list[str]]:
    """The names that only the new list has, and those that only the old one has."""
    return [n for n in new if n not in old], [n for n in old if n not in new]


def abridged(pieces: Words, most: int = 60) -> Words:
    """The same, with the middle of long runs that stayed left out."""

    def cut(sign: Sign, text: str) -> str:
        return text if sign != " " or len(text) <= most else f"{text[: most // 2]} … {text[-most // 2 :]}"

    return tuple((sign, cut(sign, text)) for sign, text in pieces)
