"""How a command is told to stop."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from typing import Any


def sigterm_is_ctrl_c() -> None:
    """Let SIGTERM raise `KeyboardInterrupt` as Ctrl-C does, so that both clean up the same way."""
    signal.signal(signal.SIGTERM, _interrupt)


@contextlib.contextmanager
def noted() -> Iterator[threading.Event]:
    """An event set by Ctrl-C and SIGTERM, for use around Kafka clients: an exception raised inside a client leaves a
    lock held, and closing the client then waits for it for ever."""
    asked = threading.Event()
    before = {number: signal.signal(number, lambda *_: asked.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(_number: int, _frame: Any) -> None:
    raise KeyboardInterrupt
