"""From paragraphs to speakers: the rooms of this package in order."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from worker.enrich.speakers import attribute, cues, marks, names, sentences
from worker.enrich.speakers.found import Found
from worker.enrich.speakers.subjects import Page
from worker.enrich.speakers.values import Quote, QuoteKind, Speaker


@dataclass(frozen=True, slots=True)
class Reading:
    """The speakers of a text, in order of their first quote."""

    speakers: tuple[Speaker, ...]


def speakers(headline: str | None, paragraphs: Sequence[str]) -> tuple[Speaker, ...]:
    """Who speaks in an article, in order of first quote. Never raises; offsets always slice to the quote's text."""
    return read_speakers(headline, paragraphs).speakers


def read_speakers(headline: str | None, paragraphs: Sequence[str]) -> Reading:
    """The same with all that was seen."""
    text = "\n".join(paragraphs)
    page, found = read_text(text)
    begins = [0]
    for paragraph in paragraphs:
        begins.append(begins[-1] + len(paragraph) + 1)
    found.sort(key=lambda f: (f.start, f.end))
    grouped: dict[int, list[Found]] = {}
    for item in found:
        grouped.setdefault(id(item.entity), []).append(item)
    return Reading(tuple(_speaker(page, items, begins) for items in grouped.values()))


def read_text(text: str) -> tuple[Page, list[Found]]:
    """Every quote of one joined text."""
    pieces = marks.find(text)
    masked = marks.mask(text, pieces)
    hits = cues.find(masked)
    ends = sentences.ends(masked)
    sequences = names.sequences(masked)
    page = Page(
        text, masked, sequences, {n.start: n for n in sequences}, {n.end: n for n in sequences}, names.People(sequences)
    )
    return page, attribute.read(page, pieces, [0, *ends], hits)


def _speaker(page: Page, items: list[Found], begins: list[int]) -> Speaker:
    entity = items[0].entity
    return Speaker(
        name=entity.name,
        kind=entity.kind,
        title=None,
        affiliation=None,
        aliases=tuple(a for a in entity.aliases if a != entity.name),
        headline=False,
        quotes=tuple(_quote(page, f, begins) for f in items),
    )


def _quote(page: Page, found: Found, begins: list[int]) -> Quote:
    paragraph = bisect_right(begins, found.start) - 1
    base = begins[paragraph]
    mention = found.mention
    at = None
    if mention is not None:
        number = bisect_right(begins, mention.start) - 1
        at = (number, mention.start - begins[number], mention.end - begins[number])
    kind: QuoteKind = "direct" if found.kind == "direct" else "indirect"
    return Quote(
        paragraph=paragraph,
        start=found.start - base,
        end=found.end - base,
        text=page.text[found.start : found.end],
        kind=kind,
        cue=page.text[found.hit.start : found.hit.end] if found.hit is not None else None,
        mention=mention.text if mention is not None else None,
        mention_at=at,
        found=found.found,
        evidence=found.evidence,
        confidence=found.sure,
    )
