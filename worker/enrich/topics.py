"""What an article is about: one to three IPTC Media Topics and the wire's own tags, each with its reason.

Every phrase of the lexicon found in the text gives its points to the topics that it speaks for. How often and where
it stands counts as the root of a sum: once in the text 1, in the first 400 characters 1.5, in the headline 2.5, and
four times in the text 2. Where phrases overlap the one that starts first counts, of these the longest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any

from worker.enrich import lexicon as lexicons
from worker.enrich import phrases
from worker.enrich.lexicon import NONE, Label, Lexicon, Meanings

HEADLINE, LEAD = 2.5, 1.5
LEAD_LENGTH = 400
MOST_TOPICS = 3
MOST_REASONS = 6
LEAST_POINTS = 1.0
"""Points that a topic needs; less is a passing word."""
SHARE = 0.4
"""Share of the best topic's points that a further topic needs."""
FOCUS = 0.1
"""Part of the points of its best topic that counts once more for a top-level topic: one thing said well is more than
many hints."""
KIN = 0.5
"""Part of the points of the topic above that counts for a topic too."""
HALF_SURE = 8.0
"""Points at which a score is 0.5: score = points / (points + HALF_SURE)."""


def topics(
    headline: str | None, paragraphs: Sequence[str], *, lexicon: Lexicon | None = None
) -> tuple[dict[str, Any], ...]:
    """Topics, best first, then tags, best first; empty where nothing in the text speaks for any.

    Each is `{"qcode", "name", "ancestors": [{"qcode", "name"}], "score", "because": [phrase]}`: ancestors with the
    top-level topic first (a tag has none), score between 0 and 1 in thousandths, the phrases as the lexicon has
    them, strongest first. Pure: the same text and lexicon give the same topics. Never raises.
    """
    rules = lexicon or lexicons.default()
    points: dict[int, float] = {}
    said = []
    for phrase, n in _found(headline or "", paragraphs, rules).items():
        root = sqrt(n)
        for label, weight in rules.points[phrase]:
            value = weight * root
            points[label] = points.get(label, 0.0) + value
            said.append((label, value, phrase))
    chosen = _best(points, rules) + _tags(points, rules)
    return tuple([_entry(rules.labels[label], value, _because(label, said, rules)) for label, value in chosen])


def _found(headline: str, paragraphs: Sequence[str], rules: Lexicon) -> dict[int, float]:
    """Phrase -> sum of the squares of the places where it stands."""
    if headline.count(" ") > 2 and headline.isupper():
        headline = headline.title()  # so that "US" and "WHO" are not read into a headline in capitals
    title = phrases.fold(headline + " ") if headline else b""
    text = title + phrases.fold("\n\n".join(paragraphs))
    in_title, in_lead = len(title), len(title) + LEAD_LENGTH
    high, mid, low = HEADLINE * HEADLINE, LEAD * LEAD, 1.0
    found: dict[int, float] = {}
    phrase_of, form_of = rules.phrase_of, rules.form_of
    for pattern, start, end in rules.automaton.find_matches_as_indexes(phrases.searched(text)):
        phrase, form = phrase_of[pattern], form_of[pattern]
        place = low if start >= in_lead else mid if start >= in_title else high
        if phrase < 0:
            if text[start - 1 : start] in b" ":
                for one in _meant(text[start:end], rules.readings[pattern]):
                    found[one] = found.get(one, 0.0) + place
        elif form is None or text[start:end] == form or text[start:end] == form.upper():
            found[phrase] = found.get(phrase, 0.0) + place
    return found


def _meant(written: bytes, readings: Meanings) -> list[int]:
    """The phrases that a stretch of text stands for: those that ask for its capitals before those that do not."""
    exact = [phrase for form, phrase in readings if form == written or (form and form.upper() == written)]
    return exact or [phrase for form, phrase in readings if form is None]


def _best(points: Mapping[int, float], rules: Lexicon) -> list[tuple[int, float]]:
    """Up to three topics with their points: the best of the strongest top-level topic first."""
    top_of = rules.top_of
    tops: dict[int, float] = {}
    for label, p in points.items():
        if p > 0:
            top = top_of[label]
            tops[top] = tops.get(top, 0.0) + p
    tops.pop(NONE, None)
    if not tops:
        return []
    best_top = _strongest(tops, points, top_of)
    ranked = _ranked(best_top, 1.0, points, rules)
    if not ranked or -ranked[0][0] < LEAST_POINTS:
        return []
    first = ranked[0]
    least = max(LEAST_POINTS, -first[0] * SHARE)
    for top, p in tops.items():
        part = sqrt(p / tops[best_top]) if p >= least and top != best_top else 0.0
        if p * part >= least:  # no topic below it can have more
            ranked += _ranked(top, part, points, rules)
    return _chosen(first, least, sorted(ranked), rules.above)


def _strongest(tops: Mapping[int, float], points: Mapping[int, float], top_of: Sequence[int]) -> int:
    """The top-level topic with the most points, those of its best topic counted a little more."""
    most = max(tops.values())
    near = [top for top, p in tops.items() if p * (1 + FOCUS) >= most]
    if len(near) == 1:
        return near[0]
    best = {top: max([p for label, p in points.items() if top_of[label] == top]) for top in near}
    return max(near, key=lambda top: (tops[top] + FOCUS * best[top], -top))


def _ranked(top: int, part: float, points: Mapping[int, float], rules: Lexicon) -> list[tuple[float, int]]:
    """The topics under a top-level topic by `part` of their points (negative, so that the best is first).

    A topic's own points are helped by those of the topic above it. A topic of level 2 stands for those below it where
    none of them has half of what they have together.
    """
    top_of, above = rules.top_of, rules.above
    mine = [(label, p, above[label]) for label, p in points.items() if p > 0 and top_of[label] == top]
    below: dict[int, float] = {}
    for _, p, up in mine:
        if up >= 0:
            below[up] = below.get(up, 0.0) + p
    ranked = [
        (-part * (p + KIN * points.get(up, 0.0)), label)
        for label, p, up in mine
        if p >= LEAST_POINTS and label not in below
    ]
    for label, together in below.items():
        own = points.get(label, 0.0)
        ranked.append((-part * (own + max(own, together)) / 2, label))
    ranked.sort()
    return ranked


def _chosen(
    first: tuple[float, int], least: float, ranked: Sequence[tuple[float, int]], above: Sequence[int]
) -> list[tuple[int, float]]:
    """The first, and what comes near it, without a topic above or below one chosen before."""
    chosen = {first[1]: -first[0]}
    higher = {above[first[1]]}
    for negative, label in ranked:
        if -negative < least or len(chosen) == MOST_TOPICS:
            break
        if label not in chosen and label not in higher and above[label] not in chosen:
            chosen[label] = -negative
            higher.add(above[label])
    return list(chosen.items())


def _tags(points: Mapping[int, float], rules: Lexicon) -> list[tuple[int, float]]:
    """The tags whose points are reached, in the context that they ask for, strongest first."""
    passed = []
    top_of, tags = rules.top_of, rules.tags
    for label in [label for label in points if top_of[label] < 0 and label in tags]:
        tag = tags[label]
        if points[label] >= tag.needs and points.get(tag.context, 0.0) >= tag.context_needs:
            passed.append((-points[label], label))
    return [(label, -negative) for negative, label in sorted(passed)]


def _because(label: int, said: Sequence[tuple[int, float, int]], rules: Lexicon) -> list[str]:
    """The phrases that speak for a label or for one below it, strongest first, equals as they come in the text."""
    family = rules.families[label]
    reasons = {phrase: value for of, value, phrase in said if of in family and value > 0}
    strongest = sorted(reasons, key=reasons.__getitem__, reverse=True)[:MOST_REASONS]
    return [rules.phrases[phrase] for phrase in strongest]


def _entry(label: Label, value: float, because: list[str]) -> dict[str, Any]:
    return {
        "qcode": label.qcode,
        "name": label.name,
        "ancestors": [{"qcode": q, "name": n} for q, n in label.ancestors],
        "score": round(value / (value + HALF_SURE), 3),
        "because": because,
    }
