"""What a flood of names costs in memory: `python -m tests.bench names`, or `python -m tests.bench.bench_names 100000`.

So many sources with one short article each, and so many items of one source; each in a process of its own. What is
held is bounded by the window only: a producer that makes up sources is to be kept away from the raw streams.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from pathlib import Path

from tests.story.wires import article
from worker.story.source_state import SourceState
from worker.wire.article import Article

WINDOW_MS = 72 * 3_600_000
BATCH = 250
GOAL_KB = 16


def sources(count: int) -> None:
    """Sources with one article each."""
    before, states = _memory(), []
    for n in range(count):
        states.append(SourceState(f"source-{n}", WINDOW_MS))
        states[-1].add([article(n % 1000, source=f"source-{n}", item_id=f"item-{n}", paragraphs=(f"Text {n}.",))])
    _say(f"{count:,} sources", before, count)


def items(count: int) -> None:
    """Items of one source, each with a name, a headline and a slug of its own."""
    before, state = _memory(), SourceState("harbour", WINDOW_MS)
    for k in range(0, count, BATCH):
        state.add([_item(n) for n in range(k, min(k + BATCH, count))])
    _say(f"{count:,} names of one source", before, count)


def main() -> None:
    """Print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    for measure in (sources, items):
        process = multiprocessing.get_context("spawn").Process(target=measure, args=(count,))
        process.start()
        process.join()
        if process.exitcode:
            sys.exit(process.exitcode)


def _item(n: int) -> Article:
    return article(
        n % 1000, item_id=f"item-{n}", headline=f"Headline {n}", slug=f"slug {n}", paragraphs=(f"Text {n}.",)
    )


def _say(what: str, before: int, count: int) -> None:
    each = (_memory() - before) / count / 1000
    print(f"{what}: {each:.1f} kB each (goal: at most {GOAL_KB})", flush=True)


def _memory() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    main()
