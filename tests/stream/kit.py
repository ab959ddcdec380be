"""What the tests of the worker share: feed a raw stream, run workers, read what came out, and say what should have."""

from __future__ import annotations

import contextlib
import itertools
import os
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
from kafka import TopicPartition

from worker.story.changelog import record_key
from worker.story.embargo import Until
from worker.story.packed import body_of
from worker.story.resolve import resolve
from worker.story.story import to_json
from worker.stream import clients, streams, worker
from worker.stream.broker import free_ports
from worker.stream.config import PREFIX, Settings, environment_of
from worker.stream.understand import understand
from worker.wire.article import Article, BadMessage, Lineage, join
from worker.wire.article import to_json as article_json

ROUTES = """
[[route]]
stream = "stories.harbour"
sources = ["harbour"]

[[route]]
stream = "ferry-stories"
topics = ["own:ferries"]
"""
"""A routing table: by the source of `message`, and by a tag that no built-in lexicon has."""

YEARS = 24.0 * 365 * 100
"""A window in hours that nothing is ever too late for."""


def settings(address: str, prefix: str, **fields: Any) -> Settings:
    """Settings of a deployment of the test's own, with a free HTTP port."""
    base: dict[str, Any] = {
        "bootstrap_servers": (address,),
        "stream_prefix": prefix,
        "window_hours": YEARS,
        "http_host": "127.0.0.1",
        "http_port": free_ports(1)[0],
        "transactional_id": f"{prefix}one",
        "log_format": "json",
    }
    return Settings(**base | fields)


def another(base: Settings, name: str) -> Settings:
    """The same deployment for a second worker beside the first."""
    return replace(base, transactional_id=f"{base.stream_prefix}{name}", http_port=free_ports(1)[0])


def message(minutes: int = 0, **fields: Any) -> dict[str, Any]:
    """A raw article of an invented wire, sent `minutes` after an invented noon."""
    base = {
        "source": "harbour",
        "id": "ferry-1",
        "headline": "Ferry line to Tolve opens after two years",
        "body": f"PORT MEREN, May 2 (HPA) -- The ferry line to Tolve opened on Friday.\n\nIt sails at {minutes} past.",
        "published_at": f"2025-05-02T{12 + minutes // 60:02}:{minutes % 60:02}:00+00:00",
    }
    return {name: value for name, value in (base | fields).items() if value is not None}


def feed(config: Settings, messages: Iterable[Any], key: Callable[[int], bytes | None] | None = None) -> int:
    """Send raw messages (objects, or bytes as they are), spread over the partitions; how many there were."""
    producer = clients.plain_producer(config)
    count = 0
    partitions = len(producer.partitions_for(config.raw_streams[0]))
    for n, sent in enumerate(messages):
        value = sent if isinstance(sent, bytes) else orjson.dumps(sent)
        producer.send(config.raw_streams[0], value, key=key(n) if key else None, partition=n % partitions)
        count += 1
    producer.flush()
    producer.close()
    return count


_failed: list[BaseException] = []
"""What ended the worker that runs in a thread, if anything did: every wait looks here."""


@contextlib.contextmanager
def running(config: Settings) -> Iterator[threading.Event]:
    """A worker in a thread of this process, ready; told to stop at the end, where its error, if any, is raised."""
    stop = threading.Event()
    _failed.clear()

    def work() -> None:
        try:
            worker.run(config, stop)
        except BaseException as error:  # noqa: BLE001 - it is raised below, in the test's own thread
            _failed.append(error)

    thread = threading.Thread(target=work, name="worker")
    thread.start()
    try:
        wait(lambda: ready(config), 40, "the worker is ready")
        yield stop
    finally:
        stop.set()
        thread.join(40)
        ended = list(_failed)
        _failed.clear()
    if ended:
        raise ended[0]


@contextlib.contextmanager
def process(config: Settings, log: Path, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
    """A worker in a process of its own, not waited for; killed at the end if it is still there. Where the test fails,
    the end of its log is printed."""
    others = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    with log.open("ab") as out:
        command = [sys.executable, "-m", "worker", "run"]
        started = subprocess.Popen(
            command, env=others | environment_of(config) | variables, stdout=out, stderr=subprocess.STDOUT
        )
    try:
        yield started
    except BaseException:
        print(f"{log.name}, status {started.poll()}:", *log.read_text(errors="replace").splitlines()[-20:], sep="\n")
        raise
    finally:
        if started.poll() is None:
            started.kill()
            started.wait()


def busy() -> float:
    """Processes that want a core, for each core there is, over the last minute; 1 at least."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def wait(condition: Callable[[], Any], seconds: float, what: str) -> None:
    """Wait until `condition()` holds: for so long, or longer on a machine that others keep busy."""
    began = time.monotonic()
    while not condition():
        if _failed:
            raise _failed[0]
        assert time.monotonic() < began + seconds * busy(), f"not within {seconds:.0f} s: {what}"
        time.sleep(0.03)


def http(config: Settings, path: str) -> tuple[int, bytes]:
    """Status and body of one of the worker's pages; status 0 where nobody listens."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{config.http_port}{path}", timeout=5) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()
    except OSError:
        return 0, b""


def ready(config: Settings) -> bool:
    """Whether /readyz says so."""
    return http(config, "/readyz")[0] == 200


def metric(config: Settings, name: str) -> float:
    """Value of a sample, e.g. `articles_total{outcome="published"}`, without the common prefix; -1: not there."""
    for line in http(config, "/metrics")[1].decode().splitlines():
        if line.startswith(f"newswire_{name} "):
            return float(line.rpartition(" ")[2])
    return -1.0


def wait_for_zero(config: Settings, name: str) -> None:
    """Wait until a sample is 0, five seconds at most."""
    wait(lambda: metric(config, name) == 0, 5, f"{name} is 0")


def records(config: Settings, stream: str) -> list[Any]:
    """All committed records of a stream, by partition and offset."""
    consumer = clients.range_consumer(config)
    try:
        parts = [TopicPartition(stream, p) for p in consumer.partitions_for_topic(stream) or ()]
        consumer.assign(parts)
        consumer.seek_to_beginning(*parts)
        ends = consumer.end_offsets(parts)
        found: list[Any] = []
        while any(consumer.position(tp) < end for tp, end in ends.items()):
            found += itertools.chain.from_iterable(consumer.poll(timeout_ms=200).values())
        return sorted(found, key=lambda r: (r.partition, r.offset))
    finally:
        consumer.close()


class Progress:
    """How far the group has come, with one connection kept for the asking."""

    def __init__(self, config: Settings) -> None:
        self._consumer = clients.range_consumer(config, config.group_id)
        found = streams.ensure(config)
        self._raw = [
            TopicPartition(f.stream.name, p) for f in found if f.stream.role == "raw" for p in range(f.partitions)
        ]
        self._handover = [TopicPartition(config.stream("handover"), p) for p in range(config.partitions)]
        self._consumer.assign(self._handover)
        self._consumer.seek_to_beginning()
        self._written: dict[TopicPartition, int] = {}

    def done(self) -> bool:
        """Whether the group has committed the ends of all raw streams and then every record of `handover`.

        Not their ends: behind the last record may stand markers of transactions, which are nobody's to commit.
        """
        ends = self._consumer.end_offsets(self._raw)
        if any(self._committed(tp) < end for tp, end in ends.items()):
            return False
        ends = self._consumer.end_offsets(self._handover)
        while any(self._consumer.position(tp) < end for tp, end in ends.items()):
            for tp, found in self._consumer.poll(timeout_ms=200).items():
                self._written[tp] = found[-1].offset + 1
        return all(self._committed(tp) >= end for tp, end in self._written.items())

    def raw_done(self) -> int:
        """Raw messages committed."""
        return sum(self._committed(tp) for tp in self._raw)

    def _committed(self, tp: TopicPartition) -> int:
        return self._consumer.committed(tp) or 0

    def close(self) -> None:
        """Close the connection."""
        self._consumer.close()


def wait_done(config: Settings, seconds: float = 60) -> None:
    """Wait until the group has nothing left to do."""
    progress = Progress(config)
    try:
        wait(progress.done, seconds, "all raw messages are folded")
    finally:
        progress.close()


def stories(config: Settings) -> dict[str, bytes]:
    """The last state of every story, as published."""
    last = {r.key.decode(): r.value for r in records(config, config.stream("stories"))}
    return {uri: value for uri, value in last.items() if value is not None}


def understood(config: Settings) -> Iterator[Article | Lineage]:
    """The raw streams' messages as articles; where one cannot be read, its place."""
    for name in config.raw_streams:
        for r in records(config, name):
            place = Lineage(r.topic, r.partition, r.offset)
            try:
                yield understand(r.value, place, r.timestamp)
            except BadMessage:
                yield place


def expected(config: Settings) -> dict[str, bytes]:
    """What the raw streams' messages add up to, folded at once without the worker."""
    found = [a for a in understood(config) if isinstance(a, Article)]
    return {story.uri: to_json(story) for story in resolve(found, Until(int(time.time() * 1000)))}


def unreadable(config: Settings) -> list[tuple[str, int, int]]:
    """Where the raw messages stand that nobody can read."""
    return [(p.stream, p.partition, p.offset) for p in understood(config) if isinstance(p, Lineage)]


def articles(config: Settings) -> dict[bytes, bytes]:
    """The articles that a restart would find, as JSON: the last record of each key."""
    last = {r.key: r.value for r in records(config, config.stream("articles"))}
    return {key: body_of(value) for key, value in last.items() if value is not None and key.startswith(b"article/")}


def restorable(config: Settings) -> dict[bytes, bytes]:
    """The articles that a restart should find, where no window closes a story."""
    held: dict[bytes, Article] = {}
    for a in understood(config):
        if isinstance(a, Article):
            key = record_key(a.source, "article", a.key)
            held[key] = join(held[key], a) if key in held else a
    return {key: article_json(a) for key, a in held.items()}


def assert_exactly_once(config: Settings) -> None:
    """Stories are those of `resolve`, kept articles those of the raw messages; each that nobody can read is one dead
    letter, and no story is told twice."""
    told_last, right = stories(config), expected(config)
    assert told_last.keys() == right.keys()
    for uri, value in right.items():
        assert told_last[uri] == value
    assert articles(config) == restorable(config)
    dead = [
        (fields["stream"], int(fields["partition"]), int(fields["offset"]))
        for r in records(config, config.stream("dead-letters"))
        if (fields := {name: value.decode() for name, value in r.headers})["reason"] != "late"
    ]
    assert sorted(dead) == sorted(unreadable(config))
    told: dict[bytes, bytes | None] = {}
    for r in records(config, config.stream("stories")):
        assert told.get(r.key, b"") != r.value, f"{r.key!r} was told twice"
        told[r.key] = r.value
