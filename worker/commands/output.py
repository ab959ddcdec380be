"""What the commands that read files share on their way out: lines on standard output, progress on standard error."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterable, Iterator

import click

from worker.commands.files import Raw

_LONG_SECONDS = 0.7
_EVERY = 64


def end_with_reader() -> None:
    """End in silence when whoever reads our output has read enough, as `| head` does.

    Only for commands that write and nothing else: one that holds a socket open wants the error instead.
    """
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)


def print_line(line: bytes) -> None:
    """One line on standard output, at once: the reader may be waiting for it. Raises `OutputError`."""
    try:
        sys.stdout.buffer.write(line + b"\n")
        sys.stdout.buffer.flush()
    except OSError as e:
        # What is still in the buffer would fail once more at the end of the process.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise OutputError(f"cannot write the output: {e.strerror}") from e


class OutputError(click.ClickException):
    """Standard output takes no more, a full disk for one: one line for a person, exit status 1."""


def with_progress(raws: Iterable[Raw], total: int | None, what: str) -> Iterator[Raw]:
    """The same messages, with a bar on standard error if that is a terminal and the work takes long.

    `total` is in bytes as stored (None: unknown). No bar where standard output goes to the same terminal: the lines
    are progress enough.
    """
    if not sys.stderr.isatty() or sys.stdout.isatty():
        yield from raws
        return
    start = time.monotonic()
    iterator = iter(raws)
    for count, raw in enumerate(iterator, 1):
        yield raw
        if time.monotonic() - start > _LONG_SECONDS:
            yield from _with_bar(iterator, total, what, count)
            return


def _with_bar(raws: Iterator[Raw], total: int | None, what: str, count: int) -> Iterator[Raw]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = [
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[count]:,} articles"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    ]
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=total, count=count)
        for raw in raws:
            count += 1
            if count % _EVERY == 0:
                progress.update(task, completed=raw.done, count=count)
            yield raw
