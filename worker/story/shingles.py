"""How much of one text stands in another: word shingles and containment (Broder, 1997)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from zlib import crc32

WORDS = 5
"""Words in a shingle: long enough that two stories on one subject share few by chance."""
FEWEST = 5
"""A text with fewer shingles proves nothing."""
SAMPLE = 4
"""One shingle in four is indexed: enough to find every candidate that shares two fifths of a paragraph."""

_WORD = re.compile(r"\w+")


def shingles(paragraphs: Sequence[str]) -> frozenset[int]:
    """Hashes of every run of five words, within paragraphs, case folded. The hash is the same on every machine."""
    found: set[int] = set()
    for paragraph in paragraphs:
        words = _WORD.findall(paragraph.casefold())
        found.update(crc32(" ".join(words[i : i + WORDS]).encode()) for i in range(max(1, len(words) - WORDS + 1)))
    return frozenset(found)


def contained(part: frozenset[int], whole: frozenset[int]) -> float:
    """Share of `part` that stands in `whole`, 0 to 1; 0 where `part` is too short to tell."""
    return len(part & whole) / len(part) if len(part) >= FEWEST else 0.0
