"""Words that nobody said: denied, put into somebody's mouth, or only imagined.

"Kim never said "..."", "no one said "..."", "a fake post claimed that Kim had said "..."", "Kim denied saying "..."",
"if Kim had said "..."": the stretch stands between quotation marks and beside a cue, and is no quote of Kim. (Quirk et
al., 10.54-10.70, non-assertive contexts: negation, hypothesis, verbs of denial and failure.)
"""

from __future__ import annotations

import re
from functools import lru_cache

from worker.enrich.speakers.found import Frame
from worker.enrich.speakers.names import FAMILIES_TOO
from worker.enrich.speakers.page import Page
from worker.enrich.speakers.quotation import Piece
from worker.enrich.speakers.tables import words
from worker.wire.text import ANY_CASE

_WINDOW = 160
"""Characters looked at before a cue or its source: time stays linear in sentences of any length."""

_NOT = r"(?:\b(?:never|not|cannot|hardly|scarcely|no longer|neither|nor)|n['’]t)"
_OVER = (
    r"(?:,? (?:once|ever|even|yet|also|then|have|has|had|be|been|being|to|himself|herself|themselves|itself|in fact|"
    r"(?!only )\w+ly|at any (?:point|time|stage),?|in (?:any way|public|private|so many words)|on the record|"
    r"under oath))*"
)
_NEGATED = re.compile(rf"{_NOT}(?! (?:only|just|merely|simply)\b){_OVER} $", ANY_CASE)
_NEGATED_ENDS = tuple(
    f"{word} "
    for word in (
        "never", "not", "hardly", "scarcely", "longer", "neither", "nor", "n't", "n’t", "once", "ever", "even", "yet",
        "also", "then", "have", "has", "had", "be", "been", "being", "to", "self", "selves", "fact", "ly", "point",
        "time", "stage", "point,", "time,", "stage,", "way", "public", "private", "words", "record", "oath",
    )
)  # fmt: skip
"""How all that `_NEGATED` finds ends: looking at the end is quicker than a search of the whole stretch."""
_NEGATED_BEFORE = re.compile(
    r"\b(?:nor|never|neither|not once|not (?:for )?(?:a|one) \w+|at no (?:time|point|stage)|nowhere|"
    r"(?:under|in) no \w+)(?: [^,;\x01]{0,30})? (?:did|does|do|has|have|had|would|will|could|can|was|is) $",
    ANY_CASE,
)
_INVERTED_ENDS = tuple(f" {word} " for word in "did does do has have had would will could can was is".split())
_NOBODY = re.compile(
    r"(?:no ?one|no-one|nobody|none|neither|no(?! doubt\b) [a-z][\w’'-]*|not (?:one|a single|a soul)\b|hardly any|"
    r"nothing)\b",
    ANY_CASE,
)
_NEITHER_NOR = re.compile(r"\bneither [^;:\x01]{0,80} nor $", ANY_CASE)
_MODAL = re.compile(
    r"(?:\b(?:might|may|could|should|ought to|can)|\b(?:would|wouldn['’]t)(?= (?:\w+ )?have\b))"
    r"(?: (?:well|just|also|have|as|\w+ly))* $",
    ANY_CASE,
)
_MODAL_ENDS = tuple(
    f"{word} " for word in "might may could should to can would wouldn't wouldn’t well just also have as ly".split()
)
_IF = re.compile(
    r"(?:\b(?:if|unless|suppose|supposing|imagine|imagining|had|should|were|pretend|wishe[sd]|wish|as though|"
    r"lest)(?: only| that)?|\b(?:would|might|could) be (?:as )?if) $",
    ANY_CASE,
)
_IF_ENDS = tuple(
    f"{word} "
    for word in (
        "if unless suppose supposing imagine imagining had should were pretend wishes wished wish though lest only that"
    ).split()
)
_CLAIMED_ENDS = tuple(
    f"{word} "
    for word in (
        "claim claims claimed claiming alleges alleged alleging pretend pretends pretended pretending that"
    ).split()
)
_HOOK_ENDS = tuple(
    f"{word} "
    for word in (
        "that quote quotes quoted quoting cite cites cited citing show shows showed showing shown claim claims claimed "
        "claiming had has have which where say says saying said suggest suggests suggested suggesting report reports "
        "reported reporting alleges alleged alleging depict depicts depicted depicting of as"
    ).split()
)
"""How all that `_IF`, `_CLAIMED` and `_HOOK` find ends."""
_NOT_DONE = re.compile(
    r"\b(?:(?:refus|declin|fail|hesitat)(?:e|es|ed|s|ing)|unwilling|reluctant|loath|unable|meant|supposed|expected|tempted|"
    r"(?:want|urg|press|forc)(?:ed|s|es|ing)? (?:\w+ ){1,3}|as if|as though|too \w+) to $",
    ANY_CASE,
)
_NOT_DONE_ING = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|avoid(?:s|ed|ing)?|short of|without|instead of|rather than|far from|refrain\w* from|"
    r"resist(?:s|ed|ing)?|no record of|no memory of|stopped)(?: (?:ever|even|having|once|actually|publicly|openly|"
    r"(?:him|her|them|[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*)))* $"
)
_DENIED_STEMS = (
    *("den", "reject", "dismiss", "refut", "rebut", "disput", "debunk", "disprov", "true", "the case", "false", "lie"),
    *("myth", "hoax", "no "),
)
_CLAIMS_STEMS = ("claim", "alleg", "suggest", "purport", "assert", "insinuat")
_NOT_DONE_STEMS = (
    *("den", "avoid", "short of", "without", "instead of", "rather than", "far from", "refrain", "resist"),
    *("no record", "no memory", "stopped"),
)
"""One of these is in all that `_DENIED_CLAUSE`, `_POST_CLAIMS` and `_NOT_DONE_ING` find: looking for them is
quicker."""
_DENIED_CLAUSE = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|(?:reject|dismiss|refut|rebut|disput|debunk|disprov)(?:e|es|s|ed|ing)|"
    r"(?:is|was|are|were)(?: not|n['’]t) (?:true|the case)|(?:is|was) (?:false|untrue|a (?:lie|myth|hoax))|"
    r"no (?:record|evidence|proof|sign|indication|trace))"
    r"(?: (?:(?:the|a|an|any|all|these|those|media|press|online|widespread|false) )*(?:claims?|reports?|suggestions?|"
    r"allegations?|rumou?rs?|accusations?|notions?|assertions?|idea|stor(?:y|ies)|posts?))?(?: that| of)? $",
    ANY_CASE,
)
_FALSE = re.compile(
    r"\b(?:fake[ds]?|hoax(?:es)?|bogus|fabricated|doctored|forged|phon(?:e)?y|false|untrue|rumou?rs?|rumou?red|spoof|"
    r"parody|satirical|satire|deepfakes?|AI-generated|manipulated|invented|made-up|impostors?|impersonators?|falsely|"
    r"wrongly|mistakenly|erroneously|incorrectly|misquot\w+|mis-?attributed|unfounded|baseless)\b",
    ANY_CASE,
)
_FAKED = re.compile(r"\b(?:fake|faked|bogus|fabricated|doctored|forged|manipulated|deepfake|AI-generated)\b", ANY_CASE)
_FAKED_STEMS = ("fake", "bogus", "fabricat", "doctored", "forged", "manipulat", "ai-gen")
_HOOK = re.compile(
    r"\b(?:that|quot(?:e[ds]?|ing)|cit(?:e[ds]?|ing)|show(?:s|ed|ing|n)?|claim(?:s|ed|ing)?|had|ha(?:s|ve)|in which|"
    r"where|say(?:s|ing)?|said|suggest(?:s|ed|ing)?|report(?:s|ed|ing)?|alleg(?:es|ed|ing)|depict(?:s|ed|ing)?|of|"
    r"as) $",
    ANY_CASE,
)
_NOTHING_SHOWS = re.compile(
    r"\b(?:nothing|no \w+|nobody|no ?one|none)\b[^,;\x01]{0,50}\b(?:show|prove|suggest|indicate|confirm|record|recall|"
    r"hear|heard|remember|claim)(?:s|d|ed)? that $",
    ANY_CASE,
)
_STORY_THAT = re.compile(
    r"\b(?:claims?|reports?|stor(?:y|ies)|rumou?rs?|ideas?|suggestions?|assertions?|allegations?|notion|myth) that $"
)
_IS_FALSE = re.compile(
    r"[^;\x01]{0,60}\b(?:is|was|are|were|be|been|proved|being|as)(?: \w+ly)? (?:an? )?(?:false|untrue|"
    r"lies?|fake|fabricat\w+|invent\w+|wrong|baseless|unfounded|hoax|myth|denied|debunked|rejected|not true)\b",
    ANY_CASE,
)
_NOT_WHAT = re.compile(
    r",? (?:(?:is|was|are|were)(?: not|n['’]t)|(?:is|was) never) (?:what|how|something|anything|"
    r"a (?:thing|word|line|phrase))\b"
)
_IMAGINED = re.compile(r"\bimagin(?:e|ed|ing)\b[^,;\x01]*$", ANY_CASE)
_FALSELY = re.compile(r"\b(?:falsely|wrongly|mistakenly|erroneously|incorrectly|inaccurately) $", ANY_CASE)
_CLAIMED = re.compile(r"\b(?:claim(?:s|ed|ing)?|alleg(?:es|ed|ing)|pretend(?:s|ed|ing)?)(?: that)? $", ANY_CASE)
_POST_CLAIMS = re.compile(
    r"\b(?:posts?|memes?|images?|videos?|clips?|screenshots?|rumou?rs?|chain (?:letter|message)|graphic|viral \w+)\b"
    r"[^;:\x01]{0,60}\b(?:claim|alleg|suggest|purport|assert|insinuat)\w*(?: to show)?(?: that)? $",
    ANY_CASE,
)
_PERFECT = re.compile(r"\b(?:had|['’]d)(?: \w+ly| once| ever)? $")
_MISQUOTED = re.compile(
    r"(?:\bmis-?quot\w+|\b(?:falsely|wrongly|mistakenly|erroneously|incorrectly|inaccurately|never|not) "
    r"(?:been |being )?(?:quot\w+|cited|reported|recorded|heard|shown|portrayed|depicted))(?: [^,;\x01]{0,60})? $",
    ANY_CASE,
)
_NO_USE = re.compile(
    rf"(?:{_NOT}{_OVER} |\bden(?:y|ies|ied|ying) (?:\w+ ){{0,2}}|\b(?:avoid(?:s|ed|ing)?|short of|without|instead of|"
    r"rather than|from) |\b(?:refus|declin)(?:es|ed|ing) to )(?:us(?:e|ed|es|ing)|utter(?:ed|s|ing)?|spoke|speak|"
    r"mention(?:ed|s|ing)?|sa(?:y|id|ying)|call(?:ed|ing)?|describing)\b(?:(?! because )[^,;:\x01]){0,50}$",
    ANY_CASE,
)
_ATTRIBUTED = (
    r"(?:falsely|wrongly|mistakenly|erroneously|incorrectly|inaccurately|apocryphally) (?:\w+ )?"
    r"(?:attributed|ascribed|credited)"
)
_ATTRIBUTED_BEFORE = re.compile(rf"\b(?:{_ATTRIBUTED}|mis-?attributed)\b[^;\x01]*$", ANY_CASE)
_ATTRIBUTED_AFTER = re.compile(rf"[^;\x01.]{{0,60}}\b(?:{_ATTRIBUTED}|mis-?attributed)\b", ANY_CASE)
_NEW_STATEMENT = re.compile(r"[;—]| but |[^\s:,]:")
"""Between a cue and a quote: what is quoted is another statement ("would not say when: "I will decide in May"")."""

_NEGATION = "the cue is negated"
_HAVE_TO = re.compile(
    r"\b(?:(?:have|has|had|required|obliged|supposed) to|must) (?:declare|disclose|report|register|state) $"
)
_OWN_DENIAL = words(
    "deny dispute refute reject object question rebut repudiate disavow elaborate respond comment answer reply"
)
"""Not to deny is not to be silent; and these words carry what the denier himself says."""


def why_not_said(page: Page, piece: Piece, low: int, frame: Frame) -> str | None:
    """Why the source of a cue has not said a quoted stretch of its sentence, which begins at `low`; None where it
    has."""
    masked, hit, mention = page.masked, frame.hit, frame.mention
    if mention is None or hit.cue.takes == "source":
        return None
    at = hit.start
    if hit.cue.lemma in ("quote", "cite") and _FALSELY.search(masked, max(low, at - _WINDOW), at):
        return "words put into a mouth"
    if at < piece.opened and _NEW_STATEMENT.search(masked, hit.end, piece.opened):
        return None
    low = max(low, at - _WINDOW)
    if mention.name is not None and mention.end < at and mention.name.words[-1] in FAMILIES_TOO:
        low = mention.end  # "May said": no modal verb
    if (
        mention.shape != "pronoun"
        and _may_be_faked(masked[mention.start : mention.end])
        and _FAKED.search(masked, mention.start, mention.end)
    ):
        return "words put into a mouth"
    if masked[mention.start] in "nNhH" and _NOBODY.match(masked, mention.start) is not None:
        return "nobody said it"
    if hit.cue.lemma.partition(" ")[0] not in _OWN_DENIAL and (reason := _not_done(masked, low, at)) is not None:
        return reason
    if hit.cue.lemma in ("deny", "decline", "refuse") and _NO_USE.search(masked, low, piece.opened):
        return "words that were denied"
    if at >= piece.closed and _NOT_WHAT.match(masked, piece.closed):
        return "words that were denied"
    if low < mention.start < at:
        told = masked.endswith(" that ", low, mention.start) and _STORY_THAT.search(masked, low, mention.start)
        if told and _IS_FALSE.match(masked, piece.closed):
            return "words that were denied"
        return _put_in_mouth(masked, low, mention.start, at)
    return None


@lru_cache(maxsize=1024)
def _may_be_faked(source: str) -> bool:
    """Whether a source is worth a search: the same few speak all through a text."""
    said = source.lower()
    return any(map(said.__contains__, _FAKED_STEMS))


def denier(piece: Piece, frames: list[Frame], reason: str) -> Frame | None:
    """Who denies a stretch that was not said: by the verb of denial nearest before it ("denied saying "...""), else
    whoever tells that it was not ("said she never called it "..."")."""
    before = [frame for frame in frames if frame.resolved is not None and frame.hit.end <= piece.opened]
    for frame in reversed(before):
        if frame.hit.cue.lemma in _DENYING:
            return frame
    tells = [frame for frame in before[:-1] if frame.hit.cue.takes == "clause"]
    return tells[-1] if tells and reason == _NEGATION else None


_DENYING = words("deny reject dismiss refute rebut dispute repudiate disavow")


def why_not_reported(page: Page, low: int, frame: Frame, clause: int) -> str | None:
    """Why the source of a cue has not said the clause that begins at `clause`; None where it has. "Would not say
    whether ..." tells what was kept back, and stays."""
    masked, hit, mention = page.masked, frame.hit, frame.mention
    if mention is None or hit.cue.lemma not in _ASSERTING:
        return None
    low = max(low, hit.start - _WINDOW)
    if masked[mention.start] in "nNhH" and _NOBODY.match(masked, mention.start) is not None:
        return "nobody said it"
    if (
        clause > hit.start
        and masked[low : hit.start].lower().endswith(_NEGATED_ENDS)
        and _NEGATED.search(masked, low, hit.start)
        and not _KEPT_BACK.match(masked, clause)
    ):
        return _NEGATION
    return _put_in_mouth(masked, low, mention.start, hit.start) if low < mention.start < hit.start else None


_ASSERTING = (
    "say", "tell", "write", "claim", "mention", "comment on", "respond to", "refer to", "talk about", "speak about",
)  # fmt: skip
"""Who did not recommend or reveal something has done what news reports; who did not say it has said nothing."""
_KEPT_BACK = re.compile(r"(?:whether|if|how|why|what|when|where|who|which|for|to|much|more|anything)\b")


def _not_done(masked: str, low: int, at: int) -> str | None:
    """Why the verb at `at` tells of something that was not done."""
    before = masked[low:at].lower()
    if before.endswith(_NEGATED_ENDS) and _NEGATED.search(masked, low, at):
        return _NEGATION
    if (before.endswith(_MODAL_ENDS) and _MODAL.search(masked, low, at)) or (
        before.endswith("to ") and _NOT_DONE.search(masked, low, at)
    ):
        return "the cue tells what could be said, not what was"
    if any(map(before.__contains__, _NOT_DONE_STEMS)) and _NOT_DONE_ING.search(masked, low, at):
        return "words that were denied"
    misquoted = "quot" in before or "not " in before or "never " in before or "ly " in before
    return "words that were denied" if misquoted and _MISQUOTED.search(masked, low, at) else None


def _put_in_mouth(masked: str, low: int, source: int, at: int) -> str | None:
    """Why a clause whose subject begins at `source` is not told as true."""
    before = masked[low:source].lower()
    if (before.endswith(_INVERTED_ENDS) and _NEGATED_BEFORE.search(masked, low, source)) or (
        before.endswith(" nor ") and _NEITHER_NOR.search(masked, low, source)
    ):
        return _NEGATION
    if before.endswith(_IF_ENDS) and _IF.search(masked, low, source):
        return "the cue tells what could be said, not what was"
    that = before.endswith(" that ")
    denied = any(map(before.__contains__, _DENIED_STEMS)) and _DENIED_CLAUSE.search(masked, low, source)
    if denied or (that and _NOTHING_SHOWS.search(masked, low, source)):
        return "words that were denied"
    if before.endswith(_HOOK_ENDS) and _HOOK.search(masked, low, source) and _FALSE.search(masked, low, source):
        return "words put into a mouth"
    if that and _STORY_THAT.search(masked, low, source) and _PERFECT.search(masked, source, at):
        return "words that somebody claims another said"
    if any(map(before.__contains__, _CLAIMS_STEMS)) and _POST_CLAIMS.search(masked, low, source):
        return "words put into a mouth"
    if before.endswith(_CLAIMED_ENDS) and _CLAIMED.search(masked, low, source) and _PERFECT.search(masked, source, at):
        return "words that somebody claims another said"
    return None


def why_not_used(page: Page, piece: Piece, low: int, high: int) -> str | None:
    """Why a quoted stretch without a cue is no speech of whom its sentence, text[low:high], is about."""
    masked = page.masked
    if _ATTRIBUTED_AFTER.match(masked, piece.closed, high):
        return "words put into a mouth"
    low = max(low, piece.opened - _WINDOW)
    if _HAVE_TO.search(masked, low, piece.opened):
        return "what somebody has to do, not what was said"
    if _IMAGINED.search(masked, low, piece.opened):
        return "the cue tells what could be said, not what was"
    if _NO_USE.search(masked, low, piece.opened) or _NOT_WHAT.match(masked, piece.closed, high):
        return "words that were denied"
    if _ATTRIBUTED_BEFORE.search(masked, low, piece.opened):
        return "words put into a mouth"
    return None
