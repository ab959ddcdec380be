"""How phrases of the lexicon are matched against a text: both are normalised the same way, byte for byte.

Normalising keeps letters, digits and `&`, drops accents, and replaces every other character by a space. So a comma or
the end of a sentence becomes two spaces, which no phrase crosses, and the "s" of a possessive becomes a separate word.
The search runs on the normalised text in title case, and a pattern ends with a space, as in "Peace Talks ". So patterns
match only whole words, and adjacent phrases can both match. (A word that starts with a digit has no capital to mark its
beginning: the search checks the character before it.)
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

SPELLINGS = (
    ("US", "U.S."),
    ("UN", "U.N."),
    ("UK", "U.K."),
    ("EU", "E.U."),
    ("North Korea", "N. Korea"),
    ("South Korea", "S. Korea"),
    ("defence", "defense"),
    ("labour", "labor"),
    ("colour", "color"),
    ("favour", "favor"),
    ("humour", "humor"),
    ("behaviour", "behavior"),
    ("neighbour", "neighbor"),
    ("tumour", "tumor"),
    ("armour", "armor"),
    ("centre", "center"),
    ("theatre", "theater"),
    ("metre", "meter"),
    ("programme", "program"),
    ("licence", "license"),
    ("offence", "offense"),
    ("traveller", "traveler"),
    ("jewellery", "jewelry"),
    ("organis", "organiz"),
    ("legalis", "legaliz"),
    ("nationalis", "nationaliz"),
    ("privatis", "privatiz"),
    ("hospitalis", "hospitaliz"),
    ("vandalis", "vandaliz"),
    ("radicalis", "radicaliz"),
    ("paediatric", "pediatric"),
    ("leukaemia", "leukemia"),
    ("archaeolog", "archeolog"),
    ("aluminium", "aluminum"),
)
"""Short and long forms, British and American spellings: if the lexicon has one, the text may have the other."""

SEPARATOR = "\0"
"""Separates phrases that are normalised as one text: normalising keeps it, and no phrase contains it."""

LAST_LATIN = 0xFF
"""The last character that normalising knows; later ones become spaces."""

NO_PLURAL = tuple("s ing ed al ic ive ous ly ful less able ible ish ern men".split())
"""Endings of words that get no plural: they are plurals already, or seldom nouns."""


def _kept() -> bytes:
    table = bytearray(b"\0" + b" " * 255)
    for i in range(1, 256):
        char = unicodedata.normalize("NFD", chr(i))[0]
        if char.isascii() and (char.isalnum() or char == "&"):
            table[i] = ord(char)
    return bytes(table)


KEPT = _kept()


def normalised(text: str) -> bytes:
    """Text as words separated by spaces, with capitals kept; punctuation becomes a space, so two spaces are a break.

    It ends with a space, as every pattern does.
    """
    return text.encode("latin-1", "replace").translate(KEPT) + b" "


def searched(text: bytes) -> bytes:
    """The text that is searched: the normalised text in title case, with the same offsets."""
    return text.title()


class Patterns(NamedTuple):
    """The patterns as columns: index of the phrase, the searched string, and the form that the text must have there
    (None: any), for example 0, "Who ", "WHO "."""

    owners: list[int]
    searched: list[bytes]
    forms: list[bytes | None]


def patterns(phrases: Sequence[str]) -> Patterns:
    """The patterns of phrases and their variants: first the phrases themselves, in order.

    A phrase that could never match has none. Punctuation inside a phrase requires a break in the text: "St. Louis".
    All phrases are processed as one text, which takes a fifth of the time.
    """
    owners = [i for i, phrase in enumerate(phrases) if _is_latin(phrase)]
    forms = [phrases[i] for i in owners]
    words = [phrase.rpartition(" ")[2] for phrase in forms]
    plurals = {word: ending for word in set(words) if (ending := _plural(word))}
    more = [
        (i, phrase.removesuffix(word) + plurals[word])
        for i, phrase, word in zip(owners, forms, words, strict=True)
        if word in plurals and (word == phrase or not word[0].isupper())
    ]
    for i, swaps in _respelt(phrases).items():
        more += [(i, form) for form in variants(phrases[i], swaps)[len(variants(phrases[i])) :]]
    return _normalised_together(owners + [i for i, _ in more], forms + [form for _, form in more])


def _normalised_together(owners: list[int], forms: Sequence[str]) -> Patterns:
    mark = SEPARATOR.encode()
    text = normalised(" \0".join(forms))
    for written, meant in ((b"  " + mark, b" " + mark), (mark + b" ", mark)):
        while written in text:
            text = text.replace(written, meant)
    text = text.strip() + b" "
    titles, as_is, lower = (form.split(mark) for form in (searched(text), text, text.lower()))
    asked = [None if form == plain else form for form, plain in zip(as_is, lower, strict=True)]
    if b"" not in titles and titles != [b" "]:
        return Patterns(owners, titles, asked)
    kept = [i for i, title in enumerate(titles) if title.strip()]
    return Patterns([owners[i] for i in kept], [titles[i] for i in kept], [asked[i] for i in kept])


def _is_latin(phrase: str) -> bool:
    return SEPARATOR not in phrase and (phrase.isascii() or all(ord(c) <= LAST_LATIN or c == "\u2019" for c in phrase))


def _respelt(phrases: Sequence[str]) -> dict[int, list[tuple[str, str]]]:
    """Index of a phrase -> (spelling it has, other spelling)."""
    text = "\n" + "\n".join(phrases) + "\n"
    starts = [0, *accumulate(len(p) + 1 for p in phrases)]
    found: dict[int, list[tuple[str, str]]] = {}
    for british, american in SPELLINGS:
        for written, other in ((british, american), (american, british)):
            at = text.find(written)
            while at >= 0:
                if _fits(text, at, written):
                    found.setdefault(bisect_right(starts, at - 1) - 1, []).append((written, other))
                at = text.find(written, at + 1)
    return found


def _fits(text: str, at: int, written: str) -> bool:
    """Whether the spelling begins a word, and, if it is an abbreviation, also ends one."""
    after = text[at + len(written)]
    return not text[at - 1].isalnum() and not (written.isupper() and after.isalnum())


def variants(phrase: str, swaps: Sequence[tuple[str, str]] = ()) -> tuple[str, ...]:
    """The phrase, its plural, and both in other spellings. Possessives need no variant: normalising splits them.

    >>> variants("labour dispute", [("labour", "labor")])
    ('labour dispute', 'labour disputes', 'labor dispute', 'labor disputes')
    """
    start = phrase.rfind(" ") + 1
    ending = _plural(phrase[start:])
    named = start and phrase[start].isupper()  # the name of a person or a body
    forms: tuple[str, ...] = (phrase, phrase[:start] + ending) if ending and not named else (phrase,)
    for written, other in swaps:
        forms += tuple([form.replace(written, other) for form in forms])
    return forms


def _plural(word: str) -> str | None:
    last = word[-1]
    if not last.isalpha() or (word.endswith(NO_PLURAL) and not word.endswith("ss")):
        return None
    if word[0].isupper() and not word.isupper():
        return None
    if word.endswith("man") and word not in ("human", "german"):
        return word[:-3] + "men"
    if last == "y" and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    if word.endswith(("ss", "x", "z", "ch", "sh")):
        return word + "es"
    return word + "s"
