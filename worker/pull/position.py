"""The position of each pull: one record each in a small compacted stream."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import orjson
from kafka import TopicPartition

from worker.stream import clients
from worker.stream.config import Settings
from worker.stream.records import readable
from worker.stream.streams import Stream

KEPT_DAYS = 40
"""A piece is forgotten once it has been gone from its feed for this long."""
KEPT_DAYS_IN_PAGES = 4


@dataclass(slots=True)
class Position:
    """What the server sent last, and the digests of the pieces handed on, with the day when they were last there."""

    etag: str | None = None
    last_modified: str | None = None
    next_page: str | None = None
    seen: dict[str, int] = field(default_factory=dict)

    def saw(self, digests: Iterable[str], today: int) -> None:
        """Note which pieces are there today, and forget those long gone; sooner if the API is read page by page."""
        self.seen.update(dict.fromkeys(digests, today))
        oldest = today - (KEPT_DAYS if self.next_page is None else KEPT_DAYS_IN_PAGES)
        self.seen = {digest: day for digest, day in self.seen.items() if day > oldest}

    def to_json(self) -> bytes:
        """The value of its record."""
        return orjson.dumps(
            {"etag": self.etag, "last_modified": self.last_modified, "next_page": self.next_page, "seen": self.seen}
        )


def from_json(value: bytes) -> Position:
    """Read back what `to_json` wrote; anything else gives an empty position."""
    try:
        d: dict[str, Any] = orjson.loads(value)
        return Position(d.get("etag"), d.get("last_modified"), d.get("next_page"), dict(d.get("seen") or {}))
    except (ValueError, AttributeError, TypeError):
        return Position()


def stream(settings: Settings) -> Stream:
    """The stream that stores positions."""
    configs = {"cleanup.policy": "compact", "max.message.bytes": str(clients.MAX_RECORD_BYTES)}
    return Stream(settings.stream("pulls"), "stories", 1, configs, ("cleanup.policy",))


def read(settings: Settings) -> dict[str, Position]:
    """All positions, by the key of their pull. The stream may contain no open transactions.

    Raises `SettingsError` for one that only a newer version can read.
    """
    found: dict[str, Position] = {}
    consumer = clients.range_consumer(settings)
    try:
        tp = TopicPartition(stream(settings).name, 0)
        consumer.assign([tp])
        consumer.seek_to_beginning(tp)
        end = consumer.end_offsets([tp])[tp]
        while consumer.position(tp) < end:
            for record in map(readable, consumer.poll(timeout_ms=500).get(tp, ())):
                if record.key is not None and record.value is not None:
                    found[record.key.decode("utf-8", "replace")] = from_json(record.value)
    finally:
        consumer.close()
    return found
