"""The Yomiuri Shimbun of Tokyo."""

from __future__ import annotations

import re

from worker.wire.agencies.agency import Agency

AGENCY = Agency(
    "yomiuri",
    offset=540,
    after=re.compile(r" ?\(Update (?P<n>\d{1,2})\)$", re.IGNORECASE),
    names=("The Yomiuri Shimbun",),
)
