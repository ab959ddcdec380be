"""The worker's consumer group as the broker sees it: who is in it, and which partitions nobody has."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kafka import ConsumerRebalanceListener, KafkaAdminClient, TopicPartition
from kafka.errors import KafkaError

from worker.story.rules import VERSION
from worker.stream import clients
from worker.stream.config import Settings
from worker.stream.errors import SettingsError

log = logging.getLogger(__name__)


class Changes(ConsumerRebalanceListener):  # type: ignore[misc]
    """Notes what a rebalance gave and took. Called from kafka-python's own thread: it only writes down."""

    def __init__(self) -> None:
        self.notes: deque[tuple[str, frozenset[TopicPartition]]] = deque()

    def on_partitions_assigned(self, assigned: Sequence[TopicPartition]) -> None:
        """Note partitions given."""
        self.notes.append(("assigned", frozenset(assigned)))

    def on_partitions_revoked(self, revoked: Sequence[TopicPartition]) -> None:
        """Note partitions given up."""
        self.notes.append(("revoked", frozenset(revoked)))

    def on_partitions_lost(self, lost: Sequence[TopicPartition]) -> None:
        """Note partitions that others have already."""
        self.notes.append(("lost", frozenset(lost)))


@dataclass(frozen=True, slots=True)
class Group:
    """`stable`: no rebalance is going on. `members` are the client ids of its members, `held` all they are assigned."""

    stable: bool
    members: frozenset[str]
    held: frozenset[TopicPartition]

    def nobodys(self, partitions: Iterable[TopicPartition]) -> frozenset[TopicPartition]:
        """Which of these nobody has, where that is not about to change."""
        return frozenset(partitions) - self.held if self.stable and self.members else frozenset()


def check_rules(settings: Settings, group: Group | None) -> None:
    """Raise `SettingsError` where the group has a worker with a newer version of the rules: two versions would publish
    the same stories in turns, as partitions move. The older one ends, so that an upgrade can go one by one; for a way
    back to older rules all newer workers are stopped first."""
    versions = [int(found[1]) for name in (group.members if group else ()) if (found := clients.RULES.search(name))]
    newest = max(versions, default=VERSION)
    if newest > VERSION:
        raise SettingsError(
            f"group {settings.group_id} has workers with version {newest} of the rules, and this one has {VERSION}: "
            "upgrade it too; to go back to the older version, stop all workers with the newer one first"
        )


def described(settings: Settings) -> Group | None:
    """The group; None where Kafka does not answer or does not let us ask."""
    options = clients.common(settings) | {"bootstrap_timeout_ms": 3_000, "request_timeout_ms": 5_000}
    try:
        client = KafkaAdminClient(**options)
    except (KafkaError, OSError):
        return None
    try:
        found = client.describe_groups([settings.group_id])[settings.group_id]
    except KafkaError as error:
        log.debug("group_not_described", extra={"error": str(error)})
        return None
    finally:
        client.close()
    members = found.get("members") or ()
    held = frozenset(
        TopicPartition(topic["topic"], partition)
        for member in members
        for topic in (member.get("member_assignment") or {}).get("assigned_partitions", ())
        for partition in topic["partitions"]
    )
    return Group(found.get("group_state") == "Stable", frozenset(m["client_id"] for m in members), held)
