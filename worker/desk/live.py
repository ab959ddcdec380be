"""Server-sent events: every open page is told that something changed, and asks for what it wants to show of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import orjson

MOST_PAGES = 200
"""Pages that are told at the same time; one more is refused, and asks again by itself."""

HEARTBEAT_SECONDS = 10.0


class Live:
    """What the pages wait for. `say` makes the event; `changed` may be called from any thread."""

    def __init__(self, say: Callable[[], dict[str, Any]]) -> None:
        self._say = say
        self._loop: asyncio.AbstractEventLoop | None = None
        self._event = asyncio.Event()
        self._closed = False
        self.pages = 0

    def begin(self) -> None:
        """To be called inside the loop that serves."""
        self._loop = asyncio.get_running_loop()

    def end(self) -> None:
        """Let all pages go."""
        self._closed = True
        self._wake()

    def changed(self) -> None:
        """Something is new. For any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        self._event.set()
        self._event = asyncio.Event()

    async def events(self) -> AsyncIterator[bytes]:
        """One page's stream: an event at once, one for each change (several at once are one), a sign of life between
        them."""
        self.pages += 1
        try:
            yield b"retry: 1000\n\n"
            last = b""
            while not self._closed:
                waiting = self._event
                said = orjson.dumps(await asyncio.to_thread(self._say))
                if said != last:
                    last = said
                    yield b"data: " + said + b"\n\n"
                try:
                    await asyncio.wait_for(waiting.wait(), HEARTBEAT_SECONDS)
                except TimeoutError:
                    yield b": alive\n\n"
        finally:
            self.pages -= 1
