"""The Indo-Asian News Service of New Delhi."""

from __future__ import annotations

import re

from worker.wire.agencies.agency import ORDINALS, Agency
from worker.wire.text import ANY_CASE

AGENCY = Agency(
    "ians",
    offset=330,
    after=re.compile(
        rf" ?\((?:(?:(?P<n>\d{{1,2}})(?:st|nd|rd|th)|(?P<word>{'|'.join(ORDINALS)}))[ -]?)?(?:Ld|Lead)\)$",
        ANY_CASE,
    ),
    credits=("IANS",),
)
