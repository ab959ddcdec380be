"""A story's new state with everything derived from it: its record as JSON, its speakers and topics, its copies."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from hashlib import sha256

from worker.story.canonical import Shows, make_story
from worker.story.combine import Links
from worker.story.group import Group, lifted_by
from worker.story.story import Story, to_json
from worker.wire.article import NOTHING, NOTHING_SAID, Said

Copies = Callable[[str, Said], tuple[str, ...]]
"""Names the streams that get a copy of a story, by its source and what its text says."""


@dataclass(frozen=True, slots=True)
class StoryState:
    """A story's new state. Without `story` and `body` the uri no longer names a story (tombstone).

    `body` is its record as JSON, `said` its speakers and topics. `copies` are the other streams that get the record,
    `left` those that have an older one, which must be removed.
    """

    uri: str
    story: Story | None = None
    body: bytes | None = None
    said: Said = NOTHING_SAID
    copies: tuple[str, ...] = ()
    left: tuple[str, ...] = ()

    def after(self, copies: tuple[str, ...]) -> StoryState:
        """The same state, following one that had `copies`."""
        left = tuple(stream for stream in copies if stream not in self.copies)
        return replace(self, left=left) if left else self


def merged(states: Iterable[StoryState], later: Iterable[StoryState]) -> list[StoryState]:
    """The states after two steps that are published as one."""
    found = {state.uri: state for state in states}
    for state in later:
        first = found.get(state.uri, state)
        left = tuple(stream for stream in dict.fromkeys((*first.left, *state.left)) if stream not in state.copies)
        found[state.uri] = replace(state, left=left)
    return [found[uri] for uri in sorted(found)]


def nowhere(_source: str, _said: Said) -> tuple[str, ...]:
    """No copies."""
    return ()


def make_state(group: Group, links: Links, copies: Copies = nowhere, shows: Shows = "nothing") -> StoryState:
    """The state of a story. A killed or withheld one is copied to the streams of its last text, one under embargo to
    those that it will be in. `shows` is how much is published of texts under embargo."""
    story = make_story(group, links, shows)
    group = lifted_by(group, links.lifted)
    a = group.copies[group.shown].article
    said = Said(a.speakers, a.topics)
    put = copies(story.source, said)
    if story.speakers is NOTHING and story.topics is NOTHING:
        said = NOTHING_SAID  # those of a killed story must not be published
    return StoryState(story.uri, story, to_json(story), said, put)


@dataclass(frozen=True, slots=True)
class Published:
    """What was last published of a story: the digest of its record, and the streams that hold a copy."""

    digest: bytes
    copies: tuple[str, ...]


UNPUBLISHED = Published(b"", ())


def published(state: StoryState) -> Published:
    """What to remember of a story."""
    return Published(sha256(state.body or b"").digest()[:16], state.copies)  # processors compute it faster than others
