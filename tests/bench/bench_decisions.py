"""What editors' decisions cost the fold: `python -m tests.bench decisions`, or `... .bench_decisions 20000 10000`.

An invented wire is folded in batches, as the worker does it: without decisions, with 10,000 that wait for items which
never come, with 10,000 on its items, as many of each kind, and with a few, on one item in twenty. The four take turns,
batch by batch, so that a busy machine slows all of them alike; what is printed is CPU time.
"""

from __future__ import annotations

import gc
import random
import sys
import time
from typing import get_args

from tests.bench.bench_fold import articles
from worker.story.decision import Decision, Kind
from worker.story.source_state import SourceState
from worker.wire.article import Article

GOAL = 5.0
BATCH = 100


def made(names: list[str], count: int, ms: int) -> list[Decision]:
    """Decisions of every kind, each on one of the pairs of neighbouring items."""
    rng, kinds = random.Random(7), get_args(Kind)
    found: list[Decision] = []
    for n in range(count):
        kind = kinds[n % len(kinds)]
        at = 2 * rng.randrange(len(names) // 2)
        items = {"undo": (), "pin": (names[at],)}.get(kind, (names[at], names[at + 1]))
        undoes = found[n - 2].id if kind == "undo" else None
        found.append(Decision(f"d{n}", "yonhap", kind, items, undoes, "ana", "so", ms + n))
    return found


def main() -> None:
    """Print the figures."""
    count, decisions = (*map(int, sys.argv[1:]), *(20_000, 10_000)[len(sys.argv) - 1 :])
    wire = articles(count)
    names = list(dict.fromkeys(a.item_id for a in wire))
    ms = max(a.event_ms or 0 for a in wire)
    sets = {
        "none": [],
        "waiting": made([f"nobody-{n}" for n in range(len(names))], decisions, ms),
        "on its items": made(names, decisions, ms),
        "on few items": made(names, len(names) // 40, ms),
    }
    states = {name: SourceState("yonhap", 72 * 3_600_000) for name in sets}
    for name, some in sets.items():
        start = time.process_time()
        for at in range(0, len(some), BATCH):
            states[name].decide(some[at : at + BATCH])
        if some:
            each = (time.process_time() - start) / len(some) * 1000
            print(f"{name:<14}  {each:.3f} ms a decision, in batches of {BATCH}, before its items come")
    spent = fold(wire, states)
    for name in sets:
        more = (spent[name] / spent["none"] - 1) * 100
        goal = f"{more:+.1f}% (to reach: at most +{GOAL:.0f}%)" if name != "none" else ""
        print(f"{name:<14}  {spent[name] / count * 1000:.3f} ms an article {goal}".rstrip())
    late = states["none"]
    some = made(names[-2_000:], 1_000, ms + decisions)
    start = time.process_time()
    for d in some:
        late.decide([d])
    each = (time.process_time() - start) / len(some) * 1000
    print(f"one by one      {each:.3f} ms a decision on items that are held, {len(late):,} articles")


def fold(wire: list[Article], states: dict[str, SourceState]) -> dict[str, float]:
    """Fold a wire into each state, batch by batch in turns. Returns the CPU seconds of each."""
    spent = dict.fromkeys(states, 0.0)
    gc.collect()
    gc.disable()
    for n, at in enumerate(range(0, len(wire), BATCH)):
        order = list(states)
        order = order[n % len(order) :] + order[: n % len(order)]
        for name in order:
            start = time.process_time()
            states[name].add(wire[at : at + BATCH])
            spent[name] += time.process_time() - start
    gc.enable()
    return spent


if __name__ == "__main__":
    main()
