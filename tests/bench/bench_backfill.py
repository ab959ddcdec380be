"""A replay through Kafka, held against the worker itself: `python -m tests.bench backfill`, or
`python -m tests.bench.bench_backfill 40000` articles.

A real broker on this machine, an invented wire of 2.5 kB articles in a raw stream. A worker of a new deployment reads
it from the start, then a replay beside it; then both once more. The best of each counts. Articles a second are those
from the first commit to the last, so that starting up counts for neither; processor time is that of the whole process.
"""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import orjson

from tests.generate import wire
from tests.stream import kit
from worker.stream import streams
from worker.stream.broker import broker
from worker.stream.config import PREFIX, Settings, environment_of

GOAL_SHARE = 0.8
ROUNDS = 2


@dataclasses.dataclass(frozen=True)
class Rate:
    """Articles a second from the first commit on, and milliseconds of processor time an article."""

    per_second: float
    cpu_ms: float


def live(config: Settings, sent: int, log: Path) -> Rate:
    """A worker, until all is done."""
    progress = kit.Progress(config)
    try:
        with kit.process(config, log) as worker:
            kit.wait(lambda: progress.raw_done() > 0, 60, "the first commit")
            first, before = time.monotonic(), progress.raw_done()
            kit.wait(progress.done, 900, "all is done")
            took = time.monotonic() - first
            worker.terminate()
            cpu = _processor(worker)
    finally:
        progress.close()
    return Rate((sent - before) / took, cpu / sent * 1000)


def replay(config: Settings, sent: int, run: str) -> Rate:
    """A replay of everything, by its own account: the first batch, and the end."""
    others = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    command = [sys.executable, "-m", "worker", "replay", "start", "--run", run, "--json"]
    process = subprocess.Popen(command, env=others | environment_of(config), stdout=subprocess.PIPE)
    told = [(time.monotonic(), orjson.loads(line)["messages"]) for line in process.stdout or ()]
    cpu = _processor(process)
    if process.returncode:
        raise SystemExit(f"newswire ended with status {process.returncode}")
    begun = [(at, n) for at, n in told if n > 0]
    (first, before), (last, done) = begun[0], begun[-1]
    assert done == sent, f"{done} of {sent} articles replayed"
    return Rate((done - before) / (last - first), cpu / sent * 1000)


def _processor(process: subprocess.Popen[bytes]) -> float:
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    """Print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    found: dict[str, list[Rate]] = {"run": [], "replay": []}
    with tempfile.TemporaryDirectory() as folder, broker() as address:
        feed = kit.settings(address, "feed.")
        streams.ensure(feed)
        sent = kit.feed(feed, wire(count, seed=1))
        for n in range(ROUNDS):
            config = dataclasses.replace(
                kit.settings(address, f"bench{n}."), raw_streams=feed.raw_streams, window_hours=72.0
            )
            streams.ensure(config)
            found["run"].append(live(config, sent, Path(folder) / "worker.log"))
            found["replay"].append(replay(config, sent, "all"))
    for name, rates in found.items():
        fastest, least = max(r.per_second for r in rates), min(r.cpu_ms for r in rates)
        print(f"{name:<9} {fastest:,.0f} articles/s, {least:.2f} ms of processor time an article, start included")
    share = max(r.per_second for r in found["replay"]) / max(r.per_second for r in found["run"])
    by_cpu = min(r.cpu_ms for r in found["run"]) / min(r.cpu_ms for r in found["replay"])
    print(
        f"share     {share:.0%} of what the worker reaches (to reach: {GOAL_SHARE:.0%}), {by_cpu:.0%} by processor time"
    )


if __name__ == "__main__":
    main()
