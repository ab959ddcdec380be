"""Times on the command line, as bounds of a range."""

from __future__ import annotations

import pytest

from worker.replay.bounds import milliseconds
from worker.replay.errors import ReplayError


def test_a_bound_is_a_time_with_its_zone_or_a_date() -> None:
    """An offset counts; a bare date is the start of that day in UTC."""
    assert (
        milliseconds("2026-03-02T09:00:00+09:00") == milliseconds("2026-03-02T00:00:00Z") == milliseconds("2026-03-02")
    )


@pytest.mark.parametrize("text", ["2026-03-02T09:30:00", "2026-03-02 09:30"])
def test_a_time_without_a_zone_is_refused(text: str) -> None:
    """It may be meant in any; the message says what to write."""
    with pytest.raises(ReplayError, match=r"has no zone: write .*Z if it is UTC, or its offset"):
        milliseconds(text)
