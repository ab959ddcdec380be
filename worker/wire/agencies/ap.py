"""The Associated Press."""

from __future__ import annotations

import re

from worker.wire.agencies.agency import ANPA_HEADER, NTH, Agency
from worker.wire.text import ANY_CASE

AGENCY = Agency(
    "ap",
    offset=-300,
    summer="america",
    aliases=("associatedpress", "apnews"),
    before=re.compile(rf"{NTH} ?Ld(?:[- ]?Writethr(?:u|ough))?(?: ?[:,-] ?| )", ANY_CASE),
    note=re.compile(r"(?:E[Dd][Ss]?\.?|EDITORS?|Editors?) ?:(?: |$)"),
    names=(
        "The Associated Press",
        "Associated Press",
        "The AP",
        "Associated Press Writer",
        "AP Writer",
        "Associated Press Writers",
        "Associated Press Sports Writer",
        "AP Sports Writer",
        "AP Business Writer",
    ),
    credits=("AP",),
    photo_credits=("AP",),
    header=re.compile(rf"{ANPA_HEADER}|\$adv.{{0,20}}"),
    footer=re.compile(
        r"AP-[A-Z]{2,4}-(?P<m>\d\d)-(?P<d>\d\d)-(?P<y>\d\d) (?P<h>\d\d)(?P<mi>\d\d)(?P<zone>[A-Z]{3})\W?"
    ),
    slug=r"BC-[^\s,]|[AP]M-[A-Z][^,\n]{1,60},|[A-Z]{2,3}(?:-[A-Z]{2,4})?--[^\s,-]",
    named_slug=(
        r"\b(?:(?:BC|[AP]M)-(?=[^\s,;])|[A-Z]{2,3}(?:-[A-Z]{2,4})?--(?=[^\s,;]))[^,;\n]{1,80}?"
        r"(?=,| and |;|\. |\.?$| with | in | from | which | that )"
    ),
)
