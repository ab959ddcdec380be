"""The effect of a batch of articles on the stories of its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from worker.story.changelog import Entry
from worker.story.combine import Links
from worker.story.group import Group
from worker.story.state import StoryState
from worker.story.story import Story
from worker.wire.article import Article, Lineage

Outcome = Literal["published", "superseded", "merged", "duplicate", "ignored", "late"]

Effect = Literal["applied", "waiting", "closed", "duplicate"]
"""What has become of a decision: it names an item that is held; or none, and waits for one; or only those of stories
that have closed; or it was known."""


class Outcomes:
    """What new articles have become, one after the other."""

    def __init__(self) -> None:
        self._group: Group | None = None
        self._places: dict[Lineage, int] = {}

    def of(self, article: Article, raw: Lineage, group: Group, links: Links) -> Outcome:
        """What an article has become in its story. `raw` is where the copy of it that counts was found, `links` what
        other stories make of it."""
        if article.kind == "advisory":
            return "ignored"
        mine = self._place(group, raw)
        if len(group.copies[mine].found) > 1:
            return "merged"
        hidden = links.canceled or links.withheld or links.superseded_by is not None or group.withheld is not None
        stands = (group.standing == mine or mine in group.continuing) and not hidden
        return "published" if stands or article.kind == "kill" or article.status == "canceled" else "superseded"

    def _place(self, group: Group, raw: Lineage) -> int:
        """The number of the version that was found in a raw message."""
        if self._group is not group:  # once for each group of a batch: it may have thousands
            self._places = {place: n for n, copy in enumerate(group.copies) for place in copy.found}
            self._group = group
        return self._places[raw]


@dataclass(frozen=True, slots=True)
class Step:
    """The effect of a batch of articles, or of decisions, on a source.

    `outcomes` are in the order of the articles, `effects` in that of the decisions. `states` are the stories that have
    changed, sorted by uri; `changelog` is what a restart needs, with each key once.
    """

    outcomes: tuple[Outcome, ...]
    states: tuple[StoryState, ...]
    changelog: tuple[Entry, ...]
    effects: tuple[Effect, ...] = ()

    @property
    def stories(self) -> tuple[tuple[str, Story | None], ...]:
        """Uri and new record of each; None if the story no longer exists."""
        return tuple((state.uri, state.story) for state in self.states)
