"""dpa's digital wires: JSON with a urn and article_html, alone or as a list of entries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from worker.wire.formats import blocks, common, when
from worker.wire.formats.common import Fields, filled, listed, mapping, text
from worker.wire.formats.document import Document, Found

NAME = "dpa digital wires"
_NOTE_ROLES = ("correction", "correctionshort", "genrenote", "editorialnote")


def knows(document: Document) -> bool:
    """JSON with a urn and article_html, or the format's own name."""
    return bool(_entries(document.json))


def read(document: Document) -> list[Found]:
    """An article, or why there is none, for each entry."""
    return [_entry(e) for e in _entries(document.json)]


def _entries(value: Any) -> list[Mapping[str, Any]]:
    outer = mapping(value)
    many = value if isinstance(value, list) else listed(outer.get("entries"))
    entries = [mapping(v) for v in many] or [outer]
    return entries if entries and all(map(_is_entry, entries)) else []


def _is_entry(value: Mapping[str, Any]) -> bool:
    named = str(value.get("format") or "").startswith("digitalwires")
    return isinstance(value.get("urn"), str) and (named or "article_html" in value)


def _entry(entry: Mapping[str, Any]) -> Found:
    status = common.status(entry.get("pubstatus"))
    found = blocks.of_html(str(entry.get("article_html") or ""))
    if not found.paragraphs and status not in ("canceled", "withheld"):
        if listed(entry.get("associations")):
            return common.not_text(NAME, "pictures or other media without a text")
        return common.empty(NAME, "article_html has no text")
    signal = text(entry.get("signal"))
    categories = [mapping(c) for c in listed(entry.get("categories"))]
    pictures = [_picture(mapping(a)) for a in listed(entry.get("associations"))]
    return filled(
        id=entry["urn"],
        url=text(entry.get("url")) or text(entry.get("canonical_url")),
        version=common.number(entry.get("version")),
        published_at=when.iso(entry.get("version_created")) or when.iso(entry.get("updated")),
        first_created=when.iso(entry.get("content_created")),
        status=status,
        embargoed_until=when.iso(entry.get("embargoed")),
        editor_note=_note(entry),
        headline=text(entry.get("headline")),
        slug=text(entry.get("kicker")),
        byline=text(entry.get("byline")),
        dateline=text(entry.get("dateline")),
        language=text(entry.get("language")),
        urgency=common.urgency(entry.get("urgency")),
        subjects=common.unique(_subject(c) for c in categories if "signal" not in str(c.get("type"))),
        credit=text(entry.get("creditline")),
        signals=common.unique([signal, *(text(c.get("qcode")) for c in categories if "signal" in str(c.get("type")))]),
        pictures=common.unique([*({"caption": c} for c in found.captions), *pictures]),
        paragraphs=found.paragraphs,
    )


def _note(entry: Mapping[str, Any]) -> str | None:
    notes = [mapping(n) for n in listed(entry.get("ednotes"))]
    said = [(str(n.get("role") or "").rpartition(":")[2], text(n.get("ednote"))) for n in notes]
    said = [(role, note) for role, note in said if note and role in _NOTE_ROLES]
    if any(role == "correction" for role, _ in said):
        said = [(role, note) for role, note in said if role != "correctionshort"]
    return "; ".join(common.unique(note for _, note in said)) or None


def _subject(category: Mapping[str, Any]) -> dict[str, str | None] | None:
    return common.subject(text(category.get("qcode")), text(category.get("name")))


def _picture(one: Mapping[str, Any]) -> Fields | None:
    if one.get("type") not in ("image", "picture", "graphic"):
        return None
    return filled(
        item_id=text(one.get("urn")),
        caption=text(one.get("caption")),
        credit=text(one.get("creditline")),
        url=next((text(mapping(r).get("url")) for r in listed(one.get("renditions"))), None),
    )
