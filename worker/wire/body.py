"""The text itself: paragraphs, captions (each once), reporters' addresses, and where the boilerplate below begins."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from operator import itemgetter

from worker.wire import boilerplate, caption, embargo, envelope, lexer, marker, note, note_lines
from worker.wire.agencies import Agency
from worker.wire.article import Kind
from worker.wire.head import Head
from worker.wire.keys import headline_key
from worker.wire.lexer import Line
from worker.wire.stamp import Stamp

_BELOW = 30
"""An embargo is looked for in this many lines below the text, where the notes to editors are."""
_LAST = 6
"""`MORE` is looked for in this many lines at the end of a text; a signature or blank lines may follow it."""

_TERMINAL = frozenset(".?!:;\"”'’)]…—-")
_WRAPPED_SHORTEST, _WRAPPED_LONGEST = 35, 100
_LISTED: frozenset[Kind] = frozenset({"digest", "history", "papers"})
"""Kinds in which no line continues the one before."""

_LONGEST_OTHER = 160
_MARKS = frozenset("(<[E-–—#")
_SENTENCE = 60

_LONGEST_TITLE = 80
"""A longer line above a bare credit is the end of the text, unless its words are those of a caption."""
_ASIDE = frozenset(("address", "credited", "indexed"))
_END_SIGNS = frozenset(")끝ENDm")
_BY_PLACE = itemgetter(0)
_CREDIT_END = re.compile(r" ?\([^()]{1,60}\)$")


@dataclass(slots=True)
class Body:
    """The text that was read. `lines` are all its lines as printed, with the rules between the items of a digest.

    While it is read, `pieces` holds a paragraph as the lines it was wrapped over, and `found` captions with the number
    of paragraphs before them.
    """

    pieces: list[list[str]] = field(default_factory=list)
    found: list[tuple[int, str]] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    note: str | None = None
    embargo: str | None = None
    more: bool = False
    stop: int = 0
    sent: Stamp | None = None
    robot: bool = False
    paragraphs: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()

    def caption(self, line: str) -> None:
        """Keep the captions on a line."""
        self.found.extend((len(self.pieces), text) for text in caption.captions(line))


def read(lines: list[Line], above: Head, agency: Agency, *, fed: bool = False) -> Body:
    """Read the text under a head. `fed` says that the headline came apart from it, as in feeds."""
    body = Body(found=[(0, text) for text in above.captions], note=above.note)
    listed = above.kind in _LISTED
    stop = _stop(lines, above, agency, listed=listed)
    indented, block = (False, False) if listed else _wrapped(lines[above.start : stop], lines, above)
    before, last = "", -1
    for number, line in above.kept:
        joins = last == number - 1 and before != "" and _goes_on(before, line.text, opening=False)
        before, last = _add(line, body, joins=joins), number
    before, ended = boilerplate.end(above.opening)
    if before:
        _add(Line(before), body, joins=False)
    at = stop if ended else above.start
    while at < stop and not ended:
        line = lines[at]
        said = line.text
        if said and said[-1] in _END_SIGNS:
            said, ended = boilerplate.end(said)
            line.text = said
            line.unlike = line.unlike and not ended
        if not said:
            before = ""
            at += 1
            continue
        if before == "" and line.name is None and lexer.plain(said):  # a paragraph on a line of its own
            before = _add(line, body, joins=False)
            at += 1
            continue
        taken = 0 if lexer.plain(said) else _take(lines, at, body, agency, before, listed=listed)
        if taken:
            before = ""
            at += taken
            continue
        opening = at == above.start
        if before == "" or listed:
            joins = False
        elif indented:
            joins = line.printed[0] != " " and (opening or len(before) >= _WRAPPED_SHORTEST)
        else:
            joins = _goes_on(before, said, opening=opening) or (block and line.printed[:2] != "  ")
        aside = line.name in _ASIDE and _aside(line, body, above.printed, joins=joins, listed=listed)
        before = "" if aside else _add(line, body, joins=joins)
        at += 1
    body.more = _more(lines[max(above.start, at - _LAST) : at])
    body.stop = at
    body.sent = envelope.sent(lines, agency)
    body.note = body.note or envelope.note(lines[at:], agency)
    if body.pieces and not listed:
        _take_more(body)
    _unsign(body, agency, listed=listed)
    body.paragraphs = tuple([pieces[0] if len(pieces) == 1 else _joined(pieces) for pieces in body.pieces])
    if not listed:
        _take_doubled(body, fed=fed)
    _settle_last(body, above)
    take_embargo(body, [line.text for line in lines[at : at + _BELOW]])
    body.captions = tuple(dict.fromkeys([text for _, text in sorted(body.found, key=_BY_PLACE)]))
    return body


def _unsign(body: Body, agency: Agency, *, listed: bool) -> None:
    """Take off how an agency or its desk signs below the text or behind its last sentence."""
    while len(body.pieces) > 1 and not listed and boilerplate.signed(_joined(body.pieces[-1])):
        body.pieces.pop()
    if body.pieces:
        ending = body.pieces[-1]
        ending[-1] = boilerplate.unsigned(agency.desk.sub("", ending[-1]) if agency.desk else ending[-1]) or ending[-1]


def _take_more(body: Body) -> None:
    """Take off what says behind the last sentence that the text continues."""
    ending = body.pieces[-1]
    said = boilerplate.without_more(ending[-1])
    if said != ending[-1]:
        ending[-1], body.more = said, True


def _more(last: list[Line]) -> bool:
    """Whether one of the lines below the last sentence of a text says that it continues."""
    for line in reversed(last):
        if len(line.text) > _SENTENCE:
            return False
        if line.text and boilerplate.more(line.text):
            return True
    return False


def _stop(lines: list[Line], above: Head, agency: Agency, *, listed: bool) -> int:
    """The first line below the text: `(END)`, a heading of the boilerplate, the `-` that begins a list of other
    stories, or the first of these with a marker."""
    last = -1
    for at in range(above.start, len(lines)):
        line = lines[at].text
        if not line or len(line) > _LONGEST_OTHER:
            continue
        if line in boilerplate.STOPS or (line == "-" and at + 1 < len(lines)) or envelope.is_private(line, agency):
            return at
        if listed:
            continue
        if line[0] in _MARKS and (boilerplate.end_mark(line) or _other(lines, at, above)):
            return _above_numbers(lines, at, above.start)
        if boilerplate.heading(line):
            last = _last_sentence(lines) if last < 0 else last
            if at > last:
                return _above_numbers(lines, at, above.start)
    return len(lines)


def _last_sentence(lines: list[Line]) -> int:
    """The last line that is a sentence of some length: a possible heading above it belongs to the text."""
    texts = ((at, lines[at].text) for at in range(len(lines) - 1, 0, -1))
    found = (at for at, said in texts if len(said) >= _SENTENCE and said[-1] in '."”')
    return next(found, 0)


def _above_numbers(lines: list[Line], at: int, start: int) -> int:
    """The place, or the first of the lines right above it that hold nothing or a list's number."""
    while at > start and (not lines[at - 1].text or lines[at - 1].text.isdigit()):
        at -= 1
    return at


def _other(lines: list[Line], at: int, above: Head) -> bool:
    """Whether a line is the headline of another story, recognised by its marker, and not the rest of a sentence."""
    line = lines[at].text
    found = marker.leading(line)
    if found is None or found.typo or not found.rest or line[-1] in ".,;":
        return False
    before = lines[at - 1].text if at > above.start else above.opening
    if before and before[-1] not in _TERMINAL and not before.isdigit():
        return False
    return headline_key(caption.indexed(line) or line) != headline_key(above.printed or "")


def _take(lines: list[Line], at: int, body: Body, agency: Agency, before: str, *, listed: bool) -> int:
    """Take a line that cannot belong to the text, whatever comes before it. Returns the number of lines taken, 0 if it
    may belong to it."""
    line = lines[at]
    match lexer.inside(line, agency):
        case "signature" | "envelope":
            return 1
        case "robot":
            body.robot = True
            return 1
        case "caption":
            body.caption(line.text)
            return 1
        case "rule" | "boilerplate":
            if listed and line.name == "rule":
                body.lines.append(line)
            return 1
        case "note":
            return 0 if listed else _take_note(lines, at, body, agency)
        case "credit" if not listed:
            above = _joined(body.pieces[-1]) if before and body.pieces else ""
            if above and (len(above) <= _LONGEST_TITLE or caption.cued(above)):
                body.pieces.pop()
                body.caption(f"{above} {line.text}")
            return 1
        case _:
            return 0


def _take_note(lines: list[Line], at: int, body: Body, agency: Agency) -> int:
    """A note below the dateline: the article's if it has none yet, otherwise boilerplate."""
    if body.note is not None:
        return 1 if note.unwrap(lines[at].text) == body.note else 0
    printed, taken = note_lines.gather(lines, at, agency)
    body.note = note.unwrap(printed)
    if not taken:  # what follows it within its line is read as a line of its own
        lines.insert(at, Line(printed, name="note", rule="begins with a label of notes"))
    return max(taken, 1)


def _aside(line: Line, body: Body, printed: str | None, *, joins: bool, listed: bool) -> bool:
    """Take a line that is a caption, a photo's title or an address rather than a paragraph."""
    match line.name:
        case "address":
            body.emails.extend(line.value)
            return True
        case "credited" if not (listed and line.text[0] in "(-"):
            line.call("caption", line.rule)
            body.caption(_joined([*body.pieces.pop(), line.text]) if joins and body.pieces else line.text)
            return True
        case "indexed" if printed and not listed:
            return headline_key(line.value) == headline_key(printed)
        case _:
            return False


def _add(line: Line, body: Body, *, joins: bool) -> str:
    body.lines.append(line)
    if joins and body.pieces:
        line.call("text", "goes on with the line above")
        body.pieces[-1].append(line.text)
    else:
        body.pieces.append([line.text])
    return line.text


def _joined(pieces: list[str]) -> str:
    """Wrapped lines as one. A hyphen at the end of a line is part of its word."""
    if len(pieces) == 1:
        return pieces[0]
    return "".join(p if p[-1] == "-" and p[-2:-1].isalpha() else p + " " for p in pieces).strip()


def _goes_on(before: str, line: str, *, opening: bool) -> bool:
    """Whether a line continues the one before, which does not end a sentence and is too long for a title or follows a
    dateline."""
    ended = before[-1] in _TERMINAL and not (before[-1] in "-—)" and line[0].islower())
    ended = ended and not before.endswith((',"', ",”"))
    listed = line[0] in "▲※#" or (line[0] == "-" and not line.lstrip("- ")[:1].islower())
    return not ended and not listed and (opening or len(before) >= _WRAPPED_SHORTEST)


def _wrapped(part: list[Line], lines: list[Line], above: Head) -> tuple[bool, bool]:
    """Whether paragraphs are wrapped over short lines: with the first indented, or in blocks. Most texts have a line
    longer than any that was wrapped, and need no closer look."""
    said = [line.text for line in part]
    if not part or max(map(len, said)) > _WRAPPED_LONGEST:
        return False, False
    indented = _indented(lines[above.start - 1 : above.start] + part if above.opening else part)
    return indented, not indented and _wrapped_in_blocks(said)


def _indented(part: list[Line]) -> bool:
    """Whether the first of the lines that a paragraph is wrapped over is indented."""
    begun = sum(1 for line in part if line.printed[:1] == " ")
    if begun < 2 or max(len(line.printed) for line in part) > _WRAPPED_LONGEST:
        return False
    others = [line.text for line in part if line.printed[:1] != " " and line.text]
    return sum(len(said) >= _WRAPPED_SHORTEST for said in others) >= begun / 2


def _wrapped_in_blocks(part: list[str]) -> bool:
    """Whether paragraphs are blocks of short lines with blank lines between them, as on the oldest pages."""
    pairs = [a for a, b in pairwise(part) if a and b]
    blanks = sum(1 for line in part if not line)
    broken = sum(1 for a in pairs if a[-1] not in _TERMINAL and len(a) >= 45)
    return blanks >= 2 and broken >= 2 and broken * 3 >= len(pairs)


def _take_doubled(body: Body, *, fed: bool) -> None:
    """A line printed exactly twice in a row, or twice on one line, is a photo's title or a caption without credit.

    But where the text is `fed`, and on a page that says nothing else, it is a paragraph that came twice."""
    known = {text for _, text in body.found}
    lines = set(body.paragraphs)
    if len(lines) == len(body.paragraphs) and known.isdisjoint(lines) and not any(map(caption.doubled, lines)):
        return
    kept: list[str] = []
    at = 0
    for line, run in groupby(body.paragraphs):
        count, once = len(list(run)), caption.once(line)
        if count == 2 and once is line and (fed or len(lines) == 1):
            kept.append(line)
        elif count == 2 or once is not line:
            body.found.append((at, once))
        elif line not in known:
            kept.extend([line] * count)
        at += count
    body.paragraphs = tuple(kept)


def take_embargo(body: Body, below: list[str]) -> None:
    """Take off the paragraphs at the end that put the text under embargo; the lines below it may say so too."""
    while body.paragraphs and embargo.is_line(body.paragraphs[-1]):
        body.embargo, body.paragraphs = body.embargo or body.paragraphs[-1], body.paragraphs[:-1]
    body.embargo = body.embargo or next(filter(embargo.is_line, below), None)


def _settle_last(body: Body, above: Head) -> None:
    """A republished text ends in its credit: `... except Mondays. (Yonhap)` is a paragraph, not a caption."""
    if above.dateline is not None or above.kind is not None or not body.found:
        return
    place, last = body.found[-1]
    printed_once = [text for _, text in body.found].count(last) == 1
    if printed_once and 0 < place == len(body.pieces) and last not in above.captions and not caption.cued(last):
        prose = _CREDIT_END.sub("", last)
        if prose.endswith((".", '."', ".”")):
            body.found.pop()
            body.paragraphs += (prose,)
