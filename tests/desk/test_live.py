"""Pages that stay open: what an event has, and what a list makes of it. Without Kafka: the store is filled beside."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import orjson
import pytest
from playwright.sync_api import expect
from starlette.requests import Request

from tests.desk import chromium, kit
from tests.desk.pictures import served
from tests.desk.test_store import FIRST, KILL
from worker.desk import pages, questions
from worker.desk.store import Store


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[kit.Browser]:
    found = kit.browser(tmp_path)
    yield found
    found.desk.store.close()


def event(browser: kit.Browser, query: str, **headers: str) -> dict[str, Any]:
    """The first event of a stream."""
    desk = browser.desk
    desk.standing.state = questions.last_state(desk.store)
    scope = {
        "type": "http", "method": "GET", "path": "/events", "query_string": query.encode(), "client": ("127.0.0.1", 1),
        "headers": [(n.replace("_", "-").encode(), v.encode()) for n, v in headers.items()],
        "app": SimpleNamespace(state=SimpleNamespace(desk=desk)),
    }  # fmt: skip

    async def first() -> dict[str, Any]:
        answer: Any = await pages.events(Request(scope))
        async for chunk in answer.body_iterator:
            if chunk.startswith(b"data: "):
                found: dict[str, Any] = orjson.loads(chunk.removeprefix(b"data: "))
                return found
        raise AssertionError("no event")

    return asyncio.run(first())


def test_an_event_brings_a_list_the_rows_that_changed(browser: kit.Browser) -> None:
    """From the state on that the page has, by its filter; after a lost connection from the last event on. Other pages
    get none."""
    store = browser.desk.store
    kit.fill(store, FIRST)
    last = questions.last_state(store)
    kit.fill(store, FIRST, KILL)
    (uri,) = [row[0] for row in store.writer.execute("SELECT uri FROM stories")]
    told = event(browser, f"after={last}")
    assert (told["after"], told["state"]) == (last, questions.last_state(store))
    assert f'data-uri="{uri}"' in told["rows"]
    assert f'data-gone="{uri}"' in event(browser, f"after={last}&status=usable")["rows"]
    assert "rows" not in event(browser, f"after={last}", last_event_id=str(told["state"]))
    assert "rows" not in event(browser, "")


@pytest.mark.skipif(chromium.found() is None, reason="no Chromium: tests/deploy/install-tools installs it")
def test_an_open_list_leaves_nothing_out_in_a_flood(browser: kit.Browser, tmp_path: Path) -> None:
    """When more changes at once than a list is sent, it ends where its rows have a gap, and a link leads on to the
    rest. A list of another file, as after an upgrade, is loaded anew."""

    def came(*numbers: int) -> None:
        desk = browser.desk
        some = ({"source": "coastal", "id": f"h-{n}", "headline": f"Harbor {n}", "body": f"Text {n}."} for n in numbers)
        found = kit.articles(*some)
        kit.take(desk.store, kit.told(found))
        desk.standing.state = questions.last_state(desk.store)
        desk.live.changed()

    with served(browser) as address, chromium.started() as screen:
        tab = screen.new_page()
        tab.goto(address)
        came(900)
        tab.get_by_role("link", name="Harbor 900").wait_for()
        assert not tab.get_by_role("link", name="Older").is_visible()
        came(*range(250))
        expect(tab.locator("#wire > li")).to_have_count(100)
        shown = tab.locator("#wire a.head").all_text_contents()
        while tab.get_by_role("link", name="Older").is_visible():
            tab.goto(f"{address}{tab.get_by_role('link', name='Older').get_attribute('href')}")
            shown += tab.locator("#wire a.head").all_text_contents()
        assert sorted(shown) == sorted(f"Harbor {n}" for n in (*range(250), 900))
        tab.goto(address)
        before, browser.desk.store = browser.desk.store, Store(tmp_path / "other.sqlite")
        before.close()
        browser.desk.store.since = "2125-03-14T00:00:00Z"
        came(901)
        tab.get_by_role("link", name="Harbor 901").wait_for()
        assert tab.locator("#wire > li").count() == 1
