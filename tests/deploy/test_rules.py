"""The alerting rules fire when they should and only then, know the worker's own metrics, and lead to the runbook."""

import re
from pathlib import Path

import pytest

from tests.deploy.tools import DEPLOY, run, tool

RULES = DEPLOY / "prometheus/rules.yml"
ALERTS = re.findall(r"- alert: (\w+)", RULES.read_text())

pytestmark = pytest.mark.deploy


def test_the_configuration_of_prometheus_and_alertmanager() -> None:
    """promtool and amtool accept both files, and Prometheus finds the rules beside its own."""
    said = run(tool("promtool"), "check", "config", DEPLOY / "prometheus/prometheus.yml").stdout
    assert "1 rule files found" in said
    run(tool("amtool"), "check-config", DEPLOY / "alertmanager/alertmanager.yml")


def test_the_rules_by_their_own_tests() -> None:
    """Every case of rules_test.yml and rules_days_test.yml comes out as written there."""
    run(tool("promtool"), "test", "rules", "rules_test.yml", "rules_days_test.yml", cwd=DEPLOY / "prometheus")


def test_a_broken_rule_is_noticed(tmp_path: Path) -> None:
    """The rule tests can fail: a threshold moved out of reach is noticed."""
    promtool = tool("promtool")
    for name in ("rules.yml", "rules_test.yml"):
        text = (DEPLOY / "prometheus" / name).read_text()
        (tmp_path / name).write_text(text.replace("14.4 * 0.001", "14.4 * 0.1"))
    assert run(promtool, "test", "rules", "rules_test.yml", cwd=tmp_path, ok=False).returncode == 1
