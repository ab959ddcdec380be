"""Editors' decisions in the worker: read, handed over, folded with the articles of their source, each exactly once."""

from __future__ import annotations

import dataclasses
import time
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import orjson
import pytest

from tests.generate import shuffled, wire
from tests.stream import kit
from tests.stream.test_one_hop import PLACE, SETTINGS, by_stream, raw, written
from worker.replay import dead_letters
from worker.replay.dead_letters import Choice
from worker.story import decision as form
from worker.story import decisions, source_state
from worker.story.decision import Decision
from worker.story.resolve import resolve
from worker.story.state import make_state
from worker.story.story import to_json
from worker.stream import clients, decide, records, streams
from worker.stream.batch import Batch, Hops
from worker.stream.config import Settings
from worker.stream.state import SourceStates, _apply
from worker.wire.article import Article

WITHHOLD: dict[str, Any] = {"source": "harbour", "kind": "withhold", "items": ["ferry-1"], "who": "ana", "why": "so"}


def record(offset: int, key: bytes | None = None, value: bytes | None = b"", **fields: Any) -> Any:
    """A record of `decisions` as kafka-python gives it."""
    given = {"id": f"d{offset}", **WITHHOLD, **fields}
    return SimpleNamespace(
        topic="newswire.decisions",
        partition=0,
        offset=offset,
        key=given["id"].encode() if key is None else key,
        value=orjson.dumps(given) if value == b"" else value,
        headers=[("traceparent", b"00-abc-def-01")],
        timestamp=1_750_000_000_000 + offset,
    )


def test_a_decision_changes_its_story_in_one_batch() -> None:
    """Changelog and story are written together, the story with the trace of the decision; twice is once."""
    hops, states = Hops(SETTINGS), SourceStates()
    hops.take([raw(0)], Batch(), 1, {PLACE: states})
    batch = Batch()
    hops.decide([record(0), record(0)], batch, 1, {PLACE: states})
    (kept,), (story,) = by_stream(batch, "articles"), by_stream(batch, "stories")
    assert (kept.key, kept.partition) == (b"decision/harbour/d0", PLACE)
    told = orjson.loads(story.value or b"")
    assert (told["status"], told["decided_by"][0]["who"]) == ("withheld", "ana")
    assert records.header(story.headers, "traceparent") == b"00-abc-def-01"
    assert (batch.decisions, batch.places, batch.endings) == ({"applied": 1, "duplicate": 1}, {PLACE}, {})


def test_elsewhere_it_is_handed_over_and_comes_to_the_same() -> None:
    """With all that its dead letter would need; the worker that holds the source counts it."""
    first = Batch()
    Hops(SETTINGS).decide([record(0)], first, 1, {PLACE + 1: {}})
    (out,) = first.outs
    assert (out.stream, out.partition, first.decisions) == ("newswire.handover", PLACE, {})
    found: list[Batch] = []
    for handed_over in (True, False):
        hops, states, batch = Hops(SETTINGS), SourceStates(), Batch()
        hops.take([raw(0)], Batch(), 1, {PLACE: states})
        if handed_over:
            hops.fold(PLACE, states, [written(7, out)], batch, 1)
        else:
            hops.decide([record(0)], batch, 1, {PLACE: states})
        assert batch.decisions == {"applied": 1}
        found.append(batch)
    there, here = found
    assert (there.outs, there.places) == (here.outs, here.places)


@pytest.mark.parametrize(
    ("bad", "reason", "said"),
    [
        ({"kind": "merge"}, b"schema", b"kind: must be one of"),
        ({"value": b"no"}, b"not_json", b""),
        ({"value": None}, b"empty", b"undo"),
        ({"key": b"harbour"}, b"schema", b"key: must be the id"),
    ],
)
def test_what_is_no_decision_becomes_a_dead_letter(bad: dict[str, Any], reason: bytes, said: bytes) -> None:
    """With its bytes and why, counted among the decisions, not among the articles; it never pauses the worker."""
    batch, one = Batch(), record(3, **bad)
    Hops(SETTINGS).decide([one], batch, 1, {PLACE: {}})
    (letter,) = by_stream(batch, "dead-letters")
    assert (letter.key, letter.value) == (one.key, one.value)
    assert records.header(letter.headers, "reason") == reason
    assert said in (records.header(letter.headers, "detail") or b"")
    assert (batch.decisions, batch.endings, batch.longest_dead_run) == ({"dead_letter": 1}, {}, 0)


def test_a_decision_on_which_our_code_breaks_is_set_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """The others of its batch count all the same, as if it had not come."""

    def breaking(group: Any, links: Any, *rest: Any) -> Any:
        if any(d.id == "d1" for d in links.decided_by):
            raise ZeroDivisionError
        return make_state(group, links, *rest)

    monkeypatch.setattr(source_state, "make_state", breaking)
    for hand_over in (False, True):
        hops, states, batch = Hops(SETTINGS), SourceStates(), Batch()
        hops.take([raw(0)], Batch(), 1, {PLACE: states})
        arriving = [record(n) for n in range(3)]
        if hand_over:
            first = Batch()
            hops.decide(arriving, first, 1)
            hops.fold(PLACE, states, [written(n, out) for n, out in enumerate(first.outs)], batch, 1)
        else:
            hops.decide(arriving, batch, 1, {PLACE: states})
        (letter,) = by_stream(batch, "dead-letters")
        fields = {name: value.decode() for name, value in letter.headers}
        assert (letter.key, letter.value, fields["reason"]) == (b"d1", arriving[1].value, "defect")
        assert (fields["stream"], fields["partition"], fields["offset"]) == ("newswire.decisions", "0", "1")
        assert batch.decisions == {"applied": 2, "dead_letter": 1}
        assert {d.id for s in batch.published for d in s.decided_by} == {"d0", "d2"}


def test_it_waits_for_its_item_and_survives_a_restart() -> None:
    """What names nobody waits, in the changelog, and counts as soon as the item comes."""
    hops, batch = Hops(SETTINGS), Batch()
    hops.decide([record(0)], batch, 1, {PLACE: {}})
    assert batch.decisions == {"waiting": 1}
    states = SourceStates()
    assert _apply(states, [written(n, out) for n, out in enumerate(by_stream(batch, "articles"))], 10**12) == 0
    later = Batch()
    hops.take([raw(0)], later, 1, {PLACE: states})
    assert [s.status for s in later.published] == ["withheld"]


def test_what_nobody_needs_is_forgotten() -> None:
    """A month after it was made, where it names nothing that is held, it gets a tombstone; what still counts stays."""
    hops, states = Hops(dataclasses.replace(SETTINGS, window_hours=kit.YEARS)), SourceStates()
    hops.take([raw(0)], Batch(), 1, {PLACE: states})
    hops.decide([record(0), record(1, items=["nobody"])], Batch(), 1, {PLACE: states})  # on 15 June
    for day, stays in (("2025-07-14", True), ("2025-07-16", False)):
        later, batch = raw(1, id=day, published_at=f"{day}T12:00:00Z"), Batch()
        later.timestamp += 40 * 86_400_000
        hops.take([later], batch, 1, {PLACE: states})
        gone = [out.key for out in by_stream(batch, "articles") if out.value is None]
        assert (gone, batch.forgotten) == (([], 0) if stays else ([b"decision/harbour/d1"], 1))
    assert len(states["harbour"].decisions) == 1


def test_of_too_many_that_wait_the_oldest_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a program gone wild does not fill the memory; what names an article that is held stays."""
    monkeypatch.setattr(decisions, "MOST_WAITING", 10)
    hops, states, batch = Hops(SETTINGS), SourceStates(), Batch()
    hops.take([raw(0)], Batch(), 1, {PLACE: states})
    hops.decide([record(0), *(record(n, items=[f"nobody-{n}"]) for n in range(1, 24))], batch, 1, {PLACE: states})
    gone = {out.key for out in by_stream(batch, "articles") if out.value is None}
    assert gone == {b"decision/harbour/d%d" % n for n in range(1, 14)}
    assert (batch.forgotten, len(states["harbour"].decisions)) == (13, 11)


# On a real Kafka


def told(config: Settings) -> dict[str, bytes]:
    """What articles and decisions in their streams add up to, folded at once without the worker."""
    articles = [a for a in kit.understood(config) if isinstance(a, Article)]
    made = [form.read(r.value, r.timestamp) for r in kit.records(config, config.stream("decisions")) if r.key != b"x"]
    return {story.uri: to_json(story) for story in resolve(articles, decisions=made)}


def made_of(config: Settings, count: int) -> list[Decision]:
    """Decisions on the articles in the raw streams, of every kind."""
    found = sorted({(a.source, a.item_id) for a in kit.understood(config) if isinstance(a, Article)})
    every: list[Decision] = []
    for n in range(count):
        (source, one), (_, two) = found[7 * n % len(found)], found[(7 * n + 1) % len(found)]
        kind = form.KINDS[n % len(form.KINDS)]
        items = {"undo": (), "pin": (one,)}.get(kind, (one, two))
        undoes = every[n - 3].id if kind == "undo" else None
        every.append(decide.made(source, kind, items, who="ana", why=f"n {n}", undoes=undoes))
    return every


def _moved_on(progress: kit.Progress, before: int) -> bool:
    return progress.raw_done() > before or progress.done()


@pytest.mark.kafka
def test_fv14_killed_at_random_moments_each_counts_once(kafka_address: str, prefix: str, tmp_path: Path) -> None:
    """SIGKILL while articles and decisions come, two workers, so that decisions are handed over too; then one worker to
    the end: the stories are those of both sets, none told twice, and every decision was counted once."""
    config = kit.settings(kafka_address, prefix, max_poll_records=40)
    streams.ensure(config)
    kit.feed(config, [m | {"source": f"wire-{n % 5}"} for n, m in enumerate(shuffled(wire(400, seed=3), seed=3))])
    decide.send(config, *made_of(config, 60))
    progress = kit.Progress(config)
    for n in range(3):
        before = progress.raw_done()
        with kit.process(config, tmp_path / "one") as one, kit.process(kit.another(config, "two"), tmp_path / "two"):
            kit.wait(partial(_moved_on, progress, before), 60, "progress")
            time.sleep(0.1 * n)
            if n == 1:
                decide.send(config, *made_of(config, 10))
            one.kill()
            one.wait()
    with kit.running(config):
        kit.wait(progress.done, 90, "all is done after the last kill")
        kit.wait(lambda: kit.metric(config, "state_decisions") == 70, 30, "every decision is held")
    progress.close()
    right = told(config)
    assert kit.stories(config) == right
    last: dict[bytes, bytes | None] = {}
    for r in kit.records(config, config.stream("stories")):
        assert last.get(r.key, b"") != r.value, f"{r.key!r} was told twice"
        last[r.key] = r.value


@pytest.mark.kafka
def test_made_seen_refused_and_redriven(kafka_address: str, prefix: str) -> None:
    """A decision made by a program changes the story of a reader, copies and ninjs too; a restart keeps it; what is no
    decision is a dead letter, which goes back into the same stream when it is redriven."""
    config = kit.settings(kafka_address, prefix, ninjs=True)
    streams.ensure(config)
    kit.feed(config, [kit.message()])
    with kit.running(config):
        kit.wait_done(config)
        decide.send(config, decide.made("Harbour", "withhold", ["ferry-1"], who="ana", why="wait for the minister"))
        producer = clients.plain_producer(config)
        producer.send(config.stream("decisions"), b'{"id": "x"}', key=b"x").get(30)
        producer.close()
        kit.wait(lambda: kit.metric(config, 'decisions_total{outcome="dead_letter"}') == 1, 20, "refused")
        kit.wait(lambda: kit.metric(config, 'decisions_total{outcome="applied"}') == 1, 20, "applied")
    assert kit.stories(config) == told(config)
    (story,) = map(orjson.loads, kit.stories(config).values())
    assert (story["status"], story["decided_by"][0]["why"]) == ("withheld", "wait for the minister")
    (letter,) = dead_letters.letters(config, Choice())
    assert (letter.reason, letter.raw.stream) == ("schema", config.stream("decisions"))
    assert dead_letters.redrive(config, {letter.name}) == 1
    with kit.running(config):
        kit.wait(lambda: kit.metric(config, 'decisions_total{outcome="dead_letter"}') == 1, 20, "refused again")
        decide.send(config, decide.made("harbour", "release", ["ferry-1"], who="ben", why="he said yes"))
        kit.wait(lambda: kit.metric(config, 'decisions_total{outcome="applied"}') == 1, 20, "released")
    (story,) = map(orjson.loads, kit.stories(config).values())
    assert (story["status"], [d["kind"] for d in story["decided_by"]]) == ("usable", ["release", "withhold"])
