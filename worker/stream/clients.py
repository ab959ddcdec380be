"""kafka-python's clients, built from the settings: every option that is not a default, and why.

The worker, the replays and the tests all get their clients here, so that none of them misses an important option.
"""

from __future__ import annotations

import errno
import logging
import re
import ssl
import sys
import threading
from typing import Any

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer
from kafka.admin import MemberToRemove
from kafka.errors import IncompatibleBrokerVersion, KafkaConnectionError, KafkaError, KafkaTimeoutError

from worker.story.rules_version import VERSION
from worker.stream import kafka_python
from worker.stream.assignor import Balanced
from worker.stream.config import PREFIX, Settings
from worker.stream.errors import NoBroker, Stopped

log = logging.getLogger(__name__)

RULES = re.compile(r"\.rules-(\d{1,9})$")
"""The version of a worker's rules, at the end of the client id of its group member."""

MAX_RECORD_BYTES = 16 << 20
"""Largest record the worker writes; the same for streams, producer and consumer (the broker must allow it too)."""

TRANSACTION_TIMEOUT_MS = 15_000
"""A dead worker's transaction blocks its successor for this long, at most (the default would be a minute)."""

SESSION_TIMEOUT_MS = 10_000
"""A dead worker's partitions go to the others after this long (the default would be 45 s)."""

DELIVERY_TIMEOUT_MS = 30_000
"""Longer than the transaction timeout: by the time a batch fails for good, its transaction is over anyway."""

OUT_OF_FILES = (errno.EMFILE, errno.ENFILE)
"""No more files can be opened, by this process or on this machine."""

NOTICE_SECONDS = 2
"""After so long without an answer, a person at a terminal is told what the command waits for."""

REQUEST_TIMEOUT_MS = 20_000
BOOTSTRAP_TIMEOUT_MS = 15_000
ANSWER_MS = 2_000
"""How long somebody who waits in front of a page is left without an answer from Kafka."""

MAX_POLL_INTERVAL_MS = 300_000


def common(settings: Settings) -> dict[str, Any]:
    """What every client needs: where Kafka is, and how to log in."""
    return {
        "bootstrap_servers": list(settings.bootstrap_servers),
        "client_id": settings.transactional_id,
        "bootstrap_timeout_ms": BOOTSTRAP_TIMEOUT_MS,
        "request_timeout_ms": REQUEST_TIMEOUT_MS,
        "reconnect_backoff_max_ms": 2_000,  # the default, 30 s, would prolong a short outage
        "metadata_max_age_ms": 60_000,  # so that new partitions of a raw stream are noticed within a minute
        **settings.security,
    }


def group_consumer(settings: Settings) -> KafkaConsumer:
    """The worker's consumer: a static member of its group, so that after a restart it gets its partitions at once."""
    return _reached(
        settings,
        KafkaConsumer,
        group_id=settings.group_id,
        group_instance_id=settings.transactional_id,
        client_id=f"{settings.transactional_id}.rules-{VERSION}",  # read by the other members: worker/stream/group.py
        isolation_level="read_committed",
        enable_auto_commit=False,  # offsets are committed with the transaction
        auto_offset_reset="earliest",
        partition_assignment_strategy=[Balanced],
        max_poll_records=settings.max_poll_records,
        max_poll_interval_ms=MAX_POLL_INTERVAL_MS,
        session_timeout_ms=SESSION_TIMEOUT_MS,
        heartbeat_interval_ms=1_000,
        retry_backoff_ms=20,
    )


def range_consumer(settings: Settings, group_id: str | None = None) -> KafkaConsumer:
    """A consumer that reads given partitions from one offset to another; it commits nothing and joins no group.

    With `group_id` it can look up the offsets that group has committed.
    """
    return _reached(
        settings,
        KafkaConsumer,
        group_id=group_id,
        isolation_level="read_committed",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_poll_records=5_000,
        fetch_max_wait_ms=100,
        max_partition_fetch_bytes=4 << 20,  # fewer round trips than the default; 8 MiB would cost 130 MB of memory
        retry_backoff_ms=20,
    )


def transactional_producer(settings: Settings) -> KafkaProducer:
    """The worker's producer. `init_transactions` is left to the caller: it waits for a predecessor's transaction."""
    return _reached(
        settings,
        KafkaProducer,
        transactional_id=settings.transactional_id,
        transaction_timeout_ms=TRANSACTION_TIMEOUT_MS,
        delivery_timeout_ms=DELIVERY_TIMEOUT_MS,
        max_block_ms=REQUEST_TIMEOUT_MS,
        retry_backoff_ms=5,  # at the default, 100, a commit that overlaps the end of the one before waits 100 ms
        batch_size=1 << 20,
        compression_type="lz4",  # a batch of ten articles is a quarter as long
        max_request_size=MAX_RECORD_BYTES,
        allow_auto_create_topics=False,
    )


def plain_producer(settings: Settings) -> KafkaProducer:
    """A producer without transactions, for feeding the raw streams."""
    return _reached(settings, KafkaProducer, batch_size=1 << 18, linger_ms=2, max_request_size=MAX_RECORD_BYTES)


def admin(settings: Settings) -> KafkaAdminClient:
    """A client that creates and describes streams."""
    return _reach(settings, KafkaAdminClient, for_admin(settings))


def check_answers(settings: Settings) -> None:
    """Raise `NoBroker` unless Kafka answers within `ANSWER_MS`."""
    patience = {"bootstrap_timeout_ms": ANSWER_MS, "request_timeout_ms": ANSWER_MS}
    _reach(settings, KafkaAdminClient, for_admin(settings) | patience).close()


def for_admin(settings: Settings) -> dict[str, Any]:
    """The options of an admin client. It has no list of ciphers: TLS then agrees on one of those that Python allows."""
    return {k: v for k, v in common(settings).items() if k in KafkaAdminClient.DEFAULT_CONFIG}


def _reached(settings: Settings, client: type[Any], **options: Any) -> Any:
    # kafka-python's own metrics, which we do not read, take a twentieth of its CPU time.
    return _reach(settings, client, common(settings) | {"metrics_enabled": False} | options)


def _reach(settings: Settings, client: type[Any], options: dict[str, Any]) -> Any:
    """Build a client, which connects. Raises `NoBroker` with all possible causes, because kafka-python cannot tell."""
    waiting = threading.Timer(NOTICE_SECONDS, _say_waiting, [settings])
    waiting.daemon = True
    try:
        if sys.stderr is not None and sys.stderr.isatty():
            waiting.start()
        return kafka_python.built(client, options)
    except (KafkaTimeoutError, KafkaConnectionError, IncompatibleBrokerVersion) as error:
        raise NoBroker(no_broker_message(settings, error)) from error
    except (OSError, ValueError) as error:  # ssl.SSLError, for unusable certificate files, is an OSError
        if isinstance(error, OSError) and error.errno in OUT_OF_FILES:
            raise Stopped(f"no connection to Kafka can be opened: {error.strerror}") from error
        raise NoBroker(no_broker_message(settings, error)) from error
    finally:
        waiting.cancel()


def _say_waiting(settings: Settings) -> None:
    """A person at a terminal sees why nothing happens; in a log it would be noise."""
    print(f"waiting for Kafka at {','.join(settings.bootstrap_servers)} ...", file=sys.stderr)  # noqa: T201


def no_broker_message(settings: Settings, error: BaseException) -> str:
    """One line: the addresses tried, and what TLS said, or else the mistakes that look the same to the client with this
    protocol."""
    servers = ",".join(settings.bootstrap_servers)
    if isinstance(error.__cause__, ssl.SSLError):
        return f"no Kafka can be used at {servers}: {_tls_message(error.__cause__)}"
    said = str(error) if not isinstance(error, KafkaError) else type(error).__name__
    protocol = f"{PREFIX}SECURITY_PROTOCOL={settings.security_protocol}"
    if settings.security_protocol == "PLAINTEXT":
        protocol += ": no password, no TLS"
    causes = [f"the address, or nothing runs there ({PREFIX}BOOTSTRAP_SERVERS)", f"the protocol ({protocol})"]
    if "SASL" in settings.security_protocol:
        user = f"{PREFIX}SASL_MECHANISM, {PREFIX}SASL_PLAIN_USERNAME, {PREFIX}SASL_PLAIN_PASSWORD"
        causes.append(f"the user or password ({user})")
    if "SSL" in settings.security_protocol:
        causes.append(f"a certificate ({PREFIX}SSL_CAFILE, {PREFIX}SSL_CERTFILE, {PREFIX}SSL_KEYFILE)")
    return f"no Kafka answered at {servers} ({said}). One of these is wrong: {'; '.join(causes)}"


def _tls_message(error: ssl.SSLError) -> str:
    """Whose certificate TLS refused, why, and the settings to look at."""
    if isinstance(error, ssl.SSLCertVerificationError):
        settings = f"{PREFIX}SSL_CAFILE, {PREFIX}SSL_CRLFILE, {PREFIX}SSL_CHECK_HOSTNAME"
        return f"the broker's certificate is refused: {error.verify_message.rstrip('.')} ({settings})"
    why = (error.reason or str(error)).replace("_", " ").lower()
    if "alert" in why and ("certificate" in why or "unknown ca" in why):
        return f"the broker refuses this client's certificate: {why} ({PREFIX}SSL_CERTFILE, {PREFIX}SSL_KEYFILE)"
    return f"TLS failed: {why} ({PREFIX}BOOTSTRAP_SERVERS, {PREFIX}SECURITY_PROTOCOL, {PREFIX}SSL_CIPHERS)"


def member_host(settings: Settings) -> str | None:
    """The host of the group member with this worker's name, running or just gone; None if there is none."""
    try:
        client = admin(settings)
    except NoBroker:
        return None
    try:
        members = client.describe_groups([settings.group_id])[settings.group_id]["members"]
    except KafkaError as error:  # we are not allowed to ask, or the coordinator is not there yet
        log.debug("no_members", extra={"error": str(error)})
        return None
    finally:
        client.close()
    found = (m for m in members if m.get("group_instance_id") == settings.transactional_id)
    return next((str(m["client_host"]).lstrip("/") for m in found), None)


def leave_group(settings: Settings) -> None:
    """Remove this worker's static membership from the group, so that the others need not wait for it to expire.

    This is a courtesy: if Kafka cannot be reached, nothing happens.
    """
    try:
        options = common(settings) | {"bootstrap_timeout_ms": 3_000, "request_timeout_ms": 3_000}
        client = kafka_python.built(KafkaAdminClient, options)
    except (KafkaError, OSError):
        return
    try:
        client.remove_group_members(settings.group_id, [MemberToRemove(group_instance_id=settings.transactional_id)])
    except KafkaError as error:
        log.warning("leave", extra={"error": str(error)})
    finally:
        client.close()
