"""ninjs 1 to 3, IPTC's news in JSON: from AAP, NTB, TT, Superdesk, Newshub, and from this worker itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from worker.wire.article import BadMessage
from worker.wire.formats import blocks, common, when
from worker.wire.formats.common import Fields, filled, listed, mapping, text
from worker.wire.formats.document import Document, Found

NAME = "ninjs"
_OWN = ("headlines", "bodies", "body_html", "body_text", "body_xhtml", "versioncreated", "versionCreated",
        "representationtype", "representationType", "headline", "standard", "pubStatus", "description_text",
        "description_html", "renditions", "associations", "slugline", "byline")  # fmt: skip
_KNOWN = frozenset(
    ("uri", "$standard", "type", "mimetype", "version", "firstcreated", "embargoed", "pubstatus", "urgency", "language",
     "title", "copyrightholder", "copyrightnotice", "usageterms", "ednote", "located", "person", "people",
     "organisation", "organisations", "place", "places", "subject", "subjects", "event", "events", "object", "objects",
     "infosource", "infosources", "profile", "genre", "genres", "altids", "expires", "contentcreated", "by",
     "trustindicator", "trustindicators", "signals", "rightsinfo", "keywords")
)  # fmt: skip
"""Other properties of ninjs: an object that has only these is ninjs too."""

_PATTERNED = re.compile(r"(?:body|headline)_[a-z]")
_OTHERS = ("picture", "photo", "image", "graphic", "audio", "video", "composite", "component", "planning", "event",
           "package", "animation", "map")  # fmt: skip
_LINKS = {"evolvedfrom": "evolvedFrom", "evolvedFrom": "evolvedFrom", "rewrite_of": "evolvedFrom",
          "previousversion": "previousVersion", "translated_from": "translatedFrom"}  # fmt: skip


def knows(document: Document) -> bool:
    """JSON with a uri and another field of ninjs, or a list of such objects."""
    return any(is_item(v) for v in _items(document.json)[:3])


def is_item(value: Any) -> bool:
    """Whether a JSON value is a ninjs item."""
    if not isinstance(value, dict) or isinstance(value.get("content"), str) or isinstance(value.get("body"), str):
        return False
    if not isinstance(value.get("uri") or value.get("guid"), str):
        return "body_html" in value and ("headline" in value or "versioncreated" in value)
    return any(name in value for name in _OWN) or value.keys() <= _KNOWN or any(map(_PATTERNED.match, value))


def read(document: Document) -> list[Found]:
    """An article, or why there is none, for each item."""
    return [item(v) for v in _items(document.json)]


def _items(value: Any) -> list[Any]:
    """The items of a list or of a search result, or the single item."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and "uri" not in value and "guid" not in value:
        for name in ("items", "item", "_items"):
            if isinstance(value.get(name), list):
                return list(value[name])
    return [value]


def item(value: Any) -> Found:
    """The fields of one item."""
    if not is_item(value):
        return BadMessage("unknown_format", "an element in a list of ninjs items that is not ninjs")
    kind = (text(value.get("type")) or "text").lower()
    if kind in _OTHERS:
        what = "a package of other items" if kind in ("composite", "package") else f"of type {kind}, not text"
        return common.not_text(NAME, what)
    status = common.status(value.get("pubStatus") or value.get("pubstatus"))
    body = _body(value)
    paragraphs = body.paragraphs
    headline = _headline(value)
    if not paragraphs and status not in ("canceled", "withheld"):
        return common.empty(NAME, "no text in body_html, body_text, body_xhtml or bodies")
    pictures = [_picture(a) for a in _associated(value.get("associations"))]
    own = _own_profile(value)
    said = filled(
        id=value.get("uri") or value.get("guid") or value.get("_id"),
        url=_web(value),
        version=common.number(value.get("version")),
        published_at=when.iso(value.get("versionCreated") or value.get("versioncreated")),
        first_created=when.iso(value.get("firstCreated") or value.get("firstcreated")),
        embargoed_until=when.iso(value.get("embargoedUntil") or value.get("embargoed")),
        status=status,
        editor_note=text(value.get("edNote") or value.get("ednote")),
        headline=headline,
        slug=text(value.get("slugline")),
        byline=text(value.get("byline")) or text(value.get("by")) or _people(value),
        located=_located(value),
        language=_language(value.get("language")),
        urgency=common.urgency(value.get("urgency")),
        subjects=common.unique(_subjects(value)),
        credit=_credit(value),
        links=common.unique(_links(value)),
        signals=common.unique(_signals(value)),
        pictures=common.unique([*({"caption": c} for c in body.captions), *pictures]),
        paragraphs=paragraphs,
    )
    return {**said, "subjects": [], **own} if own else said


def _own_profile(value: Mapping[str, Any]) -> Fields:
    """Fields that only this worker's own ninjs has: marker and prefix in the title, own topics among the subjects."""
    profile = value.get("profile")
    if not isinstance(profile, str) or not profile.startswith("newswire:"):
        return {}
    title, headline = text(value.get("title")) or "", _headline(value) or ""
    sources = [mapping(s) for s in listed(value.get("infoSources"))]
    described = [mapping(d) for d in listed(value.get("descriptions"))]
    return filled(
        dateline=next((text(d.get("value")) for d in described if d.get("role") == "dateline"), None),
        kind=profile.partition(":")[2],
        exact=True,
        headline=title if headline and title.endswith(headline) else None,
        credit=next((text(s.get("name")) for s in sources if s.get("role") == "creditLine"), None),
        subjects=[
            common.subject(text(s.get("literal")) or text(s.get("uri")), text(s.get("name")))
            for s in map(mapping, listed(value.get("subjects")))
            if s.get("rel") == "stated"
        ],
    )


def _headline(value: Mapping[str, Any]) -> str | None:
    lines = [mapping(h) for h in listed(value.get("headlines"))]
    main = next((h for h in lines if (h.get("role") or "main") == "main" and text(h.get("value"))), None)
    main = main or next((h for h in lines if text(h.get("value"))), None)
    named = sorted((name != "headline_main", name) for name in value if name.startswith("headline_"))
    apart = next((text(value[name]) for _, name in named if text(value[name])), None)
    found = text(main.get("value")) if main else text(value.get("headline")) or apart or text(value.get("title"))
    return " ".join(blocks.of_html(found).paragraphs) if found and "<" in found and "</" in found else found


def _body(value: Mapping[str, Any]) -> blocks.Blocks:
    """The text, preferably from HTML, which has its paragraphs, else from plain text."""
    bodies = [b for b in map(mapping, listed(value.get("bodies"))) if isinstance(b.get("value"), str)]
    main = [b for b in bodies if (b.get("role") or "main") in ("main", "body", "text", "article")] or bodies
    kinds = [((b.get("contentType") or b.get("contenttype") or "text/html").lower(), b["value"]) for b in main]
    kinds += [
        (kind, value[name])
        for name, kind in (("body_html", "text/html"), ("body_xhtml", "text/html"), ("body_text", "text/plain"))
        if isinstance(value.get(name), str)
    ]
    kinds += [
        ("text/html" if "html" in name or "</p>" in body else "text/plain", body)
        for name, body in value.items()
        if name.startswith("body_") and name not in ("body_html", "body_xhtml", "body_text") and isinstance(body, str)
    ]
    described = [mapping(d) for d in listed(value.get("descriptions"))]
    kinds += [("text/plain", d["value"]) for d in described if d.get("role") == "text" and text(d.get("value"))]
    for kind, body in sorted(kinds, key=lambda pair: "html" not in pair[0]):
        found = blocks.of_html(body) if "html" in kind or "<p" in body else blocks.Blocks(blocks.of_plain(body))
        if found.paragraphs:
            return found
    return blocks.Blocks()


def _associated(value: Any) -> Iterable[tuple[str, Mapping[str, Any]]]:
    """Associations as a mapping (1.x) or a list (2 and 3): their name or relation, and each."""
    if isinstance(value, dict):
        for name, one in value.items():
            for single in one if isinstance(one, list) else [one]:
                yield name, mapping(single)
    for one in listed(value):
        yield text(mapping(one).get("rel")) or text(mapping(one).get("name")) or "", mapping(one)


def _picture(association: tuple[str, Mapping[str, Any]]) -> Fields | None:
    _, one = association
    if (text(one.get("type")) or "").lower() not in ("picture", "graphic", "photo", "image"):
        return None
    described = [mapping(d) for d in listed(one.get("descriptions"))]
    captions = [text(d.get("value")) for d in described if d.get("role") in ("caption", None, "main", "short")]
    caption = text(one.get("description_text")) or next(filter(None, captions), None)
    caption = caption or _plain(one.get("description_html")) or _plain(one.get("body_text"))
    return filled(
        item_id=text(one.get("uri")),
        caption=caption,
        credit=text(one.get("byline")) or text(one.get("by")) or text(one.get("creditline")),
        url=_rendition(one.get("renditions")),
    )


def _plain(value: Any) -> str | None:
    return " ".join(blocks.of_html(value).paragraphs) or None if isinstance(value, str) else None


def _rendition(value: Any) -> str | None:
    ones = value.values() if isinstance(value, dict) else listed(value)
    return next((found for one in ones if (found := text(mapping(one).get("href")))), None)


def _links(value: Mapping[str, Any]) -> Iterable[Fields | None]:
    for name, rel in _LINKS.items():
        for to in common.texts(value.get(name)):
            yield {"rel": rel, "to": to}
    for rel, one in _associated(value.get("associations")):
        kind, other = (text(one.get("type")) or "text").lower(), text(one.get("uri"))
        related = common.relation(rel)
        if other and kind in ("text", "composite") and related in ("evolvedFrom", "previousVersion", "seeAlso"):
            yield filled(rel=related, to=other, title=text(one.get("headline")) or text(one.get("name")))


def _subjects(value: Mapping[str, Any]) -> Iterable[Any]:
    for name in ("subjects", "subject"):
        for one in map(mapping, listed(value.get(name))):
            code, scheme = text(one.get("code")) or text(one.get("qcode")), text(one.get("scheme"))
            uri = text(one.get("uri"))
            if uri and not code and uri.startswith("urn:newswire:topic:"):
                code = text(one.get("literal"))
            yield common.subject(
                code or uri or text(one.get("literal")), text(one.get("name")), scheme if code else None
            )


def _credit(value: Mapping[str, Any]) -> str | None:
    for name in ("infoSources", "infosources", "infosource"):
        for one in map(mapping, listed(value.get(name))):
            if (one.get("role") or "provider") in ("provider", "credit", "source") and text(one.get("name")):
                return text(one["name"])
    return (
        text(value.get("creditline"))
        or text(value.get("copyrightHolder"))
        or text(value.get("copyrightholder"))
        or text(value.get("source"))
    )


def _people(value: Mapping[str, Any]) -> str | None:
    people = [mapping(p) for name in ("people", "person") for p in listed(value.get(name))]
    authors = [text(p.get("name")) for p in people if p.get("rel") in ("author", "creator")]
    authors += [text(mapping(a).get("name")) for a in listed(value.get("authors"))]
    return ", ".join(common.unique(authors)) or None


def _located(value: Mapping[str, Any]) -> str | None:
    located = value.get("located")
    return text(located) or text(mapping(located).get("name"))


def _language(value: Any) -> str | None:
    return text(value) or text(mapping(value).get("tag"))


def _web(value: Mapping[str, Any]) -> str | None:
    for one in map(mapping, listed(value.get("renditions"))):
        if one.get("name") == "web":
            return text(one.get("href"))
    return text(value.get("canonicalurl")) or text(value.get("canonicalUrl"))


def _signals(value: Mapping[str, Any]) -> Iterable[str]:
    for name in ("signals", "signal"):
        given = value.get(name)
        for one in given if isinstance(given, list) else [given]:
            found = text(one) or text(mapping(one).get("code")) or text(mapping(one).get("qcode"))
            if found:
                yield found
