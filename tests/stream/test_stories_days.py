"""How long stories are kept, where that is not for ever."""

from __future__ import annotations

import pytest

from worker.publish.routing import Route
from worker.stream import streams
from worker.stream.config import Settings
from worker.stream.errors import SettingsError

DAY_MS = 24 * 3_600_000
ROUTES = (Route("stories.islands", sources=frozenset({"halden"})),)


def test_stories_and_their_copies_are_kept_as_long_as_is_said() -> None:
    """The retention of what is made of stories, checked on streams that exist; nothing else changes."""
    kept, before = (
        {s.name: s for s in streams.table(Settings(ninjs=True, stories_days=days), ROUTES)} for days in (45, 0)
    )
    for name, stream in kept.items():
        if stream.role in ("stories", "ninjs", "routed"):
            assert stream.configs["cleanup.policy"] == "compact,delete"
            assert stream.configs["retention.ms"] == str(45 * DAY_MS)
            assert {"cleanup.policy", "retention.ms"} <= set(stream.checked)
        else:
            assert stream == before[name]
    assert before["newswire.stories"].configs["cleanup.policy"] == "compact"


@pytest.mark.parametrize(("days", "hours"), [(29, 72.0), (40, 40 * 24.0)])
def test_a_story_that_may_still_change_is_kept(days: int, hours: float) -> None:
    """A notice reaches back 30 days, and a story is open for the window and two days."""
    with pytest.raises(SettingsError, match="NEWSWIRE_STORIES_DAYS"):
        Settings(stories_days=days, window_hours=hours)
    assert Settings(stories_days=30).stories_days == 30
