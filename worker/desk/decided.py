"""Editors' decisions in the store: taking them in, those on one story and how each stands, and which may be made."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from worker.desk.questions import Row, Viewer, recent
from worker.desk.shapes import Node
from worker.desk.store import Store
from worker.story import decision
from worker.story.decision import Decision
from worker.wire.article import BadMessage

log = logging.getLogger(__name__)
Json = Mapping[str, Any]

MOST_ITEMS = 100
"""Items named in one decision."""

MOST_UNDONE = 20
"""How often an undo may itself be undone, for the page."""


def take_decisions(db: sqlite3.Connection, records: Iterable[Any]) -> None:
    """Records of the stream `decisions`. Of two with one id the first counts, as it does for the worker."""
    for record in records:
        try:
            d = decision.read(record.value, record.timestamp)
        except BadMessage as bad:
            log.warning("foreign_record", extra={"stream": record.topic, "offset": record.offset, "error": bad.detail})
            continue
        row = (d.id, d.source, d.kind, orjson.dumps(d.items).decode(), d.undoes, d.who, d.why, d.ms, d.version, d.until)
        db.execute("INSERT OR IGNORE INTO decisions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        named = [(d.source, name, d.id) for name in d.items]
        db.executemany("INSERT OR IGNORE INTO decision_items VALUES (?, ?, ?)", named)


@dataclass(frozen=True, slots=True)
class Told:
    """A decision that names an item of a story, as the page shows it. `undone` is the decision that undid it;
    `applies` whether the story's record says that it is in force."""

    decision: Decision
    says: str
    applies: bool
    undone: Decision | None = None


def on_story(store: Store, story: Json, closed: bool) -> list[Told]:
    """The decisions on a story's items, newest first: both sides of those that contradict one another, those that have
    been undone, and those that the worker has not published yet."""
    found = {d.id: d for d in _naming(store, story["source"], _names(story))}
    every = {**found, **_undos(store, found)}
    undone: dict[str, Decision] = {}
    for d in sorted(every.values(), key=lambda d: d.order, reverse=True):
        if d.undoes and d.id not in undone:
            undone.setdefault(d.undoes, d)
    become = {d["id"]: (d.get("state", "in_force"), d.get("overruled_by")) for d in story["decided_by"]}
    told = []
    for d in sorted(found.values(), key=lambda d: d.order, reverse=True):
        state, by = become.get(d.id, ("", None))
        if d.id in undone:
            says = _undone(undone[d.id], followed=not state)
        elif state:
            newer = found.get(by) or one(store, by) if by else None
            says = f"overruled by {newer.who}, who decided later" if newer else STATES.get(state, state)
        else:
            says = "without effect: the story is closed" if closed else _pending(int(time.time() * 1000) - d.ms)
        told.append(Told(d, says, state == "in_force", undone.get(d.id)))
    return told


STATES = {
    "in_force": "in force",
    "overruled": "overruled by later decisions",
    "ended": "ended: its time is over, or the story has gone on by itself since",
    "waiting": "waits for something it names, which has not come or may not be published",
}
"""What the worker says has become of a decision."""

SOON_SECONDS = 20
"""After this long without effect a page says that a decision is late."""


def _undone(by: Decision, *, followed: bool) -> str:
    return f"undone by {by.who}: {by.why}" if followed else f"undone by {by.who}; the worker has not followed yet"


def _pending(ms: int) -> str:
    waits = ms // 1000
    if waits < SOON_SECONDS:
        return "not in force yet: the worker follows within seconds"
    long = f"{waits // 60:,} min" if waits >= 120 else f"{waits} s"
    return f"not in force after {long}, which is unusual: the worker may be down or busy; it follows as soon as it can"


def _names(story: Json) -> list[str]:
    """The names by which decisions mean a story's items."""
    return list(dict.fromkeys(decision.normal(story["source"], item) for item in items_of(story)))


def items_of(story: Json) -> list[str]:
    """A story's items, the one of the newest version first."""
    return list(dict.fromkeys(v["item_id"] for v in reversed(story["versions"])))[:MOST_ITEMS]


def _read(row: Row) -> Decision:
    items = tuple(orjson.loads(row["items"]))
    about = (row["id"], row["source"], row["kind"], items, row["undoes"])
    return Decision(*about, row["who"], row["why"], row["ms"], row["version"], row["until"])


def _naming(store: Store, source: str, names: list[str]) -> list[Decision]:
    question = """
        SELECT DISTINCT d.* FROM decision_items i JOIN decisions d ON d.id = i.decision
        WHERE i.source = ? AND i.name IN (SELECT value FROM json_each(?)) ORDER BY d.ms DESC LIMIT 100"""
    return [_read(row) for row in store.reader().execute(question, (source, _as_json(names)))]


def _undos(store: Store, found: Iterable[str]) -> dict[str, Decision]:
    """What undoes decisions, and what undoes that."""
    question = "SELECT * FROM decisions WHERE undoes IN (SELECT value FROM json_each(?)) LIMIT 200"
    every: dict[str, Decision] = {}
    ids = list(found)
    for _ in range(MOST_UNDONE):
        more = [_read(row) for row in store.reader().execute(question, (_as_json(ids),))] if ids else []
        ids = [d.id for d in more if d.id not in every]
        every.update((d.id, d) for d in more)
    return every


def one(store: Store, name: str) -> Decision | None:
    """A decision by its id."""
    row = store.reader().execute("SELECT * FROM decisions WHERE id = ?", (name,)).fetchone()
    return None if row is None else _read(row)


def _as_json(names: Iterable[str]) -> str:
    return orjson.dumps(list(names)).decode()


def is_closed(store: Store, uri: str) -> bool:
    """Whether the worker has closed a story, so that no decision changes it live."""
    return store.reader().execute("SELECT 1 FROM closed WHERE uri = ?", (uri,)).fetchone() is not None


def freed(story: Json, told: Iterable[Told]) -> Told | None:
    """The release by which a story is told that the wire killed; None if it is not one."""
    if story["status"] == "canceled" or not any(v["status"] == "canceled" for v in story["versions"]):
        return None
    return next((t for t in told if t.applies and t.decision.kind == "release"), None)


def pinned(told: Iterable[Told]) -> Told | None:
    """The pin by which a story shows a version that may not be its newest; None without one."""
    return next((t for t in told if t.applies and t.decision.kind == "pin"), None)


def combined(story: Json, nodes: Iterable[Node]) -> list[Node]:
    """The stories that this one absorbed, or that absorbed it: of each an editor may say that it is not so."""
    near = (n for n in nodes if n.row is not None)
    return [n for n in near if (n.place == "in" and n.state == "superseded") or n.uri == story["superseded_by"]]


def held_items(told: Iterable[Told]) -> list[str]:
    """The items that decisions hold back: a release has to name them."""
    return [item for t in told if t.decision.kind == "withhold" and t.undone is None for item in t.decision.items]


def to_join(store: Store, viewer: Viewer, source: str, uri: str) -> list[Row]:
    """The stories that one may be joined with, last changed first."""
    return [row for row in recent(store, viewer, source) if row["uri"] != uri]
