"""Permissions: anyone who can reach the desk may read; named users may act; embargoed texts have readers by name.

Without tokens and without a proxy that names users the desk is read-only. A session is a signed cookie; a form that
changes something carries a second signature (CSRF), and every action is logged.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import HTTPConnection

from worker.desk.questions import Viewer

log = logging.getLogger(__name__)

COOKIE = "newswire_desk"
SESSION_SECONDS = 12 * 3600
TRIES = 10
"""Wrong tokens a minute, from all clients together; after that nobody can sign in until the minute is over."""


@dataclass(slots=True)
class Access:
    """The settings. `tokens` is name -> SHA-256 of the token in hexadecimal, `proxy_header` the header in which a proxy
    at one of `proxy_from` names the user, `embargo_readers` the users who may see embargoed texts."""

    tokens: Mapping[str, str] = field(default_factory=dict)
    proxy_header: str = ""
    proxy_from: tuple[str, ...] = ("127.0.0.1", "::1")
    embargo_readers: frozenset[str] = frozenset()
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    _tries: list[float] = field(default_factory=list)

    @property
    def read_only(self) -> bool:
        """Whether nobody can act."""
        return not self.tokens and not self.proxy_header

    def viewer(self, request: HTTPConnection) -> Viewer:
        """The user who sent a request."""
        name = self._name(request)
        return Viewer(name, name is not None, name in self.embargo_readers)

    def _name(self, request: HTTPConnection) -> str | None:
        if self.proxy_header:
            trusted = request.client is not None and request.client.host in self.proxy_from
            named = request.headers.get(self.proxy_header, "").strip()
            if trusted and named:
                return named
        return self._signed_in(request.cookies.get(COOKIE, ""))

    def _signed_in(self, cookie: str) -> str | None:
        name, _, rest = cookie.rpartition("|")[0].rpartition("|")
        if not hmac.compare_digest(self._sign("session", f"{name}|{rest}"), cookie.rpartition("|")[2]):
            return None
        token = self.tokens.get(_unpack(name))
        return _unpack(name) if token is not None and rest.isdecimal() and int(rest) > time.time() else None

    def sign_in(self, token: str) -> str | None:
        """The cookie for the user with this token; None if nobody has it, or after too many wrong ones."""
        now = time.monotonic()
        self._tries[:] = [t for t in self._tries if now - t < 60]
        if len(self._tries) >= TRIES:
            return None
        digest = hashlib.sha256(token.encode()).hexdigest()
        found = [name for name, known in self.tokens.items() if hmac.compare_digest(digest, known)]
        if not found:
            self._tries.append(now)
            return None
        said = f"{found[0].encode().hex()}|{int(time.time()) + SESSION_SECONDS}"
        return f"{said}|{self._sign('session', said)}"

    def csrf(self, request: HTTPConnection) -> str:
        """The token that a form must send back, bound to the user and to the session, if there is one."""
        return self._sign("form", f"{self._name(request) or ''}|{request.cookies.get(COOKIE, '')}")

    def same_site(self, request: HTTPConnection, given: str) -> bool:
        """Whether a form is ours: its signature is valid, and the browser does not say that another site sent it."""
        return self.from_here(request) and hmac.compare_digest(given, self.csrf(request))

    def from_here(self, request: HTTPConnection) -> bool:
        """Whether no other site sent a request, as far as the browser says."""
        return request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")

    def _sign(self, use: str, text: str) -> str:
        return hmac.new(self.secret, f"{use}|{text}".encode(), hashlib.sha256).hexdigest()


def _unpack(name: str) -> str:
    try:
        return bytes.fromhex(name).decode()
    except ValueError:
        return ""


def note_action(viewer: Viewer, action: str, **what: Any) -> None:
    """Log who did what."""
    log.info("action", extra={"who": viewer.name, "action": action, **what})


def parse_tokens(pairs: tuple[str, ...]) -> dict[str, str]:
    """`NAME:HASH` pairs. Raises `ValueError` for the first that is not one."""
    found: dict[str, str] = {}
    for pair in pairs:
        name, colon, digest = pair.rpartition(":")
        if not (colon and name and len(digest) == 64 and all(c in "0123456789abcdef" for c in digest.lower())):
            raise ValueError(f"{name or pair.partition(':')[0]!r}: expected NAME:SHA-256 in hexadecimal")
        found[name] = digest.lower()
    return found
