"""Server-sent events: they tell every open page that something changed, and a list which of its rows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import orjson

MOST_PAGES = 200
"""Pages connected at the same time; further ones are refused, and try again by themselves."""

HEARTBEAT_SECONDS = 10.0

Fresh = Callable[[int], Awaitable[tuple[int, str]]]
"""The newest state, and what a page shows of those after another."""


class Live:
    """The event stream. `say` makes the event; `changed` may be called from any thread."""

    def __init__(self, say: Callable[[], dict[str, Any]]) -> None:
        self._say = say
        self._loop: asyncio.AbstractEventLoop | None = None
        self._event = asyncio.Event()
        self._closed = False
        self.pages = 0

    def begin(self) -> None:
        """Must be called inside the server's event loop."""
        self._loop = asyncio.get_running_loop()

    def end(self) -> None:
        """End the streams of all pages."""
        self._closed = True
        self._wake()

    def changed(self) -> None:
        """Tell the pages that something is new. Thread-safe."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        self._event.set()
        self._event = asyncio.Event()

    async def events(self, fresh: Fresh | None = None, after: int = 0) -> AsyncIterator[bytes]:
        """One page's stream: an event at once, then one per change (simultaneous changes give one), and heartbeats.
        With `fresh` each has the rows that changed `after` a state, then after the event before."""
        self.pages += 1
        try:
            yield b"retry: 1000\n\n"
            last = b""
            while not self._closed:
                waiting = self._event
                news = self._say()
                if fresh is not None and news["state"] > after:
                    news["after"] = after
                    after, news["rows"] = await fresh(after)
                    yield b"id: %d\n" % after
                said = orjson.dumps(news)
                if said != last:
                    last = said
                    yield b"data: " + said + b"\n\n"
                try:
                    await asyncio.wait_for(waiting.wait(), HEARTBEAT_SECONDS)
                except TimeoutError:
                    yield b": alive\n\n"
        finally:
            self.pages -= 1
