"""An archive in files through `newswire replay start --local`: `python -m tests.bench replay`, or
`python -m tests.bench.bench_replay 1000000` articles.

An invented wire of 2.5 kB articles, one source, two minutes apart, is written to a temporary file while it is
generated; then it is folded on one core and on two, each in processes of its own. Memory is what all of them hold
together (proportional set size where the system tells it, else the sum of resident sizes), looked at twice a second.
"""

from __future__ import annotations

import datetime as dt
import filecmp
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import orjson

from tests import generate

GOAL_RATIO, GOAL_MB = 1.7, 400
SECONDS = 120
BLOCK = 5_000


def lines(count: int) -> Iterator[bytes]:
    """A wire of any length, in blocks that follow one another in time, so that none of it is held."""
    begin = generate.START
    try:
        for at in range(0, count, BLOCK):
            generate.START = begin + dt.timedelta(seconds=at * SECONDS)
            size = min(BLOCK, count - at)
            for message in generate.wire(size, seed=at, seconds=SECONDS):
                yield orjson.dumps(message) + b"\n"
    finally:
        generate.START = begin


def memory_mb(root: int) -> float:
    """Memory of a process and all its children together."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    total, stack = 0.0, [root]
    while stack:
        pid = stack.pop()
        stack += parents.get(pid, [])
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        total += next(int(line.split()[1]) / 1024 for line in rollup.splitlines() if line.startswith("Pss:"))
    return total


def fold(path: Path, out: Path, jobs: int) -> tuple[float, list[float]]:
    """Seconds, and the memory over time."""
    cores = sorted(os.sched_getaffinity(0))[:jobs]
    command = [sys.executable, "-m", "worker", "replay", "start", "--local", str(path), "-o", str(out)]
    start = time.monotonic()
    process = subprocess.Popen(
        [*command, "--jobs", str(jobs)],
        stdout=subprocess.DEVNULL,
        preexec_fn=lambda: os.sched_setaffinity(0, cores),  # noqa: PLW1509 - no threads here
    )
    seen = []
    while process.poll() is None:
        seen.append(memory_mb(process.pid))
        time.sleep(0.5)
    if process.returncode:
        raise SystemExit(f"newswire ended with status {process.returncode}")
    return time.monotonic() - start, seen


def main() -> None:
    """Print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory(prefix="newswire-bench-") as folder:
        path = Path(folder) / "wire.jsonl"
        with path.open("wb") as file:
            file.writelines(lines(count))
        print(f"archive   {count:,} articles, {path.stat().st_size / 1e6:,.0f} MB", flush=True)
        took = {}
        for jobs in (1, 2):
            seconds, seen = fold(path, Path(folder) / f"out{jobs}", jobs)
            took[jobs] = seconds
            half = max(seen[len(seen) // 4 : len(seen) // 2] or seen)
            print(
                f"{jobs} core{'s' if jobs > 1 else ' '}   {count / seconds:,.0f} articles/s, {seconds:,.0f} s; memory "
                f"{max(seen):.0f} MB at most (to reach: {GOAL_MB}), {half:.0f} MB in the second quarter",
                flush=True,
            )
        same = filecmp.cmp(Path(folder) / "out1" / "stories.jsonl", Path(folder) / "out2" / "stories.jsonl", False)
        print(f"ratio     {took[1] / took[2]:.2f} (to reach: {GOAL_RATIO}); same stories: {'yes' if same else 'NO'}")


if __name__ == "__main__":
    main()
