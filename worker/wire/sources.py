"""The agencies: one row each, so that another wire is a row and not code (grammar, section h)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from worker.wire.marker import ORDINALS


@dataclass(frozen=True, slots=True)
class Agency:
    """How one wire prints what every wire has.

    `offset` is the zone of its printed times in minutes east of Greenwich. `content_id` finds its own id anywhere in
    an id or address, given in capitals. `before` and `after` match its version label at the start and end of a
    headline, with the groups `n` (number), `word` (the same in letters), `urgent`, `corrected`, `wrapup` (number of a
    round-up, a story of its own) where it has them; they come on top of the brackets that every wire may use. `note`
    matches the start of a line that is a note to editors, besides `(ATTN: ...)`; `genre` a label before a headline
    that is no version; `single_dash` says that its datelines may be a place and one dash, without date and credit.
    """

    name: str
    aliases: tuple[str, ...] = ()
    offset: int = 0
    language: str = "en"
    content_id: re.Pattern[str] | None = None
    before: re.Pattern[str] | None = None
    after: re.Pattern[str] | None = None
    note: re.Pattern[str] | None = None
    genre: re.Pattern[str] | None = None
    single_dash: bool = False


_NTH = r"(?P<n>\d{1,2})(?:st|nd|rd|th)"
_NOTED = (
    "Adds|Updates|Recasts|Corrects|Refiles|Repeats|Changes|Clarifies|Removes|Rewrites|Fixes|Drops|Writes through"
    "|Combines|Incorporates|Merges|Releads|Inserts|Deletes|Restores|Trims|Edits|Refreshes|Tweaks|Replaces"
    "|New throughout|Refile|Repeat|Correct|Update"
)
_GENRES = (
    "ANALYSIS|BREAKINGVIEWS|COLUMN|EXCLUSIVE|EXPLAINER|FACTBOX|FEATURE|FOCUS|GRAPHIC|INSIGHT|INTERVIEW|OPINION|POLL"
    "|PREVIEW|SNAPSHOT|TABLE|TEXT|TIMELINE"
)

PLAIN = Agency("plain")
"""Any wire without a row: `(LEAD)`, `(nth LD)`, `(URGENT)` and `(ATTN: ...)` are read, times are UTC."""

AGENCIES = (
    Agency(
        "yonhap",
        aliases=("yna", "yonhapnews", "연합뉴스"),
        offset=540,
        content_id=re.compile(
            r"AEN(?P<date>\d{8})(?P<serial>\d{4})(?P<send>\d{2})(?P<desk>\d{3})(?!\d)", re.IGNORECASE
        ),
    ),
    Agency(
        "ap",
        aliases=("associatedpress", "apnews"),
        before=re.compile(rf"{_NTH} ?Ld(?:[- ]?Writethr(?:u|ough))?(?: ?[:,-] ?| )", re.IGNORECASE),
        note=re.compile(r"(?:Eds?\.?|EDS|Editors?): "),
    ),
    Agency(
        "reuters",
        aliases=("rtrs",),
        before=re.compile(
            r"(?:(?:(?P<corrected>CORRECTED|CORRECTION)|REFILE|RPT|WRAPUP (?P<wrapup>\d{1,2})|UPDATE (?P<n>\d{1,2}))"
            r" ?- ?){1,3}"
        ),
        note=re.compile(rf"\((?:{_NOTED})\b"),
        genre=re.compile(rf"(?P<genre>{_GENRES}) ?- ?(?=[^\sa-z])"),
    ),
    Agency(
        "bloomberg",
        aliases=("bbg",),
        after=re.compile(r" \((?:Update ?)?(?P<n>\d{1,2})\)$", re.IGNORECASE),
        note=re.compile(rf"\((?:{_NOTED})\b"),
    ),
    Agency("afp", note=re.compile(r"ATTENTION ?[-:] ?(?=[A-Z]{4})")),
    Agency(
        "kyodo",
        offset=540,
        before=re.compile(r"(?:UPDATE ?(?P<n>\d{1,2})?|(?P<urgent>URGENT)): ?"),
        genre=re.compile(rf"(?P<genre>{_GENRES}): ?(?=\S)"),
        single_dash=True,
    ),
    Agency(
        "xinhua",
        offset=480,
        before=re.compile(
            rf"(?:{_NTH} LD(?:[- ]Writethru)?|(?P<urgent>URGENT|Urgent|Flash|FLASH)|UPDATE|Update)(?:: ?| ?- ?)"
        ),
        genre=re.compile(
            r"(?P<genre>(?:News )?Analysis|Backgrounder|Commentary|Explainer|Feature|Interview|Profile|Roundup"
            r"|Spotlight|(?:Xinhua|China|World|Economic|Across) (?:Headlines|Commentary|Focus|Insights?|Watch|China))"
            r": ?(?=\S)"
        ),
    ),
    Agency(
        "ians",
        offset=330,
        after=re.compile(
            rf" ?\((?:(?:(?P<n>\d{{1,2}})(?:st|nd|rd|th)|(?P<word>{'|'.join(ORDINALS)}))[ -]?)?(?:Ld|Lead)\)$",
            re.IGNORECASE,
        ),
    ),
    Agency("yomiuri", offset=540, after=re.compile(r" ?\(Update (?P<n>\d{1,2})\)$", re.IGNORECASE)),
    Agency("anadolu", aliases=("aa",), offset=180, before=re.compile(r"UPDATED? ?(?P<n>\d{1,2})? ?[-–:] ?")),
)

_BY_NAME = {name: agency for agency in AGENCIES for name in (agency.name, *agency.aliases)}
_SPLIT = re.compile(r"[^a-z0-9]")


def agency(source: str) -> Agency:
    """The row of a source: `yonhap`, `Yonhap-en` and `yonhap.mobile` are all Yonhap; unknown ones are `PLAIN`."""
    found = _BY_NAME.get(source)
    if found is None:
        found = _BY_NAME.get(_SPLIT.split(source.lower().strip(), maxsplit=1)[0], PLAIN)
    return found
