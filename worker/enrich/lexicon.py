"""The lexicon: which phrases indicate which topic, read from the text file that editors change.

The beginning of `data/lexicon.txt` explains the format. `parse` finds everything that is wrong with a file; `load`
builds the automaton of a valid file and refuses any other.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

from worker.enrich import mediatopics, mistaken, phrases
from worker.enrich.people import People
from worker.enrich.phrases import Patterns

MASK = "-"
"""The section of phrases that count for nothing: they only hide the shorter phrases inside them."""

TAG_THRESHOLD = 4.0
"""Points that a tag needs unless its section names another number."""

MAX_WEIGHT = 10.0
DEEPEST = 3
"""Deepest level of Media Topics that an article is given; phrases of a deeper code count at this level."""

NONE = -1
"""Stands for "no label" and "no phrase"."""

CONTEXT = "with:"
"""Prefix of the code of a context, which no text is given: a tag can require its phrases."""

_HEAD = re.compile(r"\[(\S+)(?: ([^\]>]*[^\]> ]))?(?: >= (\d+(?:\.\d+)?)(?: with ([a-z]+))?)?\]")
_TAG = re.compile(r"[a-z]{2,8}:[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a lexicon, and its line (from 1; 0: the file)."""

    line: int
    text: str


class LexiconError(Exception):
    """A lexicon that the worker must not start with. `problems` is never empty."""

    def __init__(self, name: str, problems: Sequence[Problem]) -> None:
        place = f"{name}:{problems[0].line}" if problems[0].line else name
        first = f"{place}: {problems[0].text}"
        more = f" (and {len(problems) - 1} more; `newswire lexicon check {name}` lists them)" if problems[1:] else ""
        super().__init__(first + more)
        self.problems = tuple(problems)


class Rules(NamedTuple):
    """A line of phrases in a section, and the points for each time that one of them counts."""

    code: str
    weight: float
    line: int
    phrases: list[str]


@dataclass(frozen=True, slots=True)
class Section:
    """The head of a section: a code, tag or context, its name, the points that it needs (null: the default), and for a
    tag the code of the context that it requires (null: none)."""

    code: str
    name: str
    threshold: float | None
    context: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A file as read: its content, each phrase once with its patterns, and its problems, by line."""

    sections: tuple[Section, ...]
    rules: tuple[Rules, ...]
    phrases: tuple[str, ...]
    patterns: Patterns
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """A topic or tag that an article can be given. `ancestors` are (qcode, name), the top-level topic first; a tag has
    none."""

    qcode: str
    name: str
    ancestors: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Tag:
    """The points that a tag needs, and those that its context (the number of a label, or -1) needs."""

    needs: float
    context: int
    context_needs: float


Meanings = tuple[tuple[bytes | None, int], ...]
"""The possible meanings of a pattern: the form that the text must have (null: any), and the phrase."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A lexicon ready for use, as tables by number: pattern -> reading -> phrase -> (label, points).

    A pattern means `phrase_of[pattern]` if the text is written as `form_of[pattern]`, or always if that is null. It is
    -1 if its readings differ by their capitals or it starts with a digit: then `readings[pattern]` lists the possible
    meanings. `top_of` is a label's top-level topic (by number; -1 for a tag), `above` the label one level up (-1 if
    there is none), `families` the label itself and those one level down. `tags` are the labels that are tags.
    `suspects` are patterns that may be names.
    """

    automaton: BytesAhoCorasick
    phrase_of: tuple[int, ...]
    form_of: tuple[bytes | None, ...]
    readings: Mapping[int, Meanings]
    phrases: tuple[str, ...]
    points: tuple[tuple[tuple[int, float], ...], ...]
    labels: tuple[Label, ...]
    top_of: tuple[int, ...]
    above: tuple[int, ...]
    families: tuple[frozenset[int], ...]
    tags: Mapping[int, Tag]
    suspects: frozenset[int]
    people: People | None = None
    """The people of a custom file; null: those of the built-in one."""


def parse(text: str) -> Draft:
    """Read a lexicon and find everything that is wrong with it. Never raises."""
    draft = _read(text)
    problems = [*draft.problems, *_wrong_sections(draft.sections), *_wrong_phrases(draft)]
    return replace(draft, problems=tuple(sorted(problems, key=lambda p: p.line)))


def _read(text: str) -> Draft:
    """Read a lexicon and note the lines that cannot be read, without looking for contradictions."""
    sections: list[Section] = []
    rules: list[Rules] = []
    problems: list[Problem] = []
    current: str | None = None
    filled: set[str | None] = set()
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        try:
            if line.startswith("["):
                current = line  # if the section cannot be read, its phrases still can
                sections.append(_section(line, number))
                current = sections[-1].code
            else:
                filled.add(current)
                rules.append(_rules(line, number, current))
        except ValueError as error:
            problems.append(Problem(number, str(error)))
    once = tuple(dict.fromkeys([phrase for rule in rules for phrase in rule.phrases]))
    problems += [Problem(s.line, f"{s.code} has no phrases") for s in sections if s.code not in filled]
    return Draft(tuple(sections), tuple(rules), once, phrases.patterns(once), tuple(problems))


def _section(line: str, number: int) -> Section:
    match = _HEAD.fullmatch(line)
    if match is None:
        raise ValueError(f"cannot read {line[:60]!r}: a section is [code name], or [kr:kbo KBO >= 5] for a tag")
    code, name, threshold, context = match.groups()
    asked = CONTEXT + context if context else None
    return Section(code, name or "", float(threshold) if threshold else None, asked, number)


def _rules(line: str, number: int, code: str | None) -> Rules:
    if code is None:
        raise ValueError("a phrase before the first section: start one with [code name]")
    points, colon, rest = line.partition(":")
    try:
        weight = float(points)
    except ValueError:
        weight = float("nan")
    if not colon or not abs(weight) <= MAX_WEIGHT:
        raise ValueError(f"cannot read {line[:60]!r}: a line is `points: phrase; phrase`, points from -10 to 10")
    if (weight == 0) != (code == MASK):
        raise ValueError("points must be 0 under [-], and only there")
    parts = list(map(str.strip, rest.removesuffix(";").split(";")))
    if "" in parts:
        raise ValueError("an empty phrase: separate phrases with one semicolon")
    return Rules(code, weight, number, parts)


def _wrong_sections(sections: Sequence[Section]) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for section in sections:
        if section.code in seen:
            yield Problem(section.line, f"{section.code} already has a section, in line {seen[section.code]}")
        seen.setdefault(section.code, section.line)
        fault = _fault_of(section)
        if fault:
            yield Problem(section.line, fault)
    for section in sections:
        if section.context and section.context not in seen:
            yield Problem(section.line, f"{section.code} requires a context that has no section: [{section.context}]")


def _fault_of(section: Section) -> str | None:
    code = section.code
    if code == MASK or code.startswith(CONTEXT):
        return f"{code} cannot itself require a context" if section.context else None
    if not code.startswith(mediatopics.SCHEME):
        if _TAG.fullmatch(code) is None:
            return f"{code} is neither a Media Topic (medtop:20000065) nor a tag (kr:k-pop)"
        return None if section.name else f"{code} has no name: write [{code} its name]"
    concept = mediatopics.concepts().get(code)
    if concept is None:
        return f"{code} is not in the Media Topics of {mediatopics.EDITION}"
    if concept.retired:
        return f"{code} ({concept.name}) is retired in the Media Topics of {mediatopics.EDITION}"
    if section.name != concept.name:
        return f"{code} is called {concept.name!r}, not {section.name!r}"
    if concept.level == 1:
        return f"{code} ({concept.name}) is a top-level topic: give its phrases to a code below it"
    return "only a tag has a threshold" if section.threshold is not None else None


_Reading = tuple[bytes, bytes | None]
"""The bytes searched for a phrase, and the form that the text must have there (null: any)."""


def _wrong_phrases(draft: Draft) -> Iterator[Problem]:
    """Phrases that never match, that are in a section twice, or that are both hidden and used."""
    found: dict[str, list[_Reading]] = {phrase: [] for phrase in draft.phrases}
    for owner, searched, form in zip(*draft.patterns, strict=True):
        found[draft.phrases[owner]].append((searched, form))
    hidden = {reading: r.line for r in draft.rules if r.code == MASK for p in r.phrases for reading in found[p]}
    seen: dict[tuple[str, _Reading], tuple[Rules, int]] = {}
    for rules in draft.rules:
        for at, phrase in enumerate(rules.phrases):
            readings = found[phrase]
            if not readings:
                yield Problem(rules.line, f"{phrase!r} never matches: it has no word, or a letter that is not Latin")
                continue
            twins = [seen.setdefault((rules.code, reading), (rules, at)) for reading in readings]
            twin = next((t for t in twins if t != (rules, at)), None)
            if twin:
                yield Problem(rules.line, _twice(rules, phrase, twin[0], twin[0].phrases[twin[1]]))
            if rules.code != MASK and readings[0] in hidden:
                yield Problem(rules.line, f"{phrase!r} is hidden by [-] in line {hidden[readings[0]]}")


def _twice(rules: Rules, phrase: str, others: Rules, twin: str) -> str:
    where = f"already under {rules.code}, in line {others.line}"
    if twin != phrase:
        return f"{phrase!r} is {where}: {twin!r} covers it"
    if others.weight != rules.weight:
        return f"{phrase!r} is {where}, with {others.weight:g} points instead of {rules.weight:g}"
    return f"{phrase!r} is {where}"


def load(path: Path | str | None = None) -> Lexicon:
    """The lexicon of a file, or the package's own. Raises `LexiconError` for a file that cannot be read or is wrong."""
    return default() if path is None else compiled(parse(text_of(path)), str(path))


def text_of(path: Path | str) -> str:
    """The text of a file. Raises `LexiconError` if it cannot be read."""
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or error
        raise LexiconError(str(path), [Problem(0, f"cannot be read: {why}")]) from error


def built_in() -> str:
    """The text of the lexicon in the package."""
    return files("worker.enrich").joinpath("data/lexicon.txt").read_text(encoding="utf-8")


@cache
def default() -> Lexicon:
    """The lexicon in the package, ready for use. Tests check it, so that a start need not."""
    return compiled(_read(built_in()), "lexicon.txt")


def compiled(draft: Draft, name: str) -> Lexicon:
    """The automaton and tables of a draft. Raises `LexiconError` if it has problems."""
    if draft.problems:
        raise LexiconError(name, draft.problems)
    labels, number_of = _labels(draft.sections)
    points: dict[str, tuple[tuple[int, float], ...]] = dict.fromkeys(draft.phrases, ())
    shared: dict[tuple[str, float], tuple[tuple[int, float], ...]] = {}
    for code, weight, _, names in draft.rules:
        if code != MASK:
            said = shared.setdefault((code, weight), ((number_of[code], weight),))
            for phrase in names:
                known = points[phrase]
                points[phrase] = known + said if known else said
    tops = {top: i for i, top in enumerate(mediatopics.tops())}
    by_code = {label.qcode: i for i, label in enumerate(labels)}
    above = tuple([by_code.get(x.ancestors[-1][0], NONE) if x.ancestors else NONE for x in labels])
    table = _table(draft.patterns)
    return Lexicon(
        automaton=BytesAhoCorasick(table.searched, MatchKind.LeftmostLongest, Implementation.ContiguousNFA),
        phrase_of=tuple(table.phrase_of),
        form_of=tuple(table.form_of),
        readings=table.readings,
        phrases=draft.phrases,
        points=tuple(points.values()),
        labels=labels,
        top_of=tuple([tops[x.ancestors[0][0]] if x.ancestors else NONE for x in labels]),
        above=above,
        families=_families(above),
        tags=_tags(draft.sections, by_code),
        suspects=mistaken.suspects(table.searched),
    )


FIRST_LETTER = b"A"
"""Only digits, `&` and spaces sort before it in the normalised text."""


class _Table(NamedTuple):
    """The patterns, in order, and their meanings; see `Lexicon`."""

    searched: list[bytes]
    phrase_of: list[int]
    form_of: list[bytes | None]
    readings: dict[int, Meanings]


def _table(patterns: Patterns) -> _Table:
    """Sorted, because neighbours in the automaton are then neighbours in memory: a search takes a tenth less time."""
    owners, searched, forms = patterns
    last = dict(zip(searched, range(len(searched)), strict=True))
    ordered = sorted(last)
    several = [title for i, title in enumerate(searched) if last[title] != i]
    unclear: dict[bytes, dict[tuple[bytes | None, int], None]]
    unclear = {title: {} for title in several + ordered[: bisect_left(ordered, FIRST_LETTER)]}
    for i in [i for i, title in enumerate(searched) if title in unclear]:
        unclear[searched[i]][forms[i], owners[i]] = None
    order = list(map(last.__getitem__, ordered))
    phrase_of, form_of = list(map(owners.__getitem__, order)), list(map(forms.__getitem__, order))
    readings = {}
    for title, meant in unclear.items():
        if len(meant) > 1 or title < FIRST_LETTER:
            at = bisect_left(ordered, title)
            phrase_of[at], readings[at] = NONE, tuple(meant)
    return _Table(ordered, phrase_of, form_of, readings)


def _families(above: Sequence[int]) -> tuple[frozenset[int], ...]:
    family: list[set[int]] = [{label} for label in range(len(above))]
    for label, up in enumerate(above):
        if up >= 0:
            family[up].add(label)
    return tuple([frozenset(members) for members in family])


def _tags(sections: Sequence[Section], number_of: Mapping[str, int]) -> dict[int, Tag]:
    needed = {s.code: TAG_THRESHOLD if s.threshold is None else s.threshold for s in sections}
    return {
        number_of[s.code]: Tag(
            needed[s.code], number_of[s.context] if s.context else NONE, needed[s.context] if s.context else 0.0
        )
        for s in sections
        if s.code != MASK and not s.code.startswith((mediatopics.SCHEME, CONTEXT))
    }


def _labels(sections: Sequence[Section]) -> tuple[tuple[Label, ...], dict[str, int]]:
    """The labels, and for each section's code the number of its label: a code below level 3 is cut to level 3."""
    labels: dict[str, Label] = {}
    cut: dict[str, str] = {}
    for section in sections:
        if section.code.startswith(mediatopics.SCHEME):
            cut[section.code] = code = mediatopics.at_level(section.code, DEEPEST)
            for concept in (*mediatopics.ancestors(code)[1:], mediatopics.concepts()[code]):
                above = tuple((c.qcode, c.name) for c in mediatopics.ancestors(concept.qcode))
                labels.setdefault(concept.qcode, Label(concept.qcode, concept.name, above))
        elif section.code != MASK:
            cut[section.code] = section.code
            labels[section.code] = Label(section.code, section.name, ())
    order = {code: i for i, code in enumerate(labels)}
    return tuple(labels.values()), {code: order[c] for code, c in cut.items()}
