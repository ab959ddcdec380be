"""The story: what many articles add up to, as a frozen value. Its JSON form is `schemas/story.v1.json`."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import Literal

import msgspec
import orjson

from worker.wire.article import (
    Dateline,
    DigestItem,
    EditorNote,
    Kind,
    Lineage,
    Link,
    Picture,
    Subject,
    as_it_is,
)
from worker.wire.frozen import quick

StoryStatus = Literal["usable", "withheld", "canceled", "superseded", "embargoed"]
Rung = Literal["serial", "link", "slug", "text", "item"]
ChangeKind = Literal[
    "created", "updated", "corrected", "silent_edit", "no_text_change", "media_only",
    "reopened", "superseded", "canceled", "withheld", "released", "reinstated",
    "embargoed",
]  # fmt: skip
CombineState = Literal["superseded", "related", "unresolved", "canceled", "refused"]
DecidedState = Literal["in_force", "overruled", "ended", "waiting"]


@dataclass(frozen=True, slots=True)
class Version:
    """One distinct version of a story, oldest first in `Story.versions`."""

    item_id: str
    marker: str | None
    lead_number: int | None
    send_number: int | None
    headline: str | None
    published: str | None
    fetched_at: str | None
    status: str
    change: str
    content_hash: str
    url: str | None
    raw: Lineage


@dataclass(frozen=True, slots=True)
class Change:
    """What the canonical version changed since the version before it, and whether its note agrees.

    `paragraphs_added` are 1-based numbers in the new text, `paragraphs_removed` in the old one. `note_agrees` is null
    without a note or without an earlier version to compare; `note_doubts` says, verb by verb, what was not found.
    """

    kind: ChangeKind
    paragraphs_added: tuple[int, ...] = ()
    paragraphs_removed: tuple[int, ...] = ()
    headline_before: str | None = None
    captions_added: tuple[str, ...] = ()
    captions_removed: tuple[str, ...] = ()
    note_agrees: bool | None = None
    note_doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Combine:
    """A story that this one absorbed, or that its note names and that has not come yet."""

    slug: str | None
    headline: str | None
    uri: str | None
    state: CombineState
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision of an editor that names an item of the story. `ms` is when it was made, in epoch milliseconds.

    `overruled`: a newer one, `overruled_by`, says otherwise of these items; `ended`: the time of a pin is over, or what
    a follow superseded has gone on by itself; `waiting`: another item that it names, or the pinned version, has not
    come or cannot be published.
    """

    id: str
    kind: str
    who: str
    ms: int
    why: str | None
    state: DecidedState = "in_force"
    overruled_by: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A story that a digest repeats."""

    headline: str
    marker: str | None
    uri: str | None


@quick
@dataclass(frozen=True, slots=True)
class Story:
    """The canonical story.

    `version` counts the known distinct versions, `gaps` lists missing lead numbers (0 = the base), `missing_takes` the
    parts that the current text lacks; `older_versions` is how many versions came before those listed; `closed` says
    that a notice reached it after it had closed: only its status, slug and headline are known then.
    """

    uri: str
    source: str
    kind: Kind
    status: StoryStatus
    superseded_by: str | None
    superseded_through: tuple[str, ...]
    slug: str | None
    slugs: tuple[str, ...]
    headline: str | None
    prefix: str | None
    marker: str | None
    lead_number: int | None
    version: int
    change: Change
    first_created: str | None
    version_created: str | None
    editor_note: EditorNote | None
    correction: str | None
    dateline: Dateline | None
    byline: str | None
    emails: tuple[str, ...]
    language: str
    paragraphs: tuple[str, ...]
    captions: tuple[str, ...]
    items: tuple[DigestItem, ...]
    embargoed_until: str | None = field(default=None, kw_only=True)
    urgency: int | None = field(default=None, kw_only=True)
    subjects: tuple[Subject, ...] = field(default=(), kw_only=True)
    credit: str | None = field(default=None, kw_only=True)
    links: tuple[Link, ...] = field(default=(), kw_only=True)
    pictures: tuple[Picture, ...] = field(default=(), kw_only=True)
    signals: tuple[str, ...] = field(default=(), kw_only=True)
    speakers: msgspec.Raw
    topics: msgspec.Raw
    versions: tuple[Version, ...]
    older_versions: int = field(default=0, kw_only=True)
    closed: bool = field(default=False, kw_only=True)
    gaps: tuple[int, ...]
    missing_takes: tuple[int, ...] = field(default=(), kw_only=True)
    combines: tuple[Combine, ...]
    mentions: tuple[Mention, ...]
    rung: Rung
    decided_by: tuple[Decided, ...] = field(default=(), kw_only=True)
    flags: tuple[str, ...]


def to_json(story: Story) -> bytes:
    """The story as one line of JSON, keys in field order."""
    return orjson.dumps(story, default=as_it_is)


def from_json(value: bytes) -> Story:
    """Read back what `to_json` wrote. Raises `msgspec.DecodeError` on anything else."""
    return _decoder().decode(value)


@functools.cache
def _decoder() -> msgspec.json.Decoder[Story]:
    return msgspec.json.Decoder(Story)
