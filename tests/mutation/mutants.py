"""Draws mutants of a room by chance, runs the tests that reach each, and prints which were not noticed."""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from tests.mutation import no_result

ROOT = Path(__file__).resolve().parents[2]
COSMIC_RAY = "cosmic-ray==8.7.0"
TESTS = {
    "story": "tests/golden tests/test_edge_cases_raw.py tests/test_edge_cases_raw_links.py tests/story",
    "wire": "tests/golden tests/test_edge_cases_raw.py tests/test_edge_cases_raw_pages.py tests/wire",
}
"""The tests that hold a room."""
TYPES_ONLY = ("core/ReplaceBinaryOperator_BitOr_",)
"""Operators that mostly meet `X | None` in annotations, which no test can notice."""
SAME = ("core/ReplaceComparisonOperator_Eq_Is", "core/ReplaceComparisonOperator_NotEq_IsNot")
"""Operators that compare objects where values were: words of the code and small numbers are one object each, so that
nearly always nothing changes."""
SECONDS = 300


def main() -> int:
    """Print the score of each room asked for, and every mutant that lived. Exit status 1 below nine in ten."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("rooms", nargs="*", default=sorted(TESTS), help=", ".join(TESTS))
    asked.add_argument("--sample", type=int, default=300, help="mutants of each room")
    asked.add_argument("--seed", type=int, default=1)
    options = asked.parse_args()
    scores = [_score(room, options.sample, options.seed) for room in options.rooms]
    return int(min(scores) < 0.9)


def _score(room: str, sample: int, seed: int) -> float:
    """Share of the mutants of a room that its tests noticed."""
    with tempfile.TemporaryDirectory(prefix="newswire-mutants-") as folder:
        copy, session = Path(folder) / "copy", Path(folder) / "session.sqlite"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(copy)], check=True)
        config = Path(folder) / "config.toml"
        config.write_text(_config(room))
        _cosmic_ray(copy, "init", str(config), str(session))
        _measure(copy, room)
        drawn = _draw(session, sample, seed)
        print(f"{room}: {drawn} mutants", flush=True)
        _cosmic_ray(copy, "exec", str(config), str(session))
        lived, done = _lived(session)
    for mutant in lived:
        print(f"lived: {mutant}")
    score = 1 - len(lived) / done if done else 0.0
    print(f"{room}: {done - len(lived)} of {done} noticed, {score:.1%}", flush=True)
    return score


def _measure(copy: Path, room: str) -> None:
    """Which tests run which lines, and how long each takes. Fails where a test fails without any change."""
    plugins = ("-p", "tests.mutation.covering", "--cov-context=test", "--cov-report=", "--cov-fail-under=0")
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", *plugins, f"--cov=worker/{room}", *TESTS[room].split()]
    subprocess.run(command, cwd=copy, check=True, env={**os.environ, "TEST_EXAMPLES": "60"}, stdout=sys.stderr)


def _config(room: str) -> str:
    command = f"{sys.executable} -m tests.mutation.covering"
    return (
        f'[cosmic-ray]\nmodule-path = ["worker/{room}"]\ntimeout = {SECONDS}.0\nexcluded-modules = []\n'
        f'test-command = "{command}"\n[cosmic-ray.distributor]\nname = "local"\n'
    )


def _cosmic_ray(copy: Path, *arguments: str) -> None:
    uv = str(Path(sys.executable).with_name("uv"))
    subprocess.run([uv, "tool", "run", "--quiet", "--from", COSMIC_RAY, "cosmic-ray", *arguments], cwd=copy, check=True)


def _draw(session: Path, sample: int, seed: int) -> int:
    """Keep one mutant for each of `sample` places; how many are left."""
    with contextlib.closing(sqlite3.connect(session)) as db, db:
        rows = db.execute(
            "select job_id, operator_name, module_path, start_pos_row, start_pos_col from mutation_specs"
            " order by 3, 4, 5, 2, occurrence"
        ).fetchall()
        places: dict[tuple[object, ...], list[str]] = {}
        for job, operator, *place in rows:
            left_out = operator.startswith((*TYPES_ONLY, *_left_out(place[0]).get(place[1], TYPES_ONLY)))
            if not left_out and operator not in SAME:
                places.setdefault(tuple(place), []).append(job)
        chance = random.Random(seed)
        chosen = chance.sample(list(places), min(sample, len(places)))
        kept = {chance.choice(places[place]) for place in chosen}
        for table in ("mutation_specs", "work_items"):
            db.executemany(f"delete from {table} where job_id = ?", [(row[0],) for row in rows if row[0] not in kept])
    return len(kept)


@cache
def _left_out(path: str) -> dict[int, tuple[str, ...]]:
    return no_result.lines(path, (ROOT / path).read_text(encoding="utf-8"))


def _lived(session: Path) -> tuple[Sequence[str], int]:
    with contextlib.closing(sqlite3.connect(session)) as db:
        rows = db.execute(
            "select m.module_path, m.start_pos_row, m.operator_name, m.occurrence, upper(r.test_outcome)"
            " from work_results r join mutation_specs m using (job_id) where upper(r.worker_outcome) = 'NORMAL'"
            " order by 1, 2"
        ).fetchall()
    lived = [f"{path}:{row} {operator} ({n})" for path, row, operator, n, outcome in rows if outcome == "SURVIVED"]
    return lived, len(rows)


if __name__ == "__main__":
    sys.exit(main())
