"""The worker's consumer group as the broker sees it: its members, and partitions assigned to nobody."""

from __future__ import annotations

import contextlib
import logging
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kafka import ConsumerRebalanceListener, KafkaAdminClient, TopicPartition
from kafka.errors import KafkaError

from worker.story.rules_version import VERSION
from worker.stream import clients
from worker.stream.config import PREFIX, Settings
from worker.stream.errors import SettingsError

log = logging.getLogger(__name__)


class Changes(ConsumerRebalanceListener):  # type: ignore[misc]
    """Records the events of rebalances. It is called from kafka-python's own thread, so it does nothing else."""

    def __init__(self) -> None:
        self.notes: deque[tuple[str, frozenset[TopicPartition]]] = deque()

    def on_partitions_assigned(self, assigned: Sequence[TopicPartition]) -> None:
        """Note assigned partitions."""
        self.notes.append(("assigned", frozenset(assigned)))

    def on_partitions_revoked(self, revoked: Sequence[TopicPartition]) -> None:
        """Note revoked partitions."""
        self.notes.append(("revoked", frozenset(revoked)))

    def on_partitions_lost(self, lost: Sequence[TopicPartition]) -> None:
        """Note lost partitions, which others have already."""
        self.notes.append(("lost", frozenset(lost)))


@dataclass(frozen=True, slots=True)
class Group:
    """`stable`: no rebalance in progress. `members` are the members' client ids, `held` all assigned partitions."""

    stable: bool
    members: frozenset[str]
    held: frozenset[TopicPartition]

    @property
    def joining(self) -> bool:
        """Whether Kafka waits for members to join."""
        return bool(self.members) and not self.stable

    def nobodys(self, partitions: Iterable[TopicPartition]) -> frozenset[TopicPartition]:
        """Which of these are assigned to nobody; none during a rebalance."""
        return frozenset(partitions) - self.held if self.stable and self.members else frozenset()


def check_rules(settings: Settings, group: Group | None) -> None:
    """Raise `SettingsError` if the group has a worker with a newer version of the rules: two versions would republish
    each other's stories whenever partitions move. The older one exits, so that workers can be upgraded one by one; to
    roll back, all newer workers must be stopped first."""
    versions = [int(found[1]) for name in (group.members if group else ()) if (found := clients.RULES.search(name))]
    newest = max(versions, default=VERSION)
    if newest > VERSION:
        raise SettingsError(
            f"group {settings.group_id} has workers with version {newest} of the rules, this one has {VERSION}: "
            "upgrade it too; to roll back, first stop all workers with the newer version"
        )


def described(settings: Settings) -> Group | None:
    """The group; None if Kafka does not answer or does not allow it."""
    with _asked(settings) as client:
        if client is not None:
            return _group(client.describe_groups([settings.group_id])[settings.group_id])
    return None


def check_alone(settings: Settings, joined: bool = False) -> None:
    """Raise `SettingsError` where another group is at work on the same streams: two of them publish every story twice,
    and each knows only half of the decisions. Says so in the log where this group is new and another one has folded
    what is there: it reads the raw streams from their beginning.

    `joined`: this worker is in its group. Two groups that start at one moment do not see each other before that. Then
    one of them must stay: the one that has folded something, or else the first by name.
    """
    handover = settings.stream("handover")
    with _asked(settings) as client:
        if client is None:
            return
        names = [group["group_id"] for group in client.list_groups() if group["protocol_type"] == "consumer"]
        others = [name for name in names if name != settings.group_id]
        found = client.describe_groups(others) if others else {}
        if at_work := sorted(name for name in others if any(tp.topic == handover for tp in _group(found[name]).held)):
            folded = _folded(client, [settings.group_id, *at_work], handover) if joined else frozenset()
            first = min([settings.group_id, *at_work], key=lambda name: (name not in folded, name))
            if joined and first == settings.group_id:
                return  # the others go
            raise SettingsError(
                f"group {at_work[0]} is at work on {settings.stream_prefix}*, and two would publish every story twice: "
                f"set {PREFIX}GROUP_ID={at_work[0]} to join it, stop its workers, or take another {PREFIX}STREAM_PREFIX"
            )
        if joined or settings.group_id in names or not others:
            return
        if before := sorted(_folded(client, others, handover)):
            log.warning("another_group_was_here", extra={"group": settings.group_id, "others": before})


def _folded(client: KafkaAdminClient, groups: Sequence[str], handover: str) -> frozenset[str]:
    """Which groups have committed offsets of `handover`."""
    offsets = client.list_group_offsets(dict.fromkeys(groups))
    return frozenset(name for name in groups if any(tp.topic == handover for tp in offsets.get(name) or ()))


@contextlib.contextmanager
def _asked(settings: Settings) -> Iterator[KafkaAdminClient | None]:
    """A client for questions about groups, None where Kafka is away. Where it refuses, the `with` ends there."""
    options = clients.for_admin(settings) | {"bootstrap_timeout_ms": 3_000, "request_timeout_ms": 5_000}
    try:
        client = KafkaAdminClient(**options)
    except (KafkaError, OSError):
        yield None
        return
    try:
        yield client
    except KafkaError as error:
        log.debug("group_not_described", extra={"error": str(error)})
    finally:
        client.close()


def _group(found: Mapping[str, Any]) -> Group:
    members = found.get("members") or ()
    held = frozenset(
        TopicPartition(topic["topic"], partition)
        for member in members
        for topic in (member.get("member_assignment") or {}).get("assigned_partitions", ())
        for partition in topic["partitions"]
    )
    return Group(found.get("group_state") == "Stable", frozenset(m["client_id"] for m in members), held)
