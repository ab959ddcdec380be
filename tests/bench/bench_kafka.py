"""What the worker does through Kafka: `python -m tests.bench kafka`, or `... tests.bench.bench_kafka 20000` articles.

A real broker on this machine, one worker in a process of its own, an invented wire of 2.5 kB articles:

1. the raw stream is filled first; articles a second are those from the first commit seen to the last; the broker and
   the processes that read for the worker share the machine's cores with it;
2. the worker is started again with all of them in its window, and is ready when /readyz says so;
3. a hundred articles a second, each a story of its own; the time of each from just before it is sent until its story
   is in the hands of a reader of committed records, on the same machine.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
from kafka import TopicPartition

from tests.bench.bench_replay import family, memory_mb
from tests.generate import wire
from tests.stream import kit
from worker.stream import clients, streams
from worker.stream.broker import broker
from worker.stream.config import Settings

GOAL_RATE, GOAL_READY, GOAL_P50, GOAL_P99 = 3_000, 4.0, 25, 80
SECONDS, PER_SECOND = 15, 100


@contextmanager
def measured(config: Settings, log: Path) -> Iterator[dict[str, float]]:
    """A worker, and at the end what it used: CPU seconds, those of the processes that read for it included, megabytes
    at its own peak, and those that the others hold."""
    used: dict[str, float] = {}
    with kit.process(config, log) as worker:
        yield used
        assert worker.poll() is None, f"the worker ended by itself:\n{log.read_text()[-2000:]}"
        others = [memory_mb(pid) for pid, _ in family(worker.pid) if pid != worker.pid]
        worker.terminate()
        _, status, usage = os.wait4(worker.pid, 0)
        worker.returncode = os.waitstatus_to_exitcode(status)
        used |= {"cpu": usage.ru_utime + usage.ru_stime, "peak": usage.ru_maxrss / 1024, "others": sum(others)}


def rate(config: Settings, count: int, log: Path) -> None:
    """Articles a second, with the raw stream full from the start."""
    sent = kit.feed(config, wire(count, seed=1))
    progress = kit.Progress(config)
    with measured(config, log) as used:
        kit.wait(lambda: progress.raw_done() > 0, 60, "the first commit")
        first, before = time.monotonic(), progress.raw_done()
        kit.wait(progress.done, 900, "all is done")
        took = time.monotonic() - first
    progress.close()
    print(f"through Kafka   {(sent - before) / took:,.0f} articles/s with one worker (to reach: {GOAL_RATE:,})")
    print(f"its CPU         {used['cpu'] / sent * 1000:.2f} ms an article, in all its processes")
    print(f"its memory      {used['peak']:.0f} MB at its peak, {used['others']:.0f} MB in those that read for it")


def restart(config: Settings, log: Path) -> None:
    """Seconds until ready with all of that in the window."""
    with measured(config, log) as used:
        start = time.monotonic()
        kit.wait(lambda: kit.ready(config), 300, "ready again")
        took = time.monotonic() - start
        kit.wait(lambda: kit.metric(config, "state_articles") > 0, 10, "the gauges")
        held = kit.metric(config, "state_articles")
    print(f"restart         ready in {took:.1f} s with {held:,.0f} articles (to reach: {GOAL_READY} with 60,000)")
    print(f"its memory      {used['peak']:.0f} MB at its peak")


def delay(config: Settings, log: Path) -> None:
    """Raw record to published story at a hundred a second."""
    messages = [m | {"id": f"delay-{n}"} for n, m in enumerate(wire(SECONDS * PER_SECOND, seed=2))]
    came: dict[tuple[int, int], float] = {}
    stop = threading.Event()
    reader = threading.Thread(target=_read, args=(config, came, stop))
    with measured(config, log) as used:
        kit.wait(lambda: kit.ready(config), 300, "ready")
        reader.start()
        time.sleep(1)
        producer = clients.plain_producer(config)
        sent: list[tuple[float, Any]] = []
        start = time.monotonic()
        for n, message in enumerate(messages):
            time.sleep(max(0.0, start + n / PER_SECOND - time.monotonic()))
            value = orjson.dumps(message)
            sent.append((time.monotonic(), producer.send(config.raw_streams[0], value)))
        producer.flush()
        kit.wait_done(config)
        time.sleep(1)
        stop.set()
        reader.join()
    places = {(f.value.partition, f.value.offset): at for at, f in sent}
    waits = sorted((came[place] - at) * 1000 for place, at in places.items() if place in came)
    cuts = statistics.quantiles(waits, n=1000)
    print(
        f"delay p50       {cuts[499]:.0f} ms at {PER_SECOND} articles/s, {len(waits):,} stories (to reach: {GOAL_P50})"
    )
    print(
        f"delay p99       {cuts[989]:.0f} ms (to reach: {GOAL_P99}); p99.9 {cuts[998]:.0f} ms, worst {waits[-1]:.0f} ms"
    )
    print(f"its CPU         {used['cpu'] / len(messages) * 1000:.2f} ms an article, its start included")


def _read(config: Settings, came: dict[tuple[int, int], float], stop: threading.Event) -> None:
    """Note when the story of each raw record is first seen."""
    consumer = clients.range_consumer(config)
    name = config.stream("stories")
    parts = [TopicPartition(name, p) for p in consumer.partitions_for_topic(name) or ()]
    consumer.assign(parts)
    consumer.seek_to_end(*parts)
    while not stop.is_set():
        found = consumer.poll(timeout_ms=100)
        now = time.monotonic()
        for r in (r for records in found.values() for r in records if r.value):
            for version in orjson.loads(r.value)["versions"]:
                came.setdefault((version["raw"]["partition"], version["raw"]["offset"]), now)
    consumer.close()


def main() -> None:
    """Print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 60_000
    with tempfile.TemporaryDirectory() as folder, broker() as address:
        log = Path(folder) / "worker.log"
        config = kit.settings(address, "bench.")
        streams.ensure(config)
        rate(config, count, log)
        restart(config, log)
        # Deployments of their own: what one leaves behind must not be in the way of another.
        quiet = kit.settings(address, "quiet.")
        streams.ensure(quiet)
        delay(quiet, log)


if __name__ == "__main__":
    main()
