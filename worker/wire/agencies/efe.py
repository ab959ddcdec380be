"""EFE of Madrid."""

from __future__ import annotations

import re

from worker.wire.agencies.agency import Agency

AGENCY = Agency(
    "efe",
    offset=60,
    summer="europe",
    language="es",
    before=re.compile(r"(?P<urgent>(?:URGENTE|ALERTA)(?: ?: ?| ?- )|URGENTE )(?=\S)"),
    credits=("EFE",),
    verbs=(
        ("corrige", "CORRECTS"),
        ("corrección", "CORRECTS"),
        ("rectifica", "CORRECTS"),
        ("actualiza", "UPDATES"),
        ("actualización", "UPDATES"),
        ("amplía", "ADDS"),
        ("ampliación", "ADDS"),
        ("ampl.", "ADDS"),
        ("añade", "ADDS"),
        ("sustituye", "REPLACES"),
        ("repetición", "REPEATS"),
    ),
    more=("sigue", "SIGUE"),
)
