"""What editors had decided when a run was planned."""

from __future__ import annotations

from collections.abc import Iterator

from kafka import TopicPartition

from worker.replay.kafka.plan import Plan
from worker.replay.kafka.records import read
from worker.stream import clients, decisions
from worker.stream.config import Settings
from worker.stream.decisions import Sent
from worker.wire.article import BadMessage


def decided(settings: Settings, plan: Plan) -> Iterator[Sent]:
    """The decisions of live that a run applies, in the order of their stream. Those that cannot be read are dead
    letters of live already."""
    consumer = clients.range_consumer(settings)
    try:
        for partition, end in sorted(plan.decisions.items()):
            for record in read(consumer, TopicPartition(settings.stream("decisions"), partition), None, end):
                try:
                    sent = decisions.read(record)
                except BadMessage:
                    continue
                if not plan.filters.sources or sent.decision.source in plan.filters.sources:
                    yield sent
    finally:
        consumer.close()
