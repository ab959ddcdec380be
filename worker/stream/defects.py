"""Defects: bugs in our own code that show on a message which it should have read or refused."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from worker.wire.article import BadMessage

_OURS = Path(__file__).parents[1]
_LONGEST_WORDS = 200
_STOPS = (KeyboardInterrupt, SystemExit, GeneratorExit)


@contextlib.contextmanager
def as_bad_messages() -> Iterator[None]:
    """Turn any exception inside into a `BadMessage` (defect), running out of memory or stack included; a `BadMessage`
    passes unchanged."""
    try:
        yield
    except (BadMessage, *_STOPS):
        raise
    except BaseException as error:  # noqa: BLE001 - a library in Rust that panics raises no `Exception`
        raise defect(error) from None


_From = TypeVar("_From")
_To = TypeVar("_To")


def tried(step: Callable[[_From], _To], value: _From) -> _To | BadMessage:
    """What a step makes of a value. If that fails, the `BadMessage` that it raised, or the defect; a new one, since the
    traceback of the one raised would keep everything in memory."""
    try:
        return step(value)
    except BadMessage as bad:
        return BadMessage(bad.reason, bad.detail)
    except _STOPS:
        raise
    except BaseException as error:  # noqa: BLE001 - as above; a context manager would take a microsecond more
        return defect(error)


def defect(error: BaseException) -> BadMessage:
    """A `BadMessage` for an exception: its name, the nearest line of our code, its text.

    Lone surrogates in the text are replaced, because a detail is written as JSON and into headers.
    """
    words = " ".join(str(error).split())[:_LONGEST_WORDS].encode("utf-8", "replace").decode()
    name = f"{type(error).__name__} at {_place(error.__traceback__)}"
    return BadMessage("defect", f"{name}: {words}" if words else name)


def _place(traceback: TracebackType | None) -> str:
    """The innermost line of ours that an exception passed: `worker/wire/marker.py:leading:57`."""
    place = "?"
    while traceback is not None:
        code = traceback.tb_frame.f_code
        file = _OURS.parent / code.co_filename  # compiled code names its files from there
        if file.is_relative_to(_OURS) and file != Path(__file__):
            place = f"{file.relative_to(_OURS.parent).as_posix()}:{code.co_name}:{traceback.tb_lineno}"
        traceback = traceback.tb_next
    return place
