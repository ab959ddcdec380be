"""Bearers: whom a role or a description means ("the envoy", "the ministry", "the 25-year-old")."""

from __future__ import annotations

import re
from bisect import bisect_left

from worker.enrich.speakers import affiliations, roles, titles, word_lists
from worker.enrich.speakers.first_names import gender_of_role
from worker.enrich.speakers.leads import main_subject
from worker.enrich.speakers.names import Entity
from worker.enrich.speakers.offices import role_of
from worker.enrich.speakers.page import Mention, Page
from worker.enrich.speakers.tables import words
from worker.enrich.speakers.talk import REACH, Resolved, Talk, first_person


def known(talk: Talk, mention: Mention, sentence: int, head: str, said: list[str]) -> Resolved | None:
    """Who is meant by a definite role, if the text has named or mentioned anybody who can be."""
    if head in word_lists.BODY_ROLES:
        return _known_body(talk, mention, sentence, head, said)
    if any(word.endswith("-year-old") for word in said):
        person = _last_person(talk, sentence, gender_of_role(head))
        return Resolved(person, "role", 0.8) if person is not None else None
    head = head.removesuffix("-elect")
    if head not in word_lists.ROLES or said[-2:] in _BODIES_OF_ROLES:
        return None
    bearer = _bearer(talk, head, said, mention.start, mention.text)
    if bearer is not None and bearer.places[0][0] > mention.start and _describes(head, said):
        bearer = _last_person(talk, sentence, gender_of_role(head)) or bearer  # "the mother of three", named before
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
    if bearer is None and head in _HELD and len(said) <= _DESCRIBED:
        bearer, sure = _taken_for_known(talk, said, sentence), 0.75
        if bearer is not None:
            talk.heads[head] = (mention.start, bearer)
    if bearer is None:
        return None
    bearer.roles.append((mention.start, mention.text))
    return Resolved(bearer, "role", sure)


def _known_body(talk: Talk, mention: Mention, sentence: int, head: str, said: list[str]) -> Resolved | None:
    body = _body(talk, head, said, mention.start)
    if body is None and head in _DOCUMENTS and (issuer := _issuer(talk, head, sentence)) is not None:
        return Resolved(issuer, "role", 0.8)
    if body is None and len(said) == 2:
        body = talk.heads.get(head, (-1, None))[1]  # "the ministry", after "the trade ministry"
    if body is None and len(said) == 2 and head in _FIRMS and said[0] == "the":
        body = _last_firm(talk, sentence)
        return Resolved(body, "role", 0.75) if body is not None else None
    return Resolved(body, "role", 0.86) if body is not None else None


_HELD = words(
    """minister secretary president premier chancellor governor mayor senator chairman chairwoman chairperson speaker
    pm cm ceo executive manager boss coach captain skipper commissioner ambassador chief director professor bishop
    archbishop pope king queen prince princess leader founder owner star"""
)
"""What one person is at a time, so that a text may take it for known who."""


def _taken_for_known(talk: Talk, said: list[str], sentence: int) -> Entity | None:
    """ "The Home Secretary", in a text that never says who that is: whom the headline calls so, else whoever spoke
    last, or whom the text begins with, unless it says that he holds another office."""
    named = affiliations.in_headline(talk.page, said)
    if named is not None:
        return named
    sex = gender_of_role(said[-1])
    spoken = _last_speaker(talk, sentence)
    if spoken is None and sentence <= REACH:
        first = main_subject(talk.page, 0, talk.starts[1])
        if first is not None and first.name is not None and first.name.kind == "person":
            spoken = talk.page.people.resolve(first.name)
    if spoken is None or spoken.kind != "person" or (sex is not None and spoken.gender not in (None, sex)):
        return None
    phrases = titles.phrases(talk.page, spoken)
    return None if any(role_of(phrase) not in ("", "mr", "mrs", "ms") for phrase in phrases) else spoken


_FIRMS = words(
    "airline company firm group bank retailer broadcaster insurer club charity watchdog regulator newspaper paper"
)


def _last_firm(talk: Talk, sentence: int) -> Entity | None:
    """ "the airline": the body that spoke last, in this sentence or those just before."""
    for back in range(4):
        spoken = talk.spoke.get(sentence - back)
        if spoken is not None:
            named = spoken.kind == "body" and spoken.name[:1].isupper() and spoken.seen
            other = spoken.name in word_lists.AGENCIES or spoken.name in word_lists.PLACES
            return spoken if named and not other else None
    return None


_BODIES_OF_ROLES = (["coast", "guard"], ["national", "guard"])
_SPOKES = words("spokesman spokeswoman spokesperson")
_DESCRIBED = 5


def _last_speaker(talk: Talk, sentence: int) -> Entity | None:
    for back in range(1, REACH):
        spoken = talk.spoke.get(sentence - back)
        if spoken is not None:
            return spoken if spoken.kind == "person" else None
    return None


def _is_in_office(page: Page, entity: Entity) -> bool:
    """Does the person speak for a government: "the government spokesman", after the information minister?"""
    return any(roles.bears(page, entity, role) for role in ("minister", "secretary", "cs", "commissioner"))


def _describes(head: str, said: list[str]) -> bool:
    """Is it another word for somebody named before ("the left-hander", "the former minister", "the Harbor leader")?"""
    return (
        head in roles.DESCRIBES
        or not _ONCE.isdisjoint(said)
        or "turned" in said
        or (head == "leader" and len(said) > 2)
    )


_ONCE = words("former then late ex onetime")
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
            named, _ = first_person(talk, start, end, sex, free=False)
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


def _bearer(talk: Talk, role: str, said: list[str], at: int, printed: str) -> Entity | None:
    """Who bears a role at this place of the text: nearest before it, else the first after it. "The foreign minister"
    is no other minister."""
    deputies = not _DEPUTIES.isdisjoint(said)
    asked = f"deputy {role}" if deputies else role
    bearers = talk.bearers.get(asked)
    if bearers is None:
        people = talk.page.people.everyone()
        bearers = [entity for entity in people if roles.bears(talk.page, entity, role, deputies=deputies)]
        talk.bearers[asked] = bearers
    place = said.index(role) if role in said else 0
    modifiers = said[1:place]
    before = bisect_left(bearers, at, key=lambda entity: entity.places[0][0])
    near = bearers[max(0, before - _MOST_BEARERS) : before] or bearers[:1]
    if modifiers and (owner := _OWNER.search(printed)) is not None:
        near = [entity for entity in near if _is_of(talk.page, entity, owner[1].lower())]
    if modifiers:
        whole = [entity for entity in near if roles.bears(talk.page, entity, " ".join(modifiers), deputies=deputies)]
        last = [entity for entity in near if roles.bears(talk.page, entity, f"{modifiers[-1]} ", deputies=deputies)]
        near = whole or last or ([] if not _OFFICES.isdisjoint(modifiers) else near)
    return max(near, key=lambda entity: entity.last_before(at), default=None)


_OWNER = re.compile(r"\b[A-Z][\w’']*? ([A-Z]\w+)(?:['’]s|(?<=s)['’]) ")


def _is_of(page: Page, entity: Entity, owner: str) -> bool:
    """May somebody be "the Election Commission's lawyer"? Not who is another's."""
    said = " ".join(titles.phrases(page, entity)).lower()
    return owner in said or ("'s " not in said and "’s " not in said and " of " not in said and " for " not in said)


_MOST_BEARERS = 30
_DEPUTIES = frozenset(["deputy", "vice"])
_OFFICES = words(
    """foreign defense defence unification finance trade justice interior prime vice education health labor environment
    agriculture culture energy transport oceans deputy assistant former ex"""
)
