"""What of a text can be found again in another: word shingles (Broder, 1997)."""

from __future__ import annotations

import string
from collections.abc import Sequence
from zlib import crc32

WORDS = 5
"""Words in a shingle: long enough that two stories on one subject share few by chance."""
ANCHOR = 7
"""Shingles begin at words of seven bytes or more, about a fourth of a text. Two texts pick the same ones, wherever they
stand, and a fourth of the work tells as much."""
FEWEST = 4
"""A text with fewer shingles, a sentence or so, proves nothing."""

_PUNCTUATION = str.maketrans("", "", string.punctuation + "“”‘’„‟«»–—―…·•")


def shingles(paragraphs: Sequence[str], sampled: bool = False) -> frozenset[int]:
    """Hashes of the runs of five words that begin with a long word; case and punctuation do not count.

    The hash is the same on every machine. `sampled` gives about a third of them, chosen by their first byte.
    """
    words = "\n".join(paragraphs).casefold().translate(_PUNCTUATION).encode("utf-8", "replace").split()
    first = words[: max(0, len(words) - WORDS + 1)]
    starts = [i for i, length in enumerate(map(len, first)) if length >= ANCHOR]
    if sampled:
        starts = [i for i in starts if words[i][0] % 4 == 0]
    return frozenset([crc32(b" ".join(words[i : i + WORDS])) for i in starts])
