"""The parts read from a message, before they are combined into an article."""

from __future__ import annotations

from dataclasses import dataclass

from worker.wire import markup
from worker.wire.body import Body
from worker.wire.head import Head
from worker.wire.raw import Hints
from worker.wire.slug import Slug
from worker.wire.times import Times


@dataclass(frozen=True, slots=True)
class Parts:
    """Head, text, slug and times of a message; `printed` is the headline on the page, `stated` the feed's."""

    source: str
    above: Head
    below: Body
    printed: str | None
    stated: str | None
    slug: Slug
    times: Times
    page: markup.Markup | None
    hints: Hints
