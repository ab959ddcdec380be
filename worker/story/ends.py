"""Whether an article was under embargo, and when that ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from worker.wire.article import Article
from worker.wire.stamp import epoch_ms

FLAG = "embargoed"
NO_ENDS: frozenset[int] = frozenset()


def has_one(a: Article) -> bool:
    """Whether an article was under embargo when it was sent. A note about another story is not."""
    return FLAG in a.flags and a.status in ("usable", "embargoed") and a.kind not in ("kill", "advisory")


@lru_cache(maxsize=4096)
def milliseconds(time: str) -> int:
    """An RFC 3339 time as epoch milliseconds."""
    return epoch_ms(datetime.fromisoformat(time))


def end_of(a: Article) -> int | None:
    """When its embargo ends, in epoch milliseconds; None if it has none, or the end is unknown."""
    return milliseconds(a.embargoed_until) if a.embargoed_until is not None and has_one(a) else None


def ends_of(articles: Iterable[Article]) -> frozenset[int]:
    """All embargo ends of some articles."""
    return frozenset([end for a in articles if (end := end_of(a)) is not None]) or NO_ENDS
