"""What is remembered while a text is read, and the look-ups that every reference needs."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from worker.enrich.speakers import word_lists
from worker.enrich.speakers.names import Entity
from worker.enrich.speakers.page import Page
from worker.enrich.speakers.tables import words

REACH = 6
"""Sentences that a reference may look back."""


@dataclass(slots=True)
class Talk:
    """What is remembered while the text is read: who spoke in which sentence (`spoke`), the unnamed sources by their
    words and by their role (`unnamed`, `heads`), the bearers of each role that was asked for (`bearers`), and where the
    first lines end (`lead_end`)."""

    page: Page
    starts: list[int]
    name_starts: list[int]
    spoke: dict[int, Entity] = field(default_factory=dict)
    unnamed: dict[str, Entity] = field(default_factory=dict)
    bearers: dict[str, list[Entity]] = field(default_factory=dict)
    lead_end: int = 0
    heads: dict[str, tuple[int, Entity]] = field(default_factory=dict)


@dataclass(slots=True)
class Resolved:
    """Whom a mention means, by which rule, and how often that rule is right where it could be counted (0 to 1)."""

    entity: Entity
    found: str
    sure: float


_FREE = re.compile(r"(?:^|[,;:.\"”\n—–(] ?|\b(?:[Aa]nd|[Bb]ut|[Tt]hat|[Ww]hile|[Aa]s|[Ww]hen|[Aa]fter|[Bb]efore) )$")


def first_person(talk: Talk, low: int, high: int, sex: str | None, *, free: bool) -> tuple[Entity | None, bool]:
    """The first person named in text[low:high] who can be meant, and whether he is only the owner of something;
    `free`: none that a preposition or verb governs."""
    names = talk.page.names
    fallback = None
    owns = False
    for position in range(bisect_left(talk.name_starts, low), len(names)):
        name = names[position]
        if name.start >= high:
            break
        if name.kind not in ("person", "single"):
            continue
        entity = talk.page.people.resolve(name)
        if (
            entity.kind != "person"
            or (sex is not None and entity.gender not in (None, sex))
            or not (entity.given or name.title or entity.spoke or entity.gender)
        ):
            continue
        masked = talk.page.masked
        if masked[name.end : name.end + 2] in ("'s", "’s"):
            owns = fallback is None or owns
            fallback = fallback or entity
            continue
        if _FREE.search(masked, max(0, name.start - 8), name.start) or name.start == low:
            return entity, False
        fallback = fallback or entity
    return None if free else fallback, owns


def unnamed(talk: Talk, text: str) -> Entity:
    """A source without a name, known again by its words."""
    clean = _ARTICLE.sub("", text) if text.startswith(("the", "The")) else text
    if clean.startswith(("A ", "An ")):
        clean = "a" + clean[1:]
    key = clean.lower()
    entity = talk.unnamed.get(key)
    if entity is None:
        body = head_of(key.split()) in word_lists.BODY_ROLES
        entity = talk.unnamed[key] = Entity(clean, "body" if body else "unnamed")
    entity.aliases[text] = None
    return entity


_ARTICLE = re.compile(r"^(?:the|The)\s+")
_AFTER_HEAD = words("of on for from in at with to who close familiar near")


def head_of(words: list[str]) -> str:
    """The noun a phrase is about: "spokesman" in "a spokesman for the ministry"."""
    for position, word in enumerate(words):
        if position and word in _AFTER_HEAD and not (word == "of" and words[-2] == "winning"):
            return words[position - 1].strip(",'’")
        if position and word.endswith("ing") and words[position - 1] in word_lists.ROLES and position < len(words) - 1:
            return words[position - 1]  # "the senator vying for the post"
    return words[-1].strip(",'’") if words else ""
