"""Make a decision, and write it to the stream `decisions`: for the command, the desk and other programs."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable

from kafka.errors import KafkaError

from worker.story import decision
from worker.story.decision import Decision, Kind
from worker.stream import clients, streams
from worker.stream.config import Settings
from worker.stream.errors import Stopped
from worker.wire.article import BadMessage
from worker.wire.stamp import from_ms


def made(
    source: str,
    kind: Kind,
    items: Iterable[str] = (),
    *,
    who: str,
    why: str,
    undoes: str | None = None,
    version: str | None = None,
    until: int | None = None,
    now_ms: int | None = None,
) -> Decision:
    """A decision made now (or at `now_ms`, epoch milliseconds), with an id of its own. `until` is when a pin ends, in
    epoch milliseconds.

    Raises `ValueError` with a sentence for each wrong field.
    """
    ms = int(time.time() * 1000) if now_ms is None else now_ms
    name = f"{from_ms(ms, 0):%Y%m%d}-{secrets.token_hex(6)}"
    asked = Decision(name, source, kind, tuple(items), undoes, who, why, ms, version, until)
    try:
        return decision.read(decision.to_json(asked), ms)
    except BadMessage as bad:
        raise ValueError(bad.detail) from None


def send(settings: Settings, *decisions: Decision) -> None:
    """Write decisions to the stream, and wait until Kafka has them. Raises `Stopped`: `NoBroker` if no Kafka answers,
    `SettingsError` if the stream is not there."""
    streams.ensure(settings, [s for s in streams.table(settings) if s.role == "decisions"], create=False)
    producer = clients.plain_producer(settings)
    stream = settings.stream("decisions")
    try:
        sent = [
            producer.send(stream, key=d.id.encode(), value=decision.to_json(d), timestamp_ms=d.ms) for d in decisions
        ]
        for future in sent:
            future.get(timeout=clients.REQUEST_TIMEOUT_MS / 1000)
    except KafkaError as error:
        raise Stopped(f"{stream} cannot be written ({type(error).__name__}: {error})") from error
    finally:
        producer.close(timeout=5)
