"""Turns a story's record and the texts of its versions into plain values for the templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import orjson

from worker.publish.words import Block, Words, blocks, came_and_went, side_by_side, summary, words
from worker.story.diff import make_change
from worker.story.matching.shingles import runs
from worker.wire.article import Article, BadMessage
from worker.wire.article import from_json as article_from_json
from worker.wire.formats import FORMATS, Document

Json = Mapping[str, Any]

RUNGS = {
    "serial": "its versions have the same serial number from the wire",
    "link": "the agency links each version to the one before it",
    "slug": "its versions were sent under the same slug, within hours of each other",
    "text": "a later version repeats much of the text of the one before it",
    "item": "it is a single item of the wire, perhaps sent again",
}
"""Why the versions of a story are one story."""


def why_one(story: Json, told: Iterable[Any]) -> str:
    """Why the articles of a story are one story, in words; `told` are the decisions on it (`decided.Told`)."""
    joins = [t.decision for t in told if t.applies and t.decision.kind in ("join", "follow")]
    parts: list[str] = [f"{d.who} decided so: {d.why}" for d in joins]
    if len(story["versions"]) + story.get("older_versions", 0) == 1 and not joins:
        return "it has one version so far"
    if story["rung"] != "item" or not joins:
        parts.append(RUNGS.get(story["rung"], str(story["rung"])))
    return "; ".join(parts)


@dataclass(frozen=True, slots=True)
class Moment:
    """A version in the timeline. `number` counts from 0, oldest first; `text` is its article, None if it is not in the
    store; `changed` is how it differs from the one before, `verbs` what its note claims, `doubts` which claims were not
    found in the text; `evidence` is why it is a version of this story."""

    number: int
    version: Json
    text: Json | None
    changed: str = ""
    verbs: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    agrees: bool | None = None
    note: str | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions side by side."""

    headline: tuple[Words, Words]
    blocks: list[Block]
    captions: list[Block]
    note: tuple[str, str]
    topics_added: list[str] = field(default_factory=list)
    topics_removed: list[str] = field(default_factory=list)
    speakers_added: list[str] = field(default_factory=list)
    speakers_removed: list[str] = field(default_factory=list)
    summary: str = ""


def label(story: Json, version: Json) -> str:
    """What a version is called: its marker, or else its number; the first is the base."""
    if version["marker"]:
        return str(version["marker"])
    number = story["versions"].index(version) + story.get("older_versions", 0)
    return f"version {number + 1:,}" if number else "base"


def timeline(story: Json, texts: Mapping[tuple[str, str], Json]) -> list[Moment]:
    """The versions, oldest first."""
    found: list[Moment] = []
    before: Json | None = None
    for n, version in enumerate(story["versions"]):
        text = texts.get((version["item_id"], version["content_hash"]))
        found.append(_moment(n, version, text, before, first=n == 0))
        before = text if text is not None else before
    return found


def _moment(n: int, version: Json, text: Json | None, before: Json | None, *, first: bool) -> Moment:
    kind = str(version["change"]).replace("_", " ")
    if text is None:
        return Moment(n, version, None, kind)
    note = text["editor_note"]
    verbs = tuple(dict.fromkeys(o["verb"] for o in note["operations"])) if note else ()
    if first or before is None:
        return Moment(n, version, text, kind, verbs, note=note and note["text"], evidence="the first known")
    change = make_change(_article(text), _article(before), version["change"], adjacent=True)
    parts = [kind]
    if change.paragraphs_added or change.paragraphs_removed:
        parts.append(f"+{len(change.paragraphs_added)} −{len(change.paragraphs_removed)} paragraphs")
    if change.headline_before is not None:
        parts.append("headline")
    if change.captions_added or change.captions_removed:
        parts.append("photos")
    return Moment(
        n, version, text, ", ".join(parts), verbs, change.note_doubts, change.note_agrees, note and note["text"],
        evidence(before, text),
    )  # fmt: skip


def _article(text: Json) -> Article:
    return article_from_json(orjson.dumps(text))


def evidence(old: Json, new: Json) -> str:
    """What links a version to the one before it, in words."""
    found = []
    if old.get("serial") and old.get("serial") == new.get("serial"):
        found.append(f"serial {new['serial']}")
    if old["item_id"] == new["item_id"]:
        found.append("same item")
    if old["slug"] and old["slug"] == new["slug"]:
        found.append(f"slug {new['slug']}")
    a, b = runs(old["paragraphs"]), runs(new["paragraphs"])
    if a:
        found.append(f"{100 * len(a & b) // len(a)}% of the earlier text")
    if old["event_ms"] is not None and new["event_ms"] is not None:
        found.append(f"{_apart((new['event_ms'] - old['event_ms']) / 3_600_000)} apart")
    return " · ".join(found)


def _apart(hours: float) -> str:
    return f"{abs(hours) * 60:.0f} min" if abs(hours) < 2 else f"{abs(hours):.1f} h"


def compared(old: Json, new: Json) -> Comparison:
    """Compare two articles of a story."""
    text = blocks(old["paragraphs"], new["paragraphs"])
    topics = came_and_went(names_of(old["topics"]), names_of(new["topics"]))
    speakers = came_and_went(names_of(old["speakers"]), names_of(new["speakers"]))
    return Comparison(
        words(old["headline"] or "", new["headline"] or ""),
        side_by_side(text),
        side_by_side(blocks(old["captions"], new["captions"])),
        tuple(a["editor_note"]["text"] if a["editor_note"] else "" for a in (old, new)),  # type: ignore[arg-type]
        *topics,
        *speakers,
        summary=summary(text, same_headline=old["headline"] == new["headline"]),
    )


def names_of(found: Iterable[Json]) -> list[str]:
    """The names of topics or speakers."""
    return [x["name"] for x in found]


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a paragraph; `speaker` is the number, in the story, of the speaker whose words it is."""

    text: str
    speaker: int | None = None
    kind: str = ""


def marked(story: Json) -> list[list[Piece]]:
    """The paragraphs in pieces, with the quotes marked. Offsets are the record's; of two that overlap the first counts,
    and one that reaches outside its paragraph is ignored."""
    spans: dict[int, list[tuple[int, int, int, str]]] = {}
    for n, speaker in enumerate(story["speakers"]):
        for q in speaker["quotes"] or ():
            spans.setdefault(q["paragraph"], []).append((q["start"], q["end"], n, q["kind"]))
    found = []
    for number, paragraph in enumerate(story["paragraphs"]):
        at, pieces = 0, []
        for start, end, n, kind in sorted(spans.get(number, ())):
            if start < at or end <= start or end > len(paragraph):
                continue
            if start > at:
                pieces.append(Piece(paragraph[at:start]))
            pieces.append(Piece(paragraph[start:end], n, kind))
            at = end
        if at < len(paragraph):
            pieces.append(Piece(paragraph[at:]))
        found.append(pieces)
    return found


TOLD = {"canceled": "killed", "withheld": "on hold"}
"""What an editor says instead of a record's word."""

_COMBINED = {
    "superseded": "absorbed",
    "related": "has had a newer version of its own since",
    "unresolved": "not seen on the wire yet",
    "canceled": "killed",
    "refused": "refused, as the two would absorb one another",
}
MOST_NODES = 50


@dataclass(frozen=True, slots=True)
class Node:
    """A story in the graph of combines: `place` is `in` (absorbed), `self` or `out` (absorbs this one); `row` is the
    story as the list has it, None if it is not in the store or this viewer may not see it."""

    place: str
    state: str
    said: str
    headline: str | None
    slug: str | None
    uri: str | None
    row: Any = None


def graph(story: Json, absorbed: Iterable[Any], linked: Mapping[str, Any]) -> tuple[list[Node], int]:
    """What the story absorbed, the story, and what absorbed it, nearest first; and how many nodes are left out. Empty
    for a story that is combined with nothing."""
    named = {c["uri"]: c for c in story["combines"] if c["uri"]}
    nodes = [_absorbed(row, named.get(row["uri"])) for row in absorbed]
    there = {node.uri for node in nodes}
    for c in story["combines"]:
        if c["uri"] is None or c["uri"] not in there:
            said = _COMBINED.get(c["state"], c["state"])
            said += ", several stories by that name" if c["ambiguous"] else ""
            nodes.append(Node("in", c["state"], said, c["headline"], c["slug"], c["uri"], linked.get(c["uri"])))
    through = [uri for uri in (*story["superseded_through"], story["superseded_by"]) if uri]
    if not nodes and not through:
        return [], 0
    shown, cut = nodes[:MOST_NODES], len(nodes) - MOST_NODES
    shown.append(Node("self", story["status"], "this story", story["headline"], story["slug"], story["uri"]))
    for uri in dict.fromkeys(through):
        row = linked.get(uri)
        said = "absorbed this story" if uri == story["superseded_by"] else "absorbed it on the way"
        shown.append(Node("out", "", said, None, row["slug"] if row is not None else None, uri, row))
    return shown, max(0, cut)


def _absorbed(row: Any, named: Json | None) -> Node:
    said = "absorbed" + (", several stories by that name" if named and named["ambiguous"] else "")
    return Node("in", "superseded", said, row["headline"], row["slug"], row["uri"], row)


def uris_of(story: Json) -> list[str]:
    """The stories that the record refers to."""
    found = [story["superseded_by"], *story["superseded_through"]]
    found += [c["uri"] for c in story["combines"]] + [m["uri"] for m in story["mentions"]]
    return cast("list[str]", [uri for uri in dict.fromkeys(found) if uri])


def looks_like(value: bytes, content_type: str) -> str:
    """What the bytes of a dead letter look like, by the worker's own table of formats."""
    document = Document(value, content_type)
    try:
        known = next((f for f in FORMATS if f.knows(document)), None)
        if known is not None:
            return f"{known.name} ({known.looks})"
        given = document.json
    except BadMessage as bad:
        return f"unreadable: {bad.detail}"
    if isinstance(given, dict):
        return "a raw article" if "source" in given else "a JSON object in no known format"
    return "no known format"


def web_address(url: str | None) -> str | None:
    """The address if it may become a link: http(s) only, never a script."""
    return url if url and url.lower().startswith(("http://", "https://")) else None
