"""Subjects: who does the saying, found from the cue outwards, without a parser.

From the cue the walk goes left over auxiliaries, adverbs and words of time to the noun phrase before it, and left
again to the edge of its clause. A comma there means an apposition ("Kim, the envoy, said"), "and" a second verb of one
subject ("met her and called it ..."), an -ing form a participle ("..., adding that ...").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from worker.enrich.speakers import grammar, lexicon
from worker.enrich.speakers.cues import Hit
from worker.enrich.speakers.names import Name, People

Shape = Literal["pronoun", "name", "role"]


@dataclass(slots=True)
class Mention:
    """A source as printed: text[start:end], what it looks like, the name in it, and the rule that found it."""

    start: int
    end: int
    shape: Shape
    text: str
    name: Name | None
    rule: str


@dataclass(slots=True)
class Page:
    """One text on the table: the text, its masked twin, its names by where they start and end."""

    text: str
    masked: str
    names: list[Name]
    by_start: dict[int, Name]
    by_end: dict[int, Name]
    people: People


@dataclass(slots=True)
class Walk:
    """What stands left of a cue: `at` is where the noun phrase ends, the rest is what was walked over."""

    at: int
    auxiliary: str
    infinitive: bool


def walk_left(masked: str, low: int, at: int) -> Walk:
    """Over auxiliaries, adverbs and words of time, from the cue to the noun phrase before it."""
    auxiliary = ""
    infinitive = False
    timed = False
    while at > low:
        if masked[at - 1] == " ":
            at -= 1
            continue
        gap = max(masked.rfind(" ", low, at), low - 1) + 1
        word = masked[gap:at]
        lower = word.lower()
        short = _CONTRACTED.get(lower)
        if short is not None:
            return Walk(gap + len(short), auxiliary or "has", infinitive)
        if lower in grammar.AUXILIARIES:
            auxiliary = auxiliary or lower
        elif lower == "to":
            infinitive = True
        elif lower in grammar.ADVERBS or (lower == word and lower.endswith("ly") and len(lower) > 4):
            pass
        elif lower in grammar.TIME and gap > low:
            timed = True
        elif not (timed and lower in grammar.TIME_LEADS):
            break
        at = gap
    return Walk(at, auxiliary, infinitive)


_CONTRACTED = {
    pronoun + mark + tail: pronoun
    for pronoun in ("he", "she", "it", "they", "we", "i", "you", "who")
    for mark in "'’"
    for tail in ("s", "d", "ve", "ll", "re", "m")
}


def subject(page: Page, hit: Hit, walk: Walk, low: int, high: int) -> Mention | None:
    """The source of one cue in the sentence masked[low:high], `walk` what stands left of it; None where no word of
    its own names it."""
    masked = page.masked
    if hit.cue.takes == "source":
        return right_phrase(page, hit.end, high, "according to")
    form = hit.cue.form
    if form in ("past", "part") and walk.auxiliary in grammar.BE:
        by = masked.find(" by ", hit.end, min(high, hit.end + 40))
        return right_phrase(page, by + 3, high, "passive") if by >= 0 else None
    before = masked[walk.at - 1] if walk.at > low else ""
    if form != "ing" and not walk.infinitive and (before == "" or before in "\"”’',"):
        inverted = _inverted(page, hit, walk.at, low, high)
        if inverted is not None:
            return inverted
    if walk.at <= low or walk.infinitive:
        return None
    if form == "ing" and walk.auxiliary not in grammar.BE and walk.auxiliary != "has":
        return _with(page, low, walk.at)
    return left_phrase(page, low, walk.at, "before the cue", plain=not hit.cue.ambiguous)


_WITH = re.compile(r".*\b(?:with|has|had) ")


def _with(page: Page, low: int, at: int) -> Mention | None:
    """ "..., with spokesman Joe Smith saying"."""
    if page.masked[at - 1] == ",":
        return None
    match = _WITH.match(page.masked, max(low, at - 60), at)
    if match is None or page.masked.find(",", match.end(), at) >= 0:
        return None
    found = describe(page, match.end(), at, "with ... -ing")
    return found if found is not None and (found.shape == "name" or is_source(found.text)) else None


def _inverted(page: Page, hit: Hit, at: int, low: int, high: int) -> Mention | None:
    """ "...," said Smith: the source right of the cue. After a mere comma only where the sentence ends with it, or
    nothing before the comma can be the source."""
    found = right_phrase(page, hit.end, high, "after the cue")
    if found is None or (found.shape == "role" and not is_source(found.text)):
        return None
    masked = page.masked
    if masked[at - 1 : at] == "," and masked[at - 2 : at - 1] not in ('"', "”"):
        after = masked[found.end : found.end + 1]
        if after not in (".", ",", ";", "") or _apposition(page, low, at) is not None:
            return None
    return found


# -- to the right

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
        if name is not None and masked[at : at + 1] == " ":
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
        if at + 1 == start and word in grammar.PRONOUNS:
            return Mention(start, token.end(), "pronoun", token[1], None, rule) if word != "who" else None
        if word in grammar.STOPS or (person is not None and person.kind == "person" and masked[at] == " "):
            break
        person = None
        last = None
        at = token.end()
    while at > start and masked[at - 1] in ".'’-&":
        at -= 1
    if at <= start:
        return None
    return _right_mention(page, start, at, high, person, last, rule)


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
    end = _attached(page, at, high)
    return Mention(start, end, "role", page.text[start:end], None, rule)


_ATTACHED = re.compile(r"(?: (?:of|for|from|at|in)(?: (?:the|a|an|his|her|its|their))?(?: [A-Z][\w’'.&-]*| [a-z][\w-]+(?= [A-Z])){1,6})+")


def _attached(page: Page, at: int, high: int) -> int:
    """ "a spokesman" goes on "for the State Department"."""
    match = _ATTACHED.match(page.masked, at, high)
    return match.end() if match is not None else at


def _ends_phrase(masked: str, at: int) -> bool:
    return masked[at : at + 1] in ("", ",", ".", ";", ")", "\n") or masked[at : at + 4] in (" of ", " in ", " at ")


_WORDS = re.compile(r"[\w-]+")


def is_source(phrase: str) -> bool:
    """Does a phrase name people or a body by their trade ("the envoy", "a report")?"""
    words = [w.lower() for w in _WORDS.findall(phrase)]
    if len(words) == 1 and words[0] in grammar.ALONE:
        return True
    return any(_is_role(w) or (w.endswith("s") and _is_role(w[:-1])) for w in words)


def _is_role(word: str) -> bool:
    return word in lexicon.ROLES or word in lexicon.BODY_ROLES or word in lexicon.PLURAL_ROLES


# -- to the left


def left_phrase(page: Page, low: int, at: int, rule: str, *, plain: bool = True) -> Mention | None:
    """The noun phrase that ends at `at`, read leftwards to the edge of its clause. `plain` allows any phrase; else a
    verb inside it means that the cue was a noun."""
    masked = page.masked
    last = masked[at - 1 : at]
    if last in (",", "–", "—", "-"):
        return _apposition(page, low, at) or _before_comma(page, low, at, rule)
    if last == ")":
        opened = masked.rfind("(", low, at)
        return left_phrase(page, low, opened - 1, rule) if opened > low and at - opened < 60 else None
    if last in ('"', "”", "’", "'", ":", ";", "("):
        return None
    gap = max(masked.rfind(" ", low, at), low - 1) + 1
    word = masked[gap:at].strip("\"“'‘(—–")
    lower = word.lower()
    if lower == "who":
        return _antecedent(page, low, gap, rule)
    if lower in grammar.PRONOUNS:
        return Mention(at - len(word), at, "pronoun", word, None, rule)
    if lower in grammar.NO_SUBJECT:
        return None
    return _phrase(page, low, at, rule, plain=plain)


def _antecedent(page: Page, low: int, at: int, rule: str) -> Mention | None:
    """ "Kim, who said ...": what stands before "who"."""
    while at > low and page.masked[at - 1] in " ,":
        at -= 1
    name = page.by_end.get(at)
    if name is not None and name.kind in ("person", "single"):
        return Mention(name.start, name.end, "name", page.text[name.core : name.end], name, rule)
    found = _phrase(page, low, at, rule) if at > low else None
    if found is not None and found.shape == "role":
        for match in _GOVERNOR.finditer(found.text):
            if match.end() < len(found.text):
                found.start, found.text = found.start + match.end(), found.text[match.end() :]
                break
    return found


_GOVERNOR = re.compile(r"^.* (?:to|with|by|from|for|against|on|at|about|between|among) (?=(?:an?|the|some|one|two|[a-z]+s)\b)")


def _apposition(page: Page, low: int, at: int) -> Mention | None:
    """ "Kim, the envoy, said", "the envoy, Kim, said", "Kim, who met her in Rome, said"."""
    masked = page.masked
    end = at - 1
    inner = page.by_end.get(end)
    comma = masked.rfind(", ", low, end)
    if inner is not None and inner.kind == "person" and comma >= 0 and comma + 2 == inner.start:
        return Mention(inner.start, inner.end, "name", page.text[inner.core : inner.end], inner, "apposition")
    first = comma
    while comma > low:
        name = page.by_end.get(comma)
        if masked[comma - 1] == ")":
            opened = masked.rfind("(", low, comma)
            name = page.by_end.get(opened - 1) if opened > low else None
        if name is not None and name.kind in ("person", "single") and _at_edge(page, low, name):
            return Mention(
                _lead(page, low, name), name.end, "name", page.text[name.core : name.end], name, "apposition"
            )
        comma = masked.rfind(", ", low, comma)
    if first > low and masked[first + 2 : end].lower() in grammar.QUIET:
        return left_phrase(page, low, first, "before the cue")
    return None


def _before_comma(page: Page, low: int, at: int, rule: str) -> Mention | None:
    comma = page.masked.rfind(", ", low, at - 1)
    return _phrase(page, low, comma, rule) if comma > low else None


def _lead(page: Page, low: int, name: Name) -> int:
    """Where the phrase with this name begins, lower-case titles included ("company spokesman Joe Smith")."""
    masked = page.masked
    at = name.start
    for _ in range(8):
        end = at - 1 if at > low and masked[at - 1] == " " else at
        gap = max(masked.rfind(" ", low, end), low - 1) + 1
        word = masked[gap:end]
        lower = word.lower()
        if not word or not word[-1].isalpha() or lower in grammar.STOPS or lower in grammar.TIME:
            break
        if lower.endswith("ing") and lower == word:
            break
        at = gap
        if lower in grammar.DETERMINERS:
            break
    return at


def _at_edge(page: Page, low: int, name: Name) -> bool:
    """No preposition and no verb governs the name: its clause begins with it."""
    start = _lead(page, low, name)
    before = page.masked[max(low, start - 16) : start].rstrip()
    word = before.rsplit(" ", 1)[-1].lower()
    return not word or not word[-1].isalpha() or word in grammar.EDGES or word in grammar.TIME


def _phrase(page: Page, low: int, at: int, rule: str, *, plain: bool = True) -> Mention | None:
    """Read left from `at` to the edge of the clause and look at what was read."""
    masked = page.masked
    start = at
    for count in range(24):
        end = start - 1 if start > low and masked[start - 1] == " " else start
        if end <= low:
            break
        name = page.by_end.get(end)
        gap = name.start if name is not None else max(masked.rfind(" ", low, end), low - 1) + 1
        word = masked[gap:end]
        lower = word.lower()
        if count and not (word[-1:].isalnum() or word[-1:] in ".'’$%)"):
            break
        if lower == "and":
            if not _joins_nouns(page, low, gap):
                break
        elif lower in grammar.EDGES or lower in grammar.PRONOUNS or (count and lower in grammar.TIME):
            break
        elif count and lower in grammar.AUXILIARIES:
            return None
        elif count and lower in grammar.verbs():
            if not plain:
                return None
            break
        start = gap
    return describe(page, start, at, rule) if start < at else None


def _joins_nouns(page: Page, low: int, gap: int) -> bool:
    """ "experts and officials said" against "left and officials said"."""
    before = page.masked[max(low, gap - 24) : gap].rstrip()
    word = before.rsplit(" ", 1)[-1]
    return bool(word) and (word.endswith("s") or word[0].isupper()) and word[-1].isalnum()


def describe(page: Page, start: int, end: int, rule: str) -> Mention | None:
    """Name, role or plain phrase: what a stretch of text is as a source."""
    masked = page.masked
    while start < end and masked[start] in " \"“'‘(—–\x01”":
        start += 1
    space = masked.find(" ", start, end)
    if space > 0 and masked[start].isupper():
        lower = masked[start:space].lower()
        if lower in grammar.PREPOSITIONS or lower in grammar.EDGES:
            start = space + 1
    if start >= end:
        return None
    name = page.by_end.get(end)
    lead = masked[start : name.start].split() if name is not None else []
    if name is not None and not _governed(lead):
        if name.kind in ("person", "single", "body") or (name.kind == "place" and lead in ([], ["the"], ["The"])):
            return Mention(start, end, "name", page.text[name.core : end], name, rule)
    first = page.by_start.get(start)
    if first is not None and first.kind in ("person", "single") and masked[first.end : first.end + 1] == " ":
        if masked[first.end + 1 : end].split(" ", 1)[0] in grammar.PREPOSITIONS:
            return Mention(start, end, "name", page.text[first.core : first.end], first, rule)
    final = masked[start:end].rsplit(" ", 1)[-1].lower()
    if final in grammar.PREPOSITIONS or (final in grammar.DETERMINERS and final not in grammar.ALONE):
        return None
    return Mention(start, end, "role", page.text[start:end], None, rule)


def _governed(lead: list[str]) -> bool:
    """Does a preposition stand between the edge of the clause and the name ("a spokesman for Kim")?"""
    return any(word.lower() in grammar.PREPOSITIONS for word in lead)


# -- the subject of a whole sentence

_SEGMENT = re.compile(r"(?:, |; | — | – |: |\) )(?=[\w\"“])")
_MAIN = "subject of the sentence"


def main_subject(page: Page, low: int, at: int) -> Mention | None:
    """The subject of the sentence that begins at `low`, looking no further than `at`."""
    starts = [low]
    starts.extend(m.end() for m in _SEGMENT.finditer(page.masked, low, at))
    for number, start in enumerate(starts[:8]):
        found = _leading(page, start, at, first=number == 0)
        if found is not None:
            return found
    return None


_CONNECTIVES = frozenset("and but then that yet so still also now meanwhile later however".split())
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
    if lower in grammar.SUBJECT_PRONOUNS:
        return Mention(start, start + len(word), "pronoun", word, None, _MAIN)
    name = page.by_start.get(start)
    if name is not None and word not in lexicon.OPENERS:
        if name.kind == "title":
            return _lower_lead(page, start, at) or _role_lead(page, start, at)
        return _name_lead(page, name, at, first=first)
    if lower in grammar.DETERMINERS:
        body = page.by_start.get(space + 1) if lower == "the" else None
        if body is not None and body.kind == "body" and page.masked[body.end : body.end + 1] == " ":
            return Mention(start, body.end, "name", page.text[body.core : body.end], body, _MAIN)
        return _role_lead(page, start, at)
    if not first or lower in lexicon.ROLES or lower in ("former", "longtime"):
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


def _name_lead(page: Page, name: Name, at: int, *, first: bool) -> Mention | None:
    masked = page.masked
    following = masked[name.end : name.end + 1]
    if following in ("'", "’"):
        role = _POSSESSED.match(masked, name.end, at)
        if role is not None and role[1] in lexicon.ROLES:
            return Mention(name.start, role.end(), "role", page.text[name.start : role.end()], None, _MAIN)
        return None
    if following == "," and not first:
        return None
    if following == " " and not first:
        verb = _VERBISH.match(masked, name.end, at)
        if verb is None or verb[1] in ("and", "or") or verb[1] in grammar.PREPOSITIONS:
            return None
    if name.kind == "single" and not page.people.known(name):
        return None
    return Mention(name.start, name.end, "name", page.text[name.core : name.end], name, _MAIN)


_ROLE_LEAD = re.compile(
    r"[\w’']+(?: [\w’'.-]+){0,6}?(?= (?:has|have|had|is|are|was|were|will|would|who|that|of|for|in|at|\w+ed)\b|[,;])"
)


def _role_lead(page: Page, start: int, at: int) -> Mention | None:
    match = _ROLE_LEAD.match(page.masked, start, at)
    if match is None:
        return None
    name = page.by_start.get(start + 4) if page.masked[start : start + 4] in ("the ", "The ") else None
    if name is not None and name.kind == "body" and match.end() >= name.end:
        return Mention(start, name.end, "name", page.text[name.core : name.end], name, _MAIN)
    if not is_source(page.masked[start : match.end()]):
        return None
    return describe(page, start, match.end(), _MAIN)
