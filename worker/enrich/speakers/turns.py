"""Turns: transcripts and interviews, where a label before a colon says who speaks.

"SEN. ADA BERG: Thank you." and, below a line that names the guest, "Q: ..." and "A: ...". There are no marks: all that
follows the label is said, and so are the paragraphs below it until the next one, but for stage directions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from worker.enrich.speakers import capitals, names
from worker.enrich.speakers.found import Found
from worker.enrich.speakers.names import Entity
from worker.enrich.speakers.page import Mention, Page
from worker.enrich.speakers.people import People
from worker.enrich.speakers.tables import words

_LABEL = re.compile(
    r"(Q|A|[A-Z][\w.'’-]*(?: [A-Z(][\w.'’)-]*){0,5}(?:, [^:.\"“]{3,60})?(?: \([^)]{1,40}\))?) ?: +(?=[^\s\"“'‘])"
)
_LONGEST = 90
_FEWEST = 4
_STAGE = re.compile(r"[(\[][^)\]]{1,60}[)\]]\.?$")
_ASKS = words("Q QUESTION REPORTER MODERATOR HOST INTERVIEWER AUDIENCE")
_ANSWERS = words("A ANSWER")


class Turn(NamedTuple):
    """A paragraph that is said: its number, where what is said begins in it, and the label (of the turn it goes on)."""

    paragraph: int
    start: int
    label: str


def find(paragraphs: Sequence[str]) -> list[Turn]:
    """The turns of a transcript or interview, in order; none in any other text. There must be four labels or more, some
    of them used again, before at least half of the paragraphs between the first and the last."""
    if sum(":" in paragraph[:_LONGEST] for paragraph in paragraphs) < _FEWEST:
        return []
    labels: dict[int, re.Match[str]] = {}
    for number, paragraph in enumerate(paragraphs):
        match = _LABEL.match(paragraph)
        if match is not None:
            labels[number] = match
    used = [match[1] for match in labels.values()]
    if len(used) < _FEWEST or len({_key(label) for label in used}) > len(used) / 2 + 1:
        return []
    again = {key for key in map(_key, used) if list(map(_key, used)).count(key) > 1}
    first = min((n for n in labels if _key(labels[n][1]) in again or n + 1 in labels), default=0)
    last = max(labels)
    if len(labels) < (last - first + 1) / 2 or len({_key(label) for label in used}) < 2:
        return []
    turns: list[Turn] = []
    for number in range(first, last + 1):
        if number in labels:
            turns.append(Turn(number, labels[number].end(), labels[number][1]))
        elif not _STAGE.match(paragraphs[number]):
            turns.append(Turn(number, 0, turns[-1].label))
    return turns


def _key(label: str) -> str:
    """The last word of the name in a label, in small letters."""
    return label.partition(",")[0].partition(" (")[0].rsplit(" ", 1)[-1].lower()


def attribute(
    page: Page, turns: Sequence[Turn], headline: str | None, paragraphs: Sequence[str], begins: Sequence[int]
) -> list[Found]:
    """Each turn as a direct quote of whom its label means. Whoever answers is the one whom the headline names, else the
    one who is named most above the first turn."""
    found = []
    known: dict[str, Entity | None] = {}
    guest = _named_in(page.people, headline) or _guest(page, begins[turns[0].paragraph])
    for turn in turns:
        key = _key(turn.label)
        if key not in known:
            known[key] = guest if turn.label.upper() in _ANSWERS else _entity(page.people, turn.label)
        entity = known[key]
        text = paragraphs[turn.paragraph]
        if entity is None or not text[turn.start :].strip():
            continue
        start = begins[turn.paragraph]
        mention = None
        if turn.start:
            mention = Mention(start, start + len(turn.label), "name", turn.label, None, "label of a turn")
        end = start + len(text.rstrip())
        found.append(
            Found(start + turn.start, end, "direct", None, mention, entity, "explicit", "label of a turn", 0.95)
        )
    return found


def _named_in(people: People, headline: str | None) -> Entity | None:
    """The first person whom the headline names in full."""
    for name in names.sequences(headline) if headline else ():
        if name.kind == "person":
            return _entity(people, " ".join(name.words))
    return None


def _guest(page: Page, end: int) -> Entity | None:
    """Whose interview it is: who is named most above the first turn, of equals the first."""
    counts: dict[int, int] = {}
    by_id: dict[int, Entity] = {}
    for name in page.names:
        if name.start >= end:
            break
        if name.kind in ("person", "single"):
            entity = page.people.resolve(name)
            if entity.kind == "person":
                by_id[id(entity)] = entity
                counts[id(entity)] = counts.get(id(entity), 0) + (2 if name.kind == "person" else 1)
    return by_id[max(counts, key=counts.__getitem__)] if counts else None


def _entity(people: People, label: str) -> Entity | None:
    """Whom a label means: somebody of the text, else a person of that name; nobody where it only says who asks."""
    bare = label.partition(",")[0].partition(" (")[0]
    if bare.upper() in _ASKS or bare.upper() in _ANSWERS:
        return None
    shown = " ".join([_shown(word) for word in bare.split(" ")]) if bare.isupper() else bare
    parsed = capitals.parse(shown)
    own = parsed[3] if parsed is not None else tuple(shown.split(" "))
    of_family = [e for e in people.everyone() if e.name.rsplit(" ", 1)[-1].lower() == own[-1].lower()]
    fitting = [e for e in of_family if len(own) == 1 or own[0].lower() == e.name.split(" ", 1)[0].lower()]
    if fitting:
        entity = min(fitting, key=lambda e: (e.name.isupper(), -len(e.name)))
        if entity.name.isupper():
            entity.name = " ".join(map(_shown, entity.name.split(" ")))
        return entity
    if parsed is not None and parsed[2] == "body":
        return Entity(shown, "body")
    return Entity(" ".join(own), "person", own[-1], own[0] if len(own) > 1 else "")


def _shown(word: str) -> str:
    """A word in capitals as a name is written: "McDONALD", "O'NEILL"."""
    return "-".join([_shown_part(part) for part in word.split("-")])


def _shown_part(part: str) -> str:
    two = part[1:2] in ("'", "’") or (part.startswith("MC") and len(part) > len("MCAN"))
    return part[:1] + part[1:2].lower() + part[2:].capitalize() if two else part.capitalize()
