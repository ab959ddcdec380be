"""What a list of stories is filtered by, as SQL."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from worker.desk.search import key, matching
from worker.desk.store import FOREVER

DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Filter:
    """Which stories a list shows; empty fields do not count. `q` searches headline and text."""

    q: str = ""
    source: str = ""
    status: str = ""
    badge: str = ""
    topic: str = ""
    speaker: str = ""
    place: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Filter:
        """From the query string of a page."""
        return cls(**{name: given.get(name, "").strip()[:200] for name in cls.__slots__})

    @property
    def address(self) -> str:
        """As a query string; empty without a filter."""
        return urlencode({name: value for name in self.__slots__ if (value := getattr(self, name))})

    def conditions(self, db: sqlite3.Connection) -> list[Condition]:
        """As SQL conditions, each with the ids of all stories that fulfil it."""
        found = [
            Condition(f"s.{name} = ?", (value,)) for name in ("source", "status") if (value := getattr(self, name))
        ]
        for name in ("badge", "topic", "speaker", "place"):
            if value := getattr(self, name):
                known = _meant(db, name, value) if name in ("speaker", "place") else [value]
                found.append(_CLOSED if (name, value) == ("badge", "closed") else _tagged(name, known))
        first, last = (_day(day) for day in (self.since, self.until))
        if first is not None or last is not None:
            span = (0 if first is None else first, FOREVER if last is None else last + DAY_MS - 1)
            ids = "SELECT id FROM stories WHERE published_ms BETWEEN ? AND ?"
            found.append(Condition("s.published_ms BETWEEN ? AND ?", span, ids))
        asked = matching(self.q)
        if asked.match:
            ids = "SELECT rowid AS id FROM search WHERE search MATCH ? ORDER BY rowid DESC"
            found.append(Condition(f"s.id IN ({_MATCH})", (asked.match,), ids, searches=True))
        elif asked.but_not:
            found.append(Condition(f"s.id NOT IN ({_MATCH})", (asked.but_not,)))
        return found


_MATCH = "SELECT rowid FROM search WHERE search MATCH ?"
"""All at once: asked for one story, FTS5 goes through all words with the same beginning."""


MOST_MEANT = 500
"""Names that one word of a filter may stand for."""


def _meant(db: sqlite3.Connection, kind: str, given: str) -> list[str]:
    """The speakers or places that a filter means, in whatever case: the one of that name, or else all that have words
    with these beginnings."""
    exact = [row[0] for row in db.execute("SELECT value FROM names WHERE kind = ? AND key = ?", (kind, key(given)))]
    if exact:
        return [given, *exact]
    words = key(given).replace("%", "").replace("_", "").split()
    question = f"SELECT value FROM names WHERE kind = ?{_LIKE * len(words)} ORDER BY last DESC LIMIT {MOST_MEANT}"
    return [given, *(row[0] for row in db.execute(question, (kind, *(f"% {word}%" for word in words))))]


_LIKE = " AND ' ' || key LIKE ?"
"""That a word of a name begins like this."""


def _tagged(kind: str, values: list[str]) -> Condition:
    if len(values) == 1:
        of_one = "EXISTS (SELECT 1 FROM tags WHERE kind = ? AND value = ? AND story = s.id)"
        return Condition(of_one, (kind, values[0]), "SELECT story AS id FROM tags WHERE kind = ? AND value = ?")
    several = f"IN ({', '.join('?' * len(values))})"
    # The plus keeps SQLite from looking each value up for each story.
    of_one = f"EXISTS (SELECT 1 FROM tags INDEXED BY tags_story WHERE story = s.id AND kind = ? AND +value {several})"
    ids = f"SELECT DISTINCT story AS id FROM tags WHERE kind = ? AND value {several}"
    return Condition(of_one, (kind, *values), ids)


class Condition(NamedTuple):
    """What a filter asks of a story `s`; `ids` selects all stories that fulfil it, unless an index on the stories in
    the order of their states does so."""

    of_one: str
    values: tuple[Any, ...]
    ids: str = ""
    searches: bool = False


_CLOSED = Condition(
    "EXISTS (SELECT 1 FROM closed WHERE uri = s.uri)", (), "SELECT c.id FROM closed d JOIN stories c ON c.uri = d.uri"
)
"""A story that the worker has closed, which its own record does not say."""


def _day(given: str) -> int | None:
    """The beginning of a day in UTC, in epoch milliseconds."""
    try:
        return 1000 * int(dt.datetime.fromisoformat(f"{given}T00:00:00Z").timestamp()) if given else None
    except (ValueError, OverflowError):
        return None
