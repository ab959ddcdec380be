"""Where a worker holds the partition of an article's source it folds it as it is read; otherwise it hands it over."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import orjson
import pytest

from tests.stream import kit
from worker.replay.filters import Filters
from worker.replay.kafka.plan import Plan
from worker.story import source_state
from worker.story.changelog import parse_key
from worker.story.group import Group, make_group
from worker.story.packed import opened
from worker.stream import batch as batch_module
from worker.stream import records
from worker.stream.batch import Batch, Hops
from worker.stream.config import Settings
from worker.stream.errors import SettingsError
from worker.stream.records import Out
from worker.stream.releases import Releases
from worker.stream.state import SourceStates, _apply
from worker.stream.streams import partition_of
from worker.wire.article import Article

SETTINGS = Settings()
PLACE = partition_of("harbour", SETTINGS.partitions)
LATER = {"id": "ferry-2", "published_at": "2025-06-02T12:00:00+00:00"}


def raw(offset: int, **fields: Any) -> Any:
    """A raw record as kafka-python gives it."""
    value = orjson.dumps(kit.message(**fields))
    return SimpleNamespace(
        topic="newswire.raw", partition=3, offset=offset, key=b"k", value=value, headers=[], timestamp=1_750_000_000_000
    )


def written(offset: int, out: Out) -> Any:
    """A record as it is read back."""
    return SimpleNamespace(
        topic=out.stream,
        partition=out.partition,
        offset=offset,
        key=out.key,
        value=out.value,
        headers=list(out.headers),
        timestamp=-1 if out.timestamp_ms is None else out.timestamp_ms,
    )


def by_stream(batch: Batch, name: str) -> list[Out]:
    """What is written to a stream, but for the version of the rules."""
    return [o for o in batch.outs if o.stream == f"newswire.{name}" and not (o.key or b"").startswith(b"rules/")]


def state(states: SourceStates) -> dict[str, Article]:
    return {article.key: article for state in states.values() for article in state.articles()}


def test_article_and_story_are_written_together() -> None:
    """One batch: the article as it is kept, and the story."""
    hops, batch = Hops(SETTINGS), Batch()
    states: SourceStates = {}
    hops.take([raw(0)], batch, 1, {PLACE: states})
    (article,) = by_stream(batch, "articles")
    assert (parse_key(article.key) or ())[:2] == ("harbour", "article")
    assert article.partition == PLACE
    assert len(by_stream(batch, "stories")) == 1
    assert by_stream(batch, "handover") == []
    assert (batch.endings, batch.places) == ({"published": 1}, {PLACE})


def test_elsewhere_the_article_is_handed_over() -> None:
    """Without its partition, all that is written goes to the worker that has it, and comes to the same there."""
    batch = Batch()
    Hops(SETTINGS).take([raw(0)], batch, 1, {PLACE + 1: {}})
    (article,) = batch.outs
    assert (article.stream, article.partition) == ("newswire.handover", PLACE)
    assert (batch.endings, batch.places) == ({}, set())
    there, here = Batch(), Batch()
    Hops(SETTINGS).fold(PLACE, {}, [written(7, article)], there, 1)
    Hops(SETTINGS).take([raw(0)], here, 1, {PLACE: {}})
    assert (there.outs, there.endings, there.places) == (here.outs, here.endings, here.places)
    assert there.published_ms == here.published_ms == [1_750_000_000_000]


def test_late_is_late_wherever_it_is_folded() -> None:
    """It becomes a dead letter with its bytes, key and time, and nothing of it is kept."""
    for hand_over in (False, True):
        hops, batch = Hops(SETTINGS), Batch()
        states: SourceStates = {}
        raws = [raw(0, **LATER), raw(1)]
        if hand_over:
            first = Batch()
            hops.take(raws, first, 1)
            hops.fold(PLACE, states, [written(n, out) for n, out in enumerate(first.outs)], batch, 1)
        else:
            hops.take(raws, batch, 1, {PLACE: states})
        (letter,) = by_stream(batch, "dead-letters")
        assert (letter.key, letter.value) == (b"k", raw(1).value)
        assert records.header(letter.headers, "reason") == b"late"
        assert records.header(letter.headers, "timestamp") == b"1750000000000"
        assert [opened(out.value or b"").item_id for out in by_stream(batch, "articles")] == ["ferry-2"]


def test_a_large_record_is_fetched_where_its_article_is_late() -> None:
    """A raw record far larger than its article does not go with it; the dead letter has its bytes all the same."""
    hops, first, batch = Hops(SETTINGS, fetch=lambda raw: b"%d" % raw.offset), Batch(), Batch()
    states: SourceStates = {}
    large = SimpleNamespace(**(vars(raw(7)) | {"value": raw(7).value + b" " * 200_000}))
    hops.take([raw(0, **LATER), large], first, 1)
    assert [records.header(out.headers, records.ORIGINAL) is None for out in first.outs] == [False, True]
    hops.fold(PLACE, states, [written(n, out) for n, out in enumerate(first.outs)], batch, 1)
    (letter,) = by_stream(batch, "dead-letters")
    assert (letter.key, letter.value) == (b"k", b"7")


def test_a_restart_knows_what_was_folded() -> None:
    """Read whole and in order, the partition of `articles` gives the state back; what has closed since is not in it."""
    hops = Hops(SETTINGS)
    states: SourceStates = {}
    log: list[Any] = []
    for raws in ([raw(0)], [raw(1, id="buoy")], [raw(2, **LATER)]):
        batch = Batch()
        hops.take(raws, batch, 1, {PLACE: states})
        log += [written(len(log) + n, out) for n, out in enumerate(by_stream(batch, "articles"))]
        restored: SourceStates = {}
        assert _apply(restored, log, SETTINGS.window_ms) == 0
        assert state(restored) == state(states) != {}
    articles = [r for r in log if r.key.startswith(b"article/")]
    assert [r.value is None for r in articles] == [False, False, False, True, True]
    assert [a.item_id for a in state(restored).values()] == ["ferry-2"]


def test_a_foreign_record_is_passed_over() -> None:
    """In `articles` as in `handover`: it is counted, and stops nobody."""
    hops, batch = Hops(SETTINGS), Batch()
    states: SourceStates = {}
    hops.take([raw(0)], batch, 1, {PLACE: states})
    (article,) = by_stream(batch, "articles")
    strange = [Out("articles", key, value) for key, value in ((b"x", None), (None, b"{}"), (article.key, b"{}"))]
    log = [written(n, out) for n, out in enumerate([*strange, article])]
    restored: SourceStates = {}
    assert _apply(restored, log, SETTINGS.window_ms) == 3
    assert state(restored) == state(states)
    batch = Batch()
    hops.fold(PLACE, states, log[:3], batch, 1)
    assert (batch.foreign, batch.outs) == (3, [])


@pytest.mark.parametrize("kind", ["article", "stub", "release", "decision", "rules"])
def test_foreign_records_make_no_source(kind: str) -> None:
    """A source that nothing but foreign records names has no state: its partition could be any, and the worker would
    take that for a changed number of partitions."""
    log = [written(n, Out("articles", f"{kind}/atlantis/x".encode(), value)) for n, value in enumerate((b"{}?", b"xx"))]
    restored: SourceStates = {}
    assert _apply(restored, log, SETTINGS.window_ms) == 2
    assert restored == {}


def test_articles_of_an_earlier_version_are_no_foreign_ones() -> None:
    """Under keys of another form: the worker would begin with nothing and tell all open stories anew, so it says so."""
    batch = Batch()
    Hops(SETTINGS).take([raw(0)], batch, 1, {PLACE: {}})
    (article,) = by_stream(batch, "articles")
    earlier = written(0, Out("articles", b"harbour/ferry-1/0", article.value))
    with pytest.raises(SettingsError, match="earlier version, with other keys"):
        _apply({}, [earlier], SETTINGS.window_ms)


def test_an_article_that_makes_a_record_too_large_is_a_dead_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where all other limits fail: the one that does is named and kept, the others become stories."""
    monkeypatch.setattr(batch_module, "MAX_OUT_BYTES", 4_000)
    hops, batch = Hops(SETTINGS), Batch()
    long = orjson.dumps(kit.message(id="ferry-9", headline="Another", body="A boat sailed. " * 400))
    found = [raw(0), SimpleNamespace(**(vars(raw(1)) | {"value": long})), raw(2)]
    hops.take(found, batch, 1, {PLACE: {}})
    assert batch.reasons == {"too_large": 1}
    (letter,) = by_stream(batch, "dead-letters")
    assert letter.value == long
    assert len(by_stream(batch, "stories")) == 1


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ([("traceparent", b"00-1-2-01"), ("tracestate", b"a=1")], ("traceparent", "tracestate")),
        ([("traceparent", b"0" * 1_000_000), ("tracestate", b"\xff")], ()),
        ([("traceparent", None), ("tracestate", b"")], ()),
        ([("traceparent", b"1"), ("traceparent", b"2")], ("traceparent",)),
    ],
)
def test_only_trace_headers_are_passed_on(sent: list[tuple[str, bytes | None]], kept: tuple[str, ...]) -> None:
    """A megabyte, null or bytes that are no text are not copied into each record that follows from theirs."""
    batch = Batch()
    bad = SimpleNamespace(**(vars(raw(0)) | {"headers": sent, "value": b"no JSON"}))
    Hops(SETTINGS).take([bad], batch, 1)
    names = [name for out in batch.outs for name, _ in out.headers]
    assert tuple(name for name in names if name.startswith("trace")) == kept


def test_a_dead_letter_without_a_key_has_a_partition_of_its_own() -> None:
    """That of its raw record: the same message gives the same record in the same place each time."""
    batch = Batch()
    Hops(SETTINGS).take([SimpleNamespace(**(vars(raw(0)) | {"key": None, "value": b"no JSON"}))], batch, 1)
    assert [out.partition for out in batch.outs] == [3]


EMBARGO = {"published_at": "2025-06-02T10:00:00Z", "embargoed_until": "2025-06-02T12:00:00Z"}
NOON_MS = 1_748_865_600_000


@pytest.mark.parametrize(
    ("fixed_ms", "now_ms", "status", "releases"),
    [
        (None, NOON_MS - 1, "embargoed", 0),
        (None, NOON_MS, "usable", 1),
        (NOON_MS - 1, NOON_MS + 1, "embargoed", 0),
        (NOON_MS, 0, "usable", 1),
    ],
)
def test_fv99_embargoes_go_by_the_clock_or_by_a_fixed_time(
    fixed_ms: int | None, now_ms: int, status: str, releases: int
) -> None:
    """The worker's by the time of its batch, a replay's by that of its plan, whatever the clock says."""
    batch = Batch()
    Hops(SETTINGS, embargo_ms=fixed_ms).take([raw(0, **EMBARGO)], batch, now_ms, {PLACE: {}})
    (story,) = by_stream(batch, "stories")
    assert orjson.loads(story.value or b"")["status"] == status
    assert (batch.releases, sum((o.key or b"").startswith(b"release/") for o in batch.outs)) == (releases, releases)


def test_fv99_a_plan_says_what_time_it_is() -> None:
    """When a run was begun, not when it is worked on."""
    plan = Plan("r", "2025-06-02T12:00:00+00:00", 1, 0, Filters(), (), (), {}, open_end=True)
    assert plan.embargo_ms == NOON_MS


def test_a_release_on_which_our_code_breaks_stops_nobody(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It is logged and put off for a minute; the story stays under embargo, no article is to blame, and all else of the
    source goes on: mended, the release is made."""
    hops, states = Hops(SETTINGS), dict[int, SourceStates]({PLACE: {}})
    hops.take([raw(0, **EMBARGO)], Batch(), 0, states)
    releases = Releases(hops)
    with monkeypatch.context() as patched:

        def breaks(uri: str, items: Any, *ended: Any) -> Group:
            group = make_group(uri, items, *ended)
            if any(c.article.status == "usable" and c.article.embargoed_until for c in group.copies):
                raise ZeroDivisionError("broken")
            return group

        patched.setattr(source_state, "make_group", breaks)
        assert list(releases.due(states)) == []
        releases._next = 0.0
        assert list(releases.due(states)) == []
        assert [r.message for r in caplog.records].count("release_failed") == 1
        batch = Batch()
        hops.take(
            [raw(1, id="other", headline="Buoys go", published_at="2025-06-02T11:00:00Z")], batch, NOON_MS + 1, states
        )
        assert batch.endings == {"published": 1}
    releases._next, releases._put_off = 0.0, {}
    ((place, batch),) = releases.due(states)
    assert (place, [s.status for s in batch.published], batch.releases) == (PLACE, ["usable"], 1)
