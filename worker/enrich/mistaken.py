"""Words of topics that are names: "Bill" of Senator Bill Norton is no bill, and "Nasa" may be an alliance.

Looked at are only words that are given or family names as well, and short forms that several bodies use; everything is
decided by what stands beside them in the same text.
"""

from __future__ import annotations

from collections.abc import Sequence

from worker.enrich.speakers.first_names import FEMALE, MALE

_FAMILY = frozenset(
    """Archer Baker Ball Banks Bell Bird Bishop Booker Bowls Bull Burns Bush Butler Carpenter Cash Chase Church
    Cook Crane Cross Dell Diamond Drake Farmer Field Fields Finch Fish Fisher Flood Ford Forest Fox Frost Gore
    Hill Hunter Judge Justice Kellogg King Knight Lamb Law Mason Miller Money Moon Page Painter Park Parker Peace
    Pearl Pope Porter Power Price Prince Rice Rivers Shepherd Silver Singer Snow Speed Sterling Stone Storm Strong
    Temple Waters West Winter Wolf Wood Woods Young""".split()
)
_GIVEN = (MALE | FEMALE) - frozenset(["April", "August", "June", "May", "America", "Georgia", "Jordan", "Sydney"])
_SHORT_FORMS = {
    b"Nasa ": b"Aeronautics", b"Who ": b"Health", b"Un ": b"Nations", b"Eu ": b"Union", b"Imf ": b"Monetary",
    b"Nato ": b"Atlantic", b"Fa ": b"Football", b"Cia ": b"Intelligence", b"Fbi ": b"Bureau", b"Anc ": b"African",
    b"Pga ": b"Golf", b"Nfl ": b"Football", b"Nba ": b"Basketball", b"Nhs ": b"Health", b"Raf ": b"Force",
    b"Wto ": b"Trade", b"Icc ": b"Criminal", b"Ira ": b"Republican", b"Gm ": b"Motors", b"Bp ": b"Petroleum",
}  # fmt: skip
"""Short forms as they are searched, and a word of the body that the lexicon means."""
_TELLING = {b"Nasa ": (b" Raila ", b" Odinga ", b" Kalonzo ", b" Jubilee ", b" IEBC ")}
"""Words beside which a short form is that of another body, here a coalition of Kenya."""
_BEFORE = 90

Match = tuple[int, int, int]


def suspects(searched: Sequence[bytes]) -> frozenset[int]:
    """The patterns, by number, that can be names; `searched` are their words with capitals, a space behind each."""
    names = {f"{name} ".encode("ascii", "replace") for name in _FAMILY | _GIVEN}
    return frozenset(i for i, title in enumerate(searched) if title in names or title in _SHORT_FORMS)


_GIVEN_BYTES = frozenset(name.encode("ascii", "replace") for name in _GIVEN)
_HONORIFICS = frozenset([b"Mr", b"Mrs", b"Ms", b"Dr", b"Sir"])


def names(text: bytes, found: Sequence[Match]) -> set[Match]:
    """Those of the matches that are names in this text, and where a given name is one, its other places with a
    capital. `text` is normalised: single spaces between words, two where there was a mark."""
    taken: set[Match] = set()
    words: set[bytes] = set()
    for match in found:
        _, start, end = match
        word = text[start:end]
        if word.title() in _SHORT_FORMS:
            if any(told in text for told in _TELLING.get(word.title(), ())) or _stands_for_another(text, start, end):
                words.add(word)
        elif word[:1].isupper() and _is_name(text, start, end):
            taken.add(match)
            if word[:-1] in _GIVEN_BYTES:
                words.add(word)
    if words:
        taken.update(match for match in found if text[match[1] : match[2]] in words)
    return taken


def _is_name(text: bytes, start: int, end: int) -> bool:
    """A given name before a word with a capital, or a family name behind a given one or behind "Mr"."""
    word = text[start : end - 1]
    if word in _GIVEN_BYTES:
        return text[end : end + 1].isupper()
    before = text[max(0, start - 20) : start - 1].rpartition(b" ")[2]
    return before in _GIVEN_BYTES or before in _HONORIFICS


def _stands_for_another(text: bytes, start: int, end: int) -> bool:
    """ "National Super Alliance (Nasa)": words with these initials stand before, and not those of the body meant."""
    if text[max(0, start - 2) : start] != b"  " or text[end : end + 1] != b" ":
        return False
    letters = text[start : end - 1].upper()
    said = text[max(0, start - _BEFORE) : start - 2].rpartition(b"  ")[2].split(b" ")
    names = [word for word in said[-len(letters) :] if word[:1].isupper()]
    initials = b"".join(word[:1] for word in names)
    fits = len(initials) > 1 and _in_order(initials, letters)
    return fits and _SHORT_FORMS[text[start:end].title()] not in names


def _in_order(initials: bytes, letters: bytes) -> bool:
    left = iter(letters)
    return initials[0] == letters[0] and all(letter in left for letter in initials)
