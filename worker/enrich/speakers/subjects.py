"""Subjects: who does the saying, found from the cue outwards, without a parser.

From the cue the walk goes left over auxiliaries, adverbs and words of time to the noun phrase before it, and left
again to the edge of its clause. A comma there means an apposition ("Kim, the envoy, said"), "and" a second verb of one
subject ("met her and called it ..."), an -ing form a participle ("..., adding that ...").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from worker.enrich.speakers import lexicon
from worker.enrich.speakers.cues import Hit
from worker.enrich.speakers.names import Name, People

Shape = Literal["pronoun", "name", "role", "phrase"]

PRONOUNS = frozenset(["he", "she", "they", "it", "i", "we", "you", "who"])
_AUX = frozenset(
    ["has", "have", "had", "is", "are", "was", "were", "be", "been", "being", "am", "will", "would", "shall", "should", "can", "could", "may", "might", "must", "do", "does", "did", "not", "never", "n't", "didn't", "doesn't", "don't", "hasn't", "haven't", "hadn't", "isn't", "aren't", "wasn't", "weren't", "won't", "wouldn't", "can't", "couldn't", "'d", "'ve", "'s", "'ll"]
)
_BE = frozenset(["is", "are", "was", "were", "be", "been", "being", "get", "gets", "got"])
_ADVERBS = frozenset(
    ["also", "then", "later", "earlier", "once", "again", "still", "now", "often", "always", "sometimes", "ever", "even", "just", "only", "further", "too", "therefore", "thus", "soon", "already", "once", "twice", "first", "instead", "himself", "herself", "themselves", "itself", "rather", "perhaps", "all", "both", "each", "together", "simply", "long", "went", "on", "aloud", "ahead", "back", "would-be", "reportedly", "quickly", "now-famously", "however", "meanwhile", "nonetheless", "nevertheless", "though", "yet", "duly"]
)
_TIME = frozenset(
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today", "yesterday", "tonight", "tomorrow", "week", "month", "year", "morning", "afternoon", "evening", "night", "weekend", "ago", "day", "days", "weeks", "months", "years", "january", "february", "march", "april", "june", "july", "august", "september", "october", "november", "december", "jan.", "feb.", "aug.", "sept.", "oct.", "nov.", "dec."]
)
_TIME_LEAD = frozenset(
    ["last", "this", "on", "in", "late", "early", "earlier", "next", "that", "one", "two", "three", "four", "five", "six", "several", "few", "a", "the"]
)
_EDGE = frozenset(
    ["that", "but", "as", "while", "when", "because", "if", "although", "though", "where", "whereas", "since", "until", "unless", "whether", "so", "or", "nor", "than", "after", "before", "which", "whose", "what", "how", "why", "once", "like", "then", "meanwhile", "later", "however", "and"]
)
_PREPOSITIONS = frozenset(
    ["of", "to", "with", "by", "from", "in", "for", "against", "on", "at", "about", "between", "among", "over", "under", "into", "through", "during", "without", "within", "like", "near", "behind", "beyond", "toward", "towards", "across", "around", "upon", "amid", "regarding", "concerning", "per", "via", "including", "than", "as", "after", "before", "since", "despite", "along", "alongside", "outside", "inside", "off", "unlike", "following", "up"]
)
INTRO = _PREPOSITIONS | _EDGE | frozenset(["asked", "given", "speaking", "despite", "not", "even", "both"])
_DETERMINERS = frozenset(
    ["the", "a", "an", "his", "her", "its", "their", "our", "my", "your", "this", "that", "these", "those", "one", "another", "some", "many", "several", "most", "few", "two", "three", "four", "five", "other", "both", "no", "each", "every", "all", "more"]
)
_QUIET = frozenset(["however", "too", "meanwhile", "though", "for example", "in turn", "for his part", "for her part"])


@dataclass(slots=True)
class Mention:
    """A source as printed: text[start:end], what it looks like, and the name in it, if any."""

    start: int
    end: int
    shape: Shape
    text: str
    name: Name | None
    rule: str
    appositive: tuple[int, int] | None = None


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
    """What stands left of a cue: `at` is where the noun phrase ends, `passive` and `infinitive` what was walked over."""

    at: int
    auxiliary: str
    infinitive: bool


def walk_left(masked: str, low: int, at: int) -> Walk:
    """Over auxiliaries, adverbs and words of time, from the cue to the noun phrase before it."""
    auxiliary = ""
    infinitive = False
    timed = False
    while at > low:
        while at > low and masked[at - 1] == " ":
            at -= 1
        gap = max(masked.rfind(" ", low, at), low - 1) + 1
        word = masked[gap:at]
        lower = word.lower()
        if lower in _AUX:
            auxiliary = auxiliary or lower
        elif lower == "to":
            infinitive = True
        elif lower in _ADVERBS or (lower.endswith("ly") and len(lower) > 4 and lower == word):
            pass
        elif lower in _TIME and at - gap > 2:
            timed = True
        elif timed and lower in _TIME_LEAD and lower not in ("the", "a"):
            pass
        else:
            break
        at = gap
    return Walk(at, auxiliary, infinitive)


def subject(page: Page, hit: Hit, low: int, high: int) -> Mention | None:
    """The source of one cue in the sentence masked[low:high]; None where no word names it."""
    masked = page.masked
    if hit.cue.takes == "source":
        return right_phrase(page, hit.end, high, "according to")
    walk = walk_left(masked, low, hit.start)
    form = hit.cue.form
    if form in ("past", "part") and walk.auxiliary in _BE:
        by = masked.find(" by ", hit.end, min(high, hit.end + 40))
        return right_phrase(page, by + 3, high, "passive") if by >= 0 else None
    before = masked[walk.at - 1] if walk.at > low else ""
    if before in ("", '"', "”", "’", "'", ",") and form != "ing" and hit.cue.takes in ("clause", "object"):
        inverted = _inverted(page, hit, walk.at, low, high, before)
        if inverted is not None:
            return inverted
    if walk.infinitive or form == "ing":
        if form == "ing" and walk.auxiliary in _BE:
            return left_phrase(page, low, walk.at, "before the cue")
        return None
    if walk.at <= low:
        return None
    return left_phrase(page, low, walk.at, "before the cue")


def _inverted(page: Page, hit: Hit, at: int, low: int, high: int, before: str) -> Mention | None:
    """ "...," said Smith: the source right of the cue."""
    found = right_phrase(page, hit.end, high, "after the cue", strict=True)
    if found is None:
        return None
    if before == ",":
        after = page.masked[found.end : found.end + 1]
        if page.masked[at - 2 : at - 1] not in ('"', "”") and (
            after not in (".", ",", ";", "") or _apposition(page, low, at) is not None
        ):
            return None
    return found


_RIGHT = re.compile(r"(?:(?:[a-z][\w’'.-]*|\d[\w.-]*) ){0,6}(?=[A-Z])")
_RIGHT_ROLE = re.compile(
    r"(?:the|a|an|one|two|three|some|many|several|other|another|his|her|its|their|top|senior|local|state|federal)\b"
    r"(?: [\w’'.$-]+){1,12}?(?=[,.;:?!)\"”]| (?:who|that|in|on|at|during|after|as|when|while|with|and|from|told|said)\b|$)"
)
_BARE_ROLE = re.compile(r"[a-z][\w’'-]*(?: [a-z][\w’'-]*){0,3}")


def right_phrase(page: Page, at: int, high: int, rule: str, *, strict: bool = False) -> Mention | None:
    """The noun phrase that begins right after `at`."""
    masked = page.masked
    if masked[at : at + 1] != " ":
        return None
    at += 1
    name = page.by_start.get(at)
    if name is not None:
        if name.kind == "title" and name.words[0] in lexicon.OPENERS:
            return None if strict else _right_role(page, at, high, rule, strict)
        return _named(page, at, name, rule)
    first = _RIGHT.match(masked, at, high)
    if first is not None:
        name = page.by_start.get(first.end())
        lead = first[0].split()
        if name is not None and lead and _is_lead(lead, name):
            return _named(page, at, name, rule)
    return _right_role(page, at, high, rule, strict)


def _is_lead(lead: list[str], name: Name) -> bool:
    """ "company spokesman Joe Smith", "the group's president John Smith": modifiers, no preposition, no verb."""
    if not _PREPOSITIONS.isdisjoint(lead) or not _EDGE.isdisjoint(lead) or not _AUX.isdisjoint(lead):
        return False
    return lead[-1] in lexicon.ROLES or name.kind in ("person", "single") or lead[0] in _DETERMINERS


def _named(page: Page, start: int, name: Name, rule: str) -> Mention:
    end = name.end
    possessive = page.masked[end : end + 2] in ("'s", "’s", "' ", "’ ")
    if possessive:
        role = re.compile(r"['’]s? ((?:[\w-]+ ){0,4}?[\w-]+)(?=[,.;:?!]| (?:who|that|in|on|said)\b)").match(
            page.masked, end
        )
        if role is not None:
            comma = page.by_start.get(role.end() + 2) if page.masked[role.end() : role.end() + 2] == ", " else None
            if comma is not None and comma.kind in ("person", "single"):
                return Mention(start, comma.end, "name", page.text[comma.core : comma.end], comma, rule)
            return Mention(start, role.end(), "role", page.text[start : role.end()], None, rule)
    if name.kind == "title":
        return Mention(start, end, "role", page.text[start:end], None, rule)
    return Mention(start, end, "name", page.text[name.core : end], name, rule)


def _right_role(page: Page, at: int, high: int, rule: str, strict: bool) -> Mention | None:
    masked = page.masked
    if masked[at : at + 2] in ("he", "I ", "it", "we") or masked[at : at + 3] in ("she", "the"):
        pronoun = re.compile(r"(?:he|she|they|it|I|we)(?=[ ,.;:?!]|$)").match(masked, at, high)
        if pronoun is not None:
            return Mention(at, pronoun.end(), "pronoun", pronoun[0], None, rule)
    match = _RIGHT_ROLE.match(masked, at, high)
    if match is None and not strict:
        match = _BARE_ROLE.match(masked, at, high)
    if match is None:
        return None
    end = match.end()
    if masked[end : end + 2] == ", ":
        name = page.by_start.get(end + 2)
        if name is not None and name.kind in ("person", "single") and masked[name.end : name.end + 1] in (",", ".", ""):
            return Mention(at, name.end, "name", page.text[name.core : name.end], name, rule, (at, end))
    if strict and not is_source(match[0]):
        return None
    return Mention(at, end, "role", page.text[at:end], None, rule)


_WORDS = re.compile(r"[\w-]+")


def is_source(phrase: str) -> bool:
    """Does a phrase name people or a body by their trade ("the envoy", "a report")?"""
    words = [w.lower() for w in _WORDS.findall(phrase)]
    return any(w in lexicon.ROLES or w in lexicon.PLURAL_ROLES or w in lexicon.BODY_ROLES for w in words)


def left_phrase(page: Page, low: int, at: int, rule: str) -> Mention | None:
    """The noun phrase that ends at `at`, read leftwards to the edge of its clause."""
    masked = page.masked
    last = masked[at - 1 : at]
    if last in (",", "–", "—", "-"):
        return _apposition(page, low, at) or _before_comma(page, low, at, rule)
    if last == ")":
        opened = masked.rfind("(", low, at)
        return left_phrase(page, low, opened - 1, rule) if opened > low and at - opened < 60 else None
    if last in ('"', "”", "’", "'", ":", ";"):
        return None
    gap = max(masked.rfind(" ", low, at), low - 1) + 1
    word = masked[gap:at].strip("\"“'‘(—–")
    lower = word.lower()
    if lower in PRONOUNS:
        if lower == "who":
            return _antecedent(page, low, gap, rule)
        if lower == "it" and rule == "before the cue":
            return Mention(at - len(word), at, "pronoun", word, None, rule)
        return Mention(at - len(word), at, "pronoun", word, None, rule)
    if lower in ("and", "but", "then", "or", "to", "that", "which", "by", "while", "after", "before", "not"):
        return None
    return _phrase(page, low, at, rule)


def _antecedent(page: Page, low: int, at: int, rule: str) -> Mention | None:
    """ "Kim, who said ...": what stands before "who"."""
    at -= 1
    while at > low and page.masked[at - 1] in " ,":
        at -= 1
    name = page.by_end.get(at)
    if name is not None:
        return Mention(name.start, name.end, "name", page.text[name.core : name.end], name, rule)
    return _phrase(page, low, at, rule) if at > low else None


def _apposition(page: Page, low: int, at: int) -> Mention | None:
    """ "Kim, the envoy, said", "the envoy, Kim, said", "Kim, who met her in Rome, said"."""
    masked = page.masked
    end = at - 1
    inner = page.by_end.get(end)
    comma = masked.rfind(", ", low, end)
    if inner is not None and inner.kind == "person" and comma >= 0 and comma + 2 == inner.start:
        return Mention(
            inner.start, inner.end, "name", page.text[inner.core : inner.end], inner, "apposition", (low, comma)
        )
    first = comma
    while comma > low:
        name = page.by_end.get(comma)
        if masked[comma - 1] == ")":
            opened = masked.rfind("(", low, comma)
            name = page.by_end.get(opened - 1) if opened > low else None
        if name is not None and name.kind in ("person", "single") and _at_edge(page, low, name):
            start = _lead_start(page, low, name)
            return Mention(
                start, name.end, "name", page.text[name.core : name.end], name, "apposition", (comma + 2, end)
            )
        comma = masked.rfind(", ", low, comma)
    if first >= 0 and masked[first + 2 : end].lower() in _QUIET:
        return left_phrase(page, low, first, "before the cue")
    return None


def _before_comma(page: Page, low: int, at: int, rule: str) -> Mention | None:
    comma = page.masked.rfind(", ", low, at - 1)
    if comma > low:
        found = _phrase(page, low, comma, rule)
        if found is not None and (found.shape == "role" or found.shape == "name"):
            return found
    return None


def _lead_start(page: Page, low: int, name: Name) -> int:
    """Where the phrase with this name begins, lower-case titles included ("company spokesman Joe Smith")."""
    masked = page.masked
    at = name.start
    for _ in range(8):
        end = at
        while end > low and masked[end - 1] == " ":
            end -= 1
        gap = max(masked.rfind(" ", low, end), low - 1) + 1
        word = masked[gap:end]
        if not word or not word[-1].isalpha() or word.lower() in INTRO or word.lower() in PRONOUNS:
            break
        if word.lower() in _TIME or (word.endswith("ing") and word.islower()):
            break
        at = gap
        if word.lower() in _DETERMINERS:
            break
    return at


def _at_edge(page: Page, low: int, name: Name) -> bool:
    """No preposition and no verb governs the name: its clause begins with it."""
    start = _lead_start(page, low, name)
    if start <= low:
        return True
    before = (
        page.masked[:start].rstrip()[-1:] if start - low < 2 else page.masked[max(low, start - 14) : start].rstrip()
    )
    word = before.rsplit(" ", 1)[-1].lower()
    if not word or not word[-1].isalpha():
        return True
    return word in _EDGE or word in _TIME


def _phrase(page: Page, low: int, at: int, rule: str) -> Mention | None:
    """Read left from `at` to the edge of the clause and look at what was read."""
    start = _edge(page, low, at)
    if start >= at:
        return None
    return describe(page, start, at, rule)


def _edge(page: Page, low: int, at: int) -> int:
    """Where the noun phrase ending at `at` begins."""
    masked = page.masked
    position = at
    for count in range(24):
        end = position
        while end > low and masked[end - 1] == " ":
            end -= 1
        if end <= low:
            return position
        gap = max(masked.rfind(" ", low, end), low - 1) + 1
        word = masked[gap:end]
        lower = word.lower()
        if count and not (word[-1].isalnum() or word[-1] in ".'’$%)"):
            return position
        if lower == "and" and _joins_nouns(page, gap, position):
            position = gap
            continue
        if lower in _EDGE or lower in PRONOUNS or (count and lower in _TIME):
            return position
        position = gap
    return position


def _joins_nouns(page: Page, gap: int, after: int) -> bool:
    """ "experts and officials said" against "left and officials said"."""
    before = page.masked[:0] if gap < 2 else page.masked[max(0, gap - 24) : gap].rstrip()
    word = before.rsplit(" ", 1)[-1]
    return bool(word) and (word.endswith("s") or word[0].isupper()) and word[-1].isalnum()


def describe(page: Page, start: int, end: int, rule: str) -> Mention | None:
    """Name, role or plain phrase: what a stretch of text is as a source."""
    masked = page.masked
    while start < end and masked[start] in " \"“'‘(—–\x01”":
        start += 1
    name = page.by_end.get(end)
    if name is not None:
        lead = masked[start : name.start].split()
        if not lead or not _governed(lead):
            if name.kind == "title" or (name.kind == "place" and lead):
                return Mention(start, end, "role", page.text[start:end], None, rule)
            if name.kind == "person" or name.kind == "single" or not lead or lead == ["the"] or lead == ["The"]:
                return Mention(start, end, "name", page.text[name.core : end], name, rule)
    first = page.by_start.get(start)
    if first is not None and first.kind in ("person", "single") and masked[first.end : first.end + 1] == " ":
        following = masked[first.end + 1 : end].split(" ", 1)[0]
        if following in _PREPOSITIONS:
            return Mention(start, end, "name", page.text[first.core : first.end], first, rule)
    if start >= end:
        return None
    return Mention(start, end, "role", page.text[start:end], None, rule)


def _governed(lead: list[str]) -> bool:
    """Does a preposition stand between the edge of the clause and the name ("a spokesman for Kim")?"""
    for position, word in enumerate(lead):
        lower = word.lower()
        if lower in _PREPOSITIONS and not (position + 1 < len(lead) and lead[position + 1].lower() in _TIME):
            return True
        if word.endswith(("'s", "’s")) and position == len(lead) - 1:
            return False
    return False


_VERBISH = re.compile(r" (?:(?:also|then|later|never|still|just|once|often|\w+ly) )?([a-z’']+)")
_SEGMENT = re.compile(r"(?:, |; | — | – |: |\) )(?=[\w\"“])")


def main_subject(page: Page, low: int, at: int) -> Mention | None:
    """The subject of the sentence that begins at `low`, looking no further than `at`."""
    masked = page.masked
    starts = [low]
    starts.extend(m.end() for m in _SEGMENT.finditer(masked, low, at))
    for number, start in enumerate(starts):
        while start < at and masked[start] in "\"“'‘(—–\x01”’. ":
            start += 1
        found = _leading(page, start, at, first=number == 0)
        if found is not None:
            return found
    return None


def _leading(page: Page, start: int, at: int, *, first: bool) -> Mention | None:
    masked = page.masked
    space = masked.find(" ", start, at)
    word = masked[start : space if space >= 0 else at].rstrip(",.;:")
    lower = word.lower()
    if lower in PRONOUNS and lower not in ("who", "it", "you", "i"):
        return Mention(start, start + len(word), "pronoun", word, None, "subject of the sentence")
    if (
        lower in ("and", "but", "then", "that", "while", "yet", "so", "still", "also", "now", "meanwhile")
        and space >= 0
    ):
        return _leading(page, space + 1, at, first=first) if lower != "while" else None
    name = page.by_start.get(start)
    if name is not None:
        if name.kind == "title" and (lower in INTRO or word in lexicon.OPENERS):
            return _role_lead(page, start, at) if lower in _DETERMINERS else None
        if name.words and masked[name.start] != masked[name.core] and lower in INTRO:
            return None
        return _name_lead(page, name, at, first=first)
    if lower in _DETERMINERS:
        return _role_lead(page, start, at)
    lead = _RIGHT.match(masked, start, at)
    if lead is not None and lead[0] and first is False:
        name = page.by_start.get(lead.end())
        words = lead[0].split()
        if name is not None and name.kind == "person" and words[-1] in lexicon.ROLES and _is_lead(words, name):
            return Mention(start, name.end, "name", page.text[name.core : name.end], name, "subject of the sentence")
    return None


def _name_lead(page: Page, name: Name, at: int, *, first: bool) -> Mention | None:
    masked = page.masked
    following = masked[name.end : name.end + 2]
    if following[:1] in ("'", "’"):
        role = re.compile(r"['’]s? (?:[\w-]+ ){0,3}?([\w-]+)").match(masked, name.end, at)
        if role is not None and role[1] in lexicon.ROLES:
            return Mention(
                name.start, role.end(), "role", page.text[name.start : role.end()], None, "subject of the sentence"
            )
        return None
    if following[:1] == "," and not first:
        return None
    if following[:1] == " " and not first:
        verb = _VERBISH.match(masked, name.end, at)
        if verb is None or verb[1] in ("and", "or") or verb[1] in _PREPOSITIONS:
            return None
    if name.kind == "title":
        return Mention(name.start, name.end, "role", page.text[name.start : name.end], None, "subject of the sentence")
    return Mention(name.start, name.end, "name", page.text[name.core : name.end], name, "subject of the sentence")


_ROLE_LEAD = re.compile(
    r"[\w’']+(?: [\w’'.-]+){0,6}?(?= (?:has|have|had|is|are|was|were|will|would|who|that|\w+ed)\b|[,;])"
)


def _role_lead(page: Page, start: int, at: int) -> Mention | None:
    match = _ROLE_LEAD.match(page.masked, start, at)
    if match is None:
        return None
    phrase = page.masked[start : match.end()]
    if not is_source(phrase):
        return None
    return describe(page, start, match.end(), "subject of the sentence")
