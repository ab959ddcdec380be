"""Agence France-Presse of Paris."""

from __future__ import annotations

import re

from worker.wire.agencies.agency import Agency

AGENCY = Agency(
    "afp",
    before=re.compile(
        r"(?:(?P<n>\d{1,2})(?:ST|ND|RD|TH) )?LEAD(?:: ?| - | )(?=[A-Z])"
        r"|(?P<urgent>(?:ALERTE?|URGENT)(?: ?: ?| ?- )|URGENT (?=[A-Z]))"
        r"|(?P<own>PR[EÉ]CISION|RECTIFICATIF|ACTUALISATION|R[EÉ]P[EÉ]TITION) (?=[A-ZÉÀ][a-zé'’ ])"
    ),
    note=re.compile(r"ATTENTION ?[-:] ?(?=[A-Z]{4})"),
    flash_slugs=("ALERTE", "ALERT", "ALERTA", "EILMELDUNG", "تنبيه", "عاجل"),
    names=("Agence France-Presse",),
    after=re.compile(r" \((?:(?P<n>\d{1,2})(?:st|nd|rd|th) )?(?:LEAD|LD)\)$"),
    digests=(r"afp (?:\S+ ){0,3}news agenda\b",),
    credits=("AFP", "afp"),
    verbs=(
        ("rectifie", "CORRECTS"),
        ("rectificatif", "CORRECTS"),
        ("corrige", "CORRECTS"),
        ("actualise", "UPDATES"),
        ("actualisation", "UPDATES"),
        ("ajoute", "ADDS"),
        ("précise", "CLARIFIES"),
        ("précision", "CLARIFIES"),
        ("precision", "CLARIFIES"),
        ("remplace", "REPLACES"),
        ("répétition", "REPEATS"),
        ("repetition", "REPEATS"),
    ),
    photo_credits=("AFP",),
)
