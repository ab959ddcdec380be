"""Figures of benches are read off what they print, kept and compared."""

from __future__ import annotations

from pathlib import Path

from tests.bench import pages
from tests.bench.figures import Figure, compared, figures, keep

PRINTED = """
at once         0.106 ms an article (to reach: 0.15), 9,434 articles/s
peak memory     1,094 MB, for all of the above in one process
start: 111 ms for 19,504 phrases (goal: under 250 ms)
wire            20,000 articles, 5,000 stories
"""


def test_figures_are_read_off_lines() -> None:
    """Label, value and unit of each; goals are no figures, nor are counts."""
    assert figures("fold", PRINTED.splitlines()) == [
        Figure("fold", "at once", 0.106, "ms"),
        Figure("fold", "at once (2)", 9434.0, "articles/s"),
        Figure("fold", "peak memory", 1094.0, "MB"),
        Figure("fold", "start", 111.0, "ms"),
    ]


def test_two_runs_are_compared(tmp_path: Path) -> None:
    """A figure that both runs have, with the second as a multiple of the first."""
    for name, value in (("before", 0.2), ("after", 0.1)):
        keep(tmp_path / name, "here", [Figure("fold", "at once", value, "ms"), Figure("fold", name, 1.0, "s")])
    (line,) = compared(tmp_path / "before", tmp_path / "after")
    assert line.split() == ["fold", "at", "once", "0.200", "0.100", "ms", "x0.50"]


def test_the_pages_are_those_of_the_figures_kept() -> None:
    """Nobody has edited PERFORMANCE.md, its pictures or SCALE.md by hand, or forgotten to write them anew."""
    assert (pages.WORKER / "PERFORMANCE.md").read_text(encoding="utf-8") == pages.performance()
    assert (pages.WORKER / "SCALE.md").read_text(encoding="utf-8") == pages.scale()
    for name, points in pages.growth().items():
        shown = (pages.KEPT / f"{name}.svg").read_text(encoding="utf-8")
        assert shown == pages.picture(*pages.PICTURES[name], points)
