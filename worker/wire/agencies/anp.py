"""The Algemeen Nederlands Persbureau of Rijswijk."""

from __future__ import annotations

import re

from worker.wire.agencies.agency import Agency

AGENCY = Agency(
    "anp",
    offset=60,
    summer="europe",
    language="nl",
    note=re.compile(r"(?:N i e u w|Nieuw) bericht,? (?=vervangt|met|na)", re.ASCII),
    after=re.compile(r" \((?P<version>[2-9]|1\d)\)$"),
    credits=("ANP",),
    verbs=(
        ("vervangt", "REPLACES"),
        ("correctie", "CORRECTS"),
        ("corrigeert", "CORRECTS"),
        ("rectificatie", "CORRECTS"),
        ("aanvulling", "ADDS"),
        ("herhaling", "REPEATS"),
    ),
)
