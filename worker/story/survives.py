"""What one source's state keeps across a restart: its articles, closed stories, ended embargoes and decisions."""

from __future__ import annotations

from collections.abc import Iterator

from worker.story.changelog import Entry
from worker.story.closed import Closed
from worker.story.decisions import Decisions
from worker.story.embargo import Embargoes
from worker.story.held import Held, Seen


class Survives:
    """The parts of a state that its changelog restores; what else there is follows from them."""

    def __init__(self, source: str) -> None:
        self.held, self.closed = Held(source), Closed(source)
        self.embargoes, self.decisions = Embargoes(), Decisions()
        self._parts = (self.held, self.closed, self.embargoes, self.decisions)

    def begin(self) -> None:
        """From here on, record what `take_back` needs."""
        for part in self._parts:
            part.begin()

    def take_back(self) -> None:
        """Restore the state at `begin`."""
        for part in self._parts:
            part.take_back()

    def entries(self) -> Iterator[Entry]:
        """Everything that `restore` needs to get back to this state."""
        for part in self._parts:
            yield from part.entries()

    def restore(self, entry: Entry) -> Seen | None:
        """Read an entry; a later one with the same key replaces it. Returns the time of an article.

        Raises `msgspec.DecodeError` or `ValueError` if the entry is not ours.
        """
        if entry.kind == "article":
            return self.held.restore_article(entry)
        if entry.kind == "stub":
            self.closed.restore(entry.key, entry.value)
        elif entry.kind == "release":
            self.embargoes.restore(entry.key, entry.value)
        elif entry.kind == "decision":
            self.decisions.restore(entry.key, entry.value)
        elif entry.kind == "rules":
            self.held.restore_rules(entry.value)
        return None
