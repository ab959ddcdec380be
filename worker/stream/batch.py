"""What one polled batch becomes: records to write, and what to count once they are committed.

Nothing here talks to Kafka, so a replay takes the same path.
"""

from __future__ import annotations

import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from worker.publish.outputs import Outputs
from worker.story.changelog import record_key
from worker.story.closed import late
from worker.story.source_state import SourceState, Step
from worker.story.story import Story
from worker.stream import clients, records
from worker.stream.config import Settings
from worker.stream.dead_letters import dead_letter
from worker.stream.metrics import Ending, ending_of
from worker.stream.readers import Found, Readers
from worker.stream.records import Out, timestamp_of, trace_of
from worker.stream.state import SourceStates, log_foreign, state_of
from worker.stream.streams import partition_of
from worker.stream.understand import envelope_of
from worker.wire.article import NOTHING, REFUSED, Article, BadMessage, Lineage, Reason, from_json
from worker.wire.raw import source_of

MAX_ARTICLE_BYTES = clients.MAX_RECORD_BYTES // 2
"""Largest article as JSON: a story made of it must fit into a record, versions and all."""

MAX_BOTH_BYTES = clients.MAX_RECORD_BYTES - 64 * 1024
"""Largest article as JSON together with its raw message: both travel in one record where they are handed over."""

ENOUGH = 250
"""Articles that are folded while others are still being read elsewhere. Fewer cost more each, and more stories are
written in a state that does not last."""

_FOUND = re.compile(rb'"found":"(\w+)"')
"""In speakers as JSON: how a quote's speaker was found. A text that said so would have its quotation marks escaped."""

_NONE_HELD: Mapping[int, SourceStates] = {}


@dataclass(frozen=True, slots=True)
class _Sent:
    """An article to fold, its JSON, and of the raw record that it came in: key, value, timestamp, trace headers."""

    article: Article
    body: bytes
    key: bytes | None
    value: bytes | None
    timestamp_ms: int | None
    trace: records.Headers


@dataclass(slots=True)
class Batch:
    """The yield of one batch. All of it counts only when the transaction is committed."""

    outs: list[Out] = field(default_factory=list)
    endings: Counter[Ending] = field(default_factory=Counter)
    reasons: Counter[Reason] = field(default_factory=Counter)
    published_ms: list[int] = field(default_factory=list)
    """Timestamps of the raw records whose articles became the canonical version."""
    lateness_ms: list[int] = field(default_factory=list)
    sources: set[str] = field(default_factory=set)
    quotes: Counter[bytes] = field(default_factory=Counter)
    """Quotes in the articles read, by how their speaker was found."""
    topics: Counter[str] = field(default_factory=Counter)
    """Articles read, by whether a topic was found: yes, no."""
    published: list[Story] = field(default_factory=list)
    """Stories written."""
    places: set[int] = field(default_factory=set)
    """Partitions that were folded into."""
    foreign: int = 0
    """Records of `handover` that are none of ours: passed over."""
    read: int = 0
    read_seconds: float = 0.0
    folded: int = 0
    fold_seconds: float = 0.0
    dead_in_a_row: int = 0
    longest_dead_run: int = 0


class Hops:
    """Raw record to article, article to stories, with what that needs: what reads, by which rules, where to write."""

    def __init__(self, settings: Settings, readers: Readers | None = None) -> None:
        self._readers = readers or Readers(0)
        self.outputs = Outputs(settings.ninjs, self._readers.rules.routes)
        self._names = {name: settings.stream(name) for name in self.outputs.streams}
        self._articles = settings.stream("articles")
        self._handover = settings.stream("handover")
        self._dead_letters = settings.stream("dead-letters")
        self._partitions = settings.partitions
        self._window_ms = settings.window_ms

    def take(
        self, raws: Sequence[Any], batch: Batch, now_ms: int, held: Mapping[int, SourceStates] = _NONE_HELD
    ) -> None:
        """Read raw records; fold their articles where the partition of their source is among those `held`, whose
        states change at once, and hand the others over. What cannot be read becomes a dead letter."""
        direct: dict[tuple[int, str], list[_Sent]] = defaultdict(list)
        for chunk in self._readers.read(raws):
            batch.read += len(chunk.records)
            batch.read_seconds += chunk.seconds
            for record, found in zip(chunk.records, chunk.found, strict=True):
                try:
                    sent = self._article(record, found, batch, now_ms)
                except BadMessage as bad:
                    self._refuse(record, bad, batch, now_ms)
                    continue
                batch.dead_in_a_row = 0
                place = partition_of(sent.article.source, self._partitions)
                if place in held:
                    direct[place, sent.article.source].append(sent)
                else:
                    batch.outs.append(self._handed_over(sent, place))
            if sum(map(len, direct.values())) >= ENOUGH:
                self._fold_direct(direct, held, batch, now_ms)
        self._fold_direct(direct, held, batch, now_ms)

    def _fold_direct(
        self,
        direct: dict[tuple[int, str], list[_Sent]],
        held: Mapping[int, SourceStates],
        batch: Batch,
        now_ms: int,
    ) -> None:
        start = time.perf_counter()
        for (place, source), sent in direct.items():
            self._fold(source, place, held[place], sent, batch, now_ms)
        direct.clear()
        batch.fold_seconds += time.perf_counter() - start

    def _refuse(self, record: Any, bad: BadMessage, batch: Batch, now_ms: int) -> None:
        raw, said = Lineage(record.topic, record.partition, record.offset, bad.part or 0), envelope_of(record.headers)
        source = source_of(record.value, said.source)
        stream, value, key, ms = self._dead_letters, record.value, record.key, timestamp_of(record)
        trace, kind = trace_of(record), said.content_type
        batch.outs.append(dead_letter(stream, bad, raw, value, key, ms, now_ms, source, trace, kind))
        batch.endings["dead_letter"] += 1
        batch.reasons[bad.reason] += 1
        if bad.reason in REFUSED:
            return  # said by name: a wire that sends such things is no fault of ours
        batch.dead_in_a_row += 1
        batch.longest_dead_run = max(batch.longest_dead_run, batch.dead_in_a_row)

    def _article(self, record: Any, found: Found, batch: Batch, now_ms: int) -> _Sent:
        """What a raw record holds. Raises the `BadMessage` that it is, or turns out to be."""
        if isinstance(found, BadMessage):
            raise found
        article, body = found
        if len(body) > MAX_ARTICLE_BYTES:
            said = f"{len(body)} bytes as an article, {MAX_ARTICLE_BYTES} at most"
            raise BadMessage("too_large", said, article.raw.part or None)
        both = len(body) + len(record.value or b"") + len(record.key or b"")
        if both > MAX_BOTH_BYTES:
            said = f"{both} bytes as an article with its original, {MAX_BOTH_BYTES} at most"
            raise BadMessage("too_large", said, article.raw.part or None)
        record_ms = timestamp_of(record)
        if article.event_ms is not None:
            batch.lateness_ms.append((now_ms if record_ms is None else record_ms) - article.event_ms)
        batch.quotes.update(_FOUND.findall(article.speakers))
        batch.topics["no" if article.topics == NOTHING else "yes"] += 1
        batch.sources.add(article.source)
        return _Sent(article, body, record.key, record.value, record_ms, trace_of(record))

    def _handed_over(self, sent: _Sent, place: int) -> Out:
        """The record by which an article goes to the worker that holds its source, with all a dead letter needs."""
        headers = (*sent.trace, (records.ORIGINAL, sent.value or b""))
        headers += ((records.ORIGINAL_KEY, sent.key),) if sent.key is not None else ()
        key = record_key(sent.article.source, "article", sent.article.key)
        return Out(self._handover, key, sent.body, headers, place, sent.timestamp_ms)

    def fold(self, partition: int, states: SourceStates, found: Iterable[Any], batch: Batch, now_ms: int) -> None:
        """Fold records of one partition of `handover`. The states change at once."""
        start = time.perf_counter()
        by_source: dict[str, list[_Sent]] = defaultdict(list)
        for record in found:
            try:
                article = from_json(record.value or b"")
            except msgspec.DecodeError as error:
                if not batch.foreign:
                    log_foreign(record, error)
                batch.foreign += 1
                continue
            value = records.header(record.headers, records.ORIGINAL)
            key = records.header(record.headers, records.ORIGINAL_KEY)
            sent = _Sent(article, record.value, key, value, timestamp_of(record), trace_of(record))
            by_source[article.source].append(sent)
        for source, sent_by in by_source.items():
            self._fold(source, partition, states, sent_by, batch, now_ms)
        batch.fold_seconds += time.perf_counter() - start

    def _fold(
        self, source: str, place: int, states: SourceStates, sent: list[_Sent], batch: Batch, now_ms: int
    ) -> None:
        batch.folded += len(sent)
        batch.places.add(place)
        state = state_of(states, source, self._window_ms, self.outputs.copies)
        step = state.add([s.article for s in sent], [s.body for s in sent])
        self._write_step(state, place, sent, step, batch, now_ms)

    def _write_step(
        self, state: SourceState, place: int, sent: list[_Sent], step: Step, batch: Batch, now_ms: int
    ) -> None:
        """The records of a step: what a restart needs, stories, dead letters."""
        traces = {s.article.content_hash: s.trace for s in sent if s.trace}  # the latest last
        for kind, key, value in step.changelog:
            batch.outs.append(Out(self._articles, record_key(state.source, kind, key), value, partition=place))
        for one, outcome in zip(sent, step.outcomes, strict=True):
            batch.endings[ending_of(outcome)] += 1
            if outcome == "late":
                batch.reasons["late"] += 1
                batch.outs.append(self._late(one, state.closed_story(one.article), now_ms))
            if outcome == "published":
                batch.published_ms.append(now_ms if one.timestamp_ms is None else one.timestamp_ms)
        for changed in step.states:
            headers = _trace_for(changed.story, traces)
            batch.outs.extend(
                Out(self._names[stream], uri.encode(), value, headers)
                for stream, uri, value in self.outputs.records(changed)
            )
            if changed.story is not None:
                batch.published.append(changed.story)

    def _late(self, sent: _Sent, closed: str | None, now_ms: int) -> Out:
        article, bad = sent.article, late(sent.article, closed)
        stream, value, key, ms = self._dead_letters, sent.value, sent.key, sent.timestamp_ms
        return dead_letter(stream, bad, article.raw, value, key, ms, now_ms, article.source, sent.trace)


def _trace_for(story: Story | None, traces: dict[str, records.Headers]) -> records.Headers:
    """Trace headers for a story: those of the latest article of the batch that is one of its versions, or of any."""
    if not traces:
        return ()
    mine = {v.content_hash for v in story.versions} if story is not None else set()
    latest_first = list(reversed(traces.items()))
    return next((trace for content, trace in latest_first if content in mine), latest_first[0][1])
