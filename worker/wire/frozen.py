"""Makes large frozen dataclasses quickly: an article has some fifty fields, and one is made for every message."""

from __future__ import annotations

import dataclasses
from typing import Any, TypeVar

_Value = TypeVar("_Value")


def quick(frozen: type[_Value]) -> type[_Value]:
    """The same frozen dataclass with slots, made in a quarter of the time.

    A frozen dataclass calls a function for each of its fields. Here a new value is of an open class with the same slots
    while its fields are set, and of its own class before anyone sees it. It pays from about ten fields on.
    """
    fields = [
        (f.name, f.type, dataclasses.field(default=f.default, kw_only=f.kw_only))
        for f in dataclasses.fields(frozen)  # type: ignore[arg-type]
    ]
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
