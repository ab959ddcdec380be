"""Word tables of this package are written as words separated by spaces, so that they are easy to read."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(text.split())
