"""Fill the derived streams, ninjs and the copies for a new route, from the existing stories.

A stream that is switched on gets only the stories that change from then on; this writes the others, and fixes stale
copies. The derived streams are read before the stories: whatever live adds to one of them later is noticed when a batch
looks back (see `lookback`), and whatever it added earlier has its story among those read.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from kafka import TopicPartition

from worker.publish.outputs import NINJS, STORIES, Outputs, published
from worker.replay.errors import ReplayError
from worker.replay.kafka.lookback import Published, Wanted, publish
from worker.replay.kafka.records import keyed, records, told
from worker.replay.kafka.scratch import scratch
from worker.stream.config import Settings
from worker.stream.settled import settled
from worker.stream.transactions import Transactions

MARK = ("republished", b"1")
"""Header of the records written here."""

_LIVE_WROTE = "live has written it since"


@dataclass(frozen=True, slots=True)
class Missing:
    """The records that are missing or stale. `read_to` is how far the streams were read."""

    outputs: Outputs
    streams: tuple[str, ...]
    read_to: dict[TopicPartition, int]
    table: sqlite3.Connection

    def wanted(self) -> Iterator[Wanted]:
        """The records to write, by story, sorted by uri."""
        for uri, value in self.table.execute("SELECT uri, value FROM stories ORDER BY uri"):
            found = self.table.execute("SELECT stream, digest FROM held WHERE uri = ?", (uri,))
            held: dict[str, bytes] = dict(found)
            copies = tuple(stream for stream in held if stream != NINJS)
            state = published(self.outputs, uri, value, copies)
            differ = [r for r in self.outputs.records(state) if r.stream in self.streams]
            differ = [r for r in differ if held.get(r.stream) != _digest(r.value)]
            if differ:
                yield uri, differ


@contextlib.contextmanager
def missing(settings: Settings, outputs: Outputs, streams: Collection[str]) -> Iterator[Missing]:
    """Read `streams` of the outputs (without prefix), then the stories. Raises `ReplayError`."""
    read_to: dict[TopicPartition, int] = {}
    with scratch("newswire-republish-") as table:
        table.execute("CREATE TABLE held (uri TEXT, stream TEXT, digest BLOB, PRIMARY KEY (uri, stream))")
        table.execute("CREATE TABLE stories (uri TEXT PRIMARY KEY, value BLOB)")
        for stream in streams:
            ends: dict[int, int] = {}
            for uri, record in keyed(records(settings, settings.stream(stream), ends)):
                row = (uri, stream, _digest(record.value))
                table.execute("REPLACE INTO held VALUES (?, ?, ?)", row)
            read_to |= {TopicPartition(settings.stream(stream), p): end for p, end in ends.items()}
        table.execute("DELETE FROM held WHERE digest IS NULL")
        if not settled(settings, [settings.stream(STORIES)]):
            raise ReplayError(f"a transaction on {settings.stream(STORIES)} is still open: try again in a minute")
        for uri, record in told(records(settings, settings.stream(STORIES))):
            table.execute("REPLACE INTO stories VALUES (?, ?)", (uri, record.value))
        table.execute("COMMIT")
        yield Missing(outputs, tuple(streams), read_to, table)


def counts(found: Missing) -> dict[str, int]:
    """Records to write, by stream."""
    by_stream: dict[str, int] = defaultdict(int)
    for _, differ in found.wanted():
        for record in differ:
            by_stream[record.stream] += 1
    return dict(sorted(by_stream.items()))


def republish(settings: Settings, found: Missing, transactions: Transactions) -> Published:
    """Write them. Safe to repeat after a stop or a kill: what is written already is no longer missing."""
    result = Published()
    publish(settings, transactions, found.wanted(), found.read_to, MARK, _LIVE_WROTE, result)
    return result


def _digest(value: bytes | None) -> bytes | None:
    return None if value is None else hashlib.blake2b(value, digest_size=16).digest()
