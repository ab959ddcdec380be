"""ANSA of Rome."""

from __future__ import annotations

import re

from worker.wire.agencies.agency import Agency

AGENCY = Agency(
    "ansa",
    offset=60,
    summer="europe",
    language="it",
    before=re.compile(r"(?P<urgent>\+{2,3}) ?(?=[^\s+])"),
    after=re.compile(r" \((?P<take>[2-9]|1\d)\)$| ?(?P<urgent>\+{2,3})$"),
    footer=re.compile(r"[A-Z]{2,4}(?:[/-][A-Z]{2,4}){0,2}"),
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
        ("errata corrige", "CORRECTS"),
    ),
    more=("SEGUE",),
)
