"""The AP Media API: an item's metadata as JSON. Its text is a separate NITF file, which the producer adds to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from worker.wire.article import BadMessage
from worker.wire.formats import common, nitf, when, xml
from worker.wire.formats.common import Fields, filled, listed, mapping, text
from worker.wire.formats.document import Document, Found

NAME = "AP Media API"
_SIGNALS = {"corrective": "sig:correction", "correction": "sig:correction", "clarification": "sig:correction"}
_ADVISORIES = ("advisory", "daybook", "test")


def knows(document: Document) -> bool:
    """JSON whose item has altids, alone, under `item`, `data.item` or in `data.items`."""
    return bool(_items(document.json))


def read(document: Document) -> list[Found]:
    """An article, or why there is none, for each item."""
    value = mapping(document.json)
    return [_item(item, value) for item in _items(value)]


def _items(value: Any) -> list[Mapping[str, Any]]:
    outer = mapping(value)
    data = mapping(outer.get("data")) or outer
    many = [mapping(mapping(i).get("item")) or mapping(i) for i in listed(data.get("items"))]
    one = mapping(data.get("item")) or data
    return [item for item in (many or [one]) if _is_item(item)]


def _is_item(item: Mapping[str, Any]) -> bool:
    """Whether it is metadata of the API, and not ninjs, which may have the same name for its ids."""
    named = isinstance(item.get("altids"), dict) and "itemid" in item["altids"]
    return named and not ("standard" in item or "$standard" in item or any(n.startswith("body_") for n in item))


def _item(item: Mapping[str, Any], outer: Mapping[str, Any]) -> Found:
    kind = text(item.get("type")) or "text"
    if kind != "text":
        what = "a package of other items" if kind == "composite" else f"a {kind} item"
        return common.not_text(NAME, what)
    status = common.status(item.get("pubstatus"))
    inner = _text(outer.get("content") or item.get("content") or outer.get("nitf") or item.get("nitf"))
    if not inner.get("paragraphs") and status not in ("canceled", "withheld"):
        return common.empty(
            NAME, "only metadata: fetch the text from renditions.nitf and add it as `content` or `nitf`"
        )
    types = [t.lower() for t in common.texts(item.get("editorialtypes"))]
    signals = common.texts(item.get("signals"))
    published = item.get("signals") is None or "newscontent" in signals
    return inner | filled(
        id=text(mapping(item.get("altids")).get("itemid")),
        url=_canonical(item),
        version=common.number(item.get("version")),
        published_at=when.iso(item.get("versioncreated")),
        first_created=when.iso(item.get("firstcreated")),
        status=status,
        embargoed_until=when.iso(item.get("embargoed")),
        editor_note=text(item.get("ednote")),
        headline=text(item.get("headline")) or text(item.get("title")),
        slug=text(item.get("slugline")),
        byline=", ".join(common.texts([mapping(b).get("by") for b in listed(item.get("bylines"))])),
        located=text(item.get("located")) or text(mapping(item.get("datelinelocation")).get("city")),
        language=text(item.get("language")),
        urgency=common.urgency(item.get("urgency")),
        subjects=common.unique(_subject(mapping(s)) for s in listed(item.get("subject"))),
        credit=text(item.get("provider")),
        links=common.unique(_links(item)),
        pictures=common.unique(_picture(mapping(a)) for a in mapping(item.get("associations")).values()),
        signals=common.unique([*(_SIGNALS[t] for t in types if t in _SIGNALS), *signals]),
        kind=None if published and not set(types) & set(_ADVISORIES) else "advisory",
    )


def _text(content: Any) -> Fields:
    if not isinstance(content, str) or not content.strip():
        return {}
    found = nitf.text(xml.parse(content, f"{NAME}, its NITF"))
    return {name: value for name, value in found.items() if name == "paragraphs"}


def _subject(value: Mapping[str, Any]) -> dict[str, str | None] | None:
    scheme = text(value.get("scheme"))
    if scheme and "iptc" not in scheme:
        scheme = None
    return common.subject(text(value.get("code")), text(value.get("name")), scheme)


def _links(item: Mapping[str, Any]) -> list[Fields]:
    named = (("refersto", "seeAlso"), ("derivedfrom", "derivedFrom"))
    found: list[Fields] = [{"rel": rel, "to": to} for name, rel in named for to in common.texts(item.get(name))]
    for association in map(mapping, mapping(item.get("associations")).values()):
        other = text(mapping(association.get("altids")).get("itemid"))
        if other:
            found.append(filled(rel=text(association.get("type")) or "seeAlso", to=other))
    return found


def _picture(association: Mapping[str, Any]) -> Fields | None:
    if association.get("type") not in ("picture", "graphic"):
        return None
    return filled(
        item_id=text(mapping(association.get("altids")).get("itemid")),
        caption=text(association.get("caption")) or text(association.get("description_caption")),
        url=text(association.get("uri")),
    )


def _canonical(item: Mapping[str, Any]) -> str | None:
    for link in map(mapping, listed(item.get("links"))):
        if link.get("rel") == "canonical":
            return text(link.get("href"))
    return None


__all__ = ["NAME", "BadMessage", "knows", "read"]
