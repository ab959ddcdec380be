"""JSON read exactly: values that parsers round, truncate or refuse although they could be kept."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

_ESCAPES = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)
_FIELDS = msgspec.json.Decoder(dict[str, msgspec.Raw])


def whole(value: bytes) -> bytes:
    """JSON with every lone surrogate replaced by U+FFFD. Half an emoji, left by a producer that cut a text by UTF-16
    units, then costs one character and not the article. It may be escaped (`\\ud83d`) or encoded as three bytes."""
    try:
        text = value.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return value
    value = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()
    return _ESCAPES.sub(lambda m: rb"\ufffd" if m["half"] else m[0], value)


def fields(value: bytes, names: Iterable[str]) -> dict[str, msgspec.Raw]:
    """Fields of a JSON object exactly as sent, except for white space: `18446744073709551616` and `1.10` stay that way.

    Raises `msgspec.DecodeError` if the value is not an object.
    """
    sent = _FIELDS.decode(value)
    return {name: msgspec.Raw(msgspec.json.format(sent[name], indent=-1)) for name in names}
