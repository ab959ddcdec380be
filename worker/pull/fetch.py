"""One HTTP response: conditional, of bounded size, retried where that may help."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

import tenacity
import urllib3

MOST_BYTES = 32 << 20
"""Largest response, unpacked."""
ATTEMPTS = 3
LONGEST = 3600.0
"""Seconds; the longest `Retry-After` that is followed."""
SECONDS = urllib3.Timeout(connect=10, read=20)
_AGENT = "newswire (wire ingestion)"
_PRIVATE = ("authorization", "cookie", "x-api-key", "proxy-authorization")


class FetchError(Exception):
    """No usable response. `wait` is `Retry-After` in seconds; `again` says whether retrying may help."""

    def __init__(self, said: str, wait: float = 0.0, again: bool = True) -> None:
        super().__init__(said)
        self.wait, self.again = wait, again


@dataclass(frozen=True, slots=True)
class Answer:
    """A server's response; `body` is None if nothing has changed."""

    body: bytes | None
    content_type: str | None
    etag: str | None
    last_modified: str | None


def pool() -> urllib3.PoolManager:
    """The connections that all pulls share."""
    return urllib3.PoolManager(maxsize=8, timeout=SECONDS, retries=False)


@tenacity.retry(
    retry=tenacity.retry_if_exception(lambda error: isinstance(error, FetchError) and error.again and not error.wait),
    wait=tenacity.wait_exponential_jitter(multiplier=0.5, max=5, jitter=0.5),
    stop=tenacity.stop_after_attempt(ATTEMPTS),
    reraise=True,
)
def get(
    http: urllib3.PoolManager,
    url: str,
    headers: Mapping[str, str],
    etag: str | None = None,
    last_modified: str | None = None,
) -> Answer:
    """Fetch an address. Raises `FetchError`.

    Keys and cookies go only to the host that was asked, not to another that it redirects to.
    """
    wanted = {"User-Agent": _AGENT, "Accept-Encoding": "gzip", **headers}
    if etag:
        wanted["If-None-Match"] = etag
    if last_modified:
        wanted["If-Modified-Since"] = last_modified
    asked = url
    for _ in range(5):
        kept = wanted if same_host(url, asked) else {n: v for n, v in wanted.items() if n.lower() not in _PRIVATE}
        try:
            response = http.request("GET", url, headers=kept, preload_content=False, redirect=False)
        except urllib3.exceptions.HTTPError as error:
            raise FetchError(f"{type(error).__name__}: {error}") from error
        try:
            if response.status in (301, 302, 303, 307, 308) and response.headers.get("Location"):
                url = urljoin(url, response.headers["Location"])
                if not url.startswith(("http://", "https://")):
                    raise FetchError(f"redirects to {url[:80]}, which is not http", again=False)
                continue
            return _answer(response)
        finally:
            # A connection with an unread body cannot carry the next request; one that was read is in the pool again.
            response.close()
    raise FetchError("too many redirects", again=False)


def same_host(a: str, b: str) -> bool:
    """Whether two addresses have the same scheme and host."""
    return urlsplit(a)[:2] == urlsplit(b)[:2]


def _answer(response: urllib3.BaseHTTPResponse) -> Answer:
    said = response.headers
    if response.status == 304:
        return Answer(None, None, said.get("ETag"), said.get("Last-Modified"))
    if response.status != 200:
        later = response.status == 429 or response.status >= 500
        raise FetchError(f"HTTP {response.status}", _seconds(said.get("Retry-After")) if later else 0.0, again=later)
    body = bytearray()
    try:
        for chunk in response.stream(1 << 16, decode_content=True):
            body += chunk
            if len(body) > MOST_BYTES:
                raise FetchError(f"response larger than {MOST_BYTES >> 20} MB", again=False)
    except urllib3.exceptions.HTTPError as error:
        raise FetchError(f"{type(error).__name__}: {error}") from error
    return Answer(bytes(body), said.get("Content-Type"), said.get("ETag"), said.get("Last-Modified"))


def _seconds(retry_after: str | None) -> float:
    """`Retry-After` in seconds, at most an hour: a number, or a date (RFC 9110, section 10.2.3). Anything else counts
    as a minute, and so does a date that is past, which is most often that of a wrong clock."""
    if not retry_after:
        return 0.0
    if retry_after.strip().isdecimal():
        return min(float(retry_after), LONGEST)
    try:
        wait = parsedate_to_datetime(retry_after).timestamp() - time.time()
    except ValueError:
        return 60.0
    return min(wait, LONGEST) if wait > 0 else 60.0
