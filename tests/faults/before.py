"""The version before this one, as a user has it: the code of the last commit whose rules have a lower version."""

from __future__ import annotations

import io
import re
import subprocess
import tarfile
from pathlib import Path

from worker.story.rules_version import VERSION

HERE = Path(__file__).parents[2]

VERSIONS = re.compile(r"^VERSION = ([0-9]+)$", re.MULTILINE)


def commit() -> str | None:
    """The id of that commit; None where there is no repository, or its history does not reach back so far."""
    changes = _git("log", "--format=%H", "-G^VERSION = [0-9]", "--", "worker/story").decode().split()
    for change in changes:
        said = _git("grep", "-hE", "^VERSION = [0-9]+$", f"{change}^", "--", "worker/story").decode()
        if (found := [int(n) for n in VERSIONS.findall(said)]) and max(found) < VERSION:
            return _git("rev-parse", f"{change}^").decode().strip()
    return None


def unpack(found: str, folder: Path) -> Path:
    """The worker and the tests of a commit, in a folder that can be the working directory of `python -m`."""
    folder.mkdir(parents=True, exist_ok=True)
    packed = _git("archive", found, "worker", "tests", "schemas")
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        tar.extractall(folder, filter="data")
    return folder


def _git(*arguments: str) -> bytes:
    """What a git command says, nothing if it fails."""
    try:
        done = subprocess.run(["git", *arguments], cwd=HERE, capture_output=True, check=False)
    except OSError:
        return b""
    return b"" if done.returncode else done.stdout
