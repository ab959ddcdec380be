"""Find the tools that `tests/deploy/install-tools` installs; skip, with the tool's name, where one is missing."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

Json = dict[str, Any]
"""An object of a document in JSON or YAML."""

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
_CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
TOOLS = Path(os.environ.get("NEWSWIRE_DEPLOY_TOOLS") or _CACHE / "newswire/deploy-tools")


def tool(*names: str) -> str:
    """Path of the first of `names` that is installed; skips the test where none is."""
    for name in names:
        found = shutil.which(name, path=f"{TOOLS / 'bin'}:{os.environ['PATH']}:/usr/sbin:/sbin")
        if found:
            return found
    return pytest.skip(f"{' or '.join(names)} is not installed here: run tests/deploy/install-tools")


def data(path: str) -> Path:
    """A file below the tools' folder; skips the test where it is missing."""
    found = TOOLS / path
    if not found.exists():
        pytest.skip(f"{path} is not installed here: run tests/deploy/install-tools")
    return found


def run(
    *command: str | Path, ok: bool = True, cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command; with `ok`, its output is the failure's message where it does not exit 0."""
    done = subprocess.run(
        [str(c) for c in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        cwd=cwd,
        env=env,
    )
    assert done.returncode == 0 or not ok, (
        f"{' '.join(map(str, command))} exited {done.returncode}:\n{done.stdout[-4000:]}"
    )
    return done
