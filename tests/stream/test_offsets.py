"""Offsets: of a stream that was made again they mean nothing, and what no record stands at is passed over."""

from __future__ import annotations

import signal
from pathlib import Path
from types import SimpleNamespace

import orjson
import pytest
from kafka import OffsetAndMetadata, TopicPartition
from kafka.errors import CommitFailedError, KafkaError

from tests.stream import kit
from worker.stream import clients, loop, offsets, streams
from worker.stream.errors import SettingsError
from worker.stream.records import Out
from worker.stream.transactions import Transactions

RAW = TopicPartition("raw", 0)


class Reader:
    """A consumer of one partition: the id of its stream, and what its group has committed."""

    def __init__(self, stream_id: str | None, last: OffsetAndMetadata | None) -> None:
        cluster = SimpleNamespace(topic_id=lambda name: stream_id)
        self._client, self._last, self.sought = SimpleNamespace(cluster=cluster), last, 0

    def committed(self, *_: object, **__: object) -> OffsetAndMetadata | None:
        return self._last

    def partitions_for_topic(self, *_: object) -> set[int]:
        return {0}

    def seek_to_beginning(self, *_: object) -> None:
        self.sought += 1


@pytest.mark.parametrize(
    ("now", "said", "found"),
    [
        ("a", "a", 7),
        ("a", "b", None),
        ("a", "", 7),  # committed by an earlier version
        (None, "b", 7),  # nothing known: as ever
        ("a", None, None),
    ],
)
def test_an_offset_of_another_stream_counts_as_none(now: str | None, said: str | None, found: int | None) -> None:
    """The partition is read from its beginning then, as one without an offset is."""
    reader = Reader(now, None if said is None else OffsetAndMetadata(7, said, -1))
    ids = offsets.Ids("handover")
    assert offsets.committed(reader, [RAW], ids).get(RAW) == found
    assert (reader.sought, ids.streams) == (found is None, {"raw": now or ""})
    assert offsets.to_commit({RAW: 9}, ids) == {RAW: OffsetAndMetadata(9, now or "", -1)}


def test_a_session_ends_where_its_stream_is_another() -> None:
    """As soon as the client knows; an id that was not known is noted."""
    ids = offsets.Ids("handover", {"raw": ""})
    for now in (None, "a", None, "a"):
        offsets.check(Reader(now, None), ids)
    assert ids.streams == {"raw": "a"}
    with pytest.raises(CommitFailedError, match="stream raw was deleted and made again"):
        offsets.check(Reader("b", None), ids)


@pytest.mark.parametrize(
    ("said", "now", "right"),
    [
        ("a x", "x", True),
        ("a x", "y", False),
        ("a x", None, True),
        ("a", "y", True),
        ("", "y", True),
        (None, "y", True),
    ],
)
def test_the_state_goes_with_its_stream(said: str | None, now: str | None, right: bool) -> None:
    """The offsets of `handover` name the stream `articles`: another one holds another state, or none."""
    place, ids = TopicPartition("handover", 3), offsets.Ids("handover")
    reader = Reader("a", None if said is None else OffsetAndMetadata(7, said, -1))
    assert offsets.committed(reader, [place], ids) == ({} if said is None else {place: 7})
    state = Reader(now, None)
    if right:
        offsets.check_state(state, "articles", [3], ids)
        told = f"a {now}" if now else "a"
        assert offsets.to_commit({place: 9}, ids) == {place: OffsetAndMetadata(9, told, -1)}
    else:
        offsets.check_state(state, "articles", [2], ids)
        with pytest.raises(SettingsError, match="articles was deleted and made again"):
            offsets.check_state(state, "articles", [2, 3], ids)


@pytest.mark.kafka
def test_a_state_that_is_gone_is_told(kafka_address: str, prefix: str) -> None:
    """Somebody deletes `articles`: the next worker would make it anew, begin with nothing, and tell the stories of what
    comes from then on as if nothing had been before. It ends instead, and says what to do."""
    config = kit.settings(kafka_address, prefix, partitions=1)
    streams.ensure(config)
    for _ in range(2):
        with kit.running(config):
            kit.feed(config, [kit.message()])
            kit.wait_done(config)
    admin = clients.admin(config)
    admin.delete_topics([config.stream("articles")])
    kit.wait(lambda: config.stream("articles") not in admin.list_topics(), 20, "it is gone")
    admin.close()
    with pytest.raises(SettingsError, match="start over"), kit.running(config):
        pass


@pytest.mark.kafka
def test_a_raw_stream_may_be_made_again(kafka_address: str, prefix: str, tmp_path: Path) -> None:
    """While the worker does not look: with more records than the old one had, where reading on would skip the first of
    them and show nothing."""
    config = kit.settings(kafka_address, prefix)
    streams.ensure(config)
    with kit.process(config, tmp_path / "log") as worker:
        kit.feed(config, [kit.message(id=f"old-{n}") for n in range(40)])
        kit.wait_done(config, 90)
        before = kit.stories(config)
        worker.send_signal(signal.SIGSTOP)
        admin = clients.admin(config)
        admin.delete_topics(list(config.raw_streams))

        def made() -> bool:
            """A deleted stream stands for a moment yet."""
            try:
                return bool(streams.ensure(config)[0].created)
            except KafkaError:
                return False

        kit.wait(made, 20, "the stream is there again")
        admin.close()
        kit.feed(config, [kit.message(id=f"new-{n}") for n in range(80)])
        worker.send_signal(signal.SIGCONT)
        kit.wait(lambda: len(kit.stories(config)) >= 120, 60, "no record is skipped")
        assert before.items() <= kit.stories(config).items()


@pytest.mark.kafka
def test_aborted_records_are_passed_over(
    kafka_address: str, prefix: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a producer has aborted at the end of a raw stream is committed as read, so that Kafka shows no lag, and is
    no lost record once it has been deleted."""
    monkeypatch.setattr(loop, "NAME_SECONDS", 0.5)
    config = kit.settings(kafka_address, prefix)
    streams.ensure(config)
    place = TopicPartition(config.raw_streams[0], 0)
    ours = Transactions(kit.another(config, "other"), [place.topic], partition=place.partition)
    reader = clients.range_consumer(config, config.group_id)
    with kit.running(config):
        for finish in (ours.commit, ours.abort):
            ours.begin()
            ours.send(Out(place.topic, b"k", orjson.dumps(kit.message())))
            ours.deliver()
            finish()
            kit.wait(lambda: reader.committed(place) == reader.end_offsets([place])[place], 20, "all is committed")
        end = reader.end_offsets([place])[place]
    for client in (ours, reader):
        client.close()
    admin = clients.admin(config)
    admin.delete_records({place: end})
    admin.close()
    kit.feed(config, [kit.message(9)])
    with kit.running(config):
        kit.wait_done(config)
    assert "records_lost" not in [r.message for r in caplog.records]
