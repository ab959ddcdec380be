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
from worker.enrich.lexicon import Label, Lexicon

HEADLINE, LEAD = 2.5, 1.5
LEAD_LENGTH = 400
MOST_TOPICS = 3
MOST_REASONS = 6
LEAST_POINTS = 1.0
"""Points that a topic needs; less is a passing word."""
SHARE = 0.4
"""Share of the best topic's points that a further topic needs."""
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
    found = _found(headline or "", paragraphs, rules)
    spoken = rules.points
    said = [(label, weight * sqrt(n), phrase) for phrase, n in found.items() for label, weight in spoken[phrase]]
    points: dict[int, float] = {}
    for label, value, _ in said:
        points[label] = points.get(label, 0.0) + value
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


def _meant(written: bytes, readings: tuple[tuple[bytes | None, int], ...]) -> list[int]:
    """The phrases that a stretch of text stands for: those that ask for its capitals before those that do not."""
    exact = [phrase for form, phrase in readings if form is not None and written in (form, form.upper())]
    return exact or [phrase for form, phrase in readings if form is None]


def _best(points: Mapping[int, float], rules: Lexicon) -> list[tuple[int, float]]:
    """Up to three topics with their points: the best of the strongest top-level topic first.

    A topic's own points are helped by those of the topic above it. A topic of level 2 stands for those below it where
    none of them has half of what they have together.
    """
    place = rules.place
    tops: dict[int, float] = {}
    below: dict[int, float] = {}
    strong = []
    for label, p in points.items():
        top, up = place[label]
        if p > 0 and top >= 0:
            tops[top] = tops.get(top, 0.0) + p
            if up >= 0:
                below[up] = below.get(up, 0.0) + p
            if p >= LEAST_POINTS:
                strong.append((label, p, top, up))
    if not tops:
        return []
    best_top = max(tops, key=lambda t: (tops[t], -t))
    share = {top: sqrt(p / tops[best_top]) for top, p in tops.items()}
    ranked = [
        (-share[top] * (p + KIN * points.get(up, 0.0)), label) for label, p, top, up in strong if label not in below
    ]
    for label, together in below.items():
        own = points.get(label, 0.0)
        ranked.append((-share[place[label][0]] * (own + max(own, together)) / 2, label))
    ranked.sort()
    first = next((r for r in ranked if place[r[1]][0] == best_top), None)
    return _chosen(first, ranked, place) if first else []


def _chosen(
    first: tuple[float, int], ranked: Sequence[tuple[float, int]], place: Sequence[tuple[int, int]]
) -> list[tuple[int, float]]:
    """The first, and what comes near it, without a topic above or below one chosen before."""
    least = max(LEAST_POINTS, -first[0] * SHARE)
    if -first[0] < LEAST_POINTS:
        return []
    chosen = [(first[1], -first[0])]
    for negative, label in ranked:
        if -negative < least or len(chosen) == MOST_TOPICS:
            break
        if all(label not in (c, place[c][1]) and place[label][1] != c for c, _ in chosen):
            chosen.append((label, -negative))
    return chosen


def _tags(points: Mapping[int, float], rules: Lexicon) -> list[tuple[int, float]]:
    """The tags whose points are reached, in the context that they ask for, strongest first."""
    passed = []
    for label in points.keys() & rules.tags.keys():
        tag = rules.tags[label]
        if points[label] >= tag.needs and points.get(tag.context, 0.0) >= tag.context_needs:
            passed.append((-points[label], label))
    return [(label, -negative) for negative, label in sorted(passed)]


def _because(label: int, said: Sequence[tuple[int, float, int]], rules: Lexicon) -> list[str]:
    """The phrases that speak for a label or for one below it, strongest first."""
    names = rules.phrases
    if len(rules.labels[label].ancestors) == 1:
        place = rules.place
        reasons = [(-value, names[p]) for of, value, p in said if (of == label or place[of][1] == label) and value > 0]
    else:
        reasons = [(-value, names[p]) for of, value, p in said if of == label and value > 0]
    return list(dict.fromkeys([phrase for _, phrase in sorted(reasons)]))[:MOST_REASONS]


def _entry(label: Label, value: float, because: list[str]) -> dict[str, Any]:
    return {
        "qcode": label.qcode,
        "name": label.name,
        "ancestors": [{"qcode": q, "name": n} for q, n in label.ancestors],
        "score": round(value / (value + HALF_SURE), 3),
        "because": because,
    }
