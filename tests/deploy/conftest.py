"""Containers and a broker of the deploy tests' own. All of them run in one process, beside the other tests.

kafka-python is imported where it is used: the filter for its warning (tests/conftest.py) is not set up before.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from tests.deploy.tools import ROOT, TOOLS, Json, run, tool
from worker.stream import broker as embedded

T = TypeVar("T")

CONTAINERS_CONF = """
[containers]
netns = "host"
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
log_driver = "k8s-file"
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
"""
"""The host's network, so that a container reaches the broker; limits that fit under those of a machine in a box."""


class Podman:
    """podman with a store of its own, kept between runs so that the base image is made once."""

    def __init__(self, folder: Path) -> None:
        self.program = tool("podman")
        for needed in ("runc", "mmdebstrap"):
            tool(needed)
        if os.geteuid() != 0:
            pytest.skip("podman is set up here for root alone")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "containers.conf").write_text(CONTAINERS_CONF)
        (folder / "storage.conf").write_text(
            f'[storage]\ndriver = "overlay"\ngraphroot = "{folder}/storage"\nrunroot = "{folder}/run"\n'
        )
        self.environment = os.environ | {
            "CONTAINERS_CONF": str(folder / "containers.conf"),
            "CONTAINERS_STORAGE_CONF": str(folder / "storage.conf"),
            "BUILDER": "podman",
            "PULL_TIMEOUT": "10",
            "REVISION": "tested",
        }

    def __call__(self, *arguments: str, ok: bool = True) -> subprocess.CompletedProcess[str]:
        return run(self.program, *arguments, ok=ok, env=self.environment)

    def build(self, root: Path, tag: str) -> str:
        """Build with deploy/image from `root`, without cache and leaving none; returns the image's id."""
        run(root / "deploy/image", tag, "--layers=false", env=self.environment)
        return self("image", "inspect", tag, "--format", "{{.Id}}").stdout.strip()


@pytest.fixture(scope="session")
def podman() -> Podman:
    """The container engine; skips where there is none."""
    return Podman(TOOLS / "containers")


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the image is built from, so that nothing changes between two builds."""
    root = tmp_path_factory.mktemp("sources")
    for name in ("deploy", "schemas", "worker"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy2(ROOT / name, root / name)
    return root


@pytest.fixture(scope="session")
def image(podman: Podman, sources: Path) -> Iterator[str]:
    """The worker's image, built as an operator builds it; under a name of its own, for others may test here too."""
    tag = f"localhost/newswire:test-{os.getpid()}"
    podman.build(sources, tag)
    yield tag
    podman("rmi", tag)


@pytest.fixture
def kafka(tmp_path: Path) -> Iterator[embedded.Broker]:
    """A broker that the test may stop, and that goes when it ends."""
    running = embedded.start(tmp_path / "kafka")
    yield running
    running.kill()


class Wire:
    """A producer of raw articles and a reader of stories, on the default streams."""

    def __init__(self, address: str) -> None:
        from kafka import KafkaProducer

        self.address = address
        self._producer = KafkaProducer(bootstrap_servers=address, retry_backoff_ms=5)

    def send(self, *numbers: int, source: str = "halden") -> None:
        """Send raw articles, one for each number, of invented places and people."""
        for n in numbers:
            article = {
                "source": source,
                "id": f"item-{n}",
                "headline": f"Harbour office of Port Halden counts {n} ships",
                "body": f"PORT HALDEN, March 4 -- The harbour office counted {n} ships on Tuesday.\n\n"
                f'"We have never seen number {n} before," harbour master Edo Ralt said.',
                "published_at": f"2031-03-04T{n // 3600 % 24:02}:{n // 60 % 60:02}:{n % 60:02}+09:00",
            }
            self._producer.send("newswire.raw", json.dumps(article).encode())
        self._producer.flush()

    def send_raw(self, value: bytes, headers: list[tuple[str, bytes]] | None = None) -> None:
        """Send bytes as they are."""
        self._producer.send("newswire.raw", value, headers=headers or [])
        self._producer.flush()

    def stories(self, count: int, seconds: float = 30.0, stream: str = "newswire.stories") -> dict[str, list[Json]]:
        """All committed states in `stream`, by uri, once there are `count` stories, or when the time is over."""
        from kafka import KafkaConsumer

        reader = KafkaConsumer(
            stream,
            bootstrap_servers=self.address,
            isolation_level="read_committed",
            auto_offset_reset="earliest",
        )
        found: dict[str, list[Json]] = {}
        deadline = time.monotonic() + seconds
        quiet = 0
        while time.monotonic() < deadline and (len(found) < count or quiet < 3):
            batch = reader.poll(timeout_ms=300)
            quiet = 0 if batch else quiet + 1
            for records in batch.values():
                for record in records:
                    found.setdefault(record.key.decode(), []).append(json.loads(record.value))
        reader.close()
        return found

    def close(self) -> None:
        """Let go of the broker."""
        self._producer.close(timeout=1)


@pytest.fixture
def wire(kafka: embedded.Broker) -> Iterator[Wire]:
    """The wire of the test's broker."""
    made = Wire(kafka.address)
    yield made
    made.close()


def fetch(url: str) -> tuple[int, str]:
    """Status and text of an answer over HTTP; status 0 where nothing answers."""
    try:
        with urllib.request.urlopen(url, timeout=3) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as e:
        return e.code, e.read().decode()
    except OSError:
        return 0, ""


def wait_for(what: str, condition: Callable[[], T], seconds: float = 30.0, every: float = 0.1) -> T:
    """The first true value of `condition()`; fails with `what` when the time is over."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(every)
    return pytest.fail(f"{what}: not within {seconds:.0f} s")
