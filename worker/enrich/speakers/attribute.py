"""Attribution: every quoted stretch to its cue and source, every reporting cue to its clause.

The order of the rules, from counting how English copy is written: a cue right after the quote ("...," he said); the
nearest cue before it in the sentence (he said "..."); a cue at the sentence's end; no cue at all, where the quote goes
on from the one before.
"""

from __future__ import annotations

from bisect import bisect_right

from worker.enrich.speakers import direct, frames, indirect
from worker.enrich.speakers.cues import Hit
from worker.enrich.speakers.found import Reading
from worker.enrich.speakers.marks import Piece
from worker.enrich.speakers.page import Page
from worker.enrich.speakers.references import Talk

_MOST_CUES = 40
"""Of a sentence with more, the rest is not looked at: no sentence of news has half as many, and time stays linear."""


def read(page: Page, pieces: list[Piece], starts: list[int], hits: list[Hit]) -> Reading:
    """Every quote of the text. `starts` are the sentences' beginnings and, last, the end of the text."""
    talk = Talk(page, starts, list(page.by_start))
    reading = Reading(talk, [])
    piece_at = hit_at = 0
    while piece_at < len(pieces) or hit_at < len(hits):
        first_piece, first_hit = piece_at, hit_at
        begin = hits[hit_at].start if hit_at < len(hits) else len(page.text)
        if piece_at < len(pieces) and pieces[piece_at].start < begin:
            begin = pieces[piece_at].start
        number = bisect_right(starts, begin) - 1
        high = starts[number + 1]
        while piece_at < len(pieces) and pieces[piece_at].start < high:
            piece_at += 1
        while hit_at < len(hits) and hits[hit_at].start < high:
            hit_at += 1
        last_hit = min(hit_at, first_hit + _MOST_CUES)
        _sentence(reading, number, starts[number], high, pieces[first_piece:piece_at], hits[first_hit:last_hit])
    return reading


def _sentence(reading: Reading, number: int, low: int, high: int, pieces: list[Piece], hits: list[Hit]) -> None:
    page = reading.talk.page
    while high > low and page.masked[high - 1] in " \n":
        high -= 1
    found = frames.find(reading, number, low, high, hits, weak=bool(pieces)) if hits else []
    reading.sentence = low
    for piece in pieces:
        direct.find(reading, number, low, high, piece, found)
    if found:
        reading.found.extend(indirect.find(page, low, high, found, pieces))
