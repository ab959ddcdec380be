"""Runs the tests that reach the changed line of a copy of the code, the quickest first, until one fails.

As a pytest plugin it writes down how long each test took, which is the order.
"""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate
from pathlib import Path

import coverage
import pytest

MOST_SECONDS = 60.0
"""Tests of more than this in all are not run for one place: the slowest are left out."""
TIMES = "times.json"
DATA = ".coverage"
_HUNK = re.compile(r"^@@ -(\d+)", re.M)


class _Times:
    """Seconds that each test took."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._seconds[report.nodeid] = self._seconds.get(report.nodeid, 0.0) + report.duration

    def pytest_sessionfinish(self) -> None:
        Path(TIMES).write_text(json.dumps(self._seconds), encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    """Write the times down where tests are not run in processes of their own, or by the process that leads these."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Times())


def lines_of(source: str, line: int) -> tuple[range, bool]:
    """The lines of the statement at a line, and whether it may have run before the tests that need it: at import, or
    where results are cached. Of a function's head these are the lines of its body."""
    found: ast.stmt = ast.parse(source).body[0]
    functions: list[ast.FunctionDef] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.stmt) and _first(node) <= line <= (node.end_lineno or 0):
            found = node
            if isinstance(node, ast.FunctionDef):
                functions.append(node)
    body = getattr(found, "body", None)
    end = body[0].lineno - 1 if body and not isinstance(found, ast.FunctionDef) else found.end_lineno or line
    early = not functions or any(f.decorator_list for f in functions)
    return range(_first(found), max(end, line) + 1), early


def _first(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(d.lineno for d in decorators)])


def reaching(path: str, line: int) -> list[str]:
    """The tests that run a line, the quickest first. Of a line that is only run at import, as in a table, those that
    run others of its file; of a file that is nothing but a table all tests, as any of them may read it."""
    data = coverage.CoverageData(DATA)
    data.read()
    contexts = data.contexts_by_lineno(str(Path(path).resolve()))
    lines, early = lines_of(_before(path), line)
    wanted: Iterable[int] = contexts if early else lines
    tests = {context.rpartition("|")[0] for n in wanted for context in contexts.get(n, ())} - {""}
    seconds: dict[str, float] = json.loads(Path(TIMES).read_text(encoding="utf-8"))
    if not tests:
        tests = {context.rpartition("|")[0] for found in contexts.values() for context in found} - {""} or set(seconds)
    ordered = sorted(tests, key=lambda test: seconds.get(test, 0.0))
    spent = list(accumulate(seconds.get(test, 0.0) for test in ordered))
    return ordered[: max(1, bisect_right(spent, MOST_SECONDS))]


def _before(path: str) -> str:
    return subprocess.run(["git", "show", f"HEAD:{path}"], check=True, capture_output=True, text=True).stdout


def main() -> int:
    """Find the change, and test it. The exit status is pytest's; without a test that reaches the change it is 0."""
    change = subprocess.run(["git", "diff", "-U0", "--", "worker"], check=True, capture_output=True, text=True).stdout
    if not change:
        return 0
    path = re.findall(r"^--- a/(.*)$", change, re.M)[0]
    tests = reaching(path, int(_HUNK.findall(change)[0]))
    if not tests:
        return 0
    Path("tests.txt").write_text("\n".join(tests), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "no:randomly", "@tests.txt"]
    return subprocess.run(command, env={**os.environ, "TEST_EXAMPLES": "60"}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
