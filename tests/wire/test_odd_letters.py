"""Letters that Python takes for s, i and k where case is ignored: `ſ`, `ı`, `İ` and the sign for kelvin."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

import worker.enrich
import worker.story
import worker.wire
from tests.wire.helpers import PARAGRAPHS, TEXT, article, page
from worker.wire import marker, note, places, stamp
from worker.wire.agencies.agency import ORDINALS
from worker.wire.keys import headline_key, slug_key

codes = importlib.import_module("re._constants")
parser = importlib.import_module("re._parser")
"""What `re` itself compiles with; nobody has written stubs for these two."""

ODD = {"s": "ſ", "i": "ıİ", "k": "\u212a"}
FULL_WIDTH = {chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)}


def patterns(value: Any) -> Iterator[re.Pattern[str]]:
    """Every compiled pattern in a module's value, also in its tables and rows."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for part in (*value.keys(), *value.values()):
            yield from patterns(part)
    elif isinstance(value, (tuple, list, set, frozenset)):
        for part in value:
            yield from patterns(part)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from patterns(getattr(value, field.name))


def modules() -> Iterator[Any]:
    for room in (worker.wire, worker.enrich, worker.story):
        for found in pkgutil.walk_packages(room.__path__, room.__name__ + "."):
            yield importlib.import_module(found.name)


def folds_letters(parsed: Iterable[Any], flags: int) -> bool:
    """Whether a parsed pattern ignores the case of a letter by the rules of all alphabets."""
    loose = bool(flags & re.IGNORECASE) and not flags & re.ASCII
    for op, argument in parsed:
        if op in (codes.LITERAL, codes.NOT_LITERAL) and loose and chr(argument).lower() in ODD:
            return True
        if op is codes.RANGE and loose and argument[0] < 128:
            return True
        if op is codes.SUBPATTERN:
            _, add, drop, inner = argument
            own = flags & ~re.ASCII if add & re.UNICODE else flags
            if folds_letters(inner, (own | add) & ~drop):
                return True
        elif op is codes.BRANCH:
            if any(folds_letters(inner, flags) for inner in argument[1]):
                return True
        elif isinstance(argument, (tuple, list)):
            inner = [part for part in argument if isinstance(part, (parser.SubPattern, list))]
            if any(folds_letters(part, flags) for part in inner) or (op is codes.IN and folds_letters(argument, flags)):
                return True
    return False


def test_no_pattern_takes_an_odd_letter_for_one_of_ours() -> None:
    """What a pattern finds is looked up in tables: one that ignores case does so in ASCII."""
    seen = 0
    for module in modules():
        for pattern in patterns(vars(module)):
            if isinstance(pattern.pattern, str):
                seen += 1
                parsed = parser.parse(pattern.pattern, pattern.flags)
                assert not folds_letters(parsed, pattern.flags), (module.__name__, pattern.pattern)
    assert seen > 150


def odd(word: str) -> Iterator[str]:
    """A word with one of its letters odd, or all of them full-width."""
    for at, letter in enumerate(word):
        for instead in ODD.get(letter.lower(), ""):
            yield word[:at] + instead + word[at + 1 :]
    yield "".join(FULL_WIDTH.get(letter, letter) for letter in word)


MARKS = [f"({word} LEAD) x" for word in ORDINALS] + ["(URGENT) x", "(1st LD) x", "(FLASH) x"]
LINES = [
    f"{month} 3, 2020 at 1:05 pm {zone}"
    for month in ("January", "August", "Sept", "September", "Oct", "July")
    for zone in stamp.ZONES
]
NOTES = [
    *(f"{verb} photo in {word} para" for verb in note.VERBS for word in ("first", "sixth", "last")),
    *(f"ADDS in last {word} paras" for word in ("six", "five", "ten", "nine")),
    "ADDS details in fifth-sixth paras", "ADDS details from sixth para", "ADDS in first six paras",
]  # fmt: skip


@pytest.mark.parametrize("read_it", [marker.leading, headline_key, slug_key])
def test_markers_in_odd_letters_are_no_error(read_it: Any) -> None:
    for mark in MARKS:
        for printed in odd(mark):
            read_it(printed)


def test_stamps_in_odd_letters_are_no_error() -> None:
    for line in LINES:
        for printed in odd(line):
            stamp.printed(printed, stamp.UTC)


def test_notes_in_odd_letters_are_no_error() -> None:
    for said in NOTES:
        for printed in odd(said):
            note.parse(printed)
            places.find(printed)


def test_articles_in_odd_letters_are_no_error() -> None:
    """Headline, slug, label, note, stamp and dateline with one odd letter each still make an article."""
    for source in ("yonhap", "ap", "reuters", "ians", "kyodo", "xinhua", "x"):
        for head in (
            "Ferry sinks (First Ld)",
            "Ferry sinks (Sixth Lead)",
            "UPDATE 1-Ferry sinks",
            "(sixth LEAD) Ferry",
        ):
            for printed in odd(head):
                assert article(source, headline=printed, body=TEXT).paragraphs == PARAGRAPHS
        for line in ("PORT MEREN, Sept. 3 (Reuters) -- ", "PORT MEREN, July 3 (AP) -- ", "PORT MEREN, 3 Oct Kyodo - "):
            for printed in odd(line):
                assert article(source, headline="Ferry sinks", body=printed + PARAGRAPHS[0]).paragraphs
    for label in ("2nd Ld-Writethru", "Sixth Lead", "update 3", "Urgent"):
        for printed in odd(label):
            page(TEXT, marker=printed, slug=f"BC-Ferry,{printed}")


@pytest.mark.parametrize(
    ("one", "other"),
    [("İstanbul-quake", "istanbul-quake"), ("ISTANBUL-QUAKE", "ıstanbul-quake"), ("İSTANBUL", "istanbul"),
     ("Paſſage rites", "passage RITES"), ("\u212aelp harvest", "kelp harvest"), ("ＦＥＲＲＹ－ｆｉｒｅ", "ferry-fire"),
     ("I\u0307stanbul", "istanbul"), ("Straße", "STRASSE"), ("ﬁre", "FIRE")],
)  # fmt: skip
def test_fv28_letters_that_look_like_one_another_make_one_key(one: str, other: str) -> None:
    assert slug_key(one) == slug_key(other) == slug_key(slug_key(one))
    assert headline_key(one) == headline_key(other)
