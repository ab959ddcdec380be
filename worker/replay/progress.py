"""How far a replay is: one value, shown as a bar, a line or JSON by whoever runs it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Progress:
    """`done` of `total` (None: unknown) in `unit`s; messages read in this start; what became of all of them."""

    unit: str
    total: int | None = None
    done: int = 0
    begun: int = 0
    """Where this start began: what a start before it had done."""
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
        """Messages a second since the start."""
        return self.messages / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """At the speed so far; None where nobody can know."""
        gone = self.done - self.begun
        if self.total is None or gone <= 0:
            return None
        return (self.total - self.done) / gone * self.seconds

    def as_json(self) -> dict[str, Any]:
        """For machines: one object each time."""
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
    """Waits so that no more than `per_second` messages pass; None lets all pass."""

    def __init__(self, per_second: float | None) -> None:
        self._per_second = per_second
        self._next = time.monotonic()

    def wait(self, messages: int, sleep: Callable[[float], object] = time.sleep) -> None:
        """Wait until `messages` more may pass."""
        if self._per_second:
            now = time.monotonic()
            if self._next > now:
                sleep(self._next - now)
            self._next = max(self._next, now) + messages / self._per_second
