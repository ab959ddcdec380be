"""Tells the front page of a site, or of one of its sections, from an article."""

from __future__ import annotations

import re
from collections import Counter
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
_FEW = 2
_LONG, _TOGETHER = 120, 3
"""So many paragraphs of this length in one element are an article's; teasers stand in an element each."""


def is_front(tree: LexborHTMLParser) -> bool:
    """Whether a page is a site's front page by the address that it gives itself, or by its many headings that lead to
    other pages. One that states itself as an article is none; nor is one that reads like an article, since some sites
    give the address of their front page on every page."""
    if tree.css_first(_ARTICLES) is not None:
        return False
    for selector, attribute in _ADDRESSES:
        node = tree.css_first(selector)
        address = (node.attributes.get(attribute) or "").strip() if node is not None else ""
        if address:
            if _is_root(address) and not _reads_like_one(tree):
                return True
            break  # the canonical address counts, whatever the other says
    return len(tree.css(_HEADINGS)) >= _MANY and len(tree.css(_LINKED)) >= _MANY


def _reads_like_one(tree: LexborHTMLParser) -> bool:
    """Whether a page has one first heading that leads nowhere, hardly any that do, and long paragraphs, which follow
    each other."""
    if len(tree.css(_HEADINGS)) != 1 or len(tree.css(_LINKED)) > _FEW:
        return False
    siblings = Counter(
        node.parent.mem_id for node in tree.css("p") if node.parent is not None and len(node.text()) >= _LONG
    )
    return max(siblings.values(), default=0) >= _TOGETHER


def _is_root(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return not parts.query and not parts.fragment and _ROOT.fullmatch(parts.path) is not None
