"""Interfax of Moscow."""

from __future__ import annotations

import re

from worker.wire.agencies.agency import Agency

AGENCY = Agency(
    "interfax",
    offset=180,
    after=re.compile(r" \(Part (?P<version>[2-9]|1\d)\)$"),
    names=("Interfax",),
    credits=("Interfax",),
    photo_credits=("Interfax",),
)
