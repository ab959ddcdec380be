"""Attribution: every quoted stretch to its cue and source, every reporting cue to its clause.

The order of the rules, from counting how English copy is written: a cue right after the quote ("...," he said); the
nearest cue before it in the sentence (he said "..."); a cue at the sentence's end; no cue at all, where the quote goes
on from the one before.
"""

from __future__ import annotations

from bisect import bisect_right

from worker.enrich.speakers import direct, frames, indirect
from worker.enrich.speakers.cues import Hit
from worker.enrich.speakers.found import Frame, Reading
from worker.enrich.speakers.marks import Piece
from worker.enrich.speakers.page import Page
from worker.enrich.speakers.references import Talk

_MOST_CUES = 40
"""Of a sentence with more, the rest is not looked at: no sentence of news has half as many, and time stays linear."""


def read(page: Page, pieces: list[Piece], starts: list[int], hits: list[Hit]) -> Reading:
    """Every quote of the text. `starts` are the sentences' beginnings and, last, the end of the text."""
    reading = Reading(Talk(page, starts, list(page.by_start)), [])
    quoted: dict[int, list[Piece]] = {}
    for piece in pieces:
        quoted.setdefault(bisect_right(starts, piece.start) - 1, []).append(piece)
    cued: dict[int, list[Hit]] = {}
    for hit in hits:
        cued.setdefault(bisect_right(starts, hit.start) - 1, []).append(hit)
    for number in sorted(quoted.keys() | cued.keys()):
        low, end = starts[number], starts[number + 1]
        high = low + len(page.masked[low:end].rstrip(" \n"))
        _sentence(reading, number, low, high, quoted.get(number, _NONE), cued.get(number))
    return reading


_NONE: list[Piece] = []


def _sentence(reading: Reading, number: int, low: int, high: int, pieces: list[Piece], hits: list[Hit] | None) -> None:
    found: list[Frame] = []
    if hits is not None:
        found = frames.find(reading, number, low, high, hits[:_MOST_CUES], weak=bool(pieces))
    reading.sentence = low
    for piece in pieces:
        direct.find(reading, number, low, high, piece, found)
    if found:
        indirect.find(reading, low, high, found, pieces)
