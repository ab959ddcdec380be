"""The desk's store: an SQLite file. It may be deleted at any time; the desk then fills it again from Kafka.

One connection writes (the reader's), any number read at the same time (WAL). Deleted rows are overwritten with zeros,
so that the text of a killed story does not stay on disk.
"""

from __future__ import annotations

import fcntl
import secrets
import sqlite3
import threading
from pathlib import Path
from typing import Any

import orjson
import zstandard

VERSION = 7
"""Version of the tables below; a file with another version is created anew."""

FOREVER = 2**62
"""The end of an embargo without a stated end."""

_SCHEMA = """
CREATE TABLE positions (stream TEXT, part INTEGER, next INTEGER, PRIMARY KEY (stream, part)) WITHOUT ROWID;
CREATE TABLE stories (
  id INTEGER PRIMARY KEY, uri TEXT UNIQUE NOT NULL, state INTEGER NOT NULL, at INTEGER NOT NULL, gone INTEGER NOT NULL,
  source TEXT, status TEXT, change TEXT, headline TEXT, slug TEXT, marker TEXT, version INTEGER, language TEXT,
  published TEXT, published_ms INTEGER, superseded_by TEXT, badges TEXT, embargo INTEGER NOT NULL DEFAULT 0);
CREATE INDEX stories_state ON stories (state);
CREATE INDEX stories_at ON stories (at, state);
CREATE INDEX stories_source ON stories (source, at, state);
CREATE INDEX stories_status ON stories (status, at, state);
CREATE INDEX stories_published ON stories (published_ms);
CREATE INDEX stories_superseded_by ON stories (superseded_by) WHERE superseded_by IS NOT NULL;
CREATE INDEX stories_embargo ON stories (embargo) WHERE embargo > 0;
CREATE TABLE states (
  id INTEGER PRIMARY KEY, story INTEGER NOT NULL, at INTEGER NOT NULL, change TEXT, status TEXT, version INTEGER,
  headline TEXT, body BLOB);
CREATE INDEX states_story ON states (story, id);
CREATE TABLE texts (
  source TEXT, item TEXT, hash TEXT, names TEXT NOT NULL, story TEXT, at INTEGER, event_ms INTEGER, body BLOB,
  UNIQUE (source, hash, item));
CREATE INDEX texts_at ON texts (source, at);
CREATE INDEX texts_story ON texts (story);
CREATE TABLE members (source TEXT, item TEXT, hash TEXT, story INTEGER, PRIMARY KEY (source, item, hash, story))
  WITHOUT ROWID;
CREATE INDEX members_story ON members (story);
CREATE TABLE tags (kind TEXT, value TEXT, story INTEGER, PRIMARY KEY (kind, value, story)) WITHOUT ROWID;
CREATE INDEX tags_story ON tags (story);
CREATE TABLE names (kind TEXT, value TEXT, label TEXT, last INTEGER, key TEXT, PRIMARY KEY (kind, value)) WITHOUT ROWID;
CREATE INDEX names_last ON names (kind, last);
CREATE INDEX names_key ON names (kind, key);
CREATE TABLE quotes (
  story INTEGER, person TEXT, title TEXT, what TEXT, place INTEGER, text TEXT, kind TEXT, cue TEXT, at INTEGER);
CREATE INDEX quotes_story ON quotes (story);
CREATE INDEX quotes_person ON quotes (person, at);
CREATE VIRTUAL TABLE search USING fts5 (
  headline, text, names, tokenize = "unicode61 remove_diacritics 2", prefix = "2 3");
CREATE TABLE letters (
  part INTEGER, place INTEGER, reason TEXT, detail TEXT, source TEXT, at INTEGER, headers TEXT, size INTEGER,
  value BLOB, PRIMARY KEY (part, place)) WITHOUT ROWID;
CREATE INDEX letters_at ON letters (at);
CREATE INDEX letters_source ON letters (source, at);
CREATE TABLE letters_done (name TEXT PRIMARY KEY, state TEXT) WITHOUT ROWID;
CREATE TABLE decisions (
  id TEXT PRIMARY KEY, source TEXT, kind TEXT, items TEXT, undoes TEXT, who TEXT, why TEXT, ms INTEGER,
  version TEXT, until INTEGER) WITHOUT ROWID;
CREATE INDEX decisions_undoes ON decisions (undoes);
CREATE TABLE decision_items (source TEXT, name TEXT, decision TEXT, PRIMARY KEY (source, name, decision)) WITHOUT ROWID;
CREATE TABLE closed (uri TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
"""


class Store:
    """The file. `writer` is for one thread; `reader()` gives each thread a connection of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._readers: list[sqlite3.Connection] = []
        path.parent.mkdir(parents=True, exist_ok=True)
        self._guard = Path(f"{path}.lock").open("w")  # noqa: SIM115 - held for as long as the store is
        try:
            fcntl.flock(self._guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._guard.close()
            raise OSError("another desk is using it") from error
        path.touch(mode=0o600)  # it holds embargoed texts and what signs sessions
        self.writer = self._open_writer()
        self.since = str(self.writer.execute("SELECT value FROM about WHERE name = 'since'").fetchone()[0])
        """When the file was begun: in another the states have other numbers."""

    def _open_writer(self) -> sqlite3.Connection:
        connection = _connect(self.path)
        found = connection.execute("PRAGMA user_version").fetchone()[0]
        if found not in (0, VERSION):
            connection.close()
            for suffix in ("", "-wal", "-shm"):
                Path(f"{self.path}{suffix}").unlink(missing_ok=True)
            connection = _connect(self.path)
            found = 0
        if found == 0:
            connection.executescript(_SCHEMA)
            connection.execute("INSERT INTO about VALUES ('since', strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))")
            connection.execute(f"PRAGMA user_version = {VERSION}")
        return connection

    def reader(self) -> sqlite3.Connection:
        """This thread's read-only connection."""
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            found = sqlite3.connect(
                f"file:{self.path}?mode=ro", uri=True, isolation_level=None, timeout=10, check_same_thread=False
            )
            found.row_factory = sqlite3.Row
            found.execute("PRAGMA cache_size = -4000")
            self._local.connection = found
            self._readers.append(found)
        return found

    def secret(self) -> bytes:
        """What signs sessions and forms: kept here, so that a restart signs nobody out."""
        self.writer.execute("INSERT OR IGNORE INTO about VALUES ('secret', ?)", (secrets.token_hex(32),))
        found = self.writer.execute("SELECT value FROM about WHERE name = 'secret'").fetchone()
        return bytes.fromhex(found[0])

    def close(self) -> None:
        """Close all connections."""
        for connection in (*self._readers, self.writer):
            connection.close()
        self._guard.close()


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")  # what a power failure loses is read from Kafka again
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA cache_size = -16000")
    connection.execute("PRAGMA journal_size_limit = 8000000")
    return connection


_PACK = zstandard.ZstdCompressor(level=3)


def packed(value: bytes) -> bytes:
    """A record compressed."""
    return _PACK.compress(value)


def unpacked(value: bytes | None) -> Any:
    """A stored record as JSON; None if it was purged."""
    return None if value is None else orjson.loads(raw_of(value))


def raw_of(value: bytes) -> bytes:
    """A stored record, byte for byte."""
    return zstandard.ZstdDecompressor().decompress(value)
