"""What git says of this repository, for reports; empty where there is no git or no repository."""

from __future__ import annotations

import subprocess
from pathlib import Path

HERE = Path(__file__).parents[1]


def git(*arguments: str) -> bytes:
    """What a git command prints, nothing if it fails."""
    try:
        done = subprocess.run(["git", *arguments], cwd=HERE, capture_output=True, check=False)
    except OSError:
        return b""
    return b"" if done.returncode else done.stdout


def commit() -> str:
    """The short id of the commit that is checked out."""
    return git("rev-parse", "--short", "HEAD").decode().strip()
