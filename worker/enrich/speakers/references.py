"""References: from a mention to the person or body meant.

A surname goes to the person of that name, a role to whoever bears it as a title, a pronoun to the last person who
could be meant: the speaker or first-named person of the nearest sentence, gender agreeing where it is known.
"""

from __future__ import annotations

import re

from worker.enrich.speakers import bearers, grammar, word_lists
from worker.enrich.speakers.leads import after_comma, main_subject
from worker.enrich.speakers.names import Entity
from worker.enrich.speakers.noun_phrases import is_source
from worker.enrich.speakers.page import Mention
from worker.enrich.speakers.tables import words
from worker.enrich.speakers.talk import REACH, Resolved, Talk, first_person, head_of, unnamed

_SEX = {"he": "m", "she": "f"}


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
    person = _person_before(talk, mention, sentence, sex)
    if person is None:  # "Berg's report, in which she said": whose it is
        owner, _ = first_person(talk, talk.starts[sentence], mention.start, sex, free=False)
        person = _agreed(owner, sex) if owner is not None else None
    return person or Resolved(unnamed(talk, mention.text), "pronoun", 0.3)


def _person_before(talk: Talk, mention: Mention, sentence: int, sex: str) -> Resolved | None:
    """Who spoke last, or was named first in the nearest sentence, that "he" or "she" can mean."""
    word = mention.text.lower()
    doubtful: Entity | None = None
    only_owns = False
    for back in range(REACH):
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
        main = _main_clause(talk, number, limit, sex) if back else None
        if main is not None:
            return _agreed(main, sex)
        named, owns = first_person(talk, talk.starts[number], limit, sex, free=back == 0)
        if named is None and not back and _SUBORDINATE.match(talk.page.masked, talk.starts[number]):
            named, owns = first_person(talk, talk.starts[number], limit, sex, free=False)
            named = named if named is not None and named.gender == sex and not owns else None
        if named is not None and back and (named.gender is None or owns):
            only_owns = owns and doubtful is None
            doubtful = (
                doubtful or named
            )  # nobody knows: a speaker in the sentence before, of the right gender, is the better guess
        elif named is not None:
            return _agreed(named, sex)
    return _agreed(doubtful, sex) if doubtful is not None else None


def _main_clause(talk: Talk, number: int, high: int, sex: str) -> Entity | None:
    """ "While Lund waits, Ada Berg has left": whom the main clause behind a first one is about; "The captain praised
    Lund": who bears the role that is its subject."""
    low = talk.starts[number]
    if talk.page.masked.startswith(("The ", "\nThe "), low):
        return _subject_by_role(talk, number, high, sex)
    if _OPENING.match(talk.page.masked, low) is None:
        return None
    subject = after_comma(talk.page, low, high)
    if subject is None or subject.name is None or subject.name.kind != "person":
        return None
    entity = talk.page.people.resolve(subject.name)
    return entity if entity.gender in (None, sex) else None


def _subject_by_role(talk: Talk, number: int, high: int, sex: str) -> Entity | None:
    subject = main_subject(talk.page, talk.starts[number], high)
    if subject is None or subject.shape != "role":
        return None
    said = subject.text.lower().split()
    head = head_of(said)
    if head not in word_lists.ROLES:
        return None
    known = bearers.known(talk, subject, number, head, said)
    return (
        known.entity
        if known is not None and known.entity.kind == "person" and known.entity.gender in (None, sex)
        else None
    )


_OPENING = re.compile(r"(?:While|Although|Though|When|If|As|Because|Since|With|After|Before|Despite|Following|During) ")
_SUBORDINATE = re.compile(r"(?:While|Although|Though|When|If|As|Because|Since) ")
"""Where a sentence begins so, whoever is named in its first clause may be the one of the next ("While it did not appeal
to Ada Berg, she said ...")."""
_OFFICIALS = words(
    "official source spokesman spokeswoman spokesperson diplomat aide executive officer insider negotiator"
)


def _is_official(entity: Entity) -> bool:
    """Is it one unnamed person who speaks for a body ("a ministry official")?"""
    said = entity.name.lower().split()
    if entity.kind != "unnamed" or not said:  # blanks before a cue are a source without a word
        return False
    return (said[0] in _ONE and head_of(said) in _OFFICIALS) or (
        said[-1] in _CHIEFS and said[0] not in _ONE and len(said) < 3
    )


_ONE = words("a an one another")
_CHIEFS = words(
    "minister president premier pm chancellor governor mayor king queen pope chairman speaker coach manager petitioner "
    "plaintiff defendant complainant respondent appellant claimant accused"
)
"""Of these a text takes for known who it is ("The prime minister said")."""


def _agreed(entity: Entity, sex: str) -> Resolved:
    if entity.gender is None:
        entity.gender = sex
    return Resolved(entity, "pronoun", 0.95)


def _group(talk: Talk, mention: Mention, sentence: int, word: str) -> Resolved:
    """ "it", "they": the last body or group that spoke, or that a sentence just before is about; "I" and "we" stay."""
    if word not in ("it", "they"):
        return Resolved(unnamed(talk, mention.text), "pronoun", 0.3)
    for back in range(REACH):
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
                if about.entity.kind == "body" or (word == "they" and _may_be_many(about.entity)):
                    return Resolved(about.entity, "pronoun", 0.5)
    return Resolved(unnamed(talk, mention.text), "pronoun", 0.3)


def _may_be_many(entity: Entity) -> bool:
    """May an unnamed source be "they"? "The suspect" may not: those who speak of him were named before."""
    if entity.kind != "unnamed" or not entity.name.strip():
        return False
    said = entity.name.lower().split()
    head = head_of(said)
    return head.endswith("s") or head not in word_lists.ROLES or said[0] not in _DEFINITE_ONE


_DEFINITE_ONE = words("the a an this that his her one another") | word_lists.ROLES
_SINGLE = word_lists.ROLES - words("source user critic observer student victim resident witness member")


def _is_one(entity: Entity) -> bool:
    """Is it one person, kept unnamed ("the manager of the grid")?"""
    return entity.kind == "unnamed" and head_of(entity.name.lower().split()) in _SINGLE


_ISSUED = re.compile(
    r"\b(?:statement|letter|note|message|release|post|memo|e-?mail) "
    r"(?:(?:released|issued|sent|written|signed|read out|put out|published|posted|shared) )?(?:by|from) (?:the )?"
)
_DEFINITE = ("the ", "its ", "his ", "her ", "their ", "this ", "that ")
_INDEFINITE = words("a an another one some two three many several no any")


def _role(talk: Talk, mention: Mention, sentence: int) -> Resolved:
    """ "the envoy": the nearest person before it who bears the role as a title; "an envoy" is somebody new."""
    text = mention.text
    issued = _ISSUED.search(text) if " by " in text or " from " in text else None
    if issued is not None:
        name = talk.page.by_end.get(mention.end)
        if name is not None and name.kind != "title":
            return Resolved(talk.page.people.resolve(name), "role", 0.85)
        return Resolved(unnamed(talk, text[issued.end() :]), "unnamed", 0.85)
    lower = text.lower()
    said = lower.split()
    head = head_of(said)
    if lower.startswith(_DEFINITE) or (text[:1].isupper() and said[0] not in _INDEFINITE):
        known = bearers.known(talk, mention, sentence, head, said)
        if known is not None:
            return known
    entity = unnamed(talk, text)
    if head in word_lists.ROLES or head in word_lists.BODY_ROLES:
        talk.heads[head] = (mention.start, entity)
    return Resolved(entity, "unnamed", 0.93 if is_source(text) or lower in grammar.ALONE else 0.8)
