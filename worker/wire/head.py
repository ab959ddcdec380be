"""What stands above the text: headline, time, note, byline, slug, dateline, and the boilerplate between them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from worker.wire import (
    boilerplate,
    caption,
    dateline,
    embargo,
    headline,
    kind,
    marker,
    note,
    note_lines,
    reporters,
    stamp,
    text,
)
from worker.wire.agencies import PLAIN, Agency, any_of
from worker.wire.article import Kind
from worker.wire.keys import headline_key
from worker.wire.stamp import Stamp
from worker.wire.text import ANY_CASE

_LONGEST_HEAD = 60
"""Lines above a text, at most, in which a dateline is looked for."""

_LONGEST_DIGEST = 400
_RULES = frozenset(("----", "====", "****", "____", "* * ", "- - "))
_LONGEST_SLUG = 80
_TIME_REACH = 6
_LONGEST_MASTHEAD = 30
_NOTE_INSIDE = re.compile(r" [(\[]\s?(?:ATTN|Attn|attn) ?:")
_NOTE_REACH = 4000
_LONGEST_SECOND = 400
_BYLINE_INSIDE = re.compile(r" By [A-Z][\w.'’-]{0,20}(?: (?:and )?[A-Z][\w.'’-]{0,20}){1,6} ?$")
_UPDATE = re.compile(r"(?:last )?(?:updated|modified)\b", ANY_CASE)
_BRACKETED = re.compile(r"\([A-Z][^()]{2,78}\)")
_AGENCY_SLUG = re.compile(any_of("slug", pattern=True))
_SLUG = re.compile(r"(?:Slug|SLUG|slug) ?: ?(?=\S)")


@dataclass(slots=True)
class Head:
    """What was read above the text. `start` is the line where the text begins, `opening` its first words where the
    dateline stands on the same line. `kind` is set where the headline is a fixed title; `embargo` is the line that puts
    the text under one; `old_site` says that the navigation is that of the oldest pages, `doubtful` that the time is a
    crawler's or an update's."""

    printed: str | None = None
    slug: str | None = None
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


def read(lines: list[str], agency: Agency, stated: str | None) -> Head:
    """Read the head of a page, given as stripped lines. `stated` is the headline that a feed states, if any.

    Lines whose beginning belongs to the head are shortened in place.
    """
    head = Head()
    if stated and kind.may_be_title(stated):
        head.kind = kind.of_title(headline.parse(stated, agency).text or "")
    at = _first(lines, agency, head)
    place = _dateline_at(lines, at, agency)
    while at < len(lines):
        line = lines[at]
        if place and at == place[0]:
            head.dateline, head.opening, at = place[1], place[1].rest, at + 1
            break
        if place is None and head.printed and line in boilerplate.STOPS:
            break
        if not line or boilerplate.above(line):
            head.old_site = head.old_site or line in boilerplate.NEWSLETTER_SITE
            at += 1
            continue
        length = len(lines)
        if _part_note(lines, at, agency):
            place = _dateline_at(lines, at, agency)
            continue
        taken = _take(lines, at, head, agency)
        if taken:
            at += taken
            if len(lines) != length:
                place = _dateline_at(lines, at, agency)
            continue
        if not _candidate(lines, at, head, stated, found=place is not None, labelled=agency.note is not None):
            break
        at += 1
    head.start = at
    _sort_others(head)
    return head


def _ruled_items(lines: list[str]) -> bool:
    """Whether a page is a list of stories, each with its dateline, between rules of dashes."""
    rules = [at for at, line in enumerate(lines) if line[:4] in _RULES and boilerplate.rule(line)]
    if len(rules) < 2:
        return False
    return sum(1 for line in lines[:_LONGEST_DIGEST] if dateline.find(line)) >= 2


def _first(lines: list[str], agency: Agency, head: Head) -> int:
    """The first line with anything on it, freed from a crawler's date and from navigation in front of it."""
    first = next((i for i, line in enumerate(lines) if line), len(lines))
    if first == len(lines):
        return first
    head.stamp, line = stamp.crawled(lines[first], agency.offset)
    head.doubtful = head.stamp is not None
    if head.stamp and not line:
        following = next((i for i in range(first + 1, len(lines)) if lines[i]), None)
        if following is None:
            return len(lines)
        first, line = following, lines[following]
    for opening in boilerplate.OPENINGS:
        line = line.removeprefix(opening)
    lines[first : first + 1] = _parted(line.strip())
    return first


def _parted(line: str) -> list[str]:
    """A first line on which a crawler lost the line breaks, parted before note, byline and dateline."""
    reach = line[:_NOTE_REACH]
    found = _NOTE_INSIDE.search(reach)
    cuts = [found.start()] if found else []
    if ") -" in reach and not dateline.find(line):
        start = dateline.inside(reach)
        by = _BYLINE_INSIDE.search(reach, 0, start) if start else None
        cuts += [place for place in (by.start() if by else None, start) if place]
    edges = [0, *cuts, len(line)]
    return [part for part in (line[a:b].strip() for a, b in pairwise(edges)) if part] or [""]


def _part_note(lines: list[str], at: int, agency: Agency) -> bool:
    """Part a line before a note that a crawler put behind a headline or a time; False where there is none."""
    line = lines[at]
    found = _NOTE_INSIDE.search(line, 0, _NOTE_REACH) if "ATTN" in line or "Attn" in line else None
    if found is None or note_lines.is_note(line, agency):
        return False
    lines[at : at + 1] = [line[: found.start()].rstrip(), line[found.start() :].lstrip()]
    return True


def _dateline_at(lines: list[str], first: int, agency: Agency) -> tuple[int, dateline.Found] | None:
    seen = 0
    for at in range(first, len(lines)):
        line = lines[at]
        if not line:
            continue
        found = dateline.find(line, single=agency.single_dash)
        if found:
            return at, found
        seen += 1
        if seen > _LONGEST_HEAD or (text.prose(line) and line[0] != "(" and not caption.credited(line)):
            return None
    return None


def _take(lines: list[str], at: int, head: Head, agency: Agency) -> int:
    """Take a line that says by its form what it is; the number of lines taken, 0 if it is none of those."""
    line = lines[at]
    if note_lines.is_note(line, agency):
        if head.note is not None:
            _add_note(line, head)
            return 1
        printed, taken = note_lines.gather(lines, at)
        head.note = note.unwrap(printed)
        return taken or _again(lines, at)
    written = reporters.byline(line)
    if written:
        head.byline = head.byline or written[0]
        head.emails.extend(written[1])
        return 1
    if _take_stamp(line, head, agency):
        return 1
    addresses = reporters.emails(line)
    if addresses is not None:
        head.emails.extend(addresses)
        return 1
    if embargo.is_line(line):
        head.embargo = head.embargo or line.strip("()[] *")
        return 1
    if caption.signed(line) or _is_caption(line, head):
        head.captions.extend(caption.captions(line))
        return 1
    if _AGENCY_SLUG.match(line) and head.kind is None and not kind.of_title(line):
        head.slug = head.slug or line
        return 1
    named = _SLUG.match(line)
    if named and len(line) <= _LONGEST_SLUG:
        head.slug = head.slug or line[named.end() :]
        return 1
    return 0


def _is_caption(line: str, head: Head) -> bool:
    """Whether a line above the text is a caption. The first line may be a headline that ends in brackets."""
    if head.printed is None:
        return caption.credited(line) and (len(line) > 110 or ". (" in line)
    return caption.credited(line) or not caption.single(line)


def _add_note(line: str, head: Head) -> None:
    """Take a second note as more of the first, unless that is printed twice."""
    said = note.unwrap(line) if len(line) <= _LONGEST_SECOND else ""
    if head.note and head.kind is None and len(head.note) < _NOTE_REACH and said not in head.note:
        head.note = f"{head.note}; {said}"


def _again(lines: list[str], at: int) -> int:
    """A note that ends within its line: what follows it is read as a line of its own."""
    lines.insert(at, "")
    return 1


def _take_stamp(line: str, head: Head, agency: Agency) -> bool:
    """Take a printed time. Of several the first with a minute counts; an update's only where there is no other."""
    found = stamp.printed(line, agency.offset)
    if found is None:
        return False
    update = _UPDATE.match(line) is not None
    known = head.stamp
    if known is None or (head.doubtful and not update) or (known.precision == "day" and found.precision != "day"):
        head.stamp, head.doubtful = found, update
    return True


def _candidate(lines: list[str], at: int, head: Head, stated: str | None, *, found: bool, labelled: bool) -> bool:
    """Take a line as headline or as something else above the text; False where the text begins with it.

    `found` says that a dateline comes further down, so that this line is above the text in any case. `labelled` says
    that the wire's notes stand above its headlines; where they stand below, a line under a note is no headline.
    """
    line = lines[at]
    if head.kind and stated and head.printed is None and headline_key(line) == headline_key(stated):
        head.printed = line
        return True
    if head.kind or kind.is_summary(line):
        head.kind = head.kind or "digest"
        return False
    if head.printed and _only_brackets(head.printed) and (found or not text.prose(line)):
        head.printed = f"{head.printed} {line}"
        return True
    title = caption.indexed(line) if head.printed else None
    if title and head.printed and headline_key(title) == headline_key(head.printed):
        return True
    if head.printed is None and (head.note is None or stated or labelled or marker.leading(line)):
        if stated and not found and headline_key(line) != headline_key(stated):
            return False
        if not found and text.prose(line):
            return False
        head.printed = line
        if kind.may_be_title(line):
            head.kind = kind.of_title(headline.parse(line, PLAIN).text or line)
        if head.kind is None and _ruled_items(lines):
            head.kind = "digest"
        return True
    if head.printed and lines[at - 1] == head.printed and line[:1].islower() and not text.prose(line):
        head.printed = f"{head.printed} {line}"
        return True
    if not found and head.printed and headline_key(line) == headline_key(head.printed):
        return True
    head.others.append((at, line))
    return found or (len(line) <= _LONGEST_MASTHEAD and head.printed is not None and _time_follows(lines, at, head))


def _time_follows(lines: list[str], at: int, head: Head) -> bool:
    """Whether a printed time is still to come, so that this line is above the text: a credit, a section."""
    return head.stamp is None and any(stamp.printed(line, 0) for line in lines[at + 1 : at + _TIME_REACH])


def _only_brackets(line: str) -> bool:
    """Whether a line holds a version marker and nothing else, or a series in brackets: the headline is on the next."""
    found = marker.leading(line)
    return not found.rest if found else _BRACKETED.fullmatch(line) is not None


def _sort_others(head: Head) -> None:
    """Of other lines above a dateline, one printed twice is a slug, or a photo's title where it is doubled in place;
    the first, with a marker, is the headline where a masthead was taken for it."""
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
