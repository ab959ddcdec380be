"""Recognized, but not articles: binary files by their first bytes, tables, and other XML and JSON by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from worker.wire.article import BadMessage
from worker.wire.formats.document import Document, Found, shown

_MAGIC: tuple[tuple[bytes, int, str], ...] = (
    (b"%PDF-", 0, "PDF"),
    (b"PK\x03\x04", 0, "ZIP (also Office files)"),
    (b"PK\x05\x06", 0, "ZIP, empty"),
    (b"\x1f\x8b", 0, "gzip"),
    (b"BZh", 0, "bzip2"),
    (b"\xfd7zXZ\x00", 0, "xz"),
    (b"\x28\xb5\x2f\xfd", 0, "zstd"),
    (b"7z\xbc\xaf\x27\x1c", 0, "7-Zip"),
    (b"Rar!\x1a\x07", 0, "RAR"),
    (b"ustar", 257, "tar"),
    (b"\xff\xd8\xff", 0, "JPEG picture"),
    (b"\x89PNG\r\n\x1a\n", 0, "PNG picture"),
    (b"GIF87a", 0, "GIF picture"),
    (b"GIF89a", 0, "GIF picture"),
    (b"II*\x00", 0, "TIFF picture"),
    (b"MM\x00*", 0, "TIFF picture"),
    (b"WEBP", 8, "WebP picture"),
    (b"BM", 0, "BMP picture"),
    (b"\x00\x00\x01\x00", 0, "icon"),
    (b"8BPS", 0, "Photoshop picture"),
    (b"ID3", 0, "MP3 audio"),
    (b"\xff\xfb", 0, "MP3 audio"),
    (b"\xff\xf3", 0, "MP3 audio"),
    (b"OggS", 0, "Ogg audio"),
    (b"fLaC", 0, "FLAC audio"),
    (b"WAVE", 8, "WAV audio"),
    (b"AVI ", 8, "AVI video"),
    (b"ftyp", 4, "MP4 video or HEIC picture"),
    (b"\x1aE\xdf\xa3", 0, "Matroska video"),
    (b"\x00\x00\x01\xba", 0, "MPEG video"),
    (b"FLV\x01", 0, "Flash video"),
    (b"WARC/", 0, "WARC archive"),
    (b"filedesc://", 0, "ARC archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0, "Office file"),
    (b"{\\rtf", 0, "RTF"),
    (b"%!PS", 0, "PostScript"),
    (b"SQLite format 3\x00", 0, "SQLite database"),
    (b"PAR1", 0, "Parquet table"),
    (b"Obj\x01", 0, "Avro data"),
    (b"\x7fELF", 0, "program"),
    (b"MZ", 0, "program"),
    (b"wOFF", 0, "font"),
    (b"wOF2", 0, "font"),
    (b"BEGIN:VCALENDAR", 0, "iCalendar"),
    (b"BEGIN:VCARD", 0, "vCard"),
    (b"#!/", 0, "script"),
    (b"<?php", 0, "program code"),
    (b"WEBVTT", 0, "WebVTT subtitles"),
    (b"HTTP/1.", 0, "HTTP response with its headers"),
)
_XML = {
    "svg": "SVG picture", "sports-content": "SportsML", "sports-contents": "SportsML", "kml": "KML map",
    "gpx": "GPX track",
    "opml": "OPML list of feeds", "urlset": "sitemap", "sitemapindex": "sitemap", "xbrl": "XBRL report",
    "Envelope": "SOAP message", "schema": "XML schema", "stylesheet": "XSLT stylesheet", "plist": "property list",
    "pom": "Maven project", "project": "Maven project", "tt": "TTML subtitles", "concept": "a concept",
    "OpenSearchDescription": "OpenSearch description", "EventsML": "EventsML", "xmpmeta": "XMP metadata",
}  # fmt: skip
_HEADINGS = re.compile(r"\w[\w .()/-]{0,40}$")
_MOST_SHOWN = 6
_OF_TEXT = (b"<", b"{", b"[")
"""Most files from agencies begin with one of these, and no binary file does."""


def binary(data: bytes) -> str | None:
    """Name of a binary format, by its first bytes; None for text."""
    head = data[:512].removeprefix(b"\xef\xbb\xbf")
    if head[:1] in _OF_TEXT and head[:5] not in (b"{\\rtf", b"<?php"):
        return None
    for magic, at, name in _MAGIC:
        if head[at : at + len(magic)] == magic and not (len(magic) == 2 and _printable(head[:64])):
            return name
    return None


def _printable(head: bytes) -> bool:
    return head.isascii() and all(b >= 32 or b in (9, 10, 13) for b in head)


def is_binary(document: Document) -> bool:
    """Whether the first bytes are those of a binary format."""
    return binary(document.data) is not None


def read_binary(document: Document) -> list[Found]:
    """The refusal, with the format's name."""
    return [BadMessage("not_text", f"{binary(document.data)}: not a text format")]


def is_other_xml(document: Document) -> bool:
    """Whether it begins like XML (web pages are recognized before)."""
    return document.root is not None or document.begins[:5].lower() == "<?xml" or document.begins[:9] == "<!DOCTYPE"


def read_other_xml(document: Document) -> list[Found]:
    """The refusal, with the kind of XML."""
    root = document.root
    if root is None:
        return [BadMessage("unknown_format", "XML without a root, or with one that begins too far down")]
    if root.local in _XML and (root.namespace or root.local not in ("project", "concept")):
        return [BadMessage("not_text", f"{_XML[root.local]}: not an article")]
    where = f" in the namespace {shown(root.namespace, 120)}" if root.namespace else ""
    return [BadMessage("unknown_format", f"XML whose root is {shown(root.local)}{where}")]


def is_table(document: Document) -> bool:
    """Whether the first lines are a table with commas, semicolons, tabs or bars: a heading, and rows of its width."""
    lines = [line for line in document.text[:8000].splitlines()[:12] if line.strip()]
    if len(lines) < 2:
        return False
    for separator in (",", ";", "\t", "|"):
        cells = [line.split(separator) for line in lines[:-1]]
        width = len(cells[0])
        if width < 3 or not all(_HEADINGS.match(c.strip().strip('"')) for c in cells[0]):
            continue
        if len(cells) > 1 and sum(abs(len(c) - width) <= width // 4 for c in cells[1:]) >= 0.8 * (len(cells) - 1):
            return True
    return False


def read_table(document: Document) -> list[Found]:
    """The refusal of a table."""
    return [BadMessage("not_text", f"CSV table: it begins with {shown(document.begins)}")]


def other_json(value: Any) -> BadMessage:
    """The refusal of JSON in no known format, with what kind of JSON it is."""
    if isinstance(value, Mapping):
        kind = value.get("type")
        if kind in ("FeatureCollection", "Feature"):
            return BadMessage("not_text", "GeoJSON: not an article")
        if "$schema" in value and ("properties" in value or "$defs" in value or "definitions" in value):
            return BadMessage("not_text", "JSON Schema: not an article")
        names = ", ".join(shown(str(k), 30) for k in list(value)[:_MOST_SHOWN])
        return BadMessage(
            "unknown_format", f"a JSON object with the fields {names}" if names else "an empty JSON object"
        )
    inner = f" of {type(value[0]).__name__}" if value else ""
    return BadMessage("unknown_format", f"a JSON list of {len(value):,}{inner}, in no known format")


def is_telegraph(document: Document) -> bool:
    """Whether it begins like a teleprinter message, a format we do not read."""
    return document.begins[:4].upper() == "ZCZC"


def read_telegraph(document: Document) -> list[Found]:
    """The refusal of a text between ZCZC and NNNN."""
    return [BadMessage("unknown_format", f"a telegraph text (ZCZC ... NNNN): {shown(document.begins)!r}")]


def read_unknown(document: Document) -> list[Found]:
    """The refusal of bytes in no known format."""
    data = document.data
    if b"\0" in data[:4096]:
        return [
            BadMessage(
                "unknown_format", f"binary data: it begins with {data[:8].hex(' ')}, NUL at byte {data.index(0)}"
            )
        ]
    return [BadMessage("unknown_format", f"text in no known format: {shown(document.begins)!r}")]
