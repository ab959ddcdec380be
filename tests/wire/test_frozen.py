"""Large frozen dataclasses that are made quickly behave as others do."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from dataclasses import dataclass, field

import pytest

from worker.wire.frozen import quick


@quick
@dataclass(frozen=True, slots=True)
class Buoy:
    """A value with a default and a field that has to be named."""

    name: str
    depth: int = 3
    lit: bool = field(default=False, kw_only=True)


def test_it_is_made_and_compared_as_before() -> None:
    """Positions, names and defaults mean what they did; equal values are equal and have one hash."""
    made = Buoy("north", lit=True)
    assert type(made) is Buoy
    assert (made.name, made.depth, made.lit) == ("north", 3, True)
    assert made == Buoy(name="north", depth=3, lit=True) != Buoy("north")
    assert hash(made) == hash(Buoy("north", 3, lit=True))
    assert repr(made) == "Buoy(name='north', depth=3, lit=True)"


def test_it_stays_frozen() -> None:
    """Nobody sees the open class: fields cannot be set, and no others added."""
    made = Buoy("north")
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.depth = 4  # type: ignore[misc]
    with pytest.raises((AttributeError, TypeError)):
        object.__setattr__(made, "color", "red")


def test_it_is_replaced_and_copied() -> None:
    """`replace`, copies and pickles give values of the same class."""
    made = dataclasses.replace(Buoy("north"), depth=9)
    for one in (made, copy.copy(made), pickle.loads(pickle.dumps(made))):
        assert type(one) is Buoy
        assert one == Buoy("north", 9)


def test_a_missing_field_is_refused() -> None:
    """Arguments are checked as for any class."""
    with pytest.raises(TypeError, match="missing"):
        Buoy()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unexpected"):
        Buoy("north", colour="red")  # type: ignore[call-arg]
