"""The Associated Press."""

from __future__ import annotations

import re

from worker.wire.agencies.agency import ANPA_HEADER, NTH, Agency
from worker.wire.text import ANY_CASE

_PICTURES = r"(?:Laser ?|AP |Wire)?(?:Photos?|Graphics?|Colou?r(?: ?Photos?)?|Charts?|Maps?)"
_NUMBERS = r"(?:[A-Z]{2,5} ?\d[\d,-]*|(?:Color )?[A-Z]{2,4} ?[A-Z]?\d[\w,-]*)"
_WITH = (
    rf"(?:with )?{_PICTURES}(?: (?:staffing|upcoming|planned)"
    rf"|,? (?:(?:and|&) )?(?:{_PICTURES}|{_NUMBERS}|[A-Z]\d+))*[;,.]?"
    r"(?: of [A-Z][a-z]{2,4}\.? \d{1,2})?"
    rf"(?:[;,] ?{_PICTURES}(?:[ ,]+{_NUMBERS})*)*|with (?:AM|PM|BC)-[^.]{{2,80}}"
)
"""Lines about what comes with a text, or which text it belongs to: `LaserPhotos NY5,6`, `With AM-Marn, Bjt`."""

AGENCY = Agency(
    "ap",
    offset=-300,
    summer="america",
    aliases=("associatedpress", "apnews"),
    before=re.compile(rf"{NTH} ?Ld(?:[- ]?Writethr(?:u|ough))?(?: ?[:,-] ?| )", ANY_CASE),
    single_dash=True,
    note=re.compile(r"(?:E[Dd][Ss]?\.?|EDITORS?|Editors?) ?:(?: |$)"),
    names=(
        "The Associated Press",
        "Associated Press",
        "The AP",
        "Associated Press Writer",
        "AP Writer",
        "Associated Press Writers",
        "Associated Press Sports Writer",
        "AP Sports Writer",
        "AP Business Writer",
    ),
    flash_slugs=("APNewsAlert", "AP NewsAlert", "NewsAlert"),
    credits=("AP",),
    photo_credits=("AP",),
    header=re.compile(rf"{ANPA_HEADER}|[a-z]\d{{4}}(?:-{{0,6}}|[a-z]{{3,6}}-{{0,6}})|\$e?adv.{{0,20}}", ANY_CASE),
    above=re.compile(
        rf"(?ai:{_WITH}|AGENCIES AND RADIO OUT|For Release Anytime|\(?APN SUNDAY ILLUSTRATIONS: .*"
        r"|ColorFoto subscribers get .*|\d{1,2} (?:graphics?|b&w photos?|35mm slides?)[.,]?\)?)"
        r"|(?:An )?AP (?:News )?(?:Extra|Analysis|Newsfeatures)|From AP Newsfeatures|AP [A-Z]+(?: [A-Z]+){1,5}"
        r"|(?:The )?A(?:ssociated Press|P) (?:[A-Z]\w+ ){0,3}(?:Writer|Editor|Analyst|Correspondent|Columnist)s?"
        r"|[A-Z][A-Z .'-]{2,30}(?:, [A-Z][A-Za-z. ]{1,12})?: [a-z][^.!?]{0,40}[.!?]['\"]{0,2}"
        r"(?: [A-Z]\w{0,12}[.!?]['\"]{0,2})?"
    ),
    footer=re.compile(
        r"AP-[A-Z]{2,4}-(?P<m>\d\d)-(?P<d>\d\d)-(?P<y>\d\d) (?P<h>\d\d)(?P<mi>\d\d)(?P<zone>[A-Z]{3})\W?"
    ),
    digests=(
        r"(?:news )?digest(?: briefs)?$",
        r"(?:\S+ ){0,2}news coverage advisory\b",
        r"top[- ](?:\S+[- ]){0,2}headlines$",
        r"(?:business|sports|financial|news) (?:highlights|digest|budget)$",
    ),
    slug=r"BC-[^\s,]|[AP]M-[A-Z][^,\n]{1,60},|[A-Z]{2,3}(?:-[A-Z]{2,4})?--[^\s,-]",
    named_slug=(
        r"\b(?:(?:BC|[AP]M)-(?=[^\s,;])|[A-Z]{2,3}(?:-[A-Z]{2,4})?--(?=[^\s,;]))[^,;\n]{1,80}?"
        r"(?=,| and |;|\. |\.?$| (?:with|in|from|which|that|until|pending|because|moved|sent|is|are|was|has|have) )"
    ),
)
