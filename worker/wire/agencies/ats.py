"""Keystone-SDA of Bern, which writes in German, French and Italian as SDA and ATS."""

from __future__ import annotations

from worker.wire.agencies.agency import Agency

AGENCY = Agency(
    "ats",
    offset=60,
    summer="europe",
    aliases=("sda", "keystone"),
    verbs=(("actualisé", "UPDATES"), ("corrigé", "CORRECTS"), ("complété", "ADDS"), ("répété", "REPEATS")),
    credits=("ATS", "ats", "awp", "SDA", "sda", "Keystone-SDA", "Keystone-ATS"),
    undashed_credits=("ATS", "ats", "SDA", "sda", "Keystone-SDA", "Keystone-ATS"),
)
