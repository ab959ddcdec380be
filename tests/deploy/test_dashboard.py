"""The dashboard is complete: what grafana's own linter asks for, and a little more."""

import json
import re

import pytest

from tests.deploy.tools import DEPLOY, Json

BOARD = json.loads((DEPLOY / "grafana/dashboards/newswire.json").read_text())
PANELS = [panel for panel in BOARD["panels"] if panel["type"] != "row"]


def test_the_board_itself() -> None:
    """One templated data source, a job to choose, not editable, one id for each panel, nothing overlapping."""
    variables = {v["name"]: v for v in BOARD["templating"]["list"]}
    assert variables["datasource"]["type"] == "datasource"
    assert variables["job"]["datasource"]["uid"] == "${datasource}"
    assert BOARD["editable"] is False
    ids = [panel["id"] for panel in BOARD["panels"]]
    assert len(set(ids)) == len(ids)
    taken: set[tuple[int, int]] = set()
    for panel in BOARD["panels"]:
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not cells & taken, panel["title"]
        assert at["x"] + at["w"] <= 24
        taken |= cells


def test_the_first_row_is_for_people() -> None:
    """Delay, articles in, stories out, dead letters and silent sources are what one sees first."""
    first = [panel["title"] for panel in PANELS if panel["gridPos"]["y"] == 1]
    for word in ("Delay", "Articles in", "Stories out", "Dead letters", "Silent sources"):
        assert any(title.startswith(word) for title in first), word


@pytest.mark.parametrize("panel", PANELS, ids=lambda p: p["title"])
def test_each_panel(panel: Json) -> None:
    """Title, description, unit, templated data source and job; rates over $__rate_interval, no bare counters."""
    assert panel["title"]
    assert len(panel["description"]) > 20
    assert panel["datasource"]["uid"] == "${datasource}"
    assert panel["fieldConfig"]["defaults"]["unit"]
    assert panel["targets"]
    for target in panel["targets"]:
        expression = target["expr"]
        assert target["datasource"]["uid"] == "${datasource}"
        assert expression.count('job=~"$job"') == len(re.findall(r"newswire_[\w:]+", expression))
        for window in re.findall(r"\brate\(.*?\[([^\]]+)\]", expression):
            assert window == "$__rate_interval"
        for counter in re.findall(r"(\w+\()?newswire_\w+_total\{", expression):
            assert counter in ("rate(", "increase("), expression
