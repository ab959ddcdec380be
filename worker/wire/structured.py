"""Read a text whose paragraphs are known from its format, without looking for the boilerplate of a page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from worker.wire import boilerplate, dateline, envelope, lexer, note, note_lines, text
from worker.wire.agencies import PLAIN, Agency
from worker.wire.body import Body, take_embargo
from worker.wire.head import Head
from worker.wire.keys import headline_key
from worker.wire.lexer import Line
from worker.wire.text import ANY_CASE

_HEAD = 6
"""Most paragraphs above the text: note, byline, a repeated headline."""

_BY = re.compile(r"(?:by|par|von|por|di|av|af|door|da)\b:?\s+(?=\S)", ANY_CASE)
_CREDITED = re.compile(r"\(([^()\d]{2,40})\)")
_BEGUN = re.compile(r"[-–—=_:\s]+$")
_LONGEST_DATELINE = 120
_PLACED = re.compile(
    r"(?!By )(?P<place>[^\W\d_][^()\n:.;!?\d]{1,40}?) \((?P<credit>[^()\d\n ]{2,20}(?: [^()\d\n ]{2,20})?)\)"
    r" ?[-–—]{1,2} ?(?P<rest>\S)"
)
_SCRIPT = re.compile(r"<(script|style|iframe)\b.{0,4000}?</\1>", text.ANY_CASE)
_TAG = re.compile(r"</?[a-z][^<>]{0,2000}>", text.ANY_CASE)
_ENDS = frozenset(("ends", "end", "-ends-", "-end-", "(ends)", "-30-", "###"))


def read(message: Mapping[str, Any], agency: Agency, stated: str | None, *, exact: bool = False) -> tuple[Head, Body]:
    """Head and text of a message with `paragraphs` and optionally `byline`, `dateline`, `located`. `exact` says that
    the paragraphs are the text and nothing else."""
    head = Head()
    lines = [line for p in message["paragraphs"] if (line := text.one_line(_embedded(str(p), exact=exact)))]
    private = next((n for n, line in enumerate(lines) if not exact and envelope.is_private(line, agency)), len(lines))
    notebook = envelope.note([Line(line) for line in lines[private:]], agency)
    lines = lines[:private]
    at = 0 if exact else _above(lines, head, agency, stated)
    body = Body(note=head.note or notebook)
    rest = lines[at:]
    if exact:
        head.dateline = _stated(*(text.one_line(message.get(name) or "") for name in ("dateline", "located")))
    elif rest:
        rest = _opened(rest, head, agency, message)
    kept = rest if exact else [line for line in rest if not boilerplate.end_mark(line)]
    while not exact and len(kept) > 1 and (kept[-1].casefold() in _ENDS or boilerplate.signed(kept[-1])):
        kept.pop()
    if kept and not exact:
        kept[-1] = boilerplate.unsigned(kept[-1])
    head.byline = byline(message.get("byline")) or head.byline
    body.paragraphs = tuple(kept)
    if not exact:
        take_embargo(body, [])
    body.lines = [Line(line) for line in body.paragraphs]
    body.stop = len(body.paragraphs)
    captions = (
        text.one_line(str(p.get("caption") or "")) for p in message.get("pictures") or () if isinstance(p, dict)
    )
    body.captions = tuple(dict.fromkeys(c for c in captions if c))
    return head, body


def _embedded(paragraph: str, *, exact: bool) -> str:
    """A paragraph without markup that was escaped as if it were text: players and widgets of other sites."""
    if exact or paragraph[:1] != "<" or paragraph[-1:] != ">":
        return paragraph
    return _TAG.sub("", _SCRIPT.sub("", paragraph))


def _above(lines: list[str], head: Head, agency: Agency, stated: str | None) -> int:
    """Read the paragraphs above the text into `head`; returns how many there are."""
    key = headline_key(stated) if stated else None
    for at, said in enumerate(lines[:_HEAD]):
        line = Line(said)
        name = lexer.above(line, agency)
        if name == "embargo":
            head.embargo = head.embargo or said.strip("()[] *")
        elif at + 1 == len(lines):
            return at
        elif name == "note":
            found = note.unwrap(note_lines.gather([line], 0, agency)[0])
            head.note = f"{head.note}; {found}" if head.note else found
        elif name == "byline":
            head.byline = head.byline or line.value[0]
            head.emails.extend(line.value[1])
        elif not (key and headline_key(said) == key):
            return at
    return min(len(lines), _HEAD)


def _opened(lines: list[str], head: Head, agency: Agency, message: Mapping[str, Any]) -> list[str]:
    """The text without the dateline at its start, which is also taken from the message if it is stated there."""
    found = lexer.place(Line(lines[0]), agency)
    stated = text.one_line(message.get("dateline") or "")
    found = found or (None if stated else _placed(lines[0]))
    if found:
        head.dateline = found
        return [found.rest, *lines[1:]] if found.rest else lines[1:]
    located = text.one_line(message.get("located") or "")
    if stated and lines[0].startswith(stated) and not lines[0][len(stated) : len(stated) + 1].isalnum():
        rest = lines[0][len(stated) :].lstrip(" -–—:")
        lines = [rest, *lines[1:]] if rest else lines[1:] or lines
    head.dateline = _stated(stated, located)
    return lines


def _placed(line: str) -> dateline.Found | None:
    """A place, a credit in brackets and a dash: at the known start of a text, that is a dateline."""
    m = _PLACED.match(line[:200])
    if not m:
        return None
    at = m.start("rest")
    return dateline.Found((m["place"],), None, None, None, None, m["credit"], line[:at].rstrip(), line[at:])


def _stated(line: str, located: str) -> dateline.Found | None:
    """A dateline stated apart from the text: read in its printed forms, else just its place and credit."""
    if line:
        for printed in (line, f"{_BEGUN.sub('', line)} --"):
            found = lexer.place(Line(f"{printed} X"), PLAIN)
            if found and found.rest == "X":
                return dateline.Found(
                    found.cities, found.country, found.month, found.day, found.year, found.credit, line, ""
                )
    if located and line.casefold().startswith(located.casefold()):
        place = line[: len(located)]
    else:
        place = _BEGUN.sub("", _CREDITED.sub("", line).partition(",")[0]).strip() or located
    if not place or len(place) > _LONGEST_DATELINE or any(c.isdigit() for c in place) or place.startswith("By "):
        return None
    credit = _CREDITED.search(line)
    return dateline.Found((place,), None, None, None, None, credit[1].strip() if credit else None, line or place, "")


def byline(stated: str | None) -> str | None:
    """The author, without `By`, `Par` or `Von`."""
    line = text.one_line(stated or "").strip(" =,")
    return (line[m.end() :] if (m := _BY.match(line)) else line).strip() or None
