"""What an article says, by an example on each side of the rules that put it together from feed, page and slug."""

# ruff: noqa: E501 - messages in a line
from __future__ import annotations

from typing import Any

import orjson
import pytest

from tests.wire.helpers import FERRY, article
from worker.wire.article import BadMessage
from worker.wire.raw import may_be_foreign, parts, source_of

BODY = f"MEREN (Coastal) -- {FERRY}"
BARE: dict[str, Any] = {"headline": "Ferry sinks", "body": BODY}


def field(name: str, **message: Any) -> Any:
    """A field of the article of a message of the coastal wire, whose headline and text are given unless they are here."""
    return getattr(article("coastal", **{**BARE, **message}), name)


@pytest.mark.parametrize(
    ("message", "marker", "number", "prefix", "take"),
    [
        ({}, None, None, None, None), ({"headline": "(LEAD) Ferry sinks"}, "(LEAD)", 1, None, None), ({"marker": "2nd LD"}, "2nd LD", 2, None, None), ({"headline": "(LEAD) Ferry sinks", "marker": "2nd LD"}, "2nd LD", 2, None, None),
        ({"body": f"(LEAD) Ferry sinks\n{BODY}"}, "(LEAD)", 1, None, None), ({"headline": "(URGENT) Ferry sinks", "body": f"(LEAD) Ferry sinks\n{BODY}"}, "(URGENT)", 0, None, None),
        ({"slug": "BC-Meren-Ferry, 1st Ld"}, "1st Ld", 1, None, None), ({"headline": "(2nd LD) Ferry sinks", "slug": "BC-Meren-Ferry, 1st Ld"}, "(2nd LD)", 2, None, None),
        ({"slug": "BC-Meren-Ferry, 1st Ld", "marker": "3rd LD"}, "3rd LD", 3, None, None), ({"slug": "BC-Meren-Ferry, 1st Add"}, None, None, None, 2), ({"headline": "Ferry sinks", "slug": "BC-Meren-Ferry, Take 3"}, None, None, None, 3),
        ({"headline": "ANALYSIS: Ferry sinks"}, None, None, None, None), ({"slug": "BC-Meren-Ferry"}, None, None, None, None), ({"headline": "(LEAD) Ferry sinks", "slug": "BC-Meren-Ferry"}, "(LEAD)", 1, None, None),
    ],
)  # fmt: skip
def test_the_version_of_an_article(
    message: dict[str, Any], marker: str | None, number: int | None, prefix: str | None, take: int | None
) -> None:
    """The feed's label counts before the headline's, that before the page's, and that before the slug's."""
    a = article("coastal", **{**BARE, **message})
    assert (a.marker, a.lead_number, a.take) == (marker, number, take)
    assert a.headline is not None
    assert a.headline.endswith("Ferry sinks")


@pytest.mark.parametrize(
    ("body", "headline", "number"),
    [
        ("FERRY SINKS OFF MEREN", "FERRY SINKS OFF MEREN", 0), ("FERRY SINKS TODAY", "FERRY SINKS TODAY", 0), ("FERRY SINKS", None, None), ("Ferry sinks off Meren", None, None),
    ],
)  # fmt: skip
def test_a_headline_without_a_text(body: str, headline: str | None, number: int | None) -> None:
    """All in capitals and of three words it is a flash; any other is no article."""
    if headline is None:
        with pytest.raises(BadMessage):
            article("coastal", headline=body)
    else:
        a = article("coastal", headline=body)
        assert (a.headline, a.lead_number, a.paragraphs) == (headline, number, ())


@pytest.mark.parametrize(
    ("message", "kind", "status"),
    [
        ({}, "article", "usable"), ({"slug": "AM-News Digest"}, "digest", "usable"), ({"headline": None, "body": BODY}, "article", "usable"), ({"headline": "KILL: Ferry sinks"}, "kill", "canceled"),
        ({"headline": "WITHHOLD: Ferry sinks"}, "advisory", "usable"), ({"editor_note": "HOLD"}, "article", "withheld"), ({"editor_note": "HOLD", "status": "canceled"}, "article", "canceled"), ({"status": "withheld"}, "article", "withheld"),
        ({"editor_note": "Adds quotes"}, "article", "usable"), ({"headline": None, "body": f"MEREN (Coastal) -- {FERRY}\n\nTOLVE (Coastal) -- {FERRY}"}, "article", "usable"), ({"headline": None, "body": f"MEREN (Coastal) -- {FERRY}\n\nTOLVE (Coastal) -- {FERRY}\n\nHALM (Coastal) -- {FERRY}"}, "digest", "usable"),
        ({"headline": "Ferry sinks", "body": f"MEREN (Coastal) -- {FERRY}\n\nTOLVE (Coastal) -- {FERRY}\n\nHALM (Coastal) -- {FERRY}"}, "article", "usable"), ({"headline": None, "slug": "BC-Meren-Ferry", "body": f"MEREN (Coastal) -- {FERRY}\n\nTOLVE (Coastal) -- {FERRY}\n\nHALM (Coastal) -- {FERRY}"}, "article", "usable"),
    ],
)  # fmt: skip
def test_the_kind_of_an_article(message: dict[str, Any], kind: str, status: str) -> None:
    """By its headline, its slug and its datelines; what its own note asks for counts only while it is usable."""
    a = article("coastal", **{**BARE, **message})
    assert (a.kind, a.status) == (kind, status)


@pytest.mark.parametrize(
    ("message", "name", "value"),
    [
        ({"language": "EN_us"}, "language", "en-us"), ({"language": "EN"}, "language", "en"), ({"url": "https://coastal.example/" + "x" * 3976}, "url", "https://coastal.example/" + "x" * 3976),
        ({"url": "https://coastal.example/" + "x" * 3977}, "url", None), ({"headline": "F" * 1000}, "headline", "F" * 1000), ({"headline": "F" * 1001}, "headline", "F" * 1000), ({"slug": "m" * 300}, "slug", "m" * 300), ({"slug": "m" * 301}, "slug", "m" * 300),
        ({"slug": "BC-Meren-Ferry, 1st of 2 takes"}, "more", True), ({"slug": "BC-Meren-Ferry"}, "more", False), ({"byline": "By Ada Berg"}, "byline", "Ada Berg"), ({"id": 4712}, "item_id", "4712"), ({"id": "a-1"}, "item_id", "a-1"), ({"id": "a-1"}, "names", ()),
        ({"id": " "}, "names", ()), ({"published_at": "2025-03-14T09:05:00Z", "updated_at": "2025-03-14T09:06:00Z"}, "received_ms", 1741943160000), ({"published_at": "2025-03-14T09:05:00Z", "versioncreated": "2025-03-14T09:06:00Z"}, "received_ms", 1741943160000),
        ({"versioncreated": "2025-03-14T09:06:00Z"}, "received_ms", None), ({"published_at": "2025-03-14T09:05:00Z"}, "received_ms", None), ({"received_at": "2025-03-14T09:05:00Z"}, "received_ms", 1741943100000), ({"updated_at": "2025-03-14"}, "received_ms", None),
        ({"received_at": "2025-03-14T09:05:00Z", "updated_at": "2025-03-14T09:06:00Z"}, "received_ms", 1741943100000), ({"received_at": "2025-03-14T09:07:00Z", "updated_at": "2025-03-14T09:06:00Z"}, "received_ms", 1741943160000),
        ({}, "extra", {}), ({"editor_note": "EMBARGOED"}, "flags", ("embargoed",)), ({}, "flags", ()), ({"slug": "BC-Meren-Ferry, SUB"}, "flags", ("fragment",)),
        ({"headline": "(LEAD) Ferry sinks", "slug": "BC-Meren-Ferry, SUB"}, "flags", ()), ({"published_at": "2025-03-14T09:05:00Z"}, "event_ms", 1741943100000), ({}, "event_ms", None), ({"published_at": "2025-03-14"}, "published_precision", "day"),
        ({"headline": None, "body": "A passenger ferry ran aground off Port Meren on Friday, and all of those on board were saved, the coast guard said."}, "headline", None),
        ({"headline": None, "body": "Ferry runs aground"}, "headline", "error"),
    ],
)  # fmt: skip
def test_a_field_of_an_article(message: dict[str, Any], name: str, value: Any) -> None:
    """As the feed states it, within the limits of what a field may hold."""
    if value == "error":
        with pytest.raises(BadMessage):
            field(name, **message)
    else:
        assert field(name, **message) == value


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({}, {}, True), ({}, {"headline": "Ferry sinks off Meren"}, False), ({}, {"status": "withheld"}, False), ({}, {"editor_note": "EMBARGOED"}, False), ({}, {"urgency": 3}, False), ({}, {"urgency": None}, True), ({}, {"signals": []}, True),
        ({}, {"id": "a-1"}, True), ({}, {"mood": "calm"}, True), ({"urgency": 3}, {"urgency": 4}, False), ({}, {"published_at": "2025-03-14T09:05:00Z"}, False),
    ],
)  # fmt: skip
def test_what_the_hash_of_an_article_covers(one: dict[str, Any], other: dict[str, Any], same: bool) -> None:
    """All that an article says, but neither its names nor fields without a value."""
    hashes = [field("content_hash", **message) for message in (one, other)]
    assert (hashes[0] == hashes[1]) is same
    assert {len(h) for h in hashes} == {32}


@pytest.mark.parametrize(
    ("value", "source", "taken_for", "reason"),
    [
        (b'{"source": "coastal", "body": "x"}', None, "raw message", None), (b'\xef\xbb\xbf \n{"source": "coastal", "body": "x"}', None, "raw message", None), (b'{"body": "x"}', "coastal", "raw message", None), (b'{"body": "x"}', None, "raw message", "schema"),
        (b"", None, "raw message", "not_json"), (b" ", None, "raw message", "not_json"), (b"true", None, "raw message", "not_object"), (b'"x"', None, "raw message", "not_object"), (b"{", None, "raw message", "not_json"), (b'{"source": "coastal"}', None, "raw message", "schema"),
        (b'{"source": 5, "body": "x"}', None, "raw message", "schema"), (b'{"source": "coastal", "content": "<rss/>"}', None, "RSS or Atom", "empty"),
    ],
)  # fmt: skip
def test_what_a_record_is_taken_for(value: bytes, source: str | None, taken_for: str, reason: str | None) -> None:
    """JSON of ours is read as it is, or refused as the first part of its record."""
    record = parts(value, source)
    message = record.parts[0].message
    assert (record.format, record.parts[0].number, len(record.parts)) == (taken_for, 0, 1)
    assert (message.reason if isinstance(message, BadMessage) else None) == reason
    if not isinstance(message, BadMessage):
        assert message["source"] == "coastal"


def test_a_record_that_says_why() -> None:
    """What a record looks like is said of it, empty or not."""
    assert [parts(v).why for v in (b"", b"  ", b"{", b"{}")] == [
        "it is empty",
        "it is empty",
        "it begins like JSON",
        "JSON with fields of a raw message",
    ]


@pytest.mark.parametrize(
    ("message", "foreign", "source"),
    [
        ({"source": "coastal", "body": "x"}, False, "coastal"), ({"source": "coastal", "uri": "x"}, True, "wire"), ({"source": "coastal", "uri": "x", "body": "y"}, True, "coastal"), ({"source": "coastal", "item": {"altids": 1}, "body": "y"}, True, "wire"),
        ({"source": "coastal", "item": {}, "body": "y"}, True, "coastal"), ({"source": "coastal"}, False, "coastal"), ({}, False, "wire"), ({"source": 5, "body": "x"}, False, "wire"), ({"source": " ", "body": "x"}, False, "wire"), ({"id": 1, "url": "x"}, False, "wire"),
        ({"source": "coastal", "mood": "x"}, False, "coastal"), ({"url": "x", "mood": "x", "name": "x"}, False, "wire"),
    ],
)  # fmt: skip
def test_whose_message_it_is(message: dict[str, Any], foreign: bool, source: str) -> None:
    """The source that JSON of ours names counts before the one that is stated; in other JSON the stated one counts."""
    value = orjson.dumps(message)
    assert (may_be_foreign(value), source_of(value, "Wire")) == (foreign, source)


@pytest.mark.parametrize(
    ("value", "stated", "source"),
    [
        (None, "Wire", "wire"), (b"", "wire", "wire"), (b"[]", "wire", "wire"), (b"{", "wire", "wire"), (b"{", None, None), (b'{"source": "Coastal", "uri": 1}', None, "coastal"), (b" " * 63 + b'{"source": "coastal", "body": "x"}', "wire", "coastal"),
        (b" " * 64 + b'{"source": "coastal", "body": "x"}', "wire", "wire"),
    ],
)  # fmt: skip
def test_the_source_of_bytes(value: bytes | None, stated: str | None, source: str | None) -> None:
    """As far as it is known without reading the articles; what is no JSON object has the stated one."""
    assert source_of(value, stated) == source
