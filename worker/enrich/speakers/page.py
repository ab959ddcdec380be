"""The text being read: its names by position, and mentions of sources."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from worker.enrich.speakers.names import Name
from worker.enrich.speakers.people import People

Shape = Literal["pronoun", "name", "role"]


@dataclass(slots=True)
class Mention:
    """A source as printed: text[start:end], what it looks like, the name in it, and the rule that found it."""

    start: int
    end: int
    shape: Shape
    text: str
    name: Name | None
    rule: str


@dataclass(slots=True)
class Page:
    """One text being read: the text, its masked copy, and its names by start and end. `headline` is only
    asked for what the text does not say. `titles` caches the titles around a name, by its start, because roles and
    speakers both need them."""

    text: str
    masked: str
    names: list[Name]
    by_start: dict[int, Name]
    by_end: dict[int, Name]
    people: People
    headline: str = ""
    titles: dict[int, list[str]] = field(default_factory=dict)
