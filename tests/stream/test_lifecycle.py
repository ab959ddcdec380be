"""A worker's life: ready, sharing, restarting, restoring, stopping, and each way to end with its own status."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner
from kafka import KafkaProducer, TopicPartition
from kafka.admin import NewTopic
from kafka.coordinator.base import BaseCoordinator
from kafka.protocol.consumer.metadata import ConsumerProtocolAssignment

from tests.faults.started import COUNTED
from tests.faults.world import Worker
from tests.generate import shuffled, wire
from tests.stream import kit
from worker.commands.run import command as run
from worker.commands.streams import command as make_streams
from worker.stream import clients, errors, loop, streams
from worker.stream.assignor import Balanced
from worker.stream.config import Settings, environment_of
from worker.stream.group import described


@pytest.mark.kafka
def test_fv77_partitions_move_in_the_middle_of_chains(kafka_address: str, prefix: str, tmp_path: Path) -> None:
    """FV-77: three workers come and one goes while chains are under way; the stories are those of a run alone.

    That work was really shared is asserted: each of two workers held partitions while articles came.
    """
    config = kit.settings(kafka_address, prefix, max_poll_records=20)
    second, third = kit.another(config, "two"), kit.another(config, "three")
    streams.ensure(config)
    sources = [m | {"source": f"wire-{n % 11}"} for n, m in enumerate(shuffled(wire(450, seed=11), seed=11))]
    kit.feed(config, sources[:150])

    def held(worker: Settings) -> float:
        names = (config.stream("handover"), *config.raw_streams)
        return sum(kit.metric(worker, f'assigned_partitions{{stream="{name}"}}') for name in names)

    with kit.process(config, tmp_path / "one"), kit.process(second, tmp_path / "two") as other:
        kit.wait(lambda: held(config) == held(second) == 4, 60, "half of the eight partitions each")
        kit.feed(config, sources[150:300])
        with kit.process(third, tmp_path / "three"):
            kit.wait(lambda: kit.ready(third) and held(third) >= 1, 60, "the third has a share")
            other.send_signal(signal.SIGTERM)
            kit.feed(config, sources[300:])
            assert other.wait(30) == 0
            kit.wait_done(config, 90)
    kit.assert_exactly_once(config)


@pytest.mark.kafka
def test_a_join_that_takes_too_long_is_begun_anew(
    kafka_address: str, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A member that never joins again holds the whole group up: the worker tries anew, and works once it has gone."""
    monkeypatch.setattr(loop, "JOINING_SECONDS", 1.0)
    config = kit.settings(kafka_address, prefix)
    streams.ensure(config)
    kit.feed(config, wire(20, seed=1))
    idler = clients.group_consumer(replace(config, transactional_id="idler"))
    idler.subscribe([config.raw_streams[0]])
    while not idler.assignment():
        idler.poll(timeout_ms=100)
    goes = threading.Timer(6, idler.close)
    goes.start()
    with kit.running(config):
        goes.join()
        assert kit.metric(config, 'retries_total{operation="session"}') >= 1
        kit.wait_done(config)
    kit.assert_exactly_once(config)


@pytest.mark.kafka
def test_a_join_whose_answer_is_lost_is_begun_anew(
    kafka_address: str, prefix: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Kafka has given the worker its partitions, and the worker does not know: it asks, long before it gives up, and
    does not say that Kafka is away."""
    monkeypatch.setattr(loop, "ANSWER_SECONDS", 1.0)
    monkeypatch.setattr(loop, "JOINING_SECONDS", 1_000.0)
    config = kit.settings(kafka_address, prefix)
    streams.ensure(config)
    kit.feed(config, wire(20, seed=1))
    join, lost = BaseCoordinator._do_join_and_sync_async, list[bytes]()

    async def loses_one(coordinator: Any) -> bytes:
        answer: bytes = await join(coordinator)
        if coordinator.group_id == config.group_id and not lost:
            lost.append(answer)
            await coordinator._manager._net.sleep(1_000)
        return answer

    monkeypatch.setattr(BaseCoordinator, "_do_join_and_sync_async", loses_one)
    with kit.running(config):
        kit.wait_done(config)
    assert len(lost) == 1
    assert "session_failed" in caplog.messages
    assert "kafka_away" not in caplog.messages
    kit.assert_exactly_once(config)


@pytest.mark.kafka
def test_a_restart_restores_what_was_there_tombstones_included(kafka_address: str, prefix: str) -> None:
    """After days of event time old stories are closed and their articles gone; a restart has the same state, and a
    lead that comes then finds its base."""
    config = kit.settings(kafka_address, prefix, window_hours=24.0)
    streams.ensure(config)
    days = [
        kit.message(id=f"day-{day}", slug=f"Day-{day}", published_at=f"2025-05-{day:02}T12:00:00Z")
        for day in range(1, 12)
    ]
    with kit.running(config):
        for message in days:
            kit.feed(config, [message])
        kit.wait_done(config)
        kit.wait(lambda: 0 < kit.metric(config, "state_articles") < 6, 10, "old articles are gone")
        kept = kit.metric(config, "state_articles")
    articles = kit.records(config, config.stream("articles"))
    assert sum(r.value is None for r in articles) == len(days) - kept
    with kit.running(config):
        kit.wait(lambda: kit.metric(config, "state_articles") == kept, 10, "as many articles as before")
        assert kit.metric(config, "restored_records_total") >= len(articles)
        lead = kit.message(id="lead", slug="Day-11", headline="(LEAD) Ferry opens", published_at="2025-05-11T13:00:00Z")
        kit.feed(config, [lead])
        kit.wait_done(config)
    told = {uri: orjson.loads(value) for uri, value in kit.stories(config).items()}
    assert len(told) == len(days), "closed stories keep their last state"
    assert [s["version"] for s in told.values() if s["slug"] == "Day-11"] == [2]


@pytest.mark.kafka
def test_a_stream_with_more_partitions_than_before_is_refused(kafka_address: str, prefix: str) -> None:
    """Partitions added to `articles` behind the worker's back: with the old number in the settings the check at the
    start refuses, with the new one the restore does, because sources lie where their hash no longer puts them."""
    from kafka.admin import NewPartitions

    from worker.stream import clients

    config = kit.settings(kafka_address, prefix, partitions=2)
    streams.ensure(config)
    kit.feed(config, [kit.message(n, id=f"i{n}", source=f"wire-{n}") for n in range(12)])
    with kit.running(config):
        kit.wait_done(config)
    admin = clients.admin(config)
    both = [config.stream("articles"), config.stream("handover")]
    admin.create_partitions({name: NewPartitions(5) for name in both})
    admin.wait_for_topics(both)
    admin.close()
    with pytest.raises(errors.SettingsError, match="has 5 partitions, NEWSWIRE_PARTITIONS says 2"), kit.running(config):
        pass
    wider = kit.settings(kafka_address, prefix, partitions=5)
    with pytest.raises(errors.SettingsError, match="its number of partitions was changed"), kit.running(wider):
        kit.wait(lambda: False, 20, "refused")


@pytest.mark.kafka
def test_new_raw_partitions_are_read_also_after_a_sigkill(
    kafka_address: str, prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that was killed comes back as the leader of its group without having assigned anything; partitions that
    are added to the raw stream then are read all the same."""
    from kafka.admin import NewPartitions

    monkeypatch.setattr(loop, "GROUP_SECONDS", 1.0)
    common = clients.common
    monkeypatch.setattr(clients, "common", lambda settings: common(settings) | {"metadata_max_age_ms": 2_000})
    config = kit.settings(kafka_address, prefix, partitions=2)
    streams.ensure(config)
    with kit.process(config, tmp_path / "one") as first:
        kit.wait(lambda: kit.ready(config), 60, "ready")
        first.kill()
        first.wait()
    with kit.running(config):
        admin = clients.admin(config)
        admin.create_partitions({config.raw_streams[0]: NewPartitions(5)})
        admin.wait_for_topics([config.raw_streams[0]])
        admin.close()
        name = f'assigned_partitions{{stream="{config.raw_streams[0]}"}}'
        kit.wait(lambda: kit.metric(config, name) == 5, 30, "all five are held")
        kit.feed(config, [kit.message(n, id=f"item-{n}") for n in range(10)])
        kit.wait_done(config)
    kit.assert_exactly_once(config)


class Forgetful(Balanced):
    """Leaves one partition of `raw` to nobody, until two members hold partitions when they join."""

    def assign(self, cluster: Any, members: Iterable[Any]) -> dict[str, ConsumerProtocolAssignment]:
        every = list(members)
        given = super().assign(cluster, every)
        if sum(bool(self.parse_member_metadata(one.metadata).partitions) for one in every) == 2:
            return given
        return {
            member: ConsumerProtocolAssignment(one.version, _but_the_first(one), b"") for member, one in given.items()
        }


def _but_the_first(one: ConsumerProtocolAssignment) -> list[tuple[str, list[int]]]:
    return [(name, [p for p in parts if p or not name.endswith("raw")]) for name, parts in one.assigned_partitions]


@pytest.mark.kafka
def test_partitions_that_are_nobodys_when_a_worker_starts_are_read_soon(
    kafka_address: str, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that is killed when it has just let go of partitions, and is back before Kafka misses it, gets its old
    assignment, in which they are nobody's. It looks twice soon after its start, not only every half minute."""
    monkeypatch.setattr(loop, "GROUP_SECONDS", 3_600.0)
    monkeypatch.setattr(clients, "Balanced", Forgetful)
    config = kit.settings(kafka_address, prefix)
    streams.ensure(config)
    first = TopicPartition(config.raw_streams[0], 0)

    def held(by: int) -> bool | None:
        found = described(config)
        return first in found.held if found is not None and found.stable and len(found.members) == by else None

    with _leading(kit.another(config, "two")):
        kit.wait(lambda: held(by=1) is False, 30, "it is nobody's")
        with kit.running(config):
            kit.wait(lambda: held(by=2), 30, "it is somebody's")


@contextlib.contextmanager
def _leading(config: Settings) -> Iterator[None]:
    """The first member of a group, which leads it."""
    done = threading.Event()
    with contextlib.closing(clients.group_consumer(config)) as consumer:
        names = [*config.raw_streams, config.stream("decisions"), config.stream("handover")]
        for name in names:  # a leader without metadata assigns nothing and has to rejoin
            consumer.partitions_for_topic(name)
        consumer.subscribe(names)

        def follow() -> None:
            while not done.is_set():
                consumer.poll(timeout_ms=50)

        thread = threading.Thread(target=follow)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()


@pytest.mark.kafka
def test_sigterm_under_load_ends_with_zero_and_loses_nothing(kafka_address: str, prefix: str, tmp_path: Path) -> None:
    """SIGTERM in the middle of the work: status 0 within seconds, and the next worker goes on without waiting for the
    first one's transaction or membership to expire."""
    config = kit.settings(kafka_address, prefix, max_poll_records=10)
    streams.ensure(config)
    kit.feed(config, shuffled(wire(700, seed=6), seed=6))
    progress = kit.Progress(config)
    with kit.process(config, tmp_path / "one") as worker:
        kit.wait(lambda: progress.raw_done() > 0, 60, "work")
        worker.send_signal(signal.SIGTERM)
        asked = time.monotonic()
        assert worker.wait(20) == 0
        assert time.monotonic() - asked < 8
    assert not progress.done(), "it was told to stop in the middle"
    assert '"event":"stopped"' in (tmp_path / "one").read_text()
    successor = kit.another(config, "two")
    with kit.process(successor, tmp_path / "two"):
        began = time.monotonic()
        kit.wait(lambda: kit.ready(successor), 60, "the successor is ready")
        assert time.monotonic() - began < 9 * kit.busy(), "it need not wait until the first's session expires (10 s)"
        kit.wait_done(config, 60)
    progress.close()
    kit.assert_exactly_once(config)


@pytest.mark.kafka
def test_health_follows_the_worker(kafka_address: str, prefix: str) -> None:
    """/readyz is 200 while it works; /livez and /metrics answer; another path is 404; afterwards nobody listens."""
    config = kit.settings(kafka_address, prefix, expected_sources=("harbour", "gazette"))
    assert kit.http(config, "/livez")[0] == 0
    with kit.running(config) as stop:
        status, body = kit.http(config, "/readyz")
        assert (status, set(orjson.loads(body).values())) == (200, {True})
        assert kit.http(config, "/livez")[0] == 200
        assert kit.http(config, "/nothing")[0] == 404
        assert kit.metric(config, 'last_article_timestamp_seconds{source="gazette"}') == 0
        assert kit.metric(config, 'articles_total{outcome="merged"}') == 0
        kit.feed(config, [kit.message(source="harbour")])
        kit.wait_done(config)
        kit.wait(lambda: kit.metric(config, 'last_article_timestamp_seconds{source="harbour"}') > 0, 5, "it was seen")
        for stream in ("raw", "handover"):
            lag = f'consumer_lag{{partition="0",stream="{config.stream(stream)}"}}'
            kit.wait_for_zero(config, lag)
        stop.set()
    assert kit.http(config, "/livez")[0] == 0


@pytest.mark.kafka
def test_a_restart_after_sigkill_takes_its_partitions_back_at_once(
    kafka_address: str, prefix: str, tmp_path: Path
) -> None:
    """Killed without notice and started again under its own id, a worker is ready long before its old session ends."""
    config = kit.settings(kafka_address, prefix)
    streams.ensure(config)
    kit.feed(config, wire(50, seed=8))
    with kit.process(config, tmp_path / "one") as first:
        kit.wait_done(config)
        first.kill()
    with kit.process(config, tmp_path / "two"):
        began = time.monotonic()
        kit.wait(lambda: kit.ready(config), 60, "ready again")
        assert time.monotonic() - began < 8 * kit.busy()


def test_a_stuck_step_ends_the_process_with_all_stacks(tmp_path: Path) -> None:
    """A loop that gives no sign of life for a second ends with status 5, and the log says where every thread stood."""
    code = (
        "import threading, time\n"
        "from worker.stream import heartbeat, logs\n"
        "logs.configure('INFO', 'json')\n"
        "def stands_still(): time.sleep(60)\n"
        "heartbeat.watch(heartbeat.Heartbeat(), 1.0, threading.Event(), threading.Event())\n"
        "stands_still()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == errors.STUCK == 5
    line = orjson.loads(done.stdout.splitlines()[-1])
    assert (line["event"], line["level"]) == ("stuck", "critical")
    assert any("stands_still" in frame for frame in line["stacks"]["MainThread"])


def test_a_worker_that_beats_is_left_alone() -> None:
    """The watchdog ends nobody who beats, and itself when it is told that the work is done."""
    import threading

    from worker.stream import heartbeat

    heart, done = heartbeat.Heartbeat(), threading.Event()
    thread = heartbeat.watch(heart, 1.0, threading.Event(), done)
    for _ in range(15):
        time.sleep(0.1)
        heart.beat()
    assert heart.age() < 1
    done.set()
    thread.join(5)
    assert not thread.is_alive()


@pytest.mark.parametrize(
    ("arguments", "environment", "said"),
    [
        (["--partitions", "none"], {}, "--partitions' (NEWSWIRE_PARTITIONS)"),
        ([], {"NEWSWIRE_PARTITIONS": "0"}, "NEWSWIRE_PARTITIONS"),
        ([], {"NEWSWIRE_WINDOW_HOURS": "-1"}, "NEWSWIRE_WINDOW_HOURS"),
        ([], {"NEWSWIRE_LOG_LEVEL": "LOUD"}, "NEWSWIRE_LOG_LEVEL"),
        ([], {"NEWSWIRE_PARTITION": "4"}, "unknown setting NEWSWIRE_PARTITION: did you mean NEWSWIRE_PARTITIONS?"),
        ([], {"NEWSWIRE_SECURITY_PROTOCOL": "SASL_SSL"}, "needs NEWSWIRE_SASL_MECHANISM"),
        ([], {"NEWSWIRE_SASL_MECHANISM": "PLAIN"}, "NEWSWIRE_SECURITY_PROTOCOL=PLAINTEXT has no SASL"),
        ([], {"NEWSWIRE_SSL_CAFILE": "/not/there.pem"}, "NEWSWIRE_SSL_CAFILE"),
        ([], {"NEWSWIRE_RAW_STREAMS": "wire,newswire.stories"}, "which the worker itself writes"),
    ],
)
def test_a_wrong_setting_is_one_clear_line(arguments: list[str], environment: dict[str, str], said: str) -> None:
    """Each wrong, missing or misspelt setting ends with status 2 and names what to change, before anything starts."""
    for command in (run, make_streams):
        result = CliRunner().invoke(command, arguments, env=environment)
        assert result.exit_code == 2, result.output
        assert said in " ".join(result.output.split())


def test_kubernetes_own_variables_are_no_settings() -> None:
    """Beside a service called newswire, Kubernetes puts NEWSWIRE_SERVICE_HOST and the like into every pod."""
    from worker.stream.config import refuse_unknown

    links = {"NEWSWIRE_SERVICE_HOST": "10.0.0.1", "NEWSWIRE_PORT_8080_TCP_ADDR": "10.0.0.1", "NEWSWIRE_PORT": "tcp://"}
    refuse_unknown(links | {"KUBERNETES_SERVICE_HOST": "10.0.0.1"})
    with pytest.raises(errors.SettingsError):
        refuse_unknown(links)


@pytest.mark.kafka
def test_streams_are_created_checked_and_never_changed(kafka_address: str, prefix: str) -> None:
    """`newswire streams` creates all, then finds all; --check creates none; a stream of another policy is refused."""
    from kafka.admin import NewTopic

    from worker.stream import clients

    environment = {"NEWSWIRE_BOOTSTRAP_SERVERS": kafka_address, "NEWSWIRE_STREAM_PREFIX": prefix}
    missing = CliRunner().invoke(make_streams, ["--check"], env=environment)
    assert missing.exit_code == 2
    assert f"no stream {prefix}raw" in missing.output
    created = CliRunner().invoke(make_streams, [], env=environment)
    assert created.exit_code == 0, created.output
    assert created.output.count("created") == 6
    assert CliRunner().invoke(make_streams, ["--check"], env=environment).output.count("exists") == 6
    other = kit.settings(kafka_address, prefix + "x.")
    client = clients.admin(other)
    client.create_topics([NewTopic(other.stream("stories"), 4, 1, topic_configs={"cleanup.policy": "delete"})])
    client.close()
    with pytest.raises(errors.SettingsError, match=r"cleanup.policy=delete, must be compact"):
        streams.ensure(other)


@pytest.mark.kafka
def test_a_raw_stream_that_trusts_clocks_is_named(kafka_address: str, prefix: str) -> None:
    """Where records may be dated more than an hour ahead, the command says what to set; not where Kafka's default
    holds, nor where the broker dates them."""
    any_time = {"message.timestamp.after.max.ms": str(2**63 - 1)}
    names = {"open": any_time, "dated": any_time | {"message.timestamp.type": "LogAppendTime"}, "usual": {}}
    config = kit.settings(kafka_address, prefix, raw_streams=tuple(prefix + name for name in names))
    client = clients.admin(config)
    client.create_topics([NewTopic(prefix + name, 1, 1, topic_configs=own) for name, own in names.items()])
    client.close()
    said = CliRunner().invoke(make_streams, [], env=environment_of(config))
    assert said.exit_code == 0, said.output
    assert [line for line in said.output.splitlines() if streams.TRUSTS_CLOCKS in line] == [
        f"{prefix}open: {streams.TRUSTS_CLOCKS}"
    ]


@pytest.mark.kafka
@pytest.mark.parametrize("hours", [-30, 30])
def test_a_wrong_clock_is_no_input(kafka_address: str, prefix: str, tmp_path: Path, hours: float) -> None:
    """A worker whose clock is more than a day off, with a raw record that is dated far ahead of both, publishes as any
    other: by default Kafka refuses what is dated more than an hour ahead, but not in the worker's own streams."""
    raw = f"{prefix}raw"
    config = kit.settings(kafka_address, prefix)
    client = clients.admin(config)
    client.create_topics([NewTopic(raw, 1, 1, topic_configs={"message.timestamp.after.max.ms": str(2**63 - 1)})])
    client.create_topics([NewTopic(config.stream(COUNTED), 1, 1)])  # `Worker` counts there what became of its batches
    client.close()
    streams.ensure(config)
    kit.feed(config, wire(20, seed=4))
    producer = clients.plain_producer(config)
    producer.send(raw, orjson.dumps(kit.message()), timestamp_ms=int(time.time() + 90 * 24 * 3600) * 1000)
    producer.send(raw, b"no JSON", timestamp_ms=int(time.time() + 90 * 24 * 3600) * 1000)
    producer.flush()
    producer.close()
    worker = Worker(config, tmp_path / "log")
    worker.clock_hours = hours
    worker.start()
    try:
        kit.wait_done(config)
    finally:
        worker.stop()
    kit.assert_exactly_once(config)


@pytest.mark.kafka
def test_the_age_of_what_waits_is_known_after_a_restart(kafka_address: str, prefix: str) -> None:
    """Two records of a transaction that does not end wait, and nothing was done since the worker began: the metric
    says since when."""
    config = kit.settings(kafka_address, prefix)
    streams.ensure(config)
    raw, hour_ago = config.raw_streams[0], int(time.time() * 1000) - 3_600_000
    other = kit.another(config, "producer")
    producer = KafkaProducer(
        **clients.common(other), transactional_id=other.transactional_id, transaction_timeout_ms=120_000
    )
    producer.init_transactions()
    producer.begin_transaction()
    for n in range(2):
        producer.send(raw, orjson.dumps(kit.message(id=f"n-{n}")), partition=0, timestamp_ms=hour_ago)
    producer.flush()
    with kit.running(config):
        lag = f'consumer_lag{{partition="0",stream="{raw}"}}'
        kit.wait(lambda: kit.metric(config, lag) == 2, 20, "both wait")
        oldest = f'oldest_waiting_timestamp_seconds{{stream="{raw}"}}'
        kit.wait(lambda: kit.metric(config, oldest) == hour_ago / 1000, 20, "their time is told")
        producer.commit_transaction()
        kit.wait_done(config)
    producer.close()


@pytest.mark.parametrize(
    ("protocol", "named", "not_named"),
    [
        ("PLAINTEXT", ("BOOTSTRAP_SERVERS", "SECURITY_PROTOCOL"), ("SASL_PLAIN_PASSWORD", "SSL_CAFILE")),
        ("SSL", ("BOOTSTRAP_SERVERS", "SECURITY_PROTOCOL", "SSL_CAFILE"), ("SASL_PLAIN_PASSWORD",)),
    ],
)
def test_no_kafka_names_what_may_be_wrong(
    monkeypatch: pytest.MonkeyPatch, protocol: str, named: tuple[str, ...], not_named: tuple[str, ...]
) -> None:
    """Where nothing listens, the line names address, protocol and the settings that this protocol uses; status 6."""
    from worker.stream import clients
    from worker.stream.broker import free_ports

    monkeypatch.setattr(clients, "BOOTSTRAP_TIMEOUT_MS", 500)
    config = replace(kit.settings(f"127.0.0.1:{free_ports(1)[0]}", "t."), security_protocol=protocol)
    with pytest.raises(errors.NoBroker) as ended:
        streams.ensure(config)
    assert ended.value.exit_code == 6
    assert all(f"NEWSWIRE_{name}" in str(ended.value) for name in named)
    assert not any(f"NEWSWIRE_{name}" in str(ended.value) for name in not_named)
