"""NewsML 1.0 to 1.2: AFP, ANP, EFE, TASS, Kyodo, Business Wire and others; root `NewsML`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from worker.wire.article import BadMessage
from worker.wire.formats import blocks, common, nitf, when, xml
from worker.wire.formats.common import Fields, filled
from worker.wire.formats.document import Document, Found

NAME = "NewsML 1.2"
_TEXTS = frozenset(("html", "body", "div", "p", "block", "section", "article", "span", "pre", "table"))
_MEDIA = ("photo", "picture", "image", "graphic", "video", "audio", "animation", "logo", "complexdata")
_PIECES = frozenset(("lead", "body"))
_CAPTIONS = ("caption", "photocaption", "legend")
_SECOND = (
    "title", "headline", "caption", "photo", "picture", "graphic", "quicklook", "thumbnail", "preview", "highdef",
    "video", "logo", "supporting", "related",
)  # fmt: skip
_ALERTS = ("alert", "alerte", "flash", "urgent", "bulletin", "newsflash")
_SUBJECTS = ("Subject", "SubjectMatter", "SubjectDetail")
_SIGNALS = {
    "update": "sig:update", "rectify": "sig:correction", "correction": "sig:correction", "correct": "sig:correction",
    "corrective": "sig:correction", "repeat": "sig:repeat", "kill": "sig:kill",
}  # fmt: skip
_LINKS = {"associatedwith": "seeAlso", "derivedfrom": "derivedFrom", "updatecontent": "previousVersion"}

_MARK = re.compile(r"[*_=\s-]+|NewsComponentRef|NewsItemRef")
"""Lines of a plain text that stand for a break, or for a sound or picture left out."""
_STARS = re.compile(r"^\*{3,}\s*")


def knows(document: Document) -> bool:
    """Root `NewsML`."""
    return document.root is not None and document.root.local == "NewsML"


def read(document: Document) -> list[Found]:
    """An article, or why there is none, for each NewsItem. Raises `BadMessage` if the XML cannot be read."""
    root = document.tree(NAME)
    items = list(xml.children(root, "NewsItem"))
    if not items:
        what = "topics" if xml.child(root, "TopicSet") is not None else "no NewsItem"
        return [common.not_text(NAME, f"{what}, not an article")]
    sent = when.iso(xml.path_text(root, "NewsEnvelope", "DateAndTime"))
    return [_item(item, sent) for item in items]


def _item(item: Any, sent: str | None) -> Found:
    management = xml.child(item, "NewsManagement")
    component = _main(item)
    status = _formal(xml.child(management, "Status")) if management is not None else None
    outer = next(xml.children(item, "NewsComponent"), None)
    if component is None and common.status(status) not in ("canceled", "withheld"):
        kinds = {_formal(m).lower() for m in xml.descendants(item, "MediaType")} & set(_MEDIA)
        if kinds:
            return common.not_text(NAME, f"a {min(kinds)} without a text")
        if next(xml.descendants(item, "NewsItemRef"), None) is not None:
            return common.not_text(NAME, "a package of other items")
        return common.empty(NAME, "no DataContent has a text")
    scopes = [c for c in (component, *_above(component), outer) if c is not None]
    body = _whole(component) if component is not None else {}
    if not body.get("paragraphs") and common.status(status) not in ("canceled", "withheld"):
        return common.empty(NAME, "DataContent has no text")
    fields = filled(
        **_identified(item),
        **_managed(management, sent),
        **_lines(scopes),
        **_described(item, scopes),
    )
    pictures = [*body.pop("pictures", []), *_pictures(item, component)]
    fields |= body | filled(pictures=common.unique(pictures))
    fields.setdefault("language", item.get(xml.LANG))
    return {name: value for name, value in fields.items() if value is not None}


def _identified(item: Any) -> Fields:
    identifier = xml.child(item, "Identification", "NewsIdentifier")
    label = xml.path_text(item, "Identification", "NameLabel")
    if identifier is None:
        return filled(slug=label)
    parts = [xml.path_text(identifier, name) for name in ("ProviderId", "DateId", "NewsItemId")]
    item_id = "urn:newsml:" + ":".join(p for p in parts if p) if parts[2] else None
    return filled(id=item_id, version=common.number(xml.path_text(identifier, "RevisionId")), slug=label)


def _managed(management: Any, sent: str | None) -> Fields:
    if management is None:
        return filled(published_at=sent)
    word = _formal(xml.child(management, "Status"))
    status = common.status(word)
    change = xml.child(management, "StatusWillChange")
    until = when.iso(xml.path_text(change, "DateAndTime")) if change is not None and status == "embargoed" else None
    kind = _formal(xml.child(management, "NewsItemType")).lower()
    urgency = xml.child(management, "Urgency")
    instructions = [_formal(i) for i in xml.descendants(management, "Instruction")]
    links = [
        filled(rel=_LINKS[xml.local(e).lower()], to=_unrevised(e.get("NewsItem")))
        for e in management
        if xml.local(e).lower() in _LINKS and e.get("NewsItem")
    ]
    return filled(
        published_at=when.iso(xml.path_text(management, "ThisRevisionCreated")) or sent,
        first_created=when.iso(xml.path_text(management, "FirstCreated")),
        status=status,
        embargoed_until=until,
        urgency=common.urgency(_formal(urgency) or xml.text_of(urgency)),
        marker="URGENT" if kind in _ALERTS else None,
        signals=common.unique(_SIGNALS.get(i.lower(), i) for i in instructions),
        links=common.unique(links),
    )


def _unrevised(urn: str) -> str:
    """The urn of a NewsItem without its last part, the revision (RFC 3085)."""
    parts = urn.split(":")
    return ":".join(parts[:5]) if urn.startswith("urn:newsml:") and len(parts) > 5 else urn


def _lines(scopes: list[Any]) -> Fields:
    """The fields from NewsLines, innermost component first."""

    def first(name: str) -> str | None:
        found = (xml.text_of(e) for s in scopes for e in xml.children(xml.child(s, "NewsLines"), name))
        return next((text for text in found if text), None)

    notes = [
        xml.text_of(text)
        for scope in scopes
        for line in xml.children(xml.child(scope, "NewsLines"), "NewsLine")
        if any(w in _formal(xml.child(line, "NewsLineType")).lower() for w in ("note", "advisory", "editor", "update"))
        for text in xml.children(line, "NewsLineText")
    ]
    return filled(
        headline=first("HeadLine") or first("Headline"),
        dateline=first("DateLine"),
        byline=first("ByLine"),
        editor_note="; ".join(common.unique(notes)),
        slugline=first("SlugLine"),
    )


def _described(item: Any, scopes: list[Any]) -> Fields:
    providers = (xml.child(s, "AdministrativeMetadata", "Provider", "Party") for s in scopes)
    provider = next((p for p in providers if p is not None), None)
    subjects = [
        _subject(element)
        for scope in scopes[:1] + scopes[-1:]
        for metadata in xml.children(scope, "DescriptiveMetadata")
        for name in _SUBJECTS
        for element in xml.descendants(metadata, name)
    ]
    language = next((_formal(e) for s in scopes for e in xml.descendants(s, "Language") if _formal(e)), None)
    return filled(
        credit=_formal(provider) if provider is not None else None,
        subjects=common.unique(subjects),
        language=language or item.get(xml.LANG),
        located=_origin(scopes),
    )


def _origin(scopes: list[Any]) -> str | None:
    for scope in scopes:
        for location in xml.descendants(scope, "Location"):
            if (location.get("HowPresent") or "").lower() in ("origin", ""):
                for prop in xml.children(location, "Property"):
                    if _formal(prop).lower() == "city" and prop.get("Value"):
                        return str(prop.get("Value"))
    return None


def _subject(element: Any) -> dict[str, str | None] | None:
    value = _formal(element)
    return common.subject(f"subj:{value}" if value.isdigit() and len(value) == 8 else value)


def _components(holder: Any) -> Iterator[Any]:
    for component in xml.children(holder, "NewsComponent"):
        yield component
        yield from _components(component)


def _main(item: Any) -> Any:
    """The component with the longest text that is not a caption, a medium or another secondary part."""
    best, most = None, 0
    for component in _components(item):
        if any(_formal(r).lower() in _SECOND for r in xml.children(component, "Role")):
            continue
        if any(_formal(r).lower() in _CAPTIONS for c in _above(component) for r in xml.children(c, "Role")):
            continue
        if any(_formal(r).lower() in _SECOND for c in _above(component) for r in xml.children(c, "Role")):
            continue
        size = sum(len(xml.text_of(d) or "") for d in _data(component))
        if size > most:
            best, most = component, size
    return best


def _data(component: Any) -> Iterator[Any]:
    for content in xml.children(component, "ContentItem"):
        kind = _formal(xml.child(content, "MediaType")).lower()
        if kind not in _MEDIA or (kind == "complexdata" and next(xml.descendants(content, "nitf"), None) is not None):
            yield from xml.children(content, "DataContent")
            for encoded in xml.children(content, "Encoding"):
                yield from xml.children(encoded, "DataContent")


def _above(component: Any) -> Iterator[Any]:
    parent = component.getparent() if component is not None else None
    while parent is not None and xml.local(parent) == "NewsComponent":
        yield parent
        parent = parent.getparent()


def _whole(component: Any) -> Fields:
    """The text of a component, and of those beside it if lead and body stand in one each."""
    body = _body(component)
    if not _is_piece(component):
        return body
    whole: list[str] = []
    for piece in xml.children(component.getparent(), "NewsComponent"):
        if _is_piece(piece):
            found = _body(piece).get("paragraphs", [])
            whole = found if found[: len(whole)] == whole else whole + found  # some repeat the lead in the body
    return body | {"paragraphs": whole}


def _is_piece(component: Any) -> bool:
    return any(_formal(r).lower() in _PIECES for r in xml.children(component, "Role"))


def _body(component: Any) -> Fields:
    for data in _data(component):
        inner = next((e for e in data if xml.local(e)), None)
        if inner is None:
            text = data.text or ""
            if "</" in text and "<" in text:
                found = blocks.of_html(text)
                paragraphs = found.paragraphs
            else:
                paragraphs = [_STARS.sub("", p) for p in blocks.of_plain(text) if not _MARK.fullmatch(p)]
            if paragraphs:
                return {"paragraphs": paragraphs}
            continue
        if xml.local(inner).lower() == "nitf":
            found_text = nitf.text(inner)
        elif not any(xml.local(e).lower() in _TEXTS for e in data) and next(xml.descendants(data, "p"), None) is None:
            continue  # a catalogue, results of sports: data in a vocabulary of its own
        else:
            found = blocks.of_element(data)
            found_text = filled(paragraphs=found.paragraphs, pictures=[{"caption": c} for c in found.captions])
        if found_text.get("paragraphs"):
            return found_text
    return {}


def _pictures(item: Any, main: Any) -> list[Fields]:
    found = []
    for component in _components(item):
        if component is main:
            continue
        if not any(_formal(r).lower() in _CAPTIONS for r in xml.children(component, "Role")):
            continue
        caption = " ".join(filter(None, (xml.text_of(d) for d in _data(component))))
        above = component.getparent()
        address = next((c.get("Href") for c in xml.descendants(above, "ContentItem") if c.get("Href")), None)
        found.append(filled(caption=caption, url=address))
    return [p for p in found if p]


def _formal(element: Any) -> str:
    return (element.get("FormalName") or "").strip() if element is not None else ""


__all__ = ["NAME", "BadMessage", "knows", "read"]
