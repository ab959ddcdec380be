"""Replays that are killed cannot clear up after themselves; the tests do it for them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def scratch(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A temporary folder for the test's processes, gone with it. Its path is short: sockets are made in it."""
    with tempfile.TemporaryDirectory(prefix="nw", ignore_cleanup_errors=True) as folder:
        monkeypatch.setenv("TMPDIR", folder)
        yield
