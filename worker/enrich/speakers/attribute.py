"""Attribution: find the cue and the source of every quotation, and the clause of every reporting cue.

The order of the rules follows how often each form occurs in English copy: a cue right after the quote ("...," he said);
the nearest cue before it in the sentence (he said "..."); a cue at the end of the sentence; no cue, if the quote
continues the one before.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import repeat
from operator import attrgetter
from typing import TypeVar

from worker.enrich.speakers import direct, frames, indirect
from worker.enrich.speakers.cues import Hit
from worker.enrich.speakers.found import Frame, Reading
from worker.enrich.speakers.page import Page
from worker.enrich.speakers.quotation import Piece
from worker.enrich.speakers.talk import Talk

_MOST_CUES = 40
"""Further cues in a sentence are ignored, to keep the time linear: no news sentence has half as many."""
_MOST_PIECES = 40
"""The same for quotations, because each one searches its whole sentence."""


def read(page: Page, pieces: list[Piece], starts: list[int], hits: list[Hit]) -> Reading:
    """All quotes of the text. `starts` are the beginnings of the sentences and, last, the end of the text."""
    reading = Reading(Talk(page, starts, list(page.by_start)), [])
    quoted, cued = _by_sentence(pieces, starts), _by_sentence(hits, starts)
    for number in sorted(quoted.keys() | cued.keys()):
        low, end = starts[number], starts[number + 1]
        high = low + len(page.masked[low:end].rstrip(" \n"))
        inside = quoted.get(number, _NONE)
        found: list[Frame] = []
        if number in cued:
            found = frames.find(reading, number, low, high, cued[number][:_MOST_CUES], weak=bool(inside))
        reading.sentence = low
        for piece in inside[:_MOST_PIECES]:
            direct.find(reading, number, low, high, piece, found)
        reading.left += [(piece, "too many quotes in one sentence") for piece in inside[_MOST_PIECES:]]
        if found:
            indirect.find(reading, low, high, found, inside)
    return reading


_NONE: list[Piece] = []
_start = attrgetter("start")
_Item = TypeVar("_Item", Piece, Hit)


def _by_sentence(items: list[_Item], starts: list[int]) -> dict[int, list[_Item]]:
    """The items that begin in each sentence, by the number of the sentence."""
    found: dict[int, list[_Item]] = {}
    for item, behind in zip(items, map(bisect_right, repeat(starts), map(_start, items)), strict=True):
        found.setdefault(behind - 1, []).append(item)
    return found
