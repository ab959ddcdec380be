"""How the word tables of this package are written: words between spaces, so that a table reads like a list."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(text.split())
