"""HTML converted to a page's text, so that both are read the same way: a line per block, blank lines between
paragraphs."""

from __future__ import annotations

import html as html_entities
import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from worker.wire import front, main_text, other_pages, prompts
from worker.wire.article import BadMessage
from worker.wire.formats import json_ld, page
from worker.wire.keys import headline_key
from worker.wire.text import ANY_CASE
from worker.wire.tidy import tidy

LONGEST_TEXT = 2_000_000
"""Characters of a text, and of a page without its scripts."""
_CODE = ["script", "style", "template", "iframe", "svg"]
_FORMS = "noscript,button,select,textarea"
_SHORT_FORM = 1000
"""A form with fewer letters is one, whatever else the page has."""
_ASIDE = ["nav", "aside"]
"""Not text on part of a page; on a whole page their content decides."""

_PARAGRAPHS = (
    "p,div,section,article,main,header,footer,nav,aside,h1,h2,h3,h4,h5,h6,ul,ol,table,blockquote,figure,pre,form,dl"
    ",address"
)
_LINES = "br,li,tr,dt,dd,hr,option,label"
_START = re.compile(r"<(?:!doctype html|html|head|body|article|section|div|p|h1|h2|span|table)\b", ANY_CASE)
_BREAK_TAG = re.compile(r"<br\b[^<>]{0,80}>[ \t]{0,8}(?:\r?\n)?", ANY_CASE)
_FED = re.compile(r"<br\b[^<>]{0,80}>|</[a-z][a-z0-9]{0,9}>", ANY_CASE)
_ENDED = re.compile(r"</(?:p|div|h[1-6]|li|tr)>", ANY_CASE)
_INLINE = re.compile(
    r"</?(?:p|div|span|b|i|u|em|strong|font|a|img|h[1-6]|ul|ol|li|small|sup|sub)\b[^<>]{0,400}>", ANY_CASE
)
_BREAK, _LINE, _EDGE = "\x1e", "\x1f", "\x1d"
_WHOLE = re.compile(r"<(?:html|head|body)\b", ANY_CASE)
_WHOLE_REACH = 2000
"""So far into a page comes one of the elements that only a whole page has."""

_COVERED = 0.3
"""What has so much of a page's text is shown, whatever its marks say."""

_SPACES = re.compile(r"[ \t\r\n\f\u00a0]+")
_RUNS = re.compile(rf"[ ]?[{_BREAK}{_LINE}][{_BREAK}{_LINE} ]*")
_SHORTEST_SENTENCE = 8
_LONG = 60
"""A line of so many characters is no entry of a menu: not every script ends its sentences with a sign."""
_ENDS, _CLOSING = ".!?。！？…।॥۔؟።။។։", "\"'”’») "
_HALF = 0.5
"""A text shorter than this share of the one in the page's JSON-LD is not the whole text."""
_LITTLE = 0.3
_MUCH = 400
"""A page that does not say that it is an article has at least this share of its bytes in sentences, or so many."""
_SHORTEST = 12
_SEPARATOR = re.compile(r"\s*(?:\||-|–|—|:|·|«|»)+\s*$")
_FEW_HEADINGS = 8
_OF_ARTICLE = 'meta[property="og:type" i][content="article" i]'
_SITE = re.compile(r" (?:\||-|::) [^|]{2,40}$")
_SITE_CJK = re.compile(
    r"(?<=[\u3001-\u30ff\u3400-\u9fff\uff01-\uff60”’!?0-9A-Za-z])[-_|—–]{1,2}(?=[^-_|—–]*[\u3400-\u9fff])[^-_|—–]{2,16}$"
)
"""Where words have no blanks between them, the name of a site has none before it either."""


_TIMES = (
    ('meta[property="article:published_time"]', "content"),
    ('meta[property="og:published_time"]', "content"),
    ('meta[itemprop="datePublished"]', "content"),
    ('[itemprop="datePublished"][datetime]', "datetime"),
    *(
        (f'meta[name="{name}" i]', "content")
        for name in (
            "parsely-pub-date", "pubdate", "publishdate", "publish-date", "publish_date", "publication_date",
            "article.published", "article:published_time", "datePublished", "sailthru.date", "dcterms.created",
            "dcterms.date", "dc.date.issued", "dc.date", "cXenseParse:recs:publishtime", "originalpublicationdate",
            "og:article:published_time", "bt:pubdate", "date",
        )
    ),
    ("abbr.published[title]", "title"),
    ("time[pubdate][datetime]", "datetime"),
    ("article time[datetime]", "datetime"),
    ("main time[datetime]", "datetime"),
    ("time[datetime]", "datetime"),
)  # fmt: skip
"""Where a page states when it was published, most reliable first: selector and attribute."""

_HIDDEN = (
    '[hidden],[style*="display:none" i],[style*="display: none" i],[style*="visibility:hidden" i]'
    ',[style*="visibility: hidden" i],.sr-only,.visually-hidden,.screen-reader-text,[class*="cookie" i]'
    ',[id*="cookie" i],[class*="consent" i],[id*="consent" i],[class*="gdpr" i]'
)
"""What a browser does not show, or shows only as an overlay."""

_WIDGETS = '.skiptranslate,[id^="goog-gt"]'
"""What a browser's translation puts into a page, which then has a heading of its own."""

_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_ESCAPED_TAG = re.compile(r"&lt;/?(?:p|br|div|span|b|i|em|strong|a|h[1-6]|ul|ol|li|img|table|blockquote)\b", ANY_CASE)
_ESCAPED_TWICE = re.compile(r"&amp;(?=(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,10});)")


@dataclass(frozen=True, slots=True)
class Markup:
    """The text of an HTML page, and its stated title, time and canonical address. `headed` means that the title is its
    headline: several places on the page agree on it, or it is inside the article. `above` is what stands above the
    element that has the text, if that could be told from the rest of the page. `marked` means that the page says that
    it is an article, or that the text could be told."""

    text: str
    title: str | None
    published: str | None
    url: str | None
    headed: bool = False
    above: str = ""
    marked: bool = True


def unwrapped(text: str) -> str:
    """A feed's text without CDATA around it, and with doubly escaped characters escaped once.

    A whole page is not escaped as a whole: markup escaped in it belongs to an attribute or is an example.
    """
    if "<![CDATA[" in text:
        text = _CDATA.sub("", text)
    if "&amp;" in text:
        text = _ESCAPED_TWICE.sub("&", text)
    if "<" in text and _WHOLE.search(text, 0, _WHOLE_REACH):
        return text
    return html_entities.unescape(text) if "&lt;" in text and _ESCAPED_TAG.search(text) else text


def looks_like(text: str) -> bool:
    """Whether a text without a content type begins like HTML."""
    return text[:100].lstrip()[:1] == "<" and _START.match(text.lstrip()) is not None


def without_tags(text: str) -> str:
    """Plain text without leftover tags: those of lines and paragraphs become breaks, others are removed."""
    if "<" not in text or not _FED.search(text):
        return text
    return _INLINE.sub("", _ENDED.sub("\n\n", _BREAK_TAG.sub("\n", text)))


def check_sentence(html: str, found: Markup) -> None:
    """Raise `BadMessage` (empty) for a whole page without a sentence: what it has is a menu, or prompts to log in."""
    if not _WHOLE.search(html, 0, _WHOLE_REACH):
        return
    lines = found.text.split("\n")
    told = (line for line in lines if _is_sentence(line) and not prompts.is_prompt(line))
    if found.marked:
        enough = next(told, None) is not None
    else:
        enough = sum(map(_size, told)) > min(_MUCH, _LITTLE * sum(map(_size, lines)))
    if not enough:
        raise BadMessage("empty", f"{page.NAME}: no sentence that could be an article's")


def _size(line: str) -> int:
    """Bytes: a letter of a script that says more with each has more of them."""
    return len(line.encode("utf-8", "replace"))


def _is_sentence(line: str) -> bool:
    said = line.rstrip(_CLOSING)
    return len(said) >= _LONG or (len(said) >= _SHORTEST_SENTENCE and said[-1] in _ENDS)


def read(html: str) -> Markup:
    """Read an HTML page or fragment. Scripts, forms and navigation are removed; captions are marked with `▲`.

    Raises `BadMessage`: too_large, for too many elements, or nested too deep (see `tidy`), or too much text; not_text
    for a front page, or a page that says that it is something else than an article.
    """
    tidied = tidy(html)
    if len(tidied) > LONGEST_TEXT:
        size = f"{len(tidied):,} characters without its scripts, the limit is {LONGEST_TEXT:,}"
        raise BadMessage("too_large", f"{page.NAME}: {size}")
    tree = LexborHTMLParser(tidied)
    for node in tree.css(_WIDGETS) if "goog" in tidied else ():
        node.decompose()
    said = page.stated(html) if "ld+json" in html else {}
    title, headed = _headline(tree, said.get("headline"))
    published = (
        said.get("first_created")
        or said.get("published_at")
        or next((found for found in (_meta(tree, *at) for at in _TIMES) if found), None)
    )
    url = _meta(tree, 'link[rel="canonical"]', "href") or _meta(tree, 'meta[property="og:url"]', "content")
    whole = _WHOLE.search(html, 0, _WHOLE_REACH) is not None
    if whole and not said and front.is_front(tree):
        raise BadMessage("not_text", f"{page.NAME}: the front page of a site, which is no article")
    if whole:
        _check_kind(tree, html, url, said=bool(said))
    body = tree.body
    if body is None:
        return Markup("", title, published, url, headed)
    tree.strip_tags(_CODE)
    marked = bool(said) or tree.css_first(front.ARTICLES) is not None
    text, above = _text(tree, body, whole=whole)
    told = said.get("text") or ""
    if len(text) < _HALF * len(told):
        text, above = "\n\n".join(json_ld.paragraphs(told)), ""
    return Markup(text, title, published, url, headed, above, marked or bool(above))


def _check_kind(tree: LexborHTMLParser, html: str, url: str | None, *, said: bool) -> None:
    """Raise `BadMessage` (not_text) for a page that says that it is something else than an article."""
    other = other_pages.service(url)
    if other is None and not said and tree.css_first(front.ARTICLES) is None:
        other = other_pages.kind(tree, page.types(html) if "ld+json" in html else set())
    if other is not None:
        raise BadMessage("not_text", f"{page.NAME}: {other}, not an article")


def _text(tree: LexborHTMLParser, body: LexborNode, *, whole: bool) -> tuple[str, str]:
    """The text of a page, and what stands above the element that has it."""
    _uncover(body)
    main = main_text.find(body) if whole else None
    if main is None:
        tree.strip_tags(_ASIDE)
    if main is not None and main.mem_id != body.mem_id:
        main.insert_before(_EDGE)
        main.insert_after(_EDGE)
    for node in body.css("td,th"):
        node.insert_before(" ")
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
    before, _, inside = body.text().partition(_EDGE)
    if not inside:
        return _lines(before), ""
    return _lines(inside.partition(_EDGE)[0]), _lines(before)


def _uncover(body: LexborNode) -> None:
    """Take out what a browser does not show, and forms; not the page itself, which some sites mark alike, or where the
    end tag of such an element is missing."""
    most = _COVERED * len(body.text())
    for node in body.css(_HIDDEN):
        if node.tag not in ("body", "main", "article") and len(node.text()) < most:
            node.decompose()
    for node in body.css(_FORMS):
        if len(node.text()) < most or len(node.text()) < _SHORT_FORM:
            node.decompose()


def _lines(text: str) -> str:
    return _RUNS.sub(
        lambda m: "\n\n" if _BREAK in m[0] or m[0].count(_LINE) > 1 else "\n", _SPACES.sub(" ", text)
    ).strip()


def _meta(tree: LexborHTMLParser, selector: str, attribute: str) -> str | None:
    node = tree.css_first(selector)
    value = node.attributes.get(attribute) if node is not None else None
    return value.strip() if value and value.strip() else None


def _headline(tree: LexborHTMLParser, stated: str | None) -> tuple[str | None, bool]:
    """The headline of a page, and whether it is sure: several places agree on it, or it heads an article. Candidates
    are the article's heading, JSON-LD, the Open Graph or Twitter title and the page title; the first that another one
    agrees with wins."""
    card = _meta(tree, 'meta[property="og:title"]', "content") or _meta(tree, 'meta[name="twitter:title"]', "content")
    if card:
        card = _without_site(card, _meta(tree, 'meta[property="og:site_name"]', "content"))
    title = _title(tree)
    headings = _headings(tree)
    printed = headings[0] if len(headings) == 1 else None
    if printed is None:
        others = [headline_key(other) for other in (stated, card, title) if other]
        agreed = [one for one in headings if any(_agree(headline_key(one), other) for other in others)]
        if agreed:
            return max(agreed, key=len), True
    named = [said for said in (printed, stated, card, title) if said]
    for number, said in enumerate(named):
        key = headline_key(said)
        if key and any(_agree(key, headline_key(other)) for at, other in enumerate(named) if at != number):
            return said, True
    sure = bool(printed or stated or (card and tree.css_first(_OF_ARTICLE) is not None))
    return card or stated or printed or title, sure


def _headings(tree: LexborHTMLParser) -> list[str]:
    """What the page's first headings say, each once: only the article's, if one is inside an article. The name of the
    site, which leads to its front page, is none."""
    first = tree.css_first("article h1") or tree.css_first("main h1")
    nodes = [first] if first is not None else tree.css("h1")[:_FEW_HEADINGS]
    return list(
        dict.fromkeys(said for node in nodes if not _leads_home(node) and (said := " ".join(node.text().split())))
    )


def _leads_home(heading: LexborNode) -> bool:
    link = heading.css_first("a") or (
        heading.parent if heading.parent is not None and heading.parent.tag == "a" else None
    )
    return link is not None and front.is_root((link.attributes.get("href") or "x").strip())


def _without_site(card: str, site: str | None) -> str:
    """A stated title without the name of its site behind it."""
    name = " ".join((site or "").split())
    if not name or not card.endswith(name) or len(card) == len(name):
        return card
    end = _SEPARATOR.search(card, 0, len(card) - len(name))
    return card[: end.start()] if end and end.start() else card


def _agree(one: str, other: str) -> bool:
    """Whether two headlines are the same, `other` perhaps with the name of its site around it."""
    return one == other or (len(one) >= _SHORTEST and one in other)


def _title(tree: LexborHTMLParser) -> str | None:
    node = tree.css_first("title")
    text = _SITE.sub("", " ".join(node.text().split())) if node is not None else ""
    if any("\u3400" <= letter <= "\u9fff" for letter in text[:12]):
        text = _SITE_CJK.sub("", text)
    return text or None
