"""Kyodo News of Tokyo."""

from __future__ import annotations

import re

from worker.wire.agencies.agency import ANPA_HEADER, GENRES, Agency

AGENCY = Agency(
    "kyodo",
    offset=540,
    before=re.compile(r"UPDATE ?(?P<n>\d{1,2})?: ?"),
    genre=re.compile(rf"(?P<genre>{GENRES}): ?(?=\S)"),
    single_dash=True,
    header=re.compile(rf"{ANPA_HEADER}|[a-z]\d{{4}}KYODO\S*|Kyodo(?: News| news)? \d{{4}} ?(?:GMT|JST).{{0,14}}"),
    footer=re.compile(
        r"K[A-Z]{1,3}-(?P<h>\d\d):(?P<mi>\d\d)-(?P<d>\d\d)-(?P<m>\d\d)-(?P<y>\d\d)|20\d\d-\d\d-\d\d \d\d:\d\d(?::\d\d)?"
    ),
    headline_end="+",
    names=("Kyodo", "Kyodo News"),
    credits=("Kyodo",),
    bare_credits=("Kyodo",),
    photo_credits=("Kyodo",),
    digests=(r"kyodo news summary\b",),
)
