"""References: from a mention to the person or body meant.

A surname goes to the person of that name, a role to whoever bears it as a title, a pronoun to the last person who
could be meant: the speaker or first-named person of the nearest sentence, gender agreeing where it is known.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from worker.enrich.speakers import grammar, roles, word_lists
from worker.enrich.speakers.first_names import gender_of_role
from worker.enrich.speakers.leads import main_subject
from worker.enrich.speakers.names import Entity
from worker.enrich.speakers.noun_phrases import is_source
from worker.enrich.speakers.page import Mention, Page
from worker.enrich.speakers.tables import words

_SEX = {"he": "m", "she": "f"}
_REACH = 6


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


def resolve(talk: Talk, mention: Mention, sentence: int) -> Resolved:
    """Whom the mention means. Never fails: what nobody bears is a source of its own."""
    name = mention.name
    if name is not None and mention.shape == "name":
        entity = name.entity or talk.page.people.resolve(name)
        if entity.kind == "body":
            return Resolved(entity, "body", 0.88)
        return Resolved(entity, "explicit", 0.98) if name.kind == "person" else Resolved(entity, "alias", 0.97)
    if mention.shape == "pronoun":
        return _pronoun(talk, mention, sentence)
    return _role(talk, mention, sentence)


def _pronoun(talk: Talk, mention: Mention, sentence: int) -> Resolved:
    word = mention.text.lower()
    sex = _SEX.get(word)
    if sex is None:
        return _group(talk, mention, sentence, word)
    doubtful: Entity | None = None
    only_owns = False
    for back in range(_REACH):
        number = sentence - back
        if number < 0:
            break
        spoken = talk.spoke.get(number)
        if spoken is not None and spoken.kind == "person" and spoken.gender in (None, sex):
            return _agreed(spoken if doubtful is None or only_owns or spoken.gender == sex else doubtful, sex)
        if spoken is not None and back == 1 and _is_official(spoken):
            return Resolved(spoken, "pronoun", 0.8) if doubtful is None else _agreed(doubtful, sex)
        if doubtful is not None and not only_owns:
            break
        if back and talk.page.masked.startswith((f"{word.capitalize()} ", '"\x01'), talk.starts[number]):
            continue  # its subject was named further up
        limit = mention.start if back == 0 else talk.starts[number + 1]
        named, owns = _first_person(talk, talk.starts[number], limit, sex, free=back == 0)
        if named is None and not back and _SUBORDINATE.match(talk.page.masked, talk.starts[number]):
            named, owns = _first_person(talk, talk.starts[number], limit, sex, free=False)
            named = named if named is not None and named.gender == sex and not owns else None
        if named is not None and back and (named.gender is None or owns):
            only_owns = owns and doubtful is None
            doubtful = (
                doubtful or named
            )  # nobody knows: a speaker in the sentence before, of the right gender, is the better guess
        elif named is not None:
            return _agreed(named, sex)
    if doubtful is not None:
        return _agreed(doubtful, sex)
    return Resolved(_unnamed(talk, mention.text), "pronoun", 0.3)


_SUBORDINATE = re.compile(r"(?:While|Although|Though|When|If|As|Because|Since) ")
"""Where a sentence begins so, whoever is named in its first clause may be the one of the next ("While it did not appeal
to Ada Berg, she said ...")."""
_OFFICIALS = words(
    "official source spokesman spokeswoman spokesperson diplomat aide executive officer insider negotiator"
)


def _is_official(entity: Entity) -> bool:
    """Is it one unnamed person who speaks for a body ("a ministry official")?"""
    said = entity.name.lower().split()
    return entity.kind == "unnamed" and said[0] in _ONE and _head(said) in _OFFICIALS


_ONE = words("a an one another")


def _agreed(entity: Entity, sex: str) -> Resolved:
    if entity.gender is None:
        entity.gender = sex
    return Resolved(entity, "pronoun", 0.95)


_FREE = re.compile(r"(?:^|[,;:.\"”\n—–(] ?|\b(?:[Aa]nd|[Bb]ut|[Tt]hat|[Ww]hile|[Aa]s|[Ww]hen|[Aa]fter|[Bb]efore) )$")


def _first_person(talk: Talk, low: int, high: int, sex: str | None, *, free: bool) -> tuple[Entity | None, bool]:
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


def _group(talk: Talk, mention: Mention, sentence: int, word: str) -> Resolved:
    """ "it", "they": the last body or group that spoke, or that a sentence just before is about; "I" and "we" stay."""
    if word not in ("it", "they"):
        return Resolved(_unnamed(talk, mention.text), "pronoun", 0.3)
    for back in range(_REACH):
        spoken = talk.spoke.get(sentence - back)
        if spoken is not None and spoken.kind != "person" and not _is_one(spoken):
            return Resolved(spoken, "pronoun", 0.6)
        if spoken is not None and word == "they":
            break
        if back < 3 and sentence - back >= 0:
            start = talk.starts[sentence - back]
            end = talk.starts[sentence - back + 1] if back else mention.start
            subject = main_subject(talk.page, start, end)
            if subject is not None and subject.shape != "pronoun":
                about = resolve(talk, subject, sentence - back)
                if about.entity.kind == "body" or (word == "they" and about.entity.kind == "unnamed"):
                    return Resolved(about.entity, "pronoun", 0.5)
    return Resolved(_unnamed(talk, mention.text), "pronoun", 0.3)


def _is_one(entity: Entity) -> bool:
    """Is it one person, kept unnamed ("the manager of the grid")?"""
    return entity.kind == "unnamed" and _head(entity.name.lower().split()) in _SINGLE


def _unnamed(talk: Talk, text: str) -> Entity:
    clean = _ARTICLE.sub("", text) if text.startswith(("the", "The")) else text
    if clean.startswith(("A ", "An ")):
        clean = "a" + clean[1:]
    key = clean.lower()
    entity = talk.unnamed.get(key)
    if entity is None:
        entity = talk.unnamed[key] = Entity(clean, "body" if _head(key.split()) in word_lists.BODY_ROLES else "unnamed")
    entity.aliases[text] = None
    return entity


_SINGLE = word_lists.ROLES - words("source user critic observer student victim resident witness member")
_ARTICLE = re.compile(r"^(?:the|The)\s+")
_AFTER_HEAD = words("of on for from in at with to who close familiar near")


def _head(words: list[str]) -> str:
    """The noun a phrase is about: "spokesman" in "a spokesman for the ministry"."""
    for position, word in enumerate(words):
        if position and word in _AFTER_HEAD:
            return words[position - 1].strip(",'’")
    return words[-1].strip(",'’") if words else ""


_ISSUED = re.compile(
    r"\b(?:statement|letter|note|message|release|post|memo|e-?mail) "
    r"(?:(?:released|issued|sent|written|signed|read out|put out|published|posted|shared) )?(?:by|from) (?:the )?"
)
_DEFINITE = ("the ", "its ", "his ", "her ", "their ", "this ", "that ")
_INDEFINITE = words("a an another one some two three many several no any")


def _role(talk: Talk, mention: Mention, sentence: int) -> Resolved:
    """ "the envoy": the nearest person before it who bears the role as a title; "an envoy" is somebody new."""
    text = mention.text
    issued = _ISSUED.search(text)
    if issued is not None:
        name = talk.page.by_end.get(mention.end)
        if name is not None and name.kind != "title":
            return Resolved(talk.page.people.resolve(name), "role", 0.85)
        return Resolved(_unnamed(talk, text[issued.end() :]), "unnamed", 0.85)
    lower = text.lower()
    said = lower.split()
    head = _head(said)
    if lower.startswith(_DEFINITE) or (text[:1].isupper() and said[0] not in _INDEFINITE):
        known = _known(talk, mention, sentence, head, said)
        if known is not None:
            return known
    entity = _unnamed(talk, text)
    if head in word_lists.ROLES or head in word_lists.BODY_ROLES:
        talk.heads[head] = (mention.start, entity)
    return Resolved(entity, "unnamed", 0.93 if is_source(text) or lower in grammar.ALONE else 0.8)


def _known(talk: Talk, mention: Mention, sentence: int, head: str, said: list[str]) -> Resolved | None:
    """Who is meant by a definite role, if the text has named or mentioned anybody who can be."""
    if head in word_lists.BODY_ROLES:
        body = _body(talk, head, said, mention.start)
        if body is None and head in _DOCUMENTS and (issuer := _issuer(talk, head, sentence)) is not None:
            return Resolved(issuer, "role", 0.8)
        if body is None and len(said) == 2:
            body = talk.heads.get(head, (-1, None))[1]  # "the ministry", after "the trade ministry"
        return Resolved(body, "role", 0.86) if body is not None else None
    if any(word.endswith("-year-old") for word in said):
        person = _last_person(talk, sentence, gender_of_role(head))
        return Resolved(person, "role", 0.8) if person is not None else None
    if head not in word_lists.ROLES or said[-2:] in _BODIES_OF_ROLES:
        return None
    bearer = _bearer(talk, head, said, mention.start)
    at, unnamed = talk.heads.get(head, (-1, None))
    if unnamed is not None and (bearer is None or not bearer.spoke or at > bearer.last_before(mention.start)):
        return Resolved(unnamed, "role", 0.86)
    sure = 0.86
    if bearer is None and _describes(head, said) and len(said) <= _DESCRIBED:
        bearer = _last_person(talk, sentence, gender_of_role(head))
    if bearer is None:
        bearer, sure = _named_next(talk, mention, sentence), 0.8
    if bearer is None and head in _SPOKES and (spoken := _last_speaker(talk, sentence)) is not None:
        bearer = spoken if _is_in_office(talk.page, spoken) else None
    if bearer is None:
        return None
    bearer.roles.append((mention.start, mention.text))
    return Resolved(bearer, "role", sure)


_BODIES_OF_ROLES = (["coast", "guard"], ["national", "guard"])
_SPOKES = words("spokesman spokeswoman spokesperson")
_DESCRIBED = 5


def _last_speaker(talk: Talk, sentence: int) -> Entity | None:
    for back in range(1, _REACH):
        spoken = talk.spoke.get(sentence - back)
        if spoken is not None:
            return spoken if spoken.kind == "person" else None
    return None


def _is_in_office(page: Page, entity: Entity) -> bool:
    """Does the person speak for a government: "the government spokesman", after the information minister?"""
    return any(roles.bears(page, entity, role) for role in ("minister", "secretary", "cs", "commissioner"))


def _describes(head: str, said: list[str]) -> bool:
    """Is it another word for somebody named before ("the left-hander", "the former minister", "the Harbor leader")?"""
    return head in roles.DESCRIBES or "former" in said or (head == "leader" and len(said) > 2)


_DOCUMENTS = words("statement letter release post tweet message note email e-mail memo text")


def _issuer(talk: Talk, document: str, sentence: int) -> Entity | None:
    """ "The statement read": whoever spoke in the sentences before, where one of them names the document."""
    for back in range(1, 4):
        spoken = talk.spoke.get(sentence - back)
        if spoken is None or sentence - back < 0:
            continue
        start, end = talk.starts[sentence - back], talk.starts[sentence - back + 1]
        if re.search(rf" (?:an?|his|her|its|their|another) (?:[\w-]+ ){{0,2}}{document}", talk.page.masked[start:end]):
            return spoken
    return None


def _last_person(talk: Talk, sentence: int, sex: str | None) -> Entity | None:
    """ "the 25-year-old": whoever spoke last, or was named first in the sentence before."""
    for back in range(1, 4):
        spoken = talk.spoke.get(sentence - back)
        if spoken is not None and spoken.kind == "person" and (sex is None or spoken.gender in (None, sex)):
            return spoken
        if sentence - back >= 0:
            start, end = talk.starts[sentence - back], talk.starts[sentence - back + 1]
            named, _ = _first_person(talk, start, end, sex, free=False)
            if named is not None:
                return named
    return None


def _body(talk: Talk, role: str, said: list[str], at: int) -> Entity | None:
    """ "the ministry", "the foreign ministry": the body named last whose name holds these words."""
    names = talk.page.names
    last = bisect_left(talk.name_starts, at)
    wanted = {role, *said[1 : said.index(role)]} if role in said else {role}
    nearest = None
    for position in range(last - 1, max(-1, last - _MOST_BODIES), -1):
        name = names[position]
        if name.kind == "body" and len(name.words) > 1 and wanted.issubset(word.lower() for word in name.words):
            if _AT_HEAD.search(talk.page.masked, max(0, name.start - 8), name.start):
                return talk.page.people.resolve(name)  # "the court" is the one that acts, not where he worked
            nearest = nearest or name
    return talk.page.people.resolve(nearest) if nearest is not None else None


_AT_HEAD = re.compile(r"(?:^|\n|[.?!][\"”]? |(?:--|–|—) )(?:[Tt]he )?$")


_MOST_BODIES = 60


def _named_next(talk: Talk, mention: Mention, sentence: int) -> Entity | None:
    """The lead says "Seoul's top envoy" and the next paragraph names him: a role nobody bears yet, in the first
    sentences of the text, is the person that the next sentences begin with."""
    page = talk.page
    if not talk.lead_end:
        talk.lead_end = len("\n".join(page.masked.split("\n", _LEAD_LINES)[:_LEAD_LINES]))
    if mention.start > talk.lead_end or any(number < sentence for number in talk.spoke):
        return None
    line = page.masked.find("\n", mention.end)
    if line < 0:
        return None
    for number in range(sentence + 1, min(sentence + 5, len(talk.starts) - 1)):
        start = talk.starts[number]
        if start <= line:
            continue
        subject = main_subject(page, start, talk.starts[number + 1])
        if subject is not None and subject.name is not None and subject.name.kind == "person":
            return page.people.resolve(subject.name)
        if subject is not None and subject.shape == "name":
            return None
    return None


_LEAD_LINES = 6


def _bearer(talk: Talk, role: str, said: list[str], at: int) -> Entity | None:
    """Who bears a role at this place of the text: nearest before it, else the first after it. "The foreign minister"
    is no other minister."""
    bearers = talk.bearers.get(role)
    if bearers is None:
        people = talk.page.people.everyone()
        bearers = talk.bearers[role] = [entity for entity in people if roles.bears(talk.page, entity, role)]
    place = said.index(role) if role in said else 0
    modifiers = said[1:place]
    before = bisect_left(bearers, at, key=lambda entity: entity.places[0][0])
    near = bearers[max(0, before - _MOST_BEARERS) : before] or bearers[:1]
    if modifiers:
        whole = [entity for entity in near if f" {' '.join(modifiers)}" in (entity.phrases or "")]
        last = [entity for entity in near if f" {modifiers[-1]} " in (entity.phrases or "")]
        near = whole or last or ([] if not _OFFICES.isdisjoint(modifiers) else near)
    return max(near, key=lambda entity: entity.last_before(at), default=None)


_MOST_BEARERS = 30
_OFFICES = words(
    """foreign defense defence unification finance trade justice interior prime vice education health labor environment
    agriculture culture energy transport oceans deputy assistant former ex"""
)
