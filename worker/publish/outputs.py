"""Everything that is published of a story: its JSON, its ninjs, its copies in the streams of the routing table.

All code that publishes stories uses it: the live worker, replay, promote, republish, and output to files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from worker.publish import ninjs, routing
from worker.publish.routing import Routes
from worker.story import story as stories
from worker.story.canonical import Shows
from worker.story.state import StoryState
from worker.wire.article import Said

STORIES, NINJS = "stories", "ninjs"

MOST_NINJS_BYTES = (16 << 20) - (64 << 10)
"""A larger ninjs, which Kafka would refuse, is written without the parts that repeat the text."""


class Record(NamedTuple):
    """The record of a story for one stream, named without the deployment's prefix; None is a tombstone."""

    stream: str
    uri: str
    value: bytes | None


@dataclass(frozen=True, slots=True)
class Outputs:
    """Where a deployment publishes its stories."""

    ninjs: bool = False
    routes: Routes = ()
    embargo_shows: Shows = "nothing"
    """How much is published of texts under embargo."""

    @property
    def streams(self) -> tuple[str, ...]:
        """Their names without prefix; `stories` comes first."""
        return (STORIES, *((NINJS,) if self.ninjs else ()), *(r.stream for r in self.routes))

    def copies(self, source: str, said: Said) -> tuple[str, ...]:
        """Streams of the routing table that get a copy of a story with this text."""
        return routing.streams_of(source, said, self.routes) if self.routes else ()

    def records(self, state: StoryState) -> Iterator[Record]:
        """All records to write for a story's new state."""
        uri, body, story = state.uri, state.body, state.story
        yield Record(STORIES, uri, body)
        if self.ninjs:
            yield Record(NINJS, uri, None if story is None else ninjs.to_json(story, MOST_NINJS_BYTES, state.said))
        for stream in state.copies:
            yield Record(stream, uri, body)
        for stream in state.left:
            yield Record(stream, uri, None)


STORIES_ONLY = Outputs()


def published(outputs: Outputs, uri: str, body: bytes | None, held: tuple[str, ...] = ()) -> StoryState:
    """The state of a story of which only the record in `stories` is available; the routed streams `held` have copies.
    The record of a killed, withheld or embargoed story has no text: its copies stay where they are, and only a route
    that matches by source alone gets another."""
    if body is None:
        return StoryState(uri).after(held)
    story = stories.from_json(body)
    said = Said(story.speakers, story.topics)
    copies = outputs.copies(story.source, said)
    if story.status in ("canceled", "withheld", "embargoed"):
        copies = tuple(r.stream for r in outputs.routes if r.stream in (*copies, *held))
    return StoryState(uri, story, body, said, copies).after(held)
