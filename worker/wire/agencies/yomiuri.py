"""The Yomiuri Shimbun of Tokyo."""

from __future__ import annotations

import re

from worker.wire.agencies.agency import Agency
from worker.wire.text import ANY_CASE

AGENCY = Agency(
    "yomiuri",
    offset=540,
    after=re.compile(r" ?\(Update (?P<n>\d{1,2})\)$", ANY_CASE),
    names=("The Yomiuri Shimbun",),
)
