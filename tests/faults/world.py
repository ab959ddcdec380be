"""What is broken in a trial: workers that somebody restarts, a feed that goes on, and a clock for their recovery."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import orjson
from kafka import KafkaProducer
from kafka.admin import NewTopic
from kafka.errors import KafkaError

from tests.faults.cluster import Cluster
from tests.faults.started import COUNTED
from tests.generate import shuffled, wire
from tests.stream import kit
from worker.stream import clients, streams
from worker.stream.broker import free_ports
from worker.stream.config import PREFIX, Settings, environment_of
from worker.stream.errors import NoBroker

HUNG_SECONDS = 120.0
"""Not recovered, or not done, for so long after the last fault: hung. Longer on a machine that others share."""

RATE = 20.0
"""Messages fed in a second."""

BAD = (b"\xff\xfe\x00", b"no JSON", b"[1, 2]", b'{"source": 7}', b'{"source": "harbour"}')
"""Messages that nobody can read, each in its own way."""


class Hung(Exception):
    """Something that should have gone on did not."""


class Worker:
    """A worker's process, and who starts it again when it ends."""

    def __init__(self, settings: Settings, log: Path, before: Path | None = None) -> None:
        """`before`: the code of the version before this one, for a worker that begins as one of those."""
        self.settings, self.log, self.before = settings, log, before
        self._wanted = False
        self.process: subprocess.Popen[bytes] | None = None
        self.ends: Counter[int] = Counter()
        """How it ended, by exit status, other than when told to."""
        self.clock_hours = 0.0

    def start(self) -> None:
        """Start it, and keep it running from here on."""
        self._wanted = True
        threading.Thread(target=self._keep, daemon=True).start()
        deadline = time.monotonic() + 10
        while self.process is None and time.monotonic() < deadline:
            time.sleep(0.01)

    def _keep(self) -> None:
        while self._wanted:
            environment = _environment(self.settings) | {"FAULTS_CLOCK_HOURS": str(self.clock_hours)}
            with self.log.open("ab") as out:
                command = [sys.executable, "-m", "tests.faults.started"]
                self.process = subprocess.Popen(
                    command, cwd=self.before, env=environment, stdout=out, stderr=subprocess.STDOUT
                )
            status = self.process.wait()
            if self._wanted:
                self.ends[status] += 1
                time.sleep(0.2)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to its process, if there is one."""
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(number)

    def stop(self) -> None:
        """SIGTERM, and nobody starts it again."""
        self._wanted = False
        self.signal(signal.SIGCONT)
        self.signal(signal.SIGTERM)
        assert self.process is not None
        try:
            self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def kill(self) -> None:
        """SIGKILL, and nobody starts it again."""
        self._wanted = False
        self.signal(signal.SIGKILL)
        assert self.process is not None
        self.process.wait()

    def children(self) -> list[int]:
        """Processes that it has started: readers, and what keeps their books."""
        assert self.process is not None
        with contextlib.suppress(OSError):
            tasks = Path(f"/proc/{self.process.pid}/task").iterdir()
            return [int(n) for task in tasks for n in (task / "children").read_text().split()]
        return []

    @property
    def ready(self) -> bool:
        """Whether /readyz says so."""
        return kit.ready(self.settings)

    @property
    def committed(self) -> float:
        """When it last committed, in seconds since the epoch, by its own clock."""
        return kit.metric(self.settings, "last_commit_timestamp_seconds")


@dataclass(slots=True)
class World:
    """One deployment on a cluster, under load. `faults` and `recovered` are filled by the kinds of faults."""

    cluster: Cluster
    rng: random.Random
    settings: Settings
    """As those who judge see it: past the proxies."""
    workers: list[Worker]
    bad: int = 0
    """Bad messages fed."""
    recovered: list[float] = field(default_factory=list)
    """Seconds that each fault took to be over."""
    _feeding: threading.Event = field(default_factory=threading.Event)
    _feeder: threading.Thread | None = None

    def feed(self, messages: list[bytes], rate: float) -> None:
        """Send messages to the raw stream in the background, `rate` a second, over and over until told to stop."""
        self._feeding.set()
        self._feeder = threading.Thread(target=self._feed, args=(messages, rate), daemon=True)
        self._feeder.start()

    def stop_feeding(self) -> None:
        """Stop sending, and wait until that is so."""
        self._feeding.clear()
        if self._feeder is not None:
            self._feeder.join(30)

    def _feed(self, messages: list[bytes], rate: float) -> None:
        at = 0
        while self._feeding.is_set():
            try:
                producer = clients.plain_producer(self.settings)
            except Exception:  # noqa: BLE001 - the broker is away: that is what is tried
                time.sleep(0.5)
                continue
            with contextlib.suppress(KafkaError):
                while self._feeding.is_set():
                    producer.send(self.settings.raw_streams[0], messages[at % len(messages)]).get(10)
                    at += 1
                    time.sleep(1 / rate)
            with contextlib.suppress(KafkaError):
                producer.close(1)

    def backlog(self) -> None:
        """Send enough at once for readers to be started."""
        producer = self._producer()
        for sent in wire(900, seed=self.rng.randrange(1 << 20)):
            producer.send(self.settings.raw_streams[0], orjson.dumps(sent))
        producer.flush()
        producer.close()

    def _producer(self) -> KafkaProducer:
        """One of our own, however long it takes until a broker that was killed is back. Raises `Hung`."""
        made: list[KafkaProducer] = []

        def reached() -> bool:
            with contextlib.suppress(NoBroker):
                made.append(clients.plain_producer(self.settings))
            return bool(made)

        self.wait(reached, "a broker answers")
        return made[0]

    def another(self, transactional_id: str = "") -> Worker:
        """A worker more, or one that takes the name of another; whoever asks for it stops it."""
        one = self.workers[0]
        name = transactional_id or f"{self.settings.stream_prefix}extra"
        settings = replace(one.settings, transactional_id=name, http_port=free_ports(1)[0])
        return Worker(settings, one.log.with_name(f"{name}-extra.log"))

    def flood(self, count: int) -> None:
        """Send bad messages in a row."""
        producer = self._producer()
        for n in range(count):
            producer.send(self.settings.raw_streams[0], BAD[n % len(BAD)] + b" " * self.rng.randrange(20))
        producer.flush()
        producer.close()
        self.bad += count

    @contextlib.contextmanager
    def timed(self) -> Iterator[None]:
        """Do something to the world, and wait until every worker is ready and something was committed since.

        The time counts from the end of what was done. Raises `Hung`.
        """
        yield
        began, since = time.monotonic(), time.time()
        self.wait(lambda: all(w.ready for w in self.workers), "every worker is ready")
        self.wait(lambda: self._committed_since(since), "something is committed")
        self.recovered.append(time.monotonic() - began)

    def _committed_since(self, since: float) -> bool:
        return any(w.committed - w.clock_hours * 3600 > since for w in self.workers) or not self._feeding.is_set()

    def wait(self, condition: Callable[[], Any], what: str, seconds: float = HUNG_SECONDS) -> None:
        """Wait until a condition holds. Raises `Hung`."""
        began, patience = time.monotonic(), seconds
        while not condition():
            patience = max(patience, seconds * kit.busy())
            if time.monotonic() > began + patience:
                raise Hung(what)
            time.sleep(0.05)


def _environment(settings: Settings) -> dict[str, str]:
    """What is not a default: an older version does not know each setting."""
    usual = environment_of(Settings())
    others = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return others | {name: value for name, value in environment_of(settings).items() if usual[name] != value}


def _create_streams(settings: Settings, before: Path | None) -> None:
    """Create the streams, as the version before this one does if its code is given."""
    if before is None:
        streams.ensure(settings)
    else:
        command = [sys.executable, "-m", "worker", "streams"]
        subprocess.run(command, cwd=before, env=_environment(settings), check=True, stdout=subprocess.DEVNULL)


def _create(settings: Settings, name: str) -> None:
    admin = clients.admin(settings)
    try:
        admin.create_topics([NewTopic(name, 1, 3 if len(settings.bootstrap_servers) > 1 else 1)])
    finally:
        admin.close()


@contextlib.contextmanager
def world(
    cluster: Cluster,
    rng: random.Random,
    folder: Path,
    workers: int,
    articles: int,
    poll: int,
    before: Path | None = None,
) -> Iterator[World]:
    """A deployment of its own with so many workers, ready, and a feed of an invented wire that lasts for a while.

    With `before`, the code of the version before this one, it is a deployment of that version.
    """
    prefix = f"f{uuid.UUID(int=rng.getrandbits(128)).hex[:8]}."
    inside = Settings(
        bootstrap_servers=cluster.inside,
        stream_prefix=prefix,
        window_hours=kit.YEARS,
        http_host="127.0.0.1",
        transactional_id=f"{prefix}judge",
        max_poll_records=poll,
        readers=2,
        dead_letter_limit=0,
        log_format="json",
        http_port=0,
    )
    _create_streams(inside, before)
    _create(inside, inside.stream(COUNTED))
    outside = replace(inside, bootstrap_servers=cluster.outside)
    ports = free_ports(workers)
    started = [
        Worker(
            replace(outside, transactional_id=f"{prefix}w{n}", http_port=ports[n]), folder / f"{prefix}w{n}.log", before
        )
        for n in range(workers)
    ]
    made = World(cluster, rng, inside, started)
    made.feed([orjson.dumps(m) for m in shuffled(wire(articles, seed=rng.randrange(1 << 20)), seed=1)], RATE)
    try:
        for worker in started:
            worker.start()
        made.wait(lambda: all(w.ready for w in started), "every worker is ready at the start")
        yield made
    finally:
        made.stop_feeding()
        for worker in started:
            worker.stop()
