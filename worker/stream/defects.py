"""Defects: what our own code says of itself where it breaks on a message that it should have read or refused."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from worker.wire.article import BadMessage

_OURS = Path(__file__).parents[1]
_LONGEST_WORDS = 200


@contextlib.contextmanager
def as_bad_messages() -> Iterator[None]:
    """Raise as a `BadMessage` (defect) what breaks inside, for want of memory or stack too; `BadMessage`s pass."""
    try:
        yield
    except (BadMessage, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # noqa: BLE001 - a library in Rust that panics raises no `Exception`
        raise defect(error) from None


def defect(error: BaseException) -> BadMessage:
    """An exception as what is wrong with a message: its name, the place in our code nearest to it, its words.

    Words that can be no text (half a surrogate pair) are replaced: a detail is written as JSON and into headers.
    """
    words = " ".join(str(error).split())[:_LONGEST_WORDS].encode("utf-8", "replace").decode()
    name = f"{type(error).__name__} at {_place(error.__traceback__)}"
    return BadMessage("defect", f"{name}: {words}" if words else name)


def _place(traceback: TracebackType | None) -> str:
    """The innermost line of ours that an exception passed: `worker/wire/marker.py:leading:57`."""
    place = "?"
    while traceback is not None:
        code = traceback.tb_frame.f_code
        file = Path(code.co_filename)
        if file.is_relative_to(_OURS) and file != Path(__file__):
            place = f"{file.relative_to(_OURS.parent).as_posix()}:{code.co_name}:{traceback.tb_lineno}"
        traceback = traceback.tb_next
    return place
