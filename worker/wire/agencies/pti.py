"""The Press Trust of India."""

from __future__ import annotations

import re

from worker.wire.agencies.agency import Agency

BEFORE = re.compile(
    r"(?:(?P<n>\d{1,2})(?:ST|ND|RD|TH) ?)?LD(?:[-: ]ALL|\d)?[ :-]{1,2}(?=[^\W_])|(?P<urgent>NEWSALERT)[ :-]{1,3}"
)
"""How the wires of India number versions: `2ND LD ...`, `LD ...`."""

AGENCY = Agency(
    "pti",
    offset=330,
    before=BEFORE,
    header=re.compile(r"(?:PTI )?(?:\d\d[:.]?\d\d ?(?:HRS|hrs)(?: IST)? )?[A-Z]{3,4}\d{1,3}|[A-Z]{3}-[A-Z]{2,8}"),
    footer=re.compile(r"[A-Z]{2,3}(?: [A-Z]{2,4}){0,3}|\d{8}|N{4}"),
    slug_line=re.compile(r"(?:(?P<label>(?:\d(?:ST|ND|RD|TH) ?)?LD) )?(?P<slug>[A-Z0-9][A-Z0-9 .'/&-]{2,60})"),
    desk=re.compile(r" PTI(?: [A-Z]{2,4}){1,5}$"),
    names=("Press Trust of India",),
    credits=("PTI",),
    digests=(r"highlights?$",),
)
