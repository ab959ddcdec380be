"""The core as pure functions, for use from Python: `from worker import fold, read, to_json`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from worker.story.embargo import Until, newest_ms
from worker.story.resolve import resolve
from worker.story.story import Story
from worker.story.story import to_json as story_json
from worker.stream.understand import Envelope, understood
from worker.wire.article import Article, BadMessage, Lineage
from worker.wire.article import to_json as article_json
from worker.wire.stamp import epoch_ms


def read(
    record: bytes | str, *, source: str | None = None, content_type: str | None = None, line: int = 0
) -> list[Article | BadMessage]:
    """Return the articles in one record as an agency sent it: JSON that follows `schemas/raw-article.v1.json`, NewsML,
    NITF, ninjs, RSS, a page's text or any other supported format.

    `source` is used for a record that names no source, `content_type` where the bytes do not show the format, and
    `line` tells the records of one file apart. Anything unreadable comes back in its place as a `BadMessage` with
    `reason` and `detail`. Never raises.
    """
    data = record.encode("utf-8", "surrogatepass") if isinstance(record, str) else record
    return understood(data, Lineage("-", 0, line), None, None, Envelope(source, content_type, text=True))


def fold(articles: Iterable[Article | BadMessage], *, now: datetime | None = None) -> tuple[Story, ...]:
    """Return the canonical stories of a set of articles, sorted by uri; order and duplicates make no difference. What
    `read` could not read is passed over.

    `now`, with a UTC offset, is the current time for embargoes; None: the newest time in the articles.
    """
    found = [article for article in articles if isinstance(article, Article)]
    return resolve(found, Until(newest_ms(found) if now is None else epoch_ms(now)))


def to_json(made: Article | Story) -> bytes:
    """Return an article or a story as the worker writes it: `schemas/article.v1.json`, `schemas/story.v1.json`."""
    return article_json(made) if isinstance(made, Article) else story_json(made)
