"""Months as printed in datelines of other languages, always after the day: `9 oct (EFE)`, `09 OTT`, `9 févr`."""

from __future__ import annotations

import re

_PRINTED = (
    "jan janv janvier ene enero gen gennaio jan januar januari janeiro",
    "feb fév févr février febrero febbraio fev fevereiro februar februari",
    "mar mars marzo março marco maerz märz maart mrt marts",
    "apr avr avril abr abril aprile april",
    "mai mayo may mag maggio maio mei maj",
    "juin jun junio giu giugno junho juni",
    "juil juillet jul julio lug luglio julho juli",
    "août aout ago agosto aug august augustus augusti",
    "sep sept septembre septiembre set sett settembre setembro september",
    "oct octobre octubre ott ottobre out outubro okt oktober",
    "nov novembre noviembre novembro november",
    "déc dec décembre dic diciembre dicembre dez dezembro dezember december desember",
)
_NUMBERS = {name: number for number, names in enumerate(_PRINTED, 1) for name in names.split()}

_FORMS = {*_NUMBERS, *map(str.upper, _NUMBERS)}  # patterns ignore case only for ASCII, so `AOÛT` must be listed
MONTH = "|".join(sorted(map(re.escape, _FORMS), key=lambda name: (-len(name), name)))
"""A pattern for any of them; match it with the case of ASCII letters ignored."""


def number(name: str) -> int | None:
    """1 to 12 for a month's name or short name, None for any other word."""
    return _NUMBERS.get(name.lower().rstrip("."))
