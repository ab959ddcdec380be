"""Release embargoes that end while the worker runs, or ended while it was down; checked once a second."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping

from worker.stream.batch import Batch, Hops
from worker.stream.state import SourceStates

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
AGAIN_SECONDS = 60.0
"""A release that failed because of a bug in our code is retried after this long."""


class Releases:
    """The releases that are due, by the worker's clock."""

    def __init__(self, hops: Hops) -> None:
        self._hops = hops
        self._next = 0.0
        self._put_off: dict[str, float] = {}
        """Sources whose release failed, and when to try again."""

    def due(self, states: Mapping[int, SourceStates]) -> Iterator[tuple[int, Batch]]:
        """For each partition with ended embargoes, the partition and a batch with the released stories. The states
        change at once."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + LOOK_SECONDS
        now_ms = int(time.time() * 1000)
        for place, by_source in list(states.items()):
            batch = Batch()
            for source, state in by_source.items():
                if not state.embargoes.is_due(now_ms) or self._put_off.get(source, now) > now:
                    continue
                error = self._hops.release(place, state, batch, now_ms)
                if error is not None:
                    self._put_off[source] = now + AGAIN_SECONDS
                    log.error("release_failed", extra={"source": source}, exc_info=error)
            if batch.places:
                yield place, batch
