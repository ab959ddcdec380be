"""Everything that can break does, at random moments: the stories are those of `resolve` all the same, each told once.

The faults are data: a list of what happens and when, from a seed that an environment variable changes.
"""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.generate import shuffled, wire
from tests.stream import kit
from worker.stream import broker as embedded
from worker.stream import clients, loop, streams, transactions
from worker.stream.config import Settings
from worker.stream.errors import Fenced

pytestmark = pytest.mark.kafka

SEED = int(os.environ.get("CRASH_SEED", "1"))
ROUNDS = int(os.environ.get("CRASH_ROUNDS", "4"))


@pytest.fixture
def own_broker(tmp_path: Path) -> Iterator[embedded.Broker]:
    """A broker that this test may kill, and start again."""
    _started[:] = [embedded.start(tmp_path / "kafka")]
    yield _started[0]
    for running in _started:
        running.kill()


_started: list[embedded.Broker] = []


def _again(broker: embedded.Broker) -> embedded.Broker:
    """The broker started again on its port and data."""
    _started.append(embedded.start(broker.data, int(broker.address.rpartition(":")[2])))
    return _started[-1]


def _moved_on(progress: kit.Progress, before: int) -> bool:
    return progress.raw_done() > before or progress.done()


def _committed(config: Settings, more_than: int) -> bool:
    return kit.metric(config, 'transactions_total{result="committed"}') > more_than


def test_fv14_killed_at_random_moments_it_tells_every_story_once(
    kafka_address: str, prefix: str, tmp_path: Path
) -> None:
    """FV-14: SIGKILL, four times, while small transactions run one after another; then one run to the end.

    How: 900 articles in transactions of at most 40, a kill some 0.05 to 0.6 s after new progress was seen. That kills
    fell inside the work is asserted: the first run does not finish it.
    """
    rng = random.Random(SEED)
    config = kit.settings(kafka_address, prefix, max_poll_records=40)
    streams.ensure(config)
    sent = kit.feed(config, shuffled(wire(900, seed=SEED), seed=SEED))
    progress = kit.Progress(config)
    unfinished = 0
    for _ in range(ROUNDS):
        before = progress.raw_done()
        with kit.process(config, tmp_path / "log") as worker:
            kit.wait(partial(_moved_on, progress, before), 60, "progress after a kill")
            time.sleep(rng.uniform(0.05, 0.6))
            unfinished += not progress.done()
            worker.kill()
            worker.wait()
    with kit.process(config, tmp_path / "log"):
        kit.wait(progress.done, 90, "all is done after the last kill")
    assert unfinished > 0, "no kill fell into the work: feed more"
    assert progress.raw_done() >= sent
    progress.close()
    kit.assert_exactly_once(config)


def test_fv80_a_killed_broker_costs_time_and_nothing_else(own_broker: embedded.Broker, tmp_path: Path) -> None:
    """FV-80: the broker is killed twice in the middle of the work and stays away for seconds. The worker lives, turns
    unready each time, is alive all the while, and ends with the stories of `resolve`, each told once."""
    config = kit.settings(own_broker.address, "t.", max_poll_records=40)
    streams.ensure(config)
    kit.feed(config, shuffled(wire(700, seed=SEED), seed=SEED))
    broker = own_broker
    with kit.process(config, tmp_path / "log") as worker:
        for n in range(2):
            kit.wait(lambda: kit.ready(config), 60, "ready")
            kit.wait(partial(_committed, config, 4 * n), 60, "work")
            broker.kill()
            kit.wait(lambda: not kit.ready(config), 60, "unready without a broker")
            assert kit.http(config, "/livez")[0] == 200
            time.sleep(2)
            broker = _again(broker)
        kit.wait_done(config, 120)
        assert worker.poll() is None, "the worker outlived both"
    kit.assert_exactly_once(config)


def test_records_that_expire_are_not_lost(own_broker: embedded.Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch whose delivery times out fails its futures, and kafka-python would commit the offsets all the same.

    How: short timeouts, and the broker is frozen (SIGSTOP) until the transaction under way has failed. That it did is
    asserted: a transaction was aborted. Then the broker goes on, and nothing is missing.
    """
    monkeypatch.setattr(clients, "REQUEST_TIMEOUT_MS", 1_500)
    monkeypatch.setattr(clients, "DELIVERY_TIMEOUT_MS", 2_000)
    config = kit.settings(own_broker.address, "t.", max_poll_records=40)
    streams.ensure(config)
    kit.feed(config, shuffled(wire(300, seed=2), seed=2))
    sends, going_on = 0, threading.Event()
    original = transactions.Transactions.send

    def go_on() -> None:
        own_broker.process.send_signal(signal.SIGCONT)
        going_on.set()

    def freeze_once(ours: transactions.Transactions, out: Any) -> Any:
        nonlocal sends
        sends += 1
        if sends == 100:  # in the middle of a transaction
            own_broker.process.send_signal(signal.SIGSTOP)
            threading.Timer(5, go_on).start()
        return original(ours, out)

    monkeypatch.setattr(transactions.Transactions, "send", freeze_once)
    with kit.running(config):
        kit.wait(lambda: kit.metric(config, 'transactions_total{result="aborted"}') >= 1, 60, "a transaction failed")
        going_on.wait(30)
        kit.wait_done(config, 90)
    kit.assert_exactly_once(config)


def test_a_transaction_that_the_broker_ended_is_done_again(
    kafka_address: str, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The broker ends a transaction that takes too long; what is sent after that fails, and must not be committed.

    How: a transaction may take 1.5 s, and one waits 4 s after its first record is written.
    """
    monkeypatch.setattr(clients, "TRANSACTION_TIMEOUT_MS", 1_500)
    config = kit.settings(kafka_address, prefix, max_poll_records=40)
    streams.ensure(config)
    kit.feed(config, shuffled(wire(200, seed=3), seed=3))
    sends = 0
    original = transactions.Transactions.send

    def dawdle_once(ours: transactions.Transactions, out: Any) -> Any:
        nonlocal sends
        sends += 1
        sent = original(ours, out)
        if sends == 60:
            ours._producer.flush()
            time.sleep(4)
        return sent

    monkeypatch.setattr(transactions.Transactions, "send", dawdle_once)
    with kit.running(config):
        kit.wait_done(config, 60)
        assert kit.metric(config, 'transactions_total{result="aborted"}') >= 1
        assert kit.metric(config, 'transactions_total{result="fenced"}') == 0
    kit.assert_exactly_once(config)


def test_a_worker_without_work_sees_that_another_took_its_id(
    kafka_address: str, prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No article has to come: within seconds the first of two with one id ends with `Fenced`, no longer ready."""
    monkeypatch.setattr(loop, "NAME_SECONDS", 1.0)
    config = kit.settings(kafka_address, prefix)
    streams.ensure(config)
    second = kit.settings(kafka_address, prefix, transactional_id=config.transactional_id)

    def both() -> None:
        with kit.running(config), kit.process(second, tmp_path / "second"):
            kit.wait(lambda: kit.ready(second), 60, "the second is ready")
            kit.wait(lambda: not kit.ready(config), 20, "the first has ended")

    with pytest.raises(Fenced, match="NEWSWIRE_TRANSACTIONAL_ID"):
        both()


def test_a_second_worker_of_the_same_id_fences_the_first(kafka_address: str, prefix: str, tmp_path: Path) -> None:
    """Two workers with one transactional id: the first ends with status 3 and says why; the second does the work."""
    config = kit.settings(kafka_address, prefix)
    streams.ensure(config)
    kit.feed(config, wire(60, seed=4))
    second = kit.settings(kafka_address, prefix, transactional_id=config.transactional_id)
    with kit.process(config, tmp_path / "first") as first:
        kit.wait(lambda: kit.ready(config), 60, "the first is ready")
        with kit.process(second, tmp_path / "second") as other:
            kit.wait(lambda: kit.ready(second), 60, "the second is ready")
            kit.feed(config, wire(120, seed=5))
            assert first.wait(60) == Fenced.exit_code == 3
            kit.wait_done(config)
            assert other.poll() is None
    said = (tmp_path / "first").read_text()
    assert "NEWSWIRE_TRANSACTIONAL_ID" in said
    assert config.transactional_id in said
    kit.assert_exactly_once(config)
