"""Indirect speech: the clause that a reporting cue governs.

After the cue ("said [that] the deal was off"), before it ("The deal was off, Kim said"), or around it ("The deal, Kim
said, was off"). What only tells where, when or to whom ("said on Friday", "told reporters") is no speech.
"""

from __future__ import annotations

import re

from worker.enrich.speakers import denial, grammar, joint
from worker.enrich.speakers.cues import Hit
from worker.enrich.speakers.found import Found, Frame, Reading
from worker.enrich.speakers.noun_phrases import is_source
from worker.enrich.speakers.page import Mention, Page
from worker.enrich.speakers.quotation import Piece
from worker.enrich.speakers.tables import words

_EDGE = " ,:;—–-\n"
_EDGE_OR_STOP = _EDGE + "."


def find(reading: Reading, low: int, high: int, frames: list[Frame], pieces: list[Piece]) -> None:
    """Find the reported clauses of one sentence that hold no quoted piece."""
    page = reading.talk.page
    if reading.left and pieces:
        unsaid = {id(piece) for piece, _ in reading.left}
        pieces = [piece for piece in pieces if id(piece) not in unsaid]
    last_start = last_end = -1
    for position, frame in enumerate(frames):
        if frame.used:
            continue
        hit, mention, resolved = frame.hit, frame.mention, frame.resolved
        if resolved is None or mention is None or hit.cue.takes in _QUOTES_ONLY or mention.text == "I":
            continue
        span = _span(page, low, high, frames, position)
        if span is None:
            continue
        start, end = _trim(page.text, *span)
        if hit.cue.lemma in _OF_THINGS and _is_thing(mention):
            continue
        if end - start < 5 or page.text.startswith("not to be ", start):
            continue
        if denial.why_not_reported(page, low, frame, start) is not None:
            continue
        if pieces and any(piece.start < end and piece.end > start for piece in pieces):
            continue
        if last_start <= start and end <= last_end and (hit.cue.takes == "object" or _only_told_of(page, frame)):
            continue  # "refused to answer", "said that the Budget claims to help": one thing was said
        last_start, last_end = start, end
        evidence, sure = hit.cue.evidence + frame.rule, resolved.sure * 0.9
        found = Found(start, end, "indirect", hit, mention, resolved.entity, resolved.found, evidence, sure)
        reading.found.append(found)
        if mention.shape == "name":
            reading.found += joint.together(page, found)


_QUOTES_ONLY = ("weak", "quote")
_OF_THINGS = ("add", "threaten", "recall", "announce", "suggest", "guarantee", "promise", "demand", "ask")
"""What things do as well as people ("the deal promises jobs", "storms are threatening the coast")."""


def _is_thing(mention: Mention) -> bool:
    return mention.shape == "role" and not is_source(mention.text) and not mention.text.istitle()


_DOCUMENTS = words("Budget Act Bill Law Constitution Treaty Agreement Accord Plan Amendment")
_MODAL = re.compile(r"\b(?:would|could|will|can|may|might|should|must|to)\b(?: \w+)? ?$")


def _only_told_of(page: Page, frame: Frame) -> bool:
    """Is a cue inside a statement no statement of its own: of a thing that says nothing, or one that is yet to come?"""
    mention = frame.mention
    assert mention is not None
    if mention.name is not None and mention.name.kind == "body" and mention.name.words[-1] in _DOCUMENTS:
        return True
    if mention.shape == "role" and not is_source(mention.text):
        return True
    return frame.rule == "before the cue" and _MODAL.search(page.masked, mention.end, frame.hit.start) is not None


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    clause = text[start:end].lstrip(_EDGE)
    start = end - len(clause)
    return start, start + len(clause.rstrip(_EDGE_OR_STOP))


def _span(page: Page, low: int, high: int, frames: list[Frame], position: int) -> tuple[int, int] | None:
    masked = page.masked
    frame = frames[position]
    hit, mention = frame.hit, frame.mention
    assert mention is not None
    inverted = mention.start > hit.start
    begin = mention.end if inverted else hit.end
    first = min(hit.start, mention.start) if frame.rule != "shared subject" else hit.start
    takes = hit.cue.takes
    if masked.endswith("hatever ", 0, mention.start):
        return None  # "whatever Kim says is old"
    if takes == "source":
        return _source(masked, low, high, first, begin, frames[:position])
    if takes == "object":
        if no_saying(masked, hit.cue.lemma, begin, high) or not _has_object(masked, hit, mention, begin):
            return None
        if hit.cue.lemma in _DONE_TO and not masked.startswith((" to ", " comment"), begin):
            return None  # "shares declined by a third"
        return (begin, _right_end(masked, begin, high, frames, position)) if not inverted else None
    if no_saying(masked, hit.cue.lemma, begin, high):
        return None
    if hit.cue.lemma == "appeal" and (to := _APPEALED.match(masked, begin, high)) is not None:
        return to.end(), _right_end(masked, to.end(), high, frames, position)
    after = _reported(masked, begin, high, hit.cue.lemma, takes, inverted)
    if after is None and first - low < _AT_HEAD and hit.cue.lemma in _WITH_COMMA:
        comma = _COMMA_CLAUSE.match(masked, begin, high)
        after = comma.end() if comma is not None else None
    if after is not None:
        return after, _right_end(masked, after, high, frames, position)
    if takes != "clause" or frame.rule == "shared subject" or hit.cue.lemma in _NO_TAIL:
        return None
    return _around(masked, low, high, first, begin, frames, position)


_AT_HEAD = 3
_WITH_COMMA = words("say add note explain stress")
_COMMA_CLAUSE = re.compile(
    r", (?=(?:the|he|she|it|they|there|this|these|our|its|an?)\b[^,;]{3,60}? "
    r"(?:is|was|are|were|will|would|had|has|have|can|could|should|must|may)\b)"
)
"""Papers of Asia and Africa print "Berg said, the mill would stay" for "Berg said the mill would stay"."""
_NO_OBJECT = tuple(",.;:)?!")
_OF_PASSIVE = (" by ", " of ", " as ")
_NAMES = words("call dub")


def _has_object(masked: str, hit: Hit, mention: Mention, begin: int) -> bool:
    """Does what a verb is said of follow it? Not in a relative clause ("the issues they discussed, including ..."), in
    the passive ("the rule, described in court as ...", "was tried, and accused by ..."), nor where a thing only has a
    name ("a new group called Seas First")."""
    if masked.startswith(_NO_OBJECT, begin):
        return False
    if hit.cue.form in ("past", "part") and " " not in hit.cue.words:
        if masked.startswith(_OF_PASSIVE, begin) or _PASSIVE_IN.match(masked, begin):
            return False
        if hit.cue.lemma in _NAMES and masked[mention.start : mention.start + 2].lower() in ("a ", "an"):
            return not masked[begin + 1 : begin + 2].isupper()
    return True


_PASSIVE_IN = re.compile(r" (?:in|at|on|during|for) (?:[\w’'-]+ ){1,5}(?:as|by) ")
_EVENT = (
    r"(?:an? |the |reports? of |several |multiple |two |\d+ )*(?:[\w-]+ ){0,2}?(?:calls?|scenes?|shooting|shots?|"
    r"gunshots?|incidents?|fires?|blazes?|crash(?:es)?|collisions?|wrecks?|alarms?|emergenc\w+|reports?|burglary|"
    r"robbery|stabbing|assault|attacks?|explosions?|blasts?|disturbances?|accidents?|complaints?|disasters?|"
    r"earthquakes?|floods?|outbreaks?)\b"
)
"""What police, firefighters and medics respond to."""
_NOT_SAID = {
    "respond": re.compile(rf" (?:[^.,;\n]{{0,40}} )?to {_EVENT}"),
    "respond to": re.compile(rf" (?:{_EVENT}|(?:messages|emails|e-mails|texts)[.,])"),
    "defend": re.compile(
        r" (?:\w+ly|well|deep|in numbers|for|against|from|(?:[\w’'-]+ ){1,2}[\w’'-]+, (?:say|add|tell)ing)\b"
    ),
    "conclude": re.compile(
        r" (?:[\w’'-]+ ){0,4}(?:debates?|hearings?|meetings?|talks|visits?|deals?|sessions?|match|trial|ceremony|"
        r"summit|tour|probe|investigations?|inquiry|speech|season|campaign|agreements?|exercises?|drills?|conference|"
        r"negotiations|arguments)\b"
    ),
    "claim": re.compile(
        r" (?:(?:the|his|her|their|its|\d+|more|several|two|three|many) )*(?:lives|life|title|victory)\b"
    ),
    "knock": re.compile(r" (?:to|down|out|over|off|on|into|back|unconscious)\b"),
    "call": re.compile(
        r" (?:(?:off|up|back|in|into|home)\b|(?:him|her|them|(?:his|her|their) [a-z]+|[A-Z][\w’'-]*"
        r"(?: [A-Z][\w’'-]*){0,2})(?:[.;]|$| (?:to|from|back|after|before|into question)\b)|"
        r"(?:the )?(?:police|911|999|an ambulance|paramedics|emergency services|elections)\b|"
        r"an? (?:[\w-]+ ){0,2}(?:election|meeting|session|referendum|strike|vote|summit|conference|debate|hearing)\b)"
    ),
    "concede": re.compile(r" (?:defeat|an? |the |\d|(?:one|two|three|four|five|six) |goals?\b|penalt|possession)"),
    "forecast": re.compile(r" (?:to|of|by|from)\b"),
    "deny": re.compile(
        r" (?!that |hav|be|any )(?:[\w’'-]+ ){0,4}?(?:chances?|goals?|penalt\w+|entry|bail|visas?|asylum|parole|"
        r"victory|(?:an? |the )(?:win|opening|equali[sz]er|try|permission|opportunity))\b"
    ),
    "assert": re.compile(
        r" (?:itself|himself|herself|themselves|(?:its|his|her|their) (?:\w+ )?(?:authority|control))\b"
    ),
    "report": re.compile(
        r" (?:live\b|(?:it|him|her|them|this|(?:the|an?|his|her|its|their)(?: [\w-]+){1,3}?) to "
        r"(?:the |local )?(?:police|authorities|FBI|hospital|management|court)\b)"
    ),
    "order": re.compile(
        r" (?:an?|the|more|new|his|her|its|another|\d+|two|three) (?:[\w’'-]+ )?(?:review|inquiry|probe|"
        r"investigation|study|audit|recount|meal|drinks?|food|copies)\b"
    ),
    "plead": re.compile(r" (?:guilty|not guilty|no contest)\b"),
    "observe": re.compile(r" (?:due|the|an?|all|strict|proper|silence|fast|Ramadan|protocols?|rules?)\b"),
    "declare": re.compile(r" (?:an? |the |war\b|bankruptcy|victory|independence|martial|winners?\b|open\b)"),
    "put it": re.compile(r" (?:down|up|off|out|away|aside|on|in|to)\b"),
    "disclose": re.compile(r" (?:this|these|so|the above)\b"),
    "state": re.compile(r" (?:this|so)\b"),
    "say": re.compile(
        r" (?:this|so) (?:at|on|in|during|while|when|to|after|before|through|as|yesterday|today|\w+day)\b"
    ),
    "read": re.compile(r" (?:out )?(?:\d+|an?|the|several|many|some) \w+"),
    "reveal": re.compile(r" (?:this|himself|herself|itself)\b"),
}
"""Of these verbs what is done and not said: "responded to a shooting", "conceded a goal", "declared an emergency"."""


def no_saying(masked: str, lemma: str, begin: int, high: int) -> bool:
    """Does the verb, with what stands behind it, tell what is done and not what is said?"""
    done = _NOT_SAID.get(lemma)
    return done is not None and done.match(masked, begin, high) is not None


_DONE_TO = words("decline refuse")
_NO_TAIL = words("ask request demand urge continue agree deny repeat beg")


def _source(masked: str, low: int, high: int, first: int, begin: int, earlier: list[Frame]) -> tuple[int, int] | None:
    """ "The deal is off, according to Kim": before it; else, at the sentence's head, after it."""
    if first - low > 12:
        start = low
        for frame in earlier:
            if _claims(frame) and frame.rule == "before the cue" and masked.count(" ", frame.hit.end, first) > 6:
                start = frame.hit.end
        inside = masked[begin : begin + 1] == "," and high - begin > 25 and masked.count(" ", start, first) < 12
        return start, (high if inside else first)
    comma = masked.find(", ", begin, high)
    return (comma + 2, high) if comma >= 0 else None


_TO_WHOM = re.compile(
    r" (?:reporters|police|people|"
    r"(?:[A-Z][\w.’'-]*|(?:[Tt]he|an?|his|her|its|their)(?: (?!(?:to|the|an?|that|he|she|it|they|his|her|"
    r"this|these|there)\b)[a-z][\w’'-]*)?|them|him|her|us|me|you|one|some|[a-z]+s)(?![\w’'])"
    r"(?: (?:[A-Z][\w.’'-]*|(?:of|the|and)(?= (?:the )?[A-Z])|[a-z][\w’'-]*s|"
    r"(?!(?:that|he|she|it|they|to|this|is|was)\b)[a-z]+(?= (?:[A-Z]|that\b|reporters)))(?![\w’'])){0,6})"
)
_WHERE = re.compile(
    r" (?:in|at(?! least| most)|on|during|from|with|via|through|by|for|of|to|about|earlier|late|early|after|before|"
    r"when|as|while(?= \w+ing)|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|yesterday|today)(?![\w’'])"
)
_THAT = re.compile(r"(?: [^\s,;:]+){0,14}?,?(?<! to)(?<! towards)(?<! of)(?<! fact) (?:that|whether|how|why) ")
_CONJUNCTION = re.compile(
    r" (?:that|whether|how|why|what|if|to(?! (?:the|an?|his|her|its|their|our|[A-Z]\S*) )|not to|when|where|who)(?:,? )"
)
_TO_DO = re.compile(
    r"(?! (?:to|that|for|whether|if|not) )(?: [\w’'&.-]+){1,9}?(?= (?:not )?to [a-z]+)(?<! going)(?<! able)(?<! due)"
)
_DAY = re.compile(
    r"(?: (?:on )?(?:(?:last|this|late|early|earlier) )*(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"(?: (?:night|morning|evening|afternoon))?| (?:last|this) (?:week|month|year|spring|summer|fall|winter)"
    r"| in an? (?:[\w-]+ ){0,3}(?:statement|interview|e-?mail|letter|speech|report|memo|tweet|briefing|message|"
    r"release|text|conference))(?![\w’'])"
)


def _reported(masked: str, begin: int, high: int, lemma: str, takes: str, inverted: bool) -> int | None:
    """Where the clause after the cue begins, or None where none follows."""
    if inverted or (takes == "that" and masked.startswith(" to ", begin)):
        return None  # "agreed to meet" is done, not said
    if lemma in _TOLD_TO_DO and _TO_DO.match(masked, begin, high) is not None:
        return begin  # who is to do it belongs to what is asked
    if lemma in _ADDRESSED:
        whom = _TO_WHOM.match(masked, begin, high)
        if whom is not None:
            begin = whom.end()
    if _CONJUNCTION.match(masked, begin, high) is not None:
        return begin
    if _DAY.match(masked, begin, high) is not None:
        begin = _after_days(masked, begin, high)
        if _CONJUNCTION.match(masked, begin, high) is not None:
            return begin
    if masked[begin : begin + 1] != " " or (lemma == "add" and _is_more(masked, begin, high)):
        return None
    if _WHERE.match(masked, begin, high) is not None or takes == "that" or lemma == "tell":
        that = _THAT.match(masked, begin, high)
        if that is not None:
            return masked.rfind(" ", begin, that.end() - 1)
        if takes == "that" or _WHERE.match(masked, begin, high) is not None:
            return None
    least = 0 if lemma in _ONE_WORD and not _TIMED.match(masked, begin) else 1
    return begin if masked.count(" ", begin, high) > least else None


_AMOUNT = re.compile(r" (?:(?:about|around|nearly|almost|some|over|another|more than|up to|at least) )?[$€£]?\d")

_MORE = re.compile(r" (?:an?|another|more|extra|further) ")
_CLAUSE = re.compile(r" (?:is|was|are|were|will|would|had|has|have|can|could|should|may|might|must)\b")


def _is_more(masked: str, begin: int, high: int) -> bool:
    """Is something added to a thing ("shares added 3 percent", "has added about 80 jobs", "adds a new voice")?"""
    if _AMOUNT.match(masked, begin) is not None:
        return True
    return _MORE.match(masked, begin) is not None and _CLAUSE.search(masked, begin, min(high, begin + 60)) is None


def _after_days(masked: str, begin: int, high: int) -> int:
    """Over "on Friday in a statement", to the conjunction if one comes."""
    for _ in range(3):
        day = None if _CONJUNCTION.match(masked, begin, high) is not None else _DAY.match(masked, begin, high)
        if day is None:
            break
        begin = day.end()
    return begin


_APPEALED = re.compile(r" to(?= [^,;.\x01]{2,60}? to [a-z]+)")
_ONE_WORD = words("deny urge admit confess plead demand promise predict")
_TIMED = re.compile(r" (?:\w+ly|him|her|it|them|that|this|so|again|\w+day)\b")


_TOLD_TO_DO = words("ask urge advise instruct warn beg implore request order")
_ADDRESSED = words("tell remind assure inform notify ask urge advise instruct warn promise beg implore write")


def _right_end(masked: str, begin: int, high: int, frames: list[Frame], position: int) -> int:
    """The clause runs to the end of the sentence, or to the next cue that is not inside it; in a relative clause ("who
    has denied it, left") to the comma."""
    frame = frames[position]
    if frame.mention is not None and masked[frame.mention.end : frame.hit.start].startswith((", who ", " who ")):
        main = _MAIN_VERB.search(masked, begin, high)
        high = main.start() if main is not None else high
    for other in frames[position + 1 :]:
        at = other.hit.start
        if at <= begin:
            continue
        if other.rule == "shared subject" and other.hit.cue.takes != "quote":
            lead = masked[begin:at]
            cut = max(lead.rfind(", "), lead.rfind(" and "), lead.rfind(" but "))
            if cut >= 0 and len(lead) - cut < 22:
                return begin + cut
        elif other.hit.cue.takes == "source":
            return at
        elif other.mention is not None and _ends_after(masked, begin, other, high):
            return other.mention.start - 2
        elif other.mention is not None and (joint := _JOINT.search(masked, begin, other.mention.start)) is not None:
            return joint.start()
    return high


_MAIN_VERB = re.compile(
    rf", (?:{'|'.join(sorted(w for w in grammar.AUXILIARIES | grammar.PLAIN_VERBS if w.isalpha()))}) "
)
_JOINT = re.compile(r"(?:, (?:and|but|while) |; | but )$")
_ADJUNCT = re.compile(r"(?:(?: (?:in|on|at|during|to|after|last|this|late|early)\b| \w+day\b)[^,;\"]{0,80})?\.?$")


def _ends_after(masked: str, begin: int, other: Frame, high: int) -> bool:
    """ "..., the ministry said.": a later cue that the sentence ends with holds all before it."""
    mention = other.mention
    if mention is None or mention.start < begin + 2 or mention.start > other.hit.start:
        return False
    closes = _ADJUNCT.match(masked, other.hit.end, high) is not None
    return closes and masked[mention.start - 2 : mention.start] == ", "


def _around(
    masked: str, low: int, high: int, first: int, begin: int, frames: list[Frame], position: int
) -> tuple[int, int] | None:
    """ "The deal is off, Kim said" and "The deal, Kim said, is off"."""
    before = masked[max(low, first - 3) : first].rstrip()
    if not before or before[-1] not in ",–—-":
        return None
    ends = _ADJUNCT.match(masked, begin, high) is not None
    ends = ends or (begin > frames[position].hit.end and _APPOSED.match(masked, begin, high) is not None)
    if not ends and any(_claims(frame) for frame in frames[:position]):
        return None
    head = masked[low:first].lstrip('"“ ')
    comma = masked.find(",", begin, min(high, begin + _ASIDE))
    shared = any(frame.rule == "shared subject" for frame in frames[position + 1 :])
    if comma >= 0 and high - comma > _ASIDE_LEAST and not shared:
        return low, high
    opener = head.split(" ", 1)[0].lower() if _COUNTED.match(head) is None else ""
    if (opener in grammar.PREPOSITIONS or opener in _ADVERBIAL or opener.endswith("ing")) and head.count(",") < 2:
        # "On the talks, Kim added": no clause. "Around thirty people would come, Kim said": one
        return (low, first) if not grammar.AUXILIARIES.isdisjoint(head.split()) and opener not in _ADVERBIAL else None
    return (low, first) if len(head) > 12 else None


_APPOSED = re.compile(r", (?:an? |the |its |his |her )?[a-z][^,;:\x01\"]{3,90}\.?$")
"""Behind a source that the sentence ends with ("..., said Ada Berg, head of the police")."""
_COUNTED = re.compile(
    r"(?:At (?:least|most)|Up to|More than|Fewer than|Less than|Over|About|Around|Under|Nearly) [\w$€£]"
)
_ASIDE = 40
_ASIDE_LEAST = 8
_ADVERBIAL = words("asked when while as if speaking after before although though since")


def _claims(frame: Frame) -> bool:
    """Does an earlier cue already hold the clause?"""
    return frame.hit.cue.takes in ("clause", "that") and not frame.hit.cue.ambiguous and frame.resolved is not None
