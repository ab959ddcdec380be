"""A message on which our own code breaks is a dead letter, `defect`, wherever it is read; nothing else stops."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner

from tests.replay.test_run import newswire
from tests.stream import kit
from tests.stream.test_parts import MESSAGE as SEVERAL
from worker import cli
from worker.enrich.enrich import look_for_speakers
from worker.replay.archive import folder
from worker.replay.filters import Filters
from worker.story.packed import opened
from worker.stream import readers, streams, understand
from worker.stream.config import Settings
from worker.stream.defects import as_bad_messages
from worker.stream.understand import NO_ENVELOPE, Envelope
from worker.wire.article import BadMessage, Lineage

HERE = Lineage("raw", 0, 0)
AGENCY = Envelope("nordlight")
TRIGGER = "Ferry that breaks the reader"


class Panic(BaseException):
    """As a library written in Rust raises one: no `Exception`."""


def recursion() -> None:
    recursion()


BREAKS: dict[str, Any] = {
    "ValueError": lambda: list[str]().index("second"),
    "RecursionError": recursion,
    "MemoryError": lambda: bytearray(1 << 62),
    "Panic": lambda: (_ for _ in ()).throw(Panic("index out of bounds")),
    "UnicodeEncodeError": "\ud800".encode,
}


def broken(monkeypatch: pytest.MonkeyPatch, what: str = "ValueError") -> None:
    """Let enrichment break on articles with the headline `TRIGGER`."""

    def breaking(article: Any) -> Any:
        if article.headline == TRIGGER:
            BREAKS[what]()
        return look_for_speakers(article)

    monkeypatch.setattr(understand, "look_for_speakers", breaking)


def value(headline: str = TRIGGER, **fields: Any) -> bytes:
    return orjson.dumps(kit.message(headline=headline, **fields))


@pytest.mark.parametrize("what", BREAKS)
def test_whatever_breaks_is_a_defect_with_name_and_place(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Errors, want of memory or stack, and a panic of a library: the detail names the exception and a line of ours."""
    broken(monkeypatch, what)
    with pytest.raises(BadMessage) as caught:
        understand.understand(value(), HERE, None)
    assert caught.value.reason == "defect"
    assert caught.value.detail.startswith(f"{what} at worker/stream/understand.py:_listening:")
    assert orjson.dumps(caught.value.detail)


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_an_order_to_stop_is_no_defect(stop: type[BaseException]) -> None:
    """Ctrl-C while a message is read ends the command, as ever."""
    with pytest.raises(stop), as_bad_messages():
        raise stop


def test_readers_answer_with_the_defect(monkeypatch: pytest.MonkeyPatch) -> None:
    """A chunk in which one message breaks holds the articles of all others, here and on the way from a process; so it
    does where it is the JSON that cannot be written, or not be read back. What is kept holds on to no stack."""
    broken(monkeypatch)
    raws: list[readers._Raw] = [
        (value("Ferry sails"), "raw", 0, 0, None, NO_ENVELOPE),
        (value(), "raw", 0, 1, None, NO_ENVELOPE),
        (value("Ferry"), "raw", 0, 2, None, NO_ENVELOPE),
    ]
    packed, _ = readers._there(raws)
    found = [one for p in packed for one in readers._unpacked(p)]
    assert [isinstance(f, BadMessage) and f.reason for f in found] == [False, "defect", False]
    ((direct,),) = readers._read(raws[1:2], None)
    assert isinstance(direct, BadMessage)
    assert direct.__traceback__ is None
    assert direct.__context__ is None
    monkeypatch.setattr(understand, "keep", lambda article: orjson.dumps({article: 1}))
    written = [one for parts in readers._read(raws, None) for one in parts]
    assert [f.reason for f in written if isinstance(f, BadMessage)] == ["defect"] * 3
    (odd,) = readers._unpacked([b'{"source": 1}'])
    assert isinstance(odd, BadMessage)
    assert odd.reason == "defect"


@pytest.mark.parametrize("most", [1, 700, 1 << 20])
def test_what_is_read_together_is_what_each_is_alone(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Articles, a record of several with a picture among them, broken ones and one that meets a defect: understood
    together, however many at a time, they are what each is by itself, part numbers and all."""
    broken(monkeypatch)
    monkeypatch.setattr(understand, "TOGETHER_BYTES", most)
    values = [value("Ferry sails"), b"no JSON", SEVERAL, value(), None, SEVERAL, value("Ferry")]
    raws = [understand.Raw(one, Lineage("raw", 0, n), 1, AGENCY) for n, one in enumerate(values)]
    alone = [[_comparable(one) for one in understand.understood(*raw[:3], said=raw.said)] for raw in raws]
    assert [[_comparable(one) for one in parts] for parts in understand.all_understood(raws)] == alone
    packed = [[_comparable(one) for one in parts] for parts in understand.all_packed(raws)]
    assert packed == alone
    assert [len(parts) for parts in alone] == [1, 1, 4, 1, 1, 4, 1]


def test_a_defect_in_one_of_several_names_its_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which article of a record is broken is known, from 0, whichever step breaks: reading, enriching or packing."""
    raws = [understand.Raw(one, HERE, 1, AGENCY) for one in (value("Ferry sails"), SEVERAL)]
    for step in ("taken_apart", "article_of", "look_for_speakers", "attributed", "tell", "enriched", "keep"):
        with monkeypatch.context() as patched:
            patched.setattr(understand, step, lambda *_: BREAKS["ValueError"]())
            alone, several = understand.all_packed(raws)
        assert [one.part for one in alone if isinstance(one, BadMessage)] == [None]
        assert [one.part for one in several if isinstance(one, BadMessage)] == [0, 1, 2, 3]


def _comparable(one: Any) -> Any:
    if isinstance(one, BadMessage):
        return one.reason, one.detail, one.part
    return opened(one[1]) if isinstance(one, tuple) else one


def test_commands_print_it_as_an_error_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`parse` prints it in its place, `fold` counts it, a local replay keeps it with its bytes; all go on."""
    broken(monkeypatch)
    wire = tmp_path / "wire.jsonl"
    wire.write_bytes(b"\n".join([value("Ferry sails", id="a"), value(), value("Ferry stops", id="b")]))
    done = CliRunner().invoke(cli.main, ["parse", str(wire)])
    lines = [orjson.loads(line) for line in done.stdout.splitlines()]
    assert [line.get("error") for line in lines] == [None, "defect", None]
    assert (lines[1]["line"], done.exit_code) == (2, 0)
    done = CliRunner().invoke(cli.main, ["fold", str(wire)])
    assert len(done.stdout.splitlines()) == 2
    assert "1 could not be read (defect 1)" in done.stderr
    understood = folder.understood(
        [(0, value(), HERE, None, False), (1, value("Ferry"), HERE, None, False)], 1, Filters(), ("", "")
    )
    assert understood.outcomes["dead_letter"] == 1
    assert orjson.loads(understood.dead[0].split(b"\t")[1])["value"] == value().decode()


@pytest.mark.kafka
def test_mended_and_redriven_it_is_as_if_nothing_had_been(
    kafka_address: str, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A story whose second of three versions meets a defect: the worker goes on, counts it, keeps its bytes. Mended and
    redriven, the stories are those of the same messages read without a defect."""
    config = kit.settings(kafka_address, prefix, partitions=1)
    streams.ensure(config)
    feed = [
        kit.message(0, id="a", slug="Tolve-ferry"),
        kit.message(20, id="b", slug="Tolve-ferry", marker="LEAD", headline=TRIGGER),
        kit.message(40, id="c", slug="Tolve-ferry", marker="2nd LD"),
        kit.message(50, id="d", headline="Museum of tides reopens", body="PORT MEREN -- The museum opens on Friday."),
    ]
    with monkeypatch.context() as patched:
        broken(patched)
        kit.feed(config, feed)
        with kit.running(config):
            kit.wait_done(config)
            kit.wait(lambda: kit.metric(config, 'dead_letters_total{reason="defect"}') == 1, 5, "it is counted")
    (letter,) = kit.records(config, config.stream("dead-letters"))
    assert letter.value == orjson.dumps(feed[1])
    assert dict(letter.headers)["detail"].startswith(b"ValueError at worker/stream/understand.py:")
    before = {uri: orjson.loads(story) for uri, story in kit.stories(config).items()}
    assert sorted(story["version"] for story in before.values()) == [1, 2]
    done = newswire(config, "dead-letters", "redrive", "--reason", "defect", "--only-if-it-now-reads", "--yes")
    assert done.stdout.splitlines()[-1] == "1 redriven, 0 left"
    with kit.running(config):
        kit.wait_done(config)
    undisturbed = kit.settings(kafka_address, f"{prefix}quiet.", partitions=1)
    streams.ensure(undisturbed)
    kit.feed(undisturbed, feed)
    with kit.running(undisturbed):
        kit.wait_done(undisturbed)
    assert _said(config) == _said(undisturbed)


def _said(config: Settings) -> dict[str, Any]:
    """The stories without the places of their raw records, which a redriven message has two of."""

    def without(said: Any) -> Any:
        if isinstance(said, dict):
            return {name: without(inner) for name, inner in said.items() if name != "raw"}
        return [without(inner) for inner in said] if isinstance(said, list) else said

    return {uri: without(orjson.loads(story)) for uri, story in kit.stories(config).items()}
