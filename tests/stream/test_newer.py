"""Back to an older version: what a newer one has written and this one cannot read stops it, and is not lost."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import orjson
import pytest

from tests.stream import kit
from tests.stream.test_one_hop import PLACE, SETTINGS, by_stream, raw, written
from worker.pull.position import Position
from worker.replay.errors import ReplayError
from worker.replay.kafka.plan import Plan, _from_record
from worker.story.changelog import Entry, record_key
from worker.story.closed import Stub
from worker.story.decision import Decision
from worker.story.packed import pack
from worker.story.rules_version import READABLE_FROM, VERSION
from worker.story.source_state import SourceState
from worker.stream import records, streams
from worker.stream.batch import Batch, Hops
from worker.stream.config import Settings, environment_of
from worker.stream.errors import SettingsError
from worker.stream.records import NEEDS, Out
from worker.stream.state import SourceStates, _apply, _check_unread
from worker.stream.understand import understand
from worker.wire.article import Article, Lineage

NEWER = ((NEEDS, b"%d" % (VERSION + 1)),)
SAYS = f"was written by a newer version, with version {VERSION + 1} of the rules; this one has {VERSION}"


def kept(monkeypatch: pytest.MonkeyPatch, *headers: tuple[str, bytes]) -> tuple[list[Any], list[Any]]:
    """Records of `articles` and of `handover`, as a version writes them that stamps its records with these headers."""
    monkeypatch.setattr(records, "STAMP", headers)
    folded, sent = Batch(), Batch()
    Hops(SETTINGS).take([raw(0)], folded, 1, {PLACE: {}})
    Hops(SETTINGS).take([raw(0)], sent, 1)
    both = by_stream(folded, "articles"), by_stream(sent, "handover")
    return tuple([written(n, out) for n, out in enumerate(outs)] for outs in both)  # type: ignore[return-value]


def test_what_a_newer_version_keeps_is_not_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A record of `articles` or `handover` that needs newer rules ends the worker, whether it opens here or not."""
    articles, handover = kept(monkeypatch, *NEWER)
    with pytest.raises(SettingsError, match=SAYS):
        _apply({}, articles, SETTINGS.window_ms)
    with pytest.raises(SettingsError, match=SAYS):
        Hops(SETTINGS).fold(PLACE, {}, handover, Batch(), 1)
    unknown = written(0, Out("articles", b"mood/harbour/x", b"\x00", NEWER))
    with pytest.raises(SettingsError, match="newer version"):
        _apply({}, [unknown], SETTINGS.window_ms)


@pytest.mark.parametrize("said", [b"%d" % VERSION, b"1", b"", b"x", b"-9", b"9" * 10, b"\xb2", None])
def test_what_this_version_can_read_it_reads(said: bytes | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stamped with its own rules or older ones; and nobody stops it with a header that is no number."""
    articles, handover = kept(monkeypatch, (NEEDS, said))  # type: ignore[arg-type]
    states: SourceStates = {}
    assert _apply(states, articles, SETTINGS.window_ms) == 0
    batch = Batch()
    Hops(SETTINGS).fold(PLACE, {}, handover, batch, 1)
    assert (len(states["harbour"]), batch.foreign) == (1, 0)


def test_records_that_do_not_say_so_are_told_by_the_rules_of_their_source() -> None:
    """Where newer rules have told the stories of a source, what cannot be opened there is no foreign record."""
    state = SourceState("harbour")
    entries = [*state.add([_article()]).changelog, Entry("rules", "", b"%d" % (VERSION + 1))]
    log = [written(n, Out("articles", record_key("harbour", e.kind, e.key), e.value)) for n, e in enumerate(entries)]
    other = written(9, Out("articles", record_key("harbour", "article", "x"), pack(b"{}")[:9] + b"packed otherwise"))
    unread: dict[str, Any] = {}
    states: SourceStates = {}
    assert _apply(states, [other, *log[:-1]], SETTINGS.window_ms, unread=unread) == 1
    _check_unread(states, unread)
    assert _apply(states, log[-1:], SETTINGS.window_ms, unread=unread) == 0
    with pytest.raises(SettingsError, match=SAYS):
        _check_unread(states, unread)


def _article() -> Article:
    return understand(orjson.dumps(kit.message()), Lineage("raw", 0, 0), 0)


FORM = (3, "9c07f0a1f7b83975")
"""The oldest version of the rules that can read what this one keeps, and the form of that."""


def test_another_form_needs_newer_readers() -> None:
    """What is kept has the form that workers with these rules can read: articles, closed stories, decisions, keys, the
    positions of pulls and the plans of replays."""
    shapes = msgspec.json.schema_components([Article, Decision, Stub, Position])[1]
    fields = {name: shape.get("properties") for name, shape in shapes.items()}
    keys = [record_key("a/b", kind, "k") for kind in ("article", "stub", "release", "decision", "rules")]
    plan = [(f.name, str(f.type)) for f in dataclasses.fields(Plan)]
    form = hashlib.sha256(repr((fields, keys, plan)).encode()).hexdigest()[:16]
    assert (READABLE_FROM, form) == FORM, (
        "what is kept in streams has another form: if a worker with these rules could not read all of it, set "
        f"READABLE_FROM = VERSION in worker/story/rules_version.py (once a release), and renew this digest: {form}"
    )
    assert READABLE_FROM <= VERSION


def test_a_plan_of_another_version_is_one_line() -> None:
    """With fields that are unknown here, or without some: no traceback, and `replay drop` needs no plan."""
    for value in (b'{"run": "r", "mood": 1}', b"[]", b"\xff", None):
        record = SimpleNamespace(headers=[], value=value)
        with pytest.raises(ReplayError, match="another version planned run r"):
            _from_record("r", record)
    record = SimpleNamespace(topic="newswire.replay.r.plan", partition=0, offset=0, headers=list(NEWER), value=b"{}")
    with pytest.raises(SettingsError, match=SAYS):
        _from_record("r", record)


AHEAD = f"""
from worker.story import rules_version
rules_version.VERSION = rules_version.READABLE_FROM = {VERSION + 1}
from worker import cli
cli.main(["run"])
"""
"""A worker of the version after this one, which keeps things in a form of its own."""


@contextmanager
def ahead(config: Settings, log: Path) -> Iterator[None]:
    with log.open("ab") as out:
        variables = os.environ | environment_of(config)
        started = subprocess.Popen([sys.executable, "-c", AHEAD], env=variables, stdout=out, stderr=out)
    try:
        kit.wait(lambda: kit.ready(config), 60, "the newer worker is ready")
        yield
    finally:
        started.terminate()
        started.wait(40)


@pytest.mark.kafka
def test_back_and_forth(kafka_address: str, prefix: str, tmp_path: Path) -> None:
    """A newer worker has worked and gone; this one ends with status 2 and one line that says what to do, and has
    written nothing; the newer goes on as if nothing had been."""
    config = kit.settings(kafka_address, prefix)
    streams.ensure(config)
    with ahead(config, tmp_path / "newer"):
        kit.feed(config, [kit.message(), kit.message(3, headline="(LEAD) Ferry line opens")])
        kit.wait_done(config)
    before = {name: kit.records(config, config.stream(name)) for name in ("articles", "stories", "handover")}
    with kit.process(config, tmp_path / "older") as older:
        assert older.wait(60) == 2
    said = (tmp_path / "older").read_text()
    assert SAYS in said
    assert "Traceback" not in said
    kit.feed(config, [kit.message(9, headline="(2nd LD) Ferry line opens")])
    for name, found in before.items():
        assert kit.records(config, config.stream(name)) == found
    with ahead(config, tmp_path / "newer"):
        kit.wait_done(config)
    assert kit.stories(config) == kit.expected(config)
