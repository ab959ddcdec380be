"""XML, read safely: no entities, no network, limits on depth and size."""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Iterator
from html.entities import html5
from typing import Any, NamedTuple

from lxml import etree

from worker.wire.article import BadMessage

MOST_TAGS = 400_000
"""Limit on the elements of one document: in memory an element takes a hundred times the bytes of its tag."""

NITF = "http://iptc.org/std/NITF/2006-10-18/"
NAR = "http://iptc.org/std/nar/2006-10-01/"
UNDECLARED = "urn:undeclared:"
XHTML = "http://www.w3.org/1999/xhtml"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"

# Possessive quantifiers prevent backtracking: the time stays proportional to the document's length.
_DECLARATION = r"<!DOCTYPE[^\[>]*+(?:\[(?:[^\]\"']++|\"[^\"]*+\"|'[^']*+')*+\]\s*+)?+>"
_BEFORE = r"\s++|(?><\?.*?\?>)|(?><!--.*?-->)"
_DOCTYPE = re.compile(rf"((?:{_BEFORE})*+)({_DECLARATION})", re.DOTALL)
_PROLOG = re.compile(rf"(?:{_BEFORE}|{_DECLARATION})*+", re.DOTALL)
_ROOT = re.compile(r"<(?:([A-Za-z_][\w.-]*+):)?([A-Za-z_][\w.-]*+)((?:[\s/][^<>]*+)?+)(?:>|$)")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_BARE = re.compile(r"&(?![A-Za-z][\w.-]{0,31};|#\d{1,7};|#x[0-9A-Fa-f]{1,6};)")
_ILLEGAL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_OWN = frozenset(("amp", "lt", "gt", "quot", "apos"))
_REACH = 100_000
_UNKNOWN = re.compile(r"Namespace prefix \S+ (?:for \S+ )?(?:on \S+ )?is not defined")
_PREFIX = re.compile(r"[<\s/]([A-Za-z_][\w.-]{0,60}):[A-Za-z_][\w.-]*+(?=[\s=/>])")
_MOST_PREFIXES = 20


class Name(NamedTuple):
    """Name of an element: its namespace, empty if it has none, and its local name."""

    namespace: str
    local: str


def root(text: str) -> Name | None:
    """Name of the root element, read from its tag only; None if there is none."""
    head = text[:_REACH].lstrip("\ufeff")
    prolog = _PROLOG.match(head)
    m = _ROOT.match(head, prolog.end() if prolog else 0)
    if m is None:
        return None
    prefix, local, attributes = m.groups()
    name = f"xmlns:{re.escape(prefix)}" if prefix else "xmlns"
    space = re.search(rf"(?:^|\s){name}\s*=\s*[\"']([^\"']*)[\"']", attributes)
    return Name(space[1] if space else "", local)


def parse(text: str, name: str) -> Any:
    """The root element of a document. `name` is the format's, for error messages.

    HTML entities are resolved; characters that XML does not allow are removed; prefixes that nothing declares are
    declared, in namespaces that begin with `UNDECLARED`. Raises `BadMessage`: malformed, with
    line and column, also if the document declares its own entities, which can be bombs; or too_large.
    """
    text = text.lstrip("\ufeff \t\r\n")
    if "\0" in text:
        raise BadMessage("malformed", f"{name}: a NUL at character {text.index(chr(0))}")
    prolog = _PROLOG.match(text)
    declared = re.search(r"<!ENTITY", text[: prolog.end()] if prolog else text[:_REACH])
    if declared:
        line = text.count("\n", 0, declared.start()) + 1
        name += f", whose line {line} declares entities of its own, which are not read"
    if text.count("<") > 2 * MOST_TAGS:
        raise BadMessage("too_large", f"{name}: more than {MOST_TAGS:,} elements")
    text = _without_doctype(text)
    text = _ENTITY.sub(_entity, text) if "&" in text else text
    try:
        return _parsed(text)
    except etree.XMLSyntaxError as first:
        mended = _BARE.sub("&amp;", _ILLEGAL.sub("", _declared(text, first)))
        if mended != text:
            try:
                return _parsed(mended)
            except etree.XMLSyntaxError as error:
                raise _fault(name, error) from None
        raise _fault(name, first) from None


def _without_doctype(text: str) -> str:
    """The document without its DOCTYPE, which the parser would try to load; line numbers stay the same."""
    m = _DOCTYPE.match(text)
    return m[1] + "\n" * m[2].count("\n") + text[m.end() :] if m else text


_PARSER = etree.XMLParser(
    encoding="utf-8",
    resolve_entities=False,
    no_network=True,
    huge_tree=False,
    load_dtd=False,
    dtd_validation=False,
    remove_comments=True,
    remove_pis=True,
    collect_ids=False,
    strip_cdata=True,
)


def _parsed(text: str) -> Any:
    return etree.fromstring(text.encode("utf-8", "replace"), _PARSER)


def _declared(text: str, error: etree.XMLSyntaxError) -> str:
    """The document with the prefixes declared that its elements use and nothing declares, if one is what `error` says.
    Nothing else can be done for it by a parser: its recovery drops what it does not know."""
    if _UNKNOWN.match(str(error.msg)) is None:
        return text
    prolog = _PROLOG.match(text)
    m = _ROOT.match(text, prolog.end() if prolog else 0)
    if m is None:
        return text
    used = dict.fromkeys(m[1] for m in _PREFIX.finditer(text))
    names = [p for p in used if p not in ("xml", "xmlns") and f"xmlns:{p}=" not in text][:_MOST_PREFIXES]
    at = m.end(2)
    return text[:at] + "".join(f' xmlns:{p}="{UNDECLARED}{p}"' for p in names) + text[at:]


def _fault(name: str, error: etree.XMLSyntaxError) -> BadMessage:
    said = str(error.msg or "not well-formed")
    line, column = error.position
    deep = "depth" in said.lower() or "huge" in said.lower() or "too long" in said.lower()
    if deep:
        return BadMessage("too_large", f"{name}: line {line}, column {column}: {said}")
    said = re.sub(r", line \d+, column \d+.*", "", said)
    return BadMessage("malformed", f"{name}: line {line}, column {column}: {said}")


def _entity(m: re.Match[str]) -> str:
    if m[1] in _OWN:
        return m[0]
    found = html5.get(f"{m[1]};")
    return html.escape(found, quote=True) if found else m[0]


def local(element: Any) -> str:
    """Local name of an element; empty for a comment or another node."""
    return _local(element.tag)


@functools.lru_cache(2048)
def _local(tag: Any) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Any, name: str) -> Iterator[Any]:
    """The children with that local name, in any namespace."""
    if element is None:
        return
    for child in element:
        if local(child) == name:
            yield child


def child(element: Any, *path: str) -> Any:
    """The first element at the end of a path of local names, or None."""
    for name in path:
        element = next(children(element, name), None)
        if element is None:
            return None
    return element


def descendants(element: Any, name: str) -> Iterator[Any]:
    """All descendants with that local name, in document order."""
    if element is None:
        return
    yield from element.iter(f"{{*}}{name}")


def text_of(element: Any) -> str | None:
    """All text inside an element on one line; None if there is none."""
    if element is None:
        return None
    return " ".join("".join(element.itertext()).split()) or None


def path_text(element: Any, *path: str) -> str | None:
    """The text at the end of a path."""
    return text_of(child(element, *path))
