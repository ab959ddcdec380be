"""When an embargo ends, in the words of wires that do not write in English: `Sperrfrist: Freitag, 14. März, 6 Uhr`."""

from __future__ import annotations

import re

from worker.wire import months, stamp
from worker.wire.text import ANY_CASE, folded

_ENGLISH = ("Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")
_WEEKDAYS = {
    "Mon": "montag lundi lunes lunedì maandag segunda segunda-feira mandag måndag",
    "Tue": "dienstag mardi martes martedì dinsdag terça terça-feira tirsdag tisdag",
    "Wed": "mittwoch mercredi miércoles mercoledì woensdag quarta quarta-feira onsdag",
    "Thu": "donnerstag jeudi jueves giovedì donderdag quinta quinta-feira torsdag",
    "Fri": "freitag vendredi viernes venerdì vrijdag sexta sexta-feira fredag",
    "Sat": "samstag sonnabend samedi sábado sabato zaterdag lørdag lördag",
    "Sun": "sonntag dimanche domingo domenica zondag søndag söndag",
}
_DAYS = {folded(word): day for day, words in _WEEKDAYS.items() for word in words.split()}
_SAME = {"mez": "CET", "mesz": "CEST", "tu": "UTC", "mitternacht": "midnight", "minuit": "midnight",
         "medianoche": "midnight", "mezzanotte": "midnight", "middernacht": "midnight"}  # fmt: skip
_FILLERS = frozenset(
    "sperrfrist sperrefrist achtung hinweis attention atención attenzione sous bajo sotto sob onder unter embargo"
    " embargado embargada bloqueado bloqueada jusqu jusque jusqu'au jusqu'à jusqu’au jusqu’à hasta fino até tot bis"
    " nicht zur veröffentlichung veroeffentlichung vor ne pas publier diffuser avant no publicar difundir antes non"
    " pubblicare prima niet publiceren voor de del la las el le les du des d l a à al alle ai il lo ore o do da das"
    " dos às as den der dem am um om op van det kl klokken klockan till til und et y e en the on at of for until"
    " embargoed release publication delle dalle heute aujourd'hui aujourd’hui hoy oggi vandaag hoje".split()
)
"""Words that say nothing of when. With any other the end is not known: it may be `übermorgen` or `hora de Lima`."""

_KEPT = frozenset((*_ENGLISH, *_WEEKDAYS, *stamp.ZONES, "noon", "midnight"))
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_MONTH = re.compile(
    rf"(?<=\d)(?:\.|er|°|º|ª)? ?(?ai:de |d['’]|di )?(?P<month>(?ai:{months.MONTH}))(?![^\W\d_])\.?(?ai: del? (?=\d))?"
)
_IN_ENGLISH = re.compile(stamp.MONTH, ANY_CASE)
_CLOCK = re.compile(
    r"(?ai:\b(?:ore|kl\.?|klokken|klockan) ?)?(?<![\d.:])(?P<h>\d{1,2})(?:(?:[:.]| ?[hH] ?)(?P<mi>\d{2})\b(?![./-]\d))?"
    r"(?: ?(?ai:uhr|uur|heures?|horas?|hrs|h)\b)?"
)
_SAYS_HOUR = re.compile(r"[^\W\d_]|[:.]\d{2}(?!\d)")


def foreign(said: str) -> bool:
    """Whether a day or an hour is stated in another language than English."""
    named = any(not _IN_ENGLISH.fullmatch(m["month"]) for m in _MONTH.finditer(said))
    return named or any(folded(m[0]) in _DAYS for m in _WORD.finditer(said))


def english(said: str) -> str | None:
    """The same with the names of days and months, and hours, as English wires print them: `Fri, 14 March, 6:00`. None
    if it has words that are not known, for they may say when."""
    said = _MONTH.sub(lambda m: f" {_ENGLISH[(months.number(m['month']) or 1) - 1]} ", said)
    said = _CLOCK.sub(_hour, said)
    unknown = False

    def word(m: re.Match[str]) -> str:
        nonlocal unknown
        key = folded(m[0])
        if key in _DAYS or key in _SAME:
            return _DAYS.get(key) or _SAME[key]
        unknown = unknown or not (key in _FILLERS or m[0] in _KEPT)
        return m[0] if m[0] in _KEPT else ""

    said = _WORD.sub(word, said)
    return None if unknown else " ".join(said.split())


def _hour(m: re.Match[str]) -> str:
    return f"{m['h']}:{m['mi'] or '00'}" if _SAYS_HOUR.search(m[0]) else m[0]
