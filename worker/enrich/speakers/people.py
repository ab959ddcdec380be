"""People: whom the names of a text stand for.

A person is known again by full name, family name or given name. Family names come last, or first in Korean order.
"""

from __future__ import annotations

import re
from bisect import insort
from functools import lru_cache

from worker.enrich.speakers import word_lists
from worker.enrich.speakers.capitals import is_title
from worker.enrich.speakers.first_names import gender as gender_of
from worker.enrich.speakers.first_names import gender_of_role
from worker.enrich.speakers.names import LONGEST, Entity, Name

_SUFFIXES = frozenset(["Jr.", "Jr", "Sr.", "Sr", "II", "III", "IV"])
_SHORT_FORM = re.compile(r" \(([A-Z][\w&.-]{1,9})\)")


def family_first(words: tuple[str, ...]) -> bool:
    """Is this a name in Korean or Chinese order?"""
    if len(words) == 2:
        head, _, tail = words[1].partition("-")
        return bool(tail) and tail[0].islower() and bool(head)
    return len(words) == 3 and words[0] in word_lists.KOREAN_FAMILY and max(map(len, words)) <= 6


@lru_cache(maxsize=4096)
def _parts(words: tuple[str, ...]) -> tuple[tuple[str, str], str, str, str | None]:
    """By what a person is known again, the family name, the given name, and the gender that this tells."""
    if words[-1] in _SUFFIXES:
        words = words[:-1]
    family, given = (words[0], " ".join(words[1:])) if family_first(words) else (words[-1], words[0])
    return (given.lower(), family), family, given, gender_of(words[0]) if given == words[0] else None


_MOST_NAMESAKES = 30
_ALIKE = 3
_DESCRIBING = (", ", " is the ", " is a ", " is an ", " was the ")
"""What a phrase that says what somebody is may begin with, behind the name."""


def _first_place(entity: Entity) -> int:
    return entity.places[0][0]


def _says_more(title: str) -> bool:
    """Is a title more than "Mr." or "Dr."?"""
    return title.rstrip(".") not in ("", "Mr", "Mrs", "Ms", "Miss", "Dr")


def _make_person(name: Name) -> None:
    name.kind = "single"
    name.title = " ".join(name.words[:-1])
    name.core = name.end - len(name.words[-1])
    name.words = name.words[-1:]


class People:
    """The people and bodies of one text, found by full name, family name or given name."""

    def __init__(self, names: list[Name], masked: str) -> None:
        self.masked = masked
        self.by_key: dict[tuple[str, str], Entity] = {}
        self.by_family: dict[str, list[Entity]] = {}
        self.by_given: dict[str, list[Entity]] = {}
        self.others: dict[str, Entity] = {}
        self.names = names
        once: set[str] = set()
        self.twice: set[str] = set()
        others: list[Name] = []
        described: list[Name] = []
        for name in names:
            kind = name.kind
            if kind == "person":
                self._register(name)
            elif kind == "single":
                word = name.words[-1]
                (self.twice if word in once else once).add(word)
                if name.title or masked.startswith(_DESCRIBING, name.end):
                    described.append(name)
            else:
                others.append(name)
        for name in others:
            last = name.words[-1]
            if last == "Korea" and name.kind == "place":
                self.others.setdefault(" ".join(name.words), Entity(" ".join(name.words), "body"))
            korean = last in self.by_given and last in word_lists.KOREAN_FAMILY
            if (last in self.by_family or korean) and all(map(is_title, name.words[:-1])):
                _make_person(name)  # "Park said", "Professor Park said", after Park Jin-ah
        for name in described:  # what is said of somebody beside a part of the name belongs to the table too
            if name.words[-1] in self.by_family or _says_more(name.title):
                self.resolve(name)

    def everyone(self) -> list[Entity]:
        """The people of the text in the order in which they are named first."""
        alone = [entity for entity in self.others.values() if entity.kind == "person" and entity.places]
        if not alone:
            return list(self.by_key.values())
        return sorted([*self.by_key.values(), *alone], key=_first_place)

    def known(self, name: Name) -> bool:
        """Is a lone word a name beyond doubt: given in full elsewhere, with a title, or more than once?"""
        word = name.words[-1]
        return bool(name.title) or word in self.by_family or word in self.by_given or word in self.twice

    def _register(self, name: Name) -> None:
        short = name.end - name.start <= LONGEST
        key, family, given, sex = _parts(name.words) if short else _parts.__wrapped__(name.words)
        entity = self.by_key.get(key) or (self._longer(name.words, family) if family in self.by_family else None)
        if entity is None and given in self.by_given and len(name.words) > 1:
            entity = self._beginning(name.words, given)
        if entity is None:
            entity = self.by_key[key] = Entity(" ".join(name.words), "person", family, given, sex)
            self.by_family.setdefault(family, []).append(entity)
            self.by_given.setdefault(given, []).append(entity)
        name.entity = entity
        entity.full.append(name.start)
        entity.places.append((name.start, name.end, name.core, True))
        if name.title and entity.gender is None:
            entity.gender = honorific_gender(name.title)
        if self.masked.startswith(" (", name.end):
            self._also_called(name, entity)

    def _also_called(self, name: Name, entity: Entity) -> None:
        """ "Adaline Berg (Adali)": a short name behind the full one that begins as one of its parts does."""
        short = _SHORT_FORM.match(self.masked, name.end)
        if short is None or not short[1].istitle() or short[1] in self.by_family:
            return
        if any(word[:_ALIKE] == short[1][:_ALIKE] for word in name.words if len(word) > _ALIKE):
            self.by_given.setdefault(short[1], [entity])

    def _longer(self, words: tuple[str, ...], family: str) -> Entity | None:
        """ "Bako Oyelowo", after "Tunde Bako Oyelowo", or the other way round: all parts of one are parts of the
        other."""
        parts = set(words)
        for entity in self.by_family[family]:
            known = set(entity.name.split(" "))
            if len(known) != len(parts) and (parts <= known or known <= parts):
                if len(parts) > len(known):
                    entity.aliases[entity.name] = None
                    entity.name = " ".join(words)
                return entity
        return None

    def _beginning(self, words: tuple[str, ...], given: str) -> Entity | None:
        """ "Saif Nasution", after "Saif Nasution Ismail": the last part is left off."""
        start = " ".join(words) + " "
        longer = [entity for entity in self.by_given[given] if entity.name.startswith(start)]
        longer = [entity for entity in longer if entity.family not in word_lists.OPENERS]
        return longer[0] if len(longer) == 1 else None

    def _inner(self, word: str) -> Entity | None:
        """ "Nasution", of "Saif Nasution Ismail": whose middle name it is, if only one person's."""
        part = f" {word} "
        bearers = [entity for entity in self.by_key.values() if part in entity.name]
        return bearers[0] if len(bearers) == 1 else None

    def resolve(self, name: Name) -> Entity:
        """The entity a name stands for; one that the text never gives in full is made here."""
        if name.entity is not None:
            return name.entity
        words = name.words
        if name.kind in ("body", "place", "title"):
            text = " ".join(words)
            if text in ("North", "South") and f"{text} Korea" in self.others:
                text += " Korea"
            entity = self.others.get(text)
            if entity is None:
                entity = self.others[text] = Entity(text, "body")
                short = _SHORT_FORM.match(self.masked, name.end)
                if short is not None:
                    self.others[short[1]] = entity
                    entity.aliases[short[1]] = None
        else:
            entity = self._person(name, words[-1])
        name.entity = entity
        insort(entity.seen, name.start)
        insort(entity.places, (name.start, name.end, name.core, False))
        entity.aliases[" ".join(words)] = None
        return entity

    def _person(self, name: Name, word: str) -> Entity:
        candidates = self.by_family.get(word) or self.by_given.get(word)
        if candidates is None and word not in self.others and (inner := self._inner(word)) is not None:
            candidates = [inner]
        sex = honorific_gender(name.title)
        if candidates and sex:
            candidates = [c for c in candidates if c.gender in (None, sex)] or None
        if candidates:
            entity = candidates[0] if len(candidates) == 1 else self._nearest(candidates, name.start)
            if sex and entity.gender is None:
                entity.gender = sex
            return entity
        made = self.others.get(word)
        if made is None or (sex and made.gender and made.gender != sex):
            plural = word.endswith("s") and not name.title
            known_as = " ".join(name.words)
            role = self.masked[max(0, name.start - 20) : name.start].rstrip().rpartition(" ")[2]
            introduced = role in word_lists.ROLES and not plural  # "his wife Ada"
            sex = sex or (gender_of_role(role) if introduced else None)
            given = word if introduced else ""
            if role in word_lists.BODY_ROLES and not name.title:
                made = self.others[word] = Entity(known_as, "body")  # "the drugs group Sano"
                return made
            made = Entity(known_as, "unnamed" if plural else "person", "" if plural else word, given, sex)
            self.others[word] = made
        return made

    @staticmethod
    def _nearest(candidates: list[Entity], at: int) -> Entity:
        """Two of one family name: the one named last before this place, unless another is named far more often."""
        near = candidates[-_MOST_NAMESAKES:]
        spoken = [entity for entity in near if entity.spoke]
        last = max(near, key=lambda entity: entity.last_before(at))
        if spoken and not last.spoke and len(last.full) <= 1:
            last = max(spoken, key=lambda entity: entity.last_before(at))  # the other is only spoken of, and once
        often = max(near, key=lambda entity: len(entity.full) + len(entity.seen))
        if (
            len(often.full) + len(often.seen) >= _FAR_MORE * (len(last.full) + len(last.seen))
            and often.last_before(at) >= 0
        ):
            return often
        return last if last.last_before(at) >= 0 else candidates[0]


_FAR_MORE = 4


def honorific_gender(title: str) -> str | None:
    """What "Mr.", "Mrs.", "Queen" tell."""
    for word in title.split():
        if word in word_lists.HONORIFICS_FEMALE or word.endswith(("woman", "Woman")):
            return "f"
        if word in word_lists.HONORIFICS_MALE or word.endswith("man"):
            return "m"
    return None
