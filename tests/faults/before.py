"""The version before this one, as a user has it: the code of the last commit whose rules have a lower version."""

from __future__ import annotations

import io
import re
import tarfile
from pathlib import Path

from tests.git import git
from worker.story.rules_version import VERSION

VERSIONS = re.compile(r"^VERSION = ([0-9]+)$", re.MULTILINE)


def commit() -> str | None:
    """The id of that commit; None where there is no repository, or its history does not reach back so far."""
    changes = git("log", "--format=%H", "-G^VERSION = [0-9]", "--", "worker/story").decode().split()
    for change in changes:
        said = git("grep", "-hE", "^VERSION = [0-9]+$", f"{change}^", "--", "worker/story").decode()
        if (found := [int(n) for n in VERSIONS.findall(said)]) and max(found) < VERSION:
            return git("rev-parse", f"{change}^").decode().strip()
    return None


def unpack(found: str, folder: Path) -> Path:
    """The worker and the tests of a commit, in a folder that can be the working directory of `python -m`."""
    folder.mkdir(parents=True, exist_ok=True)
    packed = git("archive", found, "worker", "tests", "schemas")
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        tar.extractall(folder, filter="data")
    return folder
