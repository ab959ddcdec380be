"""When an article was published, and the event time that orders it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from worker.wire import stamp
from worker.wire.article import TimeFrom
from worker.wire.stamp import Stamp

_AHEAD_MS = 15 * 60 * 1000
"""A stated time may be this far ahead of the record's; beyond that, the clock is wrong."""

_STALE = dt.timedelta(days=2)
"""A crawl this long after a bare date says nothing about the time: pages get crawled again years later."""


@dataclass(frozen=True, slots=True)
class Event:
    """The event time and its origin; `ahead` means that a clock was ahead of the record and the time was capped."""

    moment: dt.datetime | None
    origin: TimeFrom | None
    ahead: bool = False


@dataclass(frozen=True, slots=True)
class Times:
    """What is known of an article's time: stated by the feed, printed on the page, fetched."""

    feed: Stamp | None
    page: Stamp | None
    fetched: Stamp | None

    @property
    def published(self) -> Stamp | None:
        """The feed's time takes precedence; but a bare date gives way to a printed time on the same day."""
        if self.feed and self.page and self.feed.precision == "day" and self.page.precision != "day":
            return self.page if self.page.moment.date() == self.feed.moment.date() else self.feed
        return self.feed or self.page

    def event(self, record_ms: int | None, offset: int) -> Event:
        """The event time: the published time if it has a time of day, else the fetch time, else the record's, else the
        bare date.

        It is never more than 15 minutes later than the record: a wrong clock must not move the watermark.
        """
        found = self._known(record_ms, offset)
        if found.moment is not None and record_ms is not None and stamp.epoch_ms(found.moment) > record_ms + _AHEAD_MS:
            return Event(stamp.from_ms(record_ms + _AHEAD_MS, offset), found.origin, ahead=True)
        return found

    def _known(self, record_ms: int | None, offset: int) -> Event:
        published = self.published
        stated = Event(published.moment, "feed" if published is self.feed else "page") if published else None
        if stated and published and published.precision != "day":
            return stated
        seen = Event(None, None)
        if self.fetched:
            seen = Event(self.fetched.moment, "fetched")
        elif record_ms is not None:
            seen = Event(stamp.from_ms(record_ms, offset), "record")
        if stated and stated.moment and not (seen.moment and dt.timedelta(0) <= seen.moment - stated.moment < _STALE):
            return stated
        return seen
