"""Worker, real Prometheus, real Alertmanager: the dashboard shows data; a stall pages, alone, until it is over."""

from __future__ import annotations

import http.server
import itertools
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.deploy.conftest import Wire, fetch, wait_for
from tests.deploy.tools import DEPLOY, Json, tool
from worker.stream import broker as embedded
from worker.stream.broker import free_ports

pytestmark = pytest.mark.deploy

PANELS = [
    panel
    for panel in json.loads((DEPLOY / "grafana/dashboards/newswire.json").read_text())["panels"]
    if panel["type"] != "row"
]


def hurried(rules: str) -> str:
    """The rules as shipped, with seconds for minutes where the stall is concerned, and no patience."""
    quick, n = re.subn(r"\bfor: \d+[mh]", "for: 3s", rules)
    assert n > 10
    for slow, fast in (
        ("newswire_last_poll_timestamp_seconds) > 60", "newswire_last_poll_timestamp_seconds) > 8"),
        ("newswire_last_poll_timestamp_seconds < 60", "newswire_last_poll_timestamp_seconds < 8"),
        ("newswire_last_commit_timestamp_seconds) > 300", "newswire_last_commit_timestamp_seconds) > 12"),
    ):
        assert slow in quick
        quick = quick.replace(slow, fast)
    return quick


class Hook(http.server.ThreadingHTTPServer):
    """What Alertmanager calls: keeps (alert, status) in the order told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []
        hook = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                hook.told += [(a["labels"]["alertname"], a["status"]) for a in body["alerts"]]
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_arguments: object) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Watched:
    """A worker with Prometheus and Alertmanager around it, each a process of its own."""

    def __init__(self, folder: Path, address: str) -> None:
        self.port, self.prometheus, self.alertmanager = free_ports(3)
        self.hook = Hook()
        self.folder = folder
        self.processes: list[subprocess.Popen[bytes]] = []
        settings = {
            "NEWSWIRE_BOOTSTRAP_SERVERS": address,
            "NEWSWIRE_HTTP_PORT": str(self.port),
            "NEWSWIRE_EXPECTED_SOURCES": "halden",
        }
        self.start("worker", sys.executable, "-m", "worker", "run", env=os.environ | settings)
        self._start_alertmanager(tool("prometheus-alertmanager", "alertmanager"))
        self._start_prometheus(tool("prometheus"))

    def start(self, name: str, *command: str, env: Mapping[str, str] | None = None) -> None:
        with (self.folder / f"{name}.log").open("wb") as log:
            self.processes.append(subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=env))

    def _start_alertmanager(self, program: str) -> None:
        text = (DEPLOY / "alertmanager/alertmanager.yml").read_text()
        url = f"http://127.0.0.1:{self.hook.server_address[1]}/"
        text, n = re.subn(
            r"  - name: (\w+)$", rf'  - {{name: \1, webhook_configs: [{{url: "{url}"}}]}}', text, flags=re.M
        )
        assert n == 2
        text = text.replace("group_wait: 15s", "group_wait: 1s").replace("group_interval: 5m", "group_interval: 1s")
        (self.folder / "alertmanager.yml").write_text(text)
        self.start(
            "alertmanager", program, f"--config.file={self.folder}/alertmanager.yml",
            f"--storage.path={self.folder}/alertmanager", f"--web.listen-address=127.0.0.1:{self.alertmanager}",
            "--cluster.listen-address=",
        )  # fmt: skip

    def _start_prometheus(self, program: str) -> None:
        (self.folder / "rules.yml").write_text(hurried((DEPLOY / "prometheus/rules.yml").read_text()))
        configuration = {
            "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
            "rule_files": ["rules.yml"],
            "alerting": {"alertmanagers": [{"static_configs": [{"targets": [f"127.0.0.1:{self.alertmanager}"]}]}]},
            "scrape_configs": [
                {"job_name": "newswire", "static_configs": [{"targets": [f"127.0.0.1:{self.port}"]}]}
            ],
        }  # fmt: skip
        (self.folder / "prometheus.yml").write_text(json.dumps(configuration))
        self.start(
            "prometheus", program, f"--config.file={self.folder}/prometheus.yml",
            f"--storage.tsdb.path={self.folder}/tsdb", f"--web.listen-address=127.0.0.1:{self.prometheus}",
        )  # fmt: skip

    def ask(self, query: str) -> list[Json]:
        """The series that answer a query now."""
        status, text = fetch(
            f"http://127.0.0.1:{self.prometheus}/api/v1/query?{urllib.parse.urlencode({'query': query})}"
        )
        assert status in (0, 200, 503), f"{query}: {text}"
        found: list[Json] = json.loads(text)["data"]["result"] if status == 200 else []
        return found

    def alerts(self, state: str = "firing") -> set[str]:
        """Names of the alerts in that state, as Prometheus sees them."""
        return {found["metric"]["alertname"] for found in self.ask(f'ALERTS{{alertstate="{state}"}}')}

    def end(self) -> None:
        self.hook.shutdown()
        self.hook.server_close()
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture
def watched(kafka: embedded.Broker, tmp_path: Path) -> Iterator[Watched]:
    """Everything up and scraped."""
    folder = tmp_path / "watched"
    folder.mkdir()
    for program in (("prometheus-alertmanager", "alertmanager"), ("prometheus",)):
        tool(*program)
    made = Watched(folder, kafka.address)
    try:
        wait_for("the worker is ready", lambda: fetch(f"http://127.0.0.1:{made.port}/readyz")[0] == 200)
        wait_for("the worker is scraped", lambda: made.ask('up{job="newswire"} == 1'))
        yield made
    finally:
        made.end()


def empty_panels(watched: Watched) -> list[str]:
    """Queries of the dashboard that nothing answers, as Grafana would ask them."""
    missing = []
    for panel in PANELS:
        for target in panel["targets"]:
            query = target["expr"].replace("$__rate_interval", "15s").replace("$job", ".+")
            if not watched.ask(query):
                missing.append(f"{panel['title']}: {query}")
    return missing


def test_the_dashboard_shows_data_and_a_stall_pages_alone(watched: Watched, kafka: embedded.Broker, wire: Wire) -> None:
    """Every query of every panel is answered; with Kafka held, NewswireStalled and nothing else is told; it resolves.

    Kafka is stopped with SIGSTOP: connections stay open and nothing answers, the hardest stall to notice.
    """
    numbers = itertools.count(1)
    deadline = time.monotonic() + 45
    missing = ["not asked yet"]
    while missing and time.monotonic() < deadline:
        wire.send(*itertools.islice(numbers, 5))
        wire.send(1)
        wire.send_raw(b"{}") if next(numbers) % 8 == 0 else None
        time.sleep(1)
        missing = empty_panels(watched)
    assert missing == []
    wait_for("nothing waits", lambda: watched.ask("sum(newswire_consumer_lag) == 0"))
    time.sleep(2)
    assert watched.alerts() == set(), "nothing fires while all is well"

    os.kill(kafka.process.pid, signal.SIGSTOP)
    try:
        wait_for("the stall is told", lambda: ("NewswireStalled", "firing") in watched.hook.told, 60)
        time.sleep(5)
        assert {name for name, _ in watched.hook.told} == {"NewswireStalled"}
        assert watched.alerts() == {"NewswireStalled"}
    finally:
        os.kill(kafka.process.pid, signal.SIGCONT)
    wait_for("the end is told", lambda: ("NewswireStalled", "resolved") in watched.hook.told, 60)
    before = {record["metric"]["outcome"]: record["value"][1] for record in watched.ask("newswire_articles_total")}
    wire.send(*itertools.islice(numbers, 5))
    wait_for(
        "stories come out again",
        lambda: watched.ask(f'newswire_articles_total{{outcome="published"}} > {before["published"]}'),
    )
    assert {name for name, _ in watched.hook.told} == {"NewswireStalled"}
