"""Child processes: how they start, and how they end with their parent."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from typing import Any


def begin(*ignored: signal.Signals) -> None:
    """Called first in a child: leave Ctrl-C and the signals `ignored` to the parent, and exit when the parent is gone.

    A parent that is killed cannot stop its children, and they would wait for work for ever.
    """
    for number in (signal.SIGINT, *ignored):
        signal.signal(number, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), name="parent", daemon=True).start()


def _end_with(parent: Any) -> None:
    parent.join()
    os._exit(1)
