"""What folding costs: `python -m tests.bench fold`, or `python -m tests.bench.bench_fold 60000` articles.

An invented wire of 2.5 kB articles is read first, outside the clock. Then the whole set is folded at once, as
`newswire fold` does it, and once more in batches of 100, as the worker does it.
"""

from __future__ import annotations

import gc
import resource
import sys
import time
from collections import Counter

import orjson

from tests.generate import wire
from worker.story.resolve import resolve
from worker.story.source_state import SourceState
from worker.story.story import to_json
from worker.wire.article import Article, Lineage
from worker.wire.read import decode, read

GOAL_MS = 0.15
BATCH = 100


def articles(count: int) -> list[Article]:
    """The wire as articles."""
    raws = (orjson.dumps(m) for m in wire(count, seed=1))
    return [read(decode(raw), Lineage("raw", 0, n)) for n, raw in enumerate(raws)]


def main() -> None:
    """Print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    read_in = articles(count)
    gc.collect()
    start = time.process_time()
    stories = resolve(read_in)
    whole = (time.process_time() - start) / count * 1000
    start = time.process_time()
    size = sum(len(to_json(s)) for s in stories)
    written = (time.process_time() - start) / len(stories) * 1000
    by_status = ", ".join(f"{n:,} {status}" for status, n in Counter(s.status for s in stories).most_common())
    print(f"wire            {count:,} articles, {len(stories):,} stories ({by_status}), {size / 1e6:.0f} MB")
    print(f"at once         {whole:.3f} ms an article (to reach: {GOAL_MS}), {1000 / whole:,.0f} articles/s")
    print(f"story to JSON   {written:.3f} ms a story")
    del stories
    gc.collect()
    incremental(read_in)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory     {peak:.0f} MB, for all of the above in one process")


def incremental(read_in: list[Article]) -> None:
    """Fold article by article, as the worker does."""
    held = SourceState("yonhap")
    outcomes: Counter[str] = Counter()
    start = time.process_time()
    for at in range(0, len(read_in), BATCH):
        outcomes.update(held.add(read_in[at : at + BATCH]).outcomes)
    each = (time.process_time() - start) / len(read_in) * 1000
    told = ", ".join(f"{n:,} {outcome}" for outcome, n in outcomes.most_common())
    print(f"as it comes     {each:.3f} ms an article (to reach: {GOAL_MS}), {1000 / each:,.0f} articles/s: {told}")


if __name__ == "__main__":
    main()
