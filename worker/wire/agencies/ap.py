"""The Associated Press."""

from __future__ import annotations

import re

from worker.wire.agencies.agency import NTH, Agency
from worker.wire.text import ANY_CASE

AGENCY = Agency(
    "ap",
    aliases=("associatedpress", "apnews"),
    before=re.compile(rf"{NTH} ?Ld(?:[- ]?Writethr(?:u|ough))?(?: ?[:,-] ?| )", ANY_CASE),
    note=re.compile(r"(?:E[Dd][Ss]?\.?|EDITORS?|Editors?) ?:(?: |$)"),
    names=("The Associated Press", "Associated Press", "The AP"),
    credits=("AP",),
    photo_credits=("AP",),
    slug=r"BC-[^\s,]|[AP]M-[A-Z][^,\n]{1,60},|[A-Z]{2,3}(?:-[A-Z]{2,4})?--[^\s,-]",
    named_slug=(
        r"\b(?:(?:BC|[AP]M)-(?=[^\s,;])|[A-Z]{2,3}(?:-[A-Z]{2,4})?--(?=[^\s,;]))[^,;\n]{1,80}?"
        r"(?=,| and |;|\. |\.?$| with | in | from | which | that )"
    ),
)
