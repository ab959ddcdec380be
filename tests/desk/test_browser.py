"""The desk as somebody at a screen has it: Kafka, the worker, the desk, a browser.

Skipped where no Chromium is installed: tests/deploy/install-tools installs Debian's.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.desk import chromium
from tests.desk.test_store import FIRST, KILL, page
from tests.stream import kit
from worker.stream import broker, streams
from worker.stream.config import PREFIX, Settings, environment_of

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.skipif(chromium.found() is None, reason="no Chromium: tests/deploy/install-tools installs it"),
]

HOSTILE = "<img src=x onerror=alert(1)><script>alert(1)</script> \u202egnp.exe "
LEAD = page(2, "(LEAD) Harbor to stay open", 'PORT MEREN, March 14 (Yonhap) -- "It stays," Tarl Brask said on Friday.')
VERSIONS = [FIRST | {"id": "AEN20250314009900315"}, LEAD | {"id": "AEN20250314009951315"}]
"""Two versions of a story that no kill names."""
LATER = page(4, "(2nd LD) Harbor to stay open", "PORT MEREN, March 14 (Yonhap) -- It stays.") | {
    "id": "AEN20250314009952315"
}
WEIR = {
    "source": "coastal", "id": "c-20", "slug": "Weir", "published_at": "2025-03-14T05:10:00Z",
    "headline": "Weir gives way", "body": "TOLVE, March 14 (Coastal) -- The weir at Tolve gave way.",
}  # fmt: skip
BRIDGE = WEIR | {
    "id": "c-21",
    "slug": "Bridge",
    "headline": "Bridge falls",
    "body": "A bridge fell in Tolve on Friday.",
}
OTHER = {
    "source": "coastal", "id": "c-1", "slug": "Meren-ferry fire", "published_at": "2025-03-14T05:10:00Z",
    "headline": "Ferry burns off Meren", "body": "MEREN, March 14 (Coastal) -- A ferry burned, nobody was hurt.",
}  # fmt: skip


TOKEN = "a token of the tests"


@dataclass
class World:
    """What is running, and the page that is open."""

    config: Settings
    kafka: broker.Broker
    address: str
    tab: Any
    folder: Path
    worker: subprocess.Popen[bytes]
    desk: subprocess.Popen[bytes]

    def killed(self) -> None:
        """SIGKILL to all of it."""
        for process in (self.worker, self.desk):
            process.kill()
            process.wait()
        self.kafka.kill()


def desk(config: Settings, port: int, folder: Path) -> subprocess.Popen[bytes]:
    token = f"ana:{hashlib.sha256(TOKEN.encode()).hexdigest()}"
    command = [sys.executable, "-m", "worker", "desk", "--port", str(port), "--data", str(folder / "desk.sqlite")]
    command += ["--token", token]
    others = {name: value for name, value in os.environ.items() if not name.startswith((PREFIX, "DESK_"))}
    with (folder / "desk.log").open("ab") as out:
        return subprocess.Popen(command, env=others | environment_of(config), stdout=out, stderr=out)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("desk")
    with contextlib.ExitStack() as stack:
        kafka = broker.start(folder / "kafka")
        stack.callback(kafka.kill)
        config = kit.settings(kafka.address, "newswire.", partitions=1)
        streams.ensure(config)
        worker = stack.enter_context(kit.process(config, folder / "worker.log"))
        (port,) = broker.free_ports(1)
        process = desk(config, port, folder)
        stack.callback(process.wait)
        stack.callback(process.send_signal, signal.SIGTERM)
        tab = stack.enter_context(chromium.started()).new_context(timezone_id="Asia/Seoul", locale="en-GB").new_page()
        tab.set_default_timeout(30_000)
        tab.on("dialog", lambda _: pytest.fail("something of the wire ran"))
        address = f"http://127.0.0.1:{port}"
        kit.wait(lambda: b"desk is on" in (folder / "desk.log").read_bytes(), 60, "the desk listens")
        yield World(config, kafka, address, tab, folder, worker, process)


def rows(tab: Any) -> Any:
    return tab.locator("#wire > li")


def test_the_list_grows_and_a_kill_turns_a_row_red(world: World) -> None:
    """Articles appear as they come, without a reload, in the reader's time; a kill turns its row red, and takes the
    text off the page of whoever reads it."""
    tab = world.tab
    tab.goto(world.address)
    tab.evaluate("window.loadedOnce = true")
    tab.get_by_text("Nothing yet.").wait_for()
    kit.feed(world.config, [FIRST])
    tab.get_by_role("link", name="Harbor to close").wait_for()
    assert "12:00" in rows(tab).first.locator(".sent time").inner_text()
    kit.feed(world.config, [OTHER])
    tab.get_by_role("link", name="Ferry burns off Meren").wait_for()
    assert rows(tab).count() == 2
    assert "14:10" in rows(tab).first.locator(".sent time").inner_text(), "Seoul's time"
    reading = tab.context.new_page()
    reading.goto(world.address)
    reading.get_by_role("link", name="Harbor to close").click()
    reading.get_by_text("Zymurgist").first.wait_for()
    tab.bring_to_front()
    kit.feed(world.config, [KILL])
    tab.locator("#wire > li.canceled .badge.killed").wait_for()
    colour = tab.locator("#wire > li.canceled a.head").evaluate("e => getComputedStyle(e).color")
    assert colour == "rgb(163, 22, 14)"
    assert tab.evaluate("window.loadedOnce"), "not reloaded"
    reading.bring_to_front()
    reading.get_by_text("Killed.").wait_for()
    assert "Zymurgist" not in reading.locator(".text").inner_text()
    reading.close()


def test_versions_are_compared_and_found(world: World) -> None:
    """Two versions side by side with their words marked; a search finds the newer one's words."""
    tab = world.tab
    kit.feed(world.config, VERSIONS)
    tab.goto(f"{world.address}/?q=brask+stays")
    tab.get_by_role("link", name="Harbor to stay open").click()
    tab.get_by_role("button", name="Compare").click()
    assert tab.locator(".compare ins").first.inner_text() == "stay open"
    assert tab.locator(".compare del").first.inner_text() == "close"


def test_keys_and_pause(world: World) -> None:
    """j and k move, Enter opens; while the list is paused nothing moves, and afterwards what came is there."""
    tab = world.tab
    tab.goto(world.address)
    first = rows(tab).first.locator("a.head").inner_text()
    tab.keyboard.press("j")
    assert tab.evaluate("document.activeElement.textContent") == first
    tab.keyboard.press("j")
    tab.keyboard.press("k")
    tab.keyboard.press("p")
    tab.get_by_text("Paused").wait_for()
    before = rows(tab).count()
    kit.feed(world.config, [OTHER | {"id": "c-2", "slug": "Other", "headline": "Weir mended"}])
    kit.wait_done(world.config)
    tab.wait_for_timeout(400)
    assert rows(tab).count() == before
    tab.get_by_text("1 story has come or changed since").wait_for()
    tab.keyboard.press("p")
    tab.get_by_role("link", name="Weir mended").wait_for()
    assert tab.evaluate("document.activeElement.textContent") == first, "the focus stays where it was"
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/story/**")
    tab.go_back()
    tab.locator("a.head:focus").wait_for()
    assert tab.evaluate("document.activeElement.textContent") == first, "whoever comes back goes on from there"


def test_a_hostile_wire_is_shown_as_text(world: World) -> None:
    """Markup, an address that runs, signs that turn the direction, a headline of 100 kB: text, within the page."""
    tab = world.tab
    bad = OTHER | {"id": "c-3", "slug": HOSTILE, "url": "javascript:alert(1)", "headline": HOSTILE + "x" * 100_000}
    letter = b'{"source": "<script>alert(1)</script>"'
    korean = OTHER | {"id": "c-4", "slug": "k", "headline": "부산 항구 화재", "language": "ko"}
    hebrew = OTHER | {"id": "c-5", "slug": "h", "headline": "שריפה במעבורת", "language": "he"}
    kit.feed(world.config, [bad, letter, korean, hebrew])

    def is_read() -> bool:
        tab.goto(f"{world.address}/dead-letters")  # which does not change by itself
        return bool(tab.locator(".badge.letter").count())

    kit.wait(is_read, 30, "the dead letter is on its page")
    for address in ("/?source=coastal", "/dead-letters"):
        tab.goto(world.address + address)
        tab.locator(".badge.letter" if address == "/dead-letters" else "a.head:has-text('alert(1)')").first.wait_for()
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert tab.locator("main img, main script").count() == 0
    tab.goto(f"{world.address}/?source=coastal")
    hebrew_head = tab.get_by_role("link", name="שריפה")
    assert hebrew_head.evaluate("e => getComputedStyle(e).direction") == "rtl"
    tab.locator("a.head", has_text="alert(1)").click()
    tab.locator("h1", has_text="onerror").wait_for()
    assert tab.locator("a[href^=javascript]").count() == 0


def sign_in(world: World) -> None:
    """If a test before has not."""
    world.tab.goto(f"{world.address}/sign-in")
    if world.tab.get_by_role("button", name="Sign out").count() == 0:
        world.tab.get_by_label("Your token").fill(TOKEN)
        world.tab.get_by_role("button", name="Sign in").click()
        world.tab.get_by_role("button", name="Sign out").wait_for()


def decided(world: World, uri: str) -> list[tuple[str, str]]:
    """Kind and person of the decisions in the story that a reader of Kafka gets."""
    value = kit.stories(world.config).get(uri)
    return [(d["kind"], d["who"]) for d in orjson.loads(value)["decided_by"]] if value else []


def test_a_decision_on_the_page_changes_the_story(world: World) -> None:
    """Signed in, somebody joins two stories: a reader of Kafka gets one, by whom and why; the other's page leads there.
    Undone, they are two."""
    tab = world.tab
    kit.feed(world.config, [WEIR, BRIDGE])
    sign_in(world)
    tab.goto(f"{world.address}/?q=tolve")
    bridge = tab.get_by_role("link", name="Bridge").get_attribute("href").removeprefix("/story/")
    tab.get_by_role("link", name="Weir").click()
    tab.wait_for_url("**/story/**")
    weir = tab.url.rpartition("/story/")[2]
    tab.get_by_text("Decide on this story").click()
    tab.get_by_label("The same story as").fill(bridge)
    form = tab.locator("details[open]", has_text="Decide on this story")
    form.get_by_label("Why").fill("One flood took both")
    form.get_by_role("button", name="Join").click()
    kit.wait(
        lambda: decided(world, weir) == [("join", "ana")] or decided(world, bridge) == [("join", "ana")], 30, "joined"
    )
    kept, gone = (weir, bridge) if decided(world, weir) else (bridge, weir)
    assert gone not in kit.stories(world.config)
    tab.goto(f"{world.address}/story/{gone}")
    tab.locator("main a").first.click()
    made = tab.locator(".decisions li", has_text="One flood took both")
    made.get_by_text("in force", exact=True).wait_for()
    made.locator("summary").click()
    made.get_by_label("Why").fill("Two floods")
    made.get_by_role("button", name="Undo").click()
    kit.wait(lambda: gone in kit.stories(world.config) and decided(world, kept) == [], 30, "undone")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_it(world: World, scheme: str) -> None:
    """No violation of WCAG 2.2 AA that axe-core can see, on any page, wide or narrow; none overflows its window."""
    from axe_playwright_python.sync_playwright import Axe

    tab, axe = world.tab, Axe()
    sign_in(world)
    kit.feed(world.config, VERSIONS)  # if the tests before did not run
    tab.emulate_media(color_scheme=scheme)
    tab.goto(f"{world.address}/?q=harbor&badge=&status=usable")
    story = tab.get_by_role("link", name="Harbor to stay open").get_attribute("href")
    compare = story.replace("/story/", "/compare/")
    tab.goto(world.address + story)
    chosen = [tab.locator(f"input[name={side}]:checked").get_attribute("value") for side in "ab"]
    pages = ("/", story, f"{compare}?a={chosen[0]}&b={chosen[1]}", "/people", "/people/Tarl%20Brask", "/sources",
             "/replays", "/dead-letters", "/dead-letters/0/0", "/nothing")  # fmt: skip
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    for width, some in ((1280, pages if scheme == "light" else pages[:4]), (400, pages[:2])):
        tab.set_viewport_size({"width": width, "height": 900})
        for address in some:
            tab.goto(world.address + address)
            tab.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            found = axe.run(tab, options=options).response["violations"]
            assert [(v["id"], v["nodes"][0]["html"]) for v in found] == [], address
            assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    tab.set_viewport_size({"width": 1280, "height": 900})


def test_what_was_decided_outlives_all_processes(world: World) -> None:
    """With Kafka, worker and desk killed (SIGKILL) while a page is open, the page says that nobody answers; when they
    run again it goes on by itself, a story that was withheld on it still is, and the next version does not free it."""
    tab = world.tab
    sign_in(world)
    kit.feed(world.config, VERSIONS)
    tab.goto(f"{world.address}/?q=harbor&status=usable")
    tab.get_by_role("link", name="Harbor to stay open").click()
    tab.wait_for_url("**/story/**")
    uri = tab.url.rpartition("/story/")[2]
    tab.get_by_text("Decide on this story").click()
    tab.locator("details[open]").get_by_label("Why").fill("The mayor denies it")
    tab.locator("details[open]").get_by_label("Why").press("Enter")  # decides nothing
    tab.get_by_role("button", name="Withhold the story").click()
    kit.wait(lambda: decided(world, uri) == [("withhold", "ana")], 30, "withheld")
    tab.get_by_text("ana has withheld this story: The mayor denies it").wait_for()  # by itself
    tab.goto(world.address)
    before = rows(tab).count()
    world.killed()
    tab.get_by_text("The desk has not answered since").wait_for()
    assert rows(tab).count() == before
    port = int(world.kafka.address.rpartition(":")[2])
    with contextlib.ExitStack() as stack:
        world.desk = desk(world.config, int(world.address.rpartition(":")[2]), world.folder)
        stack.callback(world.desk.wait)
        stack.callback(world.desk.kill)
        tab.get_by_text("Kafka has not answered since").wait_for()
        again = broker.start(world.kafka.data, port)
        stack.callback(again.kill)
        stack.enter_context(kit.process(world.config, world.folder / "worker.log"))
        tab.locator("#standing").wait_for(state="hidden")
        kit.feed(world.config, [LATER])
        tab.locator("#wire > li.withheld", has_text="2nd LD").wait_for()
        assert decided(world, uri) == [("withhold", "ana")]
        tab.goto(f"{world.address}/story/{uri}")
        tab.get_by_text("ana has withheld this story: The mayor denies it").wait_for()
