"""NITF 3: the AP's text, EFE, PA, NTB, Ritzau and others; also inline in NewsML-G2 and NewsML 1.2."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from worker.wire.article import BadMessage
from worker.wire.formats import blocks, common, when, xml
from worker.wire.formats.common import Fields, filled
from worker.wire.formats.document import Document, Found

NAME = "NITF"
_REVISION = re.compile(r"(?:[:_.]v?(\d{1,12}))$")
_AP_TITLE = re.compile(
    r"[A-Z]{1,3}(?:-[A-Z]{2,4})?--?\S|.{2,60},\s*(?:\d{1,2}(?:st|nd|rd|th) ?Ld|KILL|URGENT|ADVISORY)"
)
_CANCELED = {"canceled": "canceled", "cancelled": "canceled", "kill": "canceled", "withheld": "withheld"}


def knows(document: Document) -> bool:
    """Root `nitf`, with or without its namespace."""
    return document.root is not None and document.root.local == "nitf"


def read(document: Document) -> list[Found]:
    """One article. Raises `BadMessage` if the XML cannot be read."""
    return [fields(document.tree(NAME))]


def fields(root: Any) -> Found:
    """The fields of a `nitf` element."""
    head, body = xml.child(root, "head"), xml.child(root, "body")
    docdata = xml.child(head, "docdata") if head is not None else None
    said = _docdata(docdata)
    title = xml.path_text(head, "title") if head is not None else None
    found = filled(
        **said,
        **_head(xml.child(body, "body.head") if body is not None else None),
        **text(root),
        language=root.get(xml.LANG) or (body.get(xml.LANG) if body is not None else None),
        subjects=common.unique(_subject(s) for s in xml.descendants(head, "tobject.subject")),
    )
    slug = title if title and _AP_TITLE.match(title) and (title != found.get("headline") or "--" in title) else None
    slug = slug or _meta_slug(head)
    slug = slug or said.get("slug")
    if "published_at" not in found:
        found |= filled(published_at=_issued(*xml.descendants(body, "story.date")))
    if slug:
        found["slug"] = slug
    if not found.get("headline") and title:
        found["headline"] = title
    if not found.get("paragraphs") and found.get("status") != "canceled":
        if not found.get("headline") or next(xml.descendants(body, "media"), None) is not None:
            return common.not_text(NAME, "a picture or other media without a text")
        return common.empty(NAME, "body.content has no text")
    return found


def _meta_slug(head: Any) -> str | None:
    """The keyword and the take key of a document converted from an ANPA message."""
    said = {m.get("name"): (m.get("content") or "").strip() for m in xml.children(head, "meta")}
    return " ".join(filter(None, (said.get("anpa-keyword"), said.get("anpa-takekey")))) or None


def text(root: Any) -> Fields:
    """The text and the pictures of a `nitf` element, which may be inside another format."""
    content = next(xml.descendants(root, "body.content"), None)
    if content is None:
        content = xml.child(root, "body")
    found = blocks.of_element(content) if content is not None else blocks.Blocks()
    pictures = [_picture(m) for m in xml.descendants(content, "media")] if content is not None else []
    return filled(paragraphs=found.paragraphs, pictures=common.unique(pictures))


def headline(root: Any) -> str | None:
    """The headline of a `nitf` element, or its title."""
    found = xml.text_of(next(xml.descendants(root, "hl1"), None))
    return found or xml.path_text(root, "head", "title")


def _head(head: Any) -> Fields:
    if head is None:
        return {}
    lines = xml.child(head, "hedline")
    headline = xml.path_text(lines, "hl1") if lines is not None else xml.path_text(head, "hl1")
    dateline = xml.child(head, "dateline")
    byline = xml.child(head, "byline")
    return filled(
        headline=headline,
        byline=_byline(byline),
        dateline=xml.text_of(dateline),
        located=xml.text_of(next(xml.descendants(dateline, "location"), None)) if dateline is not None else None,
        credit=xml.path_text(head, "distributor"),
    )


def _byline(element: Any) -> str | None:
    if element is None:
        return None
    person = next(xml.descendants(element, "person"), None)
    title = next(xml.descendants(element, "byttl"), None)
    whole = xml.text_of(element)
    if person is None and title is not None and whole and element.text and element.text.strip():
        return " ".join(element.text.split())
    return xml.text_of(person) if person is not None and not (element.text or "").strip() else whole


def _docdata(docdata: Any) -> Fields:
    if docdata is None:
        return {}
    key = xml.child(docdata, "du-key")
    du_key = key.get("key") if key is not None else None
    version = common.number(key.get("version")) if key is not None else None
    doc = xml.child(docdata, "doc-id")
    item, revision = _item(doc.get("id-string") if doc is not None else None, version)
    management = (docdata.get("management-status") or "").strip().lower()
    status = _CANCELED.get(management, common.status(management))
    release = xml.child(docdata, "date.release")
    issue = xml.child(docdata, "date.issue")
    message = xml.child(docdata, "ed-msg")
    correction = xml.child(docdata, "correction")
    urgency = xml.child(docdata, "urgency")
    keywords = [k.get("key") for k in xml.descendants(docdata, "keyword") if k.get("key")]
    notes = [
        message.get("info") or xml.text_of(message) if message is not None else None,
        correction.get("info") if correction is not None else None,
    ]
    free = _later(issue, release) if status in (None, "usable") else None
    if status == "embargoed" and release is not None:
        free = when.iso(release.get("norm"))
    return filled(
        id=item or (f"{du_key}" if du_key else None),
        version=version if version is not None else revision,
        status=status,
        embargoed_until=free,
        published_at=_issued(issue, release),
        editor_note="; ".join(n for n in notes if n),
        urgency=common.urgency(urgency.get("ed-urg")) if urgency is not None else None,
        slug=du_key or (keywords[0] if keywords else None),
        story_key=du_key,
        links=_links(docdata, item),
        signals=["sig:correction"] if correction is not None and (correction.get("id-string") or "") else None,
    )


def _later(issue: Any, release: Any) -> str | None:
    """When the document is available to be released (NITF 3.6, date.release), where that is after its issue."""
    issued, free = (when.iso(e.get("norm")) if e is not None else None for e in (issue, release))
    if issued is None or free is None:
        return None
    first, last = dt.datetime.fromisoformat(issued), dt.datetime.fromisoformat(free)
    return free if (first.tzinfo is None) == (last.tzinfo is None) and last > first else None


def _issued(*stated: Any) -> str | None:
    """The first of these times that is one."""
    for element in stated:
        found = when.iso(element.get("norm")) if element is not None else None
        if found:
            return found
    return None


def _item(doc_id: str | None, version: int | None) -> tuple[str | None, int | None]:
    """An id without the version at its end, and that version."""
    doc_id = (doc_id or "").strip()
    if not doc_id:
        return None, None
    m = _REVISION.search(doc_id)
    if not m or m.start() == 0:
        return doc_id, None
    separator, number = doc_id[m.start()], int(m[1])
    if separator == ":" or number == version or (separator == "_" and len(m[1]) == 2):
        return doc_id[: m.start()], number
    return doc_id, None


def _links(docdata: Any, item: str | None) -> list[dict[str, str]]:
    """A link to the document that a kill or a hold withdraws, if that is another one."""
    other, _ = _item(docdata.get("management-doc-idref"), None)
    named = (docdata.get("management-idref-status") or "").lower()
    if not other:
        return []
    rel = "cancels" if _CANCELED.get(named) == "canceled" else "previousVersion"
    return [{"rel": rel, "to": other}] if other != item else []


def _subject(element: Any) -> dict[str, str | None] | None:
    refnum = (element.get("tobject.subject.refnum") or "").strip()
    name = (
        element.get("tobject.subject.detail")
        or element.get("tobject.subject.matter")
        or element.get("tobject.subject.type")
    )
    return common.subject(f"subj:{refnum}" if refnum.isdigit() else refnum or None, name)


def _picture(media: Any) -> Fields | None:
    kind = (media.get("media-type") or "").lower()
    if kind not in ("image", "photo", "picture", "graphic", ""):
        return None
    caption = xml.text_of(next(xml.descendants(media, "media-caption"), None))
    source = next(xml.descendants(media, "media-reference"), None)
    return filled(
        caption=caption,
        credit=xml.text_of(next(xml.descendants(media, "media-producer"), None)),
        url=source.get("source") if source is not None else None,
    )


__all__ = ["NAME", "BadMessage", "fields", "knows", "read", "text"]
