"""Writes Kafka records to the store: stories with all their states, texts of versions, dead letters.

Called with the records of one poll, inside a store transaction that also saves the position. If a story changed several
times in them, every state is kept and only the last is indexed.
"""

from __future__ import annotations

import datetime as dt
import logging
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from worker.desk.purge import is_killed, purge
from worker.desk.search import MOST_NAMES, indexed, key, names_as_text
from worker.desk.store import FOREVER, packed
from worker.story.changelog import parse_key
from worker.story.packed import body_of
from worker.stream.records import STORY, header
from worker.wire.text import safe

log = logging.getLogger(__name__)
Json = Mapping[str, Any]
MOST_BYTES = 64 << 10
"""Bytes of a dead letter that are kept for display; the rest is in Kafka."""

MOST_TAGS = 200


def take_stories(db: sqlite3.Connection, records: Iterable[Any]) -> int:
    """New states of stories. Returns how many there were."""
    last: dict[int, tuple[int, Any, Json | None]] = {}
    count = 0
    for record in records:
        uri = (record.key or b"").decode("utf-8", "replace")
        try:
            story = orjson.loads(record.value) if record.value is not None else None
            told = _told(story)
        except (ValueError, KeyError, TypeError) as error:
            _log_foreign(record, error)
            continue
        number = _number(db, uri)
        kept = (record.timestamp, *told, packed(record.value) if record.value is not None else None)
        state = db.execute(
            "INSERT INTO states (story, at, change, status, version, headline, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (number, *kept),
        ).lastrowid
        assert state is not None
        last.pop(number, None)
        last[number] = (state, record, story)
        count += 1
    for number, (state, record, story) in last.items():
        tags = _clear(db, number)
        if story is None:
            db.execute("UPDATE stories SET state = ?, at = ?, gone = 1 WHERE id = ?", (state, record.timestamp, number))
        else:
            _put(db, number, state, record, story)
        db.executemany(_FORGET, tags)
    return count


def _number(db: sqlite3.Connection, uri: str) -> int:
    found = db.execute("SELECT id FROM stories WHERE uri = ?", (uri,)).fetchone()
    if found:
        return int(found[0])
    added = db.execute("INSERT INTO stories (uri, state, at, gone) VALUES (?, 0, 0, 1)", (uri,)).lastrowid
    assert added is not None
    return added


def _told(story: Json | None) -> tuple[Any, ...]:
    if story is None:
        return ("gone", "gone", None, None)
    return (story["change"]["kind"], story["status"], story["version"], story["headline"])


_FORGET = """
DELETE FROM names WHERE kind = ?1 AND value = ?2 AND NOT EXISTS (SELECT 1 FROM tags WHERE kind = ?1 AND value = ?2)
"""


def _clear(db: sqlite3.Connection, number: int) -> list[Any]:
    """Remove what the pages find a story by. Returns its tags, of which names may be left that no story has."""
    tags = db.execute("SELECT kind, value FROM tags WHERE story = ?", (number,)).fetchall()
    db.execute("DELETE FROM search WHERE rowid = ?", (number,))
    db.execute("DELETE FROM tags WHERE story = ?", (number,))
    db.execute("DELETE FROM quotes WHERE story = ?", (number,))
    return tags


def _put(db: sqlite3.Connection, number: int, state: int, record: Any, s: Json) -> None:
    """Index the newest state of a story for the pages."""
    badges = badges_of(s)
    row = (
        state, record.timestamp, s["source"], s["status"], s["change"]["kind"], s["headline"], s["slug"], s["marker"],
        s["version"], s["language"], s["version_created"], milliseconds(s["version_created"]), s["superseded_by"],
        orjson.dumps(badges).decode(), embargo_of(s), number,
    )  # fmt: skip
    db.execute(
        "UPDATE stories SET state = ?, at = ?, gone = 0, source = ?, status = ?, change = ?, headline = ?, slug = ?,"
        " marker = ?, version = ?, language = ?, published = ?, published_ms = ?, superseded_by = ?, badges = ?,"
        " embargo = ? WHERE id = ?",
        row,
    )
    members = [(s["source"], v["item_id"], v["content_hash"], number) for v in s["versions"]]
    db.executemany("INSERT OR IGNORE INTO members VALUES (?, ?, ?, ?)", members)
    text = "\n".join((*s["slugs"], *s["paragraphs"], *s["captions"]))
    names = " ".join((s["uri"], *dict.fromkeys(v["item_id"] for v in s["versions"][-MOST_NAMES:])))
    found_by = (number, indexed(s["headline"] or ""), indexed(text), indexed(names_as_text(names)))
    db.execute("INSERT INTO search (rowid, headline, text, names) VALUES (?, ?, ?, ?)", found_by)
    _tag(db, number, record.timestamp, s, badges)
    if s["status"] == "canceled":
        purge(db, number)


def _tag(db: sqlite3.Connection, number: int, at: int, s: Json, badges: list[str]) -> None:
    """Index the story's tags (topics, speakers, places ...) and its quotes."""
    dateline = s["dateline"] or {"cities": [], "country": None}
    tags = [("topic", t["qcode"], t["name"]) for t in s["topics"]]
    tags += [("speaker", p["name"], p["name"]) for p in s["speakers"]]
    tags += [("place", place, place) for place in (*dateline["cities"], dateline["country"]) if place]
    tags = [*tags[:MOST_TAGS], ("source", s["source"], s["source"])]
    rows = {(kind, str(value)): str(label) for kind, value, label in tags}
    rows |= {("badge", badge): badge for badge in badges}
    db.executemany("INSERT OR IGNORE INTO tags VALUES (?, ?, ?)", [(k, v, number) for k, v in rows])
    if embargo_of(s) == 0:  # the names of an embargoed story must not show in the filters
        named = [(kind, value, label, at, key(label)) for (kind, value), label in rows.items()]
        db.executemany("INSERT OR REPLACE INTO names VALUES (?, ?, ?, ?, ?)", named)
    said = [
        (number, p["name"], role, p["kind"], q["paragraph"], q["text"], q["kind"], q["cue"], at)
        for p, role in ((p, p["title"] or p["affiliation"]) for p in s["speakers"])
        for q in p["quotes"] or ()
    ]
    db.executemany("INSERT INTO quotes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", said[:MOST_TAGS])


NOT_NEWS = {"digest": "digest", "advisory": "advisory", "history": "history", "papers": "press review"}
"""Kinds of articles that are not versions of stories, and their badges."""


def badges_of(s: Json) -> list[str]:
    """Badges for the list: `killed`, `hold`, `gap` ..., the most serious first."""
    flags, change = set(s["flags"]), s["change"]["kind"]
    found = {
        "killed": s["status"] == "canceled",
        "hold": s["status"] == "withheld",
        "embargo": embargo_of(s) != 0,
        "superseded": s["status"] == "superseded",
        "corrected": change == "corrected" or s["correction"] is not None,
        "silent edit": change == "silent_edit" or "silent_edit" in flags,
        "note differs": s["change"]["note_agrees"] is False,
        "gap": bool(s["gaps"] or s.get("missing_takes")),
        "combines": any(c["state"] == "superseded" for c in s["combines"]),
        "unresolved": any(c["state"] == "unresolved" for c in s["combines"]),
        "reinstated": change == "reinstated" or _is_freed(s),
        **{badge: s["kind"] == kind for kind, badge in NOT_NEWS.items()},
        "closed": bool(s.get("closed")),
        "decided": bool(s.get("decided_by")),
    }
    return [badge for badge, holds in found.items() if holds]


def _is_freed(s: Json) -> bool:
    """Whether an editor has released a story that the wire killed."""
    by = s.get("decided_by") or ()
    released = any(d["kind"] == "release" and d.get("state", "in_force") == "in_force" for d in by)
    return released and s["status"] != "canceled" and any(v["status"] == "canceled" for v in s["versions"])


def embargo_of(value: Json) -> int:
    """The end of a story's embargo in epoch milliseconds; 0 without one."""
    if value["status"] != "embargoed" and "embargoed" not in value["flags"]:
        return 0
    until = milliseconds(value.get("embargoed_until"))
    return FOREVER if until is None else until


def milliseconds(time: str | None) -> int | None:
    """RFC 3339 as epoch milliseconds; None for anything else."""
    try:
        return int(dt.datetime.fromisoformat(time).timestamp() * 1000) if time else None
    except (ValueError, OverflowError):
        return None


def take_articles(db: sqlite3.Connection, records: Iterable[Any]) -> None:
    """Texts of versions, and which stories have closed, from the worker's changelog. Texts that the worker drops when
    it closes a story stay here."""
    for record in records:
        key = parse_key(record.key)
        if key is not None and key[1] == "stub" and record.value is not None:
            db.execute("INSERT OR IGNORE INTO closed VALUES (?)", (key[2],))
        if key is None or key[1] != "article" or record.value is None:
            continue
        try:
            text = body_of(record.value)
            a = orjson.loads(text)
            name, event_ms = (a["source"], a["item_id"], a["content_hash"]), a["event_ms"]
            names = orjson.dumps([a["item_id"], *(a.get("names") or ())]).decode()  # a story uses any one of them
        except (ValueError, KeyError, TypeError) as error:
            _log_foreign(record, error)
            continue
        uri = (header(record.headers, STORY) or b"").decode("utf-8", "replace") or None
        killed = is_killed(db, (name[0], names, name[2]), uri)
        body = None if killed else packed(text)
        first = db.execute("SELECT at FROM texts WHERE source = ? AND item = ? AND hash = ?", name).fetchone()
        at = first[0] if first else record.timestamp  # the article is written again each time it is found again
        row = (*name, names, uri, at, event_ms, body)
        db.execute("INSERT OR REPLACE INTO texts VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)


def _log_foreign(record: Any, error: Exception) -> None:
    place = {"stream": record.topic, "partition": record.partition, "offset": record.offset}
    log.warning("foreign_record", extra=place | {"error": f"{type(error).__name__}: {error}"})


def take_letters(db: sqlite3.Connection, records: Iterable[Any]) -> None:
    """Dead letters, with the beginning of their bytes."""
    for record in records:
        h = {name: (value or b"").decode("utf-8", "replace") for name, value in record.headers}
        value = record.value or b""
        at = milliseconds(h.get("at")) or record.timestamp
        row = (
            record.partition, record.offset, h.get("reason", "?"), safe(h.get("detail", "")), h.get("source"), at,
            orjson.dumps(h).decode(), len(value), value[:MOST_BYTES],
        )  # fmt: skip
        db.execute("INSERT OR REPLACE INTO letters VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)


def take_done(db: sqlite3.Connection, records: Iterable[Any]) -> None:
    """What became of dead letters."""
    for record in records:
        try:
            row = ((record.key or b"").decode(), orjson.loads(record.value or b"")["state"])
        except (ValueError, KeyError, TypeError) as error:
            _log_foreign(record, error)
            continue
        db.execute("INSERT OR REPLACE INTO letters_done VALUES (?, ?)", row)
