"""Small records in the formats that agencies send, with a hole for a text: each is a place for hostile ones."""

from __future__ import annotations

from collections.abc import Callable

import orjson

TEXT = "The harbour tram carried its first passengers on Monday, two years after it was due."
WHEN = "2026-03-02T08:15:00+01:00"


def _g2(s: str) -> str:
    return (
        f'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:x:tram" version="2"><itemMeta>'
        f'<itemClass qcode="ninat:text"/><versionCreated>{WHEN}</versionCreated><edNote>{s}</edNote></itemMeta>'
        f"<contentMeta><headline>Tram {s}</headline><slugline>{s}</slugline></contentMeta><contentSet><inlineXML>"
        f"<html xmlns='http://www.w3.org/1999/xhtml'><body><p>{TEXT}</p><p>{s}</p></body></html></inlineXML>"
        "</contentSet></newsItem>"
    )


def _newsml(s: str) -> str:
    return (
        "<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>x</ProviderId><DateId>20260302</DateId>"
        "<NewsItemId>tram</NewsItemId><RevisionId>1</RevisionId></NewsIdentifier></Identification><NewsManagement>"
        f"<NewsItemType FormalName='News'/><Status FormalName='Usable'/><Instruction FormalName='{s}'/>"
        f"</NewsManagement><NewsComponent><NewsLines><HeadLine>Tram {s}</HeadLine></NewsLines><ContentItem>"
        f"<DataContent><nitf><body><body.content><p>{TEXT}</p><p>{s}</p></body.content></body></nitf></DataContent>"
        "</ContentItem></NewsComponent></NewsItem></NewsML>"
    )


def _nitf(s: str) -> str:
    return (
        f'<?xml version="1.0"?><!DOCTYPE nitf><nitf><head><docdata><doc-id id-string="x:{s}"/><ed-msg info="{s}"/>'
        f"</docdata></head><body><body.head><hedline><hl1>Tram {s}</hl1></hedline><byline>By {s}</byline></body.head>"
        f"<body.content><p>{TEXT}</p><p>{s}</p><media><media-caption>{s}</media-caption></media></body.content></body>"
        "</nitf>"
    )


def _rss(s: str) -> str:
    said = f"<title>Tram {s}</title><description>{TEXT} {s}</description><pubDate>{s}</pubDate>"
    items = f"<item><guid>{s}</guid>{said}</item>" * 2
    return f"<rss version='2.0'><channel><title>x</title>{items}</channel></rss>"


def _atom(s: str) -> str:
    entry = f"<entry><id>{s}</id><title>Tram {s}</title><updated>{WHEN}</updated><content>{TEXT} {s}</content></entry>"
    return f"<feed xmlns='http://www.w3.org/2005/Atom'>{entry * 2}</feed>"


def _json(**fields: object) -> str:
    return orjson.dumps(fields).decode()


def _mail(s: str) -> str:
    return (
        f"From: desk@example.com\nTo: wire@example.com\nSubject: Tram {s}\nMessage-ID: <{s}@example.com>\n"
        f"Date: Mon, 2 Mar 2026 08:15:00 +0100\nContent-Type: multipart/mixed; boundary=b; x={s}\n\n--b\n"
        f"Content-Type: text/plain; charset=utf-8\n\n{TEXT}\n{s}\n--b\nContent-Disposition: attachment\n"
        f"Content-Type: application/xml\n\n{_nitf('')}\n--b--\n"
    )


def _page(s: str) -> str:
    said = _json(**{"@context": "https://schema.org", "@type": "NewsArticle", "headline": s, "datePublished": WHEN})
    return (
        f"<!doctype html><html><head><title>Tram {s}</title><script type='application/ld+json'>{said}</script></head>"
        f"<body><article><p>{TEXT}</p><p>{s}</p></article></body></html>"
    )


def _7901(s: str) -> str:
    head = f"\x01bdt0123 3 pl 45  x 0001\r\n{s}=\r\n\x02Tram {s}=\r\n"
    return f"{head}{TEXT}\r\n   {s}\r\n\x03021530 Mar 26\r\n"


def _anpa(s: str) -> str:
    head = f"\x16\x16\x01a0123\x1frxi\r\n^Tram {s}<\r\n^{s}<\r\n\x02"
    return f"{head}   {TEXT}\r\n   {s}\r\n\x0303-02-26 0815GMT\r\n"


PLACES: dict[str, Callable[[str], str]] = {
    "NewsML-G2": _g2,
    "NewsML 1": _newsml,
    "NITF": _nitf,
    "RSS": _rss,
    "Atom": _atom,
    "ninjs": lambda s: _json(
        uri=f"urn:x:{s[:99]}", versioncreated=WHEN, headline=s, ednote=s, slugline=s, body_html=f"<p>{TEXT}</p><p>{s}"
    ),
    "AP": lambda s: _json(
        altids={"itemid": s[:99], "etag": s}, type="text", version="2", headline=f"Tram {s}", slugline=s,
        pubstatus="usable", renditions={"nitf": _nitf("")}, editorialtypes=[s],
    ),
    "dpa": lambda s: _json(
        urn=f"urn:newsml:x:{s[:99]}", version=1, version_created=WHEN, headline=s, kicker=s,
        article_html=f"<p>{TEXT}</p>{s}", ednotes=[{"role": "dpaednoterole:editorialnote", "ednote": s}],
    ),
    "JSON Feed": lambda s: _json(
        version="https://jsonfeed.org/version/1.1", items=[{"id": s, "title": s, "content_text": f"{TEXT} {s}"}]
    ),
    "JSON-LD": lambda s: _json(
        **{"@context": "https://schema.org", "@type": "NewsArticle", "headline": s, "articleBody": f"{TEXT}\n\n{s}"}
    ),
    "web page": _page,
    "mail": _mail,
    "7901": _7901,
    "ANPA": _anpa,
    "text": lambda s: f"{TEXT}\n\n{s}",
}  # fmt: skip
"""Records by format: each has the text in several of its fields."""

HEADERS: tuple[tuple[tuple[str, bytes], ...], ...] = (
    (("source", b"nordlight"),),
    (("source", b"nordlight"), ("content-type", b"text/plain; charset=punycode")),
    (("source", "\x1b[31m\u202e".encode()), ("content-type", b"\xff\xfe")),
    (("source", b""), ("content-type", b"text/html"), ("part", b"1")),
    (("part", b"99999999999"),),
)
"""Headers that a record may come with."""
