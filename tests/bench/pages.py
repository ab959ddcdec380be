"""Writes `worker/PERFORMANCE.md`, its picture and `worker/SCALE.md` from the figures kept in `tests/bench/kept/`:
`python -m tests.bench.pages`.

Figures are kept by `python -m tests.bench --json tests/bench/kept/growth.json growth`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.bench.figures import load

KEPT = Path(__file__).parent / "kept"
WORKER = Path(__file__).parents[2] / "worker"
DAY = 86_400
ARTICLES_A_DAY, SOURCES, PEAK = 10_000_000, 1_000, 3.0
WINDOW_DAYS = 5
"""The default window, and the two days for which a story is held longer."""
BUSY = 0.6
"""Share of a core that is planned with: the rest is for catching up."""
CLIENT_MS = 0.05
"""CPU of Kafka's client for an article, where 500 are one transaction: read, changelog and story."""
OPEN_MB, GIB = 150, 1 << 30
"""Memory of a worker that holds nothing."""

Points = Sequence[tuple[float, float]]


def growth() -> Mapping[str, Points]:
    """Of each figure of the growth bench: articles held, and the value."""
    found: dict[str, list[tuple[float, float]]] = {"fold": [], "memory": [], "restart": []}
    for (_, name, _), value in load(KEPT / "growth.json").items():
        m = re.fullmatch(r"(\w+) at (\d+)", name)
        if m:
            found[m[1]].append((int(m[2]), value))
    return {name: sorted(points) for name, points in found.items()}


def picture(title: str, unit: str, points: Points) -> str:
    """A line over articles held, as SVG. The horizontal axis is logarithmic."""
    width, height, left, low = 340, 200, 44, 160
    xs = [math.log10(x) for x, _ in points]
    top = max(y for _, y in points) * 1.25
    span = (max(xs) - min(xs)) or 1.0
    places = [(left + (x - min(xs)) / span * (width - left - 30), low - y / top * (low - 34)) for x, (_, y) in
              zip(xs, points, strict=True)]  # fmt: skip
    line = " ".join(f"{x:.0f},{y:.0f}" for x, y in places)
    shown = [f'<text x="8" y="18" font-weight="bold">{title}</text>',
             f'<line x1="{left}" y1="{low}" x2="{width - 10}" y2="{low}" stroke="#888"/>',
             f'<polyline points="{line}" fill="none" stroke="#1667b7" stroke-width="2"/>']  # fmt: skip
    for (x, y), (held, value) in zip(places, points, strict=True):
        shown.append(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="3" fill="#1667b7"/>')
        shown.append(f'<text x="{x:.0f}" y="{y - 8:.0f}" text-anchor="middle">{value:g} {unit}</text>')
        shown.append(f'<text x="{x:.0f}" y="{low + 16}" text-anchor="middle" fill="#555">{held:,.0f}</text>')
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
    style = 'font-family="sans-serif" font-size="11"><rect width="100%" height="100%" fill="#fff"/>'
    return head + style + "\n" + "\n".join(shown) + "\n</svg>\n"


PICTURES = {
    "fold": ("CPU to fold an article, by articles held", "ms"),
    "memory": ("Memory an article held", "kB"),
    "restart": ("CPU to build the state again", "s"),
}


STEPS = {
    "decode": "reads the JSON and checks it against the schema",
    "read": "",
    "speakers": "most of what enriching costs",
    "topics": "",
    "places": "",
    "enrich, all of it": "speakers, topics, places, and their JSON",
    "pack": "JSON, compressed with the dictionary",
    "to and from a process": "raw messages there, packed articles back",
    "open": "in the process that folds",
    "fold": "with the records of the changelog",
    "of that, stories as JSON": "",
    "as ninjs, where asked for": "`NINJS`, off by default",
}
"""The steps of the article bench, and what is to be said of them."""


def steps() -> str:
    """A table of what the steps of one article cost."""
    found = {name: value for (_, name, _), value in load(KEPT / "article.json").items()}
    return "\n".join(f"| {name} | {found[name]:.3f} | {said} |" for name, said in STEPS.items())


def performance() -> str:
    """The page of figures."""
    found, machine = growth(), json.loads((KEPT / "growth.json").read_text(encoding="utf-8"))["machine"]
    pictures = "\n".join(f"![{PICTURES[name][0]}](../tests/bench/kept/{name}.svg)" for name in found)
    rows = "\n".join(
        f"| {held:,.0f} | {fold:.3f} | {dict(found['memory'])[held]:.1f} | {dict(found['restart'])[held]:.1f} |"
        for held, fold in found["fold"]
    )
    return f"""# Performance

Written by `python -m tests.bench.pages` from the figures kept in [tests/bench/kept](../tests/bench/kept); do not edit.

## As the window fills

One source, an invented wire of 2.5 kB messages (7.4 kB as enriched articles), four seconds apart:
`python -m tests.bench --json tests/bench/kept/growth.json growth`.
Machine: {machine}. It did much other work at the same time, so times are too
long; what counts is how they change from row to row.

{pictures}

| articles held | fold, ms of CPU an article | memory, kB an article held | restart without Kafka, s of CPU |
|---|---|---|---|
{rows}

Memory an article held falls as more are held, because the 2,000 articles looked at last stay open (25 MB), and the
2,000 stories put together last; all others are closed ([resting.py](story/resting.py)) and wait
([groups.py](story/groups.py)), as after a restart. A record in the stream `articles` is 1.4 kB, packed as in memory,
with a head of 0.4 kB ([head.py](story/head.py)); the rest are the item, the indexes of names and texts, the keys, and
what opening and closing leaves between them. A source that sent once takes 6.4 kB.

A restart makes items and indexes from heads, and opens only articles that speak of other stories. With 57,309
articles it took 5.3 s through Kafka, of which the state by itself is 3.8 s of CPU. To make the heads takes 0.13 ms an
article, where they are read.

## Where the CPU of one article goes

`python -m tests.bench --json tests/bench/kept/article.json article`: each step by itself on one core, pure Python,
without Kafka. The machine did much other work, so that these are up to twice too long; what counts is how they compare.

| step | CPU, ms | |
|---|---|---|
{steps()}

Samples of a worker that catches up, taken with py-spy: of the CPU of a process that reads, 61% is enriching (45% to
find speakers), 31% reading and 2% packing; of the process that folds, 76% is folding, 8% handing records to Kafka's
client, 5% its thread that sends, and 5% opening articles. No function takes more than 5% of either by itself. Patterns
take a quarter of reading and an eighth of enriching; the rest is Python.

## Other figures

`python -m tests.bench` prints all figures; `--json FILE` keeps them, and
`python -m tests.bench.figures BEFORE AFTER` compares two runs. [SCALE.md](SCALE.md) says what a large deployment needs.
"""


def scale() -> str:
    """What a large deployment needs."""
    found = growth()
    read_ms, fold_ms = load(KEPT / "growth.json")["growth", "read", "ms"], found["fold"][-1][1]
    cpu_ms = read_ms + fold_ms + CLIENT_MS
    (few, small), (many, large) = ((x, x * kb) for x, kb in found["memory"][-2:])
    each_kb = (large - small) / (many - few)
    restart_ms = found["restart"][-1][1] / many * 1000
    rate = ARTICLES_A_DAY / DAY
    cores = rate * PEAK * cpu_ms / 1000 / BUSY
    held = ARTICLES_A_DAY * WINDOW_DAYS
    folders = rate * PEAK * fold_ms / 1000 / BUSY
    memory = held * each_kb * 1000 / GIB
    a_worker = (4 * GIB - OPEN_MB * 1e6) / (each_kb * 1000) * 0.75
    workers = max(math.ceil(cores / 2), math.ceil(held / a_worker))
    a_source, partitions = 1000 * BUSY / fold_ms, max(256, 2 ** math.ceil(math.log2(workers * 4)))
    ready = held / workers * restart_ms / 1000
    return f"""# Scale

Written by `python -m tests.bench.pages` from measured figures ([PERFORMANCE.md](PERFORMANCE.md)); do not edit.

The question: {SOURCES:,} sources, {ARTICLES_A_DAY:,} articles a day, {rate:,.0f} a second on average and
{rate * PEAK:,.0f} in the busiest hours, with the default window (a story is held {WINDOW_DAYS} days at least).

| measured | |
|---|---|
| CPU to read and enrich an article | {read_ms:.2f} ms |
| to fold it, {many:,.0f} held | {fold_ms:.2f} ms |
| for Kafka's client, 500 articles in a transaction | {CLIENT_MS:.2f} ms |
| memory for each further article held | {each_kb:.1f} kB |
| CPU to build an article's state again | {restart_ms:.2f} ms |

| needed | | from |
|---|---|---|
| cores | {math.ceil(cores)} | articles a second at the peak, {BUSY:.0%} of a core planned with |
| of these for folding | {math.ceil(folders)} | {a_source:,.0f} articles a second of one source at most |
| articles held | {held / 1e6:,.0f} million | articles a day, {WINDOW_DAYS} days |
| memory for them | {memory:,.0f} GiB | all workers together |
| workers of 4 GiB and 2 cores | {workers} | {a_worker:,.0f} articles in each, a quarter kept free |
| partitions of `articles` | {partitions} | four a worker at least: they cannot be changed later |
| ready after a restart | {ready:,.0f} s | one worker's share, CPU alone |

**What breaks first** is memory, not the processor: {workers} workers are needed to hold the window, and
no more than {math.ceil(cores / 2)} for the work. A shorter window (`WINDOW_HOURS`) saves as much as it is shorter by.
Next is a source that alone sends more than one process folds.
"""


def main() -> None:
    """Write all."""
    for name, points in growth().items():
        (KEPT / f"{name}.svg").write_text(picture(*PICTURES[name], points), encoding="utf-8")
    (WORKER / "PERFORMANCE.md").write_text(performance(), encoding="utf-8")
    (WORKER / "SCALE.md").write_text(scale(), encoding="utf-8")


if __name__ == "__main__":
    main()
