"""Frames: each cue of a sentence with its source, its own or one it shares with the verb before it."""

from __future__ import annotations

import itertools
import re

from worker.enrich.speakers import cues, grammar, indirect, leads, noun_phrases, subjects, word_lists
from worker.enrich.speakers.cues import Hit
from worker.enrich.speakers.found import Frame, Reading
from worker.enrich.speakers.page import Mention, Page
from worker.enrich.speakers.quotation import MASK
from worker.enrich.speakers.references import resolve
from worker.enrich.speakers.subjects import Walk


def find(reading: Reading, number: int, low: int, high: int, hits: list[Hit], *, weak: bool) -> list[Frame]:
    """The frames of the cues in the sentence `number`, text[low:high]; the weak ones only where quotes need them."""
    talk = reading.talk
    page = talk.page
    frames: list[Frame] = []
    masked = page.masked
    for hit in hits:
        cue = hit.cue
        if (cue.takes == "weak" and not weak) or _is_no_verb(masked, low, hit):
            continue
        mention, rule, walk = _source(page, hit, low, high, frames)
        if mention is None:
            if not cue.ambiguous:
                frames.append(Frame(hit, None, None, rule))
            continue
        speaks = _may_speak(mention)
        if cue.ambiguous and not (speaks and _is_verb(page, hit, mention)):
            continue
        if mention.rule == "quoted as saying" and frames and frames[-1].hit.cue.lemma in _RELAYS:
            frames.pop()  # "Kim quoted the president as saying": the president says
        if cue.form == "part" and rule == "before the cue" and (walk is None or not walk.auxiliary):
            continue  # "four sworn statements"
        if not _agrees(masked, hit, walk, mention, rule):
            continue
        resolved = resolve(talk, mention, number)
        # "A labrador called Biscuit": what names no source can hold a quote, but reports no clause.
        frames.append(Frame(hit, mention, resolved, rule, used=cue.takes == "object" and not speaks))
        if cue.takes != "weak" and mention.text not in _REPORTER:
            if number not in talk.spoke or not _told_by_another(masked, frames):
                talk.spoke[number] = resolved.entity
            resolved.entity.spoke = True
    return frames


def _source(page: Page, hit: Hit, low: int, high: int, frames: list[Frame]) -> tuple[Mention | None, str, Walk | None]:
    """The source of one cue, by which rule it was found, and what stands left of the cue where that was walked over."""
    walk = None
    mention = subjects.beside(page, hit, low) if hit.cue.finite else None
    if mention is None:
        walk = subjects.walk_left(page.masked, low, hit.start)
        mention = subjects.subject(page, hit, walk, low, high)
    if hit.cue.takes == "clause" and not frames and hit.cue.finite and (mention is None or mention.shape == "role"):
        mention = leads.before_relative(page, low, mention, hit.start) or mention
    if mention is not None:
        return mention, mention.rule, walk
    walk = walk or subjects.walk_left(page.masked, low, hit.start)
    return *_shared(page, hit, walk, low, high, frames), walk


_RELAYS = ("quote", "cite", "report")
_NAMED_BY_OTHERS = ("dub", "label", "brand", "term")
_REPORTER = ("I", "we", "We", "you", "You")
"""Whoever writes has asked, and has no part in what is said."""


def _is_no_verb(masked: str, low: int, hit: Hit) -> bool:
    """A noun, a past form behind a determiner, which is an adjective ("his reported statement"), or a verb of what is
    done ("The Reds had defended stoutly")."""
    lemma = hit.cue.lemma
    if lemma in _DONE and _is_done(masked, hit, lemma):
        return True
    if hit.cue.maybe_noun:
        return cues.is_noun(masked, hit) or _is_object(masked, low, hit)
    return masked.endswith(_DETERMINERS, 0, hit.start) or (
        masked.endswith(("'s ", "’s "), 0, hit.start) and cues.is_owned(masked, hit)
    )


def _is_done(masked: str, hit: Hit, lemma: str) -> bool:
    """ "The Reds had defended stoutly", "Kim heard a noise", "had begun to deliver "doses of hope""."""
    if lemma == "defend":
        return indirect.no_saying(masked, "defend", hit.end, hit.end + _FAR)
    if lemma == "thank":
        return hit.cue.form == "third" and masked.startswith(" to ", hit.end)
    if lemma == "hear":
        return not masked.endswith(_HEARING, 0, hit.start)
    if lemma in ("accept", "direct"):
        return not masked.startswith(" that ", hit.end)
    if not masked.startswith(" to ", hit.end):
        return False
    word = masked[hit.end + 4 : hit.end + 24].partition(" ")[0]
    return lemma != "continue" or word not in cues.table()  # "continued to assert it"


_DONE = frozenset(["thank", "defend", "hear", "begin", "start", "continue", "accept", "direct"])
_HEARING = tuple(
    f"{word}{mark}"
    for word in "ourt jury inquest tribunal hearing inquiry trial magistrates panel".split()
    for mark in (" ", " also ", " then ", " previously ", " earlier ")
)
"""Whoever hears what is said in court reports it ("The court heard he had fled")."""
_FAR = 60
_DETERMINERS = tuple(f" {word} " for word in "a an his her its their my our your the this these those any such".split())


def _is_object(masked: str, low: int, hit: Hit) -> bool:
    """ "denied claims": right behind a verb what may be a noun is one."""
    at = hit.start
    if not hit.cue.ambiguous:
        return False
    word = masked[max(low, at - _LONGEST_VERB) : at].rstrip().rpartition(" ")[2]
    return (word in grammar.verbs() or word in _LAYS) and masked[at - 1 : at] == " "


_LONGEST_VERB = 20
_LAYS = ("laid", "lay", "lays", "stake", "staked", "filed", "heard", "hears", "received", "receives", "face", "faces")
"""Verbs with which one makes a claim."""


def _is_verb(page: Page, hit: Hit, mention: Mention) -> bool:
    """May a form in -s that is a noun as often be the verb of its mention? Not after a plural ("two blasts", "both
    candidates face questions") or behind a clause that begins with a name ("Lund relies on user reports")."""
    if hit.cue.form != "third" or mention.shape != "role" or mention.end > hit.start:
        return True
    said = mention.text.lower().split()
    if said[0] in _SEVERAL or len(said) > _LONG or (len(said) == 1 and said[0].endswith("ed")):
        return False
    name = page.by_start.get(mention.start)
    if name is None or name.kind != "person" or len(name.words) == len(said):
        return True
    return said[-1] in word_lists.ROLES and len(said) <= len(name.words) + _BETWEEN


_BETWEEN = 3
_SEVERAL = grammar.PLURAL_DETERMINERS | frozenset(["there", "that's", "that’s"])
_LONG = 9


def _told_by_another(masked: str, frames: list[Frame]) -> bool:
    """Does the last frame speak inside the clause that an earlier one reports ("Kim said Lee would start")?"""
    last = frames[-1]
    if last.mention is None or last.rule != "before the cue":
        return False
    for frame in frames[:-1]:
        if frame.mention is not None and frame.hit.cue.takes == "clause" and frame.hit.end <= last.mention.start:
            between = masked[frame.hit.end : last.mention.start]
            if ", " not in between and MASK not in between:
                return True
    return False


def _agrees(masked: str, hit: Hit, walk: Walk | None, mention: Mention, rule: str) -> bool:
    """A bare form needs a plural before it or an auxiliary ("officials say", "would not say"); one in -s of two words
    none ("gave members talking points to help")."""
    if hit.cue.form == "third" and " " in hit.cue.words:
        return not _is_plural(mention)
    if hit.cue.form != "base" or rule != "before the cue" or walk is None:
        return True
    if walk.auxiliary or masked[max(0, walk.at - 4) : walk.at].endswith("who"):
        return True
    printed = masked[mention.start : mention.end].split()
    if not printed:
        return False  # a wide blank
    last = printed[-1].lower()
    return (
        last in grammar.PLURALS
        or last in grammar.ALONE
        or last.endswith(("s", "men", "%"))
        or printed[-1].isdigit()
        or "and" in printed
        or printed[0].lower() in grammar.PLURAL_DETERMINERS
        or any(_heads_plural(word, after) for word, after in itertools.pairwise(printed))
    )


def _is_plural(mention: Mention) -> bool:
    word = mention.text.rpartition(" ")[2]
    return mention.shape == "role" and word.islower() and word.endswith(("s", "ing")) and not word.endswith("ss")


def _heads_plural(word: str, after: str) -> bool:
    return (word.endswith("s") or word in grammar.PLURALS) and after in grammar.PREPOSITIONS


def _may_speak(mention: Mention) -> bool:
    return mention.shape != "role" or noun_phrases.is_source(mention.text) or mention.text.istitle()


def _shared(page: Page, hit: Hit, walk: Walk, low: int, high: int, frames: list[Frame]) -> tuple[Mention | None, str]:
    """A verb without a subject of its own shares one: of the verb before it, else of the sentence."""
    if not _may_share(page.masked, hit, walk, low):
        return None, ""
    for position in range(len(frames) - 1, -1, -1):
        frame = frames[position]
        if frame.hit.cue.takes in ("source", "weak") or frame.mention is None or frame.mention.end > hit.start:
            continue
        plain = frame.mention.end + 1 == frame.hit.start and page.masked.endswith(" and", 0, walk.at)
        nearest = plain and _AND.fullmatch(page.masked, frame.hit.end, walk.at) is not None
        that = frame.mention.start > 5 and page.masked.startswith(" that ", frame.mention.start - 6)
        if that and position and not nearest:
            continue  # "denied reports that Lee had called it so and said": not Lee
        if position and not _may_speak(frame.mention):
            continue  # "Kim said that after some talk the deal had been announced, adding ...": Kim adds
        if frame.rule == "passive":
            continue  # "was quoted by the agency as saying": not the agency
        inner = position and frame.rule != "shared subject" and not nearest
        if inner and _inside(page.masked, frames[position - 1], frame.mention):
            continue  # "Kim said the news reminds her ..., adding": Kim adds
        later = leads.later_subject(page, frame.hit.end, hit.start) if hit.cue.form == "ing" else None
        return later or frame.mention, "shared subject"
    found = leads.main_subject(page, low, hit.start)
    if found is None and hit.cue.form == "ing":
        found = leads.after_comma(page, hit.end, high)  # "After saying so, Kim left."
    return found, "shared subject"


_AND = re.compile(r"(?: [a-z]+){0,3} and")
"""Between two verbs of one subject ("Kim said that Lee called him and told him to go")."""


def _inside(masked: str, outer: Frame, mention: Mention) -> bool:
    """Does the mention begin the clause that the outer cue reports?"""
    if outer.hit.cue.takes != "clause" or outer.mention is None or mention.start < outer.hit.end:
        return False
    return masked[outer.hit.end : mention.start].strip() in ("", "that")


def _may_share(masked: str, hit: Hit, walk: Walk, low: int) -> bool:
    """A participle after a comma, a second verb after "and", an infinitive that was carried out."""
    form, at = hit.cue.form, walk.at
    if hit.cue.lemma in _NAMED_BY_OTHERS and form in ("past", "part") and masked[at - 1 : at] == ",":
        return False  # "the prison, dubbed the "Harrow Hilton" by its inmates"
    if walk.auxiliary in grammar.BE and form in ("past", "part"):
        return False
    if at <= low:
        return form == "ing"
    before = masked[at - 16 if at - 16 > low else low : at].rpartition(" ")[2].lower()
    if walk.infinitive:
        return before in grammar.BEFORE_INFINITIVE or masked.endswith(" far as ", low, at + 1)
    if before[-1:] in ',-–—;)"”' or before in ("and", "but", "then", "or"):
        return not (form == "base" and not walk.auxiliary)
    return form == "ing" and (before in grammar.BEFORE_PARTICIPLE or before in grammar.SPEECH_NOUNS)
