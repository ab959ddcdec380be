"""What is seen from outside, piece by piece: metrics, log lines, health, retries."""

from __future__ import annotations

import contextlib
import io
import logging
import threading
import time
import typing
import urllib.error
import urllib.request
from collections.abc import Iterator

import orjson
import pytest
from click.testing import CliRunner
from kafka import KafkaAdminClient
from kafka.errors import (
    InvalidReplicationFactorError,
    KafkaError,
    KafkaTimeoutError,
    ProducerFencedError,
    TopicAuthorizationFailedError,
)
from prometheus_client import CollectorRegistry, generate_latest

from tests.stream import kit
from worker import cli
from worker.story.step import Outcome
from worker.stream import clients, kafka_python, logs, metrics, retry, status, streams, web, worker
from worker.stream.broker import free_ports
from worker.stream.config import Settings
from worker.stream.errors import NoBroker, SettingsError, StreamsGone
from worker.stream.heartbeat import Heartbeat
from worker.stream.metrics import Ending, Metrics, ending_of
from worker.stream.transactions import Undelivered


@pytest.fixture
def own() -> Metrics:
    return Metrics(CollectorRegistry())


def _lines(m: Metrics) -> list[str]:
    return generate_latest(m.registry).decode().splitlines()


def test_every_outcome_has_one_ending() -> None:
    """Each outcome that a wire knows is an ending of the funnel, and each ending but `dead_letter` is an outcome."""
    endings = {ending_of(outcome) for outcome in typing.get_args(Outcome)}
    assert endings == set(typing.get_args(Ending))


def test_every_metric_is_ours_documented_and_there_from_the_start(own: Metrics) -> None:
    """All names begin with newswire_, each has a meaning, counters exist at zero, and no series is called _created."""
    lines = _lines(own)
    helps = [line.split(" ", 3) for line in lines if line.startswith("# HELP")]
    assert all(name.startswith("newswire_") and len(meaning) > 10 for _, _, name, meaning in helps)
    for ending in typing.get_args(Ending):
        assert f'newswire_articles_total{{outcome="{ending}"}} 0.0' in lines
    assert not [line for line in lines if "_created" in line]


def test_a_flood_of_sources_cannot_fill_the_memory(own: Metrics) -> None:
    """The first sources have a line each; a thousand more share one."""
    for n in range(1000):
        own.saw_article(f"source-{n}", 1000.0 + n)
    series = [line for line in _lines(own) if line.startswith("newswire_last_article_timestamp_seconds{")]
    assert len(series) == metrics.MAX_SOURCES + 1
    assert 'newswire_last_article_timestamp_seconds{source="other"} 1999.0' in series


@pytest.fixture
def restored_logging() -> Iterator[None]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    root.handlers[:] = before
    root.setLevel(level)
    for name in ("worker", "kafka.net"):
        logging.getLogger(name).setLevel(logging.NOTSET)
    logging.captureWarnings(capture=False)


@pytest.mark.usefixtures("restored_logging")
def test_a_log_line_is_one_json_object() -> None:
    """Time, level, event and the extra values; an exception's trace is a value, not more lines; libraries say who."""
    out = io.StringIO()
    logs.configure("INFO", "auto", out)
    logging.getLogger("worker.stream.x").info("batch", extra={"articles": 3, "stream": "raw"})
    logging.getLogger("worker.stream.x").debug("unseen")
    logging.getLogger("elsewhere").info("unseen")
    logging.getLogger("elsewhere").warning("seen %s", "here")
    try:
        int("two\nlines")
    except ValueError:
        logging.getLogger("worker").exception("defect")
    first, second, third = (orjson.loads(line) for line in out.getvalue().splitlines())
    assert first.pop("ts").endswith("Z")
    assert first == {"level": "info", "event": "batch", "articles": 3, "stream": "raw"}
    assert (second["event"], second["logger"], second["message"]) == ("log", "elsewhere", "seen here")
    assert "ValueError: invalid" in third["traceback"]


@pytest.mark.usefixtures("restored_logging")
def test_a_library_repeats_itself_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand lines from one place of a library are one, and the next says how many were left out; our own lines
    and those of other places are all written."""
    out, now = io.StringIO(), 0.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    logs.configure("INFO", "json", out)
    for _ in range(2):
        for n in range(1000):
            logging.getLogger("kafka.producer.sender").warning("no node: %s", n)
        logging.getLogger("kafka.producer.sender").warning("elsewhere")
        now += logs.REPEAT_SECONDS
    for _ in range(3):
        logging.getLogger("worker.stream.x").warning("ours")
    said = [orjson.loads(line) for line in out.getvalue().splitlines()]
    messages = [(line.get("message", line["event"]), line.get("left_out")) for line in said]
    first, second = ("no node: 0", None), ("elsewhere", None)
    assert messages == [first, second, ("no node: 0", 999), second, *[("ours", None)] * 3]


@pytest.mark.usefixtures("restored_logging")
def test_a_library_tells_no_password() -> None:
    """At DEBUG kafka-python logs its whole configuration, and what it sends to log in: passwords are masked in both,
    also where they are shown as Python shows a string or bytes."""
    out, secrets = io.StringIO(), ("hush'\\1", "ŝekreto")
    logs.configure("DEBUG", "json", out, secrets=secrets)
    with contextlib.suppress(KafkaError):
        KafkaAdminClient(
            bootstrap_servers=f"127.0.0.1:{free_ports(1)[0]}",
            bootstrap_timeout_ms=100,
            sasl_plain_password=secrets[0],
            ssl_password=secrets[1],
        )
    logging.getLogger("kafka.net.connection").debug("Request %r", f"\0user\0{secrets[0]}{secrets[1]}".encode())
    said = out.getvalue()
    assert "KafkaAdminClient with configuration" in said
    assert "'sasl_plain_password': '***'" in said.replace('\\"', "'")
    for part in ("hush", "ekreto"):
        assert part not in said


@pytest.mark.usefixtures("restored_logging")
@pytest.mark.parametrize("no_color", ["", "1"])
def test_colours_are_for_terminals(no_color: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Text that goes into a file has none, nor has a terminal where NO_COLOR is set."""
    monkeypatch.setenv("NO_COLOR", no_color)

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    said = {}
    for out in (io.StringIO(), Terminal()):
        logs.configure("INFO", "text", out)
        logging.getLogger("worker.x").warning("batch", extra={"articles": 3})
        said[type(out)] = "\x1b" in out.getvalue()
        assert "batch" in out.getvalue()
    assert said == {io.StringIO: False, Terminal: not no_color}


@pytest.mark.usefixtures("restored_logging")
def test_on_a_terminal_a_log_line_is_text() -> None:
    """The same line for people: clock, level, event, values."""
    out = io.StringIO()
    logs.configure("INFO", "text", out)
    logging.getLogger("worker").warning("dead_letter", extra={"reason": "not_json"})
    assert "WARNING" in out.getvalue()
    assert "dead_letter" in out.getvalue()
    assert "reason=not_json" in out.getvalue()
    assert not out.getvalue().startswith("{")


def _get(port: int, path: str) -> tuple[int, dict[str, object]]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.status, orjson.loads(answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return error.code, orjson.loads(error.read())


def test_livez_falls_silent_with_the_loop_and_readyz_names_what_is_missing(own: Metrics) -> None:
    """/livez is 503 once the loop has not moved for long; /readyz is 503 until each check holds, and names them."""
    heart = Heartbeat()
    state = status.Status(heart)
    port = free_ports(1)[0]
    settings = Settings(http_host="127.0.0.1", http_port=port, stuck_seconds=0.3)
    stop = web.serve(settings, state, own)
    try:
        assert _get(port, "/livez")[0] == 200
        assert _get(port, "/readyz") == (
            503,
            {"joined": False, "restored": False, "kafka": False, "polling": True, "working": True, "running": True},
        )
        state.joined = state.restored = state.kafka = True
        assert _get(port, "/readyz")[0] == 200
        state.stopping = True
        assert _get(port, "/readyz") == (503, state.checks())
        time.sleep(0.4)
        assert _get(port, "/livez")[0] == 503
        heart.beat()
        assert _get(port, "/livez")[0] == 200
        with pytest.raises(SettingsError, match=f"cannot serve /metrics on 127.0.0.1:{port}.*NEWSWIRE_HTTP_PORT"):
            web.serve(settings, state, own)
    finally:
        stop()


@pytest.mark.usefixtures("restored_logging")
def test_an_outage_is_three_kinds_of_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """One when Kafka goes away, with what was said; one a minute; one when it is back. Streams that are gone are named
    at once. A worker that has only begun says nothing."""
    out, now = io.StringIO(), 0.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    logs.configure("INFO", "json", out)
    state = status.Status(Heartbeat(), "kafka-1:9092")
    state.kafka = True
    for _ in range(150):  # each second
        state.away(KafkaTimeoutError("no answer"))
        assert not state.ready
        now += 1
    for _ in range(2):
        state.away(StreamsGone("without raw"))
    state.kafka = state.kafka = True
    state.away(StreamsGone("without raw"))
    said = [orjson.loads(line) for line in out.getvalue().splitlines()]
    away = {
        "level": "warning",
        "event": "kafka_away",
        "servers": "kafka-1:9092",
        "error": "KafkaTimeoutError: no answer",
    }
    assert [{k: v for k, v in line.items() if k != "ts"} for line in said] == [
        away | {"seconds": 0},
        away | {"seconds": 60},
        away | {"seconds": 120},
        away | {"event": "streams_gone", "error": "without raw", "seconds": 150},
        {"level": "info", "event": "kafka_back", "servers": "kafka-1:9092", "seconds": 150},
        away | {"event": "streams_gone", "error": "without raw", "seconds": 0},
    ]


def test_only_what_kafka_calls_retriable_is_tried_again(own: Metrics) -> None:
    """Two timeouts and a missing broker are tried again, and counted; a refusal is raised at once."""
    failures = [KafkaTimeoutError("a"), NoBroker("b"), KafkaTimeoutError("c")]
    beats = 0

    def beat(_error: BaseException | None) -> None:
        nonlocal beats
        beats += 1

    def call() -> str:
        if failures:
            raise failures.pop(0)
        return "connected"

    assert retry.retrying(call, "connect", threading.Event(), own, beat) == "connected"
    assert beats == 3
    assert 'newswire_retries_total{operation="connect"} 3.0' in _lines(own)

    def refused() -> str:
        raise TopicAuthorizationFailedError("no")

    with pytest.raises(TopicAuthorizationFailedError):
        retry.retrying(refused, "connect", threading.Event(), own, beat)
    assert beats == 3


def test_an_order_to_stop_ends_the_waiting(own: Metrics) -> None:
    """While a call is tried again and again, `stop` ends it within a moment, with the last error."""
    stop = threading.Event()

    def call() -> str:
        raise KafkaTimeoutError("still away")

    threading.Timer(0.5, stop.set).start()
    start = time.monotonic()
    with pytest.raises(KafkaTimeoutError):
        retry.retrying(call, "connect", stop, own, lambda error: None)
    assert time.monotonic() - start < 2


@pytest.mark.parametrize(
    ("error", "fenced", "final"),
    [
        (ProducerFencedError(), True, False),
        (KafkaError("Cannot perform send because a request has failed", ProducerFencedError()), True, False),
        (KafkaError("we are in an error state: [Error 90] ProducerFencedError"), True, False),
        (TopicAuthorizationFailedError("stories"), False, True),
        (KafkaTimeoutError("away"), False, False),
    ],
)
def test_an_error_is_known_however_kafka_python_wraps_it(error: KafkaError, fenced: bool, final: bool) -> None:
    """Plain, as an argument of another, only in its text, or as what kept a record from being written."""
    wrapped = Undelivered("articles: failed")
    wrapped.__cause__ = error
    for found in (error, wrapped):
        assert kafka_python.names(found, worker._TAKEN_OVER) is fenced
        assert kafka_python.names(found, worker._FINAL) is final


def test_a_missing_permission_is_named_with_what_it_is_for() -> None:
    """Kafka says no more than that something is not authorized."""
    config = kit.settings("127.0.0.1:1", "t.", group_id="desk", transactional_id="desk-1")
    said = worker._hint(TopicAuthorizationFailedError("stories"), config)
    assert all(word in said for word in ("group desk", "transactional id desk-1", "t.*", "deploy/README.md"))
    assert "a permission on t.raw: deploy" in worker._hint(TopicAuthorizationFailedError({"t.raw"}), config)
    assert worker._hint(KafkaTimeoutError("away"), config) == ""
    refused = streams._failed("stream t.raw cannot be created", TopicAuthorizationFailedError("Authorization failed."))
    assert "failed; run `newswire streams` once with an account that may" in str(refused)
    assert "NEWSWIRE_REPLICATION" in str(streams._failed("stream t.raw", InvalidReplicationFactorError("5 of 3")))


def test_a_list_of_ciphers_is_no_option_of_every_client(monkeypatch: pytest.MonkeyPatch) -> None:
    """kafka-python's admin client has none: it is built without, and the consumer with the list."""
    built: dict[str, dict[str, typing.Any]] = {}
    monkeypatch.setattr(kafka_python, "built", lambda client, options: built.update({client.__name__: options}))
    config = kit.settings("127.0.0.1:1", "t.", security_protocol="SSL", ssl_ciphers="ECDHE+AESGCM")
    clients.admin(config)
    clients.plain_producer(config)
    assert "ssl_ciphers" not in built["KafkaAdminClient"]
    assert built["KafkaProducer"]["ssl_ciphers"] == "ECDHE+AESGCM"


@pytest.mark.parametrize("hours", ["nan", "inf", "-1", "1e308"])
def test_hours_that_are_no_number_are_a_wrong_setting(hours: str) -> None:
    """One line and exit status 2."""
    run = CliRunner().invoke(cli.main, ["run"], env={"NEWSWIRE_WINDOW_HOURS": hours})
    assert (run.exit_code, "NEWSWIRE_WINDOW_HOURS" in run.output, "Traceback" in run.output) == (2, True, False)


def test_a_source_for_a_stream_that_nobody_reads() -> None:
    """A misspelt stream would never get its source."""
    with pytest.raises(SettingsError, match=r"t\.rwa is not in NEWSWIRE_RAW_STREAMS"):
        kit.settings("127.0.0.1:1", "t.", raw_sources=("t.rwa=ap",))
