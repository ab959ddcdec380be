"""What a record holds before anybody knows its format: bytes, the text they stand for, and how it begins."""

from __future__ import annotations

import codecs
import html
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import orjson

from worker.wire.article import BadMessage
from worker.wire.formats import xml
from worker.wire.text import ANY_CASE

Fields = dict[str, Any]
"""What one article says, in the fields of `schemas/raw-article.v1.json`."""

Found = Fields | BadMessage
"""One article's worth of a record, or why there is none."""

FEW_BRACKETS = 20_000
BYTES_A_BRACKET = 8
"""Objects and lists in one JSON document, at most: a few, or one for so many bytes. Those that hold nothing take more
than twenty times their bytes in memory."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = (
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0<\0", "utf-16-be"),
    (b"<\0", "utf-16-le"),
)
"""How XML begins in an encoding of several bytes a character without a byte order mark (XML 1.0, appendix F)."""

_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{2,40})[\"']")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._:-]{2,40})", ANY_CASE)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([A-Za-z0-9._:-]{2,40})", ANY_CASE)
_SAME = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "ascii": "cp1252", "us-ascii": "cp1252"}
"""Encodings that senders confuse with Windows-1252, of which they are parts."""
_NO_TEXTS = frozenset(("idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"))
"""Encodings that Python knows and nobody writes a text in; some take time in the square of the length."""


class Decoded(NamedTuple):
    """The text of some bytes; `guessed` says that nothing declared its encoding truthfully."""

    text: str
    guessed: bool


@dataclass(frozen=True)
class Document:
    """A record's bytes with what its headers or its envelope say of them."""

    data: bytes
    content_type: str = ""
    given: str | None = None

    @classmethod
    def of_text(cls, text: str, content_type: str = "") -> Document:
        """What an envelope holds as text: its encoding is known, whatever it declares."""
        return cls(text.encode("utf-8", "replace"), content_type, text)

    @cached_property
    def decoded(self) -> Decoded:
        """The text: by the byte order mark, the declared encoding, UTF-8, else Windows-1252."""
        return decode(self.data, self.content_type) if self.given is None else Decoded(self.given, False)

    @property
    def text(self) -> str:
        """The text."""
        return self.decoded.text

    @cached_property
    def begins(self) -> str:
        """The first characters that are no space."""
        return self.text[:4096].lstrip("\ufeff \t\r\n")

    @cached_property
    def json(self) -> Any:
        """The JSON value; None where it does not begin like an object or a list.

        Raises `BadMessage` (not_json, too_large).
        """
        if self.begins[:1] not in ("{", "["):
            return None
        check_brackets(self.data)
        try:
            return orjson.loads(self.text.lstrip("\ufeff"))
        except orjson.JSONDecodeError as error:
            if "depth" in error.msg or "ecursion" in error.msg:
                raise BadMessage("not_json", "brackets are nested more than 1,000 deep") from None
            raise BadMessage("not_json", f"{error.msg} at character {error.pos}") from None

    @cached_property
    def root(self) -> xml.Name | None:
        """Name of the root element, without reading the rest; None where it does not begin like XML."""
        return xml.root(self.text) if self.begins[:1] == "<" else None

    def tree(self, format_name: str) -> Any:
        """The XML tree. Raises `BadMessage` (malformed, too_large)."""
        return xml.parse(self.text, format_name)


def check_brackets(data: bytes) -> None:
    """Raises `BadMessage` (too_large) for JSON of so many objects and lists that they would fill the memory."""
    brackets = data.count(b"{") + data.count(b"[")
    if brackets > max(FEW_BRACKETS, len(data) // BYTES_A_BRACKET):
        raise BadMessage("too_large", f"the JSON has {brackets:,} objects and lists, and little in them")


def decode(data: bytes, content_type: str = "") -> Decoded:
    """The text of some bytes, NUL and all. Raises `BadMessage` (malformed) where a byte order mark lies."""
    if data[:1] in (b"{", b"["):
        try:
            return Decoded(data.decode(), False)
        except UnicodeDecodeError:
            pass
    for mark, name in _BOMS:
        if data.startswith(mark):
            try:
                return Decoded(data[len(mark) :].decode(name), False)
            except UnicodeDecodeError as error:
                if name == "utf-8":
                    break
                raise BadMessage("malformed", f"byte {error.start} is not {name.upper()}, as the file begins") from None
    wide = next((name for start, name in _WIDE if data.startswith(start)), None)
    if wide:
        try:
            return Decoded(data.decode(wide), False)
        except UnicodeDecodeError as error:
            raise BadMessage("malformed", f"byte {error.start} is not {wide.upper()}, as the file begins") from None
    named = _CHARSET.search(content_type)
    declared = [m[1].decode() for m in (_DECLARED.match(data[:300]), _META.search(data[:2048])) if m]
    for name in ([named[1]] if named else []) + declared:
        text = _as(data, name)
        if text is not None:
            return _unless_utf8(data, name, text)
    try:
        return Decoded(data.removeprefix(codecs.BOM_UTF8).decode(), bool(declared) and not _is_utf8(declared[0]))
    except UnicodeDecodeError:
        return Decoded(data.decode("cp1252", "replace"), True)


def _unless_utf8(data: bytes, name: str, text: str) -> Decoded:
    """The text as declared, unless a one-byte encoding is declared and the bytes are UTF-8 all the same."""
    if name.lower().startswith(("iso", "latin", "windows", "cp1", "us-", "ascii")) and not data.isascii():
        try:
            return Decoded(data.decode(), True)
        except UnicodeDecodeError:
            pass
    return Decoded(text, False)


def _is_utf8(name: str) -> bool:
    return name.lower().replace("_", "-") in ("utf-8", "utf8")


def _as(data: bytes, name: str) -> str | None:
    """The text in a declared encoding, None where that is unknown or does not hold."""
    name = _SAME.get(name.lower().replace("_", "-"), name)
    try:
        if codecs.lookup(name).name.replace("-", "_") in _NO_TEXTS:
            return None
        text = data.decode(name)
    except (UnicodeError, LookupError, ValueError):
        return _latin(data) if name == "cp1252" else None
    return text if isinstance(text, str) and not ("\0" in text[:64] and b"\0" not in data[:256]) else None


def _latin(data: bytes) -> str | None:
    return data.decode("latin-1") if not data.isascii() else None


def shown(text: str, most: int = 60) -> str:
    """The beginning of a text, in one line, for a detail."""
    line = " ".join(html.escape(text[: 4 * most], quote=False).replace("&lt;", "<").replace("&gt;", ">").split())
    line = "".join(c if c.isprintable() else "?" for c in line)
    return line if len(line) <= most else line[:most] + "..."
