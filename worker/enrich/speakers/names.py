"""Names: capitalised sequences of the text, taken apart.

A sequence is taken apart from the left: openers ("However"), places and titles come off, what is left is the name.
One with a word such as "Ministry" is a body. Family names come last, or first in Korean names, whose second part is
hyphenated with a small syllable ("Lee Do-hoon") or which begin with a Korean family name ("Wi Sung Lac").
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from typing import Literal

from worker.enrich.speakers import word_lists
from worker.enrich.speakers.capitals import Kind, parse
from worker.enrich.speakers.first_names import gender as gender_of

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
_NO_NAME = (
    r"(?!(?:[MTWFS][a-z]{2,5}day|Says|Calls|Tells|Urges|Slams|Blasts|Warns|Vows|Claims|Denies|Admits|Accuses|Blames|"
    r"Praises|Defends|Confirms|Rejects|Reveals|Explains|Responds|Reacts|Seeks|Faces|Wins|Gets|Makes|Asks)\b)"
)
"""No name goes on over a day, nor over a verb of a headline in capitals."""
_NEXT = rf"(?:[{_UP}]|(?:{_PARTICLE}){{1,2}}+[{_UP}]|(?:al|el|ad|as|an|ar|ash|at|ul|ur)-[{_UP}])"
_SEQUENCE = re.compile(rf"[{_UP}](?<![\w’'.].)(?<!\w-.){_REST}(?: {_NO_NAME}{_NEXT}{_REST}){{0,9}}+")

AFTER_OF = word_lists.FIELDS | frozenset(
    ["State", "Defense", "Defence", "Staff", "Unification", "Treasury", "Police", "Prisons", "Interior", "Justice"]
)
"""Of these an office is held ("Secretary of State"): they are no names."""


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


LONGEST = 100
"""Longer sequences are not kept in the cache of `parse`, so that its size is bounded in bytes too."""


def sequences(masked: str) -> list[Name]:
    """Every capitalised sequence outside quotation marks, in order, taken apart."""
    names: list[Name] = []
    matches = list(_SEQUENCE.finditer(masked))
    texts = list(map(_whole, matches))
    take_apart = parse if max(map(len, texts), default=0) <= LONGEST else parse.__wrapped__
    last = -2 * _NEAR
    maybe: list[tuple[int, int]] = []
    for (start, end), text, parsed in zip(map(re.Match.span, matches), texts, map(take_apart, texts), strict=True):
        if parsed is None:
            if text in FAMILIES_TOO:
                maybe.append((start, end))
            continue
        opened, offset, kind, words, title = parsed
        if kind == "person" and text.isupper() and _is_heading(masked, start, end, words):
            continue
        if not start and text.isupper() and _is_dateline(masked, end, words[0]):
            continue
        name = Name(start + opened, end, start + offset, kind, words, title)
        near = start - last <= _NEAR or masked[last + 1 : last + 2] in _NICKNAMED
        if not near or not names or not _join(masked, names, name, start):
            names.append(name)
        last = end
    return _with_openers(masked, names, maybe) if maybe else names


FAMILIES_TOO = frozenset(["May", "Will", "Still", "Well", "More", "Such", "Early"])
"""Words that open a sentence, and are family names too."""
_DOES = re.compile(r"(?:['’]s\b|,| (?:said|says|told|has|had|was|is|did|also|[a-z]{2,}ed|wrote|who)\b)")
_IN_MAY = re.compile(r"(?:\b(?:[Ii]n|[Oo]n|of|since|until|by|last|this|early|late|mid) |\d )$")


def _with_openers(masked: str, names: list[Name], maybe: list[tuple[int, int]]) -> list[Name]:
    """The names with the words that else open a sentence and here are somebody's family name ("May said", after
    Theresa May)."""
    families = {name.words[-1] for name in names if name.kind == "person"}
    for start, end in maybe:
        word = masked[start:end]
        does = word in families and _DOES.match(masked, end) is not None
        if does and not _IN_MAY.search(masked, max(0, start - 8), start):
            names.append(Name(start, end, start, "single", (word,), ""))
    names.sort(key=_begin)
    return names


_begin = attrgetter("start")
_DATELINE = re.compile(r"(?: \([A-Z][^)\n]{0,30}\))?(?:,[^\n\"]{0,40}?)? ?(?:--|–|—| - )")


def _is_heading(masked: str, start: int, end: int, words: tuple[str, ...]) -> bool:
    """Are capitals a line of their own that no given name begins ("UNUSUAL ENVELOPE"), the place of a dateline
    ("NEW SALEM (AP) --") or a label ("ALSO READ:")?"""
    if start and masked[start - 1] != "\n":
        return False
    first = words[0].capitalize()
    if masked.startswith(":", end):
        return first in word_lists.OPENERS or first in _SEE
    behind = end == len(masked) or masked[end] == "\n"
    place = not behind and _DATELINE.match(masked, end) is not None
    return place or (behind and gender_of(first) is None)


def _is_dateline(masked: str, end: int, word: str) -> bool:
    """Is it the place that a text begins with ("NORHAVEN: The mill ..."), and no label of a turn that is followed by
    another?"""
    if not masked.startswith(": ", end) or gender_of(word.capitalize()) is not None:
        return False
    return _TURN.search(masked, end) is None


_TURN = re.compile(r"\n[A-Z][A-Z. ]+: ")
_SEE = frozenset(["Read", "Watch", "See", "Listen", "Photos", "Video", "Related"])


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
        _behind_fields(masked, before, name)
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


_OF_MINISTERS = ("Minister of ", "Minister for ")


def _behind_fields(masked: str, before: Name, name: Name) -> None:
    """ "Minister of Finance and Mass Media Ada Berg": make the person of what looks like a body, the fields left
    off."""
    if name.kind != "body" or not masked.endswith(_OF_MINISTERS, 0, before.start):
        return
    fields = max(at for at, word in enumerate(name.words) if word in word_lists.BODY_WORDS or not at) + 1
    if len(name.words) - fields >= _FULL:
        name.core += sum(map(len, name.words[:fields])) + fields
        name.words, name.kind, name.title = name.words[fields:], "person", " ".join(name.words[:fields])


_FULL = 2
_PERSONAL = ("person", "single")
_OWNERS = frozenset(["People", "Workers", "Women", "Children", "Citizens", "Veterans", "Moody", "Lloyd"])
"""Whose a body can be as part of its name."""
