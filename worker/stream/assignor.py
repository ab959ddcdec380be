"""Which worker of the group gets which partitions: each stream is shared out evenly, and so is the sum.

kafka-python's own assignor balances the sum alone, so that of two workers started one after the other one may get all
of `raw` and the other all of `handover`: then every article is handed over, and one worker reads while the other folds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from kafka import TopicPartition
from kafka.coordinator.assignors.cooperative_sticky import CooperativeStickyAssignor
from kafka.protocol.consumer.metadata import ConsumerProtocolAssignment


class Balanced(CooperativeStickyAssignor):  # type: ignore[misc]
    """The assignor of the group's leader.

    It keeps the name and the messages of `cooperative-sticky`, so that workers with and without it can be in one group.
    """

    def assign(self, cluster: Any, members: Iterable[Any]) -> dict[str, ConsumerProtocolAssignment]:
        """One round. A partition that moves is left out, and given to its new owner in the next round, which its owner
        asks for once it has let go of it."""
        said = {m.member_id: self.parse_member_metadata(m.metadata) for m in members}
        streams = sorted({name for one in said.values() for name in one.subscription})
        counts = {name: sorted(cluster.partitions_for_topic(name) or ()) for name in streams}
        owners = {tp: member for member, one in said.items() for tp in one.partitions}
        found = shared(counts, {member: one.subscription for member, one in said.items()}, owners)
        given: dict[str, ConsumerProtocolAssignment] = {}
        for member, parts in found.items():
            by_stream: dict[str, list[int]] = defaultdict(list)
            for tp in parts:
                if owners.get(tp, member) == member:
                    by_stream[tp.topic].append(tp.partition)
            given[member] = ConsumerProtocolAssignment(self.version, sorted(by_stream.items()), b"")
        return given


def shared(
    streams: Mapping[str, Sequence[int]],
    members: Mapping[str, Collection[str]],
    owners: Mapping[TopicPartition, str],
) -> dict[str, list[TopicPartition]]:
    """Who gets what: of each stream nobody gets more than one partition more than another, nor in sum if that can be.

    `streams` are their partitions, `members` the streams that each reads, `owners` who has what now. As much as
    possible stays where it is. The result follows from the arguments alone, whatever their order.
    """
    given: dict[str, list[TopicPartition]] = {member: [] for member in sorted(members)}
    for name in sorted(streams):
        readers = [m for m in given if name in members[m]]
        if not readers:
            continue
        every = [TopicPartition(name, p) for p in sorted(streams[name])]
        held = {m: [tp for tp in every if owners.get(tp) == m] for m in readers}
        least, more = divmod(len(every), len(readers))
        # One more goes to those who have the least so far; of these, to whom it leaves the most of what they hold.
        richer = sorted(readers, key=lambda m: (len(given[m]), -len(held[m]), m))[:more]
        share = {m: least + (m in richer) for m in readers}
        kept = {m: held[m][: share[m]] for m in readers}
        free = iter(sorted(set(every).difference(*kept.values())))
        for m in readers:
            given[m] += sorted(kept[m] + [next(free) for _ in range(share[m] - len(kept[m]))])
    return given
