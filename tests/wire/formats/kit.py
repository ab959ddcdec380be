"""Records in agencies' formats, of an invented wire, and what is read of them."""

from __future__ import annotations

from worker.stream.understand import Envelope, understood
from worker.wire.article import Article, BadMessage, Lineage

HERE = Lineage("raw", 0, 0)
P1 = "The harbour tram carried its first passengers on Monday, two years after it was due."
P2 = "It links the ferry quay with the hospital in eleven minutes, the city said."


def found(value: bytes | str, source: str | None = "nordlight", content_type: str | None = None) -> list[object]:
    """All that a record holds: articles and what is none, in order."""
    data = value.encode() if isinstance(value, str) else value
    return list(understood(data, HERE, None, None, Envelope(source, content_type)))


def one(value: bytes | str, source: str | None = "nordlight", content_type: str | None = None) -> Article:
    """The one article of a record."""
    (article,) = found(value, source, content_type)
    assert isinstance(article, Article), article
    return article


def refused(value: bytes | str, source: str | None = "nordlight", content_type: str | None = None) -> BadMessage:
    """Why a record is no article."""
    (bad,) = found(value, source, content_type)
    assert isinstance(bad, BadMessage), bad
    return bad


def g2(
    meta: str = "",
    content: str = "",
    body: str | None = None,
    version: str = "1",
    guid: str = "urn:x:tram",
    kind: str = "text",
) -> str:
    """A NewsML-G2 news item."""
    body = (
        f"<inlineXML><html xmlns='http://www.w3.org/1999/xhtml'><body><p>{P1}</p><p>{P2}</p></body></html></inlineXML>"
        if body is None
        else body
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="{guid}"'
        f' version="{version}" xml:lang="en"><itemMeta><itemClass qcode="ninat:{kind}"/>'
        f"<versionCreated>2026-03-02T08:15:00+01:00</versionCreated>{meta}</itemMeta>"
        f"<contentMeta><headline>Harbour tram opens</headline>{content}</contentMeta>"
        f"<contentSet>{body}</contentSet></newsItem>"
    )
