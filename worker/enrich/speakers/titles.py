"""Titles and affiliations: what the text puts before or after a name, taken apart.

"U.S. Special Representative Ada Berg", "Ada Berg, Oslo's top envoy,", "the North's envoy, Ada Berg," and "Berg, a
professor at Northfield University," give a title ("top envoy", "professor") and whom the person speaks for ("Oslo",
"Northfield University").
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache, lru_cache

from worker.enrich.speakers import grammar, sentences, word_lists
from worker.enrich.speakers.names import AFTER_OF, Entity, is_title
from worker.enrich.speakers.page import Page
from worker.enrich.speakers.tables import words
from worker.wire.text import ANY_CASE

_MOST_PLACES = 6
_OPENS = re.compile(r"(?: \([^)\n]{1,24}\))?, (?:(?:aged? )?[0-9]{2}, )?")
_CLOSES = re.compile(r"[,;\n\"“\x01]")
_LONGEST = 110
_OF_BODY = re.compile(
    r" of (?:the )?(?:(?!(?!ruling|leading|governing)\w+ing\b|(?:for|in|with|who|from)\b)[a-z]+ ){0,3}"
    r"(?:[A-Z][\w&’'-]*(?: (?:of|for|and(?! (?:Rep|Sen|Gov|Mr|Ms|Mrs|Dr)\b)) (?=[A-Z])| (?=[A-Z]))?){1,6}"
)
_DETERMINERS = re.compile(r"^(?:an?|another|the|his|her|its|their|who is an?|who is the|also|one of the) ", ANY_CASE)
_STOP = re.compile(r"\.(?<=[a-z)]{4}\.)(?=\s|$)")
_CLAUSE = re.compile(r" (?:who|which|that|said|told|was|is|were|has|had|as|when|where|while|and (?:a|an|the)) ")


def phrases(page: Page, entity: Entity) -> Iterator[str]:
    """Every phrase that says what the entity is, as printed: around its name, in order of the text, then its roles."""
    for place in entity.places[:_MOST_PLACES]:
        found = page.titles.get(place[0])
        if found is None:
            found = page.titles[place[0]] = _around(page, *place)
        yield from found
    for _, role in entity.roles:
        yield role


def _around(page: Page, start: int, end: int, core: int, full: bool) -> list[str]:
    masked = page.masked
    found = []
    if core > start or full or masked.startswith(", ", start - 2):
        found.append(_before(page, start, core))
    following = masked[end : end + 2]
    if following in (", ", " ("):
        found.append(_after(page, end))
    elif following == " o" and (of := _OF_BODY.match(masked, end)) is not None:
        found.append(of[0])
    return [phrase for phrase in found if phrase]


def _after(page: Page, end: int) -> str:
    """The apposition behind a name ("Ada Berg, the mayor of Norhaven, ...")."""
    masked = page.masked
    opens = _OPENS.match(masked, end)
    if opens is None:
        return ""
    start = opens.end()
    named = page.by_start.get(start)
    if named is not None and named.kind == "person" and masked[named.end : named.end + 1] not in ("'", "’"):
        return ""  # a list: "Ada Berg, Sen. Bo Lund and others"
    closes = _CLOSES.search(masked, start, start + _LONGEST)
    phrase = masked[start : closes.start() if closes is not None else start + _LONGEST]
    if closes is None and len(phrase) == _LONGEST and ". " not in phrase:
        return ""
    if "." in phrase:
        phrase = _STOP.split(phrase, maxsplit=1)[0]
    clause = _CLAUSE.search(phrase)
    phrase = (phrase[: clause.start()] if clause is not None else phrase).strip()
    if not role_of(phrase):
        body = phrase[:1].isupper() and not word_lists.BODY_WORDS.isdisjoint(phrase.split(" "))
        return f" of {phrase}" if body else ""  # "Ada Berg, Northern Seas Institute"
    return phrase if not _begins_with_verb(phrase) else ""


def _begins_with_verb(phrase: str) -> bool:
    word = phrase.split(" ", 1)[0].lower()
    return word in grammar.STOPS or word in grammar.verbs() or word in grammar.PRONOUNS or word.endswith("ing")


def _before(page: Page, start: int, core: int) -> str:
    """The title before a name: its capitals, lower-case words before them, and a phrase before a comma."""
    masked = page.masked
    at = start
    comma = core == start and masked[at - 2 : at] == ", "
    if comma:
        at -= 2
    begin = at
    ends = _ends()
    for _ in range(10):
        end = begin - 1 if begin and masked[begin - 1] == " " else begin
        _, space, word = masked[end - _LONGEST_WORD if end > _LONGEST_WORD else 0 : end].rpartition(" ")
        if not space or not word.isalpha():
            word = _odd_word(masked, end, word, space)
            if not word:
                break
        lower = word.lower()
        gap = end - len(word)
        if lower in _LINKS and begin != at and _role_before(masked, gap):
            begin = gap
            continue
        if lower in ends:
            break
        if lower == word and (lower in grammar.PLAIN_VERBS or (lower.endswith(("ed", "ing")) and lower not in _STILL)):
            break
        begin = gap
        if lower in grammar.DETERMINERS and not _linked(masked, gap):
            break
    lead = masked[begin:at].strip()
    if comma:
        return lead if role_of(lead) else ""
    phrase = (lead + " " + masked[start:core]).strip() if core > start else lead
    return phrase if role_of(phrase) else ""


def _odd_word(masked: str, end: int, word: str, space: str) -> str:
    """A word that is not letters only, or none before it in its line; empty where it belongs to no title."""
    if "\n" in word:
        word = word.rpartition("\n")[2]
    elif not space:
        word = masked[:end]  # longer than any: no title
    if not word or not (word[-1].isalnum() or word[-1] in ".'’") or "\x01" in word or '"' in word:
        return ""
    return "" if word[-1] == "." and not sentences.is_abbreviation(word) else word


_LONGEST_WORD = 30


@cache
def _ends() -> frozenset[str]:
    """No title before a name goes on over these."""
    return grammar.STOPS | grammar.PRONOUNS | grammar.verbs() | grammar.TIME


_LINKS = words("of for at on to from")
_STILL = words("ruling leading governing acting retired")
"""Adjectives that look like verbs."""


def _linked(masked: str, at: int) -> bool:
    """ "counterpart from the Harbor Party": a role and a preposition before the article."""
    before = masked[max(0, at - 34) : at].split()
    return len(before) > 1 and before[-1] in _LINKS and before[-2].lower() in word_lists.ROLES


def _role_before(masked: str, at: int) -> bool:
    word = masked[max(0, at - 24) : at].rstrip().rsplit(" ", 1)[-1].strip(",")
    return word.lower() in word_lists.ROLES or word in word_lists.TITLES


def role_of(phrase: str) -> str:
    """The first word of the phrase that is a role or title, lower case, or nothing."""
    for word in phrase.split():
        lower = word.lower()
        if lower in word_lists.ROLES:
            return lower
        if word.isalpha() and word not in _SHORT_TITLES:
            continue
        plain = word.strip(",\"'’").removesuffix("'s").removesuffix("’s")
        lower = plain.lower().rstrip(".")
        if lower in word_lists.ROLES or (plain in word_lists.TITLES and (plain[-1:] == "." or plain in _SHORT_TITLES)):
            return lower
    return ""


_SHORT_TITLES = words("CEO CFO COO Sir Dr Rev Sen Rep Gov Hon Doctor Reverend Lawmaker Aide Comrade Vice-President")


_OF = re.compile(r" (?:of|at|for|with|from|in) (?:the |a |an |its |his |her )?")


_OWNER = re.compile(r"((?:[\w.&’'-]+ ){0,5}?[\w.&-]+?)(?:['’]s|(?<=s)['’]) (?=\w)")


@lru_cache(maxsize=2048)
def split(phrase: str) -> tuple[str | None, str | None]:
    """A phrase as title and affiliation; either may be missing."""
    if phrase.startswith(" of "):
        return None, _clean(_DETERMINERS.sub("", phrase[4:]))
    text = _DETERMINERS.sub("", phrase.strip(" ,")).strip()
    affiliation: str | None
    owner = _OWNER.match(text) if "'" in text or "’" in text else None
    if owner is not None and not any(w in word_lists.ROLES for w in owner[1].lower().split()):
        affiliation, text = _DETERMINERS.sub("", owner[1]), text[owner.end() :]
    else:
        affiliation, text = _leading_body(text)
    body = _trailing_body(text)
    if body is not None:
        text, named = text[: body[0]], text[body[1] :]
        affiliation = named if affiliation is None or not _is_country(named) else affiliation
    title = _clean(text)
    if affiliation is not None:
        affiliation = _clean(affiliation)
    return (title or None) if role_of(title) else None, None if affiliation in _NO_BODIES else affiliation


_NO_BODIES = words(
    """Muslim Christian Catholic Jewish Islamic Latino Hispanic Black White Arab Western Eastern Northern Southern
    Central New East West"""
)
"""Adjectives of place and people that nobody speaks for."""


def _clean(phrase: str) -> str:
    """Without commas at its ends, and without a full stop that is none of its last word's."""
    phrase = phrase.strip(" ,")
    if phrase.endswith(".") and not sentences.is_abbreviation(phrase.rsplit(" ", 1)[-1]):
        return phrase[:-1]
    return phrase


_LEADS = words("then former ex new top senior chief deputy Former Top Senior Chief Deputy")


def _leading_body(text: str) -> tuple[str | None, str]:
    """ "U.S. Secretary of State", "State Department spokesman", "Samsung Electronics chief": country or body first."""
    words = text.split(" ")
    lead = 0
    while lead < len(words) and words[lead] in _LEADS:
        lead += 1
    end = lead
    last_body = lead
    while end < len(words) - 1 and words[end][:1].isupper():
        named = words[end] in word_lists.BODY_WORDS and words[end] not in word_lists.TITLES
        if named or words[end] in word_lists.PLACES or words[end].isupper():
            last_body = end + 1
        end += 1
    lower_role = end < len(words) and words[end][:1].islower()
    if lower_role and end > lead and not is_title(words[lead]):
        last_body = end
    if last_body == lead:
        return None, text
    body = " ".join(words[lead:last_body])
    rest = " ".join(words[:lead] + words[last_body:])
    return (body, rest) if role_of(rest) else (None, text)


def _trailing_body(text: str) -> tuple[int, int] | None:
    """ "professor at Korea University", "director of the Institute for Peace": where the title ends and the body
    begins. "special representative for North Korea" is one title."""
    for match in _OF.finditer(text):
        rest = text[match.end() :]
        first = rest.split(" ", 1)[0]
        capital = _MODIFIED.match(rest)
        if capital is not None and not match[0].startswith((" for ", " in ")):
            return match.start(), match.end() + capital.end()
        if not first[:1].isupper():
            body = first.strip(",") in word_lists.BODY_ROLES or rest.rsplit(" ", 1)[-1] in word_lists.BODY_ROLES
            if body and match[0].startswith((" of ", " at ", " for ", " from ")):
                return match.start(), match.end()
            continue
        if match[0].startswith((" at ", " with ", " from ")):
            return match.start(), match.end()
        head = text[: match.start()].rsplit(" ", 1)[-1].lower()
        if match[0] == " of " and head in _HEADS and first not in AFTER_OF:
            return match.start(), match.end()
        if match[0].startswith(" in ") and (at := text.find(" at ", match.end())) >= 0:
            return match.start(), at + 4
        body = any(word.strip(",") in word_lists.BODY_WORDS or word.isupper() for word in rest.split(" "))
        if body and head != "charge" and not _is_office(text[: match.start()], rest):
            return match.start(), match.end()
    return None


_MODIFIED = re.compile(r"(?:[a-z][\w-]* ){1,3}(?=[A-Z][\w.&’'-]+ [A-Z])")


_HEADS = words(
    """mayor governor president premier chancellor king queen head chief director founder chairman chairwoman chair
    leader member owner editor commander secretary-general ceo co-founder manager"""
)
"""Whoever is one of these "of" a name speaks for what the name says."""


def _is_office(head: str, rest: str) -> bool:
    """ "Secretary of State", "Minister of Defense", "Speaker of the House" are titles whole."""
    last = head.rsplit(" ", 1)[-1].lower()
    return last in ("secretary", "minister", "chief", "speaker", "leader", "chairman") and len(rest.split()) <= 2


def _is_country(name: str) -> bool:
    return name.split(" ")[-1] in word_lists.PLACES


def title_and_affiliation(page: Page, entity: Entity) -> tuple[str | None, str | None]:
    """The entity's title and affiliation: the fullest title, the first affiliation the text gives."""
    title = affiliation = None
    plain = None
    for phrase in phrases(page, entity):
        a_title, an_affiliation = split(phrase)
        affiliation = affiliation or an_affiliation
        if a_title is not None and _says_office(a_title):
            title = title or a_title
        plain = plain or a_title
        if title is not None and affiliation is not None:
            break
    if affiliation in word_lists.BODY_ROLES:
        affiliation = _named_body(page, affiliation, entity.places[0][0]) or affiliation
    return title or plain, affiliation


def _named_body(page: Page, word: str, at: int) -> str | None:
    """ "the party's floor leader": the body named last before whose name holds the word."""
    last = bisect_left(page.names, at, key=lambda name: name.start)
    for name in reversed(page.names[max(0, last - _MOST_NAMES) : last]):
        if name.kind == "body" and len(name.words) > 1 and word in (part.lower() for part in name.words):
            return " ".join(name.words)
    return None


_MOST_NAMES = 60


_PLAIN = words(
    """official counterpart expert man woman leader critic resident rival husband wife son daughter father mother
    brother sister friend democrat republican supporter"""
)


def _says_office(title: str) -> bool:
    return title.split(" ")[-1].lower() not in _PLAIN
