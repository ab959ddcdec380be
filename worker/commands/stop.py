"""How a command is told to stop."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from typing import Any


def sigterm_is_ctrl_c() -> None:
    """Let SIGTERM raise `KeyboardInterrupt` as Ctrl-C does, so that what is begun is ended either way."""
    signal.signal(signal.SIGTERM, _interrupt)


@contextlib.contextmanager
def noted() -> Iterator[threading.Event]:
    """An event that Ctrl-C and SIGTERM set, for as long as Kafka's clients are at work: an exception in the middle of
    one of them leaves a lock behind that its closing waits for, for ever."""
    asked = threading.Event()
    before = {number: signal.signal(number, lambda *_: asked.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(_number: int, _frame: Any) -> None:
    raise KeyboardInterrupt
