"""Months as printed in datelines of other languages, always after the day: `9 oct (EFE)`, `09 OTT`, `9. října`."""

from __future__ import annotations

import re

_PRINTED = (
    "jan janv janvier ene enero gen gennaio jan januar januari janeiro ledna stycznia января янв",
    "feb fév févr février febrero febbraio fev fevereiro februar februari února lutego февраля фев",
    "mar mars marzo março marco maerz märz maart mrt marts března marca марта",
    "apr avr avril abr abril aprile april dubna kwietnia апреля апр",
    "mai mayo may mag maggio maio mei maj května maja мая",
    "juin jun junio giu giugno junho juni června czerwca июня июн",
    "juil juillet jul julio lug luglio julho juli července lipca июля июл",
    "août aout ago agosto aug august augustus augusti srpna sierpnia августа авг",
    "sep sept septembre septiembre set sett settembre setembro september září września сентября сен",
    "oct octobre octubre ott ottobre out outubro okt oktober října października октября окт",
    "nov novembre noviembre novembro november listopadu listopada ноября ноя",
    "déc dec décembre dic diciembre dicembre dez dezembro dezember december desember prosince grudnia декабря дек",
)
_NUMBERS = {name: number for number, names in enumerate(_PRINTED, 1) for name in names.split()}

_FORMS = {*_NUMBERS, *map(str.upper, _NUMBERS)}  # patterns ignore case only for ASCII, so `AOÛT` must be listed
MONTH = "|".join(sorted(map(re.escape, _FORMS), key=lambda name: (-len(name), name)))
"""A pattern for any of them; match it with the case of ASCII letters ignored."""


def number(name: str) -> int | None:
    """1 to 12 for a month's name or short name, None for any other word."""
    return _NUMBERS.get(name.lower().rstrip("."))
