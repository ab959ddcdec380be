"""All figures: `python -m tests.bench`, or some of them: `python -m tests.bench fold read`.

Each `bench_NAME.py` of this folder is a program that prints its own figures, one a line, each beside what is to be
reached; each runs in a process of its own, so that its peak memory is its own. `--json FILE` keeps the figures, and
`python -m tests.bench.figures BEFORE AFTER` compares two such files.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

from tests.bench.figures import Figure, figures, keep

HERE = Path(__file__).parent


def main() -> int:
    """Run what was asked for, one after the other. Exit status 1 if one of them failed."""
    known = sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))
    asked = sys.argv[1:]
    kept = None
    if asked[:1] == ["--json"] and len(asked) > 1:
        kept, asked = Path(asked[1]), asked[2:]
    asked = asked or known
    if unknown := sorted(set(asked) - set(known)):
        print(f"no bench is named {', '.join(unknown)}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    cores, load = os.cpu_count(), os.getloadavg()[0]
    machine = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {cores} cores"
    print(f"{machine}, load {load:.1f}")
    failed = []
    found: list[Figure] = []
    for name in asked:
        print(f"\n== {name}", flush=True)
        ended, printed = _run(name)
        found += figures(name, printed)
        if ended:
            failed.append(name)
    if kept is not None:
        keep(kept, machine, found)
    if failed:
        print(f"\nfailed: {', '.join(failed)}", file=sys.stderr)
    return bool(failed)


def _run(name: str) -> tuple[int, list[str]]:
    """Run one bench; its exit status and what it printed, which is shown as it comes."""
    printed = []
    command = [sys.executable, "-u", "-m", f"tests.bench.bench_{name}"]
    with subprocess.Popen(command, cwd=HERE.parent.parent, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        for line in running.stdout:
            print(line, end="", flush=True)
            printed.append(line)
    return running.returncode, printed


if __name__ == "__main__":
    sys.exit(main())
