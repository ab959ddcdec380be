"""The web application: routes, headers of every response, start and end."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import AsyncIterator, Callable, Set
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import anyio.to_thread
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from worker.desk.access import Access
from worker.desk.live import Live
from worker.desk.reader import Standing
from worker.desk.store import Store
from worker.story.decision import Decision
from worker.stream.config import Settings

if TYPE_CHECKING:
    from worker.desk.replays import Replays

HERE = Path(__file__).parent
STATIC = HERE / "static"
ASSETS = hashlib.sha256(b"".join(p.read_bytes() for p in sorted(STATIC.iterdir()))).hexdigest()[:12]
"""Part of the address of style and script, so that browsers load the new ones after an upgrade."""

THREADS = 8
"""Pages rendered at the same time, each with a store connection of its own."""

_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


@dataclass(frozen=True, slots=True)
class Actions:
    """What the desk may write to Kafka. The command passes it in, because the desk itself only reads. `redrive` and
    `drop` take names of dead letters and return how many they handled; `decide` sends a decision."""

    redrive: Callable[[Set[str]], int]
    drop: Callable[[Set[str]], int]
    decide: Callable[[Decision], None]


@dataclass(slots=True)
class Desk:
    """Everything the pages need."""

    settings: Settings
    store: Store
    standing: Standing
    access: Access
    live: Live
    actions: Actions | None = None
    replays: Replays | None = None


class Guarded:
    """Adds the security headers to every response: nothing is loaded from other servers, nothing inline runs."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        kept = scope.get("path", "").startswith("/static/")

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = {"cache-control": "public, max-age=31536000" if kept else "no-store", **_HEADERS}
                have = {name for name, _ in message["headers"]}
                extra = [(n.encode(), v.encode()) for n, v in own.items() if n.encode() not in have]
                message["headers"] = [*message["headers"], *extra]
            await send(message)

        await self._app(scope, receive, guarded if scope["type"] == "http" else send)


def application(desk: Desk, hosts: tuple[str, ...]) -> ASGIApp:
    """The application. `hosts` are the host names it accepts, as a defence against DNS rebinding."""
    from worker.desk import actions, letters, pages, replays

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
        desk.live.begin()
        yield
        desk.live.end()

    routes = [
        Route("/", pages.wire),
        Route("/rows", pages.rows),
        Route("/events", pages.events),
        Route("/story/{uri:path}", pages.story),
        Route("/state/{uri:path}", pages.state),
        Route("/compare/{uri:path}", pages.compare),
        Route("/raw/{number:int}/{uri:path}", pages.raw),
        Route("/json/{uri:path}", pages.as_json),
        Route("/ninjs/{uri:path}", pages.as_ninjs),
        Route("/decide/{uri:path}", actions.decide, methods=["POST"]),
        Route("/people", pages.people),
        Route("/people/{name:path}", pages.person),
        Route("/dead-letters", letters.letters),
        Route("/dead-letters/do", actions.do, methods=["POST"]),
        Route("/dead-letters/{part:int}/{place:int}", letters.letter),
        Route("/sources", pages.sources),
        Route("/replays", replays.runs),
        Route("/replays/{run}", replays.run),
        Route("/replays/{run}/promote", replays.promote, methods=["POST"]),
        Route("/sign-in", actions.sign_in, methods=["GET", "POST"]),
        Route("/sign-out", actions.sign_out, methods=["POST"]),
        Route("/healthz", pages.health),
        Mount("/static", GZipMiddleware(StaticFiles(directory=STATIC))),
    ]
    known = Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)
    app = Starlette(
        routes=routes,
        middleware=[known],
        exception_handlers=dict.fromkeys((400, 403, 404, 405, 413, 500, 503), pages.error),
        lifespan=lifespan,
    )
    app.state.desk = desk
    return Guarded(app)


def desk_of(request: Request) -> Desk:
    """The desk that a request is for."""
    found: Desk = request.app.state.desk
    return found
