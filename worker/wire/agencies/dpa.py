"""The Deutsche Presse-Agentur of Hamburg."""

from __future__ import annotations

import re

from worker.wire.agencies.agency import Agency
from worker.wire.text import ANY_CASE

AGENCY = Agency(
    "dpa",
    language="de",
    header=re.compile(r"[a-z]{2,4}\d{3,5} +\d +[a-z]{1,4} +\d{1,4} +.{2,20}"),
    footer=re.compile(
        r"(?P<d>\d\d)(?P<h>\d\d)(?P<mi>\d\d)(?: (?P<zone>GMT|UTC))? (?P<mon>[A-Z][a-zä]{2}) (?P<y>\d\d)"
        r"|dpa(?: [a-z]{2,4}){1,6}"
    ),
    slug_line=re.compile(r"(?P<label>)(?P<slug>/?[^\s/][^/]{0,30}(?:/[^\s/][^/]{0,30})+/|[A-Z][^\s/]{1,20}/)"),
    headline_end=" =",
    version_line=re.compile(
        r"\d{1,2}(?:ST|ND|RD|TH) (?:LEAD|NET)|LEAD|REFILE|CORRECTION|CORRECTED|REPEAT|\d{1,2}\. Z?U?S?F?\.?"
    ),
    notebook=re.compile(r"#+ (?:Notebook|Notizblock)\b|\* \* \* \*$"),
    notebook_note=re.compile(r"#+ (?:Notes? to editors|Redaktionelle Hinweise)\b", ANY_CASE),
    offset=60,
    summer="europe",
    before=re.compile(r"(?P<own>WDH)(?:: ?|/)(?=\S)"),
    genre=re.compile(
        r"(?:(?P<nth>\d{1,2})(?:ST|ND|RD|TH) )?"
        r"(?P<genre>ROUNDUP|EXTRA|ANALYSIS|BACKGROUND|FEATURE|NEWS FEATURE|PREVIEW|PROFILE)(?: (?P<again>\d))?: ?(?=\S)"
    ),
    credits=("dpa", "DPA"),
    digests=(r"dpa(?: \S+){0,3} (?:agenda|schedule|vorschau|tagesvorschau)\b",),
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
        ("wdh", "REPEATS"),
    ),
)
