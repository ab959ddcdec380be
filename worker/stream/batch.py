"""Turn one polled batch into records to write, and into counts for the metrics once they are committed.

Nothing here talks to Kafka, so replays use the same code.
"""

from __future__ import annotations

import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from worker.publish.outputs import Record
from worker.story import isolate
from worker.story.changelog import record_key
from worker.story.closed import late
from worker.story.decision import Decision
from worker.story.packed import body_size, opened, repacked
from worker.story.source_state import SourceState
from worker.story.state import StoryState
from worker.story.step import Effect, Step
from worker.story.story import Story
from worker.stream import clients, decisions, records, rules
from worker.stream.config import Settings
from worker.stream.dead_letters import dead_letter
from worker.stream.defects import defect
from worker.stream.metrics import DecisionEnding, Ending, ending_of
from worker.stream.readers import Readers
from worker.stream.records import Out, timestamp_of, trace_of
from worker.stream.state import SourceStates, log_foreign, state_of
from worker.stream.streams import partition_of
from worker.stream.traces import trace_for
from worker.stream.understand import Packed, envelope_of
from worker.wire.article import REFUSED, Article, BadMessage, Lineage, Reason
from worker.wire.raw import source_of

MAX_ARTICLE_BYTES = clients.MAX_RECORD_BYTES // 2
"""Largest article as JSON: the story made from it, with all versions, must fit into a record."""

MAX_BOTH_BYTES = clients.MAX_RECORD_BYTES - 64 * 1024
"""Largest article as JSON plus its raw message: both are in one record when an article is handed over."""

MAX_OUT_BYTES = clients.MAX_RECORD_BYTES - 64 * 1024
"""Largest value of a story or a changelog entry. The limits of their parts keep them far below it; where these fail,
the article that makes one larger is a dead letter, since Kafka's refusal would come again with each restart."""

SMALL_BYTES = 64 << 10
"""A raw record is sent along with an article that is handed over only up to this size plus four times the article's: a
record with a hundred articles would be sent a hundred times. Larger ones are fetched from the raw stream if needed."""

ENOUGH = 250
"""How many articles are folded while others are still being read elsewhere. With fewer, each costs more, and more
stories are written in a state that is soon replaced."""

_FOUND = re.compile(rb'"found":"(\w+)"')
"""How a quote's speaker was found, in the JSON of the speakers. Text cannot match: its quotation marks are escaped."""

Published = list[tuple[StoryState, list[Record]]]
"""Stories with the records written for each."""

_NONE_HELD: Mapping[int, SourceStates] = {}


@dataclass(frozen=True, slots=True)
class _Sent:
    """An article to fold, also packed, and its raw record's key, value, timestamp, trace headers and content type.
    `value` None: it was too large to be handed over with the article."""

    article: Article
    packed: bytes
    key: bytes | None
    value: bytes | None
    timestamp_ms: int | None
    trace: records.Headers
    content_type: str | None = None


@dataclass(slots=True)
class Batch:
    """The results of one batch. They take effect only when the transaction is committed."""

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
    releases: int = 0
    """Embargoes that have ended."""
    decisions: Counter[DecisionEnding] = field(default_factory=Counter)
    decided: list[tuple[Decision, Effect]] = field(default_factory=list)
    forgotten: int = 0
    """Decisions no longer kept."""
    foreign: int = 0
    """Skipped records of `handover` that are not ours."""
    read: int = 0
    read_seconds: float = 0.0
    folded: int = 0
    fold_seconds: float = 0.0
    dead_in_a_row: int = 0
    """Consecutive messages at the end of the batch that are unreadable or defects."""
    broken_in_a_row: int = 0
    """The same, counting the articles that were to be folded."""
    longest_dead_run: int = 0

    def refuse(self, reason: Reason) -> None:
        """Count a dead letter."""
        self.endings["dead_letter"] += 1
        self.reasons[reason] += 1

    def refuse_decision(self, reason: Reason, letter: Out) -> None:
        """Write the dead letter of a decision, and count it."""
        self.outs.append(letter)
        self.decisions["dead_letter"] += 1
        self.reasons[reason] += 1


class Hops:
    """The two steps, raw record to article and article to stories, with the readers, rules and outputs they need."""

    def __init__(
        self,
        settings: Settings,
        readers: Readers | None = None,
        beat: Callable[[], None] = lambda: None,
        fetch: Callable[[Lineage], bytes | None] = lambda raw: None,
        embargo_ms: int | None = None,
    ) -> None:
        """`beat` is called between steps that may take long; `fetch` gets a raw record's value from its stream.
        `embargo_ms`, if given, replaces the clock for embargoes and pins."""
        self._beat, self._fetch, self._embargo_ms = beat, fetch, embargo_ms
        self._readers = readers or Readers(0)
        self.outputs = rules.outputs(settings, self._readers.rules.routes)
        self._names = {name: settings.stream(name) for name in self.outputs.streams}
        self._articles = settings.stream("articles")
        self._handover = settings.stream("handover")
        self._dead_letters = settings.stream("dead-letters")
        self._partitions = settings.partitions
        self._window_ms = settings.window_ms

    def take(
        self, raws: Sequence[Any], batch: Batch, now_ms: int, held: Mapping[int, SourceStates] = _NONE_HELD
    ) -> None:
        """Read raw records. Fold an article if the partition of its source is among those `held`, whose states change
        at once; otherwise hand it over. Unreadable records become dead letters."""
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
        batch.refuse(bad.reason)
        if bad.reason in REFUSED:
            return  # recognized as not being articles: a wire that sends such things does not mean that we are broken
        batch.dead_in_a_row += 1
        batch.longest_dead_run = max(batch.longest_dead_run, batch.dead_in_a_row)

    def _article(self, record: Any, found: Packed, batch: Batch, now_ms: int) -> _Sent:
        """The article of a raw record. Raises a `BadMessage` if it is one, or is too large."""
        if isinstance(found, BadMessage):
            raise found
        article, packed = found
        size = body_size(packed)
        if size > MAX_ARTICLE_BYTES:
            said = f"{size} bytes as an article, {MAX_ARTICLE_BYTES} at most"
            raise BadMessage("too_large", said, article.raw.part or None)
        both = size + len(record.value or b"") + len(record.key or b"")
        if both > MAX_BOTH_BYTES:
            said = f"{both} bytes as an article with its original, {MAX_BOTH_BYTES} at most"
            raise BadMessage("too_large", said, article.raw.part or None)
        record_ms = timestamp_of(record)
        if article.event_ms is not None:
            batch.lateness_ms.append((now_ms if record_ms is None else record_ms) - article.event_ms)
        batch.quotes.update(_FOUND.findall(article.speakers))
        batch.topics["yes" if b"medtop:" in bytes(article.topics) else "no"] += 1
        batch.sources.add(article.source)
        kind = envelope_of(record.headers).content_type
        return _Sent(article, packed, record.key, record.value, record_ms, trace_of(record), kind)

    def _handed_over(self, sent: _Sent, place: int) -> Out:
        """The record that sends an article to the worker that holds its source, with everything a dead letter needs."""
        headers = records.STAMP + sent.trace
        if sent.value is not None and len(sent.value) <= SMALL_BYTES + 4 * body_size(sent.packed):
            headers += ((records.ORIGINAL, sent.value),)
        headers += ((records.ORIGINAL_KEY, sent.key),) if sent.key is not None else ()
        headers += ((records.CONTENT_TYPE, sent.content_type.encode()),) if sent.content_type is not None else ()
        key = record_key(sent.article.source, "article", sent.article.key)
        return Out(self._handover, key, sent.packed, headers, place, sent.timestamp_ms)

    def fold(self, partition: int, states: SourceStates, found: Iterable[Any], batch: Batch, now_ms: int) -> None:
        """Fold records of one partition of `handover`. The states change at once. Raises what `readable` does."""
        start = time.perf_counter()
        by_source: dict[str, list[_Sent]] = defaultdict(list)
        decided: list[decisions.Sent] = []
        for record in map(records.readable, found):
            try:
                if (record.key or b"").startswith(decisions.KEY):
                    decided.append(decisions.received(record))
                    continue
                article = opened(record.value or b"")
            except ValueError as error:
                if not batch.foreign:
                    log_foreign(record, error)
                batch.foreign += 1
                continue
            value, key = (records.header(record.headers, name) for name in (records.ORIGINAL, records.ORIGINAL_KEY))
            kind = envelope_of(record.headers).content_type
            sent = _Sent(article, repacked(record.value), key, value, timestamp_of(record), trace_of(record), kind)
            by_source[article.source].append(sent)
        for source, sent_by in by_source.items():
            self._fold(source, partition, states, sent_by, batch, now_ms)
        self.fold_decisions(partition, states, decided, batch, now_ms)
        batch.fold_seconds += time.perf_counter() - start

    def decide(
        self, found: Iterable[Any], batch: Batch, now_ms: int, held: Mapping[int, SourceStates] = _NONE_HELD
    ) -> None:
        """The same as `take` for records of `decisions`: fold them, hand them over, or make dead letters of them."""
        direct: dict[int, list[decisions.Sent]] = defaultdict(list)
        for record in found:
            try:
                sent = decisions.read(record)
            except BadMessage as bad:
                batch.refuse_decision(bad.reason, decisions.refused(self._dead_letters, record, bad, now_ms))
                continue
            place = partition_of(sent.decision.source, self._partitions)
            if place in held:
                direct[place].append(sent)
            else:
                batch.outs.append(decisions.handed_over(self._handover, sent, place))
        for place, some in direct.items():
            self.fold_decisions(place, held[place], some, batch, now_ms)

    def fold_decisions(
        self, place: int, states: SourceStates, sent: Iterable[decisions.Sent], batch: Batch, now_ms: int
    ) -> None:
        """Fold decisions on sources of one partition. The states change at once."""
        clock = now_ms if self._embargo_ms is None else self._embargo_ms
        by_source: dict[str, list[decisions.Sent]] = defaultdict(list)
        for one in sent:
            by_source[one.decision.source].append(one)
        for source, some in by_source.items():
            batch.places.add(place)
            state = state_of(states, source, self._window_ms, self.outputs)
            parts, errors = isolate.decide(state, [s.decision for s in some], self._stories, clock)
            for part in parts:
                told = [some[n] for n in part.numbers]
                self._write_changelog(source, place, part.step, batch)
                self._write_stories(part.made, {s.decision.id: s.trace for s in told if s.trace}, batch)
                batch.decisions.update(part.step.effects)
                batch.decided.extend(zip((s.decision for s in told), part.step.effects, strict=True))
            for n, error in errors.items():
                batch.refuse_decision("defect", decisions.broken(self._dead_letters, some[n], error, now_ms))

    def _fold(
        self, source: str, place: int, states: SourceStates, sent: list[_Sent], batch: Batch, now_ms: int
    ) -> None:
        batch.folded += len(sent)
        batch.places.add(place)
        state = state_of(states, source, self._window_ms, self.outputs)
        articles, packed, times = zip(*((s.article, s.packed, s.timestamp_ms) for s in sent), strict=True)
        clock = now_ms if self._embargo_ms is None else self._embargo_ms
        parts, errors = isolate.add(state, articles, packed, times, self._stories, self._beat, clock)
        for part in parts:
            self._write_step(state, place, [sent[n] for n in part.numbers], part.step, part.made, batch, now_ms)
        for n, error in errors.items():
            self._set_apart(sent[n], error, batch, now_ms)
        batch.broken_in_a_row = 0 if parts else batch.broken_in_a_row + len(errors)
        batch.longest_dead_run = max(batch.longest_dead_run, batch.broken_in_a_row)

    def _set_apart(self, sent: _Sent, error: BaseException, batch: Batch, now_ms: int) -> None:
        """Make a dead letter of an article that triggers a bug in our code, or makes a record too large."""
        bad = error if isinstance(error, BadMessage) else defect(error)
        batch.refuse(bad.reason)
        batch.outs.append(self._dead_letter(sent, bad, now_ms))

    def _stories(self, step: Step) -> Published:
        """The records to publish for a step. Raises a `BadMessage` if one, or a changelog entry, is too large."""
        found = [(state, list(self.outputs.records(state))) for state in step.states]
        values = [record.value for _, records in found for record in records] + [
            entry.value for entry in step.changelog
        ]
        if (longest := max((len(value) for value in values if value is not None), default=0)) > MAX_OUT_BYTES:
            raise BadMessage("too_large", f"{longest} bytes as part of its story, {MAX_OUT_BYTES} at most")
        return found

    def _renewed(self, step: Step) -> Published:
        """The same for a renewal. Nobody knows which copies there were of a story that is gone: all are taken back."""
        routed = tuple(route.stream for route in self.outputs.routes)
        states = [state.after(routed) if state.story is None else state for state in step.states]
        return [(state, list(self.outputs.records(state))) for state in states]

    def _write_step(
        self,
        state: SourceState,
        place: int,
        sent: list[_Sent],
        step: Step,
        published: Published,
        batch: Batch,
        now_ms: int,
    ) -> None:
        """Add the records of a step: changelog, stories, dead letters."""
        traces = {s.article.content_hash: s.trace for s in sent if s.trace}  # the latest last
        self._write_changelog(state.source, place, step, batch)
        for one, outcome in zip(sent, step.outcomes, strict=True):
            if outcome == "late":
                batch.refuse("late")
                batch.outs.append(self._dead_letter(one, late(one.article, state.closed_story(one.article)), now_ms))
            else:
                batch.endings[ending_of(outcome)] += 1
            if outcome == "published":
                batch.published_ms.append(now_ms if one.timestamp_ms is None else one.timestamp_ms)
        self._write_stories(published, traces, batch)

    def _write_changelog(self, source: str, place: int, step: Step, batch: Batch) -> None:
        for kind, key, value, uri in step.changelog:
            headers = (*records.STAMP, (records.STORY, uri.encode())) if uri else records.STAMP
            batch.outs.append(Out(self._articles, record_key(source, kind, key), value, headers, place))
            batch.releases += kind == "release" and value is not None
            batch.forgotten += kind == "decision" and value is None

    def _write_stories(self, published: Published, traces: dict[str, records.Headers], batch: Batch) -> None:
        for state, found in published:
            headers = trace_for(state.story, traces)
            batch.outs.extend(Out(self._names[stream], uri.encode(), value, headers) for stream, uri, value in found)
            if state.story is not None:
                batch.published.append(state.story)

    def release(self, place: int, state: SourceState, batch: Batch, now_ms: int) -> BaseException | None:
        """Publish stories whose embargo has ended by `now_ms`. If our own code fails, returns its exception and changes
        nothing."""
        try:
            part = isolate.release(state, now_ms, self._stories)
        except isolate.NOT_OURS:
            raise
        except BaseException as error:  # noqa: BLE001 - a defect, as in `isolate`
            return error
        batch.places.add(place)
        self._write_step(state, place, [], part.step, part.made, batch, now_ms)
        return None

    def renew(self, place: int, state: SourceState, batch: Batch, now_ms: int) -> list[isolate.Broken]:
        """Republish the open stories of a source: see `SourceState.renew`. Returns the articles that it fails on."""
        step, published, broken = isolate.renew(state, self._renewed, now_ms)
        batch.places.add(place)
        self._write_changelog(state.source, place, step, batch)
        self._write_stories(published, {}, batch)
        return broken

    def _dead_letter(self, sent: _Sent, bad: BadMessage, now_ms: int) -> Out:
        article = sent.article
        value = self._fetch(article.raw) if sent.value is None else sent.value
        stream, key, ms, kind = self._dead_letters, sent.key, sent.timestamp_ms, sent.content_type
        return dead_letter(stream, bad, article.raw, value, key, ms, now_ms, article.source, sent.trace, kind)
