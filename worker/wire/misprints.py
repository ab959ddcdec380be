"""Misprints: the ways in which a word typed in haste comes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def of(word: str) -> Iterator[str]:
    """A word with one letter missing, doubled, or swapped with its neighbour; its first letter stands."""
    yield word + word[-1]
    for i in range(1, len(word)):
        yield word[:i] + word[i + 1 :]
        yield word[:i] + word[i - 1] + word[i:]
        yield word[: i - 1] + word[i] + word[i - 1] + word[i + 1 :]


def table(words: Iterable[str], shortest: int) -> dict[str, str]:
    """Misprint -> word, without the words themselves; of a misprint that two words share, the first counts."""
    words = tuple(words)
    found: dict[str, str] = {}
    for word in words:
        for printed in of(word):
            if len(printed) >= shortest:
                found.setdefault(printed, word)
    return {printed: word for printed, word in found.items() if printed not in words}
