"""Figures as data: read off what a bench prints, kept as JSON, two runs side by side.

`python -m tests.bench --json before.json read fold` keeps them; `python -m tests.bench.figures before.json after.json`
compares. Figures of a machine that does other work differ by a fifth: compare runs made in turns.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

_LABEL = re.compile(r"^(.*?)(?::|\s{2,}|(?= [\d,.]+ (?:ms|s|MB|kB|articles/s)\b))")
_NUMBER = re.compile(r"(?<![\w.])(\d[\d,]*(?:\.\d+)?) (ms|s|MB|kB|articles/s)\b(?! with| \()?")
_GOAL = re.compile(r"\((?:to reach|goal)[^)]*\)")


class Figure(NamedTuple):
    """One measured value: `bench` and `name` say what, `unit` is ms, s, MB, kB or articles/s."""

    bench: str
    name: str
    value: float
    unit: str


def figures(bench: str, printed: Iterable[str]) -> list[Figure]:
    """The figures in the lines that a bench printed, goals left out; a second one of a line is numbered."""
    found: list[Figure] = []
    for line in printed:
        m = _LABEL.match(line.strip())
        label = " ".join(m[1].split()) if m else ""
        numbers = _NUMBER.findall(_GOAL.sub("", line))
        for n, (value, unit) in enumerate(numbers):
            name = label if n == 0 else f"{label} ({n + 1})"
            found.append(Figure(bench, name, float(value.replace(",", "")), unit))
    return found


def keep(path: Path, machine: str, found: Iterable[Figure]) -> None:
    """Write figures to a file, with the machine that they are from."""
    rows = [figure._asdict() for figure in found]
    path.write_text(json.dumps({"machine": machine, "figures": rows}, indent=1) + "\n", encoding="utf-8")


def load(path: Path) -> dict[tuple[str, str, str], float]:
    """Bench, name and unit -> value. Raises `OSError` and `ValueError` where the file is none of ours."""
    rows = json.loads(path.read_text(encoding="utf-8"))["figures"]
    return {(row["bench"], row["name"], row["unit"]): row["value"] for row in rows}


def compared(before: Path, after: Path) -> list[str]:
    """A line for each figure that both files have: before, after, and after as a multiple of before."""
    old, new = load(before), load(after)
    return [
        f"{bench:9} {name:32} {old[key]:>12,.3f} {new[key]:>12,.3f} {unit:10} x{new[key] / old[key]:.2f}"
        for key in old
        if key in new and old[key]
        for bench, name, unit in [key]
    ]


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("python -m tests.bench.figures BEFORE.json AFTER.json")
    print("\n".join(compared(Path(sys.argv[1]), Path(sys.argv[2]))))
