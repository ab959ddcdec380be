"""The effect of a batch of articles on the stories of its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from worker.story.changelog import Entry
from worker.story.state import StoryState
from worker.story.story import Story

Outcome = Literal["published", "superseded", "merged", "duplicate", "ignored", "late"]


@dataclass(frozen=True, slots=True)
class Step:
    """The effect of a batch of articles on a source.

    `outcomes` are in the order of the batch. `states` are the stories that have changed, sorted by uri; `changelog` is
    what a restart needs, with each key once.
    """

    outcomes: tuple[Outcome, ...]
    states: tuple[StoryState, ...]
    changelog: tuple[Entry, ...]

    @property
    def stories(self) -> tuple[tuple[str, Story | None], ...]:
        """Uri and new record of each; None if the story no longer exists."""
        return tuple((state.uri, state.story) for state in self.states)
