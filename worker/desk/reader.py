"""Reads Kafka into the store, in a thread of its own: continues where it stopped, and reports its state."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kafka import TopicPartition
from kafka.errors import KafkaError

from worker.desk import decided, intake, purge
from worker.desk.store import Store
from worker.stream import clients
from worker.stream.config import Settings
from worker.stream.errors import NoBroker, Stopped

log = logging.getLogger(__name__)

STREAMS = ("stories", "articles", "decisions", "dead-letters", "dead-letters-done")
NEEDED = ("stories", "articles", "dead-letters")
"""Streams without which the page says that it is waiting for them."""

PROBE_SECONDS = 1.5
"""After this long without a record, a small request checks whether Kafka still answers."""

LOOK_SECONDS = 3.0
"""How often to look for streams that do not exist yet and for new partitions."""


@dataclass(slots=True)
class Standing:
    """The reader's state. `away_since` is when Kafka was found not to answer, in epoch seconds, None while it does;
    `behind` is roughly how many records are left to read; `failed` why it ended; `state` the number of the newest state
    in the store."""

    away_since: float | None = None
    behind: int = 1
    begun_behind: int = 1
    missing: tuple[str, ...] = ()
    failed: str | None = None
    state: int = 0

    @property
    def loading(self) -> bool:
        """Whether it is still reading what was in Kafka when the desk started."""
        return self.begun_behind > 0 and self.behind > 0


class Reader:
    """The thread. `changed` is called after each transaction with records, and when the state changes."""

    def __init__(self, settings: Settings, store: Store, changed: Callable[[], None]) -> None:
        self.standing = Standing()
        self._settings, self._store, self._changed = settings, store, changed
        self._roles = {settings.stream(role): role for role in STREAMS}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="reader", daemon=True)
        self._consumer: Any = None
        self._ends: dict[TopicPartition, int] = {}
        self._next_look = self._next_probe = 0.0

    def start(self) -> None:
        """Start reading."""
        self._note_state()
        self._thread.start()

    def stop(self) -> None:
        """Stop, and wait for the thread."""
        self._stop.set()
        self._thread.join(15)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._connect()
                while not self._stop.is_set():
                    self._step()
            except (KafkaError, NoBroker, OSError) as error:
                self._away(error)
                self._stop.wait(0.5)
            except Stopped as error:
                self._fail(error.format_message())
                return
            except sqlite3.OperationalError as error:  # a full disk, or a file system that is read only
                log.error("desk_failed", extra={"file": str(self._store.path), "error": str(error)})  # noqa: TRY400
                self._fail(f"{self._store.path} cannot be written ({error}): make room, then start the desk again")
                return
            except Exception as error:
                log.exception("desk_failed")
                self._fail(f"{type(error).__name__}: {error}")
                return
            finally:
                if self._consumer is not None:
                    self._consumer.close()
                    self._consumer = None

    def _fail(self, why: str) -> None:
        self.standing.failed = why
        self._changed()

    def _away(self, error: BaseException) -> None:
        if self.standing.away_since is None:
            self.standing.away_since = time.time()
            log.warning("kafka_away", extra={"error": str(error)})
            self._changed()

    def _back(self) -> None:
        if self.standing.away_since is not None:
            self.standing.away_since = None
            log.info("kafka_back")
            self._changed()

    def _connect(self) -> None:
        self._consumer = clients.range_consumer(self._settings)
        self._next_look = 0.0

    def _step(self) -> None:
        now = time.monotonic()
        if now >= self._next_look:
            self._next_look = now + LOOK_SECONDS
            self._look_for_streams()
        if not self._consumer.assignment():
            self._stop.wait(0.3)
            return
        polled = self._consumer.poll(timeout_ms=200)
        if polled:
            self._take(polled)
            self._back()
            self._next_probe = now + PROBE_SECONDS
        elif now >= self._next_probe:
            self._probe()
            self._next_probe = time.monotonic() + PROBE_SECONDS
            if not self.standing.loading and purge.wipe(self._store.writer):
                log.info("purged")

    def _look_for_streams(self) -> None:
        """Assign all existing partitions; new ones are found here later."""
        held = self._consumer.assignment()
        numbers = {stream: self._consumer.partitions_for_topic(stream) or () for stream in self._roles}
        found = {TopicPartition(stream, n) for stream, parts in numbers.items() for n in parts}
        needed = tuple(s for s, role in self._roles.items() if role in NEEDED)
        missing = tuple(s for s in needed if not any(tp.topic == s for tp in found))
        if missing != self.standing.missing:
            self.standing.missing = missing
            self._changed()
        if not found - held:
            return
        self._consumer.assign(sorted(found))
        for tp in found:
            at = self._store.writer.execute(
                "SELECT next FROM positions WHERE stream = ? AND part = ?", (tp.topic, tp.partition)
            ).fetchone()
            if at is None:
                self._consumer.seek_to_beginning(tp)
            else:
                self._consumer.seek(tp, at[0])
        first = not self._ends
        self._ends = self._consumer.end_offsets(list(found))
        self._count_behind()
        if first:
            self.standing.begun_behind = self.standing.behind
        self._back()
        self._changed()

    def _count_behind(self) -> None:
        positions = {tp: self._consumer.position(tp, timeout_ms=2_000) or 0 for tp in self._consumer.assignment()}
        self.standing.behind = sum(max(0, end - positions.get(tp, 0)) for tp, end in self._ends.items())

    def _probe(self) -> None:
        was = self.standing.loading
        self._consumer.end_offsets(list(self._consumer.assignment()), timeout_ms=2_000)
        if was:
            self._keep_positions(self._consumer.assignment())
            self._count_behind()
            self._changed()
        self._back()

    def _take(self, polled: dict[TopicPartition, list[Any]]) -> None:
        """Write the records and the new positions in one transaction."""
        db = self._store.writer
        take = {
            "stories": intake.take_stories,
            "articles": intake.take_articles,
            "decisions": decided.take_decisions,
            "dead-letters": intake.take_letters,
            "dead-letters-done": intake.take_done,
        }
        db.execute("BEGIN IMMEDIATE")
        try:
            for tp, records in polled.items():
                take[self._roles[tp.topic]](db, records)
            for tp, records in polled.items():
                row = (tp.topic, tp.partition, records[-1].offset + 1)
                db.execute("INSERT OR REPLACE INTO positions VALUES (?, ?, ?)", row)
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")
        self._note_state()
        if self.standing.loading:
            self._count_behind()
        self._changed()

    def _note_state(self) -> None:
        self.standing.state = self._store.writer.execute("SELECT coalesce(max(state), 0) FROM stories").fetchone()[0]

    def _keep_positions(self, parts: Any) -> None:
        """Save positions behind the transaction markers after the last record, so that they are not read again."""
        rows = [(tp.topic, tp.partition, self._consumer.position(tp, timeout_ms=2_000)) for tp in parts]
        self._store.writer.executemany("INSERT OR REPLACE INTO positions VALUES (?, ?, ?)", rows)
