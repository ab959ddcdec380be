"""People across stories: a key by which one person is found again on every wire, and the file of known people.

The key is the folded name: case, accents, hyphens, initials, the order of Korean names and the spelling of Korean
family names make no difference. A name alone does not prove identity. For this editors list a person's names in
`people.txt`, with titles and bodies if two people share a name. If it remains unclear who is meant, there is no key:
nothing is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

from worker.enrich.speakers import word_lists

_SAME_FAMILY = (
    "kim gim", "lee yi rhee ri", "park pak bak", "choi choe", "jung jeong chung chong", "cho jo", "yoon yun",
    "jang chang", "lim im rim", "seo suh", "shin sin", "kwon gwon", "ahn an", "yoo yu", "jeon jun chun", "ko koh go",
    "moon mun", "son sohn", "bae pae", "baek paik paek", "heo hur huh", "noh roh no", "kang gang", "koo ku gu",
    "woo wu", "ryu ryoo",
)  # fmt: skip
"""Spellings of one Korean family name: the official romanisation and those that people and newspapers use."""
_FAMILY = {spelling: names.split()[0] for names in _SAME_FAMILY for spelling in names.split()}
_KOREAN = frozenset(name.lower() for name in word_lists.KOREAN_FAMILY).union(_FAMILY)
_LONGEST_SYLLABLE = 6
_WIKIDATA = re.compile(r"Q[1-9]\d*")
_NOTE = re.compile(r" \(([^)]+)\)$")
_FIELDS = 4


@dataclass(frozen=True, slots=True)
class Known:
    """One person in the file: the key, the Wikidata id (null: none given), and words of titles and bodies that
    distinguish the person from others with the same name."""

    key: str
    name: str
    wikidata: str | None
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a file, and its line (from 1; 0: the file)."""

    line: int
    text: str


class PeopleError(Exception):
    """A file of people that the worker must not start with. `problems` is never empty."""

    def __init__(self, name: str, problems: Sequence[Problem]) -> None:
        place = f"{name}:{problems[0].line}" if problems[0].line else name
        more = f" (and {len(problems) - 1} more; `newswire people check {name}` lists them)" if problems[1:] else ""
        super().__init__(f"{place}: {problems[0].text}{more}")
        self.problems = tuple(problems)


People = Mapping[str, tuple[Known, ...]]
"""Name key -> everybody with that name."""


@lru_cache(maxsize=4096)
def key_of(name: str) -> str | None:
    """The key of a full name; None for only a part of one.

    >>> key_of("Kim Jong-un"), key_of("KIM Jong Un"), key_of("Ada B. Berg"), key_of("Berg")
    ('kim-jongun', 'kim-jongun', 'ada-berg', None)
    """
    marks = unicodedata.normalize("NFKD", name)
    plain = "".join(c for c in marks if not unicodedata.combining(c) and c not in "'’.ʼ`")
    words = [[part for part in word.split("-") if part] for word in plain.split()]
    korean = _joined(words)
    if korean is not None:
        return korean
    folded = [part.casefold() for word in words for part in word]
    kept = [part for at, part in enumerate(folded) if len(part) > 1 or at == 0]
    return "-".join(kept) if len(kept) > 1 else None


def _joined(words: list[list[str]]) -> str | None:
    """The key of a name in Korean order ("Son Heung-min", "Son Heung Min", "Heung-min Son"), or of one whose given name
    is hyphenated with a small syllable ("Xi Jin-ping"); None for any other."""
    if len(words) == 2 and len(words[0]) == 2 and len(words[1]) == 1 and words[1][0].casefold() in _KOREAN:
        words = words[::-1]
    family, given = words[0] if words else [], [part for word in words[1:] for part in word]
    if len(family) != 1 or len(given) != 2:
        return None
    first, (head, tail) = family[0].casefold(), given
    if first not in _KOREAN:
        return f"{first}-{head}{tail}".casefold() if len(words) == 2 and tail[0].islower() else None
    if max(len(head), len(tail)) > _LONGEST_SYLLABLE:
        return None
    spelt = f"{head}{tail}".casefold().replace("oo", "u").replace("ee", "i")
    return f"{_FAMILY.get(first, first)}-{spelt}"


def who(people: People, name: str, title: str | None, affiliation: str | None) -> tuple[str | None, str | None]:
    """The key of a speaker, and the Wikidata id if the file gives one; (None, None) if it is unclear who is meant.
    Pure: the same words give the same person, whatever came before."""
    key = key_of(name)
    known = people.get(key) if key is not None else None
    if known is None:
        return key, None
    if len(known) == 1 and (not known[0].evidence or "(" not in known[0].name):
        return known[0].key, known[0].wikidata
    said = f" {title or ''} {affiliation or ''} ".casefold()
    fitting = [one for one in known if any(f" {word}" in said for word in one.evidence)]
    return (fitting[0].key, fitting[0].wikidata) if len(fitting) == 1 else (None, None)


def parse(text: str) -> tuple[People, tuple[Problem, ...]]:
    """Read a file of people and find everything that is wrong with it. Never raises."""
    people: dict[str, tuple[Known, ...]] = {}
    problems: list[Problem] = []
    lines: dict[str, int] = {}
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.partition("#")[0].strip()
        if line:
            problems += [Problem(number, fault) for fault in _add(people, lines, line, number)]
    problems += list(_unclear(people, lines))
    return people, tuple(sorted(problems, key=lambda problem: problem.line))


def _add(people: dict[str, tuple[Known, ...]], lines: dict[str, int], line: str, number: int) -> Iterator[str]:
    fields = [field.strip() for field in line.split("|")]
    if len(fields) > _FIELDS:
        yield f"{len(fields)} fields: a line is `names | Wikidata id | titles | bodies`"
        return
    names, wikidata, titles, bodies = [*fields, *[""] * (_FIELDS - len(fields))]
    if wikidata and _WIKIDATA.fullmatch(wikidata) is None:
        yield f"{wikidata!r} is not a Wikidata id: write Q and a number, or nothing"
    first, *others = [name.strip() for name in names.split(";")]
    note = _NOTE.search(first)
    plain = first[: note.start()] if note is not None else first
    key = key_of(plain)
    if key is None:
        yield f"{plain!r} is not a full name"
        return
    if note is not None:
        key += "-" + re.sub(r"[^a-z0-9]+", "-", note[1].casefold())
    if key in lines:
        yield f"{first!r} is already in line {lines[key]}"
        return
    lines[key] = number
    evidence = tuple(word.strip().casefold() for word in (*titles.split(";"), *bodies.split(";")) if word.strip())
    one = Known(key, first, wikidata or None, evidence)
    seen: set[str] = set()
    for name in (plain, *others):
        folded = key_of(name)
        if folded is None:
            yield f"{name!r} is not a full name"
        elif folded in seen:
            yield f"{name!r} need not be listed: it is found anyway"
        else:
            seen.add(folded)
            people[folded] = (*people.get(folded, ()), one)


def _unclear(people: Mapping[str, tuple[Known, ...]], lines: Mapping[str, int]) -> Iterator[Problem]:
    """Names shared by several people that nothing distinguishes."""
    for sharing in people.values():
        for one in sharing if len(sharing) > 1 else ():
            if not one.evidence:
                shared = " and ".join(repr(other.name) for other in sharing)
                yield Problem(lines[one.key], f"{shared} share a name: give titles or bodies that tell them apart")


def text_of(path: Path | str) -> str:
    """The text of a file. Raises `PeopleError` if it cannot be read."""
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or error
        raise PeopleError(str(path), [Problem(0, f"cannot be read: {why}")]) from error


def compiled(text: str, name: str) -> People:
    """The people in a file's text. Raises `PeopleError` if anything is wrong with it."""
    people, problems = parse(text)
    if problems:
        raise PeopleError(name, problems)
    return people


def built_in() -> str:
    """The text of the file in the package."""
    return files("worker.enrich").joinpath("data/people.txt").read_text(encoding="utf-8")


@cache
def default() -> People:
    """The people of the file in the package."""
    return compiled(built_in(), "people.txt")
