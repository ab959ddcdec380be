"""What an article is about: one to three IPTC Media Topics and the wire's own tags, each with its reasons.

Every phrase of the lexicon found in the text gives its points to the topics it points to, multiplied by a factor for
position and frequency, the root of a sum of squares: once in the text 1, in the first 400 characters 1.5, in the
headline 2.5, four times in the text 2. Of overlapping phrases the first counts, and of those the longest. Points alone
are not enough for a tag: the text must lead with it or dwell on it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from math import sqrt
from operator import itemgetter
from typing import Any, NamedTuple

from worker.enrich import lexicon as lexicons
from worker.enrich import mediatopics, mistaken, phrases
from worker.enrich.lexicon import Label, Lexicon, Meanings

HEADLINE, LEAD = 2.5, 1.5
LEAD_LENGTH = 400
OPENING_LENGTH = 250
"""Characters of dateline and first sentence: for a tag, anything only mentioned further down is background."""
MOST_TOPICS = 3
MOST_REASONS = 6
LEAST_POINTS = 1.0
"""Points that a topic needs; less is a passing mention."""
SHARE = 0.4
"""A further topic needs this share of the best topic's points."""
FOCUS = 0.1
"""A top-level topic also gets this part of its best topic's points: one clear statement is worth more than many
hints."""
_COUNTS = {
    "medtop:01000000": 1.15,  # arts, culture, entertainment and media
    "medtop:16000000": 1.05,  # conflict, war and peace
    "medtop:02000000": 0.8,  # crime, law and justice
    "medtop:04000000": 1.1,  # economy, business and finance
    "medtop:07000000": 1.1,  # health
    "medtop:09000000": 0.8,  # labour
    "medtop:11000000": 0.95,  # politics
    "medtop:12000000": 1.1,  # religion
    "medtop:13000000": 1.15,  # science and technology
    "medtop:14000000": 0.8,  # society
    "medtop:15000000": 1.05,  # sport
}
LEADS = tuple([_COUNTS.get(top, 1.0) for top in mediatopics.tops()])
"""What the points of each top-level topic count for in choosing the first, in the order of the list: courts, jobs and
families come up in news of every kind, arts and technology hardly do. Chosen on four public collections of labelled
news (BBC, AG, the development part of MasakhaNEWS, front pages of the New York Times)."""
KIN = 0.5
"""A topic also gets this part of the points of the topic above it."""
PLAIN, HINT = 2.0, 0.5
"""Points from which a headline phrase is enough for a tag by itself, and from which a phrase is enough with another."""
SEVERAL = 4.0
"""Squares that a phrase has which stands in the text so many times."""
DWELLS = 4
"""Phrases of `PLAIN` points or more by which a text dwells on a tag that it does not lead with."""
HALF_SURE, AT_WORST = 8.0, 0.9
"""The score of so many points is 1 - AT_WORST * (HALF_SURE / (points + HALF_SURE)) ** 1.5: about as often as the best
topic's top-level topic is the right one where it could be counted (README)."""
SAYS_ALONE = 4.0
"""Points of a phrase that can say a topic alone where the text leads with it; weaker ones need another beside them."""
LONG = 330
"""Characters from which on a text that is about a topic says so more than once."""


_START = itemgetter(1)


def topics(
    headline: str | None, paragraphs: Sequence[str], *, lexicon: Lexicon | None = None
) -> tuple[dict[str, Any], ...]:
    """Topics, best first, then tags, best first; empty if nothing in the text points to any.

    Each is `{"qcode", "name", "ancestors": [{"qcode", "name"}], "score", "because": [phrase], "mentions": []}`:
    ancestors with the top-level topic first (a tag has none), score between 0 and 1 in thousandths, the phrases as the
    lexicon has them, strongest first. Pure: the same text and lexicon give the same topics. Never raises.
    """
    rules = lexicon or lexicons.default()
    points: dict[int, float] = {}
    said = []
    found = _found(headline or "", paragraphs, rules)
    for i, (phrase, n) in enumerate(found.squares.items()):
        root = sqrt(n)
        for label, weight in rules.points[phrase]:
            value = weight * root
            points[label] = points.get(label, 0.0) + value
            said.append((label, value, phrase, weight, i))
    best = [one for i, one in enumerate(_best(points, rules)) if _is_said(one[0], said, found, rules, first=i == 0)]
    best = [(label, min(value, best[0][1])) for label, value in best]  # the best one's points are never fewer
    best.sort(key=_by_value)
    chosen = best + _tags(points, found, rules)
    return tuple([_entry(rules.labels[label], value, _because(label, said, rules)) for label, value in chosen])


def _by_value(chosen: tuple[int, float]) -> float:
    return -chosen[1]


_Said = tuple[int, float, int, float, int]
"""A label, the points that a phrase gives it, the phrase, its plain points, and its place among those found."""


def _is_said(label: int, said: Sequence[_Said], found: _Found, rules: Lexicon, *, first: bool) -> bool:
    """Whether a topic is more than one weak word: two phrases say it, or one that says it alone, or one that is in the
    headline, or comes again and again. The best topic of a short text needs no more than that word."""
    if first and found.length < LONG:
        return True
    family = rules.families[label]
    in_title, squares = (found.in_title if first else 0), found.squares
    in_front = len(squares) if first else found.in_front
    weights = [
        weight + (i < in_title) + (squares[phrase] >= SEVERAL) - (i >= in_front)
        for of, _, phrase, weight, i in said
        if of in family and weight > 0
    ]
    weights.sort(reverse=True)
    together = SAYS_ALONE + (1 if first else 2)
    return sum(weights[:2]) >= together or sum(weights) >= 2 * SAYS_ALONE or weights[0] >= SAYS_ALONE


class _Found(NamedTuple):
    """Phrase -> sum of the squares of the places where it stands, in the order of the text; how many of the phrases
    stand in the headline (where there is none: in the opening), how many there or in the opening, and how long the text
    is."""

    squares: dict[int, float]
    in_title: int
    in_front: int
    length: int


def _found(headline: str, paragraphs: Sequence[str], rules: Lexicon) -> _Found:
    if headline.count(" ") > 2 and headline.isupper():
        headline = headline.title()  # otherwise "US" and "WHO" would be found in any headline in capitals
    title = phrases.normalised(headline + " ") if headline else b""
    text = title + phrases.normalised("\n\n".join(paragraphs))
    matches = rules.automaton.find_matches_as_indexes(phrases.searched(text))
    doubtful = [match for match in matches if match[0] in rules.suspects]
    if doubtful and (taken := mistaken.names(text, doubtful)):
        matches = [match for match in matches if match not in taken]
    body = len(title)
    ends = [bisect_left(matches, body + length, key=_START) for length in (0, OPENING_LENGTH, LEAD_LENGTH)]
    squares: dict[int, float] = {}
    _add(squares, text, matches[: ends[0]], HEADLINE * HEADLINE, rules)
    in_title = len(squares)
    _add(squares, text, matches[ends[0] : ends[1]], LEAD * LEAD, rules)
    in_front = len(squares)
    _add(squares, text, matches[ends[1] : ends[2]], LEAD * LEAD, rules)
    _add(squares, text, matches[ends[2] :], 1.0, rules)
    return _Found(squares, in_title if title else in_front, in_front, len(text))


def _add(
    squares: dict[int, float], text: bytes, matches: Sequence[tuple[int, int, int]], place: float, rules: Lexicon
) -> None:
    """Add a position's squared factor to each phrase found there."""
    phrase_of, form_of = rules.phrase_of, rules.form_of
    for pattern, start, end in matches:
        phrase, form = phrase_of[pattern], form_of[pattern]
        if phrase < 0:
            if start == 0 or text[start - 1 : start] == b" ":
                for one in _meant(text[start:end], rules.readings[pattern]):
                    squares[one] = squares.get(one, 0.0) + place
        elif form is None or text[start:end] == form or text[start:end] == form.upper():
            squares[phrase] = squares.get(phrase, 0.0) + place


def _meant(written: bytes, readings: Meanings) -> list[int]:
    """The phrases that a piece of text stands for: those that require its exact capitals, else those that do not."""
    exact = [phrase for form, phrase in readings if form == written or (form and form.upper() == written)]
    return exact or [phrase for form, phrase in readings if form is None]


def _best(points: Mapping[int, float], rules: Lexicon) -> list[tuple[int, float]]:
    """Up to three topics with their points: first the best one of the strongest top-level topic."""
    tops, under = _by_top(points, rules.top_of)
    if not tops:
        return []
    best_top = _strongest(tops, under)
    ranked = _ranked(under[best_top], 1.0, points, rules.above)
    if not ranked or -ranked[0][0] < LEAST_POINTS:
        return []
    first = ranked[0]
    least = max(LEAST_POINTS, -first[0] * SHARE)
    for top, p in tops.items():
        part = min(1.0, sqrt(p / tops[best_top])) if p >= least and top != best_top else 0.0
        if p * part >= least:  # otherwise no topic below it can have enough points
            ranked += _ranked(under[top], part, points, rules.above)
    return _chosen(first, least, sorted(ranked), rules.above)


_Points = list[tuple[int, float]]


def _by_top(points: Mapping[int, float], top_of: Sequence[int]) -> tuple[dict[int, float], dict[int, _Points]]:
    """Top-level topic -> the total points of all topics under it, and the points of each."""
    tops: dict[int, float] = {}
    under: dict[int, _Points] = {}
    for label, p in points.items():
        top = top_of[label]
        if p > 0 and top >= 0:
            if top in tops:
                tops[top] += p
                under[top].append((label, p))
            else:
                tops[top], under[top] = p, [(label, p)]
    return tops, under


def _strongest(tops: Mapping[int, float], under: Mapping[int, _Points]) -> int:
    """The top-level topic with the most points, as `LEADS` counts them, with a small bonus for its best topic."""
    counted = {top: p * LEADS[top] for top, p in tops.items()}
    most = max(counted.values())
    near = [top for top, p in counted.items() if p * (1 + FOCUS) >= most]
    if len(near) == 1:
        return near[0]
    best = {top: max([p for _, p in under[top]]) for top in near}
    return max(near, key=lambda top: ((tops[top] + FOCUS * best[top]) * LEADS[top], -top))


def _ranked(mine: _Points, part: float, points: Mapping[int, float], above: Sequence[int]) -> list[tuple[float, int]]:
    """The topics under one top-level topic by `part` of their points (negative, so that the best is first).

    A topic gets part of the points of the topic above it, unless it has few points compared with another topic under
    that one: rugby must not bring in football. A topic of level 2 stands for those below it if none of them has half of
    their total.
    """
    below: dict[int, float] = {}
    best: dict[int, float] = {}
    for label, p in mine:
        up = above[label]
        if up >= 0:
            below[up] = below.get(up, 0.0) + p
            best[up] = max(best.get(up, 0.0), p)
    ranked = [
        (-part * (p + KIN * points.get(above[label], 0.0)), label)
        for label, p in mine
        if p >= LEAST_POINTS and label not in below and p >= SHARE * best.get(above[label], 0.0)
    ]
    for label, together in below.items():
        own = points.get(label, 0.0)
        ranked.append((-part * (own + max(own, together)) / 2, label))
    ranked.sort()
    return ranked


def _chosen(
    first: tuple[float, int], least: float, ranked: Sequence[tuple[float, int]], above: Sequence[int]
) -> list[tuple[int, float]]:
    """The first topic, and others that come near it, without any topic above or below one already chosen."""
    chosen = {first[1]: -first[0]}
    higher = {above[first[1]]}
    for negative, label in ranked:
        if -negative < least or len(chosen) == MOST_TOPICS:
            break
        if label not in chosen and label not in higher and above[label] not in chosen:
            chosen[label] = -negative
            higher.add(above[label])
    return list(chosen.items())


def _tags(points: Mapping[int, float], found: _Found, rules: Lexicon) -> list[tuple[int, float]]:
    """The tags with enough points, in their required context, that the text is really about: strongest first."""
    passed = []
    top_of, tags = rules.top_of, rules.tags
    for label in [label for label in points if top_of[label] < 0 and label in tags]:
        tag, value = tags[label], points[label]
        reached = value >= tag.needs and points.get(tag.context, 0.0) >= tag.context_needs
        if reached and _is_about(label, tag.needs, value, found, rules):
            passed.append((-value, label))
    return [(label, -negative) for negative, label in sorted(passed)]


def _is_about(label: int, needs: float, value: float, found: _Found, rules: Lexicon) -> bool:
    """Whether a text leads with a tag, or dwells on it.

    It leads with the tag if the phrases in headline and opening have enough points, and there are two phrases for it or
    one in the headline that is more than a hint. It dwells on it if it has twice the points needed and several phrases
    that are more than hints.
    """
    front, kinds, plain = 0.0, 0, 0
    for i, (phrase, n) in enumerate(found.squares.items()):
        weight = sum([w for of, w in rules.points[phrase] if of == label])
        if weight > 0:
            if i < found.in_front:
                front += weight * sqrt(n)
            plain += weight >= PLAIN
            kinds += 2 if i < found.in_title and weight >= PLAIN else weight >= HINT
    leads = front >= needs and kinds > 1
    return leads or (value >= needs * 2 and plain >= DWELLS)


def _because(label: int, said: Sequence[_Said], rules: Lexicon) -> list[str]:
    """The phrases that point to a label or to one below it, strongest first, then in text order."""
    family = rules.families[label]
    reasons = {phrase: value for of, value, phrase, _, _ in said if of in family and value > 0}
    strongest = sorted(reasons, key=reasons.__getitem__, reverse=True)[:MOST_REASONS]
    return [rules.phrases[phrase] for phrase in strongest]


def _entry(label: Label, value: float, because: list[str]) -> dict[str, Any]:
    return {
        "qcode": label.qcode,
        "name": label.name,
        "ancestors": [{"qcode": q, "name": n} for q, n in label.ancestors],
        "score": round(1 - AT_WORST * (HALF_SURE / (value + HALF_SURE)) ** 1.5, 3),
        "because": because,
        "mentions": [],
    }
