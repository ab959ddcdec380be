"""Publish a run live: each difference once, never overwriting something that live has published since."""

from __future__ import annotations

from collections.abc import Iterator

from kafka import TopicPartition

from worker.publish.outputs import STORIES, Outputs
from worker.publish.routing import Routes
from worker.replay.errors import ReplayError
from worker.replay.kafka.compare import REPLAYED, Comparison
from worker.replay.kafka.difference import Difference
from worker.replay.kafka.lookback import Published, Wanted, publish
from worker.replay.kafka.plan import Plan
from worker.stream.config import PREFIX, Settings
from worker.stream.transactions import Transactions

_LIVE_WROTE = "live has published it since the replay began"


def preview(compared: Comparison) -> Published:
    """What `promote` would do, without doing it."""
    result = Published()
    result.published = sum(1 for _ in _free(compared.differences(), result))
    return result


def check_routes(plan: Plan, routes: Routes) -> None:
    """Raise `ReplayError` if the run routed its copies by another table than live does."""
    if plan.routing != routes:
        raise ReplayError(
            f"run {plan.run} was started with another routing table than {PREFIX}ROUTES names now, so its copies do "
            "not match: set the old table, or start a new run"
        )


def other_window(settings: Settings, plan: Plan) -> str | None:
    """What to say if the run kept stories open for another time than live does."""
    if plan.window_ms == settings.window_ms:
        return None
    return (
        f"run {plan.run} kept stories open for {plan.window_hours:g} hours, live does for {settings.window_hours:g}: "
        "what is late for one of them is not for the other"
    )


def promote(settings: Settings, outputs: Outputs, compared: Comparison, transactions: Transactions) -> Published:
    """Publish the differences. Safe to repeat after a stop or a kill: what is published already no longer differs."""
    result = Published()
    read_to = {TopicPartition(settings.stream(STORIES), p): end for p, end in compared.read_to.items()}
    mark = (REPLAYED, compared.plan.run.encode())
    wanted = (_records(found, outputs, compared) for found in _free(compared.differences(), result))
    publish(settings, transactions, wanted, read_to, mark, _LIVE_WROTE, result)
    return result


def _free(differences: Iterator[Difference], result: Published) -> Iterator[Difference]:
    for found in differences:
        if found.held is None:
            yield found
        else:
            result.held.append((found.uri, found.held))


def _records(found: Difference, outputs: Outputs, compared: Comparison) -> Wanted:
    """What the worker would write: the story, its ninjs, its copies, and a tombstone for each stream it leaves."""
    return found.uri, list(outputs.records(compared.state(found.uri, found.value)))
