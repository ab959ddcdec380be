"""The pages of replays: progress, the difference to agree on, publishing what was shown and nothing else."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk import kit
from tests.replay.test_page import difference, edited
from worker.commands.desk_replays import _summed_up
from worker.desk.access import Access, parse_tokens
from worker.desk.replays import Compared, Promoted, Run, Unusable
from worker.replay.filters import Filters
from worker.replay.kafka.difference import Difference, make_difference
from worker.replay.kafka.plan import Plan

PLAN = Plan("fix-7", "2025-05-02T12:00:00+00:00", 1, 0, Filters(), (), (), {}, open_end=True)


class Runs:
    """Two runs: one done, with these differences, and one half way."""

    def __init__(self, *differences: Difference) -> None:
        self.found = _summed_up(PLAN, differences, None)
        self.promoted: list[str] = []

    def runs(self) -> list[Run]:
        done = Run("fix-7", PLAN.created, "raw/0 from 0 to 10", 10, 10, True, {"published": 8, "late": 2})
        return [done, Run("fix-8", PLAN.created, "raw/0 from 0 to 200", 50, 200, False, {})]

    def compared(self, run: str, again: bool) -> Compared | None:
        if run == "fix-8":
            raise Unusable("run fix-8 is not done")
        return None if again else self.found

    def promote(self, run: str, digest: str) -> Promoted:
        if digest != self.found.digest:
            raise Unusable("The difference is no longer the one that was shown.")
        self.promoted.append(run)
        return Promoted(1, [("newswire:other", "live has published it since")])


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[kit.Browser]:
    opened = kit.browser(tmp_path, Access(parse_tokens((f"ana:{hashlib.sha256(b'secret').hexdigest()}",))))
    yield opened
    opened.desk.store.close()


def sign_in(browser: kit.Browser) -> None:
    csrf = re.search(r'name="csrf" value="(\w+)"', browser.get("/sign-in").text)
    assert csrf
    browser.post("/sign-in", csrf=csrf[1], token="secret")


def test_runs_and_their_progress(browser: kit.Browser) -> None:
    """What is done leads to its difference; what is not shows how far it is."""
    assert browser.get("/replays").status == 404
    browser.desk.replays = Runs()
    text = browser.get("/replays").text
    assert '<a href="/replays/fix-7">' in text
    assert '<a href="/replays/fix-8">' not in text
    assert "25 %" in text
    assert "8 published" in text
    assert "not done" in browser.get("/replays/fix-8").text
    assert "Comparing." in browser.get("/replays/fix-7?again=1").text
    assert "exactly what is live" in browser.get("/replays/fix-7").text


def test_the_difference_is_shown_as_the_desk_shows_versions(browser: kit.Browser) -> None:
    """Totals; a heading with one line of what differs; words marked; topics as chips; other stories by headline;
    what is technical apart; what is killed or embargoed without its text."""
    one = edited()
    other = make_difference("newswire:other", None, one.replayed, b"{}", {one.uri}, None)
    killed = difference(status="canceled", paragraphs=["Withdrawn secret."])
    browser.desk.replays = Runs(
        one, other, make_difference("newswire:k", killed.live, killed.replayed, b"{}", set(), "x")
    )
    text = browser.get("/replays/fix-7").text
    totals = re.findall(r"<strong>(\d)</strong> (\w+)</a>", text)
    assert totals == [("2", "changed"), ("1", "regrouped")], "a kill is no story that absorbs another"
    assert "1 paragraph edited; topics +&lt;fire&gt;" in text
    assert "<del>Five</del>" in text
    assert '<ins class="chip">&lt;fire&gt;</ins>' in text
    assert f'<a href="#{one.uri}">Ferry burns</a>' in text
    assert "technical field" in text
    assert "Withdrawn secret" not in text
    assert "Left as it is: x." in text
    assert "Sign in to publish" in text


def test_what_was_shown_is_published_by_a_person(browser: kit.Browser) -> None:
    """Signed in, with our form, and only if the difference is still the one that was shown."""
    browser.desk.replays = runs = Runs(edited())
    assert browser.post("/replays/fix-7/promote", csrf="x", digest=runs.found.digest).status == 403
    sign_in(browser)
    text = browser.get("/replays/fix-7").text
    fields = dict(re.findall(r'name="(csrf|digest)" value="(\w+)"', text.split("<main")[1]))
    assert browser.post("/replays/fix-7/promote", csrf=fields["csrf"], digest="older").status == 400
    assert runs.promoted == []
    done = browser.post("/replays/fix-7/promote", headers=None, **fields)
    assert "1 story published" in done.text
    assert "live has published it since" in done.text
    assert runs.promoted == ["fix-7"]
