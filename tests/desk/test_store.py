"""What the desk keeps, and what it must not: killed texts, embargoed ones, grammar of the search."""

from __future__ import annotations

import dataclasses
import itertools
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.desk import kit
from worker.desk import purge, questions
from worker.desk.filters import Filter
from worker.desk.questions import Viewer
from worker.desk.reader import Reader
from worker.desk.store import Store, unpacked
from worker.stream.config import Settings

SECRET = "Zymurgist"
"""A word of the text that is killed, and of nothing else."""


def page(minutes: int, headline: str, body: str, **fields: Any) -> dict[str, Any]:
    """A version of one story, by the wire's own number of it."""
    return {
        "source": "yonhap",
        "id": f"AEN202503140047{50 + minutes if minutes else 0:02}315",
        "headline": headline,
        "body": body,
        "published_at": f"2025-03-14T12:{minutes:02}:00+09:00",
    } | fields


FIRST = page(
    0, "Harbor to close", f"PORT MEREN, March 14 (Yonhap) -- The {SECRET} of Port Meren said it closes in June."
)
KILL = page(1, "KILL: Harbor to close", "(ATTN: KILLS story)\n\nThe story is withdrawn.", status="canceled")


@pytest.fixture
def store(tmp_path: Path) -> Any:
    opened = Store(tmp_path / "desk.sqlite")
    yield opened
    opened.close()


def on_disk(path: Path) -> bytes:
    return b"".join(p.read_bytes() for p in path.iterdir())


def test_a_state_is_kept_and_found(store: Store) -> None:
    """Every state of a story is history; the newest is what is listed and searched."""
    kit.fill(store, FIRST, page(2, "(LEAD) Harbor to stay open", "The harbor stays open, the mayor said."))
    (row,) = questions.wire(store, Viewer(), Filter())
    assert row["headline"] == "Harbor to stay open"
    assert row["marker"] == "(LEAD)"
    assert [s["change"] for s in questions.states(store, row["id"])] == ["updated", "created"]
    assert questions.wire(store, Viewer(), Filter(q="mayor harb"))
    assert not questions.wire(store, Viewer(), Filter(q=SECRET))


@pytest.mark.parametrize("order", list(itertools.permutations(("first", "killed", "texts"))))
def test_killed_text_leaves_the_disk_in_whatever_order_it_came(
    store: Store, tmp_path: Path, order: tuple[str, ...]
) -> None:
    """States and texts come by different partitions: whichever is first, nothing of the text is left afterwards, in no
    table, index or file."""
    found = kit.articles(FIRST, KILL)
    if order.index("killed") < order.index("first"):
        order = tuple(x for x in order if x != "first")  # one partition holds both states: they never change places
    steps = {
        "first": lambda: kit.take(store, stories=kit.told(found[:1])),
        "killed": lambda: kit.take(store, stories=kit.told(found)),
        "texts": lambda: kit.take(store, texts=kit.kept(found)),
    }
    for step in order:
        steps[step]()
    assert [row["status"] for row in questions.wire(store, Viewer(), Filter())] == ["canceled"]
    for table in ("states", "texts"):
        bodies = [r[0] for r in store.writer.execute(f"SELECT body FROM {table} WHERE body IS NOT NULL")]
        assert len(bodies) == (1 if table == "states" else 0)
    assert purge.wipe(store.writer)
    assert not purge.wipe(store.writer)
    assert SECRET.lower().encode() not in on_disk(tmp_path).lower()
    assert not questions.wire(store, Viewer(), Filter(q=SECRET))


def test_the_text_was_on_the_disk_before(store: Store, tmp_path: Path) -> None:
    """The test above would see it: the index holds words as they are."""
    kit.fill(store, FIRST)
    assert SECRET.lower().encode() in on_disk(tmp_path).lower()


def test_an_embargoed_story_is_for_those_who_are_named(store: Store) -> None:
    """Until its time it is in no list, search, speaker's page or set of names for anybody else; after it, for all."""
    text = "(ATTN: EMBARGOED until 0900 GMT March 15, 2125)\n\nPORT MEREN, March 14 (Yonhap) -- "
    text += f'"A {SECRET}," Tarl Brask said.'
    kit.fill(store, page(0, "Harbor embargo", text, embargoed_until="2125-03-15T09:00:00Z"))
    anybody, named = Viewer(), Viewer("ana", decides=True, sees_embargoed=True)
    assert questions.wire(store, anybody, Filter()) == []
    assert questions.wire(store, anybody, Filter(q=SECRET)) == []
    assert questions.hidden_now(store, anybody) == 1
    assert not questions.names(store, "speaker")
    (row,) = questions.wire(store, named, Filter())
    assert questions.story(store, anybody, row["uri"]) is None
    assert questions.story(store, named, row["uri"]) is not None
    s = unpacked(questions.story(store, named, row["uri"])["body"])  # type: ignore[index]
    assert questions.texts(store, anybody, s, s["versions"]) == {}
    assert SECRET in str(questions.texts(store, named, s, s["versions"]))
    store.writer.execute("UPDATE stories SET embargo = 1")
    assert len(questions.wire(store, anybody, Filter())) == 1


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    asked=st.text(st.characters(blacklist_categories=["Cs"]), max_size=40) | st.text('"*():^-ANDOR NEAR{}', max_size=20)
)
def test_no_search_is_a_mistake(store: Store, asked: str) -> None:
    """Whatever is typed, the search answers: nothing of it is its own grammar."""
    questions.wire(store, Viewer(), Filter(q=asked))


def test_a_store_of_other_tables_is_made_anew(tmp_path: Path) -> None:
    """After an upgrade that has other tables the file is filled from Kafka again."""
    first = Store(tmp_path / "desk.sqlite")
    kit.fill(first, FIRST)
    first.writer.execute("PRAGMA user_version = 999")
    with pytest.raises(OSError, match="another desk"):
        Store(tmp_path / "desk.sqlite")
    first.close()
    again = Store(tmp_path / "desk.sqlite")
    assert questions.wire(again, Viewer(), Filter()) == []
    again.close()


def test_a_desk_begun_anew_shows_the_wire_as_it_happened(store: Store) -> None:
    """Kafka's partitions come one after the other: the list, its next page, people and names still go by time."""
    told = [kit.told(kit.articles(page(n, f"Harbor {n}", "It stays.", slug=f"s{n}", id=f"c-{n}")))[0] for n in range(6)]
    parts = [[record for n, record in enumerate(told) if n % 2 == part] for part in (1, 0)]
    for part in parts:
        kit.take(store, [dataclasses.replace(r, timestamp=r.timestamp + 1_000 * told.index(r)) for r in part])
    found = questions.wire(store, Viewer(), Filter())
    assert [row["headline"] for row in found] == [f"Harbor {n}" for n in (5, 4, 3, 2, 1, 0)]
    later = questions.wire(store, Viewer(), Filter(), questions.place_of(found[2]))
    assert [row["headline"] for row in later] == ["Harbor 2", "Harbor 1", "Harbor 0"]


def test_a_full_disk_is_told_in_a_line(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The desk stops reading, names its file and says what to do, on the page and in the log, without a traceback."""

    def write(_reader: Reader) -> None:
        store.writer.execute("PRAGMA max_page_count = 1")  # no more than there are
        store.writer.execute("CREATE TABLE more AS SELECT zeroblob(1000000)")

    monkeypatch.setattr(Reader, "_connect", write)
    reader = Reader(Settings(), store, lambda: None)
    reader.start()
    reader._thread.join(15)
    reader.stop()
    assert reader.standing.failed is not None
    assert f"{store.path} cannot be written (database or disk is full): make room" in reader.standing.failed
    (line,) = [record for record in caplog.records if record.message == "desk_failed"]
    assert line.exc_info is None
