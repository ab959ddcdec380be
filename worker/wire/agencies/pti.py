"""The Press Trust of India."""

from __future__ import annotations

import re

from worker.wire.agencies.agency import Agency

AGENCY = Agency(
    "pti",
    offset=330,
    before=re.compile(
        r"(?:(?P<n>\d{1,2})(?:ST|ND|RD|TH) )?LD(?:[-: ]ALL|\d)?[ :-]{1,2}(?=[^\W_])|(?P<urgent>NEWSALERT)[ :-]{1,3}"
    ),
    names=("Press Trust of India",),
    credits=("PTI",),
)
