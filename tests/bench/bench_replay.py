"""An archive in files through `newswire replay start --local`: `python -m tests.bench replay`, or
`python -m tests.bench.bench_replay 1000000` articles.

An invented wire of 2.5 kB articles, one source, two minutes apart, is written to a temporary file while it is
generated; then it is folded on one core and on two, each in processes of its own. Memory is what all of them hold
together (proportional set size where the system tells it, else the sum of resident sizes), looked at twice a second.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import filecmp
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from tests import generate

GOAL_RATIO, GOAL_MB = 1.7, 400
SECONDS = 120
TELL_SECONDS = 30
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


def family(root: int) -> Iterator[tuple[int, float]]:
    """A process and all its children, with the seconds of processor time each has used."""
    parents: dict[int, list[int]] = {}
    used: dict[int, float] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        pid = int(stat.parent.name)
        parents.setdefault(int(fields[1]), []).append(pid)
        used[pid] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    stack = [root]
    while stack:
        pid = stack.pop()
        stack += parents.get(pid, [])
        yield pid, used.get(pid, 0.0)


def memory_mb(pid: int) -> float:
    """Memory of a process: its proportional set size, so that what several share counts once."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return next(int(line.split()[1]) / 1024 for line in rollup.splitlines() if line.startswith("Pss:"))


@dataclasses.dataclass
class Used:
    """What a fold took: seconds on the clock and of processor time, and megabytes over time, parent and children."""

    seconds: float = 0.0
    processor: float = 0.0
    parent: list[float] = dataclasses.field(default_factory=list)
    children: list[float] = dataclasses.field(default_factory=list)

    def memory(self, begin: float, end: float) -> float:
        """Most that all held together between two shares of the time."""
        both = [a + b for a, b in zip(self.parent, self.children, strict=True)]
        return max(both[int(len(both) * begin) : max(1, int(len(both) * end))] or both)


def fold(path: Path, out: Path, jobs: int, count: int) -> Used:
    """Fold the archive on so many cores. Tells how far it is twice a minute."""
    cores = sorted(os.sched_getaffinity(0))[:jobs]
    command = [sys.executable, "-m", "worker", "replay", "start", "--local", str(path), "-o", str(out), "--json"]
    start = told = time.monotonic()
    process = subprocess.Popen(
        [*command, "--jobs", str(jobs)],
        stdout=subprocess.PIPE,
        preexec_fn=lambda: os.sched_setaffinity(0, cores),  # noqa: PLW1509 - no threads here
    )
    far: dict[str, Any] = {"messages": 0, "messages_per_second": 0.0}
    reader = threading.Thread(target=lambda: [far.update(orjson.loads(line)) for line in process.stdout or ()])
    reader.start()
    used, processor = Used(), dict[int, float]()
    while process.poll() is None:
        members = dict(family(process.pid))
        processor |= members
        used.parent.append(memory_mb(process.pid))
        used.children.append(sum(memory_mb(pid) for pid in members if pid != process.pid))
        if time.monotonic() - told > TELL_SECONDS:
            told = time.monotonic()
            print(
                f"          {far['messages']:,} of {count:,}, {far['messages_per_second']:,.0f} articles/s, "
                f"{used.memory(0, 1):.0f} MB",
                flush=True,
            )
        time.sleep(0.5)
    reader.join()
    if process.returncode:
        raise SystemExit(f"newswire ended with status {process.returncode}")
    used.seconds, used.processor = time.monotonic() - start, sum(processor.values())
    return used


def main() -> None:
    """Print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory(prefix="newswire-bench-") as folder:
        path = Path(folder) / "wire.jsonl"
        with path.open("wb") as file:
            file.writelines(lines(count))
        print(f"archive   {count:,} articles, {path.stat().st_size / 1e6:,.0f} MB", flush=True)
        used = {}
        for jobs in (1, 2):
            used[jobs] = u = fold(path, Path(folder) / f"out{jobs}", jobs, count)
            print(
                f"{jobs} core{'s' if jobs > 1 else ' '}   {count / u.seconds:,.0f} articles/s, {u.seconds:,.0f} s, "
                f"{u.processor / count * 1000:.2f} ms of processor time an article"
            )
            print(
                f"memory    {u.memory(0, 1):.0f} MB at most (to reach: {GOAL_MB}), parent {max(u.parent):.0f}, "
                f"children {max(u.children):.0f}; second quarter {u.memory(0.25, 0.5):.0f}, "
                f"last {u.memory(0.75, 1):.0f}",
                flush=True,
            )
        same = filecmp.cmp(Path(folder) / "out1" / "stories.jsonl", Path(folder) / "out2" / "stories.jsonl", False)
        print(
            f"ratio     {used[1].seconds / used[2].seconds:.2f} (to reach: {GOAL_RATIO}), "
            f"{2 * used[1].processor / used[2].processor:.2f} by processor time, were the cores free; "
            f"same stories: {'yes' if same else 'NO'}"
        )


if __name__ == "__main__":
    main()
