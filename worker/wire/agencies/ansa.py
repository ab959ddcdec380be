"""ANSA of Rome."""

from __future__ import annotations

import re

from worker.wire.agencies.agency import Agency

AGENCY = Agency(
    "ansa",
    offset=60,
    summer="europe",
    language="it",
    after=re.compile(r" \((?P<take>[2-9]|1\d)\)$"),
    credits=("ANSA",),
    verbs=(
        ("rettifica", "CORRECTS"),
        ("correzione", "CORRECTS"),
        ("corregge", "CORRECTS"),
        ("aggiorna", "UPDATES"),
        ("aggiornamento", "UPDATES"),
        ("aggiunge", "ADDS"),
        ("sostituisce", "REPLACES"),
        ("ripetizione", "REPEATS"),
    ),
    more=("SEGUE",),
)
