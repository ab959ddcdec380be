"""What editors had decided when a run was planned, and since."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from kafka import TopicPartition

from worker.replay.kafka.plan import Plan
from worker.replay.kafka.records import read, records
from worker.story.decision import Decision
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


def every_decision(settings: Settings) -> Iterator[Decision]:
    """All decisions of live, as far as they can be read."""
    for record in records(settings, settings.stream("decisions"), may_be_missing=True):
        try:
            yield decisions.read(record).decision
        except BadMessage:
            continue


def made_since(every: Iterable[Decision], known: Container[str]) -> Iterator[tuple[str, str, str]]:
    """Source and name of each item that a decision is about which a run does not know, and what to say of it. An undo
    is about the items of what it undoes."""
    found = {d.id: d for d in every}
    for d in found.values():
        if d.id in known:
            continue
        about, seen = d, {d.id}
        while about.undoes in found and about.undoes not in seen:
            about = found[about.undoes]
            seen.add(about.id)
        said = f"{d.who} has since decided what the run does not know ({d.kind}, {d.id})"
        for name in about.items:
            yield d.source, name, said
