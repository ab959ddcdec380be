"""HTML as the text of its page, so that both read alike: one line a block, a blank line between paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from worker.wire.text import ANY_CASE
from worker.wire.tidy import tidy

_NOISE = ["script", "style", "noscript", "template", "iframe", "svg", "button", "select", "textarea", "nav", "aside"]
_PARAGRAPHS = (
    "p,div,section,article,main,header,footer,h1,h2,h3,h4,h5,h6,ul,ol,table,blockquote,figure,pre,form,dl,address"
)
_LINES = "br,li,tr,dt,dd,hr,option,label"
_START = re.compile(r"<(?:!doctype html|html|head|body|article|section|div|p|h1|h2|span|table)\b", ANY_CASE)
_BREAK_TAG = re.compile(r"<br\b[^<>]{0,80}>[ \t]{0,8}(?:\r?\n)?", ANY_CASE)
_FED = re.compile(r"<br\b[^<>]{0,80}>|</[a-z][a-z0-9]{0,9}>", ANY_CASE)
_ENDED = re.compile(r"</(?:p|div|h[1-6]|li|tr)>", ANY_CASE)
_INLINE = re.compile(
    r"</?(?:p|div|span|b|i|u|em|strong|font|a|img|h[1-6]|ul|ol|li|small|sup|sub)\b[^<>]{0,400}>", ANY_CASE
)
_BREAK, _LINE = "\x1e", "\x1f"
_SPACES = re.compile(r"[ \t\r\n\f\u00a0]+")
_RUNS = re.compile(rf"[ ]?[{_BREAK}{_LINE}][{_BREAK}{_LINE} ]*")
_SITE = re.compile(r" (?:\||-|::) [^|]{2,40}$")


@dataclass(frozen=True, slots=True)
class Markup:
    """The text of an HTML page, and what its head states: title, time, canonical address."""

    text: str
    title: str | None
    published: str | None
    url: str | None


def looks_like(text: str) -> bool:
    """Whether a text without a content type is HTML all the same, by how it begins."""
    return text[:100].lstrip()[:1] == "<" and _START.match(text.lstrip()) is not None


def without_tags(text: str) -> str:
    """Plain text in which a feed has left tags: those of lines and paragraphs become breaks, others go."""
    if "<" not in text or not _FED.search(text):
        return text
    return _INLINE.sub("", _ENDED.sub("\n\n", _BREAK_TAG.sub("\n", text)))


def read(html: str) -> Markup:
    """Read an HTML page or fragment. Scripts, forms and navigation go; a figure's caption is marked with `▲`.

    Raises `BadMessage` (too_large) where there are too many elements, or too many in one another: see `tidy`.
    """
    tree = LexborHTMLParser(tidy(html))
    title = _meta(tree, 'meta[property="og:title"]', "content") or _title(tree)
    published = _meta(tree, 'meta[property="article:published_time"]', "content")
    url = _meta(tree, 'link[rel="canonical"]', "href") or _meta(tree, 'meta[property="og:url"]', "content")
    body = tree.body
    if body is None:
        return Markup("", title, published, url)
    tree.strip_tags(_NOISE)
    for node in body.css("figcaption"):
        node.insert_before(_BREAK + "▲ ")
        node.insert_after(_BREAK)
    for node in body.css(_PARAGRAPHS):
        node.insert_before(_BREAK)
        node.insert_after(_BREAK)
    for node in body.css(_LINES):
        node.insert_before(_LINE)
        if node.tag != "br":
            node.insert_after(_LINE)
    return Markup(_lines(body.text()), title, published, url)


def _lines(text: str) -> str:
    return _RUNS.sub(
        lambda m: "\n\n" if _BREAK in m[0] or m[0].count(_LINE) > 1 else "\n", _SPACES.sub(" ", text)
    ).strip()


def _meta(tree: LexborHTMLParser, selector: str, attribute: str) -> str | None:
    node = tree.css_first(selector)
    value = node.attributes.get(attribute) if node is not None else None
    return value.strip() if value and value.strip() else None


def _title(tree: LexborHTMLParser) -> str | None:
    node = tree.css_first("title")
    text = _SITE.sub("", " ".join(node.text().split())) if node is not None else ""
    return text or None
