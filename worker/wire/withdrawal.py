"""Messages about other messages: a kill withdraws a story for good; an advisory asks to disregard it or to withhold it
for now, or lifts such a hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from worker.wire import withdrawal_words
from worker.wire.agencies import any_of
from worker.wire.article import Kind, Operation
from worker.wire.slug import Slug
from worker.wire.text import ANY_CASE

_REACH = 700
_LIFTING = (
    r"(?:WITH)?HOLD (?:IS )?(?:LIFTED|OFF|OVER|RELEASED?)|(?:LIFT|RELEASE)S? (?:THE )?(?:WITH)?HOLD|EMBARGO LIFTED"
)
_VERBS = (
    rf"KILL|DISREGARD|{_LIFTING}|WITHHOLD|HOLD|ELIMINATE|(?:STORY )?WITHDRAWN?|STORY (?:KILLED|RETRACTED)|RETRACTION"
    r"|SPIKE|CANCELL?ED"
)
_BEHIND_SLUG = r"[\w -]{1,60}, ?"

_KILL = re.compile(
    r"\W{0,3}(?:KILL KILL\b|(?ai:(?:kill(?:/| or ))?take-?down|kill) (?:NOTICE|[Nn]otice|ADVISORY)\b"
    r"|(?:URGENT )?(?:BULLETIN|MANDATORY) KILL\b|"
    r"KILL STORY\b|K(?:ILL|ill) ?:|(?:ATTENTION|ADVISORY) ?[-–—:] ?(?:(?:MANDATORY|BULLETIN) )?KILL\b|CANCEL ?:|"
    r"KILL(?:ED|S)?(?:\s?[:)\]]|\s[-–—]|$|\s\((?=LEAD|URGENT|\d)|\s\((?=[A-Z][^()]{8,200}\)$)))"
    r"|SPIKE ?:|(?:STORY )?WITHDRAWN ?[:–—-]|STORY (?:KILLED|WITHDRAWN|RETRACTED)\b|RETRACTION ?[:–—-]"
    rf"|{_BEHIND_SLUG}(?:(?ai:bulletin|mandatory|urgent) )?KILL$"
)
_ADVISORY = re.compile(
    rf"\W{{0,3}}(?:(?:DISREGARD|WITHHOLD|ELIMINATE|{_LIFTING})\b"
    r"|HOLD HOLD\b|(?ai:(?:advisory|note) to (?:editors|clients|subscribers)|retraction)\W{0,3}$"
    r"|(?:HOLD|(?:EDITORS[’']? )?ADVISORY)(?:\s?[:)\]]|\s[-–—]|-(?=[A-Z])|$)"
    r"|(?:ATTENTION|ATTN)[,:]? (?:EDITORS|SUBSCRIBERS|CLIENTS)\b"
    r"|(?:EDITORS?|Editors?|Eds|EDS) ?:?$)"
    rf"|{_BEHIND_SLUG}(?:WITHHOLD|HOLD|HOLD RELEASE|RELEASE|ADVISORY|Advisory)$"
)
_LIKELY = re.compile(
    r"\W{0,3}(?:disregard|withh|withdrawn|hold|elimin|advisory|attention|attn|editors?\b|eds?\b|note to|dear"
    r"|cancel ?:|please|pls|kindly|spike|sub|client|lift|release"
    r"|embargo|take-?down|to (?:all )?editors|ignore|kill (?:the|our)\b"
    r"|story (?:killed|withdrawn|retracted)|retraction)",
    ANY_CASE,
)
_BEGINNINGS = frozenset("di wi ho el ad at ed no de pl su cl li re em ki st sp ta to ig ca".split())
"""Most lines begin with none of these and need no closer look."""

_ADDRESSED = re.compile(
    r"\W{0,3}(?:(?:note to |attention,? |dear |to )?(?:eds?|editors?|subscribers?|clients?)\.?(?:\s?[:,;–—-]| please\b)"
    r"|(?:please|pls|kindly) (?=disregard|ignore the|withhold|hold\b|eliminate|do not|kill|spike)"
    r"|(?:kill|spike) (?=(?:the|our|item|story) ))",
    ANY_CASE,
)
_ASKED = re.compile(
    r"\b(?:disregard|ignore|withhold|hold|eliminate|withdraw|retract(?:s|ed)?|kill|spike|cancel"
    r"|do not (?:use|publish|run)|don['’]t use)\b[^.]{0,200}?"
    r"\b(?:story|stories|items?|articles?|dispatch|previous|earlier|version|slug|slugged|headlined|photos?)\b"
    r"|\b(?:story|stories|items?|articles?|dispatch|version)\b[^.]{0,120}?"
    r"\b(?:is|are|was|were|be|been|stands?) (?:being |now |treated as )?"
    r"(?:withheld|held|on hold|withdrawn|cancel+ed)\b",
    ANY_CASE,
)
_MEMBERS = re.compile(
    r"\b(?:members|subscribers|clients|newspapers|stations|editors|those)\b[^.]{0,160}?\b(?:asked|requested|urged) to "
    r"(?:kill|disregard|withhold|hold|eliminate|not (?:use|publish|run))\b",
    ANY_CASE,
)
"""`Members using a0612, PM-Marn-Barge, are asked to kill it`: the slugs in it name the stories."""
_AGENCY_SLUG = re.compile(any_of("named_slug", pattern=True))

_HELD = re.compile(
    r"\bwithhold\b|\b(?:should be|must be|is|are) (?:being )?(?:withheld|held)\b"
    r"|\b(?:story|item|article|dispatch)\b[^.]{0,120}? (?:has|have) been (?:withheld|held)\b"
    r"|\b(?:please|kindly) hold\b|^\W{0,3}hold\b|, ?hold$|\bon hold\b"
    r"|\buntil (?:further|we|you|it|they|notified|advised|cleared|confirmed)\b"
    r"|\bfor (?:now|the moment|the time being)\b|\bpending\b",
    ANY_CASE,
)
"""Words that ask to wait rather than to disregard."""

_LIFTED = re.compile(
    r"\b(?:disregard|lift|cancel|end|remove|release|withdraw)\w{0,5}\b[^.]{0,60}\b(?:withhold(?:ing)?|hold|embargo)\b"
    r"|\b(?:withhold(?:ing)?|hold|embargo)\b[^.]{0,120}?"
    r"\b(?:lifted|over|off|removed|withdrawn|cancel+ed|ended|released)\b"
    r"|\b(?:may|can) (?:now |again )?be (?:used|published|run)\b|\bcleared for (?:use|publication|release)\b"
    r"|\b(?:is|are|was|were|has been|have been) (?:hereby |now )?(?:released|cleared|usable)\b"
    r"|, ?(?:hold )?release$",
    ANY_CASE,
)
_OF_A_STORY = re.compile(
    r"\b(?:story|stories|items?|articles?|dispatch|version|copy|advance|slug\w*|hold|withh\w+|embargo\w*"
    r"|as (?:sent|filed|moved|transmitted))\b",
    ANY_CASE,
)
"""Words for copy that can be released, because people are released too."""

_WAITING = re.compile(r"\b(?:until|unless|before|once|when|not)\b", ANY_CASE)
_LABELS = {"WITHHOLD": "WITHHOLDS", "HOLD": "WITHHOLDS"} | dict.fromkeys(
    ("KILL", "DISREGARD", "ELIMINATE", "WITHDRAW", "WITHDRAWN"), "DISREGARDS"
)
_SENTENCE = re.compile(r"[.!?](?:\s+|$)")
_QUOTED = r"(?:[\"“„«] ?([^\"“”„«»\n]{2,200}?) ?[\"”“»]|(?<!\w)['‘]((?:[^'‘’\n]|['’](?=\w)){2,200})['’](?!\w))"
_WHICH = (
    r"(?:,? \(?(?:(?ai:of|on|at|from|that|which|was|sent|moved|issued|filed|transmitted|timed|dated|today|earlier)"
    r"|[\w.:/-]{0,12}\d[\w.:/-]{0,12}|[A-Za-z]{1,10}(?= \d)|[A-Z][A-Za-z]{1,10}\.?|[ap]\.?m\.?)\)?){0,8}"
)
"""What may say which story is meant before its name: `item 157 "..."`, `story sent on March 3 at 1000 GMT, "..."`."""

_NAMED = re.compile(
    r"\b(?:(?ai:slug(?:ged|s)?|headlined?|titled|entitled|kill|disregard|withhold|eliminate)"
    rf"|(?ai:story|item|article|dispatch|version){_WHICH})(?![\w-])[:,)]{{0,2}} ?"
    rf"(?P<quoted>{_QUOTED}(?:(?:,| and|, and| or) ?{_QUOTED}){{0,9}})"
)
_PLAIN = re.compile(
    r"\b(?ai:story|item|article|dispatch)[,:]? (?:(?P<name>[A-Z][\w'’]*(?: [\w'’-]+){2,20})"
    r"(?=,? (?:moved|sent|issued|filed|transmitted|of)\b|[,.;]|$)"
    r"|(?:(?:at|no\.?|number|id) )?(?P<id>(?:https?://\S{3,300}?|(?=[\w:/-]{0,20}\d)[\w:/-]{3,80}))(?=[,.;]? |[,.;]?$))"
)
"""A story named by its headline or its number without quotation marks."""

_WORDS = r"[A-Z0-9][\w.'’]{0,20}(?: [A-Z0-9][\w.'’]{0,20}){0,3}"
_SLUG_SHAPED = rf"(?:[A-Z]{{2,3}}--?)?{_WORDS}(?:--?{_WORDS}){{1,4}}"
_BY_SLUG = re.compile(
    r"\b(?ai:kill|withhold|hold|eliminate|disregard) (?:(?:the|our) )?(?:[A-Z][A-Za-z]{1,10} )?"
    rf"(?:(?:story|item|advance|copy),? (?P<behind>{_SLUG_SHAPED})(?=[,.;)]|$)"
    rf"|(?P<before>{_SLUG_SHAPED})(?=(?: story| stories| item| advance| package)\b|[,.;)]|$))"
)
"""A story named by its slug alone: `Kill the Marn-Barge story, V5414`, `Please kill the story Marn-Barge`."""
_UNQUOTED = re.compile(
    r"\bslug(?:ged|s)?:? (?P<name>[^\s\"“.,;:][^\"“.,;:\n]{1,80}?)"
    r"(?= (?:has|have|should|must|may|can|is|was|are|were|stands|which|that|sent|moved|until|pending|instead|in place"
    r"|because|due|as|at|on|ex|from|dated|issued|filed|transmitted|earlier|for (?:now|the)|and (?:use|do|hold))\b| \("
    r"|[.,;:]|$)"
)
_BEHIND = re.compile(
    rf"\W{{0,3}}(?P<verb>{_VERBS})(?:ED|S)?(?:\s?[:)\]\-–—]+ ?| (?=\((?:LEAD|URGENT|\d))"
    r"| \((?=[A-Z][^()]{8,200}\)$))(?P<target>[^\s].{2,200})$"
)
_BEFORE = re.compile(
    r"(?P<target>\S.{2,200}?)(?: [-–—] ?| ?[(\[])(?:STORY )?(?:KILL(?:ED)?|WITHDRAWN|RETRACTED)[)\]]?$"
)
"""A story's own headline with the notice behind it: `Ferry sinks - WITHDRAWN`."""

_ONE_QUOTE = re.compile(_QUOTED)
_INSTEAD = re.compile(
    r"(?:^|[.;!?,][\"”]? |\band )"
    r"(?=(?:please |instead,? )?use\b|(?:a|the|its) (?:\w{1,20} )?(?:substitute|replacement)\b)",
    ANY_CASE,
)
"""How a withdrawal begins to say what to use instead."""

_TAKES_BACK = {"WITHHOLD": "WITHHOLDS", "HOLD": "WITHHOLDS", "HOLD RELEASE": "RELEASES", "RELEASE": "RELEASES",
               "ELIMINATE": "DISREGARDS", "DISREGARD": "DISREGARDS"}  # fmt: skip
"""Labels of a slug that ask for something. `ADVISORY` only says that a notice follows."""

_ORDER = re.compile(rf"\W{{0,3}}(?:DISREGARD|WITHHOLD|HOLD)\b|{_BEHIND_SLUG}(?:WITH)?HOLD$")


_IS_WITHDRAWN = re.compile(
    r"(?:this|the above) (?:story|item|article|report) (?:is|was|has been) (?:cancel+ed|withdrawn|killed|retracted)\b",
    ANY_CASE,
)
"""A text that takes itself back: the story with its headline is withdrawn."""
_OF_ITSELF = ("This ", "this ", "THIS ", "The above ", "the above ", "THE ABOVE ")

_OURS = re.compile(
    rf"(?:we|(?:the )?(?:{any_of('names')}|{any_of('credits')})) (?:are |is |has |have |hereby )?"
    r"(?:kill|withdr[ae]w|retract|cancel)\w{0,4} (?:our|its|the|an?) (?:\w{1,20} ){0,2}"
    r"(?:story|item|report|article|dispatch)\b",
    ANY_CASE,
)
"""An agency says that it takes back a story: `The AP is killing its story slugged Marn-Barge`."""

_IS_TEST = re.compile(
    r"\W{0,3}(?:this is (?:only )?a test\b.{0,200}\b(?:disregard|ignore|do not (?:use|publish))\b"
    r"|(?:please )?(?:disregard|ignore)\W{1,3}(?:this (?:is a )?)?test\b)",
    ANY_CASE,
)
_KILL_SLUG = "-Kill"
_TAKEN_BACK = re.compile(
    r"\b(?:has|have|is|are|been|was) (?:withdrawn|killed|retracted)\b|\bkill (?:the|this|our)\b|\bkill is mandatory\b",
    ANY_CASE,
)
"""What the text below a slug such as `BC-Marn-Barge-Kill` says if it is a kill and not news."""

_KILLS_IT = re.compile(r"\W{0,3}(?:(?:eds?|editors?)\W{1,3})?(?:please |pls )?kill (?:the|this|our)\b", ANY_CASE)
"""A kill that names no story means the one with its own slug."""

_OWN_HOLD = re.compile(
    r"\W{0,3}(?:please )?(?:"
    r"(?:withhold|hold)(?:ing)?(?: (?:off|on))?(?: (?:this|the) (?:story|item|article|version|copy))?"
    r"|(?:do not|don['’]t) (?:use|publish|run|move)(?: (?:this|the) (?:story|item|article|version|copy)| it)?)"
    r"(?: (?:yet|for now|until|till|pending|before|unless)\b.{0,150})?\W{0,3}$",
    ANY_CASE,
)
_AMENDS = re.compile(r"\b(?:make (?:it|that) read|make read|read it|sted)\b")
_CLAUSE = re.compile(r"[;.] ")


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What kind of withdrawal a message is, and what it withdraws, if it says so; a story to use instead is an
    operation of its own."""

    kind: Kind
    operations: tuple[Operation, ...] = ()


def find(
    printed: str | None, headline: str | None, slug: Slug, first_lines: Sequence[str], *, told: bool = False
) -> Withdrawal | None:
    """Whether a message is a kill or an advisory, by its headline (as printed and without its marker), the labels of
    its slug, and its first lines. `told` says that a story follows: then only a line that addresses editors and names a
    story withdraws that story.

    The stories named by slug or headline, in the text or after `KILL:`, are the slugs of its operation; a hold or
    release that names none is about the story with its own slug.
    """
    lines = [line[:_REACH] for line in dict.fromkeys((printed, headline, *first_lines)) if line]
    label = next((_TAKES_BACK[name] for name in slug.labels if name in _TAKES_BACK), None)
    own = None if told else withdrawal_words.targets(lines)
    if own and withdrawal_words.holds(lines):
        return Withdrawal("advisory", (Operation("WITHHOLDS", slugs=own),))
    if own is not None:
        return Withdrawal("kill", (Operation("KILLS", slugs=own),))
    if slug.text.endswith(_KILL_SLUG) and any(map(_TAKEN_BACK.search, lines)):
        return Withdrawal("kill", (Operation("KILLS", slugs=(slug.text.removesuffix(_KILL_SLUG),)),))
    notice = label is not None or "ADVISORY" in slug.labels or _says_how_to_amend(slug, lines, told=told)
    ours = not told and any(map(_OURS.match, lines))
    if not notice and not ours and "KILL" not in slug.labels and not any(map(_may_withdraw, lines)):
        return None
    parts = [[line] if _BEHIND.match(line) else _INSTEAD.split(line) for line in lines]
    taken, used = (
        _targets([first for first, *_ in parts], plain=not told),
        _targets([part for _, *rest in parts for part in rest]),
    )
    instead = (Operation("USES", slugs=used),) if used else ()
    before = _BEFORE.match(lines[0]) if printed or headline else None
    if before:
        taken = (*taken, before["target"])
    withdrawn = ours or (not told and any(map(_IS_WITHDRAWN.match, lines)))
    if before or withdrawn or "KILL" in slug.labels or any(_KILL.match(line) or _is_slug(line, slug) for line in lines):
        return Withdrawal("kill", (Operation("KILLS", slugs=taken), *instead))
    if not told and any(map(_IS_TEST.match, lines)):
        return Withdrawal("advisory")
    speaking = [line for line in lines if not told or is_addressed(line) or _ADVISORY.match(line)]
    lifts = label == "RELEASES" or _lifts(speaking)
    spoken = [line for line in lines if is_addressed(line) and (lifts or _asks(line))]
    if not notice and not any(_ADVISORY.match(line) for line in lines) and not (spoken and (taken or not told)):
        return None
    asked = lifts or label or any(_asks(line) or _BEHIND.match(line) or _ORDER.match(line) for line in lines)
    if not asked:
        return Withdrawal("advisory", instead)
    verb = label or _verb(lines, lifts=lifts)
    if verb == "RELEASES" and not taken:
        taken, instead = used, ()  # `the hold is lifted; use the story slugged X`
    if not taken and slug.text and (verb != "DISREGARDS" or any(map(_KILLS_IT.match, lines))):
        taken = (slug.text,)
    return Withdrawal("advisory", (Operation(verb, slugs=taken), *instead))


def _says_how_to_amend(slug: Slug, lines: list[str], *, told: bool) -> bool:
    """Whether a message is not a text but says what to change in one already sent, or has the slug of a notice."""
    if not told and slug.text.endswith((" Advisory", " Advisories", "-Advisory")):
        return True
    return "CORRECTIVE" in slug.labels and any(_AMENDS.search(line) for line in lines)


def _is_slug(line: str, slug: Slug) -> bool:
    """Whether a line is `KILL` and the message's own slug."""
    return line[:5] == "KILL " and slug.text != "" and line[5:].strip(" .:").casefold() == slug.text.casefold()


def is_addressed(line: str) -> bool:
    """Whether a line addresses editors: `Editors: please hold this story`."""
    return _ADDRESSED.match(line) is not None


def holds_itself(note: str) -> bool:
    """Whether a clause of an article's own note asks to hold that article: `HOLD`, `Please do not use until further
    notice`. A clause that names a story in quotation marks means that story."""
    return any(map(_OWN_HOLD.match, _CLAUSE.split(note[:_REACH]))) and not _ONE_QUOTE.search(note)


def _asks(line: str) -> bool:
    return any(pattern.search(line) for pattern in (_ASKED, _BY_SLUG, _MEMBERS))


def _may_withdraw(line: str) -> bool:
    if (
        "KILL" in line
        or (line.startswith(_OF_ITSELF) and (_IS_WITHDRAWN.match(line) or _IS_TEST.match(line)))
        or line.endswith(("HOLD", "RELEASE", ",ADVISORY", ",Advisory", "WITHDRAWN", "WITHDRAWN)"))
    ):
        return True
    return (line[:2].lower() in _BEGINNINGS or not line[0].isalpha()) and _LIKELY.match(line) is not None


def named(lines: Sequence[str]) -> tuple[str, ...]:
    """The stories that the lines of a notice name."""
    return _targets([line[:_REACH] for line in lines], plain=True)


def _verb(lines: list[str], *, lifts: bool) -> str:
    """What an advisory asks for: a label before its headline decides, otherwise its words."""
    label = next((m["verb"] for m in map(_BEHIND.match, lines) if m), None)
    if label:
        return _LABELS.get(label, "RELEASES")
    if lifts:
        return "RELEASES"
    return "WITHHOLDS" if any(_HELD.search(_ONE_QUOTE.sub("", line)) for line in lines) else "DISREGARDS"


def _lifts(lines: list[str]) -> bool:
    """Whether a sentence says that a hold is over. One that says how long it lasts does not, nor do quoted words."""
    for line in lines:
        if _LIFTED.search(line):
            for sentence in _SENTENCE.split(_ONE_QUOTE.sub("", line)):
                if _LIFTED.search(sentence) and _OF_A_STORY.search(sentence) and not _WAITING.search(sentence):
                    return True
    return False


def _targets(lines: list[str], *, plain: bool = False) -> tuple[str, ...]:
    slugs: list[str] = []
    for line in lines:
        for named in _NAMED.finditer(line):
            slugs.extend(m[1] or m[2] for m in _ONE_QUOTE.finditer(named["quoted"]))
        slugs.extend(m["name"] for m in _UNQUOTED.finditer(line))
        slugs.extend(m["behind"] or m["before"] for m in _BY_SLUG.finditer(line))
        if not slugs and _MEMBERS.search(line):
            slugs.extend(_AGENCY_SLUG.findall(line))
        behind = _BEHIND.match(line)
        if behind and not slugs:
            slugs.append(behind["target"] if "(" in behind["target"] else behind["target"].rstrip(")"))
    if plain and not slugs:
        slugs = [m["name"] or m["id"] for line in lines for m in _PLAIN.finditer(line)]
    return tuple(dict.fromkeys(" ".join(s.strip(" .,;").split()) for s in slugs))
