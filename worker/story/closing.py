"""When the stories of one source close, in news time."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heapify, heappop, heappush

from worker.story.decided import Placement
from worker.story.group import Group
from worker.story.groups import Waiting
from worker.story.linking import Linking
from worker.story.watermark import Watermark
from worker.wire.article import Article


class Closing:
    """Stories by the time at which they close. That is a function of their articles and of the watermark, so a story
    closes at the same moment after a restart, or after a batch was rolled back.

    An article without a known time, or with one ahead of the watermark, gets that of its record. One that has neither,
    as in files, gets the watermark at its arrival, which is remembered, but not across a restart.
    """

    def __init__(self) -> None:
        self._due: dict[str, int] = {}
        self._queue: list[tuple[int, str]] = []
        self._beside: dict[str, int] = {}
        self._before: dict[str, int | None] = {}

    def begin(self) -> None:
        """From here on, record what `take_back` needs."""
        self._before = {}

    def take_back(self) -> None:
        """Restore the remembered times as of `begin`. The stories themselves must be settled again."""
        for key, ms in self._before.items():
            self._beside.pop(key, None)
            if ms is not None:
                self._beside[key] = ms
        self._before = {}

    def settle(self, groups: Iterable[Group | Waiting], watermark: Watermark) -> None:
        """Start over with these stories."""
        self._due = {group.uri: self.time(group, watermark) for group in groups}
        self._queue = [(due, uri) for uri, due in self._due.items()]
        heapify(self._queue)

    def time(self, group: Group | Waiting, watermark: Watermark) -> int:
        """The time of a story's newest article."""
        if group.start >= 0 and not watermark.is_ahead(group.newest):
            return group.newest
        return max([self._time(c.article, watermark) for c in group.copies])

    def _time(self, a: Article, watermark: Watermark) -> int:
        if a.event_ms is not None and not watermark.is_ahead(a.event_ms):
            return a.event_ms
        if a.received_ms is not None:
            return a.received_ms
        if watermark.ms is None:
            return 0
        if a.key not in self._beside:
            self._beside[a.key] = watermark.ms
            self._before.setdefault(a.key, None)
        return self._beside[a.key]

    def put(self, group: Group, watermark: Watermark) -> None:
        """Add a story, or update when it closes."""
        due = self.time(group, watermark)
        if self._due.get(group.uri) != due:
            self._due[group.uri] = due
            heappush(self._queue, (due, group.uri))

    def drop(self, uri: str, group: Group | None = None) -> None:
        """Remove a story that no longer exists; pass `group` if it closes."""
        self._due.pop(uri, None)
        for copy in group.copies if group is not None and self._beside else ():
            ms = self._beside.pop(copy.article.key, None)
            self._before.setdefault(copy.article.key, ms)

    def before(self, cutoff: int) -> list[str]:
        """The stories with an older time, oldest first; this removes them."""
        found: list[str] = []
        while self._queue and self._queue[0][0] < cutoff:
            due, uri = heappop(self._queue)
            if self._due.get(uri) == due:
                del self._due[uri]
                found.append(uri)
        return found


def together(uri: str, linking: Linking, placement: Placement) -> set[str]:
    """Stories that must close together: their records speak of each other, or their uris depend on each other."""
    tied, more = set[str](), {uri}
    while more != tied:
        tied = more
        more = linking.tied(tied)
        more |= {other for one in more for other in placement.siblings(one)}
    return tied
