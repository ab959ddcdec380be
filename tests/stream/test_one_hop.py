"""Where a worker holds the partition of an article, it folds it in the transaction that writes it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import orjson

from tests.stream import kit
from worker.stream import records
from worker.stream.batch import Batch, Hops
from worker.stream.config import Settings
from worker.stream.records import Out, is_folded
from worker.stream.state import SourceStates, _apply
from worker.stream.streams import partition_of
from worker.wire.article import Article, from_json

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
    """A record of `articles` as it is read back."""
    return SimpleNamespace(offset=offset, key=out.key, value=out.value, headers=list(out.headers), timestamp=1)


def by_stream(batch: Batch, name: str) -> list[Out]:
    return [out for out in batch.outs if out.stream == f"newswire.{name}"]


def state(wires: SourceStates) -> dict[str, Article]:
    return {article.key: article for wire in wires.values() for article in wire.articles()}


def test_article_and_story_are_written_together() -> None:
    """One batch, both hops; nothing more comes of it when the article is read back."""
    hops, wires, batch = Hops(SETTINGS), {}, Batch()
    hops.take([raw(0)], batch, 1, {PLACE: wires})
    (article,) = by_stream(batch, "articles")
    assert is_folded(written(7, article))
    assert len(by_stream(batch, "stories")) == 1
    assert batch.endings == {"published": 1}
    back = Batch()
    hops.fold(PLACE, wires, [written(7, article)], back, 1)
    assert (back.outs, back.endings) == ([], {})


def test_elsewhere_the_article_is_only_written() -> None:
    """Without its partition, the second hop is another worker's."""
    batch = Batch()
    Hops(SETTINGS).take([raw(0)], batch, 1, {PLACE + 1: {}})
    (article,) = batch.outs
    assert not is_folded(written(7, article))
    assert batch.endings == {}


def test_late_at_once() -> None:
    """An article that is late becomes a dead letter with its bytes, and no record of `articles`."""
    hops, wires, batch = Hops(SETTINGS), {}, Batch()
    hops.take([raw(0, **LATER), raw(1)], batch, 1, {PLACE: wires})
    (letter,) = by_stream(batch, "dead-letters")
    assert (letter.key, letter.value) == (b"k", raw(1).value)
    assert records.header(letter.headers, "reason") == b"late"
    assert [from_json(out.value or b"").item_id for out in by_stream(batch, "articles")] == ["ferry-2"]


def test_a_restart_knows_what_was_folded_beyond_the_offset() -> None:
    """The offset stands before an article of another worker that is still to be read; what was folded as it was
    written lies behind it, and is part of the state; what has expired since is not."""
    hops, wires, batch = Hops(SETTINGS), {}, Batch()
    hops.take([raw(0)], batch, 1, {PLACE: wires}, lambda _: 5)
    unread = Batch()
    hops.take([raw(1, id="buoy")], unread, 1)
    log = [written(5, unread.outs[0]), written(6, by_stream(batch, "articles")[0])]
    restored: SourceStates = {}
    _apply(restored, log, 5, SETTINGS.window_ms, (), {})
    assert state(restored) == state(wires) != {}

    batch = Batch()
    hops.take([raw(2, **LATER)], batch, 1, {PLACE: wires}, lambda _: 5)
    log += [written(7 + n, out) for n, out in enumerate(by_stream(batch, "articles"))]
    assert [r.value is None for r in log] == [False, False, False, True]
    restored = {}
    _apply(restored, log, 5, SETTINGS.window_ms, (), {})
    assert state(restored) == state(wires)
    assert [a.item_id for a in state(restored).values()] == ["ferry-2"]


def test_a_dead_letter_without_a_key_has_a_partition_of_its_own() -> None:
    """That of its raw record: the same message gives the same record in the same place each time."""
    batch = Batch()
    Hops(SETTINGS).take([SimpleNamespace(**(vars(raw(0)) | {"key": None, "value": b"no JSON"}))], batch, 1)
    assert [out.partition for out in batch.outs] == [3]
