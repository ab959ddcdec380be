"""All figures: `python -m tests.bench`, or some of them: `python -m tests.bench fold read`.

Each `bench_NAME.py` of this folder is a program that prints its own figures, one a line, each beside what is to be
reached; each runs in a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> int:
    """Run what was asked for, one after the other. Exit status 1 if one of them failed."""
    known = sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))
    asked = sys.argv[1:] or known
    if unknown := sorted(set(asked) - set(known)):
        print(f"no bench is named {', '.join(unknown)}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    cores, load = os.cpu_count(), os.getloadavg()[0]
    print(
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {cores} cores, load {load:.1f}"
    )
    failed = []
    for name in asked:
        print(f"\n== {name}", flush=True)
        command = [sys.executable, "-m", f"tests.bench.bench_{name}"]
        if subprocess.run(command, cwd=HERE.parent.parent, check=False).returncode:
            failed.append(name)
    if failed:
        print(f"\nfailed: {', '.join(failed)}", file=sys.stderr)
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
