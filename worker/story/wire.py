"""One source's articles, folded as they come: the incremental form of `resolve`.

The worker keeps one `Wire` for each source whose partition of `articles` it holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from worker.story.story import Story
from worker.wire.article import Article

Outcome = Literal["published", "superseded", "merged", "duplicate", "ignored", "late"]


@dataclass(frozen=True, slots=True)
class Step:
    """What a batch of articles did to a wire.

    `outcomes` stand in the order of the batch. `rewrites` are articles whose record in `articles` must be written
    again, because an equal article with another lineage joined them; `stories` are (uri, new state), None where the
    uri names no story any more (tombstone); `expired` are keys of `articles` to tombstone.
    """

    outcomes: tuple[Outcome, ...]
    stories: tuple[tuple[str, Story | None], ...]
    rewrites: tuple[Article, ...]
    expired: tuple[str, ...]


class Wire:
    """The set of one source's articles within the window, with the indexes that make adding one cheap."""

    def __init__(self, source: str, window_ms: int | None = None) -> None:
        self.source = source
        self.window_ms = window_ms

    def restore(self, article: Article) -> None:
        """Put back an article that was there before a restart. Publishes nothing."""
        raise NotImplementedError

    def forget(self, key: str) -> None:
        """Take out an article by its key (a tombstone met during a restore). Unknown keys are fine."""
        raise NotImplementedError

    def add(self, articles: Sequence[Article]) -> Step:
        """Add a batch, in order; say what each did, which stories changed, and what has expired."""
        raise NotImplementedError

    def __len__(self) -> int:
        """Articles held."""
        raise NotImplementedError

    @property
    def stories(self) -> int:
        """Stories open."""
        raise NotImplementedError
