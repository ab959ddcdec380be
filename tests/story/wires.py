"""Invented wires for the tests of the fold: articles as values, and hypothesis strategies over whole wires."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

import orjson
from hypothesis import strategies as st

from worker.wire.article import Article, Dateline, EditorNote, Lineage, Link, Operation, Precision, TimeFrom, as_json

DAY = datetime(2031, 5, 7, tzinfo=UTC)
WORDS = (
    "harbour ferry tide museum lantern orchard mayor ridge valley depot convoy ballot survey clinic stadium treaty "
    "granite quarter signal vessel archive budget council river border festival engineer monsoon turbine tribunal"
).split()

HERE, THERE = (Dateline((city,), None, None, None, f"{city} --") for city in ("MEREN", "TOLVE"))

ROUGH_TIMES: tuple[tuple[Precision | None, TimeFrom], ...] = (("day", "page"), (None, "fetched"), (None, "record"))
"""Precisions and origins of times that are not known to the minute."""


def text(seed: int, paragraphs: int = 4) -> tuple[str, ...]:
    """Paragraphs of invented words; another seed shares no run of five words with it."""
    return tuple(
        f"Case {seed} item {p} " + " ".join(f"{WORDS[(seed * 7 + p * 5 + w * 3) % 30]}{seed}x{p}" for w in range(20))
        for p in range(paragraphs)
    )


def brief(seed: int, n: int) -> tuple[str, ...]:
    """A text too short for shingles, of which the nth version keeps fewer words."""
    return (" ".join([f"q{seed}{w}" for w in range(16 - 2 * n)] + [f"z{n}{w}" for w in range(2 * n)]),)


def note(*operations: tuple[str, tuple[str, ...]]) -> EditorNote:
    """A note of (verb, slugs) pairs."""
    shown = "; ".join(f"{verb} {' and '.join(slugs)}".strip() for verb, slugs in operations)
    return EditorNote(shown, tuple(Operation(verb, slugs=slugs) for verb, slugs in operations))


def article(minutes: int | None = 0, **fields: Any) -> Article:
    """An article sent `minutes` after midnight of an invented day; every field can be given."""
    at = None if minutes is None else DAY + timedelta(minutes=minutes)
    base: dict[str, Any] = dict.fromkeys(
        f.name for f in dataclasses.fields(Article) if f.default is dataclasses.MISSING
    )
    base |= {
        "source": "harbour",
        "item_id": "one",
        "headline": "Ferry line opens",
        "published": at.isoformat() if at else None,
        "published_precision": "minute" if at else None,
        "event_time": at.isoformat() if at else None,
        "event_ms": int(at.timestamp() * 1000) if at else None,
        "event_from": "feed" if at else None,
        "received_ms": int(at.timestamp() * 1000) if at else None,
        "kind": "article",
        "status": "usable",
        "language": "en",
        "paragraphs": text(1),
        "extra": {},
        "raw": Lineage("raw", 0, 0),
    }
    base |= dict.fromkeys(("emails", "captions", "items", "speakers", "topics", "flags"), ())
    base["more"] = False
    base |= fields
    base |= {name: as_json(base[name]) for name in ("speakers", "topics")}
    if base["serial"]:
        base["item_id"] = fields.get("item_id", f"{base['serial']}-{base['send_number'] or 0}")
    base["content_hash"] = ""
    said = {k: v for k, v in base.items() if k not in _FOUND} | {"embargoed": "embargoed" in base["flags"]}
    base["content_hash"] = blake2b(orjson.dumps(said), digest_size=16).hexdigest()
    return Article(**base)


_PLACE = ("names", "url", "fetched_at", "received_ms", "event_time", "event_ms", "event_from", "flags", "extra", "raw")
_FOUND = (*_PLACE, "speakers", "topics")
EMBARGOES = (None, "2031-05-07T12:00:00+00:00", "2031-05-08T08:00:00+09:00")
"""Ends of embargoes in these wires; None: without an end."""


def lead(n: int) -> dict[str, Any]:
    """The fields of an nth lead's marker; 0 is none."""
    if n == 0:
        return {}
    ordinal = {2: "2nd", 3: "3rd"}.get(n, f"{n}th")
    return {"lead_number": n, "marker": "(LEAD)" if n == 1 else f"({ordinal} LD)"}


SLUGS = ("NK-harbour", "nk‑Harbour ", "Koreas-joint project", "Ferry", None)
NAMES = ("NK-harbour", "Koreas-joint project", "Ferry", "Ferry line opens", "coast.example/1", "Nobody knows")


@st.composite
def articles(draw: st.DrawFn, days: int = 3, timed: bool = False) -> Article:
    """One article of a small wire in which slugs, serials, texts and headlines collide often.

    Over more than three days, serials are those of the day, as the reader guards it. `timed` leaves no time unknown.
    """
    minutes = draw(st.one_of(st.integers(0, days * 1440), st.just(600), *(() if timed else (st.none(),))))
    day = 7 if days <= 3 else 7 + (minutes or 0) // 1440
    serial = draw(st.sampled_from((f"203105{day:02}-0001-315", f"203105{day:02}-0002-320", None, None)))
    n = draw(st.integers(0, 3))
    story = draw(st.integers(1, 3))
    kind = draw(st.sampled_from(("article",) * 12 + ("kill", "digest", "advisory")))
    paragraphs = text(story, 2 + n) if draw(st.booleans()) else text(story * 10 + n, 3)
    paragraphs = draw(st.sampled_from((paragraphs,) * 7 + (brief(story, n),)))
    operations = []
    if kind in ("kill", "advisory") and draw(st.booleans()):
        operations.append(("KILLS", tuple(draw(st.lists(st.sampled_from(NAMES), max_size=1)))))
    if draw(st.integers(0, 2 if kind == "advisory" else 5)) == 0:
        verbs = draw(st.sampled_from((("WITHHOLDS",), ("RELEASES",), ("RELEASES", "WITHHOLDS"))))
        operations.extend((verb, tuple(draw(st.lists(st.sampled_from(NAMES), max_size=2)))) for verb in verbs)
    if draw(st.integers(0, 3)) == 0:
        operations.append(("COMBINES", tuple(draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=2)))))
    if draw(st.integers(0, 5)) == 0:
        operations.append((draw(st.sampled_from(("ADDS", "REINSTATES", "CORRECTS", "USES"))), ("Ferry",)))
    flash = {"lead_number": 0, "marker": "(URGENT)"} if n == 0 and draw(st.integers(0, 2)) == 0 else {}
    fields: dict[str, Any] = lead(n) | {
        "serial": serial,
        "send_number": n if serial else None,
        "slug": draw(st.sampled_from(SLUGS)),
        "headline": draw(st.sampled_from(("Ferry line opens", "(Asiad) Ferry", "Museum reopens", None))),
        "kind": kind,
        "status": "canceled" if kind == "kill" else draw(st.sampled_from(("usable",) * 6 + ("withheld",))),
        "dateline": draw(st.sampled_from((None, None, HERE, THERE))),
        "paragraphs": paragraphs if kind == "article" else (),
        "captions": draw(st.sampled_from(((), ("Visitors look at a clock. (Harbour)",)))),
        "editor_note": note(*operations) if operations else None,
        "take": draw(st.sampled_from((None,) * 8 + (1, 2, 3))),
        "more": draw(st.sampled_from((False,) * 8 + (True,))),
        "fetched_at": draw(st.sampled_from((None, "2031-05-07T10:00:00+00:00", "2031-05-07T20:00:00+09:00"))),
        "raw": Lineage("raw", draw(st.integers(0, 1)), draw(st.integers(0, 99))),
        **flash,
    }
    if serial is None:
        item = draw(st.sampled_from("abcdefgh"))
        fields["item_id"] = item if days <= 3 else f"{item}{day}"
        fields["flags"] = ("recycled_id",) if item in "gh" else draw(st.sampled_from(((),) * 8 + (("fragment",),)))
        if item in "abcd" and days <= 3:
            others = draw(st.lists(st.sampled_from(("b", "c", "coast.example/1", "coast.example/2")), max_size=2))
            fields["names"] = (item, *sorted({*others} - {item})) if others else ()
            fields["version"] = draw(st.sampled_from((None, None, None, 1, 2)))
            fields["received_ms"] = draw(st.sampled_from((None, 1, 2)))
    if kind in ("article", "digest") and draw(st.integers(0, 5)) == 0:
        fields["embargoed_until"] = draw(st.sampled_from(EMBARGOES))
        fields["flags"] = (*fields.get("flags", ()), "embargoed")
    if draw(st.integers(0, 4)) == 0:
        ids = [f"{item}{'' if days <= 3 else day}" for item in "abcdg"] + [f"203105{day:02}-0001-315-{n}"]
        rel = draw(st.sampled_from(("evolvedFrom", "previousVersion", "seeAlso", "cancels")))
        fields["links"] = (Link(rel, draw(st.sampled_from(ids))),)
    if draw(st.integers(0, 9)) == 0 and fields["headline"]:
        fields["headline"] += f" (Teil {draw(st.integers(1, 2))} von 2)"
    if kind == "article" and draw(st.integers(0, 9)) == 0:
        fields["flags"] = (*fields.get("flags", ()), "summary")
        fields["paragraphs"] = fields["paragraphs"][:1]
    a = article(minutes, **fields)
    if minutes is not None and not timed and draw(st.integers(0, 4)) == 0:
        precision, known = draw(st.sampled_from(ROUGH_TIMES))
        a = dataclasses.replace(a, published_precision=precision, event_from=known)
    return a


def wires(max_size: int = 12) -> st.SearchStrategy[list[Article]]:
    """Small wires, in the order of arrival."""
    return st.lists(articles(), min_size=1, max_size=max_size)
