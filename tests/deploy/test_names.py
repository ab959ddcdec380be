"""Rules, dashboard, runbook and manifests speak of the same metrics, alerts, settings and versions as the code."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, ProcessCollector

from tests.deploy.tools import DEPLOY, ROOT
from worker.stream.config import Settings, variable
from worker.stream.metrics import Metrics

RULES = (DEPLOY / "prometheus/rules.yml").read_text()
BOARD = json.loads((DEPLOY / "grafana/dashboards/newswire.json").read_text())
PANELS = [panel for panel in BOARD["panels"] if panel["type"] != "row"]
RUNBOOK = (DEPLOY / "runbook.md").read_text()
ALERTS = re.findall(r"- alert: (\w+)", RULES)
RECORDED = re.findall(r"- record: (\S+)", RULES)


def exported() -> dict[str, dict[str, set[str]]]:
    """Name of every series that the worker exports -> its label names and, where they are fixed, their values."""
    registry = CollectorRegistry()
    metrics = Metrics(registry, expected_sources=["halden"])
    metrics.speakers.labels("any")
    metrics.lag.labels("newswire.raw", "0").set(0)
    metrics.lost("newswire.raw", 0)
    metrics.oldest_waiting.labels("newswire.raw").set(0)
    metrics.assigned_partitions.labels("newswire.raw").set(0)
    found: dict[str, dict[str, set[str]]] = {}
    for family in registry.collect():
        for sample in family.samples:
            labels = found.setdefault(sample.name, {})
            for label, value in sample.labels.items():
                labels.setdefault(label, set()).add(value)
    return found


EXPORTED = exported()
PROCESS = {sample.name for family in ProcessCollector(registry=None).collect() for sample in family.samples}
OPEN = {"source", "stream", "partition", "method", "version", "instance", "job"}
"""Labels whose values the deployment brings, or Prometheus."""


def queries() -> Iterator[tuple[str, str]]:
    """Every expression, with where it stands."""
    for panel in PANELS:
        for target in panel["targets"]:
            yield panel["title"], target["expr"]
    for name, expression in re.findall(
        r"- (?:alert|record): (\S+)\n\s+expr: (?:>-\n)?(.*?)(?=\n\s+(?:for|labels):|\n\n|\n\s+- )", RULES, re.S
    ):
        yield name, " ".join(expression.split())


def test_every_query_is_found() -> None:
    """The reading of rules.yml by pattern misses none."""
    assert len(list(queries())) == len(ALERTS) + len(RECORDED) + sum(len(p["targets"]) for p in PANELS)


@pytest.mark.parametrize(("where", "query"), list(queries()))
def test_metrics_and_labels_exist(where: str, query: str) -> None:
    """Each metric is one that is exported or recorded, each label one that it has, each value one that it takes."""
    names = re.findall(r"(?<![\w:])((?:job:|source:)?newswire_[\w:]+|process_\w+)", query)
    assert names or query.startswith(("absent(up", "(up{"))
    for name in names:
        assert name in EXPORTED or name in RECORDED or name in PROCESS, f"{where}: {name} is exported by nobody"
    for name, labels in re.findall(r"(newswire_\w+)\{([^}]*)\}", query):
        for label, operator, value in re.findall(r'(\w+)(=~|=)"([^"]*)"', labels):
            if label in OPEN:
                continue
            values = EXPORTED[name][label]
            fits = [
                v
                for v in values
                if re.fullmatch(value.replace("\\\\", "\\") if operator == "=~" else re.escape(value), v)
            ]
            assert fits, f"{where}: {name} has no {label}{operator}{value}, but {sorted(values)}"


def test_every_metric_is_seen_by_somebody() -> None:
    """No metric is exported in vain: each stands in a panel or a rule, but for two that a person asks for."""
    asked = " ".join(query for _, query in queries())
    families = {re.sub(r"_(bucket|count|sum)$", "", name) for name in EXPORTED}
    unseen = {name for name in families if not re.search(rf"{name}\b|{name}_", asked)}
    assert unseen <= {"newswire_build_info", "newswire_dead_letters_in_a_row"}


def test_every_alert_has_its_heading_and_its_test() -> None:
    """Every alert has a place in the runbook, a case where it fires and one where it does not (FV-82: a silent source);
    nothing is left over."""
    headings = re.findall(r"^## (\w+)$", RUNBOOK, re.M)
    assert sorted(headings) == sorted(ALERTS)
    assert len(set(ALERTS)) == len(ALERTS)
    for alert in ALERTS:
        assert f"runbook: deploy/runbook.md#{alert.lower()}\n" in RULES
    tests = "".join((DEPLOY / f"prometheus/{name}").read_text() for name in ("rules_test.yml", "rules_days_test.yml"))
    fired = set(re.findall(r"alertname: (\w+)\n\s+exp_alerts:\n", tests))
    quiet = set(re.findall(r"alertname: (\w+), exp_alerts: \[\]", tests))
    assert fired == set(ALERTS)
    assert quiet >= set(ALERTS)


def test_links_in_the_runbook_lead_somewhere() -> None:
    """Each link inside the runbook goes to one of its headings, each panel that it names is on the dashboard."""
    headings = {h.lower() for h in re.findall(r"^## (\w+)$", RUNBOOK, re.M)}
    assert set(re.findall(r"\]\(#(\w+)\)", RUNBOOK)) <= headings
    titles = {panel["title"] for panel in PANELS}
    named = set(re.findall(r"[Pp]anel \*([^*]+)\*", RUNBOOK))
    assert named, "the runbook names panels"
    assert named <= titles


def test_settings_in_files_are_settings_of_the_code() -> None:
    """Every NEWSWIRE_ variable that a file of deploy/ or the AsyncAPI document names is one that the worker knows."""
    known = {variable(name) for name in Settings.__dataclass_fields__}
    tools = {"NEWSWIRE_DEPLOY_TOOLS", "NEWSWIRE_COMPILE"}
    for path in [*DEPLOY.rglob("*"), ROOT / "schemas/asyncapi.json"]:
        if path.is_file() and path.suffix in {"", ".yaml", ".yml", ".md", ".json"} and "__pycache__" not in path.parts:
            named = set(re.findall(r"NEWSWIRE_[A-Z_]*[A-Z]", path.read_text()))
            assert named - known - tools == set(), path


@pytest.mark.parametrize("name", ["README.md", "runbook.md"])
def test_links_between_the_documents(name: str) -> None:
    """Every relative link of the operator's documents leads to a file."""
    links = re.findall(r"\]\(([^)#:]+)[)#]", (DEPLOY / name).read_text())
    assert [link for link in links if not (DEPLOY / link).exists()] == []


def test_the_operator_s_rules_are_the_same() -> None:
    """The PrometheusRule of Kubernetes holds rules.yml, word for word."""
    groups = RULES[RULES.index("groups:") :]
    wrapped = (DEPLOY / "kubernetes/components/monitoring/prometheusrule.yaml").read_text()
    indented = "".join(f"  {line}" if line.strip() else line for line in groups.splitlines(keepends=True))
    assert wrapped.endswith("spec:\n" + indented)


def test_the_image_s_lock_files_are_those_of_the_project() -> None:
    """What the image installs is pinned to the versions and hashes that everything else is tested with."""

    def pins(path: Path) -> dict[str, str]:
        text = path.read_text().replace("\\\n", " ")
        return {line.split("==")[0].split("[")[0]: " ".join(line.split()) for line in text.splitlines() if "==" in line}

    everything = pins(ROOT / "requirements.lock")
    for name in ("image.lock", "build.lock"):
        own = pins(DEPLOY / name)
        assert own
        for package, line in own.items():
            assert line == everything[package], f"{name}: run deploy/lock"
            assert "--hash=sha256:" in line
