"""Dead letters: list them, redrive them once each, or drop them.

Kafka cannot delete or update a single record, so a separate stream, `PREFIX + dead-letters-done`, says which dead
letters are done: it gets a record for each one redriven or dropped, in the same transaction that redrives it. A dead
letter is never redriven twice; if its message fails again, that makes a new dead letter.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from typing import Any, Literal

import orjson
from kafka.errors import InvalidProducerEpochError, KafkaError, ProducerFencedError

from worker.replay.errors import ReplayError
from worker.replay.kafka.records import keyed, log_foreign, records
from worker.story import decision
from worker.stream import clients, streams
from worker.stream.config import OWN_STREAMS, Settings
from worker.stream.records import CONTENT_TYPE, PART, SOURCE, Headers, Out
from worker.stream.rules import Rules
from worker.stream.streams import Stream
from worker.stream.transactions import Transactions
from worker.stream.understand import Envelope, understand
from worker.wire.article import BadMessage, Lineage
from worker.wire.source_name import source_name

State = Literal["open", "redriven", "dropped"]
STATES: tuple[State, ...] = ("open", "redriven", "dropped")
REDRIVEN = "redriven"
"""Header of a redriven raw record: how many times its message has been redriven so far."""
FROM = "redriven-from"
"""Header of a redriven raw record: the dead letter, as stream/partition/offset."""

BATCH = 200
_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter: its position, its record's headers as text, its bytes, its state, and how often its message had
    been redriven before."""

    place: Lineage
    headers: dict[str, str]
    key: bytes | None
    value: bytes | None
    at_ms: int
    state: State
    tries: int

    @property
    def name(self) -> str:
        """Its name in commands: partition/offset."""
        return f"{self.place.partition}/{self.place.offset}"

    @property
    def reason(self) -> str:
        """Why the message could not be used."""
        return self.headers.get("reason", "?")

    @property
    def is_cut(self) -> bool:
        """Whether its bytes were truncated."""
        return "original_size" in self.headers

    @property
    def raw(self) -> Lineage:
        """The position of the raw record."""
        h = self.headers
        return Lineage(h.get("stream", ""), int(h.get("partition", 0)), int(h.get("offset", 0)), int(h.get("part", 0)))

    @property
    def envelope(self) -> Envelope:
        """What the raw record's headers said, and which of its articles this is."""
        h = self.headers
        return Envelope(h.get(SOURCE), h.get(CONTENT_TYPE), False, self.raw.part if PART in h else None)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which dead letters to select; empty fields mean all. Times are those at which they became dead letters."""

    names: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    since_ms: int | None = None
    until_ms: int | None = None
    states: tuple[State, ...] = ("open",)

    def takes(self, letter: Letter) -> bool:
        """Whether this one is selected."""
        return (
            (not self.names or letter.name in self.names)
            and (not self.reasons or letter.reason in self.reasons)
            and (not self.sources or source_name(letter.headers.get("source", "")) in map(source_name, self.sources))
            and (self.since_ms is None or letter.at_ms >= self.since_ms)
            and (self.until_ms is None or letter.at_ms < self.until_ms)
            and letter.state in self.states
        )


def done_stream(settings: Settings) -> Stream:
    """The stream that records which dead letters are done; its retention is a little longer than theirs."""
    configs = {"cleanup.policy": "delete", "retention.ms": str(31 * _DAY_MS)}
    checked = ("cleanup.policy", "max.message.bytes")
    configs |= {"max.message.bytes": str(clients.MAX_RECORD_BYTES)}
    return Stream(settings.stream("dead-letters-done"), "dead-letters", 1, configs, checked)


def letters(settings: Settings, choice: Choice) -> Iterator[Letter]:
    """The selected dead letters, partition by partition in order. Raises `ReplayError` if the stream does not exist."""
    states: dict[str, State] = {}
    tries: dict[Lineage, int] = {}
    workers = {settings.stream(name) for name in OWN_STREAMS if name != "decisions"}  # nothing may be sent to these
    for name, record in keyed(records(settings, done_stream(settings).name, may_be_missing=True)):
        try:
            said = orjson.loads(record.value or b"")
            states[name] = said["state"]
            if said["state"] == "redriven":
                tries[Lineage(*said["raw"])] = said["tries"]  # whether the whole record was sent or only one part of it
        except (ValueError, KeyError, TypeError):
            log_foreign(record)
    for record in records(settings, settings.stream("dead-letters")):
        headers = {name: (value or b"").decode("utf-8", "replace") for name, value in record.headers}
        if not _is_ours(headers) or headers["stream"] in workers:
            log_foreign(record)
            continue
        place = Lineage(record.topic, record.partition, record.offset)
        name = f"{record.partition}/{record.offset}"
        letter = Letter(place, headers, record.key, record.value, _at(headers, record), states.get(name, "open"), 0)
        letter = dataclasses.replace(letter, tries=tries.get(dataclasses.replace(letter.raw, part=0), 0))
        if choice.takes(letter):
            yield letter


def _is_ours(headers: dict[str, str]) -> bool:
    """Whether they say where a message came from, so that it can be sent there again."""
    numbers = [headers.get("partition", ""), headers.get("offset", "")]
    numbers += [headers[name] for name in (PART, "timestamp") if name in headers]
    return bool(headers.get("stream")) and all(n.isascii() and n.isdigit() for n in numbers)


def _at(headers: dict[str, str], record: Any) -> int:
    with contextlib.suppress(KeyError, ValueError):
        return int(dt.datetime.fromisoformat(headers["at"]).timestamp() * 1000)
    return int(record.timestamp)


def why_not(settings: Settings, letter: Letter, rules: Rules, only_if_it_now_reads: bool) -> str | None:
    """Why a dead letter is not redriven; None if it is."""
    if letter.is_cut:
        return "its bytes are incomplete: it was larger than Kafka accepts"
    if not only_if_it_now_reads:
        return None
    try:
        if letter.raw.stream == settings.stream("decisions"):
            decision.read(letter.value, letter.at_ms)
        else:
            understand(letter.value, letter.raw, None, rules.lexicon, letter.envelope)
    except BadMessage as bad:
        return f"still {bad}"
    return (
        "it can be read, but is still late: a replay with a larger window accepts it"
        if letter.reason == "late"
        else None
    )


def redrive(settings: Settings, chosen: Set[str]) -> int:
    """Send the named dead letters through the raw streams they came from again, each once. Returns how many.

    A record keeps its original key, bytes and timestamp, and gets the headers `REDRIVEN` and `FROM`. Raises
    `ReplayError`; what was committed before that stays.
    """

    def again(letter: Letter) -> Out:
        place = f"{letter.place.stream}/{letter.name}"
        headers: Headers = ((REDRIVEN, b"%d" % (letter.tries + 1)), (FROM, place.encode()))
        headers += tuple((n, letter.headers[n].encode()) for n in (SOURCE, CONTENT_TYPE, PART) if n in letter.headers)
        at = letter.headers.get("timestamp")
        return Out(letter.raw.stream, letter.key, letter.value, headers, timestamp_ms=int(at) if at else None)

    return _put_away(settings, chosen, "redriven", again)


def drop(settings: Settings, chosen: Set[str]) -> int:
    """Drop the named dead letters: they are no longer listed or redriven. Returns how many."""
    return _put_away(settings, chosen, "dropped", None)


def _put_away(settings: Settings, chosen: Set[str], state: State, again: Callable[[Letter], Out] | None) -> int:
    """Record the new state of each, and send the record that `again` makes of it, in transactions. Only one process
    can do this at a time."""
    name = done_stream(settings).name
    streams.ensure(settings, [done_stream(settings)])
    config = dataclasses.replace(settings, transactional_id=f"{settings.stream_prefix}dead-letters")
    transactions: Transactions | None = None
    count = 0
    try:
        transactions = Transactions(config, [name, *settings.raw_streams, settings.stream("decisions")])
        # Read again only now: this producer has fenced any other, so all that one redrove is committed and visible.
        batch: list[Letter] = []
        for letter in letters(settings, Choice()):
            if letter.name in chosen:
                batch.append(letter)
            if len(batch) == BATCH:
                count += _commit(transactions, name, batch, state, again)
                batch = []
        count += _commit(transactions, name, batch, state, again)
    except (ProducerFencedError, InvalidProducerEpochError) as error:
        raise ReplayError("another redrive or drop is running; start again when it is done") from error
    except KafkaError as error:
        raise ReplayError(f"Kafka failed after {count} ({type(error).__name__}: {error}); start again") from error
    finally:
        if transactions is not None:
            transactions.close()
    return count


def _commit(
    transactions: Transactions, name: str, batch: list[Letter], state: State, again: Callable[[Letter], Out] | None
) -> int:
    if not batch:
        return 0
    transactions.begin()
    raws = [transactions.send(again(letter)) if again else None for letter in batch]
    transactions.deliver()
    for letter, raw in zip(batch, raws, strict=True):
        fields: dict[str, Any] = {"state": state}
        if raw is not None:
            fields |= {"raw": [raw.value.topic, raw.value.partition, raw.value.offset], "tries": letter.tries + 1}
        transactions.send(Out(name, letter.name.encode(), orjson.dumps(fields)))
    transactions.commit()
    return len(batch)
