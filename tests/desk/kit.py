"""What the tests of the desk share: stories of an invented wire as records, and a desk that is asked without a port."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlencode

import orjson

from worker.desk import pages
from worker.desk.access import Access
from worker.desk.app import Actions, Desk, application
from worker.desk.intake import take_articles, take_letters, take_stories
from worker.desk.live import Live
from worker.desk.reader import Standing
from worker.desk.store import Store
from worker.story.changelog import record_key
from worker.story.decision import Decision
from worker.story.packed import packed
from worker.story.resolve import resolve
from worker.story.story import to_json
from worker.stream.config import Settings
from worker.stream.understand import understand
from worker.wire.article import Article, Lineage


@dataclass(frozen=True, slots=True)
class Record:
    """A record of Kafka, as far as the desk looks at it."""

    key: bytes
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...] = ()
    timestamp: int = 1_750_000_000_000
    topic: str = "newswire.stories"
    partition: int = 0
    offset: int = 0


def articles(*messages: dict[str, Any]) -> list[Article]:
    """Raw messages as articles, in the order given."""
    return [understand(orjson.dumps(m), Lineage("newswire.raw", 0, n), None) for n, m in enumerate(messages)]


def told(found: list[Article], decisions: Iterable[Decision] = ()) -> list[Record]:
    """The stories that articles and decisions add up to."""
    return [Record(s.uri.encode(), to_json(s)) for s in resolve(found, decisions=decisions)]


def kept(found: list[Article]) -> list[Record]:
    """The articles as the worker's changelog has them."""
    return [Record(record_key(a.source, "article", a.key), packed(a)) for a in found]


def take(store: Store, stories: list[Record] | None = None, texts: list[Record] | None = None) -> None:
    """What a poll brings."""
    store.writer.execute("BEGIN")
    take_stories(store.writer, stories or ())
    take_articles(store.writer, texts or ())
    store.writer.execute("COMMIT")


def take_letter(store: Store, value: bytes, place: int = 0, **headers: str) -> None:
    """A dead letter."""
    of_all = tuple((n, v.encode()) for n, v in headers.items())
    take_letters(store.writer, [Record(b"k", value, of_all, offset=place)])


def fill(store: Store, *messages: dict[str, Any]) -> None:
    """Messages as they come one after the other: each state of their stories, then their texts."""
    found = articles(*messages)
    for n in range(1, len(found) + 1):
        take(store, told(found[:n]), kept(found[:n]))


@dataclass(slots=True)
class Answer:
    """What the desk answered."""

    status: int
    headers: dict[str, str]
    body: bytes = b""

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


@dataclass(slots=True)
class Browser:
    """Asks a desk, without a port; keeps its cookies."""

    desk: Desk
    hosts: tuple[str, ...] = ("localhost",)
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, address: str, **headers: str) -> Answer:
        """One page."""
        return asyncio.run(self._ask("GET", address, b"", headers))

    def post(self, address: str, headers: dict[str, str] | None = None, **form: str) -> Answer:
        """One form."""
        kind = {"content-type": "application/x-www-form-urlencoded"}
        return asyncio.run(self._ask("POST", address, urlencode(form).encode(), kind | (headers or {})))

    async def _ask(self, method: str, address: str, body: bytes, headers: dict[str, str]) -> Answer:
        path, _, query = address.partition("?")
        cookies = "; ".join(f"{n}={v}" for n, v in self.cookies.items())
        sent = {"host": "localhost", **({"cookie": cookies} if cookies else {})} | headers
        scope = {
            "type": "http", "method": method, "path": unquote(path), "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [(n.lower().encode(), v.encode()) for n, v in sent.items()], "client": ("127.0.0.1", 1),
            "server": ("localhost", 80), "scheme": "http", "root_path": "", "http_version": "1.1",
        }  # fmt: skip
        answer = Answer(0, {})

        left = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> dict[str, Any]:
            if not left:
                await asyncio.Event().wait()
            return left.pop()

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                answer.status = message["status"]
                answer.headers = {n.decode(): v.decode() for n, v in message["headers"]}
            else:
                answer.body += message.get("body", b"")

        await application(self.desk, self.hosts)(scope, receive, send)
        if "set-cookie" in answer.headers:
            name, _, value = answer.headers["set-cookie"].partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer


def browser(path: Path, access: Access | None = None, actions: Actions | None = None) -> Browser:
    """A desk with an empty store, and one who asks it."""
    desk = Desk(
        Settings(), Store(path / "desk.sqlite"), Standing(behind=0, begun_behind=0), access or Access(),
        Live(lambda: pages.standing(desk)), actions,
    )  # fmt: skip
    return Browser(desk)
