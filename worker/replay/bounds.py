"""Times given on the command line, as the bounds of a range."""

from __future__ import annotations

import datetime as dt

from worker.replay.errors import ReplayError


def milliseconds(text: str) -> int:
    """A time given on the command line, in epoch milliseconds; a bare date is 00:00 UTC of that day.

    Raises `ReplayError`: for a time of day without a zone too, since reading it in the wrong one moves the range by
    hours without a word.
    """
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise ReplayError(f"{text!r} is not a time like 2025-03-14T09:30:00Z or a date like 2025-03-14") from None
    if moment.tzinfo is None and not _is_date(text):
        raise ReplayError(f"{text!r} has no zone: write {text}Z if it is UTC, or its offset, like {text}+09:00")
    return int((moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp() * 1000)


def _is_date(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True
