"""What survives a restart: the entries of a changelog, by kind, and the keys of their records.

A `SourceState` emits entries as it changes (`Step.changelog`) and is restored from them (`SourceState.restore`): from
all of them, or at least the newest of each key. Keys include the kind, so that compaction of the stream never lets an
entry of one kind replace one of another.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args
from urllib.parse import quote, unquote

Kind = Literal["article", "stub", "release", "decision", "rules"]
"""`article`: one article, as JSON; `stub`: the rest of a closed story; `release`: an ended embargo; `decision`: one
made by editors; `rules`: the version of the rules that published the source's stories."""

KINDS: frozenset[str] = frozenset(get_args(Kind))


class Entry(NamedTuple):
    """One thing to keep, or, with `value` None, to delete. `key` is unique within kind and source.

    `story` is the uri of an article's story: together they name every open story.
    """

    kind: Kind
    key: str
    value: bytes | None
    story: str = ""


def record_key(source: str, kind: Kind, key: str) -> bytes:
    """Key of an entry's record: `kind/source/key`, with slashes in the source escaped, so that keys are unique."""
    return f"{kind}/{quote(source, safe=' :@')}/{key}".encode()


def parse_key(record: bytes | None) -> tuple[str, Kind, str] | None:
    """Source, kind and key from a record's key; None if it is not one of ours."""
    try:
        kind, source, key = (record or b"").decode().split("/", 2)
    except ValueError:  # also raised for bytes that are not UTF-8
        return None
    return (unquote(source), kind, key) if kind in KINDS else None  # type: ignore[return-value]
