"""The progress of a replay: one value, which the caller shows as a bar, a line or JSON."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Progress:
    """`done` of `total` (None: unknown) in `unit`s; messages read since this start; outcomes of all articles so far."""

    unit: str
    total: int | None = None
    done: int = 0
    begun: int = 0
    """What earlier starts had already done."""
    messages: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    started: float = field(default_factory=time.monotonic)
    finished: bool = False

    @property
    def seconds(self) -> float:
        """Since the start."""
        return time.monotonic() - self.started

    @property
    def per_second(self) -> float:
        """Messages per second since the start."""
        return self.messages / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Seconds left at the speed so far; None if unknown."""
        gone = self.done - self.begun
        if self.total is None or gone <= 0:
            return None
        return (self.total - self.done) / gone * self.seconds

    def as_json(self) -> dict[str, Any]:
        """As a JSON object."""
        left = self.seconds_left
        return {
            "unit": self.unit,
            "done": self.done,
            "total": self.total,
            "messages": self.messages,
            "messages_per_second": round(self.per_second, 1),
            "seconds_left": None if left is None else round(left, 1),
            "outcomes": dict(sorted(self.outcomes.items())),
            "finished": self.finished,
        }


Show = Callable[[Progress], None]
"""Called a few times a second at most, and once at the end."""


class Pace:
    """Limits the rate to `per_second` messages; None means no limit."""

    def __init__(self, per_second: float | None) -> None:
        self._per_second = per_second
        self._next = time.monotonic()

    def wait(self, messages: int, sleep: Callable[[float], object] = time.sleep) -> None:
        """Wait until `messages` more are allowed."""
        if self._per_second:
            now = time.monotonic()
            if self._next > now:
                sleep(self._next - now)
            self._next = max(self._next, now) + messages / self._per_second
