"""The Deutsche Presse-Agentur of Hamburg."""

from __future__ import annotations

import re

from worker.wire.agencies.agency import Agency

AGENCY = Agency(
    "dpa",
    genre=re.compile(
        r"(?P<genre>ROUNDUP|EXTRA|ANALYSIS|BACKGROUND|FEATURE|NEWS FEATURE|PREVIEW|PROFILE)(?: \d)?: ?(?=\S)"
    ),
    credits=("dpa", "DPA"),
    verbs=(
        ("berichtigung", "CORRECTS"),
        ("berichtigt", "CORRECTS"),
        ("korrektur", "CORRECTS"),
        ("korrigiert", "CORRECTS"),
        ("ergänzt", "ADDS"),
        ("neu", "ADDS"),
        ("aktualisiert", "UPDATES"),
        ("zusammenfassung", "RECAPS"),
        ("wiederholung", "REPEATS"),
    ),
)
