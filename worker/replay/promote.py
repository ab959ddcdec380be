"""Making a run live: what differs is published once, and never over something that live has said since.

Nothing can stop live from publishing in the meantime. So each batch looks back before it commits: its records stand in
the live stream by then, and whatever live wrote before them is there to be read. If live wrote one of the same
stories, the batch is taken back and tried without it; if live writes one after it, live has the last word anyway.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson
from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError, KafkaTimeoutError, ProducerFencedError

from worker.replay.compare import REPLAYED, Comparison, Difference
from worker.replay.errors import ReplayError
from worker.story import ninjs
from worker.story.story import Change, Combine, Mention, Story, Version
from worker.stream import clients
from worker.stream.batch import MOST_NINJS_BYTES
from worker.stream.config import Settings
from worker.stream.records import header
from worker.wire.article import Dateline, DigestItem, EditorNote, Lineage, Operation

BATCH = 200
_LIVE_WROTE = "live has published it since the replay began"


@dataclass(slots=True)
class Promoted:
    """What came of it: stories published (tombstones among them), and those held back with the reason."""

    published: int = 0
    held: list[tuple[str, str]] = field(default_factory=list)


def promote(settings: Settings, compared: Comparison, dry_run: bool) -> Promoted:
    """Publish what differs. Once more after a stop or a kill: what is published already differs no more."""
    result = Promoted()
    wanted = _free(compared.differences(), result)
    if dry_run:
        result.published = sum(1 for _ in wanted)
        return result
    run = compared.plan.run
    producer = clients.transactional_producer(
        dataclasses.replace(settings, transactional_id=f"{settings.stream_prefix}replay.promote")
    )
    watch = _Watch(settings, dict(compared.read_to))
    try:
        producer.init_transactions()
        while batch := list(itertools.islice(wanted, BATCH)):
            _publish(settings, producer, watch, batch, run, result)
    except ProducerFencedError as error:
        raise ReplayError("another promote is going on; start this one again when that is done") from error
    except KafkaError as error:
        raise ReplayError(f"Kafka failed ({type(error).__name__}: {error}); promote again: it goes on") from error
    finally:
        watch.close()
        producer.close(timeout=5)
    return result


def _free(differences: Iterator[Difference], result: Promoted) -> Iterator[Difference]:
    for found in differences:
        if found.held is None:
            yield found
        else:
            result.held.append((found.uri, found.held))


def _publish(
    settings: Settings, producer: Any, watch: _Watch, batch: list[Difference], run: str, result: Promoted
) -> None:
    """One batch, again and again until live has not written any of its stories before it."""
    while batch := _without(batch, watch.moved, result):
        producer.begin_transaction()
        sent = [future for found in batch for future in _send(settings, producer, found, run)]
        producer.flush()
        ends: dict[int, int] = {}
        for future in sent:
            if not future.succeeded():
                raise KafkaError(f"a story could not be written: {future.exception!r}") from future.exception
            place = future.value
            if place.topic == settings.stream("stories"):
                ends[place.partition] = max(ends.get(place.partition, 0), place.offset)
        watch.read(ends, run)
        if any(found.uri in watch.moved for found in batch):
            producer.abort_transaction()
            continue
        producer.commit_transaction()
        result.published += len(batch)
        return


def _without(batch: list[Difference], moved: set[str], result: Promoted) -> list[Difference]:
    result.held += [(found.uri, _LIVE_WROTE) for found in batch if found.uri in moved]
    return [found for found in batch if found.uri not in moved]


def _send(settings: Settings, producer: Any, found: Difference, run: str) -> Iterator[Any]:
    headers = [(REPLAYED, run.encode())]
    key = found.uri.encode()
    yield producer.send(settings.stream("stories"), key=key, value=found.value, headers=headers)
    if settings.ninjs:
        value = None if found.replayed is None else ninjs.to_json(story_of(found.replayed), MOST_NINJS_BYTES)
        yield producer.send(settings.stream("ninjs"), key=key, value=value, headers=headers)


class _Watch:
    """Reads what live writes to its stories, transactions that are still open included."""

    def __init__(self, settings: Settings, read_to: dict[int, int]) -> None:
        self.moved: set[str] = set()
        self._stream, self._read_to = settings.stream("stories"), read_to
        options = {"isolation_level": "read_uncommitted", "enable_auto_commit": False, "fetch_max_wait_ms": 50}
        self._consumer = KafkaConsumer(**clients.common(settings) | options)

    def read(self, ends: dict[int, int], run: str) -> None:
        """Take in all up to the offsets `ends`, which are our own newest records."""
        parts = {TopicPartition(self._stream, p): end + 1 for p, end in ends.items()}
        self._consumer.assign(list(parts))
        for tp in parts:
            self._consumer.seek(tp, self._read_to.get(tp.partition, 0))
        silent = 0
        while any(self._consumer.position(tp) < end for tp, end in parts.items()):
            polled = self._consumer.poll(timeout_ms=200)
            silent = 0 if polled else silent + 1
            if silent > 150:
                raise KafkaTimeoutError("the live stories cannot be read")
            for tp, records in polled.items():
                for record in records:
                    ours = header(record.headers, REPLAYED) == run.encode()
                    if record.offset < parts[tp] and not ours:
                        self.moved.add(record.key.decode())
        self._read_to.update({tp.partition: end for tp, end in parts.items()})

    def close(self) -> None:
        """Close the consumer."""
        self._consumer.close()


def story_of(d: Any) -> Story:
    """A story from its JSON form."""
    note, place = d["editor_note"], d["dateline"]
    if note is not None:
        note = EditorNote(note["text"], tuple(Operation(**_tuples(o)) for o in note["operations"]))
    nested = {
        "change": Change(**_tuples(d["change"])),
        "editor_note": note,
        "dateline": None if place is None else Dateline(**_tuples(place)),
        "items": tuple(DigestItem(**i) for i in d["items"]),
        "versions": tuple(Version(**v | {"raw": Lineage(**v["raw"])}) for v in d["versions"]),
        "combines": tuple(Combine(**c) for c in d["combines"]),
        "mentions": tuple(Mention(**m) for m in d["mentions"]),
    }
    return Story(**_tuples(d) | nested)


def _tuples(d: Any) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in d.items()}


def as_json(result: Promoted) -> bytes:
    """For machines."""
    held = [{"uri": uri, "reason": reason} for uri, reason in result.held]
    return orjson.dumps({"published": result.published, "held": held})
