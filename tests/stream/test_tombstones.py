"""An article sent again at the very moment its story closes: it is held, and stays held over a restart."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tests.story.wires import article
from worker.stream import records
from worker.stream.batch import Batch, Hops
from worker.stream.config import Settings
from worker.stream.state import SourceStates, _apply, state_of
from worker.wire.article import Article, to_json

DAY = 24 * 60


def record(offset: int, key: str, value: bytes | None, headers: tuple[tuple[str, bytes], ...] = ()) -> Any:
    """A record of `articles` as kafka-python gives it."""
    return SimpleNamespace(offset=offset, key=key.encode(), value=value, headers=list(headers), timestamp=1)


def sent(offset: int, a: Article) -> Any:
    return record(offset, a.key, to_json(a))


def undated(minutes: int) -> Article:
    """The same content, timed by nothing but the record it came in."""
    return article(minutes, item_id="old", published=None, published_precision=None, event_from="record")


def test_content_sent_again_between_decision_and_tombstone() -> None:
    """The tombstone of the old find does not take the new one: it is written once more, behind the tombstone; and a
    restart between the two keeps it as well."""
    hops, wires = Hops(Settings()), {}
    old, newest, again = undated(0), article(30 * DAY, item_id="new"), undated(30 * DAY)
    assert old.key == again.key
    batch = Batch()
    hops.fold(0, wires, [sent(0, old), sent(1, newest)], batch, 1)
    (tombstone,) = [o for o in batch.outs if o.stream == "newswire.articles" and o.value is None]
    assert records.header(tombstone.headers, records.UP_TO) == b"2"

    log = [sent(0, old), sent(1, newest), sent(2, again), record(3, old.key, None, tombstone.headers)]
    batch = Batch()
    hops.fold(0, wires, log[2:], batch, 1)
    assert state_of(wires, "harbour", 1).article(old.key) == again
    (rewrite,) = [o for o in batch.outs if o.stream == "newswire.articles"]
    assert (rewrite.key, rewrite.value) == (old.key.encode(), to_json(again))

    for committed in (3, 4):
        restored: SourceStates = {}
        _apply(restored, log, committed, Settings().window_ms, (), {})
        assert state_of(restored, "harbour", 1).article(old.key) == again


def test_a_tombstone_of_somebody_else_is_obeyed() -> None:
    """Who writes a tombstone into `articles` by hand has the article forgotten."""
    hops, wires = Hops(Settings()), {}
    a = article(0)
    hops.fold(0, wires, [sent(0, a), record(1, a.key, None)], Batch(), 1)
    assert len(state_of(wires, "harbour", 1)) == 0
