"""The difference of a run as somebody looks at it: a page, and lines on a terminal."""

from __future__ import annotations

import re

import orjson

from worker.replay.filters import Filters
from worker.replay.kafka import page, report
from worker.replay.kafka.difference import Difference, make_difference
from worker.replay.kafka.plan import Plan
from worker.story.resolve import resolve
from worker.story.story import to_json
from worker.stream.understand import understand
from worker.wire.article import Lineage

PLAN = Plan("r", "", 1, 0, Filters(), (), (), {}, open_end=True)
LONG = "A sentence of the paragraph that is the same on both sides and goes on for quite a while after that. " * 3


def difference(**changes: object) -> Difference:
    """A story against the same with some of its fields changed."""
    message = {
        "source": "harbour", "id": "f-1", "headline": "Ferry burns", "published_at": "2025-05-02T10:00:00Z",
        "body": f"MEREN, May 2 (HPA) -- Five people were hurt. {LONG}\n\nIt burned for an hour.",
    }  # fmt: skip
    (story,) = resolve([understand(orjson.dumps(message), Lineage("raw", 0, 1), None)])
    live = orjson.loads(to_json(story))
    return make_difference(story.uri, live, live | changes, b"{}", set(), None)


def edited() -> Difference:
    same = difference()
    assert same.live is not None
    first, *others = same.live["paragraphs"]
    topics = [{"qcode": "x", "name": "<fire>", "score": 1, "because": []}]
    return difference(paragraphs=[first.replace("Five", "Six"), *others], topics=topics, rung="slug")


def test_words_are_marked_and_what_is_ours_stands_behind_technical() -> None:
    """One line says what differs; the word that changed is marked on both sides; unchanged paragraphs are folded;
    topics come and go as chips; fields that say nothing to an editor stand under `technical`."""
    d = edited()
    assert d.summary == "1 paragraph edited; topics +<fire>"
    html = "".join(page.page(PLAN, [d]))
    assert "<del>Five</del>" in html
    assert "<ins>Six</ins>" in html
    assert "1 unchanged paragraph<" in html
    assert "<ins>&lt;fire&gt;</ins>" in html
    open_part, technical = html.split("<summary><small>technical</small>")
    assert "rung" not in open_part.split("<body")[-1].split("</style>")[-1]
    assert "rung" in technical


def test_a_story_of_the_page_is_a_link() -> None:
    """Another story that holds its articles is called by its headline, where that is on the page."""
    d = edited()
    other = make_difference("newswire:other", None, d.replayed, b"{}", {d.uri}, None)
    html = "".join(page.page(PLAN, [d, other]))
    assert f"<a href='#{d.uri}'>Ferry burns</a>" in html
    absorbed = make_difference("newswire:x", d.live, {**(d.live or {}), "superseded_by": d.uri}, b"{}", set(), None)
    html = "".join(page.page(PLAN, [d, absorbed]))
    assert f"<td class=name>superseded_by<td><del>—</del><td><a href='#{d.uri}'>Ferry burns</a>" in html


def test_the_terminal_shows_what_differs() -> None:
    """Of a long paragraph the words that changed, on both sides, and not twice its beginning."""
    lines = "\n".join(report.lines(edited(), brief=False))
    assert re.search(r"^  - Five people", lines, re.MULTILINE)
    assert re.search(r"^  \+ Six people", lines, re.MULTILINE)
    assert len(lines) < 1_500
    assert "…" in lines
    assert report.lines(edited(), brief=True).__next__().endswith("1 paragraph edited; topics +<fire>")


def test_a_decision_is_told_in_words() -> None:
    """Neither the line nor the lines below hold JSON: who decided what and why, the names of speakers, and what came
    and went; a story that loses its headline is called by the one it had."""
    by = {"id": "d1", "kind": "join", "who": "ana", "ms": 0, "why": "One fire"}
    speakers: list[object] = [
        {"name": "Tarl Brask", "kind": "person", "title": None, "affiliation": None, "quotes": []}
    ]
    d = difference(decided_by=[by], speakers=speakers, headline=None)
    told = "\n".join(report.lines(d, brief=False))
    assert "decided by" in d.summary
    assert "join by ana: One fire" in told
    assert "speakers: +Tarl Brask" in told
    assert '{"' not in told
    assert '{"' not in "".join(page.page(PLAN, [d])).replace("&quot;", '"')
    assert d.headline == "Ferry burns"
