"""IPTC 7901 and ANPA 1312: text between control characters, as wires have sent it since the teleprinter."""

from __future__ import annotations

import re
from typing import Any

from worker.wire.article import BadMessage
from worker.wire.formats import blocks, common
from worker.wire.formats.common import filled
from worker.wire.formats.document import Document, Found
from worker.wire.stamp import day, month_number
from worker.wire.text import ANY_CASE

IPTC_7901 = "IPTC 7901"
ANPA_1312 = "ANPA 1312"
_SOH, _STX, _ETX, _SYN, _EOT = "\x01", "\x02", "\x03", "\x16", "\x04"

_HEADER_7901 = re.compile(
    r"\s*(?P<service>[^\s\d]{1,6})(?P<number>\d{1,5})\s+(?P<priority>\d)\s+(?P<category>\S{1,4})\s+(?P<words>\d+)"
)
_DATE_7901 = re.compile(
    r"\s*(?P<d>\d{2})(?P<h>\d{2})(?P<mi>\d{2})\s*(?P<zone>GMT|UTC|Z)?\s*(?P<mon>[^\W\d_]{3})[a-z]*\s+(?P<y>\d{2,4})"
)
_LEAD = re.compile(
    r"\(((?:\d{1,2}(?:st|nd|rd|th)?\.? ?)?(?:LEAD|LD|NEW|UPDATE|REPEAT|Zusammenfassung)[^()]{0,40})\)$",
    ANY_CASE,
)
_BY = re.compile(r"(?:By|BY|Von|Par|Por|Di)\s+\S")
_PHOTO = re.compile(r"\((?:Photos?|Foto|Fotos|Grafik|Graphic|Picture|Illustration|Video|Bild)[^()]{0,60}\)$", ANY_CASE)
_NOTEBOOK = re.compile(
    r"#{1,3}\s?[^\W\d]|.{0,60}(?:not (?:intended )?for publication|nicht zur Veröffentlichung)", ANY_CASE
)
_LABELS = re.compile(
    r"(?:(?:\d{1,2}(?:ST|ND|RD|TH)|LEAD|REFILE|EXTRA|URGENT|FLASH|BREAKING|CORRECTION|CORRECTED|UPDATE|BACKGROUND"
    r"|FEATURE|ANALYSIS|PREVIEW|ROUNDUP|SUMMARY|NEWS|FACTBOX|INTERVIEW|PROFILE|REPEAT|REPETITION|NET|EILMELDUNG|EIL)\s?)+"
)
_LEAD_LABEL = re.compile(r"(?:\d{1,2}(?:ST|ND|RD|TH) )?LEAD|URGENT|FLASH|BREAKING|EILMELDUNG|EIL")
_KEYWORDS = re.compile(r"\s*[^\n]+\n\s*(?:/?[^\n]{1,120}/\n)?")
_LAST_DATE = re.compile(r"\n\s*\d{6} (?:GMT )?[A-Z](?:[a-zä]{2}|[A-ZÄ]{2}) \d\d\s")
_STOP = re.compile(r"\./\. ?[A-Za-z/]{0,12}$")
"""How a text ends where the control characters are lost, perhaps with its editor's initials."""
_TIMED = re.compile(r"\[\d\d-[A-Z]{3}-\d\d +\d\d:\d\d\]\s+")
_DISPATCH = re.compile(r"(?m)^[^\s\d]{2,4}\d{1,4} \d [^\W\d_]{2,4} \d{2,5}(?: .*)?$")
"""The header line of each text in a file of many, above which may stand the time of the session."""
_CORRECTS = re.compile(r" COR\b")
_LONGEST_HEAD = 14
"""Most lines above a text."""

_MONTHS = {
    "okt": "oct",
    "mai": "may",
    "dez": "dec",
    "mär": "mar",
    "mrz": "mar",
    "maj": "may",
    "fév": "feb",
    "avr": "apr",
}
_SEPARATOR = re.compile(r"(?:\* ?){3,}$|-{3,}$|_{3,}$")
_SIGNED = re.compile(r"(?=..)[a-z0-9]{1,12}(?:[ /][a-z0-9]{1,12}){0,7}[ /]?(?:\d{6} \w{3} \d{2})?$")
_CORRECTION = re.compile(r"\((?:Berichtigung|Correction|Korrektur|Corrects?)\b[^()]{3,}\)", ANY_CASE)

_HEADER_ANPA = re.compile(r"(?P<service>[a-z])(?P<number>\d{4})")
_SECOND_ANPA = re.compile(
    r"(?P<priority>[a-z]) ?(?P<category>[a-z])?\s*(?P<slug>.*?)\s+(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:-\d{2,4})?\s",
    re.S,
)
_DATE_ANPA = re.compile(r"(?P<m>\d{2})-(?P<d>\d{2})-(?P<y>\d{2})\s*(?P<h>\d{2})(?P<mi>\d{2})(?P<zone>GMT|UTC|EST|EDT)?")
_ROUTED = re.compile(r"^\*\d{2,6}[<^ ]{0,4}")
_SENT_ANPA = re.compile(r"[A-Z]{3}-(?P<h>\d{2}):(?P<mi>\d{2})-(?P<d>\d{2})-(?P<m>\d{2})-(?P<y>\d{2})")
_CODES = re.compile("[\x11-\x14\x1e\x1f]")
_EDS = re.compile(r"(?:Eds?|EDS|Editors?|ATTN)\b[.:]{1,2}\s?")
_USED = frozenset("\x01\x02\x03\x04\a\b\t\n\v\f\r\x0e\x0f\x11\x12\x13\x14\x16\x17\x19\x1c\x1d\x1e\x1f")
"""Control characters that occur in wires."""
_ZONES = {"GMT": "Z", "UTC": "Z", "Z": "Z", "EST": "-05:00", "EDT": "-04:00"}


def knows_7901(document: Document) -> bool:
    """SOH before STX, without ANPA's SYN and typesetting codes; or header and date without control characters."""
    head = document.text[:2000]
    if "\0" in head or _SYN in head[:80] or "\x13" in head[:200]:
        return False
    if _SOH in head[:80]:
        return _STX in head
    timed = _TIMED.match(document.begins)
    header = _HEADER_7901.match(document.begins, timed.end() if timed else 0)
    return header is not None and _LAST_DATE.search(f"{document.text[-200:]}\n") is not None


def knows_anpa(document: Document) -> bool:
    """SYN before SOH, or SOH with typesetting codes, and STX; hardly any other control characters, as in a binary."""
    head = document.text[:2000]
    odd = sum(c < " " and c not in _USED for c in head)
    return (
        _STX in head
        and odd * 50 <= len(head)
        and (_SYN in head[:80] or (_SOH in head[:80] and ("\x13" in head[:200] or "\x1f" in head[:80])))
    )


def read_7901(document: Document) -> list[Found]:
    """One article, or those of a file whose control characters are lost. Raises `BadMessage` (malformed) if the end of
    a text is missing."""
    text = document.text.replace("\r\n", "\n").replace("\r", "\n")
    if _STX in text:
        return [_read_7901(text)]
    starts = [m.start() for m in _DISPATCH.finditer(text)]
    if len(starts) < 2:
        return [_read_7901(_controlled(text))]
    ends = [*starts[1:], len(text)]
    return [_dispatch(text[start:end]) for start, end in zip(starts, ends, strict=True)]


def _dispatch(text: str) -> Found:
    """One of many in a file, of which another may lack its end."""
    try:
        return _read_7901(_controlled(text))
    except BadMessage as bad:
        return bad


def _read_7901(text: str) -> Found:
    start, end = text.find(_STX), _end(text, IPTC_7901)
    header = text[text.find(_SOH) + 1 : start]
    first, _, keywords = header.partition("\n")
    m = _HEADER_7901.match(first)
    slug = " ".join(keywords.split()).strip("/ =") or None
    lines = text[start + 1 : end].split("\n")
    above = _above(lines)
    rest, hidden, note = _below(lines[above["used"] :])
    paragraphs = [_typed(p) for p in blocks.of_plain("\n".join(rest))]
    correction = next((c[0] for p in lines[: above["used"]] + paragraphs[:2] if (c := _CORRECTION.match(p))), None)
    if not paragraphs:
        return common.empty(IPTC_7901, "no text between STX and ETX")
    said = filled(
        slug=slug,
        marker=above["marker"],
        headline=f"({above['prefix']}) {above['headline']}" if above["prefix"] else above["headline"],
        byline=above["byline"],
        editor_note=note or (correction.strip("()") if correction else None),
        signals=["sig:correction"] if correction or _CORRECTS.search(first) else None,
        published_at=_date_7901(text[end + 1 : end + 60]),
        paragraphs=paragraphs,
        to_the_minute=True,
        not_for_publication=hidden,
    )
    if m:
        said |= filled(
            serial_number=f"{m['service']}{m['number']}", priority=common.number(m["priority"]), category=m["category"]
        )
    return said


def _controlled(text: str) -> str:
    """Put back lost control characters: after the keyword line and before the date."""
    timed = _TIMED.match(text)
    text = f"{text[timed.end() if timed else 0 :]}\n"
    above = _KEYWORDS.match(text)
    last = list(_LAST_DATE.finditer(text))
    if above is None or not last:
        return text
    return text[: above.end()] + _STX + text[above.end() : last[-1].start()] + _ETX + text[last[-1].start() :]


def _end(text: str, name: str) -> int:
    end = text.find(_ETX)
    if end < 0:
        end = text.find(_EOT)
    if end < 0:
        raise BadMessage("malformed", f"{name}: truncated: no ETX after the text, in {len(text):,} characters")
    return end


def _above(lines: list[str]) -> dict[str, Any]:
    """Headline, version label and byline above the text; `used` is the number of lines they take."""
    found: dict[str, Any] = {"marker": None, "prefix": None, "headline": None, "byline": None, "used": 0}
    said: list[str] = []
    for at, raw in enumerate(lines[:_LONGEST_HEAD]):
        line = raw.strip()
        ended, line = line.endswith("="), line.rstrip("= ").strip()
        begun = bool(said or found["headline"])
        if begun and (not line or raw[:2] == "  " or raw[:1] == "\t"):
            found["used"] = at
            break
        lead = _LEAD.fullmatch(line)
        if lead and not said:
            found["marker"] = lead[1].strip()
        elif not said and _LABELS.fullmatch(line):
            found["marker"], found["prefix"] = _labels(line)
        elif _BY.match(line) and said:
            found["byline"] = line
        elif line and not (_PHOTO.fullmatch(line) or _CORRECTION.match(line)):
            said.append(line)
        found["used"] = at + 1
        if ended and said and found["headline"] is None:
            found["headline"] = " ".join(said)
    found["headline"] = found["headline"] or " ".join(said) or None
    return found


def _labels(line: str) -> tuple[str | None, str | None]:
    """The version label on a line of labels, and the other labels."""
    lead = _LEAD_LABEL.search(line)
    rest = " ".join((line[: lead.start()] + line[lead.end() :]).split()) if lead else line
    return (lead[0] if lead else None), rest or None


def _below(lines: list[str]) -> tuple[list[str], list[str], str | None]:
    """The text, the lines of the notebook below it, which is not for publication, and the note of an `Eds:` line."""
    hidden: list[str] = []
    note = None
    cut = next((n for n, line in enumerate(lines) if _NOTEBOOK.match(line.strip())), len(lines))
    hidden = [line.strip().lstrip("#-* ") for line in lines[cut:] if line.strip()]
    kept = []
    for line in lines[:cut]:
        if _STOP.match(line.strip()):
            break
        eds = _EDS.match(line.strip())
        if eds and note is None:
            note = line.strip()[eds.end() :]
            continue
        if not _SEPARATOR.fullmatch(line.strip()):
            kept.append(line)
    while kept and (not kept[-1].strip() or (len(kept[-1].strip()) < 40 and _SIGNED.fullmatch(kept[-1].strip()))):
        kept.pop()
    return kept, [h for h in hidden if h and not _SEPARATOR.fullmatch(h)], note


def _date_7901(text: str) -> str | None:
    m = _DATE_7901.match(text)
    if not m:
        return None
    try:
        name = m["mon"].lower()
        month = month_number(_MONTHS.get(name, name))
    except ValueError:
        return None
    return _moment(m["y"], month, m["d"], m["h"], m["mi"], m["zone"])


def read_anpa(document: Document) -> list[Found]:
    """One article. Raises `BadMessage` (malformed) if its end is missing."""
    text = document.text.replace("\r\n", "\n").replace("\r", "\n")
    start, end = text.find(_STX), _end(text, ANPA_1312)
    header, body, footer = text[:start], text[start:end].lstrip(_STX), text[end + 1 : end + 120]
    first = _HEADER_ANPA.search(header)
    second = _SECOND_ANPA.search(_CODES.sub(" ", header[first.end() if first else 0 :].partition("\n")[2]))
    above, rest = _anpa_head(body)
    paragraphs = [_typed(p) for p in blocks.of_plain(re.sub(r"(?m)^\t[ \t]*", "\n   ", "\n".join(rest)))]
    label = above.pop(0) if above and (";" in above[0] or "," in above[0] or _same_slug(above[0], second)) else None
    slug = _slug(label, second)
    headline = next((line for line in above if not _EDS.match(line) and not _BY.match(line)), None)
    notes = [line[m.end() :] for line in above if (m := _EDS.match(line))]
    byline = next((line for line in above if _BY.match(line)), None)
    if not paragraphs and not notes:  # a list of headlines, each set as one
        paragraphs = [_typed(line) for line in above if line not in (headline, byline)]
    if not paragraphs and not notes:
        return [common.empty(ANPA_1312, "no text between STX and ETX")]
    said = filled(
        slug=slug,
        headline=_typed(headline or "") or None,
        byline=byline,
        editor_note=_typed(" ".join(notes)) or None,
        published_at=_date_anpa(footer),
        paragraphs=paragraphs,
        to_the_minute=True,
    )
    if first:
        said["serial_number"] = first["service"] + first["number"]
    if second:
        said |= filled(priority=second["priority"], category=second["category"])
    return [said]


def _anpa_head(body: str) -> tuple[list[str], list[str]]:
    """The lines above the text, which begin with ^ or end with < or =, and the lines of the text."""
    above: list[str] = []
    lines = body.split("\n")
    for at, raw in enumerate(lines):
        line = raw.strip()
        if not line:
            continue
        typed = raw[0] != "\t" and (line[-1] in "<=" or (len(above) == 1 and line[-1] == "+"))
        if at == 0 or line[0] == "^" or typed:
            above.append(line.strip("^<=+ ").strip())
            continue
        return above, lines[at:]
    return above, []


def _same_slug(line: str, second: re.Match[str] | None) -> bool:
    return second is not None and bool(second["slug"]) and line[:8].lower() == second["slug"][:8].lower()


def _slug(label: str | None, second: re.Match[str] | None) -> str | None:
    """The slug with its version label, without the word count: `BC-Meren-Ship, 2nd Ld-Writethru` for `...,61`."""
    said = _ROUTED.sub("", label or (second["slug"] if second else ""))
    return re.sub(r",\s*\d{1,5}$", "", said.strip()) or None


def _date_anpa(text: str) -> str | None:
    m = _DATE_ANPA.search(text)
    if m is None:
        m = _SENT_ANPA.search(text)
        return _moment(m["y"], int(m["m"]), m["d"], m["h"], m["mi"], None) if m else None
    return _moment(m["y"], int(m["m"]), m["d"], m["h"], m["mi"], m["zone"])


def _moment(year: str, month: int, number: str, hour: str, minute: str, zone: str | None) -> str | None:
    full = int(year) + (0 if len(year) == 4 else 2000 if int(year) < 70 else 1900)
    date = day(full, month, int(number))
    if date is None or int(hour) > 23 or int(minute) > 59:
        return None
    return f"{date.isoformat()}T{hour}:{minute}{_ZONES.get((zone or '').upper(), '')}"


def _typed(text: str) -> str:
    """Replace typewriter quotation marks and dashes with real ones, and remove typesetting codes."""
    text = text.replace("``", "“").replace("''", "”").replace(" _ ", " -- ")
    text = re.sub("[\x00-\x08\x0e-\x1f\x7f]", "", text)
    return " ".join(text.strip("^<= ").split())
