"""Clean text: only one kind of line break and of space, and no invisible characters."""

from __future__ import annotations

import html
import re
import unicodedata

ANY_CASE = re.IGNORECASE | re.ASCII
"""For every pattern that ignores case: without `re.ASCII`, s, i and k also match `ſ`, `ı`, `İ` and the kelvin sign, and
the word found is in no table. If letters of all alphabets must match, put `(?ai:...)` around the words instead."""

_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff\ufffe\uffff]")
_SPACES = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
SENTENCE_END = (".", '."', ".”", "?", "!", '?"', ".'", ".’", ".)")
"""How a line that is a sentence ends."""

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_CLEAN = bytes([ord("\n"), *range(0x20, 0x7F)])
_FULL_WIDTH = str.maketrans("（）［］：；，．／－", "()[]:;,./-")


def clean(text: str) -> str:
    """Text with `\\n` as the only line break and without control, direction and zero-width characters, NUL included.

    HTML entities that a feed has left in are resolved, and full-width brackets in Latin text become ordinary ones.
    """
    if "&" in text:
        text = _ENTITY.sub(lambda m: html.unescape(m[0]), text)
    if ("（" in text or "）" in text) and not _EAST_ASIAN.search(text):
        text = text.translate(_FULL_WIDTH)
    if _is_clean(text):
        return text
    text = _BREAKS.sub("\n", text)
    return _SPACES.sub(" ", _CONTROLS.sub("", text))


def _is_clean(text: str) -> bool:
    """Whether nothing has to be removed or replaced. Nearly all text is clean, so this has to be quick: bytes are
    looked up faster than characters."""
    if text.isascii():
        return not text.encode().translate(None, _CLEAN)
    return text.replace("\n", "").isprintable()


def one_line(text: str) -> str:
    """Clean text on one line, with single spaces."""
    return " ".join(clean(text).split()) if text else ""


def folded(text: str) -> str:
    """A text folded for comparison: case, full width, ligatures and the dots of the Turkish i are ignored. All code
    uses this function, so that no two places fold a letter differently. Idempotent."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKC", text).casefold().replace("ı", "i").replace("i\u0307", "i")
    return unicodedata.normalize("NFKC", plain)


def prose(line: str) -> bool:
    """Whether a line is a paragraph rather than a headline."""
    return len(line) > 200 or (len(line) >= 110 and line.endswith(SENTENCE_END))


def safe(text: str, lines: bool = False) -> str:
    """Text for a terminal: control, direction and other invisible characters are escaped. `lines` keeps line breaks."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or (lines and c == "\n") else _spelt(c) for c in text)


def _spelt(c: str) -> str:
    return c.encode("unicode_escape").decode() if ord(c) > 0x7F or c in "\r\n\t" else f"\\x{ord(c):02x}"


def safe_json(line: str) -> str:
    """JSON for a terminal: the same value, with invisible characters escaped."""
    if line.isprintable():
        return line
    return "".join(c if c.isprintable() or c == "\n" else _in_json(c) for c in line)


def _in_json(c: str) -> str:
    pair = c.encode("utf-16-be").hex()
    return "".join(f"\\u{pair[at : at + 4]}" for at in range(0, len(pair), 4))
