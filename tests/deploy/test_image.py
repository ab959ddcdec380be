"""The image: small, the same twice, locked down; and it does its work, stops when told to, and survives a kill."""

from __future__ import annotations

import itertools
import json
import os
import re
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

from tests.deploy.conftest import Podman, Wire, fetch, wait_for
from tests.deploy.tools import DEPLOY, run, tool
from worker.stream import broker as embedded
from worker.stream.broker import free_ports

pytestmark = pytest.mark.deploy

LOCKED = ("--read-only", "--read-only-tmpfs=false", "--cap-drop", "all", "--security-opt", "no-new-privileges")
NAMES = (f"newswire-test-{os.getpid()}-{n}" for n in itertools.count())


class Container:
    """A worker in a container, locked down, on the host's network."""

    def __init__(self, podman: Podman, image: str, address: str, *more: str) -> None:
        self.podman, self.name, self.started = podman, next(NAMES), time.monotonic()
        (self.port,) = free_ports(1)
        settings = {
            "BOOTSTRAP_SERVERS": address,
            "HTTP_PORT": self.port,
            "REPLICATION": 1,
            "TRANSACTIONAL_ID": "worker-0",
            "NINJS": "true",
        }
        podman(
            *("run", "--detach", "--name", self.name, "--memory", "512m", *LOCKED, *more),
            *(word for name, value in settings.items() for word in ("--env", f"NEWSWIRE_{name}={value}")),
            image,
        )

    def get(self, path: str) -> tuple[int, str]:
        return fetch(f"http://127.0.0.1:{self.port}{path}")

    def wait(self, path: str) -> float:
        """Seconds from the start until `path` answers 200."""
        wait_for(f"{path} of {self.name}\n{self.log()}", lambda: self.get(path)[0] == 200, every=0.02)
        return time.monotonic() - self.started

    def stop(self) -> float:
        """Seconds that SIGTERM takes."""
        start = time.monotonic()
        self.podman("stop", "--time", "30", self.name)
        return time.monotonic() - start

    def status(self) -> int:
        return int(self.podman("wait", self.name).stdout)

    def log(self) -> str:
        return self.podman("logs", self.name, ok=False).stdout


class Start(Protocol):
    """Starts a container for the broker at an address; more words are options of podman."""

    def __call__(self, address: str, *more: str) -> Container: ...


@pytest.fixture
def worker(podman: Podman, image: str) -> Iterator[Start]:
    """Makes containers of the image, and removes them."""
    made: list[Container] = []

    def start(address: str, *more: str) -> Container:
        made.append(Container(podman, image, address, *more))
        return made[-1]

    yield start
    for container in made:
        podman("rm", "-f", "-i", "--time", "0", container.name)


def test_size_user_and_labels(podman: Podman, image: str) -> None:
    """Under 150 MB, a numeric user that is not root, labels that say what it is, nothing to log in with."""
    (found,) = json.loads(podman("image", "inspect", image).stdout)
    size = int(found["Size"]) / 1e6
    print(f"image: {size:.0f} MB")
    assert size < 150
    assert found["Config"]["User"] == "10001:10001"
    assert found["Config"]["Entrypoint"] == ["/opt/venv/bin/newswire"]
    labels = found["Config"]["Labels"]
    assert labels["org.opencontainers.image.title"] == "newswire"
    assert re.fullmatch(r"\d+\.\d+\.\d+", labels["org.opencontainers.image.version"])
    assert labels["org.opencontainers.image.revision"] == "tested"
    for program in ("/bin/sh", "/bin/bash", "/usr/bin/apt", "/opt/venv/bin/pip", "/usr/bin/perl"):
        done = podman("run", "--rm", "--entrypoint", program, image, ok=False)
        assert done.returncode in (126, 127), f"{program} is in the image"


def test_the_same_sources_give_the_same_image(podman: Podman, image: str, sources: Path) -> None:
    """Built again, with nothing kept from before, the image has the same id: the same bits, times and all."""
    first = podman("image", "inspect", image, "--format", "{{.Id}}").stdout.strip()
    tag = f"{image}-again"
    try:
        assert podman.build(sources, tag) == first
    finally:
        podman("rmi", tag)


def test_what_the_wheel_must_bring(podman: Podman, image: str) -> None:
    """Schemas, lexicon and sample wire are inside, certificates are trusted, and the modules come compiled."""
    code = (
        "import importlib.resources as r, ssl, worker.cli as c\n"
        "root = r.files('worker')\n"
        "print(len(ssl.create_default_context().get_ca_certs()) > 50)\n"
        "print(all((root / p).is_file() for p in ('schemas/story.v1.json', 'schemas/raw-article.v1.json',"
        " 'schemas/ninjs/ninjs-schema_3.2.json', 'enrich/data/lexicon.txt')))\n"
        "print(c.__cached__.endswith('.pyc') and __import__('os').path.exists(c.__cached__))\n"
    )
    done = podman("run", "--rm", *LOCKED, "--entrypoint", "/opt/venv/bin/python3", image, "-c", code)
    assert done.stdout.split() == ["True", "True", "True"]
    said = podman("run", "--rm", *LOCKED, image, "--version").stdout
    assert re.fullmatch(r"newswire [\d.]+ \(compiled\)\n", said)


def test_it_works_and_stops_when_told(worker: Start, kafka: embedded.Broker, wire: Wire) -> None:
    """Locked down it answers within seconds, publishes a story, keeps its trace, and ends on SIGTERM with status 0."""
    container = worker(kafka.address)
    first = container.wait("/metrics")
    ready = container.wait("/readyz")
    wire.send(1, 2, 3)
    wire.send_raw(b"no article")
    stories = wire.stories(3)
    assert sorted(states[-1]["headline"] for states in stories.values()) == [
        f"Harbour office of Port Halden counts {n} ships" for n in (1, 2, 3)
    ]
    assert all(len(states) == 1 for states in stories.values()), "each published once"
    items = wire.stories(3, stream="newswire.ninjs")
    assert {uri: states[-1]["version"] for uri, states in items.items()} == dict.fromkeys(stories, "1")
    status, metrics = container.get("/metrics")
    assert status == 200
    assert 'newswire_articles_total{outcome="published"} 3.0' in metrics
    assert 'newswire_dead_letters_total{reason="not_json"} 1.0' in metrics
    said = subprocess.run(
        [tool("promtool"), "check", "metrics"], input=metrics, capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stdout + said.stderr
    check = re.search(r"CMD \[(.*)\]", (DEPLOY / "Dockerfile").read_text().split("HEALTHCHECK")[1])
    assert check is not None
    command = json.loads(f"[{check[1]}]")
    container.podman("exec", container.name, *command)
    took = container.stop()
    assert container.status() == 0, container.log()
    print(f"first scrape after {first:.2f} s, ready after {ready:.2f} s, SIGTERM to exit {took:.2f} s")
    assert first < 5
    assert all(json.loads(line)["event"] for line in container.log().splitlines()), "JSON lines, nothing else"


def test_sigterm_under_load(worker: Start, kafka: embedded.Broker, wire: Wire) -> None:
    """In the middle of a backlog, which others read for it, it ends its batch and exits with 0 in seconds; nothing is
    lost or doubled."""
    container = worker(kafka.address)
    container.wait("/readyz")
    feed = threading.Thread(target=lambda: wire.send(*range(4000)))
    feed.start()
    wait_for("articles in work", lambda: 'outcome="published"} 0.0' not in container.get("/metrics")[1])
    took = container.stop()
    assert container.status() == 0, container.log()
    feed.join()
    print(f"SIGTERM to exit under load: {took:.2f} s")
    assert took < 10
    again = worker(kafka.address, "--env", "NEWSWIRE_READERS=2")
    again.wait("/readyz")
    stories = wire.stories(4000, 60)
    assert any(json.loads(line).get("started") == 2 for line in again.log().splitlines()), "readers can be started"
    assert len(stories) == 4000
    assert all(len(states) == 1 for states in stories.values()), "each published once"


def test_a_kill_loses_nothing(worker: Start, kafka: embedded.Broker, wire: Wire) -> None:
    """SIGKILL in the middle of the work: the next one, under the same id, goes on; every story is out exactly once."""
    container = worker(kafka.address)
    container.wait("/readyz")
    feed = threading.Thread(target=lambda: wire.send(*range(3000)))
    feed.start()
    wait_for("articles in work", lambda: 'outcome="published"} 0.0' not in container.get("/metrics")[1])
    container.podman("kill", "--signal", "KILL", container.name)
    assert container.status() == 137
    feed.join()
    again = worker(kafka.address)
    again.wait("/readyz")
    stories = wire.stories(3000, 60)
    assert len(stories) == 3000
    assert all(len(states) == 1 for states in stories.values()), "each published once"


@pytest.fixture
def secured(tmp_path: Path) -> Iterator[tuple[embedded.Broker, Path]]:
    """A broker with SASL over TLS, and the file with the certificate that its own is checked against."""
    openssl = tool("openssl")
    for name, more in (("ca", ("-subj", "/CN=Test CA")), ("node", ("-subj", "/CN=localhost", "-addext", SAN, *BY_CA))):
        made = [word.format(tmp_path) for word in more]
        run(openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *made,
            "-keyout", tmp_path / f"{name}.key", "-out", tmp_path / f"{name}.pem")  # fmt: skip
    store = tmp_path / "node.p12"
    run(openssl, "pkcs12", "-export", "-in", tmp_path / "node.pem", "-inkey", tmp_path / "node.key", "-out", store,
        "-passout", "pass:changeit")  # fmt: skip
    (tmp_path / "ca.pem").chmod(0o444)
    running = embedded.start(tmp_path / "kafka", secure=embedded.Secure("newswire", "s3cret", store, "changeit"))
    yield running, tmp_path / "ca.pem"
    running.kill()


SAN = "subjectAltName=DNS:localhost"
BY_CA = ("-CA", "{}/ca.pem", "-CAkey", "{}/ca.key")


def test_over_tls_with_a_password(worker: Start, secured: tuple[embedded.Broker, Path]) -> None:
    """With certificate and password as Kubernetes would give them, it joins; with a wrong one it says what to check."""
    broker, ca = secured
    assert broker.secure_address is not None

    def settings(password: str) -> list[str]:
        given = {
            "SECURITY_PROTOCOL": "SASL_SSL", "SASL_MECHANISM": "SCRAM-SHA-512", "SASL_PLAIN_USERNAME": "newswire",
            "SASL_PLAIN_PASSWORD": password, "SSL_CAFILE": "/etc/newswire/tls/ca.crt",
        }  # fmt: skip
        mount = ["--volume", f"{ca}:/etc/newswire/tls/ca.crt:ro"]
        return mount + [word for name, value in given.items() for word in ("--env", f"NEWSWIRE_{name}={value}")]

    container = worker(broker.secure_address, *settings("s3cret"))
    container.wait("/readyz")
    container.stop()
    assert container.status() == 0
    wrong = worker(broker.secure_address, *settings("wrong"))
    assert wrong.status() != 0, wrong.log()
    assert "NEWSWIRE_SASL_PLAIN_PASSWORD" in wrong.log()
    assert "s3cret" not in container.log() + wrong.log()


def test_a_wrong_setting_is_one_line_and_status_2(podman: Podman, image: str) -> None:
    """An operator's typing error is named at once."""
    done = podman("run", "--rm", *LOCKED, "--env", "NEWSWIRE_WINDOW_HOUR=3", image, ok=False)
    assert done.returncode == 2
    assert "NEWSWIRE_WINDOW_HOURS" in done.stdout
    assert len(done.stdout.splitlines()) == 1
