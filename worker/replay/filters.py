"""What a replay selects from a range: sources before reading, slugs and stories before publishing."""

from __future__ import annotations

from dataclasses import dataclass

from worker.story.story import Story
from worker.wire.keys import slug_key
from worker.wire.raw import source_of
from worker.wire.source_name import source_name


@dataclass(frozen=True, slots=True)
class Filters:
    """Empty means all. `slugs` are compared as on the wire: case, quotes and hyphens do not matter.

    Slugs and stories only limit what is published, because a story also depends on the articles around it.
    """

    sources: tuple[str, ...] = ()
    slugs: tuple[str, ...] = ()
    stories: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Normalize the sources, as articles do: spaces may differ in what is sent."""
        object.__setattr__(self, "sources", tuple(map(source_name, self.sources)))

    def takes_message(self, value: bytes | None, source: str | None = None) -> bool:
        """Whether to read a raw message at all. `source` is used for a message that names none."""
        return not self.sources or source_of(value, source) in self.sources

    def takes_story(self, story: Story) -> bool:
        """Whether to publish a story."""
        return self.takes(story.source, story.uri, (story.slug, *story.slugs))

    def takes(self, source: str, uri: str, slugs: tuple[str | None, ...]) -> bool:
        """Whether to publish a story of which only these fields are known."""
        if self.sources and source not in self.sources:
            return False
        if self.stories and uri not in self.stories:
            return False
        wanted = {slug_key(slug) for slug in self.slugs}
        return not wanted or any(slug_key(slug) in wanted for slug in slugs if slug)
