"""Titles and affiliations: what the text puts before or after a name, taken apart.

"U.S. Special Representative Ada Berg", "Ada Berg, Oslo's top envoy,", "the North's envoy, Ada Berg," and "Berg, a
professor at Northfield University," give a title ("top envoy", "professor") and whom the person speaks for ("Oslo",
"Northfield University").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from worker.enrich.speakers import grammar, sentences, word_lists
from worker.enrich.speakers.first_names import gender as gender_of
from worker.enrich.speakers.names import Entity
from worker.enrich.speakers.offices import is_firm, role_of
from worker.enrich.speakers.page import Page
from worker.enrich.speakers.tables import words

_MOST_PLACES = 6
_OPENS = re.compile(r"(?: \([^)\n]{1,24}\))?, (?:(?:aged? )?[0-9]{2}, )?")
_CLOSES = re.compile(r"[,;\n\"“\x01]")
_LONGEST = 110
_OF_BODY = re.compile(
    r" of (?:the )?(?:(?!(?!ruling|leading|governing)\w+ing\b|(?:for|in|with|who|from)\b)[a-z]+ ){0,3}"
    r"(?:[A-Z][\w&’'-]*(?: (?:of|for|and(?! (?:Rep|Sen|Gov|Mr|Ms|Mrs|Dr)\b)) (?=[A-Z])| (?=[A-Z]))?){1,6}"
)
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
        found.append(before(page, start, core))
    following = masked[end : end + 2]
    if following in (", ", " ("):
        found.append(_after(page, end))
    elif following in (" o", " f", " a") and (of := _OF_BODY.match(masked, end)) is not None:
        found.append(of[0] if not masked.startswith(" fame", of.end()) else "")
    elif following == " a" and (named := _NAMED_AS.match(masked, end)) is not None and _is_named(masked, start):
        found.append(named[1] if role_of(named[1]) else "")
    elif masked.startswith((" with ", " from "), end) and (body := _with_body(page, end + 6)):
        found.append(body)
    elif following == " a" and found and found[-1] and (at := _AT.match(masked, end)) is not None:
        found.append(_at_school(page, at.end()))
    elif following in (" i", " w") and (being := _IS_THE.match(masked, end)) is not None and _heads(masked, start):
        found.append(being[1])
    if masked.find("Parliament", start - _LONGEST if start > _LONGEST else 0, start) >= 0:
        found += ["".join(seat.groups()) for seat in _MEMBER.finditer(masked, max(0, start - _LONGEST), core)]
    if masked.rfind(") ", max(0, start - 40), start) >= 0:
        found.insert(0, _short_form(page, start))
    if core == start and masked[start - 3 : start] in ("'s ", "’s "):
        found.append(_owner(page, start - 3))
    return [phrase for phrase in found if phrase]


_MEMBER = re.compile(
    r"\b(Member of Parliament)(?: ?\([A-Z]{2,4}\))?( (?:for|representing) (?:the )?[A-Z][^,.;:\n\x01\"“]{2,50}?),? "
    r"(?:(?:Mr|Mrs|Ms|Hon|Madam|Dr|Alhaji)\.? )*$"
)
"""What Ghana's papers put before a name: "Member of Parliament (MP) for Lund West, Ada Berg"."""


def _with_body(page: Page, at: int) -> str:
    """ "Ada Berg with Redwall said", "from the Harbour Trust says": the body that one is with."""
    at += 4 * page.masked.startswith("the ", at)
    body = page.by_start.get(at)
    if body is None or body.kind != "body" or page.masked[body.end : body.end + 4] not in _AFTER_BODY:
        return ""
    return " of " + " ".join(body.words)


_AFTER_BODY = (" in ", " on ", " at ", " sai", " say", " tol")
_AT = re.compile(r" at (?:the )?(?=[A-Z])")
_SCHOOLS = words("University Institute College School Hospital Center Centre Laboratory Clinic")


def _at_school(page: Page, at: int) -> str:
    """ "the chemist Ada Berg at the University of Lund found": where somebody with a title works."""
    body = page.by_start.get(at)
    if body is None or body.kind != "body" or _SCHOOLS.isdisjoint(body.words):
        return ""
    return " of " + " ".join(body.words)


_IS_THE = re.compile(
    r" (?:is|was) (?:the |an? |(?=(?:[A-Z][\w-]* ?){1,3}['’]s? [a-z]))"
    r"([a-zA-Z][^,.;:\n\x01\"“]{3,70}?)(?=[,.;\n]| (?:who|which|that|and) )"
)
"""What a sentence says of its subject: "Berg is the chief executive of Norvik, a ferry firm"."""


def _heads(masked: str, start: int) -> bool:
    """Does a sentence begin here?"""
    return not start or masked[start - 1] == "\n" or masked[start - 2] in '.?!”"'


_NAMED_AS = re.compile(r" as (?:its |the |their |his |her |an? |new )*([^,.;:\n\x01\"“]{3,60})")
_NAMING = re.compile(r"\b(?:appoint|nam|elect|select|pick|choos|chose|hir|promot)\w*\b[^.\n]{0,40}$")


def _is_named(masked: str, start: int) -> bool:
    """ "the appointment of Ada Berg as chief": is somebody given an office here?"""
    return _NAMING.search(masked, max(0, start - 60), start) is not None


def _owner(page: Page, end: int) -> str:
    """ "Labour's Ada Berg": the body or place before the name that it belongs to."""
    owner = page.by_end.get(end)
    if owner is None or owner.title or (owner.kind in ("person", "title") and owner.words[-1] not in _PARTIES):
        return ""
    word = owner.words[-1]
    if word in page.people.by_family or word in page.people.by_given:
        return ""
    return " of " + " ".join(owner.words)


_PARTIES = words("Labour Labor Tory Conservative Democratic Republican")


_SHORT_FORM = re.compile(r" \([A-Z][\w&.-]{1,9}\) (?:\w[\w-]* ){0,4}$")


def _short_form(page: Page, start: int) -> str:
    """ "Union of Teachers (UT) secretary Ada Berg": the body before the parenthesis."""
    match = _SHORT_FORM.search(page.masked, max(0, start - 60), start)
    body = page.by_end.get(match.start()) if match is not None else None
    if body is None or body.kind != "body" or body.words == ("Parliament",):
        return ""
    office = "Chief Justice" if body.words[:2] == ("Chief", "Justice") else ""  # "Chief Justice High Court (HC) Berg"
    return f"{office} of {' '.join(body.words[2:] if office else body.words)}"


def _after(page: Page, end: int) -> str:
    """The apposition behind a name ("Ada Berg, the mayor of Norhaven, ...")."""
    masked = page.masked
    opens = _OPENS.match(masked, end)
    if opens is None:
        return ""
    start = opens.end()
    relative = _WHO_IS.match(masked, start)
    start = relative.end() if relative is not None else start
    named = page.by_start.get(start)
    if named is not None and named.kind == "person" and masked[named.end : named.end + 1] not in ("'", "’"):
        if is_firm(named):
            return f"{named.title} of {' '.join(named.words)}"
        return ""  # a list: "Ada Berg, Sen. Bo Lund and others"
    closes = _CLOSES.search(masked, start, start + _LONGEST)
    phrase = masked[start : closes.start() if closes is not None else start + _LONGEST]
    if closes is None and len(phrase) == _LONGEST and ". " not in phrase:
        cut = _WHERE.search(phrase, _SHORT)
        if cut is None:
            return ""
        phrase = phrase[: cut.start()]
    if "." in phrase:
        phrase = _STOP.split(phrase, maxsplit=1)[0]
    clause = _CLAUSE.search(phrase)
    phrase = (phrase[: clause.start()] if clause is not None else phrase).strip()
    if not role_of(phrase):
        belongs = _BELONGS.match(masked, start)
        body = page.by_start.get(belongs.end()) if belongs is not None else None
        if body is not None and body.kind == "body" and body.words[-1] not in _STREETS:
            return f" of {masked[body.start : body.end]}"
        if belongs is not None and _GROUP.fullmatch(masked, belongs.end(), start + len(phrase)):
            return f" of {masked[belongs.end() : start + len(phrase)]}"
        alone = phrase[:1].isupper() and not word_lists.BODY_WORDS.isdisjoint(phrase.split(" "))
        return f" of {phrase}" if alone else ""  # "Ada Berg, Northern Seas Institute"
    if _begins_with_verb(phrase):
        return ""
    body = page.by_start.get(closes.start() + 2) if closes is not None else None
    if body is None or body.kind != "body" or " of " in phrase or masked[body.end : body.end + 1] not in (".", ",", ""):
        return phrase
    return f"{phrase} of {masked[body.start : body.end]}"  # "Ada Berg, Director, Norvik Securities."


_WHERE = re.compile(r" (?:at|in|on|near|during|after|since|whose) (?:the |an? |his |her |its )?(?=[\w’']+)")
_SHORT = 40
"""Characters of a long apposition that are kept before "at the department's headquarters in Lund"."""
_BELONGS = re.compile(
    r"(?:of|from|at|with|who (?:[a-z]+ ){1,5}?(?:at|for|with|leads|heads|runs|chairs|founded)) (?:the )?"
)
_GROUP = re.compile(r"[a-z]+ (?:[a-z]+ )?(?:group|union|charity|association|campaign|trust|foundation|society|council)")
_WHO_IS = re.compile(
    r"who (?:is|was|has been|had been|serves as|served as|works as|worked as|remains) (?:an? |the |its |his |her )?"
)


_STREETS = words("Street Road Lane Avenue Row Drive Close Way Hill Park Village Town Island Islands Bay Beach Valley")
"""Of these one lives, and speaks for none."""


def _begins_with_verb(phrase: str) -> bool:
    word = phrase.split(" ", 1)[0].lower()
    participle = word.endswith("ing") and word not in _STILL
    return participle or word in grammar.STOPS or word in grammar.verbs() or word in grammar.PRONOUNS


def before(page: Page, start: int, core: int) -> str:
    """The title before a name: its capitals, lower-case words before them, and a phrase before a comma."""
    masked = page.masked
    at = start
    comma = masked[at - 2 : at] == ", " and (core == start or masked[start:core].rstrip(" .") in _HONORIFICS)
    if comma:
        at -= 2
        held = _office_at(page, at)
        if held or _is_known(page, at):
            return held  # nothing for "of President Berg, Lund said"
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
        if lower in _LINKS and (begin != at or core > start) and _role_before(masked, gap):
            begin = gap
            continue
        if lower in ends:
            break
        if lower == word and _is_verb(lower):
            break
        begin = gap
        if lower in grammar.DETERMINERS and word != word.capitalize() and not _linked(masked, gap):
            break
    lead = masked[begin:at].strip()
    if " and " in lead and lead.startswith(("the ", "The ")):
        lead = lead.rpartition(" and ")[2]  # "between the president and Premier Ada Berg"
    if comma:
        return _before_comma(masked, lead, masked[start:core].strip(), at)
    phrase = (lead + " " + masked[start:core]).strip() if core > start else lead
    return _whole(page, start, core, phrase)


def _before_comma(masked: str, lead: str, title: str, comma: int) -> str:
    """What stands before a comma, if it is an office, else the title behind it ("Meanwhile, Justice Berg said")."""
    if role_of(lead):
        return lead
    held = _HOLDER.search(masked, max(0, comma - _LONGEST), comma)
    if held is not None and role_of(held[1]):
        return held[1]
    return title if role_of(title) else ""


_HOLDER = re.compile(
    r"\b(?:[Tt]he|[Ii]ts|[Aa]n?) ((?:[a-z-]+ ){0,2}[a-z-]+ (?:of|for|at) (?:the |its )?(?=[^,;:\n\x01\"“]* and )"
    r"[^,;:.\n\x01\"“]{3,70})$"
)
"""An office whose fields "and" joins, before a comma: "the head of the search and rescue agency, Ada Berg,"."""


def _office_at(page: Page, end: int) -> str:
    """ "The head of research at the Bank of Corran, Ada Berg, said", "an analyst at Lund Brothers, Ada Berg, said": an
    office before the comma at `end`, with a body or a firm that is named like a person."""
    body = page.by_end.get(end)
    if body is None or body.title or body.kind not in ("body", "person"):
        return ""
    if body.kind == "person" and (len(body.words) < 2 or gender_of(body.words[0]) is not None):
        return ""
    held = _AT_BODY.search(page.masked, max(0, body.start - _LONGEST), body.start)
    if held is None or not role_of(held[1]) or not (held[1][0].islower() or held[1].istitle()):
        return ""
    return f"{held[1]} at {page.masked[body.start : body.end]}"


_AT_BODY = re.compile(
    r"(?:(?:^|[\n\"“.,] ?)(?:[A-Z][a-z]+, )?|\b)(?:[Tt]he|[Aa]n?|[Ii]ts) "
    r"((?:(?!(?:the|an?|to|by|who|that)\b)[\w&’'-]+ ){0,7}?(?!(?:to|by)\b)[\w’'-]+) (?:at|of|for|from|with) (?:the )?$"
)


def _is_known(page: Page, end: int) -> bool:
    """Does somebody's name end here?"""
    name = page.by_end.get(end)
    return name is not None and name.kind in ("person", "single") and page.people.known(name)


def _office_of(page: Page, start: int) -> str:
    """An office with its fields in small letters, or in a body: "minister of mines and energy Ada Berg", "Minister in
    the Ministry of Finance Ada Berg"."""
    masked = page.masked
    if not masked[start - 2 : start - 1].islower():
        return ""
    body = page.by_end.get(start - 1)
    if body is not None and body.kind == "body":
        held = _IN_BODY.search(masked, max(0, body.start - _LONGEST), body.start)
        return f"{held[1]} of {' '.join(body.words)}" if held is not None and role_of(held[1]) else ""
    found = _OFFICE_OF.search(masked, max(0, start - _LONGEST), start)
    return found[1].strip() if found is not None else ""


def _whole(page: Page, start: int, core: int, phrase: str) -> str:
    """The phrase before a name with what the walk over words leaves out of offices with several fields, and of bodies
    with several words."""
    if not role_of(phrase):
        return _office_of(page, start) or (_of_fields(page.masked, core) if phrase else "")
    return _of_whole_body(page, start, phrase) if core == start and phrase[0].isupper() else phrase


def _is_verb(word: str) -> bool:
    return word in grammar.PLAIN_VERBS or (word.endswith(("ed", "ing")) and word not in _STILL)


def _of_whole_body(page: Page, start: int, phrase: str) -> str:
    """ "Chamber of Commerce president Ada Berg": the office with all of the body's name, of which the last word only
    is in the phrase."""
    if not phrase.rpartition(" ")[2].islower():
        return phrase
    held = _SMALL_ROLE.search(page.masked, max(0, start - _SHORT), start)
    body = page.by_end.get(held.start()) if held is not None else None
    if held is None or body is None or body.kind != "body" or body.words[-1] not in phrase.split(" "):
        return phrase
    whole = _LINKS_OF_BODIES.isdisjoint(body.words) or not role_of(held[1])
    return phrase if whole else f"{held[1]} at {' '.join(body.words)}"


_SMALL_ROLE = re.compile(r" ([a-z][\w’'-]*(?: [a-z][\w’'-]*){0,3}) $")
_LINKS_OF_BODIES = frozenset(["of", "for", "and"])


def _of_fields(masked: str, core: int) -> str:
    """ "Minister for Agriculture, Food and the Marine Ada Berg": a minister of several fields."""
    if masked.find("Minister", max(0, core - _LONGEST), core) < 0:
        return ""
    fields = _FIELDS.search(masked, max(0, core - _LONGEST), core)
    return fields[1] if fields is not None else ""


_FIELDS = re.compile(
    r"\b((?:(?:Deputy|Junior|Shadow|Cabinet) )?Minister (?:of|for) (?:the )?[A-Z][\w’'-]*"
    r"(?:(?:, | and (?:the )?| & | )[A-Z][\w’'-]*){1,7}) $"
)
_IN_BODY = re.compile(r"\b([\w-]+) (?:in|at) the $")
_OFFICE_OF = re.compile(
    r"((?:\b(?:deputy|former|acting|assistant|cabinet) )*\b(?:[Mm]inister|[Ss]ecretary|[Dd]irector|[Hh]ead|[Cc]hief|"
    r"[Pp]rofessor|[Cc]ommissioner|[Dd]ean|[Cc]hair) of (?:(?!(?:the|an?|his|her|its|former|late)\b)[a-z]+,? ){1,6})$"
)


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
_HONORIFICS = words(
    "Alhaji Alhaja Alh Chief Dr Mr Mrs Ms Prof Professor Engr Barr Hon Rev SP DSP ASP CSP Sir Dame Justice"
)


@cache
def _ends() -> frozenset[str]:
    """No title before a name goes on over these."""
    return grammar.STOPS | grammar.PRONOUNS | grammar.verbs() | grammar.TIME


_LINKS = words("of for at on to from in and representing")
_STILL = words(
    """ruling leading governing acting retired trading marketing managing housing planning engineering banking
    manufacturing nursing shipping mining advertising broadcasting publishing operating consulting coaching training
    recruiting learning gaming racing boxing swimming cycling sailing wrestling building policing founding visiting"""
)
"""Adjectives and trades that look like verbs."""


def _linked(masked: str, at: int) -> bool:
    """ "counterpart from the Harbor Party": a role and a preposition before the article."""
    before = masked[max(0, at - 34) : at].split()
    return len(before) > 1 and before[-1] in _LINKS and before[-2].lower() in word_lists.ROLES


def _role_before(masked: str, at: int) -> bool:
    word = masked[max(0, at - 24) : at].rstrip().replace("\n", " ").rsplit(" ", 1)[-1].strip(",")
    return word.lower() in word_lists.ROLES or word in word_lists.TITLES
