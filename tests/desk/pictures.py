"""The pictures of the README: `python -m tests.desk.pictures`.

A desk without Kafka, filled with the sample wire as it comes, and a browser that looks at two of its pages.
"""

from __future__ import annotations

import contextlib
import dataclasses
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import uvicorn

from tests.desk import chromium, kit
from worker.commands.demo import SAMPLE
from worker.commands.files import messages
from worker.desk.app import application
from worker.stream.broker import free_ports
from worker.stream.understand import understand
from worker.wire.article import BadMessage, Lineage

HERE = Path(__file__).parents[2] / ".github"
WIDTH = 1200
PICTURES = {"desk-wire.png": ("/", 800), "desk-story.png": ("/story/newswire:yonhap:20250314-0021-315", 600)}
"""File: page, height."""


SECONDS_LATER = 4
"""From the time that an article states until the worker has published its story."""

NOW = "2025-03-14T18:00:00+09:00"
"""The evening of the sample wire: its times need no date."""


def fill(browser: kit.Browser) -> None:
    """The sample wire, article by article."""
    found = []
    for n, raw in enumerate(messages([str(SAMPLE)])):
        with contextlib.suppress(BadMessage):
            found.append(understand(raw.value, Lineage("newswire.raw", 0, n), None))
    told: dict[bytes, bytes | None] = {}
    for n in range(1, len(found) + 1):
        at = max(a.event_ms or 0 for a in found[:n]) + SECONDS_LATER * 1000
        changed = [dataclasses.replace(r, timestamp=at) for r in kit.told(found[:n]) if told.get(r.key) != r.value]
        told |= {r.key: r.value for r in changed}
        kit.take(browser.desk.store, changed, kit.kept(found[n - 1 : n]))


@contextlib.contextmanager
def served(browser: kit.Browser) -> Iterator[str]:
    """The desk on a port of its own."""
    (port,) = free_ports(1)
    server = uvicorn.Server(uvicorn.Config(application(browser.desk, ("127.0.0.1",)), port=port, log_config=None))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        browser.desk.live.end()
        server.should_exit = True
        thread.join()


def main() -> None:
    """Take them."""
    with tempfile.TemporaryDirectory() as folder:
        browser = kit.browser(Path(folder))
        fill(browser)
        with served(browser) as address, chromium.started() as screen:
            context = screen.new_context(timezone_id="Asia/Seoul", locale="en-GB")
            tab = context.new_page()
            tab.clock.set_fixed_time(NOW)
            for name, (page, height) in PICTURES.items():
                tab.set_viewport_size({"width": WIDTH, "height": height})
                tab.goto(address + page)
                tab.wait_for_timeout(300)
                tab.screenshot(path=HERE / name)
        browser.desk.store.close()


if __name__ == "__main__":
    main()
