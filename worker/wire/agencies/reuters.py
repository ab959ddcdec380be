"""Reuters of London."""

from __future__ import annotations

import re

from worker.wire.agencies.agency import CHANGES, GENRES, Agency

AGENCY = Agency(
    "reuters",
    aliases=("rtrs",),
    before=re.compile(
        r"(?:(?:(?P<corrected>CORRECTED|CORRECTION)|REFILE|RPT|WRAPUP (?P<wrapup>\d{1,2})|UPDATE (?P<n>\d{1,2}))"
        r" ?- ?){1,3}"
    ),
    note=re.compile(rf"\((?:{CHANGES})\b"),
    genre=re.compile(rf"(?P<genre>{GENRES}) ?- ?(?=[^\sa-z])"),
    names=("Reuters",),
    credits=("Reuters",),
    photo_credits=("Reuters",),
)
