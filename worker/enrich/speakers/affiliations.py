"""Title and affiliation of a speaker: the best of the phrases that say what somebody is, and, where none names a body,
the headline or the sentence before."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter

from worker.enrich.speakers import names, titles, word_lists
from worker.enrich.speakers.names import Entity, Name
from worker.enrich.speakers.offices import split
from worker.enrich.speakers.page import Page
from worker.enrich.speakers.tables import words


def title_and_affiliation(page: Page, entity: Entity) -> tuple[str | None, str | None]:
    """The entity's title and affiliation: the fullest title, the first affiliation the text gives."""
    title = affiliation = None
    plain = None
    for phrase in titles.phrases(page, entity):
        a_title, an_affiliation = split(phrase)
        affiliation = affiliation or an_affiliation
        if a_title is not None and _says_office(a_title):
            title = title or a_title
        plain = plain or a_title
        if title is not None and affiliation is not None:
            break
    if title is None and plain is None and entity.family and page.headline.find(entity.family) > 0:
        title, body = _of_headline(page, entity)
        affiliation = affiliation or body
    if affiliation is None and title is not None and entity.places:
        affiliation = _subject_before(page, entity, title.lower())
    if affiliation in word_lists.BODY_ROLES:
        affiliation = _named_body(page, affiliation, entity.places[0][0]) or affiliation
    return title or plain, affiliation


def _in_headline(page: Page) -> list[tuple[Name, str]]:
    """Who is named in the headline, each with the title before the name."""
    found = names.sequences(page.headline)
    by_end = {name.end: name for name in found}
    alone = Page(page.headline, page.headline, found, {name.start: name for name in found}, by_end, page.people)
    named = [name for name in found if name.kind in ("person", "single")]
    return [(name, titles.before(alone, name.start, name.core)) for name in named]


def _of_headline(page: Page, entity: Entity) -> tuple[str | None, str | None]:
    """Title and affiliation of somebody to whom only the headline gives them."""
    for name, phrase in _in_headline(page):
        if phrase and name.words[-1] == entity.family and (len(name.words) == 1 or entity.given in name.words):
            return split(phrase)
    return None, None


def in_headline(page: Page, said: Sequence[str]) -> Entity | None:
    """Whom the headline gives the office that `said` names in small letters: "the home secretary"."""
    office = " ".join(said[1:] if said[0] in ("the", "its") else said)
    if office not in page.headline.lower():
        return None
    for name, phrase in _in_headline(page):
        if phrase.lower().endswith(office):
            entities = page.people.by_family.get(name.words[-1])
            return entities[0] if entities else None
    return None


_OF_BODY_BEFORE = re.compile(
    r"\b(?:chief executive|ceo|cfo|coo|executive|executive officer|chairman|chairwoman|spokes\w+|"
    r"managing director|general manager|co-founder|founder|president and \w+|medical officer|deputy governor|governor)$"
)
_AT_HEAD = re.compile(r"(?:^|\n|[.?!][\"”]? |(?:--|–|—| -) )(?:[Tt]he )?$")


def _subject_before(page: Page, entity: Entity, title: str) -> str | None:
    """ "Norvik Steel cut its forecast. Chief Executive Ada Berg said": the body that the sentence or the paragraph
    before is about, where the office is one of a body; a governor's is a bank."""
    if _OF_BODY_BEFORE.search(title) is None:
        return None
    masked, at = page.masked, entity.places[0][0]
    low = masked.rfind("\n", 0, max(0, masked.rfind("\n", 0, at))) + 1
    last = bisect_left(page.names, at, key=_begin)
    for name in reversed(page.names[max(0, last - _NEAR_NAMES) : last]):
        if name.start < low:
            break
        if name.kind == "body" and _AT_HEAD.search(masked, max(0, name.start - 8), name.start):
            bank = not title.endswith("governor") or "Bank" in name.words
            return " ".join(name.words) if bank else None
    return None


_NEAR_NAMES = 12
_begin = attrgetter("start")


def _named_body(page: Page, word: str, at: int) -> str | None:
    """ "the party's floor leader": the body named last before whose name holds the word."""
    last = bisect_left(page.names, at, key=_begin)
    for name in reversed(page.names[max(0, last - _MOST_NAMES) : last]):
        if name.kind == "body" and len(name.words) > 1 and word in (part.lower() for part in name.words):
            return " ".join(name.words)
    return None


_MOST_NAMES = 60


_PLAIN = words(
    """dr dr. mr mr. mrs ms prof prof. hon hon. alhaji engr. author co-author co-star granddaughter grandson petitioner
    patient member witness mp official counterpart expert man woman leader critic resident rival husband wife son
    lawmaker legislator politician daughter father mother brother sister friend democrat republican supporter"""
)


def _says_office(title: str) -> bool:
    return title.split(" ")[-1].lower() not in _PLAIN
