"""Keys of slugs and headlines: two that name the same story have the same key.

Slugs and headlines are retyped by hand, so case, spaces, quotes, hyphens and markers are ignored.
"""

from __future__ import annotations

import re
from functools import lru_cache

from worker.wire import marker, slug
from worker.wire.agencies.agency import ORDINALS
from worker.wire.text import folded

_QUOTES = "\"'`´‘’‚‛“”„‟′″‹›«»＂＇「」『』"
_HYPHENS = "-‐‑‒–—―−﹘﹣－"
_HIDDEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_NORMALISE = str.maketrans(
    {**dict.fromkeys(_QUOTES, "'"), **dict.fromkeys(_HYPHENS, "-"), **dict.fromkeys(_HIDDEN, ""), "_": " "}
)
_HYPHEN_RUN = re.compile(r"-[- ]*")
_GROUP_REACH = 64
_LONGEST = 512
"""Characters of a slug or headline that are used: longer ones are accidents and must not cost time."""
_WIRE_PREFIX = re.compile(
    r"(?:update ?\d*|urgent|refile|rpt|correct(?:ed|ion)|lead(?=:)"
    r"|\d{1,2}(?:st|nd|rd|th) (?:ld-writethru|ld|lead(?=:)))(?: ?- ?|: ?)"
)
_WIRE_SUFFIX = re.compile(
    rf" ?\((?:(?:(?:\d{{1,2}}(?:st|nd|rd|th)|{'|'.join(ORDINALS)})[ -]?)?(?:ld|lead)|update ?\d+)\)$"
)


@lru_cache(maxsize=8192)
def slug_key(text: str) -> str:
    """The slug as a key: the same for `(2nd LD) Koreas‑Joint  Project/` and `koreas-joint project` (FV-28, FV-29).

    NFKC, casefold, one kind of quote and hyphen, spaces collapsed; marker and other labels of a slug line, `BC-`,
    quotes around it and a trailing slash or full stop removed. Idempotent.
    """
    key = _normalised(slug.parse(text).text)
    while True:
        before = key
        found = marker.leading(key)
        if found:
            key = found.rest
        key = slug.parse(key).text.strip(" '/.,;:-").removeprefix("bc-")
        if key == before:
            return key


@lru_cache(maxsize=8192)
def headline_key(text: str) -> str:
    """The headline as a key: normalised like a slug, without bracketed markers and prefixes before it, an agency's
    version label before or after it (`UPDATE 1-`, `(2nd Ld)`) or punctuation around it. Idempotent."""
    key = _normalised(_unmarked(text))
    while True:
        before = key
        key = _WIRE_SUFFIX.sub("", _without_group(key))
        prefix = _WIRE_PREFIX.match(key)
        if prefix:
            key = key[prefix.end() :]
        key = key.strip(" './,;:-!?")
        if key == before:
            return key


def _unmarked(text: str) -> str:
    """The text without a marker that is only recognized by its capitals: `(LEAD Head`, `2nd LD) Head`."""
    found = marker.leading(text) if text[:1] in "(1234567890L" else None
    return found.rest if found else text


def _without_group(key: str) -> str:
    found = marker.leading(key)
    if found:
        return found.rest
    if key.startswith("("):
        end = key.find(")", 0, _GROUP_REACH)
        if end > 0 and key[end + 1 :].strip():
            return key[end + 1 :].lstrip()
    return key


def _normalised(text: str) -> str:
    key = text[:_LONGEST].translate(_NORMALISE)
    # Folding can produce further quotes and hyphens, and can make a key longer.
    key = key.lower() if key.isascii() else folded(key)[:_LONGEST].translate(_NORMALISE)
    words = " ".join(key.split())
    return _HYPHEN_RUN.sub("-", words.replace(" -", "-")) if "-" in words else words
