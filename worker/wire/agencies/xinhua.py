"""Xinhua of Beijing."""

from __future__ import annotations

import re

from worker.wire.agencies.agency import Agency

AGENCY = Agency(
    "xinhua",
    offset=480,
    before=re.compile(r"(?:(?P<urgent>URGENT|Urgent|Flash|FLASH)|UPDATE|Update)(?:: ?| - )|(?P<flash>FLASH) ?- ?"),
    after=re.compile(r" \((?P<take>[1-9])\)$"),
    genre=re.compile(
        r"(?P<genre>(?:News )?Analysis|Backgrounder|Commentary|Explainer|Feature|Interview|Profile|Roundup"
        r"|Spotlight|(?:Xinhua|China|World|Economic|Across) (?:Headlines|Commentary|Focus|Insights?|Watch|China))"
        r": ?(?=\S)"
    ),
    names=("Xinhua",),
    credits=("Xinhua",),
    bare_credits=("Xinhua",),
    photo_credits=("Xinhua",),
    ends=("Enditem", "Enditem.", "Endit", "Endit.", "Endi"),
)
