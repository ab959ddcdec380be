"""A record that holds several articles: each is counted, and each that cannot be used is a dead letter of its own."""

# ruff: noqa: E501
from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tests.wire.formats.kit import g2
from worker.replay.dead_letters import Letter
from worker.stream.batch import Batch, Hops
from worker.stream.config import Settings
from worker.stream.readers import here
from worker.stream.streams import partition_of
from worker.stream.understand import envelope_of
from worker.wire.article import BadMessage, Lineage

SETTINGS = Settings()
PLACE = partition_of("nordlight", SETTINGS.partitions)
ITEMS = (
    g2(guid="urn:x:1"),
    g2(guid="urn:x:2", kind="picture", body=""),
    g2(guid="urn:x:3"),
    g2(guid="urn:x:4", body=""),
)
MESSAGE = (
    '<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>'
    + "".join(item.partition("?>")[2] for item in ITEMS)
    + "</itemSet></newsMessage>"
).encode()


def record(*headers: tuple[str, bytes], value: bytes = MESSAGE) -> Any:
    """A raw record as kafka-python gives it."""
    return SimpleNamespace(
        topic="newswire.raw",
        partition=3,
        offset=7,
        key=None,
        value=value,
        headers=list(headers),
        timestamp=1_772_436_000_000,
    )


def taken(raw: Any) -> Batch:
    batch = Batch()
    Hops(SETTINGS).take([raw], batch, 1, {PLACE: {}})
    return batch


def test_fv102_every_part_ends_once() -> None:
    """Two articles, a picture and an item without a text: four endings, two of them dead letters that name their part."""
    batch = taken(record(("source", b"nordlight"), ("content-type", b"text/xml")))
    assert batch.endings.total() == batch.read == 4
    assert batch.endings["dead_letter"] == 2
    letters = [dict(out.headers) for out in batch.outs if out.stream == "newswire.dead-letters"]
    assert "part" not in dict(taken(record(("source", b"x"), value=b"%PDF-1")).outs[0].headers)
    first = MESSAGE.replace(b"ninat:text", b"ninat:video", 1).replace(b"inlineXML", b"remoteContent", 2)
    assert dict(taken(record(("source", b"x"), value=first)).outs[0].headers)["part"] == b"0"
    assert [(h["part"], h["reason"], h["source"], h["content-type"]) for h in letters] == [
        (b"1", b"not_text", b"nordlight", b"text/xml"), (b"3", b"empty", b"nordlight", b"text/xml"),
    ]  # fmt: skip
    assert [out.value for out in batch.outs if out.stream == "newswire.dead-letters"] == [MESSAGE, MESSAGE]


def test_refusals_by_name_do_not_count_in_a_row() -> None:
    """A wire that sends pictures beside its texts is no fault of the worker."""
    picture = g2(kind="picture", body="").encode()
    batch = Batch()
    Hops(SETTINGS).take([record(("source", b"nordlight"), value=picture)] * 5, batch, 1)
    assert (batch.endings["dead_letter"], batch.longest_dead_run) == (5, 0)


def test_a_part_that_is_sent_again_is_read_alone() -> None:
    """The header `part` of a redriven record says which article is meant."""
    headers = (("source", b"nordlight"), ("part", b"2"))
    (found,) = here([record(*headers)], None).found
    assert not isinstance(found, BadMessage)
    assert (found[0].item_id, found[0].raw) == ("urn:x:3", Lineage("newswire.raw", 3, 7, 2))
    (missing,) = here([record(("source", b"nordlight"), ("part", b"9"))], None).found
    assert isinstance(missing, BadMessage)


def test_a_dead_letter_knows_its_part() -> None:
    """What redrives it reads that part only, with the source and content type that the record had."""
    headers = {
        "reason": "empty",
        "stream": "newswire.raw",
        "partition": "3",
        "offset": "7",
        "part": "3",
        "source": "nordlight",
    }
    letter = Letter(Lineage("newswire.dead-letters", 0, 0), headers, None, MESSAGE, 1, "open", 0)
    assert (letter.raw.part, letter.envelope.source, letter.envelope.part) == (3, "nordlight", 3)


def test_the_source_of_a_stream() -> None:
    """RAW_SOURCES names the source of all in a stream that names none; a header wins, and JSON of ours wins over both."""
    of_stream = {"newswire.raw": "meridian"}
    sources = [
        found[0].source for found in here([record()], None, of_stream).found if not isinstance(found, BadMessage)
    ]
    assert sources == ["meridian", "meridian"]
    ours = b'{"source": "coastal", "headline": "Ferry opens", "body": "It sails."}'
    (named,) = here([record(("source", b"nordlight"), value=ours)], None, of_stream).found
    assert not isinstance(named, BadMessage)
    assert named[0].source == "coastal"


def test_a_header_that_is_not_utf8() -> None:
    """The name of a source is decoded as a record is: as UTF-8, or else as Windows-1252."""
    for name in ("Küste".encode(), "Küste".encode("cp1252")):
        assert envelope_of([("source", name)]).source == "küste"
