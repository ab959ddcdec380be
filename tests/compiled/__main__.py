"""worker/enrich, compiled: the same results as Python's, byte for byte, and its tests. See tests/compiled/run."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import orjson

from tests.generate import wire

ROOT = Path(__file__).parents[2]
BESIDE = ("tests", "schemas", "deploy", "README.md", "pyproject.toml", "LICENSE", "CHANGELOG.md")
"""What tests read of the project, beside the package."""

COMPARED = (
    ("parse", "wire.jsonl"),
    ("fold", "wire.jsonl"),
    ("parse", "worker/samples/afternoon.jsonl"),
    ("fold", "worker/samples/afternoon.jsonl"),
)
ARTICLES = 3_000
TURNS = 3


def main() -> int:
    """Build, compare, test; exit status 1 where something differs."""
    asked = argparse.ArgumentParser(prog="tests/compiled/run", description=__doc__)
    asked.add_argument("--wheel", type=Path, help="a compiled wheel, instead of compiling")
    asked.add_argument("--bench", action="store_true", help="compare the time of both instead")
    options, pytest = asked.parse_known_args()
    with tempfile.TemporaryDirectory(prefix="newswire-compiled-") as name:
        folder = Path(name)
        unpack(options.wheel or compiled_wheel(folder), folder)
        if options.bench:
            return bench(folder)
        differing = [*differences(folder), *unnamed(folder)]
        for line in differing:
            print(f"DIFFERS: {line}")
        return 1 if differing else tested(folder, pytest)


def compiled_wheel(folder: Path) -> Path:
    """The wheel as an operator builds it."""
    print("== compiling: a minute", flush=True)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "wheel", "--no-deps"]
    command = [*pip, "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, env=os.environ | {"NEWSWIRE_COMPILE": "1"})
    (wheel,) = folder.glob("*.whl")
    return wheel


def unpack(wheel: Path, folder: Path) -> None:
    """The package, and what its tests need, in a folder of their own."""
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder)
    for name in BESIDE:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(ROOT / name, folder)
    raws = (orjson.dumps(message) + b"\n" for message in wire(ARTICLES, seed=1))
    (folder / "wire.jsonl").write_bytes(b"".join(raws))
    said = python(folder, "-m", "worker", "--version").decode().strip()
    if not said.endswith("(compiled)"):
        sys.exit(f"the wheel is not compiled: {said}")


def python(root: Path, *arguments: str, files: Path | None = None) -> bytes:
    """What Python prints with the package in `root`; relative paths are those of `files`."""
    environment = os.environ | {"PYTHONPATH": str(root)}
    command = [sys.executable, *arguments]
    return subprocess.run(command, check=True, cwd=files or root, env=environment, stdout=subprocess.PIPE).stdout


def differences(folder: Path) -> list[str]:
    """Which results of the two are not the same bytes."""
    found = []
    for command, path in COMPARED:
        outputs = []
        for root in (ROOT, folder):
            # not `-m worker`, which would find the package in the folder that the files are in
            code = f"import sys; sys.path[0] = {str(root)!r}; from worker.cli import main; main()"
            outputs.append(python(root, "-c", code, command, path, files=folder))
        lines = [output.splitlines() for output in outputs]
        same = outputs[0] == outputs[1]
        print(f"== {command} {path}: {len(lines[0]):,} lines, {'the same' if same else 'not the same'}", flush=True)
        if not same or not lines[0]:
            unlike = (n for n, (a, b) in enumerate(zip(*lines, strict=False)) if a != b)
            found.append(f"{command} {path}, first at line {next(unlike, min(map(len, lines)))}")
    return found


BREAKING = """
import dataclasses
from worker.enrich.enrich import enrich
from worker.stream.defects import defect
from worker.wire.article import Lineage
from worker.wire.read import decode, read
message = decode(b'{"source": "coastal", "id": "c-1", "headline": "Ferry burns", "body": "It burns."}')
article = read(message, Lineage("-", 0, 0))
try:
    enrich(dataclasses.replace(article, paragraphs=(1,)))
except Exception as error:
    print(defect(error).detail)
"""


def unnamed(folder: Path) -> list[str]:
    """The dead letter of a defect names a line of ours in compiled code too, or else what it says."""
    said = python(folder, "-c", BREAKING).decode().strip()
    print(f"== a defect: {said}", flush=True)
    return [] if re.match(r"\w+ at worker/enrich/[\w/]+\.py:\w+:\d+: ", said) else [f"a defect's place: {said}"]


def tested(folder: Path, more: list[str]) -> int:
    """Run the tests of the room on it."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/enrich", *more]
    return subprocess.run(command, check=False, cwd=folder, env=os.environ | {"PYTHONPATH": str(folder)}).returncode


def bench(folder: Path) -> int:
    """Both in turns; of each figure the least."""
    best: dict[str, list[float]] = {}
    for _ in range(TURNS):
        for at, root in enumerate((ROOT, folder)):
            for line in python(root, "-m", "tests.bench.bench_rooms").decode().splitlines():
                name, _, rest = line.partition(":")
                if rest:
                    times = best.setdefault(name, [float("inf")] * 2)
                    times[at] = min(times[at], float(rest.split()[0]))
    print(f"{'CPU, ms an article':22}{'pure':>8}{'compiled':>10}{'times':>8}")
    for name, (pure, compiled) in best.items():
        print(f"{name:22}{pure:8.3f}{compiled:10.3f}{pure / compiled:8.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
