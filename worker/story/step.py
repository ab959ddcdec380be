"""What a batch of articles does to the stories of its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from worker.story.changelog import Entry
from worker.story.state import StoryState
from worker.story.story import Story

Outcome = Literal["published", "superseded", "merged", "duplicate", "ignored", "late"]


@dataclass(frozen=True, slots=True)
class Step:
    """What a batch of articles did to a wire.

    `outcomes` stand in the order of the batch. `states` are the stories that are now others than before, sorted by uri;
    `changelog` is what a restart needs, each key once.
    """

    outcomes: tuple[Outcome, ...]
    states: tuple[StoryState, ...]
    changelog: tuple[Entry, ...]

    @property
    def stories(self) -> tuple[tuple[str, Story | None], ...]:
        """Uri and new record of each; None where the uri names no story any more."""
        return tuple((state.uri, state.story) for state in self.states)
