"""Feed the worst to everything that reads: `tests/hostile/run`, or `tests/hostile/run --minutes 60`.

First what is kept in corpus.jsonl, then long messages of one thing over and over, then short ones by chance, of all
kinds; without `--minutes` for 40 seconds. Each is read as the worker reads it; those that are articles are folded, in
two orders. A finding is a defect, a result that does not fit its schema or changes on its way through JSON, stories
that depend on the order, more than 0.05 s and 5 s a megabyte, more than 100 MB, and the end of a process, by hanging
too. Exit status 1 where there is one. `--only fuzz/1/4711` shows a message again.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from tests.git import commit
from tests.hostile import child, inputs, report
from tests.hostile.examine import examine

HANGS = 120.0
"""Seconds after which a message that is still read has made its process hang."""


@dataclass(slots=True)
class _Child:
    """A process, the number in its hands, and since when it is there."""

    process: Any
    out: Any
    at: Any
    seen: tuple[int, float] = field(default_factory=lambda: (-1, time.monotonic()))


def main() -> int:
    """Try messages until the time is up; tell what was tried and found."""
    parser = argparse.ArgumentParser(prog="tests/hostile/run", description=__doc__)
    parser.add_argument("--minutes", type=float, default=40 / 60)
    parser.add_argument("--processes", type=int, default=max(1, (os.cpu_count() or 2) // 2))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--what", choices=("all", *child.MAKERS), default="all")
    parser.add_argument("--report", type=Path, help="write this page; runs.jsonl beside it keeps all runs")
    parser.add_argument("--only", metavar="WHAT/SEED/NUMBER")
    options = parser.parse_args()
    if options.only:
        return _show(*options.only.split("/"))
    tried = commit()
    told = _corpus()
    end = time.monotonic() + options.minutes * 60
    whats = list(child.MAKERS) if options.what == "all" else [options.what]
    for what in reversed(whats):
        left = end - time.monotonic()
        told.add(_try(what, options.seed, options.processes, left / (4 if what == "growth" and len(whats) > 1 else 1)))
    _report(told)
    if options.report:
        sizes = told.outcomes.total(), told.folded, len(told.wrong)
        report.keep(options.report, report.Run(tried, options.what, options.seed, options.minutes, *sizes))
    return bool(told.wrong)


def _corpus() -> child.Told:
    """All that is kept: once a finding, never again."""
    told = child.Told()
    for number, line in enumerate(inputs.CORPUS.read_bytes().splitlines()):
        value = inputs.kept_bytes(orjson.loads(line))
        seen = examine(value, None, number)
        told.saw("corpus", len(value), seen)
        told.wrong += [(number, "corpus", wrong) for wrong in (seen.wrong, seen.dear) if wrong is not None]
    return told


def _try(what: str, seed: int, processes: int, seconds: float) -> child.Told:
    """Messages of one maker, by some processes, until the time is up. Each takes every n-th number."""
    told, end = child.Told(), time.monotonic() + seconds
    begun = [_begin(what, seed, n, processes) for n in range(processes)]
    tried, next_line = 0, time.monotonic() + 60
    while begun and time.monotonic() < end:
        ready = multiprocessing.connection.wait([c.out for c in begun], timeout=1)
        for c in list(begun):
            if c.out in ready:
                _receive(c, told)
            number, since = c.seen
            if c.at.value != number:
                c.seen = (c.at.value, time.monotonic())
            elif not c.process.is_alive() or time.monotonic() - since > HANGS:
                begun.remove(c)
                begun.append(_replace(c, what, seed, processes, told))
        tried = told.outcomes.total()
        if time.monotonic() > next_line:
            next_line += 60
            print(f"{what}: {tried:,} tried, {len(told.wrong)} findings", flush=True)
    for c in begun:
        c.process.kill()
        c.process.join()
    for number, kind, wrong in told.wrong:
        print(f"FINDING {what}/{seed}/{number} {kind}: {wrong}", flush=True)
    return told


def _begin(what: str, seed: int, first: int, step: int) -> _Child:
    context = multiprocessing.get_context("spawn")
    at = context.Value("q", first, lock=False)
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=child.run, args=(what, seed, first, 1 << 40, step, at, theirs), daemon=True)
    process.start()
    theirs.close()
    return _Child(process, ours, at)


def _receive(c: _Child, told: child.Told) -> None:
    try:
        found = c.out.recv()
    except EOFError:
        return
    if found is not None:
        told.add(found)


def _replace(c: _Child, what: str, seed: int, step: int, told: child.Told) -> _Child:
    """A process that hangs or has ended is a finding; another goes on behind its message."""
    how = "hangs" if c.process.is_alive() else f"ends the process ({c.process.exitcode})"
    c.process.kill()
    c.process.join()
    told.wrong.append((c.at.value, what, how))
    return _begin(what, seed, c.at.value + step, step)


def _show(what: str, seed: str, number: str) -> int:
    kind, value, stamp, headers = child.MAKERS[what](int(seed), int(number))
    seen = examine(value, stamp, int(number), headers)
    shown = value if len(value) < 4_000 else value[:2_000] + b" ... " + value[-500:]
    print(f"{kind}, {len(value):,} bytes, stamp {stamp}, headers {headers}: {seen.outcome} in {seen.seconds:.3f} s")
    print(ascii(shown.decode("utf-8", "backslashreplace")))
    print(seen.wrong or seen.dear or "nothing is wrong with it")
    return bool(seen.wrong or seen.dear)


def _report(told: child.Told) -> None:
    print(f"\n{'kind':30}{'tried':>10}{'read':>10}{'worst s':>10}{'s/MB':>8}{'MB':>8}")
    for kind in sorted({kind for kind, _ in told.outcomes}):
        tried = sum(n for (k, _), n in told.outcomes.items() if k == kind)
        rate = told.seconds_per_byte.get(kind, 0) * 1e6
        print(
            f"{kind:30}{tried:10,}{told.outcomes[kind, 'read']:10,}{told.seconds[kind]:10.3f}{rate:8.2f}"
            f"{told.grown[kind] / 1e6:8.1f}"
        )
    print(f"\n{told.outcomes.total():,} messages tried, {told.folded:,} articles folded, {len(told.wrong)} findings")


if __name__ == "__main__":
    sys.exit(main())
