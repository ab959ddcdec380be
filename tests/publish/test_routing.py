"""Copies of stories for further streams: the table is read strictly, and a stream holds just the stories it should."""

from __future__ import annotations

import random
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.story.test_convergence import many
from tests.story.wires import article, lead
from worker.publish.outputs import STORIES, Outputs, Record
from worker.publish.routing import RoutingError, parse, streams_of
from worker.story.changelog import Entry
from worker.story.source_state import SourceState
from worker.story.step import Step
from worker.wire.article import Article, Said
from worker.wire.article import to_json as article_json

TABLE = """
[[route]]
stream = "stories.diplomacy"
topics = ["medtop:20000593"]

[[route]]
stream = "stories.brask"
speakers = ["tilda Brask"]
sources = ["harbour"]
"""
TOPIC = {
    "qcode": "medtop:20000639",
    "name": "diplomacy",
    "ancestors": [{"qcode": "medtop:11000000", "name": "politics"}, {"qcode": "medtop:20000593", "name": "government"}],
    "score": 0.5,
    "because": ["treaty"],
}
BRASK = {"name": "Mayor T. Brask", "kind": "person", "aliases": ["Tilda Brask"], "quotes": []}


ROUTED = Outputs(routes=parse(TABLE, tags=frozenset()))


def copied(step: Step) -> list[Record]:
    """What a step writes to the streams of the table."""
    return [record for state in step.states for record in ROUTED.records(state) if record.stream != STORIES]


def test_conditions() -> None:
    """A code counts for those above it, a name in any case and alias; all conditions of a route must hold."""
    routes = parse(TABLE, tags=frozenset())

    def streams(source: str = "harbour", **fields: Any) -> tuple[str, ...]:
        a = article(0, **fields)
        return streams_of(source, Said(a.speakers, a.topics), routes)

    assert streams() == ()
    assert streams(topics=(TOPIC,)) == ("stories.diplomacy",)
    assert streams(speakers=(BRASK,), topics=(TOPIC,)) == ("stories.diplomacy", "stories.brask")
    assert streams(source="ridge", speakers=(BRASK,)) == ()


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("[[route]]\nstream = !\n", "line 2"),
        ('routes = "x"', "only [[route]]"),
        ('[[route]]\nstream = "a b"\ntopics = ["kr:x"]', "stream must be"),
        ('[[route]]\nstream = "a"', "needs at least one of topics"),
        ('[[route]]\nstream = "a"\ntopic = ["kr:x"]', "unknown condition topic"),
        ('[[route]]\nstream = "a"\ntopics = "kr:x"', "must be a list"),
        ('[[route]]\nstream = "a"\ntopics = ["medtop:1"]', "medtop:1 is not in"),
        ('[[route]]\nstream = "a"\ntopics = ["kr:nothing"]', "kr:nothing is not a tag"),
        ('[[route]]\nstream = "a"\nsources = ["x"]\n[[route]]\nstream = "a"\nsources = ["y"]', "two routes to a"),
    ],
)
def test_a_wrong_table_says_where(table: str, says: str) -> None:
    """A table with a fault is refused with the route and what is wrong with it."""
    with pytest.raises(RoutingError, match="routes") as error:
        parse(table, tags=frozenset({"kr:k-pop"}))
    assert says in str(error.value)


def versions(*fields: dict[str, Any]) -> list[Article]:
    return [
        article(n, **({"serial": "20310507-0001-315", "send_number": n} | lead(n) | more))
        for n, more in enumerate(fields)
    ]


def test_a_story_leaves_a_stream_it_no_longer_belongs_to() -> None:
    """A LEAD on another subject: the copy becomes a tombstone. A kill is told where the text was."""
    base, after = versions({"topics": (TOPIC,)}, {"paragraphs": ("Other.",)})
    wire = SourceState("harbour", copies=ROUTED.copies)
    assert [(stream, s is None) for stream, _, s in copied(wire.add([base]))] == [("stories.diplomacy", False)]
    assert [(stream, s is None) for stream, _, s in copied(wire.add([after]))] == [("stories.diplomacy", True)]
    base, kill = versions({"topics": (TOPIC,)}, {"kind": "kill", "status": "canceled", "paragraphs": ()})
    wire = SourceState("harbour", copies=ROUTED.copies)
    wire.add([base])
    ((stream, _, told),) = copied(wire.add([kill]))
    assert (stream, told and orjson.loads(told)["status"]) == ("stories.diplomacy", "canceled")


@many
@given(st.lists(st.tuples(st.integers(0, 3), st.booleans(), st.booleans(), st.booleans()), max_size=8), st.randoms())
def test_routed_streams_converge(sends: list[tuple[int, bool, bool, bool]], rng: random.Random) -> None:
    """Any order of arrival, with a restart in the middle, leaves the same copies in every routed stream."""
    wire = [
        article(n, item_id=f"{n}{k}", serial="20310507-0001-315", send_number=n, kind="kill" if k else "article",
                status="canceled" if k else "usable", topics=(TOPIC,) if t else (), speakers=(BRASK,) if b else ())
        for n, k, t, b in sends
    ]  # fmt: skip
    wire = list({a.key: a for a in wire}.values())  # one find of each: enrichment is a function of the content
    assert held(wire, 0) == held(rng.sample(wire, len(wire)), rng.randint(0, len(wire)))


def held(articles: list[Article], restart: int) -> dict[tuple[str, str], bytes]:
    wire = SourceState("harbour", copies=ROUTED.copies)
    copies: dict[tuple[str, str], bytes] = {}
    for n, a in enumerate(articles):
        if n == restart:
            wire = SourceState("harbour", copies=ROUTED.copies)
            for before in articles[:n]:
                wire.restore(Entry("article", before.key, article_json(before)))
        for stream, uri, value in copied(wire.add([a])):
            copies.pop((stream, uri), None)
            if value is not None:
                copies[stream, uri] = value
    return copies
