"""The worker as a process: sessions of the loop one after another, with HTTP server, watchdog and readers."""

from __future__ import annotations

import logging
import threading
from collections.abc import Set

from kafka.errors import (
    AuthorizationError,
    FencedInstanceIdError,
    InvalidProducerEpochError,
    KafkaConnectionError,
    KafkaError,
    KafkaTimeoutError,
    MessageSizeTooLargeError,
    ProducerFencedError,
    RecordListTooLargeError,
    SaslAuthenticationFailedError,
    TopicAuthorizationFailedError,
)
from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector

from worker.stream import clients, heartbeat, kafka_python, retry, status, streams, web
from worker.stream.config import PREFIX, Settings
from worker.stream.errors import BrokerLost, Fenced, NoBroker, SettingsError, Stopped
from worker.stream.loop import Interrupted, Session
from worker.stream.metrics import Metrics
from worker.stream.readers import Readers
from worker.stream.rules import Rules, load
from worker.stream.transactions import Undelivered
from worker.stream.understand import warm_up

log = logging.getLogger(__name__)

MAX_FRUITLESS = 8
"""If this many sessions in a row fail without a commit although Kafka answers, the error will not pass by itself."""

_TAKEN_OVER = (ProducerFencedError, InvalidProducerEpochError, FencedInstanceIdError)
_AWAY = (KafkaConnectionError, KafkaTimeoutError)
_FINAL = (
    AuthorizationError,
    SaslAuthenticationFailedError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
)
"""Kafka's errors for which a retry is pointless."""


def run(settings: Settings, stop: threading.Event) -> None:
    """Work until `stop` is set. Raises a `Stopped`, or a subclass with its own exit status, if it cannot continue."""
    rules = load(settings)
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    GCCollector(registry=registry)
    metrics = Metrics(registry, settings.expected_sources)
    heart = heartbeat.Heartbeat()
    state = status.Status(heart, ",".join(settings.bootstrap_servers))
    done = threading.Event()
    heartbeat.watch(heart, settings.stuck_seconds, stop, done)
    close_http = None
    try:
        if settings.http_port:
            close_http = web.serve(settings, state, metrics)
        log.info("start", extra={"group": settings.group_id, "transactional_id": settings.transactional_id})
        warm_up()
        _prepare(settings, rules, metrics, state, stop)
        with Readers(settings.readers, rules, settings.sources_of_streams) as readers:
            _sessions(settings, readers, metrics, state, stop)
        log.info("stopped")
    except NoBroker:
        if not stop.is_set():
            raise
    finally:
        done.set()
        if close_http is not None:
            close_http()


def _prepare(settings: Settings, rules: Rules, metrics: Metrics, state: status.Status, stop: threading.Event) -> None:
    """Create or check the streams, and check whether another worker has our name. If Kafka cannot be reached at first,
    this fails at once, to expose a wrong setting; if Kafka goes away later, it waits, as the loop does."""
    table = streams.table(settings, rules.routes)
    try:
        found = streams.ensure(settings, table)
    except BrokerLost as error:
        state.away(error)
        found = retry.retrying(
            lambda: streams.ensure(settings, table), "connect", stop, metrics, lambda e: _waiting(state, e)
        )
    for one in found:
        if one.created:
            log.info("stream_created", extra={"stream": one.stream.name, "partitions": one.partitions})
        if one.trusts_clocks:
            extra: dict[str, object] = {"stream": one.stream.name, "milliseconds": one.ahead_ms}
            log.warning("clocks_trusted", extra=extra | {"means": streams.TRUSTS_CLOCKS})
    host = clients.member_host(settings)
    if host is not None:
        said = (
            "a worker with this name is in the group. Either it was just killed, or it is running, and then one of the "
            f"two will exit with status 3. Each needs its own {PREFIX}TRANSACTIONAL_ID"
        )
        extra = {"transactional_id": settings.transactional_id, "host": host, "means": said}
        log.warning("transactional_id_in_use", extra=extra)


def _waiting(state: status.Status, error: BaseException | None) -> None:
    state.heart.beat()
    state.away(error)


def _sessions(
    settings: Settings, readers: Readers, metrics: Metrics, state: status.Status, stop: threading.Event
) -> None:
    """Run session after session, until told to stop or until an error shows that another would fail the same way."""
    fruitless, again, leave = 0, False, False
    while not stop.is_set():
        session: Session | None = None
        try:
            session = _open(settings, readers, metrics, state, stop, again)
            session.run()
        except Interrupted:
            pass
        except (KafkaError, NoBroker) as error:
            if stop.is_set() and session is None:
                return  # Kafka is not there, so there is nothing to clean up
            fruitless = _after_failure(error, settings, metrics, state, session, fruitless)
        except SettingsError:
            leave = True  # there will be no other session, so give the partitions to the others at once
            raise
        finally:
            again = True
            state.joined = state.restored = False
            state.stopping = stop.is_set()
            if not stop.is_set():
                state.unknown()
            if session is not None:
                session.close(leave=leave or stop.is_set())
        if not stop.is_set():
            metrics.retries["session"].inc()
            stop.wait(min(retry.LONGEST_SECONDS, retry.FIRST_SECONDS * 2**fruitless))


def _open(
    settings: Settings, readers: Readers, metrics: Metrics, state: status.Status, stop: threading.Event, again: bool
) -> Session:
    """Open a session. Waits for Kafka, and after the first session also for all streams to be there."""
    table = streams.table(settings, readers.rules.routes)

    def connect() -> Session:
        if again:
            streams.check(settings, table)
        return Session(settings, readers, metrics, state, stop)

    session = retry.retrying(connect, "connect", stop, metrics, lambda error: _waiting(state, error))
    state.kafka = True
    return session


def _hint(cause: BaseException, settings: Settings) -> str:
    if not isinstance(cause, AuthorizationError):
        return ""
    if isinstance(cause, TopicAuthorizationFailedError) and cause.args and isinstance(cause.args[0], Set):
        streams = ", ".join(sorted(map(str, cause.args[0])))
        return f'; the account lacks a permission on {streams}: deploy/README.md, "Kafka permissions"'
    return (
        f"; the account lacks a permission for group {settings.group_id}, transactional id "
        f'{settings.transactional_id} or a stream of {settings.stream_prefix}*: deploy/README.md, "Kafka permissions"'
    )


def _after_failure(
    error: KafkaError | NoBroker,
    settings: Settings,
    metrics: Metrics,
    state: status.Status,
    session: Session | None,
    fruitless: int,
) -> int:
    """Returns how many sessions in a row have failed without a commit; raises if there is no point in trying again."""
    cause = error.__cause__ if isinstance(error, Undelivered) and error.__cause__ is not None else error
    in_transaction = session is not None and session.transactions.began is not None
    fenced = kafka_python.names(error, _TAKEN_OVER) and not (session is not None and session.transactions.timed_out)
    if in_transaction:
        metrics.transactions["fenced" if fenced else "aborted"].inc()
    if kafka_python.names(cause, _AWAY):
        state.away(cause)
    log.warning("session_failed", extra={"error": f"{type(cause).__name__}: {cause}", "in_transaction": in_transaction})
    if fenced:
        raise Fenced(
            f"another worker with the transactional id {settings.transactional_id!r} has taken over from this one. "
            f"Each worker needs its own id, the same after a restart: set {PREFIX}TRANSACTIONAL_ID"
        ) from error
    if kafka_python.names(error, _FINAL):
        raise Stopped(f"Kafka refused: {cause}{_hint(cause, settings)}") from error
    fruitless = 0 if session is not None and session.committed else fruitless + 1
    if fruitless > MAX_FRUITLESS and not retry.is_retriable(cause):
        raise Stopped(f"{fruitless} attempts in a row failed, the last with {type(cause).__name__}: {cause}") from error
    return fruitless
