"""Long messages made of one thing over and over, in every place: what takes more than in proportion shows here."""

from __future__ import annotations

import random
from functools import cache

import orjson

from tests.hostile import foreign, inputs, patterns
from tests.wire.test_tidy import BOMBS

SIZES = (100_000, 300_000, 1_000_000)


@cache
def _units() -> tuple[str, ...]:
    """Units of our own, and what the worker's patterns repeat."""
    return tuple(dict.fromkeys((*inputs.UNITS, *patterns.units())))


@cache
def _plan() -> tuple[tuple[str, str, int], ...]:
    """Every unit in every place, shuffled, then the bombs of HTML: place, unit, size. Those come first of all."""
    plain = [(place, unit, SIZES[0]) for place in _places() for unit in _units() if unit]
    random.Random(5).shuffle(plain)
    return (*(("bomb", name, SIZES[0]) for name in BOMBS), *plain)


def _places() -> tuple[str, ...]:
    return (*inputs.PLACES, *foreign.PLACES)


def planned() -> int:
    """Messages before they become combinations by chance."""
    return len(_plan())


def generate(seed: int, number: int) -> inputs.Record:
    """One long message: each unit alone, then a few by chance, now and then a megabyte of them."""
    rng = random.Random(f"{seed}/{number}")
    if number < len(_plan()):
        place, unit, size = _plan()[number]
        if place == "bomb":
            return inputs.Record("long html", orjson.dumps(inputs.PLACES["html"](BOMBS[unit](size // 10)[:size])))
        before, behind = rng.choice(("", rng.choice(_units()))), rng.choice(("", rng.choice(_units())))
        text = f"{before}{unit * (size // len(unit))}{behind}"
    else:
        place, size = rng.choice(_places()), rng.choices(SIZES, (8, 2, 1))[0]
        text = inputs.repeated(rng, size, _units())
    if place in foreign.PLACES:
        value = foreign.PLACES[place](text).encode("utf-8", "replace")
    else:
        value = orjson.dumps(inputs.PLACES[place](text))
    return inputs.Record(f"long {place}", value)
