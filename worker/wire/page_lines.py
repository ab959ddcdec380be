"""The lines of a message's page, not yet named: of a web page only those that may be its article."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from worker.wire import headline, lexer, markup, text
from worker.wire.agencies import Agency
from worker.wire.keys import headline_key
from worker.wire.lexer import Line

_LONGEST_HEADLINE, _SHORTEST_HEADLINE, _FEW_WORDS = 400, 25, 4
_SHORTEST_SENTENCE = 40
_CJK_SENTENCE, _CJK_END = 25, ("。", "！", "？", "。”", "。」")
_ABOVE = 0.2
"""Most of a text's letters that may stand above a headline inside it."""


def of(
    message: Mapping[str, Any], wire: Agency, stated: str | None
) -> tuple[list[Line], str | None, markup.Markup | None]:
    """The lines of a message's body or page; the headline if it is known without them; and what its HTML states, if it
    is HTML."""
    page, found = _page_text(message)
    lines = lexer.lines(page)
    known = stated or _titled(found, lines, wire)
    if found and found.above:
        if known and _near_top(lines, known):
            lines = _under(lines, known, wire)
        lines = _around(lexer.lines(text.clean(found.above)), known, wire) + lines
    elif found and known:
        lines = _under(lines, known, wire)
    return lines, known, found


def _titled(found: markup.Markup | None, lines: list[Line], wire: Agency) -> str | None:
    """The title of a page, if it is the headline: surely, or because it is printed, or a sentence stands first."""
    if found is None or not found.title:
        return None
    if found.headed or _near_top(lines, found.title) or _headlines(lexer.lines(text.clean(found.above)), found.title):
        return found.title
    line = next((line for line in lines if line.text), lexer.BLANK)
    first = line.text
    if headline.is_sentence(first) or (first.endswith(_CJK_END) and len(first) >= _CJK_SENTENCE):
        return None if lexer.place(line, wire) else found.title
    if first in found.title:
        return None
    label = len(first) < _SHORTEST_HEADLINE and len(first.split()) < _FEW_WORDS <= _words(found.title)
    return found.title if label else None


def _words(title: str) -> int:
    """How many words a title has; two letters are one where words have no blanks between them."""
    return max(len(title.split()), sum("\u3040" <= letter <= "\u9fff" for letter in title) // 2)


def _near_top(lines: list[Line], title: str) -> bool:
    """Whether a title is printed before most of the text."""
    key = headline_key(title)
    left = _ABOVE * sum(len(line.text) for line in lines)
    for line in lines if key else ():
        if len(line.text) < _LONGEST_HEADLINE and headline_key(line.text) == key:
            return True
        left -= len(line.text)
        if left < 0:
            break
    return False


def stated_headline(message: Mapping[str, Any], wire: Agency) -> tuple[Mapping[str, Any], str | None]:
    """The feed's headline. If that is a note, a code or a flash's label, which feeds mistake for the headline when it
    comes first, it is treated as the first line of the body instead."""
    printed = text.one_line(markup.unwrapped(message.get("headline") or "")).lstrip("^>* ")
    stated = printed.partition(" ^")[0].removesuffix(wire.headline_end).rstrip() or None
    body = message.get("body")
    if stated is None or not body or message.get("paragraphs") or not lexer.is_no_headline(stated, wire):
        return message, stated
    return {**message, "headline": None, "body": f"{stated}\n{body}"}, None


def _page_text(message: Mapping[str, Any]) -> tuple[str, markup.Markup | None]:
    """The clean text of a message's body or page, and what the head of its HTML states. Raises `BadMessage` as `markup`
    does."""
    page = markup.unwrapped(message.get("body") or message.get("content") or "")
    if "html" in (message.get("content_type") or "").lower() or markup.looks_like(page):
        found = markup.read(page)
        markup.check_sentence(page, found)
        return text.clean(found.text), found
    return text.clean(markup.without_tags(page)), None


def _headlines(lines: list[Line], known: str | None) -> list[int]:
    """The line on which a headline is printed."""
    key = headline_key(known) if known else ""
    short = ((n, line.text) for n, line in enumerate(lines) if len(line.text) < _LONGEST_HEADLINE)
    return [n for n, said in short if headline_key(said) == key] if key else []


def _under(lines: list[Line], known: str, wire: Agency) -> list[Line]:
    """The lines of an HTML page from its headline on, if it has one; from the lines above only times."""
    at = next(iter(_headlines(lines, known)), 0)
    return [line for line in lines[:at] if lexer.above(line, wire) == "time"] + lines[at:]


def _around(above: list[Line], known: str | None, wire: Agency) -> list[Line]:
    """The useful lines above the element with a page's text: headline, times, and below the headline the byline and
    sentences, such as a summary."""
    at = (_headlines(above, known) or [len(above)])[-1]
    kept = [line for n, line in enumerate(above) if line.text and (n == at or _counts(line, wire, below=n > at))]
    return sorted(kept, key=lambda line: line.name == "text")


def _counts(line: Line, wire: Agency, *, below: bool) -> bool:
    name = lexer.above(line, wire)
    if name == "text":
        return below and len(line.text) >= _SHORTEST_SENTENCE and line.text.endswith(text.SENTENCE_END)
    return name == "time" or (below and name == "byline")
