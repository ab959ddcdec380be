"""The loop of `newswire pull`: poll when due, write what is new together with the new position, wait."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime

import urllib3
from kafka.errors import InvalidProducerEpochError, KafkaError, ProducerFencedError
from prometheus_client import CollectorRegistry, Gauge, start_http_server
from prometheus_client import Counter as Count

from worker.pull import fetch, position
from worker.pull.fetch import FetchError
from worker.pull.look import Look, look
from worker.pull.pieces import Piece
from worker.pull.plan import Pull
from worker.pull.position import Position
from worker.stream import kafka_python, streams
from worker.stream.clients import MAX_RECORD_BYTES
from worker.stream.config import PREFIX, Settings
from worker.stream.errors import Fenced, NoBroker, SettingsError
from worker.stream.records import CONTENT_TYPE, SOURCE, STAMP, Out
from worker.stream.settled import settled
from worker.stream.transactions import Transactions
from worker.wire.article import BadMessage
from worker.wire.raw import parts
from worker.wire.stamp import UTC, stated

log = logging.getLogger(__name__)

LOG_SECONDS = 60.0
LONGEST_WAIT = 900.0
"""After a failure a source is polled again after its interval, then twice that, and so on up to this."""
AT_ONCE = 8
"""Polls running at the same time."""
AWAY_SECONDS = 5.0
_TAKEN_OVER = (ProducerFencedError, InvalidProducerEpochError)
DAY_SECONDS = 86_400
MOST_BYTES = MAX_RECORD_BYTES - 64 * 1024
_MS = 1000


@dataclass(slots=True)
class _State:
    """A pull at work."""

    pull: Pull
    position: Position
    due: float = 0.0
    failures: int = 0
    looking: Future[Look] | None = None
    looked: bool = False


class Metrics:
    """The metrics of pulls."""

    def __init__(self, registry: CollectorRegistry, sources: Iterable[str]) -> None:
        self.fetches = Count(
            "newswire_pull_fetches_total", "Looks at a source, by result.", ("source", "result"), registry=registry
        )
        self.parts = Count(
            "newswire_pull_parts_total", "Parts found, by what became of them.", ("source", "outcome"),
            registry=registry,
        )  # fmt: skip
        self.success = Gauge(
            "newswire_pull_last_success_timestamp_seconds", "When a source was last looked at; 0: never.", ("source",),
            registry=registry,
        )  # fmt: skip
        for source in sources:
            self.success.labels(source).set(0)


@dataclass(slots=True)
class Puller:
    """All pulls of one process. `once`: poll each once, then end."""

    settings: Settings
    pulls: Sequence[Pull]
    stop: threading.Event
    once: bool = False
    http: urllib3.PoolManager = field(default_factory=fetch.pool)
    counts: Counter[str] = field(default_factory=Counter)

    def run(self) -> Counter[str]:
        """Work until told to stop; returns the counts. Raises a `Stopped` if it cannot go on."""
        settings = replace(self.settings, transactional_id=f"{self.settings.stream_prefix}pull")
        raw = settings.raw_streams[0]
        streams.ensure(settings, [s for s in streams.table(settings) if s.name == raw], create=False)
        streams.ensure(settings, [position.stream(settings)])
        metrics = Metrics(registry := CollectorRegistry(), {p.source for p in self.pulls})
        threads = ThreadPoolExecutor(AT_ONCE, "pull")
        with _served(settings, registry, self.once), _cancelled(threads):
            first = True
            while not self.stop.is_set():
                try:
                    self._session(settings, raw, metrics, threads)
                    break
                except (KafkaError, NoBroker) as error:
                    if kafka_python.names(error, _TAKEN_OVER):
                        raise Fenced(
                            f"another `newswire pull` is running with {PREFIX}STREAM_PREFIX={settings.stream_prefix}: "
                            "put all pulls into one table"
                        ) from error
                    if first and isinstance(error, NoBroker):
                        raise
                    log.warning("kafka_away", extra={"error": f"{type(error).__name__}: {error}"})
                    self.stop.wait(AWAY_SECONDS)
                first = False
        self._tell()
        return self.counts

    def _session(self, settings: Settings, raw: str, metrics: Metrics, threads: ThreadPoolExecutor) -> None:
        """Poll and write until told to stop. Raises Kafka's errors; the next session starts from what is committed."""
        transactions = Transactions(settings, [raw, position.stream(settings).name])
        try:
            settled(settings, [position.stream(settings).name])
            known = position.read(settings)
            states = [_State(pull, known.get(pull.key, Position())) for pull in self.pulls]
            told = time.monotonic()
            while not self.stop.is_set() and not (self.once and all(s.looked for s in states)):
                now = time.monotonic()
                for state in states:
                    if state.looking is None and state.due <= now and not (self.once and state.looked):
                        state.looking = threads.submit(look, state.pull, state.position, self.http)
                    elif state.looking is not None and state.looking.done():
                        self._take(state, raw, transactions, settings, metrics)
                if now - told > LOG_SECONDS:
                    told = now
                    self._tell()
                self.stop.wait(0.05)
        finally:
            transactions.close()

    def _take(self, state: _State, raw: str, transactions: Transactions, settings: Settings, metrics: Metrics) -> None:
        """Write what a poll has found, in one transaction with the new position."""
        pull, looking, state.looking = state.pull, state.looking, None
        try:
            found = looking.result() if looking is not None else None
            new = self._worth_it(pull, found.pieces) if found is not None else []
        except FetchError as error:
            self._failed(state, error, metrics)
            return
        except Exception as error:  # a bug, in one source: the others go on
            log.exception("pull_defect", extra={"source": pull.source, "where": pull.where})
            self._failed(state, FetchError(repr(error)), metrics)
            return
        if found is None:
            return
        after = replace(found.next, seen=dict(found.next.seen))
        after.saw(found.there, int(time.time()) // DAY_SECONDS)
        outs = [Out(raw, pull.source.encode(), piece.body, _headers(pull, piece)) for piece in new]
        if outs or after != state.position:
            transactions.begin()
            for out in outs:
                transactions.send(out)
            transactions.send(Out(position.stream(settings).name, pull.key.encode(), after.to_json(), STAMP))
            transactions.commit()
        state.position = after
        self._count(pull, found, len(outs), metrics)
        if state.failures:
            log.info("pull_works_again", extra={"source": pull.source, "where": pull.where})
        state.failures, state.looked = 0, not found.more
        state.due = time.monotonic() + (0 if found.more else pull.every)

    def _worth_it(self, pull: Pull, found: Sequence[Piece]) -> list[Piece]:
        """The pieces that are neither so old that the worker would call them late nor too large for a record."""
        oldest = time.time() * _MS - self.settings.window_ms
        young = [p for p in found if (ms := newest_ms(p, pull.source)) is None or ms >= oldest]
        for piece in (p for p in young if len(p.body) > MOST_BYTES):
            where = piece.name or pull.where
            log.error("too_large", extra={"source": pull.source, "where": where, "limit": MOST_BYTES})
        return [p for p in young if len(p.body) <= MOST_BYTES]

    def _count(self, pull: Pull, found: Look, handed_on: int, metrics: Metrics) -> None:
        result = "ok" if found.changed else "not_modified"
        old, known = len(found.pieces) - handed_on, len(found.there) - len(found.pieces)
        metrics.fetches.labels(pull.source, result).inc()
        metrics.success.labels(pull.source).set_to_current_time()
        self.counts[result] += 1
        for outcome, n in (("handed_on", handed_on), ("skipped", old), ("known", known)):
            metrics.parts.labels(pull.source, outcome).inc(n)
            self.counts[outcome] += n

    def _failed(self, state: _State, error: FetchError, metrics: Metrics) -> None:
        pull = state.pull
        metrics.fetches.labels(pull.source, "failed").inc()
        self.counts["failed"] += 1
        wait = max(error.wait, min(LONGEST_WAIT, pull.every * 2 ** min(state.failures, 10)))
        if not state.failures:
            log.warning("pull_failed", extra={"source": pull.source, "where": pull.where, "error": str(error)})
        state.failures, state.looked = state.failures + 1, True
        state.due = time.monotonic() + wait

    def _tell(self) -> None:
        names = ("ok", "not_modified", "failed", "handed_on", "known", "skipped")
        log.info("pulled", extra={name: self.counts[name] for name in names})


@contextlib.contextmanager
def _cancelled(threads: ThreadPoolExecutor) -> Iterator[None]:
    """At the end, cancel polls that have not begun."""
    try:
        yield
    finally:
        threads.shutdown(wait=False, cancel_futures=True)


def newest_ms(piece: Piece, source: str) -> int | None:
    """The newest time that a piece states; None if any of its parts states none."""
    newest = 0
    for part in parts(piece.body, source, piece.content_type).parts:
        if isinstance(part.message, BadMessage):
            return None
        said = part.message.get("published_at") or part.message.get("versioncreated")
        try:
            found = stated("published_at", said, UTC) if isinstance(said, str) else None
        except BadMessage:
            return None
        if found is None:
            return None
        newest = max(newest, _ms_of(found.moment))
    return newest


def _ms_of(moment: datetime) -> int:
    return int(moment.timestamp() * _MS)


def _headers(pull: Pull, piece: Piece) -> tuple[tuple[str, bytes], ...]:
    kind = ((CONTENT_TYPE, piece.content_type.encode()),) if piece.content_type else ()
    return ((SOURCE, pull.source.encode()), *kind)


@contextlib.contextmanager
def _served(settings: Settings, registry: CollectorRegistry, once: bool) -> Iterator[None]:
    """Serve /metrics inside the `with` block."""
    if once or not settings.http_port:
        yield
        return
    try:
        server, thread = start_http_server(settings.http_port, settings.http_host, registry)
    except OSError as error:
        raise SettingsError(
            f"cannot serve /metrics on port {settings.http_port}: {error.strerror}; set {PREFIX}HTTP_PORT (0: none)"
        ) from error
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
