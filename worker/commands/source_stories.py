"""The open and closed stories of one source, from the stream `articles`: to say beforehand what a decision will do."""

from __future__ import annotations

from collections import defaultdict

from kafka import TopicPartition

from worker.replay.errors import ReplayError
from worker.replay.kafka.records import read
from worker.story import isolate
from worker.story.changelog import Entry
from worker.story.closed import Closed
from worker.story.decision import Decision, normal
from worker.story.source_state import SourceState
from worker.story.state import StoryState
from worker.stream import clients
from worker.stream.config import Settings
from worker.stream.state import entry_of
from worker.stream.streams import partition_of
from worker.wire.keys import slug_key


class SourceStories:
    """The open and the closed stories of a source, by the names that people use for them."""

    def __init__(self, settings: Settings, source: str) -> None:
        """Read the source's partition of `articles`. Raises `ReplayError` if there is no such stream."""
        self._source = source
        self._state = SourceState(source, settings.window_ms, changelog=False)
        self._closed = Closed(source)
        uris: dict[str, str] = {}
        for entry in _entries(settings, source):
            try:
                self._state.restore(entry)
            except ValueError:
                continue  # not ours: the worker counts such records and says so
            uris[entry.key] = entry.story
            if entry.kind == "stub":
                self._closed.restore(entry.key, entry.value)
        isolate.settle(self._state)
        self._items: dict[str, dict[str, None]] = defaultdict(dict)
        """The items of each story, and of all stories with a slug, in the order of their names."""
        self._names: set[str] = set()
        for article in sorted(self._state.articles(), key=lambda a: a.item_id):
            self._names.update(article.known_as)
            self._items[uris[article.key]][article.item_id] = None
            if article.slug:
                self._items[slug_key(article.slug)][uris[article.key]] = None

    def named(self, name: str) -> list[str]:
        """The items that a person means by an id, an address, a story's uri or a slug, by uri or slug all of the story;
        the uris of the stories, if a slug is that of several. Nothing if none is held."""
        if normal(self._source, name) in self._names:
            return [name]
        found = list(self._items.get(name, ()) or self._items.get(slug_key(name), ()))
        return list(self._items[found[0]]) if len(found) == 1 and found[0] in self._items else found

    def texts(self, name: str) -> dict[str, str]:
        """The items of the texts that a person means by a name, as in `named`, by their content hashes."""
        names = {normal(self._source, item): item for item in self.named(name)}
        return {a.content_hash: item for a in self._state.articles() for n in a.known_as if (item := names.get(n))}

    def is_closed(self, name: str) -> bool:
        """Whether it is the name of an item, or the uri, of a story that has closed."""
        return name in self._closed or self._closed.has_name(normal(self._source, name))

    def effect(self, decision: Decision) -> list[StoryState]:
        """The stories that a decision would change, as they would be then. The decision is taken in."""
        return list(self._state.decide([decision]).states)


def _entries(settings: Settings, source: str) -> list[Entry]:
    """What the changelog holds of a source: the last of each key."""
    stream = settings.stream("articles")
    last: dict[bytes, Entry] = {}
    consumer = clients.range_consumer(settings)
    try:
        partitions = consumer.partitions_for_topic(stream)
        if not partitions:
            raise ReplayError(f"no stream {stream}: is the prefix the worker's? `newswire streams` creates the streams")
        tp = TopicPartition(stream, partition_of(source, len(partitions)))
        for record in read(consumer, tp, None, consumer.end_offsets([tp])[tp]):
            try:
                named, entry = entry_of(record)
            except ValueError:
                continue
            if named != source:
                continue
            if record.value is None:
                last.pop(record.key, None)
            else:
                last[record.key] = entry
    finally:
        consumer.close()
    return list(last.values())
