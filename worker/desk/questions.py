"""The pages' queries. Each returns only what its viewer may see."""

from __future__ import annotations

import itertools
import re
import sqlite3
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from worker.desk.filters import Condition, Filter
from worker.desk.search import key
from worker.desk.store import Store, unpacked

PAGE = 100
"""Rows per page."""

Row = sqlite3.Row

_COLUMNS = (
    "s.id, s.uri, s.state, s.at, s.gone, s.source, s.status, s.change, substr(s.headline, 1, 400) AS headline,"
    " substr(s.slug, 1, 200) AS slug, s.marker, s.version, s.language, s.published, s.superseded_by, s.badges,"
    " s.embargo"
)

_SUCCESSOR = (
    "(SELECT substr(headline, 1, 400) FROM stories b WHERE b.uri = s.superseded_by AND b.gone = 0 AND b.embargo = 0"
    " AND s.status = 'superseded') AS by"
)
"""Headline of the story that absorbed this one."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """A user. `name` is None for one who is not signed in."""

    name: str | None = None
    decides: bool = False
    sees_embargoed: bool = False

    @property
    def now_ms(self) -> int:
        """This viewer sees no story whose embargo ends after this moment."""
        return 2**63 - 1 if self.sees_embargoed else int(time.time() * 1000)


FEW = 2_000
"""A condition that no more stories fulfil is looked up first; otherwise the stories are gone through, newest first."""


def wire(store: Store, viewer: Viewer, f: Filter, before: str = "", after: int | None = None) -> list[Row]:
    """Stories, last changed first by Kafka's time, which is the same whenever the desk read them. `before` is the
    `place_of` a row: those after it in the list. `after` is the number of a state: those that changed since the desk
    took it in. Of a search that finds very many, the stories that began last come first."""
    db = store.reader()
    conditions = f.conditions(db)
    always = _always(viewer)
    if after is not None:
        changed = Condition("s.state > ?", (after,))
        return _listed(db, [*conditions, *always, changed], "stories s INDEXED BY stories_state")
    if _is_place(before):
        always.append(Condition("(s.at, s.state) < (?, ?)", tuple(map(int, before.split(".")))))
    narrow = next((c for c in conditions if c.ids and _is_narrow(db, c)), None)
    if narrow is not None:
        rest = [c for c in conditions if c is not narrow]
        return _listed(db, [*rest, *always], f"({narrow.ids}) n CROSS JOIN stories s ON s.id = n.id", narrow.values)
    search = next((c for c in conditions if c.searches), None)
    if search is None:
        return _listed(db, [*conditions, *always])
    rest = [c for c in conditions if c is not search]
    found: list[Row] = []
    for most in (5 * FEW, 25 * FEW, -1):
        source = f"({search.ids} LIMIT {most}) n CROSS JOIN stories s ON s.id = n.id"
        found = _listed(db, [*rest, *always], source, search.values)
        if len(found) == PAGE:
            break
    return found


def place_of(row: Row) -> str:
    """Where a row is in the list, for its next page."""
    return f"{row['at']}.{row['state']}"


def _is_place(given: str) -> bool:
    return re.fullmatch(r"\d{1,18}\.\d{1,18}", given, re.ASCII) is not None


def _always(viewer: Viewer) -> list[Condition]:
    return [Condition("s.gone = 0", ()), Condition("s.embargo <= ?", (viewer.now_ms,))]


MOST_COUNTED = 1_000


def count(store: Store, viewer: Viewer, f: Filter) -> int:
    """How many stories a filter finds; of more than `MOST_COUNTED` that many and one."""
    db = store.reader()
    conditions = f.conditions(db)
    first = next((c for c in conditions if c.ids and _is_narrow(db, c)), None)
    first = first or next((c for c in conditions if c.searches), None)
    source = f"({first.ids}) n CROSS JOIN stories s ON s.id = n.id" if first else "stories s"
    rest = [c for c in conditions if c is not first] + _always(viewer)
    where = " AND ".join(c.of_one for c in rest)
    values = (*(first.values if first else ()), *(v for c in rest for v in c.values))
    question = f"SELECT count(*) FROM (SELECT 1 FROM {source} WHERE {where} LIMIT {MOST_COUNTED + 1})"
    return int(db.execute(question, values).fetchone()[0])


def _is_narrow(db: sqlite3.Connection, c: Condition) -> bool:
    counted = db.execute(f"SELECT count(*) FROM ({c.ids} LIMIT {FEW + 1})", c.values).fetchone()[0]
    return int(counted) <= FEW


def _listed(
    db: sqlite3.Connection, conditions: list[Condition], source: str = "stories s", values: tuple[Any, ...] = ()
) -> list[Row]:
    where = " AND ".join(c.of_one for c in conditions)
    question = (
        f"SELECT {_COLUMNS}, {_SUCCESSOR} FROM {source} WHERE {where} ORDER BY s.at DESC, s.state DESC LIMIT {PAGE}"
    )
    return db.execute(question, (*values, *(v for c in conditions for v in c.values))).fetchall()


def recent(store: Store, viewer: Viewer, source: str, limit: int = PAGE) -> list[Row]:
    """The stories of a source, last changed first."""
    question = (
        f"SELECT {_COLUMNS} FROM stories s WHERE s.source = ? AND s.gone = 0 AND s.embargo <= ?"
        f" ORDER BY s.at DESC, s.state DESC LIMIT {limit}"
    )
    return store.reader().execute(question, (source, viewer.now_ms)).fetchall()


def homes(store: Store, viewer: Viewer, number: int) -> list[Row]:
    """The stories that now hold the articles of one that no longer exists."""
    question = (
        f"SELECT DISTINCT {_COLUMNS} FROM members a JOIN members b USING (source, item, hash) JOIN stories s"
        " ON s.id = b.story WHERE a.story = ? AND b.story <> ? AND s.gone = 0 AND s.embargo <= ? LIMIT 10"
    )
    return store.reader().execute(question, (number, number, viewer.now_ms)).fetchall()


def changed_uris(store: Store, after: int) -> list[str]:
    """Stories that changed after a state, whoever may see them; a page removes those that left its list."""
    question = f"SELECT uri FROM stories WHERE state > ? ORDER BY state DESC LIMIT {5 * PAGE}"
    return [row[0] for row in store.reader().execute(question, (after,))]


def last_state(store: Store) -> int:
    """The number of the newest state."""
    return int(store.reader().execute("SELECT coalesce(max(state), 0) FROM stories").fetchone()[0])


def hidden_now(store: Store, viewer: Viewer) -> int:
    """How many embargoed stories are hidden from this viewer."""
    question = "SELECT count(*) FROM stories WHERE embargo > 0 AND embargo > ? AND gone = 0"
    return int(store.reader().execute(question, (viewer.now_ms,)).fetchone()[0])


def names(store: Store, kind: str, limit: int = 200) -> list[Row]:
    """Values to filter by: the last seen ones, by name."""
    question = "SELECT value, label FROM names WHERE kind = ? ORDER BY last DESC LIMIT ?"
    return sorted(
        store.reader().execute(question, (kind, limit)).fetchall(), key=lambda row: str(row["label"]).casefold()
    )


def story(store: Store, viewer: Viewer, uri: str) -> Row | None:
    """A story with its record (`body`); None if there is none or this viewer may not see it."""
    body = "(SELECT body FROM states WHERE id = s.state) AS body"
    question = f"SELECT {_COLUMNS}, {body} FROM stories s WHERE s.uri = ? AND s.embargo <= ?"
    found: Row | None = store.reader().execute(question, (uri, viewer.now_ms)).fetchone()
    return found


def is_known(store: Store, uri: str) -> bool:
    """Whether any story has or had this uri, whoever may see it."""
    return store.reader().execute("SELECT 1 FROM stories WHERE uri = ?", (uri,)).fetchone() is not None


def under_embargo(store: Store, uri: str) -> int | None:
    """The end of a story's embargo in epoch milliseconds; None if there is no such story."""
    found = store.reader().execute("SELECT embargo FROM stories WHERE uri = ?", (uri,)).fetchone()
    return None if found is None else int(found[0])


def states(store: Store, number: int) -> list[Row]:
    """The states of a story that the desk has seen, newest first."""
    question = "SELECT id, at, change, status, version, headline, body IS NOT NULL AS kept FROM states WHERE story = ?"
    return store.reader().execute(f"{question} ORDER BY id DESC LIMIT 500", (number,)).fetchall()


def texts(
    store: Store, viewer: Viewer, s: Mapping[str, Any], versions: list[Mapping[str, Any]]
) -> dict[tuple[str, str], Any]:
    """The articles of versions of a story, by item and content: those in the store that this viewer may see. A story
    may know an item by another of its names than an article does (the address without `https://`, say)."""
    found = {}
    question = """
        SELECT body FROM texts WHERE source = ?1 AND hash = ?2 AND body IS NOT NULL
        AND (story = ?4 OR EXISTS (SELECT 1 FROM json_each(names) WHERE value = ?3)) ORDER BY item <> ?3 LIMIT 1"""
    for v in versions:
        if v["status"] == "embargoed" and not viewer.sees_embargoed:
            continue
        row = store.reader().execute(question, (s["source"], v["content_hash"], v["item_id"], s["uri"])).fetchone()
        if row is not None:
            found[v["item_id"], v["content_hash"]] = unpacked(row["body"])
    return found


def headlines(store: Store, viewer: Viewer, uris: list[str]) -> dict[str, Row]:
    """Stories by uri, for links."""
    found = (story(store, viewer, uri) for uri in uris)
    return {row["uri"]: row for row in found if row is not None and not row["gone"]}


def absorbed(store: Store, viewer: Viewer, uri: str) -> list[Row]:
    """Stories that say they are superseded by this one."""
    question = (
        f"SELECT {_COLUMNS} FROM stories s WHERE s.status = 'superseded' AND s.superseded_by = ? AND s.embargo <= ?"
        " AND s.gone = 0 AND s.source = (SELECT source FROM stories WHERE uri = ?) LIMIT 50"
    )
    return store.reader().execute(question, (uri, viewer.now_ms, uri)).fetchall()


def people(store: Store, viewer: Viewer, asked: str, what: str = "") -> list[Row]:
    """Speakers, last quoted first, with the number of their quotes; `what` is the kind of speaker, empty for any."""
    words = key(asked).replace("%", "").replace("_", "").split()
    of_one = "quotes q JOIN stories s ON s.id = q.story WHERE q.person = n.value AND s.embargo <= :now AND s.gone = 0"
    question = (
        f"SELECT n.label AS name, (SELECT count(*) FROM {of_one}) AS said,"
        f" (SELECT count(DISTINCT q.story) FROM {of_one}) AS stories,"
        f" (SELECT q.title FROM {of_one} AND q.title IS NOT NULL ORDER BY q.at DESC LIMIT 1) AS title"
        f" FROM names n WHERE n.kind = 'speaker' AND EXISTS (SELECT 1 FROM {of_one} AND (:what = '' OR q.what = :what))"
    )
    like = {f"w{n}": f"% {word}%" for n, word in enumerate(words[:10])}
    question += "".join(f" AND ' ' || n.key LIKE :{name}" for name in like)
    question += f" ORDER BY n.last DESC LIMIT {PAGE}"
    return store.reader().execute(question, {"now": viewer.now_ms, "what": what, **like}).fetchall()


def said_by(store: Store, viewer: Viewer, person: str) -> list[Row]:
    """A speaker's quotes, newest first, each with its story."""
    question = (
        f"SELECT {_COLUMNS}, q.text, q.kind, q.cue, q.title, q.what, q.place FROM quotes q"
        " JOIN stories s ON s.id = q.story WHERE q.person = ? AND s.embargo <= ? AND s.gone = 0"
        f" ORDER BY q.at DESC, q.place LIMIT {2 * PAGE}"
    )
    return store.reader().execute(question, (person, viewer.now_ms)).fetchall()


FEW_ARTICLES = 10
BURST_SECONDS = 10.0
"""Articles that came within this time of one another came at once: a feed brings several when it is fetched."""

RECENT = 200
"""Articles of a source from which its usual gap and delay are computed."""


def sources(store: Store) -> list[dict[str, Any]]:
    """Each source, the one silent longest by its own measure first: its last article, the usual gap between articles,
    their delay, the share of dead letters.

    Times are epoch milliseconds, gap and delay seconds (medians of the last `RECENT` articles); None where unknown.
    """
    db, found = store.reader(), []
    listed = [row["value"] for row in names(store, "source", 500)]
    for source in listed:
        question = "SELECT at, event_ms FROM texts WHERE source = ? ORDER BY at DESC LIMIT ?"
        recent = db.execute(question, (source, RECENT)).fetchall()
        articles = int(db.execute("SELECT count(*) FROM texts WHERE source = ?", (source,)).fetchone()[0])
        dead = int(db.execute("SELECT count(*) FROM letters WHERE source = ?", (source,)).fetchone()[0])
        last = max((row["event_ms"] or 0 for row in recent), default=0)
        found.append(
            {
                "source": source,
                "articles": articles,
                "dead": dead,
                "rate": dead / (articles + dead) if articles + dead else 0.0,
                "last": recent[0]["at"] if recent else None,
                "last_event": last or None,
                "gap": _median(
                    [gap for a, b in itertools.pairwise(recent) if (gap := (a["at"] - b["at"]) / 1000) > BURST_SECONDS]
                ),
                "delay": _median([(r["at"] - r["event_ms"]) / 1000 for r in recent if r["event_ms"] is not None]),
            }
        )
    return sorted(found, key=_overdue, reverse=True)


def _overdue(source: dict[str, Any]) -> float:
    """How many of its usual gaps a source has been silent for; one with few articles has no usual gap yet."""
    if not source["last"] or not source["gap"] or source["articles"] <= FEW_ARTICLES:
        return 0.0
    return float((time.time() - source["last"] / 1000) / max(1.0, source["gap"]))


def _median(values: list[float]) -> float | None:
    return sorted(values)[len(values) // 2] if values else None
