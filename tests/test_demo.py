"""The demo and the broker, from outside: a real Kafka, a worker process, and what a newcomer sees."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from tests.test_commands import PAGE

pytestmark = pytest.mark.kafka
SECONDS = 120


def demo(*args: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the demo to its end. Its temporary files go to a folder of the test's own."""
    command = [sys.executable, "-m", "worker", "demo", *map(str, args)]
    env = os.environ | {"TMPDIR": str(cwd)}
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=SECONDS)


def section(text: str, title: str) -> str:
    return text.split(title)[1]


def test_the_afternoon(tmp_path: Path) -> None:
    """`newswire demo --once` shows what its wire is there to show, and leaves nothing behind."""
    run = demo("--once", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    stories, letters = section(run.stdout, "The stories").split("The dead letters")
    ferry = stories.split("● Cracked fuel line blamed for ferry fire off Port Meren")[1].split("●")[0]
    assert "(4th LD)" in ferry.splitlines()[0]
    assert "5 known" in ferry
    assert "missing" not in ferry
    assert '"Tolve-bridge toll" superseded' in stories
    assert '"Central bank-outlook" superseded' in stories
    assert '"Norrland-fishing rights" unresolved' in stories
    assert "Quill names date of its harvest fair" not in stories
    for reason in ("not_json", "schema", "late"):
        assert letters.count(reason) == 1
    assert "32 raw articles in" in letters
    assert "3 dead letters" in letters
    told = re.search(r"(\d+) stories .* published in (\d+) states", letters)
    assert told
    assert int(told[1]) < int(told[2]), "stories are seen to change, not only at their end"
    assert list(tmp_path.iterdir()) == []


def test_a_page_of_ones_own(tmp_path: Path) -> None:
    """A page text becomes a story: headline without marker, lead number, gap and unresolved combine in words."""
    page = tmp_path / "page.txt"
    page.write_text(PAGE)
    run = demo("--once", page, cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    shown = section(run.stdout, "The stories")
    assert "Harbor of Ormsby opens second pier" in shown
    assert "the base, LEAD" in shown
    assert '"Ormsby-harbor fees" unresolved' in shown
    assert "1 raw article in; 1 story" in shown


def test_ctrl_c_ends_all_of_it() -> None:
    """Ctrl-C in the middle ends Kafka and worker too, shows the stories so far, and leaves no file."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "worker", "demo", "--pace", "5"]
        env = os.environ | {"TMPDIR": folder, "PYTHONUNBUFFERED": "1"}
        with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            assert process.stdout
            ports: list[str] = []
            for line in process.stdout:
                ports += re.findall(r"127\.0\.0\.1:(\d+)", line)
                if line.startswith("created"):
                    break
            process.send_signal(signal.SIGINT)
            try:
                rest, said = process.communicate(timeout=SECONDS)
            finally:
                process.kill()  # or leaving the `with` would wait for one that hangs
        assert process.returncode == 0, said
        assert "The stories" in rest
        assert "Traceback" not in said
        assert list(Path(folder).iterdir()) == []
    assert len(ports) == 3, "the demo says where the desk, Kafka and the metrics are"
    for port in ports:
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", int(port)), timeout=1)


def broker(*args: object, cwd: Path) -> subprocess.Popen[str]:
    """A broker in a process group of its own, as a terminal gives it one."""
    command = [sys.executable, "-m", "worker", "broker", "--port", "0", *map(str, args)]
    env = os.environ | {"TMPDIR": str(cwd), "PYTHONUNBUFFERED": "1"}
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=env, text=True, start_new_session=True, stdout=pipe, stderr=pipe)


def test_a_broker_has_its_data_alone(tmp_path: Path) -> None:
    """It says when it is ready; a second one on the same folder is one line; SIGTERM ends it, its data stay."""
    with broker("--data", tmp_path / "data", cwd=tmp_path) as first:
        assert first.stdout
        assert "Kafka is ready on 127.0.0.1:" in first.stdout.readline()
        with broker("--data", tmp_path / "data", cwd=tmp_path) as second:
            _, said = second.communicate(timeout=SECONDS)
        assert second.returncode == 1
        assert "another broker is using" in said
        assert len(said.splitlines()) == 1
        first.send_signal(signal.SIGTERM)
        assert first.communicate(timeout=SECONDS)[1] == ""
    assert first.returncode == 0
    assert (tmp_path / "data" / "log" / "meta.properties").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_broker_that_is_starting_can_be_stopped(tmp_path: Path, number: int) -> None:
    """Ctrl-C in a terminal, which what prepares Kafka's folder hears too, ends it at once, in silence, and leaves
    nothing."""
    with broker(cwd=tmp_path) as process:
        while not list(tmp_path.glob("*/server.properties")):
            assert process.poll() is None
            time.sleep(0.02)
        os.killpg(process.pid, number)
        try:
            told = process.communicate(timeout=30)
        finally:
            process.kill()  # or leaving the `with` would wait for one that hangs
    assert "".join(told).strip() == ""
    assert process.returncode == 130
    assert list(tmp_path.glob("newswire-broker-*")) == []
