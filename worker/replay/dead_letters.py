"""Dead letters: listed, understood, sent through the raw stream again once, or put away.

Kafka forgets no single record, so what became of a dead letter stands in a stream of its own,
`PREFIX + dead-letters-done`: a record for each one redriven or dropped, written in the same transaction that redrives
it. A dead letter that is redriven is never redriven again; where its message fails once more, that is a new one.
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
from worker.replay.kafka.records import records
from worker.stream import clients, streams
from worker.stream.config import Settings
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
"""Header of a raw record that was redriven: how many times its message has been by now."""
FROM = "redriven-from"
"""Header beside it: the dead letter, as stream/partition/offset."""

BATCH = 200
_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter: where it stands, its record's headers as text, its bytes, what became of it, and how often its
    message had been redriven before it came here."""

    place: Lineage
    headers: dict[str, str]
    key: bytes | None
    value: bytes | None
    at_ms: int
    state: State
    tries: int

    @property
    def name(self) -> str:
        """How a command names it: partition/offset."""
        return f"{self.place.partition}/{self.place.offset}"

    @property
    def reason(self) -> str:
        """Why the message could not be used."""
        return self.headers.get("reason", "?")

    @property
    def is_cut(self) -> bool:
        """Whether its bytes are not all that came."""
        return "original_size" in self.headers

    @property
    def raw(self) -> Lineage:
        """Where the raw record stands."""
        h = self.headers
        return Lineage(h.get("stream", ""), int(h.get("partition", 0)), int(h.get("offset", 0)), int(h.get("part", 0)))

    @property
    def envelope(self) -> Envelope:
        """What the raw record's headers said, and which of its articles this is."""
        h = self.headers
        return Envelope(h.get(SOURCE), h.get(CONTENT_TYPE), False, self.raw.part if PART in h else None)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which dead letters are meant; empty means all. Times are those at which they became dead letters."""

    names: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    since_ms: int | None = None
    until_ms: int | None = None
    states: tuple[State, ...] = ("open",)

    def takes(self, letter: Letter) -> bool:
        """Whether this one is meant."""
        return (
            (not self.names or letter.name in self.names)
            and (not self.reasons or letter.reason in self.reasons)
            and (not self.sources or source_name(letter.headers.get("source", "")) in map(source_name, self.sources))
            and (self.since_ms is None or letter.at_ms >= self.since_ms)
            and (self.until_ms is None or letter.at_ms < self.until_ms)
            and letter.state in self.states
        )


def done_stream(settings: Settings) -> Stream:
    """Where it stands what became of dead letters; kept a little longer than they are."""
    configs = {"cleanup.policy": "delete", "retention.ms": str(31 * _DAY_MS)}
    checked = ("cleanup.policy", "max.message.bytes")
    configs |= {"max.message.bytes": str(clients.MAX_RECORD_BYTES)}
    return Stream(settings.stream("dead-letters-done"), "dead-letters", 1, configs, checked)


def letters(settings: Settings, choice: Choice) -> Iterator[Letter]:
    """The dead letters that are meant, by partition in order. Raises `ReplayError` where there is no such stream."""
    states: dict[str, State] = {}
    tries: dict[Lineage, int] = {}
    for record in records(settings, done_stream(settings).name, may_be_missing=True):
        said = orjson.loads(record.value)
        states[record.key.decode()] = said["state"]
        if said["state"] == "redriven":
            tries[Lineage(*said["raw"])] = said["tries"]  # of a record of which one part was sent, or of all
    for record in records(settings, settings.stream("dead-letters")):
        headers = {name: value.decode("utf-8", "replace") for name, value in record.headers}
        place = Lineage(record.topic, record.partition, record.offset)
        name = f"{record.partition}/{record.offset}"
        letter = Letter(place, headers, record.key, record.value, _at(headers, record), states.get(name, "open"), 0)
        letter = dataclasses.replace(letter, tries=tries.get(dataclasses.replace(letter.raw, part=0), 0))
        if choice.takes(letter):
            yield letter


def _at(headers: dict[str, str], record: Any) -> int:
    with contextlib.suppress(KeyError, ValueError):
        return int(dt.datetime.fromisoformat(headers["at"]).timestamp() * 1000)
    return int(record.timestamp)


def why_not(letter: Letter, rules: Rules, only_if_it_now_reads: bool) -> str | None:
    """Why a dead letter is not to be redriven; None where it is."""
    if letter.is_cut:
        return "its bytes are not all there: it was larger than Kafka takes"
    if not only_if_it_now_reads:
        return None
    try:
        understand(letter.value, letter.raw, None, rules.lexicon, letter.envelope)
    except BadMessage as bad:
        return f"still {bad}"
    return (
        "it reads, but is late as ever: a replay with a larger window takes it in" if letter.reason == "late" else None
    )


def redrive(settings: Settings, chosen: Set[str]) -> int:
    """Put dead letters, by name, back through the raw streams they came from, each once. Returns how many.

    A record carries its key, its bytes and its time as they came, and the headers `REDRIVEN` and `FROM`. Raises
    `ReplayError`; what was done until then is done.
    """

    def again(letter: Letter) -> Out:
        place = f"{letter.place.stream}/{letter.name}"
        headers: Headers = ((REDRIVEN, b"%d" % (letter.tries + 1)), (FROM, place.encode()))
        headers += tuple((n, letter.headers[n].encode()) for n in (SOURCE, CONTENT_TYPE, PART) if n in letter.headers)
        at = letter.headers.get("timestamp")
        return Out(letter.raw.stream, letter.key, letter.value, headers, timestamp_ms=int(at) if at else None)

    return _put_away(settings, chosen, "redriven", again)


def drop(settings: Settings, chosen: Set[str]) -> int:
    """Put dead letters, by name, away: they are listed no more, and not redriven. Returns how many."""
    return _put_away(settings, chosen, "dropped", None)


def _put_away(settings: Settings, chosen: Set[str], state: State, again: Callable[[Letter], Out] | None) -> int:
    """Write what became of each, with the record that `again` makes of it, in transactions. One of these goes on at a
    time."""
    name = done_stream(settings).name
    streams.ensure(settings, [done_stream(settings)])
    config = dataclasses.replace(settings, transactional_id=f"{settings.stream_prefix}dead-letters")
    transactions: Transactions | None = None
    count = 0
    try:
        transactions = Transactions(config, [name, *settings.raw_streams])
        # Read again behind the others: what another had redriven until now is in the stream by now.
        batch: list[Letter] = []
        for letter in letters(settings, Choice()):
            if letter.name in chosen:
                batch.append(letter)
            if len(batch) == BATCH:
                count += _commit(transactions, name, batch, state, again)
                batch = []
        count += _commit(transactions, name, batch, state, again)
    except (ProducerFencedError, InvalidProducerEpochError) as error:
        raise ReplayError("another redrive or drop is going on; start again when that is done") from error
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
