"""Misprints: likely typos of a word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def of(word: str) -> Iterator[str]:
    """The word with one letter missing, doubled, or swapped with its neighbour; the first letter always stays."""
    yield word + word[-1]
    for i in range(1, len(word)):
        yield word[:i] + word[i + 1 :]
        yield word[:i] + word[i - 1] + word[i:]
        yield word[: i - 1] + word[i] + word[i - 1] + word[i + 1 :]


def table(words: Iterable[str], shortest: int) -> dict[str, str]:
    """Misprint -> word, without the words themselves; if two words share a misprint, the first one gets it."""
    words = tuple(words)
    found: dict[str, str] = {}
    for word in words:
        for printed in of(word):
            if len(printed) >= shortest:
                found.setdefault(printed, word)
    return {printed: word for printed, word in found.items() if printed not in words}
