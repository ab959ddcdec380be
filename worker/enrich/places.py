"""Countries, capitals, big cities and well-known bodies that a text names, as tags beside its topics.

A tag is an ISO 3166-1 code (`iso3166:KR`), a GeoNames id (`geonames:1835848`) or a name of our own (`body:un`); a city
has its country above it, so that a search for the country finds the city too. Names that may also be people ("Paris
Hilton", "Michael Jordan") count unless the words next to them make them a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from math import sqrt
from typing import Any, NamedTuple

from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

from worker.enrich.speakers import word_lists
from worker.enrich.speakers.first_names import FEMALE, MALE
from worker.wire.agencies import all_of

HEADLINE, LEAD, CITY, ADJECTIVE = 6.25, 2.25, 0.5, 0.7
"""Weights by position in the text, squared, as for topics (elsewhere 1); and the share of them that a country gets for
one of its cities, and for its adjective."""
LEAD_LENGTH = 400
HALF = 3.0
"""Relevance is value / (value + HALF): 0.25 if named once far down (too little for a tag), 0.5 in headline and lead,
0.7 if named again and again."""
LEAST, MOST, MOST_MENTIONS = 0.3, 8, 5

_MASKED = (
    "New Mexico", "Northern Ireland Assembly", "Papua New", "New England", "New South Wales", "Lake Chad",
    "Gulf of Mexico", "Niger Delta", "Niger State", "River Niger", "Congo River", "Jordan River", "River Jordan",
    "South China Sea", "East China Sea", "Sea of Japan", "Indian Ocean", "Washington Post",
    "New York Times", "Panama Papers", "Panama hat", "French fries", "Dutch oven", "Swiss cheese", "Danish pastry",
    "English Channel", "Turkey dinner", "American Samoa", "West Indian", "Native American", "Native Americans",
    "American Airlines", "British Airways", "China Airlines", "Korean Air", "Bank of America", "American football",
    "Irish coffee", "French Open", "Australian Open", "Italian Open", "U.S. Open", "US Open", "British Columbia",
    "Times of India", "Polish off", "Paris Agreement", "Paris climate", "Vienna Convention", "Geneva Conventions",
    "Davis Cup Finals", "New Jersey", "Air France", "Tour de France",
    "Washington state", "Washington State", "State of Washington", "state of Washington", "George Washington",
    "University of Washington", "Vietnam War", "Vietnam veteran", "Vietnam veterans", "American Indian",
    "American Indians", "Indian tribe", "Indian tribes", "Indian Tribe", "Indian Tribes", "Indian reservation",
    "Indian Reservation", "Inter Milan", "AC Milan", "Real Madrid", "Atletico Madrid", "Bayern Munich",
    "Paris Saint-Germain", "Red Star Belgrade", "Dynamo Kyiv", "Dynamo Moscow", "Spartak Moscow", "Union Berlin",
)  # fmt: skip
"""Longer names that are not the place, and hide the shorter ones inside them."""
_ALSO_PEOPLE = (MALE | FEMALE | frozenset(
    """Paris Sydney Florence Jordan Chad Georgia Israel Kenya India Cuba Houston Austin Dallas Charlotte Santiago
    Adelaide Vienna Alexandria Jos Kobe Lima Riga London Phoenix Kingston Lincoln Washington Milan Roma""".split()
)) - frozenset(["America"])  # fmt: skip
_NOT_A_NAME = word_lists.TITLES | word_lists.BODY_WORDS | word_lists.OPENERS | word_lists.HONORIFICS_MALE
_GIVEN = MALE | FEMALE
_PARTICLES = frozenset(["De", "Da", "Di", "Van", "Von", "Del", "Dos"])
_NOT_PLAYERS = _NOT_A_NAME | frozenset(
    """Airlines Airways Alps Authorities Brothers Business Congress Diplomats Express Forces Islands Ministers Officials
    Police Press Process Protocols Residents Rights Series Shares Stocks States Talks Times Troops Works""".split()
)
_PERSONAL = frozenset(["Mr", "Mr.", "Mrs", "Mrs.", "Ms", "Ms.", "Miss", "Dr", "Dr."])


class _Place(NamedTuple):
    code: str
    name: str
    kind: str
    country: int
    """The number of the country, -1 where there is none."""


class _Table(NamedTuple):
    """The places, and for each form that is looked for its place (-1: hides others), and the part that it counts."""

    automaton: BytesAhoCorasick
    places: tuple[_Place, ...]
    forms: tuple[str, ...]
    of: tuple[int, ...]
    parts: tuple[float, ...]


@cache
def table() -> _Table:
    """The gazetteer of the package, ready for use."""
    rows = [line.split("\t") for line in _text().splitlines() if not line.startswith("#")]
    numbers = {code: at for at, (_, code, *_) in enumerate(rows)}
    places = tuple([_Place(code, name, kind, numbers.get(above, -1)) for kind, code, name, above, *_ in rows])
    agencies = [name for name in all_of("names") if " " in name]
    found: dict[str, tuple[int, float]] = dict.fromkeys((*_MASKED, *agencies), (-1, 0.0))
    for at, (_, _, _, _, forms, adjectives) in enumerate(rows):
        for form in forms.split(";"):
            found.setdefault(form, (at, 1.0))
            if form.isascii() and len(form) > 3 and not form.isupper():
                found.setdefault(form.upper(), (at, 1.0))  # of a dateline
        for adjective in filter(None, adjectives.split(";")):
            found.setdefault(adjective, (at, ADJECTIVE))
    patterns = [form.encode("ascii", "replace") for form in found]
    automaton = BytesAhoCorasick(patterns, MatchKind.LeftmostLongest, Implementation.ContiguousNFA)
    return _Table(automaton, places, tuple(found), *zip(*found.values(), strict=True))


def _text() -> str:
    return files("worker.enrich").joinpath("data/places.tsv").read_text(encoding="utf-8")


@cache
def codes() -> frozenset[str]:
    """Every code that can be a tag, for whoever checks a routing table."""
    return frozenset(place.code for place in table().places)


def places(headline: str | None, paragraphs: Sequence[str], dateline: str | None = None) -> tuple[dict[str, Any], ...]:
    """The places and bodies of a text, most relevant first, of equals the first named.

    Each is `{"qcode", "name", "ancestors", "score", "because": [form], "mentions": [{"paragraph", "start", "end"}]}`:
    `score` is the relevance, offsets are code points in a paragraph; headline and dateline have none. Pure. Never
    raises."""
    text = "\n".join(paragraphs)
    squares: dict[int, float] = {}
    forms: dict[int, dict[str, None]] = {}
    spans: dict[int, list[tuple[int, int]]] = {}
    if headline:
        _look(headline, HEADLINE, HEADLINE, squares, forms, None)
    if dateline:
        _look(dateline, LEAD, LEAD, squares, forms, None)
    _look(text, LEAD, 1.0, squares, forms, spans)
    known = table().places
    if any(words in text for words in _THE_STATE):
        for at in [at for at in squares if known[at].name == "Washington"]:
            del squares[at]
    if not squares:
        return ()
    for at in [at for at in squares if known[at].country >= 0]:
        country = known[at].country
        squares[country] = squares.get(country, 0.0) + CITY * squares[at]
        forms.setdefault(country, {}).update(forms[at])
    scored = sorted(((sqrt(n) / (sqrt(n) + HALF), at) for at, n in squares.items()), key=lambda one: -one[0])
    most = [one for one in scored[:MOST] if one[0] >= LEAST]
    return tuple([_entry(known, at, score, forms[at], spans.get(at, []), text) for score, at in most])


_THE_STATE = ("tate of Washington", "Washington state")
"""In a text with one of these "Washington" is not the capital."""


def _look(
    text: str, lead: float, rest: float, squares: dict[int, float], forms: dict[int, dict[str, None]],
    spans: dict[int, list[tuple[int, int]]] | None,
) -> None:  # fmt: skip
    """Add what stands in a text: as much as `lead` says in its first characters, as `rest` elsewhere."""
    automaton, _, written, of, parts = table()
    ascii_only = text.encode("ascii", "replace")  # a byte for each character, so that offsets stay the same
    for pattern, start, end in automaton.find_matches_as_indexes(ascii_only):
        at = of[pattern]
        if at < 0 or not _is_word(text, start, end) or text[start:end] != written[pattern]:
            continue
        form = written[pattern]
        if _is_person(text, start, end, form) or (text[end + 1 : end + 2].isupper() and _is_club(text, end)):
            continue
        value = (lead if start < LEAD_LENGTH else rest) * parts[pattern] * parts[pattern]
        squares[at] = squares.get(at, 0.0) + value
        forms.setdefault(at, {})[form] = None
        if spans is not None:
            spans.setdefault(at, []).append((start, end))


def _is_word(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    if before.isalnum() or after.isalnum() or (before in "-’'" and before and text[start - 2 : start - 1].isalnum()):
        return False
    return after != "$"


def _is_club(text: str, end: int) -> bool:
    """ "Los Angeles Lakers": is the word behind a place the name of its players?"""
    word = text[end + 1 : end + 24].split(None, 1)[0].strip('.,;:)"”') if text[end : end + 1] == " " else ""
    name = word.removesuffix("’").removesuffix("'")
    return len(name) > 4 and name.isalpha() and name[-1] == "s" and name[1:].islower() and name not in _NOT_PLAYERS


def _is_person(text: str, start: int, end: int, form: str) -> bool:
    """Is it part of a person's name: behind a given name or an honorific, or, where the form is one too, before a word
    with a capital that is neither a title nor a body's?"""
    before = text[max(0, start - 16) : start]
    if before.endswith(" "):
        word = before[:-1].rpartition(" ")[2]
        if word in _PERSONAL or word in _PARTICLES or (word in _GIVEN and " " not in form):
            return True
    if form not in _ALSO_PEOPLE or text[end : end + 1] != " " or not text[end + 1 : end + 2].isupper():
        return False
    following = text[end + 1 : end + 24].split(" ", 1)[0].strip(".,;:'’\"")
    return following not in _NOT_A_NAME and following.isalpha()


def _entry(
    known: Sequence[_Place], at: int, score: float, forms: dict[str, None], spans: list[tuple[int, int]], text: str
) -> dict[str, Any]:
    place = known[at]
    above = [known[place.country]] if place.country >= 0 else []
    return {
        "qcode": place.code,
        "name": place.name,
        "ancestors": [{"qcode": one.code, "name": one.name} for one in above],
        "score": round(score, 3),
        "because": list(forms)[:MOST_MENTIONS],
        "mentions": [_mention(text, *span) for span in spans[:MOST_MENTIONS]],
    }


def _mention(text: str, start: int, end: int) -> dict[str, int]:
    begin = text.rfind("\n", 0, start) + 1
    return {"paragraph": text.count("\n", 0, start), "start": start - begin, "end": end - begin}
