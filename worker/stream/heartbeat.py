"""The loop's heartbeat, and the watchdog that ends a worker whose loop hangs.

An HTTP thread that answers says nothing about the loop: Kafka calls can block for a minute when a broker is gone, and
for ever when something is broken. A worker that is killed loses nothing, so the watchdog kills it.
"""

from __future__ import annotations

import errno
import faulthandler
import logging
import multiprocessing
import os
import sys
import threading
import time
import traceback

from worker.stream.errors import STUCK, Stopped

log = logging.getLogger(__name__)

STOP_SECONDS = 25.0
"""Longest time from the signal to stop to the end of the process: less than Kubernetes' grace period of 30 s."""


FILES_SECONDS = 5.0
"""The process ends after this long without being able to open a file: a short peak may pass."""


class Heartbeat:
    """When the loop last finished a step, by the monotonic clock."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def beat(self) -> None:
        """Called by the loop's thread, and only by that, whenever it makes progress."""
        self._last = time.monotonic()

    def age(self) -> float:
        """Seconds since the last beat."""
        return time.monotonic() - self._last


def watch(heart: Heartbeat, stuck_seconds: float, stop: threading.Event, done: threading.Event) -> threading.Thread:
    """Start the watchdog, which runs until `done` is set.

    It ends the process (status 5), with all stacks in the log, if there is no beat for `stuck_seconds`, or if the
    process is still running `STOP_SECONDS` after `stop` was set. It ends it with status 1 if no file can be opened for
    `FILES_SECONDS`: then no connection to Kafka or from a probe works either, and only a restart helps.
    """
    thread = threading.Thread(target=_watch, args=(heart, stuck_seconds, stop, done), name="watchdog", daemon=True)
    thread.start()
    return thread


def _watch(heart: Heartbeat, stuck_seconds: float, stop: threading.Event, done: threading.Event) -> None:
    stop_asked: float | None = None
    full_since: float | None = None
    while not done.wait(min(1.0, stuck_seconds / 4)):
        full_since = (full_since or time.monotonic()) if _no_file_left() else None
        if full_since is not None and time.monotonic() - full_since > FILES_SECONDS:
            _end(f"no file or connection could be opened for {FILES_SECONDS:.0f} s", Stopped.exit_code)
        if stop.is_set() and stop_asked is None:
            stop_asked = time.monotonic()
        if heart.age() > stuck_seconds:
            _end(f"no step finished for {heart.age():.0f} s")
        if stop_asked is not None and time.monotonic() - stop_asked > STOP_SECONDS:
            _end(f"still running {STOP_SECONDS:.0f} s after being told to stop")


def _no_file_left() -> bool:
    try:
        os.close(os.open(os.devnull, os.O_RDONLY))
    except OSError as error:
        return error.errno in (errno.EMFILE, errno.ENFILE)
    return False


def _end(reason: str, status: int = STUCK) -> None:
    """Log every thread's stack and end the process at once: a clean shutdown is what just failed."""
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    stacks = {
        names.get(ident, str(ident)): traceback.format_stack(frame) for ident, frame in sys._current_frames().items()
    }
    try:
        log.critical("stuck", extra={"reason": reason, "stacks": stacks})
        sys.stdout.flush()
    except Exception:  # noqa: BLE001 - whatever happens here, the process must end
        faulthandler.dump_traceback(all_threads=True)
    for child in multiprocessing.active_children():  # a reader process may be what hangs
        child.kill()
    os._exit(status)
