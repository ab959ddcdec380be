"""`newswire` called as a function: what a process of its own would print and end with, without its second of imports.

Tests of what only a process has (signals, pipes that break, terminals, what gets imported) start one themselves.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

from click.testing import CliRunner

from worker import cli

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def newswire(
    *args: object, given: bytes = b"", cwd: Path = Path(), env: Mapping[str, str] = os.environ
) -> subprocess.CompletedProcess[bytes]:
    """Call the command with `given` as its standard input. What it breaks on is raised."""
    words = [str(a) for a in args]
    here: dict[str, str | None] = {name: env.get(name) for name in {*os.environ, *env}}
    handlers = {number: signal.getsignal(number) for number in _SIGNALS}
    try:
        with contextlib.chdir(cwd):
            done = CliRunner().invoke(cli.main, words, input=given, env=here, prog_name="newswire")
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return subprocess.CompletedProcess(words, done.exit_code, done.stdout_bytes, done.stderr_bytes)
