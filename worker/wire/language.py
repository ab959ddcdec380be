"""The language of a text by its script, where nobody states it."""

from __future__ import annotations

import re

_SAMPLE = 3000
_SCRIPTS = (
    ("ko", re.compile("[가-힣ㄱ-ㆎ]")),
    ("ja", re.compile("[ぁ-ヿ]")),
    ("zh", re.compile("[一-鿿]")),
    ("ru", re.compile("[Ѐ-ӿ]")),
    ("ar", re.compile("[؀-ۿ]")),
)
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")


def of(text: str, usual: str) -> str:
    """The language of a text; `usual` is that of the wire, which a text in Latin letters is taken to be in.

    A script counts where a fifth of the letters are in it. Kana decide between Japanese and Chinese.
    """
    if text.isascii():
        return usual
    sample = text[:_SAMPLE]
    latin = len(_LATIN.findall(sample))
    for name, script in _SCRIPTS:
        count = len(script.findall(sample))
        if count * 4 > latin and count:
            return name
    return usual
