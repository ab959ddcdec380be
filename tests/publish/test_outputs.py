"""The one list of what is published of a story."""

from __future__ import annotations

from typing import Any

import msgspec
import orjson
import pytest

from tests.publish.test_routing import BRASK, TABLE, TOPIC, versions
from worker.publish.ninjs import to_json as to_ninjs
from worker.publish.outputs import MOST_NINJS_BYTES, Outputs, Record, published
from worker.publish.routing import parse
from worker.story.resolve import resolve, resolved_states
from worker.story.source_state import SourceState
from worker.story.story import from_json, to_json
from worker.stream import clients
from worker.wire import article as articles

EVERYTHING = Outputs(ninjs=True, routes=parse(TABLE, tags=frozenset()))
COPIES = ("stories.diplomacy", "stories.brask")


def test_a_story_goes_to_every_stream_of_the_list() -> None:
    """The record as it is, its ninjs, and the record again for each route that takes it; nothing else."""
    (base,) = versions({"topics": (TOPIC,), "speakers": (BRASK,)})
    (story,) = resolve([base])
    (state,) = SourceState("harbour", copies=EVERYTHING.copies).add([base]).states
    body = to_json(story)
    values = {"stories": body, "ninjs": to_ninjs(story)} | dict.fromkeys(COPIES, body)
    assert EVERYTHING.streams == tuple(values)
    assert list(EVERYTHING.records(state)) == [Record(stream, story.uri, value) for stream, value in values.items()]
    plain = published(Outputs(), story.uri, body)
    assert list(Outputs().records(plain)) == [Record("stories", story.uri, body)]


def test_a_story_that_is_no_more_leaves_every_stream() -> None:
    """A tombstone wherever there was a record."""
    state = published(EVERYTHING, "uri", None).after(COPIES)
    assert list(EVERYTHING.records(state)) == [Record(name, "uri", None) for name in ("stories", "ninjs", *COPIES)]


def test_what_is_told_afterwards_is_what_was_told_at_once() -> None:
    """From its record alone, a story gets the same ninjs and the same copies; also all of them in files."""
    base, after = versions({"topics": (TOPIC,), "speakers": (BRASK,)}, {"topics": (TOPIC,)})
    for wire in ([base], [base, after]):
        state = SourceState("harbour", copies=EVERYTHING.copies).add(wire).states[0]
        at_once = list(EVERYTHING.records(state))
        assert list(EVERYTHING.records(published(EVERYTHING, state.uri, state.body))) == at_once
        (whole,) = resolved_states(wire, EVERYTHING.copies)
        assert list(EVERYTHING.records(whole)) == at_once


def test_a_killed_story_tells_no_speakers_afterwards_either() -> None:
    """Its copies stay where its last text was, its ninjs names nobody; from its record alone only its source counts."""
    base, kill = versions({"topics": (TOPIC,)}, {"kind": "kill", "status": "canceled", "paragraphs": ()})
    (state,) = resolved_states([base, kill], EVERYTHING.copies)
    told = {r.stream: r.value for r in EVERYTHING.records(state)}
    assert set(told) == {"stories", "ninjs", "stories.diplomacy"}
    assert "subjects" not in orjson.loads(told["ninjs"] or b"")
    assert published(EVERYTHING, state.uri, state.body).copies == ()


def test_speakers_and_topics_are_parsed_once_for_all_outputs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two calls a state, one for the speakers and one for the topics, with ninjs and routes on; none without."""
    base, after = versions({"topics": (TOPIC,), "speakers": (BRASK,)}, {"topics": (TOPIC,)})
    calls = 0
    real = articles.parsed

    def counted(found: msgspec.Raw) -> list[dict[str, Any]]:
        nonlocal calls
        calls += 1
        return real(found)

    monkeypatch.setattr(articles, "parsed", counted)
    for outputs, each in ((EVERYTHING, 2), (Outputs(), 0)):
        calls, wire = 0, SourceState("harbour", copies=outputs.copies)
        states = [state for a in (base, after) for state in wire.add([a]).states]
        assert all(list(outputs.records(state)) for state in states)
        assert calls == each * len(states) == each * 2


def test_a_ninjs_fits_into_a_record() -> None:
    """The bound on a ninjs lies below the largest record that Kafka is told to take."""
    assert MOST_NINJS_BYTES < clients.MAX_RECORD_BYTES
    (story,) = resolve(versions({"paragraphs": ("Word " * 2_000_000,)}))
    (record,) = [r for r in Outputs(True).records(published(Outputs(), "u", to_json(story))) if r.stream == "ninjs"]
    assert len(record.value or b"") < MOST_NINJS_BYTES < len(to_ninjs(from_json(to_json(story))))
