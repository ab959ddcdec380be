"""Speech or not: titles of works, scare quotes and signs stand between quotation marks too.

Where somebody speaks in the sentence even one word is speech ("eager"); capitals all through, a word such as "titled"
before, or a cue too far away say that it is none. Each refusal has its reason in words, for the trace.
"""

from __future__ import annotations

import re

from worker.enrich.speakers import grammar
from worker.enrich.speakers.found import Frame
from worker.enrich.speakers.noun_phrases import is_source
from worker.enrich.speakers.page import Page
from worker.enrich.speakers.quotation import Piece
from worker.enrich.speakers.tables import words
from worker.wire.text import ANY_CASE

_SMALL = words("a an the of in on at to for and or but with from by")


def _title_like(said: list[str]) -> bool:
    first = said[0][0]
    return (first.isupper() or first.isdigit()) and all(
        w[:1].isupper() or w.lower() in _SMALL or not w[:1].isalpha() for w in said
    )


_NAMING = words(
    """titled named headlined nicknamed so-called labeled marked stamped term phrase word words show series book song
    album film movie program programme sitcom drama novel hit documentary slug"""
)
_NAMED_BEFORE = re.compile(r"\b(?:words|terms|phrases|names) [\"“]\x01{1,40}[\"”],?(?: and| or) $")
_NAMING_AS = ("known as", "billed as", "called a", "called the")
_INSCRIBED = re.compile(
    r"\b(?:motto|slogan|tagline|catchphrase|sign|banner|placard|poster|plaque|inscription|hymn|anthem|song|"
    r"chorus|lyrics?|refrain|opening lines?|nickname|password|hashtag)(?: [^,.;:\x01\"]{0,40})?,?:? "
    r"(?:(?:is|was|are|were|reads?|reading|says?|saying|said|that|which)(?: that)? |with the words )?$"
)
_LIST_OF_WORKS = re.compile(
    r"\b(?:hits|songs|albums|films|movies|books|novels|plays|singles|tracks|works|shows)\b"
    r"[^.;]{0,60}?\b(?:include[sd]?|including|such as|like|were|are)\b[^.;]*$",
    ANY_CASE,
)
_RATED = re.compile(
    r"\b(?:rat(?:e|es|ed|ing)|grad(?:e|es|ed)|recommend(?:s|ed|ation)|stance|outlook)\b[^,;\x01]{0,60}$", ANY_CASE
)
_RATING = words(
    "buy sell hold neutral overweight underweight outperform underperform stable negative positive strong reduce"
)
_NAMES_WORKS = words("tell write read sing cite mention discuss publish reference quote note")
"""After these, words in capitals are the title of a work ("wrote "The Mills"")."""
_DETERMINED = re.compile(r"(?:\b(?:the|a|an|his|her|its|their|this|that|these|those|so-called)|['’]s) $", ANY_CASE)
_FRAGMENT = 5
_LONGEST_TITLE = 8


def why_not(page: Page, piece: Piece, low: int, frame: Frame) -> str | None:
    """Why a stretch is no speech although its sentence, beginning at `low`, has this cue; None where it is speech."""
    said = page.text[piece.start : piece.end].split()
    named = _is_named(page, piece, low) or _is_name_of(page, piece, frame)
    if named is not None:
        return named
    if frame.hit.start > piece.closed + 1 and _is_subject(page, piece, low):
        return "the quoted words are what the sentence is about"
    if len(said) > _LONGEST_TITLE:
        return None
    masked, hit = page.masked, frame.hit
    takes = hit.cue.takes
    after = hit.start >= piece.closed
    adjacent = not after and masked[hit.end : piece.opened].strip(" ,:") == ""
    if (not adjacent or hit.cue.lemma in _NAMES_WORKS) and _title_like(said):
        return None if after and _at_head(page, piece, low, frame) else "capitals all through: the name of a work"
    if len(said) >= _FRAGMENT:
        return None
    if len(said) <= _SCARE and (after or not adjacent) and _is_scare(page, piece, low, frame, after=after):
        return "a word or two that qualify a noun, and the cue is about something else"
    if takes == "weak":
        speech = adjacent and frame.hit.cue.form != "base"
        return None if speech else f"a few words, and {frame.hit.cue.words!r} reports none"
    if _NAMED_BEFORE.search(masked, low, piece.opened) is not None:
        return "a few words after one that names things"
    before = masked[max(low, piece.opened - 24) : piece.opened].rstrip(" ,:")
    if before.rsplit(" ", 1)[-1] in _NAMING or before.endswith(_NAMING_AS):
        return "a few words after one that names things"
    if after and _in_opening_phrase(masked, piece, low):
        return "a word or two of the phrase that the sentence opens with"
    if after and frame.hit.start - piece.closed > 40 and takes != "source":
        determined = _DETERMINED.search(masked, max(low, piece.opened - 11), piece.opened) is not None
        return "a word or two with an article, the cue far behind" if determined and len(said) <= 2 else None
    far = masked.count(" ", frame.hit.end, piece.opened) > 10 or "," in masked[frame.hit.end : piece.opened - 2]
    return f"a few words, and {frame.hit.cue.words!r} is about something else" if takes == "object" and far else None


def _is_name_of(page: Page, piece: Piece, frame: Frame) -> str | None:
    """ "a segment called "Final Word"": right behind "called", the name of what is no source; ", or "chattels","."""
    masked, mention = page.masked, frame.mention
    if frame.hit.cue.lemma in _NAMES and masked[frame.hit.end : piece.opened] == " ":
        thing = mention is not None and mention.shape == "role" and not is_source(mention.text)
        return "what something is called" if thing else None
    if frame.hit.cue.takes == "source" and mention is not None and mention.shape == "role":
        inside = mention.end + 1 >= piece.opened > mention.start and not is_source(mention.text)
        return "part of what names the source" if inside else None  # "according to the new "dot plot" of rates"
    if piece.end - piece.start <= _WORD and masked.endswith((", or ", " or so-called "), 0, piece.opened):
        return "another word for what stands before"
    return None


_CALLED = (" called ", " titled ", " entitled ", " named ", " dubbed ", " nicknamed ", " known as ")
_NAMES = ("call", "dub", "label", "term")
_WORD = 20


def _in_opening_phrase(masked: str, piece: Piece, low: int) -> bool:
    """ "In a note to the "old guard," Kim said": the comma ends the phrase, not what was said."""
    head = masked[low : piece.opened]
    opens = head.partition(" ")[0].lower() in grammar.PREPOSITIONS and "," not in head
    return opens and masked[piece.end - 1] == "," and _DETERMINED.search(head) is not None


_SCARE = 3
_NOUN_AFTER = re.compile(
    r" (?!(?:and|or|but|to|of|in|on|at|for|by|with|from|as|that|than|if|when|while|because|after)\b)[a-z]"
)
_VERB_AFTER = re.compile(r" (?:is|was|are|were|has|have|had|became|becomes|will|would)\b")


def _is_scare(page: Page, piece: Piece, low: int, frame: Frame, *, after: bool) -> bool:
    """ "his "tough" stance holds appeal", "that "a-ha" moment": they qualify a noun behind them, and the cue stands
    after them or far before."""
    masked = page.masked
    if masked[piece.end - 1] == "," or not _DETERMINED.search(masked, max(low, piece.opened - 11), piece.opened):
        return False
    if _NOUN_AFTER.match(masked, piece.closed) is None:
        return False
    between = masked[frame.hit.end : piece.opened]
    return frame.hit.cue.takes != "source" if after else "," in between and between.count(" ") > _FAR_WORDS


_FAR_WORDS = 6


def _is_subject(page: Page, piece: Piece, low: int) -> bool:
    """ ""Meth. We're on it" is rolling out, people say": a sentence about the words it begins with."""
    head = page.masked[low : piece.opened].strip(' \n"“')
    return (
        not head
        and page.masked[piece.end - 1] not in ",?!"
        and _VERB_AFTER.match(page.masked, piece.closed) is not None
    )


def _is_named(page: Page, piece: Piece, low: int) -> str | None:
    """Why a stretch is a motto, a sign, a song or a rating, whoever speaks in the sentence; None where it is none."""
    masked = page.masked
    before = max(low, piece.opened - 90)
    if _HINTS.isdisjoint(masked[max(low, piece.opened - 160) : piece.opened].lower().replace(",", "").split()):
        text = page.text[piece.start : piece.end].strip(" .,").lower()
        return "an analyst's rating" if text in _RATING and _is_rating(masked, piece) else None
    if masked.endswith(_WORK_OF, 0, piece.opened):
        return "the name of a work"
    if _INSCRIBED.search(masked, before, piece.opened):
        return "a motto, a sign or a song"
    if _LIST_OF_WORKS.search(masked, max(low, piece.opened - 160), piece.opened):
        return "one of a list of works"
    text = page.text[piece.start : piece.end].strip(" .,").lower()
    if _RATING.issuperset(text.split()) and _RATED.search(masked, before, piece.opened + 1):
        return "an analyst's rating"
    return "an analyst's rating" if text in _RATING and _is_rating(masked, piece) else None


_WORK_OF = tuple(f"{maker} of " for maker in "author writer director creator producer editor star host".split())


def _is_rating(masked: str, piece: Piece) -> bool:
    return masked.startswith((" rating", " recommendation", " stance"), piece.closed)


_HINTS = words(
    """motto slogan tagline catchphrase sign banner placard poster plaque inscription hymn anthem song chorus lyric
    lyrics refrain opening nickname password hashtag hits songs albums films movies books novels plays singles
    tracks works shows rate rates rated rating grade grades graded recommend recommends recommended recommendation
    stance outlook author writer director creator producer editor star host"""
)
"""Without one of these words before it a stretch is no motto, work or rating, and nothing more is looked at."""


def _at_head(page: Page, piece: Piece, low: int, frame: Frame) -> bool:
    """Capitals all through, and yet speech: it opens the sentence, ends in a comma, and the cue comes right after."""
    head = page.masked[low : piece.opened].strip(' \n"“')
    return not head and page.masked[piece.end - 1] in ",?!" and frame.hit.start - piece.closed < 40


def why_not_alone(page: Page, piece: Piece) -> str | None:
    """Why a stretch that is a sentence of its own, without a cue, is no speech; None where it is."""
    text = page.text[piece.start : piece.end]
    said = text.split()
    if (len(said) < 3 and _title_like(said)) or (len(said) < 9 and text.isupper()):
        return "capitals all through, alone on its line"
    return None


def why_not_inside(page: Page, piece: Piece) -> str | None:
    """Why a stretch inside a sentence without a cue is no speech; None where it is."""
    said = page.text[piece.start : piece.end].split()
    if len(said) < _FRAGMENT:
        return "a few words, and nobody speaks in the sentence"
    named = _is_named(page, piece, max(0, page.masked.rfind("\n", 0, piece.opened) + 1))
    if named is not None:
        return named
    if _title_like(said):
        return "capitals all through: the name of a work"
    masked = page.masked
    if masked.endswith((" like ", " such as "), 0, piece.opened):
        return "an example of what stands before"
    if masked.endswith(_CALLED, 0, piece.opened):
        return "what something is called"
    if (
        len(said) <= _LONGEST_TITLE
        and _DETERMINED.search(masked, max(0, piece.opened - 11), piece.opened)
        and _NOUN_AFTER.match(masked, piece.closed)
    ):
        return "words that qualify a noun, and nobody speaks in the sentence"
    return "a work by somebody" if page.masked.startswith((" by ", ", by "), piece.closed) else None
