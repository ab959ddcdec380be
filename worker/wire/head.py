"""The head above the text: headline, time, note, byline, slug, dateline, and the boilerplate between them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from worker.wire import (
    boilerplate,
    caption,
    dateline,
    headline,
    kind,
    lexer,
    lost_breaks,
    marker,
    note,
    note_lines,
    page_kinds,
    slug,
    stamp,
    text,
)
from worker.wire.agencies import PLAIN, Agency
from worker.wire.article import Kind
from worker.wire.keys import headline_key
from worker.wire.lexer import Line
from worker.wire.stamp import Stamp
from worker.wire.text import ANY_CASE

_LONGEST_HEAD = 60
"""A dateline is looked for in this many lines above a text."""

_LONGEST_SLUG = 80
_TIME_REACH = 6
_LONGEST_MASTHEAD = 30
_NOTE_REACH = 4000
_LONGEST_SECOND = 400
_MOST_ABOVE = 5
"""Most paragraphs between the headline and the dateline of a text."""

_UPDATE = re.compile(r"(?:last )?(?:updated|modified)\b", ANY_CASE)
_TO_READERS = re.compile(r"EDITOR['’]S NOTE\b")
"""A note to readers above a text: it is text, not a headline."""

_ROOM = 65
"""If a headline and the next word are longer than this, it was wrapped over two lines."""


@dataclass(slots=True)
class Head:
    """What was read above the text. `start` is the line where the text begins, `opening` its first words if the
    dateline is on the same line, `kept` are lines above it that belong to the text. `kind` is set if the headline is a
    fixed title; `embargo` is the line that states an embargo, `version` a version label alone on its line; `old_site`
    says that the navigation is that of the oldest pages, `doubtful` that the time is a crawler's or an update's."""

    printed: str | None = None
    slug: str | None = None
    version: str | None = None
    note: str | None = None
    byline: str | None = None
    stamp: Stamp | None = None
    dateline: dateline.Found | None = None
    kind: Kind | None = None
    embargo: str | None = None
    old_site: bool = False
    doubtful: bool = False
    start: int = 0
    opening: str = ""
    emails: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    others: list[tuple[int, str]] = field(default_factory=list)
    kept: list[tuple[int, Line]] = field(default_factory=list)


def read(lines: list[Line], agency: Agency, stated: str | None, *, fed: bool = False) -> Head:
    """Read the head of a page. `stated` is the headline if it is known already; `fed` says that everything below it is
    text, as in a feed's body: lines above a dateline belong to the text there.

    Lines that begin with part of the head are shortened in place.
    """
    head = Head()
    if stated and kind.may_be_title(stated):
        head.kind = kind.of_title(headline.parse(stated, agency).text or "")
    at = _first(lines, agency, head)
    place = _dateline_at(lines, at, agency, fed=fed)
    while at < len(lines):
        line = lines[at]
        if at == place:
            head.dateline = lexer.place(line, agency)
            head.opening = head.dateline.rest if head.dateline else ""
            line.call("dateline", "opens with place, date, credit or dash")
            at += 1
            break
        length = len(lines)
        if lost_breaks.part_note(lines, at, agency):
            place = _dateline_at(lines, at, agency, fed=fed)
            continue
        name = lexer.above(line, agency)
        if name == "navigation" and place is None and head.printed and line.text in boilerplate.STOPS:
            break
        taken = _TAKEN[name](lines, at, head, agency) if name in _TAKEN else 0
        if taken:
            at += taken
            if len(lines) != length:
                place = _dateline_at(lines, at, agency, fed=fed)
            continue
        if fed and place is not None and head.kind is None and not _repeats(line.text, head, stated):
            line.call("text", "stands above the dateline of a text under its headline")
            head.kept.append((at, line))
            at += 1
            continue
        told = _to_readers(lines, at, head, agency) if place is not None and _TO_READERS.match(line.text) else 0
        if told:
            at += told
            continue
        if not _candidate(lines, at, head, stated, found=place is not None, agency=agency):
            break
        at += 1
    head.start = at
    _sort_others(head)
    return head


def _to_readers(lines: list[Line], at: int, head: Head, agency: Agency) -> int:
    """Keep a note to readers above the dateline as text. Returns the number of lines taken."""
    start = at
    while at < len(lines) and lines[at].text and (at == start or lexer.above(lines[at], agency) == "text"):
        if at > start and lexer.place(lines[at], agency):
            break
        lines[at].call("text", "is a note to readers")
        head.kept.append((at, lines[at]))
        at += 1
    return at - start


def _first(lines: list[Line], agency: Agency, head: Head) -> int:
    """The first line that is not empty, without a crawler's date or navigation at its start."""
    first = next((i for i, line in enumerate(lines) if line.text), len(lines))
    if first == len(lines):
        return first
    head.stamp, said = stamp.crawled(lines[first].text, agency.zone)
    head.doubtful = head.stamp is not None
    if head.stamp and not said:
        lines[first].call("time", "is the date of a crawler")
        following = next((i for i in range(first + 1, len(lines)) if lines[i].text), None)
        if following is None:
            return len(lines)
        first, said = following, lines[following].text
    if said.startswith(boilerplate.OPENINGS):
        for opening in boilerplate.OPENINGS:
            said = said.removeprefix(opening)
    line = Line(said)
    if line.text == lines[first].text:
        line = lines[first]
    parts = lost_breaks.parted(line, agency)
    if parts != [lines[first].text]:
        lines[first : first + 1] = map(Line, parts)
    return first


def _repeats(line: str, head: Head, stated: str | None) -> bool:
    """Whether a line of a text repeats its headline, perhaps with a marker that the known one lacks."""
    known = head.printed or stated
    if known is None or headline_key(line) == headline_key(known):
        return True
    return head.printed is None and not text.prose(line) and marker.leading(line) is not None


def _dateline_at(lines: list[Line], first: int, agency: Agency, *, fed: bool) -> int | None:
    """The line with the dateline. A few paragraphs may come between the headline and it."""
    seen = 0
    for at in range(first, len(lines)):
        line = lines[at]
        if not line.text:
            continue
        found = lexer.place(line, agency)
        if found and not (found.raw[-1:] == ":" and not found.credit and page_kinds.interview(lines)):
            return at
        seen += 1
        if fed and seen <= _MOST_ABOVE:
            continue
        if seen > _LONGEST_HEAD:
            return None
        if text.prose(line.text) and not (
            line.text[0] == "(" or lexer.is_credited(line, agency) or lexer.is_note(line, agency)
        ):
            return None
    return None


def _pass_over(lines: list[Line], at: int, head: Head, _: Agency) -> int:
    head.old_site = head.old_site or lines[at].text in boilerplate.NEWSLETTER_SITE
    return 1


def _take_note(lines: list[Line], at: int, head: Head, agency: Agency) -> int:
    if head.note is not None:
        _add_note(lines[at].text, head)
        return 1
    printed, taken = note_lines.gather(lines, at, agency)
    head.note = note.unwrap(printed.removesuffix(agency.headline_end) if agency.headline_end else printed)
    if not taken:  # what follows it within its line is read as a line of its own
        lines.insert(at, Line(printed, name="note", rule="begins with a label of notes"))
        return 1
    for line in lines[at + 1 : at + taken]:
        line.call("note", "goes on with the note above")
    return taken


def _take_byline(lines: list[Line], at: int, head: Head, _: Agency) -> int:
    who, addresses = lines[at].value
    head.byline = head.byline or who
    head.emails.extend(addresses)
    return 1


def _take_time(lines: list[Line], at: int, head: Head, _: Agency) -> int:
    """Take a printed time. Of several the first with a minute counts; an update's only if there is no other."""
    found, known = lines[at].value, head.stamp
    update = _UPDATE.match(lines[at].text) is not None
    if known is None or (head.doubtful and not update) or (known.precision == "day" and found.precision != "day"):
        head.stamp, head.doubtful = found, update
    return 1


def _take_addresses(lines: list[Line], at: int, head: Head, _: Agency) -> int:
    head.emails.extend(lines[at].value)
    return 1


def _take_embargo(lines: list[Line], at: int, head: Head, _: Agency) -> int:
    head.embargo = head.embargo or lines[at].text.strip("()[] *")
    return 1


def _take_caption(lines: list[Line], at: int, head: Head, _: Agency) -> int:
    """Take a caption. The first line may be a headline that ends in brackets or is repeated."""
    line = lines[at]
    first = head.printed is None and line.name != "caption"
    if first and not (line.name == "credited" and (len(line.text) > 110 or ". (" in line.text)):
        return 0
    line.call("caption", line.rule)
    head.captions.extend(caption.captions(line.text))
    return 1


def _take_slug(lines: list[Line], at: int, head: Head, agency: Agency) -> int:
    said = lines[at].value
    if isinstance(said, re.Match):
        following = next((line for line in lines[at + 1 :] if line.text), None)
        if following is None or lexer.place(following, agency):
            return 0  # the last line above the text is its headline
        said = f"({said['label']}) {said['slug']}" if said["label"] else said["slug"]
    elif head.kind is not None and said == lines[at].text:
        return 0
    head.slug = head.slug or said
    return 1


def _take_version(lines: list[Line], at: int, head: Head, _: Agency) -> int:
    label = lines[at].text
    if head.version is None or (slug.label(head.version).number is None and slug.label(label).number is not None):
        head.version = label
    return 1


_TAKEN = {
    "blank": _pass_over, "navigation": _pass_over, "note": _take_note, "byline": _take_byline,
    "time": _take_time, "address": _take_addresses, "embargo": _take_embargo, "caption": _take_caption,
    "credited": _take_caption, "doubled": _take_caption, "slug": _take_slug, "signature": _pass_over,
    "envelope": _pass_over, "version": _take_version,
}  # fmt: skip
"""How to take a line above the text that its form identifies. Each returns the number of lines taken, 0 if it turns out
to be something else."""


def _add_note(line: str, head: Head) -> None:
    """Take a second note as a continuation of the first, unless it is a repetition."""
    said = note.unwrap(line) if len(line) <= _LONGEST_SECOND else ""
    if head.note and head.kind is None and len(head.note) < _NOTE_REACH and said not in head.note:
        head.note = f"{head.note}; {said}"


def _candidate(lines: list[Line], at: int, head: Head, stated: str | None, *, found: bool, agency: Agency) -> bool:
    """Take a line as headline or as something else above the text; False if the text begins with it.

    `found` says that a dateline comes further down, so that this line is above the text in any case. If the wire prints
    notes below its headlines, a line under a note is not a headline.
    """
    line = lines[at].text
    if head.kind and stated and head.printed is None and headline_key(line) == headline_key(stated):
        head.printed = line
        return _called(lines[at], "is the feed's headline again")
    if head.kind or lines[at].name == "summary":
        head.kind = head.kind or "digest"
        return False
    if head.printed and headline.only_brackets(head.printed) and (found or not text.prose(line)):
        head.printed = f"{head.printed} {line}"
        return _called(lines[at], "follows a marker or a series alone on its line")
    title = lines[at].value if head.printed and lines[at].name == "indexed" else None
    if title and head.printed and headline_key(title) == headline_key(head.printed):
        return True
    if head.printed is None and (head.note is None or stated or agency.note is not None or marker.leading(line)):
        return _take_headline(lines, at, head, stated, found=found, agency=agency)
    if head.printed and lines[at - 1].text == head.printed and _is_rest(head.printed, line, agency, found=found):
        head.printed = f"{head.printed} {line}"
        return _called(lines[at], "goes on with the headline above")
    if not found and head.printed and headline_key(line) == headline_key(head.printed):
        return _called(lines[at], "is the headline again")
    head.others.append((at, line))
    lines[at].call("other", "stands between headline and text")
    return found or (
        len(line) <= _LONGEST_MASTHEAD and head.printed is not None and _time_follows(lines, at, head, agency)
    )


def _begins_text(lines: list[Line], at: int, agency: Agency) -> bool:
    """Whether a line begins a paragraph, on a wire that indents them."""
    line = lines[at]
    if agency.header is None or line.printed[:2] != "  ":
        return False
    below = lines[at + 1] if at + 1 < len(lines) else lexer.BLANK
    return line.text.endswith(text.SENTENCE_END) or (below.text != "" and below.printed[0] != " ")


def _is_rest(printed: str, line: str, agency: Agency, *, found: bool) -> bool:
    """Whether a line continues the headline above it: it begins with a lower-case letter, or the wire wraps its lines
    and the line above was full."""
    if line[:1].islower() and not text.prose(line):
        return True
    wraps = agency.header is not None and found and len(line) <= _ROOM
    return wraps and len(printed) + 1 + len(line.split(maxsplit=1)[0]) > _ROOM


def _take_headline(lines: list[Line], at: int, head: Head, stated: str | None, *, found: bool, agency: Agency) -> bool:
    line = lines[at].text
    if (stated and not found and headline_key(line) != headline_key(stated)) or _TO_READERS.match(line):
        return False
    if head.byline and not found and not stated:
        return False  # a headline comes before the byline
    if found and not stated and not kind.may_be_title(line) and page_kinds.headless(lines, agency):
        head.kind = "digest"
        return False
    if not found and (text.prose(line) or _begins_text(lines, at, agency)):
        return False
    head.printed = line.removesuffix(agency.headline_end)
    if kind.may_be_title(line):
        head.kind = kind.of_title(headline.parse(line, PLAIN).text or line)
    if head.kind is None and page_kinds.ruled_items(lines, agency):
        head.kind = "digest"
    return _called(lines[at], "is the first line that is nothing else")


def _called(line: Line, rule: str) -> bool:
    line.call("headline", rule)
    return True


def _time_follows(lines: list[Line], at: int, head: Head, agency: Agency) -> bool:
    """Whether a printed time follows, so that this line (a credit, a section) is above the text."""
    ahead = lines[at + 1 : at + _TIME_REACH]
    return head.stamp is None and any(lexer.above(line, agency) == "time" for line in ahead)


def _sort_others(head: Head) -> None:
    """Of other lines above a dateline, one printed twice is a slug, or a photo's title if it is doubled in place; the
    first with a marker is the headline if a masthead was mistaken for it."""
    others, head.others = head.others, []
    if not others or head.printed is None:
        return
    key = headline_key(head.printed)
    marked = headline.parse(head.printed, PLAIN).marker
    masthead = len(head.printed) <= _LONGEST_MASTHEAD
    printed_twice = {line for line, count in Counter(line for _, line in others).items() if count > 1}
    for i, (at, line) in enumerate(others):
        label = headline.parse(line, PLAIN).marker
        if headline_key(line) == key or (masthead and i == 0 and label and line not in printed_twice):
            if label and marked is None:
                head.printed, marked, key = line, label, headline_key(line)
        elif line in printed_twice:
            in_place = i + 1 < len(others) and others[i + 1] == (at + 1, line)
            if in_place and label is None:
                head.captions.append(line)
            elif head.slug is None and len(line) <= _LONGEST_SLUG and line not in head.captions:
                head.slug = line
