"""How far a source's news has got: articles a window older are late, stories older still close."""

from __future__ import annotations

from worker.story.order import is_notice
from worker.story.rungs import REMEMBER_MS
from worker.wire.article import Article


class Watermark:
    """The newest event time seen that something else confirms.

    A mistyped year must not close a source's stories: a time counts if its own record was received not more than a
    window before it, or if another item is not more than a window older. A function of the set of articles.
    """

    def __init__(self, window_ms: int | None) -> None:
        self._window_ms = window_ms or 0
        self._closes = window_ms is not None
        self._sure: int | None = None
        self._first: tuple[int, str] | None = None
        self._second: tuple[int, str] | None = None

    @property
    def ms(self) -> int | None:
        """Epoch milliseconds; None if no time counts yet."""
        if self._first is None:
            return None
        known = [] if self._sure is None else [self._sure]
        if self._second is not None:
            near = self._first[0] - self._second[0] <= self._window_ms
            known.append((self._first if near else self._second)[0])
        return max(known, default=None)

    def see(self, event_ms: int | None, received_ms: int | None, item_id: str) -> None:
        """Take an article's time into account."""
        if event_ms is None:
            return
        if received_ms is not None and event_ms - received_ms <= self._window_ms:
            self._sure = event_ms if self._sure is None else max(self._sure, event_ms)
        mine = (event_ms, item_id)
        if self._first is None or (mine > self._first and item_id == self._first[1]):
            self._first = mine
        elif mine > self._first:
            self._first, self._second = mine, self._first
        elif item_id != self._first[1] and (self._second is None or mine > self._second):
            self._second = mine

    def is_late(self, article: Article) -> bool:
        """Is an article older than the window? A notice, than what is remembered."""
        if not self._closes or self.ms is None or article.event_ms is None:
            return False
        reach = REMEMBER_MS if is_notice(article) else self._window_ms
        return article.event_ms < self.ms - max(reach, self._window_ms)

    def is_ahead(self, ms: int) -> bool:
        """Whether this time does not count, because nothing confirms it."""
        return self.ms is not None and ms > self.ms
