"""Capitalised sequences, taken apart: what is title, place or opener, and what the name proper.

Openers ("However"), places and titles come off from the left, what is left is the name. One with a word such as
"Ministry" is a body.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from worker.enrich.speakers import word_lists
from worker.enrich.speakers.first_names import gender as gender_of

Kind = Literal["person", "single", "body", "place", "title", "opener"]

# What is printed behind a name and is none of it.
_HONOURS = frozenset(["Live", "KC", "QC", "MBE", "OBE", "CBE", "PhD", "MD", "FRS", "SAN", "JP"])
_SKIP = (
    word_lists.TITLES
    | word_lists.OPENERS
    | word_lists.PLACES
    | word_lists.HONORIFICS_MALE
    | word_lists.HONORIFICS_FEMALE
) - frozenset(["Ms"])
_HONORIFICS = word_lists.HONORIFICS_MALE | word_lists.HONORIFICS_FEMALE
_KOREAN_GIVEN = re.compile(r"[A-Z][a-z]{0,5}-[a-z]{1,6}$")
_COMPASS = frozenset(["North", "South", "East", "West", "New"])
_MISTER = frozenset(["Mr.", "Mr", "Mrs.", "Mrs", "Ms.", "Ms", "Dr.", "Miss", "Judge", "Justice"])


Parsed = tuple[int, int, Kind, tuple[str, ...], str]


@lru_cache(maxsize=8192)
def parse(sequence: str) -> Parsed | None:
    """Take a capitalised sequence apart: where it begins without openers, where the name proper begins, its kind, its
    words, the title before it; None where it is nothing but openers."""
    if " " not in sequence:
        kind = _kind_of_one(sequence)
        return (0, 0, kind, (sequence,), "") if kind != "opener" else None
    words = sequence.split(" ")
    if words[-1] in _HONOURS and len(words) > 2:
        words.pop()
    opened = 0
    count = len(words)
    while (
        opened < count
        and (words[opened] in word_lists.OPENERS or _participle(words, opened))
        and not _begins_person(words, opened)
    ):
        opened += 1
    if opened == count:
        return None
    start = _length(words[:opened]) if opened else 0
    skipped = _core(words, opened)
    core = words[skipped:]
    if not core:
        kind = _kind_of_skipped(words[opened:])
        return start, start, kind, tuple(words[opened:]), ""
    if len(core) == 2 and _is_korean_given(core[1]):
        return start, _length(words[:skipped]), "person", tuple(core), " ".join(words[opened:skipped])
    held = (
        core[-1] in word_lists.HELD_BY_ONE and len(core) > 1 and not any(map(gender_of, core))
    )  # "Union Textiles Minister"
    titled = skipped > opened and words[skipped - 1].lower() in _ROLES  # "Minister Park Dan"
    if not held and _is_body(words, core, titled=titled):
        if words[opened] in word_lists.KINDS_OF_FIRM and len(words) - opened > 2:  # "Developer Castle Homes"
            opened += 1
            start = _length(words[:opened])
        return start, start, "body", tuple(words[opened:]), ""
    if held or _is_office(core):
        return start, start, "title", tuple(words[opened:]), ""
    kind = _kind_of_core(core)
    if kind == "place" or (len(core) == 1 and skipped > opened and words[skipped - 1] in _COMPASS):
        return start, start, "place", tuple(words[opened:]), ""
    if skipped == opened:
        return start, start, kind, tuple(core), ""
    return start, _length(words[:skipped]), kind, tuple(core), " ".join(words[opened:skipped])


def _is_body(words: list[str], core: list[str], *, titled: bool) -> bool:
    if words[-1] in word_lists.BODY_WORDS:
        return words[-1] not in word_lists.FAMILIES_TOO or len(core) < 2 or gender_of(core[0]) is None
    if not word_lists.BODY_WORDS.isdisjoint(core) and not _has_given(core) and not titled:
        return True
    if len(core) == 1:  # "British Airways"
        return core[0] in word_lists.COMPANY_WORDS and len(words) > 1 and words[-2] in word_lists.PLACES
    return core[-1] in word_lists.COMPANY_WORDS and gender_of(core[0]) is None


_PARTIES = "RDI"
"""Party and state of an American lawmaker: "Ada Berg, R-W.Va., said"."""


def _is_office(core: list[str]) -> bool:
    """ "Norhaven-based", and "BJP MP", which is nobody's name."""
    if core[-1] in word_lists.OFFICES_HELD:
        return len(core) == 1 or gender_of(core[0]) is None
    return "-" in core[-1] and core[-1].endswith(_HYPHENATED)


def _kind_of_core(core: list[str]) -> Kind:
    if core[-1] in _CITY_ENDS and " ".join(core) in word_lists.CITIES:
        return "place"
    if len(core) > 2 and not _INSIDE_WORKS.isdisjoint(core[1:-1]):
        return "title"  # ‘No Time To Wait’: a work
    if len(core) > 1:  # "De Groot" is one word, after Pim de Groot
        return "single" if len(core) == 2 and core[0] in _BARE_PARTICLES else "person"
    kind = _kind_of_one(core[0])
    return "single" if kind in ("title", "opener") else kind


_CITY_ENDS = frozenset(city.rpartition(" ")[2] for city in word_lists.CITIES)
_FATHERS = frozenset(["Abu", "Umm", "Abd", "Abdul"])
"""Before a given name these are part of the name."""
_OF_CITIES = frozenset(["San", "Santa", "São", "Port", "Fort"])
"""Before a given name these begin the name of a city ("San Francisco")."""
_INSIDE_WORKS = frozenset(["To", "The", "And", "Of", "With", "For", "Is"])
"""In capitals inside a sequence these tell that it is the title of a work, and nobody's name."""
_BARE_PARTICLES = frozenset(["De", "Von", "Van", "Du"])


def _core(words: list[str], opened: int) -> int:
    """Where the name proper begins: after the last title, at the first given name, else past places and titles."""
    count = len(words)
    if count - opened >= 2 and _is_korean_given(words[-1]):
        return count - 2
    if "Sri" in words[opened + 1 : -1] and words[words.index("Sri") - 1] == "Tan":
        return words.index("Sri") + 1  # a title of Malaysia
    if count == 2 and words[0] == "Min":
        return 1  # "Min Berg": Minister Berg, in papers of Africa
    for at in range(count - 2, opened - 1, -1):
        if is_title(words[at]) and (words[at] in _MISTER or not _begins_person(words, at)):
            rest = words[at + 1 :]
            if word_lists.BODY_WORDS.isdisjoint(rest) and not (
                len(rest) == 1 and rest[0] in _SKIP and words[at] not in _MISTER
            ):
                for drop in range(1, len(rest) - 1):
                    if (
                        gender_of(rest[drop]) is not None
                        and gender_of(rest[0]) is None
                        and rest[0] not in word_lists.KOREAN_FAMILY
                    ):
                        return count - len(rest) + drop
                return count - len(rest)
            break
    for at in range(opened, count - 1):
        if (
            gender_of(words[at]) is not None
            and words[at + 1] not in _SKIP
            and (at == opened or words[at - 1] not in _OF_CITIES)
            and (at == opened or words[at] not in word_lists.PLACES)
        ):
            return at - 1 if at > opened and words[at - 1] in _FATHERS else at
    skipped = opened
    while skipped < count and words[skipped] in _SKIP:
        skipped += 1
    return skipped


_HYPHENATED = tuple("-based -led -ruled -run -owned -born -trained -educated -backed -winning -elect -area".split())
_HYPHENATED += ("-year-old", "-acclaimed", "-renowned", "-known")
_TITLES = word_lists.TITLES | _HONORIFICS
_ROLES = word_lists.ROLES | word_lists.PLURAL_ROLES


def is_title(word: str) -> bool:
    """A word that belongs to a title before a name ("Sheriff", "Comedian")."""
    lower = word.lower()
    if "-" in lower and (lower.endswith(_HYPHENATED) or lower.partition("-of-")[0] in _ROLES):
        return True  # "Norhaven-based", "Father-of-two"
    return word in _TITLES or lower in _ROLES or lower.endswith(word_lists.TRADES)


def _participle(words: list[str], at: int) -> bool:
    """ "Hosting Berg" is nobody's name."""
    return (
        not at
        and len(words) == 2
        and words[0].endswith("ing")
        and len(words[0]) > 5
        and words[0] not in word_lists.NAMES_IN_ING
    )


def _is_korean_given(word: str) -> bool:
    return "-" in word and _KOREAN_GIVEN.match(word) is not None


def _begins_person(words: list[str], at: int) -> bool:
    """A place or month that is a given name too, before what can be a family name ("Charlotte Meyer"); a Korean family
    name before a given one ("So Min-gyu")."""
    if at + 2 == len(words) and _is_korean_given(words[-1]):
        return True
    if at + 1 >= len(words) or gender_of(words[at]) is None:
        return False
    following = words[at + 1]
    if at + 2 < len(words) and words[at] in word_lists.TITLES and gender_of(following) is not None:
        return False  # "Marine John Berg"
    return following not in _SKIP and following not in word_lists.BODY_WORDS


def _has_given(core: list[str]) -> bool:
    return len(core) > 1 and gender_of(core[0]) is not None and core[-1] not in word_lists.BODY_WORDS


def _length(words: list[str]) -> int:
    return sum(map(len, words)) + len(words)


def _kind_of_skipped(words: list[str]) -> Kind:
    if not word_lists.BODY_WORDS.isdisjoint(words):
        return "body"
    return "place" if words[-1] in word_lists.PLACES else "title"


def _kind_of_one(word: str) -> Kind:
    if word[1:2] == "-" and word[0] in _PARTIES:
        return "opener"
    if word in word_lists.PLACES:
        return "place"
    if word in word_lists.BODY_WORDS or (len(word) > 1 and word.isupper()) or "." in word:
        return "title" if word in word_lists.OFFICES_HELD or word in word_lists.SHORT_OFFICES else "body"
    if word in word_lists.OPENERS:
        return "opener"
    return "title" if word in _SKIP else "single"
