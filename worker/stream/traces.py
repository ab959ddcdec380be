"""Which message's trace a story carries on."""

from __future__ import annotations

from worker.story.story import Story
from worker.stream.records import Headers


def trace_for(story: Story | None, traces: dict[str, Headers]) -> Headers:
    """Trace headers for a story: those of the latest article of the batch that is one of its versions, else of any."""
    if not traces:
        return ()
    mine = {v.content_hash for v in story.versions} if story is not None else set()
    latest_first = list(reversed(traces.items()))
    return next((trace for content, trace in latest_first if content in mine), latest_first[0][1])
