"""A record before its format is known: its bytes, their text, and how it begins."""

from __future__ import annotations

import codecs
import html
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import orjson

from worker.wire.article import BadMessage
from worker.wire.formats import xml
from worker.wire.text import ANY_CASE

Fields = dict[str, Any]
"""One article, in the fields of `schemas/raw-article.v1.json`."""

Found = Fields | BadMessage
"""One article of a record, or why it cannot be used."""

FEW_BRACKETS = 20_000
BYTES_A_BRACKET = 8
"""Limit on objects and lists in one JSON document: `FEW_BRACKETS`, or one per `BYTES_A_BRACKET` bytes if that is more.
Empty ones take more than twenty times their size in memory."""

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
"""How XML begins in a multi-byte encoding without a byte order mark (XML 1.0, appendix F)."""

_LABEL = re.compile(r"\[(?:(?!true\b|false\b|null\b)[^\W\d_]|\d\d-[A-Z]{3}-\d\d )")
"""Letters or a day behind a bracket: a label such as `[Correction]` above a text, a section of settings, the time of a
teleprinter's session, but no JSON."""

_EBCDIC = b"\x4c\x6f\xa7\x94\x93"
"""`<?xml` in EBCDIC, the same in all of its code pages (XML 1.0, appendix F)."""

_FEW_BROKEN = 10
"""So many bytes of whole letters for each broken one show that a text is UTF-8 all the same."""

_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{2,40})[\"']")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._:-]{2,40})", ANY_CASE)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([A-Za-z0-9._:-]{2,40})", ANY_CASE)
_SAME = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "ascii": "cp1252", "us-ascii": "cp1252"}
"""Subsets of Windows-1252 that senders declare when they mean Windows-1252."""
_NO_TEXTS = frozenset(("idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"))
"""Python codecs that are not text encodings; some take time proportional to the square of the length."""


class Decoded(NamedTuple):
    """The text of some bytes; `guessed` means that no encoding was declared, or a wrong one."""

    text: str
    guessed: bool


@dataclass(frozen=True)
class Document:
    """A record's bytes, with what its headers or its envelope say about them."""

    data: bytes
    content_type: str = ""
    given: str | None = None
    flags: list[str] = field(default_factory=list)
    """What had to be mended so that it could be read; filled while it is."""

    @classmethod
    def of_text(cls, text: str, content_type: str = "") -> Document:
        """Text from an envelope: it is decoded already, whatever encoding it declares."""
        return cls(text.encode("utf-8", "replace"), content_type, text)

    @cached_property
    def decoded(self) -> Decoded:
        """The text: decoded by the byte order mark, else the declared encoding, else UTF-8, else Windows-1252."""
        return decode(self.data, self.content_type) if self.given is None else Decoded(self.given, False)

    @property
    def text(self) -> str:
        """The text."""
        return self.decoded.text

    @cached_property
    def begins(self) -> str:
        """The first characters, without leading white space."""
        return self.text[:4096].lstrip("\ufeff \t\r\n")

    @cached_property
    def json(self) -> Any:
        """The JSON value; None if it does not begin like an object or a list.

        Raises `BadMessage` (not_json, too_large).
        """
        if self.begins[:1] not in ("{", "[") or _LABEL.match(self.begins):
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
        """Name of the root element, without reading the rest; None if it does not begin like XML."""
        return xml.root(self.text) if self.begins[:1] == "<" else None

    def tree(self, format_name: str) -> Any:
        """The XML tree. Raises `BadMessage` (malformed, too_large)."""
        root = xml.parse(self.text, format_name)
        if any(space.startswith(xml.UNDECLARED) for space in root.nsmap.values()):
            self.flags.append("prefix_undeclared")
        return root


def check_brackets(data: bytes) -> None:
    """Raise `BadMessage` (too_large) for JSON with so many objects and lists that they would fill the memory."""
    brackets = data.count(b"{") + data.count(b"[")
    if brackets > max(FEW_BRACKETS, len(data) // BYTES_A_BRACKET):
        raise BadMessage("too_large", f"the JSON has {brackets:,} objects and lists, too many for its size")


def decode(data: bytes, content_type: str = "") -> Decoded:
    """The text of some bytes, including NULs.

    Raises `BadMessage` (malformed) if a byte order mark is wrong, or the code page of XML in EBCDIC unknown.
    """
    if data[:1] in (b"{", b"["):
        try:
            return Decoded(data.decode(), False)
        except UnicodeDecodeError:
            pass
    told = _by_first_bytes(data)
    if told is not None:
        return Decoded(told, False)
    named = _CHARSET.search(content_type)
    declared = [m[1].decode() for m in (_DECLARED.match(data[:300]), _META.search(data[:2048])) if m]
    for name in ([named[1]] if named else []) + declared:
        text = _as(data, name)
        if text is not None:
            return _unless_utf8(data, name, text)
    try:
        return Decoded(data.removeprefix(codecs.BOM_UTF8).decode(), bool(declared) and not _is_utf8(declared[0]))
    except UnicodeDecodeError:
        return Decoded(_broken_utf8(data) or data.decode("cp1252", "replace"), True)


def _broken_utf8(data: bytes) -> str | None:
    """UTF-8 of which few letters are broken, such as one that was cut in two where a line was folded; else None."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = len(data) - len(text) + broken  # a letter takes more bytes than characters, a broken one mostly does not
    return text if whole > _FEW_BROKEN * broken else None


def _by_first_bytes(data: bytes) -> str | None:
    """The text, if a byte order mark or the first letters of XML tell its encoding."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(name)
            except UnicodeDecodeError as error:
                if name == "utf-8":
                    break
                detail = f"byte {error.start} is not {name.upper()}, the encoding of its byte order mark"
                raise BadMessage("malformed", detail) from None
    wide = next((name for start, name in _WIDE if data.startswith(start)), None)
    if wide:
        try:
            return data.decode(wide)
        except UnicodeDecodeError as error:
            detail = f"byte {error.start} is not {wide.upper()}, the encoding of its first bytes"
            raise BadMessage("malformed", detail) from None
    return _of_mainframe(data) if data.startswith(_EBCDIC) else None


def _of_mainframe(data: bytes) -> str:
    """XML in EBCDIC, in the code page that it declares, cp037 without one. Raises `BadMessage` (malformed)."""
    declared = _DECLARED.match(data[:300].decode("cp037").encode("latin-1"))
    name = declared[1].decode() if declared else "cp037"
    try:
        if _EBCDIC.decode(name) == "<?xml":
            return data.decode(name).replace("\x85", "\n")
    except (UnicodeError, LookupError, ValueError):
        pass
    raise BadMessage("malformed", f"XML in EBCDIC that declares the encoding {shown(name)}, which is not known here")


def _unless_utf8(data: bytes, name: str, text: str) -> Decoded:
    """The text as declared, unless a one-byte encoding is declared and the bytes are in fact UTF-8."""
    if name.lower().startswith(("iso", "latin", "windows", "cp1", "us-", "ascii")) and not data.isascii():
        try:
            return Decoded(data.decode(), True)
        except UnicodeDecodeError:
            pass
    return Decoded(text, False)


def _is_utf8(name: str) -> bool:
    return name.lower().replace("_", "-") in ("utf-8", "utf8")


def _as(data: bytes, name: str) -> str | None:
    """The text in a declared encoding; None if that is unknown or wrong."""
    name = _SAME.get(name.lower().replace("_", "-"), name)
    if (
        data[:1] == b"<"
        and b"\0" not in data[:4]
        and name.lower().startswith(("utf-16", "utf-32", "utf16", "utf32", "ucs"))
    ):
        return None  # what can be read as a declaration in single bytes is not encoded in more
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
    """The beginning of a text on one line, for a detail."""
    line = " ".join(html.escape(text[: 4 * most], quote=False).replace("&lt;", "<").replace("&gt;", ">").split())
    line = "".join(c if c.isprintable() else "?" for c in line)
    return line if len(line) <= most else line[:most] + "..."
