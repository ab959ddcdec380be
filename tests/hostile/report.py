"""What kept runs came to: a line of runs.jsonl each, and a page with their sum."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Run:
    """One run of `tests/hostile/run`, of this commit."""

    commit: str
    what: str
    seed: int
    minutes: float
    messages: int
    articles: int
    """Of them, those that were read and folded."""
    findings: int


def keep(path: Path, run: Run) -> None:
    """Add a run to the file of runs beside the page, and write the page at `path` again."""
    file = path.parent / "runs.jsonl"
    with file.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(asdict(run)) + "\n")
    kept = [Run(**json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]
    path.write_text(page(kept), encoding="utf-8")


def page(runs: Sequence[Run]) -> str:
    """The sum of all runs, and each. A seed is counted once: the same seed is the same messages."""
    apart = {(run.what, run.seed): run for run in sorted(runs, key=lambda run: run.messages)}.values()
    messages, findings = sum(run.messages for run in apart), sum(run.findings for run in runs)
    rows = "\n".join(
        f"| {run.commit} | {run.what} | {run.seed} | {run.minutes:g} | {run.messages:,} | {run.articles:,} "
        f"| {run.findings} |"
        for run in runs
    )
    return f"""# Hostile messages tried

Written by `tests/hostile/run --minutes N --seed S --report tests/hostile/REPORT.md` from [runs.jsonl](runs.jsonl).
What a finding is: `tests/hostile/run --help`. What was found is mended, and kept in [corpus.jsonl](corpus.jsonl), which
every run tries first.

{messages:,} messages, {findings} findings. Runs of one seed count as the longest of them.

| commit | what | seed | minutes | messages | articles folded | findings |
|---|---|---|---|---|---|---|
{rows}
"""
