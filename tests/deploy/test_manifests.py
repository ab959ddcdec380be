"""Dockerfile, Compose and Kubernetes files are well-formed, and say what an operator relies on."""

import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest

from tests.deploy.tools import DEPLOY, TOOLS, Json, data, run, tool
from worker.publish import routing

pytestmark = pytest.mark.deploy

CUSTOM = {
    "PodMonitor": "prometheus-operator/monitoring.coreos.com/v1/PodMonitor.js",
    "PrometheusRule": "prometheus-operator/monitoring.coreos.com/v1/PrometheusRule.js",
    "ScaledObject": "keda/keda.sh/v1alpha1/ScaledObject.js",
}
"""Kinds that come with an operator, and the models that check them: types and required fields, not unknown ones."""

Built = dict[str, dict[str, Any]]
"""Overlay -> kind -> its object, and under `all` the list of them."""


def documents(text: str) -> list[Json]:
    """The documents of a YAML text, by the tools' own parser."""
    python = data("venv/bin/python")
    code = "import json, sys, yaml; print(json.dumps(list(yaml.safe_load_all(sys.stdin))))"
    done = subprocess.run([str(python), "-c", code], input=text, capture_output=True, text=True, check=True)
    found: list[Json] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def built() -> Built:
    """Every overlay as kustomize builds it: name -> kind -> object (ConfigMaps by name)."""
    kustomize = tool("kustomize")
    found: Built = {}
    for folder in ("base", "overlays/production", "overlays/autoscaled"):
        made = documents(run(kustomize, "build", DEPLOY / "kubernetes" / folder).stdout)
        found[folder] = {
            (d["kind"] if d["kind"] != "ConfigMap" else d["metadata"]["name"].split("-")[0]): d for d in made
        }
        found[folder]["all"] = made
    return found


def test_the_dockerfile() -> None:
    """hadolint has nothing to say, and would have: it finds what is wrong in a bad file."""
    hadolint = tool("hadolint")
    run(hadolint, DEPLOY / "Dockerfile")
    bad = subprocess.run([hadolint, "-"], input="FROM debian\nRUN cd /x\n", capture_output=True, text=True, check=False)
    assert bad.returncode != 0


def test_the_compose_file() -> None:
    """The file follows the compose specification; worker and desk run locked down."""
    run(tool("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", DEPLOY / "compose.yaml")
    (compose,) = documents((DEPLOY / "compose.yaml").read_text())
    assert set(compose["services"]) == {"kafka", "worker", "desk", "prometheus", "alertmanager", "grafana"}
    for ours in ("worker", "desk"):
        assert compose["services"][ours]["read_only"] is True
        assert compose["services"][ours]["cap_drop"] == ["ALL"]
    for service in compose["services"].values():
        assert not service["image"].endswith(":latest")
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert not source.startswith(".") or (DEPLOY / source).is_dir(), source


@pytest.mark.parametrize("overlay", ["base", "overlays/production", "overlays/autoscaled"])
def test_kubernetes_knows_every_field(overlay: str, built: Built, tmp_path: Path) -> None:
    """Every object of Kubernetes' own kinds passes its strict schema: a misspelt field is an error."""
    validate = tool("kubernetes-validate")
    for n, document in enumerate(built[overlay]["all"]):
        if document["kind"] not in CUSTOM:
            path = tmp_path / f"{n}.json"
            path.write_text(json.dumps(document))
            for version in ("1.27", "1.37"):
                run(validate, "--strict", "--kubernetes-version", version, path)
    wrong = json.loads(json.dumps(built[overlay]["StatefulSet"]))
    wrong["spec"]["replica"] = 2
    (tmp_path / "wrong.json").write_text(json.dumps(wrong))
    assert run(validate, "--strict", tmp_path / "wrong.json", ok=False).returncode != 0


@pytest.mark.parametrize("kind", CUSTOM)
def test_the_operators_know_the_fields(kind: str, built: Built) -> None:
    """Objects of the operators' kinds have the right types, and a wrong one is noticed."""
    model = data(f"node_modules/@kubernetes-models/{CUSTOM[kind]}")
    node = tool("node")
    code = f"new (require({str(model)!r}).{kind})(JSON.parse(require('fs').readFileSync(0))).validate()"

    def refused(thing: Json) -> str:
        done = subprocess.run([node, "-e", code], input=json.dumps(thing), capture_output=True, text=True, check=False)
        return done.stderr if done.returncode else ""

    good = built["overlays/autoscaled"][kind]
    assert refused(good) == ""
    bad = json.loads(json.dumps(good))
    bad["spec"] = dict.fromkeys(good["spec"], "neither a list nor an object")
    assert "must be " in refused(bad)


@pytest.mark.parametrize("overlay", ["base", "overlays/production", "overlays/autoscaled"])
def test_the_worker_is_locked_down_and_probed(overlay: str, built: Built) -> None:
    """Numeric user, read-only root, no capability, limits, three probes, grace longer than the worker needs to stop."""
    pod = built[overlay]["StatefulSet"]["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["runAsUser"] == 10001
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]},
    }  # fmt: skip
    assert container["resources"]["limits"]["memory"]
    assert container["startupProbe"]["httpGet"]["path"] == "/readyz"
    assert container["livenessProbe"]["httpGet"]["path"] == "/livez"
    assert container["readinessProbe"]["httpGet"]["path"] == "/readyz"
    assert pod["terminationGracePeriodSeconds"] > 30
    labels = built[overlay]["StatefulSet"]["spec"]["template"]["metadata"]["labels"]
    for kind, path in (("PodDisruptionBudget", "selector"), ("NetworkPolicy", "podSelector")):
        assert built[overlay][kind]["spec"][path]["matchLabels"].items() <= labels.items(), kind
    for rule in built[overlay]["NetworkPolicy"]["spec"]["egress"]:
        assert rule["to"], "out to named places only"
        assert rule["ports"]
    for spread in pod["topologySpreadConstraints"]:
        assert spread["labelSelector"]["matchLabels"].items() <= labels.items()


def test_production_is_secured_and_watched(built: Built) -> None:
    """The overlay's own addresses win, the password comes from a secret, pods, rules and dashboard are found."""
    production = built["overlays/production"]
    settings = next(d["data"] for d in production["all"] if "NEWSWIRE_PARTITIONS" in d.get("data", {}))
    assert settings["NEWSWIRE_SECURITY_PROTOCOL"] == "SASL_SSL"
    assert settings["NEWSWIRE_BOOTSTRAP_SERVERS"].startswith("kafka-kafka-bootstrap.kafka.svc")
    assert settings["NEWSWIRE_PARTITIONS"] == "12"
    assert not any("PASSWORD" in key for key in settings)
    pod = production["StatefulSet"]["spec"]["template"]["spec"]
    assert pod["containers"][0]["image"] == "registry.example/newswire:0.1.0"
    assert {"secretRef": {"name": "newswire-kafka"}} in pod["containers"][0]["envFrom"]
    labels = production["StatefulSet"]["spec"]["template"]["metadata"]["labels"]
    monitor = production["PodMonitor"]["spec"]
    assert monitor["selector"]["matchLabels"].items() <= labels.items()
    assert labels[monitor["jobLabel"]] == "newswire", "the job that rules and dashboard ask for"
    ports = {p["name"] for p in pod["containers"][0]["ports"]}
    assert {e["port"] for e in monitor["podMetricsEndpoints"]} <= ports
    board = next(d for d in production["all"] if "newswire.json" in d.get("data", {}))
    assert board["metadata"]["labels"]["grafana_dashboard"] == "1"
    assert json.loads(board["data"]["newswire.json"])["uid"] == "newswire"
    alerts = [r["alert"] for g in production["PrometheusRule"]["spec"]["groups"] for r in g["rules"] if "alert" in r]
    assert "NewswireStalled" in alerts


def with_component(name: str) -> list[Json]:
    """Production with one component more, as kustomize builds it."""
    overlay = DEPLOY / "kubernetes/overlays"
    text = (overlay / "production/kustomization.yaml").read_text()
    with tempfile.TemporaryDirectory(dir=overlay) as folder:
        inside = Path(folder)
        (inside / "kustomization.yaml").write_text(
            text.replace("components:\n", f"components:\n  - ../../components/{name}\n")
        )
        shutil.copy(overlay / "production/namespace.yaml", inside)
        return documents(run(tool("kustomize"), "build", inside).stdout)


def test_a_routing_table_is_mounted() -> None:
    """With the component the worker finds its table where the setting says, and the example is one that it takes."""
    made = with_component("routing")
    settings = next(d["data"] for d in made if "NEWSWIRE_ROUTES" in d.get("data", {}))
    rules = next(d for d in made if "routes.toml" in d.get("data", {}))
    pod = next(d for d in made if d["kind"] == "StatefulSet")["spec"]["template"]["spec"]
    mount = next(m for m in pod["containers"][0]["volumeMounts"] if m["name"] == "rules")
    assert settings["NEWSWIRE_ROUTES"] == f"{mount['mountPath']}/routes.toml"
    assert {"name": "rules", "configMap": {"name": rules["metadata"]["name"]}} in pod["volumes"]
    assert len(routing.parse(rules["data"]["routes.toml"])) == 1
    assert {v["name"] for v in pod["volumes"]} == {"rules", "kafka-ca"}, "components do not push each other out"


def test_the_desk(tmp_path: Path) -> None:
    """With the component the desk runs locked down beside the worker, with its settings, and keeps its file; every
    field is known; its network policy and service mean its pods and not the worker's."""
    made = with_component("desk")
    of = {d["kind"]: d for d in made if d["metadata"]["name"].startswith("newswire-desk")}
    for kind, document in of.items():
        path = tmp_path / f"{kind}.json"
        path.write_text(json.dumps(document))
        run(tool("kubernetes-validate"), "--strict", "--kubernetes-version", "1.27", path)
    pod = of["Deployment"]["spec"]["template"]
    (container,) = pod["spec"]["containers"]
    assert pod["spec"]["securityContext"]["runAsNonRoot"] is True
    assert container["securityContext"]["readOnlyRootFilesystem"] is True
    assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    assert all(
        container[f"{kind}Probe"]["httpGet"]["path"] == "/healthz" for kind in ("startup", "liveness", "readiness")
    )
    names = {d["metadata"]["name"] for d in made if d["kind"] == "ConfigMap"}
    assert {m["configMapRef"]["name"] for m in container["envFrom"] if "configMapRef" in m} <= names
    labels = pod["metadata"]["labels"]
    assert of["Deployment"]["spec"]["selector"]["matchLabels"].items() <= labels.items()
    assert of["Service"]["spec"]["selector"].items() <= labels.items()
    assert of["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"].items() <= labels.items()
    worker = next(d for d in made if d["kind"] == "StatefulSet")["spec"]["selector"]["matchLabels"]
    assert not worker.items() <= labels.items()
    mounted = {m["mountPath"] for m in container["volumeMounts"]}
    data_file = of["ConfigMap"]["data"]["DESK_DATA"]
    assert str(Path(data_file).parent) in mounted


def test_autoscaling_by_lag_in_time(built: Built, tmp_path: Path) -> None:
    """Workers are added by seconds of waiting, never beyond the partitions, and the manifest does not fight over it."""
    scaled = built["overlays/autoscaled"]
    assert "replicas" not in scaled["StatefulSet"]["spec"]
    spec = scaled["ScaledObject"]["spec"]
    settings = next(d["data"] for d in scaled["all"] if "NEWSWIRE_PARTITIONS" in d.get("data", {}))
    assert spec["maxReplicaCount"] == int(settings["NEWSWIRE_PARTITIONS"])
    assert spec["scaleTargetRef"] == {"kind": "StatefulSet", "name": scaled["StatefulSet"]["metadata"]["name"]}
    (trigger,) = spec["triggers"]
    query = trigger["metadata"]["query"]
    assert query in (DEPLOY / "prometheus/rules_test.yml").read_text(), "the query is not the one that is tested there"
    rules = tmp_path / "query.yml"
    rules.write_text(
        json.dumps({"groups": [{"name": "q", "rules": [{"record": "a:b:c", "expr": trigger["metadata"]["query"]}]}]})
    )
    run(tool("promtool"), "check", "rules", rules)


def test_the_tools_are_where_they_should_be() -> None:
    """A folder that exists but lacks a tool is worth a look, so it is named rather than passed over."""
    if not TOOLS.exists():
        pytest.skip("no deploy tool is installed here: run tests/deploy/install-tools")
    missing = [
        t
        for t in ("hadolint", "check-jsonschema", "kubernetes-validate", "kustomize")
        if not (TOOLS / "bin" / t).exists()
    ]
    if missing:
        pytest.skip(f"not installed here: {', '.join(missing)}; run tests/deploy/install-tools")
