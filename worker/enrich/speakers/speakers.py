"""From paragraphs to speakers: the rooms of this package in order."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from operator import attrgetter

from worker.enrich.speakers import (
    affiliations,
    announcing,
    attribute,
    cues,
    headlines,
    names,
    offices,
    quotation,
    sentences,
    titles,
    turns,
)
from worker.enrich.speakers.cues import Hit
from worker.enrich.speakers.found import Found, Reading
from worker.enrich.speakers.names import Entity
from worker.enrich.speakers.page import Page
from worker.enrich.speakers.people import People
from worker.enrich.speakers.quotation import Piece
from worker.enrich.speakers.turns import Turn
from worker.enrich.speakers.values import Denial, Quote, Speaker, Unspoken
from worker.wire import kind, lexer


@dataclass(slots=True)
class Text:
    """A text whose speakers are looked for: its lines, its turns of speech, the names in it, and what may be quoted."""

    headline: str | None
    paragraphs: Sequence[str]
    begins: list[int]
    turns: list[Turn]
    page: Page
    pieces: list[Piece]
    starts: list[int]
    hits: list[Hit]


def speakers(headline: str | None, paragraphs: Sequence[str], *, read: bool = False) -> tuple[Speaker, ...]:
    """Who speaks in an article, in order of first quote. Never raises; offsets always slice to the quote's text.

    `read` says that the paragraphs are those of an article that was read, and not the lines of a page: captions, notes,
    bylines and what stands below the end are out of it already. A digest speaks for other articles and has no speakers.
    A repeated headline holds no speech.
    """
    text = look(headline, paragraphs, read=read)
    return tell(*attributed(text)) if text is not None else ()


def look(headline: str | None, paragraphs: Sequence[str], *, read: bool = False) -> Text | None:
    """The first of three steps of `speakers`, for whoever does each of them for many texts at once: find names and
    cues. None for a digest."""
    if headline and kind.of_title(headline) is not None:
        return None
    return _looked_through(headline, paragraphs, read=read)


def attributed(text: Text) -> tuple[Text, Reading]:
    """The second step: find who says what."""
    return text, attribute.read(text.page, text.pieces, text.starts, text.hits)


def tell(text: Text, reading: Reading) -> tuple[Speaker, ...]:
    """The last step: the speakers with their names, titles and quotes."""
    page, headline, begins, found = text.page, text.headline, text.begins, reading.found
    if text.turns:
        found += turns.attribute(page, text.turns, headline, text.paragraphs, begins)
    found += announcing.unmarked(page, reading, text.paragraphs, begins)
    if not found and not reading.denied:
        return ()
    found.sort(key=_place)
    found = _once(page.text, found)
    grouped: dict[int, tuple[Entity, list[Found]]] = {}
    for item in found:
        grouped.setdefault(id(item.entity), (item.entity, []))[1].append(item)
    for _, entity, _ in reading.denied:
        grouped.setdefault(id(entity), (entity, []))
    titled = [(entity, items, *_title(page, entity)) for entity, items in grouped.values()]
    speaking = headlines.speaker(headline, [(one, title or "") for one, _, title, _ in titled]) if headline else None
    told = [_speaker(page, entity, items, begins, title, body, speaking) for entity, items, title, body in titled]
    if reading.denied:
        told = [
            one._replace(denied=_denials(page.text, reading, entity, begins))
            for one, (entity, *_) in zip(told, titled, strict=True)
        ]
    return tuple(told)


def _denials(text: str, reading: Reading, entity: Entity, begins: list[int]) -> tuple[Denial, ...]:
    """What an entity denies, in order of the text."""
    rows = []
    for piece, by, hit in reading.denied:
        if by is entity:
            paragraph = bisect_right(begins, piece.start) - 1
            base = begins[paragraph]
            said, cue = text[piece.start : piece.end], text[hit.start : hit.end]
            rows.append(Denial(paragraph, piece.start - base, piece.end - base, said, cue))
    return tuple(rows)


_place = attrgetter("start", "end")
_SHORT, _PUNCTUATION = 22, 2
_MOST_ALIKE = 6
"""Words from which on the same words are the same quote, printed again to be seen."""


def _once(text: str, found: list[Found]) -> list[Found]:
    """The quotes without those that are printed again: below a picture, as a pull quote, thirty times over."""
    lengths = sorted([item.end - item.start for item in found if item.kind == "direct"])
    if all(after - length > _PUNCTUATION or length <= _SHORT for length, after in pairwise(lengths)):
        return found
    said = [_words(text, item) for item in found]
    long = [words for words in said if words.count(" ") >= _MOST_ALIKE - 1]
    if len(set(long)) == len(long):
        return found
    seen: set[tuple[str, int]] = set()
    kept: list[Found] = []
    told = {words for words, item in zip(said, found, strict=True) if item.hit is not None}
    for words, item in zip(said, found, strict=True):
        if words.count(" ") >= _MOST_ALIKE - 1:
            if item.hit is None and words in told:
                continue  # a pull quote above the sentence that tells who says it
            if (words, id(item.entity)) in seen or (item.hit is None and (words, 0) in seen):
                continue
            seen.update([(words, id(item.entity)), (words, 0)])
        kept.append(item)
    return kept


def _words(text: str, item: Found) -> str:
    """A direct quote as it is compared; nothing for a short one."""
    if item.kind != "direct" or item.end - item.start <= _SHORT:
        return ""
    return text[item.start : item.end].strip(" .,!?").lower()


_start = attrgetter("start")
_end = attrgetter("end")


def unspoken(headline: str | None, paragraphs: Sequence[str]) -> tuple[Unspoken, ...]:
    """The quoted stretches of an article that are no speech, each with the reason: for the trace of a missing quote."""
    page, reading = _page(headline, paragraphs)
    text, rows = page.text, []
    for piece, reason in reading.left:
        paragraph = text.count("\n", 0, piece.start)
        base = text.rfind("\n", 0, piece.start) + 1
        rows.append(
            Unspoken(paragraph, piece.start - base, piece.end - base, page.text[piece.start : piece.end], reason)
        )
    return tuple(rows)


def table(headline: str | None, paragraphs: Sequence[str]) -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    """The table of people of an article, in order of their first names: each with its other forms and with the phrases
    that say what it is, as printed. For the trace of a title."""
    page, _ = _page(headline, paragraphs, named=True)
    return tuple(
        (
            one.name,
            tuple(form for form in one.aliases if form != one.name),
            tuple(dict.fromkeys(titles.phrases(page, one))),
        )
        for one in page.people.everyone()
    )


def _begins(paragraphs: Sequence[str]) -> list[int]:
    """Where each paragraph begins in the joined text and, last, where one more would."""
    return [0, *accumulate([len(paragraph) + 1 for paragraph in paragraphs])]


def _page(headline: str | None, paragraphs: Sequence[str], *, named: bool = False) -> tuple[Page, Reading]:
    text, reading = attributed(_looked_through(headline, paragraphs, named=named))
    return text.page, reading


def _looked_through(
    headline: str | None, paragraphs: Sequence[str], *, read: bool = False, named: bool = False
) -> Text:
    """`named` asks for the people of the text even where nobody speaks elsewhere."""
    text = "\n".join(paragraphs)
    begins = _begins(paragraphs)
    taken = turns.find(paragraphs)
    silent = _silent(headline, paragraphs, begins, taken, read=read)
    flat = quotation.plain(text)
    pieces = quotation.find(flat)
    masked = quotation.mask(flat, pieces) if pieces else flat
    hits = cues.find(masked)
    if silent:
        lows = [start for start, _ in silent]
        pieces = [p for p in pieces if not _in(silent, lows, p.start)]
        hits = [h for h in hits if not _in(silent, lows, h.start)]
    said = named or bool(taken or pieces or hits)  # else nobody speaks, whatever names there are
    ends = sentences.ends(masked) if said else [len(masked)]
    found = names.sequences(masked) if said else []
    by_start = dict(zip(map(_start, found), found, strict=True))
    by_end = dict(zip(map(_end, found), found, strict=True))
    page = Page(text, masked, found, by_start, by_end, People(found, masked), headline or "")
    return Text(headline, paragraphs, begins, taken, page, pieces, [0, *ends], hits)


def _in(stretches: Sequence[tuple[int, int]], begins: list[int], at: int) -> bool:
    """Whether a place lies in one of some stretches, which stand in order."""
    number = bisect_right(begins, at) - 1
    return number >= 0 and at < stretches[number][1]


def _silent(
    headline: str | None, paragraphs: Sequence[str], begins: list[int], taken: Sequence[Turn], *, read: bool
) -> list[tuple[int, int]]:
    """Where the joined text holds no speech for the rules of sentences: captions, notes, bylines, addresses and what
    follows the end, of which there is none where the text was `read`; the headline again; and turns."""
    names = ["text"] * len(paragraphs) if read else lexer.names(paragraphs)
    turned = {turn.paragraph for turn in taken}
    return [
        (begins[number], begins[number + 1])
        for number, (name, paragraph) in enumerate(zip(names, paragraphs, strict=True))
        if name in _ASIDES or paragraph == headline or number in turned
    ]


_ASIDES = frozenset(("note", "byline", "address", "caption", "credited", "below"))


def _speaker(
    page: Page,
    entity: Entity,
    items: list[Found],
    begins: list[int],
    title: str | None,
    body: str | None,
    speaking: Entity | None,
) -> Speaker:
    name = entity.name
    aliases = tuple([alias for alias in entity.aliases if alias != name])
    quotes = tuple([_quote(page.text, found, begins) for found in items])
    return Speaker(name, entity.kind, title, body, aliases, entity is speaking, quotes)


def _title(page: Page, entity: Entity) -> tuple[str | None, str | None]:
    if entity.kind == "person":
        return affiliations.title_and_affiliation(page, entity)
    return offices.split(entity.name) if entity.kind == "unnamed" else (None, None)


def _quote(text: str, found: Found, begins: list[int]) -> Quote:
    start, end, hit, mention = found.start, found.end, found.hit, found.mention
    paragraph = bisect_right(begins, start) - 1
    base = begins[paragraph]
    at = None
    if mention is not None:
        number, begin = paragraph, base
        if not base <= mention.start < begins[paragraph + 1]:
            number = bisect_right(begins, mention.start) - 1
            begin = begins[number]
        at = (number, mention.start - begin, mention.end - begin)
    return Quote(
        paragraph,
        start - base,
        end - base,
        text[start:end],
        found.kind,
        text[hit.start : hit.end] if hit is not None else None,
        mention.text if mention is not None else None,
        at,
        found.found,
        found.evidence,
        _rounded(found.sure),
    )


@lru_cache(maxsize=256)
def _rounded(sure: float) -> float:
    """Rounding is slow, and the rules know a handful of values only."""
    return round(sure, 2)
