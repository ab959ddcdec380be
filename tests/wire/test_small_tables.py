"""The entries of small tables and the two sides of small rules, each by an example: files, labels, places, captions."""

from __future__ import annotations

import pytest

from worker.wire.article import BadMessage
from worker.wire.formats import common, others
from worker.wire.formats.document import Document


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"\xef\xbb\xbf%PDF-1.7", "PDF"),
        (b"PK\x03\x04\x14", "ZIP (also Office files)"),
        (b"PK\x05\x06" + bytes(18), "ZIP, empty"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"BZh91AY", "bzip2"),
        (b"\xfd7zXZ\x00\x00", "xz"),
        (b"\x28\xb5\x2f\xfd\x04", "zstd"),
        (b"7z\xbc\xaf\x27\x1c\x00", "7-Zip"),
        (b"Rar!\x1a\x07\x01", "RAR"),
        (b"x" * 257 + b"ustar\x0000", "tar"),
        (b"\xff\xd8\xff\xe0", "JPEG picture"),
        (b"\x89PNG\r\n\x1a\n\x00", "PNG picture"),
        (b"GIF87a\x01", "GIF picture"),
        (b"GIF89a\x01", "GIF picture"),
        (b"II*\x00\x08", "TIFF picture"),
        (b"MM\x00*\x00", "TIFF picture"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "WebP picture"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "WAV audio"),
        (b"RIFF\x24\x00\x00\x00AVI LIST", "AVI video"),
        (b"BM\x36\x00\x0c\x00", "BMP picture"),
        (b"\x00\x00\x01\x00\x02", "icon"),
        (b"8BPS\x00\x01", "Photoshop picture"),
        (b"ID3\x04", "MP3 audio"),
        (b"\xff\xfb\x90\x00", "MP3 audio"),
        (b"\xff\xf3\x90\x00", "MP3 audio"),
        (b"OggS\x00", "Ogg audio"),
        (b"fLaC\x00", "FLAC audio"),
        (b"\x00\x00\x00\x20ftypisom", "MP4 video or HEIC picture"),
        (b"\x1aE\xdf\xa3\x01", "Matroska video"),
        (b"\x00\x00\x01\xba\x44", "MPEG video"),
        (b"FLV\x01\x05", "Flash video"),
        (b"WARC/1.0\r\n", "WARC archive"),
        (b"filedesc://a.arc 0.0.0.0", "ARC archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office file"),
        (b"{\\rtf1\\ansi", "RTF"),
        (b"%!PS-Adobe-3.0", "PostScript"),
        (b"SQLite format 3\x00", "SQLite database"),
        (b"PAR1\x15", "Parquet table"),
        (b"Obj\x01\x04", "Avro data"),
        (b"\x7fELF\x02", "program"),
        (b"MZ\x90\x00\x03", "program"),
        (b"wOFF\x00", "font"),
        (b"wOF2\x00", "font"),
        (b"BEGIN:VCALENDAR\r\n", "iCalendar"),
        (b"BEGIN:VCARD\r\n", "vCard"),
        (b"#!/bin/sh\n", "script"),
        (b"<?php echo 1;", "program code"),
        (b"WEBVTT\n\n", "WebVTT subtitles"),
        (b"HTTP/1.1 200 OK\r\n", "HTTP response with its headers"),
        (b"MZUZU, March 14 (Wire) -- A ferry ran aground.", None),
        (b"BMW sales rise\n\nBERLIN, March 14", None),
        (b"BM\t rose\r\n", None),
        (b"BM\x1f rose", "BMP picture"),
        (b"<p>PK</p>", None),
        (b"{}", None),
        (b"", None),
    ],
)
def test_binary_files_are_named(data: bytes, name: str | None) -> None:
    """Every kind of file by its first bytes; two letters are no sign where a text follows."""
    assert others.binary(data) == name


@pytest.mark.parametrize("at", [0, 7, 9, 256, 258])
def test_signs_of_files_count_only_in_their_place(at: int) -> None:
    """What stands elsewhere in a file says nothing."""
    for sign in (b"WEBP", b"ustar", b"\x1aE\xdf\xa3"):
        if (sign, at) != (b"\x1aE\xdf\xa3", 0):
            assert others.binary(b"\x01" * at + sign + b"\x01" * 9) is None


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ("name,town,day\nPell,Meren,3\nHolm,Tolve,4\n", True),
        ("name;town;day\nPell;Meren;3\nHolm;Tolve;4\n", True),
        ("name\ttown\tday\nPell\tMeren\t3\nHolm\tTolve\t4\n", True),
        ("name|town|day\nPell|Meren|3\nHolm|Tolve|4\n", True),
        ('"name","town","day"\n"Pell","Meren","3"\nlast\n', True),
        ("name,town,day\nlast line, cut\n", False),
        ("name,town,day\n", False),
        ("name,town\nPell,Meren\nHolm,Tolve\n", False),
        ("name,,day\nPell,Meren,3\nHolm,Tolve,4\n", False),
        ("name,town,day\nPell said so.\nHolm did not.\nThe end.\n", False),
        ("a,b,c\n1,2,3\n1,2,3\n1,2,3\n1,2,3\nfive\n\n", True),
        ("a,b,c\n1,2,3\n1,2,3\n1,2,3\n1\nfive\n", False),
        ("a,b,c,d\n1,2,3\n1,2,3,4,5\n1,2\n1,2,3\n1,2,3\n1\n", True),
        ("a,b,c,d\n1,2,3\n1,2\n1,2\n1,2,3\n1,2,3\n1\n", False),
    ],
)
def test_tables(rows: str, found: bool) -> None:
    """A heading of three names or more, and four in five of the rows below nearly as wide; the last line may be cut."""
    assert others.is_table(Document(rows.encode())) is found


@pytest.mark.parametrize(
    ("root", "reason", "said"),
    [
        ("<svg/>", "not_text", "SVG picture"),
        ('<svg xmlns="http://www.w3.org/2000/svg"/>', "not_text", "SVG picture"),
        ("<kml/>", "not_text", "KML map"),
        ('<project xmlns="http://maven.apache.org/POM/4.0.0"/>', "not_text", "Maven project"),
        ("<project/>", "unknown_format", "XML whose root is project"),
        ("<concept/>", "unknown_format", "XML whose root is concept"),
        ('<odd xmlns="http://example.org/odd"/>', "unknown_format", "odd in the namespace http://example.org/odd"),
    ],
)
def test_other_xml_is_named(root: str, reason: str, said: str) -> None:
    """XML that is no article's is refused by its name; two names are too common to say anything without a namespace."""
    document = Document(f'<?xml version="1.0"?>{root}'.encode())
    [bad] = others.read_other_xml(document)
    assert isinstance(bad, BadMessage)
    assert others.is_other_xml(document)
    assert (bad.reason, said in bad.detail) == (reason, True)


@pytest.mark.parametrize(
    ("begins", "found"), [("<?XML", True), ("<!DOCTYPE x", True), ("<!doctype", False), ("xml", False), ("<", False)]
)
def test_what_begins_like_xml(begins: str, found: bool) -> None:
    """Even without a root that can be found."""
    assert others.is_other_xml(Document(begins.encode())) is found


@pytest.mark.parametrize(
    ("value", "reason", "said"),
    [
        ({"type": "Feature"}, "not_text", "GeoJSON"),
        ({"type": "FeatureCollection"}, "not_text", "GeoJSON"),
        ({"$schema": "x", "properties": {}}, "not_text", "JSON Schema"),
        ({"$schema": "x", "$defs": {}}, "not_text", "JSON Schema"),
        ({"$schema": "x", "definitions": {}}, "not_text", "JSON Schema"),
        ({"$schema": "x"}, "unknown_format", "with the fields $schema"),
        ({"properties": {}}, "unknown_format", "with the fields properties"),
        ({}, "unknown_format", "an empty JSON object"),
        (dict.fromkeys("abcdefg"), "unknown_format", "a, b, c, d, e, f"),
        ([1, 2], "unknown_format", "a JSON list of 2 of int, in no known format"),
        ([], "unknown_format", "a JSON list of 0, in no known format"),
    ],
)
def test_other_json_is_named(value: object, reason: str, said: str) -> None:
    """What a record of JSON is, or its first six fields, so that somebody knows it again."""
    bad = others.other_json(value)
    assert (bad.reason, bad.detail.endswith(said) or said + ":" in bad.detail) == (reason, True)


def test_telegraphs_and_unknown_bytes() -> None:
    """Refused with what they begin with."""
    assert others.is_telegraph(Document(b"zczc abc\nTEXT\nNNNN"))
    assert not others.is_telegraph(Document(b"ZCZ abc"))
    [nul] = others.read_unknown(Document(b"abcdefghij\0"))
    assert isinstance(nul, BadMessage)
    assert nul.detail == "binary data: it begins with 61 62 63 64 65 66 67 68, NUL at byte 10"
    [far] = others.read_unknown(Document(b"a" * 4096 + b"\0"))
    assert isinstance(far, BadMessage)
    assert far.detail.startswith("text in no known format")


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (0, 0), (3, 3), ("3", 3), (" 12 ", 12), ("4.0", 4), (4.0, 4), (2**53, 2**53), (2**53 + 1, None), (-1, None),
        (1.5, None), ("1.5", None), ("x", None), (True, None), (None, None), ("9" * 19, None),
    ],
)  # fmt: skip
def test_numbers_of_versions(value: object, found: int | None) -> None:
    """Whole numbers that any program can hold, also as text; nothing else."""
    assert common.number(value) == found


@pytest.mark.parametrize(("value", "found"), [(0, 0), ("9", 9), (10, None), (-1, None), ("", None)])
def test_urgencies(value: object, found: int | None) -> None:
    """From 0 to 9."""
    assert common.urgency(value) == found


@pytest.mark.parametrize(
    ("scheme", "value", "found"),
    [
        (None, "http://cv.iptc.org/newscodes/mediatopic/20000530", "medtop:20000530"),
        (None, "https://www.iptc.org/std/newscodes/mediatopics/medtop:20000530", "medtop:20000530"),
        (None, "http://cv.iptc.org/newscodes/subjectcode/04000000", "subj:04000000"),
        (None, "http://cv.iptc.org/newscodes/genre/Current", "genre:Current"),
        (None, "http://cv.iptc.org/newscodes/genre/", "http://cv.iptc.org/newscodes/genre/"),
        (None, "http://example.org/a/b", "http://example.org/a/b"),
        (None, "cv.iptc.org/newscodes/genre/Current", "cv.iptc.org/newscodes/genre/Current"),
        (None, " medtop:1 ", "medtop:1"),
        ("http://cv.iptc.org/newscodes/mediatopic/", "20000530", "medtop:20000530"),
        ("http://cv.iptc.org/newscodes/mediatopic/", "medtop:20000530", "medtop:20000530"),
        ("http://cv.iptc.org/newscodes/genre/", "Current", "genre:Current"),
        ("own ", "x", "own:x"),
        ("own", "other:x", "other:x"),
        ("own", "http://example.org/x", "http://example.org/x"),
    ],
)
def test_codes_of_subjects(scheme: str | None, value: str, found: str) -> None:
    """IPTC's addresses become its short codes; another agency's codes keep their scheme."""
    assert common.code(scheme, value) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("usable", "usable"), ("stat:usable", "usable"),
        ("http://cv.iptc.org/newscodes/pubstatusg2/canceled", "canceled"),
        (" Cancelled ", "canceled"), ("KILL", "canceled"), ("killed", "canceled"), ("deleted", "canceled"),
        ("withheld", "withheld"), ("embargoed", "embargoed"), ("draft", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_statuses(value: str | None, found: str | None) -> None:
    """Agencies' words for what may be done with a text."""
    assert common.status(value) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("itemrel:previousVersion", "previousVersion"), ("prevversion", "previousVersion"),
        ("Previous", "previousVersion"),
        ("evolvedFrom", "evolvedFrom"), ("derivedfrom", "derivedFrom"), ("http://x.org/seealso", "seeAlso"),
        ("translatedFrom", "translatedFrom"), ("isTranslationOf", "translatedFrom"), ("owns", "owns"), ("", "link"),
        (None, "link"),
    ],
)  # fmt: skip
def test_relations(value: str | None, found: str) -> None:
    """Relations between texts, in one spelling."""
    assert common.relation(value) == found


def test_subjects_and_lists() -> None:
    """A subject has a code or a name; lists keep what has a value, each once, in order."""
    assert common.subject("x", " Name ", "own") == {"code": "own:x", "name": "Name"}
    assert common.subject(" ", "Name") == {"code": "Name", "name": "Name"}
    assert common.subject(None, " ") is None
    found = common.subject("x" * 401)
    assert found is not None
    assert found["code"] == "x" * 400
    assert common.unique(["b", "", "a", "b", None, {"x": 1}, {"x": 1}]) == ["b", "a", {"x": 1}]
    assert common.texts(["a", " b  c ", "", 5]) == ["a", "b c"]
    assert common.texts("a") == ["a"]
    assert common.filled(a=0, b="", c=None, d=[], e={}, f=False) == {"a": 0, "f": False}
