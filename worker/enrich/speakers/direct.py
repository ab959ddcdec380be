"""Direct speech: which quoted stretches are speech, and whose.

A cue right after the quote ("...," he said) comes first; then the nearest cue before it in the sentence (he said
"..."); then a cue at the sentence's end; where there is none, the quote goes on from the one before.
"""

from __future__ import annotations

import re

from worker.enrich.speakers import announcing, denial, grammar, joint, leads, noun_phrases, speech, word_lists
from worker.enrich.speakers.cues import Hit
from worker.enrich.speakers.found import Found, Frame, Reading
from worker.enrich.speakers.page import Mention, Page
from worker.enrich.speakers.quotation import MASK, Piece
from worker.enrich.speakers.references import resolve
from worker.enrich.speakers.talk import Resolved, Talk

_PUNCTUATED = frozenset(",?!—-…")


def find(reading: Reading, number: int, low: int, high: int, piece: Piece, frames: list[Frame]) -> None:
    """Find the speaker of one quoted stretch in the sentence `number`, text[low:high], if it is speech at all."""
    page = reading.talk.page
    if ":" in page.masked[piece.opened - 2 : piece.opened]:
        label = _label(page, low, piece)
        if label is not None:
            _add(reading, piece, None, label, resolve(reading.talk, label, number), "name before the colon")
            return
    frame, rule = _frame_for(page, high, piece, frames) if frames else (None, "")
    if frame is not None and frame.resolved is not None:
        reason = speech.why_not(page, piece, low, frame) or _left_before(reading, piece)
        if reason is None and (reason := _denied(page, piece, low, frame, frames)) is not None:
            frame.used = True
            _note_denial(reading, piece, frames, reason)
        if reason is not None:
            reading.left.append((piece, reason))
            return
        frame.used = True
        _add(reading, piece, frame.hit, frame.mention, frame.resolved, rule)
        return
    _without_cue(reading, number, low, high, piece)


_SCARE = 20
"""Characters up to which words that were no speech further up are none again."""


def _left_before(reading: Reading, piece: Piece) -> str | None:
    if not reading.left or piece.end - piece.start > _SCARE:
        return None
    text = reading.talk.page.text
    said = text[piece.start : piece.end].lower()
    again = any(text[one.start : one.end].lower() == said for one, _ in reading.left)
    return "the same words are no speech further up" if again else None


def _note_denial(reading: Reading, piece: Piece, frames: list[Frame], reason: str) -> None:
    """Keep who denies a stretch that was not said, if anybody of the sentence does."""
    by = denial.denier(piece, frames, reason)
    if by is not None and by.resolved is not None:
        reading.denied.append((piece, by.resolved.entity, by.hit))


def _denied(page: Page, piece: Piece, low: int, frame: Frame, frames: list[Frame]) -> str | None:
    """Why nobody said a stretch: by its cue, or by the one right before it ("would never say "...," her son said")."""
    for other in frames:
        beside = other.hit.cue.takes not in ("weak", "object") and other.hit.end <= piece.opened
        if other is frame or (beside and not page.masked[other.hit.end : piece.opened].strip(" ,:")):
            reason = denial.why_not_said(page, piece, low, other)
            if reason is not None:
                return reason
    return None


_FRAGMENT = 24


def _label(page: Page, low: int, piece: Piece) -> Mention | None:
    """ "Ada Berg: "It works."": a name between the sentence's edge or a dash and a colon."""
    at = piece.opened
    if page.masked[max(low, at - 2) : at].strip() != ":":
        return None
    name = page.by_end.get(at - 1 if page.masked[at - 1] == ":" else at - 2)
    if name is None or name.kind != "person":
        return None
    before = page.masked[low : name.start].rstrip()
    if before and before[-1] not in "-–—":
        return None
    return Mention(name.start, name.end, "name", page.text[name.core : name.end], name, "name before the colon")


_VERB_AFTER = "verb after the quote"
_LESS_SURE = {"subject of the sentence": 0.8, "cue later in the sentence": 0.97, _VERB_AFTER: 0.95}
"""Rules that are right less often than the speaker they lead to is known."""


def _add(
    reading: Reading, piece: Piece, hit: Hit | None, mention: Mention | None, resolved: Resolved, rule: str
) -> None:
    evidence = hit.cue.evidence + rule if hit is not None else rule
    sure = resolved.sure * _LESS_SURE.get(rule, 1.0)
    start, end = piece.start, piece.end
    found = Found(start, end, "direct", hit, mention, resolved.entity, resolved.found, evidence, sure)
    reading.found.append(found)
    if mention is not None and mention.shape == "name":
        reading.found += joint.together(reading.talk.page, found)
    last = reading.last
    if last is None or end - start > _FRAGMENT or last.start < reading.sentence:
        reading.last = found  # a word or two beside a longer quote do not take the floor from its speaker
    if piece.carries_on or piece.runs_on or reading.open:
        _run_on(reading, piece, found)


def _run_on(reading: Reading, piece: Piece, found: Found) -> None:
    """A quote that runs on into one with a cue is by whoever speaks there."""
    if (found.hit is not None or found.evidence == _VERB_AFTER) and piece.carries_on:
        for earlier in reading.open:
            earlier.entity, earlier.mention = found.entity, found.mention
            earlier.sure = 0.5
            earlier.evidence = "runs on into a quote with a cue"
    if not piece.carries_on or found.hit is not None:
        reading.open = []
    if piece.runs_on and found.hit is None:
        reading.open.append(found)


def _frame_for(page: Page, high: int, piece: Piece, frames: list[Frame]) -> tuple[Frame | None, str]:
    masked = page.masked
    before: list[Frame] = []
    after: list[Frame] = []
    governed = relayed = False
    for frame in frames:
        hit = frame.hit
        takes = hit.cue.takes
        if frame.mention is None:
            continue
        if hit.end <= piece.opened:
            before.append(frame)
            if takes == "source":
                relayed = True
            else:
                governed = True
        elif hit.start >= piece.closed and takes != "weak":
            after.append(frame)
    if governed and relayed:
        before = [frame for frame in before if frame.hit.cue.takes != "source"]
    punctuated = masked[piece.end - 1] in _PUNCTUATED
    if after and (punctuated or not before):
        if (
            before
            and before[-1].hit.cue.takes == "clause"
            and masked[before[-1].hit.end : piece.opened] in (", ", ": ")
        ):
            return before[-1], "cue before the quote"  # "he said, "It ends," the prosecutor said"
        cited = before and after[0].hit.cue.takes == "source" and _leads_to(masked, before[-1], piece)
        if not cited and _follows(masked, piece, after[0], alone=not before and punctuated):
            return after[0], "cue after the quote"
    if before:
        return _before(masked, piece, before), "cue before the quote"
    tail = [
        frame
        for frame in after
        if frame.hit.cue.takes == "source" or (frame.hit.cue.takes != "object" and _ends_sentence(masked, frame, high))
    ]
    if tail:
        return tail[-1] if tail[-1].hit.cue.takes == "source" else tail[0], "cue later in the sentence"
    return None, ""


def _leads_to(masked: str, frame: Frame, piece: Piece) -> bool:
    """ "welcomed it as "a step ahead," according to the ministry": a cue just before holds what another relays."""
    return frame.hit.cue.takes != "weak" and masked.count(" ", frame.hit.end, piece.opened) <= 5


_PARTS = grammar.EDGES - {"as"}
"""After one of these another statement begins; "as Kim put it" is none."""


def _follows(masked: str, piece: Piece, frame: Frame, *, alone: bool) -> bool:
    """Does source and cue come right after the quote? An apposition may make the source long."""
    mention = frame.mention
    assert mention is not None
    start = min(frame.hit.start, mention.start)
    gap = masked[piece.closed : start]
    if MASK in gap or gap.strip(" ,").lower() in _PARTS:
        return False
    if not gap.strip() and frame.rule == "shared subject" and masked[piece.end - 1] not in _PUNCTUATED:
        return False  # the "paper" said: the quoted word itself is the subject
    if len(gap.split()) <= 2:
        return True
    return alone and frame.hit.cue.takes != "object" and mention.rule == "apposition" and len(gap.split()) <= 14


_NO_QUOTING = ("discuss", "mention", "outline")
_EMBEDDED = re.compile(r"(?:\b(?:that|when|if|because|as|while|where|which|after|before) |\bwho )$")


def _before(masked: str, piece: Piece, before: list[Frame]) -> Frame:
    """Of several cues before the quote the nearest; but one in a clause of its own, some words off, gives way to the
    verb that governs the clause ("said that when Kim railed against it, "all was lost"")."""
    if len(before) == 1:
        return before[0]
    strong = [f for f in before if f.hit.cue.takes != "weak"] or before
    chosen = strong[-1]
    for frame in reversed(strong[:-1]):
        if chosen.hit.cue.lemma in _NO_QUOTING and frame.hit.cue.takes == "clause":
            chosen = frame
            continue  # "Berg said Lund discussed "all of it""
        if _of_what(masked, chosen) and frame.hit.cue.takes == "clause":
            chosen = frame
            continue  # "Berg said he disliked what Lund posted but would "help""
        if frame.hit.cue.takes == "clause" and (chosen.rule == "passive" or _in_relative(masked, chosen, piece)):
            chosen = frame
            continue  # "Berg said the raid was ordered by Lund "to scare us"", "... the platform he promised, because"
        if masked.count(" ", chosen.hit.end, piece.opened) <= 4 or frame.hit.cue.takes != "clause":
            break
        mention = chosen.mention
        if mention is None or chosen.rule == "shared subject" or mention.end <= frame.hit.end:
            break
        between = masked[mention.end : chosen.hit.start]
        bare = mention.text == "it" and not masked[frame.hit.end : mention.start].strip()
        hooked = _EMBEDDED.search(masked, max(0, mention.start - 8), mention.start) is not None
        if not bare and not hooked and between.strip(" ,") != "who":
            break
        chosen = frame
    return chosen


def _of_what(masked: str, frame: Frame) -> bool:
    """ "what Lund posted" says nothing more; "what he said were ..." does."""
    begins = frame.mention is not None and masked.endswith(" what ", 0, frame.mention.start)
    return begins and not masked.startswith((" was ", " were ", " is ", " are "), frame.hit.end)


_ADDED_ON = re.compile(r"(?:[,;] ?| [-–—]+ ?| )(?:[^\x01]* )?(?:because|so|since|as|but|and|which|is|was|would|will) ")


def _in_relative(masked: str, frame: Frame, piece: Piece) -> bool:
    """Is the cue that of a clause that says which ("the platform he promised"), with another clause behind it?"""
    mention = frame.mention
    if mention is None or mention.shape != "pronoun" or mention.start > frame.hit.start:
        return False
    noun = masked[max(0, mention.start - 24) : mention.start].rstrip().rpartition(" ")[2]
    plain = noun.isalpha() and noun.islower() and noun not in grammar.marks() and noun not in grammar.STOPS
    return plain and not noun.endswith("ly") and _ADDED_ON.match(masked, frame.hit.end, piece.opened) is not None


_TAIL = re.compile(r"[.,;]|$| (?:in|on|at|to|of|during|when|as|with|from|by|via|last|this|\w+day)\b| reporters\b")


def _ends_sentence(masked: str, frame: Frame, high: int) -> bool:
    """ "..., Kim said on Friday.": nothing that could be said follows."""
    end = frame.hit.end
    if frame.mention is not None and frame.mention.start > end:
        end = frame.mention.end
    return _TAIL.match(masked, end, high) is not None


_DASHED = re.compile(r"[.\"]?\s{0,3}[-–—―]{1,2} ?(?=[A-Z])")
_VERB = re.compile(r",? (?:\w+ly )?(?:\w+ed|began|went on|shot back|put in)\b")


def _without_cue(reading: Reading, number: int, low: int, high: int, piece: Piece) -> None:
    page = reading.talk.page
    alone = not page.masked[low : piece.opened].strip(" \n\x01\"“”'") and not page.masked[piece.closed : high].strip(
        " .\x01\"“”'"
    )
    signed = _DASHED.match(page.masked, piece.closed)
    if signed is not None and (name := page.by_start.get(signed.end())) is not None:
        mention = Mention(name.start, name.end, "name", page.text[name.core : name.end], name, "name after a dash")
        _add(reading, piece, None, mention, resolve(reading.talk, mention, number), "name after a dash")
        return
    verb = _unlisted_verb(page, piece, high) or _line_below(page, piece)
    if verb is not None:
        _add(reading, piece, None, verb, resolve(reading.talk, verb, number), _VERB_AFTER)
        return
    reason = denial.why_not_used(page, piece, low, high)
    reason = reason or (speech.why_not_alone(page, piece) if alone else speech.why_not_inside(page, piece))
    if reason is not None:
        reading.left.append((piece, reason))
        return
    if alone:
        _continue(reading, number, piece)
        return
    subject = leads.main_subject(page, low, piece.opened)
    if subject is not None and reading.last is not None and _of_subject(page, subject, piece):
        _continue(reading, number, piece, alone=False)
        return
    if subject is not None:
        _add(reading, piece, None, subject, resolve(reading.talk, subject, number), "subject of the sentence")
        return
    _continue(reading, number, piece, alone=False)


_SAID_BELOW = re.compile(r"\s*\n\s*(?:said|says|added|adds|told|remarked|explained|wrote|noted|stated|continued)(?= )")


def _line_below(page: Page, piece: Piece) -> Mention | None:
    """A quote that ends its paragraph in a comma, before "said Kim after the game" in the next one."""
    if page.masked[piece.end - 1] != ",":
        return None
    below = _SAID_BELOW.match(page.masked, piece.closed)
    if below is None:
        return None
    end = page.masked.find("\n", below.end())
    return noun_phrases.right_phrase(page, below.end(), end if end > 0 else len(page.masked), "after the quote")


_HELPING = re.compile(r" ?(?:(?:has|have|had|will|would|can|could|may|might|must|should) )?")


def _of_subject(page: Page, subject: Mention, piece: Piece) -> bool:
    """ "Norvik "has played a key role"": the quoted words are what whoever speaks says of a body."""
    spoken_of = subject.name is not None and subject.name.kind in ("body", "place")
    of_body = subject.shape == "role" and subject.text.rpartition(" ")[2].lower() in word_lists.BODY_ROLES
    between = _HELPING.fullmatch(page.masked, subject.end, piece.opened)
    if _BODY_HAS.search(page.masked, max(subject.end, piece.opened - _CLAUSE), piece.opened):
        return True
    return (spoken_of or of_body) and between is not None


_CLAUSE = 50
_BODY_HAS = re.compile(
    r" and (?:the|its|their) (?:organi[sz]ation|company|firm|club|group|party|government|agency|council|university|"
    r"board|ministry|department|union|alliance) (?:has|have|had|will|would|can|could) $"
)


def _unlisted_verb(page: Page, piece: Piece, high: int) -> Mention | None:
    """ "...," Kim started: whoever does something right after a quote that ends in a comma says it."""
    if page.masked[piece.end - 1] not in ",?!":
        return None
    mention = noun_phrases.right_phrase(page, piece.closed, high, "after the quote")
    if mention is None or (mention.shape == "role" and not noun_phrases.is_source(mention.text)):
        return None
    return mention if _VERB.match(page.masked, mention.end, high) is not None else None


def _one_paragraph(masked: str, talk: Talk, number: int) -> bool:
    """Do the two sentences before stand in one paragraph?"""
    return "\n" not in masked[talk.starts[number - 2] : talk.starts[number - 1]]


def _continue(reading: Reading, number: int, piece: Piece, *, alone: bool = True) -> None:
    """A quote that stands alone goes on from the one before, or from who was last spoken of."""
    talk = reading.talk
    page = talk.page
    spoken = talk.spoke.get(number - 1)
    last = reading.last
    announced = page.masked[max(0, talk.starts[number] - 8) : talk.starts[number]].rstrip()[-1:] == ":"
    if announced:
        mention = announcing.named(page, talk.starts[number - 1], talk.starts[number], spoken=spoken is not None)
        if mention is not None:
            _add(reading, piece, None, mention, resolve(talk, mention, number - 1), mention.rule)
            return
    if alone and number and page.masked[max(0, talk.starts[number] - 3) : talk.starts[number]].rstrip()[-1:] == "?":
        mention = announcing.asked_of(page, talk.starts[number - 1], talk.starts[number])
        if mention is not None:
            _add(reading, piece, None, mention, resolve(talk, mention, number - 1), mention.rule)
            return
    other = announcing.other_turn(page, reading, piece) if alone else None
    if other is not None:
        _add(reading, piece, None, other.mention, Resolved(other.entity, "continued", 0.7), "the other one's turn")
        return
    near = not announced and last is not None and page.text.count("\n", last.end, piece.start) <= 2
    if last is not None and near and (spoken is None or last.entity is spoken or last.end > talk.starts[number - 1]):
        _add(
            reading,
            piece,
            None,
            last.mention,
            Resolved(last.entity, "continued", 0.93),
            "goes on from the quote before",
        )
        return
    if spoken is not None:
        _add(reading, piece, None, None, Resolved(spoken, "continued", 0.7), "last speaker before")
        return
    earlier = talk.spoke.get(number - 2)
    if earlier is not None and earlier.kind == "person" and alone and _one_paragraph(page.masked, talk, number):
        _add(reading, piece, None, None, Resolved(earlier, "continued", 0.6), "last speaker before")
        return
    if number:
        start, end = talk.starts[number - 1], talk.starts[number]
        mention = leads.main_subject(page, start, end)
        if mention is not None:
            resolved = resolve(talk, mention, number - 1)
            _add(
                reading,
                piece,
                None,
                mention,
                Resolved(resolved.entity, "continued", 0.45),
                "subject of the sentence before",
            )
            return
    if last is not None and alone:
        _add(reading, piece, None, last.mention, Resolved(last.entity, "continued", 0.2), "goes on from the last quote")
