"""Every kind of fault: a function that does it once to a world, at a moment of its own, and times the recovery.

A new kind is a function here and a row of `KINDS`.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType
from kafka.errors import KafkaError

from tests.faults.cluster import Node
from tests.faults.world import Worker, World
from worker.stream import clients


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fault, and what a trial of it needs.

    `nodes`: the clusters it can happen on. `workers`: how many there are. `times`: how often in one trial. `poll`: most
    messages in one transaction. `quiet`: no commit fails, so that no message is read twice. `before`: it begins
    with the version before this one.
    """

    do: Callable[[World], None]
    nodes: tuple[int, ...] = (1, 3)
    workers: int = 1
    times: int = 4
    poll: int = 20
    quiet: bool = False
    before: bool = False


def _any(world: World) -> Worker:
    return world.rng.choice(world.workers)


def _node(world: World) -> Node:
    return world.rng.choice(world.cluster.nodes)


def worker_killed(world: World) -> None:
    """SIGKILL; it is started again at once."""
    worker = _any(world)
    with world.timed():
        before = worker.process
        worker.signal(signal.SIGKILL)
        world.wait(lambda: worker.process is not before, "it is started again")


def worker_stopped(world: World) -> None:
    """SIGTERM, in the middle of the work; it must end with 0, and is started again."""
    worker = _any(world)
    with world.timed():
        ends = worker.ends[0]
        before = worker.process
        worker.signal(signal.SIGTERM)
        world.wait(lambda: worker.process is not before, "it is started again")
        if worker.ends[0] != ends + 1:
            raise AssertionError(f"SIGTERM ended it with {dict(worker.ends)}")


def _frozen(world: World, seconds: float) -> None:
    worker = _any(world)
    with world.timed():
        worker.signal(signal.SIGSTOP)
        time.sleep(seconds)
        worker.signal(signal.SIGCONT)


def worker_frozen_past_the_session(world: World) -> None:
    """SIGSTOP until its partitions are somebody else's."""
    _frozen(world, clients.SESSION_TIMEOUT_MS / 1000 + world.rng.uniform(1, 3))


def worker_frozen_past_the_transaction(world: World) -> None:
    """SIGSTOP until Kafka has ended its transaction."""
    _frozen(world, clients.TRANSACTION_TIMEOUT_MS / 1000 + world.rng.uniform(3, 9))


def readers_killed(world: World) -> None:
    """A backlog, so that there are readers; then one or all are killed."""
    worker = _any(world)
    world.backlog()
    with world.timed():
        patience = time.monotonic() + 15
        while len(found := worker.children()) < 2 and time.monotonic() < patience:
            time.sleep(0.05)
        if len(found) < 2:
            raise AssertionError("no readers were started: the backlog is too small")
        time.sleep(world.rng.uniform(0, 3))
        for pid in found if world.rng.random() < 0.5 else found[-1:]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _broken(world: World, node: Node, seconds: float) -> None:
    with world.timed():
        node.kill()
        time.sleep(seconds)
        world.cluster.start(node)


def broker_killed(world: World) -> None:
    """kill -9, and back after a moment."""
    _broken(world, _node(world), world.rng.uniform(0, 2))


def broker_away(world: World) -> None:
    """kill -9, and back after longer than a session and a transaction last."""
    _broken(world, _node(world), world.rng.uniform(12, 25))


def coordinator_killed(world: World) -> None:
    """kill -9 to the broker that leads the transactions, or the group, of a worker."""
    stream = world.rng.choice(("__transaction_state", "__consumer_offsets"))
    settings = _any(world).settings
    name = settings.transactional_id if stream == "__transaction_state" else settings.group_id
    _broken(world, world.cluster.nodes[_leader(world, stream, name) - 1], world.rng.uniform(0, 5))


def leader_frozen(world: World) -> None:
    """SIGSTOP until the cluster has given its partitions to others, then SIGCONT."""
    node = world.cluster.nodes[_leader(world, world.settings.stream("articles"), "") - 1]
    with world.timed():
        node.freeze(frozen=True)
        time.sleep(world.rng.uniform(4, 10))
        node.freeze(frozen=False)


def rolling_restart(world: World) -> None:
    """Every broker in turn, as an operator does: SIGTERM, and back."""
    with world.timed():
        for node in world.cluster.nodes:
            node.stop()
            world.cluster.start(node)
            time.sleep(1)


def network_cut(world: World) -> None:
    """Connections to a broker, or to all, are closed, and refused for a while."""
    nodes = world.cluster.nodes if world.rng.random() < 0.5 else [_node(world)]
    with world.timed():
        for node in nodes:
            node.proxy.cut()
        time.sleep(world.rng.choice((0.2, 2, 6, 17)))
        for node in nodes:
            node.proxy.mend()


def network_held(world: World) -> None:
    """Nothing comes through, and nothing is closed."""
    with world.timed():
        for node in world.cluster.nodes:
            node.proxy.hold()
        time.sleep(world.rng.choice((1, 5, 12, 20)))
        world.cluster.mend()


def network_slow(world: World) -> None:
    """Each piece takes its time, for some seconds."""
    with world.timed():
        for node in world.cluster.nodes:
            node.proxy.delay = world.rng.uniform(0.02, 0.15)
        time.sleep(world.rng.uniform(3, 8))
        world.cluster.mend()


def connections_dropped(world: World) -> None:
    """All connections are closed at one moment; new ones are welcome."""
    with world.timed():
        for node in world.cluster.nodes:
            node.proxy.drop()


def rebalance_storm(world: World) -> None:
    """A worker joins and leaves, or dies, again and again."""
    extra = world.another()
    with world.timed():
        for _ in range(4):
            extra.start()
            time.sleep(world.rng.uniform(1, 4))
            if world.rng.random() < 0.5:
                extra.stop()
            else:
                extra.kill()
        extra.stop()


def twin(world: World) -> None:
    """A second worker is started under the transactional id of the first, and goes again."""
    worker = _any(world)
    other = world.another(worker.settings.transactional_id)
    with world.timed():
        other.start()
        time.sleep(world.rng.uniform(3, 8))
        other.kill()


def disk_full(world: World) -> None:
    """A broker can write no further into its files, as on a full disk, until it is started with room again."""
    node = _node(world)
    with world.timed():
        resource.prlimit(node.pid, resource.RLIMIT_FSIZE, (96 << 10, resource.RLIM_INFINITY))
        patience = time.monotonic() + 15
        while not node.ended and time.monotonic() < patience:
            time.sleep(0.1)
        node.kill()
        world.cluster.start(node)


def compaction(world: World) -> None:
    """The worker's streams are compacted as far as that goes while it works; then it restores from what is left."""
    admin = KafkaAdminClient(**clients.common(world.settings))
    names = [world.settings.stream(name) for name in ("articles", "stories")]
    eager = {"segment.ms": "1000", "min.cleanable.dirty.ratio": "0.001", "min.compaction.lag.ms": "0"}
    admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, n, eager) for n in names], incremental=True)
    admin.close()
    time.sleep(world.rng.uniform(3, 5))
    worker_killed(world)


def clock_jumped(world: World) -> None:
    """A worker comes back on a machine whose clock is hours or days off."""
    worker = _any(world)
    worker.clock_hours = world.rng.choice((-200, -2, 1, 3, 200))
    worker_killed(world)


def upgrade(world: World) -> None:
    """Workers of the version before this one are at work; each is stopped and comes back as this one, while they work.
    The older ones end themselves as soon as a newer one is in their group."""
    time.sleep(world.rng.uniform(5, 15))
    with world.timed():
        for worker in world.workers:
            worker.before = None
            _started_again(world, worker)
            time.sleep(world.rng.uniform(0, 4))


def _started_again(world: World, worker: Worker) -> None:
    """SIGTERM, and it begins again."""
    before = worker.process
    worker.signal(signal.SIGTERM)
    world.wait(lambda: worker.process is not before, "it starts again")


def poison_flood(world: World) -> None:
    """Bad messages in a row, of several kinds."""
    with world.timed():
        world.flood(world.rng.randrange(20, 150))


def everything(world: World) -> None:
    """Two kinds at one moment."""
    pairs: tuple[Callable[[World], None], ...] = (worker_killed, broker_killed, network_cut, poison_flood, network_slow)
    first, second = world.rng.sample(pairs, 2)
    failed: list[BaseException] = []

    def other() -> None:
        try:
            second(world)
        except BaseException as error:  # noqa: BLE001 - raised below
            failed.append(error)

    thread = threading.Thread(target=other)
    thread.start()
    first(world)
    thread.join()
    if failed:
        raise failed[0]


KINDS: dict[str, Kind] = {
    "worker_killed": Kind(worker_killed, workers=2, times=15),
    "worker_stopped": Kind(worker_stopped, workers=2, times=10),
    "worker_frozen_past_the_session": Kind(worker_frozen_past_the_session, workers=2, times=3),
    "worker_frozen_past_the_transaction": Kind(worker_frozen_past_the_transaction, times=2),
    "readers_killed": Kind(readers_killed, nodes=(1,), times=4, poll=200, quiet=True),
    "broker_killed": Kind(broker_killed, times=12),
    "broker_away": Kind(broker_away, times=2),
    "coordinator_killed": Kind(coordinator_killed, nodes=(3,), workers=2, times=10),
    "leader_frozen": Kind(leader_frozen, nodes=(3,), workers=2, times=4),
    "rolling_restart": Kind(rolling_restart, nodes=(3,), workers=2, times=2),
    "network_cut": Kind(network_cut, times=12),
    "network_held": Kind(network_held, times=5),
    "network_slow": Kind(network_slow, times=4),
    "connections_dropped": Kind(connections_dropped, times=25),
    "rebalance_storm": Kind(rebalance_storm, times=2),
    "twin": Kind(twin, nodes=(1,), times=4),
    "disk_full": Kind(disk_full, times=5),
    "compaction": Kind(compaction, nodes=(1,), times=5),
    "clock_jumped": Kind(clock_jumped, nodes=(1,), times=6),
    "poison_flood": Kind(poison_flood, nodes=(1,), times=20, quiet=True),
    "upgrade": Kind(upgrade, workers=2, times=1, before=True),
    "everything": Kind(everything, workers=2, times=6),
}


def _leader(world: World, stream: str, name: str) -> int:
    """Node that leads the partition of a stream in which Kafka keeps what belongs to a name."""
    admin: Any = KafkaAdminClient(**clients.common(world.settings))
    try:
        partitions = admin.describe_topics([stream])[0]["partitions"]
        place = abs(_java_hash(name)) % len(partitions)
        found = next(p for p in partitions if p["partition_index"] == place)
        return int(found["leader_id"]) if found["leader_id"] > 0 else world.cluster.nodes[0].number
    except (KafkaError, StopIteration):
        return world.cluster.nodes[0].number
    finally:
        admin.close()


def _java_hash(text: str) -> int:
    value = 0
    for c in text:
        value = (31 * value + ord(c)) & 0xFFFFFFFF
    return value - (1 << 32) if value >= 1 << 31 else value
