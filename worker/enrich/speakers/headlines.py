"""Headlines: who speaks in them ("Kim says ...", "...: minister", "Kim: ...")."""

from __future__ import annotations

import re
from collections.abc import Sequence

from worker.enrich.speakers import cues, word_lists
from worker.enrich.speakers.names import Entity

_PREFIX = re.compile(r"^(?:\([^)]{1,30}\) ?)+")
_WORD = re.compile(r"[\w’'.-]+")
_MOST_WORDS = 8


def speaker(headline: str, candidates: Sequence[tuple[Entity, str]]) -> Entity | None:
    """Which of the article's speakers speaks in the headline, if any; each candidate comes with its title."""
    text = _PREFIX.sub("", headline).strip()
    lead = _lead(text)
    head, colon, tail = text.rpartition(": ")
    given = [lead] if lead else []
    if colon:
        given += [tail] if len(tail.split()) <= 4 else []
        given += [head] if len(head.split()) <= 3 else []
    for words in given:
        found = _named(words, candidates)
        if found is not None:
            return found
    return None


def _lead(text: str) -> str | None:
    """The words before the first reporting verb: "Kim" in "Kim says talks will go on"."""
    table = cues.table()
    for count, match in enumerate(_WORD.finditer(text)):
        if count > _MOST_WORDS:
            break
        cue = table.get(match[0].lower())
        if (
            count
            and cue is not None
            and cue.form in ("third", "past", "base")
            and cue.takes in ("clause", "object", "that")
        ):
            return text[: match.start()]
    return None


def _named(words: str, candidates: Sequence[tuple[Entity, str]]) -> Entity | None:
    """The candidate with that name (of several with one family name, the one named most), else with that role."""
    parts = {w.removesuffix("'s").removesuffix("’s") for w in _WORD.findall(words)}
    named = [entity for entity, _ in candidates if entity.family in parts or _is_body(entity, words)]
    if named:
        return max(named, key=lambda entity: (entity.name in words, len(entity.full) + len(entity.seen)))
    roles = {w.lower() for w in parts} & word_lists.ROLES
    for entity, title in candidates:
        borne = f"{title} {' '.join(role for _, role in entity.roles)}".lower().split()
        if not roles.isdisjoint(borne):
            return entity
    return None


def _is_body(entity: Entity, words: str) -> bool:
    return entity.kind == "body" and (entity.name in words or words.strip() in entity.aliases)
