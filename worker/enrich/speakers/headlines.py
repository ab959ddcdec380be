"""Headlines: who has the word there ("Kim says ...", "...: minister", "Kim: ...")."""

from __future__ import annotations

import re
from collections.abc import Sequence

from worker.enrich.speakers import cues
from worker.enrich.speakers.names import Entity

_PREFIX = re.compile(r"^(?:\([^)]{1,30}\) ?)+")
_WORD = re.compile(r"[\w’'.-]+")
_MOST_WORDS = 8


def speaker(headline: str, entities: Sequence[Entity]) -> Entity | None:
    """Which of the article's speakers the headline gives the word, if any."""
    text = _PREFIX.sub("", headline).strip()
    lead = _lead(text)
    head, colon, tail = text.rpartition(": ")
    candidates = [lead] if lead else []
    if colon:
        candidates += [tail] if len(tail.split()) <= 4 else []
        candidates += [head] if len(head.split()) <= 3 else []
    for words in candidates:
        found = _named(words, entities)
        if found is not None:
            return found
    return None


def _lead(text: str) -> str | None:
    """What stands before the first reporting verb: "Kim" of "Kim says talks will go on"."""
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


def _named(words: str, entities: Sequence[Entity]) -> Entity | None:
    parts = {w.removesuffix("'s").removesuffix("’s") for w in _WORD.findall(words)}
    lower = {w.lower() for w in parts}
    for entity in entities:
        if entity.family in parts or (entity.kind == "body" and entity.name in words):
            return entity
    for entity in entities:
        if any(word in lower for _, phrase in entity.roles for word in phrase.lower().split()[-1:]):
            return entity
        if entity.phrases and any(f" {w}" in f" {entity.phrases}" for w in lower if len(w) > 5):
            return entity
    return None
