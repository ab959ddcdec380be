"""Joint speakers: "Ada Berg and Bo Lund said in a joint statement" is said by both."""

from __future__ import annotations

import dataclasses

from worker.enrich.speakers import grammar, word_lists
from worker.enrich.speakers.found import Found
from worker.enrich.speakers.names import Entity, Name
from worker.enrich.speakers.page import Mention, Page

_MOST = 6


def together(page: Page, found: Found) -> list[Found]:
    """The same quote once more for each of those who say it with its speaker."""
    mention, hit = found.mention, found.hit
    if mention is None or (name := mention.name) is None:
        return []
    if not (page.masked.startswith(" and ", name.end) or page.masked.endswith(" and ", 0, name.start)):
        return []
    if hit is not None and "who" in page.masked[mention.end : hit.start].split():
        return []
    return [
        dataclasses.replace(found, entity=entity) for entity in _others(page, mention) if entity is not found.entity
    ]


def _others(page: Page, mention: Mention) -> list[Entity]:
    """Who speaks together with the person of a mention: named with "and" before or behind it, and by a comma before
    those."""
    name = mention.name
    if name is None or mention.shape != "name" or name.kind not in ("person", "single"):
        return []
    masked = page.masked
    if masked.startswith(" and ", name.end):
        return _entities(page, [page.by_start.get(name.end + 5)])
    if not masked.endswith(" and ", 0, name.start):
        return []
    found: list[Name | None] = [page.by_end.get(name.start - 5)]
    while found[-1] is not None and len(found) < _MOST and masked.endswith(", ", 0, found[-1].start):
        found.append(page.by_end.get(found[-1].start - 2))
    first = next((one for one in reversed(found) if one is not None), None)
    return _entities(page, found) if first is not None and _opens_clause(masked, first.start) else []


def _opens_clause(masked: str, start: int) -> bool:
    """Nobody acts on the first of them ("Kim met Ada Berg and Bo Lund said no")."""
    before = masked[max(0, start - 24) : start].rstrip(' "“')
    word = before.rpartition(" ")[2]
    if word.removesuffix("s").lower() in word_lists.ROLES:
        return True  # "Silver medallists Ada Berg and Bo Lund"
    return not word or word[-1] in '.,;:?!\n"”—–)' or word.lower() in grammar.EDGES or before.endswith("\n")


def _entities(page: Page, named: list[Name | None]) -> list[Entity]:
    people = [page.people.resolve(name) for name in named if name is not None and name.kind == "person"]
    return [entity for entity in people if entity.kind == "person"]
