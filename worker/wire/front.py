"""Tells the front page of a site, or of one of its sections, from an article."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

_ROOT = re.compile(r"/?(?:(?:index|home|default|main)(?:\.[a-z]{2,5})?|[a-z]{2}(?:[-_][a-zA-Z]{2})?)?/?")
"""Paths of front pages: none, `index.html`, or a language."""
_ADDRESSES = (
    ('link[rel="canonical"]', "href"),
    ('meta[property="og:url"]', "content"),
)
_ARTICLES = (
    'meta[property="og:type" i][content*="article" i],meta[property="article:published_time"],'
    '[itemtype*="Article"],[typeof*="Article"]'
)
_HEADINGS, _MANY = "h1", 8
"""A page with this many first headings has no article of its own."""
_LINKED = "h1 a,h2 a,h3 a"


def is_front(tree: LexborHTMLParser) -> bool:
    """Whether a page is a site's front page by the address that it gives itself, or by its many headings that lead to
    other pages. One that states itself as an article is none."""
    if tree.css_first(_ARTICLES) is not None:
        return False
    for selector, attribute in _ADDRESSES:
        node = tree.css_first(selector)
        address = (node.attributes.get(attribute) or "").strip() if node is not None else ""
        if address and _is_root(address):
            return True
    return len(tree.css(_HEADINGS)) >= _MANY and len(tree.css(_LINKED)) >= _MANY


def _is_root(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return not parts.query and not parts.fragment and _ROOT.fullmatch(parts.path) is not None
