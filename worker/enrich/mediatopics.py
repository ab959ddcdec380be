"""The IPTC Media Topics as a table: the codes, their names, and the topics above them.

The list is the edition of 2023-10-24, copyright IPTC, licensed under CC BY 4.0; the attribution is at the top of
`data/mediatopics.tsv`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

EDITION = "2023-10-24"
SCHEME = "medtop:"


@dataclass(frozen=True, slots=True)
class Concept:
    """A code of the list. `level` counts from 1 (a top-level topic); `broader` is the qcode above, None at the top."""

    qcode: str
    name: str
    level: int
    broader: str | None
    retired: bool


@cache
def concepts() -> Mapping[str, Concept]:
    """Every concept of the edition by its qcode, including retired ones."""
    table: dict[str, Concept] = {}
    for line in files("worker.enrich").joinpath("data/mediatopics.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        code, level, broader, state, name = line.split("\t")
        above = None if broader == "-" else SCHEME + broader
        table[SCHEME + code] = Concept(SCHEME + code, name, int(level), above, state == "retired")
    return MappingProxyType(table)


def tops() -> tuple[str, ...]:
    """The qcodes of the 17 top-level topics, in the order of the list."""
    return tuple(c.qcode for c in concepts().values() if c.level == 1)


def ancestors(qcode: str) -> tuple[Concept, ...]:
    """The concepts above a code, the top-level topic first. Raises `KeyError` for a code not in the edition."""
    table, above = concepts(), []
    broader = table[qcode].broader
    while broader is not None:
        above.append(table[broader])
        broader = table[broader].broader
    return tuple(reversed(above))


def at_level(qcode: str, level: int) -> str:
    """The code itself, or the code above it at `level` if it is deeper."""
    table = concepts()
    concept = table[qcode]
    while concept.level > level and concept.broader is not None:
        concept = table[concept.broader]
    return concept.qcode
