"""The loop's metrics and log lines: after each batch, and gauges once a second."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from kafka import TopicPartition
from kafka.errors import KafkaError

from worker.story.story import Story
from worker.stream import streams
from worker.stream.batch import Batch
from worker.stream.config import Settings
from worker.stream.errors import NoBroker, StreamsGone
from worker.stream.metrics import Metrics
from worker.stream.records import Out, header, timestamp_of
from worker.stream.settled import uncommitted_consumer
from worker.stream.state import SourceStates
from worker.stream.status import Status

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
PROBE_SECONDS = 5.0
"""After this long without records, probe Kafka with a small request: silence does not show whether it is there."""

SPARE_SECONDS = 20.0
"""The same for a worker without partitions, for which a probe needs a new connection."""


class Observer:
    """Updates metrics and logs, and remembers what it needs for that."""

    def __init__(self, settings: Settings, metrics: Metrics, status: Status) -> None:
        self._articles = settings.stream("articles")
        self._streams = [*settings.raw_streams, settings.stream("decisions"), settings.stream("handover")]
        self._dead_letters = settings.stream("dead-letters")
        self._stories = settings.stream("stories")
        self._settings, self._metrics, self._status = settings, metrics, status
        self._next_look = self._next_probe = 0.0
        self._done_ms: dict[TopicPartition, int] = {}
        """Timestamp of the last record processed, or of the next one if that was looked up."""
        self._lags: dict[TopicPartition, int] = {}
        self._known: dict[str, tuple[frozenset[int], frozenset[str | None]]] = {}
        self._bytes = self._records = 0

    def committed(self, batch: Batch, polled: Mapping[TopicPartition, list[Any]], seconds: float) -> None:
        """Count a batch, now that it is committed, and log it."""
        m, now = self._metrics, time.time()
        for ending, n in batch.endings.items():
            m.articles[ending].inc(n)
        for reason, n in batch.reasons.items():
            m.dead_letters[reason].inc(n)
        m.dead_letters_in_a_row.set(batch.dead_in_a_row)
        for ms in batch.published_ms:
            m.delay.observe(max(0.0, now - ms / 1000))
        for ms in batch.lateness_ms:
            (m.skew if ms < 0 else m.lateness).observe(abs(ms) / 1000)
        for source in batch.sources:
            m.saw_article(source, now)
        self._count_enrichment(batch)
        self._count_stories(batch)
        m.transactions["committed"].inc()
        m.last_commit.set(now)
        m.foreign.inc(batch.foreign)
        m.releases.inc(batch.releases)
        for outcome, n in batch.decisions.items():
            m.decisions[outcome].inc(n)
        m.forgotten.inc(batch.forgotten)
        m.batch.observe(seconds)
        m.batch_articles.observe(sum(len(found) for found in polled.values()))
        for n, spent in ((batch.read, batch.read_seconds), (batch.folded, batch.fold_seconds)):
            if n:
                m.step.observe(spent / n)
        for tp, found in polled.items():
            self._done_ms[tp] = timestamp_of(found[-1]) or int(now * 1000)
        sizes = [len(out.value) for out in batch.outs if out.stream == self._articles and out.value is not None]
        self._records += len(sizes)
        self._bytes += sum(sizes)
        self._next_probe = time.monotonic() + PROBE_SECONDS
        self._log(batch, seconds)

    def _count_enrichment(self, batch: Batch) -> None:
        m = self._metrics
        for found, n in batch.topics.items():
            m.topics_found[found].inc(n)
        for method, n in batch.quotes.items():
            m.speakers.labels(method.decode()).inc(n)

    def _count_stories(self, batch: Batch) -> None:
        """Count stories written, new gaps, and newly refused combines."""
        self._metrics.stories.inc(sum(1 for out in batch.outs if out.stream == self._stories))
        for story in batch.published:
            self._metrics.changes[story.change.kind].inc()
            for limit in _cut(story):
                self._metrics.cut[limit].inc()
            gaps, refused = self._known.get(story.uri, (frozenset(), frozenset()))
            now_refused = frozenset(c.uri for c in story.combines if c.state == "refused")
            self._metrics.gaps.inc(len(set(story.gaps) - gaps))
            self._metrics.conflicts.inc(len(now_refused - refused))
            if story.gaps or now_refused:
                self._known[story.uri] = (frozenset(story.gaps), now_refused)
            else:
                self._known.pop(story.uri, None)

    def _log(self, batch: Batch, seconds: float) -> None:
        for out in batch.outs:
            if out.stream == self._dead_letters:
                described = _described(out)
                log.log(
                    logging.ERROR if described["reason"] == "defect" else logging.WARNING,
                    "dead_letter",
                    extra=described,
                )
        for d, effect in batch.decided:
            said = {"id": d.id, "kind": d.kind, "source": d.source, "who": d.who, "effect": effect}
            log.info("decision", extra=said)
        extra: dict[str, Any] = {"read": batch.read, "folded": batch.folded, "stories": len(batch.published)}
        log.info("batch", extra=extra | {"records": len(batch.outs), "seconds": round(seconds, 4)})

    def look(self, consumer: Any, states: Mapping[int, SourceStates], idle: bool) -> None:
        """Refresh the gauges, at most once a second; probe Kafka if nothing has come for a while."""
        now = time.monotonic()
        if now < self._next_look:
            return
        self._next_look = now + LOOK_SECONDS
        held = consumer.assignment()
        if idle and now >= self._next_probe:
            self._next_probe = now + (PROBE_SECONDS if held else SPARE_SECONDS)
            self._probe(consumer, held)
            if self._status.kafka:  # otherwise connecting would block
                self._look_up(consumer)
        self._look_at_lag(consumer, held)
        every = [state for by_source in states.values() for state in by_source.values()]
        articles = sum(len(state) for state in every)
        self._metrics.state_articles.set(articles)
        self._metrics.state_stories.set(sum(state.stories for state in every))
        self._metrics.embargoed.set(sum(state.embargoes.stories for state in every))
        self._metrics.state_decisions.set(sum(len(state.decisions) for state in every))
        self._metrics.state_bytes.set(articles * self._bytes / self._records if self._records else 0)

    def _probe(self, consumer: Any, held: Collection[TopicPartition]) -> None:
        """Send a small request. Raises `StreamsGone` if no partition is assigned because the streams are gone."""
        try:
            if held:
                consumer.end_offsets(list(held), timeout_ms=2_000)
            else:
                streams.check(self._settings, streams.table(self._settings))
        except StreamsGone:
            raise
        except (KafkaError, NoBroker) as error:
            self._status.away(error)
        else:
            self._status.kafka = True
            self._metrics.last_poll.set_to_current_time()

    def _look_up(self, consumer: Any) -> None:
        """Look up the age of waiting records in partitions where none was processed since the start, for example those
        of a transaction that does not end, which a reader of committed records does not get."""
        unknown = [tp for tp, n in self._lags.items() if n and tp not in self._done_ms]
        if not unknown:
            return
        reader = None
        try:
            reader = uncommitted_consumer(self._settings)
            reader.assign(unknown)
            for tp in unknown:
                reader.seek(tp, consumer.position(tp, timeout_ms=1_000))
            for tp, found in reader.poll(timeout_ms=1_000).items():
                ms = timestamp_of(found[0])
                if ms is not None:
                    self._done_ms[tp] = ms
        except (KafkaError, NoBroker) as error:
            log.debug("no_oldest", extra={"error": str(error)})
        finally:
            if reader is not None:
                reader.close()

    def _look_at_lag(self, consumer: Any, held: Collection[TopicPartition]) -> None:
        m = self._metrics
        lags: dict[TopicPartition, int] = {}
        for tp in held:
            try:
                end, position = consumer.highwater(tp), consumer.position(tp, timeout_ms=100)
            except KafkaError:
                continue  # just revoked, or no answer: the probe will notice
            if end is not None and position is not None:
                lags[tp] = max(0, end - position)
        for tp in self._lags.keys() - lags.keys():
            m.lag.remove(tp.topic, str(tp.partition))
        for tp, lag in lags.items():
            m.lag.labels(tp.topic, str(tp.partition)).set(lag)
        self._lags = lags
        for stream in self._streams:
            m.assigned_partitions.labels(stream).set(sum(1 for tp in held if tp.topic == stream))
            waiting = [tp for tp, n in lags.items() if tp.topic == stream and n]
            known = [self._done_ms[tp] for tp in waiting if tp in self._done_ms]
            if known or not waiting:
                m.oldest_waiting.labels(stream).set(min(known) / 1000 if known else time.time())

    def forget(self) -> None:
        """Drop the series of partitions that are no longer assigned."""
        for tp in self._lags:
            self._metrics.lag.remove(tp.topic, str(tp.partition))
        self._lags = {}
        for stream in self._streams:
            self._metrics.assigned_partitions.labels(stream).set(0)


def _described(out: Out) -> dict[str, str]:
    names = ("reason", "detail", "stream", "partition", "offset", "source")
    fields = {name: (header(out.headers, name) or b"").decode("utf-8", "replace") for name in names}
    trace = (header(out.headers, "traceparent") or b"").decode("ascii", "replace").split("-")
    return fields | ({"trace_id": trace[1]} if len(trace) > 1 else {})


def _cut(story: Story) -> Iterator[str]:
    """The limits that cut something off a story."""
    yield from (limit for limit in ("note", "combine") if f"{limit}_cut" in story.flags)
    if story.older_versions:
        yield "versions"
