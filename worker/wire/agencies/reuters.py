"""Reuters of London."""

from __future__ import annotations

import re

from worker.wire.agencies.agency import CHANGES, GENRES, Agency

AGENCY = Agency(
    "reuters",
    aliases=("rtrs",),
    note=re.compile(
        rf"\((?:{CHANGES})\b|\((?:In|This|The) (?:(?:this|the|an?|its) )?(?:[\w.]+ ){{0,4}}(?:story|item|version)\b,?"
        r".{0,40}\b(?:[Cc]orrect|[Rr]efile|[Rr]ecast|[Uu]pdate|[Cc]larifie|[Rr]emove|[Aa]dd|[Ff]ixe)(?:s|ed|d)\b"
    ),
    genre=re.compile(rf"(?P<genre>{GENRES}) ?- ?(?=[^\sa-z])"),
    ends=(
        "Our Standards:The Thomson Reuters Trust Principles.",
        "Our Standards: The Thomson Reuters Trust Principles.",
        "Our Standards: The Thomson Reuters Trust Principles., opens new tab",
    ),
    names=("Reuters", "Reuters Staff", "Thomson Reuters"),
    credits=("Reuters",),
    photo_credits=("Reuters",),
)
