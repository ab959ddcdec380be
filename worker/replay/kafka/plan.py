"""The plan of a run: what it reads and how, written once, before the first article is read.

It is one record in the run's stream `PREFIX + replay.RUN.plan`. Every start of the run, and every process that shares
it, follows that record: all of them end at the offsets captured at the first start (FV-75).
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from kafka import TopicPartition
from kafka.errors import InvalidProducerEpochError, KafkaError, ProducerFencedError

from worker.publish import routing
from worker.publish.routing import Routes
from worker.replay.bounds import milliseconds
from worker.replay.errors import ReplayError
from worker.replay.filters import Filters
from worker.replay.kafka.records import read
from worker.story.rungs import REACH_MS
from worker.stream import clients, streams
from worker.stream.config import HOUR_MS, PREFIX, Settings
from worker.stream.records import STAMP, Out, readable
from worker.stream.settled import ends
from worker.stream.streams import Stream
from worker.stream.transactions import Transactions
from worker.wire.stamp import epoch_ms

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
_PLACE = re.compile(r"(.+)/(\d+):(\d+)")
_WAIT_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Range:
    """A partition of a raw stream: read from `lead` on, published from `start` on, up to `end` (exclusive)."""

    stream: str
    partition: int
    lead: int
    start: int
    end: int

    @property
    def tp(self) -> TopicPartition:
        """As kafka-python names it."""
        return TopicPartition(self.stream, self.partition)


@dataclass(frozen=True, slots=True)
class Plan:
    """`ranges` of raw streams, or else `files` (names with sizes). `live_stories` are the ends of the live stream of
    stories at the start, by partition: live has published everything after them since. `open_end`: the range had no
    --until, so it ends where the raw streams ended at the start. `routes` is the routing table of the first start, as
    text: its copies are part of the run."""

    run: str
    created: str
    shares: int
    window_ms: int
    filters: Filters
    ranges: tuple[Range, ...]
    files: tuple[str, ...]
    live_stories: Mapping[int, int]
    open_end: bool
    routes: str = ""
    since: str | None = None
    until: str | None = None
    """The options as given, "" for none; used only to notice that a later start asks for something else."""
    lexicon: str | None = None
    """`Rules.lexicon_digest` of the first start; None in plans written before this field existed."""
    decisions: Mapping[int, int] = field(default_factory=dict)
    """The ends of the stream of decisions at the start, by partition: those before them are applied."""

    @property
    def embargo_ms(self) -> int:
        """What time it is for embargoes, whenever the run is worked on: when it was begun (epoch milliseconds)."""
        return epoch_ms(dt.datetime.fromisoformat(self.created))

    @property
    def window_hours(self) -> float:
        """How long a story stays open."""
        return self.window_ms / HOUR_MS

    @property
    def routing(self) -> Routes:
        """The routing table, parsed. It was checked when the plan was written."""
        return routing.parse(self.routes)

    @property
    def total(self) -> int | None:
        """Number of offsets to read, for each share; None for files."""
        return sum(r.end - r.lead for r in self.ranges) if self.ranges else None


def run_prefix(settings: Settings, run: str) -> str:
    """Prefix of a run's streams; without the last dot it is the run's group. Raises `ReplayError` for a bad name."""
    if not _NAME.fullmatch(run):
        raise ReplayError(f"the name of a run has only lower-case letters, digits and hyphens, not {run!r}")
    if ".replay." in f".{settings.stream_prefix}":
        raise ReplayError(f"{PREFIX}STREAM_PREFIX={settings.stream_prefix} is the prefix of a replay: use that of live")
    return f"{settings.stream_prefix}replay.{run}."


def run_settings(settings: Settings, plan: Plan, share: int = 0) -> Settings:
    """The worker's settings for a share of a run: its own streams, group and transactional id (FV-72)."""
    prefix = run_prefix(settings, plan.run)
    group = prefix.rstrip(".")
    if settings.group_id == group:
        raise ReplayError(f"{PREFIX}GROUP_ID={group} is the group of this run; live must use another one")
    return dataclasses.replace(
        settings,
        stream_prefix=prefix,
        group_id=group,
        transactional_id=f"{group}.{share}",
        partitions=plan.shares,
        window_hours=plan.window_hours,
        stories_days=0,
        ninjs=False,
        routes="",
    )


def run_streams(own: Settings, plan: Plan) -> list[Stream]:
    """The streams that a run writes, by its own settings. Each share folds all its sources: nothing is handed over."""
    return [s for s in streams.table(own, plan.routing) if s.role not in ("raw", "decisions", "handover")]


def plan_stream(settings: Settings, run: str) -> Stream:
    """The stream that holds the plan."""
    configs = {"cleanup.policy": "compact", "max.message.bytes": str(clients.MAX_RECORD_BYTES)}
    return Stream(run_prefix(settings, run) + "plan", "stories", 1, configs, ("cleanup.policy",))


def runs(settings: Settings) -> list[str]:
    """Names of all runs."""
    client = clients.admin(settings)
    try:
        start, end = f"{settings.stream_prefix}replay.", ".plan"
        found = client.list_topics()
    finally:
        client.close()
    names = (name[len(start) : -len(end)] for name in found if name.startswith(start) and name.endswith(end))
    return sorted(name for name in names if _NAME.fullmatch(name))


def known(settings: Settings, run: str) -> Plan | None:
    """The plan of a run; None if there is none, or if its stream has been empty for so long that the process that
    created it must have died before writing the plan."""
    run_prefix(settings, run)
    return _read(settings, run, _WAIT_SECONDS) if run in runs(settings) else None


def find(settings: Settings, run: str) -> Plan:
    """The plan of a run. Raises `ReplayError` if there is none."""
    plan = known(settings, run)
    if plan is None:
        others = [name for name in runs(settings) if name != run]
        there = f"existing runs: {', '.join(others)}" if others else "start one with `newswire replay start`"
        raise ReplayError(f"no run is named {run!r}; {there}")
    return plan


def make(settings: Settings, plan: Plan) -> Plan:
    """Write the plan of a new run and create its streams. If another process was first, its plan counts."""
    made = streams.ensure(settings, [plan_stream(settings, plan.run)])[0].created
    found = _read(settings, plan.run, 0.0 if made else _WAIT_SECONDS)
    if found is None:
        found = _written(settings, plan)
    own = run_settings(settings, found)
    streams.ensure(own, run_streams(own, found))
    return found


def _written(settings: Settings, plan: Plan) -> Plan:
    """Write a plan if there is none. If several processes do so at once, one succeeds and the others get its plan."""
    config = dataclasses.replace(settings, transactional_id=f"{run_prefix(settings, plan.run)}plan")
    stream, transactions, found = plan_stream(settings, plan.run).name, None, None
    try:
        transactions = Transactions(config, [stream])
        found = _read(settings, plan.run)
        if found is None:
            transactions.begin()
            transactions.send(Out(stream, b"plan", orjson.dumps(_as_json(plan)), STAMP))
            transactions.commit()
            found = plan
    except (ProducerFencedError, InvalidProducerEpochError):
        found = _read(settings, plan.run, _WAIT_SECONDS)
    except KafkaError as error:
        raise ReplayError(f"the plan of run {plan.run} cannot be written ({error}); start it again") from error
    finally:
        if transactions is not None:
            transactions.close()
    if found is None:
        raise ReplayError(f"another process started run {plan.run} but died before writing its plan; start it again")
    return found


def check_lexicon(plan: Plan, digest: str) -> None:
    """Raise `ReplayError` if a run was started with another lexicon, since its topics would then be a mixture."""
    if plan.lexicon not in (None, digest):
        raise ReplayError(
            f"run {plan.run} was started with another lexicon than {PREFIX}LEXICON names now: set the old one (or "
            "none, if it was the built-in one of the same version), or use a new name"
        )


def drop(settings: Settings, run: str) -> list[str]:
    """Delete a run's streams, the plan last, and its group. Returns the names of the streams."""
    prefix = run_prefix(settings, run)
    client = clients.admin(settings)
    try:
        there = client.list_topics()
        names = sorted((n for n in there if n.startswith(prefix)), key=lambda n: n.endswith(".plan"))
        client.delete_topics(names)
        with contextlib.suppress(KafkaError):  # a run that never started has no group
            client.delete_groups([prefix.rstrip(".")])
    except KafkaError as error:
        raise ReplayError(f"run {run} cannot be deleted: {error}; try again") from error
    finally:
        client.close()
    return names


def _read(settings: Settings, run: str, wait_seconds: float = 0.0) -> Plan | None:
    """The plan, if it exists or appears within `wait_seconds`: another process may be about to write it."""
    consumer = clients.range_consumer(settings)
    tp = TopicPartition(plan_stream(settings, run).name, 0)
    try:
        deadline = time.monotonic() + wait_seconds
        while True:
            for record in read(consumer, tp, None, consumer.end_offsets([tp])[tp]):
                return _from_record(run, record)
            if time.monotonic() >= deadline:
                return None
            time.sleep(0.2)
    finally:
        consumer.close()


def _from_record(run: str, record: Any) -> Plan:
    """Raises `ReplayError` or `SettingsError` if another version wrote it."""
    try:
        return _from_json(orjson.loads(readable(record).value or b""))
    except (ValueError, TypeError, KeyError, AttributeError):
        raise ReplayError(f"another version planned run {run}: use that, or `newswire replay drop {run}`") from None


def _as_json(plan: Plan) -> dict[str, Any]:
    ends = {"live_stories": sorted(plan.live_stories.items()), "decisions": sorted(plan.decisions.items())}
    return dataclasses.asdict(plan) | ends


def _from_json(d: dict[str, Any]) -> Plan:
    given = {name: tuple(values) for name, values in d["filters"].items()}
    return Plan(
        **d
        | {
            "filters": Filters(**given),
            "ranges": tuple(Range(**r) for r in d["ranges"]),
            "files": tuple(d["files"]),
            "live_stories": dict(d["live_stories"]),
            "decisions": dict(d.get("decisions", ())),
        }
    )


def capture(
    settings: Settings,
    run: str,
    since: str | None,
    until: str | None,
    filters: Filters,
    shares: int,
    files: tuple[str, ...] = (),
    lexicon: str | None = None,
) -> Plan:
    """The plan of a new run, with the current offsets. Raises `ReplayError` for an invalid or empty range."""
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    consumer, stories = clients.range_consumer(settings), settings.stream("stories")
    try:
        if not files:
            _partitions(consumer, stories)
        # The end includes open transactions: what live is committing right now is in the range too, not "since".
        live = ends(settings, [stories])
        # Only then, so that what live publishes by a decision unknown to the run comes after that end.
        decided = ends(settings, [settings.stream("decisions")])
        ranges = () if files else _ranges(settings, consumer, since, until)
        table = Path(settings.routes).read_text(encoding="utf-8") if settings.routes else ""
    except KafkaError as error:
        raise ReplayError(f"the offsets of the range cannot be looked up: {error}") from error
    finally:
        consumer.close()
    if any(route.stream == "plan" for route in routing.parse(table)):
        raise ReplayError(f"{PREFIX}ROUTES has a stream `plan`, the name that a run uses for its plan: rename it")
    plan = Plan(
        run=run,
        created=now,
        shares=shares,
        window_ms=settings.window_ms,
        filters=filters,
        ranges=ranges,
        files=files,
        live_stories={tp.partition: offset for tp, offset in live.items()},
        open_end=until is None,
        routes=table,
        since=since or "",
        until=until or "",
        lexicon=lexicon,
        decisions={tp.partition: offset for tp, offset in decided.items()},
    )
    run_settings(settings, plan)  # fails on a bad group before anything of the run is created
    return plan


def _partitions(consumer: Any, stream: str) -> list[TopicPartition]:
    found = consumer.partitions_for_topic(stream)
    if not found:
        raise ReplayError(
            f"no stream {stream}: `newswire streams` lists those of this prefix; "
            f"set {PREFIX}STREAM_PREFIX or {PREFIX}RAW_STREAMS if they have other names"
        )
    return [TopicPartition(stream, p) for p in sorted(found)]


def _ranges(settings: Settings, consumer: Any, since: str | None, until: str | None) -> tuple[Range, ...]:
    every = [tp for stream in settings.raw_streams for tp in _partitions(consumer, stream)]
    first, last = consumer.beginning_offsets(every), consumer.end_offsets(every)
    starts = _at(consumer, since, every, first, first, last)
    ends = _at(consumer, until, every, last, first, last)
    if not any(starts[tp] < ends[tp] for tp in every):
        held = ", ".join(f"{tp.topic}/{tp.partition}: {first[tp]} to {last[tp]}" for tp in every)
        raise ReplayError(f"the range is empty: no records from {since or 'the start'} to {until or 'now'} ({held})")
    leads = _leads(settings, consumer, since, starts, last)
    return tuple(
        Range(tp.topic, tp.partition, min(leads[tp], starts[tp]), starts[tp], max(starts[tp], ends[tp])) for tp in every
    )


def _at(
    consumer: Any,
    bound: str | None,
    every: list[TopicPartition],
    unbound: Mapping[TopicPartition, int],
    first: Mapping[TopicPartition, int],
    last: Mapping[TopicPartition, int],
) -> dict[TopicPartition, int]:
    """The offsets of a bound: given as a time, or as the offsets of the named partitions, or else `unbound`."""
    if bound is None:
        return dict(unbound)
    if ":" in bound and "/" in bound:
        found = {}
        for part in bound.split(","):
            match = _PLACE.fullmatch(part.strip())
            named = [tp for tp in every if match and (tp.topic, tp.partition) == (match[1], int(match[2]))]
            if match is None or not named:
                names = ", ".join(f"{tp.topic}/{tp.partition}" for tp in every)
                raise ReplayError(f"{part!r} is not STREAM/PARTITION:OFFSET with one of {names}")
            tp, offset = named[0], int(match[3])
            if tp in found:
                raise ReplayError(f"{tp.topic}/{tp.partition} is named twice in {bound!r}")
            if not first[tp] <= offset <= last[tp]:
                raise ReplayError(f"{tp.topic}/{tp.partition} holds offsets {first[tp]} to {last[tp]}, not {offset}")
            found[tp] = offset
        if left := [f"{tp.topic}/{tp.partition}" for tp in every if tp not in found]:
            raise ReplayError(f"{bound!r} must name all partitions; missing: {', '.join(left)}")
        return found
    ms = milliseconds(bound)
    times = consumer.offsets_for_times(dict.fromkeys(every, ms))
    return {tp: times[tp].offset if times.get(tp) else last[tp] for tp in every}


def _leads(
    settings: Settings,
    consumer: Any,
    since: str | None,
    starts: Mapping[TopicPartition, int],
    last: Mapping[TopicPartition, int],
) -> dict[TopicPartition, int]:
    """Where reading begins: as far before the range as an article can still affect one inside it (FV-76)."""
    if since is None:
        return dict(starts)
    # At the end of a partition there may be no record after the start, only the marker of a transaction.
    found = [next(read(consumer, tp, at, last[tp]), None) for tp, at in starts.items()]
    times = [max(0, int(record.timestamp)) for record in found if record is not None]
    if not times:
        return dict(starts)
    before = max(0, min(times) - settings.window_ms - REACH_MS)
    leads = consumer.offsets_for_times(dict.fromkeys(starts, before))
    return {tp: leads[tp].offset if leads.get(tp) else starts[tp] for tp in starts}
