"""Hostile messages in the suite: what is kept, some of every kind, and that the steps of reading follow the length.

Seconds and memory are the affair of `tests/hostile/run`, which tries more.
"""

from __future__ import annotations

import multiprocessing
import sys
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.hostile import child, growth, inputs, patterns, report
from tests.hostile.examine import examine
from worker.stream import understand
from worker.wire.article import BadMessage, Lineage

KEPT = [orjson.loads(line) for line in inputs.CORPUS.read_bytes().splitlines()]
SHORT, LONG = 3_000, 12_000


@pytest.mark.parametrize("line", KEPT, ids=[line["why"] for line in KEPT])
def test_what_was_found_once(line: dict[str, Any]) -> None:
    """Each message of the corpus broke something or was near to it: it reads, or is refused by name."""
    assert examine(inputs.kept_bytes(line), 1_741_900_000_000).wrong is None


def test_some_of_every_kind() -> None:
    """The first two thousand messages of a seed: none breaks reading, or folding in any order."""
    at = multiprocessing.get_context("spawn").Value("q", 0, lock=False)
    told = child.chunk("fuzz", 7, iter(range(2_000)), at)
    assert {kind for kind, _ in told.outcomes} == set(inputs.MAKERS)
    assert told.outcomes.total() == 2_000
    assert [wrong for wrong in told.wrong if " took " not in f" {wrong[2]}"] == []


def test_the_same_number_is_the_same_message() -> None:
    """A finding can be shown again by its seed and number."""
    for make in (inputs.generate, growth.generate):
        assert [make(3, n) for n in range(40)] == [make(3, n) for n in range(40)]


def test_every_pattern_of_the_worker_is_looked_at() -> None:
    """Patterns in tables count too, and most of what they match is a unit to be repeated."""
    found = patterns.compiled()
    assert any(name.startswith("worker.wire.note.") for name in found)
    assert len(patterns.units()) > len(found) // 2


def steps(value: bytes) -> int:
    """Calls that reading a message makes, of our own functions and of others: the same each time."""
    count = 0

    def count_one(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count_one)
    try:
        understand.understand(value, Lineage("hostile", 0, 0), None)
    except BadMessage as bad:
        assert bad.reason != "defect"  # noqa: PT017
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("place", inputs.PLACES)
def test_four_times_the_text_takes_four_times_the_steps(place: str) -> None:
    """Whatever pairs are nested and whatever is repeated: the number of steps follows the length alone."""
    steps(orjson.dumps(inputs.PLACES[place]("x")))
    units = ["a ", "A ", "A, ", '"a" ', "\"'a", "(a) ", "(", "a\n", "A said. ", "<p>", "<b>", "@", "ADDS a; ", "May 1 "]
    for name, of in [(u, lambda n, u=u: u * (n // len(u))) for u in units] + [
        (pair, lambda n, pair=pair: inputs.nested(pair, n)) for pair in ("()", "“”", "[]", "<>")
    ]:
        short, long = (steps(orjson.dumps(inputs.PLACES[place](of(n)))) for n in (SHORT, LONG))
        assert long <= 6 * short + 500, f"{name!r} in {place}: {short:,} steps for {SHORT:,}, {long:,} for {LONG:,}"


def test_runs_are_summed_up(tmp_path: Path) -> None:
    """The page counts messages once where a seed was tried twice, and findings always."""
    for seed, messages, findings in ((1, 900, 0), (2, 2_000, 0), (1, 1_500, 1)):
        report.keep(tmp_path / "REPORT.md", report.Run("abc1234", "fuzz", seed, 1.5, messages, 10, findings))
    said = (tmp_path / "REPORT.md").read_text()
    assert "3,500 messages, 1 findings" in said
    assert said.count("| abc1234 | fuzz |") == 3
