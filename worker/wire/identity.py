"""Which item a message is: content ids, addresses, and what stands in for them (grammar, sections e and f)."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

import orjson

from worker.wire import stamp
from worker.wire.agencies import Agency
from worker.wire.keys import headline_key

_TRUSTED_DAYS = 2
"""A content id says when its story was first sent; a page dated further away has taken over another's id."""

_LONGEST_ID = 400
_MOBILE = re.compile(r"(?:www|m|mobile|amp)\.")
_MOBILE_PART = re.compile(r"^m-")
_NAMING = frozenset(
    ("id", "no", "aid", "cid", "c", "idx", "seq", "sid", "nid", "uid", "key", "article", "articleid", "article_id",
     "newsid", "news_id", "newsno", "newsseq", "contentid", "content_id", "p", "arcid", "storyid", "story_id")
)  # fmt: skip
"""Parameters of an address that say which article it is; all others only say where the reader came from."""


@dataclass(frozen=True, slots=True)
class ContentId:
    """A wire's own id taken apart. `date` is None where its digits are no day; `send` counts from 0."""

    text: str
    date: dt.date | None
    serial: str
    send: int
    desk: str


def content_id(texts: Iterable[str | None], agency: Agency) -> ContentId | None:
    """The first content id found in an id or an address, wherever it stands in it."""
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
    """Whether every known date of an article lies within two days of its id's."""
    if found.date is None:
        return False
    return all(abs((date - found.date).days) <= _TRUSTED_DAYS for date in dates if date)


def address(url: str) -> str:
    """An address without scheme, query, fragment and mobile host; parameters that name the article stay (FV-22)."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").lower()
    except ValueError:
        return url.strip()
    if not host:
        return url.strip()
    host = _MOBILE_PART.sub("", _MOBILE.sub("", host, count=1))
    naming = sorted((k.lower(), v) for k, v in parse_qsl(parts.query, max_num_fields=None) if k.lower() in _NAMING)
    query = "?" + "&".join(f"{k}={v}" for k, v in naming) if naming else ""
    return host + (parts.path.rstrip("/") or "/") + query


def short(text: str) -> str:
    """An id that may be a key: one longer than 400 characters is cut to the beginning and a hash of the whole."""
    if len(text) <= _LONGEST_ID:
        return text
    return text[:100] + "~" + hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def stand_in(source: str, printed: str, number: int | None, date: str | None) -> str:
    """An id for an article that has none: from its source, its headline, its lead number and its day (FV-09).

    The number is in it because versions of a story often keep their headline and are still not one item.
    """
    parts = orjson.dumps([source, headline_key(printed), number, date])
    return "x" + hashlib.blake2b(parts, digest_size=12).hexdigest()
