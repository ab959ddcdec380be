"""Output shared by the commands that read files: lines on standard output, progress on standard error."""

from __future__ import annotations

import errno
import importlib.util
import signal
import sys
import time
from collections.abc import Iterable, Iterator

from worker.commands.files import Raw
from worker.wire.text import safe, safe_json

__all__ = ["counted", "end_with_reader", "has_rich", "print_line", "safe", "with_progress"]

_LONG_SECONDS = 0.7
_EVERY = 64


def end_with_reader() -> None:
    """Exit silently when the reader of our output closes the pipe, as `| head` does.

    Only for commands that do nothing but write: one with open sockets must get the error and clean up.
    """
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)


def print_line(line: bytes) -> None:
    """Write one line to standard output and flush, as the reader may be waiting. `worker.cli` reports errors.

    On a terminal, control characters are written as JSON escapes, which mean the same in JSON.
    """
    if sys.stdout is None:
        raise OSError(errno.EBADF, "it is closed")
    if _on_terminal():
        line = safe_json(line.decode()).encode()
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()


def _on_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()


def counted(n: int, one: str) -> str:
    """A number with its noun: 1 story, 2 stories, 3,000 dead letters."""
    many = f"{one[:-1]}ies" if one.endswith("y") else f"{one}s"
    return f"{n:,} {one if n == 1 else many}"


def with_progress(raws: Iterable[Raw], total: int | None, what: str) -> Iterator[Raw]:
    """The same messages, with a progress bar on standard error if that is a terminal and the work takes long.

    `total` is in bytes as stored (None: unknown). No bar when standard output is a terminal too: the lines printed
    show the progress.
    """
    if not sys.stderr.isatty() or sys.stdout.isatty() or not has_rich():
        yield from raws
        return
    start = time.monotonic()
    iterator = iter(raws)
    for count, raw in enumerate(iterator, 1):
        yield raw
        if time.monotonic() - start > _LONG_SECONDS:
            yield from _with_bar(iterator, total, what, count)
            return


def has_rich() -> bool:
    """Whether the extra `cli` is there, for bars and colours."""
    return importlib.util.find_spec("rich") is not None


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
