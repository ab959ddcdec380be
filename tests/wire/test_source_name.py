"""A source is looked at by one name, wherever it is looked at."""

from __future__ import annotations

import orjson
import pytest

from worker.publish.routing import parse, streams_of
from worker.replay.dead_letters import Choice, Letter
from worker.replay.filters import Filters
from worker.wire.article import Lineage, Said
from worker.wire.raw import source_of
from worker.wire.read import decode, read

SPELT = (" harbour", "harbour ", "har\u200bbour", "harbour\n", "\tharbour", "Harbour", "ＨＡＲＢＯＵＲ")
"""One source, as careless producers send it."""


def raw(source: str) -> bytes:
    return orjson.dumps({"source": source, "headline": "Lamp lit", "body": "QUILL, May 2 (R) -- A lamp is lit."})


@pytest.mark.parametrize("source", SPELT)
def test_what_is_asked_for_before_reading_is_what_reading_gives(source: str) -> None:
    """Shares and filters look at the bytes, the article carries what was read: the two agree."""
    article = read(decode(raw(source)), Lineage("raw", 0, 0))
    assert source_of(raw(source)) == article.source == "harbour"
    assert Filters(sources=("harbour",)).takes_message(raw(source))
    assert Filters(sources=(source,)).takes_message(raw("harbour"))
    assert Filters(sources=(source,)).takes("harbour", "uri", ())


def test_a_byte_order_mark_hides_no_source() -> None:
    """Reading takes one away, so the share of such a message is that of its source too."""
    assert source_of(b"\xef\xbb\xbf" + raw("harbour")) == "harbour"


@pytest.mark.parametrize(
    ("value", "stated", "source"),
    [
        (raw(" harbour"), "ridge", "harbour"),
        (b'{"headline": "Lamp lit", "body": "A lamp."}', " ridge", "ridge"),
        (b'{"uri": "urn:x", "type": "text", "source": "a desk", "body_text": "A lamp."}', "ridge", "ridge"),
        (b"<nitf><body/></nitf>", "ridge", "ridge"),
        (b"<nitf><body/></nitf>", None, None),
        (b'{"source": "har\\ud800bour", "body": "A lamp."}', "ridge", "har\ufffdbour"),
    ],
)
def test_what_a_record_states_counts_where_its_bytes_name_none(
    value: bytes, stated: str | None, source: str | None
) -> None:
    """A header, or the stream's setting, is the source of an agency's file, whatever its own JSON calls a source."""
    assert source_of(value, stated) == source


@pytest.mark.parametrize("value", [None, b"", b"no json", b"[]", b"{}", b'{"source": 1}', b'{"source": " "}', b"\xff"])
def test_what_names_no_source(value: bytes | None) -> None:
    """Whatever cannot be read names none, and raises nothing."""
    assert source_of(value) is None


def test_dead_letters_and_routes_name_the_same_source() -> None:
    """Whoever asks for the dead letters or the copies of a source gets those of all its spellings."""
    place = Lineage("dead", 0, 0)
    letter = Letter(place, {"source": " harbour"}, None, b"", 0, "open", 0)
    assert Choice(sources=("harbour",)).takes(letter)
    article = read(decode(raw("harbour")), place)
    assert streams_of(
        article.source,
        Said(article.speakers, article.topics),
        parse('[[route]]\nstream = "a"\nsources = [" harbour "]'),
    ) == ("a",)
