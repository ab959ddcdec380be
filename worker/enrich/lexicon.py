"""The lexicon: which phrases speak for which topic, read from the text file that editors change.

The form of the file is told at the head of `data/lexicon.txt`. `parse` finds everything that is wrong with a file;
`load` makes the automaton of a file that has nothing wrong, and refuses any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

from worker.enrich import mediatopics, phrases
from worker.enrich.phrases import Pattern

MASK = "-"
"""The section of phrases that speak for nothing: they only hide the shorter phrases inside them."""

TAG_THRESHOLD = 4.0
"""Points that a tag needs where its section names no other number."""

MAX_WEIGHT = 10.0
DEEPEST = 3
"""Level of the Media Topics that an article is given at most; what is said of a deeper code counts there."""

CONTEXT = "with:"
"""Start of the code of a section that is given to no text: a tag can ask that its phrases are there too."""

_HEAD = re.compile(r"\[(\S+)(?: ([^\]>]*[^\]> ]))?(?: >= (\d+(?:\.\d+)?)(?: with ([a-z]+))?)?\]")
_TAG = re.compile(r"[a-z]{2,8}:[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a lexicon, and the line (from 1) that it stands in."""

    line: int
    text: str


class LexiconError(Exception):
    """A lexicon that the worker must not start with. `problems` is never empty."""

    def __init__(self, name: str, problems: Sequence[Problem]) -> None:
        first = f"{name}:{problems[0].line}: {problems[0].text}"
        more = f" (and {len(problems) - 1} more; `newswire lexicon check {name}` lists them)" if problems[1:] else ""
        super().__init__(first + more)
        self.problems = tuple(problems)


class Rule(NamedTuple):
    """One phrase under one section: so many points for each time it counts."""

    code: str
    phrase: str
    weight: float
    line: int


@dataclass(frozen=True, slots=True)
class Section:
    """The head of a section: a code, tag or context, its name, the points that it needs (null: the usual), and for a
    tag the code of the context that it asks for (null: none)."""

    code: str
    name: str
    threshold: float | None
    context: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A file as it was read: what it says, the patterns of its rules (by number), and what is wrong, by line."""

    sections: tuple[Section, ...]
    rules: tuple[Rule, ...]
    patterns: tuple[Pattern, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """What an article can be given. `ancestors` are (qcode, name), the top-level topic first; a tag has none."""

    qcode: str
    name: str
    ancestors: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Tag:
    """The points that a tag needs, and those that its context (the number of a label, or -1) needs."""

    needs: float
    context: int
    context_needs: float


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A lexicon ready for use, as tables by number: pattern -> reading -> phrase -> (label, points).

    A pattern means `phrase_of[pattern]` where the text is written as `form_of[pattern]`, or always where that is null.
    It means nothing by itself (-1) where its readings differ by their capitals or it starts with a digit: then
    `readings[pattern]` lists (form or null, phrase). `place` is where a label stands: its top-level topic (by number;
    -1 for a tag), and the label one level up (-1 where it has none). `tags` are the labels that are tags.
    """

    automaton: BytesAhoCorasick
    phrase_of: tuple[int, ...]
    form_of: tuple[bytes | None, ...]
    readings: Mapping[int, tuple[tuple[bytes | None, int], ...]]
    phrases: tuple[str, ...]
    points: tuple[tuple[tuple[int, float], ...], ...]
    labels: tuple[Label, ...]
    place: tuple[tuple[int, int], ...]
    tags: Mapping[int, Tag]


def parse(text: str) -> Draft:
    """Read a lexicon and find all that is wrong with it. Never raises."""
    draft = _read(text)
    problems = [*draft.problems, *_wrong_sections(draft.sections), *_wrong_phrases(draft.rules, draft.patterns)]
    return replace(draft, problems=tuple(sorted(problems, key=lambda p: p.line)))


def _read(text: str) -> Draft:
    """A lexicon with what cannot be read in it; what contradicts itself is not looked for."""
    sections: list[Section] = []
    rules: list[Rule] = []
    problems: list[Problem] = []
    current: str | None = None
    filled: set[str | None] = set()
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        try:
            if line.startswith("["):
                current = line  # where the section cannot be read, its phrases still can
                sections.append(_section(line, number))
                current = sections[-1].code
            else:
                filled.add(current)
                rules += _rules(line, number, current)
        except ValueError as error:
            problems.append(Problem(number, str(error)))
    patterns = phrases.patterns([rule.phrase for rule in rules])
    problems += [Problem(s.line, f"{s.code} has no phrases") for s in sections if s.code not in filled]
    return Draft(tuple(sections), tuple(rules), tuple(patterns), tuple(problems))


def _section(line: str, number: int) -> Section:
    match = _HEAD.fullmatch(line)
    if match is None:
        raise ValueError(f"cannot read {line[:60]!r}: a section is [code name], or [kr:kbo KBO >= 5] for a tag")
    code, name, threshold, context = match.groups()
    asked = CONTEXT + context if context else None
    return Section(code, name or "", float(threshold) if threshold else None, asked, number)


def _rules(line: str, number: int, code: str | None) -> list[Rule]:
    if code is None:
        raise ValueError("a phrase stands before the first section: start one with [code name]")
    points, colon, rest = line.partition(":")
    try:
        weight = float(points)
    except ValueError:
        weight = float("nan")
    if not colon or not abs(weight) <= MAX_WEIGHT:
        raise ValueError(f"cannot read {line[:60]!r}: a line is `points: phrase; phrase`, points from -10 to 10")
    if (weight == 0) != (code == MASK):
        raise ValueError("points are 0 under [-] and nowhere else")
    parts = [part.strip() for part in rest.removesuffix(";").split(";")]
    if "" in parts:
        raise ValueError("an empty phrase: phrases stand between semicolons")
    return [Rule(code, phrase, weight, number) for phrase in parts]


def _wrong_sections(sections: Sequence[Section]) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for section in sections:
        if section.code in seen:
            yield Problem(section.line, f"{section.code} has a section already, in line {seen[section.code]}")
        seen.setdefault(section.code, section.line)
        fault = _fault_of(section)
        if fault:
            yield Problem(section.line, fault)
    for section in sections:
        if section.context and section.context not in seen:
            yield Problem(section.line, f"{section.code} asks for a context that has no section: [{section.context}]")


def _fault_of(section: Section) -> str | None:
    code = section.code
    if code == MASK or code.startswith(CONTEXT):
        return f"{code} asks for a context itself" if section.context else None
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


def _wrong_phrases(rules: Sequence[Rule], patterns: Sequence[Pattern]) -> Iterator[Problem]:
    """What never matches, what is said twice in a section, and what is hidden and used at once."""
    for number in set(range(len(rules))) - {number for number, _, _ in patterns}:
        rule = rules[number]
        yield Problem(rule.line, f"{rule.phrase!r} never matches: it has no word, or a letter that is not Latin")
    seen: dict[tuple[str, bytes, bytes | None], int] = {}
    twins: dict[int, int] = {}
    codes = [rule.code for rule in rules]
    for number, searched, form in patterns:
        other = seen.setdefault((codes[number], searched, form), number)
        if other != number:
            twins.setdefault(max(number, other), min(number, other))
    for number, other in twins.items():
        yield Problem(rules[number].line, _twice(rules[number], rules[other]))
    for number, searched, form in patterns[: len(rules)]:
        mask = seen.get((MASK, searched, form), number)
        if codes[number] != MASK and codes[mask] == MASK:
            rule = rules[number]
            yield Problem(rule.line, f"{rule.phrase!r} is hidden by [-] in line {rules[mask].line}")


def _twice(rule: Rule, twin: Rule) -> str:
    where = f"under {rule.code} already, in line {twin.line}"
    if twin.phrase != rule.phrase:
        return f"{rule.phrase!r} is {where}: {twin.phrase!r} covers it"
    if twin.weight != rule.weight:
        return f"{rule.phrase!r} is {where}, with {twin.weight:g} points and not {rule.weight:g}"
    return f"{rule.phrase!r} is {where}"


def load(path: Path | str | None = None) -> Lexicon:
    """The lexicon of a file, or the package's own. Raises `LexiconError` for a file that cannot be read or is wrong."""
    if path is None:
        return default()
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError(str(path), [Problem(0, f"cannot be read: {error}")]) from error
    return compiled(parse(text), str(path))


def built_in() -> str:
    """The text of the lexicon that travels in the package."""
    return files("worker.enrich").joinpath("data/lexicon.txt").read_text(encoding="utf-8")


@cache
def default() -> Lexicon:
    """The lexicon that travels in the package, ready for use. Its tests check it, so that no start has to."""
    return compiled(_read(built_in()), "lexicon.txt")


def compiled(draft: Draft, name: str) -> Lexicon:
    """The automaton and tables of a draft that has nothing wrong. Raises `LexiconError` for any other."""
    if draft.problems:
        raise LexiconError(name, draft.problems)
    labels, number_of = _labels(draft.sections)
    points: dict[str, tuple[tuple[int, float], ...]] = {}
    shared: dict[tuple[str, float], tuple[tuple[int, float], ...]] = {}
    for code, phrase, weight, _ in draft.rules:
        said = shared.get((code, weight))
        if said is None:
            said = shared[code, weight] = () if code == MASK else ((number_of[code], weight),)
        points[phrase] = points[phrase] + said if phrase in points else said
    numbers = {phrase: i for i, phrase in enumerate(points)}
    first, several = _readings([numbers[rule.phrase] for rule in draft.rules], draft.patterns)
    ordered = sorted(
        first.items(), key=itemgetter(0)
    )  # neighbours in the automaton are then neighbours in memory: a tenth faster
    patterns = [pattern for pattern, _ in ordered]
    tops = list(mediatopics.tops())
    by_code = {label.qcode: i for i, label in enumerate(labels)}
    return Lexicon(
        automaton=BytesAhoCorasick(patterns, MatchKind.LeftmostLongest, Implementation.ContiguousNFA),
        phrase_of=tuple([-1 if p in several else phrase for p, (_, phrase) in ordered]),
        form_of=tuple([form for _, (form, _) in ordered]),
        readings={i: tuple(several[p]) for i, p in enumerate(patterns) if p in several},
        phrases=tuple(points),
        points=tuple(points.values()),
        labels=labels,
        place=tuple(
            [
                (tops.index(x.ancestors[0][0]), by_code.get(x.ancestors[-1][0], -1)) if x.ancestors else (-1, -1)
                for x in labels
            ]
        ),
        tags=_tags(draft.sections, by_code),
    )


LAST_DIGIT = ord("9")
"""The folded text has nothing below it but digits, `&` and spaces."""

_Readings = dict[bytes, list[tuple[bytes | None, int]]]


def _readings(
    phrase_of: Sequence[int], patterns: Sequence[Pattern]
) -> tuple[dict[bytes, tuple[bytes | None, int]], _Readings]:
    """Pattern -> (form that the text must have, phrase), and all readings of those that this does not settle."""
    first: dict[bytes, tuple[bytes | None, int]] = {}
    several: _Readings = {}
    for number, searched, form in patterns:
        reading = (form, phrase_of[number])
        known = first.setdefault(searched, reading)
        if known != reading:
            found = several.setdefault(searched, [known])
            if reading not in found:
                found.append(reading)
        elif searched[0] <= LAST_DIGIT:
            several.setdefault(searched, [reading])
    return first, several


def _tags(sections: Sequence[Section], number_of: Mapping[str, int]) -> dict[int, Tag]:
    needed = {s.code: TAG_THRESHOLD if s.threshold is None else s.threshold for s in sections}
    return {
        number_of[s.code]: Tag(
            needed[s.code], number_of[s.context] if s.context else -1, needed[s.context] if s.context else 0.0
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
