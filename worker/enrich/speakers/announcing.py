"""Quotes without a cue that the layout gives away: announced by the line before, or a turn of a dialogue."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from worker.enrich.speakers.found import Found, Reading
from worker.enrich.speakers.names import Name
from worker.enrich.speakers.page import Mention, Page
from worker.enrich.speakers.quotation import Piece

_BY = re.compile(
    r"\b(?:statement|letter|message|note|remarks?|words|speech|reply|response|answer|e-?mail|text|post|comment|verdict|"
    r"address|memo|apology|tribute|testimony|appeal|[Ff]rom|[Bb]y)(?: issued| written| sent| given| read)?"
    r"(?: (?:from|of|by))? (?:the )?"
)
_ITS = re.compile(
    r"\b([Ii]ts|[Hh]is|[Tt]heir|[Hh]er) (?:full |joint |written |own )*(?:statement|letter|message|note|remarks?|words|"
    r"speech|reply|response|answer|e-?mail|text|post|comment|address|memo|apology|tribute|testimony|appeal)\b"
)
_NOMINATIVE = {"its": "it", "his": "he", "her": "she", "their": "they"}
_LED = re.compile(
    r"(?:^|\n|\b(?:[Ff]rom|[Bb]y|of|[Aa]nd|[Nn]ow|[Hh]ere is|[Tt]his is)(?: the)?(?: [a-z][\w-]*){0,3} ?)$"
)
_RULE = "announced by the line before"


def named(page: Page, low: int, end: int, *, spoken: bool) -> Mention | None:
    """Who is announced by the sentence text[low:end], which ends in a colon: the name right before the colon ("And
    from Chairwoman Berg:"), else, where nobody was `spoken` of as speaking, whose words are announced ("The statement
    of Mayor Berg is reproduced below:")."""
    line = page.masked[low:end].rstrip()
    if not line.endswith(":"):
        return None
    name = page.by_end.get(low + len(line) - 1)
    if name is not None and name.kind == "person" and _LED.search(page.masked, low, name.start):
        return _mention(page, name)
    if spoken:
        return None
    owned = _ITS.search(page.masked, low, end)
    if owned is not None:
        return Mention(owned.start(1), owned.end(1), "pronoun", _NOMINATIVE[owned[1].lower()], None, _RULE)
    for match in _BY.finditer(page.masked, low, end):
        name = page.by_start.get(match.end())
        if name is not None and name.kind in ("person", "body"):
            return _mention(page, name)
    return None


_ASKED = re.compile(r"\b(?:[Ww]hat|[Hh]ow|[Aa]nd) (?:[\w’'-]+ ){0,3}?(?:did|does|do|would|has|had|is|was) ")
_WHAT_SAID = re.compile(
    r" (?:[a-z]+ ){0,2}?(?:say|said|respond|reply|think|react|feel|mean|make|explain|answer|tell|put)\b[^?\n]*\? ?$"
)


def asked_of(page: Page, low: int, end: int) -> Mention | None:
    """Of whom the sentence text[low:end] asks what he says ("What did Berg say after the game?"), before his words."""
    question = page.masked[low:end].rstrip()
    if not question.endswith("?"):
        return None
    for match in _ASKED.finditer(page.masked, low, end):
        name = page.by_start.get(match.end())
        if name is not None and name.kind in ("person", "single"):
            return _mention(page, name) if _WHAT_SAID.match(page.masked, name.end, low + len(question)) else None
    return None


_SAYS = re.compile(
    r"\b(?:said|says|commented|wrote|added|stated|remarked|explained|posted|tweeted|concluded|told \w+)"
    r"(?: in (?:a|an|his|her) [\w-]+)?:$"
)
_FIRST_PERSON = re.compile(r"\b(?:I|We|we|our|Our|us|my|My)\b")


def unmarked(page: Page, reading: Reading, paragraphs: Sequence[str], begins: Sequence[int]) -> list[Found]:
    """Paragraphs that somebody says whom the line before announces ("She commented:"), printed without marks."""
    rows: list[Found] = []
    if ":\n" not in page.text:
        return rows
    talk = reading.talk
    for number in range(1, len(paragraphs)):
        said, start = paragraphs[number].rstrip(), begins[number]
        if paragraphs[number - 1][-1:] != ":" or _SAYS.search(paragraphs[number - 1]) is None:
            continue
        if not said[:1].isupper() or _FIRST_PERSON.search(said) is None:
            continue
        entity = talk.spoke.get(bisect_right(talk.starts, start - 2) - 1)
        end = start + len(said)
        if entity is not None and not any(found.start < end and found.end > start for found in reading.found):
            rows.append(Found(start, end, "direct", None, None, entity, "continued", _RULE, 0.7))
    return rows


def _mention(page: Page, name: Name) -> Mention:
    return Mention(name.start, name.end, "name", page.text[name.core : name.end], name, _RULE)


def other_turn(page: Page, reading: Reading, piece: Piece) -> Found | None:
    """The quote of the other speaker, where a paragraph that is nothing but a quote takes the turn in a dialogue.

    Two people spoke in the two paragraphs before, one of them asking; then a question is by who asks, and what follows
    one is by who answers. Elsewhere a quote that stands alone goes on from the one before.
    """
    direct = [found for found in reading.found[-4:] if found.kind == "direct"]
    if len(direct) < 2:
        return None
    first, last = direct[-2:]
    text = page.text
    if first.entity is last.entity or piece.carries_on:
        return None
    if text.count("\n", first.end, last.start) != 1 or text.count("\n", last.end, piece.start) != 1:
        return None
    asks, asked, was_asked = (text[at - 1] == "?" for at in (piece.end, last.end, first.end))
    return first if (asks and was_asked and not asked) or (asked and not asks) else None
