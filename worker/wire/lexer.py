"""Names the lines of a page by their form, each once. Head, body and digest decide what a name means in its place.

There are two tables, because the same line may be one thing above the text and another inside it: a time above, a
sentence below. Rules are tried in order; agencies add rules with the fields of their files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Literal

from worker.wire import boilerplate, caption, dateline, embargo, headline, kind, note, reporters, stamp
from worker.wire.agencies import AGENCIES, PLAIN, Agency, any_of

Name = Literal[
    "blank", "navigation", "note", "byline", "time", "address", "embargo", "caption", "credited", "credit",
    "doubled", "slug", "summary", "dateline", "headline", "other", "rule", "robot", "signature", "boilerplate",
    "indexed", "envelope", "version", "text", "below",
]  # fmt: skip

_LONGEST_SLUG = 80
_LONGEST_SIGNATURE = 60
_LONGEST_DATELINE = 80
_AGENCY_SLUG = re.compile(any_of("slug", pattern=True))
_SLUG = re.compile(r"(?:Slug|SLUG|slug) ?: ?(?=\S)")
_TYPESET = re.compile(r"(?m)^[ \t]{0,8}\^+(?:\*\d{2,6}[<^ ]{1,4})?([^\n]*)$")
"""A line that ANPA's typesetting codes mark: `^` before it, `<` or `=` behind it."""
_LABELLED_NOTE = re.compile(r"[(\[]? ?(?:ATTN|Attn|E[Dd][Ss]) ?:")
_ODD_START = frozenset("hwVvyCc<©(ⓒ-=_*·—–▲△▶◀※[")
_ODD_END = frozenset(")0123456789")
"""A caption ends in its credit, the title of a photo in a series in its number. Other lines of the text that begin and
end normally need no closer look."""


class Line:
    """A line of a page as `printed`, and its `text` without surrounding blanks. `name` says what it is, `rule` which
    rule decided, `value` what was read from it. `place` is its dateline once that was looked for, else False; `unlike`
    says that every rule for lines above the text was asked and none fits, so that none of them is asked again."""

    __slots__ = ("name", "place", "printed", "rule", "text", "unlike", "value")

    def __init__(self, printed: str, name: Name | None = None, rule: str = "") -> None:
        self.printed = printed
        self.text = printed.strip()
        self.name = name
        self.rule = rule
        self.value: Any = None
        self.place: dateline.Found | Literal[False] | None = False
        self.unlike = False

    def call(self, name: Name, rule: str = "") -> Name:
        """Name the line by its context. An empty line stays `blank`: one stands for all of them, on every page."""
        if self.text:
            self.name, self.rule = name, rule
        return name


BLANK = Line("", "blank")
"""Stands for every empty line: half of a page."""

Rule = tuple[Name, str, Callable[[str], Any]]
"""A name, the rule in words, and the function that finds it; it returns None or False if it does not."""


def lines(page: str) -> list[Line]:
    """The lines of a clean page, not yet named, without the typesetters' marks around them."""
    if "^" in page:
        page = _TYPESET.sub(_unmarked, page)
    return [Line(printed) if printed else BLANK for printed in page.split("\n")]


def _unmarked(marked: re.Match[str]) -> str:
    """A line without its typesetting codes; the `<` behind a sentence stays, because that is a summary of the text."""
    said = marked[1].rstrip(" \t")
    return said[:-1] if said[-1:] in ("<", "=") and said[-2:-1] not in (".", "!", "?") else said


def place(line: Line, agency: Agency) -> dateline.Found | None:
    """The dateline at the start of a line, looked for once."""
    if line.place is False:
        line.place = dateline.find(line.text, single=agency.single_dash)
    return line.place


def above(line: Line, agency: Agency) -> Name:
    """Name a line above the text."""
    if not line.text:
        return "blank"
    return line.name or _named(line, _RULES[agency.name][0]) or _unlike(line)


def _unlike(line: Line) -> Name:
    line.unlike = True
    return line.call("text")


def plain(said: str) -> bool:
    """Whether a non-empty line of the text needs no closer look, because it begins and ends like a sentence."""
    return (
        said[0] not in _ODD_START
        and said[-1] not in _ODD_END
        and len(said) > _LONGEST_SIGNATURE
        and "@" not in said
        and not said.startswith(boilerplate.DESKS)
    )


def inside(line: Line, agency: Agency) -> Name:
    """Name a non-empty line of the text, whatever name it had above the text."""
    line.name = None
    said = line.text
    if line.unlike:
        return (_named(line, _ONLY_INSIDE) if said[0] in _ODD_START else None) or line.call("text")
    if _signature(said) or (said.startswith(boilerplate.DESKS) and boilerplate.desk_credit(said)):
        return line.call("signature", "names an agency or its desk, or is of the site")
    _, oddly_begun, envelope = _RULES[agency.name]
    found = _named(line, envelope) if envelope else None
    if found is None and said[0] in _ODD_START:
        found = _named(line, oddly_begun)
    if found is None and (said[-1] in _ODD_END or "@" in said):
        found = _named(line, _ASIDE)
    return found or line.call("text")


def is_note(line: Line, agency: Agency) -> bool:
    """Whether a line begins a note to editors, even if it may be something else too."""
    if line.name is None:
        above(line, agency)
    return line.name == "note" or (not line.unlike and bool(_begins_note(agency)(line.text)))


def is_credited(line: Line, agency: Agency) -> bool:
    """Whether a line ends in the credit of a photo, even if it may be something else too."""
    if line.name is None:
        above(line, agency)
    return line.name == "credited" or (not line.unlike and caption.credited(line.text))


def is_no_headline(said: str, agency: Agency) -> bool:
    """Whether a line given as headline cannot be one: a note, an embargo, a code of the wire, a flash's label."""
    return (
        _LABELLED_NOTE.match(said) is not None
        or boilerplate.more(said)
        or (said[:3] in ("For", "FOR") and embargo.is_line(said))
        or headline.ONLY_FLASH.fullmatch(said) is not None
        or any(pattern.fullmatch(said) for pattern in (agency.header, agency.above) if pattern)
    )


def names(paragraphs: Sequence[str]) -> list[Name]:
    """The names of the lines of a text whose head and end have not been found. An end mark counts only after a line of
    some length."""
    found: list[Name] = []
    begun = ended = False
    for paragraph in paragraphs:
        line = Line(paragraph)
        ended = ended or (begun and line.text in boilerplate.STOPS)
        name = "below" if ended else above(line, PLAIN)
        if name == "credited" and " -- " in line.text[:_LONGEST_DATELINE]:
            name = "text"
        found.append(name)
        if not ended and len(paragraph) > _LONGEST_DATELINE:
            begun = True
            ended = boilerplate.end(line.text)[1]
    return found


def _named(line: Line, rules: tuple[Rule, ...]) -> Name | None:
    said = line.text
    for name, rule, find in rules:
        value = find(said)
        if value is not None and value is not False:
            line.name, line.rule, line.value = name, rule, value
            return name
    return None


def _begins_note(agency: Agency) -> Callable[[str], Any]:
    own = agency.note
    return lambda said: (note.BEGINS.match(said) or (own is not None and own.match(said))) and not note.is_credit(said)


def _edited(said: str) -> bool:
    return note.is_credit(said)


def _agency_slug(said: str) -> str | None:
    return said if _AGENCY_SLUG.match(said) and not kind.of_title(said) else None


def _signature(said: str) -> bool:
    return len(said) <= _LONGEST_SIGNATURE and boilerplate.leftover(said)


def _labelled_slug(said: str) -> str | None:
    m = _SLUG.match(said)
    return said[m.end() :] if m and len(said) <= _LONGEST_SLUG else None


def _envelope(agency: Agency, *, above: bool) -> tuple[Rule, ...]:
    """The rules for lines meant for machines and desks."""
    rules: tuple[tuple[Name, str, re.Pattern[str] | None], ...] = (
        ("envelope", "is a header of the wire", agency.header),
        ("envelope", "is a footer of the wire", agency.footer),
        ("version", "is a version label alone", agency.version_line),
        ("slug", "is the wire's slug line", agency.slug_line),
        ("envelope", "says what comes with the text", agency.above),
    )
    return tuple((name, rule, pattern.fullmatch) for name, rule, pattern in rules[: None if above else 2] if pattern)


def _rules(agency: Agency) -> tuple[tuple[Rule, ...], tuple[Rule, ...], tuple[Rule, ...]]:
    """The rules for lines above an agency's text, for unusual lines inside it, and for its envelope there."""
    zone = agency.zone
    note: Rule = ("note", "begins with a label of notes", _begins_note(agency))
    above: tuple[Rule, ...] = (
        *_envelope(agency, above=True),
        ("signature", "is a credit of the desk", boilerplate.desk_credit),
        ("navigation", "is of the site", boilerplate.above),
        ("version", "is the label of a flash alone", headline.ONLY_FLASH.fullmatch),
        note,
        ("byline", "By and a name", reporters.byline),
        ("embargo", "puts the text under embargo", embargo.is_line),
        ("time", "is a time from end to end", lambda said: stamp.printed(said, zone)),
        ("address", "holds addresses only", reporters.emails),
        ("caption", "begins with the sign of a picture", caption.signed),
        ("slug", "has the form of an agency's slugs", _agency_slug),
        ("slug", "is labelled as slug", _labelled_slug),
        ("credited", "ends in the credit of a photo", caption.credited),
        ("doubled", "is one text twice", caption.doubled),
        ("signature", "names an agency or its desk, or is of the site", _signature),
        ("summary", "says that a summary follows", kind.is_summary),
        ("indexed", "ends in the number of a photo", caption.indexed),
    )
    robot, *others = _ONLY_INSIDE
    oddly_begun: tuple[Rule, ...] = (
        robot,
        ("caption", "begins with the sign of a picture", caption.signed),
        ("signature", "is a credit of the desk", boilerplate.desk_credit),
        note,
        ("credit", "is the credit of a photo", caption.only_credit),
        *others,
    )
    return above, oddly_begun, _envelope(agency, above=False)


_ONLY_INSIDE: tuple[Rule, ...] = (
    ("robot", "says that a machine wrote it", lambda said: said.startswith(boilerplate.ROBOT)),
    ("boilerplate", "names its editors", _edited),
    ("rule", "is a rule of dashes", boilerplate.rule),
    ("boilerplate", "is a link or a copyright", boilerplate.inside),
)
"""The rules for unusual lines inside the text that are no rules for lines above it."""

_RULES = {agency.name: _rules(agency) for agency in (*AGENCIES, PLAIN)}
_ASIDE: tuple[Rule, ...] = (
    ("address", "holds addresses only", reporters.emails),
    ("credited", "ends in the credit of a photo", caption.credited),
    ("indexed", "ends in the number of a photo", caption.indexed),
)
