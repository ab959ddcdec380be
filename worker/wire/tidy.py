"""Make HTML safe for a parser: tags in pairs, no formatting, no comments, no scripts, limited number and depth.

A parser that follows the HTML standard repairs its input, and malicious input can make the repairs take time
proportional to the square of its length, or worse: every paragraph inside unclosed `<b>`, `<i>`, `<font>` gets copies
of all of them, and many rules walk up through all open elements. So a page is first tokenized here by the standard's
own rules (https://html.spec.whatwg.org/multipage/parsing.html#tokenization) and written so that nothing is left to
repair. Each text stays in the paragraph where a browser would show it. The time is proportional to the page's length.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import islice

from worker.wire.article import BadMessage
from worker.wire.text import ANY_CASE

DEEPEST = 512
"""Limit on nested elements, as in browsers."""

MOST_ELEMENTS = 100_000
"""Limit on the elements of a page: a large news page has 5,000, and a parser needs 500 bytes for each."""

_LONG_TAG = 2_000
"""A tag with this many characters keeps only its first `_MOST_ATTRIBUTES` short attributes: a parser compares each
attribute with all before it."""
_MOST_ATTRIBUTES = 50

_SPACE = r"\t\n\f\r "
_ATTRIBUTE = (
    rf"[^{_SPACE}/>][^{_SPACE}/>=]*+(?:[{_SPACE}]*+=[{_SPACE}]*+"
    rf"(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|(?=>)|[^{_SPACE}>][^{_SPACE}>]*+))?+"
)
_TOKEN = re.compile(
    rf"<(?:(/?)([a-zA-Z][^{_SPACE}/>]*+)((?:[{_SPACE}/]++|{_ATTRIBUTE})*+)(>?)|(!--)|[!?]|/(?=[^a-zA-Z]))"
)
_ATTRIBUTES = re.compile(_ATTRIBUTE)
_NAME = re.compile(r"[a-z][a-z0-9-]{0,30}")
_COMMENT_END = re.compile(r"-->|(?<!<!)--!>")
_SCRIPT = re.compile(rf"<!--|-->|<(/?)script(?=[{_SPACE}/>])", ANY_CASE)

_VOID = frozenset(
    "area base basefont bgsound br col embed hr img image input keygen link meta param source track wbr".split()
)
_DROPPED = frozenset(
    "b big code em font i nobr s small strike strong tt u math frame frameset plaintext xmp listing".split()
)
"""Tags that do not affect where a paragraph ends, and cost a parser most."""
_TEXT_ONLY = frozenset("script style iframe noembed noframes textarea".split())
"""Elements that contain neither other elements nor text of the page."""
_ONCE = frozenset(("html", "head", "body"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_SPECIAL = (
    frozenset(
        "address applet article aside blockquote button caption center colgroup dd details dir div dl dt fieldset"
        " figcaption figure footer form header hgroup li main marquee menu nav noscript object ol p pre search section"
        " select summary table tbody td tfoot th thead title tr ul".split()
    )
    | _HEADINGS
)
"""Elements that are not closed by the end tag of an element around them, unless that is special too."""
_SCOPES = frozenset("applet caption marquee object select table td th".split())
"""End tags inside these do not close elements outside them, except those of tables."""
_CELLS, _ROWS = frozenset(("td", "th", "caption")), frozenset(("tbody", "thead", "tfoot"))
_OF_TABLES = _CELLS | _ROWS | {"table", "tr", "colgroup", "col"}
_RUBY = frozenset(("rb", "rt", "rtc", "rp"))
_ENDS_PARAGRAPH = (
    frozenset(
        "address article aside blockquote center details dialog dir div dl dd dt fieldset figcaption figure footer form"
        " header hgroup hr li main menu nav ol p pre search section summary ul".split()
    )
    | _HEADINGS
)


def tidy(html: str) -> str:
    """The same page, safe for a parser. Raises `BadMessage` (too_large) beyond `DEEPEST` or `MOST_ELEMENTS`."""
    page = _Page()
    at = 0
    while (token := _TOKEN.search(html, at)) is not None:
        page.text(html, at, token.start())
        at = token.end()
        closing, name, attributes, end, comment = token.groups()
        if name is None:
            at = _past_comment(html, token.start(), bool(comment))
        elif not end:
            return page.ended()  # the page ends inside a tag, which the standard drops
        elif closing:
            page.close(name.lower())
        elif (tag := name.lower()) in _TEXT_ONLY:
            at = _past_text(html, at, tag)
        elif tag == "template":
            at = _past_template(html, at)
        elif tag == "title":
            past = _past_text(html, at, tag)
            page.title(html[at:past])
            at = past
        else:
            page.open(tag, token[0], attributes)
    page.text(html, at, len(html))
    return page.ended()


class _Page:
    """The output so far, and the elements open in it."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._open: list[str] = []
        self._at: defaultdict[str, list[int]] = defaultdict(list)
        """Positions of elements among the open ones, by name; all headings count as one name."""
        self._special: list[int] = []
        self._walls: list[int] = []
        """Special elements except `address`, `div` and `p`: by the standard, the search for an open list item stops
        there."""
        self._scopes: list[int] = []
        self._count = 0

    def text(self, html: str, start: int, end: int) -> None:
        """Text between two tags. `<` is escaped: it could become a tag once something between two texts is removed."""
        if start < end:
            text = html[start:end]
            self._out.append(text.replace("<", "&lt;") if "<" in text else text)

    def title(self, text: str) -> None:
        """The title, with its text."""
        self._counted()
        self._out += ("<title>", text.replace("<", "&lt;"), "</title>")

    def open(self, tag: str, written: str, attributes: str) -> None:
        """A start tag."""
        if tag in _DROPPED or not _NAME.fullmatch(tag):
            return
        if tag in _OF_TABLES and tag != "table" and not self._at["table"]:
            return
        self._counted()
        if tag in _ONCE:
            if self._at[tag]:
                return
            self._at[tag].append(-1)
        elif tag == "a":
            self.close("a")
            self._at["a"].append(-1)
        else:
            self._make_room(tag)
            if tag not in _VOID and not (attributes.endswith("/") and self._at["svg"]):
                self._push(tag)
        self._out.append(written if len(written) < _LONG_TAG else _shortened(tag, attributes))

    def close(self, tag: str) -> None:
        """An end tag: close the element, and everything still open in it, if the element is in scope."""
        if tag == "br":
            self._counted()
            self._out.append("<br>")
        elif tag == "head" or (tag == "a" and self._at["a"]):
            self._out.append(f"</{tag}>")
            if tag == "a":
                self._at["a"].pop()
        else:
            name = "h1" if tag in _HEADINGS else tag
            found = self._last(name)
            if found >= 0 and found > self._reach(tag):
                self._pop_to(found)
            elif tag == "p":  # by the standard, `</p>` without a start tag is an empty paragraph
                self._counted()
                self._out.append("<p></p>")

    def ended(self) -> str:
        """The whole output, with all open elements closed."""
        self._pop_to(0)
        return "".join(self._out)

    def _counted(self) -> None:
        self._count += 1
        if self._count > MOST_ELEMENTS:
            raise BadMessage("too_large", f"HTML with more than {MOST_ELEMENTS:,} elements")

    def _reach(self, tag: str) -> int:
        """The position of the innermost element that bounds the scope of an end tag."""
        if tag in _OF_TABLES:
            return self._last("table") - (tag == "table")
        if tag == "p":
            return max(_last(self._scopes), self._last("button"))
        if tag == "li":
            return max(_last(self._scopes), self._last("ul"), self._last("ol"))
        return _last(self._scopes if tag in _SPECIAL else self._special)

    def _make_room(self, tag: str) -> None:
        """Close whatever a start tag implicitly closes: a paragraph, the previous item or cell."""
        if tag in _ENDS_PARAGRAPH:
            if tag in ("li", "dd", "dt") and self._walls:
                wall = self._walls[-1]
                if self._open[wall] == tag or (tag != "li" and self._open[wall] in ("dd", "dt")):
                    self._pop_to(wall)
            if (paragraph := self._last("p")) > self._reach("p"):
                self._pop_to(paragraph)
            if tag in _HEADINGS and self._open and self._open[-1] in _HEADINGS:
                self._pop_to(len(self._open) - 1)
        elif tag in _OF_TABLES and tag not in ("table", "col"):
            same = _CELLS if tag in _CELLS else _CELLS | {"tr"} if tag == "tr" else _CELLS | {"tr", "colgroup"} | _ROWS
            first = min((at for name in same if (at := self._last(name)) > self._last("table")), default=-1)
            if first >= 0:
                self._pop_to(first)
        elif self._open and (
            (tag in ("option", "optgroup") and self._open[-1] == "option") or (tag in _RUBY and self._open[-1] in _RUBY)
        ):
            self._pop_to(len(self._open) - 1)

    def _push(self, tag: str) -> None:
        place = len(self._open)
        if place >= DEEPEST:
            raise BadMessage("too_large", f"HTML elements are nested more than {DEEPEST} deep")
        self._open.append(tag)
        self._at["h1" if tag in _HEADINGS else tag].append(place)
        if tag in _SPECIAL:
            self._special.append(place)
            if tag not in ("address", "div", "p"):
                self._walls.append(place)
            if tag in _SCOPES:
                self._scopes.append(place)

    def _pop_to(self, place: int) -> None:
        """Close all elements from that place on."""
        while len(self._open) > place:
            tag = self._open.pop()
            self._at["h1" if tag in _HEADINGS else tag].pop()
            for places in (self._special, self._walls, self._scopes):
                if places and places[-1] == len(self._open):
                    places.pop()
            self._out.append(f"</{tag}>")

    def _last(self, name: str) -> int:
        return _last(self._at[name])


def _last(places: list[int]) -> int:
    return places[-1] if places else -1


def _shortened(tag: str, attributes: str) -> str:
    kept = islice(_ATTRIBUTES.finditer(attributes), _MOST_ATTRIBUTES)
    return f"<{tag} {' '.join(m[0] for m in kept if len(m[0]) < _LONG_TAG)}>"


def _past_comment(html: str, start: int, real: bool) -> int:
    """Where a comment ends, or something the standard treats like one: `<!doctype`, `<?xml`, `</ `."""
    if not real:
        return html.find(">", start) + 1 or len(html)
    end = _COMMENT_END.search(html, start + 2)
    return end.end() if end else len(html)


def _past_text(html: str, at: int, tag: str) -> int:
    """Where the end tag of a text-only element begins; the end of the page if there is none."""
    if tag == "script":
        return _past_script(html, at)
    end = re.compile(rf"</{tag}(?=[{_SPACE}/>])", ANY_CASE).search(html, at)
    return end.start() if end else len(html)


def _past_script(html: str, at: int) -> int:
    """The same for a script, which may contain another whole script inside `<!--`."""
    hidden = inner = False
    while (m := _SCRIPT.search(html, at)) is not None:
        at = m.end()
        if m[0] == "<!--":
            at = at if hidden else m.start() + 2
            hidden = True
        elif m[0] == "-->":
            hidden = inner = False
        elif not m[1]:
            inner = hidden
        elif not inner:
            return m.start()
        else:
            inner = False
    return len(html)


def _past_template(html: str, at: int) -> int:
    """Where a template ends, including nested ones; its content is not text of the page."""
    depth = 1
    while depth and (token := _TOKEN.search(html, at)) is not None:
        at = token.end()
        closing, name, _, end, comment = token.groups()
        tag = name.lower() if name else ""
        if not tag:
            at = _past_comment(html, token.start(), bool(comment))
        elif not end:
            break
        elif tag == "template":
            depth += -1 if closing else 1
        elif not closing and (tag in _TEXT_ONLY or tag == "title"):
            at = _past_text(html, at, tag)
    return at if not depth else len(html)
