"""The agencies: one file each, loaded because it is in this folder: a new wire is one new file (grammar, section h)."""

from __future__ import annotations

import re
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from worker.wire.agencies.agency import Agency

__all__ = ["AGENCIES", "EXAMPLE", "PLAIN", "Agency", "agency", "all_of", "any_of"]

PLAIN = Agency("plain")
"""Any wire without a file: `(LEAD)`, `(nth LD)`, `(URGENT)` and `(ATTN: ...)` are read, times are UTC."""

EXAMPLE = "yonhap"
"""The source given as an example in error messages."""


def _found() -> tuple[Agency, ...]:
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    rows: list[Agency] = []
    for module in modules:
        rows += [module.AGENCY] if hasattr(module, "AGENCY") else getattr(module, "AGENCIES", ())
    return tuple(sorted(rows, key=lambda row: row.name))


AGENCIES = _found()
_BY_NAME = {name: row for row in AGENCIES for name in (row.name, *row.aliases)}
_SPLIT = re.compile(r"[^a-z0-9]")


def agency(source: str) -> Agency:
    """The agency of a source: `yonhap`, `Yonhap-en` and `yonhap.mobile` are all Yonhap; unknown ones are `PLAIN`."""
    found = _BY_NAME.get(source)
    if found is None:
        found = _BY_NAME.get(_SPLIT.split(source.lower().strip(), maxsplit=1)[0], PLAIN)
    return found


def all_of(field: str) -> tuple[str, ...]:
    """All agencies' values of one field, each once. The field is a tuple of texts, or an optional text."""
    said: dict[str, None] = {}
    for row in AGENCIES:
        value: Any = getattr(row, field)
        said.update(dict.fromkeys((value,) if isinstance(value, str) else value or ()))
    return tuple(said)


def any_of(field: str, *, pattern: bool = False) -> str:
    """A pattern that matches any agency's value of one field. The values are patterns themselves, or else words; longer
    words come first, so that `Jiji Press` is not read as `Jiji`."""
    said = all_of(field)
    return "|".join(said if pattern else map(re.escape, sorted(said, key=lambda word: (-len(word), word))))
