"""What one polled batch becomes: records to write, and what to count once they are committed.

The two hops of the worker. Nothing here talks to Kafka, so a replay takes the same path.
"""

from __future__ import annotations

import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from worker.publish.outputs import Outputs
from worker.story.source_state import Step
from worker.story.story import Story
from worker.stream import clients, records
from worker.stream.config import Settings
from worker.stream.dead_letters import dead_letter
from worker.stream.metrics import Ending, ending_of
from worker.stream.readers import Found, Readers
from worker.stream.records import Out, timestamp_of, trace_of
from worker.stream.state import SourceStates, forget, state_of
from worker.stream.streams import partition_of
from worker.wire.article import NOTHING, Article, BadMessage, Lineage, Reason, from_json, to_json
from worker.wire.source_name import source_of

MAX_ARTICLE_BYTES = clients.MAX_RECORD_BYTES // 2
"""Largest article as JSON: a story made of it must fit into a record, versions and all."""

ENOUGH = 250
"""Articles that are folded while others are still being read elsewhere. Fewer cost more each, and more stories are
written in a state that does not last."""

_FOUND = re.compile(rb'"found":"(\w+)"')
"""In speakers as JSON: how a quote's speaker was found. A text that said so would have its quotation marks escaped."""

_NONE_HELD: Mapping[int, SourceStates] = {}


@dataclass(frozen=True, slots=True)
class _Pair:
    """A record, the article in it, and the record of `articles` still to be written for it: None, if it is one."""

    record: Any
    article: Article
    out: Out | None


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
    read: int = 0
    read_seconds: float = 0.0
    folded: int = 0
    fold_seconds: float = 0.0
    dead_in_a_row: int = 0
    longest_dead_run: int = 0


class Hops:
    """The two hops with what they need: what reads, by which rules, and where to write."""

    def __init__(self, settings: Settings, readers: Readers | None = None) -> None:
        self._readers = readers or Readers(0)
        self.outputs = Outputs(settings.ninjs, self._readers.rules.routes)
        self._names = {name: settings.stream(name) for name in self.outputs.streams}
        self._articles = settings.stream("articles")
        self._dead_letters = settings.stream("dead-letters")
        self._partitions = settings.partitions
        self._window_ms = settings.window_ms

    def take(
        self,
        raws: Sequence[Any],
        batch: Batch,
        now_ms: int,
        held: Mapping[int, SourceStates] = _NONE_HELD,
        read_to: Callable[[int], int] = lambda partition: 0,
    ) -> None:
        """First hop: raw records to records of `articles`, or to dead letters.

        Where the partition of `articles` is among those `held`, the second hop is made at once, and the record says so
        (`records.FOLDED`). `read_to` gives the offset up to which such a partition has been read.
        """
        direct: dict[tuple[int, str], list[_Pair]] = defaultdict(list)
        for chunk in self._readers.read(raws):
            batch.read += len(chunk.records)
            batch.read_seconds += chunk.seconds
            for record, found in zip(chunk.records, chunk.found, strict=True):
                try:
                    article, out = self._article(record, found, batch, now_ms)
                except BadMessage as bad:
                    self._refuse(record, bad, batch, now_ms)
                    continue
                batch.dead_in_a_row = 0
                if out.partition is not None and out.partition in held:
                    direct[out.partition, article.source].append(_Pair(record, article, out))
                else:
                    batch.outs.append(out)
            if sum(map(len, direct.values())) >= ENOUGH:
                self._fold_direct(direct, held, read_to, batch, now_ms)
        self._fold_direct(direct, held, read_to, batch, now_ms)

    def _fold_direct(
        self,
        direct: dict[tuple[int, str], list[_Pair]],
        held: Mapping[int, SourceStates],
        read_to: Callable[[int], int],
        batch: Batch,
        now_ms: int,
    ) -> None:
        start = time.perf_counter()
        for (place, source), pairs in direct.items():
            self._fold(source, place, held[place], pairs, read_to(place), batch, now_ms)
        direct.clear()
        batch.fold_seconds += time.perf_counter() - start

    def _refuse(self, record: Any, bad: BadMessage, batch: Batch, now_ms: int) -> None:
        raw, source = Lineage(record.topic, record.partition, record.offset), source_of(record.value)
        stream, value, key, ms = self._dead_letters, record.value, record.key, timestamp_of(record)
        batch.outs.append(dead_letter(stream, bad, raw, value, key, ms, now_ms, source, trace_of(record)))
        batch.endings["dead_letter"] += 1
        batch.reasons[bad.reason] += 1
        batch.dead_in_a_row += 1
        batch.longest_dead_run = max(batch.longest_dead_run, batch.dead_in_a_row)

    def _article(self, record: Any, found: Found, batch: Batch, now_ms: int) -> tuple[Article, Out]:
        """A raw record's article, and its record. Raises the `BadMessage` that it is, or turns out to be."""
        if isinstance(found, BadMessage):
            raise found
        article, value = found
        if len(value) > MAX_ARTICLE_BYTES:
            raise BadMessage("too_large", f"{len(value)} bytes as an article, {MAX_ARTICLE_BYTES} at most")
        record_ms, headers = timestamp_of(record), trace_of(record)
        if article.event_ms is not None:
            batch.lateness_ms.append((now_ms if record_ms is None else record_ms) - article.event_ms)
            if article.event_ms < now_ms - self._window_ms // 2:
                # It may turn out late at the second hop, where only the article is at hand: dead letters keep the
                # original bytes.
                headers += ((records.ORIGINAL, record.value),)
                headers += ((records.ORIGINAL_KEY, record.key),) if record.key is not None else ()
        place = partition_of(article.source, self._partitions)
        out = Out(self._articles, article.key.encode(), value, headers, place, record_ms)
        if out.size > clients.MAX_RECORD_BYTES - 4096:
            raise BadMessage(
                "too_large", f"{out.size} bytes with its original; {clients.MAX_RECORD_BYTES} are the most"
            )
        batch.quotes.update(_FOUND.findall(article.speakers))
        batch.topics["no" if article.topics == NOTHING else "yes"] += 1
        batch.sources.add(article.source)
        return article, out

    def fold(self, partition: int, states: SourceStates, found: Iterable[Any], batch: Batch, now_ms: int) -> None:
        """Second hop: records of one partition of `articles` to stories. The states change at once."""
        start = time.perf_counter()
        by_source: dict[str, list[_Pair]] = defaultdict(list)
        tombstones: list[Any] = []
        for record in found:
            if record.value is None:
                tombstones.append(record)
            elif not records.is_folded(record):
                article = from_json(record.value)
                by_source[article.source].append(_Pair(record, article, None))
        for source, pairs in by_source.items():
            self._fold(source, partition, states, pairs, pairs[-1].record.offset + 1, batch, now_ms)
        for record in tombstones:
            self._bury(states, record, partition, batch)
        batch.fold_seconds += time.perf_counter() - start

    def _fold(
        self,
        source: str,
        partition: int,
        states: SourceStates,
        pairs: list[_Pair],
        read_to: int,
        batch: Batch,
        now_ms: int,
    ) -> None:
        batch.folded += len(pairs)
        step = state_of(states, source, self._window_ms, self.outputs.copies).add([pair.article for pair in pairs])
        self._write_step(source, partition, pairs, step, read_to, batch, now_ms)

    def _bury(self, states: SourceStates, record: Any, partition: int, batch: Batch) -> None:
        """Take a tombstone in. One of ours finds its article gone; where the same content was sent again between the
        decision and the tombstone, the article is written once more, or a compaction would take it away."""
        source = records.header(record.headers, records.SOURCE)
        state = states.get(source.decode()) if source is not None else None
        again = state.article(record.key.decode()) if state is not None else None
        if again is not None:
            batch.outs.append(self._rewrite(again, partition))
        elif source is None:
            forget(states, record)

    def _rewrite(self, article: Article, partition: int) -> Out:
        mark = ((records.REWRITE, b"1"),)
        return Out(self._articles, article.key.encode(), to_json(article), mark, partition)

    def _write_step(
        self, source: str, partition: int, pairs: list[_Pair], step: Step, read_to: int, batch: Batch, now_ms: int
    ) -> None:
        """The records of a step. Articles stand before their rewrites, and those before tombstones: the last word on a
        key is the one that stays. `read_to`: see `records.UP_TO`."""
        traces = _traces(pairs)
        gone = list(step.expired)
        for pair, outcome in zip(pairs, step.outcomes, strict=True):
            batch.endings[ending_of(outcome)] += 1
            if outcome == "late":
                batch.reasons["late"] += 1
                batch.outs.append(self._late(pair, now_ms))
                if pair.out is None:
                    gone.append(pair.article.key)
            elif pair.out is not None:
                batch.outs.append(_as_folded(pair.out))
            if outcome == "published":
                batch.published_ms.append(timestamp_of(pair.record) or now_ms)
        for state in step.states:
            headers = _trace_for(state.story, traces)
            batch.outs.extend(
                Out(self._names[stream], uri.encode(), value, headers)
                for stream, uri, value in self.outputs.records(state)
            )
            if state.story is not None:
                batch.published.append(state.story)
        batch.outs.extend(self._rewrite(article, partition) for article in step.rewrites)
        mark = ((records.SOURCE, source.encode()), (records.UP_TO, b"%d" % read_to))
        batch.outs.extend(Out(self._articles, key.encode(), None, mark, partition) for key in gone)

    def _late(self, pair: _Pair, now_ms: int) -> Out:
        record, article = pair.record, pair.article
        value, key = record.value, record.key
        if pair.out is None:  # read from `articles`: the raw record travels in headers, if it is to be had at all
            original = records.header(record.headers, records.ORIGINAL)
            value = record.value if original is None else original
            key = records.header(record.headers, records.ORIGINAL_KEY)
        bad = BadMessage("late", f"event time {article.event_time} is more than the window behind the newest article")
        return dead_letter(
            self._dead_letters,
            bad,
            article.raw,
            value,
            key,
            timestamp_of(record),
            now_ms,
            article.source,
            trace_of(record),
        )


def _as_folded(out: Out) -> Out:
    """The record of an article that is folded already: without the original that it would have needed to be late."""
    headers = tuple((name, value) for name, value in out.headers if name in records.TRACE)
    return replace(out, headers=(*headers, (records.FOLDED, b"1")))


def _traces(pairs: list[_Pair]) -> dict[str, records.Headers]:
    """Trace headers of the articles that have some, by content hash, the latest last."""
    return {p.article.content_hash: trace for p in pairs if (trace := trace_of(p.record))}


def _trace_for(story: Story | None, traces: dict[str, records.Headers]) -> records.Headers:
    """Trace headers for a story: those of the latest article of the batch that is one of its versions, or of any."""
    if not traces:
        return ()
    mine = {v.content_hash for v in story.versions} if story is not None else set()
    latest_first = list(reversed(traces.items()))
    return next((trace for content, trace in latest_first if content in mine), latest_first[0][1])
