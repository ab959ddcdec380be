"""The difference between the live and the replayed state of a story, field by field and paragraph by paragraph."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import orjson

from worker.publish.outputs import NINJS
from worker.publish.words import SAME, Block, blocks, came_and_went, side_by_side, summary

Kind = Literal["new", "changed", "regrouped", "superseded", "missing", "stale"]
KINDS: tuple[Kind, ...] = ("new", "changed", "regrouped", "superseded", "missing", "stale")
Json = Mapping[str, Any]

NAMED = ("topics", "speakers", "combines")
TOLD = (
    "status", "superseded_by", "headline", "slug", "marker", "editor_note", "editor_note.text", "correction",
    "dateline", "dateline.raw", "byline", "captions", "first_created", "version_created", "change.kind", "gaps",
    "embargoed_until", "decided_by",
)  # fmt: skip
"""Fields that an editor looks at; the rest is technical."""

_LINKS = ("superseded_by", "superseded_through", "combines")


@dataclass(frozen=True, slots=True)
class Difference:
    """One story that differs. `live` or `replayed` is None if that side does not have the story.

    `fields` are (name, live, replayed) without the paragraphs, which are (" ", "-" or "+", text) in reading order.
    `elsewhere` are the stories of the other side that contain versions of this one. `held` says why `promote` would
    leave the story as it is, None if it would publish it.
    """

    kind: Kind
    uri: str
    live: Json | None
    replayed: Json | None
    fields: tuple[tuple[str, Any, Any], ...]
    paragraphs: tuple[tuple[str, str], ...]
    elsewhere: tuple[str, ...]
    held: str | None
    value: bytes | None
    """The replayed state as it would be published; None means a tombstone."""

    @property
    def headline(self) -> str:
        """Headline of the replayed state, or else of the live one, or else a slug."""
        sides = [side for side in (self.replayed, self.live) if side]
        return str(next((s[n] for n in ("headline", "slug") for s in sides if s.get(n)), "(no headline)"))

    @property
    def blocks(self) -> list[Block]:
        """The paragraphs of both sides, edited ones with their words marked."""
        old, new = ((side or {}).get("paragraphs", ()) for side in (self.live, self.replayed))
        return side_by_side(blocks(old, new))

    @property
    def chips(self) -> dict[str, tuple[list[str], list[str]]]:
        """Topics, speakers and absorbed stories that only the replayed state names, and those that only the live one
        does."""
        both = self.live is not None and self.replayed is not None
        sides = [[list(map(_name, (s or {}).get(n, ()))) for s in (self.live, self.replayed)] for n in NAMED if both]
        found = {name: came_and_went(*side) for name, side in zip(NAMED, sides, strict=False)}
        return {name: pair for name, pair in found.items() if any(pair)}

    @property
    def open_fields(self) -> list[tuple[str, Any, Any]]:
        """The fields that say something to an editor."""
        return [field for field in self.fields if field[0] in TOLD]

    @property
    def technical_fields(self) -> list[tuple[str, Any, Any]]:
        """All others."""
        return [field for field in self.fields if field[0] not in TOLD]

    @property
    def summary(self) -> str:
        """What differs, in one line."""
        if self.live is None or self.replayed is None:
            return "only replayed" if self.live is None else "only live"
        told = [name.removesuffix(".text").replace("_", " ") for name, _, _ in self.open_fields if name != "headline"]
        text = summary(self.blocks, same_headline=self.live["headline"] == self.replayed["headline"])
        parts = [] if text == SAME else [text]
        parts += [", ".join(dict.fromkeys(told))] if told else []
        parts += [_chips(name, *pair) for name, pair in self.chips.items()]
        technical = len(self.technical_fields)
        return "; ".join(parts) or f"{technical} technical field{'s' if technical != 1 else ''}"

    def as_json(self) -> Json:
        """As a JSON object."""
        return {
            "kind": self.kind,
            "uri": self.uri,
            "headline": self.headline,
            "fields": {name: {"live": a, "replayed": b} for name, a, b in self.fields},
            "paragraphs": [{"sign": sign, "text": text} for sign, text in self.paragraphs if sign != " "],
            "elsewhere": self.elsewhere,
            "held": self.held,
        }


def _name(one: Json) -> str:
    return str(one.get("name") or one.get("headline") or one.get("slug") or one.get("uri"))


def _chips(name: str, came: list[str], went: list[str]) -> str:
    return f"{name} {' '.join([*(f'+{n}' for n in came), *(f'−{n}' for n in went)])}"


def parsed(value: bytes | None) -> Any:
    """A record as JSON; None for a tombstone."""
    return None if value is None else orjson.loads(value)


def make_difference(
    uri: str, live: Json | None, replayed: Json | None, value: bytes | None, elsewhere: set[str], held: str | None
) -> Difference:
    """The difference between two states of a story whose records differ."""
    a, b = live or {}, replayed or {}
    names = [n for n in a if n != "paragraphs"] if live and replayed else []
    deep = (leaf for n in names if n != "decided_by" for leaf in leaves(n, a[n], b[n]))
    whole = (("decided_by", a[n], b[n]) for n in names if n == "decided_by" and a[n] != b[n])
    fields = (*whole, *deep)
    paragraphs = _paragraphs(a.get("paragraphs", ()), b.get("paragraphs", ()))
    kind = _kind(live, replayed, bool(elsewhere))
    return Difference(kind, uri, live, replayed, fields, paragraphs, tuple(sorted(elsewhere)), held, value)


def leaves_beside(stream: str, live: bytes | None, replayed: bytes | None) -> Iterator[tuple[str, Any, Any]]:
    """What differs in one derived stream."""
    if stream == NINJS and live is not None and replayed is not None:
        yield from leaves(NINJS, parsed(live), parsed(replayed))
    elif live is not None and replayed is not None:
        yield stream, "a copy of another state", "a copy"
    else:
        yield stream, live and "a copy", replayed and "a copy"


def versions(story: Json | None) -> list[tuple[str, str]]:
    """Item and content of each version; empty if there is no story."""
    return [(v["item_id"], v["content_hash"]) for v in story["versions"]] if story else []


def tied_to(story: Json | None) -> set[str]:
    """Stories that the record of this one refers to."""
    if story is None:
        return set()
    tied = {story["superseded_by"], *story["superseded_through"], *(c["uri"] for c in story["combines"])}
    return {uri for uri in tied if uri}


def _kind(live: Json | None, replayed: Json | None, moved: bool) -> Kind:
    if moved and versions(live) != versions(replayed):
        return "regrouped"
    if live is None:
        return "new"
    if replayed is None:
        return "missing"
    return "superseded" if any(live[n] != replayed[n] for n in _LINKS) else "changed"


def leaves(name: str, live: Any, replayed: Any) -> Iterator[tuple[str, Any, Any]]:
    """Where two values differ, as deep as their shapes agree: `versions[2].change`."""
    if live == replayed:
        return
    if isinstance(live, dict) and isinstance(replayed, dict) and live.keys() == replayed.keys():
        for key in live:
            yield from leaves(f"{name}.{key}", live[key], replayed[key])
    elif isinstance(live, list) and isinstance(replayed, list) and len(live) == len(replayed):
        for n, (a, b) in enumerate(zip(live, replayed, strict=True)):
            yield from leaves(f"{name}[{n}]", a, b)
    else:
        yield name, live, replayed


def _paragraphs(old: Any, new: Any) -> tuple[tuple[str, str], ...]:
    """Compare two texts paragraph by paragraph."""
    found: list[tuple[str, str]] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [(" ", p) for p in old[a:b]]
        else:
            found += [("-", p) for p in old[a:b]] + [("+", p) for p in new[c:d]]
    return tuple(found)
