"""Makes large frozen dataclasses quickly: an article has some fifty fields, and one is made for every message."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

_Value = TypeVar("_Value")


def quick(frozen: type[_Value]) -> type[_Value]:
    """The same frozen dataclass with slots, made in a quarter of the time.

    A frozen dataclass calls a function for each of its fields. Here a new value is of an open class with the same slots
    while its fields are set, and of its own class before anyone sees it. It pays from about ten fields on.
    """
    fields = [(f.name, f.type, _default(f)) for f in dataclasses.fields(frozen)]  # type: ignore[arg-type]
    opened: Any = dataclasses.make_dataclass(f"_{frozen.__name__}", fields, slots=True, eq=False, repr=False)
    fill, become = opened.__init__, object.__setattr__

    def __init__(self: Any, *positional: Any, **named: Any) -> None:  # noqa: N807
        become(self, "__class__", opened)
        try:
            fill(self, *positional, **named)
        finally:
            self.__class__ = frozen

    frozen.__init__ = __init__  # type: ignore[method-assign]
    return frozen


def _default(field: dataclasses.Field[Any]) -> Any:
    if field.default_factory is not dataclasses.MISSING:
        return dataclasses.field(default_factory=field.default_factory, kw_only=field.kw_only)
    return dataclasses.field(default=field.default, kw_only=field.kw_only)


def other(value: _Value, **changes: Any) -> _Value:
    """The same as `dataclasses.replace` in half the time, for a frozen dataclass with slots that computes no field."""
    kind: Any = type(value)
    names, values = _fields(kind)
    made: _Value = object.__new__(kind)
    put = object.__setattr__
    for name, kept in zip(names, values(value), strict=True):
        put(made, name, kept)
    for name, new in changes.items():
        put(made, name, new)
    return made


@cache
def _fields(kind: type[Any]) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    names = tuple(f.name for f in dataclasses.fields(kind))
    return names, attrgetter(*names)
