"""What holds the project together: lock files, the README's tables, the wheel, the two scripts."""

from __future__ import annotations

import ast
import dataclasses
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import orjson
import pytest
from click import Context, Group
from prometheus_client import CollectorRegistry

from worker import cli
from worker.publish import routing
from worker.stream.config import HELP, Settings, variable
from worker.stream.errors import Stopped
from worker.stream.metrics import Metrics
from worker.wire.article import REASONS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = {"settings": ROOT / "deploy" / "settings.md", "metrics": ROOT / "deploy" / "metrics.md"}
"""Where the tables stand that are made from the code."""
LONGEST_README = 150
LONGEST_FILE = 400
LONGEST_FUNCTION = 60
LOCKS = sorted(p.relative_to(ROOT).as_posix() for p in (ROOT / "requirements.lock", *ROOT.glob("deploy/*.lock")))


def pins(lock: str) -> dict[str, str]:
    """What a lock file pins: name -> version, marker and hashes."""
    text = "\n" + (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    found = re.findall(r"\n([a-z0-9-]+)==(.*)", text)
    return {name: " ".join(rest.split()) for name, rest in found}


def names(requirements: list[str]) -> set[str]:
    """The names of requirements, as lock files spell them."""
    return {re.split(r"[<>=~\[ ;]", r)[0].lower().replace("_", "-") for r in requirements}


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_files_agree(lock: str) -> None:
    """Tests, demo and image install the same versions with the same hashes, and nothing without a hash."""
    everything, these = pins("requirements.lock"), pins(lock)
    assert these
    assert all("--hash=sha256:" in rest for rest in these.values())
    plain = re.compile(r" ; [^-]*")  # one lock is for fewer Pythons than another: its markers may be simpler or fewer
    assert {n: plain.sub(" ", r) for n, r in these.items()} == {n: plain.sub(" ", everything[n]) for n in these}


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_files_name_no_index(lock: str) -> None:
    """A lock file installs from whatever index the machine uses."""
    assert not re.search(r"^-|https?://", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE)


def test_lock_files_are_not_forgotten() -> None:
    """Every dependency of pyproject.toml is in the lock files that should have it: else run deploy/lock."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    needed = names(project["project"]["dependencies"])
    build = names(project["dependency-groups"]["build"])
    assert (
        needed | names(extras["local"]) | names(extras["desk"]) | names(extras["dev"]) | build
        <= pins("requirements.lock").keys()
    )
    assert needed | names(extras["local"]) | names(extras["desk"]) | build <= pins("deploy/demo.lock").keys()
    assert needed | names(extras["desk"]) <= pins("deploy/desk.lock").keys()
    assert names(extras["cli"]) <= names(extras["local"])
    for image in ("image", "desk"):
        assert not names(extras["cli"]) & pins(f"deploy/{image}.lock").keys(), "what only people look at"


def test_the_list_of_what_is_in_the_image_is_whole() -> None:
    """`deploy/sbom` names each package of the image's lock file in its version, as CycloneDX wants it, always alike,
    with its licence: those who adopt the image ask for it first."""
    said = [subprocess.run([ROOT / "deploy" / "sbom"], capture_output=True, check=True).stdout for _ in range(2)]
    assert said[0] == said[1]
    found = orjson.loads(said[0])
    assert (found["bomFormat"], found["specVersion"]) == ("CycloneDX", "1.6")
    assert found["metadata"]["component"]["version"] == version("newswire-worker")
    desk = subprocess.run([ROOT / "deploy" / "sbom", ROOT / "deploy" / "desk.lock"], capture_output=True, check=True)
    listed = found["components"] + orjson.loads(desk.stdout)["components"]
    assert [c["name"] for c in listed if len(c.get("licenses", ())) != 1] == []
    pinned = pins("deploy/image.lock")
    assert [c["name"] for c in found["components"]] == sorted(pinned)
    assert all(pinned[c["name"]].startswith(c["version"]) for c in found["components"])
    assert all(c["purl"] == f"pkg:pypi/{c['name']}@{c['version']}" for c in found["components"])


@pytest.mark.parametrize("path", sorted((ROOT / "worker").rglob("*.py")), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_a_file_is_read_in_one_sitting(path: Path) -> None:
    """Every file of the worker has under 400 lines, every function under 60."""
    text = path.read_text(encoding="utf-8")
    functions = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert text.count("\n") < LONGEST_FILE
    assert [f.name for f in functions if (f.end_lineno or 0) - f.lineno >= LONGEST_FUNCTION] == []


def table_in_page(name: str) -> str:
    found = re.search(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", PAGES[name].read_text(encoding="utf-8"), re.DOTALL)
    assert found, f"{PAGES[name]} has no place for the table {name}"
    return found[1]


def settings_table() -> str:
    rows = ["| setting | default | meaning |", "|---|---|---|"]
    for f in dataclasses.fields(Settings):
        default = ",".join(f.default) if isinstance(f.default, tuple) else str(f.default)
        shown = f"`{default}`" if default else ""
        rows.append(f"| `{variable(f.name).removeprefix('NEWSWIRE_')}` | {shown} | {HELP[f.name]} |")
    return "\n".join(rows) + "\n"


def metrics_table() -> str:
    registry = CollectorRegistry()
    Metrics(registry)
    rows = ["| metric (`newswire_…`) | type | meaning |", "|---|---|---|"]
    for metric in registry.collect():
        name = metric.name.removeprefix("newswire_") + ("_total" if metric.type == "counter" else "")
        rows.append(f"| `{name}` | {metric.type} | {metric.documentation} |")
    return "\n".join(rows) + "\n"


TABLES = {"settings": settings_table, "metrics": metrics_table}


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_the_code(name: str) -> None:
    """The pages list every setting and metric as the code has them: `python -m tests.test_project` writes them."""
    assert table_in_page(name) == TABLES[name]()


def test_the_readme_is_read_in_one_sitting() -> None:
    """What a newcomer needs and no more: the rest stands where its reader looks."""
    assert len(README.splitlines()) <= LONGEST_README


def test_readme_names_every_command() -> None:
    """Each command stands in the table of README.md, and nothing else does."""
    assert set(re.findall(r"^\| `newswire ([a-z-]+)", README, re.MULTILINE)) == set(cli.COMMANDS)


def test_every_reason_is_explained() -> None:
    """Each reason for a dead letter stands in schemas/README.md."""
    section = (ROOT / "schemas" / "README.md").read_text(encoding="utf-8").split("## Bad input")[1].split("## ")[0]
    assert tuple(re.findall(r"^\| `([a-z0-9_]+)`", section, re.MULTILINE)) == REASONS


def test_every_exit_status_is_explained() -> None:
    """Each way a worker ends stands in deploy/settings.md."""
    statuses = {s.exit_code for s in Stopped.__subclasses__()} | {0, 1, 5}
    section = PAGES["settings"].read_text(encoding="utf-8").split("| exit status |")[1].split("\n\n")[0]
    assert statuses <= {int(n) for n in re.findall(r"^\| (\d)", section, re.MULTILINE)}


def test_the_routes_that_are_shown_are_routes() -> None:
    """The routing table that worker/enrich/README.md shows is one."""
    page = (ROOT / "worker" / "enrich" / "README.md").read_text(encoding="utf-8")
    shown = re.search(r"```toml\n(\[\[route\]\]\n.*?)```", page, re.DOTALL)
    assert shown
    assert [r.stream for r in routing.parse(shown[1])] == ["stories.north-korea", "stories.central-bank"]


@pytest.mark.parametrize("name", list(cli.COMMANDS))
def test_every_command_is_there(name: str) -> None:
    """Each name of the list has its file, a help that begins with a sentence, and that sentence's short form."""
    assert isinstance(cli.main, Group)
    command = cli.main.get_command(Context(cli.main), name)
    assert command is not None
    assert (command.help or "").split("\n")[0].endswith(".")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the tree without network."""
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(out.glob("*.whl"))


def test_the_wheel_works_from_any_folder(wheel: Path, tmp_path: Path) -> None:
    """An installed newswire reads an article with nothing of the source tree in reach: schemas, tables and the
    sample wire travel inside."""
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    home = next(venv.glob("lib/python*/site-packages"))
    here = Path(orjson.__file__).parent.parent
    (home / "dependencies.pth").write_text(str(here))  # .pth files in there are not read: the tree stays out
    pip = [sys.executable, "-m", "pip", "--python", str(venv / "bin" / "python")]
    subprocess.run([*pip, "install", "--quiet", "--no-deps", "--no-index", str(wheel)], check=True)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copy(ROOT / "worker" / "samples" / "afternoon.jsonl", elsewhere)
    run = subprocess.run(
        [venv / "bin" / "newswire", "parse", "afternoon.jsonl"], cwd=elsewhere, capture_output=True, check=False
    )
    assert run.returncode == 0, run.stderr.decode()
    lines = [orjson.loads(line) for line in run.stdout.splitlines()]
    assert len(lines) == 32
    assert [x["line"] for x in lines if "error" in x] == [21, 31]
    where = "import worker, worker.commands.demo as d; print(worker.__file__, d.SAMPLE.is_file())"
    found = subprocess.run(
        [venv / "bin" / "python", "-c", where], cwd=elsewhere, capture_output=True, text=True, check=True
    )
    assert found.stdout.split() == [str(home / "worker" / "__init__.py"), "True"]


def test_install_makes_a_venv_where_none_runs(tmp_path: Path) -> None:
    """deploy/install says in one line what it needs where no fitting Python is found."""
    old = tmp_path / "python-too-old"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    run = subprocess.run(
        [ROOT / "deploy" / "install"],
        env=os.environ | {"PYTHON": str(old)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert "needs Python 3.11, 3.12 or 3.13" in run.stderr


def test_scripts_are_plain_shell() -> None:
    """What a person calls first runs with the plainest shell, can be executed, and stops at the first error."""
    for script in (ROOT / "tests" / "run", ROOT / "deploy" / "demo", ROOT / "deploy" / "install"):
        text = script.read_text(encoding="utf-8")
        assert text.startswith("#!/bin/sh\n")
        assert "\nset -eu\n" in text
        assert os.access(script, os.X_OK)
        subprocess.run(["sh", "-n", script], check=True)


def test_transactions_are_written_once() -> None:
    """Who begins and ends them is one file, and what touches kafka-python's private parts another."""
    for call, home in ((r"begin_transaction\(|commit_transaction\(", "transactions"), (r"\b_sender\b", "kafka_python")):
        files = {p.stem for p in (ROOT / "worker").rglob("*.py") if re.search(call, p.read_text(encoding="utf-8"))}
        assert files == {home}


def test_nothing_points_at_this_machine() -> None:
    """No file names the place where the project lies, or the home of whoever works on it."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    files = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    if not files:
        pytest.skip("not a git work tree")
    places = [f"{place}/".encode() for place in (ROOT, ROOT.parent, Path.home()) if place != place.parent]
    assert places
    assert [str(f) for f in files if f.is_file() and any(place in f.read_bytes() for place in places)] == []


def write_tables() -> None:
    """Put the tables of the code into their pages."""
    for name, table in TABLES.items():
        text = PAGES[name].read_text(encoding="utf-8")
        PAGES[name].write_text(text.replace(table_in_page(name), table()), encoding="utf-8")


if __name__ == "__main__":
    write_tables()
