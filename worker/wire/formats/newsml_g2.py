"""NewsML-G2: newsItem and newsMessage, in the namespace of IPTC's News Architecture (2.35)."""

from __future__ import annotations

from typing import Any

from worker.wire.article import BadMessage
from worker.wire.formats import blocks, common, nitf, when, xml
from worker.wire.formats.common import Fields, filled
from worker.wire.formats.document import Document, Found

NAME = "NewsML-G2"
_OTHERS = {
    "packageItem": "a package of other items (packageItem)",
    "planningItem": "a planning item (planningItem)",
    "conceptItem": "a concept (conceptItem)",
    "knowledgeItem": "a knowledge item (knowledgeItem)",
    "catalogItem": "a catalog (catalogItem)",
    "catalog": "a catalog",
    "hopHistory": "a hop history",
}
_MEDIA = ("picture", "graphic", "video", "audio", "animation", "photo", "image")
_NOTE_ROLES = ("correction", "correctionshort", "genrenote", "editorialnote", "editornote", "ednote", "note", "update")
_SHORT_NOTE = "correctionshort"
_SECOND_HEADLINES = ("sub", "short", "kicker", "overline", "seo", "social", "alternat", "web", "mobile", "push", "sms")


def knows(document: Document) -> bool:
    """A root in the namespace of IPTC's News Architecture."""
    return document.root is not None and (
        document.root.namespace.startswith("http://iptc.org/std/nar/")
        or (document.root.namespace == "" and document.root.local in ("newsItem", "newsMessage", *_OTHERS))
    )


def read(document: Document) -> list[Found]:
    """An article, or why there is none, for each item. Raises `BadMessage` if the XML cannot be read."""
    root = document.tree(NAME)
    name = xml.local(root)
    if name == "newsMessage":
        sent = when.iso(xml.path_text(root, "header", "sent"))
        items = [item for holder in xml.children(root, "itemSet") for item in holder if xml.local(item)]
        if not items:
            return [common.empty(NAME, "a newsMessage without items")]
        return [_item(item, sent) for item in items]
    return [_item(root, None)]


def _item(item: Any, sent: str | None) -> Found:
    name = xml.local(item)
    if name in _OTHERS:
        return common.not_text(NAME, _OTHERS[name])
    if name != "newsItem":
        return common.not_text(NAME, f"an element {name}, not a news item")
    meta, content = xml.child(item, "itemMeta"), xml.child(item, "contentMeta")
    kind = _word(xml.child(meta, "itemClass")) if meta is not None else ""
    body = _content(xml.child(item, "contentSet"), _language(item, content))
    if isinstance(body, BadMessage):
        return body
    status = common.status(_code(xml.child(meta, "pubStatus"))) if meta is not None else None
    if kind in _MEDIA:
        return common.not_text(NAME, f"a {kind} item; its caption is not an article")
    if not body.get("paragraphs") and status not in ("canceled", "withheld"):
        return _without_text(item, kind)
    beside = body.pop("title", None)
    return filled(headline=beside) | filled(
        id=item.get("guid"),
        version=common.number(item.get("version")),
        language=_language(item, content),
        **_item_meta(meta, sent),
        **_content_meta(content, _language(item, content)),
        **body,
    )


def _without_text(item: Any, kind: str) -> BadMessage:
    if kind and kind not in ("text", "composite"):
        return common.not_text(NAME, f"a {kind} item without a text")
    remote = next(xml.descendants(xml.child(item, "contentSet"), "remoteContent"), None)
    if remote is not None:
        address = remote.get("href") or remote.get("residref") or "another place"
        return common.empty(NAME, f"the content is elsewhere: {address}")
    return common.empty(NAME, "contentSet has no text")


def _item_meta(meta: Any, sent: str | None) -> Fields:
    if meta is None:
        return filled(published_at=sent)
    embargo = xml.child(meta, "embargoed")
    status = common.status(_code(xml.child(meta, "pubStatus")))
    until = when.iso(xml.text_of(embargo)) if embargo is not None else None
    if embargo is not None and until is None and status in (None, "usable"):
        status = "embargoed"
    return filled(
        published_at=when.iso(xml.path_text(meta, "versionCreated")) or sent,
        first_created=when.iso(xml.path_text(meta, "firstCreated")),
        status=status,
        embargoed_until=until,
        editor_note=_note(list(xml.children(meta, "edNote"))),
        signals=common.unique(_code(s) for s in xml.children(meta, "signal")),
        links=common.unique(_link(link) for link in xml.children(meta, "link")),
        provider=_named(xml.child(meta, "provider")),
    )


def _content_meta(content: Any, language: str | None) -> Fields:
    if content is None:
        return {}
    slug = xml.child(content, "slugline")
    located = xml.child(content, "located")
    provider = xml.child(content.getparent(), "itemMeta", "provider") if content.getparent() is not None else None
    return filled(
        headline=_headline(list(xml.children(content, "headline")), language),
        slug=xml.text_of(slug),
        urgency=common.urgency(xml.path_text(content, "urgency")),
        byline=", ".join(common.unique(xml.text_of(b) for b in xml.children(content, "by"))),
        dateline=xml.path_text(content, "dateline"),
        located=_named(located),
        credit=xml.path_text(content, "creditline") or _named(provider),
        subjects=common.unique(_subject(s) for s in xml.children(content, "subject")),
    )


def _headline(headlines: list[Any], language: str | None) -> str | None:
    """The main headline: without a secondary role, in the item's language, with the best rank."""

    def place(headline: Any) -> tuple[bool, bool, int]:
        role = (headline.get("role") or "").rpartition(":")[2].lower()
        own, rank = headline.get(xml.LANG), common.number(headline.get("rank"))
        return (
            any(word in role for word in _SECOND_HEADLINES),
            bool(own and language and own[:2].lower() != language[:2].lower()),
            1 if rank is None else rank,
        )

    found = [h for h in headlines if xml.text_of(h)]
    return xml.text_of(min(found, key=place)) if found else None


def _note(notes: list[Any]) -> str | None:
    """Notes to editors. Of those with a role, only the ones about the text: others give reporters' phone numbers."""
    said = [((n.get("role") or "").rpartition(":")[2].lower(), xml.text_of(n)) for n in notes]
    said = [(role, text) for role, text in said if text and (not role or role in _NOTE_ROLES)]
    if any(role == "correction" for role, _ in said):
        said = [(role, text) for role, text in said if role != _SHORT_NOTE]
    return "; ".join(common.unique(text for _, text in said)) or None


def _content(holder: Any, language: str | None) -> Fields | BadMessage:
    """The text of the best inline rendition of an item: XHTML or NITF before HTML before plain text."""
    if holder is None:
        return {}
    inline = [e for e in holder if xml.local(e) in ("inlineXML", "inlineData")]
    found: list[tuple[int, Fields]] = []
    other = None
    for element in inline:
        own = element.get(xml.LANG)
        foreign = bool(own and language and own[:2].lower() != language[:2].lower())
        fields, rank = _inline(element)
        if fields.get("paragraphs"):
            found.append((rank + 10 * foreign, fields))
        elif rank == 9:
            other = xml.local(next(iter(element), element))
    if found:
        return min(found, key=lambda pair: pair[0])[1]
    if other:
        return common.not_text(NAME, f"its content is {other}, not text")
    return {}


def _inline(element: Any) -> tuple[Fields, int]:
    kind = (element.get("contenttype") or "").lower()
    if xml.local(element) == "inlineData":
        text = "".join(element.itertext())
        if "html" in kind or ("</p>" in text and "<p" in text):
            found = blocks.of_html(text)
            return filled(paragraphs=found.paragraphs, pictures=[{"caption": c} for c in found.captions]), 2
        if (kind and not kind.startswith("text/") and kind != "application/text") or element.get("encoding"):
            return {}, 3
        return filled(paragraphs=blocks.of_plain(text)), 3
    inner = next((e for e in element if xml.local(e)), None)
    if inner is None:
        return filled(paragraphs=blocks.of_plain(element.text or "")), 3
    name = xml.local(inner).lower()
    if name == "nitf" or "nitf" in kind:
        return nitf.text(inner) | filled(title=nitf.headline(inner)), 0
    if name in ("html", "body", "div", "section", "article", "p", "span") or "html" in kind:
        body = next(xml.descendants(inner, "body"), inner) if name == "html" else element
        found = blocks.of_element(body)
        pictures = [{"caption": c} for c in found.captions]
        title = xml.path_text(inner, "head", "title") if name == "html" else None
        return filled(paragraphs=found.paragraphs, pictures=pictures, title=title), 0
    if name in ("newsitem", "sports-content", "newsml", "events", "concept") or "+xml" in kind:
        nested = next(xml.descendants(inner, "nitf"), None)
        return (nitf.text(nested), 1) if nested is not None else ({}, 9)
    return filled(paragraphs=blocks.of_element(element).paragraphs), 4


def _link(link: Any) -> Fields | None:
    to = link.get("residref") or link.get("href") or link.get("qcode") or link.get("uri") or link.get("literal")
    if not to:
        return None
    return filled(
        rel=common.relation(link.get("rel")),
        to=to,
        version=link.get("version"),
        title=xml.path_text(link, "title"),
        type=link.get("contenttype"),
    )


def _subject(subject: Any) -> dict[str, str | None] | None:
    name = next((xml.text_of(n) for n in xml.children(subject, "name") if xml.text_of(n)), None)
    value = subject.get("qcode") or subject.get("uri") or subject.get("literal")
    return common.subject(value, name)


def _language(item: Any, content: Any) -> str | None:
    tagged = xml.child(content, "language") if content is not None else None
    return str((tagged.get("tag") if tagged is not None else None) or item.get(xml.LANG) or "") or None


def _code(element: Any) -> str | None:
    value = None if element is None else element.get("qcode") or element.get("uri") or element.get("literal")
    return str(value) if value else None


def _word(element: Any) -> str:
    """`text` for `ninat:text` or `http://cv.iptc.org/newscodes/ninature/text`."""
    return (_code(element) or "").rpartition(":")[2].rpartition("/")[2].lower()


def _named(element: Any) -> str | None:
    if element is None:
        return None
    name = next((xml.text_of(n) for n in xml.children(element, "name") if xml.text_of(n)), None)
    return str(name or element.get("literal") or "") or None
