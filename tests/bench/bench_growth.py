"""What one source costs as its window fills: `python -m tests.bench growth`, or `python -m tests.bench.bench_growth
1000 60000 1000000` articles held.

An invented wire of 2.5 kB articles, four seconds apart, is read and enriched into a file of packed articles first.
Then, for each number of articles and in a process of its own: CPU time of each of the last thousand articles folded,
memory an article held, and CPU time to build the state again from its changelog, as a restarted worker does. It takes
twenty minutes; a million articles an hour and 1.2 GB of disk. `--write FILE NUMBER` and `--measure FILE NUMBER` do one
of the two, so that two versions can be measured in turns with one file.
"""

from __future__ import annotations

import gc
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import BinaryIO

import orjson

from tests.generate import sent
from worker.story.changelog import Entry
from worker.story.headed import keep
from worker.story.packed import opened
from worker.story.source_state import SourceState
from worker.stream.understand import understand, warm_up
from worker.wire.article import Lineage

COUNTS = (6_000, 20_000, 60_000, 150_000)
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
    """Write so many articles, packed, each behind its length."""
    warm_up()
    spent = 0.0
    with articles.open("wb") as file:
        for n, message in enumerate(sent(count, seed=1)):
            raw = orjson.dumps(message)
            start = time.process_time()
            article = understand(raw, Lineage("raw", 0, n), None)
            spent += time.process_time() - start
            value = keep(article)
            file.write(len(value).to_bytes(4, "big") + value)
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
    for entry in held.entries():
        start = time.process_time()
        again.restore(Entry(*entry))
        spent += time.process_time() - start
    start = time.process_time()
    again.settle()
    spent += time.process_time() - start
    print(f"restart at {count}  {spent:.1f} s of CPU, without Kafka (to reach: {GOAL_READY} with 57,000)", flush=True)


def _fold(held: SourceState, file: BinaryIO, count: int) -> float:
    """Fold so many of the articles, as the worker does; the CPU seconds that took."""
    spent = 0.0
    for at in range(0, count, BATCH):
        values = [file.read(int.from_bytes(file.read(4), "big")) for _ in range(min(BATCH, count - at))]
        batch = [opened(value) for value in values]
        start = time.process_time()
        held.add(batch, values)
        spent += time.process_time() - start
    return spent


def memory() -> int:
    """Bytes that this process has in memory."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096


if __name__ == "__main__":
    main()
