"""Bloomberg News of New York."""

from __future__ import annotations

import re

from worker.wire.agencies.agency import CHANGES, Agency
from worker.wire.text import ANY_CASE

AGENCY = Agency(
    "bloomberg",
    aliases=("bbg",),
    after=re.compile(r" \((?:Update ?)?(?P<n>\d{1,2})\)$", ANY_CASE),
    note=re.compile(rf"\((?:{CHANGES})\b"),
    names=("Bloomberg",),
)
