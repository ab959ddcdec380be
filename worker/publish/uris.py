"""Names and times in the forms that ninjs requires: URIs, web addresses, date-times."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import quote, urlsplit, urlunsplit


def as_uri(name: str) -> str:
    """A URI for a name: `name` itself if it is one, else `urn:newswire:` and its parts, percent-encoded."""
    if _OPAQUE.fullmatch(name) and not _STRAY_PERCENT.search(name):
        return name
    return web_address(name) or "urn:newswire:" + quote(name or "-", safe="/:@", errors="replace")


_OPAQUE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?!//)[A-Za-z0-9._~!$&'()*+,;=:@/%-]+")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def web_address(address: str | None) -> str | None:
    """An http or https address with every illegal character percent-encoded; None if it is not a web address."""
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not re.fullmatch(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?", parts.netloc):
        return None
    path, query, fragment = (
        quote(_STRAY_PERCENT.sub("%25", part), safe="%/:@!$&'()*+,;=~" + more, errors="replace")
        for part, more in ((parts.path, ""), (parts.query, "?"), (parts.fragment, "?"))
    )
    return urlunsplit((parts.scheme, parts.netloc, path, query, fragment))


def date_time(text: str | None) -> str | None:
    """RFC 3339 with seconds and offset, as ninjs requires; None if only a day (or nothing) is known."""
    try:
        time = dt.datetime.fromisoformat(text or "")
    except ValueError:
        return None
    offset = time.utcoffset()
    if offset is None or offset.total_seconds() % 60:
        return None
    return time.isoformat(timespec="milliseconds" if time.microsecond else "seconds")
