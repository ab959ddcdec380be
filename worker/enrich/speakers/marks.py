"""Quotation marks: which stretches of the text stand between them.

The text is worked on as one string, paragraphs joined by newlines. A stretch never leaves its paragraph: a quote that
runs on is one piece per paragraph, the next one opening with a mark of its own (the convention of English print).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

MASK = "\x01"
"""Stands for every character of a quoted stretch in the masked text, so that offsets stay the same."""

_DOUBLE = re.compile("[\"“”„«»\n]|''|``|‘‘|’’")
_SINGLE_OPEN = re.compile(r"(?:(?<=[\s(—–])|^)['‘](?=[A-Za-z])", re.MULTILINE)
_SINGLE_CLOSE = re.compile(r"(?<=[\w.,?!])['’](?![\w])")
_OPENERS = "“„«``‘‘"
_CLOSERS = "”»’’"


@dataclass(slots=True)
class Piece:
    """A quoted stretch: text between `start` and `end`, marks excluded. `opened` is where the mark itself begins,
    `closed` where the text after the closing mark goes on (== `end` where no mark closes it)."""

    opened: int
    start: int
    end: int
    closed: int
    runs_on: bool = False
    carries_on: bool = False


def find(text: str) -> list[Piece]:
    """Every quoted stretch of `text`, in order. Straight, curly and doubled single marks, guillemets; single marks
    only in a text that uses no double ones (British copy). Linear in the length of the text."""
    pieces: list[Piece] = []
    opened = -1
    start = 0
    size = len(text)
    for match in _DOUBLE.finditer(text):
        at, after = match.span()
        mark = match[0]
        if mark == "\n":
            if opened >= 0:
                _close(pieces, text, opened, start, at, at)
                opened = -1
            continue
        before_space = at == 0 or text[at - 1] in " \n\t([—–-‘'"
        after_space = after >= size or text[after] in " \n\t"
        opens = mark in _OPENERS or (mark not in _CLOSERS and before_space and not after_space)
        if opened < 0:
            if opens or (mark not in _CLOSERS and not after_space and text[after] not in ".,;:?!)") or (before_space and mark not in _CLOSERS and (at == 0 or text[at - 1] == " ") and after_space):
                opened, start = at, after
        elif opens and before_space and text[at - 1] not in "—–-‘'":
            opened, start = at, after  # the earlier mark was never closed: the later one is the better guess
        else:
            _close(pieces, text, opened, start, at, after)
            opened = -1
    if opened >= 0:
        _close(pieces, text, opened, start, size, size)
    if not pieces and ("'" in text or "‘" in text):
        return _single(text)
    return pieces


def _close(pieces: list[Piece], text: str, opened: int, start: int, end: int, closed: int) -> None:
    if end <= start or not text[start:end].strip():
        return
    piece = Piece(opened, start, end, closed, runs_on=end == closed)
    if pieces and pieces[-1].runs_on and (opened == 0 or text[opened - 1] == "\n"):
        piece.carries_on = not text[pieces[-1].closed : opened].strip()
    pieces.append(piece)


def _single(text: str) -> list[Piece]:
    """British copy: 'Like this,' he said. An apostrophe never opens, and only punctuation or a space lets it close."""
    pieces: list[Piece] = []
    at = 0
    while match := _SINGLE_OPEN.search(text, at):
        line_end = text.find("\n", match.end())
        line_end = len(text) if line_end < 0 else line_end
        close = None
        for close in _SINGLE_CLOSE.finditer(text, match.end(), line_end):
            if text[close.start() - 1] != "s" or text[close.end() : close.end() + 1] in "\n.,":
                break
        else:
            close = None
        if close is None:
            at = line_end
            continue
        pieces.append(Piece(match.start(), match.end(), close.start(), close.end()))
        at = close.end()
    return pieces


def mask(text: str, pieces: Sequence[Piece]) -> str:
    """`text` with every quoted character but a last mark of punctuation masked: same length, same offsets."""
    parts = []
    last = 0
    for piece in pieces:
        end = piece.end - 1 if text[piece.end - 1] in ".,?!;:" and piece.end - 1 > piece.start else piece.end
        parts.append(text[last : piece.start])
        parts.append(MASK * (end - piece.start))
        last = end
    parts.append(text[last:])
    return "".join(parts)
