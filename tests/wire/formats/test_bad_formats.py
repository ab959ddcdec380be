"""What is no article is refused by its name, what is broken with the place of the fault, and nothing is garbage."""

# ruff: noqa: E501 - documents as agencies send them
from __future__ import annotations

import gzip
import io
import random
import tracemalloc
import zipfile

import orjson
import pytest

from tests.wire.formats.kit import P1, g2, one, refused
from worker import api
from worker.wire.article import Article, BadMessage
from worker.wire.formats import Document, read
from worker.wire.raw import parts


def _zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as z:
        z.writestr("a.xml", g2())
    return file.getvalue()


@pytest.mark.parametrize(
    ("value", "reason", "said"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "not_text", "PDF"),
        (_zip(), "not_text", "ZIP"),
        (gzip.compress(b"x", mtime=0), "not_text", "gzip"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "not_text", "JPEG"),
        (b"\x89PNG\r\n\x1a\n\x00", "not_text", "PNG"),
        (b"WARC/1.0\r\nWARC-Type: response\r\n\r\n", "not_text", "WARC"),
        (b"ID3\x03\x00", "not_text", "audio"),
        (b"id,headline,body\n1,a,b\n2,c,d\n", "not_text", "CSV"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "not_text", "SVG"),
        (b'<invoice xmlns="http://bank.example/"><p/></invoice>', "unknown_format", "invoice"),
        (b'{"temperature": 4, "wind": "NE"}', "unknown_format", "temperature"),
        (b'[{"a": 1}, {"a": 2}]', "unknown_format", "list of 2"),
        (b"<?xml version='1.0'?><!DOCTYPE x [" + b"<!-- -->" * 9_000 + b"]><x/>", "unknown_format", "XML"),
        (b"ZCZC ABC\r\nRACING : x\r\nNNNN\r\n", "unknown_format", "telegraph"),
        (b"#!/bin/sh\necho x\n", "not_text", "script"),
        (b"\x00\x01\x02\x03 something", "unknown_format", "NUL"),
        (b"Ferry burns\nIt was quiet.\n", "unknown_format", "Ferry burns"),
        (b'{"uri": "x", "type": "picture", "headline": "A tram"}', "not_text", "picture"),
        (b'{"uri": "x", "type": "composite", "headline": "A list"}', "not_text", "package"),
        (
            b'{"data": {"item": {"altids": {"itemid": "1"}, "type": "text", "headline": "A"}}}',
            "empty",
            "renditions.nitf",
        ),
    ],
)
def test_it_is_refused_by_name(value: bytes, reason: str, said: str) -> None:
    """A record that is no article says what it is."""
    bad = refused(value)
    assert bad.reason == reason
    assert said in bad.detail


@pytest.mark.parametrize(
    ("value", "reason", "said"),
    [
        (g2()[:480], "malformed", "NewsML-G2: line 1, column"),
        (g2().replace("<body>", "<body>\0"), "malformed", "NUL"),
        (
            '<!DOCTYPE x [<!ENTITY a "aaa"><!ENTITY b "&a;&a;">]>'
            + g2().partition("?>")[2].replace("<p>", "<p>&b;", 1),
            "malformed",
            "entities",
        ),
        (
            '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
            + g2().partition("?>")[2].replace("<p>", "<p>&f;", 1),
            "malformed",
            "entities",
        ),
        (
            g2(body="<inlineXML>" + "<b>" * 5000 + "x" + "</b>" * 5000 + "</inlineXML>"),
            "too_large",
            "NewsML-G2: line 1",
        ),
        ("<rss version='2.0'><channel><item><title>Cut</title><description>Cut o", "malformed", "RSS"),
        ("\x01abc0412 3 i 61\r\n\r\nx/\r\n\x02Cut off\r\n", "malformed", "IPTC 7901"),
        ("\x16\x16\x01a0118\x1f\r\nr a\x13\x11 BC-X 03-02 0061\r\n\x02^Cut<\r\n", "malformed", "ANPA 1312"),
        ('{"uri": "x", "headline": "Cut', "not_json", "character"),
    ],
)
def test_what_is_broken_says_where(value: str, reason: str, said: str) -> None:
    """A known format that is cut off, a bomb, or otherwise broken is a dead letter with its name and the place."""
    bad = refused(value)
    assert bad.reason == reason
    assert said in bad.detail


@pytest.mark.parametrize("value", [b"\xff\xfe\x00", b"\xff\xfe\x00\xd8\n\x00a\x00", b"[[[\nx", b'[{"a": 1},\n'])
@pytest.mark.parametrize("text", [False, True])
def test_what_is_broken_at_its_beginning_is_a_part_too(value: bytes, text: bool) -> None:
    """Bytes that belie their byte order mark, and broken JSON, raise nothing, whoever says that they are text."""
    (part,) = parts(value, "coastal", None, text).parts
    assert isinstance(part.message, BadMessage)
    assert part.message.reason in ("malformed", "invalid_utf8", "not_json")


def test_a_label_in_brackets_begins_a_text() -> None:
    """No JSON has a letter there, but those of true, false and null."""
    a = one(f"[Correction] Harbour tram opens\n\n{P1}\n", content_type="text/plain")
    assert a.paragraphs[-1] == P1
    assert (
        refused("[tool.tram]\nname = 'quay'\nstops = [\n  'quay',\n]\n", content_type="text/plain").reason == "not_text"
    )
    assert refused("[null, tru\n", content_type="text/plain").reason == "not_json"


def test_nothing_is_fetched_or_expanded() -> None:
    """A DTD that is only named is not fetched, and its entities are those of HTML or nothing."""
    value = '<?xml version="1.0"?><!DOCTYPE nitf SYSTEM "http://127.0.0.1:9/x.dtd">'
    value += f"<nitf><body><body.head><hedline><hl1>A&eacute;</hl1></hedline></body.head><body.content><p>{P1}&nbsp;</p></body.content></body></nitf>"
    assert one(value).headline == "Aé"


def test_a_hundred_megabytes_are_refused_at_once() -> None:
    """By size, or by name where the first bytes say what it is."""
    assert refused(b"<rss>" + b"x" * 100_000_000).reason == "too_large"
    assert refused(b"%PDF-1.7" + b"x" * 100_000_000).reason == "not_text"


def test_reading_takes_at_most_twenty_times_the_size() -> None:
    """Of Python's own memory, for a feed of two megabytes and for JSON of nothing but brackets."""
    for value in (
        b"<rss version='2.0'><channel>"
        + b"<item><title>A tram</title><description>It opens today, says the city, and it will carry thousands of people to the quay, which is what it was built for long ago, before anybody thought of it.</description></item>"
        * 9_000
        + b"</channel></rss>",
        b"[" + b"[]," * 600_000 + b"[]]",
        orjson.dumps([{"uri": "x", "headline": "A", "body_html": "<p>It opens today.</p>" * 4}] * 10_000),
    ):
        tracemalloc.start()
        parts(value, "coastal")
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert most < 20 * len(value)


def test_the_table_says_why() -> None:
    """What a record was taken for is said with the reason."""
    reading = read(Document(g2().encode()))
    assert (reading.format, reading.why) == ("NewsML-G2", "a root in IPTC's namespace nar")


def test_entities_that_nothing_uses_do_no_harm() -> None:
    """Agencies name the DTD of NITF in the DOCTYPE of NewsML: such a document is read, and the DTD is not."""
    declared = '<!DOCTYPE newsItem [<!ENTITY % nitf SYSTEM "nitf.dtd"> %nitf;]>'
    assert one(declared + g2().partition("?>")[2]).headline == "Harbour tram opens"


def test_random_bytes_are_no_wire() -> None:
    """Among a few thousand random bytes there are SYN and STX; a wire has hardly any other control characters."""
    noise = bytes(random.Random(7).choices([b for b in range(1, 256) if b not in b"<{["], k=3000))
    assert refused(b"\x16\x16\x01" + noise[:40] + b"\x02" + noise).reason == "unknown_format"


def test_a_page_in_utf_16_is_a_page() -> None:
    """Its byte order mark says what it is."""
    (article,) = api.read(
        "Ferry burns\n\nMEREN, March 14 (Coastal) -- A ferry burned.".encode("utf-16"), source="coastal"
    )
    assert isinstance(article, Article)
    assert article.headline == "Ferry burns"


def test_a_declaration_that_is_not_true() -> None:
    """What declares two bytes a character in single bytes is read as what it is."""
    wrong = g2().replace("UTF-8", "UTF-16", 1)
    assert one(wrong.encode()).paragraphs[0] == P1


def test_a_mail_from_a_mailbox() -> None:
    """The line before the headers may have no date."""
    a = one(b"From ada@coast.example\nReturn-Path: <ada@coast.example>\nFrom: ada@coast.example\n"
            b"Date: Thu, 20 Aug 2026 12:00:00 +0000\nSubject: Ferry burns\n\nIt burned on Thursday.\n")  # fmt: skip
    assert (a.headline, a.paragraphs) == ("Ferry burns", ("It burned on Thursday.",))
