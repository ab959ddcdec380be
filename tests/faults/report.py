"""What the trials came to, as a line, a summary and a page."""

from __future__ import annotations

import json
import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.faults.judge import Verdict


@dataclass(frozen=True, slots=True)
class Trial:
    """One deployment and what was done to it: `recovered` has a time for each fault, `ends` exit statuses."""

    kind: str
    nodes: int
    seed: int
    recovered: list[float]
    verdict: Verdict
    ends: dict[int, int]
    seconds: float
    load: float = 0.0
    """Of the machine, when the last fault was over: see `kit.busy`. 0 where it was not noted."""
    commit: str = ""
    """The code that was tried. Noted since two faults of kafka-python that kept workers waiting are mended."""


BUSY = 2.0
"""Load a core above which times say more of the machine than of the worker."""


def kept(path: Path) -> list[Trial]:
    """The trials of earlier runs."""
    if not path.exists():
        return []
    return [
        Trial(
            **{**found, "verdict": Verdict(**found["verdict"]), "ends": {int(k): n for k, n in found["ends"].items()}}
        )
        for found in map(json.loads, path.read_text(encoding="utf-8").splitlines())
    ]


def keep(path: Path, t: Trial) -> None:
    """Add one."""
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(t)) + "\n")


def line(t: Trial) -> str:
    """One trial."""
    said = "survived" if t.verdict.survived else "FAILED"
    times = " ".join(f"{s:.1f}" for s in t.recovered)
    ends = f", ended {t.ends}" if t.ends else ""
    text = (
        f"{t.kind} on {t.nodes}: {said}, {len(t.recovered)} faults, recovered after {times} s{ends}, seed {t.seed}, "
        f"{t.seconds:.0f} s in all"
    )
    v = t.verdict
    wrong = [f"  {name}: {w}" for name in ("lost", "twice", "regressed", "hung") for w in getattr(v, name)[:5]]
    return "\n".join([text, *wrong])


def summary(trials: list[Trial]) -> str:
    """All of them in a line."""
    times = sorted(s for t in trials for s in t.recovered)
    failed = sum(not t.verdict.survived for t in trials)
    told = f"{len(times)} faults in {len(trials)} trials, {failed} failed"
    if not times:
        return told
    return f"{told}; recovery {_recovery(times)}"


def _recovery(times: Sequence[float]) -> str:
    return f"p50 {statistics.median(times):.1f} s, p99 {p99(times):.1f} s, worst {max(times):.1f} s"


def by_load(trials: Sequence[Trial]) -> str:
    """How long it took where the machine had time for it, and where it had not."""
    told = []
    for name, some in (
        (f"a machine with a load of at most {BUSY:.0f} a core", [t for t in trials if 0 < t.load <= BUSY]),
        ("one that others kept busier", [t for t in trials if t.load > BUSY]),
    ):
        times = [s for t in some for s in t.recovered]
        if times:
            told.append(f"on {name} {_recovery(times)} ({len(times)} faults)")
    return "Recovery " + "; ".join(told) + "." if told else ""


def since_mended(trials: Sequence[Trial]) -> str:
    """How long it took with the code that is there now, or nearly: in the trials that name their commit."""
    some = [t for t in trials if t.commit]
    times = [s for t in some for s in t.recovered]
    if not times:
        return ""
    return (
        f"In the {len(some)} trials since what kept workers waiting is mended (see [README.md](README.md)): "
        f"{_recovery(times)} ({len(times)} faults)."
    )


def p99(times: Sequence[float]) -> float:
    """The time that 99 of 100 do not exceed."""
    return sorted(times)[min(len(times) - 1, int(len(times) * 0.99))]


_COLUMNS = (
    *("kind", "brokers", "trials", "faults", "survived", "lost", "twice", "regressed", "hung", "messages"),
    *("read again", "recovery p50", "p99", "worst"),
)


def page(trials: list[Trial]) -> str:
    """The report, as Markdown."""
    by_kind: dict[tuple[str, int], list[Trial]] = defaultdict(list)
    for t in trials:
        by_kind[t.kind, t.nodes].append(t)
    rows = [
        "| " + " | ".join(_COLUMNS) + " |",
        "|---" * len(_COLUMNS) + "|",
    ]
    for (kind, nodes), some in sorted(by_kind.items()):
        times = [s for t in some for s in t.recovered]
        counts = [sum(bool(getattr(t.verdict, n)) for t in some) for n in ("lost", "twice", "regressed", "hung")]
        survived = sum(t.verdict.survived for t in some)
        sent, counted = sum(t.verdict.sent for t in some), sum(t.verdict.counted for t in some)
        told = [f"{f(times):.1f} s" if times else "" for f in (statistics.median, p99, max)]
        cells = [kind, nodes, len(some), len(times), survived, *counts, sent, counted - sent, *told]
        rows.append("| " + " | ".join(map(str, cells)) + " |")
    failed = "\n".join(line(t) for t in trials if not t.verdict.survived)
    return (
        "# What was broken, and what came of it\n\n"
        "Written by `tests/faults/run --minutes N --report tests/faults/REPORT.md`, summed over all runs that\n"
        "[trials.jsonl](trials.jsonl) keeps; [README.md](README.md) says what the kinds are and how they are\n"
        "judged. A trial is one deployment; *lost*, *twice*, *regressed* and *hung* count\n"
        "trials. *Messages* are those of the raw streams, in trials since they are counted; their outcomes sum to\n"
        "that, but for those *read again* with a batch whose end Kafka had forgotten.\n\n"
        f"{summary(trials)}.\n\n{by_load(trials)}\n\n{since_mended(trials)}\n\n"
        + "\n".join(rows)
        + "\n"
        + (f"\n## Failed\n\n```\n{failed}\n```\n" if failed else "")
    )
