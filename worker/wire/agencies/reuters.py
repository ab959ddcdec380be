"""Reuters of London."""

from __future__ import annotations

import re

from worker.wire.agencies.agency import CHANGES, GENRES, Agency

AGENCY = Agency(
    "reuters",
    aliases=("rtrs",),
    note=re.compile(rf"\((?:{CHANGES})\b"),
    genre=re.compile(rf"(?P<genre>{GENRES}) ?- ?(?=[^\sa-z])"),
    ends=(
        "Our Standards:The Thomson Reuters Trust Principles.",
        "Our Standards: The Thomson Reuters Trust Principles.",
        "Our Standards: The Thomson Reuters Trust Principles., opens new tab",
    ),
    names=("Reuters", "Reuters Staff", "Thomson Reuters"),
    digests=(r"reuters (?:\S+ ){0,3}news schedule\b", r"(?:political |economic )?diary ?[-–]"),
    credits=("Reuters",),
    photo_credits=("Reuters",),
)
