"""Tells the front page of a site, or of one of its sections, from an article."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

_ROOT = re.compile(r"/?(?:(?:index|home|default|main)(?:\.[a-z]{2,5})?|[a-z]{2}(?:[-_][a-zA-Z]{2})?)?/?")
"""Paths of front pages: none, `index.html`, or a language."""
_ARCHIVED = re.compile(r"https?://web\.archive\.org/web/\d{4,14}[a-z_]{0,4}/(?=https?:/)", re.ASCII)
_ADDRESSES = (
    ('link[rel="canonical"]', "href"),
    ('meta[property="og:url"]', "content"),
)
ARTICLES = (
    'meta[property="og:type" i][content*="article" i],meta[property="article:published_time"],'
    '[itemtype*="Article"],[typeof*="Article"]'
)
"""Where a page says that it is an article."""
_HEADINGS, _MANY = "h1", 8
"""A page with this many first headings has no article of its own."""
_MOST = 20
"""A page without a first heading, and with this many others that lead to other pages, has none either."""
_LINKED = "h1 a,h2 a,h3 a"
_FEW = 2
_KINDS = ",".join(
    f'meta[name="{name}" i]' for name in ("PT", "pagetype", "page-type", "page_type", "parsely-type",
    "cXenseParse:pageclass", "cXenseParse:type", "page.type", "contentType", "content_type")
)  # fmt: skip
"""Where sites tell others what kind of page it is."""
_FRONTS = frozenset(
    ("home", "homepage", "home page", "front", "frontpage", "front page", "sectionfront", "section front", "section",
     "sectionpage", "section page", "index", "indexpage", "landing", "landingpage", "landing page", "category",
     "categorypage", "tag", "tagpage", "topic", "topicpage", "collection", "archive", "search", "channel")
)  # fmt: skip
_ARCHIVES = "body.home.blog,body.archive.category,body.archive.tag,body.archive.author,body.search-results"
"""Classes that WordPress gives to the body of lists of posts (body_class)."""
_LONG, _TOGETHER, _TEXT = 120, 3, 5
"""So many paragraphs of this length in one element are an article's; teasers stand in an element each; the last many
anywhere are a text."""


def is_front(tree: LexborHTMLParser) -> bool:
    """Whether a page is a site's front page or a section's by the address or the kind that it gives itself, or by its
    many headings that lead to other pages. One that states itself as an article is none; nor is one that reads like an
    article, since some sites give the address of their front page on every page."""
    if tree.css_first(ARTICLES) is not None:
        return False
    for selector, attribute in _ADDRESSES:
        node = tree.css_first(selector)
        address = (node.attributes.get(attribute) or "").strip() if node is not None else ""
        if address:
            if is_root(address) and not _reads_like_one(tree):
                return True
            break  # the canonical address counts, whatever the other says
    if any((node.attributes.get("content") or "").strip().lower() in _FRONTS for node in tree.css(_KINDS)):
        return True
    if tree.css_first(_ARCHIVES) is not None:
        return True
    headings, linked = len(tree.css(_HEADINGS)), len(tree.css(_LINKED))
    if headings >= _MANY and linked >= _MANY:
        return True
    return not headings and linked >= _MOST and sum(len(node.text()) >= _LONG for node in tree.css("p")) < _TEXT


def _reads_like_one(tree: LexborHTMLParser) -> bool:
    """Whether a page has one first heading that leads nowhere, hardly any that do, and long paragraphs, which follow
    each other."""
    if len(tree.css(_HEADINGS)) != 1 or len(tree.css(_LINKED)) > _FEW:
        return False
    siblings = Counter(
        node.parent.mem_id for node in tree.css("p") if node.parent is not None and len(node.text()) >= _LONG
    )
    return max(siblings.values(), default=0) >= _TOGETHER


def is_root(address: str) -> bool:
    """Whether an address is that of a site's front page, by its path."""
    try:
        parts = urlsplit(_ARCHIVED.sub("", address))
    except ValueError:
        return False
    return not parts.query and not parts.fragment and _ROOT.fullmatch(parts.path) is not None
