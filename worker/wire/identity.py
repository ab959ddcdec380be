"""Which item a message belongs to: content ids, addresses, and substitutes for them (grammar, sections e and f)."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

import orjson

from worker.wire import stamp
from worker.wire.agencies import Agency
from worker.wire.keys import headline_key
from worker.wire.text import ANY_CASE

_TRUSTED_DAYS = 2
"""A content id contains the day its story was first sent; a page dated further away carries another story's id."""

_LONGEST_ID = 400
_PLACEHOLDERS = frozenset(("", "0", "-", "none", "null", "nil", "undefined", "nan", "n/a", "false"))
"""What programs write when they have no id, in lower case."""

_REVISION = re.compile(
    r"(?P<item>urn:newsml:[^:]+:\d{8}(?:T\d{4,6}(?:Z|[+-]\d{4})?)?:.+|tag:[^:]+:newsml_[^:]+):(?P<n>\d{1,9})[AaNnUu]?$"
)
"""The ids of NewsML 1 (urn:newsml:provider:date:item:revision) and of Reuters end with the version number."""

_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]{1,11}:)?//(?=[^/\s])|www\.(?=[^/\s]+\.)", ANY_CASE)
_PLAIN = re.compile(r"https?://([a-z\d][a-z\d.-]*[a-z\d])((?:/[A-Za-z\d_-]+)+)", re.ASCII)
"""An address of which nothing but labels of its host can be left out, unless it is a copy (`_COPIES`)."""

_COPIES = ("google", "ampproject", "/amp")
_SAME_HOST = ("www.", "m.", "mobile.", "amp.")
_CACHED = re.compile(r"(?:www\.)?google\.[a-z.]{2,6}/amp/(?:s/)?|[\w-]+\.cdn\.ampproject\.org/[a-z]/(?:s/)?")
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?]*", ANY_CASE)
_ENDING = re.compile(r"(?:(?<=/)index)?(?:\.amp)?\.html?$|\.amp$", ANY_CASE)
_TRACKING = re.compile(
    r"utm(?:_\w+)?|(?:fb|g|d|gb|wb|ms|tw|ttc|y)cl(?:k?id)|mc_[ce]id|_g[al]|igshid|ns_\w+|at_\w+|wt\.\w+|mkt_tok|cmp(?:id)?"
    r"|ref|ref_?(?:src|url)|referr?er|source|src|from|via|campaign|xtor|ocid|smid|smtyp|emc|s_cid|icid|ito|ftag|spm|feed(?:type|name)?|rss"
    r"|share|sr_share|partner|section|input|amp|output(?:type)?|print|mobile|view_?mode|fbclid|twclid|yclid|gclsrc|__twitter_impression",
    ANY_CASE,
)
"""Query parameters that only say where the reader came from, or how the page is shown."""


@dataclass(frozen=True, slots=True)
class ContentId:
    """A wire's own id, split into its parts. `date` is None if its digits are not a valid day; `send` counts from 0."""

    text: str
    date: dt.date | None
    serial: str
    send: int
    desk: str


def content_id(texts: Iterable[str | None], agency: Agency) -> ContentId | None:
    """The first content id found anywhere in an id or an address."""
    if agency.content_id is None:
        return None
    for text in texts:
        m = agency.content_id.search(text[:4000].upper()) if text else None
        if m:
            digits, vv = m["date"], int(m["send"])
            date = stamp.day(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
            serial = f"{digits}-{m['serial']}-{m['desk']}"
            return ContentId(m[0], date, serial, vv - 50 if vv > 50 else vv, m["desk"])
    return None


def trusted(found: ContentId, dates: Iterable[dt.date | None]) -> bool:
    """Whether every known date of an article is within two days of its id's."""
    if found.date is None:
        return False
    return all(abs((date - found.date).days) <= _TRUSTED_DAYS for date in dates if date)


def name(text: str | None) -> str | None:
    """An id or an address as a name of its item, without the parts that do not distinguish items (FV-22, FV-90).

    None for a placeholder (`None`, `null`, `0` ...).
    """
    if not text:
        return None
    plain = unicodedata.normalize("NFC", " ".join(text.split()))
    if plain.casefold() in _PLACEHOLDERS:
        return None
    if _ADDRESS.match(plain):
        return short(address(plain))
    revised = _REVISION.match(plain)
    return short(revised["item"] if revised else plain)


def revision(text: str | None) -> int | None:
    """The version number at the end of some ids."""
    found = _REVISION.match((text or "").strip())
    return int(found["n"]) if found else None


def names(found: ContentId | None, given: str | None, urls: Iterable[str | None]) -> tuple[str, ...]:
    """All names of an item, ids first: the wire's own id, the feed's, the address, the canonical address."""
    wire = found.text if found else None
    known = [wire, *[name(text) for text in dict.fromkeys((given, *urls))]]
    return tuple(dict.fromkeys([n for n in known if n and (n == wire or not wire or wire not in n.upper())]))


def is_address(text: str) -> bool:
    """Whether a name is an address."""
    return "/" in text


def address(url: str) -> str:
    """An address without scheme, mobile and AMP forms, default port, fragment and tracking parameters (FV-22, FV-90).

    Unknown parameters stay: one may be the number of the article.
    """
    plain = url.strip()
    simple = _PLAIN.fullmatch(plain)
    if simple and not any(map(plain.__contains__, _COPIES)):
        return _host(simple[1]) + simple[2]
    while True:
        try:
            parts = urlsplit(plain if _ADDRESS.match(plain) and plain[:4].lower() != "www." else f"//{plain}")
            host, port = (parts.hostname or "").rstrip("."), parts.port
        except ValueError:
            return plain
        if not host or not _ADDRESS.match(plain):
            return plain
        cached = _CACHED.match(f"{host}{parts.path}")
        if cached is None:
            break
        plain = f"//{f'{host}{parts.path}'[cached.end() :]}{'?' + parts.query if parts.query else ''}".strip()
    path = _path(parts.path)
    query = _query(parts.query)
    fragment = f"#{parts.fragment}" if parts.fragment[:1] in ("!", "/") else ""
    return _host(host) + (f":{port}" if port not in (None, 80, 443) else "") + path + query + fragment


def _host(host: str) -> str:
    """The host without the labels of its mobile and AMP forms, provided a host name remains."""
    while True:
        bare = next((host.removeprefix(label) for label in _SAME_HOST if host.startswith(label)), host)
        bare = bare.removeprefix("m-")
        if bare == host or "." not in bare:
            return host
        host = bare


def _path(path: str) -> str:
    plain = unicodedata.normalize("NFC", unquote(_SESSION.sub("", path)))
    parts = [part for part in plain.split("/") if part]
    if len(parts) > 1 and parts[0] == "amp":
        del parts[0]
    if len(parts) > 1 and parts[-1] == "amp":
        del parts[-1]
    return _ENDING.sub("", "/" + "/".join(parts)).rstrip("/") or "/"


def _query(query: str) -> str:
    if not query:
        return ""
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = sorted((k.lower(), v) for k, v in pairs if not _TRACKING.fullmatch(k))
    return "?" + "&".join(f"{k}={v}" for k, v in kept) if kept else ""


def short(text: str) -> str:
    """An id short enough for a key: beyond 400 characters it becomes its beginning plus a hash of the whole."""
    if len(text) <= _LONGEST_ID:
        return text
    return text[:100] + "~" + hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def made_up_id(source: str, printed: str, number: int | None, date: str | None) -> str:
    """An id for an article that has none, made from its source, headline, lead number and day (FV-09).

    The number is included because versions of a story often have the same headline but are separate items.
    """
    parts = orjson.dumps([source, headline_key(printed), number, date])
    return "x" + hashlib.blake2b(parts, digest_size=12).hexdigest()
