"""What the rules pass to each other: a cue with its source, a quote with its speaker."""

from __future__ import annotations

from dataclasses import dataclass, field

from worker.enrich.speakers.cues import Hit
from worker.enrich.speakers.names import Entity
from worker.enrich.speakers.page import Mention
from worker.enrich.speakers.quotation import Piece
from worker.enrich.speakers.talk import Resolved, Talk
from worker.enrich.speakers.values import QuoteKind


@dataclass(slots=True)
class Frame:
    """A cue, its speaker, and the rule that found the speaker."""

    hit: Hit
    mention: Mention | None
    resolved: Resolved | None
    rule: str
    used: bool = False


@dataclass(slots=True)
class Found:
    """A quote found: text[start:end] of the joined text, with its source."""

    start: int
    end: int
    kind: QuoteKind
    hit: Hit | None
    mention: Mention | None
    entity: Entity
    found: str
    evidence: str
    sure: float


@dataclass(slots=True)
class Reading:
    """The state of one pass over the sentences: the quotes found, the last of them, where the sentence begins, run-on
    quotes that wait for a cue, quotations that are not speech, each with the reason, and those that somebody denies."""

    talk: Talk
    found: list[Found]
    last: Found | None = None
    sentence: int = 0
    open: list[Found] = field(default_factory=list)
    left: list[tuple[Piece, str]] = field(default_factory=list)
    denied: list[tuple[Piece, Entity, Hit]] = field(default_factory=list)
