"""The subject of a whole sentence: the noun phrase that it, or a later clause of it, begins with."""

from __future__ import annotations

import re

from worker.enrich.speakers import grammar, word_lists
from worker.enrich.speakers.names import Name
from worker.enrich.speakers.noun_phrases import describe, is_source
from worker.enrich.speakers.page import Mention, Page
from worker.enrich.speakers.tables import words

_SEGMENT = re.compile(r"(?:, |; | — | – |: |\) )(?=[\w\"“])")
_MAIN = "subject of the sentence"


def main_subject(page: Page, low: int, at: int) -> Mention | None:
    """The subject of the sentence that begins at `low`, looking no further than `at`."""
    found = _leading(page, low, at, first=True)
    for _ in range(_MOST_SEGMENTS):
        segment = _SEGMENT.search(page.masked, low, at) if found is None else None
        if segment is None:
            break
        low = segment.end()
        found = _leading(page, low, at, first=False)
    return found


_MOST_SEGMENTS = 7


def after_comma(page: Page, low: int, at: int) -> Mention | None:
    """The subject that the main clause begins with, after a clause without one: the first that a comma is before."""
    for _ in range(_MOST_SEGMENTS):
        segment = _SEGMENT.search(page.masked, low, at)
        if segment is None:
            break
        low = segment.end()
        found = _leading(page, low, at, first=False)
        if found is not None:
            return found
    return None


def later_subject(page: Page, low: int, at: int) -> Mention | None:
    """The subject of a clause that begins after a comma in masked[low:at]: a name with a verb of its own."""
    found = None
    for _ in range(_MOST_SEGMENTS):
        segment = _SEGMENT.search(page.masked, low, at)
        if segment is None:
            break
        low = segment.end()
        name = page.by_start.get(low)
        if name is not None and name.kind in ("person", "single") and page.masked[name.end : name.end + 1] == " ":
            found = _name_lead(page, name, at, first=False) or found
    return found


_RELATIVE = re.compile(r"(?:The|An?|Its|Their|His|Her) (?:[\w’'-]+ ){1,5}?(?=(?:that|which|who) )")
_ARTICLES = frozenset("TAITH")
_VERB_FIRST = re.compile(r"[a-z]+s (?:\d|[A-Z]|(?:the|an?|its|his|her|their|more|some|all) )")
_PARTICIPLE = re.compile(r"(?:The|An?) (?:[\w’'-]+ ){1,3}?(?=(?:given|accused|charged|convicted|hired|held) )")


def before_relative(page: Page, low: int, mention: Mention | None, at: int) -> Mention | None:
    """ "The group that represents the miners of the north said": the phrase that a sentence begins with, where a
    relative clause or a participle runs on, without a comma, to `mention`, if there is any, and the cue at `at`."""
    masked = page.masked
    if masked[low : low + 1] not in _ARTICLES or masked.find(", ", low, at) >= 0:
        return None
    end = mention.start if mention is not None else at
    relative = _RELATIVE.match(masked, low, end)
    if relative is not None:
        begins = masked.find(" ", relative.end()) + 1
        if (begins >= end and not _VERB_FIRST.match(masked, begins, at)) or masked[
            begins : masked.find(" ", begins)
        ].lower() in grammar.DETERMINERS:
            return None  # "The deal that the envoy said"
    else:
        relative = None if mention is not None and is_source(mention.text) else _PARTICIPLE.match(masked, low, end)
    if relative is None or not is_source(relative[0]):
        return None
    return describe(page, low, relative.end() - 1, "before the cue")


_CONNECTIVES = words("and but then that yet so still also now meanwhile later however")
_OPEN = re.compile(r"[\s\"“'‘(—–\x01”’.,]*")
_VERBISH = re.compile(r" (?:(?:also|then|later|never|still|just|once|often|\w+ly) )?([a-z’']+)")


def _leading(page: Page, start: int, at: int, *, first: bool) -> Mention | None:
    """The noun phrase that a segment of a sentence begins with, if it can be its subject."""
    masked = page.masked
    for _ in range(3):
        opened = _OPEN.match(masked, start, at)
        start = opened.end() if opened is not None else start
        name = page.by_start.get(start)
        space = masked.find(" ", start, at)
        word = masked[start : space if space >= 0 else at].rstrip(",.;:")
        lower = word.lower()
        if lower not in _CONNECTIVES or space < 0:
            break
        start = space + 1
    if (
        first
        and lower.endswith("ing")
        and len(lower) > 5
        and (name is None or " " in page.masked[name.start : name.end])
    ):
        return None  # "Painting the mayor as ..."
    plain = lower.partition("'")[0].partition("’")[0]
    if plain in grammar.SUBJECT_PRONOUNS:
        return Mention(start, start + len(plain), "pronoun", word[: len(plain)], None, _MAIN)
    name = page.by_start.get(start)
    if name is not None and word not in word_lists.OPENERS:
        if name.kind == "title" or (first and name.kind == "single" and not page.people.known(name)):
            return _lower_lead(page, start, at) or _role_lead(page, start, at)
        return _name_lead(page, name, at, first=first)
    if lower in grammar.DETERMINERS:
        body = page.by_start.get(space + 1) if lower == "the" else None
        if body is not None and body.kind == "body" and page.masked[body.end : body.end + 1] == " ":
            return Mention(start, body.end, "name", page.text[body.core : body.end], body, _MAIN)
        return _role_lead(page, start, at)
    if not first and lower in word_lists.PLURAL_ROLES:
        return _role_lead(page, start, at)
    if not first or lower in word_lists.ROLES or lower in ("former", "longtime"):
        return _lower_lead(page, start, at)
    return None


_LOWER_LEAD = re.compile(r"[a-zA-Z][\w’'-]* (?:of [a-z]+ |[a-z][\w’'-]* ){0,5}(?=[A-Z])")


def _lower_lead(page: Page, start: int, at: int) -> Mention | None:
    """ "company spokesman Joe Smith"."""
    lead = _LOWER_LEAD.match(page.masked, start, at)
    if lead is None:
        return None
    name = page.by_start.get(lead.end())
    words = set(lead[0].lower().split()) - {"of"}
    if name is None or name.kind != "person" or not grammar.STOPS.isdisjoint(words):
        return None
    return Mention(start, name.end, "name", page.text[name.core : name.end], name, _MAIN)


_POSSESSED = re.compile(r"['’]s? (?:[\w-]+ ){0,3}?([\w-]+)")
_OWNED_NAME = re.compile(r"['’]s? (?:[a-z][\w-]* ){0,4}([a-z][\w-]*) (?=[A-Z])")


_TITLED = re.compile(r" (?:[a-z][\w’'-]* ){0,3}([a-z-]+) (?=[A-Z])")
"""Between a body and its man: "Norhaven Times sports writer Bo Lund"."""
_TAGGED = re.compile(r", (?:[RDI]-[A-Z][\w.]*|\d{1,3}), [a-z]")
"""Behind a name: party and state, or age."""


def _name_lead(page: Page, name: Name, at: int, *, first: bool) -> Mention | None:
    masked = page.masked
    following = masked[name.end : name.end + 1]
    if following in ("'", "’"):
        owned = _OWNED_NAME.match(masked, name.end, at)
        named = page.by_start.get(owned.end()) if owned is not None and owned[1] in word_lists.ROLES else None
        if named is not None and named.kind == "person":  # "Seoul's top envoy Ada Berg"
            return Mention(name.start, named.end, "name", page.text[named.core : named.end], named, _MAIN)
        role = _POSSESSED.match(masked, name.end, at)
        if role is not None and role[1] in word_lists.ROLES:
            return Mention(name.start, role.end(), "role", page.text[name.start : role.end()], None, _MAIN)
        return None
    if following == " " and name.kind != "person" and (titled := _TITLED.match(masked, name.end, at)) is not None:
        named = page.by_start.get(titled.end())
        if named is not None and named.kind == "person" and titled[1] in word_lists.ROLES:
            return Mention(name.start, named.end, "name", page.text[named.core : named.end], named, _MAIN)
    if following == "," and not first and _TAGGED.match(masked, name.end, at) is None:
        return None
    if following == " " and not first:
        verb = _VERBISH.match(masked, name.end, at)
        if verb is None or verb[1] in ("and", "or") or verb[1] in grammar.PREPOSITIONS:
            return None
    if name.kind == "single" and name.words[-1].lower() in word_lists.PLURAL_ROLES:
        return Mention(name.start, name.end, "role", page.text[name.start : name.end], None, _MAIN)
    if name.kind == "single" and not page.people.known(name):
        return None
    if len(name.words) > 1 and page.masked[name.core : name.end].isupper():
        return None  # a heading
    return Mention(name.start, name.end, "name", page.text[name.core : name.end], name, _MAIN)


_ENDS_LEAD = "|".join(
    sorted(
        grammar.PLAIN_VERBS
        | words("has have had is are was were will would who that of for in at on said says told went")
    )
)
_ROLE_LEAD = re.compile(rf"[\w’']+(?: [\w’'.-]+){{0,6}}?(?= (?:{_ENDS_LEAD}|\w+ed)(?![\w-])|[,;])")


_APPOSED = re.compile(r"(?: (?:at|of|for|in|with|from) [^,\n]{2,60})?, ")


def _role_lead(page: Page, start: int, at: int) -> Mention | None:
    match = _ROLE_LEAD.match(page.masked, start, at)
    if match is None:
        return None
    name = page.by_start.get(start + 4) if page.masked[start : start + 4] in ("the ", "The ") else None
    if name is not None and name.kind == "body" and match.end() >= name.end:
        return Mention(start, name.end, "name", page.text[name.core : name.end], name, _MAIN)
    if not is_source(page.masked[start : match.end()]):
        return None
    apposed = _APPOSED.match(page.masked, match.end(), at)
    named = page.by_start.get(apposed.end()) if apposed is not None else None
    if named is not None and named.kind in ("person", "single") and page.masked[named.end : named.end + 1] == ",":
        return Mention(start, named.end, "name", page.text[named.core : named.end], named, _MAIN)
    end = match.end()
    space = page.masked.rfind(" ", start, end)
    if space > start and page.masked[space + 1 : end] in grammar.ADVERBS:
        end = space  # "the party leader also dared"
    return describe(page, start, end, _MAIN)
