"""The settings that Compose gives to Kafka and to the worker work together, on the same Kafka outside a container."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from tests.deploy.conftest import wait_for
from tests.deploy.test_manifests import documents
from tests.deploy.tools import DEPLOY
from worker.stream import broker as embedded

pytestmark = pytest.mark.deploy


def properties(environment: dict[str, str], folder: Path, ports: dict[str, int]) -> tuple[str, str]:
    """Kafka's properties as the image makes them of its variables, at addresses of this machine; and the cluster id."""
    lines = {
        name.removeprefix("KAFKA_").lower().replace("_", "."): value
        for name, value in environment.items()
        if name.startswith("KAFKA_")
    }
    lines["log.dirs"] = str(folder / "data")
    text = "".join(f"{name}={value}\n" for name, value in lines.items())
    for port, free in ports.items():
        text = re.sub(rf"(?<=:){port}\b", str(free), text)
    text = text.replace("://:", "://127.0.0.1:").replace("kafka:", "127.0.0.1:")
    return text, environment["CLUSTER_ID"]


def test_kafka_comes_up_and_the_worker_makes_its_streams(tmp_path: Path) -> None:
    """Kafka accepts every setting, both listeners answer, and the worker's own settings create all streams there."""
    (compose,) = documents((DEPLOY / "compose.yaml").read_text())
    wanted = ("9092", "9093", "19092")
    ports = dict(zip(wanted, embedded.free_ports(3), strict=True))
    text, cluster = properties(compose["services"]["kafka"]["environment"], tmp_path, ports)
    path = tmp_path / "server.properties"
    path.write_text(text)
    java, class_path = embedded._java()
    command = [java, "-Xmx384m", "-XX:TieredStopAtLevel=1", "-cp", class_path]
    subprocess.run(
        [*command, "kafka.tools.StorageTool", "format", "-t", cluster, "-c", str(path)],
        check=True,
        capture_output=True,
    )
    with (tmp_path / "kafka.log").open("wb") as log:
        kafka = subprocess.Popen([*command, "kafka.Kafka", str(path)], stdout=log, stderr=subprocess.STDOUT)

    def listening(port: int) -> bool:
        assert kafka.poll() is None, (tmp_path / "kafka.log").read_text()[-2000:]
        with socket.socket() as connection:
            return connection.connect_ex(("127.0.0.1", port)) == 0

    try:
        for port in ("19092", "9092"):
            wait_for(f"Kafka listens on {port}", partial(listening, ports[port]), 60)
        settings = compose["services"]["worker"]["environment"]
        address = settings["NEWSWIRE_BOOTSTRAP_SERVERS"].replace("kafka:19092", f"127.0.0.1:{ports['19092']}")
        done = subprocess.run(
            [sys.executable, "-m", "worker", "streams"],
            env=os.environ | settings | {"NEWSWIRE_BOOTSTRAP_SERVERS": address},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.count(" created ") == 6
    finally:
        kafka.kill()
        kafka.wait()
