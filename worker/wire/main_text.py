"""Finds the text on a web page: the smallest element with most of what reads like paragraphs.

The surroundings of a text are recognised by the words with which sites name their elements, and by consisting of links.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from worker.wire.text import ANY_CASE

_LEAST = 250
"""A page with fewer letters in paragraphs than this is not an article and is read whole."""

_MOST = 0.7
"""Share of a page's paragraphs that the text must contain."""

_GOOD_PART = 0.3
_LARGE = 0.2
"""An element with this share of a page's paragraphs is not furniture, whatever its name."""

_SHORTEST, _SHORTEST_OWN = 25, 80
"""Letters of a paragraph, and of a text that stands in no element of its own."""

_DEEPEST = 40
_LONGEST_LIST = 1200
_LINKED = 0.6
"""A block with this share of its letters in links is a list of links."""

_TEXTS = "p,blockquote,pre,li,div,td,section,article"
_BLOCKS = frozenset(
    (
        "div",
        "section",
        "ul",
        "ol",
        "span",
        "figure",
        "header",
        "footer",
        "nav",
        "aside",
        "table",
        "dl",
        "h2",
        "h3",
        "h4",
    )
)
_SURROUNDS = frozenset(("header", "nav", "footer", "aside"))
_FURNITURE = re.compile(
    r"related|shar(?:e|ing)\b|social|promo|newsletter|subscri|comment|disqus|sidebar|side-bar|widget|recommend|popular"
    r"|trending|most-read|footer|masthead|breadcrumb|\btags?\b|nav\b|taboola|outbrain|advert|banner|disclaimer|copyright"
    r"|more-stories|read-?more|paywall|regwall|sign-?up|sign-?in\b|toolbar|follow|\bnav|menu|sponsor|login|modal|popup|print-|gallery"
    r"|slideshow|partner|teaser|\brail|lightbox|donat|hashtag|ticker|\bpoll|quiz|rating|\bads?\b|\bcta\b",
    ANY_CASE,
)
_SAID = re.compile(r"comments|disqus|commentlist|\breplies|livefyre|\bnav\b|nav\b|global-?nav", ANY_CASE)
"""Readers' comments and navigation, which are furniture even with that share."""

_BODIES = '[itemprop="articleBody"],[property="articleBody"]'
"""How pages mark their text themselves."""


@dataclass(slots=True)
class _Weights:
    """Letters of paragraphs on a page, and in each of its elements by its place in memory."""

    total: int = 0
    inside: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    deepest: list[tuple[int, LexborNode]] = field(default_factory=list)


def find(body: LexborNode) -> LexborNode | None:
    """The element with the text of a page, from which furniture is taken out; None where no element is more likely than
    the whole page."""
    weights = _weigh(body)
    if weights.total < _LEAST:
        return None
    heading = body.css_first("article h1") or body.css_first("main h1") or body.css_first("h1")
    body = _around(heading, body, weights)
    _clear(body, weights)
    marked = max(body.css(_BODIES), key=lambda node: weights.inside[node.mem_id], default=None)
    if marked is not None and weights.inside[marked.mem_id] >= _MOST * weights.total:
        return marked
    weights = _weigh(body)
    if weights.total < _LEAST:
        return None
    fitting = (found for found in weights.deepest if weights.inside[found[1].mem_id] >= _MOST * weights.total)
    return max(fitting, key=lambda found: found[0], default=(0, None))[1]


def _around(heading: LexborNode | None, body: LexborNode, weights: _Weights) -> LexborNode:
    """The smallest element with a page's heading and a good part of its paragraphs: other articles may follow."""
    above = heading
    while above is not None and above.mem_id != body.mem_id:
        held = weights.inside[above.mem_id] if above.tag not in _SURROUNDS else 0
        if held >= _LEAST and (held >= _GOOD_PART * weights.total or (above.tag == "article" and held >= 2 * _LEAST)):
            return above
        above = above.parent
    return body


def _weigh(body: LexborNode) -> _Weights:
    found = _Weights()
    for node in body.css(_TEXTS):
        weight = _letters(node)
        if not weight:
            continue
        found.total += weight
        above: LexborNode | None = node if node.tag in ("div", "td", "section", "article") else node.parent
        path: list[LexborNode] = []
        while above is not None and above.tag not in ("html", "-undef") and len(path) < _DEEPEST:
            path.append(above)
            above = above.parent
        for number, element in enumerate(reversed(path)):
            if element.mem_id not in found.inside:
                found.deepest.append((number, element))
            found.inside[element.mem_id] += weight
    return found


def _letters(node: LexborNode) -> int:
    """Letters of a paragraph minus twice those of its links, so that lists of links do not count."""
    if node.tag in ("div", "td", "section", "article"):
        own = len(node.text(deep=False).strip())
        return own if own >= _SHORTEST_OWN else 0
    said = len(node.text().strip())
    if said < (_SHORTEST_OWN if node.tag == "li" else _SHORTEST):
        return 0
    left = max(0, said - 2 * _links(node))
    return left // 2 if node.tag == "li" else left


def _links(node: LexborNode) -> int:
    return sum(len(link.text()) for link in node.css("a"))


def _clear(body: LexborNode, weights: _Weights) -> None:
    """Remove elements named as furniture, and lists of links, with everything inside them."""
    gone: list[LexborNode] = []
    waiting = [(body, 0)]
    while waiting:
        node, depth = waiting.pop()
        if depth and node.tag in _BLOCKS and _is_furniture(node, weights, depth):
            gone.append(node)
        else:
            waiting.extend((child, depth + 1) for child in node.iter())
    for node in _but_the_text(gone, body, weights):
        node.decompose()


def _but_the_text(gone: list[LexborNode], body: LexborNode, weights: _Weights) -> list[LexborNode]:
    """Without those that have most of the text among them: a site may name the columns of its text `sidebar-grid`."""
    doubtful = {n: weights.inside[node.mem_id] for n, node in enumerate(gone) if not _surely(node)}
    held = sum(doubtful.values())
    if held < _MOST * weights.inside[body.mem_id]:
        return gone
    alike: dict[str, int] = defaultdict(int)
    for n, weight in doubtful.items():
        alike[_named(gone[n])] += weight
    return [node for n, node in enumerate(gone) if n not in doubtful or alike[_named(node)] < _LARGE * held]


def _surely(node: LexborNode) -> bool:
    return node.tag in _SURROUNDS or _SAID.search(_named(node)) is not None


def _named(node: LexborNode) -> str:
    return f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"


def _is_furniture(node: LexborNode, weights: _Weights, depth: int) -> bool:
    named = _named(node)
    held = weights.inside[node.mem_id]
    if held >= _LARGE * weights.total and not (held < _MOST * weights.total and _SAID.search(named)):
        return False
    if node.tag in ("footer", "nav", "aside") or _FURNITURE.search(named):
        return True
    return depth <= _DEEPEST and _is_list_of_links(node)


def _is_list_of_links(node: LexborNode) -> bool:
    if node.tag not in ("ul", "ol", "div", "section", "table"):
        return False
    said = len(node.text().strip())
    return said < _LONGEST_LIST and _links(node) > _LINKED * said
