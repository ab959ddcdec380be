"""The Anadolu Agency of Ankara."""

from __future__ import annotations

import re

from worker.wire.agencies.agency import Agency

AGENCY = Agency(
    "anadolu",
    aliases=("aa",),
    offset=180,
    before=re.compile(r"UPDATED? ?(?P<n>\d{1,2})? ?[-–:] ?"),
    names=("Anadolu Agency",),
    credits=("Anadolu", "AA"),
    photo_credits=("Anadolu",),
)
