"""Word shingles (Broder, 1997): pieces of a text that can be found again in another."""

from __future__ import annotations

import string
from bisect import bisect_right
from collections.abc import Sequence
from zlib import crc32

from worker.wire.text import folded

WORDS = 5
"""Words per shingle: long enough that two stories on one subject share few by chance."""
ANCHOR = 7
"""Shingles begin at words of seven bytes or more, about a fourth of a text. Two texts pick the same ones, wherever they
are, so a fourth of the work gives the same answer."""
FEWEST = 4
"""A text with fewer shingles, about a sentence, proves nothing."""

_OPENING = 30
"""Letters of a paragraph's opening, about five words."""

_ASCII_PUNCTUATION = string.punctuation.encode()
_PUNCTUATION = str.maketrans("", "", string.punctuation + "“”‘’„‟«»–—―…·•")


def shingles(paragraphs: Sequence[str]) -> frozenset[int]:
    """Hashes of the runs of five words that begin with a long word; case and punctuation are ignored.

    The hash is the same on every machine.
    """
    words = _plain("\n".join(paragraphs)).split()
    first = words[: max(0, len(words) - WORDS + 1)]
    starts = [i for i, length in enumerate(map(len, first)) if length >= ANCHOR]
    return frozenset([crc32(b" ".join(words[i : i + WORDS])) for i in starts])


def first_shingles(paragraphs: Sequence[str], begin: int) -> tuple[frozenset[int], frozenset[int]]:
    """The shingles of the first paragraph, and those of the first `begin` ones together."""
    words = _plain("\n".join(paragraphs[:begin])).split()
    alone = len(_plain(paragraphs[0]).split()) - WORDS if paragraphs else 0
    first = words[: max(0, len(words) - WORDS + 1)]
    starts = [i for i, length in enumerate(map(len, first)) if length >= ANCHOR]
    every = [crc32(b" ".join(words[i : i + WORDS])) for i in starts]
    return frozenset(every[: bisect_right(starts, alone)]), frozenset(every)


def runs(paragraphs: Sequence[str]) -> frozenset[int]:
    """Hashes of all runs of five words: enough to distinguish even texts of one sentence."""
    words = _plain("\n".join(paragraphs)).split()
    return frozenset([crc32(b" ".join(words[i : i + WORDS])) for i in range(len(words) - WORDS + 1)])


def openings(paragraphs: Sequence[str]) -> frozenset[int]:
    """Hashes of the opening of each paragraph except the first, which later versions often recast: a tenth of the work,
    and enough to find a text again."""
    parts = _plain("\x1e".join([p[: 2 * _OPENING] for p in paragraphs[1:]])).split(b"\x1e")
    return frozenset([crc32(part[:_OPENING]) for part in parts if len(part) >= _OPENING])


def _plain(text: str) -> bytes:
    if text.isascii():  # the same result in a third of the time
        return text.lower().encode().translate(None, _ASCII_PUNCTUATION)
    return folded(text).translate(_PUNCTUATION).encode("utf-8", "replace")
