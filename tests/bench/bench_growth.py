"""What one source costs as its window fills: `python -m tests.bench growth`, or `python -m tests.bench.bench_growth
1000 60000 1000000` articles held.

An invented wire of 2.5 kB articles, four seconds apart, is read and enriched into a file first. Then, for each number
of articles and in a process of its own: CPU time of each of the last thousand articles folded, memory an article held,
and CPU time to build the state again from its changelog, as a restarted worker does. A million articles take half an
hour and some 10 GB of disk.
"""

from __future__ import annotations

import gc
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import orjson

from tests.generate import wire
from worker.story.changelog import Entry
from worker.story.packed import pack
from worker.story.resting import OPEN_WHILE_RESTORING, open_at_most
from worker.story.source_state import SourceState
from worker.stream.understand import understand, warm_up
from worker.wire.article import Lineage, from_json, to_json

COUNTS = (3_000, 6_000, 12_000, 20_000)
LAST = 1_000
BATCH = 100
FOR_EVER_MS = 10**13
GOAL_KB, GOAL_READY = 2.5, 3.0


def main() -> None:
    """Print the figures."""
    if sys.argv[1:2] == ["--write"]:
        write(Path(sys.argv[2]), int(sys.argv[3]))
    elif sys.argv[1:2] == ["--measure"]:
        measure(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        counts = [int(arg) for arg in sys.argv[1:]] or COUNTS
        with tempfile.TemporaryDirectory() as folder:
            articles = Path(folder) / "articles"
            _run("--write", articles, max(counts))
            for count in counts:
                _run("--measure", articles, count)


def _run(what: str, articles: Path, count: int) -> None:
    subprocess.run([sys.executable, "-m", "tests.bench.bench_growth", what, str(articles), str(count)], check=True)


def write(articles: Path, count: int) -> None:
    """Write so many articles as JSON lines."""
    raws = [orjson.dumps(message) for message in wire(count, seed=1)]
    warm_up()
    start = time.process_time()
    with articles.open("wb") as file:
        for n, raw in enumerate(raws):
            file.write(to_json(understand(raw, Lineage("raw", 0, n), None)) + b"\n")
    spent = time.process_time() - start
    print(f"read  {spent / count * 1000:.3f} ms an article, read and enriched, {count:,} of them", flush=True)


def measure(articles: Path, count: int) -> None:
    """Fold so many articles and print what the last ones cost, and the state."""
    held = SourceState("yonhap", FOR_EVER_MS)
    before = memory()
    with articles.open("rb") as file:
        _fold(held, file, count - LAST)
        gc.collect()
        gc.freeze()
        spent = _fold(held, file, LAST)
    kept = (memory() - before) / len(held)
    print(f"fold at {count}  {spent / LAST * 1000:.3f} ms an article, the last {LAST:,} of {count:,}")
    print(f"memory at {count}  {kept / 1000:.1f} kB an article held (to reach: {GOAL_KB})")
    again = SourceState("yonhap", FOR_EVER_MS)
    spent = 0.0
    gc.disable()  # as the worker does
    with open_at_most(OPEN_WHILE_RESTORING):
        for entry in held.entries():
            start = time.process_time()
            again.restore(Entry(*entry))
            spent += time.process_time() - start
        start = time.process_time()
        again.settle()
        spent += time.process_time() - start
    print(f"restart at {count}  {spent:.1f} s of CPU, without Kafka (to reach: {GOAL_READY} with 57,000)", flush=True)


def _fold(held: SourceState, lines: Iterable[bytes], count: int) -> float:
    """Fold so many of the lines, as the worker does; the CPU seconds that took."""
    spent = 0.0
    rest = map(bytes.rstrip, islice(lines, count))
    while bodies := list(islice(rest, BATCH)):
        batch, packed = [from_json(body) for body in bodies], [pack(body) for body in bodies]
        start = time.process_time()
        held.add(batch, packed)
        spent += time.process_time() - start
    return spent


def memory() -> int:
    """Bytes that this process has in memory."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096


if __name__ == "__main__":
    main()
