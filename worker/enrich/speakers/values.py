"""What the room gives back: speakers and their quotes, as immutable values.

Named tuples, since an article has dozens of them: a frozen dataclass of eleven fields takes five times as long to make.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

SpeakerKind = Literal["person", "body", "unnamed"]
QuoteKind = Literal["direct", "indirect"]


class Quote(NamedTuple):
    """One stretch of speech, inside one paragraph.

    `paragraph` is a 0-based index; `start` and `end` are code-point offsets into that paragraph, so that
    `paragraphs[paragraph][start:end] == text`. A direct quote is what stands between the marks, marks excluded; an
    indirect one is the reported clause. `cue` is the reporting word as printed, None where the quote goes on from an
    earlier one. `mention` is the source as printed and where it stands (paragraph, start, end), None where no word
    of the text names it. `found` is the rule that led from the quote to the speaker, `evidence` what it saw;
    `confidence` is 0 to 1.
    """

    paragraph: int
    start: int
    end: int
    text: str
    kind: QuoteKind
    cue: str | None
    mention: str | None
    mention_at: tuple[int, int, int] | None
    found: str
    evidence: str
    confidence: float


class Denial(NamedTuple):
    """Words between quotation marks that the speaker denies: that they were said, or that they are true of what was.

    Where they stand as in `Quote`; `cue` is the word of denial as printed, or of whoever tells that they were not said.
    """

    paragraph: int
    start: int
    end: int
    text: str
    cue: str


class Speaker(NamedTuple):
    """Who speaks: a person, a body, or a source kept unnamed ("a source", "officials").

    `name` is the fullest form the article gives; `title` and `affiliation` are the article's own words or None;
    `aliases` are the other forms used for the same speaker, in order of appearance; `headline` says that the headline
    gives this speaker the word ("Kim says ..."); `denied` are words that this speaker says were not said.
    """

    name: str
    kind: SpeakerKind
    title: str | None
    affiliation: str | None
    aliases: tuple[str, ...]
    headline: bool
    quotes: tuple[Quote, ...]
    denied: tuple[Denial, ...] = ()


class Unspoken(NamedTuple):
    """A quoted stretch that is no speech: where it stands (as in `Quote`), and why it was not taken."""

    paragraph: int
    start: int
    end: int
    text: str
    reason: str


def to_mapping(speaker: Speaker, person: str | None = None, wikidata: str | None = None) -> dict[str, Any]:
    """A speaker as the plain mapping that articles and stories carry, with the key and id of the person, if any."""
    return {
        "name": speaker.name,
        "kind": speaker.kind,
        "title": speaker.title,
        "affiliation": speaker.affiliation,
        "aliases": list(speaker.aliases),
        "person": person,
        "wikidata": wikidata,
        "headline": speaker.headline,
        "quotes": [
            {
                "paragraph": q.paragraph,
                "start": q.start,
                "end": q.end,
                "text": q.text,
                "kind": q.kind,
                "cue": q.cue,
                "mention": q.mention,
                "found": q.found,
                "confidence": q.confidence,
            }
            for q in speaker.quotes
        ],
        "denied": [denial._asdict() for denial in speaker.denied],
    }
