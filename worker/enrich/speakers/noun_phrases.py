"""Noun phrases: what a stretch of text is as a source, and the phrase that begins at a place."""

from __future__ import annotations

import re
from functools import lru_cache

from worker.enrich.speakers import grammar, word_lists
from worker.enrich.speakers.names import Name
from worker.enrich.speakers.page import Mention, Page

_TOKEN = re.compile(r" ([\w$][\w’'.&$-]*)")
_MOST_WORDS = 14


def right_phrase(page: Page, at: int, high: int, rule: str) -> Mention | None:
    """The noun phrase that begins right after `at`: up to a comma, a preposition or a verb, a name in apposition
    taken along ("the group's president, Joe Smith")."""
    masked = page.masked
    start = at + 1
    person: Name | None = None
    last: Name | None = None
    for _ in range(_MOST_WORDS):
        name = page.by_start.get(at + 1)
        if name is not None and masked[at : at + 1] == " " and at < high:
            person = name if name.kind in ("person", "single") else None
            last = name
            at = name.end
            if person is not None and masked[at : at + 1] in grammar.CLOSERS:
                break
            at = _possessive(masked, at)
            continue
        token = _TOKEN.match(masked, at, high)
        if token is None:
            break
        word = token[1].lower()
        if (
            at + 1 == start
            and rule == "according to"
            and (who := _objective(word, masked[token.end() : token.end() + 1])) is not None
        ):
            return Mention(start, token.end(), "pronoun", who, None, rule)
        if at + 1 == start and word in grammar.PRONOUNS:
            return Mention(start, token.end(), "pronoun", token[1], None, rule) if word != "who" else None
        if word == "and" and last is not None and person is None and _is_person(page, token.end() + 1):
            at = token.end()
            continue  # "former governor of X and party chairman Joe Smith" is one person
        named = (
            last is not None
            and last.words[-1].lower()[:-1] in word_lists.ROLES
            and last.end == at
            and _owns(page, token.end() + 1)
        )
        if word == "of" and (named or masked[start:at].rsplit(" ", 1)[-1] in _AMOUNTS):
            at = token.end()
            continue  # "said dozens of people", "said Surveyors of Norland's chairman, Ada Berg"
        if (
            word in grammar.STOPS
            or _has_verb(masked, start, at, word)
            or (person is not None and masked[at] == " " and (person.kind == "person" or word.endswith("ed")))
        ):
            break
        person = None
        last = None
        at = token.end()
    while at > start and masked[at - 1] in ".'’-&":
        at -= 1
    if at <= start:
        return None
    return _right_mention(page, start, at, high, person, last, rule)


def _has_verb(masked: str, start: int, at: int, word: str) -> bool:
    """Is the word a verb behind a noun for people ("said the family deserved better": no source follows the cue)?"""
    if not word.endswith("ed") and word not in grammar.PLAIN_VERBS:
        return False
    return masked[max(start, at - 24) : at].rsplit(" ", 1)[-1].lower() in _SPEAKING


def _objective(word: str, after: str) -> str | None:
    """The nominative of a pronoun; "her" is one only where nothing follows that is hers."""
    return _OBJECTIVE.get(word) if word != "her" or after in ",." else None


_OBJECTIVE = {"him": "he", "them": "they", "her": "she"}
_AMOUNTS = frozenset(
    ["handful", "group", "number", "couple", "pair", "dozens", "hundreds", "majority", "host", "string"]
)


def _owns(page: Page, at: int) -> bool:
    name = page.by_start.get(at)
    return name is not None and page.masked.startswith(("'s ", "’s "), name.end)


def _is_person(page: Page, at: int) -> bool:
    name = page.by_start.get(at)
    return name is not None and name.kind == "person" and bool(name.title)


def _possessive(masked: str, at: int) -> int:
    if masked[at : at + 1] in ("'", "’"):
        return at + 2 if masked[at + 1 : at + 2] == "s" else at + 1
    return at


def _right_mention(
    page: Page, start: int, at: int, high: int, person: Name | None, last: Name | None, rule: str
) -> Mention | None:
    masked = page.masked
    if person is None and masked[at : at + 2] == ", ":
        follows = page.by_start.get(at + 2)
        if follows is not None and follows.kind in ("person", "single") and _ends_phrase(masked, follows.end):
            return Mention(start, follows.end, "name", page.text[follows.core : follows.end], follows, rule)
    if person is not None:
        return Mention(start, person.end, "name", page.text[person.core : person.end], person, rule)
    if last is not None and last.start == start and last.end == at and last.kind != "title":
        return Mention(start, at, "name", page.text[last.core : at], last, rule)
    first = page.by_start.get(start + 4) if masked[start : start + 4] in ("the ", "The ") else None
    if first is not None and first.end == at and first.kind == "body":
        return Mention(start, at, "name", page.text[first.core : at], first, rule)
    if masked[start:at].rsplit(" ", 1)[-1].lower() in grammar.DETERMINERS - grammar.ALONE:
        return None
    apposed = _apposed(page, start, at, high, rule)
    if apposed is not None:
        return apposed
    end = _attached(page, at, high)
    last_word = masked.rfind(" ", start, end) + 1
    if last_word > start and masked[last_word:end].lower() in grammar.TIME:
        end = last_word - 1  # "according to his ministry Friday"
    return Mention(start, end, "role", page.text[start:end], None, rule)


_APPOSED = re.compile(
    r"(?: (?:of|for|at|in|from|with|to) [^,.;:\n\x01\"“”]{2,60})?, (?:(?:[A-Z][\w-]+ )?(?:[a-z-]+ ){1,3}(?=[A-Z]))?"
)


_BODY_BETWEEN = re.compile(r"[A-Z][^,.;:\n\x01\"“”]{1,60}, ")
_MOST_BODIES = 2
"""Bodies between an office and its holder: "the head of media, Roads Commission, RC, Mr Bo Lund"."""


def _apposed(page: Page, start: int, at: int, high: int, rule: str) -> Mention | None:
    """ "counsel for the families, Ada Berg", "the mission's head, envoy Ada Berg": the name behind a role."""
    masked = page.masked
    match = _APPOSED.match(masked, at, high)
    if match is None or not is_source(masked[start:at]):
        return None
    name = page.by_start.get(match.end())
    for _ in range(_MOST_BODIES):
        between = _BODY_BETWEEN.match(masked, name.start, high) if name is not None and name.kind == "body" else None
        name = page.by_start.get(between.end()) if between is not None else name
    if name is None or name.kind != "person":
        name = _titled_before_stop(page, match.end(), high) or name
    if name is None or name.kind not in ("person", "single") or not _ends_phrase(masked, name.end):
        return None
    if name.kind == "single" and not name.title:
        return None
    return Mention(start, name.end, "name", page.text[name.core : name.end], name, rule)


_TO_STOP = re.compile(r"[^,.;:\n\x01\"“”]{4,70}(?=[,.;\n])")


def _titled_before_stop(page: Page, at: int, high: int) -> Name | None:
    """ "another witness, former White House adviser Ada Berg.": the name that the apposition ends with."""
    phrase = _TO_STOP.match(page.masked, at, high)
    name = page.by_end.get(phrase.end()) if phrase is not None else None
    if name is None or name.kind != "person" or name.start <= at:
        return None
    before = page.masked[at : name.core].rstrip().rpartition(" ")[2].lower()
    return name if before in word_lists.ROLES else None


_ATTACHED = re.compile(
    r"(?: (?:of|for|from|at|in)(?: (?:the|a|an|his|her|its|their))?(?: [A-Z][\w’'.&-]*| [a-z][\w-]+(?= [A-Z])){1,6})+"
)


def _attached(page: Page, at: int, high: int) -> int:
    """ "a spokesman" goes on "for the State Department"."""
    match = _ATTACHED.match(page.masked, at, high)
    if match is None:
        return at
    end = match.end()
    while page.masked[end - 1] in ".'’-&":
        end -= 1
    return end


def _ends_phrase(masked: str, at: int) -> bool:
    return masked[at : at + 1] in ("", ",", ".", ";", ")", "\n") or masked[at : at + 4] in (" of ", " in ", " at ")


@lru_cache(maxsize=1024)
def is_source(phrase: str) -> bool:
    """Does a phrase name people or a body by their trade, age or share ("the envoy", "a report", "ten percent")?"""
    words = phrase.lower().split()
    if len(words) == 1 and words[0] in grammar.ALONE:
        return True
    for word in words:
        plain = word.strip(",.'’\"")
        if plain in _SPEAKING or (plain.endswith("s") and plain[:-1] in _SPEAKING):
            return True
        if plain.endswith("ies") and plain[:-3] + "y" in _SPEAKING:
            return True
        if plain.endswith(_ENDINGS):
            return True
    return False


_ENDINGS = ("-year-old", "-year-olds", "%", *word_lists.TRADES)
_SPEAKING = (
    word_lists.ROLES | word_lists.BODY_ROLES | word_lists.PLURAL_ROLES | {"percent", "majority", "third", "thirds"}
)


def describe(page: Page, start: int, end: int, rule: str) -> Mention | None:
    """Name, role or plain phrase: what a stretch of text is as a source."""
    masked = page.masked
    while start < end and masked[start] in " ,.\xa0\"“'‘(—–\x01”":
        start += 1
    if masked.endswith(" advocate", start, end) and end - len(" advocate") in page.by_end:
        end -= len(" advocate")  # "Ada Berg advocate told the court", in papers of Pakistan
    name = page.by_end.get(end)
    space = masked.find(" ", start, end)
    if space > 0 and (lower := masked[start:space].lower()) in _BEGINNINGS:
        preposition = lower in grammar.PREPOSITIONS
        if preposition and name is not None and name.kind in ("person", "single"):
            start = name.start  # "in public remarks Kim said"
        elif preposition and masked[start].islower():
            return None
        elif masked[start].isupper():
            start = space + 1
    if not page.text[start:end].strip():
        return None
    if name is not None and (named := _named(page, start, end, name)) is not None:
        return Mention(start, end, "name", page.text[named.core : named.end], named, rule)
    first = page.by_start.get(start)
    if first is not None and first.kind in ("person", "single") and masked[first.end : first.end + 1] == " ":
        following = masked[first.end + 1 : end].split(" ", 1)[0]
        if following in grammar.PREPOSITIONS:
            return Mention(start, end, "name", page.text[first.core : first.end], first, rule)
    final = masked[start:end].rsplit(" ", 1)[-1].lower()
    if final in grammar.PREPOSITIONS or final in grammar.ARTICLES:
        return None
    return Mention(start, end, "role", page.text[start:end], None, rule)


_OF_BODY = re.compile(r" (?:of|from|at|with) ")


def _named(page: Page, start: int, end: int, last: Name) -> Name | None:
    """The name that a phrase stands for which ends in a name, None where it stands for a role."""
    lead = page.masked[start : last.start].split()
    if not _governed(lead) and _names_source(last, lead):
        return last
    if last.kind == "person" and _holds_office(page, last, lead):
        return last
    return _before_body(page, start, end)


_UNFIT = grammar.DETERMINERS | frozenset(["former", "late", "then"])


def _holds_office(page: Page, last: Name, lead: list[str]) -> bool:
    """ "Minister in the Ministry of Finance Ada Berg", "minister of mines and energy Ada Berg", "China's ambassador to
    Britain Ada Berg"."""
    if any(word.startswith("Parliament") for word in lead[:4]):
        return True  # "Member of Parliament (MP) for Lund West Ada Berg"
    body = page.by_end.get(last.start - 1)
    if body is not None and body.kind == "body":
        return lead[0].lower() in word_lists.ROLES
    if last.title and lead[-1] in ("to", "of"):
        return lead[-2:-1] != [] and lead[-2].lower() in word_lists.ROLES and last.title in word_lists.PLACES
    role = lead.index("of") - 1 if "of" in lead else -1
    if role < 0 or lead[role].lower() not in _OFFICES or lead[-1].lower() in word_lists.ROLES:
        return False
    field = lead[role + 2 :]
    return bool(field) and all(
        word.islower() and word not in _UNFIT and word not in grammar.PREPOSITIONS for word in field
    )


_OFFICES = frozenset("minister secretary director head chief professor commissioner dean chair".split())


def _before_body(page: Page, start: int, end: int) -> Name | None:
    """ "Security researcher Ada Berg of Redwall Labs": the person before the body."""
    for match in _OF_BODY.finditer(page.masked, start, end):
        name = page.by_end.get(match.start())
        if name is not None and name.kind == "person":
            return None if _governed(page.masked[start : name.start].split()) else name
    return None


_BEGINNINGS = grammar.PREPOSITIONS | grammar.EDGES


def _names_source(name: Name, lead: list[str]) -> bool:
    """A place speaks only by its bare name ("Seoul said"); "the top Seoul" is no source."""
    return name.kind in ("person", "single", "body") or (name.kind == "place" and lead in ([], ["the"], ["The"]))


def _governed(lead: list[str]) -> bool:
    """Does a preposition stand between the edge of the clause and the name ("a spokesman for Kim")? Not where it is
    part of a body's name before an office ("House of Deputies member Kim", "Union of Teachers secretary Kim")."""
    for position, word in enumerate(lead):
        if word.lower() in grammar.PREPOSITIONS:
            body = position and lead[position - 1] in word_lists.BODY_WORDS and lead[-1].lower() in word_lists.ROLES
            if not body or lead[-1].lower() in grammar.PREPOSITIONS:
                return True
    return False
