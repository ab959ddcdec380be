"""The note to editors: `(ATTN: VERB objects; VERB objects)` and what it says was done (grammar, section b)."""

from __future__ import annotations

import re

from worker.wire import misprints, places
from worker.wire.agencies import AGENCIES, any_of
from worker.wire.agencies.agency import CHANGES, OF_A_STORY
from worker.wire.article import EditorNote, Operation
from worker.wire.text import ANY_CASE

_LONGEST = 4000

VERBS = (
    "UPDATES", "ADDS", "RECASTS", "CHANGES", "REWRITES", "MODIFIES", "COMBINES", "REPLACES", "CORRECTS", "TRIMS",
    "INSERTS", "DELETES", "AMENDS", "RESTRUCTURES", "INCORPORATES", "EDITS", "RECAPS", "CLARIFIES", "FIXES", "REMOVES",
    "RESENDS", "REPEATS", "REFILES", "RESTORES", "REINSTATES", "KILLS", "WITHHOLDS", "RELEASES", "DISREGARDS",
    "REVISES", "DROPS", "REORDERS", "SUBSTITUTES", "MERGES", "RETRANSMITS", "WITHDRAWS", "RELEADS", "REFRESHES",
    "TWEAKS", "WRITES",
)  # fmt: skip
"""Verbs seen in print or in agencies' own lists. Others are kept as printed."""

LINKING = frozenset(
    ("COMBINES", "MERGES", "INCORPORATES", "KILLS", "WITHHOLDS", "RELEASES", "WITHDRAWS", "DISREGARDS", "REINSTATES",
     "REPLACES", "USES")
)  # fmt: skip
"""Verbs whose quoted words name another story, even without the word `slug`."""

_NOUNS = frozenset(
    {"CHANGES", "EDITS", "INSERTS", "FIXES", "DROPS", "KILLS", "REPEATS", "TRIMS", "RELEASES", "USES", "MOVES"}
)
"""Verbs that are nouns too: in lower case they count only before a part of a story."""

LABELS = "|".join(("ATTN", "Attn", "attn", "ATTEN", "ATTENTION", *misprints.table(("ATTN",), shortest=3)))
"""`ATTN` as printed, misprints included."""

OWN = {word.upper(): verb for row in AGENCIES for word, verb in row.verbs}
"""Words in notes in agencies' own languages, in capitals, and the verbs that they mean."""

OWN_WORDS = "|".join(re.escape(form) for word in OWN for form in (word, word.lower(), word.capitalize()))
OWN_LABELS = "|".join(word for word in OWN_WORDS.split("|") if len(word) > len("Attn:"))
OWN_FIRST = "".join({word[0] for word in OWN_WORDS.split("|")})
_DESKS_NOTE = (
    r"(?:Editors?['’]?s?['’]? [Nn]otes?|EDITORS?['’]?S?['’]? NOTES?|(?:Notes?|NOTES?) (?:to|TO) (?ai:editors?)) ?[:-]"
)
"""Such a note may also be meant for readers: it is the desks' if it names a change."""

_CHANGED = rf"(?:(?:{LABELS})\b|(?:{'|'.join(VERBS)})\b|(?:{CHANGES})\b)"
_TO_DESKS = (
    r"[+*#=]{0,3} ?(?:(?:Achtung|ACHTUNG|Hinweis(?: an die)?|HINWEIS(?: AN DIE)?),? (?:Redaktion|REDAKTION)(?ai:en)?"
    r"|(?:À l['’]attention des|Attention aux|Note aux) rédactions|Nota a (?:los )?editores"
    r"|Nota (?:alle|per le) redazioni|(?:Noot voor|Let op,?) (?:de )?redacties?"
    r"|Til redak(?:sjonene?|tionen|tionerne)|Till redaktionen)(?: ?:|(?= ?[+*#=]))"
)
"""How a note to the desks that print a wire begins in other languages: `+++ Achtung Redaktionen: ... +++`."""

_ALONE = "ADDS|UPDATES|RECASTS|CORRECTS|REFILES|REPEATS|REWRITES|CLARIFIES|COMBINES|REPLACES|TRIMS|INSERTS|DELETES"
_ON_ANY_WIRE = (
    r"(?:Adds|Recasts|Corrects|Refiles|Clarifies|Rewrites|Incorporates|Releads)(?:,| [\w.]+,)?"
    r"|Updates (?:with|to|throughout)|Repeats (?:to|for|story|with)|Writes through"
)
"""How notes in brackets without a label begin that cannot be anything else; other verbs are also nouns."""

BEGINS = re.compile(
    rf"[(\[{{<]\s?(?:(?:{LABELS})\b|(?:E[Dd][Ss]|EDITORS?|Editors?|NOTE)\s?:|(?:{OWN_WORDS})\b[ :])"
    rf"|{OF_A_STORY}|\((?:(?:{_ALONE}) (?=[a-z])|(?:{_ON_ANY_WIRE}) (?=[a-z]))"
    rf"|(?=[EN]){_DESKS_NOTE}:? ?(?={_CHANGED})|(?=[+*#=AÀHNLT]){_TO_DESKS}"
    rf"|(?:ATTN|Attn) ?:|E[Dd][Ss] ?:(?: |$)|(?=[a-z])(?:{OWN_LABELS}) ?: "
)
"""How a note to editors begins on any wire."""

_DESK = re.compile(r"[(\[]\s?(?:Editors?|EDITORS?|Web [Ee]ditors?)\s?: ?(?P<who>[^()\[\]:;]{2,120})[)\]]\.?")
_PASSIVE = re.compile(
    r"(?:[Tt]his|[Tt]he)\b[^;]{0,60}? (?:has been|have been|was|is) "
    r"(?P<verb>corrected|refiled|updated|recast|clarified|revised|amended)\b"
)
"""`This Oct. 8 story has been corrected to fix a name` says it of the text below, too."""

_LABEL = re.compile(
    rf"[(\[{{\s]{{0,3}}(?:{LABELS}|E[Dd][Ss]?\b\.?|EDITORS?|Editors?|NOTE)\b\s{{0,2}}[:;.,-]{{0,2}}\s{{0,2}}"
)
_LABELLED = (re.compile(rf"{_DESKS_NOTE}:? ?(?={_CHANGED})|{_TO_DESKS} ?"), _LABEL)
_AFTER_NOUN = re.compile(r" (?:headline|lead|dateline|byline|photos?|slug)\b", ANY_CASE)
_IS_NOUN = re.compile(r" (?:are|is|were|was|have|has|will|may|can|of|in|to|made)\b")
_WORD = re.compile(r"[^\W\d_]+")
_ALSO = {"LEADS": "LEADS", "SUBS": "SUBS", "USES": "USES", "USE": "USES", "MOVES": "MOVES"}
"""Verbs whose misprints would be other words."""

_PICKS_UP = re.compile(r"(?:^|[;,.] ?)pick(?:s|ing)?[ -]?up\b[^;.]{0,200}(?:\.(?! )[^;.]{0,80}){0,8}", ANY_CASE)
"""Words for where the earlier text continues: no change."""

_QUOTE_OPEN = '"“„‟'
_QUOTED = re.compile(r"[\"“„‟]([^\"“”„‟\n]{1,200})(?:[\"”“‟]|$)")
_PUNCTUATED = re.compile(r"([;,])([\"”])(?=[\s);,]|$)")
_CLOSED_IN = (',"', ';"', ",”", ";”")
"""American quotes enclose the punctuation that follows: `COMBINES with "Tolve-ferry;" ADDS photo`."""

_SINGLE_QUOTED = re.compile(r"(?:^|\s)['‘]([^\n‘’]{1,200}?)['’](?=$|[\s,.;)])")
_NAMED = re.compile(
    r"\b(?:slug(?:ged|s)?|headlined?|headlines|titled|entitled|keyword(?:ed)?)\b[:,]?\s?(?P<rest>.+)", re.DOTALL
)
_AGENCY_SLUG = re.compile(any_of("named_slug", pattern=True))
"""Other stories named by slugs in an agency's own form, without quotes: `Incorporates BC-US--Tolve Fire`."""

_BETWEEN = re.compile(r",? and |, | & ")
_CUT = re.compile(
    r"(?P<mark>;)|(?P<comma>,|\band\b|\.|&|/|:| -)(?= ?(?P<verb>[^\W\d_]{4,14})\b)"
    r"|(?P<to>\bto)(?= (?P<purpose>[A-Z]{5,12})\b)"
)


def parse(text: str) -> EditorNote | None:
    """A note from its text, with or without its brackets and label; None if there is nothing in it."""
    text = unwrap(text)
    if not text:
        return None
    return EditorNote(text, operations(text[:_LONGEST]))


def unwrap(text: str) -> str:
    """The text of a note without brackets, label and line breaks."""
    text = " ".join(text.split()).removesuffix(" ///").rstrip("+< ")
    bracketed = text[:1] in ("(", "[")
    for label in _LABELLED:
        text = text[m.end() :] if (m := label.match(text)) else text
    if bracketed:
        text = text.lstrip("([").rstrip(".") if text.endswith((").", "].")) else text.lstrip("([")
        closing = text[-1:]
        if closing in (")", "]") and text.count(closing) > text.count("(" if closing == ")" else "["):
            text = text[:-1]
    return text.strip()


def operations(text: str) -> tuple[Operation, ...]:
    """The operations in a note's text, clause by clause. A clause without a verb continues the one before."""
    if any(q in text for q in _CLOSED_IN):
        text = _PUNCTUATED.sub(r"\2\1", text)
    ops: list[tuple[str, str]] = []
    text = _PICKS_UP.sub("", text) if "ick" in text else text
    passive = _PASSIVE.match(text)
    if passive:
        text = f"{_PASSIVE_VERBS[passive['verb']]} {text[passive.end() :]}"
    for clause, fresh in _clauses(text):
        verb, rest = _verb(clause, first=fresh)
        if verb:
            ops.append((verb, rest))
        elif ops:
            ops[-1] = (ops[-1][0], f"{ops[-1][1]}, {clause}")
    return tuple(_operation(verb, rest) for verb, rest in ops)


def is_credit(line: str) -> bool:
    """Whether a line names who edited a text: `(Editor: Li Ming, Wang Tao)`."""
    m = _DESK.fullmatch(line)
    words = m["who"].replace(",", " ").split() if m else ()
    return bool(words) and all(word[0].isupper() and meant(word) is None for word in words if word not in ("and", "&"))


def meant(word: str) -> str | None:
    """The verb that a word means, in capitals and third person: RECAST -> RECASTS, UDATES -> UPDATES; None if none."""
    return _MEANT.get(word.upper())


def begins(line: str) -> bool:
    """Whether a line begins with a note's verb in this form; `Updated 12:30` is a time."""
    word = line.split(maxsplit=1)[0].upper()
    return word in _MEANT and word not in _DONE


def _clauses(text: str) -> list[tuple[str, bool]]:
    """The note split on `;`, then on `, VERB` and `and VERB`, but never inside quotes."""
    spans = [m.span() for m in _QUOTED.finditer(text)] if any(q in text for q in _QUOTE_OPEN) else []
    clauses, start, fresh, span = [], 0, True, 0
    for m in _CUT.finditer(text):
        while span < len(spans) and spans[span][1] <= m.start():
            span += 1
        if span < len(spans) and spans[span][0] < m.start():
            continue
        if m["to"] and not meant(m["purpose"]):
            continue
        if m["comma"]:
            sentence = m["comma"] == "." and m["verb"][0].isupper() and m["verb"][1:].islower()
            word = m["verb"].lower() if sentence else m["verb"]
            if not _is_verb(word, text[m.end("verb") : m.end("verb") + 16], sentence=sentence):
                continue
        clauses.append((text[start : m.start()].strip(" ,"), fresh))
        start, fresh = m.end(), bool(m["mark"])
    clauses.append((text[start:].strip(" ,"), fresh))
    return [(clause, fresh) for clause, fresh in clauses if clause]


def _is_verb(word: str, after: str, *, sentence: bool) -> bool:
    """Whether a word begins a clause. One that begins a `sentence` is not a noun."""
    verb = _MEANT.get(word.upper())
    if verb is None or word.isupper():
        return verb is not None
    capitals = word.upper()
    if not word.islower() or not (capitals == verb or capitals in OWN or capitals in _GOING_ON):
        return False
    if sentence:
        return _IS_NOUN.match(after) is None
    return verb not in _NOUNS or _AFTER_NOUN.match(after) is not None


def _verb(clause: str, *, first: bool) -> tuple[str | None, str]:
    m = _WORD.match(clause)
    if not m:
        return None, clause
    word, rest = m[0], clause[m.end() :]
    known = _MEANT.get(word.upper())
    if known and (word.isupper() or word[1:].islower()) and (len(word) > 3 or word.isupper() or word.upper() in OWN):
        return known, rest.strip(" ,:")
    if first and word.isupper() and len(word) > 3 and (word.endswith("S") or not rest.strip()):
        return word, rest.strip(" ,:")
    return None, clause


_PASSIVE_VERBS = {
    "corrected": "CORRECTS", "refiled": "REFILES", "updated": "UPDATES", "recast": "RECASTS", "clarified": "CLARIFIES",
    "revised": "REVISES", "amended": "AMENDS",
}  # fmt: skip


def _operation(verb: str, rest: str) -> Operation:
    slugs, unnamed = _slugs(verb, rest)
    found = places.find(unnamed)
    return Operation(verb, found.objects, found.paragraphs, found.onward, found.throughout, slugs)


def _slugs(verb: str, rest: str) -> tuple[tuple[str, ...], str]:
    """The slugs or headlines that a clause names, and the clause without them."""
    named = _NAMED.search(rest)
    if verb not in LINKING and not named:
        return (), rest
    if named and verb not in LINKING and not _QUOTED.search(named["rest"]):
        return (), rest
    quoted = [m[1] for m in _QUOTED.finditer(rest)] or [m[1] for m in _SINGLE_QUOTED.finditer(rest)]
    if not quoted and verb in LINKING:
        quoted = _AGENCY_SLUG.findall(rest)
        if quoted and not named:
            return tuple(dict.fromkeys(filter(None, map(_bare, quoted)))), _AGENCY_SLUG.sub("", rest)
    if not quoted and named:
        quoted = _BETWEEN.split(named["rest"])
    slugs = tuple(dict.fromkeys(s for s in (_bare(q) for q in quoted) if s))
    if slugs and named:
        return slugs, "" if verb in LINKING else rest[: named.start()]
    return slugs, _QUOTED.sub("", rest) if slugs else rest


def _bare(name: str) -> str:
    return " ".join(name.strip("\"'“”„‘’ ,;").removesuffix(".").split())


def _stem(verb: str) -> str:
    stem = verb.removesuffix("ES") if verb.endswith(("XES", "SHES")) else verb.removesuffix("S")
    return stem.removesuffix("IE") + "Y" if stem.endswith("IE") else stem


def _spellings() -> dict[str, str]:
    """Every verb, its form without -S, in -ING and -ED, and its misprints."""
    table = misprints.table(VERBS, shortest=3)
    table.update((_stem(verb), verb) for verb in VERBS)
    table.update((verb, verb) for verb in VERBS)
    return table | _GOING_ON | _DONE | OWN | _ALSO


def _endings(ing: bool) -> dict[str, str]:
    """`ADDING` or `CORRECTED` for every verb, but not for those that withdraw a story: people kill and are released."""
    table = {}
    for verb in VERBS:
        stem = _stem(verb)
        if verb in _ASKING:
            continue
        stem += stem[-1] if stem in ("TRIM", "DROP", "RECAP", "RETRANSMIT") else ""
        if ing:
            table[(stem.removesuffix("E") if stem[-1] == "E" else stem) + "ING"] = verb
        else:
            table[_DONE_ODDLY.get(verb) or stem.removesuffix("E").replace("IFY", "IFI") + "ED"] = verb
    return table


_ASKING = frozenset(("KILLS", "WITHHOLDS", "RELEASES", "DISREGARDS", "WITHDRAWS", "REINSTATES"))
_DONE_ODDLY = {"WRITES": "WRITTEN", "REWRITES": "REWRITTEN", "RECASTS": "RECASTED", "RESENDS": "RESENT"}
_GOING_ON = _endings(ing=True)
_DONE = _endings(ing=False)
_MEANT = _spellings()
