"""Offices: a phrase such as "chief of the Seas Institute" taken apart into title and affiliation."""

from __future__ import annotations

import re
from functools import lru_cache

from worker.enrich.speakers import sentences, word_lists
from worker.enrich.speakers.capitals import is_title
from worker.enrich.speakers.first_names import gender as gender_of
from worker.enrich.speakers.names import AFTER_OF, Name
from worker.enrich.speakers.tables import words
from worker.wire.text import ANY_CASE

DETERMINERS = re.compile(
    r"^(?:an?|another|the|his|her|its|their|who is an?|who is the|also|one of the|one|two|three|several|some|many) ",
    ANY_CASE,
)


@lru_cache(maxsize=2048)
def role_of(phrase: str) -> str:
    """The first word of the phrase that is a role or title, lower case, or nothing."""
    for word in phrase.split():
        lower = word.lower()
        if lower in word_lists.ROLES or lower.endswith(word_lists.TRADES):
            return lower
        if "-of-" in lower and (head := lower.partition("-of-")[0]) in word_lists.ROLES:
            return head  # "father-of-two"
        if word.isalpha() and word not in _SHORT_TITLES:
            continue
        plain = word.strip(",\"'’").removesuffix("'s").removesuffix("’s")
        lower = plain.lower().rstrip(".").removesuffix("-elect")
        if lower in word_lists.ROLES or (plain in word_lists.TITLES and (plain[-1:] == "." or plain in _SHORT_TITLES)):
            return lower
    return ""


_SHORT_TITLES = words(
    """CEO CFO COO Sir Dr Rev Sen Rep Gov Hon Doctor Reverend Lawmaker Aide Comrade Vice-President Det Insp Supt
    Sgt Ch Cllr DC DS PC Cde Min DSP ASP SP CSP DCP ACP Brig Gen Maj Col Lt Capt Cdr Adm Cpl Prof Engr Alhaji Alhaja
    Archbishop Emir SSP DCI PM CM VP MEC CIO CTO CMO CSO CRO CISO Ayatollah Father Sister Rabbi Imam President-elect"""
)


_OF = re.compile(r" (?:of|at|for|with|from|in) (?:the |a |an |its |his |her )?")


_OWNER = re.compile(r"((?:[\w.&’'-]+ ){0,5}?[\w.&-]+?)(?:['’]s|(?<=s)['’]) (?=\w)")


@lru_cache(maxsize=2048)
def split(phrase: str) -> tuple[str | None, str | None]:
    """A phrase as title and affiliation; either may be missing."""
    if phrase.startswith(" of "):
        return None, _clean(DETERMINERS.sub("", phrase[4:]))
    text = DETERMINERS.sub("", phrase.strip(" ,")).strip()
    affiliation: str | None
    owner = _OWNER.match(text) if "'" in text or "’" in text else None
    if owner is not None and " be " in owner[1]:
        owner = None  # "soon to be the nation's first president"
    if owner is not None and not any(w in word_lists.ROLES for w in owner[1].lower().split()):
        affiliation, text = DETERMINERS.sub("", owner[1]), text[owner.end() :]
    else:
        affiliation, text = _leading_body(text)
    body = _trailing_body(text)
    if body is not None:
        text, named = text[: body[0]], _AND_MORE.split(text[body[1] :], maxsplit=1)[0]
        named_body = affiliation is None or (named[:1].isupper() and not _is_country(named))
        affiliation = named if named_body else affiliation
    title = _clean(text)
    if affiliation is not None:
        affiliation = None if role_of(title) in _KIN else _clean(affiliation)
    return (title or None) if role_of(title) else None, None if affiliation in _NO_BODIES else affiliation


_AND_MORE = re.compile(r" and (?=[a-z])|, | in (?=[A-Z]\w+$)")
"""After this a second office follows ("chief of the Seas Institute and chair of the Forum")."""

_NO_BODIES = words(
    """Muslim Christian Catholic Jewish Islamic Latino Hispanic Black White Arab Western Eastern Northern Southern
    Central New East West"""
)
"""Adjectives of place and people that nobody speaks for."""


_KIN = words(
    """wife husband sister brother mother father son daughter widow widower aunt uncle cousin niece nephew grandmother
    grandfather grandson granddaughter girlfriend boyfriend fiance fiancee mum mom dad friend neighbor"""
)
"""Whoever is one of these to somebody speaks for nobody."""


def _clean(phrase: str) -> str:
    """Without commas at its ends, and without a full stop that is none of its last word's."""
    phrase = phrase.strip(" ,")
    if phrase.endswith(".") and not sentences.is_abbreviation(phrase.rsplit(" ", 1)[-1]):
        return phrase[:-1]
    return phrase


_LEADS = words(
    """then former ex new top senior chief deputy incumbent current outgoing veteran longtime embattled ousted disgraced
    retired late Former Top Senior Chief Deputy Incumbent Current Outgoing Veteran Longtime Embattled Ousted Retired"""
)


def _leading_body(text: str) -> tuple[str | None, str]:
    """ "U.S. Secretary of State", "State Department spokesman", "Samsung Electronics chief": country or body first."""
    words = text.split(" ")
    lead = 0
    while lead < len(words) and words[lead] in _LEADS:
        lead += 1
    end = lead
    last_body = lead
    while end < len(words) - 1 and words[end][:1].isupper():
        named = words[end] in word_lists.BODY_WORDS and words[end] not in word_lists.TITLES and words[end] != "Watch"
        if (
            named
            or words[end] in word_lists.PLACES
            or (
                words[end].isupper() and words[end] not in _SHORT_TITLES and words[end].title() not in word_lists.FIELDS
            )
        ):
            last_body = end + 1
        end += 1
    lower_role = end < len(words) and words[end][:1].islower() and words[end] not in ("and", "of", "for", "in")
    if lower_role and end > lead and not is_title(_small(words[lead])) and words[lead] not in _KINDS:
        last_body = end
    if last_body == lead:
        last_body = _before_office(words, lead) or lead
    if last_body == lead:
        last_body = _named_ministry(words, lead)
    if last_body == lead:
        return None, text
    body = " ".join(words[lead:last_body])
    if body in ("Union", "School") or words[last_body - 1] in _NUMERALS:
        return None, text  # "Union minister": of India's government; "the Ada Berg II Professor": a chair's name
    rest = " ".join(words[:lead] + words[last_body:])
    return (body, rest) if role_of(rest) else (None, text)


_NUMERALS = ("II", "III", "IV")


def _small(word: str) -> str:
    """A word in capitals as it is written elsewhere: "FINANCE minister"."""
    return word.title() if word.isupper() else word


_KINDS = words(
    """Watch Shop Bar Team Group Project Program Programme Union Media Press Security Software Data Human Assistant Head
    High Middle Elementary Primary Secondary Public Private Regional Military Medical Legal Political Prison Street
    Taxi Bus Truck Train Food Market Stock Real Law Business Science Art Music Film Fashion Sports Tech Wildlife Climate
    Energy Environmental Economic Transport Retail Housing Rights Student Community Family Career Star Pop Rock
    Folk Jazz Commercial Constituency Technical Sporting Club Company Creative Artistic Musical Editorial
    Executive Corporate Digital Production Operations Scientific Academic Administrative Ward Managing
    News Senior Chief Lead Consultant Retired Veteran Local Opposition Fellow Main Ruling Campaign Tour Sales Factory
    ICU IT PR HR AI"""
)
"""Capitals that begin a role and are nobody's name ("Watch manager")."""


def _before_office(words: list[str], lead: int) -> int:
    """Where the names before an office end ("Kalenga Governor", "Daesan Chem CEO"), `lead` where there are none."""
    end = lead
    while end < len(words) - 1 and words[end][:1].isupper() and words[end] not in word_lists.TITLES:
        if words[end] in word_lists.FIELDS or words[end] in _KINDS or is_title(words[end]):
            return lead
        end += 1
    return end if end > lead and words[end].rstrip(".") in _OF_PLACES else lead


def _named_ministry(words: list[str], lead: int) -> int:
    """ "Health ministry spokesman": where a body ends whose name is half in capitals."""
    for at in range(lead + 1, len(words) - 1):
        if words[at] in word_lists.BODY_ROLES and words[lead][:1].isupper():
            return at + 1
    return lead


_OF_PLACES = words(
    """Governor Mayor Senator Sen MP MLA MCA MEP MSP TD Rep CEO CFO COO Chairman Chairwoman Chair Captain Coach Manager
    President Boss Councillor Cllr Bishop Archbishop Emir Oba Sheriff Commissioner Prefect Premier"""
)
"""Offices before which a name that is no field of work is a place or a body."""


def _trailing_body(text: str) -> tuple[int, int] | None:
    """ "professor at Korea University", "director of the Institute for Peace": where the title ends and the body
    begins. "special representative for North Korea" is one title."""
    department = False
    for match in _OF.finditer(text):
        rest = text[match.end() :]
        first = rest.split(" ", 1)[0]
        last = rest.rsplit(" ", 1)[-1]
        if (match[0].startswith(" for ") and last in _SUBJECTS) or rest.startswith("Parliament"):
            continue  # "for Korean Peninsula peace affairs", "Member of Parliament for Lund West"
        capital = _MODIFIED.match(rest)
        if capital is not None and not match[0].startswith((" for ", " in ")):
            return match.start(), match.end() + capital.end()
        if not first[:1].isupper():
            body = first.strip(",") in word_lists.BODY_ROLES or last in word_lists.BODY_ROLES
            if body and rest not in _ITS_OWN and match[0].startswith((" of ", " at ", " for ", " from ")):
                return match.start(), match.end()
            continue
        if match[0].startswith((" at ", " with ", " from ")):
            return match.start(), match.end()
        head = text[: match.start()].rsplit(" ", 1)[-1].lower()
        if match[0] == " of " and first in _DEPARTMENTS and _OF.search(rest) is not None:
            department = True
            continue  # "Vice President of Sales for Norvik Steel"
        if department and first[:1].isupper():
            return match.start(), match.end()
        if match[0] == " of " and head in _HEADS and first not in AFTER_OF:
            return match.start(), match.end()
        if match[0].startswith(" in ") and (at := text.find(" at ", match.end())) >= 0:
            return match.start(), at + 4
        body = any(
            word in word_lists.BODY_WORDS or word.isupper()
            for word in rest.replace(",", "").replace("’s", "").replace("'s", "").split(" ")
        )
        if body and head != "charge" and not _is_office(text[: match.start()], rest):
            return match.start(), match.end()
    return None


_SUBJECTS = words("affairs matters issues talks policy relations security peace rights negotiations")
_ITS_OWN = words("board council panel committee house group")
"""Of these one is head without a name ("chair of the board")."""
_MODIFIED = re.compile(
    r"(?:(?:[A-Z]\w+-based )?(?:(?!(?:at|of|for|with|and)\b)[a-z][\w-]* ){1,3}|[A-Z]\w+-based )"
    r"(?=[A-Z][\w.&’'-]+ [A-Z])"
)


_DEPARTMENTS = words(
    """Sales Marketing Operations Communications Engineering Research Finance Strategy Product Products Policy Media
    Public Human Business Corporate Investor Clinical Medical Legal Security Technology Football Cricket Nursing
    External Government Fundamental Equity Data Software Growth"""
)


_HEADS = words(
    """mayor governor president premier chancellor king queen head chief director founder chairman chairwoman chair
    leader member owner editor commander secretary-general ceo co-founder manager executive officer boss coach captain
    skipper spokesman spokeswoman spokesperson chairperson partner vice-chancellor rector principal dean bishop
    archbishop president-elect mp convener secretary trustee supporter organiser organizer campaigner"""
)
"""Whoever is one of these "of" a name speaks for what the name says."""


def _is_office(head: str, rest: str) -> bool:
    """ "Secretary of State", "Minister of Defense", "Speaker of the House" are titles whole."""
    last = head.rsplit(" ", 1)[-1].lower()
    count = len(rest.split())
    if last == "minister" and not rest.startswith(("Ministry", "the Ministry")):
        return True  # "Minister of Finance and Mass Media"
    return count <= 2 and (last in ("secretary", "minister", "speaker") or (count == 1 and last in _LEADERS))


_LEADERS = ("chief", "leader", "chairman")


def _is_country(name: str) -> bool:
    return all(word in word_lists.PLACES for word in name.split(" "))


def is_firm(name: Name) -> bool:
    """ "President Norvik North America", behind the name of a person: an office and no second person."""
    return bool(name.title) and gender_of(name.words[0]) is None and any(w in word_lists.PLACES for w in name.words)
