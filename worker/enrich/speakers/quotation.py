"""Quotation marks: find the quoted pieces of the text.

The text is one string, with paragraphs joined by newlines. A piece never crosses a paragraph: a quote that runs on is
one piece per paragraph, and each further one opens with its own mark, as is the convention in English print.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

MASK = "\x01"
"""Replaces every character of a quoted piece in the masked text, so that offsets stay the same."""

_STRAIGHT = re.compile('"')
_MARK_OR_TWO = re.compile("[\"“”„«»]|''|``|‘‘|’’")
_SINGLE_MARKS = "“”„«»"
_SINGLE_OPEN = re.compile(r"'(?:(?<=[\s(—–].)|(?<=\A.))(?=[A-Za-z])")
_SINGLE_CLOSE = re.compile(r"['’](?<=[\w.,?!].)(?!\w)")
_SPACES = " \u00a0\u202f"
_OPENERS = "“„«``‘‘"
_CLOSERS = "”»’’"


@dataclass(slots=True)
class Piece:
    """A quoted piece: the text between `start` and `end`, without the marks. `opened` is where the opening mark begins,
    `closed` where the text continues after the closing mark (== `end` if no mark closes it)."""

    opened: int
    start: int
    end: int
    closed: int
    runs_on: bool = False
    carries_on: bool = False


def find(text: str) -> list[Piece]:
    """Every quoted piece of `text`, in order: straight, curly and doubled single marks, guillemets; single marks only
    in a text without double ones (British copy). The time is linear in the length of the text."""
    pieces: list[Piece] = []
    pattern, flat = _marks(text)
    plain = flat == text and pattern is _STRAIGHT
    marks = list(map(re.Match.span, pattern.finditer(flat)))
    first = 0
    while first < len(marks):
        line_end = text.find("\n", marks[first][0])
        if line_end < 0:
            line_end = len(text)
        last = bisect_left(marks, (line_end, 0), first)
        _pair(text, marks[first:last], line_end, pieces, plain=plain)
        first = last
    if not pieces and ("'" in text or "‘" in text):
        return _single(text)
    return pieces


_FOREIGN = "«»„‹›「」『』"
_FOREIGN_PAIR = re.compile(
    r"[«»]([^«»\n]+)[«»]|„([^„“”\"\n]+)[“”\"]|[‹›]([^‹›\n]+)[‹›]|「([^「」\n]+)」|『([^『』\n]+)』"
)
_INNER = str.maketrans(dict.fromkeys('"“”„«»‹›', "'"))


def plain(text: str) -> str:
    """`text` with the marks of other languages replaced by straight ones, which all rules know: «...», »...«, „...“,
    ‹...›, 「...」. Their direction differs by country, so they are paired in turn. Inside other marks they become
    single ones. Length and offsets stay the same."""
    if text.isascii() or not any(mark in text for mark in _FOREIGN):
        return text
    return "\n".join([_plain_line(line) for line in text.split("\n")])


def _plain_line(line: str) -> str:
    parts: list[str] = []
    last = marks = 0
    for match in _FOREIGN_PAIR.finditer(line):
        start, end = match.span()
        before = line[last:start]
        marks += sum(map(before.count, '"“”'))
        mark = "'" if marks % 2 else '"'
        parts += (before, mark, line[start + 1 : end - 1].translate(_INNER), mark)
        last = end
    parts.append(line[last:])
    return "".join(parts)


def _marks(text: str) -> tuple[re.Pattern[str], str]:
    """The simplest pattern that finds every mark of the text, and the text to search: searching for a single character
    is several times as fast as for one of many."""
    if any(mark in text and mark * 2 in text for mark in "'`‘’"):
        return _MARK_OR_TWO, text
    if text.isascii():
        return _STRAIGHT, text
    flat = text
    for mark in _SINGLE_MARKS:
        flat = flat.replace(mark, '"')
    return _STRAIGHT, flat


def _pair(text: str, line: list[tuple[int, int]], line_end: int, pieces: list[Piece], *, plain: bool) -> None:
    """Pair the marks of one paragraph. An even number of straight marks open and close in turn; otherwise the spaces
    next to a mark decide."""
    if len(line) % 2 == 0 and (plain or all(text[at:after] == '"' for at, after in line)):
        marks = iter(line)
        for (opened, start), (end, closed) in zip(marks, marks, strict=True):
            _close(pieces, text, opened, start, end, closed)
        return
    opened = start = -1
    for at, after in line:
        mark = text[at:after]
        if opened < 0:
            if _may_open(text, at, after, mark):
                opened, start = at, after
        elif _must_open(text, at, after, mark):
            if mark == text[opened:start] == "“" and text[at - 2 : at] in _ENDED:  # each sentence opens anew
                _close(pieces, text, opened, start, at - 1, at - 1)
            opened, start = at, after  # else the earlier mark was never closed: the later one is the better guess
        else:
            _close(pieces, text, opened, start, at, after)
            opened = -1
    if opened >= 0:
        _close(pieces, text, opened, start, line_end, line_end)


_ENDED = (". ", "! ", "? ")


def _may_open(text: str, at: int, after: int, mark: str) -> bool:
    if mark in _OPENERS:
        return True
    follows = text[after : after + 1]
    if mark in _CLOSERS:
        return bool(follows) and follows.isalnum() and (at == 0 or text[at - 1] in " \n(")
    if not follows or follows in " \n":
        return at == 0 or text[at - 1] in " \n"
    return follows not in ".,;:?!)"


def _must_open(text: str, at: int, after: int, mark: str) -> bool:
    if mark in _OPENERS:
        return True
    return mark not in _CLOSERS and at > 0 and text[at - 1] in " (" and text[after : after + 1].isalnum()


def _close(pieces: list[Piece], text: str, opened: int, start: int, end: int, closed: int) -> None:
    before = text[opened - 1] if opened else "\n"
    if end <= start or before == "=" or text[start:end].isspace():
        return  # empty, or an attribute value in markup
    inner = text[start:end]
    if end < closed and inner[0] in _SPACES and inner[-1] in _SPACES:  # « as in French »
        start, end = start + len(inner) - len(inner.lstrip()), end - len(inner) + len(inner.rstrip())
    piece = Piece(opened, start, end, closed, end == closed)
    if before in "\n " and pieces and pieces[-1].runs_on:
        piece.carries_on = not text[pieces[-1].closed : opened].strip()
    pieces.append(piece)


def _single(text: str) -> list[Piece]:
    """British copy: 'Like this,' he said. An apostrophe never opens, and only punctuation or a space lets it close."""
    pieces: list[Piece] = []
    at = 0
    flat = text.replace("‘", "'")
    while match := _SINGLE_OPEN.search(flat, at):
        line_end = text.find("\n", match.end())
        line_end = len(text) if line_end < 0 else line_end
        close = None
        for close in _SINGLE_CLOSE.finditer(text, match.end(), line_end):
            if text[close.start() - 1] != "s" or text[close.end() : close.end() + 1] in "\n.,":
                break
        else:
            close = None
        carries_on = bool(pieces) and pieces[-1].runs_on and not text[pieces[-1].closed : match.start()].strip()
        if close is None:
            if _may_run_on(flat, match.start(), line_end) or (carries_on and flat[match.start() - 1] == "\n"):
                pieces.append(
                    Piece(match.start(), match.end(), line_end, line_end, runs_on=True, carries_on=carries_on)
                )
            at = line_end
            continue
        pieces.append(Piece(match.start(), match.end(), close.start(), close.end(), carries_on=carries_on))
        at = close.end()
    return pieces


_OPENS_LINE = re.compile(r"\n+'[A-Za-z]")


def _may_run_on(flat: str, opened: int, line_end: int) -> bool:
    """Is a single mark that nothing closes in its paragraph opened again at the start of the next one?"""
    introduced = opened == 0 or flat[opened - 1] == "\n" or flat[opened - 2] in ",:"
    return introduced and _OPENS_LINE.match(flat, line_end) is not None


def mask(text: str, pieces: Sequence[Piece]) -> str:
    """`text` with every quoted character masked except final punctuation; length and offsets stay the same."""
    parts: list[str] = []
    last = 0
    for piece in pieces:
        start, end = piece.start, piece.end
        if end - start > 1 and text[end - 1] in ".,?!;:":
            end -= 1
        parts += (text[last:start], MASK * (end - start))
        last = end
    parts.append(text[last:])
    return "".join(parts)
