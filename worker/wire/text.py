"""Text as lines: one kind of line break and space, and no characters that print nothing."""

from __future__ import annotations

import re

_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff\ufffe\uffff]")
_SPACES = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")


def clean(text: str) -> str:
    """Text with `\\n` as the only line break and control, direction and zero-width characters taken out.

    NUL is one of them: it is removed and the article is read.
    """
    if text.replace("\n", "").isprintable():
        return text
    text = _BREAKS.sub("\n", text)
    return _SPACES.sub(" ", _CONTROLS.sub("", text))


def one_line(text: str) -> str:
    """Clean text on one line, with single spaces."""
    return " ".join(clean(text).split())
