"""The formats that agencies send: a module for each, and a table in the order in which they are tried.

A format says how to recognize it and how to read it: into one raw message (schemas/raw-article.v1.json) for each
article in a record, or into a `BadMessage` that says why not. All of it is pure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from worker.wire.article import BadMessage
from worker.wire.formats import (
    ap_media,
    dpa_wires,
    feeds,
    json_feed,
    json_ld,
    mail,
    news_api,
    newsml_1,
    newsml_g2,
    ninjs,
    nitf,
    others,
    page,
    program,
    prose,
    wires,
)
from worker.wire.formats.document import Document, Fields, Found

__all__ = ["FORMATS", "Document", "Fields", "Format", "Found", "Reading", "read"]

_DEEPEST = 4
"""How deep mails may be nested inside mails."""

_TIMES = ("published_at", "first_created")
_FIRST_YEAR, _LAST_YEAR = "1800", "2200"


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, what a record in it looks like, how it is recognized, and how it is read."""

    name: str
    looks: str
    knows: Callable[[Document], bool]
    read: Callable[[Document], list[Found]]


FORMATS: tuple[Format, ...] = (
    Format("binary file", "the first bytes are those of its format", others.is_binary, others.read_binary),
    Format(ap_media.NAME, "JSON whose item has altids", ap_media.knows, ap_media.read),
    Format(dpa_wires.NAME, "JSON with urn and article_html", dpa_wires.knows, dpa_wires.read),
    Format(json_feed.NAME, "JSON whose version is an address of jsonfeed.org", json_feed.knows, json_feed.read),
    Format(ninjs.NAME, "JSON with uri and a field of ninjs", ninjs.knows, ninjs.read),
    Format(json_ld.NAME, "JSON with the context of schema.org", json_ld.knows, json_ld.read),
    Format(
        news_api.NAME, "JSON that holds objects with title, time, and text or address", news_api.knows, news_api.read
    ),
    Format(newsml_g2.NAME, "a root in IPTC's namespace nar", newsml_g2.knows, newsml_g2.read),
    Format(newsml_1.NAME, "the root is NewsML", newsml_1.knows, newsml_1.read),
    Format(nitf.NAME, "the root is nitf", nitf.knows, nitf.read),
    Format("RSS or Atom", "the root is rss, rdf:RDF, feed or entry", feeds.knows, feeds.read),
    Format(page.NAME, "it begins like HTML", page.knows, page.read),
    Format("other XML", "it begins like XML", others.is_other_xml, others.read_other_xml),
    Format(wires.ANPA_1312, "SYN or typesetting codes before STX", wires.knows_anpa, wires.read_anpa),
    Format(wires.IPTC_7901, "SOH before STX", wires.knows_7901, wires.read_7901),
    Format(mail.NAME, "header lines of a mail", mail.knows, mail.read),
    Format("telegraph text", "it begins with ZCZC", others.is_telegraph, others.read_telegraph),
    Format("CSV table", "a heading, and rows of the same width", others.is_table, others.read_table),
    Format(
        "file of a project", "its lines are code, or its headings those of documentation", program.knows, program.read
    ),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a record was taken for, why, and what it contains. `format` is None if no format recognizes it."""

    format: str | None
    why: str
    found: list[Found]


def read(document: Document, depth: int = 0) -> Reading:
    """Read a record in the first format of the table that recognizes it. Anything unreadable comes back as a
    `BadMessage` in its place; none is raised."""
    try:
        known = next((f for f in FORMATS if f.knows(document)), None)
    except BadMessage as bad:
        return Reading(None, "it begins like JSON", [bad])
    if known is None:
        if document.json is not None:
            return Reading(None, "no known format", [others.other_json(document.json)])
        return Reading(None, "no known format", others.read_unknown(document))
    try:
        found = known.read(document)
    except BadMessage as bad:
        found = [bad]
    found = [_dated(part) for part in found]
    if document.flags:
        found = [p | {"flags": [*p.get("flags", ()), *document.flags]} if isinstance(p, dict) else p for p in found]
    return Reading(known.name, known.looks, _opened(found, depth))


def _dated(part: Found) -> Found:
    """A part without times in years that no article is of: software fills in such ones."""
    if isinstance(part, BadMessage) or not any(_no_year(part.get(name)) for name in _TIMES):
        return part
    return {name: value for name, value in part.items() if name not in _TIMES or not _no_year(value)}


def _no_year(time: object) -> bool:
    return isinstance(time, str) and time[:4].isdecimal() and not _FIRST_YEAR <= time[:4] < _LAST_YEAR


def _opened(found: list[Found], depth: int) -> list[Found]:
    """The parts; attachments of a mail are read in their own formats."""
    opened: list[Found] = []
    for part in found:
        if isinstance(part, dict) and "attached" in part:
            if depth >= _DEEPEST:
                opened.append(BadMessage("too_large", f"{mail.NAME}: nested more than {_DEEPEST} deep"))
                continue
            document = Document(part["attached"], part["content_type"])
            inner = read(document, depth + 1)
            text = inner.format is None and part["content_type"] == "text/plain" and document.text.strip()
            opened += [prose.refusal(document) or {"content": document.text}] if text else inner.found
        else:
            opened.append(part)
    return opened
