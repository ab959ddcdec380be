"""Reuters of London."""

from __future__ import annotations

import re

from worker.wire.agencies.agency import CHANGES, GENRES, Agency

AGENCY = Agency(
    "reuters",
    aliases=("rtrs",),
    note=re.compile(rf"\((?:{CHANGES})\b"),
    genre=re.compile(rf"(?P<genre>{GENRES}) ?- ?(?=[^\sa-z])"),
    names=("Reuters",),
    credits=("Reuters",),
    photo_credits=("Reuters",),
)
