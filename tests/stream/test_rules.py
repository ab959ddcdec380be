"""The files that editors change: the routing table and the lexicon, as the worker takes them."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import orjson
import pytest

from tests.stream import kit
from worker.publish import routing
from worker.story.changelog import Entry
from worker.stream import rules, streams
from worker.stream.batch import Batch, Hops
from worker.stream.config import Settings
from worker.stream.errors import SettingsError
from worker.stream.readers import Readers
from worker.stream.state import SourceStates, state_of
from worker.stream.understand import understand
from worker.wire.article import Lineage, to_json

LEXICON = """
[own:ferries Ferries >= 1]
4: ferry line
"""


@pytest.mark.kafka
def test_copies_go_where_the_table_says(kafka_address: str, prefix: str, tmp_path: Path) -> None:
    """A story reaches the streams of its source and of an editor's own tag; when a LEAD drops the tag, its copy is
    taken back, in the same transaction as the story."""
    (tmp_path / "routes.toml").write_text(kit.ROUTES)
    (tmp_path / "lexicon.txt").write_text(LEXICON)
    config = dataclasses.replace(
        kit.settings(kafka_address, prefix),
        routes=str(tmp_path / "routes.toml"),
        lexicon=str(tmp_path / "lexicon.txt"),
    )
    table = streams.table(config, rules.load(config).routes)
    streams.ensure(config, table)
    other = {"source": "ridge", "id": "r", "body": "QUILL, May 2 (R) -- The fair opens."}
    lead = kit.message(9, headline="(LEAD) Boats sail to Tolve", body="TOLVE, May 2 (HPA) -- Boats sail.")
    with kit.running(config):
        kit.feed(config, [kit.message(), other])
        kit.wait_done(config)
        assert len(_copies(config, "stories.harbour")) == len(_copies(config, "ferry-stories")) == 1
        kit.feed(config, [lead])
        kit.wait_done(config)
        written = len(kit.records(config, config.stream("stories")))
        kit.wait(lambda: kit.metric(config, "stories_total") == written, 10, "copies are not counted as stories")
    (story,) = _copies(config, "stories.harbour").values()
    assert story is not None
    assert story == kit.stories(config)[orjson.loads(story)["uri"]]
    assert orjson.loads(story)["version"] == 2
    assert set(_copies(config, "ferry-stories").values()) == {None}


def _copies(config: Settings, stream: str) -> dict[bytes, bytes | None]:
    return {r.key: r.value for r in kit.records(config, config.stream(stream))}


def test_new_rules_take_back_every_copy_of_a_story_that_is_gone() -> None:
    """Nobody remembers which streams had one: each of the routing table gets a tombstone."""
    hops = Hops(kit.settings("127.0.0.1:1", "t."), Readers(0, rules.Rules(routes=routing.parse(kit.ROUTES))))
    a = understand(orjson.dumps(kit.message()), Lineage("raw", 0, 0), 0)
    states: SourceStates = {}
    state = state_of(states, "harbour", 0, hops.outputs)
    state.restore(Entry("article", a.key, to_json(a), "newswire:harbour:by-old-rules"))
    batch = Batch()
    assert hops.renew(0, state, batch, 0) == []
    gone = [out.stream for out in batch.outs if out.key == b"newswire:harbour:by-old-rules" and out.value is None]
    assert gone == ["t.stories", "t.stories.harbour", "t.ferry-stories"]


@pytest.mark.parametrize(
    ("routes", "lexicon", "says"),
    [
        ("[[route]]\nstream = !\n", "", "routes.toml: Invalid value (at line 2"),
        ('[[route]]\nstream = "articles"\nsources = ["x"]', "", "NEWSWIRE_ROUTES sends stories to t.articles"),
        ("", "[medtop:99999999]\n1: ferry\n", "lexicon.txt:1: "),
    ],
)
def test_a_wrong_file_stops_the_worker_at_the_start(tmp_path: Path, routes: str, lexicon: str, says: str) -> None:
    """The message has file, line and fault."""
    paths = {}
    for name, text in (("routes", routes), ("lexicon", lexicon)):
        path = tmp_path / (f"{name}.toml" if name == "routes" else f"{name}.txt")
        path.write_text(text)
        paths[name] = str(path) if text else ""
    config = dataclasses.replace(kit.settings("127.0.0.1:1", "t."), routes=paths["routes"], lexicon=paths["lexicon"])
    with pytest.raises(SettingsError) as error:
        rules.load(config)
    assert says in str(error.value)
