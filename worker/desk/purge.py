"""Deletes the text of killed stories from the store: states, versions, search index, quotes.

Text that arrives later, in whatever order Kafka's partitions deliver it, is not kept either.
"""

from __future__ import annotations

import sqlite3

_SHARED = """
SELECT DISTINCT b.story FROM members a JOIN members b USING (source, item, hash) WHERE a.story = ? AND b.story <> ?
"""


def purge(db: sqlite3.Connection, number: int) -> None:
    """Delete a killed story's texts. Its last state stays, as it was published without text. For other stories that
    once held one of its articles, the last state stays and the earlier ones are deleted."""
    uri = db.execute("SELECT uri FROM stories WHERE id = ?", (number,)).fetchone()[0]
    db.execute(
        "UPDATE texts SET body = NULL WHERE body IS NOT NULL AND (story = ? OR rowid IN (SELECT t.rowid FROM members m"
        " JOIN texts t ON t.source = m.source AND t.hash = m.hash"
        " AND EXISTS (SELECT 1 FROM json_each(t.names) WHERE value = m.item) WHERE m.story = ?))",
        (uri, number),
    )
    others = [row[0] for row in db.execute(_SHARED, (number, number))]
    for story in (number, *others):
        db.execute(
            "UPDATE states SET body = NULL WHERE story = ? AND body IS NOT NULL AND id NOT IN"
            " (SELECT state FROM stories WHERE id = ? AND gone = 0)",
            (story, story),
        )
    db.execute("INSERT OR REPLACE INTO about VALUES ('purged', '1')")


def is_killed(db: sqlite3.Connection, name: tuple[str, str, str], uri: str | None) -> bool:
    """Whether an article, known by its source, the names of its item as JSON, and its content, is of a killed story."""
    if uri and db.execute("SELECT 1 FROM stories WHERE uri = ? AND status = 'canceled'", (uri,)).fetchone():
        return True
    found = db.execute(
        "SELECT s.status FROM members m JOIN stories s ON s.id = m.story"
        " WHERE m.source = ? AND m.item IN (SELECT value FROM json_each(?)) AND m.hash = ?"
        " AND s.status = 'canceled' AND s.gone = 0",
        name,
    ).fetchone()
    return found is not None


def wipe(db: sqlite3.Connection) -> bool:
    """Remove what a deletion left in the full text index and in the write-ahead log. For a quiet moment, as it takes
    seconds with a large index. Returns whether there was anything to do."""
    if db.execute("SELECT 1 FROM about WHERE name = 'purged'").fetchone() is None:
        return False
    db.execute("INSERT INTO search (search) VALUES ('optimize')")
    db.execute("DELETE FROM about WHERE name = 'purged'")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return True
