"""What has become of each decision of editors on a story: in force, overruled by a newer one, ended, waiting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from worker.story.decision import Decision
from worker.story.embargo import Ended
from worker.story.story import DecidedState

Ruling = tuple[DecidedState, str | None]
"""The state of a decision on one story, and the id of the newer one that overrules it."""

Ruled = Mapping[str, Ruling]
"""Rulings by the id of the decision."""

NONE_RULED: Ruled = {}
_STRONGEST: tuple[DecidedState, ...] = ("in_force", "overruled", "ended", "waiting")


def strongest(every: Iterable[Ruled]) -> Ruled:
    """The rulings on the items of one story, as one: what holds for any of them holds for the story."""
    found: dict[str, Ruling] = {}
    for ruled in every:
        for key, ruling in ruled.items():
            held = found.setdefault(key, ruling)
            if held != ruling:
                found[key] = min(held, ruling, key=lambda one: (_STRONGEST.index(one[0]), one[1] or ""))
    return found


def holding(newest_first: Sequence[Decision]) -> Ruled:
    """The rulings on the holds and releases of one story: of each the newest of the other kind that is newer."""
    found: dict[str, Ruling] = {}
    newest: dict[str, str] = {}
    for d in newest_first:
        if d.kind in _OTHER:
            other = newest.get(_OTHER[d.kind])
            found[d.id] = ("in_force", None) if other is None else ("overruled", other)
            newest.setdefault(d.kind, d.id)
    return found


_OTHER = {"withhold": "release", "release": "withhold"}


def pinning(newest_first: Sequence[Decision], ended: Ended) -> tuple[Decision | None, Ruled]:
    """The pin that counts in a story, the newest that has not ended, and the rulings on its other pins."""
    pins = [d for d in newest_first if d.kind == "pin"]
    pin = next((d for d in pins if not is_over(d, ended)), None)
    found: dict[str, Ruling] = {}
    for d in pins:
        if is_over(d, ended):
            found[d.id] = ("ended", None)
        elif pin is not None and d is not pin:
            found[d.id] = ("overruled", pin.id)
    return pin, found


def is_over(pin: Decision, ended: Ended) -> bool:
    """Whether the time of a pin has come."""
    return pin.until is not None and pin.until in ended
