"""Marked-up and plain text as paragraphs: XHTML, HTML and NITF bodies, and the plain lines of older wires."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from worker.wire.article import BadMessage
from worker.wire.formats.xml import local
from worker.wire.text import ANY_CASE

_BLOCKS = frozenset(
    ("p", "div", "section", "article", "main", "header", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li",
     "dl", "dt", "dd", "table", "tr", "caption", "blockquote", "pre", "hr", "address", "figure", "center",
     "block", "body", "body.content", "body.head", "hl1", "hl2", "bq", "nitf-table", "nitf-table-summary", "fn",
     "dateline", "byline", "distributor", "tagline", "body.end", "row", "para", "paragraph")
)  # fmt: skip
_CELLS = frozenset(("td", "th", "colh"))
_SKIPPED = frozenset(
    ("script", "style", "head", "title", "media", "iframe", "svg", "noscript", "template", "object", "audio", "video",
     "nav", "form", "button", "select", "note", "header", "footer", "aside", "nitf-table-metadata")
)  # fmt: skip
_CAPTIONS = frozenset(("figcaption", "media-caption"))
_HTML = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
_LINE, _PARAGRAPH, _CELL = "\x1f", "\x1e", "\x1d"
_SPACES = re.compile("[ \t\r\n\f\u00a0]+")
_SHORTEST_WRAPPED, _LONGEST_WRAPPED = 45, 100
_INDENT = re.compile(r"(?:\t| {2,})[ \t]*(?=\S)")
_MANY_LINES = 5
"""A single paragraph with this many lines is a plain wire text that was put into markup unchanged."""

_ESCAPED = re.compile(
    r"(?:</|&lt;/)(?:p|div|span|strong|em|b|i|a|h[1-6]|li|ul)(?:>|&gt;)|(?:<|&lt;)br ?/?(?:>|&gt;)", ANY_CASE
)
"""An end tag in a text: its markup was escaped as if it were text, once or twice."""

_ASIDES = ("notepad", "notizblock", "contacts", "ednote")
"""Classes of sections that are meant for editors."""


@dataclass(slots=True)
class Blocks:
    """Paragraphs in order, and the captions of figures between them."""

    paragraphs: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)


def of_element(element: Any) -> Blocks:
    """The text of an XHTML or NITF element, without scripts, media and forms. A line break starts a new line."""
    found = Blocks()
    said = "".join(_pieces(element, found))
    if ("<" in said or "&lt;" in said) and _ESCAPED.search(said):
        shown = html.unescape(said) if "&lt;" in said else said
        marked = shown.replace(_PARAGRAPH, "<p>").replace(_LINE, "<br>").replace(_CELL, " ")
        return Blocks(of_html(marked).paragraphs, [c for c in found.captions if c])
    found.paragraphs = _paragraphs(said)
    found.captions = [c for c in found.captions if c]
    if len(found.paragraphs) == 1:
        lines = max(said.split(_PARAGRAPH), key=lambda part: len(part.strip())).strip("\n")
        if lines.count("\n") >= _MANY_LINES:
            found.paragraphs = of_plain(lines.replace(_LINE, "\n"))
    return found


def _pieces(element: Any, found: Blocks) -> Iterator[str]:
    """The text inside an element, with marks where blocks, lines and cells begin and end; captions go to `found`."""
    skipped = 0
    for event, node in etree.iterwalk(element, events=("start", "end")):
        name = local(node).lower()
        if event == "start":
            if _is_skipped(node, name):
                if name in _CAPTIONS and not skipped:
                    found.captions.append(_SPACES.sub(" ", " ".join(node.itertext())).strip())
                skipped += 1
            elif not skipped:
                yield _mark(name)
                yield _preformatted(node.text or "") if name == "pre" else node.text or ""
            continue
        if _is_skipped(node, name):
            skipped -= 1
        elif not skipped and name != "br":
            yield _mark(name)
        if node.tail and not skipped and node is not element:
            yield node.tail


def _is_skipped(node: Any, name: str) -> bool:
    classes = (node.get("class") or "").lower().split() if name in ("section", "p") else ()
    if classes and (any(c.startswith(_ASIDES) for c in classes) if name == "section" else "teaser" in classes):
        return True
    return name in _SKIPPED or name in _CAPTIONS


def of_html(markup: str) -> Blocks:
    """The text of an HTML fragment or page. Raises `BadMessage` (too_large) if it has too many tags."""
    if not markup.strip():
        return Blocks()
    if markup.count("<") > 400_000:
        raise BadMessage("too_large", "HTML with more than 400,000 tags")
    try:
        tree = etree.fromstring(markup.replace("\0", "").encode("utf-8", "replace"), _HTML)
        if tree is None:
            return Blocks()
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return Blocks(of_plain(re.sub(r"<[^<>]*>", " ", markup)))
    body = tree.find("body")
    return of_element(body if body is not None else tree)


def of_plain(text: str) -> list[str]:
    """The paragraphs of a plain text: separated by blank lines and indents; lines of terminal width are joined."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    found: list[str] = []
    lines = text.split("\n")
    wrapped = max(map(len, map(str.rstrip, lines)), default=0) <= _LONGEST_WRAPPED
    before = ""
    for line in lines:
        stripped = " ".join(line.split())
        if not stripped:
            before = ""
            continue
        joins = wrapped and len(before) >= _SHORTEST_WRAPPED and not _INDENT.match(line)
        if joins and found:
            glued = found[-1].endswith("-") and found[-1][-2:-1].isalpha()
            found[-1] += stripped if glued else f" {stripped}"
        else:
            found.append(stripped)
        before = line.strip()
    return found


def _wrapped(line: str) -> bool:
    """Whether a line may continue in the next one."""
    return _SHORTEST_WRAPPED <= len(line) <= _LONGEST_WRAPPED and line[-1] not in '.?!:"”)'


def _mark(name: str) -> str:
    if name == "br":
        return _LINE
    if name in _BLOCKS:
        return _PARAGRAPH
    return _CELL if name in _CELLS else ""


def _preformatted(text: str) -> str:
    return _PARAGRAPH.join(of_plain(text))


def _paragraphs(text: str) -> list[str]:
    found: list[str] = []
    for part in text.split(_PARAGRAPH):
        if _LINE not in part:
            line = " ".join(part.split())
            if line:
                found.append(line)
            continue
        before = ""
        for piece in part.split(_LINE):
            line = " ".join(piece.split())
            if not line:
                before = ""
            elif _wrapped(before) and line[0].islower():
                found[-1] += f" {line}"
                before = line
            else:
                found.append(line)
                before = line
    return found
