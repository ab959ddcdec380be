"""Names: capitalised sequences of the text, taken apart.

A sequence is taken apart from the left: openers ("However"), places and titles come off, what is left is the name.
One with a word such as "Ministry" is a body. Family names come last, or first in Korean names, whose second part is
hyphenated with a small syllable ("Lee Do-hoon") or which begin with a Korean family name ("Wi Sung Lac").
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Literal

from worker.enrich.speakers import word_lists
from worker.enrich.speakers.first_names import gender as gender_of

Kind = Literal["person", "single", "body", "place", "title", "opener"]

_UP = "A-ZÀ-ÖØ-Þ"
# A dot belongs to the word after an initial ("J.", "U.S.") and after these.
_DOTTED = (
    r"(?:\.(?:(?<=Mr\.|Ms\.|Dr\.|St\.|Jr\.|Sr\.|Lt\.|Cr\.|Fr\.)|(?<=Mrs\.|Sen\.|Rep\.|Gov\.|Gen\.|Col\.|Sgt\.|Maj\.|Adm\.|Rev\.|Hon\.|Del\.|Alh\.|Arc\.|Pst\.|Cdr\.|Det\.|Bro\.)"
    r"|(?<=Sens\.|Reps\.|Govs\.|Capt\.|Prof\.|Cmdr\.|Brig\.|Supt\.|Barr\.|Engr\.|Cllr\.|Insp\.|Asst\.)))?+"
)
# "Mwang'ombe", "Ng'ang'a": letters after an apostrophe that are no ending of English.
_INNER = r"(?:[’'](?!(?:s|t|d|m|ll|ve|re|n)\b)[a-zA-Z][\w-]*+)*+"
_REST = rf"(?:[\w-]++(?:&[{_UP}][\w-]*+)?+{_INNER}{_DOTTED}|\.(?:[{_UP}]\.)*+(?:-[\w-]++)?+|[’'][{_UP}][\w-]*+|)"
_PARTICLE = "(?:de|van|von|der|den|bin|bint|ibn|al|el|la|le|da|di|del|della|dos|das|du|ter|ten|ul|af|av|ap|zu) "
# What is printed behind a name and is none of it.
_HONOURS = frozenset(["KC", "QC", "MBE", "OBE", "CBE", "PhD", "MD", "FRS", "SAN", "JP"])
_NO_NAME = (
    r"(?!(?:[MTWFS][a-z]{2,5}day|Says|Calls|Tells|Urges|Slams|Blasts|Warns|Vows|Claims|Denies|Admits|Accuses|Blames|"
    r"Praises|Defends|Confirms|Rejects|Reveals|Explains|Responds|Reacts|Seeks|Faces|Wins|Gets|Makes|Asks)\b)"
)
"""No name goes on over a day, nor over a verb of a headline in capitals."""
_NEXT = rf"(?:[{_UP}]|(?:{_PARTICLE}){{1,2}}+[{_UP}]|(?:al|el|ad|as|an|ar|ash|at|ul|ur)-[{_UP}])"
_SEQUENCE = re.compile(rf"[{_UP}](?<![\w’'.].)(?<!\w-.){_REST}(?: {_NO_NAME}{_NEXT}{_REST}){{0,9}}+")

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
AFTER_OF = word_lists.FIELDS | frozenset(
    ["State", "Defense", "Defence", "Staff", "Unification", "Treasury", "Police", "Prisons", "Interior", "Justice"]
)
"""Of these an office is held ("Secretary of State"): they are no names."""
_MISTER = frozenset(["Mr.", "Mr", "Mrs.", "Mrs", "Ms.", "Ms", "Dr.", "Miss", "Judge", "Justice"])


class Entity:
    """Somebody or something that may speak. `family` and `given` are empty for bodies and unnamed sources.

    `full` and `seen` say where it is named, in full and by a part of its name; `places` the same with the end and the
    start of the name proper, for its titles; `roles` the roles that were found to mean it, and where they stand;
    `phrases` all that was said to be its title when a role first asked; `spoke` whether it was a source already.
    """

    __slots__ = (
        *("name", "kind", "family", "given", "gender", "seen", "full", "aliases", "spoke", "places", "roles"),
        "phrases",
    )

    def __init__(
        self,
        name: str,
        kind: Literal["person", "body", "unnamed"],
        family: str = "",
        given: str = "",
        gender: str | None = None,
    ) -> None:
        self.name = name
        self.kind = kind
        self.family = family
        self.given = given
        self.gender = gender
        self.seen: list[int] = []
        self.full: list[int] = []
        self.aliases: dict[str, None] = {}
        self.spoke = False
        self.places: list[tuple[int, int, int, bool]] = []
        self.roles: list[tuple[int, str]] = []
        self.phrases: str | None = None

    def last_before(self, at: int) -> int:
        """Where the entity was last named before a place of the text; -1 if it was not."""
        full = bisect_left(self.full, at)
        seen = bisect_left(self.seen, at)
        return max(self.full[full - 1] if full else -1, self.seen[seen - 1] if seen else -1)


@dataclass(slots=True)
class Name:
    """One capitalised sequence where it stands. `core` is where the name proper begins, titles left off."""

    start: int
    end: int
    core: int
    kind: Kind
    words: tuple[str, ...]
    title: str
    entity: Entity | None = None


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
    if len(core) > 1:  # "De Groot" is one word, after Pim de Groot
        return "single" if len(core) == 2 and core[0] in _BARE_PARTICLES else "person"
    kind = _kind_of_one(core[0])
    return "single" if kind in ("title", "opener") else kind


_CITY_ENDS = frozenset(city.rpartition(" ")[2] for city in word_lists.CITIES)
_FATHERS = frozenset(["Abu", "Umm", "Abd", "Abdul"])
"""Before a given name these are part of the name."""
_BARE_PARTICLES = frozenset(["De", "Von", "Van", "Du"])


def _core(words: list[str], opened: int) -> int:
    """Where the name proper begins: after the last title, at the first given name, else past places and titles."""
    count = len(words)
    if count - opened >= 2 and _is_korean_given(words[-1]):
        return count - 2
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
            and (at == opened or words[at] not in word_lists.PLACES)
        ):
            return at - 1 if at > opened and words[at - 1] in _FATHERS else at
    skipped = opened
    while skipped < count and words[skipped] in _SKIP:
        skipped += 1
    return skipped


_HYPHENATED = tuple("-based -led -ruled -run -owned -born -trained -educated -backed -winning -elect -area".split())
_HYPHENATED += ("-year-old",)
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


LONGEST = 100
"""Longer sequences are not kept in the cache of `parse`, so that its size is bounded in bytes too."""


def sequences(masked: str) -> list[Name]:
    """Every capitalised sequence outside quotation marks, in order, taken apart."""
    names: list[Name] = []
    matches = list(_SEQUENCE.finditer(masked))
    texts = list(map(_whole, matches))
    take_apart = parse if max(map(len, texts), default=0) <= LONGEST else parse.__wrapped__
    last = -2 * _NEAR
    for (start, end), parsed in zip(map(re.Match.span, matches), map(take_apart, texts), strict=True):
        if parsed is None:
            continue
        opened, offset, kind, words, title = parsed
        if kind == "person" and masked[end : end + 1] in ("\n", "") and _is_heading(masked, start, end, words):
            continue
        name = Name(start + opened, end, start + offset, kind, words, title)
        near = start - last <= _NEAR or masked[last + 1 : last + 2] in _NICKNAMED
        if not near or not names or not _join(masked, names, name, start):
            names.append(name)
        last = end
    return names


def _is_heading(masked: str, start: int, end: int, words: tuple[str, ...]) -> bool:
    """Is it a line of its own in capitals ("UNUSUAL ENVELOPE") that no given name begins?"""
    alone = not start or masked[start - 1] == "\n"
    return alone and masked[start:end].isupper() and gender_of(words[0].capitalize()) is None


_NEAR = len(" and ")


_NICKNAMED = ('"', "“")
_NICKNAME = re.compile(r" [\"“]\x01{2,24}[\"”] $")
"""What may stand inside a name: "Walter “Lamp” Ambrose"."""


_whole = itemgetter(0)


def _join(masked: str, names: list[Name], name: Name, start: int) -> bool:
    """Make one of the last name and of the sequence right behind it, from `start`, if they are: "Secretary of State
    Berg", "Bank of Korea", "People's Party". Not where something is left over: the name then takes the last one's
    place."""
    before, words = names[-1], name.words
    between = masked[before.end : start]
    if between == " of ":
        first = masked[start : name.end].split(" ", 1)[0]
        if first in AFTER_OF and before.kind == "title" and name.kind in ("person", "single"):
            if words[0] == first and len(words) > 1:
                name.core, name.words = start + len(first) + 1, words[1:]
            name.kind = "person" if len(name.words) > 1 else "single"
            name.start, name.title = before.start, masked[before.start : name.core - 1]
            names.pop()
        elif before.kind == "body" and before.words[-1] in word_lists.OF_BODIES and name.start == start:
            if name.kind == "person" and (name.title or (first in word_lists.FIELDS and len(name.words) > 2)):
                field = name.title or first  # "Minister in the Ministry of Finance Ada Berg"
                before.words += ("of", *field.split(" "))
                before.end = start + len(field)
                name.words = name.words if name.title else name.words[1:]
                name.start = name.core = before.end + 1
                name.title = ""
                return False
            before.words += ("of", *masked[start : name.end].split(" "))
            before.end = name.end
            return True
    elif between == " and ":
        if (
            before.words[-1] in word_lists.FIELDS
            and name.start == start
            and (name.title or name.kind in ("body", "title"))
        ):
            joined = (*(before.title.split()), *before.words, "and")
            if name.kind in ("person", "single"):
                name.title = " ".join((*joined, name.title))
            else:
                name.words, name.core = joined + words, before.start
            name.start = before.start
            names.pop()
    elif len(between) > len(" of "):
        one = before.kind in _PERSONAL and name.kind in _PERSONAL and not name.title and name.start == start
        if one and _NICKNAME.match(between) is not None:
            name.words, name.kind = before.words + words, "person"
            name.start, name.core, name.title = before.start, before.core, before.title
            names.pop()
    elif between in ("'s ", "’s ") and before.words[-1] in _OWNERS:
        name.start = name.core = before.start
        name.kind, name.words = "body", (*before.words[:-1], before.words[-1] + "'s", *words)
        names.pop()
    return False


_PERSONAL = ("person", "single")
_OWNERS = frozenset(["People", "Workers", "Women", "Children", "Citizens", "Veterans", "Moody", "Lloyd"])
"""Whose a body can be as part of its name."""
