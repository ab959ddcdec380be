"""The core as two functions of values, for other programs: `from worker import fold, read`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from worker.story.embargo import Until, newest_ms
from worker.story.resolve import resolve
from worker.story.story import Story
from worker.stream.understand import Envelope, understood
from worker.wire.article import Article, BadMessage, Lineage
from worker.wire.stamp import epoch_ms


def read(
    record: bytes, *, source: str | None = None, content_type: str | None = None, line: int = 0
) -> list[Article | BadMessage]:
    """The articles in one record, as an agency sent it: JSON of `schemas/raw-article.v1.json`, NewsML, NITF, ninjs,
    RSS, a page or any other format that is known.

    `source` names the wire of a record that does not; `content_type` says what it is, where its bytes do not; `line`
    tells records of one file apart. What is no article stands in its place as a `BadMessage` with `reason` and
    `detail`. Raises nothing.
    """
    return understood(record, Lineage("-", 0, line), None, None, Envelope(source, content_type))


def fold(articles: Iterable[Article], *, now: datetime | None = None) -> tuple[Story, ...]:
    """The canonical stories of a set of articles, sorted by uri: the same for any order and any duplicates.

    `now`, with its offset, is what time it is for embargoes; None: the newest time that the articles know of.
    """
    found = list(articles)
    return resolve(found, Until(newest_ms(found) if now is None else epoch_ms(now)))
