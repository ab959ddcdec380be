"""Subjects: who does the saying, found from the cue outwards, without a parser.

From the cue the walk goes left over auxiliaries, adverbs and words of time to the noun phrase before it, and left
again to the edge of its clause. A comma there means an apposition ("Kim, the envoy, said"), "and" a second verb of one
subject ("met her and called it ..."), an -ing form a participle ("..., adding that ...").
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from worker.enrich.speakers import appositions, between, grammar, relayed, word_lists
from worker.enrich.speakers.cues import Hit
from worker.enrich.speakers.names import FAMILIES_TOO, Name
from worker.enrich.speakers.noun_phrases import describe, is_source, right_phrase
from worker.enrich.speakers.offices import is_firm
from worker.enrich.speakers.page import Mention, Page


@dataclass(slots=True)
class Walk:
    """What stands left of a cue: `at` is where the noun phrase ends, the rest is what was walked over."""

    at: int
    auxiliary: str
    infinitive: bool


def beside(page: Page, hit: Hit, low: int) -> Mention | None:
    """The subject of a finite cue where it takes no walk: "he", a name or a noun right before the cue. What `walk_left`
    and `subject` would find, for three cues of four."""
    masked = page.masked
    end = hit.start - 1
    if end <= low or masked[end] != " ":
        return None
    name = page.by_end.get(end)
    if name is None:
        gap = (masked.rfind(" ", low, end) + 1) or low
        word = masked[gap:end]
        if word in _NOMINATIVE:
            return Mention(gap, end, "pronoun", word, None, "before the cue")
        if not word.isalpha() or word.lower() in _NO_END:
            return None
        if word.endswith("ly") and word not in grammar.IN_LY:
            return None
    elif (name.words[-1].lower() in _NO_END and name.words[-1] not in FAMILIES_TOO) or masked[end - 1] == "-":
        return None
    elif masked[name.start - 2 : name.start] == ", " and (lives := between.place(masked, low, name, hit.end)) > low:
        return _phrase(page, low, lives, "before the cue", plain=not hit.cue.ambiguous)
    elif name.kind != "title" and _is_bare(page, name, low):
        return Mention(name.start, end, "name", page.text[name.core : end], name, "before the cue")
    return _phrase(page, low, end, "before the cue", plain=not hit.cue.ambiguous)


def _is_bare(page: Page, name: Name, low: int) -> bool:
    """Does a clause begin with the name, and the name with no word that begins one?"""
    masked, start = page.masked, name.start
    if len(name.words) > 1 and masked[start : masked.find(" ", start)].lower() in _NO_BEGINNING:
        return False
    if start <= low:
        return True
    before = start - 1 if masked[start - 1] == " " else start
    if before <= low or not ((last := masked[before - 1]).isalnum() or last in _IN_WORDS):
        return True
    if before == start or before in page.by_end:
        return False
    gap = (masked.rfind(" ", low, before) + 1) or low
    return grammar.marks().get(masked[gap:before].lower()) in ("edge", "time")


_NOMINATIVE = frozenset(["he", "she", "they", "we", "He", "She", "They", "We"])
_IN_WORDS = ".'’$%)"
"""What a word may end with besides letters and digits."""


def walk_left(masked: str, low: int, at: int) -> Walk:
    """Over auxiliaries, adverbs and words of time, from the cue to the noun phrase before it."""
    auxiliary = ""
    infinitive = timed = False
    begun = at = between.before_writing(masked, low, at)
    begun -= masked[begun - 1] == " "
    while at > low:
        if masked[at - 1] == " ":
            at -= 1
            continue
        gap = (masked.rfind(" ", low, at) + 1) or low
        word = masked[gap:at]
        lower = word.lower()
        kind = _WALKED.get(lower) or between.adverb(masked, low, gap, lower)
        if kind is None:
            if not lower.endswith("ly") or lower != word or len(lower) <= 4 or lower in grammar.IN_LY:
                break
        elif word in FAMILIES_TOO:
            break
        elif kind == "auxiliary":
            auxiliary = lower if auxiliary in ("", "not", "never") else auxiliary
        elif kind == "to":
            infinitive = True
        elif kind == "time":
            if gap == low:
                break
            timed = True
        elif (kind == "lead" and not timed and word != "early") or (kind == "degree" and at == begun):
            break
        elif kind == "contracted":
            return Walk(gap + len(_PRONOUN[lower]), "has", infinitive)
        at = gap
    return Walk(at, auxiliary, infinitive)


_PRONOUN = {
    pronoun + mark + tail: pronoun
    for pronoun in ("he", "she", "it", "they", "we", "i", "you", "who")
    for mark in "'’"
    for tail in ("s", "d", "ve", "ll", "re", "m")
}


_WALKED = (
    dict.fromkeys(grammar.TIME_LEADS, "lead")
    | dict.fromkeys(grammar.TIME, "time")
    | dict.fromkeys(grammar.ADVERBS, "adverb")
    | {"to": "to"}
    | dict.fromkeys(grammar.AUXILIARIES, "auxiliary")
    | dict.fromkeys(_PRONOUN, "contracted")
    | dict.fromkeys(("more", "most"), "degree")
)
"""What is walked over, besides all that ends in -ly. "lead" only before words of time ("late on Friday")."""


def subject(page: Page, hit: Hit, walk: Walk, low: int, high: int) -> Mention | None:
    """The source of one cue in the sentence masked[low:high], `walk` what stands left of it; None where no word of
    its own names it."""
    cue, at, auxiliary = hit.cue, walk.at, walk.auxiliary
    if cue.takes == "source":
        return right_phrase(page, hit.end, high, "according to")
    masked, form = page.masked, cue.form
    if auxiliary in grammar.BE and form in ("past", "part"):
        by = masked.find(" by ", hit.end, min(high, hit.end + 40))
        return right_phrase(page, by + 3, high, "passive") if by >= 0 else None
    before = masked[at - 1] if at > low else ""
    if before in _BEFORE_INVERTED and form != "ing" and not walk.infinitive and cue.takes != "object":
        inverted = _inverted(page, hit, at, low, high)
        if inverted is not None:
            return inverted
    if walk.infinitive:
        if masked.endswith(_MADE_TO, low, at):
            return left_phrase(page, low, walk_left(masked, low, masked.rfind(" ", low, at)).at, "forced to")
        return relayed.for_to(page, low, at)
    if not before:
        return None
    heard = _HEARD.search(masked, max(low, at - _PASSIVE), at) if masked.endswith(_HEARD_ENDS, low, at) else None
    if form == "ing" and heard is not None:
        return left_phrase(page, low, walk_left(masked, low, heard.start()).at, "before the cue")
    if form == "ing" and auxiliary not in grammar.BE and auxiliary != "has":
        return relayed.with_ing(page, low, at)
    return left_phrase(page, low, at, "before the cue", plain=not cue.ambiguous)


_HEARD = re.compile(
    r"\b(?:be|was|were|is|are|been|being) (?:then |also |later )?"
    r"(?:heard|filmed|recorded|caught|seen|shown|(?:quoted|cited|reported)(?:(?: (?:in|by)(?: [\w’'.-]+){1,5})? as)?)$"
)
_HEARD_ENDS = ("heard", "filmed", "recorded", "caught", "seen", "shown", "quoted", "cited", " as")
_PASSIVE = 60
_MADE_TO = (" forced", " compelled", " obliged")
_BEFORE_INVERTED = frozenset(["", '"', "”", "’", "'", ","])


def _may_follow(page: Page, hit: Hit, at: int, found: Mention) -> bool:
    """ "...," says the narrator: after a quote anybody with an article speaks."""
    return (
        page.masked[at - 1 : at] in ('"', "”")
        and not hit.cue.ambiguous
        and found.text.split(" ", 1)[0].lower() in ("the", "a", "an", "one", "another", "his", "her")
    )


def _inverted(page: Page, hit: Hit, at: int, low: int, high: int) -> Mention | None:
    """ "...," said Smith: the source right of the cue. After a mere comma only where the sentence ends with it, or
    nothing before the comma can be the source."""
    found = right_phrase(page, hit.end, high, "after the cue")
    if found is None or (found.shape == "role" and not is_source(found.text) and not _may_follow(page, hit, at, found)):
        return None
    masked = page.masked
    if masked[at - 1 : at] == "," and masked[at - 2 : at - 1] not in ('"', "”"):
        after = masked[found.end : found.end + 1]
        if (after not in (".", ",", ";", ":", "") and not _DOES.match(masked, found.end)) or _apposition(
            page, low, at
        ) is not None:
            return None
    return found


_DOES = re.compile(r" (?:highlighting|showing|published|released|issued|commissioned|seen|obtained|by|into|on) ")
"""What goes on behind a report that speaks: "..., says a report published by the union"."""


# -- to the left


def left_phrase(page: Page, low: int, at: int, rule: str, *, plain: bool = True) -> Mention | None:
    """The noun phrase that ends at `at`, read leftwards to the edge of its clause. `plain` allows any phrase; else a
    verb inside it means that the cue was a noun."""
    masked = page.masked
    last = masked[at - 1 : at]
    if last in _MARKS:
        return _before_mark(page, low, at, rule, last)
    gap = (masked.rfind(" ", low, at) + 1) or low
    word = masked[gap:at].strip("\"“'‘(—–")
    lower = word.lower()
    if lower in _LITTLE:
        if lower == "who":
            return _antecedent(page, low, gap, rule)
        if lower in ("it", "you") and _is_object(masked, low, at - len(word)):
            return _phrase(page, low, at - len(word) - 1, rule, plain=plain)
        return Mention(at - len(word), at, "pronoun", word, None, rule) if lower in grammar.PRONOUNS else None
    return _phrase(page, low, at, rule, plain=plain)


_MARKS = frozenset(",–—-)\"”’':;(")
_LITTLE = grammar.PRONOUNS | grammar.NO_SUBJECT
_NO_END = _LITTLE.union(_WALKED, ("far",))
_NO_BEGINNING = grammar.PREPOSITIONS | grammar.EDGES


def _before_mark(page: Page, low: int, at: int, rule: str, mark: str) -> Mention | None:
    """The noun phrase before a comma, a dash, a parenthesis or a quote right before the cue."""
    if mark in ",–—-":
        return _apposition(page, low, at) or _before_comma(page, low, at, rule)
    if mark == ")":
        opened = page.masked.rfind("(", low, at)
        return left_phrase(page, low, opened - 1, rule) if opened > low and at - opened < 60 else None
    if mark in '"”' and page.masked[at - 2 : at - 1] == ",":
        return _apposition(page, low, at)  # "Kim, author of "The Mill," said"
    return None


def _is_object(masked: str, low: int, at: int) -> bool:
    """ "those who want it say": a word before the pronoun that begins no clause makes it an object."""
    before = masked[max(low, at - 20) : at].rsplit(None, 1)
    word = before[-1].lower() if before else ""
    return (
        word.isalpha()
        and grammar.marks().get(word) not in ("edge", "verb", "and", "time")
        and word not in grammar.ADVERBS
    )


def _antecedent(page: Page, low: int, at: int, rule: str) -> Mention | None:
    """ "Kim, who said ...": what stands before "who"."""
    while at > low and page.masked[at - 1] in " ,":
        at -= 1
    if page.masked[at - 1].isdigit() and page.masked.endswith(", ", low, at - 2):
        at -= len(", 29")  # "Ada Berg, 29, who lives there said"
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


_GOVERNOR = re.compile(
    r"^.* (?:to|with|by|from|for|against|on|at|about|between|among) (?=(?:an?|the|some|one|two|[a-z]+s)\b)"
)


_MOST_COMMAS = 12


def _apposition(page: Page, low: int, at: int) -> Mention | None:
    """ "Kim, the envoy, said", "the envoy, Kim, said", "Kim, who met her in Rome, said"."""
    masked = page.masked
    end = at - 1
    inner = page.by_end.get(end)
    comma = masked.rfind(", ", low, end)
    if inner is not None and inner.kind == "person" and comma >= 0 and comma + 2 == inner.start:
        outer = page.by_end.get(comma)
        if outer is not None and outer.kind == "person" and is_firm(inner) and appositions.at_edge(page, low, outer):
            return Mention(outer.start, outer.end, "name", page.text[outer.core : outer.end], outer, "apposition")
        return Mention(inner.start, inner.end, "name", page.text[inner.core : inner.end], inner, "apposition")
    first = comma
    for _ in range(_MOST_COMMAS):
        if comma <= low:
            break
        name = page.by_end.get(comma)
        if masked[comma - 1] == ")":
            opened = masked.rfind("(", low, comma)
            name = page.by_end.get(opened - 1) if opened > low else None
        if (
            name is not None
            and name.kind in ("person", "single")
            and appositions.at_edge(page, low, name)
            and not appositions.listed(page, name)
        ):
            return Mention(
                appositions.lead(page, low, name), name.end, "name", page.text[name.core : name.end], name, "apposition"
            )
        comma = masked.rfind(", ", low, comma)
    if first > low and masked[first + 2 : end].lower() in grammar.QUIET:
        return left_phrase(page, low, first, "before the cue")
    return None


def _before_comma(page: Page, low: int, at: int, rule: str) -> Mention | None:
    comma = page.masked.rfind(", ", low, at - 1)
    first = page.masked.find(", ", low, comma)
    if page.masked.startswith(", who ", first):  # "The actor, who was in The Mill, Lund and more, said"
        comma = first
    return _phrase(page, low, comma, rule) if comma > low else None


def _phrase(page: Page, low: int, at: int, rule: str, *, plain: bool = True) -> Mention | None:
    """Read left from `at` to the edge of the clause and look at what was read."""
    masked = page.masked
    by_end = page.by_end
    marks = grammar.marks()
    start = at
    end = at - 1 if at > low and masked[at - 1] == " " else at
    for count in range(24):
        if end <= low:
            break
        name = by_end.get(end)
        if name is not None:
            start = name.start
            end = start - 1 if start > low and masked[start - 1] == " " else start
            continue
        if count and not ((last := masked[end - 1]).isalnum() or _may_end(masked, end, last)):
            break
        gap = (masked.rfind(" ", low, end) + 1) or low
        mark = marks.get(masked[gap:end].lower())
        if mark == "edge" and masked.endswith((" the then", "The then"), low, end):
            mark = None  # "the then mayor"
        if mark is not None and (count or mark == "edge"):
            if mark == "auxiliary":
                return _head_of_relative(page, low, gap, rule)
            if mark == "verb" and not plain:
                return None
            if mark == "who" and masked[start].islower() and not _determined(masked, start, at):
                return _antecedent(page, low, gap, rule)
            if mark != "and" or not _joins_nouns(page, low, gap):
                break
        start = gap
        end = gap - 1
    found = describe(page, start, at, rule) if start < at else None
    if found is None or found.shape != "role":
        return found
    return appositions.unclosed(page, low, found) if _is_noun_phrase(found.text) else None


def _may_end(masked: str, end: int, last: str) -> bool:
    """May a word end so? Not in the mark that closes what is said ("'It works,' the envoy said")."""
    return last in _IN_WORDS and not (last in "'’" and masked[end - 2] in ",?!")


def _is_noun_phrase(text: str) -> bool:
    """No: "came to power", where the verb has another subject than the one looked for."""
    first, _, rest = text.partition(" ")
    if first in _NO_NOUN or (first.endswith("ly") and rest.partition(" ")[0].endswith(("ing", "ed"))):
        return False  # "nowhere in the rules does", "also led a campaign"
    if " also " in rest or (first.endswith("ed") and rest.partition(" ")[0] in grammar.ARTICLES):
        return False  # "contacted his friend by phone"
    return not (rest and first in grammar.PLAIN_VERBS)


_NO_NOUN = frozenset(["also", "nowhere", "then", "adding", "shouting", "apparently"])


_RELATIVE = re.compile(r".*(?<!,) (?=(?:who|that|whose|which) )")


def _head_of_relative(page: Page, low: int, at: int, rule: str) -> Mention | None:
    """ "people who have seen it say": the verb inside belongs to a relative clause, what stands before that speaks."""
    match = _RELATIVE.match(page.masked, max(low, at - 60), at + 1)
    return _phrase(page, low, match.end() - 1, rule) if match is not None and match.end() - 1 > low else None


def _determined(masked: str, start: int, at: int) -> bool:
    return masked[start:at].split(" ", 1)[0] in grammar.DETERMINERS


def _joins_nouns(page: Page, low: int, gap: int) -> bool:
    """ "experts and officials said", "the singer and guitarist said" against "left and officials said"."""
    before = page.masked[max(low, gap - 24) : gap].rstrip()
    rest, _, word = before.rpartition(" ")
    if word in word_lists.ROLES and page.masked[gap + 4 : gap + 28].partition(" ")[0] in word_lists.ROLES:
        return True
    if rest.endswith((",", '"', "”")) or (not rest and gap - len(word) - 1 <= low):
        return word[-1:].isalnum()  # "..., current and former officials said"
    return bool(word) and (word.endswith("s") or word[0].isupper()) and word[-1].isalnum()
