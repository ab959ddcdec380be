"""Beginning under bad stars: Kafka goes away, an order to stop comes early, files run out, a name is taken."""

from __future__ import annotations

import logging
import resource
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.stream import kit
from worker.stream import broker as embedded
from worker.stream import clients, streams
from worker.stream.errors import BrokerLost, SettingsError


def _lines(path: Path) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in path.read_bytes().splitlines() if line.startswith(b"{")]


def test_an_order_to_stop_counts_from_the_start() -> None:
    """SIGTERM while the worker is still being loaded, which takes a second, ends it with status 0."""
    code = """
import importlib, os, signal
from worker import cli
load = importlib.import_module
def slow(name):
    os.kill(os.getpid(), signal.SIGTERM)
    return load(name)
importlib.import_module = slow
cli.main(["run", "--http-port", "0", "--bootstrap-servers", "127.0.0.1:1"])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr.decode()


class _Refusing:
    """An admin client whose broker dies between two calls."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def list_topics(self) -> list[str]:
        raise self._error

    def close(self) -> None:
        pass


def test_a_broker_that_dies_is_no_wrong_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """What passes by itself is told from what somebody has to change: supervisors do not restart on status 2."""
    from kafka.errors import ClusterAuthorizationFailedError, KafkaConnectionError, KafkaTimeoutError

    config = kit.settings("127.0.0.1:1", "t.")
    for error, expected in (
        (KafkaConnectionError("reset"), BrokerLost),
        (KafkaTimeoutError("no answer"), BrokerLost),
        (ClusterAuthorizationFailedError("no"), SettingsError),
    ):
        monkeypatch.setattr(clients, "admin", lambda _, error=error: _Refusing(error))
        with pytest.raises(expected):
            streams.ensure(config)


@pytest.fixture
def own_broker(tmp_path: Path) -> Iterator[embedded.Broker]:
    running = embedded.start(tmp_path / "kafka")
    yield running
    running.kill()


@pytest.mark.kafka
def test_kafka_may_go_away_while_a_worker_starts(
    own_broker: embedded.Broker, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The broker is killed between two questions of a start: the worker waits for it, and works when it is back; the
    log says so in two lines, four where a slow machine loses it once more."""
    config = kit.settings(own_broker.address, "t.")
    streams.ensure(config)
    kit.feed(config, [kit.message()])
    original, started = streams._check_configs, []

    def again() -> None:
        started.append(embedded.start(own_broker.data, int(own_broker.address.rpartition(":")[2])))

    def dying(*given: Any) -> None:
        if own_broker.process.poll() is None:
            own_broker.kill()
            threading.Timer(1, again).start()
        original(*given)

    monkeypatch.setattr(streams, "_check_configs", dying)
    caplog.set_level("INFO", logger="worker")
    try:
        with kit.running(config):
            kit.wait_done(config)
    finally:
        for broker in started:
            broker.kill()
    said = [record.getMessage() for record in caplog.records]
    assert 1 <= said.count("kafka_away") == said.count("kafka_back") <= 2


@pytest.mark.kafka
def test_streams_that_are_gone_are_named(
    own_broker: embedded.Broker, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A broker that comes back without its data: the worker says which streams are missing, and waits."""
    caplog.set_level("INFO", logger="worker")
    config = kit.settings(own_broker.address, "t.")
    streams.ensure(config)
    empty = None

    def told() -> list[logging.LogRecord]:
        return [record for record in list(caplog.records) if record.getMessage() == "streams_gone"]

    try:
        with kit.running(config):
            own_broker.kill()
            empty = embedded.start(tmp_path / "another", int(own_broker.address.rpartition(":")[2]))
            kit.wait(told, 90, "they are missed")
            for name in ("t.raw", "t.articles", "t.stories"):
                assert name in vars(told()[0])["error"]
    finally:
        if empty:
            empty.kill()


@pytest.mark.kafka
def test_a_name_that_is_taken_is_told_in_both(kafka_address: str, prefix: str, tmp_path: Path) -> None:
    """A second worker under the same transactional id: it says so at its start, the first as it ends."""
    config = kit.settings(kafka_address, prefix)
    twin = kit.another(config, "one")
    assert twin.transactional_id == config.transactional_id
    with kit.process(config, tmp_path / "first") as first:
        kit.wait(lambda: kit.ready(config), 60, "ready")
        with kit.process(twin, tmp_path / "second") as second:
            kit.wait(lambda: kit.ready(twin), 60, "the second is ready")
            kit.feed(config, [kit.message()])
            assert first.wait(60) == 3
            assert second.poll() is None
            (said,) = [line for line in _lines(tmp_path / "second") if line["event"] == "transactional_id_in_use"]
    assert said["host"] == "127.0.0.1"
    assert b"NEWSWIRE_TRANSACTIONAL_ID" in (tmp_path / "first").read_bytes()


@pytest.mark.kafka
def test_out_of_files_the_worker_ends(kafka_address: str, prefix: str, tmp_path: Path) -> None:
    """Where no connection can be opened any more, nobody reaches it either: it ends with status 1, to be restarted."""
    config = kit.settings(kafka_address, prefix)
    with kit.process(config, tmp_path / "log") as worker:
        kit.wait(lambda: kit.ready(config), 60, "ready")
        resource.prlimit(worker.pid, resource.RLIMIT_NOFILE, (3, 3))
        assert worker.wait(30) == 1
    assert "no file or connection could be opened" in (tmp_path / "log").read_text()
