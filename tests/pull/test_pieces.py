"""One answer is cut into pieces that are read like the whole, and are known again."""

from __future__ import annotations

import orjson
import pytest

from tests.pull.server import rss
from worker.pull import pieces
from worker.wire.raw import parts

ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"><title>Coastal</title>
<entry><id>tag:coast.example:1</id><title>Ferry sails</title><updated>2025-03-14T05:10:00Z</updated>
<content type="html">&lt;p&gt;It sails.&lt;/p&gt;</content></entry>
<at:deleted-entry ref="tag:coast.example:0" when="2025-03-14T06:00:00Z"/>
<entry><id>tag:coast.example:2</id><title>Buoys go</title><updated>2025-03-14T05:20:00Z</updated>
<content type="html">&lt;p&gt;They go.&lt;/p&gt;</content></entry></feed>"""
RDF = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel rdf:about="https://coast.example"><title>Coastal</title></channel>
<item rdf:about="https://coast.example/1"><title>Ferry sails</title><description>It sails.</description></item>
<item rdf:about="https://coast.example/2"><title>Buoys go</title><description>They go.</description></item></rdf:RDF>"""
JSON_FEED = orjson.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Coastal",
        "items": [{"id": str(n), "title": f"Ferry {n}", "content_text": "It sails."} for n in (1, 2)],
    }
)


@pytest.mark.parametrize(
    ("feed", "count"),
    [
        (rss(("1", "Fri, 14 Mar 2025 05:10:00 GMT", "A"), ("2", "Fri, 14 Mar 2025 05:20:00 GMT", "B")), 2),
        (ATOM, 3),
        (RDF, 2),
        (JSON_FEED, 2),
    ],
    ids=["rss", "atom", "rdf", "json"],
)
def test_the_pieces_read_as_the_whole(feed: bytes, count: int) -> None:
    """Each piece holds one entry; together they say what the feed says, and each is known again by its digest."""
    found = pieces.of_feed(feed, "application/xml")
    assert len(found) == count
    whole = [repr(part.message) for part in parts(feed, "coastal").parts]
    assert sorted(repr(p.message) for piece in found for p in parts(piece.body, "coastal").parts) == sorted(whole)
    assert len({piece.digest for piece in found}) == count
    assert [p.digest for p in pieces.of_feed(feed, None)] == [p.digest for p in found]


def test_a_piece_is_another_where_its_entry_is() -> None:
    """The number of comments, and what stands around it, is none of that."""
    first = rss(("1", "Fri, 14 Mar 2025 05:10:00 GMT", "A"), more="<slash:comments>3</slash:comments>")
    again = rss(("2", "x", "B"), ("1", "Fri, 14 Mar 2025 05:10:00 GMT", "A"), more="<slash:comments>9</slash:comments>")
    other = rss(("1", "Fri, 14 Mar 2025 05:10:00 GMT", "Another"))
    (one,), (two,) = pieces.of_feed(first, None), pieces.of_feed(other, None)
    assert pieces.of_feed(again, None)[1].digest == one.digest != two.digest


@pytest.mark.parametrize(
    "body", [b"<rss><channel><item>", b"<html><p>No feed</p></html>", b"", b"{}", b"<nitf/>", b"\0"]
)
def test_what_is_no_feed_goes_on_whole(body: bytes) -> None:
    """Nothing is lost: the worker says what it is."""
    assert [(p.body, p.content_type) for p in pieces.of_feed(body, "text/html")] == [(body, "text/html")]
