"""Bad input: each message that cannot be read is a dead letter with a reason and a detail a person can act on."""

from __future__ import annotations

import json

import orjson
import pytest

from tests.wire.helpers import HERE, PARAGRAPHS, TEXT
from worker.wire.article import BadMessage, from_json, to_json
from worker.wire.read import decode, read

GOOD = {"source": "yonhap", "headline": "Ferry sinks", "body": TEXT}


@pytest.mark.parametrize(
    ("value", "reason", "detail"),
    [
        (b"\xff\xfe\x00", "invalid_utf8", "byte 0 (0xff)"),
        (b'{"source": "caf\xe9"}', "invalid_utf8", "byte 15"),
        (b"", "not_json", "empty"),
        (b"   ", "not_json", "empty"),
        (b"{", "not_json", "character"),
        (b"Ferry sinks", "not_json", "character"),
        (b'{"source": "yonhap",}', "not_json", "character"),
        (b"[" * 10_000, "not_json", "nested"),
        (b"[" * 10_000 + b"]" * 10_000, "not_json", "nested"),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "not_json", "nested"),
        (b"null", "not_object", "null"),
        (b"[1, 2]", "not_object", "array"),
        (b'"text"', "not_object", "string"),
        (b"17", "not_object", "number"),
        (b"true", "not_object", "boolean"),
        (b"{}", "schema", "source: missing"),
        (b'{"content": "x"}', "schema", "source: missing"),
        (b'{"source": "", "content": "x"}', "schema", "source"),
        (b'{"source": " ", "content": "x"}', "schema", "source"),
        (b'{"source": 7, "content": "x"}', "schema", "source: 7"),
        (b'{"source": null, "content": "x"}', "schema", "source: null"),
        (b'{"source": "yonhap"}', "schema", "no text"),
        (b'{"source": "yonhap", "content": null}', "schema", "content"),
        (b'{"source": "yonhap", "content": 3}', "schema", "content: 3"),
        (b'{"source": "yonhap", "content": ["x"]}', "schema", "content"),
        (b'{"source": "yonhap", "headline": {"a": 1}, "body": "x"}', "schema", "headline"),
        (b'{"source": "yonhap", "content": "x", "status": "dead"}', "schema", "usable, withheld or canceled"),
        (b'{"source": "yonhap", "content": "x", "published_at": 1700000000}', "schema", "RFC 3339"),
        (b'{"source": "yonhap", "content": "x", "published_at": "14.3.2025"}', "schema", "RFC 3339"),
        (b'{"source": "yonhap", "content": "x", "fetched_at": "now"}', "schema", "fetched_at"),
        (b'{"source": "yonhap", "content": "x", "language": "e"}', "schema", "language"),
        (b'{"source": "yonhap", "content": "x", "id": true}', "schema", "id"),
        (b'{"source": "yonhap", "content": "x", "content_type": "html"}', "schema", "content_type"),
    ],
)
def test_fv79_bad_messages(value: bytes, reason: str, detail: str) -> None:
    """Every kind of broken message has its reason, and the detail points at the fault."""
    with pytest.raises(BadMessage) as caught:
        decode(value)
    assert caught.value.reason == reason
    assert detail in caught.value.detail
    assert len(caught.value.detail) <= 500


def test_fv79_five_megabytes_of_text() -> None:
    """A text over the limit is refused by its length; one at the limit reads."""
    for length, bad in ((5_000_000, True), (2_000_001, True), (1_999_000, False)):
        raw = orjson.dumps({"source": "yonhap", "content": "Ferry\n" + "x" * (length - 6)})
        if not bad:
            assert read(decode(raw), HERE).headline == "Ferry"
            continue
        with pytest.raises(BadMessage, match="limit is") as caught:
            decode(raw)
        assert caught.value.reason == "too_large"


def test_a_huge_unknown_field_is_too_large() -> None:
    """Not only text can be too much."""
    with pytest.raises(BadMessage) as caught:
        decode(orjson.dumps({**GOOD, "blob": "x" * 12_000_000}))
    assert caught.value.reason == "too_large"


def test_a_hundred_thousand_lines() -> None:
    """Lines are no limit."""
    a = read(decode(orjson.dumps({"source": "yonhap", "content": "Ferry sinks\n" + "One line.\n\n" * 100_000})), HERE)
    assert len(a.paragraphs) == 100_000
    wrapped = "A line of a text that does not end in here\n" * 10_000
    a = read(decode(orjson.dumps({"source": "yonhap", "content": f"Ferry sinks\n{wrapped}"})), HERE)
    assert " ".join(a.paragraphs).split() == wrapped.split()


def test_nul_and_control_characters_are_taken_out() -> None:
    """Characters that print nothing are removed, not refused; every kind of line break is one."""
    dirty = {
        "source": "yonhap",
        "headline": "Ferry\x00 sin\x07ks",
        "body": TEXT.replace("\n", "\x00\r\n").replace(" ", "\u00a0"),
    }
    a = read(decode(orjson.dumps(dirty)), HERE)
    clean = read(decode(orjson.dumps(GOOD)), HERE)
    assert (a.headline, a.paragraphs) == ("Ferry sinks", PARAGRAPHS)
    assert a.content_hash == clean.content_hash
    assert page_lines("Ferry sinks\u2028A ferry sank.\x85Nobody was hurt.\x0bThe line is closed.") == 3


def page_lines(content: str) -> int:
    return len(read(decode(orjson.dumps({"source": "yonhap", "content": content})), HERE).paragraphs)


def test_fv81_unknown_fields_are_kept() -> None:
    """Fields that nobody knows come out as they went in, whatever they hold."""
    extra = {"rights": {"holder": "Wire", "terms": [1, 2.5, None, {"x": "y"}]}, "priority": 3, "Headline": "x"}
    a = read(decode(orjson.dumps({**GOOD, **extra})), HERE)
    assert orjson.loads(to_json(a))["extra"] == extra
    assert from_json(to_json(a)) == a
    assert a.content_hash == read(decode(orjson.dumps(GOOD)), HERE).content_hash


def test_an_unknown_field_too_deep_to_be_kept() -> None:
    """What could not be written again is refused when it comes in, not when it goes out."""
    deep: object = 1
    for _ in range(400):
        deep = [deep]
    with pytest.raises(BadMessage) as caught:
        decode(json.dumps({**GOOD, "deep": deep}).encode())
    assert caught.value.reason == "schema"
    fine: object = 1
    for _ in range(100):
        fine = [fine]
    assert to_json(read(decode(json.dumps({**GOOD, "deep": fine}).encode()), HERE))


def test_a_byte_order_mark_is_no_fault() -> None:
    """Some feeds write one."""
    assert decode(b"\xef\xbb\xbf" + orjson.dumps(GOOD)) == GOOD


def test_null_is_a_missing_field() -> None:
    """Feeds often write null for what they do not know."""
    names = (
        "id",
        "url",
        "slug",
        "published_at",
        "fetched_at",
        "language",
        "status",
        "marker",
        "editor_note",
        "content_type",
    )
    a = read(decode(orjson.dumps({**GOOD, **dict.fromkeys(names)})), HERE)
    assert a == read(decode(orjson.dumps(GOOD)), HERE)


@pytest.mark.parametrize(
    "number", ["18446744073709551616", "-9223372036854775809", "4712.0", "20250314051000123456", "1e3", "47e2"]
)
def test_numbers_stay_what_was_sent(number: str) -> None:
    """An id beyond 64 bits, or written as 4712.0, is that id; and so is a number in an unknown field."""
    raw = orjson.dumps(GOOD)[:-1] + f', "id": {number}, "serial": {{"n": [{number}, 1.10]}}}}'.encode()
    a = read(decode(raw), HERE)
    assert a.item_id == number
    assert f'"extra":{{"serial":{{"n":[{number},1.10]}}}}'.encode() in to_json(a)
    assert to_json(from_json(to_json(a))) == to_json(a)


def test_unknown_fields_take_one_line() -> None:
    """A producer may print its JSON over several lines: an article is one line whatever it keeps."""
    raw = json.dumps({**GOOD, "rights": {"holder": "W\n", "terms": [1, 2]}}, indent=2).encode()
    assert b"\n" not in to_json(read(decode(raw), HERE))


@pytest.mark.parametrize(
    ("sent", "read_as"),
    [
        (rb"won \ud83d", "won \ufffd"),
        (rb"won \ude00 2-1", "won \ufffd 2-1"),
        (rb"won \ud83d\ud83d\ude00", "won \ufffd\U0001f600"),
        (rb"won \\ud83d", r"won \ud83d"),
        (b"won \xed\xa0\xbd 2-1", "won \ufffd 2-1"),
        (b"won \xed\xa0\xbd\xed\xb8\x80", "won \U0001f600"),
    ],
)
def test_half_an_emoji_costs_one_character(sent: bytes, read_as: str) -> None:
    """A producer that cuts a text by UTF-16 units leaves half a pair, escaped or as three bytes: the rest is read."""
    raw = b'{"source": "yonhap", "headline": "Fans cheer", "body": "They ' + sent + b'", "more": "' + sent + b'"}'
    a = read(decode(raw), HERE)
    assert a.paragraphs == (f"They {read_as}",)
    assert orjson.loads(to_json(a))["extra"]["more"] == read_as
