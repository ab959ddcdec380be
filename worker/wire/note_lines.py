"""Finds a note to editors among the lines of a page: where it begins, and where it ends."""

from __future__ import annotations

import re

from worker.wire import lexer, note, text
from worker.wire.agencies import Agency
from worker.wire.lexer import Line
from worker.wire.text import ANY_CASE

_MOST_LINES = 8
_WRAPPED = 45
"""A shorter line of a note without brackets was not wrapped."""

_UNFINISHED = frozenset("a an and at by for from in of on or the to with".split())
"""Words that end no line of a note unless it was wrapped there."""

_WIDTH = 58
"""Least width of a line: if the next word would have fitted, the line was not wrapped."""

_BLANKS = 5
"""A note may be broken over lines with blank ones in between, but not over more than this."""

_REACH = 4000
_ODD_BRACKETS = {"<": ">", "{": "}"}
_AT_ONCE = re.compile(r"\(END|(?:All News|Keywords|\d{1,2}:\d{2}|[A-Z][a-z]+ \d{1,2}, \d{4}|\d{4}[-/.]\d)")
_ALSO = re.compile(
    r"(?:no )?pick(?:s|ing)?[ -]?up\b|also (?:moved|moving|sent|in)\b|minor editing\b|edits thereafter\b", ANY_CASE
)
"""How further sentences of a note begin."""

_BRACKETS = re.compile(r"[()\[\]]")


def gather(lines: list[Line], at: int, agency: Agency) -> tuple[str, int]:
    """The note that begins on a line and the number of lines it takes; text after its bracket stays in place.

    A note that is never closed ends with its line, unless the next begins with a lower-case letter or a verb.
    """
    said, taken = lines[at].text, 1
    if said[:1] in _ODD_BRACKETS:
        said = "(" + said[1:].replace(_ODD_BRACKETS[said[0]], ")", 1)
    if said[:1] not in ("(", "["):
        return _open(lines, at, agency)
    own, goes_on = (said, taken), True
    while True:
        close = _closing(said)
        if close:
            rest = said[close:].lstrip(" .,;").rstrip()
            if rest:
                lines[at + taken - 1] = Line(rest)
                taken -= 1
            return said[:close], taken
        following = lines[at + taken] if at + taken < len(lines) else lexer.BLANK
        if not following.text:
            below = next((n for n in range(at + taken, min(at + taken + _BLANKS, len(lines))) if lines[n].text), at)
            if below > at and _ends_or_goes_on(lines[below], agency):
                taken, following = below - at, lines[below]
        if not following.text or taken >= _MOST_LINES or _ends_note(following, agency):
            return own
        said, taken = f"{said} {following.text}", taken + 1
        goes_on = goes_on and _continues(following.text)
        if goes_on:
            own = (said, taken)


def _open(lines: list[Line], at: int, agency: Agency) -> tuple[str, int]:
    """A note without brackets: it continues over wrapped lines up to a blank one, an indented one that begins a
    paragraph, or one that is something else. Below a bare label it is the next lines, however they begin. Wires that
    use `Eds:` wrap their lines; after other labels a line must begin like a continuation."""
    said, taken = lines[at].text, 1
    bare = not note.unwrap(said)
    while taken < _MOST_LINES and at + taken < len(lines):
        line = lines[at + taken]
        if not line.text or _ends_note(line, agency) or lexer.above(line, agency) != "text":
            break
        indented, above = line.printed[:1].isspace(), lines[at + taken - 1].text
        wrapped = above[-1] not in ".!?" and said[:2].lower() == "ed" and _wrapped(above, line.text)
        if not (bare and (taken == 1 or not indented)) and (indented or not (wrapped or _continues(line.text))):
            break
        said, taken = f"{said} {line.text}", taken + 1
    return said, taken


def _wrapped(above: str, line: str) -> bool:
    """Whether a line continues the one above because that was full, or breaks off before the word that it needs."""
    if above.rpartition(" ")[2] in _UNFINISHED:
        return True
    room = _WRAPPED if not line[0].isupper() else _WIDTH - 1 - len(line.split(maxsplit=1)[0])
    return len(above) >= room


def _ends_or_goes_on(line: Line, agency: Agency) -> bool:
    """Whether a line after blank ones may still belong to the note above, by how it begins or ends."""
    return (line.text[-1] in ")]" or _continues(line.text)) and lexer.above(line, agency) != "credited"


def _continues(line: str) -> bool:
    """Whether a line continues a note: it begins with a lower-case letter or a verb."""
    return line[:1].islower() or _ALSO.match(line) is not None or note.begins(line)


def _ends_note(line: Line, agency: Agency) -> bool:
    """Whether a line cannot belong to a note that began above it."""
    return (
        lexer.place(line, agency) is not None
        or text.prose(line.text)
        or _AT_ONCE.match(line.text) is not None
        or lexer.above(line, agency) == "byline"
    )


def _closing(said: str) -> int:
    """The position after the bracket that closes a note's first one, with which it begins; 0 if it is not closed."""
    first = said.find(")" if said[0] == "(" else "]", 0, _REACH)
    if first > 0 and not any(said.find(other, 1, first) > 0 for other in "([])"):
        return first + 1
    depth = 0
    for m in _BRACKETS.finditer(said, 0, _REACH):
        depth += 1 if m[0] in "([" else -1
        if depth == 0:
            return m.end()
    return 0
