"""The order of versions inside a story, and what their numbers mean. Never by the clock alone, never by the headline.

Source of the order: grammar, section e. In all eighteen chains collected, send numbers, markers and text growth agree,
while only a fifth of the pages carry a time to the minute.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from worker.wire.article import Article, Lineage

VersionKey = tuple[int, int, int, float, Lineage, str]
UNKNOWN_MS = -1
UNSEEN = float("-inf")


def version_key(a: Article) -> VersionKey:
    """Sort key of a version: send number, number of the marker, event time, time seen, position, content hash.

    The send number in an id takes precedence over the marker; without one, the marker's number is used instead.
    """
    label = label_rank(a)
    send = a.send_number if a.send_number is not None and a.serial else max(label, 0)
    return (send, label, event_ms(a), seen(a), a.raw, a.content_hash)


def seen(a: Article) -> float:
    """When an article was seen, in epoch seconds: fetched, else received; -inf if neither is known."""
    if a.fetched_at is not None:
        return instant(a.fetched_at)
    return UNSEEN if a.received_ms is None else a.received_ms / 1000


def by_version(copies: Sequence[Article]) -> list[int]:
    """The order of copies of one item, as indexes: by the provider's version, then by `version_key` (FV-93).

    A copy without a version comes after the newest version seen before it.
    """
    order = sorted(range(len(copies)), key=lambda n: version_key(copies[n]))
    newest, rank = -1, {}
    for n in order:
        version = copies[n].version
        newest = max(newest, -1 if version is None else version)
        rank[n] = newest if version is None else version
    return sorted(order, key=lambda n: rank[n])


def label_rank(a: Article) -> int:
    """-1 for a flash, which comes before the story it announces; n for (nth LD); 0 if nothing is printed."""
    if a.lead_number is None:
        return 0
    return a.lead_number if a.lead_number > 0 else -1


def known_ms(a: Article) -> int:
    """When an article was known here at the earliest, in epoch milliseconds: what an editor decided before did not know
    of it. A wire dates a kill by the minute, and it comes in later."""
    return max(event_ms(a), UNKNOWN_MS if a.received_ms is None else a.received_ms)


def event_ms(a: Article) -> int:
    """Event time in epoch milliseconds; unknown times sort first."""
    return UNKNOWN_MS if a.event_ms is None else a.event_ms


@lru_cache(maxsize=4096)
def instant(time: str | None) -> float:
    """An RFC 3339 time as epoch seconds, -inf if there is none."""
    return float("-inf") if time is None else datetime.fromisoformat(time).timestamp()


def is_later(a: Article) -> bool:
    """Whether the article itself says that it follows another: by a marker, a second take, a note with a verb, a kill.

    A flash (URGENT) does not, nor does a note to editors that names no change or only asks to withhold.
    """
    if a.lead_number is not None and a.lead_number > 0:
        return True
    if a.take is not None and a.take > 1:
        return True
    if a.editor_note is not None and any(o.verb != "WITHHOLDS" for o in a.editor_note.operations):
        return True
    return a.kind == "kill" or a.status == "canceled"


def is_following(a: Article) -> bool:
    """Whether it is a usable version that says so."""
    return a.status == "usable" and a.kind != "kill" and is_later(a)


def is_notice(a: Article) -> bool:
    """Whether it asks for something to be done with a story: a kill, hold, release, a canceled or withheld article."""
    if a.kind == "kill" or a.status != "usable":
        return True
    return a.kind == "advisory" and a.editor_note is not None and bool(a.editor_note.operations)


def number(a: Article) -> int:
    """Which version this is, counted from the base (0): the marker's number, else the send number of a follow-up."""
    if a.lead_number is not None:
        return a.lead_number
    if a.editor_note is not None and a.editor_note.operations and a.send_number:
        return a.send_number
    return 0


def gaps(versions: Sequence[Article]) -> tuple[int, ...]:
    """Missing numbers below the highest; 0 is the base. (2nd LD) alone gives (0, 1)."""
    known = {number(v) for v in versions if v.kind != "kill"}
    return tuple(n for n in range(max(known, default=0)) if n not in known)


def label_mismatch(a: Article) -> bool:
    """Whether marker and send number disagree (11 of 167 pages; grammar, section e). The id decides the order."""
    if a.serial is None or a.send_number is None or a.kind == "kill":
        return False
    return a.send_number != (a.lead_number or 0)
