"""Every metric of the worker, with its meaning. Metrics are declared only here.

Names begin with `newswire_`, units are seconds and bytes, and every label value that can be known is there at zero
from the start. Children are looked up once and kept; the loop counts a batch at a time.
"""

from __future__ import annotations

import typing
from collections.abc import Iterable
from typing import Literal, assert_never

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics

from worker import build
from worker.story.step import Effect, Outcome
from worker.story.story import ChangeKind
from worker.wire.article import REASONS
from worker.wire.source_name import source_name

Ending = Literal["published", "superseded", "merged", "duplicate", "ignored", "dead_letter"]
"""The outcome of a raw message; every message has exactly one, counted when it is committed."""

DecisionEnding = Effect | Literal["dead_letter"]
"""The outcome of a decision; each has exactly one, counted when it is committed."""

Operation = Literal["connect", "session"]
"""What is retried: connecting, and the session as a whole."""

MAX_SOURCES = 50
"""Sources with their own label value; later ones share `other`, so that a flood of names cannot fill the memory."""

_DELAY = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800)
_BATCH = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_STEP = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1)
_SIZES = (1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000)
_AGES = (1, 10, 60, 300, 900, 3600, 3 * 3600, 12 * 3600, 24 * 3600, 48 * 3600, 72 * 3600, 7 * 24 * 3600)


def ending_of(outcome: Outcome) -> Ending:
    """The message outcome for an article's outcome. mypy refuses an outcome without one."""
    match outcome:
        case "published" | "superseded" | "merged" | "duplicate" | "ignored":
            return outcome
        case "late":
            return "dead_letter"
        case _:
            assert_never(outcome)


class _Make:
    """Creates metrics with the prefix `newswire_`, on one registry."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry

    def counter(self, name: str, meaning: str, *labels: str) -> Counter:
        return Counter(f"newswire_{name}", meaning, labels, registry=self._registry)

    def gauge(self, name: str, meaning: str, *labels: str) -> Gauge:
        return Gauge(f"newswire_{name}", meaning, labels, registry=self._registry)

    def histogram(self, name: str, buckets: tuple[float, ...], meaning: str) -> Histogram:
        return Histogram(f"newswire_{name}", meaning, buckets=buckets, registry=self._registry)


class Metrics:
    """All metrics, on one registry. Attributes have the names of the metrics, without prefix and unit."""

    def __init__(self, registry: CollectorRegistry, expected_sources: Iterable[str] = ()) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = registry

        make = _Make(registry)
        self._of_the_wire(make)
        self._of_the_work(make)
        self._of_what_is_held(make)
        self._of_enrichment(make)
        info = make.gauge(
            "build_info",
            "Always 1; the version that runs, and whether enrichment is compiled or pure.",
            "version",
            "code",
        )
        info.labels(build.version(), build.code()).set(1)
        self._sources: set[str] = set()
        for source in map(source_name, expected_sources):
            self.saw_article(source, 0)

    def _of_the_wire(self, make: _Make) -> None:
        """Outcomes of articles and stories."""
        articles = make.counter("articles_total", "Articles, by outcome; at least one for each raw message.", "outcome")
        self.articles = {e: articles.labels(e) for e in typing.get_args(Ending)}
        dead = make.counter("dead_letters_total", "Messages that became dead letters, by reason.", "reason")
        self.dead_letters = {r: dead.labels(r) for r in REASONS}
        self.dead_letters_in_a_row = make.gauge(
            "dead_letters_in_a_row", "Unreadable messages since the last readable one."
        )
        self.stories = make.counter(
            "stories_total", "Story states written to the stream of stories, including tombstones."
        )
        self.releases = make.counter("releases_total", "Embargoes that have ended.")
        decisions = make.counter("decisions_total", "Decisions of editors, by outcome; the sum is all read.", "outcome")
        self.decisions = {e: decisions.labels(e) for e in (*typing.get_args(Effect), "dead_letter")}
        self.forgotten = make.counter(
            "decisions_forgotten_total", "Decisions no longer kept: for a month nothing came that they name."
        )
        changes = make.counter("changes_total", "Story states written, by what changed.", "kind")
        self.changes = {k: changes.labels(k) for k in typing.get_args(ChangeKind)}
        self._last_article = make.gauge(
            "last_article_timestamp_seconds", "When the latest article of a source was read; 0: never.", "source"
        )
        self.delay = make.histogram(
            "delay_seconds", _DELAY, "From the raw record's timestamp to the commit of the story it changed."
        )
        self.lateness = make.histogram(
            "lateness_seconds", _AGES, "Raw record's timestamp minus the article's event time."
        )
        self.skew = make.histogram(
            "skew_seconds", _AGES, "Event time minus raw record's timestamp, if the event time is later."
        )
        self.gaps = make.counter("version_gaps_total", "Lead numbers found missing in stories.")
        self.conflicts = make.counter("combine_conflicts_total", "Combines that contradict each other.")
        cut = make.counter("cut_stories_total", "Story states written that a limit cut something off from.", "limit")
        self.cut = {limit: cut.labels(limit) for limit in ("note", "combine", "versions")}

    def _of_the_work(self, make: _Make) -> None:
        """Batches, transactions and failures."""
        self.step = make.histogram("step_seconds", _STEP, "Reading or folding one article (mean of its batch).")
        self.batch = make.histogram("batch_seconds", _BATCH, "From poll to commit, one batch.")
        self.batch_articles = make.histogram("batch_articles", _SIZES, "Records in one batch, of all streams.")
        transactions = make.counter("transactions_total", "Transactions, by result.", "result")
        self.transactions = {r: transactions.labels(r) for r in ("committed", "aborted", "fenced")}
        retries = make.counter("retries_total", "Retries after a Kafka failure.", "operation")
        self.retries = {o: retries.labels(o) for o in typing.get_args(Operation)}
        rebalances = make.counter("rebalances_total", "Partitions assigned, revoked or lost.", "event")
        self.rebalances = {e: rebalances.labels(e) for e in ("assigned", "revoked", "lost")}

        self.paused = make.gauge("paused", "1 while the worker is paused at its dead letter limit, 0 otherwise.")
        self.set_aside = make.gauge("set_aside_articles", "Articles kept, but left out because of a bug in the worker.")
        self.foreign = make.counter("foreign_records_total", "Records in articles and handover that are not ours.")
        self._lost = make.counter(
            "lost_records_total", "Records deleted from a stream before they were read.", "stream"
        )

    def _of_what_is_held(self, make: _Make) -> None:
        """Lag, state and restores."""
        self.assigned_partitions = make.gauge("assigned_partitions", "Partitions assigned to this worker.", "stream")
        self.lag = make.gauge(
            "consumer_lag", "End offset minus position, of assigned partitions.", "stream", "partition"
        )
        self.oldest_waiting = make.gauge(
            "oldest_waiting_timestamp_seconds", "Timestamp of the next record to read; now if none waits.", "stream"
        )
        self.last_poll = make.gauge(
            "last_poll_timestamp_seconds", "When Kafka last answered a poll, or a probe while idle."
        )
        self.last_commit = make.gauge("last_commit_timestamp_seconds", "When a transaction was last committed.")
        self.state_articles = make.gauge("state_articles", "Articles in the window, in assigned partitions.")
        self.state_stories = make.gauge("state_stories", "Open stories, in assigned partitions.")
        self.embargoed = make.gauge("embargoed_stories", "Stories with a version under embargo.")
        self.state_decisions = make.gauge("state_decisions", "Decisions of editors kept, in assigned partitions.")
        self.state_bytes = make.gauge(
            "state_bytes", "Bytes of the articles in the window as they are kept (packed), estimated."
        )
        self.restored = make.counter("restored_records_total", "Records read to rebuild state.")
        self.restoring = make.gauge("restoring", "1 while state is being rebuilt, 0 otherwise.")
        self.restored_share = make.gauge("restored_ratio", "Progress of the current or last restore, 0 to 1.")

    def _of_enrichment(self, make: _Make) -> None:
        """Speakers and topics."""
        self.speakers = make.counter(
            "speakers_total", "Quotes found, by the method that identified their speaker.", "method"
        )
        self.topics = make.counter("topics_total", "Articles read, by whether a topic was found.", "found")
        self.topics_found = {found: self.topics.labels(found) for found in ("yes", "no")}

    def lost(self, stream: str, records: int) -> None:
        """Count records that were deleted before they were read."""
        self._lost.labels(stream).inc(records)

    def saw_article(self, source: str, seconds: float) -> None:
        """Note when an article of a source was read (epoch seconds); past `MAX_SOURCES` it counts as `other`."""
        if source not in self._sources:
            if len(self._sources) >= MAX_SOURCES:
                source = "other"
            else:
                self._sources.add(source)
        self._last_article.labels(source).set(seconds)
