"""Kyodo News of Tokyo."""

from __future__ import annotations

import re

from worker.wire.agencies.agency import GENRES, Agency

AGENCY = Agency(
    "kyodo",
    offset=540,
    before=re.compile(r"UPDATE ?(?P<n>\d{1,2})?: ?"),
    genre=re.compile(rf"(?P<genre>{GENRES}): ?(?=\S)"),
    single_dash=True,
    names=("Kyodo", "Kyodo News"),
    credits=("Kyodo",),
    bare_credits=("Kyodo",),
    photo_credits=("Kyodo",),
    digests=(r"kyodo news summary\b",),
)
