"""Decisions on the desk's pages: who makes them, what is sent, what the page says of them."""

from __future__ import annotations

import hashlib
import html
import re
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.desk import kit
from tests.desk.test_store import FIRST, KILL, page
from worker.commands.desk import _options
from worker.desk import decided, questions
from worker.desk.access import Access, parse_tokens
from worker.desk.app import Actions
from worker.desk.filters import Filter
from worker.desk.intake import take_articles
from worker.desk.questions import Viewer
from worker.desk.store import Store
from worker.replay import dead_letters
from worker.story import decision
from worker.story.changelog import record_key
from worker.story.decision import Decision
from worker.stream import decide as stream_decide
from worker.stream.config import Settings
from worker.stream.errors import NoBroker

OTHER = {
    "source": "yonhap", "id": "AEN20250314006000315", "slug": "Weir", "headline": "Weir at Tolve mended",
    "published_at": "2025-03-14T12:20:00+09:00", "body": "TOLVE, March 14 (Yonhap) -- The weir holds.",
}  # fmt: skip
ELSEWHERE = OTHER | {"source": "coastal", "id": "c-1", "headline": "Ferry burns"}
LEAD = page(2, "(LEAD) Harbor to stay open", "The harbor stays open, the mayor said.")


@dataclass
class Desk:
    """A desk with three stories, signed in as ana; `sent` is what reached Kafka. `now` is its next decision's time."""

    browser: kit.Browser
    sent: list[Decision] = field(default_factory=list)
    articles: list[object] = field(default_factory=list)

    def uri(self, headline: str) -> str:
        rows = questions.wire(self.browser.desk.store, Viewer(), Filter())
        return next(str(row["uri"]) for row in rows if headline in row["headline"])

    def story(self, uri: str) -> str:
        return self.browser.get(f"/story/{uri}").text

    def decide(self, uri: str, **form: str) -> kit.Answer:
        csrf = re.search(r'name="csrf" value="(\w+)"', self.story(uri))
        assert csrf
        return self.browser.post(f"/decide/{uri}", csrf=csrf[1], **form)  # type: ignore[arg-type]

    def worker_follows(self) -> None:
        """The worker publishes what the articles and decisions make."""
        records = kit.told(self.articles, self.sent)  # type: ignore[arg-type]
        told = {r.key for r in records}
        rows = questions.wire(self.browser.desk.store, Viewer(), Filter())
        gone = [kit.Record(row["uri"].encode(), None) for row in rows if row["uri"].encode() not in told]
        kit.take(self.browser.desk.store, [*records, *gone], kit.kept(self.articles))  # type: ignore[arg-type]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    sent: list[Decision] = []

    def send(d: Decision) -> None:
        sent.append(d)
        record = kit.Record(d.id.encode(), decision.to_json(d), timestamp=d.ms)
        decided.take_decisions(store.writer, [record])

    access = Access(parse_tokens((f"ana:{hashlib.sha256(b'secret').hexdigest()}",)))
    browser = kit.browser(tmp_path, access, Actions(len, len, send))
    store = browser.desk.store
    csrf = re.search(r'name="csrf" value="(\w+)"', browser.get("/sign-in").text)
    assert csrf
    opened = Desk(browser, sent, kit.articles(FIRST, LEAD, OTHER, ELSEWHERE))  # type: ignore[arg-type]
    opened.worker_follows()
    browser.post("/sign-in", csrf=csrf[1], token="secret")
    yield opened
    store.close()


def is_gone(desk: Desk, uri: str) -> bool:
    row = questions.story(desk.browser.desk.store, Viewer(), uri)
    return row is None or bool(row["gone"])


def test_a_join_and_its_undoing(desk: Desk) -> None:
    """Two stories become one, with who and why on its page; the page of what was one of them leads there. Undone, they
    are two again, and the page still says who had joined them and who undid it."""
    harbor, weir = desk.uri("Harbor"), desk.uri("Weir")
    assert desk.decide(harbor, kind="join", why="One flood", **{"with": weir}).status == 303
    (join,) = desk.sent
    assert (join.kind, join.who, join.why, len(join.items)) == ("join", "ana", "One flood", 2)
    assert "not in force yet" in desk.story(harbor)
    desk.worker_follows()
    first, later = sorted((harbor, weir), key=lambda uri: is_gone(desk, uri))
    assert "<strong>Joined</strong> by ana" in desk.story(first)
    assert "in force" in desk.story(first)
    assert f"/story/{first}" in desk.story(later).split("no longer exists")[1]
    assert 'class="badge decided"' in desk.browser.get("/").text
    assert desk.decide(first, undoes=join.id, why="Two rivers").status == 303
    desk.worker_follows()
    assert "undone by ana: Two rivers" in desk.story(first)
    assert not is_gone(desk, later)


def test_of_two_that_contradict_both_are_shown(desk: Desk) -> None:
    """Withheld, then released: the newer is in force, the older stays on the page as overruled. A release names
    the items that were withheld, so that it reaches them."""
    harbor = desk.uri("Harbor")
    desk.decide(harbor, kind="withhold", why="Unsure of the date")
    desk.worker_follows()
    assert "ana has withheld this story: Unsure of the date" in desk.story(harbor)
    desk.decide(harbor, kind="release", why="Confirmed")
    desk.worker_follows()
    text = desk.story(harbor)
    assert "overruled by ana, who decided later" in text
    assert text.index("Confirmed") < text.index("Unsure of the date")
    assert set(desk.sent[1].items) >= set(desk.sent[0].items)
    assert questions.story(desk.browser.desk.store, Viewer(), harbor)["status"] == "usable"  # type: ignore[index]


def test_a_story_supersedes_another_and_no_longer_does(desk: Desk) -> None:
    """On the page of the one that goes on; either page then offers to take it back, and says what stands."""
    harbor, weir = desk.uri("Harbor"), desk.uri("Weir")
    assert desk.decide(harbor, kind="follow", why="It has all of it", over=weir).status == 303
    desk.worker_follows()
    assert "superseded by Harbor to stay open" in desk.browser.get("/").text
    assert "in force" in desk.story(weir)
    assert f'<option value="{weir}"' in desk.story(harbor).split('name="from"')[1]
    assert desk.decide(weir, kind="unfollow", why="Another river", **{"from": harbor}).status == 303
    assert desk.sent[1].items[0] == desk.sent[0].items[0], "the one that goes on comes first"
    desk.worker_follows()
    assert "superseded by" not in desk.browser.get("/").text
    assert "overruled by ana, who decided later" in desk.story(harbor)


def test_a_version_is_pinned(desk: Desk) -> None:
    """The older version stands, for as long as was chosen, and the page says who pinned it and until when."""
    harbor = desk.uri("Harbor")
    versions = dict(
        re.findall(r'<option value="(\w+)">(\(LEAD\)|base) ', desk.story(harbor).split('name="version"')[1])
    )
    (base,) = [name for name, marker in versions.items() if marker == "base"]
    before = time.time()
    assert desk.decide(harbor, kind="pin", why="The lead is being checked", version=base, hours="3").status == 303
    assert 0 <= (desk.sent[0].until or 0) / 1000 - before - 3 * 3600 < 60
    desk.worker_follows()
    text = desk.story(desk.uri("Harbor to close"))
    assert "<strong>Pinned by ana</strong> until" in text
    assert "closes in June" in text.split('aria-label="Text"')[1].split("</section>")[0]
    assert desk.decide(harbor, kind="pin", why="x", version="none").status == 400
    assert desk.decide(harbor, kind="pin", why="x", version=base, hours="").status == 303
    assert desk.sent[1].until is None


def test_the_text_of_a_story_on_hold_is_shown(desk: Desk) -> None:
    """With the hold above it; the record of such a story has none."""
    harbor = desk.uri("Harbor")
    desk.decide(harbor, kind="withhold", why="Unsure of the date")
    desk.worker_follows()
    text = desk.story(harbor)
    assert "On hold." in text
    assert "The harbor stays open" in text.split('aria-label="Text"')[1].split("</section>")[0]


def test_an_item_is_parted(desk: Desk) -> None:
    """An item that is chosen becomes a story of its own."""
    harbor = desk.uri("Harbor")
    item = "AEN20250314004752315"
    assert f'<option value="{item}">' in desk.story(harbor)
    desk.decide(harbor, kind="part", item=item, why="Another harbor")
    desk.worker_follows()
    assert len(questions.wire(desk.browser.desk.store, Viewer(), Filter(source="yonhap"))) == 3


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"kind": "withhold", "why": " "}, "Say why"),
        ({"kind": "join", "why": "x", "with": "newswire:nobody:1"}, "knows none by that uri"),
        ({"kind": "join", "why": "x", "with": "COASTAL"}, "Only stories of one source"),
        ({"kind": "join", "why": "x", "with": "ITSELF"}, "with itself"),
        ({"kind": "part", "why": "x", "item": "none of its own"}, "items"),
        ({"kind": "explode", "why": "x"}, "Choose what to decide"),
        ({"undoes": "nothing", "why": "x"}, "no such decision"),
        ({"kind": "withhold", "why": "x" * 1001}, "1,000 characters"),
    ],
)
def test_what_cannot_be_decided_is_said(desk: Desk, form: dict[str, str], said: str) -> None:
    """Each wrong field has its sentence, and nothing is sent."""
    known = {"COASTAL": desk.uri("Ferry"), "ITSELF": desk.uri("Harbor")}
    if "with" in form:
        form = form | {"with": known.get(form["with"], form["with"])}
    answer = desk.decide(desk.uri("Harbor"), **form)
    assert answer.status == 400
    assert said in answer.text
    assert desk.sent == []
    if "kind" in form:
        assert "<details open>" in answer.text.replace(' class="first"', "")
        assert f'value="{html.escape(form["why"])}"' in answer.text, "nothing has to be typed again"
        assert f'value="{html.escape(form.get("with", ""))}"' in answer.text


def test_with_kafka_away_the_form_is_kept(desk: Desk) -> None:
    """One plain sentence, at once where it is known and after the failure where it is not; the reason stays."""
    harbor = desk.uri("Harbor")

    def unanswered(_: Decision) -> None:
        raise NoBroker("no Kafka at 10.0.0.1:9092\nCheck NEWSWIRE_BOOTSTRAP_SERVERS")

    desk.browser.desk.actions = Actions(len, len, unanswered)
    for away in (None, 1.0):
        desk.browser.desk.standing.away_since = away
        answer = desk.decide(harbor, kind="withhold", why="Unsure of the date")
        assert answer.status == 503
        assert "Kafka does not answer at the moment, so nothing was done." in answer.text
        assert "BOOTSTRAP" not in answer.text
        assert 'value="Unsure of the date"' in answer.text


@pytest.mark.parametrize("name", ["redrive", "drop", "decide"])
def test_an_action_asks_first_whether_kafka_answers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    """Where nothing answers it is refused within seconds, and not begun: its own clients wait much longer."""
    for module, function in ((dead_letters, "redrive"), (dead_letters, "drop"), (stream_decide, "send")):
        monkeypatch.setattr(module, function, lambda *_: pytest.fail("was begun"))
    with socket.create_server(("127.0.0.1", 0)) as mute:  # accepts, as a Kafka that hangs does, and says nothing
        settings = Settings(bootstrap_servers=(f"127.0.0.1:{mute.getsockname()[1]}",))
        given = {"data": tmp_path / "desk.sqlite", "tokens": (), "names": (), "proxy_header": "", "proxy_from": ()}
        found = _options(settings, given | {"embargo_readers": (), "host": "127.0.0.1", "port": 0})
        with pytest.raises(NoBroker):
            getattr(found.actions, name)(set())


def test_whoever_was_signed_out_keeps_the_reason(desk: Desk) -> None:
    """The form is refused, with what was typed, and the way back leads to the story."""
    harbor = desk.uri("Harbor")
    csrf = re.search(r'name="csrf" value="(\w+)"', desk.story(harbor))
    assert csrf
    desk.browser.cookies.clear()
    answer = desk.browser.post(f"/decide/{harbor}", csrf=csrf[1], kind="withhold", why="Unsure of the date")
    assert answer.status == 403
    assert "Unsure of the date" in answer.text
    assert f'href="/sign-in?to=/story/{harbor.replace(":", "%3A")}"' in answer.text
    elsewhere = {"sec-fetch-site": "cross-site"}
    answer = desk.browser.post(f"/decide/{harbor}", elsewhere, csrf=csrf[1], kind="withhold", why="Spam")
    assert "Spam" not in answer.text
    form = re.search(r'name="csrf" value="(\w+)"', desk.browser.get(f"/sign-in?to=/story/{harbor}").text)
    assert form
    signed = desk.browser.post("/sign-in", csrf=form[1], token="secret", to=f"/story/{harbor}")
    assert signed.headers["location"] == f"/story/{harbor}"


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/\\evil.example", "", "/a\r\nset-cookie: x"])
def test_after_signing_in_nobody_is_sent_elsewhere(desk: Desk, to: str) -> None:
    """Only to a page of this desk."""
    form = re.search(r'name="csrf" value="(\w+)"', desk.browser.get("/").text)
    assert form
    assert desk.browser.post("/sign-in", csrf=form[1], token="secret", to=to).headers["location"] == "/"


def test_a_story_is_joined_by_its_headline(desk: Desk) -> None:
    """The page offers other stories with their headlines; what it offers, a uri alone and an address all name one."""
    harbor, weir = desk.uri("Harbor"), desk.uri("Weir")
    offered = re.search(r'<option value="(Weir at Tolve mended[^"]+)">', desk.story(harbor))
    assert offered
    for given in (offered[1], weir, f"https://desk.example/story/{weir}"):
        assert desk.decide(harbor, kind="join", why="One flood", **{"with": given}).status == 303


def test_a_late_decision_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the worker has not followed for minutes is unusual, and the page says so."""
    harbor = desk.uri("Harbor")
    desk.decide(harbor, kind="withhold", why="Unsure of the date")
    assert "the worker follows within seconds" in desk.story(harbor)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 180)
    assert "not in force after 3 min, which is unusual" in desk.story(harbor)


def test_a_restart_signs_nobody_out(tmp_path: Path) -> None:
    """What signs sessions and forms is in the file; another file has another."""
    first = Store(tmp_path / "a.sqlite")
    secret = first.secret()
    assert first.secret() == secret
    first.close()
    again, other = Store(tmp_path / "a.sqlite"), Store(tmp_path / "b.sqlite")
    assert again.secret() == secret != other.secret()
    assert (tmp_path / "a.sqlite").stat().st_mode & 0o077 == 0
    again.close()
    other.close()


def test_who_may_decide(desk: Desk) -> None:
    """Nobody without a token or without our own form; without one the page shows decisions and offers none."""
    harbor = desk.uri("Harbor")
    assert desk.browser.post(f"/decide/{harbor}", csrf="x", kind="withhold", why="x").status == 403
    assert "Decide on this story" in desk.story(harbor)
    csrf = re.search(r'name="csrf" value="(\w+)"', desk.story(harbor))
    assert csrf
    desk.browser.cookies.clear()
    assert "Decide on this story" not in desk.story(harbor)
    assert desk.browser.post(f"/decide/{harbor}", csrf=csrf[1], kind="withhold", why="x").status == 403
    assert desk.sent == []


def test_a_closed_story_says_so_before(desk: Desk) -> None:
    """Once the worker has closed a story its page says, beside the form, that a decision has no effect live."""
    harbor = desk.uri("Harbor")
    warning = "has no effect live"
    assert warning not in desk.story(harbor)
    stub = kit.Record(record_key("yonhap", "stub", harbor), b"{}")
    take_articles(desk.browser.desk.store.writer, [stub])
    assert warning in desk.story(harbor)
    assert [r["uri"] for r in questions.wire(desk.browser.desk.store, Viewer(), Filter(badge="closed"))] == [harbor]
    desk.decide(harbor, kind="withhold", why="Too late")
    assert "without effect: the story is closed" in desk.story(harbor)


def test_only_a_release_beats_a_kill(desk: Desk) -> None:
    """The page of a killed story offers its release alone, as nothing else brings it back; released, it has its newest
    text again, and the desk does not take that for what was killed."""
    harbor = desk.uri("Harbor")
    desk.articles += kit.articles(KILL)
    desk.worker_follows()
    text = desk.story(harbor)
    assert "Only its release brings it back" in text
    assert "Withhold the story" not in text
    assert "The harbor stays open" not in text
    desk.decide(harbor, kind="release", why="Killed by mistake")
    desk.worker_follows()
    text = desk.story(harbor)
    assert "The harbor stays open" in text
    assert "in force" in text
    assert "Killed by the wire, released by ana:</strong> Killed by mistake" in text
    assert [r["uri"] for r in questions.wire(desk.browser.desk.store, Viewer(), Filter(badge="reinstated"))] == [harbor]


def test_enter_in_a_field_decides_nothing(desk: Desk) -> None:
    """Enter presses a form's first button: of the form with several decisions that is one which does nothing."""
    form = desk.story(desk.uri("Harbor")).split("Decide on this story")[1]
    assert "<button disabled hidden>" in form.split('name="kind"')[0]
