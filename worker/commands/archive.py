"""Files and folders as the archive that a replay reads."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from worker.commands.files import InputError, expanded, messages, size_of
from worker.replay.archive import local


def archive_of(files: Iterable[str], page: bool, source: str | None) -> local.Archive:
    """The messages in files and folders. File names, sizes and modification times identify the archive on a resume."""
    paths = expanded(files)
    known = tuple(f"{p} {s.st_size} {s.st_mtime_ns}" if (s := _stat(p)) else p for p in paths)
    return local.Archive(lambda: messages(paths, page, source), size_of(paths), known)


def _stat(path: str) -> os.stat_result | None:
    if path == "-":
        return None
    try:
        return Path(path).stat()
    except OSError as e:
        raise InputError(f"cannot open {path}: {e.strerror}") from e
