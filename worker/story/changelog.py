"""What outlives a restart: the entries of a changelog, by kind, and the keys of their records.

A `SourceState` gives out entries as it changes (`Step.changelog`) and takes them back (`SourceState.restore`): all, or
of each key at least the newest. Each kind has keys of its own within its source, so that none of them takes the place
of another when the stream is compacted.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args
from urllib.parse import quote, unquote

Kind = Literal["article", "stub", "release", "decision", "rules"]
"""article: one held, as JSON. Others: the stub of a closed story, the release of an embargo, a decision of editors,
the version of the rules that the source's stories were published by."""

KINDS: frozenset[str] = frozenset(get_args(Kind))


class Entry(NamedTuple):
    """One thing to keep, or with `value` None to keep no longer. `key` is unique within kind and source.

    `story` is the uri of the story that an article stands in: all of them together name every story that is open.
    """

    kind: Kind
    key: str
    value: bytes | None
    story: str = ""


def record_key(source: str, kind: Kind, key: str) -> bytes:
    """Key of an entry's record: `kind/source/key`, a slash in the source escaped, so that no two ever meet."""
    return f"{kind}/{quote(source, safe=' :@')}/{key}".encode()


def parse_key(record: bytes | None) -> tuple[str, Kind, str] | None:
    """Source, kind and key of a record's key; None where we did not write it."""
    try:
        kind, source, key = (record or b"").decode().split("/", 2)
    except ValueError:  # bytes that are no text, too
        return None
    return (unquote(source), kind, key) if kind in KINDS else None  # type: ignore[return-value]
